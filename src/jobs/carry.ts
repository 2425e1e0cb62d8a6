// Taking what was said in one room of a major incident into another: what it is, where it goes there, and how it reads.
import { shownFile } from '../files/shown.ts';
import { type Place, type Platform, placeName } from '../port.ts';
import type { Tx } from '../storage/database.ts';
import { filesSaid } from '../storage/files.ts';
import { CARD, findMessage, keysAt } from '../storage/messages.ts';
import type { Desk } from '../storage/organisations.ts';
import { usersOf } from '../storage/people.ts';
import { leaveUntaken, roomKey, roomMessagesBy, takeOldest } from '../storage/room-messages.ts';
import type { RoomMessageRow } from '../storage/tables.ts';
import { findTicket } from '../storage/tickets.ts';
import type { Delivery } from '../task.ts';
import { otherSides } from '../telling/bridge.ts';
import { bridgedWith } from '../ticket/major.ts';
import { personsIn } from '../ticket/marks.ts';
import type { Instant, Ticket } from '../ticket/record.ts';
import { type Carried, carriedCard, caughtUpCard } from '../views/bridge.ts';
import { type Silence, withLateness } from '../views/late.ts';
import type { Reader } from '../views/reader.ts';
import type { ClaimedJob } from './attempt.ts';
import { readerOf, type Told, threadOf } from './compose.ts';
import { answeredBy, counterpartOf } from './counterpart.ts';

export type Carry = Extract<Delivery, { kind: 'carry' }>;

const BEHIND = 20; // messages that wait: one by one they would be read by nobody
const PATIENCE = 60_000; // ms that the first of them has waited; a lively minute is no backlog
/** What one card holds of them on every chat; the next holds the next. */
const HOLDS = { messages: 20, characters: 4_000 };

/**
 * Fixes what this delivery takes, unless an attempt has, and draws it. Fixed and marked as taken in the caller's transaction: a
 * job that is tried again looks for the same message, and of two jobs each takes another.
 */
export async function carryInto(
  tx: Tx,
  desk: Desk,
  platform: Platform,
  job: ClaimedJob<Carry>,
  now: Instant,
  silence: Silence | undefined,
): Promise<Told | 'nothing to say' | 'no thread'> {
  const { task } = job;
  const ticket = await findTicket(tx, desk.organisation, { id: task.ticket });
  if (!ticket || !isOpen(ticket, task, desk)) return 'nothing to say';
  if (task.again) return redrawn(tx, desk, platform, ticket, task, now);
  const said = await taken(tx, desk, ticket, job, now);
  const [first] = said;
  if (!first) return 'nothing to say';
  const mark = `room ${said.map(({ id }) => id).join(' ')} ${JSON.stringify(task.to.place)}`;
  const says = said.map(({ id }) => ({ ticket: ticket.id, key: roomKey(id) }));
  const { carried, reader } = await drawnFor(tx, desk, platform, task, said, now);
  const headline = await findMessage(tx, desk.organisation, ticket.id, task.to.place, CARD);
  const below = task.to.thread ? threadOf(task.to, headline) : task.to.place;
  if (!below) return 'no thread';
  if (said.length > 1) return { card: caughtUpCard(reader, carried, mark), place: below, standing: null, mark, says };
  const { place, answered } = await placeFor(tx, desk, ticket, task, first, below);
  const asked = answered ? await drawnFor(tx, desk, platform, task, [answered], now) : undefined;
  const knowing = asked ? { ...reader, people: new Map([...asked.reader.people, ...reader.people]) } : reader;
  const [one] = carried;
  const card = one && withLateness(knowing, carriedCard(knowing, one, asked?.carried[0]), first.heardAt, silence);
  return card ? { card, place, standing: null, mark, says } : 'nothing to say';
}

/** Whether this is still a room of it, and there is another that it stands beside. */
const isOpen = (ticket: Ticket, { to: { place } }: Carry, desk: Desk): boolean =>
  bridgedWith(ticket, place.platform).some(({ platform }) =>
    otherSides(ticket, platform, desk).some((to) => placeName(to.place) === placeName(place)),
  );

/** The messages that the job takes; of several, all that wait when the chat was away. */
async function taken(
  tx: Tx,
  desk: Desk,
  ticket: Ticket,
  job: ClaimedJob<Carry>,
  now: Instant,
): Promise<RoomMessageRow[]> {
  const { organisation } = desk;
  const { task } = job;
  const to = task.to.place.platform;
  const fixed = task.said ? [task.said, ...(task.more ?? [])] : [];
  if (fixed.length > 0 && (job.doubtful || task.more)) return roomMessagesBy(tx, organisation, fixed);
  const from = bridgedWith(ticket, to).map(({ platform }) => platform);
  const next = (most: number) => takeOldest(tx, organisation, ticket.id, { from, to, most });
  const [first] = await roomMessagesBy(tx, organisation, fixed.length > 0 ? fixed : await next(1));
  if (!first) return [];
  // What somebody took back before it went anywhere is not taken there.
  if (first.deletedAt) {
    await leaveUntaken(tx, organisation, [first.id], to);
    return [];
  }
  const late = Date.parse(now) - Date.parse(first.heardAt) >= PATIENCE;
  const others = late ? await waitingBehind(tx, organisation, job) : [];
  const more =
    others.length + 1 >= BEHIND ? await roomMessagesBy(tx, organisation, await next(HOLDS.messages - 1)) : [];
  const kept = holding([first, ...more]);
  const [, ...along] = kept.map(({ id }) => id);
  await leaveUntaken(
    tx,
    organisation,
    more.slice(along.length).map(({ id }) => id),
    to,
  );
  // A place in the lane for each: those that are told together leave theirs.
  await leaveLane(tx, organisation, others.slice(0, along.length));
  await job.becomes(tx, { ...task, said: first.id, ...(along.length > 0 ? { more: along } : {}) });
  return kept;
}

