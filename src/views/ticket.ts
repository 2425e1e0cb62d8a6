// The living card of a ticket: one face for the agents of its group, one for whoever reported it.

import { movesFrom } from '../ticket/lifecycle.ts';
import { cropped, marked, type Words } from '../ticket/marks.ts';
import { refOf } from '../ticket/record.ts';
import { type Block, type Button, bold, type Card, italic, plain, type Rich, type Span, type Tone } from './cards.ts';
import { worded } from './formatted.ts';
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
import { offersOf, standingName, tiesOf } from './ties.ts';
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

/** A button on a ticket. One that opens a form says so in its arguments too, where the form's fields may all be left out. */
export function act(ticket: Shown, label: string, verb: string, more: Partial<Button> = {}): Button {
  return { label, verb, ...more, args: { ref: refOf(ticket), ...(more.form ? { form: 'yes' } : {}), ...more.args } };
}

/** What the agents see in the triage channel of the ticket's group. */
export function deskCard(reader: Reader, ticket: Shown, words = excerpt({ text: ticket.description })): Card {
  const { card } = reader.texts;
  const headline: Rich = [
    `${signOf(ticket)} `,
    bold(`${refOf(ticket)} ${ticket.title}`),
    ` · P${ticket.priority} · ${standingName(reader, ticket)}`,
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

function deskButtons(reader: Reader, ticket: Shown): Block {
  const { button } = reader.texts;
  const can = new Set<string>(movesFrom(reader.policy.workflow, ticket.state));
  const open = ticket.phase !== 'closed';
  const form = { form: true };
  const offered: (Button | false)[] = [
    ticket.escalatedAt !== null && open && act(ticket, button.onIt, 'ack', { style: 'primary' }),
    can.has('claim') && !ticket.assignee && act(ticket, button.claim, 'claim', { style: 'primary' }),
    can.has('resume') && act(ticket, button.resume, 'resume', { style: 'primary' }),
    open && act(ticket, button.tell, 'tell', form),
    can.has('wait') && act(ticket, ticket.phase === 'scheduled' ? button.change : button.wait, 'wait', form),
    can.has('resolve') && act(ticket, button.resolve, 'resolve', form),
    can.has('escalate') && act(ticket, button.escalate, 'escalate', form),
    can.has('close') && act(ticket, button.close, 'close', { style: 'primary' }),
    can.has('reopen') && act(ticket, button.reopen, 'reopen', form),
  ];
  const more: (Button | false)[] = [
    open && act(ticket, button.note, 'note', form),
    can.has('hold') && act(ticket, button.hold, 'hold', form),
    open && act(ticket, button.classify, 'classify', form),
    open && act(ticket, button.priority, 'priority', form),
    can.has('claim') && act(ticket, button.assign, 'assign', form),
    open && ticket.phase !== 'done' && act(ticket, button.ask, 'ask', form),
    open && act(ticket, button.copy, 'copy', form),
    open && act(ticket, button.subscribe, 'subscribe'),
    can.has('release') && act(ticket, button.release, 'release'),
    open && act(ticket, button.own, 'own'),
    can.has('cancel') && act(ticket, button.cancel, 'cancel', form),
    ...tieButtons(reader, ticket),
    ...privacy(reader, ticket),
    act(ticket, button.history, 'history'),
  ];
  return { type: 'buttons', buttons: offered.filter((b) => b !== false), more: more.filter((b) => b !== false) };
}

/** To the agents: everything that ties it to others, or says what it really is. */
function tieButtons(reader: Reader, ticket: Shown): Button[] {
  const { tie } = reader.texts;
  const form = { form: true };
  const open = ticket.phase !== 'closed';
  // Said in full: of two who press it at once, the second does not turn it back.
  const [label, to] = ticket.kind === 'incident' ? [tie.toRequest, 'request'] : [tie.toIncident, 'incident'];
  const loose = ticket.links.some(({ as }) => as !== 'duplicate' && as !== 'original');
  return [
    ...offersOf(reader, ticket).map((other) =>
      act(ticket, tie.duplicateOf(refOf(other)), 'duplicate', { args: { of: refOf(other) } }),
    ),
    ...(open ? [act(ticket, tie.link, 'link', form)] : []),
    ...(loose ? [act(ticket, tie.unlink, 'unlink', form)] : []),
    ...(open ? [act(ticket, tie.duplicate, 'duplicate', form)] : []),
    ...(open ? [act(ticket, label, 'convert', { args: { to } })] : []),
  ];
}

/** For a few only, or for others again; where the policy has nobody for it, not offered. */
export function privacy(reader: Reader, ticket: Shown): Button[] {
  const { button } = reader.texts;
  const args = { off: 'yes' };
  if (ticket.phase === 'closed') return [];
  if (ticket.confidential)
    return ticket.phase === 'done' ? [] : [act(ticket, button.unrestrict, 'confidential', { form: true, args })];
  return reader.policy.confidential ? [act(ticket, button.restrict, 'confidential', { form: true })] : [];
}
