// A person's typed words as Teams' composer makes them: HTML, with the mentions that it has.
import { paragraphs, type Styled } from '../markup.ts';
import type { Json, TeamsWorld } from './world.ts';

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
export const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => ESCAPES[character] ?? character);

const TAGS = { bold: 'strong', italic: 'em', strike: 's', code: 'code' } as const;
const EMOJI = /\p{Extended_Pictographic}\uFE0F?(?:\u200D\p{Extended_Pictographic}\uFE0F?)*/gu;
const address = /https?:\/\/[^\s<>]+/gu;

/** Everyone who is mentioned: `<at>name</at>` stands in the text of activities, and @name was typed. */
export function mentionsIn(world: TeamsWorld, typed: string): Json[] {
  return world.users
    .filter(({ name }) => typed.includes(`@${name}`))
    .map(({ id, name }) => ({ type: 'mention', mentioned: { id, name }, text: `<at>${escaped(name)}</at>` }));
}

/** The whole of what was typed. `bot`: how the bot's own mention is typed. */
export function htmlOf(world: TeamsWorld, typed: string, bot: string): string {
  const line = (words: readonly Styled[]) => words.map((each) => run(world, each, bot)).join('') || '&nbsp;';
  const out: string[] = [];
  const lists: ('ul' | 'ol')[] = [];
  const closed = (depth: number) =>
    lists
      .splice(depth)
      .reverse()
      .map((list) => `</${list}>\n`)
      .join('');
  for (const paragraph of paragraphs(typed)) {
    if (paragraph.kind !== 'item') out.push(closed(0));
    if (paragraph.kind === 'words') out.push(...paragraph.lines.map((words) => `<p>${line(words)}</p>\n`));
    if (paragraph.kind === 'quote') {
      out.push(`<blockquote>\n${paragraph.lines.map((words) => `<p>${line(words)}</p>\n`).join('')}</blockquote>\n`);
    }
    if (paragraph.kind === 'code') {
      const lines = escaped(paragraph.text).replace(/\n/g, '<br>').replace(/ {2}/g, '&nbsp;&nbsp;');
      out.push(`<codeblock class="Plaintext"><code>${lines}</code></codeblock>\n`);
    }
    if (paragraph.kind === 'item') {
      const { depth, number, words } = paragraph;
      const tag = number === undefined ? 'ul' : 'ol';
      out.push(closed(depth + 1));
      if (lists[depth] !== undefined && lists[depth] !== tag) out.push(closed(depth));
      while (lists.length <= depth) {
        lists.push(tag);
        out.push(number !== undefined && number > 1 ? `<${tag} start="${number}">\n` : `<${tag}>\n`);
      }
      out.push(`<li>${line(words)}</li>\n`);
    }
  }
  return out.concat(closed(0)).join('');
}

function run(world: TeamsWorld, { text, href, ...look }: Styled, bot: string): string {
  const tags = Object.keys(look).map((name) => TAGS[name as keyof typeof TAGS]);
  const words = href
    ? `<a href="${escaped(href)}" rel="noreferrer noopener">${escaped(text)}</a>`
    : named(world, text, bot);
  return (
    tags.map((tag) => `<${tag}>`).join('') +
    words +
    tags
      .toReversed()
      .map((tag) => `</${tag}>`)
      .join('')
  );
}

/** Mentions as spans, emoji as pictures, addresses as links. */
function named(world: TeamsWorld, text: string, bot: string): string {
  const names = world.users.map(({ name }) => `@${name}`).filter((name) => text.includes(name));
  const found = [bot, ...names].find((name) => text.includes(name));
  if (found !== undefined) {
    const name = found === bot ? world.botName : found.slice(1);
    const span = `<span itemscope="" itemtype="http://schema.skype.com/Mention" itemid="0">${escaped(name)}</span>`;
    return text
      .split(found)
      .map((part) => named(world, part, bot))
      .join(span);
  }
  return escaped(text)
    .replace(address, (href) => `<a href="${href}">${href}</a>`)
    .replace(EMOJI, (sign) => `<img itemtype="http://schema.skype.com/Emoji" alt="${sign}" src="">`);
}
