-- Scale: what is long is read from an index in its order, however long it is; what is much is written and taken together.

-- In one statement, which is four times as quick as one for each job. Ids are drawn first: they are the order of the jobs, whichever
-- of the two inserts has them.
create or replace function enqueue_jobs(organisation uuid, jobs jsonb) returns void language plpgsql as $$
begin
  if (select count(j.key) <> count(distinct j.key) from jsonb_to_recordset(jobs) as j(key text)) then
    -- One by one, so that two jobs of one key in one call meet each other as in two calls.
    perform enqueue_jobs(organisation, jsonb_build_array(j.job)) from jsonb_array_elements(jobs) with ordinality as j(job, nth) order by j.nth;
    return;
  end if;
  with given as materialized (
    select nextval('job_id_seq') as id, j.lane, j.scope, j.key, j."coalesce", coalesce(j.urgency, 5) as urgency, j.task,
      coalesce(j."runAt", desk_now()) as run_at
    from rows from (jsonb_to_recordset(jobs) as (
      lane text, scope text, key text, "coalesce" boolean, urgency smallint, "runAt" timestamptz, task jsonb)) with ordinality
      as j(lane, scope, key, "coalesce", urgency, "runAt", task, nth) order by j.nth
  ),
  coalesced as (
    insert into job as earlier (id, organisation_id, lane, scope, key, urgency, task, run_at)
    select g.id, organisation, g.lane, g.scope, g.key, g.urgency, g.task, g.run_at from given g where g."coalesce"
    on conflict (organisation_id, key) do update set task = excluded.task, lane = excluded.lane, scope = excluded.scope,
      urgency = least(earlier.urgency, excluded.urgency), run_at = least(earlier.run_at, excluded.run_at)
  )
  insert into job as earlier (id, organisation_id, lane, scope, key, urgency, task, run_at)
  select g.id, organisation, g.lane, g.scope, g.key, g.urgency, g.task, g.run_at from given g where g."coalesce" is not true
  on conflict (organisation_id, key) do update set task = excluded.task, lane = excluded.lane, scope = excluded.scope,
    id = excluded.id, urgency = excluded.urgency, run_at = excluded.run_at;
  perform pg_notify('muster_jobs', '');
end $$;

-- Takes up to `places` jobs for `worker`, at most one a lane, the most urgent first, and says when to ask again.
--   budgets  {scope: {place?, workspace?, places?} | null}; jobs of other scopes stay, and `unknown` names those scopes;
--            `places`: at most so many of the scope, so that a chat that hangs leaves places to the others; `together`: these are
--            done by one hand in one transaction, and count as no place of the others
--   jobs     what was taken
--   wait_ms  until the next job is due, has tokens, or has lost its lease; null: nothing is planned
--   held     something is due and was left, for want of places or tokens or because it is being changed
-- Claims wait for each other (a millisecond): it makes "one in flight in a lane" and the budgets exact over all replicas.
-- Measured on two cores: a million pending timers 0.6 ms a claim; 100,000 jobs in 1,000 lanes some 30 ms.
-- The settings leave one plan, from index to index, made once: making it anew takes 2 ms, and the planner's own choice turned
-- to reading whole tables (3 s) when its statistics were of another hour, as they are in a queue.
create or replace function claim_jobs(worker text, organisations uuid[], places int, lease_seconds float8, budgets jsonb)
returns table (jobs jsonb, wait_ms float8, held boolean, unknown text[])
language plpgsql set plan_cache_mode = force_generic_plan set jit = off set enable_seqscan = off set enable_bitmapscan = off
set enable_sort = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  moment timestamptz;
  desk timestamptz;
  most int;
