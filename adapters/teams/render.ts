// Card → Adaptive Card 1.5. No TextBlock and no FactSet: both parse markdown, and a person's words must stay words.
import type { Block, Button, Card, ListItem, Tone } from '../../src/views/cards.ts';
import { nameOf } from './call.ts';
import { clean, cut, fitted, type Room, sizeOf } from './fit.ts';
import { LIMITS } from './limits.ts';
import { type Json, linesOf } from './rich.ts';

/** Where the card will stand: in a message, in a private answer (a press may replace it), in a dialog (it can only submit). */
export type Stand = 'message' | 'private' | 'dialog';

export const CARD_TYPE = 'application/vnd.microsoft.card.adaptive';

const STYLES: Record<Tone, string> = {
  new: 'accent',
  active: 'accent',
  waiting: 'warning',
  alert: 'attention',
  done: 'good',
  plain: 'default',
};

/** Fits for any content. `key` goes into the first element's id, where Graph shows it and people do not see it. */
export function renderCard(card: Card, stand: Stand, key?: string): Json {
  const last = { ...card, blocks: [] };
  return fitted(LIMITS.cardBytes, (room) => draw(card, stand, key, room)) ?? draw(last, stand, key, TIGHTEST);
}

const TIGHTEST: Room = { chars: () => 100, count: () => 1 };

function draw(card: Card, stand: Stand, key: string | undefined, room: Room): Json {
  const body: Json[] = [];
  let divided = false;
  const blocks = card.blocks.slice(0, room.count(LIMITS.blocks));
  for (const block of blocks) {
    if (block.type === 'divider') {
      divided = true;
      continue;
    }
    const [first, ...rest] = drawBlock(block, { card, stand, room });
    if (!first) continue;
    body.push(divided ? { ...first, separator: true, spacing: 'medium' } : first, ...rest);
    divided = false;
  }
  if (blocks.length < card.blocks.length) body.push(...small('…', room));
  if (body.length === 0) body.push(...linesOf([clean(card.summary).trim() || '…'], LIMITS.summary, room));
  if (body[0] && key !== undefined) body[0] = { ...body[0], id: markOf(key) };
  return adaptiveCard(body, card.summary, room);
}

/** How `key` stands in a card. */
export const markOf = (key: string): string => `muster:${key}`;

export function adaptiveCard(body: Json[], summary: string, room: Room): Json {
  return {
    type: 'AdaptiveCard',
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    version: '1.5',
    fallbackText: cut(clean(summary), room.chars(LIMITS.summary)),
    msteams: { width: 'Full' },
    body,
  };
}

interface Scene {
  readonly card: Card;
  readonly stand: Stand;
  readonly room: Room;
}

function drawBlock(block: Exclude<Block, { type: 'divider' }>, scene: Scene): Json[] {
  const { card, room } = scene;
  switch (block.type) {
    case 'headline': {
      const items = linesOf(block.text, LIMITS.headline, room, { size: 'large', weight: 'bolder' });
      return [{ type: 'Container', style: STYLES[card.tone], bleed: true, items }];
    }
    case 'text':
      return linesOf(block.text, LIMITS.text, room);
    case 'small':
      return linesOf(block.text, LIMITS.small, room, SMALL);
    case 'quote':
      return [{ type: 'Container', style: 'emphasis', items: linesOf(block.text, LIMITS.quote, room) }];
    case 'pre':
      return [drawCode(block.code, room)];
    case 'list': {
      const lines = drawList(block.items, room);
      return block.quoted ? [{ type: 'Container', style: 'emphasis', items: lines }] : lines;
    }
    case 'facts': {
      const facts = block.facts.slice(0, room.count(LIMITS.facts));
      return [...facts.map((fact) => drawFact(fact, room)), ...leftOut(block.facts.length - facts.length, room)];
    }
    case 'rows': {
      const rows = block.rows.slice(0, room.count(LIMITS.rows));
      return [...rows.map((row) => drawRow(row, scene)), ...leftOut(block.rows.length - rows.length, room)];
    }
    case 'call': {
      // The text beside the card of a post calls them; here it is said as what. Elsewhere nobody is called.
      const names = block.people.slice(0, LIMITS.called).map(nameOf).join(', ');
      if (scene.stand === 'message' && block.as === undefined) return [];
      return linesOf([block.as ?? '', { type: 'bold', text: names }], LIMITS.text, room);
    }
    case 'buttons':
      return drawButtons(block, scene);
  }
}

