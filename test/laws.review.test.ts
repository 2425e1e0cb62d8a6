// The review of a major incident, measured and drawn from a history: what counts from where, and what people's words cannot do.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { workAfter, workBefore } from '../src/policy/calendar.ts';
import { fold } from '../src/ticket/events.ts';
import type { Event, Fact } from '../src/ticket/facts.ts';
import { ROLES } from '../src/ticket/major.ts';
import { bandsOf, momentsOf, type ReviewFacts } from '../src/ticket/timeline.ts';
import { timesOf } from '../src/ticket/times.ts';
import { inLine, inParagraphs, reviewMarkdown } from '../src/views/review-markdown.ts';
import { timelinePicture } from '../src/views/timeline-picture.ts';
import {
  accountOf,
  given,
  history,
  later,
  MINUTE,
  type Name,
  NOW,
  policy,
  policyWith,
  readerFor,
  type Stated,
  shown,
  to,
} from './support/laws.ts';
import { lives } from './support/life.ts';

const HOUR = 60 * MINUTE;
const declared = (roles: Record<string, Name> = {}): Fact => ({
  ...{ type: 'declared', how: 'declared', because: 'nobody can send mail', rule: null, roles },
  due: later(NOW, HOUR),
});
const proposed: Fact = { type: 'proposed', because: null, rule: null };
const cast = (role: string, person: Name): Fact => ({ type: 'cast', role, person, from: null });
const roomed: Fact = {
  type: 'roomed',
  room: {
    ...{ platform: 'slack', workspace: 'T1', channel: 'C9', kind: 'channel', name: 'inc-12', link: null },
    ...{ private: false, archived: false },
  },
};
const claimed: Fact = { type: 'claimed', from: null, to: to('in_progress') };
const mitigated: Fact = { type: 'mitigated', text: 'mail flows again' };
const resolved: Fact = { type: 'resolved', resolution: 'a new certificate', to: to('resolved') };
const reopened: Fact = { type: 'reopened', because: 'again', to: to('in_progress') };
const reviewing: Fact = { type: 'reviewing', due: later(NOW, 100 * HOUR) };

const factsOf = (events: readonly Event[]): ReviewFacts => ({
  ...{ history: events, readable: events, tied: null, improvements: new Map(), people: [] },
});

describe('what is measured', () => {
  const whole = history(
    ['bob', proposed, 5 * MINUTE],
    ['dana', declared(), 2 * MINUTE],
    ['clock', roomed, MINUTE],
    ['bob', claimed, 2 * MINUTE],
    ...ROLES.map((role): Stated => ['dana', cast(role, 'chen'), MINUTE]),
    ['chen', mitigated, 20 * MINUTE],
    ['dana', resolved, 30 * MINUTE],
  );
  test('each from its own beginning: the first report, or the declaration', () => {
    expect(timesOf(whole)).toEqual({
      ...{ detect: 5 * MINUTE, acknowledge: 3 * MINUTE, mobilise: MINUTE, staff: 7 * MINUTE },
      ...{ mitigate: 34 * MINUTE, resolve: 64 * MINUTE },
    });
  });
  test('what was reported earlier and tied to it moves the beginning of what people lived through', () => {
    const tied = later(NOW, -10 * MINUTE);
    expect(timesOf(whole, tied)).toEqual({
      ...timesOf(whole),
      ...{ detect: 15 * MINUTE, mitigate: 44 * MINUTE, resolve: 74 * MINUTE },
    });
    expect(timesOf(whole, later(NOW, MINUTE))).toEqual(timesOf(whole));
  });
  test('whoever had it already had it at once, and what has not happened has no length', () => {
    const none = { mobilise: null, staff: null, mitigate: null, resolve: null };
    const had = history(['bob', claimed], ['dana', declared(), 4 * MINUTE]);
    expect(timesOf(had)).toEqual({ detect: 5 * MINUTE, acknowledge: 0, ...none });
    const leads = history(['dana', declared({ incident_manager: 'dana' })]);
    expect(timesOf(leads)).toEqual({ detect: MINUTE, acknowledge: 0, ...none });
    expect(timesOf(history(['dana', declared()]))).toEqual({ detect: MINUTE, acknowledge: null, ...none });
    expect(timesOf(history())).toEqual({ detect: null, acknowledge: null, ...none });
  });
  test('a resolution that did not hold counts for nothing; without “mitigated” the resolution was it', () => {
    const again = history(['dana', declared()], ['bob', resolved], ['alice', reopened, 5 * MINUTE]);
    expect(timesOf(again)).toMatchObject({ mitigate: null, resolve: null });
    const over = history(['dana', declared()], ['bob', resolved], ['alice', reopened], ['bob', resolved, HOUR]);
    expect(timesOf(over)).toMatchObject({ mitigate: HOUR + 3 * MINUTE, resolve: HOUR + 3 * MINUTE });
  });
  test('a role that was given back is not filled', () => {
    const events = history(
      ['dana', declared({ incident_manager: 'dana' })],
      ['dana', { type: 'cast', role: 'incident_manager', person: null, from: 'dana' }],
      ...ROLES.filter((role) => role !== 'incident_manager').map((role): Stated => ['dana', cast(role, 'chen')]),
    );
    expect(timesOf(events).staff).toBeNull();
  });
  test('no time is negative, and states follow each other without a gap, whatever happened in whatever order', () => {
    fc.assert(
      fc.property(lives, fc.integer({ min: -HOUR, max: HOUR }), ({ events }, shift) => {
        // Two who wait for one lock may write their moments the other way round.
        const swapped = events.map((event, n) => (n % 3 === 2 ? { ...event, at: later(event.at, shift) } : event));
        for (const life of [events, swapped]) {
          for (const length of Object.values(timesOf(life, later(NOW, shift))))
            if (length !== null) expect(length).toBeGreaterThanOrEqual(0);
          const bands = bandsOf(life);
          for (const { from, to: until } of bands) expect(until >= from).toBe(true);
          expect(momentsOf(life).map(({ n }) => n)).toEqual(momentsOf(life).map((_, n) => n + 1));
          expect(timelinePicture(readerFor('bob'), shown(life), factsOf(life))).not.toContain('NaN');
        }
      }),
    );
  });
});

