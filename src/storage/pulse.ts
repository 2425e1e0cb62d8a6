// How the queue stands, for whoever watches: counted from the indexes and up to a bound, however long the queue is.
import type { Database } from './database.ts';

/** Counting ends here: ten thousand and more are one alarm. It takes some milliseconds. */
export const MOST_COUNTED = 10_000;

type Queue = 'delivery' | 'timer';

export interface Pulse {
  /** For how long the first job of that urgency is due and not done, in s; deliveries are those with a lane. */
  readonly late: readonly { readonly queue: Queue; readonly urgency: number; readonly seconds: number }[];
  readonly jobs: Readonly<Record<Queue, Readonly<Record<'pending' | 'sending' | 'ambiguous' | 'dead', number>>>>;
  /** Scope → seconds until its bucket is full again. */
  readonly untilFull: Readonly<Record<string, number>>;
}

/** Timers that were tried come back within minutes, so they are among the next ones of their urgency. */
const NEXT_TIMERS = 100;

// Only the head of a lane can be sending, and be late: the walk goes from lane to lane by the index that claims use. Each failed
// attempt puts off `run_at`: what was tried is late since then. That moment is in real time, all others are in the desk's.
const SQL = `
with recursive turn as (
  select j.*, 1 as n from (
    select lane, state, urgency, run_at, first_sent_at from job where organisation_id = $1 and lane is not null and state <> 'dead'
    order by lane, (state <> 'sending'), id limit 1) j
  union all
  select j.*, t.n + 1 from turn t cross join lateral (
    select lane, state, urgency, run_at, first_sent_at from job where organisation_id = $1 and lane > t.lane and state <> 'dead'
    order by lane, (state <> 'sending'), id limit 1) j
  where t.n < $2
),
head as (
  select 'delivery' as queue, urgency, run_at, first_sent_at from turn
  union all
  select 'timer', level, j.run_at, j.first_sent_at from generate_series(0, 9) as u(level) cross join lateral (
    select run_at, first_sent_at from job
    where organisation_id = $1 and urgency = u.level and lane is null and state in ('pending', 'ambiguous')
    order by run_at limit ${NEXT_TIMERS}) j
  union all
  select 'timer', j.* from (
    select urgency, run_at, first_sent_at from job where organisation_id = $1 and lane is null and state = 'sending'
    order by leased_until limit $2) j
),
late as (
  select queue, urgency, greatest(0,
    extract(epoch from max(greatest(desk_now() - run_at, clock_timestamp() - first_sent_at))))::float8 as seconds
  from head group by 1, 2
),
counted as (
  select queue, waiting, sending, ${countOf('ambiguous')} as ambiguous, ${countOf('dead')} as dead from (
    select 'delivery' as queue,
      (select count(*) from (select from job where organisation_id = $1 and lane is not null and state <> 'dead' limit $2) j)::int as waiting,
      (select count(*) from turn where state = 'sending')::int as sending
    union all
    select 'timer',
      (select count(*) from (
        select from job where organisation_id = $1 and lane is null and state in ('pending', 'ambiguous') limit $2) j)::int,
      (select count(*) from (select from job where organisation_id = $1 and lane is null and state = 'sending' limit $2) j)::int) q
)
select
  (select coalesce(jsonb_agg(late), '[]') from late) as late,
  (select jsonb_object_agg(queue, jsonb_build_object('sending', sending, 'ambiguous', ambiguous, 'dead', dead,
    'pending', greatest(waiting - ambiguous - case queue when 'delivery' then sending else 0 end, 0))) from counted) as jobs,
  (select coalesce(jsonb_object_agg(name, greatest(extract(epoch from full_at - clock_timestamp()), 0)), '{}') from bucket
    where organisation_id = $1 and name = any ($3)) as "untilFull"`;

/** Few jobs are ever in such a state; they have an index of their own. */
function countOf(state: 'ambiguous' | 'dead'): string {
  return `(select count(*) from (
    select from job where organisation_id = $1 and (lane is null) = (queue = 'timer') and state = '${state}' limit $2) j)::int`;
}

/** Of these scopes, such as `slack T1`. */
export function pulseOf(database: Database, organisation: string, scopes: readonly string[]): Promise<Pulse> {
  return database.transaction(organisation, async (tx) => {
    // Buckets are the worker's. Statistics of another hour must not turn the walk into a reading of the whole table.
    await tx.query(
      `select look_over_wall(true), set_config('enable_seqscan', 'off', true), set_config('enable_sort', 'off', true),
        set_config('enable_bitmapscan', 'off', true)`,
    );
    const [pulse] = await tx.query(SQL, [organisation, MOST_COUNTED, scopes]);
    return pulse;
  });
}