/** An element of Teams' own, for which a client that has none draws lines of the same width. */
function drawCode(code: string, room: Room): Json {
  const items = linesOf([{ type: 'code', text: indented(code) }], LIMITS.quote, room);
  const fallback = { type: 'Container', style: 'emphasis', items };
  const codeSnippet = cut(clean(code), room.chars(LIMITS.quote));
  return { type: 'CodeBlock', codeSnippet, language: 'PlainText', fallback };
}

/** Clients run several blanks into one, but for those that break no line. */
const indented = (code: string): string =>
  code.replace(/^[ \t]+/gmu, (blanks) => blanks.replace(/\t/gu, '    ').replace(/ /gu, NBSP));
const NBSP = '\u00a0';
const BULLETS = ['•', '◦', '▪'];

/** Outside of markdown a card has no lists: each item is a line that begins with its sign. */
function drawList(items: readonly ListItem[], room: Room): Json[] {
  const shown = items.slice(0, room.count(LIMITS.items));
  const lines = shown.flatMap(({ text, depth, number }, index) => {
    const sign = number === undefined ? (BULLETS[depth] ?? BULLETS.at(-1)) : `${number}.`;
    const drawn = linesOf([`${NBSP.repeat(4 * Math.min(depth, 8))}${sign} `, ...text], LIMITS.itemText, room);
    return index === 0 ? drawn : drawn.map((line) => ({ ...line, spacing: 'none' }));
  });
  return [...lines, ...leftOut(items.length - shown.length, room)];
}

const SMALL = { size: 'small', isSubtle: true };
const small = (text: string, room: Room): Json[] => linesOf([text], LIMITS.small, room, SMALL);
const leftOut = (count: number, room: Room): Json[] => (count > 0 ? small(`… +${count}`, room) : []);

function drawFact({ label, value }: (Block & { type: 'facts' })['facts'][number], room: Room): Json {
  const columns = [
    { type: 'Column', width: 1, items: linesOf([label], LIMITS.factLabel, room, { isSubtle: true }) },
    { type: 'Column', width: 3, items: linesOf(value, LIMITS.factValue, room) },
  ];
  return { type: 'ColumnSet', spacing: 'small', columns };
}

function drawRow({ text, button }: (Block & { type: 'rows' })['rows'][number], { card, stand, room }: Scene): Json {
  const action = button && drawButton(button, card, stand, room);
  const columns: Json[] = [
    {
      type: 'Column',
      width: 'stretch',
      verticalContentAlignment: 'center',
      items: linesOf(text, LIMITS.rowText, room),
    },
  ];
  if (action) columns.push({ type: 'Column', width: 'auto', items: [{ type: 'ActionSet', actions: [action] }] });
  return { type: 'ColumnSet', spacing: 'small', columns };
}

function drawButtons({ buttons, more = [] }: Block & { type: 'buttons' }, { card, stand, room }: Scene): Json[] {
  const drawn = (each: readonly Button[]) =>
    each
      .slice(0, room.count(LIMITS.buttons))
      .map((button) => drawButton(button, card, stand, room))
      .filter((action) => action !== undefined);
  const primary = drawn(buttons);
  const secondary = drawn(more).map((action) => ({ ...action, mode: 'secondary' }));
  const sets: Json[][] = [];
  for (let at = 0; at < primary.length; at += LIMITS.actionsInSet)
    sets.push(primary.slice(at, at + LIMITS.actionsInSet));
  const last = sets.pop() ?? [];
  return [...sets, [...last, ...secondary]]
    .filter((actions) => actions.length > 0)
    .map((actions) => ({ type: 'ActionSet', actions }));
}

/** What comes back from a button under `muster`: verb, arguments, the card's nonce, and 1 when the card was a private answer. */
function drawButton(button: Button, { nonce }: Card, stand: Stand, room: Room): Json | undefined {
  const { label, verb, args, style, form = false } = button;
  const muster = {
    ...{ v: verb, a: args },
    ...(nonce === undefined ? {} : { n: nonce }),
    ...(stand === 'private' ? { p: 1 } : {}),
  };
  if (sizeOf(muster) > LIMITS.buttonBytes) return undefined;
  const look = {
    title: cut(clean(label), room.chars(LIMITS.label)) || '…',
    ...(style === undefined ? {} : { style: style === 'primary' ? 'positive' : 'destructive' }),
  };
  // In a dialog every action submits it; outside, only a submit may open one.
  if (stand === 'dialog') return { type: 'Action.Submit', ...look, data: { muster } };
  if (form) return { type: 'Action.Submit', ...look, data: { muster, msteams: { type: 'task/fetch' } } };
  return { type: 'Action.Execute', ...look, verb: 'muster', data: { muster } };
}
