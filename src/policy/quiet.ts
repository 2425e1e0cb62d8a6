// Quiet hours: when somebody sleeps, in their own zone, and when their morning is.
import { DateTime } from 'luxon';
import type { Instant } from '../ticket/record.ts';
import type { Quiet } from './schema.ts';

const LONGEST = 16; // stretches that can follow each other: a week of quiet days, each with its night

/** When the quiet hours end that `now` lies in, on the clocks of `zone`; null when it lies in none. */
export function endOfQuiet(quiet: Quiet | undefined, zone: string, now: Instant): Instant | null {
  if (!quiet) return null;
  const start = DateTime.fromISO(now, { zone });
  let moment: DateTime = start;
  // One stretch may end where the next begins: a quiet Sunday at midnight, in the night before Monday.
  for (let n = 0; n < LONGEST; n++) {
    const end = endOfStretch(quiet, moment);
    if (!end) break;
    moment = end;
  }
  return moment === start ? null : moment.toUTC().toISO();
}

/** Dates and times of day, not hours added up: a night in which the clocks change has 7 or 9 of them. */
function endOfStretch({ from, to, days }: Quiet, at: DateTime): DateTime | undefined {
  const tomorrow = at.plus({ days: 1 }).startOf('day');
  if (days.includes(at.weekday)) return tomorrow;
  const time = at.toFormat('HH:mm');
  const overnight = from > to;
  if (overnight && time >= from) return set(tomorrow, to);
  if (overnight ? time < to : time >= from && time < to) return set(at, to);
  return undefined;
}

function set(day: DateTime, time: string): DateTime {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return day.set({ hour, minute, second: 0, millisecond: 0 });
}
