// Putting work into the queue, and taking it back before it has begun. It happens, or not, with the caller's transaction.
import type { Tx } from '../storage/database.ts';

/** What a job is to do: plain JSON. */
export type Task = { readonly kind: string } & Record<string, unknown>;

export interface NewJob<T extends Task = Task> {
  /** Jobs of a lane run one at a time, in the order they were enqueued: a place such as `slack:T1:C123`. Without: no order. */
  readonly lane?: string;
  /** Whose rate budget it spends, such as `slack:T1`. */
  readonly scope?: string;
  /**
   * Names the job until it begins. Enqueueing its key again replaces it, at the end of the order: rescheduling. A job that is
   * tried again has no key any more.
   */
  readonly key?: string;
  /** Replace the task alone: the earlier place, time and urgency stay. */
  readonly coalesce?: boolean;
  /** 0 (a major incident) to 9, 5 when absent: who goes first among lanes and timers, never within a lane. */
  readonly urgency?: number;
  /** ISO, in the desk's time; absent: now. */
  readonly runAt?: string;
  readonly task: T;
}

/** Adds jobs in this order, in one statement. Workers hear of them when the transaction commits. */
export async function enqueue<T extends Task>(tx: Tx, organisation: string, jobs: readonly NewJob<T>[]): Promise<void> {
  if (jobs.length > 0) await tx.query('select enqueue_jobs($1, $2)', [organisation, JSON.stringify(jobs)]);
}

/** Removes the job of that key, unless it has begun. */
export async function cancel(tx: Tx, organisation: string, key: string): Promise<void> {
  await take(tx, organisation, key);
}

/** Removes the job of that key and returns its task. Of two takers, or a taker and a worker, one gets it. */
export async function take<T extends Task = Task>(tx: Tx, organisation: string, key: string): Promise<T | undefined> {
  // In a lane, the next job may go now.
  const rows: { task: T }[] = await tx.query(
    `with taken as (delete from job where organisation_id = $1 and key = $2 returning task)
     select task, pg_notify('muster_jobs', '') from taken`,
    [organisation, key],
  );
  return rows[0]?.task;
}
