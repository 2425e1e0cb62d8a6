// The wall between organisations for tests: a database with a row of two of them in every table, and Muster's own role at it.
import { Client, type QueryResult } from 'pg';
import { execute, testDatabase } from './database.ts';

export const OURS = '11111111-1111-8111-8111-111111111111';
export const THEIRS = '22222222-2222-8222-8222-222222222222';

export interface Table {
  readonly name: string;
  /** The column that says whose a row is. */
  readonly whose: string;
}

export interface Wall {
  readonly ownerUrl: string;
  /** Muster's own role. */
  readonly app: Client;
  /** From the catalogue, so that a table of tomorrow is tried as well. */
  readonly tables: readonly Table[];
  /** Runs as Muster does while it says that it asks for `organisation`, after `more`; nothing that was done stays. */
  as(organisation: string | undefined, sql: string, ...more: readonly string[]): Promise<QueryResult>;
  /** How many rows it touched, or why it was refused. */
  outcome(organisation: string | undefined, sql: string, ...more: readonly string[]): Promise<number | string>;
  stop(): Promise<void>;
}

/** What the database says to whoever may not. */
export const DENIED = /permission denied|must be (?:owner|able|superuser|member)|row-level security|Only roles with/u;

/** Which workspace is whose is asked before the organisation is known; its rows say nothing else. */
export const isOpenToRead = (name: string): boolean => name === 'installation';
/** Seen by the worker's functions alone, which say so by a setting; the second also by its organisation. */
export const CLAIMED = ['bucket', 'job'];

export async function startWall(): Promise<Wall> {
  const home = await testDatabase();
  const tables = (await execute(
    home.ownerUrl,
    `select c.relname as name, a.attname as whose from pg_class c join pg_attribute a on a.attrelid = c.oid and not a.attisdropped
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
        and (a.attname = 'organisation_id' or (c.relname = 'organisation' and a.attname = 'id')) order by 1`,
  )) as unknown as Table[];
  await fill(home.ownerUrl, tables);
  const app = new Client({ connectionString: home.appUrl });
  await app.connect();
  const as: Wall['as'] = async (organisation, sql, ...more) => {
    await app.query('begin');
    try {
      if (organisation !== undefined)
        await app.query(`select set_config('muster.organisation', $1, true)`, [organisation]);
      for (const statement of more) await app.query(statement);
      return await app.query(sql);
    } finally {
      await app.query('rollback');
    }
  };
  return {
    ...{ ownerUrl: home.ownerUrl, app, tables, as },
    outcome: (organisation, sql, ...more) =>
      as(organisation, sql, ...more).then(
        ({ rowCount }) => rowCount ?? 0,
        ({ message }: Error) => message,
      ),
    async stop() {
      await app.end();
      await home.drop();
    },
  };
}

/** A row of each of the two organisations in every table, whatever its columns and constraints. */
async function fill(ownerUrl: string, tables: readonly Table[]): Promise<void> {
  const checks = await execute(
    ownerUrl,
    `select format('alter table %s drop constraint %I', conrelid::regclass, conname) as drop from pg_constraint
      where contype = 'c' and connamespace = 'public'::regnamespace`,
  );
  const rows: string[] = [];
  for (const table of tables.filter(({ name }) => name !== 'organisation'))
    for (const organisation of [OURS, THEIRS]) rows.push(await rowOf(ownerUrl, table, organisation));
  const organisations = [OURS, THEIRS].map((id) => `insert into organisation values ('${id}', '${id}', '${id}')`);
  await execute(
    ownerUrl,
    ...checks.map(({ drop }) => String(drop)),
    ...organisations,
    // From here on neither triggers nor foreign keys.
    'set session_replication_role = replica',
    ...rows,
  );
}

async function rowOf(ownerUrl: string, { name, whose }: Table, organisation: string): Promise<string> {
  const columns = await execute(
    ownerUrl,
    `select attname as name, atttypid::regtype::text as type from pg_attribute
      where attrelid = 'public.${name}'::regclass and attnum > 0 and not attisdropped and attgenerated = '' and attidentity = ''
        and (attnotnull or attname = 'text')`,
  );
  const values = columns.map((column) =>
    column.name === whose ? `'${organisation}'` : anyOf(String(column.type), organisation),
  );
  return `insert into "${name}" (${columns.map((column) => `"${column.name}"`)}) values (${values})`;
}

/** Any value of this type, another for each organisation. */
function anyOf(type: string, organisation: string): string {
  if (type.endsWith('[]')) return `'{}'`;
  if (type === 'uuid') return 'gen_random_uuid()';
  if (type === 'text') return `'secret of ${organisation}'`;
  if (type === 'boolean') return 'false';
  if (type === 'bytea') return `'\\x00'`;
  if (type.startsWith('json')) return `'{}'`;
  if (type.startsWith('timestamp')) return 'now()';
  if (/^(?:smallint|integer|bigint|numeric|double precision)$/u.test(type)) return '1';
  throw new Error(`no value of the type ${type} is known here: name one`);
}
