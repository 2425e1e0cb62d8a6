// Given a history, when someone says a verb, then these facts follow or this refusal: the engine's laws without a database.
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { verbNamed } from '../../src/commands/table.ts';
import { type Args, type Beside, type Context, permit } from '../../src/commands/verb.ts';
import { type Facts, Refusal } from '../../src/errors.ts';
import { type Account, nobody, type Person } from '../../src/people/person.ts';
import { clocksOf, deadlinesOf } from '../../src/policy/clocks.ts';
import { termsOf } from '../../src/policy/priority.ts';
import { rightsOf } from '../../src/policy/roles.ts';
import { type Policy, parsePolicy } from '../../src/policy/schema.ts';
import { fold } from '../../src/ticket/events.ts';
import type { Event, Fact } from '../../src/ticket/facts.ts';
import type { Moved } from '../../src/ticket/lifecycle.ts';
import type { Instant, Ticket } from '../../src/ticket/record.ts';
import { type Reader, type Shown, textsIn } from '../../src/views/reader.ts';

export const policyText = readFileSync(new URL('../../policy.yaml', import.meta.url), 'utf8');
export const policy: Policy = parsePolicy(policyText);
/** The same promises with some of them changed. */
export const policyWith = (more: Partial<Policy>): Policy => ({ ...policy, ...more });

export const NOW = '2026-11-23T09:04:00.000Z'; // a Monday; 10:04 in Paris, 17:04 in Shanghai
export const MINUTE = 60_000;
export const later = (at: Instant, ms: number): Instant => new Date(Date.parse(at) + ms).toISOString();

const person = (name: string, zone: string, language: Person['language'] = 'en'): Person => ({
  id: name.split(' ')[0]?.toLowerCase() ?? name,
  ...{ name, zone, language, mail: `${name.split(' ')[0]?.toLowerCase()}@example.com` },
});
export const people = {
  alice: person('Alice Moreau', 'Europe/Paris'),
  eve: person('Eve Other', 'Europe/Paris'),
  bob: person('Bob Fischer', 'Europe/Paris'),
  mei: person('Mei Lin', 'Asia/Shanghai', 'zh'),
  chen: person('Chen Hao', 'Asia/Shanghai'),
  dana: person('Dana Silva', 'Europe/Lisbon'),
  gus: person('Gus Guest', 'Europe/Paris'),
  hana: person('Hana Okafor', 'Europe/Paris'),
} as const;
export type Name = keyof typeof people;

export const accountOf = (name: Name): Account => ({
  ...people[name],
  ...{ platform: 'slack', workspace: 'T1', user: `U${name.toUpperCase()}`, person: name },
  ...{ locale: null, guest: name === 'gus', fetchedAt: NOW },
  ...{ joined: 'own', cameFrom: null, leftAt: null },
});

/** The living of a desk, read by one of them or by the place itself. */
export function readerFor(name: Name | null, now: Instant = NOW, by: Policy = policy): Reader {
  const who = name && people[name];
  return {
    texts: textsIn(who?.language ?? 'en'),
    zone: who?.zone ?? by.organisation.zone,
    people: new Map(Object.values(people).map((one) => [one.id, one])),
    others: new Map(),
    ...{ now, policy: by, command: '/desk' },
  };
}

export function contextFor(name: Name | 'clock', now: Instant = NOW, by: Policy = policy): Context {
  const speaker = name === 'clock' ? null : people[name];
  const { platform, workspace, user } = accountOf(name === 'clock' ? 'alice' : name);
  return {
    now,
    speaker,
    rights: name === 'clock' ? nobody : rightsOf(by, people[name], accountOf(name)),
    others: new Map((Object.keys(people) as Name[]).map((one) => [one, rightsOf(by, people[one], accountOf(one))])),
    source: speaker && { platform, workspace, user },
    ...{
      origin: null,
      files: [],
      address: null,
      standsIn: null,
      touched: new Set(),
      policyVersion: 1,
      organisation: 'o',
      reader: readerFor(name === 'clock' ? null : name, now, by),
    },
  };
}

/** Where a state of the default workflow leads the row. */
export const to = (state: string): Moved => ({ state, phase: policy.workflow[state]?.phase ?? 'closed' });

export const report: Fact = {
  ...{ type: 'reported', id: 'ticket-1', kind: 'incident', number: 12, requester: 'alice' },
  ...{ title: 'The printer is jammed', description: 'The printer is jammed', group: 'service-desk' },
  ...{ impact: 'low', urgency: 'medium', priority: 3, service: 'printing', category: null, guessed: {} },
  source: { platform: 'slack', workspace: 'T1', user: 'UALICE' },
  ...{ terms: termsOf(policy), policyVersion: 1, to: to('new') },
};

/** Who stated a fact; each happens a minute after the one before, or `after` milliseconds. */
export type Stated = readonly [who: Name | 'clock', fact: Fact, after?: number];

export function history(...stated: readonly Stated[]): readonly Event[] {
  let at = NOW;
  return [['alice', report, 0] as Stated, ...stated].map(([who, fact, after = MINUTE], n): Event => {
    at = later(at, after);
    return { ...fact, seq: n + 1, at, by: who === 'clock' ? null : who };
  });
}

/** The row that a history makes, with its deadlines at `now`. */
export function shown(events: readonly Event[], now: Instant = events.at(-1)?.at ?? NOW): Shown {
  const ticket = fold(events) as Ticket;
  return { ...ticket, ...deadlinesOf(clocksOf(events, ticket.terms, now)) };
}

/** `given(['bob', claimed]).when('claim', {}, 'mei').refuses('already-claimed')`. */
export function given(...stated: readonly Stated[]) {
  const events = history(...stated);
  const ticket = fold(events) as Ticket;
  return {
    ticket,
    when(verb: string, args: Args, who: Name | 'clock', { after = MINUTE, by = policy, beside = {} as Beside } = {}) {
      const now = later(events.at(-1)?.at ?? NOW, after);
      const attempt = () => {
        const found = verbNamed(verb);
        if (found?.does !== 'change') throw new Error(`${verb} changes nothing`);
        const context = contextFor(who, now, by);
        permit(found, ticket, context);
        return found.decide(ticket, args, context, beside);
      };
      return {
        now,
        facts: attempt,
        gives: (...facts: readonly Fact[]) => expect(attempt()).toEqual(facts),
        refuses: (code: string, facts: Facts = {}) => expect(refusalOf(attempt)).toMatchObject({ code, facts }),
        /** The row after it. */
        leaves: (row: Partial<Ticket>) =>
          expect(
            fold([
              ...events,
              ...attempt().map(
                (fact, n): Event => ({
                  ...fact,
                  ...{ seq: events.length + n + 1, at: now, by: who === 'clock' ? null : who },
                }),
              ),
            ]),
          ).toMatchObject(row),
      };
    },
  };
}

/** What `attempt` refuses with; fails if it does not. */
export function refusalOf(attempt: () => unknown): Refusal {
  let made: unknown;
  try {
    made = attempt();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error(`was not refused, but gave ${JSON.stringify(made)}`);
}
