// What one report leaves in the database, read from Muster's own and written again as one statement by others.
import type { Client } from 'pg';

/** How many rows stand in each table. */
export type Counts = Readonly<Record<string, number>>;

export interface Imprint {
  /** One statement that writes the same rows under a new ticket's id, and says its number. */
  readonly statement: string;
  /** How many rows each table gets by it, those that triggers write among them. */
  readonly rows: Counts;
}

interface Column {
  readonly name: string;
  readonly type: string;
}

/** Those with rows of an organisation; what the worker spends is none of a report. */
async function tablesOf(owner: Client): Promise<string[]> {
  const { rows } = await owner.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'organisation_id'
      where c.relkind = 'r' and c.relpersistence = 'p' and c.relnamespace = 'public'::regnamespace order by c.oid`,
  );
  return rows.map(({ name }) => name);
}

export async function countRows(owner: Client): Promise<Counts> {
  const tables = await tablesOf(owner);
  const counts = tables.map((table) => `(select count(*)::int from ${table}) as "${table}"`);
  return (await owner.query(`select ${counts.join(', ')}`)).rows[0];
}

/** What came to each table, without those to which nothing came. */
export const grown = (before: Counts, after: Counts): Counts =>
  Object.fromEntries(
    Object.entries(after).flatMap(([table, count]) =>
      count === before[table] ? [] : [[table, count - (before[table] ?? 0)]],
    ),
  );

/** `report` makes one ticket, while nobody else writes. */
export async function imprintOf(owner: Client, report: () => Promise<void>): Promise<Imprint> {
  const before = await countRows(owner);
  const {
    rows: [mark],
  } = await owner.query<{ xid: string }>('select pg_current_xact_id()::text as xid');
  await report();
  const {
    rows: [receipt],
  } = await owner.query<{ key: string }>('select key from receipt where xmin::text::bigint > $1::bigint', [mark?.xid]);
  const rows = grown(before, await countRows(owner));
  const parts: string[] = [];
  let ticket = '';
  for (const table of ['ticket', ...Object.keys(rows).filter((name) => name !== 'ticket')]) {
    const columns = await columnsOf(owner, table);
    // What its triggers write, a ticket brings along.
    if (table === 'queue_delta') continue;
    const texts = columns.map(({ name }) => `"${name}"::text`).join(', ');
    const written = await owner.query({
      text: `select ${texts} from ${table} where xmin::text::bigint > $1::bigint`,
      ...{ values: [mark?.xid], rowMode: 'array' as const },
    });
    if (table === 'ticket') ticket = String(written.rows[0]?.[columns.findIndex(({ name }) => name === 'id')]);
    for (const row of written.rows as (string | null)[][]) {
      const values = columns.map(({ name, type }, n) =>
        table === 'ticket' && name === 'number'
          ? 'fresh.number'
          : sqlOf(row[n] ?? null, type, [ticket, receipt?.key ?? '']),
      );
      const names = columns.map(({ name }) => `"${name}"`).join(', ');
      parts.push(`insert into ${table} (${names}) select ${values.join(', ')} from fresh`);
    }
  }
  const writing = parts.map((part, n) => `, part${n} as (${part})`).join('');
  const fresh = `with fresh as materialized (select gen_random_uuid() as id, next_number('incident') as number)`;
  return { statement: `${fresh}${writing} select number from fresh`, rows };
}

async function columnsOf(owner: Client, table: string): Promise<Column[]> {
  const { rows } = await owner.query<Column>(
    `select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute
      where attrelid = $1::regclass and attnum > 0 and not attisdropped and attidentity = '' order by attnum`,
    [table],
  );
  return rows;
}

/** What is unique to the ticket becomes what is unique to the next. pgbench would take a colon for one of its variables. */
function sqlOf(value: string | null, type: string, unique: readonly string[]): string {
  if (value === null) return 'null';
  const quoted = value.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll(':', '\\x3A');
  const literal = unique.reduce(
    (text, id) => text.replaceAll(id.replaceAll(':', '\\x3A'), `' || fresh.id || E'`),
    quoted,
  );
  return `(E'${literal}')::${type}`;
}

/** The organisation and its people, without whom there are no tickets, into a database that has none yet. */
export async function settle(from: Client, to: Client): Promise<void> {
  for (const table of ['organisation', 'person', 'account']) {
    const { rows } = await from.query(`select coalesce(jsonb_agg(t), '[]')::text as all from ${table} t`);
    await to.query(`insert into ${table} select * from jsonb_populate_recordset(null::${table}, $1::jsonb)`, [
      rows[0]?.all,
    ]);
  }
}
