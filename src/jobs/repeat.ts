// Sending once more what may have arrived already and cannot be looked for: a few times, counted, and marked for its reader.
import { RetryLater, Undeliverable } from '../errors.ts';
import type { Sent } from '../port.ts';
import type { Database } from '../storage/database.ts';
import type { Desk } from '../storage/organisations.ts';
import type { ClaimedJob } from './attempt.ts';
import { markJob } from './enqueue.ts';

const REPEATS = 4; // at least once, but no flood when a chat fails after it has posted

/** `send` has to mark what it sends as a possible repeat. */
export async function repeated(
  database: Database,
  desk: Desk,
  job: ClaimedJob,
  send: () => Promise<Sent>,
): Promise<Sent> {
  const repeats = Number(job.task.repeats ?? 0);
  if (repeats >= REPEATS) throw new Undeliverable('sent several times, and the chat never said whether it arrived');
  const mark = (count: number) =>
    database.transaction(desk.organisation, (tx) => markJob(tx, job.id, { repeats: count }));
  // Counted before it is sent, so that a process that ends here does not begin to count anew.
  await mark(repeats + 1);
  try {
    return await send();
  } catch (error) {
    if (error instanceof RetryLater) await mark(repeats);
    throw error;
  }
}
