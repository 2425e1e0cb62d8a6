// The review of a major incident later on: drawn where it is published, and whoever owes it is reminded of it.
import { chatsAbout } from '../storage/circle.ts';
import type { Tx } from '../storage/database.ts';
import type { Desk } from '../storage/organisations.ts';
import { reviewOf } from '../storage/review.ts';
import { findTicket } from '../storage/tickets.ts';
import type { Task } from '../task.ts';
import { delivery } from '../telling/addresses.ts';
import { reviewing } from '../ticket/major.ts';
import type { Shown } from '../views/reader.ts';
import { publishedCard } from '../views/review.ts';
import type { ClaimedJob, Outcome } from './attempt.ts';
import type { Drawing } from './compose.ts';
import type { DeliverParts } from './deliver.ts';
import { enqueue } from './enqueue.ts';

/** For everybody in the channel: what was said while only a few could see it stays with them. */
export async function drawReview(tx: Tx, desk: Desk, ticket: Shown): Promise<Drawing> {
  const facts = await reviewOf(tx, desk.organisation, ticket, null);
  return { people: facts.people, card: (reader) => publishedCard(reader, ticket, facts) };
}

/** Who owes it is asked of the ticket as it is now; whoever published it meanwhile is left alone. */
export async function remindOfReview(
  { database }: DeliverParts,
  { organisation }: Desk,
  job: ClaimedJob<Extract<Task, { kind: 'reminder' }>>,
): Promise<Outcome> {
  const { ticket: id, seq } = job.task;
  await database.transaction(organisation, async (tx) => {
    const ticket = await findTicket(tx, organisation, { id });
    const review = ticket?.major?.review;
    const person = ticket && review && (review.published ?? 0) < seq ? reviewing(ticket) : null;
    const chats = person ? await chatsAbout(tx, organisation, id, [person]) : new Map();
    const words = [...chats].map(([reader, place]) =>
      delivery({ kind: 'word', ticket: id, seq, to: { place, thread: false, reader } }),
    );
    await enqueue(tx, organisation, words);
    await job.finish(tx);
  });
  return { done: true };
}
