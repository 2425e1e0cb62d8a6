// How an incident becomes a major one: who may say so when, what the rules of the policy see, and what they let be.
import { describe, expect, test } from 'vitest';
import type { MajorRule } from '../src/policy/major.ts';
import { type Report, turnedDown, verdictsOn } from '../src/policy/weighing.ts';
import { weighings } from '../src/telling/weighing.ts';
import { fold } from '../src/ticket/events.ts';
import type { Event, Fact } from '../src/ticket/facts.ts';
import type { Rule } from '../src/ticket/major-facts.ts';
import type { Ticket } from '../src/ticket/record.ts';
import { given, history, later, MINUTE, type Name, NOW, policy, policyWith, type Stated, to } from './support/laws.ts';

const proposed = (rule: Rule | null = null): Fact => ({ type: 'proposed', because: null, rule });
const declared: Fact = {
  ...{ type: 'declared', how: 'declared', because: null, rule: null },
  ...{ roles: { incident_manager: 'dana' }, due: later(NOW, 60 * MINUTE) },
};
const rejected: Fact = { type: 'rejected', because: null, proposer: null };
const demoted: Fact = { type: 'demoted', because: 'a restart was enough' };
const restricted: Fact = {
  ...{ type: 'restricted', from: 'service-desk', group: 'people-conduct', because: null },
  ...{ released: [], to: to('new') },
};

describe('who may say what', () => {
  type Row = readonly [verb: string, who: Name, outcome: string];
  const open: readonly Row[] = [
    ['major propose', 'alice', 'proposed'],
    ['major propose', 'bob', 'proposed'],
    ['major propose', 'chen', 'proposed'],
    ['major propose', 'dana', 'proposed'],
    ['major propose', 'eve', 'not-found'],
    ['major propose', 'gus', 'guest'],
    ['major declare', 'alice', 'not-agent'],
    ['major declare', 'bob', 'not-to-declare'],
    ['major declare', 'dana', 'declared'],
    ['major declare', 'eve', 'not-agent'],
    ['major declare', 'gus', 'guest'],
    ...(['major accept', 'major reject', 'major demote'] as const).flatMap((verb): Row[] => [
      [verb, 'alice', 'not-manager'],
      [verb, 'bob', 'not-manager'],
      [verb, 'gus', 'guest'],
    ]),
    ['major accept', 'dana', 'not-proposed'],
    ['major reject', 'dana', 'not-proposed'],
    ['major demote', 'dana', 'not-major'],
  ];
  const secret: readonly Row[] = [
    ['major propose', 'alice', 'proposed'],
    ['major propose', 'bob', 'not-found'],
    ['major propose', 'hana', 'proposed'],
    ['major declare', 'bob', 'not-found'],
    ['major declare', 'hana', 'not-to-declare'],
    ['major declare', 'dana', 'declared'],
  ];
  const outcomeOf = (stated: readonly Stated[], verb: string, who: Name, by = policy): string => {
    try {
      const facts = given(...stated)
        .when(verb, { because: 'of the rain' }, who, { by })
        .facts();
      return facts.map(({ type }) => type).join();
    } catch (error) {
      return (error as { code: string }).code;
    }
  };
  test.each(open)('%s by %s of an ordinary incident: %s', (verb, who, outcome) => {
    expect(outcomeOf([], verb, who)).toBe(outcome);
  });
  test.each(secret)('%s by %s of a confidential one: %s', (verb, who, outcome) => {
    expect(outcomeOf([['hana', restricted]], verb, who)).toBe(outcome);
  });
  test('a group that the policy names declares at once', () => {
    const by = policyWith({ major: { ...policy.major, declare: ['service-desk'] } });
    expect(outcomeOf([], 'major declare', 'bob', by)).toBe('declared');
    expect(outcomeOf([], 'major declare', 'chen', by)).toBe('not-to-declare');
  });
});

