// Days that the library does not read: "last friday of march", "end of the month", "the 5th", and time that passes.
import type { DateTime } from 'luxon';
import { isBusinessDay } from '../policy/calendar.ts';
import type { Calendar } from '../policy/schema.ts';
import { MONTHS, WEEKDAYS } from './phrases.ts';

/**
 * What was understood. `wall` is what the speaker's clock and calendar will show, kept in UTC so that reckoning with it
 * meets no change of clocks; `timed` says whether an hour was named. `exact` is a moment, whatever a clock shows.
 */
export type Reading = { readonly wall: DateTime; readonly timed: boolean } | { readonly exact: DateTime };

export interface Place {
  readonly said: string;
  readonly zone: string;
  readonly now: DateTime;
  /** `now` on the speaker's clock, as `Reading.wall`. */
  readonly wall: DateTime;
  readonly calendar: Calendar;
}

export const amount = (words: string | undefined) => (words ? Number(words.replace(/^(?:an?|the)$/, '1')) : 0);

/** "in 2 hours", "90 min", "1h30", "2 hours ago", "now": time that passes, whatever the clocks do meanwhile. */
export function elapsed(text: string, { now }: Place): Reading | undefined {
  if (/^(?:right )?now$/.test(text)) return { exact: now };
  const match =
    /^(?:in )?(?:(\d{1,5}(?:\.\d+)?|an?) ?h(?:(?:ou)?rs?)?)?(?: and)? ?(?:(\d{1,6}|a) ?m(?:in(?:ute)?s?)?|(?<=h)(\d\d))?( from now| later| ago)?$/.exec(
      text,
    );
  // A bare "14h" is two in the afternoon to some and fourteen hours to others.
  if (!match || !(match[1] || match[2]) || /^\d+ ?h\d*$/.test(text)) return undefined;
  const minutes = amount(match[1]) * 60 + amount(match[2] ?? match[3]);
  return { exact: now.plus({ minutes: match[4] === ' ago' ? -minutes : minutes }) };
}

/** "the 5th" (the coming one), "the 5th of next month". */
export function dayOfMonth(text: string, { wall }: Place): Reading | undefined {
  const match = /^(?:the )?(\d{1,2})(?:st|nd|rd|th)(?: of (?:the |this |(next ))month)?$/.exec(text);
  const day = Number(match?.[1]);
  if (!match || day < 1 || day > 31) return undefined;
  const named = text.includes('month');
  const month = wall.startOf('month').plus({ months: match[2] ? 1 : 0 });
  // Of any two months in a row one has 31 days, and in today's the day may be over.
  const months = named ? [month] : [month, month.plus({ months: 1 }), month.plus({ months: 2 })];
  const fits = months.find((m) => day <= (m.daysInMonth ?? 0) && (named || m.set({ day }) > wall));
  return fits && { wall: fits.set({ day }), timed: false };
}

const ORDINALS = [/^(?:first|1st)$/, /^(?:second|2nd)$/, /^(?:third|3rd)$/, /^(?:fourth|4th)$/];

/** "next week" (its first business day), "end of next month" (the close of its last one), "last friday of march". */
export function partOfPeriod(text: string, place: Place): Reading | undefined {
  const whole = /^(?:(?:the )?(start|beginning|end) of (.+)|(next (?:week|month|year)))$/.exec(text);
  const part =
    /^(?:the )?(first|1st|second|2nd|third|3rd|fourth|4th|last) (business day|working day|[a-z]+) (?:of|in) (.+)$/.exec(
      text,
    );
  const days = (part ? daysOf(part[3] ?? '', place) : daysOf(whole?.[2] ?? whole?.[3] ?? '', place)) ?? [];
  const working = days.filter((day) => isBusinessDay(place.calendar, day));
  if (whole?.[1] === 'end') return atClose(working.at(-1), place.calendar);
  if (whole) return working[0] && { wall: working[0], timed: false };
  const kind = part?.[2] ?? '';
  const fitting = kind.includes(' ')
    ? working
    : days.filter((d) => kind === 'day' || ordinal(WEEKDAYS, kind) === d.weekday);
  const wall = fitting.at(ORDINALS.findIndex((pattern) => pattern.test(part?.[1] ?? '')));
  if (wall && wall < place.wall.startOf('day') && ordinal(MONTHS, part?.[3])) {
    return partOfPeriod(`${text} ${place.wall.year + 1}`, place);
  }
  return wall && { wall, timed: false };
}

/** Which month or weekday a name or its beginning (sep, sept) means, from 1; 0 if none. */
const ordinal = (names: readonly string[], word = '') =>
  word.length < 3 ? 0 : names.findIndex((name) => name.startsWith(word)) + 1;

function atClose(day: DateTime | undefined, { to }: Calendar): Reading | undefined {
  const [hour = 0, minute = 0] = to.split(':').map(Number);
  return day && { wall: day.set({ hour, minute }), timed: true };
}

/** The days of "the week", "next month", "march", "march 2027": a month that is over is next year's. */
function daysOf(words: string, { wall }: Place): DateTime[] | undefined {
  const match = /^(?:(?:the |this |(next ))?(week|month|year)|([a-z]+)(?: (\d{4}))?)$/.exec(words);
  const month = ordinal(MONTHS, match?.[3]);
  if (!match || (match[3] && !month)) return undefined;
  const unit = (match[2] ?? 'month') as 'week' | 'month' | 'year';
  const year = match[4] ? Number(match[4]) : wall.year + (month < wall.month ? 1 : 0);
  const from = month
    ? wall.startOf('month').set({ month, year })
    : wall.startOf(unit).plus({ [`${unit}s`]: match[1] ? 1 : 0 });
  const count = Math.round(from.endOf(unit).diff(from, 'days').days);
  return Array.from({ length: count }, (_, index) => from.plus({ days: index }));
}
