// Who hears of what by policy, and whose night it is: pure.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Hearer, hearers } from '../src/policy/hearing.ts';
import { endOfQuiet } from '../src/policy/quiet.ts';
import { BadPolicy, type Policy, parsePolicy, type Quiet } from '../src/policy/schema.ts';
import type { NewJob } from '../src/task.ts';
import type { Direct } from '../src/telling/addresses.ts';
import { type Hours, tell } from '../src/telling/telling.ts';
import { fold } from '../src/ticket/events.ts';
import { type Event, type Fact, factTypes } from '../src/ticket/facts.ts';
import type { Ticket } from '../src/ticket/record.ts';
import { noticeOf, wordOf } from '../src/views/notices.ts';
import {
  history,
  later,
  MINUTE,
  NOW,
  policy,
  policyText,
  policyWith,
  readerFor,
  type Stated,
  shown,
  to,
} from './support/laws.ts';

const claimed: Fact = { type: 'claimed', from: null, to: to('in_progress') };
const resolved: Fact = { type: 'resolved', resolution: null, to: to('resolved') };
const told: Fact = { type: 'told', text: 'a word', origin: null };
const pressed: Fact = { type: 'pressed', because: 'payroll' };
const prioritised = (priority: 1 | 2): Fact => ({ type: 'prioritised', from: 3, priority, because: 'of them' });
const held: Fact = {
  ...{ type: 'held', because: 'a secret reason', to: to('on_hold') },
  hold: { reason: 'supplier', pauses: true, external: null },
};
const direct = (user: string): Direct => ({ kind: 'direct', platform: 'slack', workspace: 'T1', user });
const chats = new Map(['bob', 'dana'].map((name) => [name, direct(`U${name.toUpperCase()}`)]));

/** The jobs of the last of these facts. */
function jobsOf(by: Policy, stated: readonly Stated[], hours?: Hours): readonly NewJob[] {
  const events = history(...stated);
  const telling = { policy: by, now: events.at(-1)?.at ?? NOW, workspaces: { slack: 'T1' }, chats, managers: ['dana'] };
  return tell(fold(events) as Ticket, events.slice(-1), hours ? { ...telling, hours } : telling);
}
/** Who hears of the last of these facts. */
function heard(by: Policy, ...stated: readonly Stated[]): string[] {
  return jobsOf(by, stated).flatMap(({ task, lane }) =>
    ['line', 'notice', 'word'].includes(task.kind) ? [`${task.kind} ${lane?.split(' ').at(-1)}`] : [],
  );
}

