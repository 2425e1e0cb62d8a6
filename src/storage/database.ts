// The database: connecting, migrating, and the one way to be inside it: a transaction behind an organisation's wall.
import { setTimeout as after } from 'node:timers/promises';
import type { Pool } from 'pg';
import { DataSource, type EntityManager, type QueryRunner } from 'typeorm';
import { migrations } from '../../migrations/index.ts';
import type { Instant } from '../ticket/record.ts';
import { QuickClient } from './client.ts';
import { entities } from './tables.ts';

/** A transaction that sees one organisation's rows. */
export type Tx = EntityManager;

export interface Database {
  readonly source: DataSource;
  /**
   * Runs `work` in one transaction as `organisation` (a uuid), at the desk's time `now`. Deadlocks and serialisation
   * failures (40P01, 40001) rerun the whole of `work`, at most five times; everything else is thrown as it is.
   */
  transaction<T>(organisation: string, work: (tx: Tx, now: Instant) => Promise<T>): Promise<T>;
  /** Whether this connection's role could see over the wall. */
  bypassesWall(): Promise<boolean>;
  /** Resolves when the database answers and can be written to; throws within 2 s when not. */
  check(): Promise<void>;
  /** Connections: all there are, those that do nothing, and how many callers wait for one. */
  pool(): { readonly total: number; readonly idle: number; readonly waiting: number };
  close(): Promise<void>;
}

const LOCK_MIGRATIONS = 7_246_001; // any number that nothing else on this database uses
const RERUNS = 5;

type Wanted = typeof migrations;

/** Every change of the schema, oldest first. */
export const migrationNames: readonly string[] = migrations.map((Migration) => new Migration().name);
export const migrationsNamed = (names: readonly string[]): Wanted =>
  migrations.filter((_, n) => names.includes(migrationNames[n] ?? ''));

/**
 * How long a migration waits for a lock before it stands back, in ms, and lets pass whoever queues behind it: requests of the old
 * version are never held up for longer by one that cannot have its lock. Well below what a chat waits for an acknowledgement.
 */
const LOCK_WAIT = 500;
const STAND_BACK = 1_000; // ms, and up to as much again
const GIVE_UP = 300_000; // ms in which no moment was found
const CHECK_WITHIN = 2_000; // ms
const WORK = { statement_timeout: 10_000, idle_in_transaction_session_timeout: 30_000 }; // ms; a migration has no limit

function source(
  url: string,
  poolSize: number,
  limits: Partial<typeof WORK> | { readonly lock_timeout: number } = {},
  wanted: Wanted = migrations,
): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    entities,
    migrations: [...wanted],
    migrationsTableName: 'migration',
    poolSize,
    logging: false,
    // The usual one writes to standard output, between the lines of the log.
    logger: 'debug',
    connectTimeoutMS: 5_000,
    extra: {
      ...{ Client: QuickClient, application_name: 'muster', keepAlive: true, keepAliveInitialDelayMillis: 10_000 },
      ...limits,
    },
  });
}

/**
 * Brings the database behind `url` to the newest schema, or to that of the `wanted` changes. Several at once wait for each other.
 * `waits` is told of each time that a migration did not get its lock.
 */
export async function migrate(url: string, wanted: Wanted = migrations, waits?: (err: unknown) => void): Promise<void> {
  const owner = await source(url, 2, { lock_timeout: LOCK_WAIT }, wanted).initialize();
  try {
    const runner = owner.createQueryRunner();
    await takeTurn(runner);
    try {
      await patiently(() => owner.runMigrations({ transaction: 'each' }), waits);
    } finally {
      await runner.query('select pg_advisory_unlock($1)', [LOCK_MIGRATIONS]);
      await runner.release();
    }
  } finally {
    await owner.destroy();
  }
}

/** Asked again and again: who waits inside a statement would be waited for by an index that is made concurrently, for ever. */
async function takeTurn(runner: QueryRunner): Promise<void> {
  for (;;) {
    const [{ ours }] = await runner.query('select pg_try_advisory_lock($1) as ours', [LOCK_MIGRATIONS]);
    if (ours) return;
    await after(100);
  }
}

