// Back-up and restore of a whole database, in one archive: a header, each row as JSON, and what was counted; all of it gzip.
import { createReadStream, createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { Client } from 'pg';
import { installDeskClock } from './clock.ts';
import { migrate, migrationNames, migrationsNamed } from './database.ts';

/** Rows at once: some hundred kilobytes, whatever the size of the desk; a piece of a file is half a megabyte by itself. */
const batchOf = (table: string): number => (table === 'file_piece' ? 4 : 500);

/** The first line of an archive. */
interface Header {
  readonly muster: 1;
  readonly migrations: readonly string[];
  /** The database of a playground stays one, and real work stays real. */
  readonly playground: boolean;
}

/** The last line: rows by table, and where each sequence goes on. */
interface Sums {
  readonly rows: Record<string, number>;
  readonly sequences: Record<string, number>;
}

/** Why an archive is not restored, in a sentence for whoever wanted it. */
export class BadArchive extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'BadArchive';
  }
}

/**
 * Writes every table behind `ownerUrl` to `file`, as they stand at one moment; Muster may go on working. Returns the rows by
 * table. The file appears whole or not at all if the caller renames it.
 */
export async function backUp(ownerUrl: string, file: string): Promise<Record<string, number>> {
  return connected(ownerUrl, async (owner) => {
    await owner.query('begin isolation level repeatable read read only');
    const sums: Sums = { rows: {}, sequences: await sequences(owner) };
    await pipeline(
      Readable.from(lines(owner, sums)),
      createGzip(),
      createWriteStream(file, { mode: 0o600, flags: 'wx', flush: true }),
    );
    await owner.query('commit');
    return sums.rows;
  });
}

async function* lines(owner: Client, sums: Sums): AsyncGenerator<string> {
  const playground = (await owner.query(`select to_regclass('desk_clock') is not null as is`)).rows[0]?.is === true;
  const header: Header = { muster: 1, migrations: await applied(owner), playground };
  yield `${JSON.stringify(header)}\n`;
  for (const table of await tables(owner)) {
    sums.rows[table] = 0;
    await owner.query(`declare archive no scroll cursor for select to_jsonb(t)::text as row from ${quoted(table)} t`);
    for (;;) {
      const { rows } = await owner.query<{ row: string }>(`fetch ${batchOf(table)} from archive`);
      if (rows.length === 0) break;
      sums.rows[table] += rows.length;
      yield rows.map(({ row }) => `${table}\t${row}\n`).join('');
    }
    await owner.query('close archive');
  }
  yield `${JSON.stringify(sums)}\n`;
}

/** A back-up that this Muster can restore. */
export interface Archive {
  readonly file: string;
  readonly header: Header;
  readonly lines: AsyncIterator<string>;
}

/** Throws `BadArchive` for what is no back-up, or that of a newer Muster. */
export async function openArchive(file: string): Promise<Archive> {
  const lines = linesOf(file);
  const header = headerOf((await lines.next()).value, file);
  const unknown = header.migrations.filter((name) => !migrationNames.includes(name));
  if (unknown.length > 0)
    throw new BadArchive(
      `${file} was made by a newer Muster (it knows ${unknown.join(', ')}): restore it with that one.`,
    );
  return { file, header, lines };
}

/**
 * Fills the empty database behind `ownerUrl` from an archive, all of it or nothing, and brings it to the newest schema. An
 * archive of an older Muster needs a database that has not been used yet. Returns the rows by table. Throws `BadArchive`.
 */
export async function restore(ownerUrl: string, { file, header, lines }: Archive): Promise<Record<string, number>> {
  const rows = await connected(ownerUrl, async (owner) => {
    await checkEmpty(owner, header, file);
    await migrate(ownerUrl, migrationsNamed(header.migrations));
    if (header.playground) await installDeskClock(ownerUrl);
    await owner.query('begin');
    // Rows come in any order, and triggers have done their part when the archive was made. For the superuser alone.
    await owner.query(`set local session_replication_role = replica`);
    const sums = await fill(owner, lines, file);
    await continueSequences(owner, sums.sequences);
    // What was about to be sent may have been sent since: it is looked for first.
    await owner.query(
      `update job set state = 'ambiguous', key = null, leased_by = null, leased_until = null, attempts = greatest(attempts, 1),
         first_sent_at = coalesce(first_sent_at, created_at) where lane is not null and state <> 'dead'`,
    );
    await owner.query('commit');
    return sums.rows;
  });
  await migrate(ownerUrl);
  return rows;
}

async function checkEmpty(owner: Client, header: Header, file: string): Promise<void> {
  const there = await applied(owner);
  const full = there.length > 0 && (await owner.query('select from organisation limit 1')).rowCount;
  if (full) throw new BadArchive(`There is a desk in this database already: restore into a new DATA_DIR.`);
  const newer = there.filter((name) => !header.migrations.includes(name));
  if (newer.length > 0)
    throw new BadArchive(`This database is newer than ${file} (by ${newer.join(', ')}): restore into a new DATA_DIR.`);
}

