// Who someone is: a person with accounts on several platforms, and what the policy lets them do.
import { IANAZone } from 'luxon';
import type { Instant, PersonId, Ticket } from '../ticket/record.ts';

export type Language = 'en' | 'zh';

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
}

export const isAgent = (rights: Rights): boolean => rights.manager || rights.groups.length > 0;

/** Whether someone may know of a ticket. What they may not see is, for them, not there. `storage/seeing.ts` asks it of rows. */
export function sees(
  { confidential, requester, owner, assignee, desks }: Ticket,
  person: PersonId | null,
  rights: Rights,
): boolean {
  if (rights.manager || (person !== null && [requester, owner, assignee].includes(person))) return true;
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