describe('who hears of what', () => {
  const asked = (telling: Policy['telling']) => policyWith({ telling });
  test('is as usual where the policy says nothing, and as the policy says where it does', () => {
    expect(heard(policy, ['bob', claimed])).toEqual(['line C0SERVICEDESK']);
    expect(heard(asked({ claimed: { requester: true } }), ['bob', claimed])).toEqual([
      'line C0SERVICEDESK',
      'notice UALICE',
    ]);
    expect(heard(asked({ claimed: { thread: false } }), ['bob', claimed])).toEqual([]);
    expect(heard(asked({ held: { requester: false } }), ['bob', held])).toEqual(['line C0SERVICEDESK']);
    const owned: Stated[] = [
      ['bob', claimed],
      ['dana', prioritised(2)],
    ];
    expect(heard(policy, ...owned)).toEqual(['line C0SERVICEDESK']);
    expect(heard(asked({ prioritised: { owner: true, assignee: true } }), ...owned)).toEqual([
      'line C0SERVICEDESK',
      'word UBOB',
    ]);
    expect(heard(asked({ prioritised: { managers: true } }), ...owned)).toEqual(['line C0SERVICEDESK']); // dana's own doing
    expect(heard(asked({ pressed: { owner: false, assignee: false } }), ['bob', claimed], ['alice', pressed])).toEqual([
      'line C0SERVICEDESK',
      'word UDANA',
    ]);
  });

  const flawsIn = (yaml: string) => {
    try {
      parsePolicy(`${policyText}\n${yaml}`);
    } catch (error) {
      if (error instanceof BadPolicy) return error;
    }
    throw new Error('the policy was taken');
  };
  test.each([
    ['telling: { claimd: { requester: true } }', 'claimd', '"claimd" is not one of the events: reported, claimed'],
    ['telling: { claimed: { requestor: true } }', 'requestor', '"requestor" is not one of the roles: requester, owner'],
    [
      'telling: { told: { requester: false } }',
      'false',
      '"told" cannot be turned off for requester: the words are for them',
    ],
    ['telling: { noted: { requester: true } }', 'true', '"noted" cannot be turned on for requester: it stays inside'],
    ['quiet: { from: "07:00", to: "07:00" }', '"07:00" }', '"to" has to differ from "from"'],
    ['quiet: { from: "20:00", to: "07:00", days: [1, 2, 3, 4, 5, 6, 7] }', '[1, 2', 'one day at least has to be loud'],
  ])('%s is named with its line and column', (yaml, where, message) => {
    const { flaws } = flawsIn(yaml);
    expect(flaws.map((flaw) => flaw.message)).toEqual([expect.stringContaining(message)]);
    const [flaw] = flaws;
    const line = `${policyText}\n${yaml}`.split('\n')[(flaw?.line ?? 0) - 1] ?? '';
    expect([line, line.slice((flaw?.column ?? 0) - 1).startsWith(where) || line.includes(where)]).toEqual([yaml, true]);
  });
  test('whatever may be turned on has words for whom it is turned on for', () => {
    const facts: Partial<Record<Event['type'], Fact>> = {
      ...{ claimed, resolved, told, held, prioritised: prioritised(2) },
      released: { type: 'released', to: to('new') },
      owned: { type: 'owned', from: null },
      reopened: { type: 'reopened', because: null, to: to('in_progress') },
      assigned: { type: 'assigned', from: null, assignee: 'chen', to: to('in_progress') },
      classified: {
        ...{ type: 'classified', impact: 'low', urgency: 'low', priority: 4 },
        service: null,
        category: null,
      },
      escalated: { type: 'escalated', from: 'service-desk', group: 'network', because: null, to: to('new') },
      acknowledged: { type: 'acknowledged' },
      waited: { type: 'waited', until: later(NOW, 60 * MINUTE), because: null, to: to('waiting') },
      resumed: { type: 'resumed', cause: 'time', because: null, to: to('new') },
      closed: { type: 'closed', how: 'grace', to: to('closed') },
      cancelled: { type: 'cancelled', because: null, to: to('cancelled') },
      converted: { type: 'converted', from: { kind: 'incident', number: 3 }, into: { kind: 'incident', number: 12 } },
    };
    const mayBe = (type: string, hearer: Hearer) => {
      try {
        parsePolicy(`${policyText}\ntelling: { ${type}: { ${hearer}: true } }`);
        return true;
      } catch {
        return false;
      }
    };
    // What these say is tested where ties and confidentiality are.
    const elsewhere = ['duplicated', 'settled', 'restricted', 'unrestricted'];
    for (const type of factTypes) {
      if (!mayBe(type, 'requester') || elsewhere.includes(type)) continue;
      const fact = facts[type];
      if (!fact) throw new Error(`what does a requester read of ${type}?`);
      const events = history(['bob', fact]);
      const notice = noticeOf(readerFor('alice'), shown(events), events[1] as Event);
      expect(notice?.summary, type).toMatch(/INC-12/u);
      expect(notice?.summary).not.toContain('secret');
      expect(wordOf(readerFor('bob'), shown(events), events[1] as Event)?.summary, type).toMatch(/INC-12/u);
    }
    expect(hearers.filter((hearer) => mayBe('erased', hearer))).toEqual([]);
  });
});