describe('when a review is due', () => {
  const due = (now: string, days: number) => workAfter(policy, now, days);
  test('at the beginning of work, so many days later, on the organisation’s calendar and clock', () => {
    expect(due('2026-11-23T20:00:00.000Z', 2)).toBe('2026-11-25T07:30:00.000Z');
    // It is Tuesday in Paris already.
    expect(due('2026-11-23T23:30:00.000Z', 1)).toBe('2026-11-25T07:30:00.000Z');
  });
  test('never on a day without work: the next one with it', () => {
    expect(due(NOW, 5)).toBe('2026-11-30T07:30:00.000Z');
    expect(due('2026-12-20T09:00:00.000Z', 5)).toBe('2026-12-28T07:30:00.000Z');
  });
  test('the reminder comes when work begins on the working day before', () => {
    expect(workBefore(policy, '2026-11-30T07:30:00.000Z')).toBe('2026-11-27T07:30:00.000Z');
    expect(workBefore(policy, '2026-11-26T07:30:00.000Z')).toBe('2026-11-25T07:30:00.000Z');
  });
});

describe('the review', () => {
  const major = [['dana', declared({ incident_manager: 'dana' })]] as const;
  const over = [...major, ['dana', resolved], ['dana', reviewing]] as const;
  test('opens with the resolution of a major incident, and of no other', () => {
    const review = { type: 'reviewing', due: '2026-11-30T07:30:00.000Z' } as const;
    given(...major)
      .when('resolve', { text: 'a new certificate' }, 'dana')
      .gives({ ...resolved } as Fact, review);
    given(...major)
      .when('confirm', {}, 'alice')
      .leaves({ phase: 'closed' });
    expect(
      given(...major)
        .when('confirm', {}, 'alice')
        .facts()
        .at(-1),
    ).toEqual(review);
    given().when('resolve', { text: 'a new certificate' }, 'bob').gives(resolved);
    given(...major)
      .when('cancel', {}, 'dana')
      .leaves({ phase: 'closed' });
    expect(
      given(...major)
        .when('cancel', {}, 'dana')
        .facts(),
    ).toHaveLength(1);
  });
  test('of one that was reopened goes on, due anew', () => {
    const written: Fact = { type: 'reviewed', section: 'cause', text: 'the certificate' };
    const again = given(...over, ['bob', written], ['alice', reopened, 3 * 24 * HOUR]);
    again.when('resolve', {}, 'dana').leaves({
      major: expect.objectContaining({
        state: 'resolved',
        review: expect.objectContaining({ due: '2026-12-01T07:30:00.000Z', sections: { cause: 'the certificate' } }),
      }),
    });
  });
  test('is written by any agent once it is open, and published by whoever works on it once something stands in it', () => {
    given(...major)
      .when('review cause', { text: 'x' }, 'mei')
      .refuses('no-review', { ref: 'INC-12' });
    given().when('review cause', { text: 'x' }, 'mei').refuses('not-major');
    given().when('review export', {}, 'mei').refuses('not-major');
    given(...over)
      .when('review cause', { text: 'x' }, 'alice')
      .refuses('not-agent');
    given(...over)
      .when('review cause', { text: ' x ' }, 'chen')
      .gives({ type: 'reviewed', section: 'cause', text: 'x' });
    given(...over)
      .when('review publish', {}, 'dana')
      .refuses('review-unwritten');
    const written = [...over, ['bob', { type: 'reviewed', section: 'cause', text: 'x' }]] as const;
    given(...written)
      .when('review publish', {}, 'chen')
      .refuses('not-worker');
    given(...written)
      .when('review publish', {}, 'dana')
      .gives({ type: 'published' });
    const nowhere = policyWith({ major: { ...policy.major, review: { ...policy.major.review, publish: {} } } });
    given(...written)
      .when('review publish', {}, 'dana', { by: nowhere })
      .refuses('review-nowhere');
    const secret = {
      type: 'restricted',
      group: 'people-conduct',
      because: null,
      released: [],
      to: to('resolved'),
    } as const;
    given(...written, ['dana', secret])
      .when('review publish', {}, 'dana')
      .refuses('review-confidential');
  });
});

