// Of a message in one room, the message in another under which an answer to it belongs: its copy, or what it is a copy of.
import type { Place } from '../port.ts';
import type { Tx } from '../storage/database.ts';
import { findMessage, keysAt, messageAt } from '../storage/messages.ts';
import { roomKey, roomMessageAt, roomMessagesBy } from '../storage/room-messages.ts';
import type { RoomMessageRow } from '../storage/tables.ts';

const DEEPEST = 5; // answers to answers; chats have threads of one level, and quotes of quotes are rare

type In = Pick<RoomMessageRow, 'platform' | 'workspace' | 'channel'>;

/** The id of that message, if it is known to stand there. */
export async function counterpartOf(
  tx: Tx,
  organisation: string,
  ticket: string,
  room: In,
  message: string,
  there: Place,
  depth = 0,
): Promise<string | undefined> {
  const said = await saidIn(tx, organisation, room, message);
  if (said) {
    if (said.platform === there.platform) return said.root ?? said.messageId;
    const above = said.root && depth < DEEPEST;
    const top = above
      ? await counterpartOf(tx, organisation, ticket, said, said.root ?? '', there, depth + 1)
      : undefined;
    return top ?? (await findMessage(tx, organisation, ticket, there, roomKey(said.id)))?.messageId;
  }
  // A line of ours, or the headline, stands in every room.
  const ours = await messageAt(tx, organisation, room, message, room.channel);
  if (ours?.ticket !== ticket || (await keysAt(tx, ours)).length > 1) return undefined;
  return (await findMessage(tx, organisation, ticket, there, ours.key))?.messageId;
}

/** What somebody's message answers, where that is words of somebody's too. */
export async function answeredBy(
  tx: Tx,
  organisation: string,
  said: RoomMessageRow,
): Promise<RoomMessageRow | undefined> {
  return said.root === null ? undefined : saidIn(tx, organisation, said, said.root);
}

/** Whose words a message is: it is theirs, or our copy of theirs. A card of several is nobody's in particular. */
async function saidIn(tx: Tx, organisation: string, room: In, message: string): Promise<RoomMessageRow | undefined> {
  const own = await roomMessageAt(tx, organisation, room, { channel: room.channel, id: message });
  if (own) return own;
  const copy = await messageAt(tx, organisation, room, message, room.channel);
  const keys = copy ? await keysAt(tx, copy) : [];
  const id = keys.length === 1 ? /^room (\d+)$/u.exec(keys[0] ?? '')?.[1] : undefined;
  return id === undefined ? undefined : (await roomMessagesBy(tx, organisation, [id]))[0];
}
