// Which event reaches whom, where and when: a change of a ticket becomes the jobs that tell of it. Pure.

import type { Hearer as Role } from '../policy/hearing.ts';
import { endOfQuiet } from '../policy/quiet.ts';
import type { Policy } from '../policy/schema.ts';
import { placeName } from '../port.ts';
import type { Address, NewJob, Saying, Task } from '../task.ts';
import type { Event, FactType } from '../ticket/facts.ts';
import { isMajor, owing, reviewing } from '../ticket/major.ts';
import type { Instant, PersonId, Question, Ticket } from '../ticket/record.ts';
import {
  type Direct,
  delivery,
  deskAddresses,
  quietLane,
  requesterAddress,
  roomAddresses,
  saidIn,
} from './addresses.ts';
import { aside, copyCards, questionTasks } from './circle.ts';
import { reviewJobs } from './review.ts';
import { archiving, roomJobs } from './rooms.ts';
import { onTheClock, timers } from './timers.ts';

type Agent = Extract<Role, 'owner' | 'assignee' | 'managers'>;
/**
 * Not the policy's to change. `released`: whoever had a part in it and may no longer see it. `addressed`: whom the fact gives
 * something to do, or answers.
 */
type Meant = 'released' | 'addressed';
type Hearer = Agent | Meant;
interface Reach {
  readonly line: boolean;
  readonly notice: boolean;
  readonly hears?: readonly Hearer[];
  /** A line in the rooms of a major incident, where people work who do not look into the agents' threads. */
  readonly room?: true;
  /** Those concerned by a major incident are told: its reporters, whoever follows it, the channels that the policy names. */
  readonly spreads?: true;
}

/**
 * What each fact usually sets going beside the living cards, which follow every change: a line in the agents' threads, a
 * notice to the requester, a word to agents in their own chats. Nobody hears of their own doing. A policy may say otherwise.
 */
const reach: Readonly<Record<FactType, Reach>> = {
  proposed: { line: true, notice: false, hears: ['managers'] },
  rejected: { line: true, notice: false, hears: ['addressed'] },
  declared: { line: true, notice: false, hears: ['managers', 'owner', 'addressed'], spreads: true },
  demoted: { line: true, notice: false, room: true, spreads: true },
  roomed: { line: true, notice: false },
  roomless: { line: true, notice: false, hears: ['managers'] },
  archived: { line: true, notice: false },
  cast: { line: true, notice: false, hears: ['addressed'], room: true },
  unfilled: { line: false, notice: false, hears: ['managers'] },
  updated: { line: true, notice: false, room: true, spreads: true },
  postponed: { line: true, notice: false, room: true },
  prompted: { line: false, notice: false, hears: ['addressed'] },
  tasked: { line: false, notice: false, hears: ['addressed'], room: true },
  finished: { line: false, notice: false, room: true },
  decided: { line: true, notice: false, room: true },
  marked: { line: false, notice: false },
  informed: { line: true, notice: false, room: true, spreads: true },
  mitigated: { line: true, notice: false, room: true, spreads: true },
  monitored: { line: true, notice: false, room: true, spreads: true },
  reviewing: { line: true, notice: false, hears: ['addressed'], room: true },
  reviewed: { line: false, notice: false },
  // Whoever is to see to it is told by the request itself.
  improved: { line: true, notice: false },
  published: { line: true, notice: false, room: true },
  exported: { line: false, notice: false },
  reported: { line: false, notice: false },
  claimed: { line: true, notice: false, room: true },
  released: { line: true, notice: false },
  owned: { line: true, notice: false },
  noted: { line: true, notice: false },
  told: { line: true, notice: true },
  added: { line: true, notice: false },
  waited: { line: true, notice: true },
  resumed: { line: true, notice: true, hears: ['assignee'] },
  resolved: { line: true, notice: true, room: true, spreads: true },
  closed: { line: true, notice: true },
  reopened: { line: true, notice: false, room: true, spreads: true },
  cancelled: { line: true, notice: true, room: true, spreads: true },
  escalated: { line: true, notice: true, room: true },
  raised: { line: true, notice: false, hears: ['managers'] },
  pressed: { line: true, notice: false, hears: ['owner', 'assignee', 'managers'] },
  acknowledged: { line: true, notice: true },
  held: { line: true, notice: true },
  nudged: { line: true, notice: false, hears: ['assignee', 'owner'] },
  prioritised: { line: true, notice: false, room: true },
  classified: { line: true, notice: false },
  assigned: { line: true, notice: false, hears: ['assignee'], room: true },
  vacated: { line: true, notice: false },
  rated: { line: true, notice: false },
  subscribed: { line: false, notice: false },
  unsubscribed: { line: false, notice: false },
  copied: { line: true, notice: false },
  uncopied: { line: true, notice: false },
  asked: { line: true, notice: false },
  answered: { line: true, notice: false },
  unasked: { line: true, notice: false },
  reminded: { line: true, notice: false },
  erased: { line: false, notice: false },
  // The messages that say the words are changed where they stand.
  amended: { line: false, notice: false },
  withdrawn: { line: false, notice: false },
  linked: { line: true, notice: false },
  unlinked: { line: true, notice: false },
  duplicated: { line: true, notice: true },
  settled: { line: true, notice: true },
  converted: { line: true, notice: true },
  restricted: { line: true, notice: true, hears: ['released'] },
  unrestricted: { line: true, notice: true },
};

