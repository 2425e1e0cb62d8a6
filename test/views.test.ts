// What people see: whole sentences in either language, the reader's own zone, and nothing that a program left behind.
import { describe, expect, test } from 'vitest';
import { Refusal } from '../src/errors.ts';
import type { Fact } from '../src/ticket/facts.ts';
import { queueViews } from '../src/ticket/record.ts';
import { type Link, sayable } from '../src/ticket/ties.ts';
import { answerForm, askForm, copyForm, declineForm } from '../src/views/asking.ts';
import { type Card, type Form, plain } from '../src/views/cards.ts';
import { copiedCard, copyCard, copyNoticeOf, newsOf, subscribedCard } from '../src/views/circle.ts';
import { confidentialForm, restrictedCard, unrestrictedCard, withdrawnCard } from '../src/views/confidential.ts';
import { reportForm, textForm, waitForm } from '../src/views/forms.ts';
import { lineOf, threadOpening } from '../src/views/lines.ts';
import { choiceCard, historyCard, keptCard, showCard, statusCard } from '../src/views/lists.ts';
import { noticeOf, wordOf } from '../src/views/notices.ts';
import { askedIn, echoOf, endOf, questionCard } from '../src/views/questions.ts';
import { queueCard, whoCard } from '../src/views/queue.ts';
import type { Reader } from '../src/views/reader.ts';
import { refusalCard, undeliveredCard } from '../src/views/refusals.ts';
import { done, doneFor, reportedCard, waitsCard } from '../src/views/replies.ts';
import { requesterCard } from '../src/views/requester-card.ts';
import { en } from '../src/views/text/en.ts';
import { zh } from '../src/views/text/zh.ts';
import { deskCard } from '../src/views/ticket.ts';
import { duplicateForm, linkForm, unlinkForm } from '../src/views/tie-forms.ts';
import { convertedCard, duplicatedCard, linkedCard } from '../src/views/tie-replies.ts';
import { longTime, relative, shortTime, span } from '../src/views/time.ts';
import { history, later, NOW, readerFor, type Stated, shown, to } from './support/laws.ts';

