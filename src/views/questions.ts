// A question about a ticket: its living card where it was asked, and what is said of it to whoever asked or was asked.
import type { Event } from '../ticket/facts.ts';
import { refOf } from '../ticket/record.ts';
import { type Block, type Button, bold, type Card, plain, type Rich } from './cards.ts';
import { because, spoken } from './lines.ts';
import { act } from './pressed.ts';
import { askedName, groupName, nameOf, type Reader, type Shown, serviceName, stateName } from './reader.ts';
import { excerpt, toneOf } from './ticket.ts';
import { datedTime } from './time.ts';

type Asked = Event & { readonly type: 'asked' };
/** What ended a question: its answer, its withdrawal, or the end of its ticket. */
type End = Event & {
  readonly type: 'answered' | 'unasked' | 'resolved' | 'closed' | 'cancelled' | 'duplicated' | 'restricted';
};

const ENDS = ['resolved', 'closed', 'cancelled', 'duplicated', 'restricted'];

/** The fact that ended the question which the fact `of` asked; undefined while it is open. */
export const endOf = (history: readonly Event[], of: number): End | undefined =>
  history.find((event): event is End =>
    event.type === 'answered' || event.type === 'unasked'
      ? event.of === of
      : event.seq > of && ENDS.includes(event.type),
  );

export const askedIn = (history: readonly Event[], of: number): Asked | undefined =>
  history.find((event): event is Asked => event.type === 'asked' && event.seq === of);

/** Where it was asked: the question with the ticket's gist and [Answer…], later what became of it. */
export function questionCard(reader: Reader, ticket: Shown, asked: Asked, end: End | undefined): Card {
  const { button, circle } = reader.texts;
  const ref = refOf(ticket);
  const who = nameOf(reader, asked.by);
  const headline: Rich = [
    bold(
      asked.group ? circle.question.asks(who, groupName(reader, asked.group), ref) : circle.question.asksYou(who, ref),
    ),
  ];
  const answer = act(ticket, button.answer, 'answer', {
    ...{ form: true, style: 'primary' },
    args: { of: String(asked.seq) },
  });
  const notMe = act(ticket, button.notMe, 'decline', { form: true, args: { of: String(asked.seq) } });
  const show = act(ticket, button.show, 'show');
  const buttons: Button[] = end ? [show] : [answer, ...(asked.group ? [] : [notMe]), show];
  const blocks: Block[] = [
    { type: 'headline', text: headline },
    { type: 'quote', text: [asked.text] },
    { type: 'text', text: end ? ended(reader, ticket, end) : gist(reader, ticket) },
  ];
  if (!end && ticket.description !== ticket.title)
    blocks.push({ type: 'quote', text: [excerpt({ text: ticket.description }).text] });
  blocks.push({ type: 'buttons', buttons });
  if (!end) blocks.push({ type: 'small', text: [circle.question.stays] });
  return {
    summary: `${plain(headline)}${reader.texts.mark.colon}${asked.text}`,
    ...{ tone: end ? 'done' : 'new', blocks, nonce: `${ticket.id}.question.${asked.seq}.${ticket.version}` },
  };
}

function gist(reader: Reader, ticket: Shown): Rich {
  const service = ticket.service && serviceName(reader, ticket.service);
  const parts = [
    `P${ticket.priority}`,
    stateName(reader, ticket.state),
    nameOf(reader, ticket.requester),
    service,
    groupName(reader, ticket.group),
  ];
  return [bold(`${refOf(ticket)} ${ticket.title}`), `\n${parts.filter(Boolean).join(' · ')}`];
}

function ended(reader: Reader, ticket: Shown, end: End): Rich {
  const { question } = reader.texts.circle;
  const who = nameOf(reader, end.by);
  const at = datedTime(reader, end.at);
  switch (end.type) {
    case 'answered':
      return ['✅ ', bold(question.answered(who, at)), end.text];
    case 'unasked':
      return [bold(question[end.how](who, at)), because(reader, end.because)];
    default:
      return [question.over(refOf(ticket), stateName(reader, end.to.state))];
  }
}

/** To whoever asked: the answer, or that none comes. To whoever was asked: that somebody still waits. */
export function echoOf(reader: Reader, ticket: Shown, event: Event, history: readonly Event[]): Card | undefined {
  if (event.type !== 'answered' && event.type !== 'unasked' && event.type !== 'reminded') return undefined;
  const asked = askedIn(history, event.of);
  if (!asked) return undefined;
  const { echo } = reader.texts.circle;
  const { button, time } = reader.texts;
  const ref = refOf(ticket);
  const who = nameOf(reader, event.by);
  const quote: Block = { type: 'quote', text: [asked.text] };
  const say = (rich: Rich, buttons: readonly Button[]): Card => ({
    ...spoken(rich, [quote, { type: 'buttons', buttons }]),
    ...{ tone: toneOf(ticket), nonce: `${ticket.id}.echo.${event.seq}` },
  });
  const show = act(ticket, button.show, 'show');
  switch (event.type) {
    case 'answered':
      return say([bold(echo.answered(who, ref)), reader.texts.mark.between, event.text], [show]);
    case 'unasked': {
      const again = act(ticket, button.ask, 'ask', { form: true, args: { text: asked.text.slice(0, 300) } });
      return say([bold(echo[event.how](who, ref)), because(reader, event.because)], [again, show]);
    }
    case 'reminded': {
      // Answered since: nobody is to be reminded of it.
      if (endOf(history, event.of)) return undefined;
      const waits = time.hours(event.hours);
      const asker = nameOf(reader, asked.by);
      const words = asked.group
        ? echo.remindedGroup(asker, askedName(reader, asked), ref, waits)
        : echo.reminded(asker, ref, waits);
      const args = { of: String(event.of) };
      const buttons = [
        act(ticket, button.answer, 'answer', { form: true, style: 'primary', args }),
        ...(asked.group ? [] : [act(ticket, button.notMe, 'decline', { form: true, args })]),
        show,
      ];
      return say([bold(words)], buttons);
    }
  }
}