describe('when', () => {
  test('what is proposed is accepted or turned down, once, and whoever proposed it is answered', () => {
    const asked = given(['alice', proposed()]);
    asked.when('major propose', {}, 'bob').refuses('proposed-already', { ref: 'INC-12' });
    asked.when('major accept', {}, 'dana').leaves({ major: expect.objectContaining({ state: 'investigating' }) });
    asked
      .when('major reject', { because: 'one printer' }, 'dana')
      .gives({ ...rejected, because: 'one printer', proposer: 'alice' });
    given(['alice', proposed()], ['dana', rejected]).when('major accept', {}, 'dana').refuses('not-proposed');
  });
  test('whoever comes second is told that it is one; demoted it is an ordinary one, and may become one again', () => {
    given(['dana', declared]).when('major declare', {}, 'dana').refuses('major-already', { ref: 'INC-12', rooms: '' });
    given(['dana', declared]).when('major propose', {}, 'alice').refuses('major-already');
    given(['dana', declared]).when('major demote', {}, 'dana').refuses('needs-text', { field: 'because' });
    given(['dana', declared]).when('major demote', { because: demoted.because }, 'dana').gives(demoted);
    given(['dana', declared], ['dana', demoted])
      .when('major demote', { because: 'again' }, 'dana')
      .refuses('not-major');
    given(['dana', declared], ['dana', demoted])
      .when('major declare', {}, 'dana')
      .leaves({
        major: expect.objectContaining({ state: 'investigating' }),
      });
  });
  test('neither a request nor what is over becomes one', () => {
    const over: Fact = { type: 'resolved', resolution: null, to: to('resolved') };
    given(['bob', over]).when('major declare', {}, 'dana').refuses('major-over');
    given(['bob', over]).when('major propose', {}, 'alice').refuses('major-over');
  });
});

const ruled = (...rules: readonly MajorRule[]) => policyWith({ major: { ...policy.major, rules: [...rules] } });
const mail = { id: 'one', priority: 1, service: 'email' } as const;
/** Minutes ago, who; each the open ticket that it is itself, unless it is a duplicate. */
type Said = readonly [minutes: number, person: string, of?: number];
const reports = (...said: readonly Said[]): Report[] =>
  said.map(([minutes, person, of = minutes]) => ({
    ...{ person, at: later(NOW, -minutes * MINUTE) },
    ticket: { id: `${of} min`, reportedAt: later(NOW, -of * MINUTE) },
  }));

describe('what a rule sees', () => {
  const critical: MajorRule = { priority: 2, critical: true, minutes: 10, do: 'propose' };
  test.each([
    [1, 'email', true],
    [2, 'email', true],
    [3, 'email', false],
    [1, 'printing', false],
    [1, null, false],
  ] as const)('priority %i on %s: %s', (priority, service, speaks) => {
    const verdicts = verdictsOn(ruled(critical), { id: 'one', priority, service }, [], NOW);
    const rule = { saw: 'critical', service: 'email', priority, from: 2 };
    expect(verdicts).toEqual(speaks ? [{ rule, does: 'propose', anchor: 'one' }] : []);
  });
  test('priority alone, and a critical service alone', () => {
    const urgent = { id: 'one', priority: 1, service: null } as const;
    expect(verdictsOn(ruled({ priority: 1, minutes: 10, do: 'declare' }), urgent, [], NOW)).toEqual([
      { rule: { saw: 'priority', priority: 1, from: 1 }, does: 'declare', anchor: 'one' },
    ]);
    const rule = { saw: 'critical', service: 'email', priority: 4, from: null };
    expect(
      verdictsOn(ruled({ critical: true, minutes: 10, do: 'propose' }), { ...mail, priority: 4 }, [], NOW),
    ).toEqual([{ rule, does: 'propose', anchor: 'one' }]);
  });

  const three: MajorRule = { reports: 3, minutes: 10, do: 'propose' };
  test('different people within its window, and the oldest of theirs stands for all', () => {
    const seen = (...said: readonly Said[]) => verdictsOn(ruled(three), mail, reports(...said), NOW);
    expect(seen([7, 'a'], [3, 'b'], [0, 'c'])).toEqual([
      { rule: { saw: 'reports', count: 3, minutes: 7, from: 3, within: 10 }, does: 'propose', anchor: '7 min' },
    ]);
    expect(seen([7, 'a'], [3, 'a'], [0, 'c'])).toEqual([]);
    expect(seen([11, 'a'], [3, 'b'], [0, 'c'])).toEqual([]);
    expect(seen([10, 'a'], [3, 'b'], [0, 'c'])).toMatchObject([{ anchor: '10 min' }]);
    // A duplicate counts for what it is one of, however long ago that was reported.
    expect(seen([7, 'a'], [3, 'b', 90], [0, 'c'])).toMatchObject([{ rule: { count: 3 }, anchor: '90 min' }]);
  });
  test('all that a rule names has to be so, and what declares goes before what proposes', () => {
    const both: MajorRule = { ...three, priority: 2, critical: true, do: 'declare' };
    const many = reports([7, 'a'], [3, 'b'], [0, 'c']);
    expect(verdictsOn(ruled(both), { ...mail, priority: 3 }, many, NOW)).toEqual([]);
    expect(verdictsOn(ruled(both), { ...mail, service: 'printing' }, many, NOW)).toEqual([]);
    expect(verdictsOn(ruled(critical, both), mail, many, NOW).map(({ does }) => does)).toEqual(['declare', 'propose']);
  });
});

