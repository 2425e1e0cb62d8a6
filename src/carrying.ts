// Files that come with words: taken in with the gesture, tied to the fact that the words become, told of when both are known.
import { randomUUID } from 'node:crypto';
import { type Args, type Carried, type Context, clean, person, type Verb, type Written } from './commands/verb.ts';
import { enqueue } from './jobs/enqueue.ts';
import type { CarriedFile, Reply, Request, Sent } from './port.ts';
import { chatsAbout } from './storage/circle.ts';
import type { Tx } from './storage/database.ts';
import { filesOffered, keepBytes, offerFiles, tieFiles } from './storage/files.ts';
import type { Desk } from './storage/organisations.ts';
import { usersOf } from './storage/people.ts';
import type { NewJob } from './task.ts';
import { filesAcross } from './telling/bridge.ts';
import { fileDeliveries } from './telling/files.ts';
import { carriedBy, type Event } from './ticket/facts.ts';
import type { PersonId, Ticket } from './ticket/record.ts';
import type { Reader } from './views/reader.ts';

const MOST = 10; // files of one message, as many as a chat lets one send; more would not be read
const LONGEST_NAME = 150; // characters

/** The files of a gesture: of the message itself, of the one it points at, or of the one that a form or a choice began with. */
export async function carriedWith(
  tx: Tx,
  desk: Desk,
  request: Request,
  { from }: Args,
  context: Context,
): Promise<readonly Carried[]> {
  const { kind } = request.said;
  if (kind !== 'press' && kind !== 'submit') return takeIn(tx, desk, request, context);
  // Whatever came back through a client: only what this very person has offered.
  const at = { person: person(context).id, platform: request.platform };
  return from ? filesOffered(tx, desk.organisation, { ...at, message: from }) : [];
}

/** Remembers the files that came, for a fact of this very moment or for words that are kept, and has them copied. */
export function takeIn(tx: Tx, desk: Desk, request: Request, context: Context): Promise<readonly Carried[]> {
  return remember(tx, desk, request, context, null);
}

/** The same for a form that opens or a choice that is given: they wait under the message that they came with. */
export function offer(tx: Tx, desk: Desk, request: Request, context: Context): Promise<readonly Carried[]> {
  const { message } = broughtBy(request);
  return remember(tx, desk, request, context, message ? nameOf(message) : null);
}

async function remember(
  tx: Tx,
  desk: Desk,
  request: Request,
  context: Context,
  message: string | null,
): Promise<readonly Carried[]> {
  const { files } = broughtBy(request);
  const rows = files.slice(0, MOST).map(({ name, size, handle, link }) => ({
    ...{ id: randomUUID(), ticket: null, seq: null, person: person(context).id, platform: request.platform },
    ...{ message, handle: handle ?? null, link: link ?? null },
    ...{ name: tidy(name), size: size ?? null, mediaType: null, why: null, at: context.now },
    state: handle === undefined ? ('linked' as const) : ('coming' as const),
  }));
  await offerFiles(tx, desk.organisation, rows);
  // At once, since some can be had for minutes only; in a scope of their own, which has half of the worker's hands, so that
  // what is slow to come delays no message.
  const copies = rows.filter(({ state }) => state === 'coming');
  await enqueue(
    tx,
    desk.organisation,
    copies.map(({ id }): NewJob => ({ scope: 'files', task: { kind: 'fetch', file: id } })),
  );
  return rows.map(({ id, name }) => ({ id, name }));
}

/** Where a choice of tickets is given first. */
export async function withOffer(
  tx: Tx,
  desk: Desk,
  request: Request,
  verb: Verb,
  args: Args,
  context: Context,
): Promise<Args> {
  const { files, message } = broughtBy(request);
  if (!verb.carries || files.length === 0 || !message) return args;
  await offer(tx, desk, request, context);
  return { ...args, from: nameOf(message) };
}

