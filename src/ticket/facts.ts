// What can happen to a ticket, in the past tense: the facts of which its history is made.
import type { Moved } from './lifecycle.ts';
import type { Hold, Instant, Kind, Level, PersonId, Priority, Ref, Source, Terms } from './record.ts';
import type { Link } from './ties.ts';

/** Where words were said, so that they are not repeated there. */
export interface Origin {
  readonly platform: string;
  readonly workspace: string;
  readonly channel: string;
  readonly message: string;
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
  | ({ readonly type: 'noted'; readonly text: string; readonly origin: Origin | null } & Carrying)
  /** An agent's words to the requester. */
  | ({ readonly type: 'told'; readonly text: string; readonly origin: Origin | null } & Carrying)
  /** The requester's words to the desk. */
  | ({ readonly type: 'added'; readonly text: string; readonly origin: Origin | null } & Carrying)
  | { readonly type: 'waited'; readonly until: Instant; readonly because: string | null; readonly to: Moved }
  | { readonly type: 'resumed'; readonly cause: Waking; readonly because: string | null; readonly to: Moved }
  | { readonly type: 'resolved'; readonly resolution: string | null; readonly to: Moved }
  | { readonly type: 'closed'; readonly how: Closing; readonly to: Moved }
  | { readonly type: 'reopened'; readonly because: string | null; readonly to: Moved }
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
  | { readonly type: 'rated'; readonly stars: number; readonly comment: string | null }
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
  | { readonly type: 'erased'; readonly of: readonly number[]; readonly why: Erasing };

export type FactType = Fact['type'];

/** The files that came with what happened. */
export const carriedBy = (fact: Fact): readonly string[] => ('files' in fact && fact.files) || [];

/** A fact with its place in the ticket's history. `by` is null when the clock did it. */
export type Event<F extends Fact = Fact> = F & {
  readonly seq: number;
  readonly at: Instant;
  readonly by: PersonId | null;
};
