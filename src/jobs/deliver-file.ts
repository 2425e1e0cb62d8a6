// Delivering a file: its bytes where the chat takes them, else a link to them; once, looked for when in doubt.
import { lifetimeOf, linkTo } from '../files/links.ts';
import { shownFile } from '../files/shown.ts';
import type { Place, Platform, Sent } from '../port.ts';
import type { Tx } from '../storage/database.ts';
import { bytesOf, findFile, linkKey } from '../storage/files.ts';
import type { Desk } from '../storage/organisations.ts';
import { roomMessagesBy } from '../storage/room-messages.ts';
import type { FileRow } from '../storage/tables.ts';
import { historyOf } from '../storage/tickets.ts';
import type { Task } from '../task.ts';
import { type Instant, involved } from '../ticket/record.ts';
import { type FileSource, fileCaption, fileCard } from '../views/files.ts';
import type { Reader, Shown } from '../views/reader.ts';
import type { ClaimedJob } from './attempt.ts';
import { placeFor } from './carry.ts';
import type { Draft, Drawing } from './compose.ts';
import type { DeliverParts } from './deliver.ts';
import { markJob } from './enqueue.ts';
import { repeated } from './repeat.ts';

type FileTask = Extract<Task, { kind: 'file' }>;

/** With `bytes` where they themselves are to be posted. Nothing is drawn of a file that was erased meanwhile. */
export async function drawFile(
  tx: Tx,
  desk: Desk,
  platform: Platform,
  ticket: Shown,
  task: FileTask,
  now: Instant,
): Promise<Drawing> {
  const { organisation, policy } = desk;
  const file = await findFile(tx, organisation, task.file);
  const came = file && (await cameWith(tx, desk, ticket, task, file));
  if (!file || !came) return { people: [], card: () => undefined };
  const { source, ...where } = came;
  const people = [...involved(ticket), source.by];
  const seconds = lifetimeOf(policy, ticket);
  const linking = { base: desk.address?.(), key: await linkKey(tx, organisation), organisation };
  const href = file.state === 'kept' ? linkTo(linking, file.id, ticket, now, seconds) : undefined;
  const until = new Date(Date.parse(now) + seconds * 1000).toISOString();
  const shown = { ...shownFile(file), ...(href ? { href, until } : {}) };
  const linked = (reader: Reader) => fileCard(reader, ticket, source, shown);
  if (file.state !== 'kept' || platform.facts.gaps['post-file']) return { people, card: linked, ...where };
  return { people, card: (reader) => fileCaption(reader, ticket, source), bytes: { file, instead: linked }, ...where };
}

/** Who sent it; and the place beside the words that it came with, where those were said in a room. */
async function cameWith(
  tx: Tx,
  desk: Desk,
  ticket: Shown,
  { to }: FileTask,
  file: FileRow,
): Promise<{ readonly source: FileSource; readonly place?: Place } | undefined> {
  const { place, reader: who } = to;
  if (file.roomMessage) {
    const [said] = await roomMessagesBy(tx, desk.organisation, [file.roomMessage]);
    if (!said || said.deletedAt || place.kind !== 'channel') return undefined;
    const beside = to.thread ? undefined : await placeFor(tx, desk, ticket, { to }, said, place);
    return { source: { by: said.person, written: false }, ...(beside ? { place: beside.place } : {}) };
  }
  const event = (await historyOf(tx, desk.organisation, ticket.id)).find(({ seq }) => seq === file.seq);
  const written = event?.type === 'exported';
  const theirs = written
    ? event.by === who
    : place.kind === 'channel' || [ticket.requester, ...ticket.copies].includes(who ?? '');
  return event && theirs ? { source: { by: event.by, written } } : undefined;
}

/** What an earlier attempt began to show, and may have shown, must not stand where nothing is to be said of it any more. */
export async function takeBegun(platform: Platform, desk: Desk, { begun, to: { place } }: FileTask): Promise<void> {
  const route = desk.routes[place.platform];
  if (begun) await platform.send({ do: 'remove', place, message: begun, ...(route ? { route } : {}) });
}

/** Posts the bytes. What an earlier attempt began to show is looked for by the id that it left with the job. */
export async function putFile(
  { database }: DeliverParts,
  platform: Platform,
  desk: Desk,
  job: ClaimedJob<FileTask & { readonly repeats?: number }>,
  { card, place }: Draft,
  { id, name, size }: FileRow,
): Promise<Sent> {
  const { organisation, routes } = desk;
  const route = routes[place.platform];
  const file = { id, size: size ?? 0 };
  const send = (repeat: boolean) =>
    platform.send({
      ...{ do: 'file', place, card, repeat },
      ...(route ? { route } : {}),
      file: { name, size: file.size, bytes: () => bytesOf(database, organisation, file) },
      begun: (shown) => database.transaction(organisation, (tx) => markJob(tx, job.id, { begun: shown })),
    });
  const { begun } = job.task;
  // Whatever ended before it began has shown nothing.
  if (!job.doubtful || begun === undefined) return send(false);
  const found = await platform.find(begun.id, place, new Date(job.firstSentAt), route);
  if (typeof found === 'object') return found;
  return found === 'absent' ? send(false) : repeated(database, desk, job, () => send(true));
}
