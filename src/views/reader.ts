// For whom something is drawn: language, zone, the moment, and who is who.
import type { Language, Person } from '../people/person.ts';
import type { Deadlines } from '../policy/clocks.ts';
import type { NamedTable } from '../policy/naming.ts';
import type { Named, Policy } from '../policy/schema.ts';

import type { Glimpse, Hold, Instant, PersonId, Question, Ticket } from '../ticket/record.ts';
import { en, type Texts } from './text/en.ts';
import { zh } from './text/zh.ts';

/** A ticket with what a view needs beside it. */
export type Shown = Ticket & Deadlines;

/** A file as it is spoken of. */
export interface ShownFile {
  readonly id: string;
  readonly name: string;
  /** Bytes, as far as it is known. */
  readonly size: number | null;
  readonly state: 'coming' | 'kept' | 'linked' | 'refused' | 'lost';
  /** Why it was refused: a word, and what of the file says so. */
  readonly why: string | null;
  /** Opens it. */
  readonly href?: string;
}

export interface Reader {
  readonly texts: Texts;
  /** IANA name. */
  readonly zone: string;
  readonly now: Instant;
  readonly policy: Policy;
  /** What people type before a verb: /desk. */
  readonly command: string;
  /** Everybody named in what is drawn. */
  readonly people: ReadonlyMap<PersonId, Person>;
  /** Under which ids the chat that it is drawn for knows those who are mentioned. */
  readonly accounts?: ReadonlyMap<PersonId, string>;
  /** Other tickets that are spoken of in what is drawn, by id; those that are not there the reader is not shown. */
  readonly others: ReadonlyMap<string, Glimpse>;
  /** The files that are spoken of, by id. */
  readonly files?: ReadonlyMap<string, ShownFile>;
}

export const textsIn = (language: Language): Texts => (language === 'zh' ? zh : en);

/** A person's own language and zone; without a person the organisation's, as for every shared place. */
export function readerFor(policy: Policy, person: Person | null, now: Instant, command: string): Reader {
  return {
    texts: textsIn(person?.language ?? policy.organisation.language),
    zone: person?.zone ?? policy.organisation.zone,
    now,
    policy,
    command,
    people: new Map(person ? [[person.id, person]] : []),
    others: new Map(),
  };
}

export function nameOf(reader: Reader, person: PersonId | null): string {
  return (person && reader.people.get(person)?.name) || reader.texts.line.clock;
}

export const nameList = (reader: Reader, people: readonly PersonId[]): string =>
  people.map((person) => nameOf(reader, person)).join(reader.texts.mark.comma);

/** Who sees a confidential ticket besides its requester and the incident managers: whoever is copied or asked too. */
export function theirs(reader: Reader, { copies, questions, group }: Shown): string {
  const asked = questions.flatMap(({ person, group: whole }) => (person && !whole ? [person] : []));
  const names = [...new Set([...copies, ...asked])].map((person) => nameOf(reader, person));
  return [...names, groupName(reader, group)].join(reader.texts.mark.listed);
}

/** A name of the policy's in the reader's language. */
export const inWords = ({ texts }: Pick<Reader, 'texts'>, name: Named): string =>
  typeof name === 'string' ? name : name[texts.language];

/** What can be chosen of a table of the policy's, in one line. */
export const namesIn = (reader: Pick<Reader, 'texts'>, table: NamedTable): string =>
  Object.values(table)
    .map(({ name }) => inWords(reader, name))
    .join(reader.texts.mark.comma);

export const groupName = (reader: Reader, group: string): string =>
  inWords(reader, reader.policy.groups[group]?.name ?? group);
export const serviceName = (reader: Reader, service: string): string =>
  inWords(reader, reader.policy.services[service]?.name ?? service);
export const categoryName = (reader: Reader, category: string): string =>
  inWords(reader, reader.policy.categories[category]?.name ?? category);
export const deskName = (reader: Reader): string => groupName(reader, reader.policy.first_level);
/** With whom a requester has to do: the first level, but for what is confidential. */
export const frontName = (reader: Reader, { confidential, group }: Ticket): string =>
  confidential ? groupName(reader, group) : deskName(reader);
/** The calendar by which the organisation's working days count. */
export function calendarName(reader: Reader): string {
  const { organisation, calendars } = reader.policy;
  return inWords(reader, calendars[organisation.calendar]?.name ?? organisation.calendar);
}
/** Whom a question was put to. */
export const askedName = (reader: Reader, { person, group }: Pick<Question, 'person' | 'group'>): string =>
  group ? groupName(reader, group) : nameOf(reader, person);
/** The reason in the policy's words, with a supplier's own reference. */
export function holdName(reader: Reader, hold: Pick<Hold, 'reason' | 'external'>): string {
  const reason = inWords(reader, reader.policy.hold_reasons[hold.reason]?.name ?? hold.reason);
  return hold.external ? reason + reader.texts.line.external(hold.external) : reason;
}

export const stateName = (reader: Reader, state: string): string =>
  reader.texts.state[state] ?? state.replaceAll('_', ' ');
