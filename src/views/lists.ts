// What is asked for and shown to one person: queue, status, one ticket whole, history, help, and the choices.
import type { Event } from '../ticket/facts.ts';
import type { Words } from '../ticket/marks.ts';
import { refOf } from '../ticket/record.ts';
import { newest, wordsIn } from '../ticket/words.ts';
import { type Block, type Button, bold, type Card, type Rich, type Row } from './cards.ts';
import { filesCardBlocks } from './files.ts';
import { worded } from './formatted.ts';
import { sentenceOf } from './lines.ts';
import { act } from './pressed.ts';
import { groupName, type Reader, type Shown } from './reader.ts';
import { nextForRequester } from './requester-card.ts';
import { deskCard, signOf } from './ticket.ts';
import { standingName } from './ties.ts';
import { shortTime } from './time.ts';

const HISTORY_LINES = 40; // the newest; more would not be read in a chat

export function listed(title: string, blocks: readonly Block[]): Card {
  return { summary: title, tone: 'plain', blocks: [{ type: 'headline', text: [bold(title)] }, ...blocks] };
}

/** Only agents can be shown a ticket whole. */
export function foundCard(reader: Reader, words: string, found: readonly Shown[], agent: boolean): Card {
  const { find, button } = reader.texts;
  const rows = found.map((ticket) => ({
    text: [
      `${signOf(ticket)} `,
      bold(refOf(ticket)),
      ` ${ticket.title}\n`,
      `${standingName(reader, ticket)} · ${groupName(reader, ticket.group)}`,
    ],
    ...(agent ? { button: act(ticket, button.show, 'show') } : {}),
  }));
  return listed(find.title(words), [rows.length > 0 ? { type: 'rows', rows } : { type: 'text', text: [find.empty] }]);
}

/** One of the reader's own tickets, with what is next. */
export function ownRow(reader: Reader, ticket: Shown): Row {
  const text: Rich = [
    `${signOf(ticket)} `,
    bold(refOf(ticket)),
    ` ${ticket.title} · ${standingName(reader, ticket)}\n`,
    ...nextForRequester(reader, ticket),
  ];
  if (ticket.phase === 'closed') return { text };
  return { text, button: act(ticket, reader.texts.button.add, 'add', { form: true }) };
}

export function statusCard(
  reader: Reader,
  own: readonly Shown[],
  next: Readonly<Record<string, string>> | undefined,
  copied: readonly Shown[] = [],
): Card {
  const { status, button, circle } = reader.texts;
  const buttons: Button[] = [
    { label: button.report, verb: 'report', args: {}, form: true },
    { label: button.request, verb: 'request', args: {}, form: true },
  ];
  if (next) buttons.unshift({ label: button.next, verb: 'status', args: next });
  const rows = own.map((ticket) => ownRow(reader, ticket));
  return listed(status.title, [
    rows.length > 0 ? { type: 'rows', rows } : { type: 'text', text: [status.empty] },
    ...(copied.length > 0 ? copiedRows(circle.copiedOn) : []),
    { type: 'buttons', buttons },
  ]);

  function copiedRows(title: string): Block[] {
    const rows = copied.map((ticket) => ownRow(reader, ticket));
    return [{ type: 'divider' }, { type: 'text', text: [bold(title)] }, { type: 'rows', rows }];
  }
}

/** `kept`: how many of its events are not for the reader. */
export function historyCard(reader: Reader, ticket: Shown, events: readonly Event[], kept = 0): Card {
  const { history } = reader.texts;
  const shown = newest(events).slice(-HISTORY_LINES);
  const lines = shown.flatMap(
    (event): Rich => [`${shortTime(reader, event.at)}  `, ...sentenceOf(reader, ticket, event), '\n'],
  );
  const older = events.length - shown.length;
  const before: Rich = [
    ...(kept > 0 ? [`${history.kept(kept)}\n`] : []),
    ...(older > 0 ? [`${history.older(older)}\n`] : []),
  ];
  return listed(history.title(refOf(ticket)), [{ type: 'text', text: [...before, ...lines] }]);
}

/** The ticket whole: the agents' card with the last of its history, for one person. */
export function showCard(reader: Reader, ticket: Shown, events: readonly Event[]): Card {
  const told = newest(events);
  const report = told.find(({ type }) => type === 'reported');
  const card = deskCard(reader, ticket, (report && wordsIn(report)) ?? { text: ticket.description });
  const words = told.filter(({ type }) => type === 'noted' || type === 'told' || type === 'added').slice(-5);
  const files = filesCardBlocks(reader, events);
  const talk: Block[] = words.map((event) => ({
    type: 'quote',
    text: [`${shortTime(reader, event.at)}  `, ...sentenceOf(reader, ticket, event)],
  }));
  return { ...card, blocks: [...card.blocks.filter(({ type }) => type !== 'small'), ...talk, ...files] };
}

/** Which ticket was meant: the verb and its other arguments wait on each button. */
export function choiceCard(
  reader: Reader,
  verb: string,
  args: Readonly<Record<string, string>>,
  recent: readonly Shown[],
): Card {
  const rows = recent.map((ticket) => ({
    text: [`${signOf(ticket)} `, bold(refOf(ticket)), ` ${ticket.title}`],
    button: { label: refOf(ticket), verb, args: { ...args, ref: refOf(ticket) } },
  }));
  return listed(reader.texts.choose.title(verb), [{ type: 'rows', rows }]);
}

/** Plain words in the direct chat that could be an addition or something new. */
export function keptCard(reader: Reader, words: Words, kept: string, open: readonly Shown[]): Card {
  const { kept: texts, button } = reader.texts;
  const buttons: Button[] = open
    .slice(0, 3)
    .map((ticket) => ({ label: button.addTo(refOf(ticket)), verb: 'add', args: { ref: refOf(ticket), kept } }));
  buttons.push(
    { label: button.newReport, verb: 'report', args: { kept } },
    { label: button.newRequest, verb: 'request', args: { kept } },
  );
  const title = open.length > 0 ? texts.title : texts.new;
  return {
    summary: title,
    tone: 'plain',
    blocks: [
      { type: 'text', text: [bold(title)] },
      ...worded(reader, words, { quoted: true }),
      { type: 'buttons', buttons },
      { type: 'small', text: [texts.rest] },
    ],
  };
}

export interface HelpLine {
  readonly name: string;
  readonly example: string;
}

/** `lines` with an example each; the others by name alone. */
export function helpCard(
  reader: Reader,
  who: string,
  lines: readonly HelpLine[],
  others: readonly HelpLine[],
  agent: boolean,
): Card {
  const { help, button } = reader.texts;
  const text: Rich = lines.flatMap(
    ({ name, example }, n): Rich => [
      n > 0 ? '\n' : '',
      { type: 'code', text: `${reader.command} ${example}` },
      ` — ${help.of[name] ?? ''}`,
    ],
  );
  const buttons: Button[] = [
    { label: button.report, verb: 'report', args: {}, form: true, style: 'primary' },
    { label: button.request, verb: 'request', args: {}, form: true },
    { label: button.status, verb: 'status', args: {} },
    ...(agent ? [{ label: button.queue, verb: 'queue', args: {} }] : []),
  ];
  const also = others.length > 0 ? [help.also(others.map(({ name }) => name).join(', '), reader.command), '\n'] : [];
  return listed(help.title(who), [
    { type: 'text', text },
    { type: 'buttons', buttons },
    { type: 'small', text: [...also, help.more(reader.command)] },
  ]);
}
