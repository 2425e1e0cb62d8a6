// What happens to a ticket when somebody who has a part in it is no agent any more, and how it and the rest is said.
import { describe, expect, test } from 'vitest';
import type { Audited } from '../src/people/audit.ts';
import type { Fact } from '../src/ticket/facts.ts';
import { plain } from '../src/views/cards.ts';
import type { Installation } from '../src/views/findings.ts';
import { sentenceOf } from '../src/views/lines.ts';
import { auditCard, setupCard } from '../src/views/manage.ts';
import { newsCard } from '../src/views/news.ts';
import { given, history, NOW, policy, policyWith, readerFor, shown, to } from './support/laws.ts';

const claimed: Fact = { type: 'claimed', from: null, to: to('in_progress') };
const vacated = (parts: readonly ('assignee' | 'owner')[], state: string, cause: 'gone' | 'role' = 'gone'): Fact => ({
  ...{ type: 'vacated', person: 'bob', parts, cause, to: to(state) },
});
const away = { person: 'bob', cause: 'gone' };

describe('whoever is no agent any more', () => {
  test('is neither assignee nor owner: anybody may claim it, and then owns it', () => {
    given(['bob', claimed])
      .when('vacate', away, 'clock')
      .gives(vacated(['assignee', 'owner'], 'new'));
    given(['bob', claimed]).when('vacate', away, 'clock').leaves({ assignee: null, owner: null, state: 'new' });
    given(['bob', claimed], ['clock', vacated(['assignee', 'owner'], 'new')])
      .when('claim', {}, 'mei')
      .leaves({ assignee: 'mei', owner: 'mei' });
  });
  test('leaves a colleague’s work where it is', () => {
    const assigned: Fact = { type: 'assigned', from: 'bob', assignee: 'mei', to: to('in_progress') };
    given(['bob', claimed], ['bob', assigned])
      .when('vacate', { person: 'bob', cause: 'role' }, 'clock')
      .gives(vacated(['owner'], 'in_progress', 'role'));
  });
  test.each(['on_hold', 'waiting'])('wakes nothing that is %s', (state) => {
    const until = '2026-12-01T08:00:00.000Z';
    const asleep: Fact =
      state === 'waiting'
        ? { type: 'waited', until, because: null, to: to(state) }
        : { type: 'held', because: null, hold: { reason: 'other', pauses: false, external: null }, to: to(state) };
    given(['bob', claimed], ['bob', asleep])
      .when('vacate', away, 'clock')
      .gives(vacated(['assignee', 'owner'], state));
  });
  test('keeps what is over, and what was never theirs is not touched', () => {
    const closed: Fact = { type: 'closed', how: 'desk', to: to('closed') };
    given(['bob', claimed], ['bob', { type: 'resolved', resolution: null, to: to('resolved') }], ['bob', closed])
      .when('vacate', away, 'clock')
      .gives();
    given(['mei', claimed]).when('vacate', away, 'clock').gives();
    given(['bob', claimed]).when('vacate', away, 'dana').refuses('unknown-verb');
  });
  test('leaves their roles in a major incident free, whoever has the ticket', () => {
    const roles = { incident_manager: 'dana', technical_lead: 'bob', scribe: 'bob' };
    const due = '2026-11-23T10:00:00.000Z';
    const declared: Fact = { type: 'declared', how: 'declared', because: null, rule: null, roles, due };
    const free = (role: string): Fact => ({ type: 'cast', role, person: null, from: 'bob' });
    given(['mei', claimed], ['dana', declared])
      .when('vacate', away, 'clock')
      .gives(free('technical_lead'), free('scribe'));
    given(['bob', claimed], ['dana', declared])
      .when('vacate', away, 'clock')
      .leaves({ owner: null, major: expect.objectContaining({ roles: { incident_manager: 'dana' } }) });
  });
  test('is said so in the thread, in the channel and to the managers, in both languages', () => {
    const events = history(['bob', claimed], ['clock', vacated(['assignee', 'owner'], 'new')]);
    const said = (name: 'dana' | 'mei') => plain(sentenceOf(readerFor(name), shown(events), events.at(-1) ?? never()));
    expect(said('dana')).toBe(
      'Bob Fischer has left. Anybody may claim it. It needs an owner: whoever claims it next, or says “own”.',
    );
    expect(said('mei')).toContain('Bob Fischer 已离开。任何人都可以认领。');
    const returned = Array.from({ length: 32 }, (_, n) => ({ ref: `INC-${n}`, group: 'service-desk' }));
    const parted = { type: 'parted', name: 'Bob Fischer', cause: 'role', returned } as const;
    expect(newsCard(readerFor('dana'), { ...parted, group: null }).summary).toMatch(
      /INC-29 \(Service Desk\), and 2 more\.$/u,
    );
    expect(newsCard(readerFor('dana'), { ...parted, group: 'network' }).summary).not.toContain('INC-');
  });
});

