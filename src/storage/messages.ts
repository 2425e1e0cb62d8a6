// What stands where: ticket × place × key → the platform's message, and back from a message to its ticket.
import { And, In, Like, Not } from 'typeorm';
import { type Place, placeName, type Sent } from '../port.ts';
import type { Origin } from '../ticket/facts.ts';
import type { Tx } from './database.ts';
import { filesOf } from './files.ts';
import { type MessageRow, messages } from './tables.ts';

/** The key of the one living card of a ticket in a place. */
export const CARD = 'card';
/** That of the first line of an agents' thread. */
export const OPENING = 'opening';

/** The key of the message, somebody's own, that a ticket was made of. */
const SOURCE = 'source';
/** The key of somebody's own message of which a fact was made ends in the fact's number. */
const SAID = 'said ';
/** What is nobody's but ours. */
const OURS = And(Not(SOURCE), Not(Like(`${SAID}%`)));

export function findMessage(
  tx: Tx,
  organisation: string,
  ticket: string,
  place: Place,
  key: string,
): Promise<MessageRow | null> {
  return tx.findOneBy(messages, { organisation, ticket, place: placeName(place), key });
}

export async function rememberMessage(
  tx: Tx,
  organisation: string,
  ticket: string,
  place: Place,
  key: string,
  sent: Sent,
): Promise<void> {
  const { platform, workspace } = place;
  const row = {
    organisation,
    ticket,
    platform,
    workspace,
    place: placeName(place),
    key,
    channel: sent.channel,
    messageId: sent.id,
  };
  await tx.upsert(messages, row, ['organisation', 'ticket', 'place', 'key']);
}

/** The key of a file, or of the link to it or the word about it that stands in its stead. */
export const fileKey = (id: string): string => `file ${id}`;
export const isFile = ({ key }: Pick<MessageRow, 'key'>): boolean => key.startsWith('file ');

/** Whether it stands in a channel, not in somebody's direct chat. */
export const inChannel = ({ place, channel }: Pick<MessageRow, 'place' | 'channel'>): boolean =>
  place.endsWith(` ${channel}`);

/** The key of a card that was withdrawn from its place, by the event that did it. */
export const leftBy = (seq: number): string => `left ${seq}`;
export const isLeft = ({ key }: Pick<MessageRow, 'key'>): boolean => key.startsWith('left ');

/** The places in which messages of ours about a ticket stand: channels and direct chats. */
export async function placesOf(
  tx: Tx,
  organisation: string,
  ticket: string,
): Promise<Exclude<Place, { kind: 'thread' }>[]> {
  const rows = await tx.findBy(messages, { organisation, ticket, key: OURS });
  const places = rows.map((row): Exclude<Place, { kind: 'thread' }> => {
    const { platform, workspace, place, channel } = row;
    if (inChannel(row)) return { kind: 'channel', platform, workspace, channel };
    return { kind: 'direct', platform, workspace, user: place.slice(`${platform} ${workspace} `.length) };
  });
  return [...new Map(places.map((place) => [placeName(place), place])).values()];
}

/** What stands of a ticket in a place: its card, what was said there before the event `seq`, or both. The card first, at most two. */
export async function standingBefore(
  tx: Tx,
  organisation: string,
  ticket: string,
  place: Place,
  seq: number,
  what: 'card' | 'words' | 'all',
): Promise<MessageRow[]> {
  const rows = await tx.findBy(messages, { organisation, ticket, place: placeName(place), key: OURS });
  const card = rows.filter(({ key }) => key === CARD && what !== 'words');
  const came = await factsOfFiles(tx, organisation, ticket, what === 'card' ? [] : rows);
  // Every word carries the number of its event: 'line 4', 'word 7'. A file that was erased meanwhile came before, and what was
  // taken over from another room is no event.
  const words = rows.filter(({ key }) => what !== 'card' && !isLeft({ key }) && (came.get(key) ?? numberIn(key)) < seq);
  return [...card, ...words].slice(0, 2);
}

const numberIn = (key: string): number =>
  /^(?:room|silent|apart|unheard) /u.test(key) ? 0 : Number(/ (\d+)$/u.exec(key)?.[1]);