begin
  perform look_over_wall(true);
  perform pg_advisory_xact_lock(7246002);
  moment := clock_timestamp();
  desk := desk_now();
  select greatest(places, max((b.value ->> 'places')::int) filter (where b.value ? 'together')) into most from jsonb_each(budgets) b;
  return query
  with recursive turn as (
    select j.* from unnest(organisations) as o(id) cross join lateral (
      select id, organisation_id, lane, scope, urgency, run_at, state, leased_until from job
      where organisation_id = o.id and lane is not null and state <> 'dead'
      order by lane, (state <> 'sending'), id limit 1) j
    union all
    -- From lane to lane by the index.
    select j.* from turn t cross join lateral (
      select id, organisation_id, lane, scope, urgency, run_at, state, leased_until from job
      where organisation_id = t.organisation_id and lane > t.lane and state <> 'dead'
      order by lane, (state <> 'sending'), id limit 1) j
  ),
  timer as (
    select j.* from unnest(organisations) as o(id) cross join generate_series(0, 9) as u(level) cross join lateral (
      select id, organisation_id, lane, scope, urgency, run_at, state, leased_until from job
      where organisation_id = o.id and urgency = u.level and lane is null and state in ('pending', 'ambiguous') and run_at <= desk
      order by run_at limit most + 1) j
    union all
    -- The next of each: a million that are not due cost as much as one.
    select j.* from unnest(organisations) as o(id) cross join generate_series(0, 9) as u(level) cross join lateral (
      select id, organisation_id, lane, scope, urgency, run_at, state, leased_until from job
      where organisation_id = o.id and urgency = u.level and lane is null and state in ('pending', 'ambiguous') and run_at > desk
      order by run_at limit 1) j
    union all
    select j.* from unnest(organisations) as o(id) cross join lateral (
      select id, organisation_id, lane, scope, urgency, run_at, state, leased_until from job
      where organisation_id = o.id and lane is null and state = 'sending'
      order by leased_until limit places + 1) j
  ),
  candidate as (
    select c.*, budgets -> c.scope as budget,
      case c.state when 'sending' then extract(epoch from c.leased_until - moment) else extract(epoch from c.run_at - desk) end
        as due_in
    from (select * from turn union all select * from timer) c
  ),
  placed as (
    select c.*,
      greatest(c.due_in, case when c.lane is not null then bucket_wait(c.budget -> 'place', b.full_at - moment, 1) end) as placed_in
    from candidate c left join lateral (
      -- Behind a limit each is looked up in the index: joined plainly, all of them were compared with every lane (1,000: 190 ms).
      select full_at from bucket where organisation_id = c.organisation_id and name = c.lane limit 1) b on true
  ),
  ranked as (
    select p.*, row_number() over (
      partition by p.organisation_id, p.scope, p.placed_in <= 0 order by p.urgency, p.run_at, p.id) as nth
    from placed p
  ),
  ready as materialized (
    select r.*, r.scope is null or budgets ? r.scope as known,
      r.placed_in > 0 or coalesce(r.nth <= (r.budget ->> 'places')::int, true) as has_place,
      greatest(r.placed_in, bucket_wait(r.budget -> 'workspace', b.full_at - moment, case when r.placed_in <= 0 then r.nth else 1 end))
        as ready_in
    from ranked r left join lateral (
      select full_at from bucket where organisation_id = r.organisation_id and name = r.scope limit 1) b on true
  ),
  chosen as materialized (
    (select r.id, r.budget from ready r where r.ready_in <= 0 and r.known and r.has_place and r.budget -> 'together' is null
      order by r.urgency, r.run_at, r.id limit places)
    union all
    select r.id, r.budget from ready r where r.ready_in <= 0 and r.known and r.has_place and r.budget ? 'together'
  ),
  locked as materialized (
    select j.id, j.state <> 'pending' as doubtful, c.budget from chosen c join job j on j.id = c.id
    where case j.state when 'sending' then j.leased_until <= moment when 'dead' then false else j.run_at <= desk end
    for update of j skip locked
  ),
  taken as (
    update job j set state = 'sending', key = null, attempts = j.attempts + 1, leased_by = worker,
      leased_until = moment + lease_seconds * interval '1 second', first_sent_at = coalesce(j.first_sent_at, moment)
    from locked l where j.id = l.id
    returning j.*, l.doubtful, l.budget
  ),
  spent as (
    insert into bucket as b (organisation_id, name, full_at)
    select t.organisation_id, s.name, moment + sum(1 / (s.budget ->> 'perSecond')::float8) * interval '1 second'
    from taken t cross join lateral (
      values (t.lane, t.budget -> 'place'), (t.scope, t.budget -> 'workspace')) as s(name, budget)
    where s.name is not null and s.budget is not null
    group by t.organisation_id, s.name
    on conflict (organisation_id, name) do update
      set full_at = greatest(b.full_at, moment) + (excluded.full_at - moment)
  ),
  left_over as (
    select r.* from ready r where r.id not in (select t.id from taken t)
  )
  select
    (select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('id', t.id, 'organisation', t.organisation_id, 'lane', t.lane,
      'scope', t.scope, 'urgency', t.urgency, 'attempts', t.attempts, 'failures', t.failures,
      'doubtful', t.doubtful, 'firstSentAt', t.first_sent_at))
      || jsonb_build_object('task', t.task) order by t.urgency, t.run_at, t.id), '[]') from taken t),
    -- What is ready and was left is being changed by someone: look again soon. Without a place it waits for an end, which rings.
    (select min(case when r.ready_in <= 0 then 50 else ceil(r.ready_in * 1000) end)::float8 from left_over r
      where r.has_place),
    exists (select from left_over r where r.due_in <= 0),
    array(select distinct r.scope::text from left_over r where not r.known);
  perform look_over_wall(false);
end $$;

do $$
begin
  if exists (select from pg_roles where rolname = 'muster_app') then
    grant usage on sequence job_id_seq to muster_app;
  end if;
end $$;
