// What somebody said in a room, found by the message that it is.
import type { Sent } from '../port.ts';
import type { Tx } from './database.ts';
import { type RoomMessageRow, roomMessages } from './tables.ts';

export function saidInRoom(
  tx: Tx,
  organisation: string,
  { platform, workspace }: { readonly platform: string; readonly workspace: string },
  { channel, id: messageId }: Sent,
): Promise<RoomMessageRow | null> {
  return tx.findOneBy(roomMessages, { organisation, platform, workspace, channel, messageId });
}
