// Copying a file from the chat that it came from: at most so large, only what is taken, and what became of it is told.
import type { Logger } from 'pino';
import { RetryLater, Undeliverable } from '../errors.ts';
import { judge } from '../files/kinds.ts';
import type { Platform } from '../port.ts';
import { chatsAbout } from '../storage/circle.ts';
import type { Database, Tx } from '../storage/database.ts';
import { findFile, keepBytes, lockFile, settleFile } from '../storage/files.ts';
import type { Desk } from '../storage/organisations.ts';
import type { FileRow } from '../storage/tables.ts';
import { findTicket, historyOf } from '../storage/tickets.ts';
import type { Task } from '../task.ts';
import { filesAcross } from '../telling/bridge.ts';
import { fileDeliveries } from '../telling/files.ts';
import type { ClaimedJob, Outcome } from './attempt.ts';
import { ABSENT_CHAT } from './deliver.ts';
import { enqueue } from './enqueue.ts';

const MB = 1_048_576;
const LAST_TRY = 9; // some four minutes; an address that opens a file without a login has not long to live

type End = Pick<FileRow, 'state' | 'why'> & { readonly bytes?: Buffer; readonly mediaType?: string };

interface Parts {
  readonly database: Database;
  readonly platforms: ReadonlyMap<string, Platform>;
  readonly log: Logger;
}

/** Copies one file and ends its state. Throws only what is nobody's to foresee, and that at most a few times. */
export async function copyFile(
  parts: Parts,
  desk: Desk,
  job: ClaimedJob<Extract<Task, { kind: 'fetch' }>>,
): Promise<Outcome> {
  const { database, platforms, log } = parts;
  const { organisation } = desk;
  const file = await database.transaction(organisation, (tx) => findFile(tx, organisation, job.task.file));
  if (file?.state !== 'coming' || file.handle === null) return { done: true };
  const platform = platforms.get(file.platform);
  if (!platform) return { retryAfterMs: ABSENT_CHAT, error: `no connection to ${file.platform}` };
  let end: End;
  try {
    end = await copied(platform, desk, file, file.handle);
  } catch (err) {
    log.warn({ err, file: file.id, attempts: job.attempts }, 'a file could not be fetched');
    if (err instanceof RetryLater && job.attempts < LAST_TRY)
      return { retryAfterMs: err.afterMs, named: err.named, error: err.message };
    if (!(err instanceof RetryLater || err instanceof Undeliverable) && job.failures + 1 < LAST_TRY) throw err;
    end = { state: 'lost', why: null };
  }
  await database.transaction(organisation, (tx) => settle(tx, desk, file.id, end, job));
  return { done: true };
}

async function copied(platform: Platform, desk: Desk, file: FileRow, handle: string): Promise<End> {
  const { max_mb: most, refuse } = desk.policy.files;
  const size = Math.floor(most * MB);
  const tooLarge = { state: 'refused', why: `large ${most}` } as const;
  if ((file.size ?? 0) > size) return tooLarge;
  const bytes = await gathered(await platform.fetch(handle, desk.routes[file.platform]), size);
  if (!bytes) return tooLarge;
  const verdict = await judge(file.name, bytes, refuse);
  if (!verdict.taken) return { state: 'refused', why: `${verdict.why} ${verdict.what}`.trim() };
  return { state: 'kept', why: null, bytes, mediaType: verdict.mediaType };
}

/** All of it, or undefined as soon as it is more than `most` bytes, whatever it was said to be. */
async function gathered(stream: AsyncIterable<Uint8Array>, most: number): Promise<Buffer | undefined> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of stream) {
    size += piece.length;
    if (size > most) return undefined;
    pieces.push(piece);
  }
  return Buffer.concat(pieces, size);
}

async function settle(
  tx: Tx,
  desk: Desk,
  id: string,
  { bytes, mediaType, ...end }: End,
  job: ClaimedJob<Extract<Task, { kind: 'fetch' }>>,
): Promise<void> {
  const { organisation } = desk;
  // Locked: if its words become a fact at this moment, one of the two tells of it.
  const file = await lockFile(tx, organisation, id);
  if (file?.state === 'coming') {
    if (bytes) await keepBytes(tx, organisation, id, bytes);
    await settleFile(tx, organisation, id, {
      ...end,
      ...(bytes ? { size: bytes.length } : {}),
      ...(mediaType ? { mediaType } : {}),
    });
    const ticket = file.ticket && (await findTicket(tx, organisation, { id: file.ticket }));
    if (ticket && file.roomMessage)
      await enqueue(tx, organisation, filesAcross(ticket, file.platform, { id, taken: end.state === 'kept' }, desk));
    const event = ticket && (await historyOf(tx, organisation, ticket.id)).find(({ seq }) => seq === file.seq);
    if (ticket && event) {
      const chats = await chatsAbout(tx, organisation, ticket.id, ticket.copies);
      const taken = end.state === 'kept';
      await enqueue(tx, organisation, fileDeliveries(ticket, event, { id, taken }, { ...desk, chats }));
    }
  }
  await job.finish(tx);
}
