// In a room of a major incident: which room a place is, and what of an @mention is words for everybody.
import type { Request, Spoken } from '../port.ts';
import type { Tx } from '../storage/database.ts';
import { CARD, messageAt } from '../storage/messages.ts';
import { roomAt } from '../storage/rooms.ts';
import type { RoomRow } from '../storage/tables.ts';
import { cropped, type Words } from '../ticket/marks.ts';

/** The room that something is said in: no ticket has to be named there. Where it is a thread, that is the one below its headline. */
export function roomOf(tx: Tx, organisation: string, place: Request['place']): Promise<RoomRow | undefined> {
  return roomAt(tx, organisation, place, async ({ ticket, channel }, root) => {
    const row = await messageAt(tx, organisation, place, root, channel ?? undefined);
    return row?.ticket === ticket && row.key === CARD;
  });
}

const SAY = /^\s*(?:say|说)(?:[:：,，]|\s)\s*/iu;

/** "@muster say …": words for the rooms, where a chat lets nothing else be heard. */
export function wordsToCarry(said: Spoken): Words | undefined {
  const verb = SAY.exec(said.text)?.[0];
  return verb === undefined || said.text.trim() === verb.trim() ? undefined : cropped(said, verb.length);
}
