// The review of a major incident: what was measured, what was written, its improvements and its timeline, for one person or a channel.

import type { Event } from '../ticket/facts.ts';
import { type Improvement, type Section, sections } from '../ticket/major.ts';
import type { Instant } from '../ticket/record.ts';
import { refOf } from '../ticket/record.ts';
import { type Moment, momentsOf, type ReviewFacts } from '../ticket/timeline.ts';
import { timeNames, timesOf } from '../ticket/times.ts';
import { type Block, type Button, bold, type Card, plain, type Rich, type Row } from './cards.ts';
import { sentenceOf, spoken } from './lines.ts';
import { chatName } from './news.ts';
import { act } from './pressed.ts';
import { nameOf, type Reader, type Shown, stateName } from './reader.ts';
import { datedTime, longTime, span } from './time.ts';

const SHOWN = 15; // moments that a card has, the newest; more would not be read in a chat
const LONG = 700; // characters of a section that a card has; all four fit into one message on every chat
const BRIEF = 200; // characters of a moment that a card has
const HOUR = 3_600_000;

/** A length of time, or that it has not happened. */
export function lasted(reader: Reader, length: number | null): string {
  const { review } = reader.texts;
  if (length === null) return review.not;
  return length < 1000 ? review.atOnce : span(reader, length);
}

/** Each measure by name, what it measures, and how long it was. */
export function measuresOf(reader: Reader, { history, tied }: ReviewFacts) {
  const times = timesOf(history, tied);
  return timeNames.map((name) => ({ ...reader.texts.review.measured[name], length: lasted(reader, times[name]) }));
}

/** One moment in words: the newest that was said, or that it was taken back. */
export function momentWords(reader: Reader, ticket: Shown, { event }: Moment): string {
  const { words } = reader.texts;
  if (event.withdrawn) return `${nameOf(reader, event.by)}${reader.texts.mark.colon}${words.deleted}`;
  return plain(sentenceOf(reader, ticket, event)) + (event.edited ? ` ${words.edited}` : '');
}

/** Where it came from, as far as the history knows: a chat, or the clock. */
export const momentPlace = (reader: Reader, { platform, by }: Moment): string =>
  platform ? chatName(platform) : by === null ? reader.texts.review.clock : '';

/** An improvement as it stands now: who sees to it, by when, and its state as far as it may be known. */
export function improvementLine(reader: Reader, improvement: Improvement, { improvements }: ReviewFacts) {
  const { review } = reader.texts;
  const now = improvements.get(improvement.ticket);
  const person = now ? now.assignee : improvement.person;
  return {
    ref: now ? refOf(now) : improvement.ref,
    text: improvement.text,
    who: person ? nameOf(reader, person) : review.nobody,
    when: improvement.due ? review.by(datedTime(reader, improvement.due)) : '',
    state: now ? stateName(reader, now.state) : '',
  };
}

const cropped = (text: string, most = LONG): string =>
  text.length > most ? `${text.slice(0, most).toWellFormed()}…` : text;

/** To an agent, who may write it. */
export function reviewCard(reader: Reader, ticket: Shown, facts: ReviewFacts, publishes: boolean): Card {
  const { review: texts } = reader.texts;
  const review = ticket.major?.review ?? null;
  const rows = sections.map(
    (section): Row => ({
      text: sectionText(reader, section, review?.sections[section]),
      ...(review ? { button: editButton(reader, ticket, section) } : {}),
    }),
  );
  const buttons: Button[] = [
    ...(review && publishes && !ticket.confidential ? [act(ticket, texts.publish, 'review publish')] : []),
    ...(review ? [act(ticket, texts.improve, 'improve', { form: true })] : []),
    act(ticket, texts.export, 'review export'),
  ];
  const blocks: Block[] = [
    { type: 'text', text: [standing(reader, review)] },
    ...times(reader, facts),
    { type: 'rows', rows },
    ...improved(reader, ticket, facts, true),
    ...timeline(reader, ticket, facts),
    { type: 'buttons', buttons },
  ];
  return carded(reader, ticket, blocks, 'review');
}

/** In the channels where reviews are published: nothing to press, whoever reads it. */
export function publishedCard(reader: Reader, ticket: Shown, facts: ReviewFacts): Card | undefined {
  const review = ticket.major?.review;
  if (!review) return undefined;
  const written = sections.filter((section) => review.sections[section]);
  const blocks: Block[] = [
    ...times(reader, facts),
    ...written.map(
      (section): Block => ({ type: 'text', text: sectionText(reader, section, review.sections[section]) }),
    ),
    ...improved(reader, ticket, facts, false),
  ];
  return carded(reader, ticket, blocks, 'published');
}

