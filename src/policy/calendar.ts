// Working days: what a calendar calls a business day, and where its day begins.
import type { DateTime } from 'luxon';
import type { Calendar } from './schema.ts';

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