const DAY = 86_400_000;
const WAKE = '2026-11-30T09:00:00.000Z';
const claimed: Fact = { type: 'claimed', from: null, to: to('in_progress') };
const resolved: Fact = { type: 'resolved', resolution: 'New roller', to: to('resolved') };
const links: readonly Link[] = [
  ...sayable.map((as) => ({ as, what: 'ticket', to: `ticket-${as}`, name: 'INC-9' }) as const),
  { as: 'related', what: 'problem', to: 'PRB-4', name: 'PRB-4' },
  { as: 'caused-by', what: 'change', to: 'CHG-12', name: 'CHG-12' },
  { as: 'related', what: 'other', to: 'https://vendor.example/case/7', name: 'https://vendor.example/case/7' },
];
const original: Link = { as: 'duplicate', what: 'ticket', to: 'ticket-2', name: 'INC-9' };
/** A life in which everything happens that can, with a reason and without. */
const life: readonly Stated[] = [
  ['bob', claimed],
  ['mei', { ...claimed, from: 'bob' }],
  ['bob', { type: 'owned', from: 'mei' }],
  ['bob', { type: 'noted', text: 'The fuser again', origin: null }],
  ['bob', { type: 'told', text: 'Could you use tray 2?', origin: null }],
  ['alice', { type: 'added', text: 'Works, thank you', origin: null }],
  ['bob', { type: 'waited', until: WAKE, because: 'the part comes', to: to('waiting') }],
  ['clock', { type: 'resumed', cause: 'time', because: 'the part comes', to: to('in_progress') }],
  ['bob', { type: 'waited', until: WAKE, because: null, to: to('waiting') }],
  ['alice', { type: 'resumed', cause: 'answer', because: null, to: to('in_progress') }],
  ['bob', { type: 'waited', until: WAKE, because: null, to: to('waiting') }],
  ['bob', { type: 'resumed', cause: 'undone', because: null, to: to('in_progress') }],
  ['bob', { type: 'resolved', resolution: null, to: to('resolved') }],
  ['alice', { type: 'reopened', because: 'jammed again', to: to('in_progress') }],
  ['bob', { type: 'released', to: to('new') }],
  ['bob', resolved],
  ['clock', { type: 'closed', how: 'grace', to: to('closed') }],
  ['alice', { type: 'reopened', because: null, to: to('in_progress') }],
  ['alice', { type: 'closed', how: 'requester', to: to('closed') }],
  ['bob', { type: 'cancelled', because: 'no need', to: to('cancelled') }],
  ['alice', { type: 'reopened', because: null, to: to('new') }],
  ['chen', { type: 'subscribed' }],
  ['alice', { type: 'copied', people: ['eve', 'chen'], text: 'you know it' }],
  ['eve', { type: 'added', text: 'It hums', origin: null }],
  ['bob', { type: 'told', text: 'Thank you both', origin: null }],
  ['bob', { type: 'asked', person: 'chen', group: null, text: 'Port 3?' }],
  ['bob', { type: 'asked', person: null, group: 'network', text: 'Alive?' }],
  ['clock', { type: 'reminded', of: 28, hours: 4 }],
  ['clock', { type: 'reminded', of: 27, hours: 8 }],
  ['chen', { type: 'answered', of: 28, text: 'It is up' }],
  ['chen', { type: 'unasked', of: 27, how: 'declined', because: null }],
  ['bob', { type: 'asked', person: 'dana', group: null, text: 'Really?' }],
  ['bob', { type: 'unasked', of: 33, how: 'withdrawn', because: 'found it' }],
  ['bob', { type: 'asked', person: 'dana', group: null, text: 'And now?' }],
  ['bob', { type: 'raised', because: 'three sites' }],
  [
    'bob',
    { type: 'held', because: 'a part', hold: { reason: 'supplier', pauses: true, external: null }, to: to('on_hold') },
  ],
  ['bob', { type: 'prioritised', from: 3, priority: 1, because: 'payroll' }],
  ['bob', { type: 'waited', until: WAKE, because: 'the part comes', to: to('waiting') }],
  ['clock', { type: 'resumed', cause: 'time', because: null, to: to('new') }],
  ['bob', resolved],
  ['eve', { type: 'uncopied', people: ['eve'] }],
  ['bob', { type: 'uncopied', people: ['chen'] }],
  ['chen', { type: 'unsubscribed' }],
  ['bob', { type: 'cancelled', because: 'no need', to: to('cancelled') }],
  ['alice', { type: 'reopened', because: null, to: to('in_progress') }],
  ...links.map((link): Stated => ['bob', { type: 'linked', link }]),
  ...links.slice(1).map((link): Stated => ['bob', { type: 'unlinked', link }]),
  ['bob', { type: 'converted', from: { kind: 'incident', number: 12 }, into: { kind: 'request', number: 7 } }],
  ['bob', { type: 'converted', from: { kind: 'request', number: 7 }, into: { kind: 'incident', number: 12 } }],
  ['bob', { type: 'duplicated', link: original, to: to('cancelled') }],
  ['clock', { type: 'settled', link: original, how: 'resolved' }],
  ['clock', { type: 'settled', link: original, how: 'cancelled' }],
];
const counts = { actionable: 23, unclaimed: 5, waiting: 3, held: 0, resolved: 1 };
/** What may be known of the other ticket. */
const others = new Map([['ticket-2', { ...shown(history()), id: 'ticket-2', number: 9, assignee: 'chen' }]]);
const readers = { 'in English, in Paris': 'bob', 'in Chinese, in Shanghai': 'mei' } as const;

const labels = (card: Card): string[] =>
  card.blocks.flatMap((block) => {
    if (block.type === 'rows') return block.rows.flatMap(({ button }) => (button ? [button.label] : []));
    return block.type === 'buttons' ? [...block.buttons, ...(block.more ?? [])].map(({ label }) => label) : [];
  });
