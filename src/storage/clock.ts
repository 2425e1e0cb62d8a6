// The desk's clock, movable in a database made for play or tests; everywhere else `desk_now()` is real time.
import { Client } from 'pg';
import type { DataSource } from 'typeorm';

/** Makes the clock of the migrated database behind `ownerUrl` movable, for good; its table is the mark of such a database. */
export async function installDeskClock(ownerUrl: string): Promise<void> {
  const owner = new Client({ connectionString: ownerUrl });
  await owner.connect();
  try {
    await owner.query(INSTALL);
  } finally {
    await owner.end();
  }
}

/** Whether this database is one for play or tests, whose clock may be moved. */
export async function hasDeskClock(source: DataSource): Promise<boolean> {
  const rows = await source.query(`select to_regclass('desk_clock') is not null as movable`);
  return rows[0]?.movable === true;
}

/** Moves the desk's time by `seconds`, on top of earlier moves, and wakes whoever waits for it. Throws without a clock. */
export async function moveDeskClock(source: DataSource, seconds: number): Promise<void> {
  await source.query(
    `with moved as (update desk_clock set shift = shift + $1::float8 * interval '1 second' returning shift)
     select pg_notify('muster_jobs', '') from moved`,
    [seconds],
  );
}

const INSTALL = `
begin;
create table if not exists desk_clock (shift interval not null, one boolean primary key default true check (one));
insert into desk_clock (shift) values (interval '0') on conflict do nothing;
comment on table desk_clock is 'A database for play or tests: its time can be moved.';
create or replace function desk_now() returns timestamptz language sql stable as $$
  select now() + shift from desk_clock
$$;
do $$
begin
  if exists (select from pg_roles where rolname = 'muster_app') then
    grant select, update on desk_clock to muster_app;
  end if;
end $$;
commit;`;
