// The tables as TypeORM knows them: plain objects in, plain objects out. The SQL of the migrations is the truth.
import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';
import type { Account, Chosen, Person } from '../people/person.ts';
import type { Deadlines } from '../policy/clocks.ts';
import type { Words } from '../ticket/marks.ts';
import type { Instant, Ticket } from '../ticket/record.ts';

export interface OfOrganisation {
  readonly organisation: string;
}

const instant: EntitySchemaColumnOptions = {
  type: 'timestamptz',
  transformer: { from: (date: Date | null) => date?.toISOString() ?? null, to: (at: Instant | null) => at },
};
const text: EntitySchemaColumnOptions = { type: 'text' };
const uuid: EntitySchemaColumnOptions = { type: 'uuid' };
const int: EntitySchemaColumnOptions = { type: 'int4' };
const json: EntitySchemaColumnOptions = { type: 'jsonb' };
const flag: EntitySchemaColumnOptions = { type: 'bool' };
const as = (name: string, column: EntitySchemaColumnOptions): EntitySchemaColumnOptions => ({ ...column, name });
const optional = (column: EntitySchemaColumnOptions): EntitySchemaColumnOptions => ({ ...column, nullable: true });
const key = (column: EntitySchemaColumnOptions): EntitySchemaColumnOptions => ({ ...column, primary: true });
const organisation = key(as('organisation_id', uuid));

export type TicketRow = Ticket & Deadlines & OfOrganisation;

export const tickets = new EntitySchema<TicketRow>({
  name: 'ticket',
  columns: {
    organisation,
    id: key(uuid),
    kind: text,
    number: int,
    title: text,
    description: text,
    state: text,
    phase: text,
    impact: text,
    urgency: text,
    priority: int,
    service: optional(text),
    category: optional(text),
    group: as('support_group', text),
    requester: as('requester_id', uuid),
    owner: optional(as('owner_id', uuid)),
    assignee: optional(as('assignee_id', uuid)),
    source: json,
    guessed: json,
    terms: json,
    policyVersion: as('policy_version', int),
    reportedAt: as('reported_at', instant),
    answeredAt: optional(as('answered_at', instant)),
    resolvedAt: optional(as('resolved_at', instant)),
    closedAt: optional(as('closed_at', instant)),
    responseDue: optional(as('response_due', instant)),
    resolutionDue: optional(as('resolution_due', instant)),
    nextDue: optional(as('next_due', instant)),
    wakeAt: optional(as('wake_at', instant)),
    hold: optional(json),
    escalatedAt: optional(as('escalated_at', instant)),
    desks: json,
    confidential: flag,
    waitsBecause: optional(as('waits_because', text)),
    resolution: optional(text),
    copies: json,
    subscribers: json,
    questions: json,
    like: as('looks_like', json),
    links: json,
    former: json,
    major: optional(json),
    version: int,
  },
});

export interface EventRow extends OfOrganisation {
  readonly ticket: string;
  readonly seq: number;
  readonly at: Instant;
  readonly by: string | null;
  readonly type: string;
  readonly data: object;
}

export const events = new EntitySchema<EventRow>({
  name: 'event',
  columns: {
    organisation,
    ticket: key(as('ticket_id', uuid)),
    seq: key(int),
    at: instant,
    by: optional(as('by_person', uuid)),
    type: text,
    data: json,
  },
});

export interface PersonRow extends Person, OfOrganisation {
  /** Whom histories mean that name this person. */
  readonly sameAs: string | null;
  readonly chosen: readonly Chosen[];
}

export const persons = new EntitySchema<PersonRow>({
  name: 'person',
  columns: {
    organisation,
    id: key(uuid),
    name: text,
    mail: optional(text),
    zone: optional(text),
    language: optional(text),
    sameAs: optional(as('same_as', uuid)),
    chosen: { ...json, default: [] },
  },
});

export const accounts = new EntitySchema<Account & OfOrganisation>({
  name: 'account',
  columns: {
    organisation,
    platform: key(text),
    workspace: key(text),
    user: key(as('user_id', text)),
    person: as('person_id', uuid),
    name: text,
    mail: optional(text),
    zone: optional(text),
    locale: optional(text),
    guest: flag,
    fetchedAt: as('fetched_at', instant),
    joined: { ...text, default: 'own' },
    cameFrom: optional(as('came_from', uuid)),
    leftAt: optional(as('left_at', instant)),
  },
});

export interface MembershipRow extends OfOrganisation {
  /** As the policy writes it, in lower case. */
  readonly name: string;
  readonly platform: string;
  readonly workspace: string;
  readonly user: string;
}

export const memberships = new EntitySchema<MembershipRow>({
  name: 'membership',
  columns: {
    organisation,
    name: key(text),
    platform: key(text),
    workspace: key(text),
    user: key(as('user_id', text)),
  },
});

