// Files that came with words: offered with a message, tied to the fact that those words became, kept in pieces.
import { In, IsNull } from 'typeorm';
import type { PersonId } from '../ticket/record.ts';
import type { Database, Tx } from './database.ts';
import { type FileRow, files } from './tables.ts';

export const PIECE = 262_144; // bytes; one is in memory for each reader, and is 512 KB of text in a back-up

/** Adds files that no fact has yet. What the same person has offered with the same message before gives way. */
export async function offerFiles(tx: Tx, organisation: string, rows: readonly Omit<FileRow, 'organisation'>[]) {
  const [first] = rows;
  if (!first) return;
  const { person, platform, message } = first;
  if (message !== null) await tx.delete(files, { organisation, person, platform, message, ticket: IsNull() });
  await tx.insert(
    files,
    rows.map((row) => ({ organisation, ...row })),
  );
}

/** What this person has offered with a message, in the order of their names. */
export function filesOffered(
  tx: Tx,
  organisation: string,
  at: { readonly person: PersonId; readonly platform: string; readonly message: string },
): Promise<FileRow[]> {
  return tx.find(files, { where: { organisation, ...at, ticket: IsNull() }, order: { name: 'asc' } });
}

/** The file, locked until the transaction ends: what is tied while it is being copied is told of once. */
export function lockFile(tx: Tx, organisation: string, id: string): Promise<FileRow | null> {
  return tx.findOne(files, { where: { organisation, id }, lock: { mode: 'pessimistic_write' } });
}

export function findFile(tx: Tx, organisation: string, id: string): Promise<FileRow | null> {
  return tx.findOneBy(files, { organisation, id });
}

/** Ties files to the fact, or the message of a room, that carries them; those that are there (a name may be used once) as they stand now. */
export async function tieFiles(
  tx: Tx,
  organisation: string,
  ids: readonly string[],
  to: { readonly ticket: string } & ({ readonly seq: number } | { readonly roomMessage: string }),
): Promise<FileRow[]> {
  const free = { organisation, id: In([...ids]), ticket: IsNull() };
  const found = await tx.find(files, { where: free, lock: { mode: 'pessimistic_write' } });
  await tx.update(files, free, to);
  return found.map((row) => ({ ...row, ...to }));
}

/** All files of a ticket, in the order in which they came. */
export function filesOf(tx: Tx, organisation: string, ticket: string): Promise<FileRow[]> {
  return tx.find(files, { where: { organisation, ticket }, order: { seq: 'asc', name: 'asc' } });
}

/** Drops the files that came with these facts, with their bytes: no link opens them any more. */
export async function dropFiles(tx: Tx, organisation: string, ticket: string, facts: readonly number[]): Promise<void> {
  await tx.delete(files, { organisation, ticket, seq: In([...facts]) });
}

/** The files that came with these messages of a room. */
export function filesSaid(tx: Tx, organisation: string, messages: readonly string[]): Promise<FileRow[]> {
  if (messages.length === 0) return Promise.resolve([]);
  return tx.find(files, { where: { organisation, roomMessage: In([...messages]) }, order: { name: 'asc' } });
}

/** Drops the files that came with these messages of a room, with their bytes, and returns their ids. */
export async function dropFilesSaid(tx: Tx, organisation: string, messages: readonly string[]): Promise<string[]> {
  const found = await filesSaid(tx, organisation, messages);
  const ids = found.map(({ id }) => id);
  if (ids.length > 0) await tx.delete(files, { organisation, id: In(ids) });
  return ids;
}

/** How copying ended. The handle goes: it may open what it names. */
export async function settleFile(
  tx: Tx,
  organisation: string,
  id: string,
  end: Pick<FileRow, 'state' | 'why'> & Partial<Pick<FileRow, 'size' | 'mediaType'>>,
): Promise<void> {
  await tx.update(files, { organisation, id }, { ...end, handle: null });
}

export async function keepBytes(tx: Tx, organisation: string, id: string, bytes: Buffer): Promise<void> {
  for (let n = 0; n * PIECE < bytes.length; n++) {
    const piece = bytes.subarray(n * PIECE, (n + 1) * PIECE);
    await tx.query('insert into file_piece (organisation_id, file_id, n, bytes) values ($1, $2, $3, $4)', [
      ...[organisation, id, n, piece],
    ]);
  }
}

/** The bytes of a kept file, a piece at a time, each in a transaction of its own. Throws when they go meanwhile. */
export async function* bytesOf(
  database: Database,
  organisation: string,
  { id, size }: { readonly id: string; readonly size: number },
): AsyncGenerator<Uint8Array> {
  for (let n = 0; n * PIECE < size; n++) {
    const [row] = await database.transaction(organisation, (tx) =>
      tx.query('select bytes from file_piece where organisation_id = $1 and file_id = $2 and n = $3', [
        ...[organisation, id, n],
      ]),
    );
    if (!row) throw new Error(`the file ${id} has gone while it was read`);
    yield row.bytes as Buffer;
  }
}

/** What signs the links to an organisation's files. */
export async function linkKey(tx: Tx, organisation: string): Promise<Buffer> {
  const [row] = await tx.query('select link_key as key from organisation where id = $1', [organisation]);
  return row.key;
}

/** Sweeps what was offered and never became a fact: a form that was closed, words that were refused. */
export async function sweepFiles(tx: Tx, organisation: string): Promise<void> {
  await tx.query(
    `delete from file where organisation_id = $1 and ticket_id is null and at < desk_now() - interval '1 day'`,
    [organisation],
  );
}
