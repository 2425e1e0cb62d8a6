// What the organisation promises: the file and its flaws, guesses from words, priorities, rights and working days.
import { DateTime } from 'luxon';
import { describe, expect, test } from 'vitest';
import { nobody } from '../src/people/person.ts';
import { addBusinessDays, isBusinessDay, startOfWork } from '../src/policy/calendar.ts';
import { classify, termsOf } from '../src/policy/priority.ts';
import { chatGroups, rightsOf } from '../src/policy/roles.ts';
import { BadPolicy, parsePolicy as parse } from '../src/policy/schema.ts';
import { distance, nearest } from '../src/policy/spelling.ts';
import type { Level } from '../src/ticket/record.ts';
import { accountOf, people, policy, policyText } from './support/laws.ts';

function flawsIn(yaml: string): BadPolicy {
  try {
    parse(yaml, 'desk.yaml');
  } catch (error) {
    if (error instanceof BadPolicy) return error;
    throw error;
  }
  throw new Error('the policy was taken');
}

describe('the file', () => {
  test('the default is sound and fits the stories', () => {
    expect(Object.values(policy.groups).map(({ level }) => level)).toEqual([1, 2, 2, 2, 3]);
    expect(policy.groups[policy.first_level]?.members).toContain('bob@example.com');
    expect(termsOf(policy).targets[1]).toEqual({ response: 0.25, resolution: 4 });
  });

  /** What stands in the file, what it is changed to, the text at which the flaw is found, and what is said of it. */
  test.each([
    [
      'an unknown key',
      'first_level: service-desk',
      'first_lvel: service-desk',
      'service-desk',
      /^first_lvel: there is no such key/u,
    ],
    ['a wrong type', 'level: 1', 'level: one', 'one', /^groups\.service-desk\.level: /u],
    ['a wrong number', 'grace_days: 5 ', 'grace_days: -5 ', '-5', /^closure\.grace_days: .*>0/u],
    ['an unknown zone', 'zone: Europe/Paris\n  mail', 'zone: Europe/Pris\n  mail', 'Europe/Pris', /IANA time zone/u],
    ['an unknown language', 'language: en ', 'language: fr ', 'fr', /^organisation\.language: .*"en"\|"zh"/u],
    ['an hour', 'from: "08:30"', 'from: "8:30"', '"8:30"', /written like 08:30/u],
    ['a reason to hold for a supplier', 'hold: supplier', 'hold: moon', 'moon', /^groups\.supplier-connect\.hold: /u],
    ['a group that may override', 'override: [service-desk]', 'override: [moon]', 'moon', /^routing\.override\.0: /u],
    ['a key', 'services:\n  printing', 'services:\n  Printing', '{ name: { en: Printing', /a key is 1–40/u],
    ['a day', '2027-05-06]', '6.5.2027]', '6.5.2027', /written like 2026-12-25/u],
    [
      'an unknown calendar',
      'calendar: office',
      'calendar: shop',
      'shop',
      /"shop" is not one of the calendars: office/u,
    ],
    [
      'an unknown first level',
      'first_level: service-desk',
      'first_level: desk',
      'desk',
      /not one of the groups: service-desk, /u,
    ],
    ['an unknown next group', 'next: supplier-connect', 'next: nobody', 'nobody', /^groups\.network\.next: /u],
    [
      'an item of two services',
      '  laptop:   { name:',
      '  laptop:   { items: { prn-7: { name: Laptop 7 } }, name:',
      '{ name: Laptop 7 }',
      /^services\.laptop\.items\.prn-7: "prn-7" is an item of "printing" already/u,
    ],
    [
      'an unknown group of a service',
      'group: network, words: [network',
      'group: net, words: [network',
      'net',
      /^services\.network\.group: /u,
    ],
    [
      'a confidential group that there is not',
      'confidential: people-conduct',
      'confidential: nobody',
      'nobody',
      /^confidential: "nobody" is not one of the groups/u,
    ],
    [
      'a confidential group that is none',
      'confidential: people-conduct',
      'confidential: network',
      'network',
      /^confidential: "network" is not a confidential group/u,
    ],
    [
      'a confidential service of a group that is not',
      'group: people-conduct, confidential',
      'group: network, confidential',
      'network',
      /^services\.people\.group: "network" is not a confidential group/u,
    ],
    [
      'a confidential first level',
      'first_level: service-desk',
      'first_level: people-conduct',
      'people-conduct',
      /^first_level: "people-conduct" is confidential/u,
    ],
    [
      'a confidential group without a place',
      '    triage: { slack: C0PEOPLE, teams: "19:people@thread.tacv2" }',
      '',
      'name: { en: People',
      /^groups\.people-conduct: a confidential group needs a triage place of its own/u,
    ],
    [
      'a confidential group in another’s place',
      'slack: C0PEOPLE',
      'slack: C0NETWORK',
      'C0NETWORK',
      /^groups\.people-conduct\.triage\.slack: "C0NETWORK" is also the triage place of network/u,
    ],
    ['a day that ends before it begins', 'to: "17:30"', 'to: "07:30"', '"07:30"', /has to be later than "from"/u],
    ['a missing target', '  p4: { response: 8, resolution: 72 }\n', '', 'p1:', /p4/u],
    ['a priority that there is not', 'high: 1, medium', 'high: 0, medium', '0', /^priority\.high\.high: /u],
    [
      'an unknown action',
      'on: { close: closed, reopen',
      'on: { shut: closed, reopen',
      'closed, reopen',
      /^workflow\.resolved\.on\.shut: /u,
    ],
    [
      'an unknown state',
      'claim: in_progress, hold',
      'claim: progress, hold',
      'new:',
      /claim leads to "progress", which is not a state/u,
    ],
    [
      'an emoji with its colons',
      'emoji: ticket',
      'emoji: ":ticket:"',
      '":ticket',
      /intake\.emoji: the name of an emoji, without colons/u,
    ],
    [
      'a dead end',
      'cancelled:   { phase: closed,    on: { reopen: in_progress } }',
      'cancelled:   { phase: done }',
      'new:',
      /state "cancelled" is a dead end/u,
    ],
  ])('%s is named with its line and column', (_what, from, to, where, message) => {
    if (!policyText.includes(from)) throw new Error(`the default has no ${from}`);
    const yaml = policyText.replace(from, to);
    const { flaws, message: said } = flawsIn(yaml);
    const flaw = flaws.find((one) => message.test(`${one.path}: ${one.message}`));
    expect(flaws.map((one) => `${one.path}: ${one.message}`)).toContainEqual(expect.stringMatching(message));
    const line = yaml.split('\n')[(flaw?.line ?? 0) - 1] ?? '';
    expect(line.slice((flaw?.column ?? 0) - 1)).satisfy((rest: string) => rest.startsWith(where), where);
    expect(said).toContain(`desk.yaml:${flaw?.line}:${flaw?.column}: `);
  });
  test('what is not YAML is named where it stops being that', () => {
    expect(flawsIn('organisation:\n  key: [a\n  name: b\n').flaws[0]).toMatchObject({ line: 3 });
    expect(flawsIn('first_level: a\nfirst_level: b\n').flaws[0]).toMatchObject({ line: 2, column: 1 });
    expect(flawsIn('').flaws[0]).toMatchObject({ line: 1, column: 1 });
  });
  test('all flaws are named at once', () => {
    const yaml = policyText.replace('level: 1', 'level: 9').replace('grace_days: 5', 'grace_days: no');
    expect(flawsIn(yaml).message.split('\n')).toHaveLength(2);
  });
  test('a policy without a workflow has the default one', () => {
    const yaml = policyText.slice(0, policyText.indexOf('\nworkflow:'));
    expect(parse(yaml).workflow).toEqual(policy.workflow);
  });
});

