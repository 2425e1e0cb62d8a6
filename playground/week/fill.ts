// The week on request: the desk is brought into its opening hours, filled, and its chats catch up at full speed.
import type { Database } from '../../src/storage/database.ts';
import type { Desk } from '../../src/storage/organisations.ts';
import type { Chats } from '../acts.ts';
import type { Cast } from '../cast.ts';
import type { DeskTime } from '../clock.ts';
import { chatter } from './chatter.ts';
import { hoursOf } from './hours.ts';
import { fillWeek, isFilled, nameOf } from './week.ts';

export interface FillParts {
  readonly database: Database;
  readonly desk: Desk;
  readonly cast: Cast;
  readonly chats: Chats;
  readonly time: DeskTime;
  /** Resolves when nothing is left to post. */
  readonly idle: () => Promise<void>;
  /** Whether Muster and both chats may go faster than real ones let it. */
  readonly hurry: (yes: boolean) => void;
}

const WARM = 100; // minutes after the desk opens, when the day is under way

/** Fills the desk; resolves, once the cards stand, with a sentence for whoever asked. */
export async function fillDesk(parts: FillParts): Promise<string> {
  const { database, desk, cast, chats, time, idle, hurry } = parts;
  const hours = hoursOf(desk.policy);
  const now = time.now().getTime();
  const moved = !hours.isOpen(now);
  hurry(true);
  try {
    if (moved && !(await isFilled(database, desk)))
      await time.move(Math.round((hours.later(hours.opens(now), WARM) - now) / 1000));
    const week = await fillWeek(database, desk, cast);
    if (!week) return 'The week is here already.';
    await chatter(chats, cast, time);
    await idle();
    await backdate(parts, week.said);
    const clock = moved ? ' The desk was closed, so its clock stands in the next morning.' : '';
    return `A week is here: ${week.tickets} tickets, ${week.open} of them open.${clock}`;
  } finally {
    hurry(false);
  }
}

/** The page shows each message at the moment of which it tells, though all of them were posted just now. */
async function backdate({ database, desk, time }: FillParts, said: ReadonlyMap<string, string>): Promise<void> {
  const rows: { ticket: string; place: string; key: string; id: string }[] = await database.transaction(
    desk.organisation,
    (tx) =>
      tx.query('select ticket_id as ticket, place, key, message_id as id from message where organisation_id = $1', [
        desk.organisation,
      ]),
  );
  for (const { ticket, place, key, id } of rows) {
    const at = said.get(nameOf(ticket, place, key));
    if (at) time.backdate(id, at);
  }
}
