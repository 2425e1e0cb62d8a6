// What is asked for and shown to one person: queue, status, one ticket whole, history, help, and the choices.
import type { Event } from '../ticket/events.ts';
import { type QueueView, queueViews, refOf } from '../ticket/record.ts';
import { type Block, type Button, bold, type Card, type Rich } from './cards.ts';
import { sentenceOf } from './lines.ts';
import { groupName, nameOf, type Reader, type Shown, stateName } from './reader.ts';
import { act, deskCard, nextForRequester, signOf } from './ticket.ts';
import { relative, shortTime } from './time.ts';

const HISTORY_LINES = 40; // the newest; more would not be read in a chat

function listed(title: string, blocks: readonly Block[]): Card {
  return { summary: title, tone: 'plain', blocks: [{ type: 'headline', text: [bold(title)] }, ...blocks] };
}

/** `next` continues where this page ends. */
export function queueCard(
  reader: Reader,
  view: QueueView,
  page: readonly Shown[],
  next: Readonly<Record<string, string>> | undefined,
): Card {
  const { queue, button } = reader.texts;
  const tabs: Button[] = queueViews
    .filter((other) => other !== view)
    .map((other) => ({
      label: {
        actionable: button.queue,
        mine: button.mine,
        unclaimed: button.unclaimed,
        held: button.held,
        waiting: button.waiting,
      }[other],
      verb: 'queue',
      args: { view: other },
    }));
  if (next) tabs.unshift({ label: button.next, verb: 'queue', args: { view, ...next } });
  const rows = page.map((ticket) => {
    const claimable = ticket.state === 'new' && !ticket.assignee;
    return {
      text: queueRow(reader, ticket),
      button: claimable ? act(ticket, button.claim, 'claim') : act(ticket, button.show, 'show'),
    };
  });
  return listed(queue.title[view], [
    rows.length > 0 ? { type: 'rows', rows } : { type: 'text', text: [queue.empty[view]] },
    { type: 'buttons', buttons: tabs },
  ]);
}

function queueRow(reader: Reader, ticket: Shown): Rich {
  const { queue } = reader.texts;
  const when = ticket.wakeAt ?? ticket.nextDue;
  const due =
    when &&
    (ticket.wakeAt ? queue.wakes : queue.due)(
      shortTime(reader, when) + reader.texts.mark.aside(relative(reader, when)),
    );
  const late = !ticket.wakeAt && when && when < reader.now ? '🔴 ' : '';
  const who = ticket.assignee ? nameOf(reader, ticket.assignee) : queue.nobody;
  return [
    `${late}${signOf(ticket)} `,
    bold(refOf(ticket)),
    ` ${ticket.title}\n`,
    [`P${ticket.priority}`, groupName(reader, ticket.group), who, due].filter(Boolean).join(' · '),
  ];
}

/** Only agents can be shown a ticket whole. */
export function foundCard(reader: Reader, words: string, found: readonly Shown[], agent: boolean): Card {
  const { find, button } = reader.texts;
  const rows = found.map((ticket) => ({
    text: [
      `${signOf(ticket)} `,
      bold(refOf(ticket)),
      ` ${ticket.title}\n`,
      `${stateName(reader, ticket.state)} · ${groupName(reader, ticket.group)}`,
    ],
    ...(agent ? { button: act(ticket, button.show, 'show') } : {}),
  }));
  return listed(find.title(words), [rows.length > 0 ? { type: 'rows', rows } : { type: 'text', text: [find.empty] }]);
}

/** Each assignee with their tickets, the busiest first. */
export function whoCard(reader: Reader, open: readonly Shown[]): Card {
  const { who } = reader.texts;
  const hands = new Map<string, Shown[]>();
  for (const ticket of open) hands.set(ticket.assignee ?? '', [...(hands.get(ticket.assignee ?? '') ?? []), ticket]);
  const text = [...hands]
    .sort(([, one], [, other]) => other.length - one.length)
    .flatMap(
      ([person, tickets]): Rich => [
        bold(nameOf(reader, person)),
        ` ${tickets.map((ticket) => `${signOf(ticket)} ${refOf(ticket)}`).join('  ')}\n`,
      ],
    );
  return listed(who.title, [{ type: 'text', text: text.length > 0 ? text : [who.empty] }]);
}

export function statusCard(
  reader: Reader,
  own: readonly Shown[],
  next: Readonly<Record<string, string>> | undefined,
): Card {
  const { status, button } = reader.texts;
  const buttons: Button[] = [
    { label: button.report, verb: 'report', args: {}, form: true },
    { label: button.request, verb: 'request', args: {}, form: true },
  ];
  if (next) buttons.unshift({ label: button.next, verb: 'status', args: next });
  const rows = own.map((ticket) => ({
    text: [
      `${signOf(ticket)} `,
      bold(refOf(ticket)),
      ` ${ticket.title} · ${stateName(reader, ticket.state)}\n`,
      ...nextForRequester(reader, ticket),
    ],
    ...(ticket.phase === 'closed' ? {} : { button: act(ticket, button.add, 'add', { form: true }) }),
  }));
  return listed(status.title, [
    rows.length > 0 ? { type: 'rows', rows } : { type: 'text', text: [status.empty] },
    { type: 'buttons', buttons },
  ]);
}

export function historyCard(reader: Reader, ticket: Shown, events: readonly Event[]): Card {
  const { history } = reader.texts;
  const shown = events.slice(-HISTORY_LINES);
  const lines = shown.flatMap(
    (event): Rich => [`${shortTime(reader, event.at)}  `, ...sentenceOf(reader, ticket, event), '\n'],
  );
  const older = events.length - shown.length;
  const before: Rich = older > 0 ? [`${history.older(older)}\n`] : [];
  return listed(history.title(refOf(ticket)), [{ type: 'text', text: [...before, ...lines] }]);
}

/** The ticket whole: the agents' card with the last of its history, for one person. */
export function showCard(reader: Reader, ticket: Shown, events: readonly Event[]): Card {
  const card = deskCard(reader, ticket);
  const words = events.filter((event) => 'text' in event).slice(-5);
  const talk: Block[] = words.map((event) => ({
    type: 'quote',
    text: [`${shortTime(reader, event.at)}  `, ...sentenceOf(reader, ticket, event)],
  }));
  return { ...card, blocks: [...card.blocks.filter(({ type }) => type !== 'small'), ...talk] };
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
export function keptCard(reader: Reader, words: string, kept: string, open: readonly Shown[]): Card {
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
      { type: 'quote', text: [words] },
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
      ` ${help.of[name] ?? ''}`,
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
