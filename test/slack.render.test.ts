// Block Kit's limits hold for any card, and nothing that people wrote becomes a mention, a link or a style.
import type { types } from '@slack/bolt';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formView, valuesOf } from '../adapters/slack/form.ts';
import { limits } from '../adapters/slack/limits.ts';
import { blocksOf, messageOf } from '../adapters/slack/render.ts';
import { refusals, viewRefusals } from '../playground/slack/blocks.ts';
import type { Block, Button, Card, Span } from '../src/views/cards.ts';
import { bold } from '../src/views/cards.ts';
import { form, say } from './conformance/samples.ts';

const tricky = [
  '<!channel>',
  '<@U1>',
  '<http://evil|x>',
  '*b*',
  '&amp;',
  '\n',
  '',
  ' ',
  '👩‍👩‍👧‍👦',
  '\ud800',
  '@here',
  '|>',
];
const words: fc.Arbitrary<string> = fc
  .tuple(
    fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.constantFrom(...tricky)),
    fc.constantFrom(1, 1, 1, 3, 2_500),
  )
  .map(([text, times]) => text.repeat(times).slice(0, 100_000));
const href = fc.constantFrom('https://ours.test/a?b=1&c=2', 'javascript:alert(1)', 'https://ours.test/a|b>c');
const span: fc.Arbitrary<Span> = fc.oneof(
  words,
  fc.record({ type: fc.constantFrom('bold', 'italic', 'code'), text: words }),
  fc.record({ type: fc.constant('link' as const), text: words, href }),
  fc.record({ type: fc.constant('styled' as const), text: words, href, bold: fc.constant(true as const) }),
);
const rich = fc.array(span, { maxLength: 4 });
const button: fc.Arbitrary<Button> = fc.record({
  label: words,
  verb: fc.constant('show'),
  args: fc.record({ ref: words }),
});
const buttons = fc.oneof(fc.array(button, { maxLength: 4 }), fc.array(button, { minLength: 60, maxLength: 60 }));
const rows = fc.array(fc.record({ text: rich, button }, { requiredKeys: ['text'] }), { maxLength: 90 });
const block: fc.Arbitrary<Block> = fc.oneof(
  fc.record({ type: fc.constantFrom('headline', 'text', 'small', 'quote'), text: rich }),
  fc.record({
    type: fc.constant('facts' as const),
    facts: fc.array(fc.record({ label: words, value: rich }), { maxLength: 20 }),
  }),
  fc.record({ type: fc.constant('pre' as const), code: words, quoted: fc.constant(true as const) }),
  fc.record({
    type: fc.constant('list' as const),
    items: fc.array(
      fc.record({ text: rich, depth: fc.nat(99), number: fc.nat(9_999) }, { requiredKeys: ['text', 'depth'] }),
      { maxLength: 90 },
    ),
  }),
  fc.record({ type: fc.constant('buttons' as const), buttons, more: buttons }),
  fc.record({ type: fc.constant('rows' as const), rows }),
  fc.record({ type: fc.constant('call' as const), people: fc.array(fc.record({ text: words }), { maxLength: 60 }) }),
  fc.constant({ type: 'divider' as const }),
);
const card: fc.Arbitrary<Card> = fc.record({
  summary: words,
  tone: fc.constant('plain' as const),
  blocks: fc.oneof(fc.array(block, { maxLength: 6 }), fc.array(block, { minLength: 60, maxLength: 70 })),
});

/** Every object of these blocks that has a type. */
function parts(node: unknown): { type: string; text?: unknown; url?: string; elements?: unknown[] }[] {
  if (Array.isArray(node)) return node.flatMap(parts);
  if (!(node instanceof Object)) return [];
  const inside = Object.values(node).flatMap(parts);
  return 'type' in node ? [node as { type: string }, ...inside] : inside;
}

