// Lines of text as RichTextBlocks: the one element whose words Teams never parses as markdown.
import type { Rich, Span } from '../../src/views/cards.ts';
import { clean, cut, type Room } from './fit.ts';
import { LIMITS } from './limits.ts';

export type Json = Record<string, unknown>;

/** One RichTextBlock a line; `look` goes on every run; nothing for a text without words. */
export function linesOf(rich: Rich, max: number, room: Room, look: Json = {}): Json[] {
  const lines = runsByLine(rich, room.chars(max), room, look);
  const kept = lines.slice(0, room.count(LIMITS.lines));
  if (kept.length < lines.length) kept.push([run('…', look)]);
  const blocks: Json[] = [];
  let gap = false;
  for (const inlines of kept) {
    const spacing = blocks.length === 0 ? {} : { spacing: gap ? 'medium' : 'none' };
    // An empty line is only room above the next one.
    gap = inlines.length === 0;
    if (!gap) blocks.push({ type: 'RichTextBlock', inlines, ...spacing });
  }
  return blocks;
}

function runsByLine(rich: Rich, max: number, room: Room, look: Json): Json[][] {
  const lines: Json[][] = [[]];
  let left = max;
  const spans = rich.slice(0, room.count(LIMITS.spans));
  for (const [index, span] of spans.entries()) {
    // Cleaning halves a text at most (\r\n), so this much is enough to see that it is too long.
    const whole = clean((typeof span === 'string' ? span : span.text).slice(0, 2 * Math.max(left, 0) + 2));
    const text = cut(whole, Math.max(left, 0));
    left -= whole.length;
    for (const [line, part] of text.split('\n').entries()) {
      if (line > 0) lines.push([]);
      if (part !== '') lines.at(-1)?.push(run(part, { ...look, ...styleOf(span) }));
    }
    const isLast = index === spans.length - 1;
    if (left < 0) break;
    if (isLast && spans.length < rich.length) lines.at(-1)?.push(run('…', look));
  }
  return lines;
}

const run = (text: string, look: Json): Json => ({ type: 'TextRun', text, ...look });

function styleOf(span: Span): Json {
  if (typeof span === 'string') return {};
  switch (span.type) {
    case 'bold':
      return { weight: 'bolder' };
    case 'italic':
      return { italic: true };
    case 'code':
      return { fontType: 'monospace' };
    case 'link':
      return leadingTo(span.href);
    // A card's own mentions stand in markdown, where no word of a person's may go.
    case 'mention':
      return { weight: 'bolder' };
    case 'styled':
      return {
        ...(span.bold ? { weight: 'bolder' } : {}),
        ...(span.italic ? { italic: true } : {}),
        ...(span.strike ? { strikethrough: true } : {}),
        ...(span.code ? { fontType: 'monospace' } : {}),
        ...leadingTo(span.href ?? ''),
      };
  }
}

const leadingTo = (href: string): Json =>
  isWebAddress(href) ? { selectAction: { type: 'Action.OpenUrl', url: href } } : {};

/** Anything but a plain address (`javascript:`, `file:`, deep links) stays text. */
function isWebAddress(href: string): boolean {
  if (href.length > LIMITS.href || !URL.canParse(href)) return false;
  return ['http:', 'https:', 'mailto:'].includes(new URL(href).protocol);
}