/** Ties the files of new facts to them. What has been copied already, or never will be, is told of now. */
export async function tieToFacts(
  tx: Tx,
  desk: Desk,
  ticket: Ticket,
  events: readonly Event[],
): Promise<readonly NewJob[]> {
  const jobs: NewJob[] = [];
  for (const event of events) {
    const ids = carriedBy(event);
    if (ids.length === 0) continue;
    const tied = await tieFiles(tx, desk.organisation, ids, { ticket: ticket.id, seq: event.seq });
    const chats =
      event.type === 'exported'
        ? await askedFrom(tx, desk, event.by, tied[0]?.platform ?? '')
        : await chatsAbout(tx, desk.organisation, ticket.id, ticket.copies);
    for (const { id, state } of tied) {
      const taken = state === 'kept' || state === 'linked';
      if (state !== 'coming') jobs.push(...fileDeliveries(ticket, event, { id, taken }, { ...desk, chats }));
    }
  }
  return jobs;
}

/** The direct chat of whoever asked, on the chat where they asked. */
async function askedFrom(tx: Tx, desk: Desk, by: PersonId | null, platform: string) {
  const workspace = desk.workspaces[platform];
  const users = by && workspace ? await usersOf(tx, desk.organisation, { platform, workspace }, [by]) : new Map();
  return new Map(
    [...users].map(
      ([person, user]) => [person, { kind: 'direct', platform, workspace: workspace ?? '', user }] as const,
    ),
  );
}

/** Keeps files that Muster wrote itself, for a fact of this very moment. */
export async function keepWritten(
  tx: Tx,
  desk: Desk,
  context: Context,
  written: readonly Written[],
): Promise<readonly Carried[]> {
  const rows = written.map(({ name, mediaType, text }) => ({
    ...{
      id: randomUUID(),
      ticket: null,
      seq: null,
      person: person(context).id,
      message: null,
      handle: null,
      link: null,
    },
    ...{ platform: context.source?.platform ?? '', name, mediaType, why: null, at: context.now },
    ...{ state: 'kept' as const, size: Buffer.byteLength(text) },
  }));
  await offerFiles(tx, desk.organisation, rows);
  for (const [n, { id }] of rows.entries())
    await keepBytes(tx, desk.organisation, id, Buffer.from(written[n]?.text ?? ''));
  return rows.map(({ id, name }) => ({ id, name }));
}

/** The same for what came with a message of a room. */
export async function tieToRoom(
  tx: Tx,
  desk: Desk,
  ticket: Ticket,
  came: readonly Carried[],
  message: { readonly platform: string; readonly id: string },
): Promise<readonly NewJob[]> {
  if (came.length === 0) return [];
  const ids = came.map(({ id }) => id);
  const tied = await tieFiles(tx, desk.organisation, ids, { ticket: ticket.id, roomMessage: message.id });
  return tied.flatMap(({ id, state }) => {
    const taken = state === 'kept' || state === 'linked';
    return state === 'coming' ? [] : filesAcross(ticket, message.platform, { id, taken }, desk);
  });
}

/** A verb that takes no files says so, rather than let one be missed later. */
export function leftBehind(request: Request, verb: Verb, reader: Reader, reply: Reply): Reply {
  const { files } = broughtBy(request);
  if (verb.carries || files.length === 0 || reply.kind !== 'card') return reply;
  const sentence = reader.texts.files.left(files.map(({ name }) => tidy(name)).join(', '));
  return { kind: 'card', card: { ...reply.card, blocks: [...reply.card.blocks, { type: 'small', text: [sentence] }] } };
}

function broughtBy({ said, message }: Request): { files: readonly CarriedFile[]; message: Sent | undefined } {
  if (said.kind === 'shortcut' || said.kind === 'reaction')
    return { files: said.message?.files ?? [], message: said.message };
  return { files: ('files' in said && said.files) || [], message };
}

/** As `from` is carried by forms, see reporting.ts. */
const nameOf = ({ channel, id }: Sent): string => `${channel} ${id}`;

/** A name that stays one on every system, and says nothing about folders. */
function tidy(name: string): string {
  const plain = clean(name)
    .replace(/[\\/\n\t]+/gu, '_')
    .trim();
  if (plain.length <= LONGEST_NAME) return plain || '…';
  // The end says what it is.
  return `${plain.slice(0, LONGEST_NAME - 20)}…${plain.slice(-19)}`.toWellFormed();
}
