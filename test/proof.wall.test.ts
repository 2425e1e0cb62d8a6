// The wall between organisations, table by table: no row goes through it, however it is asked for, changed, copied or pointed at.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { execute } from './support/database.ts';
import { CLAIMED, DENIED, isOpenToRead, OURS, startWall, THEIRS, type Wall } from './support/wall.ts';

let wall: Wall;
beforeAll(async () => {
  wall = await startWall();
}, 60_000);
afterAll(() => wall.stop());
const outcome: Wall['outcome'] = (...asked) => wall.outcome(...asked);

describe('every table', () => {
  test('that belongs to an organisation is behind the wall, also for its owner', async () => {
    expect(wall.tables.length).toBeGreaterThan(20);
    const bare = await execute(
      wall.ownerUrl,
      `select c.relname, c.relrowsecurity, c.relforcerowsecurity, c.relkind from pg_class c
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f')
          and not (c.relrowsecurity and c.relforcerowsecurity) order by 1`,
    );
    // TypeORM's list of migrations, which Muster's role may not read; no view, nothing foreign.
    expect(bare.map(({ relname }) => relname)).toEqual(['migration']);
    expect(await outcome(OURS, 'select from migration')).toMatch(DENIED);
  });

  test('is filled here with one row of each organisation, so that nothing below is true of nothing', async () => {
    for (const { name, whose } of wall.tables)
      expect([name, await execute(wall.ownerUrl, `select ${whose} as whose from "${name}" order by 1`)]).toEqual([
        name,
        [{ whose: OURS }, { whose: THEIRS }],
      ]);
  });

  test('gives no row and takes none while nothing says for whom', async () => {
    for (const setting of [undefined, ''])
      for (const { name, whose } of wall.tables) {
        const none = { name, select: isOpenToRead(name) ? 2 : 0, copy: isOpenToRead(name) ? 2 : 0 };
        expect({
          name,
          select: await outcome(setting, `select from "${name}"`),
          copy: await outcome(setting, `copy "${name}" to stdout`),
        }).toEqual(none);
        for (const change of changes(name, whose)) await expectNothing(setting, change);
      }
  });

  test('gives and takes an organisation’s own rows alone', async () => {
    for (const { name, whose } of wall.tables) {
      const own = CLAIMED[0] === name ? 0 : 1;
      const seen = isOpenToRead(name) ? 2 : own;
      expect({ name, all: await outcome(OURS, `select from "${name}"`) }).toEqual({ name, all: seen });
      expect({ name, copy: await outcome(OURS, `copy "${name}" to stdout`) }).toEqual({ name, copy: seen });
      if (!isOpenToRead(name))
        expect([name, await outcome(OURS, `select from "${name}" where ${whose} = '${THEIRS}'`)]).toEqual([name, 0]);
      for (const change of changes(name, whose)) await expectNothing(OURS, change);
    }
  });

  test('gives nothing to what is no organisation, however it is written', async () => {
    const nonsense = ['*', 'null', "' or true --", `${THEIRS},${OURS}`, `{${THEIRS}}x`, '%', 'x'.repeat(10_000)];
    for (const setting of nonsense)
      for (const { name, whose } of wall.tables) {
        // Some are read without asking for whom: one that says nothing, and one that only the worker sees.
        if (!isOpenToRead(name))
          expect(String(await outcome(setting, `select from "${name}"`)), name).toMatch(
            name === CLAIMED[0] ? /^0$/u : /invalid input syntax for type uuid/u,
          );
        expect(await outcome(setting, `insert into "${name}" (${whose}) values ('${THEIRS}')`), name).toMatch(
          /invalid input syntax|permission denied|row-level security/u,
        );
      }
    const nobody = '00000000-0000-0000-0000-000000000000';
    for (const { name } of wall.tables.filter(({ name }) => !isOpenToRead(name)))
      expect([name, await outcome(nobody, `select from "${name}"`)]).toEqual([name, 0]);
  });

  test('points at rows of its own organisation alone', async () => {
    const loose = await execute(
      wall.ownerUrl,
      `select conrelid::regclass::text || ' → ' || confrelid::regclass::text as tie from pg_constraint k
        where contype = 'f' and connamespace = 'public'::regnamespace and confrelid <> 'organisation'::regclass and not exists (
          select from unnest(k.conkey, k.confkey) as pair(own, other)
            join pg_attribute a on a.attrelid = k.conrelid and a.attnum = pair.own
            join pg_attribute b on b.attrelid = k.confrelid and b.attnum = pair.other
           where a.attname = 'organisation_id' and b.attname = 'organisation_id')`,
    );
    expect(loose).toEqual([]);
  });

  /** All that would take, change or bring a row of the other organisation. */
  const changes = (name: string, whose: string): string[] => [
    `update "${name}" set ${whose} = ${whose} where ${whose} = '${THEIRS}'`,
    `delete from "${name}" where ${whose} = '${THEIRS}'`,
    `select from "${name}" where ${whose} = '${THEIRS}' for update`,
    `update "${name}" set ${whose} = '${THEIRS}' where ${whose} = '${OURS}'`,
    `insert into "${name}" (${whose}) values ('${THEIRS}')`,
    `truncate "${name}" cascade`,
    `copy "${name}" (${whose}) from stdin`,
  ];
  async function expectNothing(setting: string | undefined, sql: string): Promise<void> {
    const done = await outcome(setting, sql);
    if (done !== 0) expect(String(done), `${sql} as ${setting}`).toMatch(DENIED);
  }
});

