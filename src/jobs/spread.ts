// Telling those concerned by a major incident: some of them at a time, each by a delivery of their own.
import { sees } from '../people/person.ts';
import { placeName } from '../port.ts';
import { managersOf } from '../storage/agents.ts';
import { type Concern, chatsConcerned, concernedBy, ownAmong } from '../storage/concerned.ts';
import type { Tx } from '../storage/database.ts';
import type { Desk } from '../storage/organisations.ts';
import { rightsOfPeople } from '../storage/seeing.ts';
import { findTicket, historyOf } from '../storage/tickets.ts';
import type { Address, NewJob, Task } from '../task.ts';
import { delivery } from '../telling/addresses.ts';
import { audienceAddresses, audiencePlaces } from '../telling/audiences.ts';
import { addressedBy } from '../telling/telling.ts';
import { peopleIn } from '../ticket/events.ts';
import type { Event, FactType } from '../ticket/facts.ts';
import { involved, type PersonId, type Ticket } from '../ticket/record.ts';
import { newestOf } from '../ticket/words.ts';
import type { Shown } from '../views/reader.ts';
import { type Eyes, updateCard } from '../views/updates.ts';
import type { ClaimedJob, Outcome } from './attempt.ts';
import type { Drawing } from './compose.ts';
import type { DeliverParts } from './deliver.ts';
import { enqueue } from './enqueue.ts';

const PAGE = 200; // people looked up by one job
/** What the channels are told too; the other steps are for those whose own it is. */
const PUBLIC: readonly FactType[] = ['declared', 'updated', 'mitigated', 'resolved', 'demoted'];

type SpreadTask = Extract<Task, { kind: 'spread' }>;

export async function spread(parts: DeliverParts, desk: Desk, job: ClaimedJob<SpreadTask>): Promise<Outcome> {
  const { ticket: id, seq, after } = job.task;
  await parts.database.transaction(desk.organisation, async (tx) => {
    const ticket = await findTicket(tx, desk.organisation, { id });
    const event = ticket && (await historyOf(tx, desk.organisation, id)).find((one) => one.seq === seq);
    if (ticket && event) await enqueue(tx, desk.organisation, await page(tx, desk, ticket, event, after));
    await job.finish(tx);
  });
  return { done: true };
}

/** Those of one page, each once, and the next page. */
async function page(tx: Tx, desk: Desk, ticket: Shown, event: Event, after: PersonId | null): Promise<NewJob[]> {
  const places = after === null ? placesOf(desk, ticket, event) : [];
  const people =
    event.type === 'informed' ? [] : await concernedBy(tx, desk.organisation, concern(ticket, event), after, PAGE);
  const chats = await chatsConcerned(tx, desk.organisation, [ticket.id, ...belonging(ticket)], people);
  const known = await mayKnow(tx, desk, ticket, people);
  const heard = await heardAlready(tx, desk, ticket, event);
  const addresses = people.flatMap((reader): Address[] => {
    const place = heard.has(reader) || !known(reader) ? undefined : chats.get(reader);
    return place && desk.workspaces[place.platform] ? [{ place, thread: false, reader }] : [];
  });
  const told = [...places, ...addresses].map((to) => telling(ticket, event, to));
  const last = people.length === PAGE ? people.at(-1) : undefined;
  if (!last) return told;
  return [...told, { urgency: 0, task: { kind: 'spread', ticket: ticket.id, seq: event.seq, after: last } }];
}

const telling = ({ id }: Ticket, { seq }: Event, to: Address): NewJob => ({
  ...delivery({ kind: 'update', ticket: id, seq, to }),
  key: `update ${id} ${seq} ${placeName(to.place)}`,
  urgency: 0,
});

