// What is said in channels to nobody of ours: found out by one look, so that a lively workspace costs next to nothing.
import { roomOf } from './commands/rooms.ts';
import type { Request } from './port.ts';
import type { Database } from './storage/database.ts';
import { isKnown } from './storage/rooms.ts';

/** Whether it is plain words, or a change of them, in a channel: to Muster only if something of ours is there. */
export function isTalk({ said, place }: Request): boolean {
  const spoken = said.kind === 'edited' ? said.now.kind : said.kind;
  return (
    (spoken === 'message' || spoken === 'deleted') &&
    (place.kind === 'channel' || (place.kind === 'thread' && !place.user))
  );
}

/** Whether such words stand where there is no room and nothing of ours. */
export async function isOverheard(database: Database, organisation: string, request: Request): Promise<boolean> {
  const { said, place, message } = request;
  if (!isTalk(request) || place.kind === 'direct') return false;
  const quoted = said.kind === 'message' ? said.quoted : undefined;
  const root = place.kind === 'thread' ? place.root : undefined;
  const messages = [quoted, root, message?.id].filter((id) => id !== undefined);
  return !(await database.transaction(organisation, (tx) => isKnown(tx, organisation, place, messages)));
}

/** Whether it is conversation in a room. */
export async function isRoomTalk(database: Database, organisation: string, { said, place }: Request): Promise<boolean> {
  if (said.kind !== 'message' && said.kind !== 'edited' && said.kind !== 'deleted') return false;
  return (await database.transaction(organisation, (tx) => roomOf(tx, organisation, place))) !== undefined;
}