describe('guesses from words', () => {
  const guess = (text: string, kind: 'incident' | 'request' = 'incident') => classify(policy, text, kind);
  test.each([
    [
      'prinetr on floor 3 is jamed agian, month end is tonight',
      { service: 'printing', category: 'failure', impact: 'medium', urgency: 'high', priority: 2 },
    ],
    ['Outlook crashes for EVERYONE', { service: 'email', impact: 'high', urgency: 'medium', priority: 2 }],
    [
      '打印机坏了，所有人都等着，马上要用',
      { service: 'printing', category: 'failure', impact: 'high', urgency: 'high', priority: 1 },
    ],
    ['电脑登录不了，不急', { service: 'laptop', category: 'access', urgency: 'low', priority: 4 }],
    [
      'it is not urgent, but the vpn is slow',
      { service: 'network', urgency: 'low', guessed: { urgency: 'not urgent' } },
    ],
    ['the main floury thing', { service: null, category: null, impact: 'low', urgency: 'medium', guessed: {} }],
    ['i have a kneed', { category: null }],
    ['', { service: null, category: null, impact: 'low', urgency: 'medium', priority: 3 }],
  ])('%j', (text, expected) => {
    const found = guess(text);
    const { guessed, ...rest } = expected as typeof expected & { guessed?: Record<string, string> };
    expect(found).toMatchObject(rest);
    if (guessed) expect(found.guessed).toMatchObject(guessed);
  });
  test('a policy may route a recognised service past the first level', () => {
    const direct = { ...policy, routing: { direct: true } };
    expect(classify(direct, 'the vpn drops', 'incident').group).toBe('network');
    expect(classify(direct, 'the thing is strange', 'incident').group).toBe('service-desk');
  });
  test('what is guessed is kept with the word that it was guessed from; all goes to the first level', () => {
    const { guessed, group } = guess('prinetr on floor 3, month end');
    expect(guessed).toEqual({ service: 'printer', impact: 'floor', urgency: 'month end' });
    expect(group).toBe('service-desk');
  });
  test('a request is in less of a hurry than an incident', () => {
    expect([guess('a thing').urgency, guess('a thing', 'request').urgency]).toEqual(['medium', 'low']);
  });
  test('the matrix is the file’s, and more of either never makes it less urgent', () => {
    const levels: readonly Level[] = ['high', 'medium', 'low'];
    expect(levels.map((impact) => levels.map((urgency) => policy.priority[impact][urgency]))).toEqual([
      [1, 2, 3],
      [2, 3, 4],
      [3, 3, 4],
    ]);
  });
  test.each([
    ['clam', 'claim'],
    ['calim', 'claim'],
    ['own', 'own'],
    ['pwn', 'own'],
    ['xx', undefined],
    ['¡', undefined],
    ['resume', undefined],
  ])('%j is nearest to %j', (word, found) => {
    expect(nearest(word, ['claim', 'own', 'queue', 'q'])).toBe(found);
  });
  test('an endless word is not walked through', () => {
    const endless = 'z'.repeat(50_000_000);
    expect(distance(endless, 'claim')).toBe(endless.length - 5);
    expect(nearest(endless, ['claim', 'own'])).toBeUndefined();
  });
});

