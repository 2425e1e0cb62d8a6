-- Few jobs are ever uncertain or given up; whoever watches counts them without reading the others.
drop index concurrently if exists job_stuck;
create index concurrently job_stuck on job (organisation_id, state) where state in ('ambiguous', 'dead');
