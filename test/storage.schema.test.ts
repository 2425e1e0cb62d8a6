// The schema: made and unmade by its migrations, and exactly what the entities take it for.
import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { afterAll, expect, inject, test } from 'vitest';
import { migrate, revert } from '../src/storage/database.ts';
import { entities } from '../src/storage/tables.ts';
import { execute, withDatabase } from './support/database.ts';

const names: string[] = [];
const emptyDatabase = async () => {
  const { ownerUrl, prefix } = inject('database');
  const name = `${prefix}_${randomUUID().slice(0, 8)}`;
  await execute(ownerUrl, `create database ${name} template template0 encoding 'UTF8'`);
  names.push(name);
  return withDatabase(ownerUrl, name);
};
afterAll(async () => {
  for (const name of names) await execute(inject('database').ownerUrl, `drop database ${name} with (force)`);
});
/** Everything that a migration makes, by name and definition. */
const schemaOf = (url: string) =>
  execute(
    url,
    `select 'column' as what, table_name || '.' || column_name as name, data_type || ' ' || is_nullable as is
       from information_schema.columns where table_schema = 'public' and table_name <> 'migration'
     union all select 'index', indexname, indexdef from pg_indexes where schemaname = 'public' and tablename <> 'migration'
     union all select 'function', p.proname, md5(prosrc) from pg_proc p where pronamespace = 'public'::regnamespace
     union all select 'wall', tablename || '.' || policyname, qual from pg_policies
     union all select 'trigger', tgname, pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
     union all select 'sequence', sequencename, '' from pg_sequences where sequencename <> 'migration_id_seq'
     order by 1, 2, 3`,
  );

test('go up, down to nothing, and up again to the same schema, also when organisations were there', async () => {
  const url = await emptyDatabase();
  await migrate(url);
  const first = await schemaOf(url);
  expect(first.length).toBeGreaterThan(100);
  const id = randomUUID();
  await execute(
    url,
    'begin',
    `select set_config('muster.organisation', '${id}', true)`,
    `insert into organisation values ('${id}', 'x', 'X')`,
    'commit',
  );
  const migrations = await execute(url, 'select name from migration');
  for (const _ of migrations) await revert(url);
  expect(await schemaOf(url)).toEqual([]);
  await migrate(url);
  expect(await schemaOf(url)).toEqual(first);
});
test('several at once wait for each other, and a second time changes nothing', async () => {
  const url = await emptyDatabase();
  await Promise.all([migrate(url), migrate(url), migrate(url)]);
  const done = await execute(url, 'select name from migration order by id');
  await migrate(url);
  expect(await execute(url, 'select name from migration order by id')).toEqual(done);
  expect(new Set(done.map(({ name }) => name)).size).toBe(done.length);
});
test('make exactly the columns that the entities name', async () => {
  const url = await emptyDatabase();
  await migrate(url);
  const source = await new DataSource({ type: 'postgres', url, entities }).initialize();
  try {
    const { upQueries } = await source.driver.createSchemaBuilder().log();
    // Indexes and foreign keys are the migrations' own, columns and their types are both sides'.
    const drift = upQueries
      .map(({ query }) => query)
      .filter((query) => !/^(?:DROP INDEX|ALTER TABLE \S+ DROP CONSTRAINT)/u.test(query));
    expect(drift).toEqual([]);
  } finally {
    await source.destroy();
  }
});
