// What stands where: ticket × place × key → the platform's message, and back from a message to its ticket.
import { Not } from 'typeorm';
import { type Place, placeName, type Sent } from '../port.ts';
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

/** The message of ours with this id that is about one ticket; `channel` may be left out where the id alone is enough. */
export async function messageAt(
  tx: Tx,
  organisation: string,
  at: { platform: string; workspace: string },
  id: string,
  channel?: string,
): Promise<MessageRow | null> {
  const { platform, workspace } = at;
  const key = Not(SOURCE);
  const where = { organisation, platform, workspace, messageId: id, key, ...(channel && { channel }) };
  const [row, ...others] = await tx.findBy(messages, where);
  // A digest of several: what is said to it is about none of them in particular.
  return row && others.every(({ ticket }) => ticket === row.ticket) ? row : null;
}
