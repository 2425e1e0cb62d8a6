// The clocks of a ticket, as a pure function of its history and its terms: what started them, what stopped them, when they end.
import type { Event, FactType } from '../ticket/facts.ts';
import type { Instant, Priority, Terms } from '../ticket/record.ts';

export interface Clock {
  /** When the target ends if nothing stops it; null while it is paused or over. */
  readonly due: Instant | null;
  /** When what it measures was reached. */
  readonly met: Instant | null;
  /** Milliseconds of the target that are used up by `now` or by `met`. */
  readonly used: number;
  readonly target: number;
}

export interface Clocks {
  readonly response: Clock;
  readonly resolution: Clock;
}

/** The next end of each clock, kept beside the row for the index; null while it is stopped or met. */
export interface Deadlines {
  readonly responseDue: Instant | null;
  readonly resolutionDue: Instant | null;
  readonly nextDue: Instant | null;
}

export function deadlinesOf({ response, resolution }: Clocks): Deadlines {
  const dues = [response.due, resolution.due].filter((due) => due !== null).sort();
  return { responseDue: response.due, resolutionDue: resolution.due, nextDue: dues[0] ?? null };
}

const HOUR = 3_600_000;

/** Time runs in elapsed hours while the ticket is in an active phase, or held for a reason that does not pause. */
export function clocksOf(events: readonly Event[], terms: Terms, now: Instant): Clocks {
  const first = events[0];
  if (first?.type !== 'reported') throw new Error('a history begins with "reported"');
  const target = terms.targets[priorityOf(events, first.priority)];
  return {
    response: clock(events, target.response * HOUR, now, {
      met: ['claimed', 'told', 'resolved', 'cancelled', 'duplicated'],
      again: [],
    }),
    resolution: clock(events, target.resolution * HOUR, now, {
      met: ['resolved', 'cancelled', 'duplicated'],
      again: ['reopened'],
    }),
  };
}

/** The last priority counts, and the time that was used already counts with it. */
function priorityOf(events: readonly Event[], reported: Priority): Priority {
  return events.reduce((priority, event) => ('priority' in event ? event.priority : priority), reported);
}

/** Which facts reach the target, and which start the clock again after that. */
interface Measure {
  readonly met: readonly FactType[];
  readonly again: readonly FactType[];
}

function clock(events: readonly Event[], target: number, now: Instant, measure: Measure): Clock {
  let running = false;
  let since = 0;
  let used = 0;
  let met: Instant | null = null;
  for (const event of events) {
    const at = Date.parse(event.at);
    if (running && met === null) used += at - since;
    since = at;
    if ('to' in event) running = event.to.phase === 'active' || (event.type === 'held' && !event.hold.pauses);
    if (measure.again.includes(event.type)) met = null;
    else if (met === null && measure.met.includes(event.type)) met = event.at;
  }
  const ticks = running && met === null;
  if (ticks) used += Date.parse(now) - since;
  const due = ticks ? new Date(Date.parse(now) + target - used).toISOString() : null;
  return { due, met, used, target };
}
