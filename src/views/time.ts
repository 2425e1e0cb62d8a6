// Times as a reader says them: in their zone and language, relative and exact.
import { DateTime, Settings } from 'luxon';
import type { Instant } from '../ticket/record.ts';
import type { Reader } from './reader.ts';

Settings.throwOnInvalid = true; // luxon is silent about an unknown zone or 23:59:60Z otherwise

const local = (reader: Reader, at: Instant): DateTime =>
  DateTime.fromISO(at, { zone: reader.zone }).setLocale(reader.texts.locale);

/** 10:30 · tomorrow 12:00 · Fri 4 Dec, 09:00 : exact, as short as it is clear. */
export function shortTime(reader: Reader, at: Instant): string {
  const then = local(reader, at);
  const today = local(reader, reader.now).startOf('day');
  const days = Math.round(then.startOf('day').diff(today, 'days').days);
  if (days === 0) return then.toFormat('HH:mm');
  if (days === 1) return `${reader.texts.time.tomorrow} ${then.toFormat('HH:mm')}`;
  return then.toFormat(reader.texts.time.shortDateTime);
}

/** When the reader's day ends. */
export function endOfDay(reader: Reader): Instant {
  return local(reader, reader.now).endOf('day').toUTC().toISO() ?? reader.now;
}

/** Mon 23 Nov, 11:31: for what stands for days, where "tomorrow" would become untrue. */
export function datedTime(reader: Reader, at: Instant): string {
  return local(reader, at).toFormat(reader.texts.time.shortDateTime);
}

/** Mon 23 Nov, 11:31 (Paris): where people of several zones read the same words. */
export function zonedTime(reader: Reader, at: Instant): string {
  return datedTime(reader, at) + reader.texts.mark.aside(zoneName(reader.zone));
}

/** Tuesday 17 March 2026, 08:30. */
export function longTime(reader: Reader, at: Instant): string {
  return local(reader, at).toFormat(reader.texts.time.dateTime);
}

export function clockTime(at: Instant, zone: string): string {
  return DateTime.fromISO(at, { zone }).toFormat('HH:mm');
}

/** 'in 26 min', '3 h ago', 'now'. */
export function relative(reader: Reader, at: Instant): string {
  const { time } = reader.texts;
  const away = Date.parse(at) - Date.parse(reader.now);
  if (Math.abs(away) < 30_000) return time.now;
  return away > 0 ? time.inSpan(span(reader, away)) : time.ago(span(reader, -away));
}

/** A length of time in milliseconds, in the largest unit that keeps it honest: 4 min, 3 h, 2 days. */
export function span(reader: Reader, length: number): string {
  const { time } = reader.texts;
  const minutes = Math.max(1, Math.round(length / 60_000));
  if (minutes < 120) return time.minutes(minutes);
  if (minutes < 48 * 60) return time.hours(Math.round(minutes / 60));
  return time.days(Math.round(minutes / 1440));
}

/** Paris, for Europe/Paris. */
export function zoneName(zone: string): string {
  return (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');
}
