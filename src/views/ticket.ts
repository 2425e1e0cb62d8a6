// The living card of a ticket: one face for the agents of its group, one for whoever reported it.

import { isMajor } from '../ticket/major.ts';
import { cropped, marked, type Words } from '../ticket/marks.ts';
import { refOf } from '../ticket/record.ts';
import { type Block, bold, type Card, italic, plain, type Rich, type Span, type Tone } from './cards.ts';
import { worded } from './formatted.ts';
import { act, deskButtons } from './pressed.ts';
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
import { roomsLine } from './rooms.ts';
import { standingName, tiesOf } from './ties.ts';
import { clockTime, datedTime, longTime, zoneName } from './time.ts';

const TONES: Readonly<Record<string, Tone>> = {
  new: 'new',
  in_progress: 'active',
  on_hold: 'waiting',
  waiting: 'waiting',
  resolved: 'done',
};
const SIGNS: Readonly<Record<Tone, string>> = {
  new: '🔵',
  active: '🟢',
  waiting: '⏳',
  alert: '🔴',
  done: '✅',
  plain: '⚪',
};

export const toneOf = (ticket: Shown): Tone => TONES[ticket.state] ?? (ticket.phase === 'closed' ? 'plain' : 'active');
export const signOf = (ticket: Shown): string => SIGNS[toneOf(ticket)] + (ticket.confidential ? '🔒' : '');

const EXCERPT = 600; // characters; a card with more hides its buttons. `show` has the whole.
export function excerpt(words: Words): Words {
  if (words.text.length <= EXCERPT) return words;
  const { text, marks = [] } = cropped(words, 0, words.text.slice(0, EXCERPT).trimEnd().length);
  // A list, a quote or code that is cut off ends in the dots too.
  return marked(
    `${text}…`,
    marks.map((mark) => (mark.to === text.length ? { ...mark, to: mark.to + 1 } : mark)),
  );
}

/** What the agents see in the triage channel of the ticket's group. */
export function deskCard(reader: Reader, ticket: Shown, words = excerpt({ text: ticket.description })): Card {
  const { card } = reader.texts;
  const headline: Rich = [
    `${signOf(ticket)} `,
    bold(`${refOf(ticket)} ${ticket.title}`),
    ` · P${ticket.priority} · ${standingName(reader, ticket)}`,
    ...(isMajor(ticket) ? [` · ${reader.texts.running.major}`] : []),
    ...hands(reader, ticket),
  ];
  const blocks: Block[] = [
    { type: 'headline', text: headline },
    {
      type: 'text',
      text: [requesterLine(reader, ticket), '\n', ...classification(reader, ticket), '\n', ...clocks(reader, ticket)],
    },
  ];
  if (ticket.description !== ticket.title) blocks.push(...worded(reader, words, { quoted: true }));
  if (ticket.resolution) blocks.push({ type: 'text', text: [card.resolution, ticket.resolution] });
  blocks.push(...roomsLine(reader, ticket));
  blocks.push(...tiesOf(reader, ticket));
  blocks.push(...circleBlocks(reader, ticket));
  blocks.push(deskButtons(reader, ticket));
  const foot: Span[] = [card.inside('@Muster')];
  if (ticket.source.link) foot.push(' · ', { type: 'link', text: card.source, href: ticket.source.link });
  if (ticket.source.author) foot.push(' · ', card.author(nameOf(reader, ticket.source.author)));
  if (ticket.phase !== 'closed') blocks.push({ type: 'small', text: foot });
  return { summary: plain(headline), tone: toneOf(ticket), blocks, nonce: `${ticket.id}.${ticket.version}` };
}

