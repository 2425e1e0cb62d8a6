// Who hears of what, as a policy may change it: by event and role; and what nobody may silence or spread, with the reason.
import { z } from 'zod';
import { type FactType, factTypes } from '../ticket/facts.ts';
import { majorFactTypes } from '../ticket/major-facts.ts';

/** `thread`: the agents' threads below the ticket's cards; the others are told in their own chats. */
export const hearers = ['requester', 'owner', 'assignee', 'managers', 'thread'] as const;
export type Hearer = (typeof hearers)[number];
type Reasons = Readonly<Partial<Record<FactType, Readonly<Partial<Record<Hearer, string>>>>>>;

/** A name that has to be one of `names`; an enum of zod's would call any other a key that there is not, and name none. */
const named = <T extends string>(names: readonly T[], what: string) =>
  z.custom<T>((said) => names.some((name) => name === said), {
    error: ({ input }) => `"${input}" is not one of the ${what}: ${names.join(', ')}`,
  });

export const telling = z.partialRecord(
  named(factTypes, 'events'),
  z.partialRecord(named(hearers, 'roles'), z.boolean()),
);

/** A desk that does not say these is none. */
const ALWAYS: Reasons = {
  told: { requester: 'the words are for them', thread: 'the other agents have to see what was said' },
  added: { thread: 'the desk has to see what the requester says' },
  noted: { thread: 'it is said to the agents' },
  resolved: { requester: 'they are asked whether it is' },
  closed: { requester: 'it is their ticket that ends' },
  cancelled: { requester: 'it is their ticket that ends' },
  duplicated: { requester: 'it is their ticket that ends' },
  restricted: { requester: 'they have to know who may see it', thread: 'the group has to know that it keeps it' },
  unrestricted: { requester: 'they have to know who may see it' },
  settled: { requester: 'they are asked whether theirs is solved too' },
  pressed: { managers: 'the requester is promised that they are told' },
  acknowledged: { requester: 'they are promised to hear from somebody' },
  raised: { managers: 'it is said to them' },
  proposed: { managers: 'they are asked' },
};

const INSIDE = 'it stays inside';
const OWN = 'it is their own doing';
const NOTHING = 'nothing of it is told';
const RELEASED = 'who loses sight of it is told by itself';
const TOLD = 'where it was said it is changed';
const CONCERNED = 'whoever reported it hears as one of those concerned';
const nowhere = (why: string) => ({ requester: why, owner: why, assignee: why, managers: why, thread: why });
const NEVER: Reasons = {
  reported: { requester: 'their card says it' },
  noted: { requester: INSIDE },
  raised: { requester: INSIDE },
  nudged: { requester: INSIDE },
  restricted: { owner: RELEASED, assignee: RELEASED, managers: RELEASED },
  linked: { requester: INSIDE },
  unlinked: { requester: INSIDE },
  added: { requester: OWN },
  pressed: { requester: OWN },
  rated: { requester: OWN },
  ...{ asked: { requester: INSIDE }, answered: { requester: INSIDE }, unasked: { requester: INSIDE } },
  ...{ reminded: { requester: INSIDE }, subscribed: { requester: INSIDE }, unsubscribed: { requester: INSIDE } },
  ...{ copied: { requester: 'their card says it' }, uncopied: { requester: 'their card says it' } },
  vacated: { requester: INSIDE },
  ...Object.fromEntries(majorFactTypes.map((type) => [type, { requester: CONCERNED }])),
  ...{ erased: nowhere(NOTHING), amended: nowhere(TOLD), withdrawn: nowhere(TOLD) },
};

/** What a policy asks of `telling` that may not be, with the path of each. */
export function flawsOfTelling(asked: z.infer<typeof telling>): [PropertyKey[], string][] {
  return factTypes.flatMap((type) =>
    hearers.flatMap((hearer): [PropertyKey[], string][] => {
      const wish = asked[type]?.[hearer];
      const why = wish === undefined ? undefined : (wish ? NEVER : ALWAYS)[type]?.[hearer];
      if (!why) return [];
      const flaw = wish ? 'cannot be turned on' : 'cannot be turned off';
      return [[['telling', type, hearer], `"${type}" ${flaw} for ${hearer}: ${why}`]];
    }),
  );
}