describe('a row of others', () => {
  test('switched off for its own eyes, it shows an error and no rows', async () => {
    expect(await outcome(OURS, 'select from ticket', 'set local row_security = off')).toMatch(/row-level security/u);
  });

  test('a function that tells what it is given is given no row of others', async () => {
    const peep = `create function pg_temp.peep(t text) returns boolean language plpgsql cost 0.0000001 as
      $$ begin if t like '%${THEIRS}%' then raise exception 'seen: %', t; end if; return true; end $$`;
    for (const { name } of wall.tables.filter(({ name }) => !isOpenToRead(name)))
      expect([name, await outcome(OURS, `select from "${name}" t where pg_temp.peep(t::text)`, peep)]).toEqual([
        name,
        CLAIMED[0] === name ? 0 : 1,
      ]);
  });

  test('statistics tell nothing of what stands in the columns', async () => {
    await execute(wall.ownerUrl, 'analyze');
    const names = wall.tables.map(({ name }) => `'${name}'`).join(', ');
    expect(await outcome(OURS, `select from pg_stats where tablename in (${names})`)).toBe(0);
  });

  test('numbers of other organisations are neither read nor set', async () => {
    const found = await execute(
      wall.ownerUrl,
      `select sequencename as name from pg_sequences where schemaname = 'public' and sequencename <> 'migration_id_seq'`,
    );
    expect(found.filter(({ name }) => String(name).includes(THEIRS.replaceAll('-', '')))).toHaveLength(2);
    for (const { name } of found)
      for (const sql of [`select setval('${name}', 1)`, `select last_value from "${name}"`])
        expect([sql, await outcome(OURS, sql)]).toEqual([sql, expect.stringMatching(DENIED)]);
  });

  test('the worker’s setting opens its jobs and budgets to this role, and nothing else', async () => {
    const open: string[] = [];
    for (const { name, whose } of wall.tables.filter(({ name }) => !isOpenToRead(name)))
      if (
        (await outcome(
          OURS,
          `select from "${name}" where ${whose} = '${THEIRS}'`,
          `set local muster.claiming = 'yes'`,
        )) !== 0
      )
        open.push(name);
    // It is as good as the setting of the organisation: see SECURITY.md.
    expect(open).toEqual(CLAIMED);
    expect(
      await outcome(OURS, 'select from bucket', `select look_over_wall(true)`, `select look_over_wall(false)`),
    ).toBe(0);
  });
});
