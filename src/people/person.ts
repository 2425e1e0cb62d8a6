// Who someone is: a person with accounts on several platforms, and what the policy lets them do.
import { IANAZone } from 'luxon';
import type { Instant, PersonId, Ticket } from '../ticket/record.ts';

export type Language = 'en' | 'zh';

/** A person's id. */
export const ID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/u;
/** How an account came to its person: with it, by a mail address that the chat shows, or by a code said in both chats. */
export type Joining = 'own' | 'mail' | 'code';
/** What a person may set against their profile. */
export type Chosen = 'zone' | 'language';

export interface Account {
  readonly platform: string;
  readonly workspace: string;
  readonly user: string;
  readonly person: PersonId;
  readonly name: string;
  readonly mail: string | null;
  readonly zone: string | null;
  readonly locale: string | null;
  readonly guest: boolean;
  readonly fetchedAt: Instant;
  readonly joined: Joining;
  /** The person that it was before a code joined it; null: it has always been this one. */
  readonly cameFrom: PersonId | null;
  /** Since when the chat says that this is nobody any more. */
  readonly leftAt: Instant | null;
}

export interface Person {
  readonly id: PersonId;
  readonly name: string;
  readonly mail: string | null;
  /** IANA name; null: the organisation's. */
  readonly zone: string | null;
  readonly language: Language | null;
}

/** What someone may do in this organisation. Everybody who is no guest may report and see their own. */
export interface Rights {
  readonly guest: boolean;
  /** Keys of the support groups that the person is a member of. */
  readonly groups: readonly string[];
  /** An incident manager sees and may work everything. */
  readonly manager: boolean;
  /** Sees to the desk itself: what is missing, and what was administered. */
  readonly administrator: boolean;
}

export const nobody: Rights = { guest: false, groups: [], manager: false, administrator: false };

/**
 * By what the policy may name someone, in lower case. `person`: by any account, for the work of a group. `proven`: for the roles
 * of managers and administrators, which an account that came by a mail address alone does not take from the others.
 */
export interface Names {
  readonly person: readonly string[];
  readonly proven: readonly string[];
}

export const isAgent = (rights: Rights): boolean => rights.manager || rights.groups.length > 0;

/** Whether someone may know of a ticket. What they may not see is, for them, not there. `storage/seeing.ts` asks it of rows. */
export function sees(
  { confidential, requester, owner, assignee, desks, copies, questions }: Ticket,
  person: PersonId | null,
  rights: Rights,
): boolean {
  const parts = [requester, owner, assignee, ...copies, ...questions.map((question) => question.person)];
  if (rights.manager || (person !== null && parts.includes(person))) return true;
  return confidential ? desks.some((group) => rights.groups.includes(group)) : isAgent(rights);
}

/** The language that a locale (BCP 47) asks for, if it is one of ours. */
export function languageOf(locale: string | null | undefined): Language | null {
  if (!locale) return null;
  if (/^zh\b/iu.test(locale)) return 'zh';
  return /^en\b/iu.test(locale) ? 'en' : null;
}

/** A zone that this system knows, or none. */
export const knownZone = (zone: string | undefined): string | null =>
  zone && IANAZone.isValidZone(zone) ? zone : null;
