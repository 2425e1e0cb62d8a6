// What a major incident is beside the incident that it is: where it stands, who has which role, its rooms, what is owed.
import type { Event } from './facts.ts';
import type { MajorFact, Rule } from './major-facts.ts';
import type { Instant, PersonId, Ticket } from './record.ts';

/** `demoted`: it is an ordinary incident again, whose rooms may still stand. */
export type MajorState = 'proposed' | 'investigating' | 'mitigated' | 'monitoring' | 'resolved' | 'demoted';

/** The roles that every policy has; it may add its own. */
export const ROLES = ['incident_manager', 'technical_lead', 'communications_lead', 'scribe'] as const;

/** A place where its people meet: a channel of its own, or a thread below `root` in a channel that there was. */
export interface Room {
  readonly platform: string;
  readonly workspace: string;
  readonly channel: string;
  readonly kind: 'channel' | 'thread';
  /** What people call it. */
  readonly name: string;
  readonly link: string | null;
  readonly private: boolean;
  readonly archived: boolean;
  /** Only what mentions Muster is heard there, and crosses. */
  readonly deaf?: true;
}

export interface MajorTask {
  /** The number of the fact that gave it. */
  readonly of: number;
  readonly text: string;
  readonly person: PersonId | null;
  readonly due: Instant | null;
  readonly done: Instant | null;
}

/** A tracked service request that came out of the review. */
export interface Improvement {
  readonly ticket: string;
  readonly ref: string;
  readonly text: string;
  readonly person: PersonId | null;
  readonly due: Instant | null;
}

/** Due after resolution; what was written, by section; when it was published. */
export interface Review {
  readonly due: Instant;
  readonly sections: Readonly<Partial<Record<Section, string>>>;
  readonly improvements: readonly Improvement[];
  readonly publishedAt: Instant | null;
  /** The number of the fact that last published it: what stands in the channels is known by that. */
  readonly published: number | null;
}

export const sections = ['summary', 'cause', 'well', 'badly'] as const;
export type Section = (typeof sections)[number];

export interface Major {
  readonly state: MajorState;
  /** Who proposed it, why, or what rule saw what. */
  readonly proposed: {
    readonly by: PersonId | null;
    readonly because: string | null;
    readonly rule: Rule | null;
    readonly at: Instant;
  } | null;
  /** When it was declared. */
  readonly declaredAt: Instant | null;
  readonly mitigatedAt: Instant | null;
  readonly roles: Readonly<Record<string, PersonId>>;
  readonly rooms: readonly Room[];
  /** The newest word to those concerned, by the number of its fact. */
  readonly update: {
    readonly of: number;
    readonly at: Instant;
    readonly text: string;
    readonly affects: string | null;
    readonly next: string | null;
  } | null;
  /** When the next one is due; null once nobody waits for one. */
  readonly updateDue: Instant | null;
  readonly tasks: readonly MajorTask[];
  readonly review: Review | null;
}

/** Declared, and not over: it has a room, roles and a cadence. */
export const isMajor = ({ major }: Pick<Ticket, 'major'>): boolean =>
  major !== null && ['investigating', 'mitigated', 'monitoring'].includes(major.state);
/** Somebody proposed it, and nobody has answered. */
export const isProposed = ({ major }: Pick<Ticket, 'major'>): boolean => major?.state === 'proposed';

/** The rooms that can be spoken in. */
export const roomsOf = ({ major }: Pick<Ticket, 'major'>): readonly Room[] =>
  major?.rooms.filter(({ archived }) => !archived) ?? [];

/**
 * The rooms in which what is said in the room on `platform` stands too. What only a few may read is never taken to where all may,
 * nor the other way: there people would answer who are not heard.
 */
export function bridgedWith(ticket: Pick<Ticket, 'major'>, platform: string): readonly Room[] {
  const own = roomsOf(ticket).find((room) => room.platform === platform);
  return roomsOf(ticket).filter((room) => own && room !== own && room.private === own.private);
}

/** Whoever has a role in it: they work on it, whatever group has it. */
export const castOf = ({ major }: Pick<Ticket, 'major'>): readonly PersonId[] =>
  major && major.state !== 'demoted' ? Object.values(major.roles) : [];

/** Who owes the next update: whoever speaks for it, else whoever leads it, else whoever has the incident. */
export const owing = ({ major, owner, assignee }: Pick<Ticket, 'major' | 'owner' | 'assignee'>): PersonId | null =>
  major?.roles.communications_lead ?? major?.roles.incident_manager ?? owner ?? assignee;