/** As many of them as a card holds. */
function holding(said: readonly RoomMessageRow[]): RoomMessageRow[] {
  let characters = 0;
  const end = said.findIndex(({ text }, n) => {
    characters += text.length;
    return n > 0 && characters > HOLDS.characters;
  });
  return said.slice(0, end < 0 ? said.length : end);
}

/** The jobs behind this one that would each take a message. */
async function waitingBehind(tx: Tx, organisation: string, { lane, id }: ClaimedJob): Promise<string[]> {
  const rows: { id: string }[] = await tx.query(
    `select id from job where organisation_id = $1 and lane = $2 and state = 'pending' and id <> $3 and run_at <= desk_now()
        and task ->> 'kind' = 'carry' and not task ?| array['again', 'said']
      order by id limit ${BEHIND}`,
    [organisation, lane, id],
  );
  return rows.map((row) => row.id);
}

async function leaveLane(tx: Tx, organisation: string, jobs: readonly string[]): Promise<void> {
  await tx.query(`delete from job where organisation_id = $1 and id = any ($2) and state = 'pending'`, [
    organisation,
    jobs,
  ]);
}

/** What stands there, with the newest of its words; of several things, all of them. */
async function redrawn(
  tx: Tx,
  desk: Desk,
  platform: Platform,
  ticket: Ticket,
  task: Carry,
  now: Instant,
): Promise<Told | 'nothing to say'> {
  const { place } = task.to;
  const { said = '' } = task;
  const row = await findMessage(tx, desk.organisation, ticket.id, place, roomKey(said));
  // It did not get there, or it will, and says the newest then.
  if (!row) return 'nothing to say';
  const ids = (await keysAt(tx, row)).flatMap((key) => /^room (\d+)$/u.exec(key)?.[1] ?? []);
  const rows = await roomMessagesBy(tx, desk.organisation, ids);
  const { carried, reader } = await drawnFor(tx, desk, platform, task, rows, now);
  const [one, ...more] = carried;
  if (!one) return 'nothing to say';
  const mark = `room ${ids.join(' ')} again`;
  const [first] = rows;
  const answered = first && task.to.thread ? await answeredBy(tx, desk.organisation, first) : undefined;
  const asked = answered ? await drawnFor(tx, desk, platform, task, [answered], now) : undefined;
  const knowing = asked ? { ...reader, people: new Map([...asked.reader.people, ...reader.people]) } : reader;
  const card = more.length > 0 ? caughtUpCard(knowing, carried, mark) : carriedCard(knowing, one, asked?.carried[0]);
  const says = [{ ticket: ticket.id, key: roomKey(said) }];
  return { card, place, standing: { channel: row.channel, id: row.messageId }, only: 'edit', mark, says };
}

/** Below what it answers, where that stands there too; else in the room itself, saying whom it answers. */
export async function placeFor(
  tx: Tx,
  desk: Desk,
  ticket: Ticket,
  { to }: Pick<Carry, 'to'>,
  said: RoomMessageRow,
  below: Place,
): Promise<{ readonly place: Place; readonly answered?: RoomMessageRow }> {
  if (!said.root) return { place: below };
  const { platform, workspace } = to.place;
  const root = to.thread ? undefined : await counterpartOf(tx, desk.organisation, ticket.id, said, said.root, to.place);
  if (root && to.place.kind === 'channel')
    return { place: { kind: 'thread', platform, workspace, channel: to.place.channel, root } };
  const answered = await answeredBy(tx, desk.organisation, said);
  return { place: below, ...(answered ? { answered } : {}) };
}

/** The words as a view takes them, and a reader who knows whoever is named. */
async function drawnFor(
  tx: Tx,
  desk: Desk,
  platform: Platform,
  { to }: Carry,
  said: readonly RoomMessageRow[],
  now: Instant,
): Promise<{ readonly carried: readonly Carried[]; readonly reader: Reader }> {
  const { organisation } = desk;
  const files = await filesSaid(
    tx,
    organisation,
    said.map(({ id }) => id),
  );
  const carried = said.map(({ id, marks, ...row }): Carried => {
    const came = files.filter(({ roomMessage }) => roomMessage === id).map(shownFile);
    return { ...row, ...(marks ? { marks } : {}), files: came };
  });
  const people = said.map(({ person }) => person);
  const known = await readerOf(tx, desk, to, people, now, platform.facts.command);
  const mentioned = carried.flatMap(({ marks }) => personsIn(marks));
  return { carried, reader: { ...known, accounts: await usersOf(tx, organisation, to.place, mentioned) } };
}
