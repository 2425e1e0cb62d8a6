drop function keep_jobs(text, bigint[], float8), settle_job(bigint, text, int, text, float8, text),
  fail_job(bigint, text, int, float8, text, int),
  claim_jobs(text, uuid[], int, float8, jsonb), enqueue_jobs(uuid, jsonb), look_over_wall(boolean),
  bucket_wait(jsonb, interval, bigint);
drop table bucket, job;
