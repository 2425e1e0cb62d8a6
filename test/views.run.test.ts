// What is drawn of a major incident while it is run: words in both languages, within what each chat takes, whatever people wrote.
import { describe, expect, test } from 'vitest';
import { limits } from '../adapters/slack/limits.ts';
import { blocksOf } from '../adapters/slack/render.ts';
import { sizeOf } from '../adapters/teams/fit.ts';
import { LIMITS } from '../adapters/teams/limits.ts';
import { renderCard } from '../adapters/teams/render.ts';
import type { Event, Fact } from '../src/ticket/facts.ts';
import type { Major } from '../src/ticket/major.ts';
import { type Card, type Form, plain } from '../src/views/cards.ts';
import { reasonForm } from '../src/views/declaring.ts';
import type { Standing } from '../src/views/forms.ts';
import { headlineCard } from '../src/views/headline.ts';
import type { Reader, Shown } from '../src/views/reader.ts';
import { roleForm } from '../src/views/roles.ts';
import { decideForm, informForm, postponeForm, runningWord, taskForm, updateForm } from '../src/views/running.ts';
import { type Eyes, updateCard } from '../src/views/updates.ts';
import { history, later, MINUTE, NOW, readerFor, type Stated, shown, to } from './support/laws.ts';

const at = (minutes: number): string => later(NOW, minutes * MINUTE);
const room = (platform: string, name: string) => ({
  ...{ platform, workspace: 'T1', channel: 'C1', kind: 'channel' as const, name, private: false, archived: false },
  link: `https://${platform}.example/room`,
});
const declared: Fact = {
  ...{ type: 'declared', how: 'declared', because: 'because of agents alone', rule: null },
  ...{ roles: { incident_manager: 'dana' }, due: at(30) },
};

/** Everything that can happen in one, with words of this length. */
function life(words = 'mx-2'): readonly Stated[] {
  const long = words.repeat(words === 'mx-2' ? 1 : 900);
  return [
    ['dana', declared],
    ['clock', { type: 'roomed', room: room('slack', 'inc-20261123-12-printer-x7k2') }],
    ['clock', { type: 'roomed', room: room('teams', 'INC-12 printer x7k2') }],
    ['bob', { type: 'cast', role: 'technical_lead', person: 'chen', from: null }],
    ['clock', { type: 'unfilled', roles: ['communications_lead', 'scribe'] }],
    ['dana', { type: 'updated', text: `we look at ${long}`, affects: long, next: long, due: at(20) }],
    ...Array.from(
      { length: 40 },
      (_, n): Stated => [
        'dana',
        { type: 'tasked', text: `${n} check ${long}`, person: n % 2 ? 'chen' : null, due: n % 3 ? at(9) : null },
      ],
    ),
    ['chen', { type: 'finished', of: 8 }],
    ['clock', { type: 'prompted', due: at(20), late: false }],
    ['dana', { type: 'mitigated', text: long }],
    ['dana', { type: 'monitored', text: null }],
  ];
}
const over: readonly Stated[] = [
  ['dana', { type: 'resolved', resolution: 'a new mx-2', to: to('resolved') }],
  ['clock', { type: 'reviewing', due: at(9000) }],
];

const majorOf = (ticket: Shown): Major => {
  if (!ticket.major) throw new Error('a major incident');
  return ticket.major;
};
const headlineOf = (reader: Reader, ...stated: readonly Stated[]): Card => {
  const ticket = shown(history(...stated));
  return headlineCard(reader, ticket, majorOf(ticket));
};
const read = (card: Card): string =>
  card.blocks
    .flatMap((block) => {
      if (block.type === 'rows') return block.rows.map(({ text, button }) => `${plain(text)} [${button?.label ?? ''}]`);
      if (block.type === 'buttons')
        return [[...block.buttons, ...(block.more ?? [])].map(({ label }) => `[${label}]`).join(' ')];
      return 'text' in block ? [plain(block.text)] : [];
    })
    .join('\n');