describe('rights', () => {
  const bob = people.bob;
  const account = accountOf('bob');
  test('a mail address counts only where it was proven by joining', () => {
    expect(rightsOf(policy, bob, account)).toEqual({ ...nobody, groups: ['service-desk'] });
    expect(rightsOf(policy, { ...bob, mail: 'BOB@Example.com' }, account).groups).toEqual(['service-desk']);
    expect(rightsOf(policy, { ...bob, mail: null }, { ...account, mail: 'bob@example.com' }).groups).toEqual([]);
  });
  test('an account may be named as platform:user; only that platform’s counts', () => {
    const named = parse(policyText.replace(/members: \[chen[^\]]*\]/u, 'members: ["slack:UNEW"]'));
    const who = { ...people.eve, mail: null };
    expect(rightsOf(named, who, { ...accountOf('eve'), user: 'UNEW' }).groups).toEqual(['network']);
    expect(rightsOf(named, who, { ...accountOf('eve'), user: 'UNEW', platform: 'teams' }).groups).toEqual([]);
  });
  test('a guest has none, whoever they say to be', () => {
    for (const name of ['bob', 'dana'] as const)
      expect(rightsOf(policy, people[name], { ...accountOf(name), guest: true })).toEqual({ ...nobody, guest: true });
  });
  test('the incident manager and the administrator are so by role', () => {
    expect(rightsOf(policy, people.dana, accountOf('dana'))).toEqual({ ...nobody, manager: true, administrator: true });
  });
  test('an account that came by its address works in the groups, and has no role but by its own name', () => {
    const named = parse(
      policyText.replaceAll('[dana@example.com, "slack:U0DANA", "teams:29:dana"]', '[dana@example.com]'),
    );
    const joined = { ...accountOf('dana'), joined: 'mail' } as const;
    expect(rightsOf(named, people.dana, accountOf('dana'))).toMatchObject({ manager: true, administrator: true });
    expect(rightsOf(named, people.dana, joined)).toEqual(nobody);
    expect(rightsOf(named, people.dana, { ...joined, joined: 'code' }).manager).toBe(true);
    expect(rightsOf(policy, people.dana, { ...joined, user: 'U0DANA' }).manager).toBe(true);
    expect(rightsOf(policy, people.bob, { ...accountOf('bob'), joined: 'mail' }).groups).toEqual(['service-desk']);
  });
  test('a group of the chat’s own and a trusted channel make agents, by the names that are known of somebody', () => {
    const named = parse(
      policyText
        .replace(/members: \[chen@example.com[^\]]*\]/u, 'members: ["slack-group:S0NET"]')
        .replace(/ {4}members: \[liwei@example.com[^\]]*\]/u, '    trust_membership: true'),
    );
    const rights = (...names: string[]) =>
      rightsOf(named, people.eve, accountOf('eve'), { person: names, proven: [] }).groups;
    expect(rights('slack-group:s0net')).toEqual(['network']);
    expect(rights('slack-channel:c0workplace')).toEqual(['workplace']);
    expect(rights('slack-channel:c0network', 'slack-group:other')).toEqual([]);
    expect(chatGroups(named)).toEqual([{ name: 'slack-group:s0net', platform: 'slack', id: 'S0NET' }]);
  });
});

