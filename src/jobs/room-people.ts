// Bringing people into a room, a hundred at a time; whoever cannot come is sent the way in their own chat, once.
import { Undeliverable } from '../errors.ts';
import type { LeftOut } from '../port.ts';
import { directChats } from '../storage/agents.ts';
import type { Tx } from '../storage/database.ts';
import { peopleHere } from '../storage/gathering.ts';
import { changeRoom, roomsFor } from '../storage/rooms.ts';
import type { RoomRow } from '../storage/tables.ts';
import { lockTicket } from '../storage/tickets.ts';
import type { Address, NewJob } from '../task.ts';
import { delivery, roomJob } from '../telling/addresses.ts';
import { newsJob } from '../telling/news.ts';
import { type PersonId, refOf } from '../ticket/record.ts';
import type { Outcome } from './attempt.ts';
import { type Called, gather } from './gather.ts';
import { meet } from './room-mail.ts';
import { end, inside, leaveOut, next, type RoomTask, type Seen, type Work } from './room-step.ts';

const AT_ONCE = 100; // people in one step; more would hold up for long whoever was named last

export async function bring(work: Work, seen: Seen): Promise<Outcome> {
  const { desk, job } = work;
  const { ticket } = seen;
  if (seen.room.state !== 'open' || seen.room.channel === null) return next(work);
  const room = await meet(work, seen);
  const { found } = room;
  const all = await inside(work, (tx, now) => gather(tx, desk, ticket, room, now));
  const fresh = all.called.filter(({ user }) => room.brought[user] === undefined);
  const some = fresh.slice(0, AT_ONCE);
  const left = some.length > 0 ? await leftOut(work, room, seen.room.channel, some) : new Map<string, string>();
  const brought = { ...room.brought, ...Object.fromEntries(some.map(({ user }) => [user, left.get(user) ?? ''])) };
  const noted = async (tx: Tx): Promise<NewJob[]> => {
    // Of two rooms that are filled at once, one is first, and the other knows whom it has told.
    await lockTicket(tx, desk.organisation, { id: ticket.id });
    await changeRoom(tx, room, { brought, found });
    const elsewhere = await reached(tx, work, room);
    const missing = some.filter(({ user, person }) => left.has(user) && !(person && elsewhere.has(person)));
    return wordsTo(tx, work, { ticket, room: { ...room, brought } }, missing);
  };
  if (fresh.length === some.length) return next(work, async (tx) => [...(await noted(tx)), ...call(room, job.task)]);
  return end(work, async (tx) => [
    ...(await noted(tx)),
    roomJob(ticket.id, room.platform, job.task.step, job.task.then),
  ]);
}

/** A room that was just made calls its people once they are in. */
function call({ ticket, platform, workspace, channel, kind }: RoomRow, { then }: RoomTask): NewJob[] {
  if (then.length === 0 || channel === null) return [];
  const place = { kind: 'channel', platform, workspace, channel } as const;
  const to: Address = { place, thread: kind === 'thread', reader: null };
  return [{ ...delivery({ kind: 'call', ticket, to }), urgency: 0 }];
}

/** For whom of them the chat refuses it, and why. Into a thread nobody is brought. */
async function leftOut(
  work: Work,
  { kind }: RoomRow,
  channel: string,
  some: readonly Called[],
): Promise<ReadonlyMap<string, string>> {
  const users = some.map(({ user }) => user);
  const nobody = (why: string): LeftOut[] => users.map((user) => ({ user, why }));
  if (kind === 'thread') return reasons(nobody('thread'));
  try {
    const { add_members: add } = work.desk.policy.major.room;
    return reasons(await work.platform.rooms.bring(channel, users, add, work.route));
  } catch (error) {
    if (!(error instanceof Undeliverable)) throw error;
    leaveOut(work, error);
    return reasons(nobody(error.message));
  }
}

const reasons = (left: readonly LeftOut[]): ReadonlyMap<string, string> =>
  new Map(left.map(({ user, why }) => [user, why || 'refused']));

/** Whoever is in another room of it, or was told of one: one way in is enough. */
async function reached(tx: Tx, { desk }: Work, { ticket, platform }: RoomRow): Promise<ReadonlySet<PersonId>> {
  const people = new Set<PersonId>();
  for (const other of await roomsFor(tx, desk.organisation, ticket)) {
    if (other.platform === platform) continue;
    for (const person of await peopleHere(tx, desk.organisation, other, Object.keys(other.brought))) people.add(person);
  }
  return people;
}

/** Where each was last heard; whoever never spoke, where they were called. */
async function wordsTo(tx: Tx, { desk }: Work, { ticket, room }: Seen, missing: readonly Called[]): Promise<NewJob[]> {
  const people = missing.flatMap(({ person }) => person ?? []);
  const chats = await directChats(tx, desk.organisation, people);
  const { platform, workspace, kind, link } = room;
  const ref = refOf(ticket);
  const thread = kind === 'thread';
  return missing.map(({ user, person }) => {
    const place = (person && chats.get(person)) || ({ kind: 'direct', platform, workspace, user } as const);
    const way = { platform, link, room: thread ? ref : room.name, why: thread ? null : (room.brought[user] ?? null) };
    const news = { type: 'called', ref, title: ticket.title, ...way } as const;
    return { ...newsJob(news, { place, thread: false, reader: person }), urgency: 0 };
  });
}
