-- What ties tickets to each other: links, what a report looked like, and the references that a ticket had before.

alter table ticket
  add column looks_like jsonb not null default '[]',
  add column links jsonb not null default '[]',
  add column former jsonb not null default '[]';
alter table ticket
  alter column looks_like drop default,
  alter column links drop default,
  alter column former drop default;

-- An old button, a note in a diary: whoever says a reference that a ticket had is led to it.
create table former_reference (
  organisation_id uuid not null,
  kind text not null,
  number int not null,
  ticket_id uuid not null,
  primary key (organisation_id, kind, number),
  foreign key (organisation_id, ticket_id) references ticket (organisation_id, id)
);
-- The newest open incidents, among which a report looks for its like.
create index ticket_open on ticket (organisation_id, kind, reported_at desc)
  where phase in ('active', 'paused', 'scheduled');

alter table former_reference enable row level security;
alter table former_reference force row level security;
create policy wall on former_reference using (organisation_id = current_organisation());

do $$
begin
  if exists (select from pg_roles where rolname = 'muster_app') then
    grant select, insert on former_reference to muster_app;
  end if;
end $$;