describe('any card', () => {
  it('is one that Slack takes, as a message and in a modal', () => {
    fc.assert(
      fc.property(card, (any) => {
        const { text, blocks } = messageOf(any, false);
        expect(refusals(blocks, 'message')).toEqual([]);
        expect(refusals(blocksOf(any, 'modal', true), 'modal')).toEqual([]);
        expect(text.length).toBeGreaterThan(0);
        expect(text.length).toBeLessThanOrEqual(limits.text);
        expect(text).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/);
        expect(/(?<!\\)\\ud[89a-f]/i.test(JSON.stringify(blocks))).toBe(false);
      }),
      { numRuns: 60, endOnFailure: true },
    );
  });

  it('mentions nobody and links nowhere but where we said', () => {
    fc.assert(
      fc.property(card, (any) => {
        for (const part of parts(blocksOf(any, 'message', false))) {
          if (part.type.startsWith('rich_text')) expect(part.elements?.length).toBeGreaterThan(0);
          expect(['user', 'usergroup', 'broadcast', 'channel', 'emoji']).not.toContain(part.type);
          if (part.type === 'link') expect(part.url).toMatch(/^https:\/\/ours/);
          if (part.type === 'text') expect(part.text).not.toBe('');
          if (part.type !== 'mrkdwn') continue;
          expect(part).toMatchObject({ verbatim: true });
          const ours = String(part.text).replaceAll(/<https:\/\/ours\.test\/a\?b=1&amp;c=2\|[^<>&]*>/g, '');
          expect(ours).not.toMatch(/[<>&]/);
        }
      }),
      { numRuns: 60, endOnFailure: true },
    );
  });
});

describe('a card', () => {
  const show: Button = { label: 'Show', verb: 'show', args: {} };
  const many = (count: number): Button[] =>
    Array.from({ length: count }, (_, index) => ({ ...show, args: { ref: `${index}` } }));
  const shown = (...blocks: Block[]) => blocksOf({ ...say(''), blocks }, 'message', false);

  it('says how many of its things are left out, and keeps its buttons', () => {
    const list = many(80).map((each) => ({ text: [bold('INC-1')], button: each }));
    const blocks = shown({ type: 'rows', rows: list }, { type: 'buttons', buttons: [show] });
    expect(blocks).toHaveLength(limits.blocks.message);
    expect(blocks.at(-1)?.type).toBe('actions');
    expect(blocks.at(-2)).toMatchObject({ type: 'context', elements: [{ text: '… +32' }] });
  });

  it('calls people by the mention that reaches them, and names those who are not in Slack', () => {
    const people = [{ text: 'Priya Nair', user: 'UPRIYA' }, { text: 'Ken <@UKEN>' }];
    const words = [
      { type: 'user', user_id: 'UPRIYA' },
      { type: 'text', text: ', ' },
      { type: 'text', text: 'Ken <@UKEN>', style: { bold: true } },
    ];
    expect(shown({ type: 'call', people })).toEqual([
      { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: words }] },
    ]);
    expect(shown({ type: 'call', as: 'On call: ', people })).toEqual([
      {
        type: 'rich_text',
        elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'On call: ' }, ...words] }],
      },
    ]);
    expect(shown({ type: 'call', people: [] })).toEqual([]);
    const many = Array.from({ length: 120 }, (_, index) => ({ text: `Somebody ${index}`, user: `U${index}` }));
    const called = parts(shown({ type: 'call', people: many })).filter(({ type }) => type === 'user');
    expect(called).toHaveLength(120);
  });

  it('puts few more buttons behind ⋯, many in a menu, and those with long arguments beside the others', () => {
    const [few] = shown({ type: 'buttons', buttons: [show], more: many(5) });
    expect((few as types.ActionsBlock).elements.map(({ type }) => type)).toEqual(['button', 'overflow']);
    const [lots] = shown({ type: 'buttons', buttons: [show], more: many(6) });
    expect((lots as types.ActionsBlock).elements.map(({ type }) => type)).toEqual(['button', 'static_select']);
    const [long] = shown({ type: 'buttons', buttons: [], more: [{ ...show, args: { words: 'x'.repeat(200) } }] });
    expect((long as types.ActionsBlock).elements.map(({ type }) => type)).toEqual(['button']);
  });

  it('keeps the headings of a menu', () => {
    const more = many(8).map((each, index) => ({ ...each, under: index < 5 ? 'Work' : 'Ties' }));
    const [block] = shown({ type: 'buttons', buttons: [], more });
    const [menu] = (block as types.ActionsBlock).elements as types.StaticSelect[];
    expect(menu?.option_groups?.map(({ label, options }) => [label.text, options.length])).toEqual([
      ['Work', 5],
      ['Ties', 3],
    ]);
  });

  it('keeps its style in rows where no word could be read as a sign, and drops it elsewhere', () => {
    const text = (...spans: Span[]) => (shown({ type: 'small', text: spans })[0] as types.ContextBlock).elements[0];
    expect(text(bold('INC-1'), ': jam')).toMatchObject({ type: 'mrkdwn', text: '*INC-1*: jam' });
    expect(text(bold('编号'), '正文')).toMatchObject({ type: 'mrkdwn', text: '编号正文' });
    expect(text(bold('INC-1'), ' jam\nP2')).toMatchObject({ type: 'mrkdwn', text: '*INC-1* jam\nP2' });
    expect(text(bold('INC\n1'), ' jam')).toMatchObject({ type: 'mrkdwn', text: 'INC\n1 jam' });
    expect(text(bold('INC-1'), ' sw_3_12')).toMatchObject({ type: 'plain_text', text: 'INC-1 sw_3_12' });
  });
});

