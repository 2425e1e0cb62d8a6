// What the copied and the followers see: the reader's form of the living card, and what each event is to them.
import type { Event } from '../ticket/facts.ts';
import type { Words } from '../ticket/marks.ts';
import { type PersonId, refOf } from '../ticket/record.ts';
import type { Told } from '../ticket/words.ts';
import { type Block, type Button, bold, type Card, plain, type Rich } from './cards.ts';
import { worded } from './formatted.ts';
import { because, quoting, spoken } from './lines.ts';
import { noticeOf } from './notices.ts';
import { act } from './pressed.ts';
import { deskName, holdName, nameList, nameOf, type Reader, type Shown, stateName } from './reader.ts';
import { said } from './replies.ts';
import { nextForRequester } from './requester-card.ts';
import { excerpt, signOf, toneOf } from './ticket.ts';
import { longTime } from './time.ts';

const offFor = (ticket: Shown, label: string, person: PersonId): Button =>
  act(ticket, label, 'copy', { args: { person, off: 'yes' } });

/** The requester's card as one reads it who is copied; whoever is no longer is told so, and nothing else. */
export function copyCard(reader: Reader, ticket: Shown, threads: boolean, person: PersonId, words: Words): Card {
  const { circle, button } = reader.texts;
  if (!ticket.copies.includes(person)) return said([circle.off(refOf(ticket))]);
  const headline: Rich = [
    `${signOf(ticket)} `,
    bold(`${refOf(ticket)} ${ticket.title}`),
    ` · ${stateName(reader, ticket.state)}`,
  ];
  const blocks: Block[] = [
    { type: 'headline', text: headline },
    { type: 'text', text: [circle.reportedBy(nameOf(reader, ticket.requester)), '\n', ...next(reader, ticket)] },
  ];
  if (ticket.description !== ticket.title) blocks.push(...worded(reader, excerpt(words), { quoted: true }));
  if (ticket.phase !== 'closed') {
    const buttons = [act(ticket, button.add, 'add', { form: true }), offFor(ticket, button.leave, person)];
    blocks.push({ type: 'buttons', buttons });
    blocks.push({ type: 'small', text: [threads ? circle.replyHere : circle.replyQuote] });
  }
  return { summary: plain(headline), tone: toneOf(ticket), blocks, nonce: `${ticket.id}.${ticket.version}` };
}

/** Whether it is solved is for the requester to say. */
function next(reader: Reader, ticket: Shown): Rich {
  if (ticket.phase !== 'done') return nextForRequester(reader, ticket);
  return [...(ticket.resolution ? [ticket.resolution, '\n'] : []), reader.texts.circle.isResolved];
}

/** What someone who is copied hears of `event`; undefined where their card alone says it. */
export function copyNoticeOf(reader: Reader, ticket: Shown, event: Told): Card | undefined {
  const { circle, notice, mark } = reader.texts;
  const ref = refOf(ticket);
  const who = nameOf(reader, event.by);
  switch (event.type) {
    case 'copied': {
      const words: Block[] = event.text ? [{ type: 'quote', text: [event.text] }] : [];
      const rest: Block = { type: 'small', text: [circle.notice.copiedRest] };
      return spoken([bold(circle.notice.copied(who, ref)), mark.colon, ticket.title], [...words, rest]);
    }
    case 'uncopied':
      return spoken([circle.notice.uncopied(who, ref)]);
    case 'told':
      return told(reader, event, [bold(circle.notice.about(who, deskName(reader), ref)), mark.between]);
    case 'resolved':
      return spoken([bold(circle.news.resolved(who, ref)), because(reader, event.resolution)]);
    case 'reopened':
      return spoken([circle.notice.reopened(ref)]);
    case 'closed':
      return spoken([notice.closed(ref)]);
    case 'cancelled':
      return spoken([notice.cancelled(who, ref), because(reader, event.because)]);
    default:
      return withoutButtons(noticeOf(reader, ticket, event));
  }
}

/** Somebody's words with their look, or that they were taken back. */
const told = (reader: Reader, event: Told<Extract<Event, { type: 'told' }>>, lead: Rich): Card => ({
  ...spoken([...lead, event.withdrawn ? reader.texts.words.deleted : event.text]),
  blocks: quoting(reader, event, lead),
});

/** What the requester may press is theirs to press. */
const withoutButtons = (card: Card | undefined): Card | undefined =>
  card && { ...card, blocks: card.blocks.filter(({ type }) => type !== 'buttons') };

/** What a follower hears of `event`. Why it was done is for agents, but for what the requester reads as well. */
export function newsOf(reader: Reader, ticket: Shown, event: Event, agent: boolean): Card | undefined {
  const rich = newsIn(reader, ticket, event, agent);
  const show: Button = agent
    ? act(ticket, reader.texts.button.show, 'show')
    : { label: reader.texts.button.status, verb: 'status', args: {} };
  const buttons = [show, act(ticket, reader.texts.button.stop, 'unsubscribe')];
  return (
    rich && {
      ...spoken([...rich, '\n', `${signOf(ticket)} `, ticket.title], [{ type: 'buttons', buttons }]),
      ...{ tone: toneOf(ticket), nonce: `${ticket.id}.news.${event.seq}` },
    }
  );
}

function newsIn(reader: Reader, ticket: Shown, event: Event, agent: boolean): Rich | undefined {
  const { news } = reader.texts.circle;
  const ref = refOf(ticket);
  const who = nameOf(reader, event.by);
  const why = (reason: string | null) => because(reader, agent ? reason : null);
  switch (event.type) {
    case 'raised':
      return [bold(news.raised(who, ref)), why(event.because)];
    case 'held':
      return [bold(news.held(ref, holdName(reader, event.hold))), why(event.because)];
    case 'waited':
      return [bold(news.waited(ref) + longTime(reader, event.until)), why(event.because)];
    case 'resumed':
      return [bold(news.woke(ref))];
    case 'resolved':
      return [bold(news.resolved(who, ref)), because(reader, event.resolution)];
    case 'reopened':
      return [bold(news.reopened(who, ref)), why(event.because)];
    case 'closed':
      return [bold(news.closed(ref))];
    case 'cancelled':
      return [bold(news.cancelled(who, ref)), because(reader, event.because)];
    case 'duplicated':
      return [bold(news.closed(ref))];
    case 'converted': {
      const { tie } = reader.texts;
      return [bold(tie.converted(refOf(event.from), tie.kinds[event.into.kind], refOf(event.into)))];
    }
    case 'prioritised': {
      const raised = news.raisedPriority(ref, `P${event.from}`, `P${event.priority}`);
      return [bold(raised), why(event.because)];
    }
    default:
      return undefined;
  }
}

/** To whoever begins to follow: what they will hear, what they will not, and how it ends. */
export function subscribedCard(reader: Reader, ticket: Shown, agent: boolean): Card {
  const { circle, button } = reader.texts;
  const { done } = circle;
  return said(
    [done.subscribed(refOf(ticket))],
    [
      { type: 'small', text: [agent ? done.agents : done.others] },
      { type: 'buttons', buttons: [act(ticket, button.stop, 'unsubscribe')] },
    ],
  );
}

/** To whoever copied, or no longer copies, these people. */
export function copiedCard(reader: Reader, ticket: Shown, people: readonly PersonId[], off: boolean): Card {
  const { circle, button } = reader.texts;
  const sentence = (off ? circle.done.uncopied : circle.done.copied)(refOf(ticket), nameList(reader, people));
  if (off) return said([sentence]);
  return said([sentence], [{ type: 'buttons', buttons: [offFor(ticket, button.undo, people.join(','))] }]);
}
