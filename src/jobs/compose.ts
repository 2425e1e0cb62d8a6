// Composing a delivery at the last moment: what of it the place may still hear, drawn for whoever reads it.
import { filesIn } from '../files/shown.ts';
import { sees } from '../people/person.ts';
import type { Place, Platform, Sent } from '../port.ts';
import type { Tx } from '../storage/database.ts';
import { acquainted } from '../storage/linked.ts';
import { CARD, fileKey, findMessage } from '../storage/messages.ts';
import type { Desk } from '../storage/organisations.ts';
import { findAccount, peopleOf, usersOf } from '../storage/people.ts';
import { rightsOfPeople } from '../storage/seeing.ts';
import type { FileRow, MessageRow } from '../storage/tables.ts';
import { descriptionOf, findTicket, historyOf } from '../storage/tickets.ts';
import type { Address, Delivery } from '../task.ts';
import { standsIn } from '../telling/addresses.ts';
import { peopleIn } from '../ticket/events.ts';
import { personsIn } from '../ticket/marks.ts';
import { type Instant, involved, refOf } from '../ticket/record.ts';
import { mentionedBy } from '../ticket/ties.ts';
import { newestOf, wordsIn } from '../ticket/words.ts';
import type { Card } from '../views/cards.ts';
import { copyCard } from '../views/circle.ts';
import { withdrawnCard } from '../views/confidential.ts';
import { digestCard } from '../views/digest.ts';
import { headlineCard } from '../views/headline.ts';
import { type Silence, withLateness } from '../views/late.ts';
import { lineOf, threadOpening } from '../views/lines.ts';
import { noticeOf, wordOf } from '../views/notices.ts';
import { type Reader, readerFor, type Shown } from '../views/reader.ts';
import { undeliveredCard } from '../views/refusals.ts';
import { requesterCard } from '../views/requester-card.ts';
import { deskCard, excerpt } from '../views/ticket.ts';
import type { ClaimedJob } from './attempt.ts';
import { drawNote, noteKey } from './bridge.ts';
import { callOf } from './call.ts';
import { drawAside } from './circle.ts';
import { drawFile } from './deliver-file.ts';
import { type Digest, entriesOf } from './digest.ts';
import { drawReview } from './review.ts';
import { drawUpdate } from './spread.ts';

/** What is to be sent, drawn at the last moment. */
export interface Draft {
  readonly card: Card;
  readonly place: Place;
  /** The message that is to be edited in place. */
  readonly standing: Sent | null;
  /** Nothing is posted where the message is gone. */
  readonly only?: 'edit';
  /** What the post is looked for by, in words: the same at every attempt, and no other post's. */
  readonly mark: string;
}

export type Told = Draft & {
  /** The tickets that it is about, each with the key by which it is known there. */
  readonly says: readonly { readonly ticket: string; readonly key: string }[];
  readonly bytes?: { readonly file: FileRow; readonly instead: Card };
};
/** What is taken from room to room is drawn in carry.ts. */
export type Composed = Exclude<Delivery, { kind: 'carry' }>;
type OfTicket = Exclude<Composed, Digest>;

