// One attempt at one job: run it, and record how it ended as long as the lease is ours.
import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
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
}

/** How an attempt ended. `error` is kept with the job, for people. */
export type Outcome =
  | { readonly done: true }
  /** Surely not applied: again, in its old place, but not before. */
  | { readonly retryAfterMs: number; readonly error: string }
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

/** Never throws. If the end cannot be recorded, the lease runs out and the job comes back doubtful. */
export async function attempt<T extends Task>(
  taken: TakenJob<T>,
  run: (job: ClaimedJob<T>) => Promise<Outcome>,
  context: { readonly connection: Pick<Tx, 'query'>; readonly worker: string; readonly log: Logger },
): Promise<void> {
  const { connection, worker, log } = context;
  let finished = false;
  const record = async (on: Pick<Tx, 'query'>, outcome: Outcome) => {
    const values = [taken.id, worker, taken.attempts, ...ending(outcome, taken.doubtful)];
    const rows = await on.query('select settle_job($1, $2, $3, $4, $5, $6) as ours', values);
    if (rows[0]?.ours !== true) throw new LeaseLost(taken.id);
  };
  const job: ClaimedJob<T> = {
    ...taken,
    async finish(tx) {
      await record(tx, { done: true });
      finished = true;
    },
  };
  try {
    const outcome = await run(job).catch((error: unknown) => unexpected(error, job, log));
    if (!(finished && 'done' in outcome)) await record(connection, outcome);
  } catch (error) {
    log.error({ err: error, job: taken.id, kind: taken.task.kind }, 'how a job ended could not be recorded');
  }
}

function unexpected(error: unknown, job: TakenJob, log: Logger): Outcome {
  if (error instanceof LeaseLost) throw error;
  const reference = randomBytes(4).toString('hex');
  log.error({ err: error, reference, job: job.id, kind: job.task.kind, attempts: job.attempts }, 'a job failed');
  // It may have failed after its effect, for instance while recording what was sent.
  return { ambiguous: true, error: `${error} (${reference})`, afterMs: backoff(job.attempts) };
}

/** 1 s, 2 s, 4 s … at most 5 min, each up to a quarter longer, so that jobs that failed together do not return together. */
function backoff(attempts: number): number {
  return Math.min(240_000, 1_000 * 2 ** (attempts - 1)) * (1 + Math.random() / 4);
}

function ending(outcome: Outcome, doubtful: boolean): [state: string, afterMs: number, error: string | null] {
  if ('done' in outcome) return ['done', 0, null];
  if ('dead' in outcome) return ['dead', 0, outcome.error];
  if ('ambiguous' in outcome) return ['ambiguous', outcome.afterMs, outcome.error];
  // That this attempt had no effect says nothing of the earlier one.
  return [doubtful ? 'ambiguous' : 'pending', outcome.retryAfterMs, outcome.error];
}
