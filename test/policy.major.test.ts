// What the policy says of major incidents: the default fits the stories, and each bad value is named with its line.
import { describe, expect, test } from 'vitest';
import { BadPolicy, parsePolicy } from '../src/policy/schema.ts';
import { policy, policyText } from './support/laws.ts';

function flawsIn(yaml: string): BadPolicy {
  try {
    parsePolicy(yaml, 'desk.yaml');
  } catch (error) {
    if (error instanceof BadPolicy) return error;
    throw error;
  }
  throw new Error('the policy was taken');
}

test('the default has two rules, which propose; a policy without the section has none', () => {
  expect(policy.major.rules).toEqual([
    { priority: 1, critical: true, minutes: 10, do: 'propose' },
    { reports: 5, minutes: 10, do: 'propose' },
  ]);
  const without = policyText.replace(/\nmajor:[\s\S]*?\n(?=\n)/u, '\n').replace(/, audiences: \[everyone\]/u, '');
  expect(parsePolicy(without).major).toMatchObject({ rules: [], declare: [], cadence: { p1: 30 }, incidents: {} });
});

describe('a bad value is named with its line and column', () => {
  test.each([
    ['an unknown key', 'remind_minutes: 5 ', 'remind_hours: 5 ', '5', /^major\.remind_hours: there is no such key/u],
    [
      'a group that may declare',
      'declare: []  ',
      'declare: [moon]',
      'moon',
      /^major\.declare\.0: "moon" is not one of the groups/u,
    ],
    [
      'a rule that asks for nothing',
      '{ priority: 1, critical: true, do: propose }',
      '{ do: propose }',
      '{ do: propose }',
      /^major\.rules\.0: a rule names a priority, /u,
    ],
    ['a priority', '{ priority: 1, critical', '{ priority: 5, critical', '5', /^major\.rules\.0\.priority: /u],
    [
      'what is not critical',
      'critical: true, do',
      'critical: false, do',
      'false',
      /^major\.rules\.0\.critical: .*true/u,
    ],
    ['one report', 'reports: 5', 'reports: 1', '1', /^major\.rules\.1\.reports: .*>=2/u],
    ['no time', 'minutes: 10, do', 'minutes: 0, do', '0', /^major\.rules\.1\.minutes: .*>0/u],
    [
      'what a rule does',
      'minutes: 10, do: propose',
      'minutes: 10, do: shout',
      'shout',
      /^major\.rules\.1\.do: .*"propose"\|"declare"/u,
    ],
    ['a cadence', 'p1: 30, p2: 60', 'p1: never, p2: 60', 'never', /^major\.cadence\.p1: /u],
    [
      'a room that nobody could tell from another',
      'inc-{date}-{number}-{title}',
      'inc-{date}-{title}',
      '"inc-{date}',
      /^major\.room\.name: without \{number\}/u,
    ],
    ['a room’s letters', 'name: "inc-{date}', 'name: "INC {date}', '"INC {date}', /^major\.room\.name: small letters/u],
    ['days', 'archive_days: 14', 'archive_days: 0', '0', /^major\.room\.archive_days: .*>0/u],
    [
      'two cards in one channel',
      'incidents: { slack: C0INCIDENTS',
      'incidents: { slack: C0NETWORK',
      'C0NETWORK',
      /^major\.incidents\.slack: "C0NETWORK" is the triage place of network/u,
    ],
    [
      'an audience',
      'audiences: [everyone]',
      'audiences: [nobody]',
      'nobody',
      /^services\.email\.audiences\.0: "nobody" is not one of the audiences: everyone/u,
    ],
    [
      'a service’s weight',
      'group: network, critical: true',
      'group: network, critical: very',
      'very',
      /^services\.email\.critical: /u,
    ],
    [
      'a rota of nobody',
      'on_call: [chen@example.com]',
      'on_call: { rota: [], since: 2026-11-23, days: 7 }',
      '[], since',
      /^groups\.network\.on_call\.rota: /u,
    ],
  ])('%s', (_what, from, to, where, message) => {
    if (!policyText.includes(from)) throw new Error(`the default has no ${from}`);
    const yaml = policyText.replace(from, to);
    const { flaws, message: said } = flawsIn(yaml);
    const flaw = flaws.find((one) => message.test(`${one.path}: ${one.message}`));
    expect(flaws.map((one) => `${one.path}: ${one.message}`)).toContainEqual(expect.stringMatching(message));
    const line = yaml.split('\n')[(flaw?.line ?? 0) - 1] ?? '';
    expect(line.slice((flaw?.column ?? 0) - 1)).satisfy((rest: string) => rest.startsWith(where), where);
    expect(said).toContain(`desk.yaml:${flaw?.line}:${flaw?.column}: `);
  });
});
