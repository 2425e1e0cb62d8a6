// From room to room: which deliveries take what was said in one to the others, and what a room is told of that. Pure.
import type { Address, NewJob } from '../task.ts';
import { bridgedWith, type Room, roomsOf } from '../ticket/major.ts';
import type { Ticket } from '../ticket/record.ts';
import { delivery, roomAddresses } from './addresses.ts';
import type { Telling } from './telling.ts';

type Desks = Pick<Telling, 'workspaces'>;
const URGENT = { urgency: 0 };

/** The room of a ticket on that chat, as an address. */
export const roomOn = (ticket: Pick<Ticket, 'major'>, platform: string, desk: Desks): Address | undefined =>
  roomAddresses(ticket, desk).find(({ place }) => place.platform === platform);

/** The other rooms in which what is said in the one on `platform` stands too. */
export const otherSides = (ticket: Pick<Ticket, 'major'>, platform: string, desk: Desks): Address[] =>
  bridgedWith(ticket, platform).flatMap((room) => roomOn(ticket, room.platform, desk) ?? []);

/** One message more is to be taken there: which, is decided when it goes. */
export const slot = (ticket: Pick<Ticket, 'id'>, to: Address): NewJob => ({
  ...delivery({ kind: 'carry', ticket: ticket.id, to }),
  ...URGENT,
});

/** What was taken there says something else now. Two changes in a row are drawn once. */
export function redrawing(ticket: Pick<Ticket, 'id'>, said: string, to: Address): NewJob {
  const job = delivery({ kind: 'carry', ticket: ticket.id, to, said, again: true });
  return { ...job, ...URGENT, key: `again room ${said} ${job.lane}`, coalesce: true };
}

/** A file that came with what was said in the room on `from`; why one was not taken concerns who sent it too. */
export function filesAcross(
  ticket: Pick<Ticket, 'id' | 'major'>,
  from: string,
  file: { readonly id: string; readonly taken: boolean },
  desk: Desks,
): NewJob[] {
  const own = file.taken ? undefined : roomOn(ticket, from, desk);
  return [...otherSides(ticket, from, desk), ...(own ? [own] : [])].map((to) => ({
    ...delivery({ kind: 'file', ticket: ticket.id, file: file.id, to }),
    ...URGENT,
  }));
}

/** What is said in a room that has come up, and in those that stand: what crosses between them, and what does not. */
export function notes(ticket: Pick<Ticket, 'id' | 'major'>, room: Room, desk: Desks): NewJob[] {
  const here = roomOn(ticket, room.platform, desk);
  if (!here) return [];
  const sides = otherSides(ticket, room.platform, desk);
  const apart = roomsOf(ticket).flatMap((other) => {
    const there = other.private === room.private ? undefined : roomOn(ticket, other.platform, desk);
    return there
      ? [
          { to: here, chat: other.platform },
          { to: there, chat: room.platform },
        ]
      : [];
  });
  const unheard = sides.length > 0 ? [here, ...sides].map((to) => ({ to, chat: to.place.platform })) : [];
  const say = (says: 'apart' | 'unheard', { to, chat }: { readonly to: Address; readonly chat: string }) => ({
    ...delivery({ kind: 'bridge', ticket: ticket.id, to, says, chat }),
    ...URGENT,
  });
  return [...apart.map((one) => say('apart', one)), ...unheard.map((one) => say('unheard', one))];
}
