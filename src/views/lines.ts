// One event as a sentence: a line in the agents' thread, a line of the history.
import type { Event } from '../ticket/facts.ts';
import { isMajorFact } from '../ticket/major-facts.ts';
import { refOf } from '../ticket/record.ts';
import type { Told } from '../ticket/words.ts';
import { type Block, type Card, italic, plain, type Rich } from './cards.ts';
import { filesOf } from './files.ts';
import { inline, worded } from './formatted.ts';
import { majorSentence } from './major.ts';
import {
  askedName,
  categoryName,
  groupName,
  holdName,
  nameList,
  nameOf,
  type Reader,
  type Shown,
  serviceName,
} from './reader.ts';
import { endOf, tieOf } from './ties.ts';
import { longTime, span } from './time.ts';

export const spoken = (rich: Rich, more: readonly Block[] = []): Card => ({
  summary: plain(rich),
  tone: 'plain',
  blocks: [{ type: 'text', text: rich }, ...more],
});
export const because = ({ texts: { mark } }: Reader, why: string | null): string =>
  why ? mark.colon + why : mark.stop;

type Quoting = Extract<Event, { type: 'noted' | 'told' | 'added' }>;
const quotes = (event: Told): event is Told<Quoting> =>
  event.type === 'noted' || event.type === 'told' || event.type === 'added';

/** What the agents' thread says of `event`. People's words keep their own lines and their look. */
export function lineOf(reader: Reader, ticket: Shown, event: Told): Card {
  const sentence = spoken(sentenceOf(reader, ticket, event));
  if (!quotes(event)) return sentence;
  return { ...sentence, blocks: quoting(reader, event, [leadOf(reader, ticket, event)]) };
}

/** Whose words, and to whom. */
function leadOf(reader: Reader, ticket: Shown, event: Quoting): string {
  const { line, circle } = reader.texts;
  const who = nameOf(reader, event.by);
  if (event.type === 'told') return line.told(who, nameOf(reader, ticket.requester));
  if (event.type === 'noted') return line.noted(who);
  return event.by === ticket.requester ? line.added(who) : circle.line.addedAs(who);
}

/** The newest of what somebody said behind `lead`, or that they took it back. */
export function quoting(reader: Reader, event: Told<Quoting>, lead: Rich): Block[] {
  const { words } = reader.texts;
  if (event.withdrawn) return [{ type: 'text', text: [...lead, italic(words.deleted)] }];
  return worded(reader, event, { lead, tail: tailOf(reader, event) });
}

/** The same on one line. */
function quote(reader: Reader, ticket: Shown, event: Told<Quoting>): Rich {
  const { words } = reader.texts;
  const lead = leadOf(reader, ticket, event);
  if (event.withdrawn) return [lead, italic(words.deleted)];
  return [lead, ...inline(reader, event), ...tailOf(reader, event)];
}

/** Behind the words: that they were changed, and what came with them. */
const tailOf = (reader: Reader, event: Told<Quoting>): Rich => [
  ...(event.edited ? [' ', italic(reader.texts.words.edited)] : []),
  ...filesOf(reader, event),
];

/** The same sentence serves the thread and the history. */
export function sentenceOf(reader: Reader, ticket: Shown, event: Told): Rich {
  const { line, circle, tie, mark } = reader.texts;
  const who = nameOf(reader, event.by);
  if (isMajorFact(event)) return majorSentence(reader, ticket, event);
  switch (event.type) {
    case 'reported':
      return [
        event.by === event.requester ? line.reported(who) : line.reportedFor(who, nameOf(reader, event.requester)),
        ...filesOf(reader, event),
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
    case 'told':
    case 'added':
      return quote(reader, ticket, event);
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
    case 'vacated':
      return [vacated(reader, event)];
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
    case 'restricted':
      return [line.restricted(who, groupName(reader, event.group)), because(reader, event.because)];
    case 'unrestricted':
      return [line.unrestricted(who, groupName(reader, event.group)), because(reader, event.because)];
    case 'erased':
      return [line.erased[event.why]];
    case 'amended':
      return [reader.texts.words.amended(who)];
    case 'withdrawn':
      return [reader.texts.words.withdrawn(who)];
    case 'subscribed':
      return [circle.line.subscribed(who)];
    case 'unsubscribed':
      return [circle.line.unsubscribed(who)];
    case 'copied':
      return [circle.line.copied(who, nameList(reader, event.people)), because(reader, event.text)];
    case 'uncopied': {
      const [one] = event.people;
      const left = event.people.length === 1 && one === event.by;
      return [left ? circle.line.left(who) : circle.line.uncopied(who, nameList(reader, event.people))];
    }
    case 'asked':
      return [circle.line.asked(who, askedName(reader, event)), event.text];
    case 'answered':
      return [circle.line.answered(who), event.text];
    case 'unasked':
      return [circle.line[event.how](who), because(reader, event.because)];
    case 'reminded':
      return [circle.line.reminded(reader.texts.time.hours(event.hours))];
    case 'linked':
    case 'unlinked':
      return [tie.line[event.type](who), ...tieOf(reader, event.link), mark.stop];
    case 'duplicated':
      return [tie.line.duplicated(who), ...tieOf(reader, event.link), mark.stop];
    case 'settled':
      return [tie.line[event.how], endOf(reader, event.link), mark.stop];
    case 'converted':
      return [tie.line.converted(who, tie.kinds[event.into.kind], refOf(event.into), refOf(event.from))];
  }
}

function vacated(reader: Reader, { person, parts, cause }: Event & { type: 'vacated' }): string {
  const { parted } = reader.texts;
  const rest = parts.map((part) => parted.rest[part]);
  return [parted[cause](nameOf(reader, person)), ...rest].join(reader.texts.mark.between);
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

function classified(reader: Reader, event: Event & { type: 'classified' }): string {
  const { card, level } = reader.texts;
  return [
    event.service && serviceName(reader, event.service),
    event.category && categoryName(reader, event.category),
    card.impact(level[event.impact]),
    card.urgency(level[event.urgency]),
    `P${event.priority}`,
  ]
    .filter(Boolean)
    .join(', ');
}
