// The first line in a room: it calls those who are in it, by what they are to it.
import type { Tx } from '../storage/database.ts';
import type { Desk } from '../storage/organisations.ts';
import { findRoom } from '../storage/rooms.ts';
import type { Delivery } from '../task.ts';
import type { Instant, Ticket } from '../ticket/record.ts';
import { callCard } from '../views/rooms.ts';
import type { Drawing } from './compose.ts';
import { gather } from './gather.ts';

export async function callOf(
  tx: Tx,
  desk: Desk,
  ticket: Ticket,
  { to: { place } }: Delivery & { kind: 'call' },
  now: Instant,
): Promise<Drawing> {
  const room = await findRoom(tx, desk.organisation, ticket.id, place.platform);
  const { called } = room ? await gather(tx, desk, ticket, room, now) : { called: [] };
  const there = called.filter(({ user }) => room?.kind === 'thread' || room?.brought[user] === '');
  return { people: [], card: (reader) => callCard(reader, ticket, there) };
}
