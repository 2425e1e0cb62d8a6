// Where a file goes: with the words that it came with, once it is known what became of it. Pure.
import type { Address, NewJob } from '../task.ts';
import type { Event } from '../ticket/facts.ts';
import type { Ticket } from '../ticket/record.ts';
import { delivery, deskAddresses, requesterAddress, saidIn } from './addresses.ts';
import type { Telling } from './telling.ts';

/** `taken`: it can be opened elsewhere. Else whoever has heard of it is told why not, and first of all who sent it. */
export function fileDeliveries(
  ticket: Ticket,
  event: Event,
  file: { readonly id: string; readonly taken: boolean },
  telling: Pick<Telling, 'policy' | 'workspaces'>,
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
  telling: Pick<Telling, 'policy' | 'workspaces'>,
): Address[] {
  const origin = 'origin' in event ? event.origin : null;
  const inside = deskAddresses(ticket, telling).filter(({ place }) => !(taken && saidIn(place, origin)));
  const told = event.type === 'told' || (!taken && event.by === ticket.requester);
  return told ? [...inside, ...requesterAddress(ticket, telling)] : inside;
}
