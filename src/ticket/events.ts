// What can happen to a ticket, in the past tense, and `apply`, which alone makes the next row of it.
import type { Moved } from './lifecycle.ts';
import type { Hold, Instant, Kind, Level, PersonId, Priority, Source, Terms, Ticket } from './record.ts';

/** Where words were said, so that they are not repeated there. */
export interface Origin {
  readonly platform: string;
  readonly workspace: string;
  readonly channel: string;
  readonly message: string;
}

/** How a waiting ticket came back. */
export type Waking = 'asked' | 'undone' | 'time' | 'answer';
export type Closing = 'requester' | 'desk' | 'grace';

export type Fact =
  | {
      readonly type: 'reported';
      readonly id: string;
      readonly kind: Kind;
      readonly number: number;
      readonly title: string;
      readonly description: string;
      readonly requester: PersonId;
      readonly source: Source;
      readonly impact: Level;
      readonly urgency: Level;
      readonly priority: Priority;
      readonly service: string | null;
      readonly category: string | null;
      readonly group: string;
      readonly guessed: Readonly<Record<string, string>>;
      readonly terms: Terms;
      readonly policyVersion: number;
      readonly to: Moved;
    }
  | { readonly type: 'claimed'; readonly from: PersonId | null; readonly to: Moved }
  | { readonly type: 'released'; readonly to: Moved }
  | { readonly type: 'owned'; readonly from: PersonId | null }
  /** An agent's words to agents. */
  | { readonly type: 'noted'; readonly text: string; readonly origin: Origin | null }
  /** An agent's words to the requester. */
  | { readonly type: 'told'; readonly text: string }
  /** The requester's words to the desk. */
  | { readonly type: 'added'; readonly text: string; readonly origin: Origin | null }
  | { readonly type: 'waited'; readonly until: Instant; readonly because: string | null; readonly to: Moved }
  | { readonly type: 'resumed'; readonly cause: Waking; readonly because: string | null; readonly to: Moved }
  | { readonly type: 'resolved'; readonly resolution: string | null; readonly to: Moved }
  | { readonly type: 'closed'; readonly how: Closing; readonly to: Moved }
  | { readonly type: 'reopened'; readonly because: string | null; readonly to: Moved }
  | { readonly type: 'cancelled'; readonly because: string | null; readonly to: Moved }

  /** To another level: a support group, or a supplier. The owner stays. */
  | {
      readonly type: 'escalated';
      readonly from: string;
      readonly group: string;
      readonly because: string | null;
      readonly to: Moved;
    }
  /** Upwards, to the incident managers. */
  | { readonly type: 'raised'; readonly because: string }
  /** By the requester, on delay. */
  | { readonly type: 'pressed'; readonly because: string }
  /** Somebody took the requester's escalation up. */
  | { readonly type: 'acknowledged' }
  | { readonly type: 'held'; readonly because: string | null; readonly hold: Omit<Hold, 'since'>; readonly to: Moved }
  /** The clock's reminder that a ticket is still on hold; `days` after it was put there. */
  | { readonly type: 'nudged'; readonly days: number }
  | {
      readonly type: 'prioritised';
      readonly from: Priority;
      readonly priority: Priority;
      readonly because: string;
    }
  | {
      readonly type: 'classified';
      readonly impact: Level;
      readonly urgency: Level;
      readonly priority: Priority;
      readonly service: string | null;
      readonly category: string | null;
    }
  | { readonly type: 'assigned'; readonly from: PersonId | null; readonly assignee: PersonId; readonly to: Moved }
  | { readonly type: 'rated'; readonly stars: number; readonly comment: string | null };

export type FactType = Fact['type'];

/** A fact with its place in the ticket's history. `by` is null when the clock did it. */
export type Event<F extends Fact = Fact> = F & {
  readonly seq: number;
  readonly at: Instant;
  readonly by: PersonId | null;
};

/** The row after `event`. `ticket` is undefined for the first event alone, which is always `reported`. */
export function apply(ticket: Ticket | undefined, event: Event): Ticket {
  if (event.type === 'reported') return begin(event);
  if (!ticket) throw new Error(`a history begins with "reported", not with "${event.type}"`);
  return { ...ticket, ...changes(ticket, event), version: event.seq };
}

export function fold(events: readonly Event[]): Ticket | undefined {
  return events.reduce<Ticket | undefined>((ticket, event) => apply(ticket, event), undefined);
}

function begin(event: Event & { type: 'reported' }): Ticket {
  const { type: _, seq, at, by: __, to, ...given } = event;
  return {
    ...given,
    ...to,
    owner: null,
    assignee: null,
    reportedAt: at,
    answeredAt: null,
    resolvedAt: null,
    closedAt: null,
    wakeAt: null,
    waitsBecause: null,
    hold: null,
    escalatedAt: null,
    desks: [given.group],
    resolution: null,
    version: seq,
  };
}

const AWAKE = { wakeAt: null, waitsBecause: null, hold: null } as const;

function changes(ticket: Ticket, event: Exclude<Event, { type: 'reported' }>): Partial<Ticket> {
  const answered = { answeredAt: ticket.answeredAt ?? event.at };
  switch (event.type) {
    case 'claimed':
      return { ...event.to, ...AWAKE, ...answered, assignee: event.by, owner: ticket.owner ?? event.by };
    case 'released':
      return { ...event.to, assignee: null };
    case 'owned':
      return { owner: event.by };
    case 'told':
      return { ...answered, escalatedAt: null };
    case 'acknowledged':
      return { escalatedAt: null };
    case 'pressed':
      return { escalatedAt: event.at };
    case 'noted':
    case 'added':
    case 'raised':
    case 'nudged':
    case 'rated':
      return {};
    case 'escalated': {
      const desks = ticket.desks.includes(event.group) ? ticket.desks : [...ticket.desks, event.group];
      return { ...event.to, ...AWAKE, group: event.group, assignee: null, owner: ticket.owner ?? event.by, desks };
    }
    case 'held':
      return { ...event.to, ...AWAKE, hold: { ...event.hold, since: event.at } };
    case 'assigned':
      return { ...event.to, ...(event.to.phase === 'active' ? AWAKE : {}), assignee: event.assignee };
    case 'prioritised':
      return { priority: event.priority };
    case 'classified': {
      const { impact, urgency, priority, service, category } = event;
      return { impact, urgency, priority, service, category, guessed: {} };
    }
    case 'waited':
      return { ...event.to, hold: null, wakeAt: event.until, waitsBecause: event.because };
    case 'resumed':
      return { ...event.to, ...AWAKE };
    case 'resolved':
      return {
        ...event.to,
        ...AWAKE,
        ...answered,
        resolvedAt: event.at,
        resolution: event.resolution,
        escalatedAt: null,
      };
    case 'closed':
      return { ...event.to, closedAt: event.at };
    case 'reopened':
      return { ...event.to, resolvedAt: null, closedAt: null, resolution: null };
    case 'cancelled':
      return { ...event.to, ...AWAKE, closedAt: event.at, escalatedAt: null };
  }
}

/** Who did something in these events, or had it done to them. */
export function peopleIn(events: readonly Event[]): (PersonId | null)[] {
  return events.flatMap((event) => [
    event.by,
    ...(event.type === 'reported' ? [event.requester] : []),
    ...('assignee' in event ? [event.assignee] : []),
    ...(event.type === 'claimed' || event.type === 'owned' || event.type === 'assigned' ? [event.from] : []),
  ]);
}
