// A desk's opening hours: what is later in working minutes, and when in a week people come with something.
import { DateTime } from 'luxon';
import { isBusinessDay } from '../../src/policy/calendar.ts';
import type { Calendar, Policy } from '../../src/policy/schema.ts';
import type { Chance } from './chance.ts';

export interface Hours {
  /** The moment (ms since 1970) that is so many working minutes after `at`, or before it when negative. */
  later(at: number, minutes: number): number;
  isOpen(at: number): boolean;
  /** When the desk opens next. */
  opens(at: number): number;
  /** A moment of the seven days before `now` at which somebody comes: mornings most, evenings seldom, nights never. */
  comes(chance: Chance, now: number): number;
}

const MINUTE = 60_000;
/** How many come in each hour after the desk opens, in comparison; the last one for those who come when it is closed. */
const RUSH = [10, 12, 9, 6, 4, 8, 9, 7, 5];

export function hoursOf({ organisation, calendars }: Pick<Policy, 'organisation' | 'calendars'>): Hours {
  const calendar = calendars[organisation.calendar] as Calendar;
  const dayOf = (at: number) => DateTime.fromMillis(at, { zone: calendar.zone });
  const clock = (day: DateTime, said: string) => {
    const [hour = 0, minute = 0] = said.split(':').map(Number);
    return day.set({ hour, minute, second: 0, millisecond: 0 }).toMillis();
  };
  const openOn = (day: DateTime) =>
    isBusinessDay(calendar, day) ? { from: clock(day, calendar.from), to: clock(day, calendar.to) } : undefined;
  const isOpen = (at: number) => {
    const open = openOn(dayOf(at));
    return open !== undefined && at >= open.from && at < open.to;
  };
  const opens = (at: number) => {
    for (let day = dayOf(at); ; day = day.plus({ days: 1 })) {
      const open = openOn(day);
      if (open && open.from > at) return open.from;
    }
  };
  /** The open time of the day of `at` and of those after it (before it). */
  const spent = (at: number, left: number): number => {
    const step = left < 0 ? -1 : 1;
    let [from, rest] = [at, left * MINUTE];
    for (let day = dayOf(at); ; day = day.plus({ days: step })) {
      const open = openOn(day);
      if (!open) continue;
      const begin = step > 0 ? Math.max(from, open.from) : Math.min(from, open.to);
      const room = step > 0 ? open.to - begin : begin - open.from;
      if (room > 0 && Math.abs(rest) <= room) return begin + rest;
      if (room > 0) rest -= step * room;
      from = step > 0 ? open.to : open.from;
    }
  };
  const comes = (chance: Chance, now: number): number => {
    for (;;) {
      const at = now - chance.between(60, 7 * 24 * 3600) * 1000;
      const open = openOn(dayOf(at));
      const hour = open && at >= open.from && at < open.to ? Math.floor((at - open.from) / (60 * MINUTE)) : -1;
      const late = open && hour < 0 && Math.abs(at - open.to) < 4 * 60 * MINUTE;
      if (chance.happens(hour < 0 ? (late ? 0.05 : 0) : (RUSH[hour] ?? 4) / 12)) return at;
    }
  };
  return { later: spent, isOpen, opens, comes };
}
