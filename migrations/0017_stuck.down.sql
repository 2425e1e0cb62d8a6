drop index job_stuck;
