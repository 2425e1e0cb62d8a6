// The database: connecting, migrating, and the one way to be inside it: a transaction behind an organisation's wall.
import { DataSource, type EntityManager } from 'typeorm';
import { migrations } from '../../migrations/index.ts';
import type { Instant } from '../ticket/record.ts';
import { PipeliningClient } from './client.ts';
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
  close(): Promise<void>;
}

const LOCK_MIGRATIONS = 7_246_001; // any number that nothing else on this database uses
const RERUNS = 5;

/** Every change of the schema, oldest first. */
export const migrationNames: readonly string[] = migrations.map((Migration) => new Migration().name ?? '');

const WORK = { statement_timeout: 10_000, idle_in_transaction_session_timeout: 30_000 }; // ms; a migration has no limit

function source(
  url: string,
  poolSize: number,
  limits: Partial<typeof WORK> = {},
  wanted: readonly string[] = migrationNames,
): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    entities,
    migrations: migrations.filter((_, n) => wanted.includes(migrationNames[n] ?? '')),
    migrationsTableName: 'migration',
    poolSize,
    logging: false,
    connectTimeoutMS: 5_000,
    extra: {
      ...{ application_name: 'muster', keepAlive: true, keepAliveInitialDelayMillis: 10_000, ...limits },
      Client: PipeliningClient,
    },
  });
}

/** Brings the database behind `url` to the newest schema, or to that of the `wanted` changes. Several at once wait for each other. */
export async function migrate(url: string, wanted = migrationNames): Promise<void> {
  const owner = await source(url, 2, {}, wanted).initialize();
  try {
    const runner = owner.createQueryRunner();
    await runner.query('select pg_advisory_lock($1)', [LOCK_MIGRATIONS]);
    try {
      await owner.runMigrations({ transaction: 'each' });
    } finally {
      await runner.query('select pg_advisory_unlock($1)', [LOCK_MIGRATIONS]);
      await runner.release();
    }
  } finally {
    await owner.destroy();
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
  return {
    source: data,
    transaction: (organisation, work) => rerun(() => behindWall(data, organisation, work)),
    async bypassesWall() {
      const rows = await data.query(
        'select rolsuper or rolbypassrls as bypasses from pg_roles where rolname = current_user',
      );
      return rows[0]?.bypasses === true;
    },
    close: () => data.destroy(),
  };
}

/** Lifts the limits of time from this transaction: for the work of a person who waits for it, such as a file of any size. */
export async function unhurried(tx: Tx): Promise<void> {
  for (const limit of Object.keys(WORK)) await tx.query(`set local ${limit} = 0`);
}

function behindWall<T>(data: DataSource, organisation: string, work: (tx: Tx, now: Instant) => Promise<T>): Promise<T> {
  return data.transaction(async (tx) => {
    const [row] = await tx.query(`select set_config('muster.organisation', $1, true), desk_now() as now`, [
      organisation,
    ]);
    return work(tx, (row.now as Date).toISOString());
  });
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
  if (/^(08|57P|53300|25006|ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN)/u.test(code)) return true;
  return (
    error instanceof Error &&
    /connection (terminated|ended)|timeout exceeded when trying to connect|not queryable/iu.test(error.message)
  );
}

/** The SQLSTATE or the socket's code behind an error of the database driver. */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { code, driverError } = error as { code?: unknown; driverError?: unknown };
  return typeof code === 'string' ? code : codeOf(driverError);
}
