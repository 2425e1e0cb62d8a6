// When whoever owes the next update of a major incident is reminded: before it is due, when it is, and from then on less and less often. Pure.
import type { Event } from '../ticket/facts.ts';
import { isMajor } from '../ticket/major.ts';
import type { Instant, Ticket } from '../ticket/record.ts';

const MINUTE = 60_000;

/** `of`: the moment that it is due, by which a reminder knows whether it still is. `before` and `every` in minutes. */
export function nextPrompt(
  event: Event,
  ticket: Pick<Ticket, 'major'>,
  before: number,
  every: number,
): { readonly of: Instant; readonly at: Instant } | undefined {
  const due = ticket.major?.updateDue;
  if (!due || !isMajor(ticket)) return undefined;
  switch (event.type) {
    case 'declared':
    case 'reopened':
    case 'updated':
    case 'postponed': {
      const early = Date.parse(due) - before * MINUTE;
      return { of: due, at: early > Date.parse(event.at) ? new Date(early).toISOString() : due };
    }
    case 'prompted': {
      // Each time as long again as it is late: who does not answer is not reminded all night.
      const late = Math.max(every * MINUTE, Date.parse(event.at) - Date.parse(due));
      return { of: due, at: event.late ? new Date(Date.parse(event.at) + late).toISOString() : due };
    }
    default:
      return undefined;
  }
}
