// Delivering: what must reach others is drawn late, sent once, looked for when in doubt, and remembered with its mark.

import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import { Ambiguous, RetryLater, Undeliverable } from '../errors.ts';
import { filesIn } from '../files/shown.ts';
import { sees } from '../people/person.ts';
import { type Place, type Platform, placeName, type Sent } from '../port.ts';
import type { Database, Tx } from '../storage/database.ts';
import { acquainted } from '../storage/linked.ts';
import { CARD, findMessage, rememberMessage } from '../storage/messages.ts';
import type { Desk } from '../storage/organisations.ts';
import { directChats, peopleNamed, peopleOf } from '../storage/people.ts';
import { rightsOfPeople } from '../storage/seeing.ts';
import type { FileRow, MessageRow } from '../storage/tables.ts';
import { findTicket, historyOf } from '../storage/tickets.ts';
import type { Address, Delivery } from '../task.ts';
import { delivery, deskAddresses, standsIn } from '../telling/telling.ts';
import { peopleIn } from '../ticket/events.ts';
import { type Instant, involved, refOf } from '../ticket/record.ts';
import { mentionedBy } from '../ticket/ties.ts';
import type { Card } from '../views/cards.ts';
import { lineOf, threadOpening } from '../views/lines.ts';
import { noticeOf, wordOf } from '../views/notices.ts';
import { type Reader, readerFor, type Shown } from '../views/reader.ts';
import { undeliveredCard } from '../views/refusals.ts';
import { deskCard, requesterCard } from '../views/ticket.ts';
import type { ClaimedJob, Outcome } from './attempt.ts';
import { watchersHomes } from './colleagues.ts';
import { drawFile, putFile } from './deliver-file.ts';
import { enqueue } from './enqueue.ts';
import { repeated } from './repeat.ts';

export interface DeliverParts {
  readonly database: Database;
  readonly platforms: ReadonlyMap<string, Platform>;
  readonly log: Logger;
}

/** ms until an uncertain post is looked for: longer than a platform needs to show it, then longer each time, up to 5 min. */
const lookAfter = (attempts: number): number => Math.min(300_000, 3_000 * 2 ** (attempts - 1));
const LAST_TRY = 8; // unexpected failures of one job; by then it is not the hour, it is the job
export const ABSENT_CHAT = 30_000; // ms until a chat that this process has no connection to is tried again

/** What is to be sent, drawn at the last moment. */
export interface Draft {
  readonly card: Card;
  readonly place: Place;
  /** The message that is to be edited in place. */
  readonly standing: Sent | null;
  /** What the post is looked for by, in words: the same at every attempt, and no other post's. */
  readonly mark: string;
}
type Told = Draft & { readonly key: string; readonly bytes?: { readonly file: FileRow; readonly instead: Card } };

/** Sends one delivery. Throws only what is nobody's to foresee, and that at most a few times. */
export async function deliver(parts: DeliverParts, desk: Desk, job: ClaimedJob<Delivery>): Promise<Outcome> {
  const { task } = job;
  const platform = parts.platforms.get(task.to.place.platform);
  if (!platform) return { retryAfterMs: ABSENT_CHAT, error: `no connection to ${task.to.place.platform}` };
  try {
    const draft = await parts.database.transaction(desk.organisation, (tx, now) =>
      compose(tx, desk, platform, job, now),
    );
    if (draft === 'nothing to say') return { done: true };
    if (draft === 'no thread') return { dead: true, error: 'the card that the thread hangs on could not be posted' };
    const { bytes } = draft;
    const sent =
      task.kind === 'file' && bytes
        ? await putFile(parts, platform, desk, { ...job, task }, draft, bytes.file).catch((error: unknown) => {
            if (!(error instanceof Undeliverable)) throw error;
            // A workspace may forbid uploads, or never have been asked for the scope.
            return put(parts, platform, desk, job, { ...draft, card: bytes.instead });
          })
        : await put(parts, platform, desk, job, draft);
    await parts.database.transaction(desk.organisation, async (tx, now) => {
      await rememberMessage(tx, desk.organisation, task.ticket, task.to.place, draft.key, sent);
      if (task.kind === 'card' && task.face === 'desk')
        await enqueue(tx, desk.organisation, await watchersHomes(tx, desk, task.to.place, now));
      await job.finish(tx);
    });
    return { done: true };
  } catch (error) {
    const outcome = failed(parts.log, job, error);
    if ('dead' in outcome && task.kind !== 'undelivered') {
      const why = error instanceof Undeliverable ? outcome.error : 'a fault of Muster’s own, which the log describes';
      await parts.database.transaction(desk.organisation, (tx) =>
        tellOthers(tx, desk, { ticket: task.ticket, place: task.to.place }, why),
      );
    }
    return outcome;
  }
}

/** Edits what stands, else posts; what may have been posted already is looked for first. */
export async function put(
  parts: DeliverParts,
  platform: Platform,
  desk: Desk,
  job: ClaimedJob,
  { card, place, standing, mark: key }: Draft,
): Promise<Sent> {
  const route = desk.routes[place.platform];
  const way = route ? { place, route } : { place };
  if (standing) {
    try {
      return await platform.send({ do: 'edit', ...way, message: standing, card });
    } catch (error) {
      // Somebody deleted the card: it is posted anew, and the conversation goes on below that.
      if (!(error instanceof Undeliverable)) throw error;
    }
  }
  const stamp = createHash('sha256').update(key).digest('hex').slice(0, 40);
  if (!job.doubtful) return platform.send({ do: 'post', ...way, key: stamp, card });
  const found = await platform.find(stamp, place, new Date(job.firstSentAt), route);
  if (typeof found === 'object') return found;
  if (found === 'absent') return platform.send({ do: 'post', ...way, key: stamp, card });
  return repeated(parts.database, desk, job, () =>
    platform.send({ do: 'post', ...way, key: stamp, card, repeat: true }),
  );
}

