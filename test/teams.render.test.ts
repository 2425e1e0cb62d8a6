// Any card fits into Teams, and no word of a person's ends where Teams would parse it.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { callIn } from '../adapters/teams/call.ts';
import { cut, sizeOf } from '../adapters/teams/fit.ts';
import { formSchema, renderForm } from '../adapters/teams/form.ts';
import { LIMITS } from '../adapters/teams/limits.ts';
import { renderCard, type Stand } from '../adapters/teams/render.ts';
import { checkCard } from '../playground/teams/cards.ts';
import type { Block, Button, Card, Form, Rich, Span, Tone } from '../src/views/cards.ts';

const PERSON = '[x](http://evil) **b** ☂️';

const words: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom(
    PERSON,
    '',
    '\n\n',
    '\ud800',
    'e\u0301'.repeat(40),
    '{{DATE(2026-01-01T00:00:00Z)}}',
    '👩‍👩‍👧‍👦'.repeat(30),
  ),
  fc
    .tuple(fc.constantFrom('长', 'word ', '\u0001', '"\\', '👩‍👩‍👧‍👦', 'a\n'), fc.integer({ min: 1, max: 8_000 }))
    .map(([unit, count]) => unit.repeat(count)),
);
const href = fc.constantFrom(
  'https://example.com/',
  'javascript:alert(1)',
  'file:///etc/passwd',
  `https://x/${'a'.repeat(5_000)}`,
);
const span: fc.Arbitrary<Span> = fc.oneof(
  words,
  fc.record({ type: fc.constantFrom('bold', 'italic', 'code'), text: words }),
  fc.record({ type: fc.constant('link'), text: words, href }),
  fc.record({ type: fc.constant('styled'), text: words, href, bold: fc.constant(true), strike: fc.constant(true) }),
  fc.record({ type: fc.constant('mention'), text: words, user: fc.constant('29:x') }),
);
const rich: fc.Arbitrary<Rich> = fc.oneof(
  fc.array(span, { maxLength: 4 }),
  span.map((one) => Array<Span>(300).fill(one)),
);
const button: fc.Arbitrary<Button> = fc.record(
  {
    ...{
      label: words,
      verb: fc.constantFrom('claim', 'show'),
      args: fc.dictionary(fc.constantFrom('ref', 'text'), fc.string({ maxLength: 3_000 })),
    },
    ...{ style: fc.constantFrom('primary', 'danger'), form: fc.boolean() },
  },
  { requiredKeys: ['label', 'verb', 'args'] },
);
const many = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
  fc.oneof(
    fc.array(one, { maxLength: 4 }),
    one.map((each) => Array<T>(80).fill(each)),
  );
const block: fc.Arbitrary<Block> = fc.oneof(
  fc.record({ type: fc.constantFrom('headline', 'text', 'small', 'quote'), text: rich }),
  fc.record({ type: fc.constant('pre'), code: words, quoted: fc.constant(true) }),
  fc.record({
    type: fc.constant('list'),
    items: many(fc.record({ text: rich, depth: fc.nat(99), number: fc.nat() }, { requiredKeys: ['text', 'depth'] })),
  }),
  fc.record({ type: fc.constant('facts'), facts: many(fc.record({ label: words, value: rich })) }),
  fc.record({ type: fc.constant('rows'), rows: many(fc.record({ text: rich, button }, { requiredKeys: ['text'] })) }),
  fc.record({ type: fc.constant('buttons'), buttons: many(button), more: many(button) }),
  fc.record({
    type: fc.constant('call'),
    people: many(fc.record({ text: words, user: fc.constant('29:x') }, { requiredKeys: ['text'] })),
  }),
  fc.constant<Block>({ type: 'divider' }),
);
const card: fc.Arbitrary<Card> = fc.record(
  {
    ...{ summary: words, tone: fc.constantFrom<Tone>('new', 'active', 'waiting', 'alert', 'done', 'plain') },
    ...{
      blocks: fc.oneof(
        fc.array(block, { maxLength: 6 }),
        block.map((one) => Array<Block>(60).fill(one)),
      ),
    },
    nonce: fc.string({ maxLength: 32 }),
  },
  { requiredKeys: ['summary', 'tone', 'blocks'] },
);
const stand = fc.constantFrom<Stand>('message', 'private', 'dialog');

