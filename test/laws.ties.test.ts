// The laws of what ties tickets: which ends a link has, who is whose duplicate, and what becomes of a reference.
import { describe, expect, test } from 'vitest';
import { convert } from '../src/commands/convert.ts';
import { duplicate } from '../src/commands/doubles.ts';
import { reopen } from '../src/commands/requester.ts';
import { link } from '../src/commands/ties.ts';
import { tell } from '../src/telling/telling.ts';
import type { Fact } from '../src/ticket/facts.ts';
import type { Ticket } from '../src/ticket/record.ts';
import type { Link, Tie } from '../src/ticket/ties.ts';
import { contextFor, given, history, later, NOW, policy, type Stated, shown, to } from './support/laws.ts';

const DAY = 86_400_000;
const open: Ticket = { ...given().ticket, id: 'ticket-2', number: 9, requester: 'eve' };
const tie = (as: Tie, name = 'INC-9', id = 'ticket-2'): Link => ({ as, what: 'ticket', to: id, name });
const linked = (as: Tie, name?: string, id?: string): Stated => ['bob', { type: 'linked', link: tie(as, name, id) }];
const duplicated: Fact = { type: 'duplicated', link: tie('duplicate'), to: to('cancelled') };
const and = (other: Ticket) => ({ beside: { other } });
const links = (...all: Link[]): Ticket => ({ ...open, links: all });

describe('link', () => {
  test.each([
    ['to INC-9', 'related'],
    ['INC-9', 'related'],
    ['to inc 9 as parent', 'parent'],
    ['to INC-9 as child', 'child'],
    ['with INC-9 as caused by', 'caused-by'],
    ['to INC-9 as blocked_by', 'blocked-by'],
    ['到INC-9作为blocks', 'blocks'],
  ] as const)('“link INC-12 %s” says what INC-12 is to the other: %s', (words, as) => {
    given()
      .when('link', { to: words }, 'chen', and(open))
      .gives({ type: 'linked', link: tie(as) });
    expect(link.partner?.(open, { to: words })).toEqual({ kind: 'incident', number: 9 });
  });
  test('in Chinese by its Chinese name', () => {
    given()
      .when('link', { to: '到 INC-9 作为子单' }, 'mei', and(open))
      .gives({ type: 'linked', link: tie('child') });
  });
  test('the other end has the same link from its own side', () => {
    const mirror = (as: Tie) => link.echo?.([{ type: 'linked', link: tie(as) }], given().ticket, open);
    const seen = (as: Tie) => [{ type: 'linked', link: tie(as, 'INC-12', 'ticket-1') }];
    for (const [one, other] of [
      ...[
        ['related', 'related'],
        ['parent', 'child'],
        ['child', 'parent'],
        ['caused-by', 'causes'],
      ],
      ...[
        ['causes', 'caused-by'],
        ['blocks', 'blocked-by'],
        ['blocked-by', 'blocks'],
      ],
    ] as [Tie, Tie][])
      expect(mirror(one)).toEqual(seen(other));
  });
  test.each([
    ['CHG-12', 'change', 'CHG-12'],
    ['to chg0030021 as caused-by', 'change', 'CHG0030021'],
    ['problem PRB-4', 'problem', 'PRB-4'],
    ['PRB-4', 'problem', 'PRB-4'],
    ['to vendor case 4711', 'other', '4711'],
    ['CASE#88-B', 'other', 'CASE#88-B'],
    ['https://vendor.example/as/7 as blocks', 'other', 'https://vendor.example/as/7'],
    ['https://vendor.example/case/7?x=1', 'other', 'https://vendor.example/case/7?x=1'],
  ] as const)('“%s” is kept outside: a %s', (words, what, name) => {
    expect(given().when('link', { to: words }, 'bob').facts()).toMatchObject([{ link: { what, to: name, name } }]);
  });
  test.each([
    'the printer',
    'http://plain.example/',
    'https://me:word@vendor.example/',
    'javascript:1',
    '4711',
    'to nothing',
  ])(
    '“%s” is nothing to link to',
    (words) => void given().when('link', { to: words }, 'bob').refuses('no-such-target', { field: 'to' }),
  );
  test('an unknown tie is named with those that there are', () => {
    given()
      .when('link', { to: 'INC-9 as uncle' }, 'bob', and(open))
      .refuses('no-such-value', { field: 'as', said: 'uncle' });
    given().when('link', { to: 'INC-9 as duplicate' }, 'bob', and(open)).refuses('no-such-value');
  });
  test('two have one tie: another one takes its place, the same one is refused', () => {
    given(linked('related'))
      .when('link', { to: 'INC-9 as child' }, 'bob', and(open))
      .leaves({ links: [tie('child')] });
    given(linked('child')).when('link', { to: 'INC-9 as child' }, 'bob', and(open)).refuses('linked-already');
    given(linked('original'))
      .when('link', { to: 'INC-9' }, 'bob', and(open))
      .refuses('tied-as-duplicate', { ref: 'INC-9' });
  });
  test('a family has two generations, and so no circles', () => {
    const parent = links(tie('child', 'INC-5', 'ticket-5'));
    given().when('link', { to: 'INC-9 as child' }, 'bob', and(parent)).refuses('child-already', { ref: 'INC-9' });
    given(linked('child', 'INC-5', 'ticket-5'))
      .when('link', { to: 'INC-9 as child' }, 'bob', and(open))
      .refuses('child-already', { ref: 'INC-12' });
    given(linked('parent', 'INC-5', 'ticket-5'))
      .when('link', { to: 'INC-9 as child' }, 'bob', and(open))
      .refuses('parent-already');
    given(linked('parent'))
      .when('link', { to: 'INC-9 as child' }, 'bob', and(links(tie('child', 'INC-12', 'ticket-1'))))
      .leaves({ links: [tie('child')] });
  });
});