async function fill(owner: Client, archive: AsyncIterator<string>, file: string): Promise<Sums> {
  const rows: Record<string, number> = {};
  let batch: string[] = [];
  let table = '';
  const flush = async () => {
    if (batch.length === 0) return;
    await insert(owner, table, batch);
    rows[table] = (rows[table] ?? 0) + batch.length;
    batch = [];
  };
  for (let line = await archive.next(); !line.done; line = await archive.next()) {
    const tab = line.value.indexOf('\t');
    if (tab < 0) {
      await flush();
      return checked(JSON.parse(line.value) as Sums, rows, file);
    }
    const name = line.value.slice(0, tab);
    if (name !== table || batch.length === batchOf(table)) await flush();
    table = name;
    batch.push(line.value.slice(tab + 1));
  }
  throw new BadArchive(`${file} ends before its end: it was not written whole.`);
}

function checked(sums: Sums, rows: Readonly<Record<string, number>>, file: string): Sums {
  for (const [table, count] of Object.entries(sums.rows)) {
    if ((rows[table] ?? 0) !== count)
      throw new BadArchive(`${file} should have ${count} rows of ${table}, but has ${rows[table] ?? 0}.`);
  }
  return sums;
}

async function insert(owner: Client, table: string, rows: readonly string[]): Promise<void> {
  const { rows: found } = await owner.query<{ name: string }>(
    `select quote_ident(attname) as name from pg_attribute
      where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum`,
    [quoted(table)],
  );
  const columns = found.map(({ name }) => name).join(', ');
  await owner.query(
    `insert into ${quoted(table)} (${columns}) overriding system value
     select ${columns} from jsonb_populate_recordset(null::${quoted(table)}, $1::jsonb)
     ${table === 'desk_clock' ? 'on conflict (one) do update set shift = excluded.shift' : ''}`,
    [`[${rows.join(',')}]`],
  );
}

/** Numbers go on where they were: those of an organisation come with it, made here since no trigger ran. */
async function continueSequences(owner: Client, sequences: Readonly<Record<string, number>>): Promise<void> {
  await owner.query('set local session_replication_role = origin');
  for (const [name, last] of Object.entries(sequences)) {
    if (/^number_/u.test(name)) {
      await owner.query(`create sequence if not exists ${quoted(name)}`);
      await owner.query(`grant usage on sequence ${quoted(name)} to muster_app`);
    }
    await owner.query('select setval($1::regclass, greatest($2::bigint, 1), $2::bigint > 0)', [quoted(name), last]);
  }
}

/** Everything that is kept; the record of migrations is in the header, and unlogged tables are of the moment. */
async function tables(owner: Client): Promise<string[]> {
  const { rows } = await owner.query<{ relname: string }>(
    `select relname from pg_class where relnamespace = current_schema()::regnamespace and relkind = 'r'
       and relpersistence = 'p' and relname <> 'migration' order by relname`,
  );
  return rows.map(({ relname }) => relname);
}

/** The last number of each sequence; 0: it has given none. */
async function sequences(owner: Client): Promise<Record<string, number>> {
  const { rows } = await owner.query<{ name: string; last: string }>(
    `select sequencename as name, last_value as last from pg_sequences
      where schemaname = current_schema() and sequencename <> 'migration_id_seq'`,
  );
  return Object.fromEntries(rows.map(({ name, last }) => [name, Number(last ?? 0)]));
}

async function applied(owner: Client): Promise<string[]> {
  const { rows: known } = await owner.query(`select from pg_class where oid = to_regclass('migration')`);
  if (known.length === 0) return [];
  return (await owner.query<{ name: string }>('select name from migration order by id')).rows.map(({ name }) => name);
}

async function* linesOf(file: string): AsyncGenerator<string, undefined> {
  const bytes = createReadStream(file);
  const text = createGunzip();
  const whole = pipeline(bytes, text).catch((error: unknown) => text.destroy(error as Error));
  try {
    // Not node:readline: it also ends a line at U+2028, which may stand within people's words.
    let rest = '';
    for await (const chunk of text.setEncoding('utf8')) {
      const parts = (rest + chunk).split('\n');
      rest = parts.pop() ?? '';
      yield* parts;
    }
    await whole;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw error;
    throw new BadArchive(`${file} is damaged, or no back-up of Muster's (${(error as Error).message}).`);
  }
}

function headerOf(line: string | undefined, file: string): Header {
  const header = line?.startsWith('{"muster":1,') ? (JSON.parse(line) as Header) : undefined;
  if (!header) throw new BadArchive(`${file} is no back-up of Muster's.`);
  return header;
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

async function connected<T>(url: string, work: (owner: Client) => Promise<T>): Promise<T> {
  const owner = new Client({ connectionString: url });
  await owner.connect();
  try {
    return await work(owner);
  } finally {
    await owner.end();
  }
}
