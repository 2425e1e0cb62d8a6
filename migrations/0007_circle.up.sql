-- Further people around a ticket: who gets what its requester gets, who follows it, who is asked about it.

alter table ticket
  add column copies jsonb not null default '[]',
  add column subscribers jsonb not null default '[]',
  add column questions jsonb not null default '[]';
alter table ticket
  alter column copies drop default,
  alter column subscribers drop default,
  alter column questions drop default;
-- Behind the wall no index can look into JSON. Few tickets have copies or open questions: these few are looked through.
create index ticket_copied on ticket (organisation_id, reported_at desc, id) where copies <> '[]';
create index ticket_asked on ticket (organisation_id, priority, id) where questions <> '[]';