describe('unlink', () => {
  const change = { as: 'related', what: 'change', to: 'CHG-12', name: 'CHG-12' } as const;
  test('takes away what there is, and names it where there is something else', () => {
    given(linked('blocks')).when('unlink', { from: 'from INC-9' }, 'bob', and(open)).leaves({ links: [] });
    given(['bob', { type: 'linked', link: change }])
      .when('unlink', { from: 'chg-12' }, 'bob')
      .leaves({ links: [] });
    given(['bob', { type: 'linked', link: change }])
      .when('unlink', { from: 'from change CHG-12' }, 'bob')
      .leaves({ links: [] });
    given(linked('blocks')).when('unlink', { from: 'CHG-12' }, 'bob').refuses('not-linked', { names: 'INC-9' });
    given().when('unlink', { from: 'INC-9' }, 'bob', and(open)).refuses('not-linked');
  });
  test('a duplicate is parted by reopening it', () => {
    given(['bob', duplicated])
      .when('unlink', { from: 'INC-9' }, 'bob', and(open))
      .refuses('tied-as-duplicate', { ref: 'INC-12' });
  });
});

describe('duplicate', () => {
  const of = (words: string) => ({ of: words });
  test('ends the ticket as the lifecycle has it', () => {
    given().when('duplicate', of('of INC-9'), 'bob', and(open)).gives(duplicated);
    given()
      .when('duplicate', of('INC-9'), 'bob', and(open))
      .leaves({ phase: 'closed', links: [tie('duplicate')] });
    const done: Stated = ['bob', { type: 'resolved', resolution: null, to: to('resolved') }];
    given(done).when('duplicate', of('INC-9'), 'bob', and(open)).leaves({ state: 'closed' });
    given(['bob', duplicated])
      .when('duplicate', of('INC-9'), 'bob', and(open))
      .refuses('not-now', { action: 'duplicate' });
  });
  test('takes the place of what tied them before', () => {
    given(linked('related'))
      .when('duplicate', of('INC-9'), 'bob', and(open))
      .leaves({ links: [tie('duplicate')] });
  });
  test.each([
    ['of what is no reference', 'the other one', open, 'no-such-original', {}],
    [
      'the other way round',
      'INC-9',
      links(tie('duplicate', 'INC-12', 'ticket-1')),
      'other-way-round',
      { other: 'INC-9' },
    ],
    ['of a duplicate', 'INC-9', links(tie('duplicate', 'INC-5', 'ticket-5')), 'no-original', { original: 'INC-5' }],
    ['of another kind', 'REQ-9', { ...open, kind: 'request' }, 'other-kind', { other: 'REQ-9' }],
    ['of what is over', 'INC-9', { ...open, phase: 'closed', state: 'closed' }, 'original-closed', { other: 'INC-9' }],
  ] as const)('%s is refused, with what to do', (_why, words, other, code, facts) => {
    given()
      .when('duplicate', of(words), 'bob', and(other as Ticket))
      .refuses(code, facts);
  });
  test('of what is resolved is not too late: its requester is still asked', () => {
    given()
      .when('duplicate', of('INC-9'), 'bob', and({ ...open, phase: 'done', state: 'resolved' }))
      .gives(duplicated);
  });
  test('the requester says it of what was offered; anything else does not exist', () => {
    given().when('duplicate', of('INC-9'), 'alice', and(open)).refuses('not-found', { ref: 'INC-9' });
    const offered = { ...given().ticket, like: ['ticket-2'] };
    expect(duplicate.decide(offered, of('INC-9'), contextFor('alice'), { other: open })).toEqual([duplicated]);
  });
  test('a working week is not lost: the clocks stop, and run on when it is reopened', () => {
    const events = history(['bob', duplicated]);
    expect(shown(events, later(NOW, 30 * DAY))).toMatchObject({ nextDue: null, responseDue: null });
    const again = history(['bob', duplicated], ['alice', { type: 'reopened', because: null, to: to('new') }]);
    expect(shown(again).resolutionDue).not.toBeNull();
  });
});

