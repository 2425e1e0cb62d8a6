// Where a file goes: with the words that it came with, once it is known what became of it. Pure.
import type { Address, NewJob } from '../task.ts';
import type { Event } from '../ticket/facts.ts';
import type { PersonId, Ticket } from '../ticket/record.ts';
import { delivery, deskAddresses, requesterAddress, saidIn } from './addresses.ts';
import { directly } from './circle.ts';
import type { Telling } from './telling.ts';

/** `taken`: it can be opened elsewhere. Else whoever has heard of it is told why not, and first of all who sent it. */
export function fileDeliveries(
  ticket: Ticket,
  event: Event,
  file: { readonly id: string; readonly taken: boolean },
  telling: Pick<Telling, 'policy' | 'workspaces' | 'chats'>,
): NewJob[] {
  return addresses(ticket, event, file.taken, telling).map((to) => ({
    ...delivery({ kind: 'file', ticket: ticket.id, file: file.id, to: { ...to, thread: true } }),
    urgency: ticket.priority,
  }));
}

function addresses(
  ticket: Ticket,
  event: Event,
  taken: boolean,
  telling: Pick<Telling, 'policy' | 'workspaces' | 'chats'>,
): Address[] {
  // Whoever took something away has it alone.
  if (event.type === 'exported') return event.by ? directly(event.by, telling) : [];
  const origin = 'origin' in event ? event.origin : null;
  const inside = deskAddresses(ticket, telling).filter(({ place }) => !(taken && saidIn(place, origin)));
  const sent = (person: PersonId) => !taken && event.by === person;
  const told = event.type === 'told';
  const copies = ticket.copies.filter((person) => sent(person) || (told && event.by !== person));
  return [
    ...inside,
    ...(told || sent(ticket.requester) ? requesterAddress(ticket, telling) : []),
    ...copies.flatMap((person) => directly(person, telling)),
  ];
}
