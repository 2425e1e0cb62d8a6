// The steps towards a room: each is repeatable, and the next is enqueued with its end.
import type { Desk } from '../storage/organisations.ts';
import type { Task } from '../task.ts';
import type { ClaimedJob, Outcome } from './attempt.ts';
import type { DeliverParts } from './deliver.ts';

export async function furnish(
  _parts: DeliverParts,
  _desk: Desk,
  { task }: ClaimedJob<Extract<Task, { kind: 'room' }>>,
): Promise<Outcome> {
  return { dead: true, error: `no step ${task.step}` };
}