/** Each migration that is done is done; the one that did not get its locks has changed nothing, and is tried again. */
async function patiently(work: () => Promise<unknown>, waits?: (err: unknown) => void): Promise<void> {
  const until = Date.now() + GIVE_UP;
  for (;;) {
    try {
      await work();
      return;
    } catch (error) {
      const busy = ['55P03', '40P01'].includes(codeOf(error) ?? '');
      if (!busy || Date.now() > until) throw error;
      waits?.(error);
      await after(STAND_BACK * (1 + Math.random()));
    }
  }
}

/** Undoes the last migration: for the test that proves it can be undone. */
export async function revert(url: string): Promise<void> {
  const owner = await source(url, 2).initialize();
  try {
    await owner.undoLastMigration({ transaction: 'all' });
  } finally {
    await owner.destroy();
  }
}

export async function connect(url: string, poolSize = 12): Promise<Database> {
  const data = await source(url, poolSize, WORK).initialize();
  const { master } = data.driver as unknown as { readonly master: Pool };
  return {
    source: data,
    transaction: (organisation, work) => rerun(() => behindWall(data, organisation, work)),
    async bypassesWall() {
      const rows = await data.query(
        'select rolsuper or rolbypassrls as bypasses from pg_roles where rolname = current_user',
      );
      return rows[0]?.bypasses === true;
    },
    async check() {
      const asking = data.query(`select current_setting('transaction_read_only') = 'on' as closed`);
      const rows = await Promise.race([asking, after(CHECK_WITHIN, undefined, { ref: false })]);
      if (!rows) throw new Error(`the database has not answered for ${CHECK_WITHIN} ms`);
      if (rows[0].closed) throw new Error('the database can only be read');
    },
    pool: () => ({ total: master.totalCount, idle: master.idleCount, waiting: master.waitingCount }),
    close: () => data.destroy(),
  };
}

/** Lifts the limits of time from this transaction: for the work of a person who waits for it, such as a file of any size. */
export async function unhurried(tx: Tx): Promise<void> {
  for (const limit of Object.keys(WORK)) await tx.query(`set local ${limit} = 0`);
}

/** What each transaction has sent and waits for at its end alone. */
const unread = new WeakMap<QueryRunner, Promise<unknown>[]>();

/**
 * A statement whose answer nobody reads: others follow at its heels, COMMIT too. Where it fails the database makes a rollback of
 * that COMMIT, and the transaction is thrown with the failure.
 */
export async function sent(tx: Tx, statement: string, parameters: unknown[]): Promise<void> {
  const answer = tx.query(statement, parameters);
  const others = tx.queryRunner && unread.get(tx.queryRunner);
  if (!others) return void (await answer);
  answer.catch(() => undefined);
  others.push(answer);
}

async function behindWall<T>(
  data: DataSource,
  organisation: string,
  work: (tx: Tx, now: Instant) => Promise<T>,
): Promise<T> {
  const answers: Promise<unknown>[] = [];
  const result = await data.transaction(async (tx) => {
    if (tx.queryRunner) unread.set(tx.queryRunner, answers);
    const [row] = await tx.query(`select set_config('muster.organisation', $1, true), desk_now() as now`, [
      organisation,
    ]);
    return work(tx, (row.now as Date).toISOString());
  });
  await Promise.all(answers);
  return result;
}

async function rerun<T>(attempt: () => Promise<T>): Promise<T> {
  for (let run = 1; ; run++) {
    try {
      return await attempt();
    } catch (error) {
      if (run >= RERUNS || !['40P01', '40001'].includes(codeOf(error) ?? '')) throw error;
    }
  }
}

/** Whether the database could not be reached, or was lost on the way: what was under way may or may not be committed. */
export function isLost(error: unknown): boolean {
  const code = codeOf(error) ?? '';
  if (/^(08|57P|53300|25006|ECONN|EHOST|ENET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN)/u.test(code)) return true;
  return (
    error instanceof Error &&
    /connection (terminated|ended)|timeout exceeded when trying to connect|not queryable|already released/iu.test(
      error.message,
    )
  );
}

/** The SQLSTATE or the socket's code behind an error of the database driver. */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { code, driverError } = error as { code?: unknown; driverError?: unknown };
  return typeof code === 'string' ? code : codeOf(driverError);
}