describe('working days', () => {
  const office = policy.calendars.office;
  if (!office) throw new Error('the default has an office calendar');
  const at = (day: string) => DateTime.fromISO(day, { zone: 'Europe/Paris' });
  const days = (from: string, count: number) =>
    addBusinessDays(office, at(from), count).toISO({
      includeOffset: false,
      suppressMilliseconds: true,
      suppressSeconds: true,
    });

  test.each([
    ['2026-11-23', true],
    ['2026-11-28', false],
    ['2026-12-25', false],
    ['2026-12-24', true],
  ])('%s is one: %s', (day, is) => {
    expect(isBusinessDay(office, at(day))).toBe(is);
  });
  test.each([
    ['2026-11-27T10:00', 1, '2026-11-30T10:00'],
    ['2026-11-28T10:00', 1, '2026-11-30T10:00'],
    ['2026-12-24T10:00', 1, '2026-12-28T10:00'],
    ['2026-12-28T10:00', -1, '2026-12-24T10:00'],
    ['2026-03-20T08:30', -3, '2026-03-17T08:30'],
    ['2026-10-23T08:30', 1, '2026-10-26T08:30'],
    ['2026-11-28T10:00', 0, '2026-11-28T10:00'],
  ])('%s and %d business days is %s', (from, count, to) => {
    expect(days(from, count)).toBe(to);
  });
  test('adding and taking away the same number of days comes back to the same day, from a working day', () => {
    for (const count of [1, 5, 30]) {
      const there = addBusinessDays(office, at('2026-11-26T09:00'), count);
      expect(addBusinessDays(office, there, -count).toISODate()).toBe('2026-11-26');
    }
  });
  test('work begins by the clock on the wall, also on the day after clocks changed', () => {
    expect(startOfWork(office, at('2026-03-30T23:10')).toISO()).toBe('2026-03-30T08:30:00.000+02:00');
    expect(startOfWork(office, at('2026-03-27T01:00')).toISO()).toBe('2026-03-27T08:30:00.000+01:00');
  });
});
