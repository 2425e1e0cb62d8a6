// A card as Slack's blocks. People's words travel as rich text or plain text, which Slack never parses.
import type { types } from '@slack/bolt';
import { z } from 'zod';
import type { Block, Button, Card, ListItem, Rich, Span, Styles } from '../../src/views/cards.ts';
import { bold, plain } from '../../src/views/cards.ts';
import { limits } from './limits.ts';
import { cut, escaped } from './text.ts';

/** What a button says when it is pressed; short, an option has 150 characters. `p`: on a private answer, which the reply replaces. */
export const pressed = z.object({ v: z.string(), a: z.record(z.string(), z.string()), p: z.literal(1).optional() });

/** One of Slack's blocks, how many of the card's things it shows, and how many words it spends. */
interface Piece {
  readonly block: types.KnownBlock;
  things: number;
  words: number;
}

type Row = Extract<Block, { type: 'rows' }>['rows'][number];
type Called = Extract<Block, { type: 'call' }>['people'][number];
type Value = (button: Button) => string;

const plainText = (text: string, max: number): types.PlainTextElement => ({
  type: 'plain_text',
  text: cut(text, max).trim() || '…',
  emoji: true,
});

const piece = (block: types.KnownBlock, text: Rich, things = 1): Piece => ({
  block,
  things,
  words: Math.min(plain(text).length, limits.block),
});

function element(span: Span, text: string): types.RichTextElement {
  if (typeof span === 'string') return { type: 'text', text };
  if (span.type === 'mention') return { type: 'user', user_id: span.user };
  const style = styleOf(span);
  const href = 'href' in span ? (span.href ?? '') : '';
  if (!/^(?:https?|mailto):/i.test(href) || href.length > limits.href) return { type: 'text', text, ...style };
  return { type: 'link', url: href, text, ...style };
}

function styleOf(span: Exclude<Span, string>): { style?: Styles } {
  if (span.type === 'link' || span.type === 'mention') return {};
  if (span.type !== 'styled') return { style: { [span.type]: true } };
  const { type: _, text: __, href: ___, ...style } = span;
  return Object.keys(style).length > 0 ? { style } : {};
}

/** Spans as rich text elements of at most `max` characters together; Slack refuses empty ones. */
function elements(rich: Rich, max: number = limits.block): types.RichTextElement[] {
  const out: types.RichTextElement[] = [];
  let room = max;
  for (const span of rich) {
    const text = typeof span === 'string' ? span : span.text;
    if (text === '') continue;
    if (room <= 0) break;
    out.push(element(span, cut(text, room)));
    room -= text.length;
  }
  return out.length > 0 ? out : [{ type: 'text', text: ' ' }];
}

const richText = (...parts: types.RichTextBlockElement[]): types.RichTextBlock => ({
  type: 'rich_text',
  elements: parts,
});
const section = (rich: Rich, max?: number): types.RichTextSection => ({
  type: 'rich_text_section',
  elements: elements(rich, max),
});

const marks: Readonly<Partial<Record<Exclude<Span, string>['type'], string>>> = { bold: '*', italic: '_', code: '`' };

/** mrkdwn sees a style only where no letter touches its signs. */
const apart = (neighbour: Span | undefined, at: 0 | -1): boolean =>
  neighbour === undefined || !/[\p{L}\p{N}]/u.test([...plain([neighbour])].at(at) ?? '');

function marked(span: Span, index: number, rich: Rich): string {
  if (typeof span === 'string') return span;
  if (span.type === 'link')
    return /^https?:[^|>\s]+$/.test(span.href) ? `<${escaped(span.href)}|${span.text}>` : span.text;
  const free =
    apart(rich[index - 1], -1) && apart(rich[index + 1], 0) && span.text.trim() === span.text && span.text !== '';
  const sign = marks[span.type];
  return free && sign && !span.text.includes('\n') ? sign + span.text + sign : span.text;
}

