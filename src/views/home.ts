// Home: one page for one person, by what they are. Each shelf that is empty says what would be there and how it gets there.
import type { Rights } from '../people/person.ts';
import { isAgent } from '../people/person.ts';
import { type Block, type Button, bold, type Card, type Row } from './cards.ts';
import { knownRow, majorRow, proposalRow } from './declaring.ts';
import { ownRow } from './lists.ts';
import { act } from './pressed.ts';
import { queueRow } from './queue.ts';
import { askedName, holdName, type Reader, type Shown } from './reader.ts';
import type { Texts } from './text/en.ts';
import { longTime, shortTime } from './time.ts';

/** Tickets of one shelf; a page is short, so there may be more of them than are shown. */
export interface Shelf {
  readonly name: keyof Texts['home']['shelf'];
  readonly tickets: readonly Shown[];
  /** How many there are, where that is known. */
  readonly of: number | null;
}

/** Tickets that a shelf shows; all of them stand in the queue and the status. */
export const ON_SHELF = 5;

export function homeCard(reader: Reader, name: string, rights: Rights, shelves: readonly Shelf[]): Card {
  const { button, home } = reader.texts;
  const buttons: Button[] = [
    { label: button.report, verb: 'report', args: {}, form: true, style: 'primary' },
    { label: button.request, verb: 'request', args: {}, form: true },
    { label: button.status, verb: 'status', args: {} },
    ...(isAgent(rights) ? [{ label: button.queue, verb: 'queue', args: {} }] : []),
    { label: button.help, verb: 'help', args: {} },
  ];
  const title = home.title(name);
  const own = shelves.find((shelf) => shelf.name === 'own')?.tickets ?? [];
  return {
    summary: title,
    tone: 'plain',
    nonce: `home.${reader.now}`,
    blocks: [
      { type: 'headline', text: [bold(title)] },
      { type: 'buttons', buttons },
      ...shelves.flatMap((shelf) => shelfBlocks(reader, shelf, isAgent(rights), own)),
      { type: 'small', text: [home.asOf(longTime(reader, reader.now), reader.command)] },
    ],
  };
}

function shelfBlocks(reader: Reader, { name, tickets, of }: Shelf, agent: boolean, own: readonly Shown[]): Block[] {
  const { home } = reader.texts;
  const title: Block[] = [{ type: 'divider' }, { type: 'headline', text: [bold(home.shelf[name])] }];
  // A shelf without such words is for what is rare: empty, it is not there.
  const nothing: string | undefined = name in home.empty ? home.empty[name as keyof typeof home.empty] : undefined;
  if (tickets.length === 0) return nothing ? [...title, { type: 'small', text: [nothing] }] : [];
  const rows = tickets.slice(0, ON_SHELF).map((ticket) => rowOf(reader, name, ticket, agent, own));
  const more: Block[] = tickets.length > ON_SHELF ? [{ type: 'small', text: [home.more(ON_SHELF, of)] }] : [];
  return [...title, { type: 'rows', rows }, ...more];
}

function rowOf(reader: Reader, shelf: Shelf['name'], ticket: Shown, agent: boolean, own: readonly Shown[]): Row {
  const { button, home } = reader.texts;
  if (shelf === 'own' || shelf === 'copied') return ownRow(reader, ticket);
  if (shelf === 'asked') return askedRow(reader, ticket);
  if (shelf === 'known') return knownRow(reader, ticket, agent, own);
  if (shelf === 'majors') return majorRow(reader, ticket);
  if (shelf === 'proposals') return proposalRow(reader, ticket, true);
  const claimable = ticket.state === 'new' && !ticket.assignee;
  const text = [
    ...queueRow(reader, ticket),
    ...(ticket.hold ? [` · ${holdName(reader, ticket.hold)}`] : []),
    ...(ticket.escalatedAt ? [` · ${home.since(shortTime(reader, ticket.escalatedAt))}`] : []),
  ];
  return { text, button: claimable ? act(ticket, button.claim, 'claim') : act(ticket, button.show, 'show') };
}

/** The question itself, and [Answer…]. Of several, the one that is the reader's is found when they answer. */
function askedRow(reader: Reader, ticket: Shown): Row {
  const { button, circle } = reader.texts;
  const questions = ticket.questions.map((question): string =>
    ['\n', circle.askedAt(askedName(reader, question), shortTime(reader, question.at)), question.text].join(''),
  );
  const text = [...queueRow(reader, ticket), ...questions];
  return { text, button: act(ticket, button.answer, 'answer', { form: true }) };
}

/** What stands where a Home has been, once it stands elsewhere. */
export function movedCard({ texts: { home } }: Reader): Card {
  return { summary: home.moved, tone: 'plain', blocks: [{ type: 'small', text: [home.moved] }] };
}