describe('an administrator is told', () => {
  const installation = (more: Partial<Installation>): Installation => ({
    ...{ health: new Map(), differs: false, overWall: false },
    ...more,
  });
  const text = (name: 'dana' | 'mei', more: Partial<Installation>, by = policy) =>
    setupCard(readerFor(name, NOW, by), { installation: installation(more), policyVersion: 3, never: [] })
      .blocks.map((block) => ('text' in block ? plain(block.text) : ''))
      .join('\n');
  test('that all is well', () => {
    expect(text('dana', {})).toContain('✅ All is as it has to be.');
  });
  test('that the policy file is another, that the wall can be looked over, that nobody administers, that a place is missing', () => {
    const by = policyWith({ roles: { ...policy.roles, administrator: [] } });
    const bad = text(
      'dana',
      { differs: true, overWall: true, health: new Map([['chat', { lookedAgo: 60_000, heardAgo: 0, findings: [] }]]) },
      by,
    );
    expect(bad).toContain('⚠️ The policy file differs from version 3');
    expect(bad).toContain('❌ The database role can look over the wall');
    expect(bad).toContain('⚠️ Nobody is an administrator');
    expect(bad).toContain('⚠️ Network has no triage channel on Chat');
    expect(bad).toContain('Looked at 1 min ago.');
    expect(text('mei', { differs: true }, by)).toContain('⚠️ 策略文件与正在使用的第 3 版不同');
  });
  test('of every kind of what is administered, in words', () => {
    const facts: readonly Audited[] = (
      [
        { type: 'accounts-joined', chats: ['a', 'b'], how: 'code' },
        { type: 'accounts-split', chats: ['a', 'b'], how: 'code' },
        { type: 'account-left', chats: ['a'] },
        { type: 'account-back', chats: ['a'] },
        { type: 'parted', cause: 'gone', tickets: 1 },
        { type: 'role-gained', name: 'a-group:1' },
        { type: 'role-lost', name: 'a-group:1' },
        { type: 'policy-taken', version: 2 },
        { type: 'forgotten', tickets: 2 },
        { type: 'retention', tickets: 2 },
        { type: 'exported', what: '… – …' },
        { type: 'confidential', ref: 'INC-1' },
      ] as const
    ).map((fact, id) => ({ ...fact, id, at: NOW, by: 'dana', about: 'bob' }));
    for (const name of ['dana', 'mei'] as const) {
      const [, block] = auditCard(readerFor(name), facts, undefined).blocks;
      const lines = block && 'text' in block ? plain(block.text).trim().split('\n') : [];
      expect(lines).toHaveLength(facts.length);
      for (const line of lines) {
        expect(line).not.toMatch(/undefined|\[object/u);
        expect(line).toMatch(/Dana Silva/u);
      }
    }
  });
});

function never(): never {
  throw new Error('a history has a last event');
}
