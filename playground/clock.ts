// The desk's time in the playground: real time, and by how much it was ahead at each moment.
import { DateTime } from 'luxon';
import type { Policy } from '../src/policy/schema.ts';
import { moveDeskClock } from '../src/storage/clock.ts';
import type { Database } from '../src/storage/database.ts';

/** From a real instant on (ms since 1970), the desk was this much ahead, ms. */
export interface Move {
  readonly from: number;
  readonly ahead: number;
}

export interface DeskTime {
  /** The desk's time now. */
  now(): Date;
  /** What the desk's clock showed at a real instant of this run; the chats themselves keep real time. */
  at(real: Date): Date;
  /** When a message was said: as `at` tells, or as it was backdated. `id` is the chat's own. */
  said(id: string, real: Date): Date;
  /** A message that tells of a moment (ISO 8601, the desk's time) before it was posted. */
  backdate(id: string, moment: string): void;
  /** All such moments so far by message, for the next run. */
  backdated(): Record<string, string>;
  /** Moves the clock by seconds, or to the next morning at which the desk opens. */
  move(step: number | 'morning'): Promise<void>;
  /** All moves so far, for the next run. */
  readonly moves: readonly Move[];
}

/** `before`: the moves of earlier runs, in which the chats' messages were written; `said`: what was backdated in them. */
export async function openDeskTime(
  { source }: Database,
  { organisation, calendars }: Policy,
  before: readonly Move[] = [],
  said: Readonly<Record<string, string>> = {},
): Promise<DeskTime> {
  const dated = new Map(Object.entries(said));
  const [row] = await source.query(`select extract(epoch from desk_now() - now())::float8 as ahead`);
  const moves = [...before, { from: before.length > 0 ? Date.now() : 0, ahead: Number(row.ahead) * 1000 }];
  const aheadAt = (real: number) => moves.findLast(({ from }) => from <= real)?.ahead ?? 0;
  const at = (real: Date) => new Date(real.getTime() + aheadAt(real.getTime()));
  const now = () => at(new Date());
  const opens = calendars[organisation.calendar]?.from ?? '08:30';
  return {
    ...{ now, at, moves },
    said: (id, real) => (dated.has(id) ? new Date(dated.get(id) ?? '') : at(real)),
    backdate: (id, moment) => void dated.set(id, moment),
    backdated: () => Object.fromEntries(dated),
    async move(step) {
      const seconds = step === 'morning' ? untilMorning(now(), organisation.zone, opens) : step;
      await moveDeskClock(source, seconds);
      const from = Date.now();
      moves.push({ from, ahead: aheadAt(from) + seconds * 1000 });
    },
  };
}

/** Seconds from `now` to the next time that clocks in `zone` show `opens` (HH:mm). */
export function untilMorning(now: Date, zone: string, opens: string): number {
  const local = DateTime.fromJSDate(now, { zone });
  const [hour = 8, minute = 30] = opens.split(':').map(Number);
  const today = local.set({ hour, minute, second: 0, millisecond: 0 });
  const morning = today > local ? today : today.plus({ days: 1 });
  return morning.diff(local, 'seconds').seconds;
}