/** Who else gets it or follows it, and what was asked of others and not answered. */
function circleBlocks(reader: Reader, ticket: Shown): Block[] {
  const { button, circle } = reader.texts;
  const { copies, subscribers, questions } = ticket;
  const around = [
    ...(copies.length > 0 ? [circle.copies(nameList(reader, copies))] : []),
    ...(subscribers.length > 0 ? [circle.followed(subscribers.length)] : []),
  ];
  const rows = questions.map((question) => ({
    text: [circle.askedAt(askedName(reader, question), datedTime(reader, question.at)), question.text],
    button: act(ticket, button.withdraw, 'ask', { args: { off: 'yes', of: String(question.of) } }),
  }));
  return [
    ...(around.length > 0 ? [{ type: 'text', text: [around.join(' · ')] } satisfies Block] : []),
    ...(rows.length > 0 ? [{ type: 'rows', rows } satisfies Block] : []),
  ];
}

function hands(reader: Reader, { owner, assignee, answeredAt, phase }: Shown): Span[] {
  const { card } = reader.texts;
  if (owner && owner === assignee) return [' · ', card.both(nameOf(reader, owner))];
  const spans: Span[] = [];
  if (assignee) spans.push(' · ', card.assignee(nameOf(reader, assignee)));
  if (owner) spans.push(' · ', card.owner(nameOf(reader, owner)));
  else if (answeredAt && phase !== 'closed') spans.push(' · ', card.noOwner);
  return spans;
}

function requesterLine(reader: Reader, ticket: Shown): string {
  const zone = reader.people.get(ticket.requester)?.zone;
  const { card, mark } = reader.texts;
  const there = zone && zoneName(zone) + mark.comma + card.there(clockTime(ticket.reportedAt, zone));
  const where = there ? mark.aside(there) : '';
  const { reporter } = ticket.source;
  const by = reporter ? ` · ${card.reporter(nameOf(reader, reporter))}` : '';
  return `${nameOf(reader, ticket.requester)}${where}${by} · ${groupName(reader, ticket.group)}`;
}

function classification(reader: Reader, ticket: Shown): Span[] {
  const { card, level, mark } = reader.texts;
  const parts = [
    ticket.service && serviceName(reader, ticket.service),
    ticket.category && categoryName(reader, ticket.category),
    card.impact(level[ticket.impact]) + mark.comma + card.urgency(level[ticket.urgency]),
  ];
  const guesses = Object.values(ticket.guessed).map((word) => `“${word}”`);
  const line: Span[] = [parts.filter(Boolean).join(' · ')];
  if (guesses.length > 0) line.push(' ', italic(card.guessed([...new Set(guesses)].join(', '))));
  return line;
}

/** Exact times only: a shared card stands for days, and "in 26 min" would be wrong a minute later. */
function clocks(reader: Reader, ticket: Shown): Span[] {
  const { card, mark } = reader.texts;
  if (ticket.phase === 'scheduled' && ticket.wakeAt) {
    const because = ticket.waitsBecause ? card.because(ticket.waitsBecause) : '';
    return [
      card.waitsUntil,
      bold(longTime(reader, ticket.wakeAt)),
      `${because}${mark.stop}${mark.between}${card.noClock}`,
    ];
  }
  const spans: Span[] = [];
  if (ticket.escalatedAt) spans.push('🔺 ', bold(`${card.escalatedAt}${datedTime(reader, ticket.escalatedAt)}`), '\n');
  if (ticket.hold) {
    spans.push(
      card.onHold,
      bold(holdName(reader, ticket.hold)),
      card.since,
      datedTime(reader, ticket.hold.since),
      '\n',
    );
  }
  // What is over stays over: that may be said on a card that stands.
  const dueAt = (due: string) => [...(due < reader.now ? [`${SIGNS.alert} `] : []), bold(datedTime(reader, due))];
  if (ticket.responseDue) spans.push(card.answerDue, ...dueAt(ticket.responseDue));
  if (ticket.responseDue && ticket.resolutionDue) spans.push(' · ');
  if (ticket.resolutionDue) spans.push(card.resolutionDue, ...dueAt(ticket.resolutionDue));
  return ticket.nextDue ? [...spans, mark.aside(zoneName(reader.zone))] : [...spans, card.noClock];
}
