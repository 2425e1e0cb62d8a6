// What a ticket is: an incident or a service request, as its row stands after its last event.
import type { Major } from './major.ts';
import type { Link } from './ties.ts';

/** UTC, ISO 8601 with milliseconds and 'Z': sorts as text, survives JSON unchanged. */
export type Instant = string;
export type PersonId = string;
export type Kind = 'incident' | 'request';
/** What a state means to clocks and queues; the states themselves are the policy's. */
export type Phase = 'active' | 'paused' | 'scheduled' | 'done' | 'closed';
export type Level = 'high' | 'medium' | 'low';
/** 1 is the most urgent. */
export type Priority = 1 | 2 | 3 | 4;

/** Where a report came from; the requester hears in `user`'s direct chat on `platform`. */
export interface Source {
  readonly platform: string;
  readonly workspace: string;
  readonly user: string;
  readonly link?: string;
  /** Who wrote the message that was reported, if not the requester. */
  readonly author?: PersonId;
  /** Who reported it in the requester's name. */
  readonly reporter?: PersonId;
}

/** What was promised when the ticket started, frozen onto it. Targets in hours. */
export interface Terms {
  readonly targets: Readonly<Record<Priority, { readonly response: number; readonly resolution: number }>>;
}

/** Why a ticket is on hold: the reason's key in the policy, and a supplier's reference if there is one. */
export interface Hold {
  readonly reason: string;
  /** Whether the clocks stand still meanwhile. */
  readonly pauses: boolean;
  readonly external: string | null;
  readonly since: Instant;
}

/** A question about a ticket, to one person or to a whole group, that nobody has answered yet. */
export interface Question {
  /** The number of the fact that asked it. */
  readonly of: number;
  readonly by: PersonId | null;
  readonly person: PersonId | null;
  readonly group: string | null;
  readonly text: string;
  readonly at: Instant;
}

export interface Ticket {
  readonly id: string;
  readonly kind: Kind;
  readonly number: number;
  readonly title: string;
  readonly description: string;
  readonly state: string;
  readonly phase: Phase;
  readonly impact: Level;
  readonly urgency: Level;
  readonly priority: Priority;
  readonly service: string | null;
  readonly category: string | null;
  /** The support group's key in the policy. */
  readonly group: string;
  readonly requester: PersonId;
  readonly owner: PersonId | null;
  readonly assignee: PersonId | null;
  readonly source: Source;
  /** What of the classification was guessed from words, each with the words: { urgency: 'month end' }. */
  readonly guessed: Readonly<Record<string, string>>;
  readonly terms: Terms;
  readonly policyVersion: number;
  readonly reportedAt: Instant;
  /** When a person first took it up or answered: what the response target measures. */
  readonly answeredAt: Instant | null;
  readonly resolvedAt: Instant | null;
  readonly closedAt: Instant | null;
  readonly wakeAt: Instant | null;
  readonly waitsBecause: string | null;
  readonly hold: Hold | null;
  /** When the requester escalated, until somebody answers. */
  readonly escalatedAt: Instant | null;
  /** The groups in whose channels its cards stand, in the order in which it came there. */
  readonly desks: readonly string[];
  /** For its own groups, its people and the incident managers alone: see `sees`. */
  readonly confidential: boolean;
  readonly resolution: string | null;
  /** Who gets what the requester gets. */
  readonly copies: readonly PersonId[];
  /** Who follows it: they hear the moments that matter. */
  readonly subscribers: readonly PersonId[];
  /** What is asked and not answered, the oldest first. */
  readonly questions: readonly Question[];
  /** Open incidents that looked like it when it was reported, by id, the likest first. */
  readonly like: readonly string[];
  readonly links: readonly Link[];
  /** What it was called before it was converted; it is still found by that. */
  readonly former: readonly Ref[];
  /** What it is beside an incident, if it was ever declared a major one, or is proposed for it. */
  readonly major: Major | null;
  /** The number of its last event; every change adds one. */
  readonly version: number;
}

/** What a reference says. */
export type Ref = Pick<Ticket, 'kind' | 'number'>;

/** All that people may know of a ticket that is not theirs. */
export type Glimpse = Pick<
  Ticket,
  'id' | 'kind' | 'number' | 'title' | 'state' | 'phase' | 'reportedAt' | 'assignee' | 'major'
>;

export const queueViews = ['actionable', 'mine', 'unclaimed', 'waiting', 'held', 'resolved'] as const;
export type QueueView = (typeof queueViews)[number];
/** How many tickets each view of some groups has. "mine" is everybody's own: it is short, and is not counted. */
export type QueueCounts = Readonly<Record<Exclude<QueueView, 'mine'>, number>>;

/** Rows on one page of a list. */
export const PAGE = 10;

const PREFIX: Readonly<Record<Kind, string>> = { incident: 'INC', request: 'REQ' };

/** INC-12, REQ-7. */
export function refOf(ticket: Ref): string {
  return `${PREFIX[ticket.kind]}-${ticket.number}`;
}

/** Reads a reference with case and spaces forgiven: 'inc 12', 'REQ-7', 'Inc12'. */
export function parseRef(text: string): Ref | undefined {
  const match = /^(inc|req)\s*-?\s*(\d{1,9})$/iu.exec(text.trim());
  if (!match) return undefined;
  return { kind: match[1]?.toLowerCase() === 'inc' ? 'incident' : 'request', number: Number(match[2]) };
}

/** Who has a part in a ticket now. */
export const involved = (ticket: Ticket): (PersonId | null)[] => [
  ...[ticket.requester, ticket.owner, ticket.assignee],
  ...[ticket.source.reporter, ticket.source.author].filter((person) => person !== undefined),
  ...[...ticket.copies, ...ticket.subscribers],
  ...ticket.questions.flatMap(({ by, person }) => [by, person]),
  ...majorPeople(ticket.major),
];

const majorPeople = (major: Major | null): (PersonId | null)[] =>
  major
    ? [
        ...[...Object.values(major.roles), major.proposed?.by ?? null],
        ...[...major.tasks, ...(major.review?.improvements ?? [])].map(({ person }) => person),
      ]
    : [];
