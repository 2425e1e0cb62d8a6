// Around the wall: what Muster's own role may not make of itself, of the tables and of the server, and what has its owner's rights.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { execute } from './support/database.ts';
import { DENIED, OURS, startWall, THEIRS, type Wall } from './support/wall.ts';

let wall: Wall;
beforeAll(async () => {
  wall = await startWall();
}, 60_000);
afterAll(() => wall.stop());
const outcome: Wall['outcome'] = (...asked) => wall.outcome(...asked);

describe('the role', () => {
  test('the role is plain, and makes itself nothing else', async () => {
    const [role] = (
      await wall.as(
        OURS,
        `select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication,
           (select count(*)::int from pg_auth_members where member = r.oid) as member_of from pg_roles r where rolname = current_user`,
      )
    ).rows;
    expect(role).toEqual({
      ...{ rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false, rolreplication: false },
      // On a server that was lent to the tests, it logs in by a role that has muster_app's rights.
      member_of: process.env.TEST_DATABASE_URL ? 1 : 0,
    });
  });

  test.each([
    'set role muster_owner',
    'set session authorization muster_owner',
    'set session_replication_role = replica',
    'alter role muster_app bypassrls',
    'alter role muster_owner nologin',
    'grant muster_owner to muster_app',
    'create role friend',
    'alter table ticket disable row level security',
    'alter table ticket no force row level security',
    'alter table ticket owner to muster_app',
    'alter table event disable trigger all',
    'create policy door on ticket using (true)',
    'alter policy wall on ticket using (true)',
    'drop policy wall on ticket',
    'create trigger spy after insert on ticket for each row execute function refuse_change()',
    'create rule spy as on insert to ticket do nothing',
    'create table public.copy as select * from ticket',
    'create view public.window as select * from ticket',
    'create schema ours',
    'create function public.current_organisation2() returns int language sql as $$ select 1 $$',
    `create or replace function public.current_organisation() returns uuid language sql as $$ select '${THEIRS}'::uuid $$`,
    'drop function current_organisation() cascade',
    'create extension dblink',
    'create extension file_fdw',
    'create extension plpython3u',
    'create publication all_of_it for all tables',
    `create event trigger spy on ddl_command_end execute function refuse_change()`,
    `create subscription s connection 'host=127.0.0.1' publication p`,
    `create tablespace here location '/tmp'`,
    'create database mine',
    `alter system set row_security = off`,
    `alter database template1 set muster.organisation = '${THEIRS}'`,
    `select pg_read_file('postgresql.conf')`,
    `select pg_read_binary_file('global/pg_control')`,
    `select pg_ls_dir('.')`,
    `select pg_stat_file('PG_VERSION')`,
    `select lo_import('/etc/passwd')`,
    `copy organisation to program 'cat'`,
    `copy receipt from program 'echo'`,
    `copy organisation to '/tmp/organisations'`,
    `copy receipt from '/etc/passwd'`,
    'select rolpassword from pg_authid',
    'select passwd from pg_shadow',
    'select from pg_user_mapping',
    'select subconninfo from pg_subscription',
    'select stavalues1 from pg_statistic',
    'select from pg_hba_file_rules',
    `select pg_reload_conf()`,
    `select setval('audit_id_seq', 1)`,
    'checkpoint',
  ])('refuses: %s', async (sql) => {
    const [, role] = /\b(?:role|authorization|to) (muster_owner)\b/u.exec(sql) ?? [];
    // Elsewhere the owner has another name; a role that does not exist is refused for that.
    const no = role && process.env.TEST_DATABASE_URL ? /./u : DENIED_OR_ABSENT;
    // Some of them are refused within any transaction, for everybody.
    const alone = /^(?:create (?:subscription|tablespace|database)|alter system)/u.test(sql);
    const said = alone ? wall.app.query(sql).then(String, ({ message }: Error) => message) : outcome(OURS, sql);
    expect(await said).toMatch(no);
  });
});

describe('what runs with the owner’s rights', () => {
  test('is known here by name, looks into no schema of the caller’s, and is for Muster’s role alone', async () => {
    const functions = await execute(
      wall.ownerUrl,
      `select proname as name, array_to_string(proconfig, ';') as config, prorettype = 'trigger'::regtype as trigger,
         coalesce(array_to_string(proacl, ' '), '=X/') ~ '(^| )=X' as everybody from pg_proc
        where pronamespace = 'public'::regnamespace and prosecdef order by 1`,
    );
    expect(functions).toEqual([
      { name: 'create_number_sequences', config: 'search_path=public, pg_temp', trigger: true, everybody: true },
      { name: 'erase_words', config: 'search_path=public, pg_temp', trigger: false, everybody: false },
    ]);
    expect(await outcome(OURS, 'select create_number_sequences()')).toMatch(/can only be called as trigger/u);
  });

  test('blanks no words of another organisation', async () => {
    const [event] = await execute(wall.ownerUrl, `select ticket_id from event where organisation_id = '${THEIRS}'`);
    const { rows } = await wall.as(OURS, `select erase_words('${event?.ticket_id}', '{1}', true, 'x') as count`);
    expect(rows).toEqual([{ count: 0 }]);
  });

  /** A table of the caller's own, under the name of one of the desk's, with a trigger that tells who runs it. */
  const trap = (name: string, columns: string) => [
    `create temp table ${name} (${columns})`,
    'create temp table ran (as_role text)',
    'grant all on ran to public',
    `create function pg_temp.spring() returns trigger language plpgsql as
       $$ begin insert into pg_temp.ran values (current_user); return new; end $$`,
    `create trigger spring before insert or update on ${name} for each row execute function pg_temp.spring()`,
    `grant all on ${name} to public`,
  ];

  test('takes no temporary table of the caller’s for the desk’s own', async () => {
    const columns =
      'organisation_id uuid, ticket_id uuid, seq int, at timestamptz, by_person uuid, type text, data jsonb';
    const { rows } = await wall.as(
      OURS,
      'select * from pg_temp.ran',
      ...trap('event', columns),
      `insert into pg_temp.event values ('${OURS}', '${OURS}', 1, now(), null, 'x', '{"text": "y"}')`,
      'delete from pg_temp.ran',
      `select erase_words('${OURS}', '{1}', false, 'x')`,
    );
    expect(rows).toEqual([]);
  });

  test('nor when an organisation is made', async () => {
    const made = '33333333-3333-8333-8333-333333333333';
    const { rows } = await wall.as(
      made,
      'select * from pg_temp.ran',
      // Whether the role is there is asked of the catalogue.
      'create temp table ran (as_role text)',
      'grant all on ran to public',
      `create function pg_temp.spring() returns name language plpgsql as
         $$ begin insert into pg_temp.ran values (current_user); return 'muster_app'; end $$`,
      'create temp view pg_roles as select pg_temp.spring() as rolname',
      'grant all on pg_roles to public',
      `insert into public.organisation values ('${made}', 'made', 'Made')`,
    );
    expect(rows).toEqual([]);
  });
});

const DENIED_OR_ABSENT = new RegExp(`${DENIED.source}|does not exist|is not available|could not`, 'u');
