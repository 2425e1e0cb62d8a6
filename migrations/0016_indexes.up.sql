-- Few jobs are ever uncertain or given up; whoever watches counts them without reading the others.
drop index concurrently if exists job_stuck;
create index concurrently job_stuck on job (organisation_id, state) where state in ('ambiguous', 'dead');

-- Of a million open tickets most are claimed: the others are not looked for among them.
drop index concurrently if exists ticket_unclaimed;
create index concurrently ticket_unclaimed on ticket (organisation_id, support_group, priority, next_due, id)
  where phase = 'active' and assignee_id is null;
