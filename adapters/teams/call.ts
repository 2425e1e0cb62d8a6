// Calling people: mentions of Teams' own, in the one text beside a card, since a card's own are markdown.
import type { Block, Card } from '../../src/views/cards.ts';
import { clean, cut } from './fit.ts';
import { LIMITS } from './limits.ts';
import type { Json } from './rich.ts';

type Called = (Block & { type: 'call' })['people'][number];

/** What a message has beside its card so that everybody in its `call` blocks is called; nothing where nobody is. */
export function callIn({ blocks }: Card): Json {
  const people = blocks.flatMap((block) => (block.type === 'call' ? block.people : []));
  if (people.length === 0) return {};
  const shown = people.slice(0, LIMITS.called);
  const words = shown.map((each) => (each.user === undefined ? escaped(nameOf(each)) : tagOf(each)));
  const more = people.length > shown.length ? [`… +${people.length - shown.length}`] : [];
  return { text: [...words, ...more].join(', '), textFormat: 'xml', entities: shown.flatMap(mentionOf) };
}

export const nameOf = ({ text }: Called): string => cut(clean(text).trim(), LIMITS.mention) || '…';

const tagOf = (called: Called): string => `<at>${escaped(nameOf(called))}</at>`;

/** Its text is looked for in the message's, letter by letter. */
const mentionOf = (called: Called): Json[] =>
  called.user === undefined
    ? []
    : [{ type: 'mention', mentioned: { id: called.user, name: nameOf(called) }, text: tagOf(called) }];

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};
const escaped = (name: string): string => name.replace(/[&<>"'\n]/gu, (sign) => ESCAPES[sign] ?? ' ');
