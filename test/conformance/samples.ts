// What the conformance suite shows to people: a card of everything, a form, words that want to be markup, far too much of all.
import type { Button, Card, Form } from '../../src/views/cards.ts';
import { bold, code, italic } from '../../src/views/cards.ts';

export const say = (text: string, ...buttons: Button[]): Card => ({
  summary: text,
  tone: 'plain',
  blocks: [{ type: 'text', text: [text] }, ...(buttons.length > 0 ? [{ type: 'buttons' as const, buttons }] : [])],
});

export const claim: Button = { label: 'Claim', verb: 'claim', args: { ref: 'INC-12' }, style: 'primary' };

/** Every kind of block and span once; `words` and `labels` are what a person must find in it. */
export const everything: { card: Card; words: string[]; labels: string[] } = {
  card: {
    summary: 'INC-12 Printer jams',
    tone: 'new',
    nonce: 'n1',
    blocks: [
      { type: 'headline', text: ['🔵 ', bold('INC-12 Printer jams')] },
      { type: 'text', text: ['Alice ', italic('Moreau'), ' on ', code('PRN-7')] },
      { type: 'text', text: ['See ', { type: 'link', text: 'the manual', href: 'https://example.com/a?b=1&c=2' }] },
      { type: 'quote', text: ['It jams.\nAgain.'] },
      {
        type: 'facts',
        facts: [
          { label: 'Group', value: ['Service Desk'] },
          { label: 'Due', value: [bold('10:30')] },
        ],
      },
      { type: 'divider' },
      {
        type: 'rows',
        rows: [
          {
            text: [bold('PRB-4'), ' use tray 2'],
            button: { label: 'Solved it', verb: 'known', args: { ref: 'PRB-4' } },
          },
          { text: ['INC-11 offline'] },
        ],
      },
      { type: 'small', text: ['stays inside'] },
      { type: 'buttons', buttons: [claim], more: [{ label: 'History', verb: 'history', args: { ref: 'INC-12' } }] },
    ],
  },
  words: [
    'INC-12 Printer jams',
    'Moreau',
    'PRN-7',
    'the manual',
    'It jams.',
    'Again.',
    'Group',
    'Service Desk',
    'Due',
    '10:30',
  ].concat(['PRB-4', 'use tray 2', 'INC-11 offline', 'stays inside']),
  labels: ['Claim', 'Solved it', 'History'],
};

export const form: Form = {
  verb: 'report',
  args: { source: 'command' },
  title: 'Report an issue',
  submit: 'Send',
  cancel: 'Cancel',
  done: 'Done',
  intro: ['What happened?'],
  fields: [
    { name: 'summary', label: 'In a sentence', required: true, type: 'line', maxLength: 150 },
    { name: 'details', label: 'More', hint: 'Optional', required: false, type: 'area', maxLength: 3000 },
    {
      name: 'urgency',
      label: 'Urgency',
      required: true,
      type: 'choice',
      initial: 'low',
      options: [
        { value: 'low', label: 'Low' },
        { value: 'high', label: 'High' },
      ],
    },
  ],
};

/** Words that some platform would take for markup, a mention, a link or an entity. */
export const hostile = [
  '<!channel> <@U1|x>',
  '@everyone @here',
  '*bold* _it_ ~no~ `code`',
  '[x](http://evil)',
  '<http://evil|here>',
  '<at>all</at>',
  '&lt;b&gt; &amp;',
  '{{macro}} $name \\n',
];

/** The same words in every place where words can stand. */
export const quoting = (words: string): Card => ({
  summary: words,
  tone: 'plain',
  blocks: [
    { type: 'headline', text: [bold(words)] },
    { type: 'text', text: [words] },
    { type: 'quote', text: [words] },
    { type: 'small', text: [words] },
    { type: 'facts', facts: [{ label: 'Words', value: [words] }] },
    { type: 'rows', rows: [{ text: [words] }, { text: [words], button: claim }] },
  ],
});

const many = (count: number, name: string): Button[] =>
  Array.from({ length: count }, (_, index) => ({
    label: `${name} ${index}`,
    verb: 'show',
    args: { ref: `INC-${index}` },
  }));

const long = 'So much happened 👩‍👩‍👧‍👦. '.repeat(4_000);

/** 100,000 characters, 200 rows, 60 buttons and 60 more: it has to arrive, shortened, with what can be pressed first. */
export const enormous: Card = {
  summary: long,
  tone: 'alert',
  blocks: [
    { type: 'headline', text: [bold(long)] },
    { type: 'text', text: [long] },
    { type: 'quote', text: [long] },
    { type: 'small', text: [long] },
    { type: 'facts', facts: many(60, 'Fact').map(({ label }) => ({ label, value: [long] })) },
    { type: 'rows', rows: many(200, 'Row').map((button) => ({ text: [`${button.label} `, long], button })) },
    { type: 'buttons', buttons: many(60, 'Press'), more: many(60, 'More') },
  ],
};