function carded(reader: Reader, ticket: Shown, blocks: readonly Block[], face: string): Card {
  const headline: Rich = [bold(reader.texts.review.title(refOf(ticket))), ` · ${ticket.title}`];
  return {
    summary: plain(headline),
    tone: 'plain',
    blocks: [{ type: 'headline', text: headline }, ...blocks],
    nonce: `${ticket.id}.${ticket.version}.${face}`,
  };
}

function standing(
  reader: Reader,
  review: { readonly due: Instant; readonly publishedAt: Instant | null } | null,
): string {
  const { review: texts, mark } = reader.texts;
  if (!review) return texts.unopened;
  const published = review.publishedAt ? [texts.published(longTime(reader, review.publishedAt))] : [];
  return [texts.due(longTime(reader, review.due)), ...published].join(' · ') + mark.stop;
}

const times = (reader: Reader, facts: ReviewFacts): Block[] => [
  {
    type: 'facts',
    facts: measuresOf(reader, facts).map(({ name, length }) => ({ label: name, value: [length] })),
  },
  {
    type: 'small',
    text: [
      measuresOf(reader, facts)
        .map(({ name, from }) => name + reader.texts.mark.colon + from)
        .join(' · '),
    ],
  },
];

function sectionText(reader: Reader, section: Section, said: string | undefined): Rich {
  return [bold(reader.texts.section[section]), '\n', said ? cropped(said) : reader.texts.review.unwritten];
}

const editButton = (reader: Reader, ticket: Shown, section: Section): Button =>
  act(ticket, reader.texts.review.edit(reader.texts.section[section]), `review ${section}`, { form: true });

function improved(reader: Reader, ticket: Shown, facts: ReviewFacts, asks: boolean): Block[] {
  const { review: texts, button } = reader.texts;
  const all = ticket.major?.review?.improvements ?? [];
  const title: Rich = [bold(texts.improvements)];
  if (all.length === 0) return asks ? [{ type: 'text', text: [...title, '\n', texts.noImprovements] }] : [];
  const rows = all.map((each): Row => {
    const { ref, text, who, when, state } = improvementLine(reader, each, facts);
    const rest = [who, when, state].filter(Boolean).join(' · ');
    const show = { label: button.show, verb: 'show', args: { ref } };
    return { text: [bold(ref), ` ${cropped(text)}\n`, rest], ...(asks ? { button: show } : {}) };
  });
  return [
    { type: 'text', text: title },
    { type: 'rows', rows },
  ];
}

function timeline(reader: Reader, ticket: Shown, facts: ReviewFacts): Block[] {
  const { review: texts } = reader.texts;
  const all = momentsOf(facts.readable);
  const older = all.length - SHOWN;
  const lines = all.slice(-SHOWN).map((moment) => {
    const place = momentPlace(reader, moment);
    const from = place ? reader.texts.mark.aside(place) : '';
    return `\n${datedTime(reader, moment.at)}  ${cropped(momentWords(reader, ticket, moment), BRIEF)}${from}`;
  });
  const before = older > 0 ? [`\n${texts.older(older)}`] : [];
  return [{ type: 'text', text: [bold(texts.timeline), ...before, ...lines] }];
}

/** What whoever owes the review is told: that it is open, that it is due soon, or that it is due. */
export function reviewWord(reader: Reader, ticket: Shown, event: Event & { type: 'reviewing' }): Card {
  const { word, open } = reader.texts.review;
  const ref = refOf(ticket);
  const when = longTime(reader, event.due);
  // It is drawn when it is sent: the same fact is told when it happens, and remembered later.
  const fresh = Date.parse(reader.now) - Date.parse(event.at) < HOUR;
  const sentence = reader.now >= event.due ? word.due(ref) : fresh ? word.open(ref, when) : word.soon(ref, when);
  const buttons = [act(ticket, open, 'review', { style: 'primary' })];
  const rich: Rich = [bold(sentence), reader.texts.mark.stop, '\n', ticket.title];
  return { ...spoken(rich, [{ type: 'buttons', buttons }]), nonce: `${ticket.id}.${event.seq}` };
}
