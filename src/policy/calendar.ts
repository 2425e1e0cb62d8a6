// Working days: what a calendar calls a business day, and where its day begins.
import { DateTime } from 'luxon';
import type { Instant } from '../ticket/record.ts';
import type { Calendar, Policy } from './schema.ts';

export function isBusinessDay(calendar: Calendar, date: DateTime): boolean {
  return calendar.days.includes(date.weekday) && !calendar.holidays.includes(date.toFormat('yyyy-MM-dd'));
}

/** The day that lies `count` business days after `date` (before it, when negative); the time of day is kept. */
export function addBusinessDays(calendar: Calendar, date: DateTime, count: number): DateTime {
  const step = count < 0 ? -1 : 1;
  let day = date;
  for (let left = Math.abs(count); left > 0; ) {
    day = day.plus({ days: step });
    if (isBusinessDay(calendar, day)) left--;
  }
  return day;
}

/** The moment at which work begins on `date`'s day. */
export function startOfWork(calendar: Calendar, date: DateTime): DateTime {
  const [hour, minute] = calendar.from.split(':').map(Number);
  return date.set({ hour: hour ?? 9, minute: minute ?? 0, second: 0, millisecond: 0 });
}

/** The moment at which work begins `days` days after `now`, or on the next working day after that, by the organisation's calendar. */
export function workAfter({ calendars, organisation }: Policy, now: Instant, days: number): Instant {
  const calendar = calendars[organisation.calendar];
  if (!calendar) throw new Error('a checked policy has its calendar');
  const date = DateTime.fromISO(now, { zone: calendar.zone }).plus({ days });
  const day = isBusinessDay(calendar, date) ? date : addBusinessDays(calendar, date, 1);
  return startOfWork(calendar, day).toUTC().toISO() ?? now;
}

/** The beginning of work on the last working day before the day of `then`. */
export function workBefore({ calendars, organisation }: Policy, then: Instant): Instant {
  const calendar = calendars[organisation.calendar];
  if (!calendar) throw new Error('a checked policy has its calendar');
  const day = addBusinessDays(calendar, DateTime.fromISO(then, { zone: calendar.zone }), -1);
  return startOfWork(calendar, day).toUTC().toISO() ?? then;
}
