// Withdrawing: where a ticket does not belong any more, what Muster said of it becomes one line that says nothing of it.
import { Undeliverable } from '../errors.ts';
import { sees } from '../people/person.ts';
import { placeName } from '../port.ts';
import { directChats } from '../storage/agents.ts';
import type { Tx } from '../storage/database.ts';
import { filesOf } from '../storage/files.ts';
import { isFile, leaveMessage, placesOf, standingBefore } from '../storage/messages.ts';
import type { Desk } from '../storage/organisations.ts';
import { findAccount } from '../storage/people.ts';
import { rightsOfPeople } from '../storage/seeing.ts';
import { findTicket } from '../storage/tickets.ts';
import type { Address, NewJob, Task } from '../task.ts';
import { delivery, deskAddresses, homeJob, placeJob, standsIn } from '../telling/addresses.ts';
import { circleOf } from '../telling/circle.ts';
import type { Event } from '../ticket/facts.ts';
import type { Ticket } from '../ticket/record.ts';
import { withdrawnCard } from '../views/confidential.ts';
import type { ClaimedJob, Outcome } from './attempt.ts';
import { watchersHomes } from './colleagues.ts';
import { readerOf } from './compose.ts';
import { ABSENT_CHAT, type DeliverParts, failed, tellOthers } from './deliver.ts';
import { enqueue } from './enqueue.ts';

type Withdrawal = Extract<Task, { kind: 'withdraw' }>;

const HOMES_REST = 1_000; // ms; what may not be seen any more is not left on Homes for the minute that is usual

/**
 * The jobs by which the places learn that the ticket has left them. They stand in each place's own lane: what was on its way
 * there has arrived, or never will, when its turn comes.
 */
export async function withdrawals(
  tx: Tx,
  desk: Desk,
  before: Ticket,
  after: Ticket,
  events: readonly Event[],
): Promise<NewJob[]> {
  const moved = events.find(({ type }) => type === 'restricted' || type === 'unrestricted');
  if (!moved) return [];
  const { organisation } = desk;
  const stood = await placesOf(tx, organisation, after.id);
  // Also where a question about it may arrive yet.
  const desks = [...before.desks, ...before.questions.flatMap(({ group }) => group ?? [])];
  const channels = [...stood, ...deskAddresses({ desks }, desk).map(({ place }) => place)].filter(
    (place) => place.kind === 'channel' && !standsIn(after, place, desk),
  );
  const chats = moved.type === 'restricted' ? await chatsLeft(tx, desk, before, after, stood) : [];
  const addresses = [...channels.map((place): Address => ({ place, thread: false, reader: null })), ...chats];
  const what = moved.type === 'restricted' ? 'all' : 'card';
  const arrived = moved.type === 'restricted' ? await filesAlong(tx, desk, before, after) : [];
  const jobs = addresses.map((from) =>
    placeJob(from.place, { kind: 'withdraw', ticket: after.id, from, seq: moved.seq, what }),
  );
  const homes: NewJob[] = [];
  for (const place of channels) homes.push(...(await watchersHomes(tx, desk, place, moved.at, HOMES_REST)));
  const own = chats.flatMap(({ place }) => (place.kind === 'direct' ? [place] : []));
  return [
    ...arrived,
    ...new Map(jobs.map((job) => [job.lane, job])).values(),
    ...homes,
    ...own.map((home) => homeJob(home, { after: moved.at, ms: HOMES_REST })),
  ];
}

/** What was taken away elsewhere, and whose links have ended, stands in the threads of those who have the ticket now. */
async function filesAlong(tx: Tx, desk: Desk, before: Ticket, after: Ticket): Promise<NewJob[]> {
  const had = deskAddresses(before, desk).map(({ place }) => placeName(place));
  const threads = deskAddresses(after, desk).filter(({ place }) => !had.includes(placeName(place)));
  const files = threads.length > 0 ? await filesOf(tx, desk.organisation, after.id) : [];
  const open = files.filter(({ state }) => state === 'kept' || state === 'linked');
  return open.flatMap(({ id: file }) =>
    threads.map((to) => delivery({ kind: 'file', ticket: after.id, file, to: { ...to, thread: true } })),
  );
}

/** The direct chats in which words about it stand, or may arrive yet, of people who may not see it any more. */
async function chatsLeft(
  tx: Tx,
  desk: Desk,
  before: Ticket,
  after: Ticket,
  stood: readonly Address['place'][],
): Promise<Address[]> {
  const hearers = [before.owner, before.assignee, ...circleOf(before)].filter((person) => person !== null);
  const left: Address[] = [];
  for (const place of [...stood, ...(await directChats(tx, desk.organisation, hearers)).values()]) {
    if (place.kind !== 'direct') continue;
    const { platform, workspace, user } = place;
    const reader = (await findAccount(tx, desk.organisation, { platform, workspace, user }))?.person ?? null;
    const rights = reader && (await rightsOfPeople(tx, desk, [reader])).get(reader);
    if (!rights || !sees(after, reader, rights)) left.push({ place, thread: false, reader });
  }
  return left;
}

/** Edits one message, or takes a file away, and, if there are more, enqueues the next. Throws only what is nobody's to foresee, and that at most a few times. */
export async function withdraw(parts: DeliverParts, desk: Desk, job: ClaimedJob<Withdrawal>): Promise<Outcome> {
  const { task } = job;
  const { place } = task.from;
  const { organisation } = desk;
  const platform = parts.platforms.get(place.platform);
  if (!platform) return { retryAfterMs: ABSENT_CHAT, error: `no connection to ${place.platform}` };
  const { rows, card } = await parts.database.transaction(organisation, async (tx, now) => {
    const ticket = await findTicket(tx, organisation, { id: task.ticket });
    // Back where it was meanwhile: its card lives again.
    const what = ticket && standsIn(ticket, place, desk) ? 'words' : task.what;
    const reader = await readerOf(tx, desk, task.from, [], now, platform.facts.command);
    return {
      rows: await standingBefore(tx, organisation, task.ticket, place, task.seq, what),
      card: ticket && withdrawnCard(reader, ticket),
    };
  });
  const [row, next] = rows;
  let why: string | undefined;
  if (row && card) {
    const route = desk.routes[place.platform];
    const message = { channel: row.channel, id: row.messageId };
    try {
      const way = { place, message, ...(route ? { route } : {}) };
      await platform.send(isFile(row) ? { do: 'remove', ...way } : { do: 'edit', ...way, card });
    } catch (error) {
      const outcome = failed(job, error);
      if (!('dead' in outcome)) return outcome;
      // Deleted by somebody, or not to be changed any more: nobody can tell, and the rest is to be withdrawn all the same.
      why = error instanceof Undeliverable ? outcome.error : 'a fault of Muster’s own, which the log describes';
    }
  }
  await parts.database.transaction(organisation, async (tx) => {
    if (row) await leaveMessage(tx, row, task.seq);
    if (why !== undefined) await tellOthers(tx, desk, { ticket: task.ticket, place, left: true }, why);
    if (next) await enqueue(tx, organisation, [placeJob(place, task)]);
    await job.finish(tx);
  });
  return { done: true };
}
