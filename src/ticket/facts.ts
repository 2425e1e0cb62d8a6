// What can happen to a ticket, in the past tense: the facts of which its history is made.
import type { Moved } from './lifecycle.ts';
import { type MajorFact, majorFactTypes } from './major-facts.ts';
import type { Words } from './marks.ts';
import type { Parting } from './parting.ts';
import type { Hold, Instant, Kind, Level, PersonId, Priority, Ref, Source, Terms } from './record.ts';
import type { Link } from './ties.ts';

/** Where words were said, so that they are not repeated there, and follow what becomes of them there. */
export interface Origin {
  readonly platform: string;
  readonly workspace: string;
  readonly channel: string;
  readonly message: string;
  /** Not in the ticket's own thread, where they have yet to be said. */
  readonly elsewhere?: true;
}

/** How a waiting ticket came back. */
export type Waking = 'asked' | 'undone' | 'time' | 'answer';
export type Erasing = 'forgotten' | 'retention';
export type Closing = 'requester' | 'desk' | 'grace';
/** What became of the original of a duplicate. */
export type Ending = 'resolved' | 'cancelled';

/** The ids of the files that came with the words; names and bytes are kept apart, so that they can be erased. */
interface Carrying {
  readonly files?: readonly string[];
}

export type Fact =
  | ({
      readonly type: 'reported';
      readonly id: string;
      readonly kind: Kind;
      readonly number: number;
      readonly title: string;
      readonly description: string;
      /** Of the description. */
      readonly marks?: Words['marks'];
      readonly origin?: Origin;
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
      /** Absent in what was reported before anything was looked for. */
      readonly like?: readonly string[];
      readonly to: Moved;
      readonly confidential?: true;
    } & Carrying)
  | { readonly type: 'claimed'; readonly from: PersonId | null; readonly to: Moved }
  | { readonly type: 'released'; readonly to: Moved }
  | { readonly type: 'owned'; readonly from: PersonId | null }
  /** An agent's words to agents. */
  | ({ readonly type: 'noted'; readonly origin: Origin | null } & Words & Carrying)
  /** An agent's words to the requester. */
  | ({ readonly type: 'told'; readonly origin: Origin | null } & Words & Carrying)
  /** The requester's words to the desk. */
  | ({ readonly type: 'added'; readonly origin: Origin | null } & Words & Carrying)
  | { readonly type: 'waited'; readonly until: Instant; readonly because: string | null; readonly to: Moved }
  | { readonly type: 'resumed'; readonly cause: Waking; readonly because: string | null; readonly to: Moved }
  | { readonly type: 'resolved'; readonly resolution: string | null; readonly to: Moved }
  | { readonly type: 'closed'; readonly how: Closing; readonly to: Moved }
  /** `due`: when those concerned hear next, where it is a major incident again. */
  | { readonly type: 'reopened'; readonly because: string | null; readonly due?: Instant; readonly to: Moved }
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
  /** By the clock: who had a part in it is no agent any more. */
  | {
      readonly type: 'vacated';
      readonly person: PersonId;
      readonly parts: readonly ('owner' | 'assignee')[];
      readonly cause: Parting;
      readonly to: Moved;
    }
  | { readonly type: 'rated'; readonly stars: number; readonly comment: string | null }
  | { readonly type: 'subscribed' }
  | { readonly type: 'unsubscribed' }
  /** These people get what the requester gets, from here on; with a word to them. */
  | { readonly type: 'copied'; readonly people: readonly PersonId[]; readonly text: string | null }
  | { readonly type: 'uncopied'; readonly people: readonly PersonId[] }
  /** A question to one person or to a whole group; the ticket stays where it is. */
  | { readonly type: 'asked'; readonly person: PersonId | null; readonly group: string | null; readonly text: string }
  /** `of`, here and below: the number of the fact that asked. */
  | { readonly type: 'answered'; readonly of: number; readonly text: string }
  /** Taken back by who asked, or turned down by who was asked. */
  | {
      readonly type: 'unasked';
      readonly of: number;
      readonly how: 'withdrawn' | 'declined';
      readonly because: string | null;
    }
  /** The clock's reminder that a question is still open; `hours` after it was asked. */
  | { readonly type: 'reminded'; readonly of: number; readonly hours: number }
  /** Stated at both ends, each from its own side. */
  | { readonly type: 'linked' | 'unlinked'; readonly link: Link }
  /** It ends here, and goes on as the ticket that it is linked to. */
  | { readonly type: 'duplicated'; readonly link: Link; readonly to: Moved }
  /** The original of this duplicate has ended. */
  | { readonly type: 'settled'; readonly link: Link; readonly how: Ending }
  /** An incident became a service request, or the other way round. */
  | { readonly type: 'converted'; readonly from: Ref; readonly into: Ref }
  /** It is confidential from here on and with another group; `released`: who had it and may not see it any more. */
  | {
      readonly type: 'restricted';
      readonly group: string;
      readonly because: string | null;
      readonly released: readonly PersonId[];
      readonly to: Moved;
    }
  /** It is not confidential any more. What was said meanwhile stays with those who saw it then. */
  | {
      readonly type: 'unrestricted';
      readonly group: string;
      readonly because: string;
      /** None where it was a confidential one, whose name would say too much. */
      readonly service: string | null;
      readonly to: Moved;
    }
  /** The facts with these numbers lost their words: somebody was forgotten, or it was time. */
  | { readonly type: 'erased'; readonly of: readonly number[]; readonly why: Erasing }
  /** The author changed what fact `of` says, where it was said; `written` by that chat's clock. A report's title follows. */
  | ({ readonly type: 'amended'; readonly of: number; readonly title?: string; readonly written: Instant } & Words)
  /** The author took back what fact `of` says. */
  | { readonly type: 'withdrawn'; readonly of: number }
  | MajorFact;

export type FactType = Fact['type'];

/** The files that came with what happened. */
export const carriedBy = (fact: Fact): readonly string[] => ('files' in fact && fact.files) || [];
/** Every fact by its name, for whoever has to name them at run time; a new one is demanded here by the compiler. */
const names: Readonly<Record<Exclude<FactType, MajorFact['type']>, true>> = {
  ...{ reported: true, claimed: true, released: true, owned: true, noted: true, told: true, added: true },
  ...{ waited: true, resumed: true, resolved: true, closed: true, reopened: true, cancelled: true },
  ...{ escalated: true, raised: true, pressed: true, acknowledged: true, held: true, nudged: true },
  ...{ prioritised: true, classified: true, assigned: true, rated: true, erased: true },
  ...{ linked: true, unlinked: true, duplicated: true, settled: true, converted: true, vacated: true },
  ...{ restricted: true, unrestricted: true, subscribed: true, unsubscribed: true, copied: true, uncopied: true },
  ...{ asked: true, answered: true, unasked: true, reminded: true, amended: true, withdrawn: true },
};
export const factTypes = [...Object.keys(names), ...majorFactTypes] as [FactType, ...FactType[]];

/** A fact with its place in the ticket's history. `by` is null when the clock did it. */
export type Event<F extends Fact = Fact> = F & {
  readonly seq: number;
  readonly at: Instant;
  readonly by: PersonId | null;
};