export async function compose(
  tx: Tx,
  desk: Desk,
  platform: Platform,
  job: ClaimedJob<Composed>,
  now: Instant,
  silence: Silence | undefined,
): Promise<Told | 'nothing to say' | 'no thread'> {
  const { task } = job;
  if (task.kind === 'digest') {
    const { entries, people } = await entriesOf(tx, desk, task, (ticket) => mayHear(tx, desk, ticket, task));
    const known = await readerOf(tx, desk, task.to, people, now, platform.facts.command);
    const others = entries.flatMap(({ ticket }) => mentionedBy(ticket));
    const reader = await acquainted(tx, desk.organisation, known, others);
    const mark = `digest ${job.id}`;
    const card = digestCard(reader, entries, { count: task.of.length, because: task.because, silence, nonce: mark });
    // Another key than theirs would have been: whoever looks for a message of its own must not find this one.
    const says = task.of.map(({ ticket, kind, seq }) => ({ ticket, key: `folded ${kind} ${seq}` }));
    return card ? { card, place: task.to.place, standing: null, mark, says } : 'nothing to say';
  }
  const ticket = await findTicket(tx, desk.organisation, { id: task.ticket });
  if (!ticket || (await isGone(tx, desk, task.to.place))) return 'nothing to say';
  const hidden = !(await mayHear(tx, desk, ticket, task));
  // What an attempt may have shown is looked for all the same: what nobody remembers cannot be withdrawn.
  if (hidden && (!job.doubtful || task.kind === 'file')) return 'nothing to say';
  const {
    card,
    people,
    bytes,
    place: beside,
    mentioned = [],
  }: Drawing = hidden
    ? { people: [], card: (reader) => withdrawnCard(reader, ticket) }
    : await drawing(tx, desk, platform, ticket, task, now, silence);
  const known = await readerOf(tx, desk, task.to, people, now, platform.facts.command);
  const acquaintance = await acquainted(tx, desk.organisation, known, mentionedBy(ticket));
  const reader = { ...acquaintance, accounts: await usersOf(tx, desk.organisation, task.to.place, mentioned) };
  const drawn = card(reader);
  if (!drawn) return 'nothing to say';
  const key = keyOf(task);
  const root = await findMessage(tx, desk.organisation, ticket.id, task.to.place, CARD);
  const again = 'again' in task && task.again === true;
  const living = task.kind === 'card' || task.kind === 'question' || task.kind === 'review';
  const itself = again || task.kind === 'question' || task.kind === 'review';
  const same = itself ? await findMessage(tx, desk.organisation, ticket.id, task.to.place, key) : root;
  // It was never said there, and whatever comes will say the newest.
  if (again && !same) return 'nothing to say';
  const standing = (again || living) && same ? { channel: same.channel, id: same.messageId } : null;
  const mark = [ticket.id, key, standing?.id ?? '', JSON.stringify(task.to.place)].join(' ');
  const whole = bytes ? { bytes: { file: bytes.file, instead: bytes.instead(reader) } } : {};
  const draft = { card: drawn, place: task.to.place, standing, mark, says: [{ ticket: ticket.id, key }], ...whole };
  if (living) return draft;
  if (again) return { ...draft, only: 'edit' };
  // A ticket that comes back to a group finds its thread opened already; a failure, and a fact to those concerned, is told once in a place.
  const once = !('seq' in task) || task.kind === 'update';
  if (once && (await findMessage(tx, desk.organisation, ticket.id, task.to.place, key))) return 'nothing to say';
  if (beside) return { ...draft, place: beside };
  if (!task.to.thread) return draft;
  const place = threadOf(task.to, root);
  return place ? { ...draft, place } : 'no thread';
}

/** Whoever has left is told nothing any more. */
export async function isGone(tx: Tx, desk: Desk, place: Address['place']): Promise<boolean> {
  if (place.kind !== 'direct') return false;
  const { platform, workspace, user } = place;
  const account = await findAccount(tx, desk.organisation, { platform, workspace, user });
  return account?.leftAt != null;
}

/** A confidential ticket is spoken of in its own groups' channels and to those who may see it, whatever was enqueued before it was one. */
async function mayHear(tx: Tx, desk: Desk, ticket: Shown, task: Delivery): Promise<boolean> {
  const { place, reader } = task.to;
  if (!ticket.confidential || reader === ticket.requester) return true;
  if (place.kind === 'channel') return standsIn(ticket, place, desk);
  // That somebody has it no more says nothing of it.
  const event =
    'seq' in task && (await historyOf(tx, desk.organisation, ticket.id)).find(({ seq }) => seq === task.seq);
  if (event && event.type === 'restricted') return true;
  const rights = reader && (await rightsOfPeople(tx, desk, [reader])).get(reader);
  return Boolean(rights && sees(ticket, reader, rights));
}

/** Which message of its ticket in a place it is: what was sent is not sent again, the card is edited. */
function keyOf(task: OfTicket): string {
  if (task.kind === 'card') return CARD;
  if (task.kind === 'file') return fileKey(task.file);
  if (task.kind === 'undelivered')
    return [task.kind, ...(task.left ? ['withdrawn'] : []), ...(task.channel ? [task.channel] : [])].join(' ');
  if (task.kind === 'bridge') return noteKey(task);
  return 'seq' in task ? `${task.kind} ${task.seq}` : task.kind;
}