describe('an improvement', () => {
  const over = [
    ['dana', declared()],
    ['dana', resolved],
    ['dana', reviewing],
  ] as const;
  const made = { ...given().ticket, id: 'request-1', kind: 'request', number: 7, assignee: 'chen' } as const;
  const improves = (text: string, more: Record<string, string> = {}) =>
    given(...over).when('improve', { text, ...more }, 'dana', { beside: { made } });
  const due = (text: string, more: Record<string, string> = {}) => {
    const [fact] = improves(text, more).facts();
    return fact?.type === 'improved' && [fact.text, fact.due];
  };
  test.each([
    ['renew certificates by robot by 1 december', 'renew certificates by robot', '2026-12-01T08:30:00.000Z'],
    ['renew certificates by robot', 'renew certificates by robot', null],
    ['write it down', 'write it down', null],
    ['自动更新证书 12月1日之前', '自动更新证书', '2026-12-01T08:30:00.000Z'],
    ['自动更新证书，截止12月1日', '自动更新证书', '2026-12-01T08:30:00.000Z'],
  ])('%j: %j, due %j', (said, text, when) => expect(due(said)).toEqual([text, when]));
  test('has its day from the form, where what cannot be read is said beside the field', () => {
    expect(due('watch dates', { due: '1 december' })).toEqual(['watch dates', '2026-12-01T08:30:00.000Z']);
    improves('watch dates', { due: 'some day' }).refuses('time-unread', { field: 'due' });
    improves('watch dates by 1 november 2026').refuses('time-past', { field: 'due' });
  });
  test('stands in the review and is tied to the incident', () => {
    const link = { as: 'related', what: 'ticket', to: 'request-1', name: 'REQ-7' } as const;
    improves('watch dates').gives(
      { type: 'improved', ticket: 'request-1', ref: 'REQ-7', text: 'watch dates', person: 'chen', due: null },
      { type: 'linked', link },
    );
    given(['dana', declared()]).when('improve', { text: 'x' }, 'dana', { beside: { made } }).refuses('no-review');
  });
});

describe('a child of a major incident', () => {
  const parent = fold(history(['dana', declared()], ['dana', resolved]));
  const link = { as: 'child', what: 'ticket', to: 'parent', name: 'INC-9' } as const;
  const child = [['dana', { type: 'linked', link }]] as const;
  const beside = parent ? { other: { ...parent, id: 'parent' } } : {};
  const follow = (...more: readonly Stated[]) =>
    given(...child, ...more).when('resolve', { of: 'parent' }, 'clock', { beside });
  test('is resolved by the clock with the same words', () => follow().gives(resolved));
  test('is left alone once it is over, loose, a major one itself, or the parent open again', () => {
    follow(['bob', resolved]).gives();
    follow(['dana', declared()]).gives();
    given()
      .when('resolve', { of: 'parent' }, 'clock', { beside })
      .gives(...(parent ? [resolved] : []));
    const open = parent ? { other: { ...parent, id: 'parent', resolvedAt: null } } : {};
    given(...child)
      .when('resolve', { of: 'parent' }, 'clock', { beside: open })
      .gives();
    given(...child)
      .when('resolve', { of: 'another' }, 'clock', { beside })
      .gives();
  });
});

