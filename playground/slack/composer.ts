// A person's typed words as Slack's composer makes them: rich text, and beside it the text with its signs.
import { nameToEmoji } from 'gemoji';
import { type Paragraph, paragraphs, type Styled } from '../markup.ts';
import { named } from './blocks.ts';
import type { Workspace } from './workspace.ts';
import type { Block, Json } from './world.ts';

const special =
  /<[@#][A-Z0-9]+(?:\|[^<>]*)?>|https?:\/\/[^\s<>]+|(?<![\w@])@([\p{L}\d._-]+)|(?<![\w#&])#([\p{L}\d_-]+)|:([a-z0-9_+-]+):|[&<>]/gu;
const link = /\[([^[\]\n]+)\]\((https?:[^()\s]+)\)/gu;
const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const escaped = (text: string): string => text.replace(/[&<>]/g, (sign) => entities[sign] ?? sign);

/** What Slack makes of a piece of typed words: as it stands in the text, and as an element of rich text. */
interface Found {
  readonly wire: string;
  readonly element?: Json;
}

function found({ users, channels }: Workspace, whole: string, labels: boolean, groups: (string | undefined)[]): Found {
  const [handle, name, emoji] = groups;
  if (entities[whole]) return { wire: entities[whole] };
  if (whole.startsWith('http')) return { wire: `<${escaped(whole)}>`, element: { type: 'link', url: whole } };
  if (emoji !== undefined) {
    const sign = nameToEmoji[emoji];
    const points = sign && [...sign].map((point) => point.codePointAt(0)?.toString(16)).join('-');
    return points ? { wire: whole, element: { type: 'emoji', name: emoji, unicode: points } } : { wire: whole };
  }
  if (handle === 'here' || handle === 'channel' || handle === 'everyone')
    return { wire: `<!${handle}>`, element: { type: 'broadcast', range: handle } };
  const id = /^<@(\w+)/.exec(whole)?.[1];
  // A full stop after a name ends the sentence.
  const bare = handle?.replace(/[.-]+$/, '');
  const user = [...users.values()].find((each) => each.id === id || (bare !== undefined && each.name === bare));
  if (user) {
    const rest = handle?.slice(bare?.length) ?? '';
    const wire = `<@${user.id}${labels ? `|${user.name}` : ''}>${rest}`;
    return { wire, element: { type: 'user', user_id: user.id, rest } };
  }
  const channelId = /^<#(\w+)/.exec(whole)?.[1];
  const channel = [...channels.values()].find(
    (each) => each.id === channelId || (name !== undefined && each.name === name),
  );
  if (!channel) return { wire: escaped(whole) };
  return { wire: `<#${channel.id}|${channel.name}>`, element: { type: 'channel', channel_id: channel.id } };
}

/**
 * Typed text as Slack sends it: `&`, `<`, `>` escaped, `@alice` and `#desk` as ids, addresses in angle brackets.
 * Ids that were picked (`<@U1>`) stand. A command's mentions carry the name too (`should_escape`).
 */
export function encode(workspace: Workspace, typed: string, labels: boolean): string {
  const plain = (text: string) =>
    text.replace(
      special,
      (whole: string, ...groups: (string | undefined)[]) => found(workspace, whole, labels, groups).wire,
    );
  let out = '';
  let at = 0;
  for (const { 0: whole, 1: name = '', 2: href = '', index } of typed.matchAll(link)) {
    out += `${plain(typed.slice(at, index))}<${escaped(href)}|${escaped(name)}>`;
    at = index + whole.length;
  }
  return out + plain(typed.slice(at));
}

/** What a message says: the text, and the blocks that clients draw. */
export function compose(workspace: Workspace, typed: string): { text: string; blocks: Block[] } {
  const inline = (words: readonly Styled[]) => words.flatMap((each) => elements(workspace, each));
  const parts: Json[] = [];
  for (const [index, paragraph] of paragraphs(typed).entries()) {
    const last = parts.at(-1);
    if (paragraph.kind === 'item') {
      const item = { type: 'rich_text_section', elements: inline(paragraph.words) };
      if (last && continues(last, paragraph)) (last.elements as Json[]).push(item);
      else parts.push(listOf(paragraph, item));
    } else if (paragraph.kind === 'code') {
      parts.push({ type: 'rich_text_preformatted', elements: [{ type: 'text', text: paragraph.text || ' ' }] });
    } else {
      const lines = paragraph.lines.flatMap((words, line) => [
        ...(line > 0 ? [{ type: 'text', text: '\n' }] : []),
        ...inline(words),
      ]);
      const type = paragraph.kind === 'quote' ? 'rich_text_quote' : 'rich_text_section';
      if (lines.length > 0 || index === 0) parts.push({ type, elements: lines });
    }
  }
  return { text: encode(workspace, typed, false), blocks: named([{ type: 'rich_text', elements: parts as never }]) };
}

type Item = Extract<Paragraph, { kind: 'item' }>;
const styleOf = ({ number }: Item): string => (number === undefined ? 'bullet' : 'ordered');

const continues = (last: Json, item: Item): boolean =>
  last.type === 'rich_text_list' && last.style === styleOf(item) && last.indent === item.depth;

const listOf = (item: Item, first: Json): Json => ({
  ...{ type: 'rich_text_list', style: styleOf(item), indent: item.depth, border: 0, elements: [first] },
  ...((item.number ?? 1) > 1 && { offset: (item.number ?? 1) - 1 }),
});

function elements(workspace: Workspace, { text, href, ...look }: Styled): Json[] {
  const style = Object.keys(look).length > 0 ? { style: look } : {};
  if (href !== undefined) return [{ type: 'link', url: href, text, ...style }];
  if (look.code) return [{ type: 'text', text, ...style }];
  const out: Json[] = [];
  let before = '';
  let at = 0;
  const flush = () => before !== '' && out.push({ type: 'text', text: before, ...style });
  for (const match of text.matchAll(special)) {
    const { element } = found(workspace, match[0], false, match.slice(1));
    before += text.slice(at, match.index);
    at = match.index + match[0].length;
    if (!element) {
      before += match[0];
      continue;
    }
    flush();
    const { rest, ...bare } = element;
    out.push({ ...bare, ...style });
    before = String(rest ?? '');
  }
  before += text.slice(at);
  flush();
  return out;
}
