// Who hears of a ticket beside its desks and its requester: the copied, the followers, whoever asks and is asked. Pure.
import type { Address, Task } from '../task.ts';
import type { Event, FactType } from '../ticket/facts.ts';
import type { PersonId, Question, Ticket } from '../ticket/record.ts';
import type { Telling } from './telling.ts';

type Said = Extract<Task, { to: Address }>;

/**
 * What each fact is to the copied, who get what the requester gets, and to followers, for whom only the moments that matter
 * are. Words (a tell, a note) are no moments: they are meant for whom they were said to.
 */
const concerns: Readonly<Record<FactType, readonly ('copies' | 'followers')[]>> = {
  ...{ told: ['copies'], escalated: ['copies'], acknowledged: ['copies'], copied: ['copies'], uncopied: ['copies'] },
  ...{ waited: ['copies', 'followers'], resumed: ['copies', 'followers'], held: ['copies', 'followers'] },
  ...{ resolved: ['copies', 'followers'], reopened: ['copies', 'followers'] },
  ...{ closed: ['copies', 'followers'], cancelled: ['copies', 'followers'] },
  ...{ duplicated: ['copies', 'followers'], converted: ['copies', 'followers'], settled: ['copies'] },
  ...{ raised: ['followers'], prioritised: ['followers'] },
  ...{ reported: [], claimed: [], released: [], owned: [], noted: [], added: [], pressed: [], nudged: [] },
  ...{
    restricted: [],
    unrestricted: [],
    linked: [],
    unlinked: [],
    classified: [],
    assigned: [],
    rated: [],
    subscribed: [],
    unsubscribed: [],
  },
  ...{ proposed: [], rejected: [], declared: [], demoted: [], roomed: [], roomless: [], archived: [], cast: [] },
  ...{ unfilled: [] },
  ...{ updated: [], postponed: [], prompted: [], tasked: [], finished: [], decided: [], marked: [], informed: [] },
  ...{ mitigated: [], monitored: [], reviewing: [], reviewed: [], improved: [], published: [], exported: [] },
  ...{ asked: [], answered: [], unasked: [], reminded: [], erased: [], amended: [], withdrawn: [], vacated: [] },
};

/** Everybody whose chat has to be known to tell of a change between these rows. */
export const circleOf = (...rows: readonly Ticket[]): PersonId[] =>
  rows.flatMap(({ copies, subscribers, questions }) => [
    ...copies,
    ...subscribers,
    ...questions.flatMap(({ by, person }) => [by, person].filter((id) => id !== null)),
  ]);

/** The copied have the card as well; who is copied no longer keeps one that says so. */
export function copyCards(ticket: Ticket, events: readonly Event[], telling: Telling): Said[] {
  const left = events.flatMap((event) => (event.type === 'uncopied' ? event.people : []));
  return [...new Set([...ticket.copies, ...left])].flatMap((person) =>
    directly(person, telling).map((to): Said => ({ kind: 'card', ticket: ticket.id, to, face: 'copy' })),
  );
}

/** What the circle is told of `event`. `heard`: who hears of it already, as requester, owner, assignee or manager. */
export function aside(ticket: Ticket, event: Event, telling: Telling, heard: ReadonlySet<PersonId>): Said[] {
  const told = new Set([...heard, ...(event.by ? [event.by] : [])]);
  const say = (kind: 'copy' | 'moment', person: PersonId): Said[] => {
    if (told.has(person)) return [];
    told.add(person);
    return directly(person, telling).map((to) => ({
      ...{ kind, ticket: ticket.id, seq: event.seq },
      to: { ...to, thread: true },
    }));
  };
  const copies = event.type === 'copied' || event.type === 'uncopied' ? event.people : ticket.copies;
  const follows = concerns[event.type].includes('followers') && !(event.type === 'prioritised' && isLess(event));
  return [
    ...(concerns[event.type].includes('copies') ? copies.flatMap((person) => say('copy', person)) : []),
    ...(follows ? ticket.subscribers.flatMap((person) => say('moment', person)) : []),
  ];
}

/** 1 is the most urgent. */
const isLess = ({ from, priority }: Event & { type: 'prioritised' }): boolean => priority > from;

/** Places of a group, as `deskAddresses` finds them. */
type Places = (group: string) => readonly Address[];

/** The cards of questions that this change asked or ended, where they were asked, and what is said of them. */
export function questionTasks(
  ticket: Ticket,
  events: readonly Event[],
  telling: Telling,
  placesOf: Places,
): { readonly cards: Extract<Said, { kind: 'question' }>[]; readonly said: Said[] } {
  const open = new Set(ticket.questions.map(({ of }) => of));
  const before = telling.open ?? [];
  const known = [...before, ...ticket.questions.filter(({ of }) => !before.some((one) => one.of === of))];
  const asked = events.filter(({ type }) => type === 'asked').map(({ seq }) => seq);
  const moved = known.filter(({ of }) => asked.includes(of) || !open.has(of));
  const cards = moved.flatMap((question) =>
    whereAsked(question, telling, placesOf).map(
      (to) => ({ kind: 'question', ticket: ticket.id, seq: question.of, to }) as const,
    ),
  );
  const said = events.flatMap((event): Said[] => {
    const about = 'of' in event ? known.find(({ of }) => of === event.of) : undefined;
    if (!about || event.type === 'asked') return [];
    const addresses =
      event.type === 'reminded'
        ? whereAsked(about, telling, placesOf)
        : about.by === event.by || about.by === null
          ? []
          : directly(about.by, telling);
    return addresses.map((to) => ({ kind: 'echo', ticket: ticket.id, seq: event.seq, to }));
  });
  return { cards, said };
}

const whereAsked = ({ person, group }: Question, telling: Telling, placesOf: Places): readonly Address[] =>
  person ? directly(person, telling) : group ? placesOf(group) : [];

/** The direct chat of one of them, as far as they have one. */
export function directly(person: PersonId, { chats, workspaces }: Pick<Telling, 'chats' | 'workspaces'>): Address[] {
  const place = chats.get(person);
  return place && workspaces[place.platform] ? [{ place, thread: false, reader: person }] : [];
}

const HOUR = 3_600_000;

/** When an open question is remembered next: each time twice as long after it was asked. */
export function nextReminder(event: Event, { questions }: Ticket, hours: number) {
  const of = event.type === 'asked' ? event.seq : event.type === 'reminded' ? event.of : undefined;
  const question = questions.find((one) => one.of === of);
  if (!question) return undefined;
  const after = event.type === 'reminded' ? event.hours * 2 : hours;
  return { of: question.of, hours: after, at: new Date(Date.parse(question.at) + after * HOUR).toISOString() };
}
