// How the queue stands, for whoever watches: counted from the indexes and up to a bound, however long the queue is.
import type { Database } from './database.ts';

/** Counting ends here: ten thousand and more are one alarm. It takes some milliseconds. */
export const MOST_COUNTED = 10_000;

export interface Pulse {
  /** How late the first job of that urgency is, in s; deliveries are those with a lane. */
  readonly late: readonly {
    readonly queue: 'delivery' | 'timer';
    readonly urgency: number;
    readonly seconds: number;
  }[];
  readonly deliveries: Readonly<Record<'pending' | 'sending' | 'ambiguous' | 'dead', number>>;
  /** Scope → seconds until its bucket is full again. */
  readonly untilFull: Readonly<Record<string, number>>;
}

// Only the head of a lane can be sending, and be late: the walk goes from lane to lane by the index that claims use.
const SQL = `
with recursive turn as (
  select j.*, 1 as n from (
    select lane, state, urgency, run_at from job where organisation_id = $1 and lane is not null and state <> 'dead'
    order by lane, (state <> 'sending'), id limit 1) j
  union all
  select j.*, t.n + 1 from turn t cross join lateral (
    select lane, state, urgency, run_at from job where organisation_id = $1 and lane > t.lane and state <> 'dead'
    order by lane, (state <> 'sending'), id limit 1) j
  where t.n < $2
),
head as (
  select 'delivery' as queue, urgency, run_at from turn where state <> 'sending'
  union all
  select 'timer', level, j.run_at from generate_series(0, 9) as u(level) cross join lateral (
    select run_at from job where organisation_id = $1 and urgency = u.level and lane is null and state in ('pending', 'ambiguous')
    order by run_at limit 1) j
),
late as (
  select queue, urgency, greatest(extract(epoch from max(desk_now() - run_at)), 0)::float8 as seconds from head group by 1, 2
),
counted as (
  select
    (select count(*) from (select from job where organisation_id = $1 and lane is not null and state <> 'dead' limit $2) j)::int as waiting,
    (select count(*) from turn where state = 'sending')::int as sending,
    (select count(*) from (select from job where organisation_id = $1 and lane is not null and state = 'ambiguous' limit $2) j)::int as ambiguous,
    (select count(*) from (select from job where organisation_id = $1 and lane is not null and state = 'dead' limit $2) j)::int as dead
)
select
  (select coalesce(jsonb_agg(late), '[]') from late) as late,
  jsonb_build_object('pending', greatest(waiting - sending - ambiguous, 0), 'sending', sending, 'ambiguous', ambiguous, 'dead', dead)
    as deliveries,
  (select coalesce(jsonb_object_agg(name, greatest(extract(epoch from full_at - clock_timestamp()), 0)), '{}') from bucket
    where organisation_id = $1 and name = any ($3)) as "untilFull"
from counted`;

/** Of these scopes, such as `slack T1`. */
export function pulseOf(database: Database, organisation: string, scopes: readonly string[]): Promise<Pulse> {
  return database.transaction(organisation, async (tx) => {
    // Buckets are the worker's. Statistics of another hour must not turn the walk into a reading of the whole table.
    await tx.query(
      `select look_over_wall(true), set_config('enable_seqscan', 'off', true), set_config('enable_sort', 'off', true)`,
    );
    const [pulse] = await tx.query(SQL, [organisation, MOST_COUNTED, scopes]);
    return pulse;
  });
}
