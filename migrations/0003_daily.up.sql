-- The daily desk: why a ticket is held, that its requester escalated, and in whose channels its cards stand.

alter table ticket
  add column hold jsonb,
  add column escalated_at timestamptz,
  add column desks jsonb not null default '[]';
-- An owner who is no superuser sees no rows behind the forced wall.
alter table ticket no force row level security;
update ticket set desks = jsonb_build_array(support_group);
alter table ticket force row level security;
alter table ticket alter column desks drop default;