describe('what somebody said no to', () => {
  const saw = (count: number): Rule => ({ saw: 'reports', count, minutes: 5, from: 5, within: 10 });
  const alone: Rule = { saw: 'critical', service: 'email', priority: 1, from: 1 };
  const answered = (rule: Rule | null, ...more: readonly Stated[]) =>
    history(['clock', proposed(rule)], ['dana', rejected], ...more);
  const no = (own: readonly Event[], rule: Rule, minutes: number, theirs: readonly (readonly Event[])[] = []) => {
    const said = [own, ...theirs].flat().findLast(({ type }) => type === 'rejected' || type === 'demoted');
    return turnedDown({ own, theirs }, rule, later(said?.at ?? NOW, minutes * MINUTE), 10);
  };
  test('is not proposed again by the same rule within its window, unless it became twice as much', () => {
    expect(no(answered(saw(6)), saw(11), 9)).toBe(true);
    expect(no(answered(saw(6)), saw(12), 9)).toBe(false);
    expect(no(answered(saw(6)), saw(7), 10)).toBe(false);
    expect(no(history(), saw(5), 0, [answered(saw(6))])).toBe(true);
  });
  test('is proposed by another rule, and after a proposal of somebody’s own', () => {
    expect(no(answered(alone), saw(5), 1)).toBe(false);
    expect(no(answered(null), saw(5), 1)).toBe(false);
    expect(no(answered(saw(5)), alone, 1)).toBe(false);
    expect(no(answered({ ...alone }), { saw: 'priority', priority: 1, from: 1 }, 1)).toBe(false);
  });
  test('is never proposed again for what it is in itself; others like it are, when some time is over', () => {
    expect(no(answered(alone), alone, 500)).toBe(true);
    expect(no(history(), alone, 9, [answered(alone)])).toBe(true);
    expect(no(history(), alone, 10, [answered(alone)])).toBe(false);
  });
  test('a demoted one counts like a rejected one, whoever declared it', () => {
    const life = history(['dana', declared], ['dana', demoted]);
    expect(no(life, saw(9), 5)).toBe(true);
    expect(no(life, saw(10), 5)).toBe(false);
    expect(no(life, saw(5), 11)).toBe(false);
    expect(no(life, alone, 11)).toBe(true);
  });
});

describe('what the clock is asked for', () => {
  const jobs = (events: readonly Event[], by = policy) =>
    weighings(fold(events) as Ticket, events.slice(-1), { policy: by, now: NOW }).map(({ task }) => task.kind);
  test('a report, a classification and another priority are weighed, by key', () => {
    const report = history();
    expect(weighings(fold(report) as Ticket, report, { policy, now: NOW })).toMatchObject([
      { key: 'weigh ticket-1', coalesce: true, task: { kind: 'weigh', ticket: 'ticket-1', at: NOW } },
    ]);
    const other: Fact = { type: 'prioritised', from: 3, priority: 1, because: 'payroll' };
    expect(jobs(history(['bob', other]))).toEqual(['weigh']);
    expect(jobs(history(['bob', { type: 'noted', text: 'a word', origin: null }]))).toEqual([]);
  });
  test('nothing is, where there are no rules, or where only a few may know of it; what is declared gathers', () => {
    expect(jobs(history(), ruled())).toEqual([]);
    expect(jobs(history(['hana', restricted]))).toEqual([]);
    expect(jobs(history(['dana', declared]))).toEqual(['gather', 'homes']);
    expect(jobs(history(['dana', declared], ['dana', demoted]))).toEqual(['homes']);
    expect(jobs(history(['hana', restricted], ['dana', declared]))).toEqual(['homes']);
  });
});