/** All that is read on a card, a block a line. */
const read = (card: Card): string =>
  card.blocks
    .flatMap((block) => {
      if (block.type === 'rows') return block.rows.map(({ text }) => plain(text));
      return 'text' in block ? [plain(block.text)] : [];
    })
    .concat(card.summary)
    .join('\n');
const readForm = ({ title, submit, cancel, fields }: Form): string =>
  [
    title,
    submit,
    cancel,
    ...fields.flatMap((field) => [
      field.label,
      field.hint ?? '',
      ...('options' in field ? field.options.map(({ label }) => label) : []),
    ]),
  ].join('\n');

/** What a program leaves behind, and marks of one script after words of the other. */
function expectWords(text: string, reader: Reader): void {
  expect(text).not.toMatch(
    /undefined|\bnull\b|NaN|\[object|Invalid|=>|function|\.\.(?!\.)|。。|，，|：：| {3}|\(\)|（）/u,
  );
  expect(text.trim()).not.toBe('');
  if (reader.texts === zh) expect(text).not.toMatch(/\p{Script=Han}[.,:;?!(]|[。，：] |\d[.:](?:\s|$)/mu);
  else expect(text).not.toMatch(/[\p{Script=Han}。，：（）]/u);
}

describe.each(Object.entries(readers))('%s', (_name, who) => {
  const say = (card: Card | undefined, reader: Reader): string => {
    if (!card) return '';
    const text = read(card);
    expectWords([text, ...labels(card)].join('\n'), reader);
    return text;
  };

  test('every card, line, notice and list of a whole life is made of words', () => {
    for (let n = 0; n <= life.length; n++) {
      const events = history(...life.slice(0, n));
      const event = events.at(-1);
      if (!event) throw new Error('a life begins');
      const reader = { ...readerFor(who, event.at), others };
      const ticket = { ...shown(events), like: ['ticket-2'] };
      const doubled = event.type === 'duplicated' ? ['alice', 'bob'] : [];
      const cards = [
        ...[deskCard(reader, ticket), requesterCard(reader, ticket, true), requesterCard(reader, ticket, false)],
        ...[lineOf(reader, ticket, event), noticeOf(reader, ticket, event), threadOpening(reader)],
        ...[historyCard(reader, ticket, events), showCard(reader, ticket, events)],
        ...[
          queueCard(reader, { view: 'actionable', counts }, [ticket], 'x'),
          statusCard(reader, [ticket], { before: 'x' }),
        ],
        ...[linkedCard(reader, ticket, undefined, ticket), convertedCard(reader, ticket, ticket)],
        ...[reportedCard(reader, ticket), ...doubled.map((id) => duplicatedCard(reader, ticket, { speaker: { id } }))],
        choiceCard(reader, 'claim', {}, [ticket]),
        keptCard(reader, { text: who === 'mei' ? '打不开' : 'It does not open' }, 'yes', [ticket]),
      ];
      const asked = askedIn(events, event.seq);
      const aside = [
        ...[true, false].map((threads) => copyCard(reader, ticket, threads, 'eve', { text: ticket.description })),
        ...[copyNoticeOf(reader, ticket, event), echoOf(reader, ticket, event, events)],
        ...[newsOf(reader, ticket, event, true), newsOf(reader, ticket, event, false)],
        asked && questionCard(reader, ticket, asked, undefined),
        // What became of it stands there at the end of the life.
        asked && questionCard(reader, ticket, asked, endOf(history(...life), event.seq)),
        subscribedCard(reader, ticket, n % 2 === 0),
        ...[copiedCard(reader, ticket, ['chen', 'eve'], false), copiedCard(reader, ticket, ['chen'], true)],
      ];
      for (const card of [...cards, ...aside]) say(card, reader);
    }
  });
  test('what is confidential is made of words as well, and where it was nothing is said of it', () => {
    const made: Fact = { type: 'restricted', group: 'people-conduct', because: null, released: ['bob'], to: to('new') };
    const opened: Fact = {
      ...{ type: 'unrestricted', group: 'network', because: 'an oven', service: null, to: to('new') },
    };
    for (const stated of [
      [['bob', made]],
      [
        ['bob', made],
        ['dana', opened],
      ],
    ] as const) {
      const events = history(...(stated as readonly Stated[]));
      const event = events.at(-1) as (typeof events)[number];
      const reader = readerFor(who, event.at);
      const ticket = shown(events);
      for (const card of [
        ...[
          deskCard(reader, ticket),
          requesterCard(reader, ticket, true),
          queueCard(reader, { view: 'mine', counts }, [ticket], undefined),
        ],
        ...[lineOf(reader, ticket, event), noticeOf(reader, ticket, event), wordOf(reader, ticket, event)],
        ...[
          historyCard(reader, ticket, events, 1),
          historyCard(reader, ticket, events, 2),
          reportedCard(reader, ticket),
        ],
        ...[
          restrictedCard(reader, ticket, true),
          restrictedCard(reader, ticket, false),
          unrestrictedCard(reader, ticket),
        ],
      ])
        say(card, reader);
      expect(read(deskCard(reader, ticket)).includes('🔒')).toBe(ticket.confidential);
      const form = confidentialForm(reader, { ref: 'INC-12' }, { ticket, mine: false, agent: true, among: [] });
      expectWords([readForm(form), plain(form.intro ?? [])].join('\n'), reader);
      expect(say(withdrawnCard(reader, ticket), reader)).not.toContain(ticket.title);
      // Open again, it may be spoken of to whom the policy says.
      if (event.type === 'restricted') expect(say(wordOf(reader, ticket, event), reader)).not.toContain(ticket.title);
    }
  });
  test('empty lists say what would be there', () => {
    const reader = readerFor(who);
    for (const view of queueViews) say(queueCard(reader, { view, group: 'network', counts }, [], undefined), reader);
    say(statusCard(reader, [], undefined), reader);
    say(keptCard(reader, { text: 'Hm' }, 'yes', []), reader);
  });
  test('every answer to a verb is made of words', () => {
    const reader = readerFor(who);
    const ticket = shown(history(...life.slice(0, 7)));
    const { claimed, owned, noted, added, resumed, closed, confirmed, reopened, cancelled } = reader.texts.done;
    for (const sentence of [claimed, owned, noted, added, resumed, closed, confirmed, reopened, cancelled])
      expect(say(done(reader, ticket, sentence), reader)).toContain('INC-12');
    expect(say(doneFor(reader, ticket, reader.texts.done.released, 'service-desk'), reader)).toContain(
      reader.texts.language === 'zh' ? '服务台' : 'Service Desk',
    );
    for (const sentence of [reader.texts.done.told, reader.texts.done.resolved])
      expect(say(doneFor(reader, ticket, sentence, 'alice'), reader)).toContain('Alice Moreau');
    say(reportedCard(reader, shown(history())), reader);
    say(waitsCard(reader, ticket), reader);
    say(undeliveredCard(reader, 'INC-12', { why: 'channel_not_found', channel: null }), reader);
    for (const channel of [null, 'C0NETWORK'])
      say(undeliveredCard(reader, 'INC-12', { why: 'cant_update_message', channel, left: true }), reader);
    expect(say(undeliveredCard(reader, 'INC-12', { why: 'not_in_channel', channel: 'C0NETWORK' }), reader)).toContain(
      'C0NETWORK',
    );
  });
  test('every refusal is made of words', () => {
    const reader = readerFor(who);
    const facts = {
      ...{ ref: 'INC-12', state: 'closed', action: 'resolve', moves: ['reopen'], verb: 'claim', group: 'network' },
      ...{
        person: 'alice',
        names: 'network, workplace',
        priority: 2,
        since: later(NOW, -2000),
        said: 'clam',
        near: 'claim',
        example: 'claim INC-12',
        rest: 'x',
      },
      ...{
        length: 20_001,
        most: 20_000,
        when: later(NOW, -DAY),
        zone: 'Europe/Paris',
        days: 14,
        ...{ reference: '7F3K2', count: 60, again: 'the printer' },
        text: 'x',
        ...{ other: 'INC-9', original: 'INC-5', kind: who === 'mei' ? '事件' : 'incident' },
      },
      ...{ of: ['7'], labels: ['Port 3?'], role: 'scribe', audience: 'everyone' },
    };
    for (const code of Object.keys(en.refusal)) {
      const text = say(refusalCard(reader, new Refusal(code, facts)), reader);
      expect(text).toMatch(/[.?。？]/u);
      expect(text).not.toMatch(/T\d\d:\d\d:\d\d/u);
    }
  });
  test('every form is made of words, and fits the title of a modal', () => {
    const reader = readerFor(who);
    const forms = [
      ...(['report', 'request'] as const).map((kind) => reportForm(reader, kind, {})),
      ...(['add', 'note', 'tell', 'resolve', 'cancel', 'reopen'] as const).map((verb) =>
        textForm(reader, verb, { ref: 'INC-12' }),
      ),
      waitForm(reader, { ref: 'INC-12', until: 'friday' }),
      ...[copyForm(reader, {}), askForm(reader, {}), declineForm(reader, {})],
      answerForm(reader, {}, { ticket: shown(history(...life.slice(0, 26))), mine: false, agent: true, among: [] }),
      linkForm(reader, { ref: 'INC-12' }),
      unlinkForm(reader, {}, { ticket: { ...shown(history()), links }, mine: false, agent: true, among: [] }),
      duplicateForm(reader, {}),
    ];
    for (const form of forms) {
      const text = readForm(form);
      expect(text).not.toMatch(/undefined|null|\[object/u);
      for (const words of [form.title, form.submit, form.cancel]) expect([...words].length).toBeLessThanOrEqual(24);
    }
  });
});

describe('key phrases', () => {
  const [bob, mei] = [readerFor('bob'), readerFor('mei')];
  const cards = (n: number) => shown(history(...life.slice(0, n)));
  const line = (reader: Reader, n: number) => {
    const events = history(...life.slice(0, n));
    const event = events.at(-1);
    return event ? plain(lineOf(reader, shown(events), event).blocks.flatMap((b) => ('text' in b ? b.text : []))) : '';
  };
  test('a new ticket: who, where, when for each, and what by when', () => {
    expect(read(deskCard(bob, cards(0)))).toContain('Alice Moreau (Paris, 10:04 there) · Service Desk');
    expect(read(deskCard(bob, cards(0)))).toMatch(/First answer due \w+ \d+ \w+, 12:04 · Resolution due .*\(Paris\)/u);
    expect(read(deskCard(mei, cards(0)))).toContain('Alice Moreau（Paris，当地时间 10:04） · 服务台');
    expect(read(deskCard(mei, cards(0)))).toMatch(/首次答复期限：\d+月\d+日周. 19:04/u);
    expect(read(requesterCard(mei, cards(0), true))).toMatch(/已交给服务台。首次答复不晚于 \d+月\d+日周. 19:04。/u);
    expect(read(reportedCard(bob, cards(0)))).toContain('Expect a first answer by 12:04 (in 2 h).');
    expect(read(reportedCard(mei, cards(0)))).toContain('不晚于 19:04（2 小时后）。');
  });
  test('lines end as sentences of their language do', () => {
    expect([line(bob, 1), line(mei, 1)]).toEqual([
      'Bob Fischer claimed it · first answer in time (1 min)',
      'Bob Fischer 认领了工单 · 首次答复及时（用时 1 分钟）',
    ]);
    expect([line(bob, 2), line(mei, 2)]).toEqual([
      'Mei Lin took it over from Bob Fischer.',
      'Mei Lin 从 Bob Fischer 手中接手了工单。',
    ]);
    expect(line(bob, 7)).toBe('Bob Fischer lets it wait until Monday 30 November 2026, 10:00: the part comes');
    expect(line(mei, 7)).toBe('Bob Fischer 让工单等待至 2026年11月30日星期一 17:00：the part comes');
    expect([line(bob, 9), line(mei, 18)]).toEqual([
      'Bob Fischer lets it wait until Monday 30 November 2026, 10:00.',
      'Alice Moreau 重开了工单。',
    ]);
  });
  test('what is late is said to be, to both; an escalation that nobody took up can be taken up on the card', () => {
    const tomorrow = later(NOW, 30 * 3_600_000);
    const [bobs, meis] = [readerFor('bob', tomorrow), readerFor('mei', tomorrow)];
    expect(read(deskCard(bobs, cards(0)))).toMatch(/First answer due 🔴 .*12:04 · Resolution due 🔴 /u);
    expect(read(deskCard(bob, cards(0)))).not.toContain('🔴');
    expect(read(requesterCard(bobs, cards(0), true))).toContain('It is late: it was planned for Mon 23 Nov, 12:04.');
    expect(read(requesterCard(meis, cards(0), true))).toContain('已经超时：原计划不晚于 11月23日周一 19:04。');
    const pressed = shown(history(['alice', { type: 'pressed', because: 'payroll' }]));
    expect(labels(deskCard(bob, pressed))).toContain('I’m on it');
    expect(labels(deskCard(bob, cards(0)))).not.toContain('I’m on it');
  });
  test('who works on what: each with a count, what is being done before what is put away', () => {
    const [work, asleep] = [cards(1), { ...cards(7), number: 13 }];
    const card = whoCard(
      bob,
      [asleep, work].map((ticket) => ({ ...ticket, assignee: 'bob' })),
    );
    expect(read(card)).toContain('Bob Fischer · 1 in hand, 1 waiting · 🟢 INC-12  ⏳ INC-13');
  });
  test('a form that stands for somebody names them as people do', () => {
    const { fields } = reportForm(bob, 'report', { for: 'alice', text: 'x' }, true);
    expect(fields.find(({ name }) => name === 'for')).toMatchObject({ initial: 'alice@example.com' });
    expect(fields.find(({ name }) => name === 'text')).toMatchObject({ initial: 'x' });
  });
  test('a waiting is echoed in the speaker’s zone, and in the requester’s where that is another', () => {
    const waits = cards(7);
    expect(read(waitsCard(bob, waits))).toMatch(
      /^INC-12 waits until Monday 30 November 2026, 10:00 \(Paris, calendar Office hours\)\. It leaves/u,
    );
    expect(read(waitsCard(bob, waits))).not.toContain('that is');
    expect(read(waitsCard(mei, waits))).toContain(
      '2026年11月30日星期一 17:00（Shanghai，日历：办公时间）。工单会离开队列',
    );
    expect(read(waitsCard(mei, waits))).toContain('对 Alice Moreau（Paris）来说是 2026年11月30日星期一 10:00。');
  });
  test('what was solved once is not the solution of what was reopened', () => {
    expect(read(deskCard(bob, cards(16)))).toContain('Resolution: New roller');
    expect(read(deskCard(bob, cards(18)))).not.toContain('New roller');
  });
  test('the card offers what its state allows, and no more', () => {
    const offered = (n: number) => labels(deskCard(bob, cards(n)));
    expect(offered(0)).toContain('Claim');
    expect(offered(1)).not.toContain('Claim');
    expect(offered(7)).toEqual(expect.arrayContaining(['Resume now', 'Change…']));
    expect(offered(16)).toEqual(expect.arrayContaining(['Close', 'Reopen…']));
    expect(offered(19)).toEqual(['Reopen…', 'History']);
  });
  test('who sees a confidential ticket is said whole: whoever is copied or asked too', () => {
    const question = { of: 9, by: 'bob', person: 'chen', group: null, text: 'Port 3?', at: '2026-11-23T09:00:00.000Z' };
    const few = { ...cards(0), confidential: true, copies: ['eve'], questions: [question] };
    expect(read(requesterCard(bob, few, true))).toMatch(
      /Only you, Eve[^,]*, Chen[^,]*, Service Desk and the incident managers/u,
    );
    expect(read(requesterCard(mei, few, true))).toMatch(/只有您、Eve[^、]*、Chen[^、]*、服务台和事件经理可以看到/u);
  });
  test('its menu stands under headings, what is done daily first and what ends it last', () => {
    const menu = (reader: typeof bob) =>
      deskCard(reader, cards(1)).blocks.flatMap((block) => (block.type === 'buttons' ? (block.more ?? []) : []));
    expect([...new Set(menu(bob).map(({ under }) => under))]).toEqual([
      ...['Work', 'People', 'What it is', 'Ties', 'The ticket'],
    ]);
    expect([...new Set(menu(mei).map(({ under }) => under))]).toEqual(['处理', '相关人员', '归类', '关联', '工单']);
    expect([menu(bob)[0]?.label, menu(bob).at(-1)?.label]).toEqual(['Note…', 'Cancel ticket…']);
  });
});

describe('times', () => {
  const at = (now: string, who: 'bob' | 'mei' = 'bob') => readerFor(who, now);
  test.each([
    ['2026-11-23T09:00:00.000Z', '2026-11-23T22:59:00.000Z', '23:59', '明天 06:59'],
    ['2026-11-23T09:00:00.000Z', '2026-11-23T23:01:00.000Z', 'tomorrow 00:01', '明天 07:01'],
    ['2026-11-23T22:59:00.000Z', '2026-11-23T23:01:00.000Z', 'tomorrow 00:01', '07:01'],
    ['2026-11-23T23:30:00.000Z', '2026-11-23T23:45:00.000Z', '00:45', '07:45'],
    ['2026-11-23T23:30:00.000Z', '2026-11-23T22:30:00.000Z', 'Mon 23 Nov, 23:30', '06:30'],
    ['2026-11-23T09:00:00.000Z', '2026-12-04T08:00:00.000Z', 'Fri 4 Dec, 09:00', '12月4日周五 16:00'],
    ['2026-10-24T20:00:00.000Z', '2026-10-25T12:00:00.000Z', 'tomorrow 13:00', '20:00'], // Paris: a day of 25 hours
    ['2026-03-28T20:00:00.000Z', '2026-03-29T12:00:00.000Z', 'tomorrow 14:00', '20:00'], // and one of 23
    ['2026-10-25T00:30:00.000Z', '2026-10-25T01:30:00.000Z', '02:30', '09:30'],
  ])('at %s, %s is %s, and %s', (now, then, paris, shanghai) => {
    expect(shortTime(at(now), then)).toBe(paris);
    expect(shortTime(at(now, 'mei'), then)).toBe(shanghai);
  });
  test.each([
    [0, 'now', '现在'],
    [29_000, 'now', '现在'],
    [26 * 60_000, 'in 26 min', '26 分钟后'],
    [-4 * 60_000, '4 min ago', '4 分钟前'],
    [119 * 60_000, 'in 119 min', '119 分钟后'],
    [3 * 3_600_000, 'in 3 h', '3 小时后'],
    [-47 * 3_600_000, '47 h ago', '47 小时前'],
    [3 * DAY, 'in 3 days', '3 天后'],
  ])('%d ms away is “%s”, and “%s”', (away, english, chinese) => {
    expect(relative(at(NOW), later(NOW, away))).toBe(english);
    expect(relative(at(NOW, 'mei'), later(NOW, away))).toBe(chinese);
  });
  test('a length is never nothing; a date is whole and in the reader’s zone', () => {
    expect(span(at(NOW), 10)).toBe('1 min');
    expect(longTime(at(NOW), '2026-03-17T07:30:00.000Z')).toBe('Tuesday 17 March 2026, 08:30');
    expect(longTime(at(NOW, 'mei'), '2026-12-31T16:00:00.000Z')).toBe('2027年1月1日星期五 00:00');
  });
});

test('both languages have the same keys, and Chinese says each in Chinese', () => {
  const keys = (texts: object, path = ''): string[] =>
    Object.entries(texts).flatMap(([key, value]) =>
      typeof value === 'object' ? keys(value, `${path}${key}.`) : [path + key],
    );
  expect(keys(zh).sort()).toEqual(keys(en).sort());
  const same = Object.entries(zh.button).filter(([key, label]) => label === en.button[key as keyof typeof en.button]);
  expect(same).toEqual([]);
});
