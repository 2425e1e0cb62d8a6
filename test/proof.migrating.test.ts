// The schema changes under a version that is still at work: what a migration may do, and that nobody waits long for one.
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrationOf, migrations } from '../migrations/index.ts';
import { migrate } from '../src/storage/database.ts';
import { execute, testDatabase } from './support/database.ts';
import { SLACK_DESK, slackId, startDesk, type TestDesk } from './support/desk.ts';
import { broken, writtenAfter } from './support/migration-law.ts';
import { ticketRows, until } from './support/proof.ts';

describe('what a migration does', () => {
  test.each(writtenAfter('0013_major.up.sql'))('%s only adds', (name, sql) => {
    expect(broken(sql)).toEqual([]);
    const instance = migrations
      .map((Migration) => new Migration())
      .find(({ name: one }) => one.toLowerCase().startsWith(name.slice(5)));
    expect(instance?.transaction, 'is made outside of a transaction just if its indexes are made concurrently').toBe(
      !/\bindex concurrently\b/u.test(sql),
    );
  });
  test.each([
    'alter table ticket drop column hold',
    'alter table ticket rename column hold to held',
    'alter table ticket alter column number type bigint',
    'alter table ticket alter column service set not null',
    'alter table ticket add column floor text not null',
    'alter table ticket add column key uuid default gen_random_uuid()',
    'alter table ticket add column room uuid references room (id)',
    'alter table ticket add constraint positive check (number > 0)',
    'alter table ticket add foreign key (owner_id) references person (id)',
    'create index ticket_floor on ticket (organisation_id, floor)',
    'create unique index ticket_floor on ticket (organisation_id, floor)',
    'update ticket set floor = 1',
    'drop table receipt',
    'drop function next_number(text)',
    'lock table ticket',
  ])('“%s” is found', (sql) => {
    expect(broken(sql).length).toBeGreaterThan(0);
  });
  test.each([
    "alter table ticket add column floor text, add column wing text not null default ''",
    'alter table ticket add constraint positive check (number > 0) not valid',
    'create table floor (id int not null, name text not null); create index floor_name on floor (name); insert into floor values (1)',
    'drop index concurrently if exists a; create index concurrently a on ticket (organisation_id)',
    'create or replace function f() returns int language plpgsql as $$ begin update ticket set a = 1; drop table b; return 1; end $$',
    '-- drop table ticket',
  ])('“%s” may be', (sql) => {
    expect(broken(sql)).toEqual([]);
  });
});

describe('while requests come in', () => {
  let home: Awaited<ReturnType<typeof testDatabase>>;
  let desk: TestDesk;
  let reader: Client;
  beforeAll(async () => {
    home = await testDatabase();
    desk = await startDesk({ database: home });
    reader = new Client({ connectionString: home.ownerUrl });
    await reader.connect();
  });
  afterAll(async () => {
    await reader.end();
    await desk.stop();
    await home.drop();
  });
  const floors = () =>
    execute(
      home.ownerUrl,
      `select from information_schema.columns where table_name = 'ticket' and column_name = 'floor'`,
    );
  const waits = () =>
    execute(
      home.ownerUrl,
      `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like 'alter table ticket%'`,
    );

  test('a migration that cannot have its lock stands back for them, and is done when it can', async () => {
    // Somebody of the old version is in the middle of something long.
    await reader.query('begin');
    await reader.query('select from ticket limit 1');
    const floor = migrationOf(
      (way) => (way === 'up' ? 'alter table ticket add column floor text' : 'alter table ticket drop column floor'),
      'Floor1795499999999',
    );
    const migrated = migrate(home.ownerUrl, [...migrations, floor]);
    const took: number[] = [];
    let tries = 0;
    for (let n = 0; tries < 2; n++) {
      await until(async () => (await waits()).length > 0);
      tries++;
      const began = performance.now();
      const { body } = await desk.slack.command(slackId('alice'), 'C0GENERAL', `report the tap of room ${n} drips`);
      took.push(performance.now() - began);
      expect(body).toMatch(/INC-\d+/u);
      expect(await floors()).toHaveLength(0);
      await until(async () => (await waits()).length === 0);
    }
    // What queues behind the waiting lock is let through after half a second, in time for the chat.
    expect(Math.max(...took)).toBeLessThan(2_200);
    await reader.query('commit');
    await migrated;
    expect(await floors()).toHaveLength(1);
    // The version that knows nothing of the new column goes on.
    const [ticket] = await ticketRows(desk);
    await desk.onSlack('bob').types(`claim INC-${ticket?.number}`, SLACK_DESK);
    await desk.settled();
    expect((await ticketRows(desk)).some(({ assignee }) => assignee !== null)).toBe(true);
  });
});
