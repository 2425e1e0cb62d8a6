-- claim_jobs stays: told of no `places`, it does what it did before.
drop function fail_job(bigint, text, int, float8, text, int);
alter table job drop column failures;