describe('the timeline', () => {
  const marked: Fact = {
    ...{ type: 'marked', author: 'chen', saidAt: later(NOW, 90_000), platform: 'teams', link: null },
    text: 'it is the certificate',
  };
  const decided: Fact = { type: 'decided', text: 'we roll back', origin: accountOrigin('bob') };
  const events = history(
    ['dana', declared()],
    ['bob', decided],
    ['dana', marked],
    ['bob', { type: 'noted', text: 'just talk', origin: null }],
    ['bob', { type: 'amended', of: 3, text: 'we roll forward', written: later(NOW, HOUR) }],
    ['dana', { type: 'decided', text: 'sorry', origin: null }],
    ['dana', { type: 'withdrawn', of: 7 }],
  );
  test('has who, when and where from; what was marked stands where it was said', () => {
    expect(momentsOf(events).map(({ n, at, by, platform, event }) => [n, at, by, platform, event.type])).toEqual([
      [1, NOW, 'alice', 'slack', 'reported'],
      [2, later(NOW, MINUTE), 'dana', null, 'declared'],
      [3, later(NOW, 90_000), 'chen', 'teams', 'marked'],
      [4, later(NOW, 2 * MINUTE), 'bob', 'slack', 'decided'],
      [5, later(NOW, 6 * MINUTE), 'dana', null, 'decided'],
    ]);
  });
  test.each(['bob', 'mei'] as const)('says the newest words, and nothing of what was taken back, to %s', (who) => {
    const reader = readerFor(who);
    const written = reviewMarkdown(reader, shown(events), factsOf(events), 'x.svg');
    const drawn = timelinePicture(reader, shown(events), factsOf(events));
    for (const text of [written, drawn]) {
      expect(text).toContain(`we roll forward ${reader.texts.words.edited}`);
      expect(text).toContain(reader.texts.words.deleted);
      for (const gone of ['we roll back', 'sorry', 'just talk']) expect(text).not.toContain(gone);
    }
    expect(written).toContain('| Teams |');
  });
});

describe('people’s words', () => {
  const nasty = [
    ...['a | b', '<script>alert(1)</script>', '[x](javascript:alert(1))', '![x](http://e.example/a.png)', '`code`'],
    ...['# no heading', '- no item', '1. no item', '    no code', '**bold** _it_ ~~gone~~', '&lt;b&gt;', 'a\\| b'],
    ...[
      'one\ntwo | three',
      '$x$',
      '---',
      '===',
      'https://evil.example',
      '</text><script>',
      '"\'&',
      '网络 <b>中断</b> | 是',
    ],
  ];
  test.each(nasty)('%j is no markup in Markdown', (said) => {
    for (const text of [inLine(said), inParagraphs(said)]) {
      // What is escaped, and what is a character by its name, is text.
      const bare = text.replace(/<br>/gu, ' ').replace(/\\[\\`*_{}[\]#|~$!+=.)-]|&(?:#\d+|amp|lt|gt);/gu, 'x');
      expect(bare).not.toMatch(/[`*_[\]#|~$<>&\\]|:\/\/|^\s*(?:[-+=]|\d+[.)])|^ {4}/mu);
    }
    expect(inLine(said)).not.toContain('\n');
  });
  test('nor in the picture, which is well formed whatever they wrote', () => {
    const words = fc.array(fc.oneof(fc.constantFrom(...nasty), fc.string({ unit: 'binary' })), {
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(words, fc.constantFrom<Name>('bob', 'mei'), (said, who) => {
        const decisions = said.map((text): Stated => ['bob', { type: 'decided', text, origin: null }]);
        const events = history(['dana', declared()], ...decisions).map((event) =>
          event.type === 'reported' ? { ...event, title: said.join(' ') } : event,
        );
        const svg = timelinePicture(readerFor(who), shown(events), factsOf(events));
        expect(svg).not.toMatch(/<(?!\/?(?:svg|title|rect|text|path|circle)\b)/u);
        expect(svg).not.toMatch(/&(?!amp;|lt;|gt;|quot;|#39;)/u);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML forbids
        expect(svg).not.toMatch(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/u);
        expect(svg.isWellFormed()).toBe(true);
        const opened = [...svg.matchAll(/<(svg|title|text)\b/gu)].length;
        expect([...svg.matchAll(/<\/(svg|title|text)>/gu)]).toHaveLength(opened);
        const table = reviewMarkdown(readerFor(who), shown(events), factsOf(events), 'x.svg').split('\n');
        const rows = table.slice(table.findIndex((line) => line.startsWith('| # |')) + 2).filter(Boolean);
        expect(rows).toHaveLength(momentsOf(events).length);
        for (const row of rows) expect(row.match(/(?<!\\)(?:\\\\)*\|/gu)).toHaveLength(6);
      }),
    );
  });
});

function accountOrigin(name: Name) {
  const { platform, workspace } = accountOf(name);
  return { platform, workspace, channel: 'C9', message: '1.1' };
}