/** Somebody waits for it, or has to act on it now: it is kept from nobody's night, and stands by itself. */
const PRESSING: readonly FactType[] = ['pressed', 'raised', 'acknowledged', 'proposed', 'declared', 'prompted'];
/** What asks somebody something, is words to them, or says that the rest is theirs to see no more: each comes whole. */
const WHOLE: readonly FactType[] = ['told', 'settled', 'restricted'];
const AWAKE = 1_800_000; // ms after a word of theirs in which an answer finds somebody awake
const MEANT: readonly Meant[] = ['released', 'addressed'];
const agents: readonly Agent[] = ['owner', 'assignee', 'managers'];
/** Facts that bring the ticket to channels where it may not have stood. */
const OPENS: ReadonlySet<FactType> = new Set<FactType>(['reported', 'escalated', 'restricted', 'unrestricted']);

export interface Telling {
  readonly policy: Policy;
  readonly now: Instant;
  /** The workspace of each connected platform: a triage place exists where its chat does. */
  readonly workspaces: Readonly<Record<string, string>>;
  /** The direct chat of each agent who may hear of it, as far as they have one. */
  readonly chats: ReadonlyMap<PersonId, Direct>;
  readonly managers: readonly PersonId[];
  /** The questions that were open before the change, if there were any. */
  readonly open?: readonly Question[];
  /** What tells whose night it is; needed where the policy has quiet hours. */
  readonly hours?: Hours;
}

export interface Hours {
  /** The zone of whoever may hear of it; without one they have the organisation's. */
  readonly zones: ReadonlyMap<PersonId, string>;
  /** When each of them last did something with this ticket. */
  readonly active: ReadonlyMap<PersonId, Instant>;
}

/** What this desk makes of a fact: as usual, but for what its policy says. */
function reachOf({ telling }: Policy, type: FactType) {
  const usual = reach[type];
  const asked = telling[type] ?? {};
  return {
    line: asked.thread ?? usual.line,
    notice: asked.requester ?? usual.notice,
    hears: [
      ...agents.filter((agent) => asked[agent] ?? usual.hears?.includes(agent)),
      ...MEANT.filter((meant) => usual.hears?.includes(meant)),
    ],
    room: usual.room === true,
    spreads: usual.spreads === true,
  };
}

/** Whether a fact is one of which agents hear in their own chats, so that these have to be known. */
export const isHeard = (policy: Policy, { type }: Event): boolean => reachOf(policy, type).hears.length > 0;

/** The jobs of one change: cards first, so that a thread has its root, then what is said, then the clocks. */
export function tell(ticket: Ticket, events: readonly Event[], telling: Telling): NewJob[] {
  const desks = deskAddresses(ticket, telling);
  const requester = requesterAddress(ticket, telling);
  const rooms = roomAddresses(ticket, telling);
  const jobs = [
    ...rooms.map((to) =>
      delivery(
        { kind: 'card', ticket: ticket.id, to: { ...to, thread: false }, face: 'room' },
        `card ${ticket.id} ${placeName(to.place)}`,
      ),
    ),
    ...desks.map((to) =>
      delivery({ kind: 'card', ticket: ticket.id, to, face: 'desk' }, `card ${ticket.id} ${placeName(to.place)}`),
    ),
    ...requester.map((to) =>
      delivery({ kind: 'card', ticket: ticket.id, to, face: 'requester' }, `card ${ticket.id} ${placeName(to.place)}`),
    ),
    ...copyCards(ticket, events, telling).map((task) =>
      delivery(task, `card ${ticket.id} ${placeName(task.to.place)}`),
    ),
  ];
  for (const event of events) {
    if (OPENS.has(event.type)) {
      const fresh = event.type !== 'escalated' ? desks : deskAddresses({ desks: [event.group] }, telling);
      jobs.push(...fresh.map((to) => delivery({ kind: 'opening', ticket: ticket.id, to: { ...to, thread: true } })));
    }
    const { line, notice, room, spreads } = reachOf(telling.policy, event.type);
    const said = ('origin' in event && event.origin) || null;
    if (room) {
      const others = rooms.filter(({ place }) => !saidIn(place, said));
      jobs.push(...others.map((to) => delivery(saying('line', ticket, event, to))));
    }
    if (spreads && ticket.major?.declaredAt)
      jobs.push({ task: { kind: 'spread', ticket: ticket.id, seq: event.seq, after: null } });
    if (line && !isGathered(event)) {
      const elsewhere = desks.filter(({ place }) => !saidIn(place, said));
      jobs.push(...elsewhere.map((to) => delivery(saying('line', ticket, event, { ...to, thread: true }))));
    }
    const noticed = notice && event.by !== ticket.requester ? requester : [];
    jobs.push(
      ...noticed.map((to) =>
        toPerson(saying('notice', ticket, event, { ...to, thread: true }), ticket, event, telling),
      ),
    );
    const hearing = hearers(ticket, event, telling);
    jobs.push(...hearing.map((to) => toPerson(saying('word', ticket, event, to), ticket, event, telling)));
    const heard = new Set([...hearing, ...(notice ? requester : [])].flatMap(({ reader }) => reader ?? []));
    jobs.push(...aside(ticket, event, telling, heard).map((task) => toPerson(task, ticket, event, telling)));
  }
  jobs.push(...questions(ticket, events, telling));
  // What is more urgent is told first, and woken first; a major incident before everything.
  const urgency = isMajor(ticket) ? 0 : ticket.priority;
  const clocks = [
    ...timers(ticket, events, telling),
    ...archiving(ticket, events, telling),
    ...reviewJobs(ticket, events, telling),
  ];
  const told = [...jobs, ...clocks.map(onTheClock)].map((job) => ({
    ...job,
    // Also that it is over.
    urgency: job.task.kind === 'spread' ? 0 : urgency,
  }));
  return [...told, ...roomJobs(ticket, events)];
}

