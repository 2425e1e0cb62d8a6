// The living card of whoever reported it: what happened, what is next, what to press.
import { movesFrom } from '../ticket/lifecycle.ts';
import { isMajor } from '../ticket/major.ts';
import { type Glimpse, refOf } from '../ticket/record.ts';
import { type Block, type Button, bold, type Card, plain, type Rich, type Row } from './cards.ts';
import { outage } from './declaring.ts';
import { act, privacy } from './pressed.ts';
import { frontName, nameList, nameOf, type Reader, type Shown, theirs } from './reader.ts';
import { signOf, toneOf } from './ticket.ts';
import { followed, glimpsed, isOver, offersOf, standingName } from './ties.ts';
import { datedTime, longTime } from './time.ts';

/** What whoever reported it sees in their direct chat: what happened, what is next, what to press. */
export function requesterCard(reader: Reader, ticket: Shown, threads: boolean): Card {
  const { card, button } = reader.texts;
  const headline: Rich = [
    `${signOf(ticket)} `,
    bold(`${refOf(ticket)} ${ticket.title}`),
    ` · ${standingName(reader, ticket)}`,
  ];
  const can = new Set<string>(movesFrom(reader.policy.workflow, ticket.state));
  const buttons: Button[] = [];
  if (ticket.phase === 'done') buttons.push(act(ticket, button.solved, 'confirm', { style: 'primary' }));
  else if (ticket.phase !== 'closed') buttons.push(act(ticket, button.add, 'add', { form: true }));
  if (ticket.phase !== 'closed' && ticket.phase !== 'done' && !ticket.escalatedAt) {
    buttons.push(act(ticket, button.urgent, 'escalate', { form: true }));
  }
  if (can.has('reopen'))
    buttons.push(act(ticket, ticket.phase === 'done' ? button.stillBroken : button.reopen, 'reopen', { form: true }));
  if (can.has('cancel')) buttons.push(act(ticket, button.neverMind, 'cancel'));
  const blocks: Block[] = [
    { type: 'headline', text: headline },
    ...outages(reader, ticket),
    ...ofMajor(reader, ticket),
    { type: 'text', text: [...reportedFor(reader, ticket), ...nextForRequester(reader, ticket)] },
  ];
  // Who else reads along is for the requester to know, whoever copied them.
  if (ticket.copies.length > 0)
    blocks.push({ type: 'small', text: [reader.texts.circle.copies(nameList(reader, ticket.copies))] });
  blocks.push(...meToo(reader, ticket));
  const more = ticket.confidential ? [] : privacy(reader, ticket);
  if (buttons.length > 0) blocks.push({ type: 'buttons', buttons, ...(more.length > 0 ? { more } : {}) });
  if (ticket.confidential)
    blocks.push({ type: 'small', text: [reader.texts.confidential.seenBy(theirs(reader, ticket))] });
  if (ticket.phase !== 'closed') blocks.push({ type: 'small', text: [threads ? card.replyHere : card.replyQuote] });
  return { summary: plain(headline), tone: toneOf(ticket), blocks, nonce: `${ticket.id}.${ticket.version}` };
}

/** That it became a major incident, or belongs to one: what one waits for is its next update then. */
function ofMajor(reader: Reader, ticket: Shown): Block[] {
  const { belongs, isOne } = reader.texts.running;
  if (isMajor(ticket)) return [{ type: 'text', text: [bold(isOne)] }];
  if (isOver(ticket)) return [];
  const parents = ticket.links.flatMap(({ as, to }) => (as === 'child' ? (reader.others.get(to) ?? []) : []));
  return parents
    .filter(isMajor)
    .map((major): Block => ({ type: 'text', text: [bold(belongs(refOf(major), major.title))] }));
}

/** Whoever did not report it themselves has to know who did. */
const reportedFor = (reader: Reader, { source: { reporter } }: Shown): Rich =>
  reporter ? [reader.texts.card.forYou(nameOf(reader, reporter)), '\n'] : [];

/** One or two sentences: who has it, and what is next by when. */
export function nextForRequester(reader: Reader, ticket: Shown): Rich {
  const { card, mark } = reader.texts;
  if (ticket.phase === 'closed') {
    const original = followed(reader, ticket);
    if (original) return original;
    return [
      ticket.state === 'cancelled' ? card.isCancelled : card.isClosed,
      ...(ticket.resolution ? [mark.between, ticket.resolution] : []),
    ];
  }
  if (ticket.phase === 'done') return [...(ticket.resolution ? [ticket.resolution, '\n'] : []), card.isResolved];
  const who = ticket.assignee ? card.worksOn(nameOf(reader, ticket.assignee)) : card.with(frontName(reader, ticket));
  if (ticket.wakeAt) return [card.planned, bold(longTime(reader, ticket.wakeAt)), mark.stop];
  const due = ticket.responseDue ?? ticket.resolutionDue;
  if (due && due < reader.now) return [who, mark.between, card.late(datedTime(reader, due))];
  if (ticket.responseDue)
    return [who, mark.between, card.expectAnswer, bold(datedTime(reader, ticket.responseDue)), mark.stop];
  if (ticket.resolutionDue)
    return [who, mark.between, card.expectResolution, bold(datedTime(reader, ticket.resolutionDue)), mark.stop];
  return [who];
}

/** To whoever reported it, until somebody has taken it up: what it may be, with a button that says so. */
export function meToo(reader: Reader, ticket: Shown, exact = true): Block[] {
  const offers = ticket.assignee ? [] : offersOf(reader, ticket);
  return offered(
    reader,
    ticket,
    reader.texts.tie.known,
    offers.filter((other) => !isMajor(other)).map((other) => [other, glimpsed(reader, other, exact)]),
  );
}

/** The major incidents that it may be a report of come before all else, whoever has taken it up. */
export function outages(reader: Reader, ticket: Shown): Block[] {
  return offered(
    reader,
    ticket,
    reader.texts.declare.outage,
    offersOf(reader, ticket)
      .filter(isMajor)
      .map((other) => [other, outage(reader, other)]),
  );
}

function offered(reader: Reader, ticket: Shown, title: string, others: readonly (readonly [Glimpse, Rich])[]): Block[] {
  if (others.length === 0) return [];
  const rows = others.map(
    ([other, text]): Row => ({
      text,
      button: act(ticket, reader.texts.tie.meToo, 'duplicate', { args: { of: refOf(other) } }),
    }),
  );
  return [
    { type: 'text', text: [title] },
    { type: 'rows', rows },
  ];
}
