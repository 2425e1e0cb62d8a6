// Putting work into the queue, and taking it back before it has begun. It happens, or not, with the caller's transaction.
import type { Sent } from '../port.ts';
import { sent, type Tx } from '../storage/database.ts';
import type { NewJob } from '../task.ts';

/** What a job is to do: plain JSON. */
export type Task = { readonly kind: string } & Record<string, unknown>;

/** Adds jobs in this order, in one statement. Workers hear of them when the transaction commits. */
export async function enqueue<T extends Task>(tx: Tx, organisation: string, jobs: readonly NewJob<T>[]): Promise<void> {
  if (jobs.length > 0) await sent(tx, 'select enqueue_jobs($1, $2)', [organisation, JSON.stringify(jobs)]);
}

/** Removes the job of that key, unless it has begun. */
export async function cancel(tx: Tx, organisation: string, key: string): Promise<void> {
  await take(tx, organisation, key);
}

/** Removes the job of that key and returns its task. Of two takers, or a taker and a worker, one gets it. */
export async function take<T extends Task = Task>(tx: Tx, organisation: string, key: string): Promise<T | undefined> {
  // Of two who take it to put it back with more in it, the second waits and finds what the first has put there.
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`${organisation} ${key}`]);
  // In a lane, the next job may go now.
  const rows: { task: T }[] = await tx.query(
    `with taken as (delete from job where organisation_id = $1 and key = $2 returning task)
     select task, pg_notify('muster_jobs', '') from taken`,
    [organisation, key],
  );
  return rows[0]?.task;
}

/** The task of the job of that key, which stays where it is. */
export async function planned<T extends Task = Task>(
  tx: Tx,
  organisation: string,
  key: string,
): Promise<T | undefined> {
  const rows: { task: T }[] = await tx.query('select task from job where organisation_id = $1 and key = $2', [
    organisation,
    key,
  ]);
  return rows[0]?.task;
}

/** Writes on a job that has begun what its next attempt has to know, should this one not come to its end. */
export async function markJob(
  tx: Tx,
  job: number,
  mark: { repeats: number } | { begun: Sent } | { silentSince: string },
): Promise<void> {
  await tx.query('update job set task = task || $2 where id = $1', [job, JSON.stringify(mark)]);
}