/** What a failure is to the queue. Throws what no platform said, unless it comes again and again. */
export function failed(log: Logger, job: ClaimedJob, error: unknown): Exclude<Outcome, { done: true }> {
  const reason = error instanceof Error ? error.message : 'not an error';
  if (error instanceof RetryLater) return { retryAfterMs: error.afterMs, named: error.named, error: reason };
  if (error instanceof Ambiguous) return { ambiguous: true, error: reason, afterMs: lookAfter(job.attempts) };
  if (!(error instanceof Undeliverable) && job.failures < LAST_TRY) throw error;
  const { ticket, kind } = job.task;
  log.error({ err: error, job: job.id, ticket, kind }, 'a message cannot be delivered');
  return { dead: true, error: reason };
}

/** Nobody is to believe that something was said which was not: the ticket's other desks hear it, and the incident managers. */
export async function tellOthers(
  tx: Tx,
  desk: Desk,
  { ticket: id, place, ...left }: { ticket: string; place: Address['place']; left?: true },
  why: string,
): Promise<void> {
  const ticket = await findTicket(tx, desk.organisation, { id });
  if (!ticket) return;
  const channel = place.kind === 'channel' ? place.channel : null;
  const threads = deskAddresses(ticket, desk).filter((to) => placeName(to.place) !== placeName(place));
  const managers = channel ? await peopleNamed(tx, desk.organisation, desk.policy.roles.incident_manager) : [];
  const chats = await directChats(tx, desk.organisation, managers);
  const addresses: Address[] = [
    ...threads.map((to) => ({ ...to, thread: true })),
    ...[...chats].map(([reader, chat]): Address => ({ place: chat, thread: false, reader })),
  ];
  const jobs = addresses.map((to) => delivery({ kind: 'undelivered', ticket: id, to, why, channel, ...left }));
  await enqueue(tx, desk.organisation, jobs);
}

async function compose(
  tx: Tx,
  desk: Desk,
  platform: Platform,
  { task }: ClaimedJob<Delivery>,
  now: Instant,
): Promise<Told | 'nothing to say' | 'no thread'> {
  const ticket = await findTicket(tx, desk.organisation, { id: task.ticket });
  if (!ticket || !(await mayHear(tx, desk, ticket, task))) return 'nothing to say';
  const { card, people, bytes } = await drawing(tx, desk, platform, ticket, task, now);
  const known = await readerOf(tx, desk, task.to, people, now, platform.facts.command);
  const reader = await acquainted(tx, desk.organisation, known, mentionedBy(ticket));
  const drawn = card(reader);
  if (!drawn) return 'nothing to say';
  const key = keyOf(task);
  const root = await findMessage(tx, desk.organisation, ticket.id, task.to.place, CARD);
  const standing = task.kind === 'card' && root ? { channel: root.channel, id: root.messageId } : null;
  const mark = [ticket.id, key, standing?.id ?? '', JSON.stringify(task.to.place)].join(' ');
  const whole = bytes ? { bytes: { file: bytes.file, instead: bytes.instead(reader) } } : {};
  const draft = { card: drawn, place: task.to.place, standing, key, mark, ...whole };
  if (task.kind === 'card') return draft;
  // A ticket that comes back to a group finds its thread opened already; a failure is told once in a place.
  if (!('seq' in task) && (await findMessage(tx, desk.organisation, ticket.id, task.to.place, key)))
    return 'nothing to say';
  if (!task.to.thread) return draft;
  const place = threadOf(task.to, root);
  return place ? { ...draft, place } : 'no thread';
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
function keyOf(task: Delivery): string {
  if (task.kind === 'card') return CARD;
  if (task.kind === 'file') return `file ${task.file}`;
  if (task.kind === 'undelivered')
    return [task.kind, ...(task.left ? ['withdrawn'] : []), ...(task.channel ? [task.channel] : [])].join(' ');
  return 'seq' in task ? `${task.kind} ${task.seq}` : task.kind;
}

const SAYS = { line: lineOf, notice: noticeOf, word: wordOf } as const;

export interface Drawing {
  readonly card: (reader: Reader) => Card | undefined;
  readonly people: readonly (string | null)[];
  /** The file to be posted, with the card as its caption; and the card in its place, should the chat refuse files. */
  readonly bytes?: { readonly file: FileRow; readonly instead: (reader: Reader) => Card };
}

async function drawing(
  tx: Tx,
  desk: Desk,
  platform: Platform,
  ticket: Shown,
  task: Delivery,
  now: Instant,
): Promise<Drawing> {
  switch (task.kind) {
    case 'file':
      return drawFile(tx, desk, platform, ticket, task, now);
    case 'card': {
      const threads = platform.facts.gaps['thread-in-direct'] === undefined;
      return {
        people: involved(ticket),
        card: (reader) => (task.face === 'desk' ? deskCard(reader, ticket) : requesterCard(reader, ticket, threads)),
      };
    }
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
      const people = [...involved(ticket), ...peopleIn([event])];
      // Their names alone: each follows by itself when it has been copied.
      const files = await filesIn(tx, desk.organisation, ticket, [event]);
      return {
        people,
        card: (reader) => SAYS[task.kind]({ ...reader, files }, ticket, event),
      };
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
function threadOf({ place }: Address, root: MessageRow | null): Place | undefined {
  if (!root) return place.kind === 'direct' ? place : undefined;
  const { platform, workspace } = place;
  const user = place.kind === 'direct' ? { user: place.user } : {};
  return { kind: 'thread', platform, workspace, channel: root.channel, root: root.messageId, ...user };
}