describe('a duplicate follows its original', () => {
  const workspaces = { slack: 'T1' };
  const settle = { of: 'ticket-2', how: 'resolved' };
  const settled: Fact = { type: 'settled', link: tie('duplicate'), how: 'resolved' };
  const timers = (...stated: Stated[]) => {
    const events = history(...stated);
    const last = events.at(-1);
    if (!last) throw new Error('a history begins');
    const jobs = tell(shown(events), [last], { policy, now: last.at, workspaces, chats: new Map(), managers: [] });
    return jobs.map(({ task }) => task).filter((task) => task.kind === 'timer' && task.verb === 'settle');
  };
  const original = linked('original', 'INC-13', 'ticket-3');
  const told = (how: string) => [{ kind: 'timer', verb: 'settle', ticket: 'ticket-3', of: 'ticket-1', how }];

  test('each duplicate is told of the end by a job of its own, and of what its original is told itself', () => {
    const resolved: Fact = { type: 'resolved', resolution: null, to: to('resolved') };
    expect(timers(original, ['bob', resolved])).toEqual(told('resolved'));
    expect(timers(original, ['bob', { type: 'cancelled', because: null, to: to('cancelled') }])).toEqual(
      told('cancelled'),
    );
    expect(timers(original, ['bob', duplicated])).toEqual([]);
    expect(timers(original, ['bob', duplicated], ['clock', settled])).toEqual(told('resolved'));
    expect(timers(['bob', resolved])).toEqual([]);
  });
  test('what was parted meanwhile is told nothing', () => {
    given(['bob', duplicated]).when('settle', settle, 'clock').gives(settled);
    given(['bob', duplicated])
      .when('settle', { ...settle, of: 'ticket-5' }, 'clock')
      .gives();
    given().when('settle', settle, 'clock').gives();
    const reopened: Fact = { type: 'reopened', because: null, to: to('new') };
    given(['bob', duplicated], ['alice', reopened]).when('settle', settle, 'clock').gives();
  });
  test('“still broken” reopens theirs alone and ends the link, at both ends', () => {
    const again = given(['bob', duplicated]).when('reopen', { because: 'still' }, 'alice', and(open));
    again.leaves({ state: 'new', links: [], closedAt: null });
    const both = links(tie('original', 'INC-12', 'ticket-1'), tie('related', 'INC-5', 'ticket-5'));
    expect(reopen.echo?.(again.facts(), given().ticket, both)).toEqual([
      { type: 'unlinked', link: tie('original', 'INC-12', 'ticket-1') },
    ]);
    expect(reopen.partner?.(given(['bob', duplicated]).ticket, {})).toEqual({ id: 'ticket-2' });
    expect(reopen.partner?.(given().ticket, {})).toBeUndefined();
  });
  test('it can be reopened while its original is worked on, and then for as long as any other', () => {
    const after = 2 * policy.closure.reopen_days * DAY;
    const gone = { ...open, phase: 'closed', state: 'closed' } as const;
    const late = given(['bob', duplicated]);
    late.when('reopen', {}, 'alice', { after, beside: { other: open } }).leaves({ state: 'new' });
    late.when('reopen', {}, 'alice', { after, beside: { other: gone } }).refuses('reopen-over');
    given(['bob', duplicated], ['clock', settled, after])
      .when('reopen', {}, 'alice', and(gone))
      .leaves({ state: 'new' });
  });
});

describe('convert', () => {
  const request = { kind: 'request', number: 7 } as const;
  const converted: Fact = { type: 'converted', from: { kind: 'incident', number: 12 }, into: request };
  const numbered = { beside: { number: 7 } };
  test.each(['', 'to request', 'service request', 'REQ', '为请求'])('“convert INC-12 %s”', (words) => {
    given().when('convert', { to: words }, 'bob', numbered).gives(converted);
  });
  test('the old reference is kept; going back takes it up again', () => {
    given()
      .when('convert', {}, 'bob', numbered)
      .leaves({ ...request, former: [{ kind: 'incident', number: 12 }] });
    const back = given(['bob', converted]);
    back.when('convert', { to: 'incident' }, 'bob').leaves({ kind: 'incident', number: 12, former: [request] });
    expect([convert.numbers?.(given().ticket), convert.numbers?.(back.ticket)]).toEqual(['request', undefined]);
  });
  test('what it is already, what nothing is, and what is over are refused', () => {
    given().when('convert', { to: 'incident' }, 'bob', numbered).refuses('kind-already');
    given().when('convert', { to: 'a problem' }, 'bob', numbered).refuses('no-such-value', { name: 'kind' });
    given(['bob', duplicated]).when('convert', {}, 'bob', numbered).refuses('not-now', { action: 'convert' });
  });
});
