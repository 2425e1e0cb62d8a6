-- The daily desk: why a ticket is held, that its requester escalated, and in whose channels its cards stand.

alter table ticket
  add column hold jsonb,
  add column escalated_at timestamptz,
  add column desks jsonb not null default '[]';
update ticket set desks = jsonb_build_array(support_group);
alter table ticket alter column desks drop default;

-- Words of titles and descriptions, in any language: 'simple' neither stems nor drops anything.
create index ticket_words on ticket using gin (to_tsvector('simple', title || ' ' || description));
