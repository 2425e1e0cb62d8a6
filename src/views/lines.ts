// One event, said once: a line in the agents' thread, or a notice in the requester's direct chat.
import type { Event } from '../ticket/events.ts';
import { refOf } from '../ticket/record.ts';
import { type Block, type Button, bold, type Card, plain, type Rich } from './cards.ts';
import { deskName, groupName, holdName, nameOf, type Reader, type Shown } from './reader.ts';
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
      return [
        event.by === event.requester ? line.reported(who) : line.reportedFor(who, nameOf(reader, event.requester)),
      ];
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
    case 'escalated':
      return [line.escalated(who, groupName(reader, event.group)), because(reader, event.because)];
    case 'raised':
      return [line.raised(who), because(reader, event.because)];
    case 'pressed':
      return [line.pressed(who), because(reader, event.because)];
    case 'acknowledged':
      return [line.acknowledged(who)];
    case 'held':
      return [line.held(who, holdName(reader, event.hold)), because(reader, event.because)];
    case 'nudged':
      return [line.nudged(reader.texts.time.days(event.days))];
    case 'prioritised':
      return [line.prioritised(who, `P${event.from}`, `P${event.priority}`), because(reader, event.because)];
    case 'classified':
      return [line.classified(who, classified(reader, event)), reader.texts.mark.stop];
    case 'assigned':
      return [line.assigned(who, nameOf(reader, event.assignee))];
    case 'rated':
      return [line.rated(who, '★'.repeat(event.stars)), because(reader, event.comment)];
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
    case 'escalated':
      return spoken([notice.escalated(ref)]);
    case 'acknowledged':
      return spoken([notice.acknowledged(who, ref)]);
    case 'held':
      return spoken([notice.held(ref, holdName(reader, event.hold)), '.']);
    case 'closed': {
      const rate = act(ticket, button.rate, 'rate', { form: true });
      return event.how === 'requester'
        ? undefined
        : {
            ...spoken([notice.closed(ref)], [{ type: 'buttons', buttons: [rate] }]),
            nonce: `${ticket.id}.${event.seq}`,
          };
    }
    case 'cancelled':
      return event.by === ticket.requester
        ? undefined
        : spoken([notice.cancelled(who, ref), because(reader, event.because)]);
    default:
      return undefined;
  }
}

/** What an agent, or an incident manager, is told in their own chat. */
export function wordOf(reader: Reader, ticket: Shown, event: Event): Card | undefined {
  const { word } = reader.texts.notice;
  const ref = refOf(ticket);
  const who = nameOf(reader, event.by);
  const alarm = [bold(`${ref} ${ticket.title}`), ` · P${ticket.priority}`];
  switch (event.type) {
    case 'raised':
      return asked(
        ticket,
        event,
        [bold(word.raised(who, ref)), because(reader, event.because), '\n', ...alarm],
        [button(reader, ticket, 'show')],
      );
    case 'pressed': {
      const buttons = [
        act(ticket, reader.texts.button.onIt, 'ack', { style: 'primary' }),
        button(reader, ticket, 'raisePriority'),
        button(reader, ticket, 'show'),
      ];
      return asked(
        ticket,
        event,
        [bold(word.pressed(who, ref)), because(reader, event.because), '\n', ...alarm],
        buttons,
      );
    }
    case 'nudged': {
      const buttons = [
        act(ticket, reader.texts.button.resume, 'resume', { style: 'primary' }),
        act(ticket, reader.texts.button.wait, 'wait', { form: true }),
      ];
      return asked(
        ticket,
        event,
        [bold(word.nudged(ref, reader.texts.time.days(event.days))), ' ', ticket.title],
        buttons,
      );
    }
    case 'assigned':
      return asked(
        ticket,
        event,
        [bold(word.assigned(who, ref)), ': ', ticket.title],
        [button(reader, ticket, 'show')],
      );
    case 'resumed': {
      if (event.cause !== 'time') return undefined;
      const why = event.because ? ` (${event.because})` : '';
      return asked(ticket, event, [bold(word.woke(ref)), why, '\n', ...alarm], [button(reader, ticket, 'show')]);
    }
    default:
      return undefined;
  }
}

function asked(ticket: Shown, event: Event, rich: Rich, buttons: readonly Button[]): Card {
  return { ...spoken(rich, [{ type: 'buttons', buttons }]), tone: toneOf(ticket), nonce: `${ticket.id}.${event.seq}` };
}

function button(reader: Reader, ticket: Shown, what: 'show' | 'raisePriority'): Button {
  const label = reader.texts.button[what];
  return what === 'show' ? act(ticket, label, 'show') : act(ticket, label, 'priority', { form: true });
}

function classified(reader: Reader, event: Event & { type: 'classified' }): string {
  const { card, level } = reader.texts;
  const { services, categories } = reader.policy;
  return [
    event.service && (services[event.service]?.name ?? event.service),
    event.category && (categories[event.category]?.name ?? event.category),
    card.impact(level[event.impact]),
    card.urgency(level[event.urgency]),
    `P${event.priority}`,
  ]
    .filter(Boolean)
    .join(', ');
}
