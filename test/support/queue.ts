// A queue to test: a database with a movable clock, organisations, and workers that are stopped after each test.
import { randomUUID } from 'node:crypto';
import pino from 'pino';
import { afterAll, afterEach, beforeAll } from 'vitest';
import type { ClaimedJob, Outcome, TakenJob } from '../../src/jobs/attempt.ts';
import { enqueue } from '../../src/jobs/enqueue.ts';
import { startWorker, type Worker, type WorkerOptions } from '../../src/jobs/worker.ts';
import { installDeskClock } from '../../src/storage/clock.ts';
import { connect, type Database } from '../../src/storage/database.ts';
import type { NewJob } from '../../src/task.ts';
import { testDatabase } from './database.ts';

export type Note = { kind: 'note'; text: string };
export type Run = (job: ClaimedJob<Note>) => Promise<Outcome>;

export const done: Outcome = { done: true };
export const note = (text: string, job: Omit<NewJob, 'task'> = {}): NewJob<Note> => ({
  ...job,
  task: { kind: 'note', text },
});

let home: Awaited<ReturnType<typeof testDatabase>>;
export let desk: Database;
/** Another replica's. */
export let other: Database;
const workers: Worker[] = [];

/** Call it once in a test file. */
export function openQueue(): void {
  beforeAll(async () => {
    home = await testDatabase();
    await installDeskClock(home.ownerUrl);
    await installDeskClock(home.ownerUrl); // A second start finds it.
    [desk, other] = await Promise.all([connect(home.appUrl), connect(home.appUrl)]);
  });
  afterEach(stopAll);
  afterAll(async () => {
    await Promise.all([desk.close(), other.close()]);
    await home.drop();
  });
}

export async function stopAll(): Promise<void> {
  await Promise.all(workers.splice(0).map((worker) => worker.stop()));
}

export async function newOrganisation(): Promise<string> {
  const id = randomUUID();
  await desk.transaction(id, (tx) => tx.query('insert into organisation values ($1, $2, $2)', [id, id]));
  return id;
}

export async function work(
  organisation: string,
  run: Run,
  options: Partial<WorkerOptions<Note>> = {},
): Promise<Worker> {
  const worker = await startWorker<Note>({
    database: desk,
    listenUrl: home.appUrl,
    organisations: () => [organisation],
    run,
    budget: () => undefined,
    log: pino({ level: 'silent' }),
    name: 'test',
    ...options,
  });
  workers.push(worker);
  return worker;
}

export const put = (organisation: string, ...jobs: NewJob<Note>[]): Promise<void> =>
  desk.transaction(organisation, (tx) => enqueue(tx, organisation, jobs));

/** ISO, `seconds` from the desk's present time. */
export async function after(seconds: number): Promise<string> {
  const rows = await desk.source.query(`select desk_now() + $1::float8 * interval '1 second' as at`, [seconds]);
  return rows[0].at.toISOString();
}

export function rows(
  organisation: string,
): Promise<{ state: string; error: string | null; attempts: number; task: Note; key: string | null }[]> {
  return desk.transaction(organisation, (tx) => tx.query('select * from job order by id'));
}

/** A worker that takes one job, and dies. */
export async function claimAndDie(organisation: string, leaseSeconds: number): Promise<TakenJob<Note>[]> {
  const sql = 'select jobs from claim_jobs($1, $2, 1, $3, $4)';
  return (await desk.source.query(sql, ['dead', [organisation], leaseSeconds, '{}']))[0].jobs;
}
