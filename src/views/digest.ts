// Many things told in one message: each ticket with its sentences, the most important first.
import { type Instant, refOf } from '../ticket/record.ts';
import type { Told } from '../ticket/words.ts';
import { type Block, type Button, bold, type Card, plain, type Rich, type Row } from './cards.ts';
import { lateLine, type Silence } from './late.ts';
import { sentenceOf } from './lines.ts';
import { noticeOf } from './notices.ts';
import { act } from './pressed.ts';
import type { Reader, Shown } from './reader.ts';
import { signOf, toneOf } from './ticket.ts';
import { shortTime } from './time.ts';

const ROWS = 20; // tickets; the others are named, and each can be shown
const SENTENCES = 3; // of one ticket, the last ones
const LONG = 160; // characters of one sentence; whoever reads on opens the ticket

export interface Says {
  readonly kind: 'line' | 'notice' | 'word';
  /** With its newest words. */
  readonly event: Told;
  readonly due: Instant;
}

export interface Entry {
  readonly ticket: Shown;
  readonly says: readonly Says[];
}

export interface Occasion {
  /** How many things there were to tell. */
  readonly count: number;
  readonly because: 'quiet' | 'behind';
  readonly silence: Silence | undefined;
  /** Tells this digest from every other. */
  readonly nonce: string;
}

/** Undefined when nothing is left to say: a requester's own doing made it old. */
export function digestCard(reader: Reader, entries: readonly Entry[], occasion: Occasion): Card | undefined {
  const { digest } = reader.texts;
  const told = entries
    .map((entry) => ({ ...entry, words: wordsOf(reader, entry) }))
    .filter(({ words }) => words.length > 0)
    .sort((one, other) => rank(one.ticket) - rank(other.ticket));
  const [first] = told;
  if (!first) return undefined;
  const title = occasion.because === 'quiet' ? digest.away : digest.behind(occasion.count);
  const rows = told.slice(0, ROWS).map(({ ticket, says, words }) => rowOf(reader, ticket, says, words));
  const rest = told.slice(ROWS).map(({ ticket }) => refOf(ticket));
  const more: Block[] = rest.length > 0 ? [{ type: 'small', text: [digest.more(rest)] }] : [];
  return {
    summary: `${title} ${told.map(({ ticket, words }) => `${refOf(ticket)} ${words.at(-1)}`).join(' · ')}`,
    tone: toneOf(first.ticket),
    nonce: occasion.nonce,
    blocks: [
      { type: 'text', text: [bold(title)] },
      { type: 'rows', rows },
      ...more,
      ...lateLine(reader, oldest(told), occasion.silence),
    ],
  };
}

/** What waits for an answer first, then by priority; of one rank, in the order in which it happened. */
const rank = (ticket: Shown): number => (ticket.phase === 'done' ? 0 : ticket.priority);
const oldest = (entries: readonly Entry[]): Instant =>
  entries.flatMap(({ says }) => says.map(({ due }) => due)).sort()[0] ?? '';

/** To the requester what a notice would say, without the agents' reasons. */
function wordsOf(reader: Reader, { ticket, says }: Entry): string[] {
  return says.slice(-SENTENCES).flatMap(({ kind, event }) => {
    const words =
      kind === 'notice'
        ? noticeOf(reader, ticket, event)?.summary.split('\n', 1)[0]
        : plain(sentenceOf(reader, ticket, event));
    return words ? [`${shortTime(reader, event.at)}  ${excerpt(words)}`] : [];
  });
}

const excerpt = (words: string): string => (words.length > LONG ? `${words.slice(0, LONG).trimEnd()}…` : words);

function rowOf(reader: Reader, ticket: Shown, says: readonly Says[], words: readonly string[]): Row {
  const earlier = says.length > SENTENCES ? `… +${says.length - SENTENCES}\n` : '';
  const text: Rich = [`${signOf(ticket)} `, bold(refOf(ticket)), ` ${ticket.title}\n${earlier}`, words.join('\n')];
  const button = buttonFor(reader, ticket, says);
  return button ? { text, button } : { text };
}

/** Agents look; a requester is asked what only they can answer. The rest of it is on their living card. */
function buttonFor({ texts: { button } }: Reader, ticket: Shown, says: readonly Says[]): Button | undefined {
  if (!says.some(({ kind }) => kind === 'notice')) return act(ticket, button.show, 'show');
  return ticket.phase === 'done' ? act(ticket, button.solved, 'confirm', { style: 'primary' }) : undefined;
}
