// What a person typed in Slack, with its look: from rich text where a message brings it, else from the text with its signs.
import type { Look, Words } from '../../src/ticket/marks.ts';
import { Writing } from '../../src/ticket/writing.ts';
import { emojiOf } from './emoji.ts';
import { plainWords, unescaped } from './text.ts';

type Style = { readonly [look in 'bold' | 'italic' | 'strike' | 'code']?: boolean };

/** The fields that are read here, of blocks and all that is in them. https://docs.slack.dev/reference/block-kit/blocks/rich-text-block */
export interface Node {
  readonly type: string;
  readonly elements?: readonly Node[];
  /** Of words their look, of a list its kind. */
  readonly style?: string | Style;
  readonly indent?: number;
  readonly offset?: number;
  readonly border?: number;
  readonly text?: string;
  readonly url?: string;
  readonly name?: string;
  readonly unicode?: string;
  readonly user_id?: string;
  readonly usergroup_id?: string;
  readonly channel_id?: string;
  readonly range?: string;
  readonly fallback?: string;
  readonly value?: string;
}

/** `text` tells what rich text leaves out: the names of channels and groups. */
export function wordsOf(text: string, blocks: readonly Node[] = []): Words {
  const rich = blocks.filter(({ type }) => type === 'rich_text');
  const writing = new Writing();
  if (rich.length === 0) fromSigns(writing, text);
  else for (const part of rich.flatMap(({ elements = [] }) => elements)) write(writing, part, text);
  return writing.words();
}

function write(writing: Writing, part: Node, text: string): void {
  const { type, elements = [], indent = 0, offset = 0 } = part;
  if (type === 'rich_text_section') {
    for (const each of elements) inline(writing, each, text);
    return;
  }
  writing.line();
  const from = writing.open();
  if (type === 'rich_text_list') {
    for (const [index, item] of elements.entries()) {
      const begun = writing.item(indent, part.style === 'ordered' ? offset + index + 1 : undefined);
      for (const each of item.elements ?? []) inline(writing, each, text);
      writing.mark(begun, { is: 'item', depth: indent });
    }
  } else for (const each of elements) inline(writing, each, text);
  if (type === 'rich_text_preformatted') writing.mark(from, { is: 'pre' });
  if (type === 'rich_text_quote' || part.border) writing.mark(from, { is: 'quote' });
  writing.line();
}

const STYLES = ['bold', 'italic', 'strike', 'code'] as const;

function inline(writing: Writing, element: Node, text: string): void {
  const { style = {} } = element;
  const from = writing.open();
  content(writing, element, text);
  for (const is of STYLES) if (typeof style === 'object' && style[is]) writing.mark(from, { is });
}

function content(writing: Writing, element: Node, text: string): void {
  const from = writing.open();
  switch (element.type) {
    case 'link':
      writing.write(element.text ?? '');
      writing.link(from, element.url ?? '');
      return;
    case 'emoji':
      writing.write(emojiOf(element.name ?? '', element.unicode));
      return;
    case 'user':
      mention(writing, element.user_id ?? '', '');
      return;
    case 'usergroup':
      writing.write(labelled(text, `!subteam^${element.usergroup_id}`) ?? '@group');
      return;
    case 'channel':
      writing.write(`#${labelled(text, `#${element.channel_id}`) ?? element.channel_id ?? ''}`);
      return;
    case 'broadcast':
      writing.write(`@${element.range ?? 'channel'}`);
      return;
    default:
      writing.write(element.text ?? element.fallback ?? element.value ?? '');
  }
}

/** What Slack calls somebody or something in the text of the same message. */
function labelled(text: string, target: string): string | undefined {
  const at = text.indexOf(`<${target}|`);
  const label = at < 0 ? '' : text.slice(at + target.length + 2, text.indexOf('>', at));
  return label === '' ? undefined : unescaped(label);
}

function mention(writing: Writing, user: string, label: string): void {
  const from = writing.open();
  writing.write(`@${label || user}`);
  writing.mark(from, { is: 'mention', user });
}

const SIGNS = { '*': 'bold', _: 'italic', '~': 'strike' } as const;
const FENCED = /```\n?([\s\S]+?)\n?```/gu;
// A sign counts where no letter touches it from outside and no blank from inside.
const TOKEN =
  /`([^`\n]+)`|(?<![\p{L}\p{N}*_~])([*_~])(?!\2)(?=\S)([^\n]{0,500}?\S)\2(?!\2|[\p{L}\p{N}])|<([^<>]+)>|:([a-z0-9_+-]{1,60}(?:::skin-tone-[2-6])?):/giu;

/** https://docs.slack.dev/messaging/formatting-message-text */
function fromSigns(writing: Writing, text: string): void {
  let at = 0;
  for (const found of text.matchAll(FENCED)) {
    paragraphs(writing, text.slice(at, found.index));
    writing.line();
    const from = writing.open();
    writing.write(plainWords(found[1] ?? ''));
    writing.mark(from, { is: 'pre' });
    writing.line();
    at = found.index + found[0].length;
  }
  paragraphs(writing, text.slice(at));
}

function paragraphs(writing: Writing, text: string): void {
  const lines = (text.startsWith('\n') && writing.begins ? text.slice(1) : text).split('\n');
  let quote: number | undefined;
  for (const [index, line] of lines.entries()) {
    const quoted = /^&gt; ?/u.exec(line)?.[0];
    if (quoted === undefined && quote !== undefined) {
      writing.mark(quote, { is: 'quote' });
      quote = undefined;
    }
    if (index > 0) writing.write('\n');
    if (quoted !== undefined) quote ??= writing.open();
    styled(writing, line.slice(quoted?.length ?? 0));
  }
  if (quote !== undefined) writing.mark(quote, { is: 'quote' });
}

function styled(writing: Writing, text: string): void {
  let at = 0;
  for (const found of text.matchAll(TOKEN)) {
    writing.write(unescaped(text.slice(at, found.index)));
    at = found.index + found[0].length;
    const [whole, code, sign, inside = '', wire, emoji] = found;
    if (wire !== undefined) target(writing, wire);
    else if (emoji !== undefined) writing.write(emojiOf(emoji));
    else if (code !== undefined) look(writing, { is: 'code' }, () => writing.write(plainWords(code)));
    else if (sign === '*' || sign === '_' || sign === '~')
      look(writing, { is: SIGNS[sign] }, () => styled(writing, inside));
    else writing.write(whole);
  }
  writing.write(unescaped(text.slice(at)));
}

function look(writing: Writing, how: Look, write: () => void): void {
  const from = writing.open();
  write();
  writing.mark(from, how);
}

function target(writing: Writing, inside: string): void {
  const [address = '', label = ''] = inside.split('|', 2);
  if (address.startsWith('@')) mention(writing, address.slice(1), unescaped(label));
  else if (/^(?:https?|mailto):/iu.test(address)) {
    const from = writing.open();
    writing.write(unescaped(label));
    writing.link(from, unescaped(address));
  } else writing.write(plainWords(`<${inside}>`));
}
