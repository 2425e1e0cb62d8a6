// One attempt at one job: run it, and record how it ended as long as the lease is ours.
import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import { messageOf } from '../errors.ts';
import type { Tx } from '../storage/database.ts';
import type { Task } from './enqueue.ts';

/** A job as the database hands it out. */
export interface TakenJob<T extends Task = Task> {
  readonly id: number;
  readonly organisation: string;
  readonly lane?: string;
  readonly scope?: string;
  readonly urgency: number;
  readonly task: T;
  /** How often it was taken, this time included. */
  readonly attempts: number;
  /** How often running it ended with an error that nobody expected. */
  readonly failures: number;
  /** An earlier attempt may have had its effect: look for it first. Stays until the job is done. */
  readonly doubtful: boolean;
  /** When it was first taken: ISO, in the database's real time. */
  readonly firstSentAt: string;
}

export interface ClaimedJob<T extends Task = Task> extends TakenJob<T> {
  /**
   * Marks the job done within the caller's transaction, so that effect and mark commit together; `run` then returns
   * `{ done: true }`. Throws `LeaseLost` when the job has meanwhile been given to another: let that roll back.
   */
  finish(tx: Tx): Promise<void>;
  /** Gives the job another task within the caller's transaction: whoever tries it next finds that one. Throws `LeaseLost`. */
  becomes(tx: Tx, task: Task): Promise<void>;
}

/** How an attempt ended. `error` is kept with the job, for people. */
export type Outcome =
  | { readonly done: true }
  /** Surely not applied: again, in its old place, but not before; later each time, unless the platform named the time. */
  | { readonly retryAfterMs: number; readonly named?: boolean; readonly error: string }
  /** May have been applied: comes back doubtful. */
  | { readonly ambiguous: true; readonly error: string; readonly afterMs: number }
  /** Will never do; it stays in the table, its lane goes on. */
  | { readonly dead: true; readonly error: string };

export class LeaseLost extends Error {
  constructor(job: number) {
    super(`job ${job} took longer than its lease, and was given to another worker`);
    this.name = 'LeaseLost';
  }
}

interface Context {
  readonly connection: Pick<Tx, 'query'>;
  readonly worker: string;
  readonly log: Logger;
  /** Whether its jobs were given back already. */
  readonly ended: () => boolean;
}

/** Never throws. If the end cannot be recorded, the lease runs out and the job comes back doubtful. */
export async function attempt<T extends Task>(
  taken: TakenJob<T>,
  run: (job: ClaimedJob<T>) => Promise<Outcome>,
  context: Context,
): Promise<void> {
  const { connection, worker, log } = context;
  let finished = false;
  const record = async (on: Pick<Tx, 'query'>, outcome: Outcome) => {
    const values = [taken.id, worker, taken.attempts, ...ending(outcome, taken)];
    const rows = await on.query('select settle_job($1, $2, $3, $4, $5, $6) as ours', values);
    if (rows[0]?.ours !== true) throw new LeaseLost(taken.id);
  };
  const job: ClaimedJob<T> = {
    ...taken,
    async finish(tx) {
      await record(tx, { done: true });
      finished = true;
    },
    async becomes(tx, task) {
      const [, changed] = await tx.query(
        'update job set task = $4 where id = $1 and leased_by = $2 and attempts = $3 returning id',
        [taken.id, worker, taken.attempts, JSON.stringify(task)],
      );
      if (changed !== 1) throw new LeaseLost(taken.id);
    },
  };
  try {
    const outcome = await run(job).catch((error: unknown) => unexpected(error, taken, context));
    if (outcome && !(finished && 'done' in outcome)) await record(connection, outcome);
    if (outcome && 'error' in outcome) tellFailure(log, taken, outcome);
  } catch (error) {
    log.error({ err: error, job: taken.id, kind: taken.task.kind }, 'how a job ended could not be recorded');
  }
}

