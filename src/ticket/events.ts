// `apply`, which alone makes the next row of a ticket from what happened to it.
import type { Event } from './facts.ts';
import { applyMajor, isMajor, withoutWords } from './major.ts';
import { isMajorFact, type MajorFact } from './major-facts.ts';
import { type PersonId, refOf, type Ticket } from './record.ts';
import { withLink, without } from './ties.ts';

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
  const { type: _, seq, at, by: __, to, files: _came, marks: _look, origin: _place, ...given } = event;
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
    confidential: given.confidential ?? false,
    resolution: null,
    copies: [],
    subscribers: [],
    questions: [],
    like: given.like ?? [],
    links: [],
    former: [],
    major: null,
    version: seq,
  };
}

const AWAKE = { wakeAt: null, waitsBecause: null, hold: null } as const;

type Ordinary = Exclude<Event, { type: 'reported' | MajorFact['type'] }>;

function changes(ticket: Ticket, event: Exclude<Event, { type: 'reported' }>): Partial<Ticket> {
  if (isMajorFact(event)) return { major: applyMajor(ticket.major, event) };
  const { major } = ticket;
  const changed = ordinary(ticket, event);
  // It ends with the incident that it is, and goes on with it.
  if (major && isMajor(ticket) && changed.phase && ['done', 'closed'].includes(changed.phase))
    return { ...changed, major: { ...major, state: 'resolved', updateDue: null } };
  if (major && event.type === 'unrestricted') return { ...changed, major: withoutWords(major) };
  if (major?.state === 'resolved' && event.type === 'reopened')
    return { ...changed, major: { ...major, state: 'investigating', updateDue: event.due ?? null } };
  return changed;
}

function ordinary(ticket: Ticket, event: Ordinary): Partial<Ticket> {
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
    case 'reminded':
    case 'erased':
    case 'withdrawn':
      return {};
    case 'amended':
      // The report is a ticket's first fact.
      return event.title === undefined ? {} : { title: event.title, description: event.text };
    case 'escalated': {
      const desks = ticket.desks.includes(event.group) ? ticket.desks : [...ticket.desks, event.group];
      return { ...event.to, ...AWAKE, group: event.group, assignee: null, owner: ticket.owner ?? event.by, desks };
    }
    case 'held':
      return { ...event.to, ...AWAKE, hold: { ...event.hold, since: event.at } };
    case 'assigned':
      return { ...event.to, ...(event.to.phase === 'active' ? AWAKE : {}), assignee: event.assignee };
    case 'vacated':
      return { ...event.to, ...Object.fromEntries(event.parts.map((part) => [part, null])) };
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
        questions: [],
      };
    case 'closed':
      return { ...event.to, closedAt: event.at, questions: [] };
    case 'reopened':
      return {
        ...event.to,
        resolvedAt: null,
        closedAt: null,
        resolution: null,
        links: ticket.links.filter(({ as }) => as !== 'duplicate'),
      };
    case 'restricted': {
      const { group, released } = event;
      const kept = (person: PersonId | null) => (person !== null && released.includes(person) ? null : person);
      const assignee = kept(ticket.assignee);
      const owner = kept(ticket.owner) ?? assignee;
      // Its few are said by name when it becomes theirs: whoever else is to hear of it is copied anew.
      const ended = { copies: [], questions: [] };
      return { ...event.to, assignee, owner, confidential: true, group, desks: [group], ...ended };
    }
    case 'unrestricted': {
      const { group, service } = event;
      const guessed = service === ticket.service ? ticket.guessed : {};
      const anew = { confidential: false, group, desks: [group], assignee: null };
      return { ...event.to, ...AWAKE, ...anew, service, guessed };
    }
    case 'cancelled':
      return { ...event.to, ...AWAKE, closedAt: event.at, escalatedAt: null, questions: [] };
    case 'linked':
      return { links: withLink(ticket.links, event.link) };
    case 'unlinked':
      return { links: without(ticket.links, event.link) };
    case 'duplicated': {
      const links = withLink(ticket.links, event.link);
      return { ...event.to, ...AWAKE, closedAt: event.at, escalatedAt: null, links, questions: [] };
    }
    case 'settled':
      // From now on its requester has the time to say that it is still broken.
      return ticket.phase === 'closed' ? { closedAt: event.at } : {};
    case 'converted': {
      const others = ticket.former.filter((ref) => refOf(ref) !== refOf(event.into));
      return { ...event.into, former: [...others, event.from] };
    }
    case 'subscribed':
    case 'unsubscribed':
    case 'copied':
    case 'uncopied':
    case 'asked':
    case 'answered':
    case 'unasked':
      return circle(ticket, event);
  }
}

type Circling = 'subscribed' | 'unsubscribed' | 'copied' | 'uncopied' | 'asked' | 'answered' | 'unasked';

/** Who else hears of it, or is asked about it: each once, also where two whom the history names are one person by now. */
function circle(ticket: Ticket, event: Extract<Event, { type: Circling }>): Partial<Ticket> {
  const { copies, subscribers, questions } = ticket;
  switch (event.type) {
    case 'subscribed':
      return { subscribers: [...new Set([...subscribers, ...(event.by ? [event.by] : [])])] };
    case 'unsubscribed':
      return { subscribers: subscribers.filter((person) => person !== event.by) };
    case 'copied':
      return { copies: [...new Set([...copies, ...event.people])].filter((person) => person !== ticket.requester) };
    case 'uncopied':
      return { copies: copies.filter((person) => !event.people.includes(person)) };
    case 'asked': {
      const { seq: of, by, at, person, group, text } = event;
      return { questions: [...questions, { of, by, person, group, text, at }] };
    }
    case 'answered':
    case 'unasked':
      return { questions: questions.filter(({ of }) => of !== event.of) };
  }
}

/** Who did something in these events, or had it done to them. */
export function peopleIn(events: readonly Event[]): (PersonId | null)[] {
  return events.flatMap((event) => [
    event.by,
    ...(event.type === 'reported' ? [event.requester] : []),
    ...('assignee' in event ? [event.assignee] : []),
    ...('people' in event ? event.people : []),
    ...(event.type === 'cast' ? [event.person, event.from] : []),
    ...(event.type === 'tasked' || event.type === 'improved' ? [event.person] : []),
    ...(event.type === 'marked' ? [event.author] : []),
    ...(event.type === 'declared' ? Object.values(event.roles) : []),
    ...(event.type === 'asked' ? [event.person] : []),
    ...(event.type === 'vacated' ? [event.person] : []),
    ...(event.type === 'claimed' || event.type === 'owned' || event.type === 'assigned' ? [event.from] : []),
  ]);
}