/** Whose report was found to belong to it only after it was declared is told that it was, as everybody else. */
export async function tellJoined(tx: Tx, desk: Desk, ticket: Ticket, { id, requester }: Ticket): Promise<void> {
  const { organisation, workspaces } = desk;
  const event = (await historyOf(tx, organisation, ticket.id)).findLast(({ type }) => type === 'declared');
  const place = (await chatsConcerned(tx, organisation, [ticket.id, id], [requester])).get(requester);
  if (!event || !place || !workspaces[place.platform]) return;
  if ((await heardAlready(tx, desk, ticket, event)).has(requester)) return;
  await enqueue(tx, organisation, [telling(ticket, event, { place, thread: false, reader: requester })]);
}

function placesOf({ policy, workspaces }: Desk, ticket: Ticket, event: Event): Address[] {
  if (event.type === 'informed') return audiencePlaces(policy, event.audience, ticket, workspaces);
  return PUBLIC.includes(event.type) ? audienceAddresses(policy, ticket, workspaces) : [];
}

/** Whose own doing it is, and who has a word of it in their own chat. */
async function heardAlready(tx: Tx, desk: Desk, ticket: Ticket, event: Event): Promise<ReadonlySet<PersonId | null>> {
  if (event.type !== 'declared') return new Set([event.by]);
  const managers = await managersOf(tx, desk.organisation, desk.policy);
  return new Set([event.by, ticket.owner, ...addressedBy(ticket, event), ...managers.keys()]);
}

/** The tickets that belong to it: its children, and what was the same. */
const belonging = ({ links }: Ticket): readonly string[] =>
  links.filter(({ as }) => as === 'parent' || as === 'original').map(({ to }) => to);

/** Whoever hears of it by an ordinary notice of their own ticket is not told twice. */
function concern(ticket: Ticket, { type }: Event): Concern {
  const children = ticket.links.filter(({ as }) => as === 'parent').map(({ to }) => to);
  switch (type) {
    // Each of the reports that hang on it is resolved or settled with it, and says so itself.
    case 'resolved':
      return { ticket: ticket.id, own: [], others: [], open: true };
    case 'cancelled':
      return { ticket: ticket.id, own: [], others: children, open: true };
    case 'reopened':
      return { ticket: ticket.id, own: ['requester'], others: belonging(ticket), open: false };
    default:
      return { ticket: ticket.id, own: ['requester', 'copies', 'subscribers'], others: belonging(ticket), open: false };
  }
}

/** Of a confidential one only they hear who may see it. */
async function mayKnow(tx: Tx, desk: Desk, ticket: Ticket, people: readonly PersonId[]) {
  if (!ticket.confidential) return () => true;
  const rights = await rightsOfPeople(tx, desk, people);
  return (person: PersonId) => {
    const theirs = rights.get(person);
    return theirs !== undefined && sees(ticket, person, theirs);
  };
}

/** What one of them is told, drawn late: nobody is shown now what was theirs when it was enqueued. */
export async function drawUpdate(
  tx: Tx,
  desk: Desk,
  ticket: Shown,
  { seq, to }: Extract<Task, { kind: 'update' }>,
): Promise<Drawing> {
  const history = await historyOf(tx, desk.organisation, ticket.id);
  const found = history.find((one) => one.seq === seq);
  const nothing: Drawing = { people: [], card: () => undefined };
  if (!found || (ticket.confidential && to.reader === null)) return nothing;
  const event = newestOf(history, found);
  const eyes = await eyesOf(tx, desk, ticket, to);
  return {
    people: [...involved(ticket), ...peopleIn([event])],
    card: (reader) => updateCard(reader, ticket, event, eyes),
  };
}

async function eyesOf(tx: Tx, desk: Desk, ticket: Ticket, { reader: person }: Address): Promise<Eyes> {
  if (person === null) return { as: 'place', person, own: null };
  if (ticket.requester === person) return { as: 'requester', person, own: null };
  const own = await ownAmong(tx, desk.organisation, belonging(ticket), person);
  if (ticket.copies.includes(person)) return { as: 'copied', person, own };
  return { as: ticket.subscribers.includes(person) ? 'follower' : 'other', person, own };
}