/** Of these messages those that are files, by their key: the number of the fact that the file came with. */
async function factsOfFiles(
  tx: Tx,
  organisation: string,
  ticket: string,
  rows: readonly MessageRow[],
): Promise<ReadonlyMap<string, number>> {
  const keys = rows.filter(isFile).map(({ key }) => key);
  const known = keys.length > 0 ? await filesOf(tx, organisation, ticket) : [];
  return new Map(keys.map((key) => [key, known.find(({ id }) => key === fileKey(id))?.seq ?? 0]));
}

/** A message is gone. */
export async function forgetMessage(tx: Tx, { organisation, ticket, place, key }: MessageRow): Promise<void> {
  await tx.delete(messages, { organisation, ticket, place, key });
}

/** A message is withdrawn. A thread stays known as one that was left; should the ticket come back, everything begins anew there. */
export async function leaveMessage(tx: Tx, row: MessageRow, seq: number): Promise<void> {
  const { organisation, ticket, place, key } = row;
  if (key !== CARD) await forgetMessage(tx, row);
  else {
    await tx.update(messages, { organisation, ticket, place, key }, { key: leftBy(seq) });
    await tx.delete(messages, { organisation, ticket, place, key: OPENING });
  }
}

/** The tickets that were made of this message. Of two who ask at once, the second waits for what the first makes of it. */
export async function reportsOf(
  tx: Tx,
  organisation: string,
  { platform, workspace }: { platform: string; workspace: string },
  { channel, id: messageId }: Sent,
): Promise<string[]> {
  const name = [organisation, 'report', platform, workspace, channel, messageId].join(' ');
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [name]);
  const at = { organisation, platform, workspace, channel, messageId, key: SOURCE };
  const rows = await tx.find(messages, { where: at, order: { sentAt: 'asc' } });
  return rows.map(({ ticket }) => ticket);
}

export function rememberReport(
  tx: Tx,
  organisation: string,
  ticket: string,
  at: { platform: string; workspace: string },
  sent: Sent,
): Promise<void> {
  const { platform, workspace } = at;
  const place: Place = { kind: 'channel', platform, workspace, channel: sent.channel };
  return rememberMessage(tx, organisation, ticket, place, SOURCE, sent);
}

/** Remembers in which message the words of fact `seq` were said. */
export function rememberSaid(
  tx: Tx,
  organisation: string,
  ticket: string,
  seq: number,
  { platform, workspace, channel, message: id }: Origin,
): Promise<void> {
  const place: Place = { kind: 'channel', platform, workspace, channel };
  return rememberMessage(tx, organisation, ticket, place, `${SAID}${seq}`, { channel, id });
}

/** The fact that was made of this message. */
export async function saidAt(
  tx: Tx,
  organisation: string,
  { platform, workspace }: { platform: string; workspace: string },
  { channel, id: messageId }: Sent,
): Promise<{ readonly ticket: string; readonly seq: number } | undefined> {
  const key = Like(`${SAID}%`);
  const row = await tx.findOneBy(messages, { organisation, platform, workspace, channel, messageId, key });
  return row ? { ticket: row.ticket, seq: Number(row.key.slice(SAID.length)) } : undefined;
}

/** Forgets in which messages these facts were said; with the first of them, of which message the ticket was made. */
export async function forgetSaid(
  tx: Tx,
  organisation: string,
  ticket: string,
  facts: readonly number[],
): Promise<void> {
  await tx.delete(messages, {
    organisation,
    ticket,
    key: In(facts.flatMap((seq) => [`${SAID}${seq}`, ...(seq === 1 ? [SOURCE] : [])])),
  });
}

/** The keys of what one message of ours says: of several things, where it is a digest. */
export async function keysAt(
  tx: Tx,
  { organisation, platform, workspace, channel, messageId }: MessageRow,
): Promise<string[]> {
  const rows = await tx.findBy(messages, { organisation, platform, workspace, channel, messageId, key: OURS });
  return rows.map(({ key }) => key);
}

/** The message of ours with this id that is about one ticket; `channel` may be left out where the id alone is enough. */
export async function messageAt(
  tx: Tx,
  organisation: string,
  at: { platform: string; workspace: string },
  id: string,
  channel?: string,
): Promise<MessageRow | null> {
  const { platform, workspace } = at;
  const where = { organisation, platform, workspace, messageId: id, key: OURS, ...(channel && { channel }) };
  const [row, ...others] = await tx.findBy(messages, where);
  // A digest of several: what is said to it is about none of them in particular.
  return row && others.every(({ ticket }) => ticket === row.ticket) ? row : null;
}