/** Where Slack takes no rich text: mrkdwn if nothing in it could be read as a sign of its own, else plain without styles. */
function small(rich: Rich, max: number): types.PlainTextElement | types.MrkdwnElement {
  const words = plain(rich);
  if (words.length > max || /[*_~`<>&|]|\p{Surrogate}/u.test(words)) return plainText(words, max);
  const text = rich.map(marked).join('');
  if (text.length > max || text.trim() === '') return plainText(words, max);
  return { type: 'mrkdwn', text, verbatim: true };
}

/** Option values hold 150 characters, so a long one stands as a button of its own; one over 2,000 cannot be shown. */
function actions(buttons: readonly Button[], more: readonly Button[], value: Value): Piece[] {
  const short = more.filter((button) => value(button).length <= limits.option.value);
  const long = more.filter((button) => !short.includes(button));
  const shown: types.ActionsBlockElement[] = [...buttons, ...long].flatMap((button) => pressable(button, value) ?? []);
  const size = short.length <= limits.overflow ? limits.overflow : limits.option.count;
  for (const some of chunks(short, size)) {
    const option = (each: Button) => ({ text: plainText(each.label, limits.label), value: value(each) });
    const placeholder = { type: 'plain_text', text: '⋯' } as const;
    if (size === limits.overflow) shown.push({ type: 'overflow', options: some.map(option) });
    else if (some.some(({ under }) => !under))
      shown.push({ type: 'static_select', placeholder, options: some.map(option) });
    else {
      const headings = [...new Set(some.flatMap(({ under = '' }) => under))];
      const option_groups = headings.map((heading) => ({
        label: plainText(heading, limits.label),
        options: some.filter(({ under }) => under === heading).map(option),
      }));
      shown.push({ type: 'static_select', placeholder, option_groups });
    }
  }
  return chunks(shown, limits.actions).map((some) => piece({ type: 'actions', elements: some }, [], some.length));
}

function pressable(button: Button, value: Value): types.Button | undefined {
  if (value(button).length > limits.value) return undefined;
  const { style } = button;
  return { type: 'button', text: plainText(button.label, limits.label), value: value(button), ...(style && { style }) };
}

const chunks = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size));

/** A row with a button is a section beside it; those without stand together in lists. */
function rowsOf(rows: readonly Row[], value: Value): Piece[] {
  const out: (Piece & { list?: types.RichTextSection[] })[] = [];
  for (const { text, button } of rows) {
    const accessory = button && pressable(button, value);
    const words = Math.min(plain(text).length, limits.row);
    const last = out.at(-1);
    if (accessory) {
      out.push({ block: { type: 'section', text: small(text, limits.row), accessory }, things: 1, words });
    } else if (last?.list && last.words + words <= limits.block) {
      last.list.push(section(text, limits.row));
      last.things += 1;
      last.words += words;
    } else {
      const list = [section(text, limits.row)];
      out.push({
        block: richText({ type: 'rich_text_list', style: 'bullet', elements: list }),
        list,
        things: 1,
        words,
      });
    }
  }
  return out;
}

/** In rich text no quote holds a list or code, but they have the quote's border. */
const borderOf = ({ quoted }: { quoted?: true }): { border?: 1 } => (quoted ? { border: 1 } : {});

/** Neighbours of one depth and kind are one list for Slack, which says where each begins to count. */
function listOf(items: readonly ListItem[], border: { border?: 1 }): Piece {
  const parts: (types.RichTextList & { elements: types.RichTextSection[] })[] = [];
  let words = 0;
  let next: number | undefined;
  for (const { text, depth, number } of items) {
    if (words >= limits.block) break;
    const style = number === undefined ? 'bullet' : 'ordered';
    const last = parts.at(-1);
    const item = section(text, limits.block - words);
    words += plain(text).length;
    if (last?.style === style && last.indent === depth && number === next) last.elements.push(item);
    else {
      const offset = number !== undefined && number > 1 ? { offset: number - 1 } : {};
      parts.push({ type: 'rich_text_list', style, indent: Math.min(depth, 8), ...offset, ...border, elements: [item] });
    }
    next = number === undefined ? undefined : number + 1;
  }
  return { block: richText(...parts), things: 1, words: Math.min(words, limits.block) };
}

/** A mention in rich text reaches whom it names, as in the words of a person. */
const calling = ({ text, user }: Called, index: number): Span[] => [
  ...(index > 0 ? [', '] : []),
  user ? { type: 'mention', text, user } : bold(text),
];

function pieces(block: Block, value: Value): Piece[] {
  switch (block.type) {
    case 'headline':
      return [
        piece(richText(section(block.text.map((span) => (typeof span === 'string' ? bold(span) : span)))), block.text),
      ];
    case 'text':
      return [piece(richText(section(block.text)), block.text)];
    case 'quote':
      return [piece(richText({ type: 'rich_text_quote', elements: elements(block.text) }), block.text)];
    case 'pre': {
      const code = elements([block.code]).filter((each) => each.type === 'text');
      const part: types.RichTextPreformatted = { type: 'rich_text_preformatted', elements: code, ...borderOf(block) };
      return [piece(richText(part), [block.code])];
    }
    case 'list':
      return block.items.length > 0 ? [listOf(block.items, borderOf(block))] : [];
    case 'small':
      return [piece({ type: 'context', elements: [small(block.text, limits.block)] }, block.text)];
    case 'facts': {
      const lines = block.facts.flatMap(({ label, value: words }, index) => [
        bold(`${index > 0 ? '\n' : ''}${label}`),
        '  ',
        ...words,
      ]);
      return lines.length > 0 ? [piece(richText(section(lines)), lines, block.facts.length)] : [];
    }
    case 'call':
      return chunks(block.people, limits.called).map((some) => {
        const spans = [...(block.as ? [block.as] : []), ...some.flatMap(calling)];
        return piece(richText(section(spans)), spans, some.length);
      });
    case 'buttons':
      return actions(block.buttons, block.more ?? [], value);
    case 'rows':
      return rowsOf(block.rows, value);
    case 'divider':
      return [piece({ type: 'divider' }, [])];
  }
}

/** As many as Slack takes: what can be pressed first, then from the top; a last line says how many things are left out. */
function within(all: readonly Piece[], max: number): types.KnownBlock[] {
  const spent = all.reduce((sum, { words }) => sum + words, 0);
  if (all.length <= max && spent <= limits.words) return all.map(({ block }) => block);
  let pressed = Math.min(all.filter(({ block }) => block.type === 'actions').length, max - 1);
  let room = max - 1 - pressed;
  let words: number = limits.words;
  let left = 0;
  let gap = 0;
  const shown: types.KnownBlock[] = [];
  for (const { block, things, words: cost } of all) {
    const fits = block.type === 'actions' ? pressed-- > 0 : left === 0 && cost <= words && room-- > 0;
    if (fits) {
      shown.push(block);
      words -= cost;
    } else {
      if (left === 0) gap = shown.length;
      left += things;
    }
  }
  return shown.toSpliced(gap, 0, { type: 'context', elements: [{ type: 'plain_text', text: `… +${left}` }] });
}

/** Ids must be unique in a message; ours say only where the element stands. */
function named(blocks: types.KnownBlock[]): types.KnownBlock[] {
  let count = 0;
  const name = <T extends object>(each: T): T => ({ ...each, action_id: `a${count++}` });
  return blocks.map((block) => {
    if (block.type === 'actions') return { ...block, elements: block.elements.map(name) };
    if (block.type === 'section' && block.accessory) return { ...block, accessory: name(block.accessory) };
    return block;
  });
}

/** A card within every limit, whatever is in it. `secret`: only one person sees it, so replies may take its place. */
export function blocksOf(card: Card, surface: keyof typeof limits.blocks, secret: boolean): types.KnownBlock[] {
  const value: Value = ({ verb, args }) => {
    const said: z.infer<typeof pressed> = { v: verb, a: args, ...(secret && { p: 1 }) };
    return JSON.stringify(said);
  };
  return named(
    within(
      card.blocks.flatMap((block) => pieces(block, value)),
      limits.blocks[surface],
    ),
  );
}

/** The words of a message: blocks, and for notifications the summary, in which nothing is left for Slack to parse. */
export function messageOf(card: Card, secret: boolean): { text: string; blocks: types.KnownBlock[] } {
  // An escaped sign takes up to five places.
  const text = escaped(cut(card.summary, limits.text / 5));
  return { text: text.trim() === '' ? '…' : text, blocks: blocksOf(card, 'message', secret) };
}
