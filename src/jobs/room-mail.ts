// Who is called by a mail address and has never written to Muster on this chat: the chat itself is asked who that is.
import { RetryLater } from '../errors.ts';
import type { RoomRow } from '../storage/tables.ts';
import { gather } from './gather.ts';
import { inside, leaveOut, type Seen, type Work } from './room-step.ts';

const LOOKS = 3; // at a chat that has no time just now
const SHORTLY = 5_000; // ms; the others are not kept waiting longer than that for each look

/** The room with those whom the chat knows. Whoever cannot be looked up stays out; nobody else does for that. */
export async function meet(work: Work, { ticket, room }: Seen): Promise<RoomRow> {
  const { missing } = await inside(work, (tx, now) => gather(tx, work.desk, ticket, room, now));
  if (missing.length === 0) return room;
  try {
    const found = await work.platform.rooms.called(missing, room.channel ?? undefined, work.route);
    return { ...room, found: { ...room.found, ...Object.fromEntries(found) } };
  } catch (error) {
    if (error instanceof RetryLater && error.afterMs <= SHORTLY && work.job.attempts < LOOKS) throw error;
    leaveOut(work, error);
    return room;
  }
}
