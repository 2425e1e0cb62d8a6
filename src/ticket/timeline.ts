// The timeline of a major incident: what of its history belongs there, when it was, from where, and how it stood meanwhile. Pure.
import { apply } from './events.ts';
import type { Event, FactType } from './facts.ts';
import type { MajorState } from './major.ts';
import type { Glimpse, Instant, PersonId, Ticket } from './record.ts';
import { newest, type Told } from './words.ts';

/** All that a review is made of beside the ticket's row. */
export interface ReviewFacts {
  /** The whole history: for measures and states, which hold nobody's words. */
  readonly history: readonly Event[];
  /** What of it whoever reads the review may read. */
  readonly readable: readonly Event[];
  /** The earliest report of what is tied to it. */
  readonly tied: Instant | null;
  /** The improvements as they stand now, by id, as far as they may be known of. */
  readonly improvements: ReadonlyMap<string, Glimpse>;
  /** Everybody whom it names. */
  readonly people: readonly (PersonId | null)[];
}

export interface Moment {
  /** Its number in the table and in the picture, from 1. */
  readonly n: number;
  readonly event: Told;
  /** Of what was marked: when it was said. */
  readonly at: Instant;
  /** null: the clock. */
  readonly by: PersonId | null;
  /** The chat that it came from, as far as the history knows. */
  readonly platform: string | null;
}

/** Every change of state, decision, mark, update, role and task; not the talk around them, nor the review's own writing. */
const BELONGS: ReadonlySet<FactType> = new Set<FactType>([
  ...(['reported', 'claimed', 'released', 'assigned', 'owned', 'vacated', 'escalated', 'raised', 'pressed'] as const),
  ...(['held', 'waited', 'resumed', 'prioritised', 'restricted', 'unrestricted', 'converted', 'duplicated'] as const),
  ...(['resolved', 'closed', 'reopened', 'cancelled'] as const),
  ...(['proposed', 'rejected', 'declared', 'demoted', 'roomed', 'roomless', 'archived', 'cast'] as const),
  ...(['updated', 'postponed', 'tasked', 'finished', 'decided', 'marked', 'informed'] as const),
  ...(['mitigated', 'monitored'] as const),
]);

/** In the order in which things happened, each with the newest of its words. */
export function momentsOf(events: readonly Event[]): Moment[] {
  const told = newest(events).filter(({ type }) => BELONGS.has(type));
  return told
    .map((event) => ({ event, at: event.type === 'marked' ? event.saidAt : event.at, ...provenance(event) }))
    .sort((one, other) => one.at.localeCompare(other.at) || one.event.seq - other.event.seq)
    .map((moment, index) => ({ n: index + 1, ...moment }));
}

function provenance(event: Told): Pick<Moment, 'by' | 'platform'> {
  switch (event.type) {
    case 'marked':
      return { by: event.author, platform: event.platform };
    case 'reported':
      return { by: event.by, platform: event.source.platform };
    case 'roomed':
      return { by: event.by, platform: event.room.platform };
    case 'roomless':
      return { by: event.by, platform: event.platform };
    default:
      return { by: event.by, platform: ('origin' in event && event.origin?.platform) || null };
  }
}

/** How it stood for a while. `reported`: nobody had called it a major one yet. */
export interface Band {
  readonly state: MajorState | 'reported';
  readonly from: Instant;
  readonly to: Instant;
}

/** From the report until the last resolution, or where it is not over, the last thing that happened. */
export function bandsOf(history: readonly Event[]): Band[] {
  const end = history.findLast(({ type }) => type === 'resolved') ?? history.findLast(({ type }) => BELONGS.has(type));
  const bands: Band[] = [];
  let ticket: Ticket | undefined;
  for (const event of history) {
    ticket = apply(ticket, event);
    const state = ticket.major?.state ?? 'reported';
    const last = bands.at(-1);
    if (end && event.seq > end.seq) break;
    if (last) bands[bands.length - 1] = { ...last, to: event.at > last.from ? event.at : last.from };
    if (last?.state !== state) bands.push({ state, from: event.at, to: event.at });
  }
  return bands;
}
