// Told together: when a place falls behind, or in somebody's morning, what waits in its lane becomes one message.

import type { Tx } from '../storage/database.ts';
import type { Desk } from '../storage/organisations.ts';
import { findTicket, historyOf } from '../storage/tickets.ts';
import type { Delivery, Told } from '../task.ts';
import { quietLane } from '../telling/addresses.ts';
import { peopleIn } from '../ticket/events.ts';
import { involved } from '../ticket/record.ts';
import type { Entry } from '../views/digest.ts';
import type { Shown } from '../views/reader.ts';
import type { ClaimedJob } from './attempt.ts';
import { backlogOf, MOST, takeWaiting } from './backlog.ts';

const BEHIND = 20; // things that wait in one place; one by one nobody would read them
/** ms that the first of them has waited: twenty changes of one moment are told one by one, each in its ticket's thread. */
const PATIENCE = 60_000;

export type Digest = Extract<Delivery, { kind: 'digest' }>;

/**
 * What the job is to deliver: what it was made for, or a digest of that and all that waits behind it. Then the job becomes the
 * digest and the others are gone in one transaction, so that each is told once whatever happens next. A job of which an attempt
 * may have been shown stays what it was: it is looked for as that.
 */
export async function gathered(tx: Tx, desk: Desk, job: ClaimedJob<Delivery>): Promise<Delivery> {
  const { task, lane, id } = job;
  const digest = task.kind === 'digest';
  if (!lane || job.doubtful || (!digest && !('folds' in task))) return task;
  const quiet = lane === quietLane(task.to.place);
  const { age, waiting } = await backlogOf(tx, desk.organisation, lane, id);
  const enough = digest || quiet ? waiting.length > 0 : waiting.length + 1 >= BEHIND && age >= PATIENCE;
  const room = digest ? MOST - task.of.length : MOST;
  if (!enough || room <= 0) return task;
  const more = await takeWaiting(
    tx,
    desk.organisation,
    waiting.slice(0, room).map((each) => each.id),
  );
  const of = [...(digest ? task.of : [told(task)]), ...more.map(told)];
  const whole: Digest = { kind: 'digest', of, because: quiet ? 'quiet' : 'behind', to: { ...task.to, thread: false } };
  await job.becomes(tx, whole);
  return whole;
}

const told = ({ kind, ticket, seq, due }: Told): Told => ({ kind, ticket, seq, ...(due ? { due } : {}) });

/** The tickets of a digest of which the place may still hear, each with what is told of it, and everybody named there. */
export async function entriesOf(tx: Tx, desk: Desk, { of }: Digest, mayHear: (ticket: Shown) => Promise<boolean>) {
  const entries: Entry[] = [];
  for (const id of new Set(of.map(({ ticket }) => ticket))) {
    const ticket = await findTicket(tx, desk.organisation, { id });
    if (!ticket || !(await mayHear(ticket))) continue;
    const history = await historyOf(tx, desk.organisation, id);
    const says = of
      .filter((each) => each.ticket === id)
      .flatMap(({ kind, seq, due }) => {
        const event = history.find((each) => each.seq === seq);
        return event ? [{ kind, event, due: due ?? event.at }] : [];
      });
    if (says.length > 0) entries.push({ ticket, says });
  }
  const people = entries.flatMap(({ ticket, says }) => [
    ...involved(ticket),
    ...peopleIn(says.map(({ event }) => event)),
  ]);
  return { entries, people };
}
