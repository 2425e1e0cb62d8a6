// The rooms of a major incident: shown to whoever asks, and closed by the clock.
import { Refusal } from '../errors.ts';
import { onCallFor } from '../policy/rota.ts';
import { neverSeen } from '../storage/agents.ts';
import type { Tx } from '../storage/database.ts';
import { namesHere } from '../storage/gathering.ts';
import { roomsFor } from '../storage/rooms.ts';
import type { RoomRow } from '../storage/tables.ts';
import { isMajor, roomsOf } from '../ticket/major.ts';
import { refOf } from '../ticket/record.ts';
import type { Reader, Shown } from '../views/reader.ts';
import { done } from '../views/replies.ts';
import { type RoomNow, roomsCard } from '../views/rooms.ts';
import type { Change, Query } from './verb.ts';

export const room: Query = {
  name: 'room',
  aliases: ['作战室'],
  does: 'read',
  who: 'agent',
  ref: true,
  example: 'room INC-12',
  async answer(tx, { reader, organisation }, _args, ticket) {
    if (!ticket) throw new Error('a verb about a ticket is called with one');
    const rooms = await roomsFor(tx, organisation, ticket.id);
    if (rooms.length === 0) throw new Refusal('not-major', { ref: refOf(ticket) });
    const shown: RoomNow[] = [];
    for (const each of rooms) shown.push(await roomNow(tx, organisation, each));
    const found = new Set(rooms.flatMap((each) => Object.keys(each.found)));
    const never = await unknown(tx, organisation, reader, ticket);
    const unmet = never.filter((name) => !found.has(name.toLowerCase()));
    return roomsCard(reader, ticket, shown, unmet);
  },
};

/** Whom the policy calls, and nobody has ever come by that name: only the chat may know who that is. A chat's own group is no person. */
function unknown(tx: Tx, organisation: string, { policy, now }: Reader, ticket: Shown): Promise<string[]> {
  const owners = ticket.service === null ? [] : (policy.services[ticket.service]?.owners ?? []);
  const named = [...onCallFor(policy, ticket, now).values(), owners].flat();
  const people = named.filter((name) => !/^[a-z][a-z0-9_]*-group:/iu.test(name));
  return neverSeen(tx, organisation, [...new Set(people)]);
}

async function roomNow(tx: Tx, organisation: string, row: RoomRow): Promise<RoomNow> {
  const brought = Object.entries(row.brought);
  const names = await namesHere(
    tx,
    organisation,
    row,
    brought.map(([user]) => user),
  );
  const met = new Map(Object.values(row.found).map(({ user, name }) => [user, name]));
  const nameOf = (user: string) => names.get(user) ?? met.get(user) ?? user;
  return {
    ...row,
    there: brought.filter(([, why]) => why === '').map(([user]) => nameOf(user)),
    missing: brought.filter(([, why]) => why !== '').map(([user, why]) => ({ name: nameOf(user), why })),
  };
}

/** The clock's alone. Whatever is being worked on again keeps its rooms. */
export const archive: Change = {
  name: 'archive',
  aliases: [],
  does: 'change',
  who: 'clock',
  ref: true,
  example: 'archive INC-12',
  decide(ticket, { of }) {
    const { major } = ticket;
    if (!major || isMajor(ticket) || roomsOf(ticket).length === 0) return [];
    const over = major.state === 'demoted' || (major.review !== null && major.review.publishedAt === of);
    return over ? [{ type: 'archived' }] : [];
  },
  reply: (reader, ticket) => done(reader, ticket, reader.texts.done.noted),
};
