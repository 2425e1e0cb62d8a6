-- Home: whose stands where and when it was last opened, so that it is kept fresh for whoever looks at it and for nobody else.

create table home (
  organisation_id uuid not null,
  platform text not null,
  workspace text not null,
  user_id text not null,
  opened_at timestamptz not null,
  -- The message that it is, where the chat has no page for it; null: to be posted, or a page.
  channel text,
  message_id text,
  primary key (organisation_id, platform, workspace, user_id),
  -- Whoever is forgotten has none.
  foreign key (organisation_id, platform, workspace, user_id)
    references account (organisation_id, platform, workspace, user_id) on delete cascade
);
-- Escalations of all groups at once, of which there are never many.
create index ticket_escalated on ticket (organisation_id, escalated_at) where escalated_at is not null;

alter table home enable row level security;
alter table home force row level security;
create policy wall on home using (organisation_id = current_organisation());

do $$
begin
  if exists (select from pg_roles where rolname = 'muster_app') then
    grant select, insert, update on home to muster_app;
  end if;
end $$;