type Node = Record<string, unknown>;
function nodesOf(value: unknown): Node[] {
  if (typeof value !== 'object' || value === null) return [];
  const children = Object.values(value).flatMap(nodesOf);
  return Array.isArray(value) ? children : [value as Node, ...children];
}

describe('a card', () => {
  it('fits, is drawn by Teams, parses nothing and opens only web addresses', () => {
    fc.assert(
      fc.property(card, stand, (any, where) => {
        const drawn = renderCard(any, where, 'k'.repeat(64));
        expect(sizeOf(drawn)).toBeLessThanOrEqual(LIMITS.cardBytes);
        checkCard(drawn);
        const nodes = nodesOf(drawn);
        for (const { type, url, inlines, actions } of nodes) {
          expect(['TextBlock', 'FactSet', 'Input.Toggle']).not.toContain(type);
          if (url !== undefined) expect(String(url)).toMatch(/^https?:/);
          if (type === 'RichTextBlock') expect((inlines as Node[]).length).toBeGreaterThan(0);
          const primary = Array.isArray(actions) ? actions.filter(({ mode }) => mode !== 'secondary') : [];
          expect(primary.length).toBeLessThanOrEqual(LIMITS.actionsInSet);
        }
        expect((drawn.body as Node[])[0]?.id).toBe(`muster:${'k'.repeat(64)}`);
        expect(JSON.stringify(drawn)).not.toMatch(/(?<!\\)\\ud[89a-f]/i);
        expect(JSON.stringify(drawn)).not.toMatch(/\{\{DATE/i);
      }),
      { numRuns: 60 },
    );
  });

  it('keeps its words and buttons when they are as usual', () => {
    const claim: Button = { label: 'Claim', verb: 'claim', args: { ref: 'INC-1' }, style: 'primary' };
    const usual: Card = {
      ...{ summary: 's', tone: 'new', nonce: 'n' },
      blocks: [
        { type: 'text', text: [PERSON, { type: 'link', text: 'here', href: 'https://example.com/' }] },
        { type: 'buttons', buttons: Array<Button>(8).fill(claim), more: [{ ...claim, form: true }] },
      ],
    };
    const nodes = nodesOf(renderCard(usual, 'private'));
    expect(nodes.find(({ type }) => type === 'TextRun')?.text).toBe(PERSON);
    expect(nodes.filter(({ type }) => type === 'ActionSet').map(({ actions }) => (actions as Node[]).length)).toEqual([
      6, 3,
    ]);
    expect(nodes.find(({ type }) => type === 'Action.Execute')).toMatchObject({
      ...{ title: 'Claim', style: 'positive', verb: 'muster' },
      data: { muster: { v: 'claim', a: { ref: 'INC-1' }, n: 'n', p: 1 } },
    });
    expect(nodes.find(({ mode }) => mode === 'secondary')).toMatchObject({
      ...{ type: 'Action.Submit', data: { msteams: { type: 'task/fetch' } } },
    });
  });

  it('says how many rows are left out', () => {
    const rows = Array.from({ length: 30 }, (_, index) => ({ text: [`row ${index}`] }));
    const drawn = renderCard({ summary: 's', tone: 'plain', blocks: [{ type: 'rows', rows }] }, 'message');
    expect(nodesOf(drawn).at(-1)?.text).toBe(`… +${30 - LIMITS.rows}`);
  });
});

it('cuts between graphemes', () => {
  expect(cut('abc', 3)).toBe('abc');
  expect(cut('abcd', 3)).toBe('ab…');
  expect(cut('ab👩‍👩‍👧‍👦', 6)).toBe('ab…');
  expect(cut(`a${'\u0301'.repeat(50)}`, 10)).toBe('…');
});

const form: Form = {
  ...{
    verb: 'report',
    args: { source: 'x' },
    title: 'Report',
    submit: 'Send',
    cancel: 'Cancel',
    done: 'Done',
    intro: [PERSON],
  },
  fields: [
    { name: 'what', label: 'What', hint: 'In a sentence', required: true, type: 'line', maxLength: 150 },
    { name: 'who', label: 'Who', required: false, type: 'choice', options: [{ value: 'me', label: 'Me' }] },
  ],
};

describe('a call', () => {
  const called = (people: (Block & { type: 'call' })['people']): Card => ({
    ...{ summary: 's', tone: 'alert' },
    blocks: [
      { type: 'call', people },
      { type: 'text', text: ['Mail is down'] },
    ],
  });

  it('mentions each person beside the card, with words that stay words, and names who is not there', () => {
    const card = called([
      { text: 'Bob & <at>Eve</at>', user: '29:bob' },
      { text: 'Dana', user: '29:dana' },
      { text: '<b>Hal' },
    ]);
    const { text, textFormat, entities } = callIn(card) as { text: string; textFormat: string; entities: Node[] };
    const tags = ['<at>Bob &amp; &lt;at&gt;Eve&lt;/at&gt;</at>', '<at>Dana</at>'];
    expect([text, textFormat]).toEqual([[...tags, '&lt;b&gt;Hal'].join(', '), 'xml']);
    expect(entities.map((entity) => [entity.text, (entity.mentioned as Node).id])).toEqual([
      [tags[0], '29:bob'],
      [tags[1], '29:dana'],
    ]);
  });

  it('says in the card itself who is called as what, since the mentions stand above it without', () => {
    const people = [{ text: 'Bob', user: '29:bob' }, { text: 'Hal' }];
    const card: Card = { summary: 's', tone: 'alert', blocks: [{ type: 'call', label: 'On call: ', people }] };
    for (const stand of ['message', 'dialog', 'private'] as const) {
      const runs = nodesOf(renderCard(card, stand)).filter(({ type }) => type === 'TextRun');
      expect(runs.map(({ text, weight }) => [text, weight])).toEqual([
        ['On call: ', undefined],
        ['Bob, Hal', 'bolder'],
      ]);
    }
    const crowd = { ...card, blocks: [{ type: 'call', people: Array(33).fill({ text: 'Bob' }) } as const] };
    expect(JSON.stringify(renderCard(crowd, 'message'))).toContain('… +3');
  });

  it('is nothing where nobody is called, and never longer than a message takes', () => {
    expect(callIn(called([]))).toEqual({});
    const crowd = Array(400).fill({ text: '长'.repeat(900), user: '29:x' });
    expect(sizeOf(callIn(called(crowd)))).toBeLessThan(24_000);
    expect(String(callIn(called(crowd)).text)).toMatch(/, … \+370$/u);
  });
});

describe('a form', () => {
  it('comes back whole, so that any replica can show it again with its errors and values', () => {
    const submitOf = (drawn: Node) =>
      nodesOf(drawn).find(({ type }) => type === 'Action.Submit')?.data as { muster: Node };
    const { muster } = submitOf(renderForm(form, 'n1'));
    expect(muster).toMatchObject({ v: 'report', a: { source: 'x' }, n: 'n1' });
    const returned = { errors: { what: 'Too short', other: 'Not now' }, values: { what: 'x', who: 'me' } };
    const again = nodesOf(renderForm(formSchema.parse(muster.form), 'n2', returned));
    expect(again.find(({ id }) => id === 'what')).toMatchObject({ value: 'x', isRequired: true, maxLength: 150 });
    expect(again.find(({ id }) => id === 'who')).toMatchObject({ value: 'me', type: 'Input.ChoiceSet' });
    const texts = again.filter(({ color }) => color === 'attention').map(({ text }) => text);
    expect(texts).toEqual(['Not now', 'Too short']);
  });

  it('lets several be chosen, each a box to tick, and shows them again', () => {
    const options = ['INC-4', 'INC-7'].map((value) => ({ value, label: value }));
    const field = { name: 'picked', label: 'Which?', required: true, type: 'choices', options } as const;
    const drawn = renderForm({ ...form, fields: [field] }, 'n', { errors: {}, values: { picked: 'INC-4,INC-7' } });
    expect(nodesOf(drawn).find(({ id }) => id === 'picked')).toMatchObject({
      ...{ type: 'Input.ChoiceSet', isMultiSelect: true, style: 'expanded', value: 'INC-4,INC-7' },
    });
    checkCard(drawn);
  });

  it('fits with a thousand options', () => {
    const options = Array.from({ length: 1_000 }, (_, index) => ({ value: String(index), label: '长'.repeat(500) }));
    const field = { name: 'one', label: 'One', required: true, type: 'choice', options } as const;
    const drawn = renderForm(
      {
        ...form,
        fields: Array(10)
          .fill(0)
          .map((_, index) => ({ ...field, name: `f${index}` })),
      },
      'n',
    );
    checkCard(drawn);
    expect(sizeOf(drawn)).toBeLessThanOrEqual(LIMITS.formBytes);
  });
});