/** One line for each failure that a platform told; what it tells when it only asks for time is no trouble yet. */
function tellFailure(log: Logger, job: TakenJob, outcome: Exclude<Outcome, { done: true }>): void {
  const { id, organisation, scope, attempts } = job;
  const { kind, ticket } = job.task;
  const facts = { job: id, kind, organisation, ticket, chat: scope?.split(' ', 1)[0], attempts, reason: outcome.error };
  if ('dead' in outcome) log.error(facts, 'a job is given up');
  else if ('ambiguous' in outcome) log.warn(facts, 'nobody knows whether a delivery arrived');
  else log[outcome.named ? 'info' : 'warn'](facts, 'a job has to be tried again');
}

/**
 * Several jobs of one organisation in one transaction, in which `together` has `finish` mark them all. If that fails nothing has
 * happened, and each is tried by itself, so that what is wrong with one is not the others' fault. Never throws.
 */
export async function attemptTogether<T extends Task>(
  taken: readonly TakenJob<T>[],
  together: (finish: (tx: Tx) => Promise<void>) => Promise<void>,
  run: (job: ClaimedJob<T>) => Promise<Outcome>,
  context: Context,
): Promise<void> {
  const finish = async (tx: Tx) => {
    const [, gone] = await tx.query(
      `delete from job j using unnest($2::bigint[], $3::int[]) as t(id, attempt)
        where j.id = t.id and j.leased_by = $1 and j.attempts = t.attempt returning null`,
      [context.worker, taken.map(({ id }) => id), taken.map(({ attempts }) => attempts)],
    );
    if (gone !== taken.length) throw new LeaseLost(taken[0]?.id ?? 0);
  };
  try {
    await together(finish);
  } catch (err) {
    context.log.warn({ err, jobs: taken.length }, 'jobs failed together, and are tried one by one');
    for (const job of taken) if (!context.ended()) await attempt(job, run, context);
  }
}

/** Nobody knows how far it had come: it may have failed after its effect, for instance while recording what was sent. */
async function unexpected(error: unknown, job: TakenJob, { connection, worker, log }: Context): Promise<undefined> {
  if (error instanceof LeaseLost) throw error;
  const reference = randomBytes(4).toString('hex');
  const facts = { reference, job: job.id, kind: job.task.kind, attempts: job.attempts };
  log.error({ err: error, ...facts }, 'a job failed');
  const values = [
    job.id,
    worker,
    job.attempts,
    backoff(job.attempts, 240_000),
    `${error instanceof Error ? `${error.name}: ${messageOf(error)}` : error} (${reference})`,
    MOST_FAILURES,
  ];
  const [row] = await connection.query('select fail_job($1, $2, $3, $4, $5, $6) as state', values);
  if (!row.state) throw new LeaseLost(job.id);
  if (row.state === 'dead') log.error({ err: error, ...facts }, 'a job failed too often and is given up');
}

/** Half an hour or more: what has not been mended by then must not hold up its lane. */
const MOST_FAILURES = 20;
/** Whether the job is given up that ends its attempt with this error. */
export const isLast = ({ failures }: TakenJob, error: unknown): boolean =>
  !(error instanceof LeaseLost) && failures + 1 >= MOST_FAILURES;

/** 1 s, 2 s, 4 s … `longest`, each up to a quarter longer, so that jobs that failed together do not return together. */
function backoff(times: number, longest: number): number {
  return Math.min(longest, 1_000 * 2 ** (times - 1)) * (1 + Math.random() / 4);
}

/** At once after the first time, then 1 s, 2 s, 4 s … a minute, but never sooner than was said. */
function pause({ retryAfterMs, named }: Extract<Outcome, { retryAfterMs: number }>, attempts: number): number {
  return named || attempts === 1 ? retryAfterMs : Math.max(retryAfterMs, backoff(attempts - 1, 48_000));
}

function ending(
  outcome: Outcome,
  { doubtful, attempts }: TakenJob,
): [state: string, afterMs: number, error: string | null] {
  if ('done' in outcome) return ['done', 0, null];
  if ('dead' in outcome) return ['dead', 0, outcome.error];
  if ('ambiguous' in outcome) return ['ambiguous', outcome.afterMs, outcome.error];
  // That this attempt had no effect says nothing of the earlier one.
  return [doubtful ? 'ambiguous' : 'pending', pause(outcome, attempts), outcome.error];
}
