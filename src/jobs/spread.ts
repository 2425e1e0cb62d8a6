// Telling those concerned by a major incident: some of them at a time, each by a delivery of their own.
import type { Desk } from '../storage/organisations.ts';
import type { Task } from '../task.ts';
import type { ClaimedJob, Outcome } from './attempt.ts';
import type { DeliverParts } from './deliver.ts';

export async function spread(
  _parts: DeliverParts,
  _desk: Desk,
  { task }: ClaimedJob<Extract<Task, { kind: 'spread' }>>,
): Promise<Outcome> {
  return { dead: true, error: `nobody is told of ${task.seq}` };
}
