// Teams' HTML as words with their look. Only tags that Teams writes are tags: "a <thing> of mine" is somebody's text.
import type { Look, Words } from '../../src/ticket/marks.ts';
import { Writing } from '../../src/ticket/writing.ts';

// Bounded, so that a text full of openings cannot make the search quadratic.
const TAG =
  /<(\/?)(at|a|b|i|u|s|p|em|br|hr|li|ol|ul|td|th|tr|pre|div|img|sub|sup|code|span|font|strong|strike|del|emoji|table|tbody|thead|h[1-6]|blockquote|attachment|codeblock)(\s[^<>]*)?\/?>/gi;
const ENTITY = /&(?:#(\d{1,7})|#x([\da-f]{1,6})|(amp|lt|gt|quot|apos|nbsp));/gi;
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };
const BLOCKS = /^(?:p|div|li|ol|ul|blockquote|h[1-6]|pre|codeblock|tr|table)$/;
const LOOKS: Readonly<Record<string, Extract<Look, { is: 'bold' | 'italic' | 'strike' | 'code' }>['is']>> = {
  ...{ b: 'bold', strong: 'bold', i: 'italic', em: 'italic' },
  ...{ s: 'strike', strike: 'strike', del: 'strike', code: 'code' },
};

const isCode = (tag: string): boolean => tag === 'pre' || tag === 'codeblock';

interface Open {
  readonly tag: string;
  readonly from: number;
  readonly href?: string;
}

/** `userOf`: the id of whoever is mentioned by this name. */
export function readHtml(html: string, userOf: (name: string) => string | undefined = () => undefined): Words {
  const reading = new Reading(userOf);
  const whole = html.replace(/\r\n?/g, '\n');
  let at = 0;
  for (const found of whole.matchAll(TAG)) {
    reading.text(whole.slice(at, found.index));
    at = found.index + found[0].length;
    const [, slash = '', name = '', attributes = ''] = found;
    if (slash === '') reading.open(name.toLowerCase(), attributes);
    else reading.close(name.toLowerCase());
  }
  reading.text(whole.slice(at));
  return reading.words();
}

class Reading {
  readonly #writing = new Writing(1);
  readonly #userOf: (name: string) => string | undefined;
  readonly #tags: Open[] = [];
  /** How many blocks of code are open. */
  #codes = 0;
  /** The lists that are open: the last number given in each, or undefined where it does not count. */
  readonly #lists: { count: number | undefined }[] = [];
  #item: { from: number; begins: number; depth: number } | undefined;

  constructor(userOf: (name: string) => string | undefined) {
    this.#userOf = userOf;
  }

  text(wire: string): void {
    const begins = this.#writing.begins || this.#isBehindSign();
    const room = begins && !this.#isCode() && /^(?:&nbsp;|\s)*$/.test(wire);
    if (!room) this.#writing.write(unescaped(wire));
    // An empty paragraph is an empty line; between blocks, lines of the source are no lines of the text.
    else if (wire.includes('&nbsp;')) this.#writing.write('\n');
  }

  open(tag: string, attributes: string): void {
    if (tag === 'br' || tag === 'hr') this.#writing.write('\n');
    else if (tag === 'img' || tag === 'emoji') this.#writing.write(unescaped(attribute(attributes, 'alt')));
    else if (tag === 'li') this.#begin();
    else {
      if (BLOCKS.test(tag)) this.#line(tag);
      if (tag === 'ol' || tag === 'ul') this.#list(tag, attributes);
      if (isCode(tag)) this.#codes += 1;
      const href = tag === 'a' ? { href: unescaped(attribute(attributes, 'href')) } : {};
      this.#tags.push({ tag, from: this.#writing.open(), ...href });
      if (tag === 'at') this.#writing.write('@');
    }
  }

  close(tag: string): void {
    if (tag === 'li' || tag === 'ol' || tag === 'ul') this.#end();
    if (tag === 'ol' || tag === 'ul') this.#lists.pop();
    const index = this.#tags.findLastIndex((open) => open.tag === tag);
    // What was left open inside ends with it; what was never opened is nothing.
    for (const open of index < 0 ? [] : this.#tags.splice(index).reverse()) this.#mark(open);
    if (BLOCKS.test(tag)) this.#writing.line();
  }

  words(): Words {
    this.#end();
    for (const open of this.#tags.splice(0).reverse()) this.#mark(open);
    return this.#writing.words();
  }

  /** A paragraph in an item stands behind its sign. */
  #line(tag: string): void {
    if (!this.#isBehindSign() || (tag !== 'p' && tag !== 'div')) this.#writing.line();
  }

  #isBehindSign(): boolean {
    return this.#item !== undefined && this.#writing.open() === this.#item.begins;
  }

  #list(tag: string, attributes: string): void {
    this.#end();
    const start = Number(attribute(attributes, 'start') || 1);
    this.#lists.push({ count: tag === 'ol' && Number.isSafeInteger(start) ? start - 1 : undefined });
  }

  #begin(): void {
    this.#end();
    const list = this.#lists.at(-1);
    if (list?.count !== undefined) list.count += 1;
    const depth = Math.max(this.#lists.length - 1, 0);
    const from = this.#writing.item(depth, list?.count);
    this.#item = { from, begins: this.#writing.open(), depth };
  }

  #end(): void {
    if (this.#item) this.#writing.mark(this.#item.from, { is: 'item', depth: this.#item.depth });
    if (this.#item) this.#writing.line();
    this.#item = undefined;
  }

  #mark({ tag, from, href }: Open): void {
    const look = LOOKS[tag];
    if (isCode(tag)) {
      this.#codes -= 1;
      if (!this.#isCode()) this.#writing.mark(from, { is: 'pre' });
    } else if (tag === 'blockquote') this.#writing.mark(from, { is: 'quote' });
    else if (tag === 'a') this.#writing.link(from, href ?? '');
    else if (tag === 'at') {
      const user = this.#userOf(this.#writing.since(from).slice(1));
      if (user !== undefined) this.#writing.mark(from, { is: 'mention', user });
    } else if (look && !(look === 'code' && this.#isCode())) this.#writing.mark(from, { is: look });
  }

  #isCode(): boolean {
    return this.#codes > 0;
  }
}

function attribute(attributes: string, name: string): string {
  const [, double, single] = new RegExp(`\\b${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`, 'i').exec(attributes) ?? [];
  return double ?? single ?? '';
}

/** Last of all, so that what was typed as text is never taken for a tag. */
function unescaped(wire: string): string {
  return wire
    .replace(ENTITY, (whole, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return NAMED[name.toLowerCase()] ?? whole;
      const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    })
    .replace(/\u00a0/g, ' ');
}

export const plainText = (html: string): string => readHtml(html).text;
