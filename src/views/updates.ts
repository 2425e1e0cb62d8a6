// What those concerned by a major incident are told: people in their own chats, and the channels that the policy names.
import type { Event } from '../ticket/facts.ts';
import { isMajor } from '../ticket/major.ts';
import { type PersonId, refOf } from '../ticket/record.ts';
import type { Told } from '../ticket/words.ts';
import { type Block, type Button, bold, type Card, plain, type Rich } from './cards.ts';
import { worded } from './formatted.ts';
import { SIGNS } from './major.ts';
import { act } from './pressed.ts';
import { nameOf, type Reader, type Shown } from './reader.ts';
import { datedTime, zonedTime } from './time.ts';

/** Whose eyes: who they are to the incident; `own`: the reference of what they reported themselves, which belongs to it. */
export interface Eyes {
  readonly as: 'place' | 'requester' | 'copied' | 'follower' | 'other';
  readonly person: PersonId | null;
  readonly own: string | null;
}

/** Undefined for what is not told to them. Why agents do something is for agents: words alone that were meant for them are said. */
export function updateCard(reader: Reader, ticket: Shown, event: Told, eyes: Eyes): Card | undefined {
  const { major } = ticket;
  const lead = leadOf(reader, event);
  if (!major || lead === undefined) return undefined;
  const { running, majorState } = reader.texts;
  // A channel has readers in every zone; in their own chat each reads their own time.
  const timed = eyes.as === 'place' ? zonedTime : datedTime;
  const headline: Rich = [
    `${SIGNS[major.state]} `,
    bold(`${refOf(ticket)} ${ticket.title}`),
    ` · ${majorState[major.state]}`,
    ...(major.declaredAt && isMajor(ticket) ? [running.since(timed(reader, major.declaredAt))] : []),
  ];
  const rest: Rich = restOf(reader, ticket, event);
  const buttons = buttonsOf(reader, ticket, eyes);
  const blocks: Block[] = [
    { type: 'headline', text: headline },
    ...wordsOf(reader, event, lead),
    ...(rest.length > 0 ? [{ type: 'text', text: rest } satisfies Block] : []),
    ...(eyes.own ? [{ type: 'small', text: [running.yours(eyes.own)] } satisfies Block] : []),
    ...(buttons.length > 0 ? [{ type: 'buttons', buttons } satisfies Block] : []),
  ];
  return {
    summary: `${plain(headline)}: ${plain([lead])} ${wordsIn(event)}`.trim(),
    tone: isMajor(ticket) ? 'alert' : 'done',
    blocks,
    nonce: `${ticket.id}.update.${event.seq}`,
  };
}

/** What happened, as a sentence, or who says what follows. */
function leadOf(reader: Reader, event: Told): string | undefined {
  const { tells } = reader.texts.running;
  switch (event.type) {
    case 'declared':
    case 'mitigated':
    case 'monitored':
    case 'resolved':
    case 'reopened':
    case 'demoted':
    case 'cancelled':
      return tells[event.type];
    case 'updated':
    case 'informed':
      return tells.says(nameOf(reader, event.by));
    default:
      return undefined;
  }
}

/** The words that were meant for those concerned. */
function wordsIn(event: Event): string {
  if (event.type === 'updated' || event.type === 'informed') return event.text;
  if (event.type === 'mitigated' || event.type === 'monitored') return event.text ?? '';
  return event.type === 'resolved' ? (event.resolution ?? '') : '';
}

function wordsOf(reader: Reader, event: Told, lead: string): Block[] {
  const text = wordsIn(event);
  if (text === '') return [{ type: 'text', text: [lead] }];
  const marks = event.type === 'updated' && event.marks ? { marks: event.marks } : {};
  return worded(reader, { text, ...marks }, { lead: [lead, ' '] });
}

/** Whom it affects, what is next, when one hears again. */
function restOf(reader: Reader, ticket: Shown, event: Event): Rich {
  const { majorLine: line } = reader.texts;
  const due = event.type === 'updated' || event.type === 'declared' ? event.due : ticket.major?.updateDue;
  const told = event.type === 'updated' ? event : { affects: null, next: null };
  const lines: Rich[] = [
    ...(told.affects ? [[line.affects, told.affects]] : []),
    ...(told.next ? [[line.next, told.next]] : []),
    ...(due && isMajor(ticket) ? [[line.again, bold(datedTime(reader, due))]] : []),
    ...(event.type === 'updated' && !due ? [[line.last]] : []),
  ];
  return lines.flatMap((one, n) => (n > 0 ? ['\n', ...one] : one));
}

function buttonsOf(reader: Reader, ticket: Shown, { as, person }: Eyes): Button[] {
  const { button, tie } = reader.texts;
  if (as === 'follower') return [act(ticket, button.stop, 'unsubscribe')];
  if (as === 'copied' && person) return [act(ticket, button.leave, 'copy', { args: { person, off: 'yes' } })];
  if (as !== 'place' || !isMajor(ticket)) return [];
  const args = { text: ticket.title, form: 'yes' };
  return [{ label: tie.meToo, verb: 'report', args, form: true }];
}
