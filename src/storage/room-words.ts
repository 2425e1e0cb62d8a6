// What somebody said in a room, found by the message that it is, or by its copy in another room.
import { Like } from 'typeorm';
import type { Sent } from '../port.ts';
import type { Tx } from './database.ts';
import { messages, type RoomMessageRow, roomMessages } from './tables.ts';

const COPY = 'room '; // the key of a copy ends in the number of what was said

export async function saidInRoom(
  tx: Tx,
  organisation: string,
  { platform, workspace }: { readonly platform: string; readonly workspace: string },
  { channel, id: messageId }: Sent,
): Promise<RoomMessageRow | undefined> {
  const at = { organisation, platform, workspace, channel, messageId };
  const own = await tx.findOneBy(roomMessages, at);
  const copies = own ? [] : await tx.findBy(messages, { ...at, key: Like(`${COPY}%`) });
  const [copy, ...others] = copies;
  // Several that were told together: none of them is meant more than the others.
  if (copy && others.length > 0) return undefined;
  const found = copy ? await tx.findOneBy(roomMessages, { organisation, id: copy.key.slice(COPY.length) }) : own;
  return found && found.deletedAt === null ? found : undefined;
}
