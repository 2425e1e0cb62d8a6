drop index ticket_unclaimed;
drop index job_stuck;
