// What stands where: ticket × place × key → the platform's message, and back from a message to its ticket.
import { And, In, Like, Not } from 'typeorm';
import { type Place, placeName, type Sent } from '../port.ts';
import type { Origin } from '../ticket/facts.ts';
import type { Tx } from './database.ts';
import { type MessageRow, messages } from './tables.ts';

/** The key of the one living card of a ticket in a place. */
export const CARD = 'card';

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

/** The key of the message, somebody's own, that a ticket was made of. */
const SOURCE = 'source';

/** The ticket that was made of this message. Of two who ask at once, the second waits for what the first makes of it. */
export async function reportOf(
  tx: Tx,
  organisation: string,
  { platform, workspace }: { platform: string; workspace: string },
  { channel, id: messageId }: Sent,
): Promise<string | undefined> {
  const name = [organisation, 'report', platform, workspace, channel, messageId].join(' ');
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [name]);
  const row = await tx.findOneBy(messages, { organisation, platform, workspace, channel, messageId, key: SOURCE });
  return row?.ticket;
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

/** The key of somebody's own message of which a fact was made ends in the fact's number. */
const SAID = 'said ';

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

/** Forgets in which messages these facts were said. */
export async function forgetSaid(
  tx: Tx,
  organisation: string,
  ticket: string,
  facts: readonly number[],
): Promise<void> {
  await tx.delete(messages, { organisation, ticket, key: In(facts.map((seq) => `${SAID}${seq}`)) });
}

/** The message of ours with this id that is about a ticket; `channel` may be left out where the id alone is enough. */
export function messageAt(
  tx: Tx,
  organisation: string,
  at: { platform: string; workspace: string },
  id: string,
  channel?: string,
): Promise<MessageRow | null> {
  const { platform, workspace } = at;
  const key = And(Not(SOURCE), Not(Like(`${SAID}%`)));
  return tx.findOneBy(messages, { organisation, platform, workspace, messageId: id, key, ...(channel && { channel }) });
}
