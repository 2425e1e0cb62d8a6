// What stands where: ticket × place × key → the platform's message, and back from a message to its ticket.
import type { Place, Sent } from '../port.ts';
import type { Tx } from './database.ts';
import { type MessageRow, messages } from './tables.ts';

/** The key of the one living card of a ticket in a place. */
export const CARD = 'card';

/** A place as one word: the lane of its deliveries and the key of its messages. A thread counts to its channel. */
export function placeName(place: Place): string {
  return [place.platform, place.workspace, place.kind === 'direct' ? place.user : place.channel].join(' ');
}

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

/** The message of ours that stands at `sent`, if it is about a ticket. */
export function messageAt(
  tx: Tx,
  organisation: string,
  at: { platform: string; workspace: string },
  sent: Sent,
): Promise<MessageRow | null> {
  return tx.findOneBy(messages, {
    organisation,
    platform: at.platform,
    workspace: at.workspace,
    channel: sent.channel,
    messageId: sent.id,
  });
}