const SAYS = { line: lineOf, notice: noticeOf, word: wordOf } as const;

export interface Drawing {
  readonly card: (reader: Reader) => Card | undefined | null;
  readonly people: readonly (string | null)[];
  /** Who is called by their account in the chat. */
  readonly mentioned?: readonly string[];
  /** Where it goes, if not simply where it is addressed to. */
  readonly place?: Place;
  /** The file to be posted, with the card as its caption; and the card in its place, should the chat refuse files. */
  readonly bytes?: { readonly file: FileRow; readonly instead: (reader: Reader) => Card };
}

async function drawing(
  tx: Tx,
  desk: Desk,
  platform: Platform,
  ticket: Shown,
  task: OfTicket,
  now: Instant,
  silence: Silence | undefined,
): Promise<Drawing> {
  switch (task.kind) {
    case 'file':
      return drawFile(tx, desk, platform, ticket, task, now);
    case 'bridge':
      return drawNote(tx, desk, platform, task);
    case 'copy':
    case 'moment':
    case 'echo':
    case 'question':
      return drawAside(tx, desk, ticket, task);
    case 'card': {
      const threads = platform.facts.gaps['thread-in-direct'] === undefined;
      if (task.face === 'requester')
        return { people: involved(ticket), card: (reader) => requesterCard(reader, ticket, threads) };
      const { major } = ticket;
      if (task.face === 'room')
        return { people: involved(ticket), card: (reader) => major && headlineCard(reader, ticket, major) };
      const words = await descriptionOf(tx, desk.organisation, ticket);
      const mentioned = personsIn(words.marks);
      const { reader: copied } = task.to;
      if (task.face === 'copy' && copied)
        return {
          people: involved(ticket),
          mentioned,
          card: (reader) => copyCard(reader, ticket, threads, copied, words),
        };
      return { people: involved(ticket), mentioned, card: (reader) => deskCard(reader, ticket, excerpt(words)) };
    }
    case 'review':
      return drawReview(tx, desk, ticket);
    case 'update':
      return drawUpdate(tx, desk, ticket, task);
    case 'call':
      return callOf(tx, desk, ticket, task, now);
    case 'opening':
      return { people: [], card: threadOpening };
    case 'undelivered':
      return { people: [], card: (reader) => undeliveredCard(reader, refOf(ticket), task) };
    case 'line':
    case 'notice':
    case 'word': {
      const history = await historyOf(tx, desk.organisation, ticket.id);
      const event = history.find(({ seq }) => seq === task.seq);
      if (!event) return { people: [], card: () => undefined };
      const told = newestOf(history, event);
      const people = [...involved(ticket), ...peopleIn([event])];
      const mentioned = personsIn(wordsIn(told)?.marks);
      // Their names alone: each follows by itself when it has been copied.
      const files = await filesIn(tx, desk.organisation, ticket, [event]);
      const due = task.due ?? event.at;
      const card = (reader: Reader) => SAYS[task.kind]({ ...reader, files }, ticket, told);
      return { people, mentioned, card: (reader) => withLateness(reader, card(reader), due, silence) };
    }
  }
}

/** For whom something is drawn that goes to an address. */
export async function readerOf(
  tx: Tx,
  desk: Desk,
  to: Address,
  named: Drawing['people'],
  now: Instant,
  command: string,
): Promise<Reader> {
  const people = await peopleOf(tx, desk.organisation, [...named, to.reader]);
  const person = to.reader ? people.get(to.reader) : undefined;
  return { ...readerFor(desk.policy, person ?? null, now, command), people };
}

/** Below the card, if it stands; a person is reached without one too. */
export function threadOf({ place }: Address, root: MessageRow | null): Place | undefined {
  if (!root) return place.kind === 'direct' ? place : undefined;
  const { platform, workspace } = place;
  const user = place.kind === 'direct' ? { user: place.user } : {};
  return { kind: 'thread', platform, workspace, channel: root.channel, root: root.messageId, ...user };
}