/** A major incident gathers two hundred reports: that they are its children stands on its card, and is said at their own. */
const isGathered = (event: Event): boolean =>
  event.type === 'linked' && event.by === null && event.link.as === 'parent';

/** Questions in the places of whom they were put to, and what is said of them. */
function questions(ticket: Ticket, events: readonly Event[], telling: Telling): NewJob[] {
  const places = (group: string) => deskAddresses({ desks: [group] }, telling);
  const { cards, said } = questionTasks(ticket, events, telling, places);
  return [
    ...cards.map((task) => delivery(task, `question ${ticket.id} ${task.seq} ${placeName(task.to.place)}`)),
    ...said.map((task) => delivery(task)),
  ];
}

/** Where each agent whom the event concerns is reached, once each, however many parts they have in it. */
function hearers(ticket: Ticket, event: Event, { policy, chats, managers }: Telling): Address[] {
  const hearing = reachOf(policy, event.type).hears.flatMap((hearer): readonly (PersonId | null)[] => {
    if (hearer === 'managers') return managers;
    if (hearer === 'released') return event.type === 'restricted' ? event.released : [];
    if (hearer === 'addressed') return [...addressedBy(ticket, event), ...(isMissed(ticket, event) ? managers : [])];
    return [ticket[hearer]];
  });
  return [...new Set(hearing)].flatMap((person) => {
    const place = person && person !== event.by ? chats.get(person) : undefined;
    return place ? [{ place, thread: false, reader: person }] : [];
  });
}

/** An update that nobody owes, or that is late, is the incident managers' to see to. */
const isMissed = (ticket: Ticket, event: Event): boolean =>
  event.type === 'prompted' && (event.late || owing(ticket) === null);

/** Whom a fact gives something to do, or answers. */
export function addressedBy(ticket: Ticket, event: Event): readonly (PersonId | null)[] {
  switch (event.type) {
    case 'cast':
    case 'tasked':
      return [event.person];
    case 'rejected':
      return [event.proposer];
    case 'declared':
      return [ticket.major?.proposed?.by ?? null, ...Object.values(event.roles)];
    case 'prompted':
      return [owing(ticket)];
    case 'reviewing':
      return [reviewing(ticket)];
    default:
      return [];
  }
}

/** What is whole, urgent or pressing comes alone. Everything else may be told together. */
function saying(kind: Saying, ticket: Ticket, event: Event, to: Address) {
  const { id, priority } = ticket;
  const major = isMajor(ticket);
  const folds =
    priority > 1 && !major && !PRESSING.includes(event.type) && !(kind !== 'line' && WHOLE.includes(event.type));
  return { kind, ticket: id, seq: event.seq, to, ...(folds ? { folds } : {}) } as const;
}

/**
 * At once, or in the morning of whoever sleeps now. Then in a lane of its own: what cannot wait passes it, and what waits
 * there comes in order.
 */
function toPerson(task: Extract<Task, { to: Address }>, ticket: Ticket, event: Event, telling: Telling): NewJob {
  const due =
    ticket.priority === 1 || isMajor(ticket) || PRESSING.includes(event.type)
      ? null
      : morningOf(task.to.reader, telling);
  if (!due) return delivery(task);
  const kept = task.kind === 'notice' || task.kind === 'word' ? { ...task, due } : task;
  return { ...delivery(kept), lane: quietLane(task.to.place), runAt: due };
}

/** When whoever sleeps now is to hear; null for who is awake. */
function morningOf(person: PersonId | null, { policy, now, hours }: Telling): Instant | null {
  const last = hours?.active.get(person ?? '');
  if (!person || (last && Date.parse(now) - Date.parse(last) < AWAKE)) return null;
  return endOfQuiet(policy.quiet, hours?.zones.get(person) ?? policy.organisation.zone, now);
}