/** What was said of it to a few stays with them: whoever knows of it from now on waits for the next word. */
export const withoutWords = (major: Major): Major => ({
  ...major,
  proposed: major.proposed && { ...major.proposed, because: null },
  update: null,
  tasks: [],
  review: major.review && { ...major.review, sections: {}, improvements: [] },
});

/** Who sees to the review: whoever led it, else whoever has the incident. */
export const reviewing = ({ major, owner, assignee }: Pick<Ticket, 'major' | 'owner' | 'assignee'>): PersonId | null =>
  major?.roles.incident_manager ?? owner ?? assignee;

const NONE: Major = {
  ...{ state: 'proposed', proposed: null, declaredAt: null, mitigatedAt: null, roles: {}, rooms: [] },
  ...{ update: null, updateDue: null, tasks: [], review: null },
};

const UNWRITTEN = { sections: {}, improvements: [], publishedAt: null, published: null } as const;

/** What a fact of a major incident makes of it. What never was one becomes one. */
export function applyMajor(before: Major | null, event: Event<MajorFact>): Major | null {
  const major = before ?? NONE;
  switch (event.type) {
    case 'proposed':
      return { ...major, state: 'proposed', proposed: { ...proposal(event), by: event.by, at: event.at } };
    case 'rejected':
      return major.rooms.length > 0 ? { ...major, state: 'demoted', proposed: null } : null;
    case 'declared':
      return { ...major, ...began(event) };
    case 'demoted':
      return { ...major, state: 'demoted', updateDue: null };
    case 'roomed':
      return {
        ...major,
        rooms: [...major.rooms.filter(({ platform }) => platform !== event.room.platform), event.room],
      };
    case 'roomless':
      return major;
    case 'archived':
      return { ...major, rooms: major.rooms.map((room) => ({ ...room, archived: true })) };
    case 'cast':
      return { ...major, roles: withRole(major.roles, event.role, event.person) };
    case 'updated': {
      const { seq: of, at, text, affects, next, due } = event;
      return { ...major, update: { of, at, text, affects, next }, updateDue: due };
    }
    case 'postponed':
      return { ...major, updateDue: event.until };
    case 'tasked': {
      const { seq: of, text, person, due } = event;
      return { ...major, tasks: [...major.tasks, { of, text, person, due, done: null }] };
    }
    case 'finished':
      return {
        ...major,
        tasks: major.tasks.map((task) => (task.of === event.of ? { ...task, done: event.at } : task)),
      };
    case 'mitigated':
      return { ...major, state: 'mitigated', mitigatedAt: major.mitigatedAt ?? event.at };
    case 'monitored':
      return { ...major, state: 'monitoring', mitigatedAt: major.mitigatedAt ?? event.at };
    case 'unfilled':
    case 'prompted':
    case 'decided':
    case 'marked':
    case 'informed':
      return major;
    case 'exported':
      return before;
    case 'reviewing':
      return {
        ...major,
        review: { ...UNWRITTEN, ...major.review, due: event.due },
      };
    case 'reviewed':
    case 'improved':
    case 'published':
      return { ...major, review: reviewAfter(major.review, event) };
  }
}

const proposal = ({ because, rule }: Event<MajorFact> & { type: 'proposed' }) => ({ because, rule });

function began({ at, due, roles }: Event<MajorFact> & { type: 'declared' }) {
  return { state: 'investigating' as const, declaredAt: at, updateDue: due, roles };
}

function withRole(roles: Major['roles'], role: string, person: PersonId | null): Major['roles'] {
  const { [role]: _left, ...others } = roles;
  return person ? { ...others, [role]: person } : others;
}

type Reviewing = Extract<Event<MajorFact>, { type: 'reviewed' | 'improved' | 'published' }>;

function reviewAfter(review: Review | null, event: Reviewing): Review | null {
  if (!review) return null;
  if (event.type === 'published') return { ...review, publishedAt: event.at, published: event.seq };
  if (event.type === 'reviewed') return { ...review, sections: { ...review.sections, [event.section]: event.text } };
  const { ticket, ref, text, person, due } = event;
  const others = review.improvements.filter((one) => one.ticket !== ticket);
  return { ...review, improvements: [...others, { ticket, ref, text, person, due }] };
}
