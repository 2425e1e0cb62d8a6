// People's words as they looked where they were written, in the vocabulary of cards. What is marked is data, never markup.
import { cropped, type Mark, type Words } from '../ticket/marks.ts';
import { type Block, bold, type ListItem, type Rich, type Span, type Styles } from './cards.ts';
import type { Reader } from './reader.ts';

export interface Around {
  /** In front of the words, on their first line. */
  readonly lead?: Rich;
  /** Behind them. */
  readonly tail?: Rich;
  /** The words of a person, set apart from ours. */
  readonly quoted?: boolean;
}

interface Line {
  readonly from: number;
  readonly to: number;
  readonly pre: Mark | undefined;
  readonly item: Mark | undefined;
  readonly quote: boolean;
}

const SIGN = /^\s*(?:[•◦▪]|(\d{1,9})\.)\s/u;

/** The words as blocks: paragraphs, quotes, code and lists. */
export function worded(reader: Reader, words: Words, { lead = [], tail = [], quoted = false }: Around = {}): Block[] {
  const blocks = runsOf(linesOf(words, quoted)).flatMap((lines) => block(reader, words, lines));
  const [first, ...rest] = blocks;
  const begun: Block[] =
    first?.type === 'text' ? [{ ...first, text: [...lead, ...first.text] }, ...rest] : [...line(lead), ...blocks];
  const last = begun.at(-1);
  return last?.type === 'text' || (quoted && last?.type === 'quote')
    ? [...begun.slice(0, -1), { ...last, text: [...last.text, ...tail] }]
    : [...begun, ...line(tail)];
}

const line = (text: Rich): Block[] => (text.length > 0 ? [{ type: 'text', text }] : []);

/** The words in a line with others: their styles, links and mentions, while lists and code stand as their text has them. */
export function inline(reader: Reader, words: Words): Rich {
  return spans(reader, words, 0, words.text.length);
}

function linesOf({ text, marks = [] }: Words, quoted: boolean): Line[] {
  let at = 0;
  return text.split('\n').map((content) => {
    const [from, to] = [at, at + content.length];
    at = to + 1;
    const whole = (is: Mark['is']) => marks.find((mark) => mark.is === is && mark.from <= from && mark.to >= to);
    return { from, to, pre: whole('pre'), item: whole('item'), quote: quoted || whole('quote') !== undefined };
  });
}

const alike = (one: Line, other: Line): boolean =>
  one.quote === other.quote && one.pre === other.pre && (one.item === undefined) === (other.item === undefined);

/** Neighbouring lines that make one block. */
function runsOf(lines: readonly Line[]): Line[][] {
  const runs: Line[][] = [];
  for (const each of lines) {
    const run = runs.at(-1);
    if (run?.[0] && alike(run[0], each)) run.push(each);
    else runs.push([each]);
  }
  return runs;
}

function block(reader: Reader, words: Words, lines: readonly Line[]): Block[] {
  const [first, last] = [lines[0], lines.at(-1)];
  if (!first || !last) return [];
  const text = words.text.slice(first.from, last.to);
  const apart = first.quote ? ({ quoted: true } as const) : {};
  if (first.pre) return [{ type: 'pre', code: text, ...apart }];
  if (first.item) return [{ type: 'list', items: itemsOf(reader, words, lines), ...apart }];
  // What is only room between two blocks is theirs to have.
  if (text.trim() === '') return [];
  return [{ type: first.quote ? 'quote' : 'text', text: spans(reader, words, first.from, last.to) }];
}

function itemsOf(reader: Reader, words: Words, lines: readonly Line[]): ListItem[] {
  const items: { depth: number; number?: number; text: Rich; mark: Mark }[] = [];
  for (const { from, to, item } of lines) {
    if (item?.is !== 'item') continue;
    const last = items.at(-1);
    if (last?.mark === item) {
      last.text = [...last.text, '\n', ...spans(reader, words, from, to)];
      continue;
    }
    const [sign = '', number] = SIGN.exec(words.text.slice(from, to)) ?? [];
    const counted = number === undefined ? {} : { number: Number(number) };
    items.push({ depth: item.depth, ...counted, text: spans(reader, words, from + sign.length, to), mark: item });
  }
  return items.map(({ mark: _, ...item }) => item);
}

function spans(reader: Reader, words: Words, from: number, to: number): Rich {
  const { text, marks = [] } = cropped(words, from, to);
  const cuts = new Set([0, text.length]);
  for (const mark of marks) {
    cuts.add(mark.from).add(mark.to);
    if (mark.is === 'link') cuts.add(mark.to - addressIn(text, mark).length);
  }
  const places = [...cuts].sort((one, other) => one - other);
  return places.slice(1).flatMap((end, index): Rich => {
    const begin = places[index] ?? 0;
    const over = marks.filter((mark) => mark.from <= begin && mark.to >= end);
    // The link itself says where it leads.
    if (over.some((mark) => mark.is === 'link' && begin >= mark.to - addressIn(text, mark).length)) return [];
    return [span(reader, text.slice(begin, end), over)];
  });
}

/** What the text tells of a link's address behind its name, which need not be shown: but for a name that is an address itself. */
function addressIn(text: string, mark: Mark): string {
  const address = mark.is === 'link' ? ` (${mark.href})` : '';
  const whole = text.slice(mark.from, mark.to);
  if (address === '' || !whole.endsWith(address)) return '';
  return ADDRESS.test(whole.slice(0, -address.length).normalize('NFKC')) ? '' : address;
}

/** A name that a reader takes for where it leads: with a sign of an address, or a dot between letters. */
const ADDRESS = /[\p{L}\p{N}][.。][\p{L}\p{N}]|:\/\/|@/u;

function span(reader: Reader, text: string, over: readonly Mark[]): Span {
  const is = (...looks: Mark['is'][]) => over.some((mark) => looks.includes(mark.is));
  const link = over.find((mark) => mark.is === 'link');
  const mention = over.find((mark) => mark.is === 'mention');
  const user = mention?.person && reader.accounts?.get(mention.person);
  if (mention) return user ? { type: 'mention', text, user } : bold(text);
  const look: Styles & { href?: string } = {
    ...(is('bold') && { bold: true }),
    ...(is('italic') && { italic: true }),
    ...(is('strike') && { strike: true }),
    ...(is('code', 'pre') && { code: true }),
    ...(link && { href: link.href }),
  };
  return Object.keys(look).length > 0 ? { type: 'styled', text, ...look } : text;
}
