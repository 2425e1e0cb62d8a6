// One event, said once: a line in the agents' thread, or a notice in the requester's direct chat.
import type { Event } from '../ticket/events.ts';
import { refOf } from '../ticket/record.ts';
import { type Block, bold, type Card, plain, type Rich } from './cards.ts';
import { deskName, nameOf, type Reader, type Shown } from './reader.ts';
import { act, toneOf } from './ticket.ts';
import { longTime, span } from './time.ts';

const spoken = (rich: Rich, more: readonly Block[] = []): Card => ({
  summary: plain(rich),
  tone: 'plain',
  blocks: [{ type: 'text', text: rich }, ...more],
});
const because = ({ texts: { mark } }: Reader, why: string | null): string => (why ? mark.colon + why : mark.stop);

/** What the agents' thread says of `event`. People's words keep their own lines. */
export function lineOf(reader: Reader, ticket: Shown, event: Event): Card {
  return spoken(sentenceOf(reader, ticket, event));
}

/** The same sentence serves the thread and the history. */
export function sentenceOf(reader: Reader, ticket: Shown, event: Event): Rich {
  const { line } = reader.texts;
  const who = nameOf(reader, event.by);
  switch (event.type) {
    case 'reported':
      return [line.reported(who)];
    case 'claimed':
      return [
        event.from ? line.tookOver(who, nameOf(reader, event.from)) : line.claimed(who),
        ...firstAnswer(reader, ticket, event),
      ];
    case 'released':
      return [line.released(who)];
    case 'owned':
      return [line.owned(who)];
    case 'noted':
      return [line.noted(who), event.text];
    case 'told':
      return [line.told(who, nameOf(reader, ticket.requester)), event.text];
    case 'added':
      return [line.added(who), event.text];
    case 'waited':
      return [line.waited(who, longTime(reader, event.until)), because(reader, event.because)];
    case 'resumed':
      return [resumed(reader, event)];
    case 'resolved':
      return [line.resolved(who), because(reader, event.resolution)];
    case 'closed':
      return [
        { requester: line.closedByRequester(who), desk: line.closedByDesk(who), grace: line.closedByGrace }[event.how],
      ];
    case 'reopened':
      return [line.reopened(who), because(reader, event.because)];
    case 'cancelled':
      return [line.cancelled(who), because(reader, event.because)];
  }
}

function firstAnswer(reader: Reader, ticket: Shown, event: Event): Rich {
  const { line, mark } = reader.texts;
  if (ticket.answeredAt !== event.at) return [mark.stop];
  const took = Date.parse(event.at) - Date.parse(ticket.reportedAt);
  const target = ticket.terms.targets[ticket.priority].response * 3_600_000;
  return [' · ', took <= target ? line.inTime(span(reader, took)) : line.late(span(reader, took - target))];
}

function resumed(reader: Reader, event: Event & { type: 'resumed' }): string {
  const { line } = reader.texts;
  switch (event.cause) {
    case 'time':
      return line.woke(event.because ? `“${event.because}”` : '');
    case 'answer':
      return line.wokeByAnswer(nameOf(reader, event.by));
    case 'undone':
      return line.undone(nameOf(reader, event.by));
    case 'asked':
      return line.resumed(nameOf(reader, event.by));
  }
}

/** What the first line of each agents' thread says, so that nobody has to guess who reads it. */
export const threadOpening = (reader: Reader): Card => spoken([reader.texts.line.inside]);

/** What the requester hears of `event`; undefined where the living card alone says it. */
export function noticeOf(reader: Reader, ticket: Shown, event: Event): Card | undefined {
  const { notice, button, mark } = reader.texts;
  const ref = refOf(ticket);
  const who = nameOf(reader, event.by);
  switch (event.type) {
    case 'told': {
      const rich: Rich = [bold(notice.about(who, deskName(reader), ref)), mark.between, event.text];
      const buttons = [act(ticket, button.solved, 'confirm'), act(ticket, button.stillBroken, 'add', { form: true })];
      return {
        ...spoken(rich, ticket.phase === 'closed' ? [] : [{ type: 'buttons', buttons }]),
        nonce: `${ticket.id}.${event.seq}`,
      };
    }
    case 'waited':
      return spoken([notice.planned(ref), bold(longTime(reader, event.until)), mark.stop]);
    case 'resumed':
      return event.cause === 'time' ? spoken([notice.woke(ref)]) : undefined;
    case 'resolved': {
      const rich: Rich = [
        bold(notice.resolved(who, ref)),
        ...(event.resolution ? [mark.between, event.resolution] : []),
        '\n',
        notice.resolvedRest,
      ];
      const buttons = [
        act(ticket, button.solved, 'confirm', { style: 'primary' }),
        act(ticket, button.stillBroken, 'reopen', { form: true }),
      ];
      return {
        ...spoken(rich, [{ type: 'buttons', buttons }]),
        tone: toneOf(ticket),
        nonce: `${ticket.id}.${event.seq}`,
      };
    }
    case 'closed':
      return event.how === 'requester' ? undefined : spoken([notice.closed(ref)]);
    case 'cancelled':
      return event.by === ticket.requester
        ? undefined
        : spoken([notice.cancelled(who, ref), because(reader, event.because)]);
    default:
      return undefined;
  }
}