describe('quiet hours', () => {
  const night: Quiet = { from: '20:00', to: '07:00', days: [] };
  const end = (at: string, zone = 'Europe/Paris', quiet = night) => endOfQuiet(quiet, zone, at);
  test.each([
    ['in the evening, the next morning', '2026-11-23T20:30:00.000Z', '2026-11-24T06:00:00.000Z'],
    ['after midnight, the same morning', '2026-11-23T23:30:00.000Z', '2026-11-24T06:00:00.000Z'],
    ['at the minute they begin', '2026-11-23T19:00:00.000Z', '2026-11-24T06:00:00.000Z'],
    ['a minute before, none', '2026-11-23T18:59:59.000Z', null],
    ['at the minute they end, none', '2026-11-24T06:00:00.000Z', null],
    ['in the night in which summer begins: an hour shorter', '2026-03-28T22:00:00.000Z', '2026-03-29T05:00:00.000Z'],
    ['in the night in which it ends: an hour longer', '2026-10-24T22:00:00.000Z', '2026-10-25T06:00:00.000Z'],
  ])('%s', (_when, at, until) => expect(end(at)).toBe(until));
  test('are the reader’s: in Shanghai it is night when Paris has its afternoon', () => {
    expect(end('2026-11-23T14:00:00.000Z')).toBeNull();
    expect(end('2026-11-23T14:00:00.000Z', 'Asia/Shanghai')).toBe('2026-11-23T23:00:00.000Z');
  });
  test('a time that the change of clocks leaves out is the next that there is; a pause at noon ends at its end', () => {
    const late = { from: '23:00', to: '02:30', days: [] };
    expect(end('2026-03-28T23:00:00.000Z', 'Europe/Paris', late)).toBe('2026-03-29T01:30:00.000Z');
    expect(end('2026-11-23T11:10:00.000Z', 'Europe/Paris', { from: '12:00', to: '13:00', days: [] })).toBe(
      '2026-11-23T12:00:00.000Z',
    );
  });
  test('quiet days run into the nights around them', () => {
    const weekend = { ...night, days: [6, 7] };
    expect(end('2026-11-20T20:00:00.000Z', 'Europe/Paris', weekend)).toBe('2026-11-23T06:00:00.000Z');
    expect(end('2026-11-22T12:00:00.000Z', 'Europe/Paris', weekend)).toBe('2026-11-23T06:00:00.000Z');
  });
  test('always end within nine days, at a moment that is not quiet, and not before now', () => {
    const zones = fc.constantFrom(
      'Europe/Paris',
      'Asia/Shanghai',
      'America/Sao_Paulo',
      'Australia/Lord_Howe',
      'Africa/Cairo',
    );
    const times = fc
      .tuple(fc.nat(23), fc.nat(59))
      .map((parts) => parts.map((n) => String(n).padStart(2, '0')).join(':'));
    const days = fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { maxLength: 6 });
    const moments = fc.date({ min: new Date('2026-01-01'), max: new Date('2028-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(times, times, days, zones, moments, (from, until, quietDays, zone, at) => {
        fc.pre(from !== until);
        const quiet = { from, to: until, days: quietDays };
        const until2 = endOfQuiet(quiet, zone, at.toISOString());
        if (until2 === null) return;
        expect(until2 > at.toISOString()).toBe(true);
        expect(Date.parse(until2) - at.getTime()).toBeLessThan(9 * 86_400_000);
        expect(endOfQuiet(quiet, zone, until2)).toBeNull();
      }),
    );
  });

  // It is 10:05 in Paris when the second thing happens.
  const quiet = policyWith({ quiet: { from: '09:00', to: '12:00', days: [] } });
  const nobody: Hours = { zones: new Map(), active: new Map() };
  const noticesOf = (jobs: readonly NewJob[]) => jobs.filter(({ task }) => ['notice', 'word'].includes(task.kind));
  test('keep what is said to people, in a lane of its own; cards and threads go on', () => {
    const jobs = jobsOf(quiet, [['bob', held]], nobody);
    const [notice, ...others] = noticesOf(jobs);
    expect(others).toEqual([]);
    expect(notice).toMatchObject({ lane: 'quiet slack T1 UALICE', runAt: '2026-11-23T11:00:00.000Z' });
    expect(notice?.task).toMatchObject({ due: '2026-11-23T11:00:00.000Z', folds: true });
    for (const { task, runAt, lane } of jobs.filter((job) => job !== notice && job.lane)) {
      expect([task.kind, runAt]).toEqual([task.kind, undefined]);
      expect(lane).not.toContain('quiet');
    }
  });
  test.each<[string, Stated, Hours?]>([
    ['a ticket of priority 1', ['bob', prioritised(1)]],
    ['an escalation by the requester', ['alice', pressed]],
    ['what is raised to the managers', ['bob', { type: 'raised', because: 'three sites' }]],
    ['the answer to an escalation', ['bob', { type: 'acknowledged' }]],
    [
      'an answer to who asked just now',
      ['bob', told],
      { zones: new Map(), active: new Map([['alice', later(NOW, -20 * MINUTE)]]) },
    ],
    [
      'one for whom it is another hour',
      ['bob', told],
      { zones: new Map([['alice', 'Asia/Shanghai']]), active: new Map() },
    ],
  ])('do not keep %s', (_what, stated, hours = nobody) => {
    const loud = { ...quiet, telling: { prioritised: { requester: true } } };
    for (const { lane, runAt } of noticesOf(jobsOf(loud, [stated], hours)))
      expect([lane?.includes('quiet'), runAt]).toEqual([false, undefined]);
    expect(noticesOf(jobsOf(loud, [stated], hours)).length).toBeGreaterThan(0);
  });
  test('keep an answer to who asked long ago', () => {
    const asked = { zones: new Map(), active: new Map([['alice', later(NOW, -40 * MINUTE)]]) };
    expect(noticesOf(jobsOf(quiet, [['bob', told]], asked))[0]?.lane).toContain('quiet');
  });
});
