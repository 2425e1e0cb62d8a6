// What stands where: ticket × place × key → the platform's message, and back from a message to its ticket.
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

/** The message of ours with this id that is about a ticket; `channel` may be left out where the id alone is enough. */
export function messageAt(
  tx: Tx,
  organisation: string,
  at: { platform: string; workspace: string },
  id: string,
  channel?: string,
): Promise<MessageRow | null> {
  const { platform, workspace } = at;
  return tx.findOneBy(messages, { organisation, platform, workspace, messageId: id, ...(channel ? { channel } : {}) });
}
