// What can happen to a major incident, in the past tense: facts of the incident that it is, in one history with all others.
import type { Origin } from './facts.ts';
import type { Room, Section } from './major.ts';
import type { Words } from './marks.ts';
import type { Instant, PersonId, Priority } from './record.ts';

/** What a rule of the policy saw, so that it can say why. */
export type Rule =
  | { readonly saw: 'critical'; readonly service: string; readonly priority: Priority; readonly from: Priority | null }
  /** So urgent, whatever it is about; `from` is urgent enough. */
  | { readonly saw: 'priority'; readonly priority: Priority; readonly from: Priority }
  /** `count` reports of the same within `minutes`; `from` of them were enough. */
  | {
      readonly saw: 'reports';
      readonly count: number;
      readonly minutes: number;
      readonly from: number;
      readonly within: number;
    };

export type MajorFact =
  | { readonly type: 'proposed'; readonly because: string | null; readonly rule: Rule | null }
  /** `proposer`: who is answered by it. */
  | { readonly type: 'rejected'; readonly because: string | null; readonly proposer: PersonId | null }
  | {
      readonly type: 'declared';
      /** `accepted`: what was proposed; `rule`: by the policy, nobody was asked. */
      readonly how: 'declared' | 'accepted' | 'rule';
      readonly because: string | null;
      readonly rule: Rule | null;
      /** Who has a role from the first moment. */
      readonly roles: Readonly<Record<string, PersonId>>;
      /** When the first update is due. */
      readonly due: Instant;
    }
  | { readonly type: 'demoted'; readonly because: string }
  /** A room stands, or stands again. */
  | { readonly type: 'roomed'; readonly room: Room }
  /** On this chat none can be made. */
  | { readonly type: 'roomless'; readonly platform: string; readonly why: string }
  /** Its rooms are closed; what was said there can be read. */
  | { readonly type: 'archived' }
  /** A role was taken, given, or, without a person, given back. */
  | { readonly type: 'cast'; readonly role: string; readonly person: PersonId | null; readonly from: PersonId | null }
  /** The clock asks for the roles that nobody has taken. */
  | { readonly type: 'unfilled'; readonly roles: readonly string[] }
  /** A word to those concerned: what happened, whom it affects, what is next, and when they hear again. */
  | ({
      readonly type: 'updated';
      readonly affects: string | null;
      readonly next: string | null;
      readonly due: Instant | null;
    } & Words)
  | { readonly type: 'postponed'; readonly until: Instant; readonly because: string | null }
  /** The clock reminded whoever owes the update that was due then; `late`: it was over already. */
  | { readonly type: 'prompted'; readonly due: Instant; readonly late: boolean }
  | { readonly type: 'tasked'; readonly text: string; readonly person: PersonId | null; readonly due: Instant | null }
  /** The task of fact `of` is done. */
  | { readonly type: 'finished'; readonly of: number }
  | ({ readonly type: 'decided'; readonly origin: Origin | null } & Words)
  /** Something that was said in a room belongs to the timeline: whose words, where, when. */
  | ({
      readonly type: 'marked';
      readonly author: PersonId | null;
      readonly saidAt: Instant;
      readonly platform: string;
      readonly link: string | null;
    } & Words)
  /** `audience`: its key in the policy. */
  | { readonly type: 'informed'; readonly audience: string; readonly text: string }
  | { readonly type: 'mitigated'; readonly text: string | null }
  | { readonly type: 'monitored'; readonly text: string | null }
  /** The review is open, and due. */
  | { readonly type: 'reviewing'; readonly due: Instant }
  | { readonly type: 'reviewed'; readonly section: Section; readonly text: string }
  | {
      readonly type: 'improved';
      readonly ticket: string;
      readonly ref: string;
      readonly text: string;
      readonly person: PersonId | null;
      readonly due: Instant | null;
    }
  | { readonly type: 'published' }
  /** The review was written down, and these files hold it. */
  | { readonly type: 'exported'; readonly files: readonly string[] };

export type MajorFactType = MajorFact['type'];
const names: Readonly<Record<MajorFactType, true>> = {
  ...{ proposed: true, rejected: true, declared: true, demoted: true, roomed: true, roomless: true, archived: true },
  ...{
    cast: true,
    unfilled: true,
    updated: true,
    postponed: true,
    prompted: true,
    tasked: true,
    finished: true,
    decided: true,
  },
  ...{ marked: true, informed: true, mitigated: true, monitored: true },
  ...{ reviewing: true, reviewed: true, improved: true, published: true, exported: true },
};
export const majorFactTypes = Object.keys(names) as MajorFactType[];
export const isMajorFact = <T extends { readonly type: string }>(
  fact: T,
): fact is Extract<T, { type: MajorFactType }> => Object.hasOwn(names, fact.type);
