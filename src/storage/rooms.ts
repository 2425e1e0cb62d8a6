// War rooms as they were intended and as they stand: one for each major incident and chat.
import type { Place } from '../port.ts';
import type { Tx } from './database.ts';
import { type RoomRow, rooms } from './tables.ts';

/** Remembers what is to be made. What has been intended already, or stands, stays as it is; returns the platforms that were new. */
export async function intendRooms(
  tx: Tx,
  organisation: string,
  wanted: readonly Pick<RoomRow, 'ticket' | 'platform' | 'workspace' | 'name' | 'title' | 'mark' | 'private'>[],
): Promise<string[]> {
  const fresh: string[] = [];
  for (const room of wanted) {
    const { raw } = await tx
      .createQueryBuilder()
      .insert()
      .into(rooms)
      .values({ organisation, ...room })
      .orIgnore()
      .returning('platform')
      .execute();
    if (raw.length > 0) fresh.push(room.platform);
  }
  return fresh;
}

export function findRoom(tx: Tx, organisation: string, ticket: string, platform: string): Promise<RoomRow | null> {
  return tx.findOneBy(rooms, { organisation, ticket, platform });
}

export function roomsFor(tx: Tx, organisation: string, ticket: string): Promise<RoomRow[]> {
  return tx.findBy(rooms, { organisation, ticket });
}

export async function changeRoom(
  tx: Tx,
  { organisation, ticket, platform }: Pick<RoomRow, 'organisation' | 'ticket' | 'platform'>,
  change: Partial<Omit<RoomRow, 'organisation' | 'ticket' | 'platform'>>,
): Promise<void> {
  await tx.update(rooms, { organisation, ticket, platform }, change);
}

/**
 * Whether anything of ours is where this was said: the channel is a room, or one of these messages is known. One look, by indexes:
 * it is asked of every word in every channel that Muster can read.
 */
export async function isKnown(
  tx: Tx,
  organisation: string,
  { platform, workspace, channel }: Extract<Place, { kind: 'channel' | 'thread' }>,
  messages: readonly string[],
): Promise<boolean> {
  const [row] = await tx.query(
    `select exists (select from room where organisation_id = $1 and platform = $2 and workspace = $3 and channel = $4
         and kind = 'channel')
       or exists (select from message where organisation_id = $1 and platform = $2 and workspace = $3 and channel = $4
         and message_id = any ($5))
       or exists (select from room_message where organisation_id = $1 and platform = $2 and channel = $4
         and message_id = any ($5)) as known`,
    [organisation, platform, workspace, channel, messages],
  );
  return row.known;
}

/** The room that this place is, or is in: its channel, or where it is a thread, its thread, whose root `isRoot` knows. */
export async function roomAt(
  tx: Tx,
  organisation: string,
  place: Place,
  isRoot: (room: RoomRow, root: string) => Promise<boolean>,
): Promise<RoomRow | undefined> {
  if (place.kind === 'direct' || (place.kind === 'thread' && place.user)) return undefined;
  const { platform, workspace, channel } = place;
  const found = await tx.findBy(rooms, { organisation, platform, workspace, channel });
  for (const room of found) {
    if (room.kind === 'channel') return room;
    if (place.kind === 'thread' && (await isRoot(room, place.root))) return room;
  }
  return undefined;
}