export interface MessageRow extends OfOrganisation {
  readonly ticket: string;
  readonly platform: string;
  readonly workspace: string;
  /** The place's name, see `placeName`. */
  readonly place: string;
  readonly key: string;
  readonly channel: string;
  readonly messageId: string;
  readonly sentAt?: Instant;
}

export const messages = new EntitySchema<MessageRow>({
  name: 'message',
  columns: {
    organisation,
    ticket: key(as('ticket_id', uuid)),
    platform: text,
    workspace: text,
    place: key(text),
    key: key(text),
    channel: text,
    messageId: as('message_id', text),
    sentAt: { ...as('sent_at', instant), default: () => 'now()' },
  },
});

export interface FileRow extends OfOrganisation {
  readonly id: string;
  /** Whose words it came with; null until they are a fact. */
  readonly ticket: string | null;
  readonly seq: number | null;
  /** The message of a room that it came with, which is no fact. */
  readonly roomMessage?: string | null;
  /** Who sent it. */
  readonly person: string;
  readonly platform: string;
  /** While it is offered: channel and id of the message that it came with. */
  readonly message: string | null;
  readonly handle: string | null;
  readonly link: string | null;
  readonly name: string;
  /** Bytes: as was said, then as they were counted. */
  readonly size: number | null;
  readonly mediaType: string | null;
  /** linked: only `link` is known of it. */
  readonly state: 'coming' | 'kept' | 'linked' | 'refused' | 'lost';
  /** Why it was refused: a word, and what of the file says so. */
  readonly why: string | null;
  readonly at: Instant;
}

export const files = new EntitySchema<FileRow>({
  name: 'file',
  columns: {
    organisation,
    id: key(uuid),
    ticket: optional(as('ticket_id', uuid)),
    seq: optional(int),
    roomMessage: optional(as('room_message', { type: 'int8' })),
    person: as('person_id', uuid),
    platform: text,
    message: optional(text),
    handle: optional(text),
    link: optional(text),
    name: text,
    size: optional(int),
    mediaType: optional(as('media_type', text)),
    state: text,
    why: optional(text),
    at: instant,
  },
});

/** A war room as it was intended, and as it stands. */
export interface RoomRow extends OfOrganisation {
  readonly ticket: string;
  readonly platform: string;
  readonly workspace: string;
  readonly name: string;
  readonly title: string;
  readonly mark: string;
  readonly private: boolean;
  readonly state: 'intended' | 'open' | 'refused' | 'archived';
  readonly kind: 'channel' | 'thread' | null;
  readonly channel: string | null;
  readonly link: string | null;
  /** Why none could be made. */
  readonly why: string | null;
  /** Nothing is heard there but what mentions Muster. */
  readonly deaf: boolean;
  /** User id → '' once they were brought in, else why they could not be. */
  readonly brought: Readonly<Record<string, string>>;
  /** Mail address → who that is on the chat: of those who are called by it and had no account there. It gives nobody any rights. */
  readonly found: Readonly<Record<string, { readonly user: string; readonly name: string }>>;
}

export const rooms = new EntitySchema<RoomRow>({
  name: 'room',
  columns: {
    organisation,
    ticket: key(as('ticket_id', uuid)),
    platform: key(text),
    workspace: text,
    name: text,
    title: text,
    mark: text,
    private: flag,
    state: { ...text, default: 'intended' },
    kind: optional(text),
    channel: optional(text),
    link: optional(text),
    why: optional(text),
    deaf: { ...flag, default: false },
    brought: { ...json, default: {} },
    found: { ...json, default: {} },
  },
});

/** What somebody said in a room, to be carried to the others. */
export interface RoomMessageRow extends OfOrganisation {
  readonly id: string;
  readonly ticket: string;
  readonly platform: string;
  readonly workspace: string;
  readonly channel: string;
  readonly messageId: string;
  /** The message that it answers, in its own channel. */
  readonly root: string | null;
  readonly person: string;
  readonly text: string;
  readonly marks: Words['marks'] | null;
  readonly writtenAt: Instant;
  /** In the desk's time. */
  readonly heardAt: Instant;
  readonly editedAt: Instant | null;
  readonly deletedAt: Instant | null;
  readonly link: string | null;
  /** The platforms that a delivery has taken it to, or is taking it. */
  readonly carried: readonly string[];
}

export const roomMessages = new EntitySchema<RoomMessageRow>({
  name: 'room_message',
  columns: {
    organisation,
    id: { ...key({ type: 'int8' }), generated: 'increment' },
    ticket: as('ticket_id', uuid),
    platform: text,
    workspace: text,
    channel: text,
    messageId: as('message_id', text),
    root: optional(text),
    person: as('person_id', uuid),
    text,
    marks: optional(json),
    writtenAt: as('written_at', instant),
    heardAt: { ...as('heard_at', instant), default: () => 'desk_now()' },
    editedAt: optional(as('edited_at', instant)),
    deletedAt: optional(as('deleted_at', instant)),
    link: optional(text),
    carried: { ...json, default: [] },
  },
});

export const entities = [tickets, events, persons, accounts, messages, memberships, files, rooms, roomMessages];
