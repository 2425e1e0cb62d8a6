// Who is called by a mail address and has never written to Muster on this chat: the chat itself is asked who that is.
import { RetryLater } from '../errors.ts';
import type { RoomRow } from '../storage/tables.ts';
import { gather } from './gather.ts';
import { inside, leaveOut, type Seen, type Work } from './room-step.ts';

const LOOKS = 3; // at a chat that has no time just now
const SHORTLY = 5_000; // ms; the others are not kept waiting longer than that for each look
const AT_ONCE = 25; // addresses; what was found out before a failure is kept

/** The room with those whom the chat knows. Whoever cannot be looked up stays out; nobody else does for that. */
export async function meet(work: Work, { ticket, room }: Seen): Promise<RoomRow> {
  const { missing } = await inside(work, (tx, now) => gather(tx, work.desk, ticket, room, now));
  let { found } = room;
  try {
    for (let at = 0; at < missing.length; at += AT_ONCE) {
      const some = missing.slice(at, at + AT_ONCE);
      const told = await work.platform.rooms.called(some, room.channel ?? undefined, work.route);
      found = { ...found, ...Object.fromEntries(told) };
    }
  } catch (error) {
    if (error instanceof RetryLater && error.afterMs <= SHORTLY && work.job.attempts < LOOKS) throw error;
    leaveOut(work, error);
  }
  return { ...room, found };
}
