// Files that come with words: taken in with the gesture, tied to the fact that the words become, told of when both are known.
import { randomUUID } from 'node:crypto';
import { type Args, type Carried, type Context, clean, person, type Verb } from './commands/verb.ts';
import { enqueue } from './jobs/enqueue.ts';
import type { CarriedFile, Request, Sent } from './port.ts';
import type { Tx } from './storage/database.ts';
import { filesOffered, offerFiles, tieFiles } from './storage/files.ts';
import type { Desk } from './storage/organisations.ts';
import type { NewJob } from './task.ts';
import { fileDeliveries } from './telling/files.ts';
import { carriedBy, type Event } from './ticket/facts.ts';
import type { Ticket } from './ticket/record.ts';

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

/** Remembers the files that came, and has them copied: some can be had for minutes only. A second time takes the first's place. */
export async function takeIn(tx: Tx, desk: Desk, request: Request, context: Context): Promise<readonly Carried[]> {
  const { files, message } = broughtBy(request);
  const rows = files.slice(0, MOST).map(({ name, size, handle, link }) => ({
    ...{ id: randomUUID(), ticket: null, seq: null, person: person(context).id, platform: request.platform },
    ...{ message: message ? nameOf(message) : null, handle: handle ?? null, link: link ?? null },
    ...{ name: tidy(name), size: size ?? null, mediaType: null, why: null, at: context.now },
    state: handle === undefined ? ('linked' as const) : ('coming' as const),
  }));
  await offerFiles(tx, desk.organisation, rows);
  // In a scope of their own, which has half of the worker's hands: what is slow to come delays no message.
  const copies = rows.filter(({ state }) => state === 'coming');
  await enqueue(
    tx,
    desk.organisation,
    copies.map(({ id }): NewJob => ({ scope: 'files', task: { kind: 'copy', file: id } })),
  );
  return rows;
}

/** A choice of tickets is offered first: the files wait under the message that they came with. */
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
  await takeIn(tx, desk, request, context);
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
    for (const { id, state } of tied) {
      const taken = state === 'kept' || state === 'linked';
      if (state !== 'coming') jobs.push(...fileDeliveries(ticket, event, { id, taken }, desk));
    }
  }
  return jobs;
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