/** What a program leaves behind. */
const CLEAN = /undefined|\bnull\b|NaN|\[object|Invalid|=>|function|T\d\d:\d\d:\d\d/u;

describe.each([
  ['English', 'bob'],
  ['Chinese', 'mei'],
] as const)('in %s', (_, who) => {
  const reader = readerFor(who, at(25));
  const events = history(...life(), ...over);
  const after = (event: Event) => shown(events.slice(0, event.seq));

  test('the headline, each word to those who are concerned or owe something, and each form are made of words', () => {
    for (const event of events.slice(1)) {
      const ticket = after(event);
      expect(read(headlineCard(reader, ticket, majorOf(ticket)))).not.toMatch(CLEAN);
      const word = runningWord(reader, ticket, event);
      if (word) expect(read(word) + word.summary).not.toMatch(CLEAN);
      for (const as of ['place', 'requester', 'copied', 'follower', 'other'] as const) {
        const eyes: Eyes = { as, person: as === 'place' ? null : 'eve', own: as === 'other' ? 'INC-13' : null };
        const card = updateCard(reader, ticket, event, eyes);
        if (!card) continue;
        expect(read(card) + card.summary).not.toMatch(CLEAN);
        expect(read(card)).not.toContain('because of agents alone');
      }
    }
    const standing: Standing = { ticket: shown(events.slice(0, 5)), mine: false, agent: true, among: [] };
    const forms: readonly Form[] = [
      ...[roleForm(reader, {}), updateForm(reader, {}, standing), postponeForm(reader, {}), taskForm(reader, {})],
      ...[decideForm(reader, {}), informForm(reader, {})],
      ...(['major reject', 'major demote'] as const).map((verb) => reasonForm(reader, verb, {})),
    ];
    for (const form of forms) {
      expect(JSON.stringify(form)).not.toMatch(/undefined|NaN|\[object/u);
      for (const words of [form.title, form.submit, form.cancel]) expect([...words].length).toBeLessThanOrEqual(24);
    }
  });
});

test('the headline of one that goes on', () => {
  const [dana, , , cast, , updated, ...rest] = life();
  const few = [dana, cast, updated, ...rest.slice(0, 2), ['chen', { type: 'finished', of: 5 }]] as Stated[];
  expect(read(headlineOf(readerFor('bob', at(7)), ...few))).toBe(
    `📌 🔴 INC-12 The printer is jammed · major · investigating · since Mon 23 Nov, 10:05 (Paris)
Incident manager Dana Silva · technical lead Chen Hao
Communications lead · free [I’ll take it]
Scribe · free [I’ll take it]
1 report · impact low · mx-2 [Show]
Last update Mon 23 Nov, 10:07: we look at mx-2
Next: mx-2
Next update due Mon 23 Nov, 10:24
2. 1 check mx-2 · Chen Hao · Mon 23 Nov, 10:13 [Done]
1 task is done
[Update…] [Task…] [Decision…] [Mitigated] [Resolve…] [Roles…] [Inform…] [Postpone the update…] [Being watched] [Priority…] [History]`,
  );
});

test('the headline of one that is over: what it was, how long it took, what comes of it', () => {
  const [dana, slack, teams] = life() as [Stated, Stated, Stated];
  const reader = readerFor('bob', at(7));
  expect(read(headlineOf(reader, dana, slack, teams, ['dana', { type: 'mitigated', text: null }], ...over))).toBe(
    `📌 ✅ INC-12 The printer is jammed · resolved
a new mx-2
Declared Mon 23 Nov, 10:05 (Paris).
Mitigated after 3 min.
Resolved after 4 min.
The review is due Sun 29 Nov, 16:04.
Rooms: Slack inc-20261123-12-printer-x7k2 · Teams INC-12 printer x7k2
[Review] [Show] [History]`,
  );
  const task: Stated = ['dana', { type: 'tasked', text: 'renew the certificate', person: null, due: null }];
  expect(read(headlineOf(reader, dana, task, ...over))).toContain('1 task was left open: renew the certificate\n');
});

test('however long the words and many the tasks, it fits both chats, with all that can be pressed', () => {
  for (const words of ['a word ', '字', '👩‍👩‍👧', '<&>']) {
    const card = headlineOf(readerFor(null, at(60)), ...life(words));
    const slack = blocksOf(card, 'message', false);
    expect(slack.length).toBeLessThanOrEqual(limits.blocks.message);
    expect(JSON.stringify(slack).length).toBeLessThan(30_000);
    expect(JSON.stringify(slack)).toContain('"Update…"');
    const teams = renderCard(card, 'message', 'k'.repeat(64));
    expect(sizeOf(teams)).toBeLessThanOrEqual(LIMITS.cardBytes);
    expect(JSON.stringify(teams)).toContain('"Update…"');
    expect(JSON.stringify(teams)).toContain('"Resolve…"');
  }
});