describe('a form', () => {
  it('is one that Slack takes, with hundreds of options too', () => {
    const options = Array.from({ length: 250 }, (_, index) => ({ value: `s${index}`, label: 'Service '.repeat(20) }));
    const services = {
      name: 'service',
      label: 'Service',
      required: true,
      type: 'choice' as const,
      options,
      initial: 's249',
    };
    const view = formView(
      { ...form, title: 'A title that is much too long for Slack', fields: [...form.fields, services] },
      ['C1'],
    );
    expect(viewRefusals(view, 'modal')).toEqual([]);
    const groups = (view.blocks.at(-1) as types.InputBlock).element as types.StaticSelect;
    expect(groups.option_groups?.map(({ label }) => label.text)).toEqual(['1–100', '101–200', '201–250']);
  });

  it('lets several be chosen: boxes, or a menu where there are more than Slack shows', () => {
    const several = (count: number) => {
      const options = Array.from({ length: count }, (_, n) => ({ value: `INC-${n}`, label: 'Ticket '.repeat(20) }));
      const field = { name: 'picked', label: 'Which?', required: true, type: 'choices' as const, options };
      const view = formView({ ...form, fields: [{ ...field, initial: 'INC-0,INC-2,INC-99' }] }, ['C1']);
      expect(viewRefusals(view, 'modal')).toEqual([]);
      return (view.blocks.at(-1) as types.InputBlock).element as types.Checkboxes;
    };
    expect(several(10)).toMatchObject({
      type: 'checkboxes',
      initial_options: [{ value: 'INC-0' }, { value: 'INC-2' }],
    });
    expect(several(11).type).toBe('multi_static_select');
    const picked = { value: { selected_options: [{ value: 'INC-0' }, { value: 'INC-2' }] } };
    expect(valuesOf({ picked, none: { value: { selected_options: [] } } })).toEqual({
      picked: 'INC-0,INC-2',
      none: '',
    });
  });

  it('refuses to lose arguments of its own', () => {
    expect(() => formView({ ...form, args: { all: 'x'.repeat(3_000) } }, ['C1'])).toThrow(RangeError);
  });
});
