// Reads a moment to come from plain words, English or Chinese, as the clocks stand where the speaker is.
import type * as chrono from 'chrono-node';
import { casual } from 'chrono-node/en';
import { hans } from 'chrono-node/zh';
import { DateTime } from 'luxon';
import { Refusal } from '../errors.ts';
import { addBusinessDays, startOfWork } from '../policy/calendar.ts';
import type { Calendar } from '../policy/schema.ts';
import type { Instant } from '../ticket/record.ts';
import { amount, dayOfMonth, elapsed, type Place, partOfPeriod, type Reading } from './days.ts';
import { splitClock, tidy } from './phrases.ts';

/**
 * Reads a moment to come from plain words, in `zone`; a day without an hour means the start of its work.
 * Refuses with `time-unread`, `time-past` (`when`: the instant), `time-far` (over 5 years) or `time-ambiguous` (`zone`).
 */
export function readTime(said: string, context: { now: Instant; zone: string; calendar: Calendar }): Instant {
  const now = DateTime.fromISO(context.now, { zone: context.zone });
  const place = { ...context, said: said.trim(), now, wall: now.setZone('utc', { keepLocalTime: true }) };
  // The longest phrase worth reading has some 60 characters; chrono's patterns are not made for pages.
  const text = said.length > 100 ? '' : tidy(said, { year: now.year, closing: context.calendar.to });
  const reading = text ? read(text, place) : undefined;
  if (!reading) throw new Refusal('time-unread', { said: place.said });
  const moment = settle(reading, place);
  if (moment > now.plus({ years: 5 })) throw new Refusal('time-far', { said: place.said });
  const when = moment.toUTC().toISO() ?? '';
  if (moment <= now) throw new Refusal('time-past', { said: place.said, when });
  return when;
}

/** The moment of a reading: the zone's offset is that of the resulting date, not of today. */
function settle(reading: Reading, { said, zone, calendar }: Place): DateTime {
  if ('exact' in reading) return reading.exact;
  const wall = reading.timed ? reading.wall : startOfWork(calendar, reading.wall);
  const moment = wall.setZone(zone, { keepLocalTime: true });
  const exists = moment.hour === wall.hour && moment.minute === wall.minute;
  if (!exists || moment.getPossibleOffsets().length > 1) throw new Refusal('time-ambiguous', { said, zone });
  return moment;
}

function read(text: string, place: Place): Reading | undefined {
  for (const rule of [elapsed, counted, dayOfMonth, partOfPeriod, parse]) {
    const reading = rule(text, place);
    if (reading) return reading;
  }
  const parts = splitClock(text);
  const day = parts && read(parts.day, place);
  const clock = parts && parse(parts.clock, place);
  if (!day || !clock || 'exact' in day || 'exact' in clock || day.timed || !clock.timed) return undefined;
  const { hour, minute, second } = clock.wall;
  return { wall: day.wall.set({ hour, minute, second }), timed: true };
}

/** "3 business days", "in 2 weeks", "5 days ago", "1 working day after X", where X is any day or moment. */
function counted(text: string, place: Place): Reading | undefined {
  const match =
    /^(?:in )?(\d{1,4}|an?|the) (business |working )?(minute|hour|day|week|month|year)s?(?: (from now|later|ago)| (before|after|from) (.+))?$/.exec(
      text,
    );
  const [, n = '', business, unit = '', when, side, other] = match ?? [];
  const hours = unit === 'hour' || unit === 'minute';
  if (!match || (business && unit !== 'day') || (!other && (hours || n === 'the'))) return undefined;
  const start = other ? read(other, place) : { wall: place.wall, timed: false };
  if (!start) return undefined;
  const many = amount(n) * (side === 'before' || when === 'ago' ? -1 : 1);
  if (hours) return { exact: settle(start, place).plus({ [`${unit}s`]: many }) };
  if ('exact' in start) return undefined;
  const wall = business ? addBusinessDays(place.calendar, start.wall, many) : start.wall.plus({ [`${unit}s`]: many });
  return { ...start, wall };
}

/** Which hours the words themselves mean, though chrono calls them implied; a morning is the start of work instead. */
const HOURS = /afternoon|evening|night|下午|晚|夜|中午/;
/** Spans are `elapsed`'s and `counted`'s: for chrono "2 weeks before" is whole, 30 November and 3 months 2 March. */
const COUNTED = /(?:\d|\ban?) ?(?:h|hrs?|m|mins?|(?:second|minute|hour|day|week|month|year)s?)\b|小时|分钟|秒/;
const BACKWARDS = /\b(?:last|past|previous)\b/;

/** What chrono reads, if it reads the whole phrase: alone it takes what it understands and drops the rest unsaid. */
function parse(text: string, place: Place): Reading | undefined {
  // Its arithmetic is in the process's own zone and with today's offset: give it noon of the speaker's day, take fields.
  const { year, month, day } = place.wall;
  const today = new Date(year, month - 1, day, 12);
  if (COUNTED.test(text) || misleading(text)) return undefined;
  for (const language of [casual, hans]) {
    const [match, more] = language.parse(text, today);
    if (!match || more || match.end) continue;
    if (/^(?:at|on|by)?$/.test(text.replace(match.text, '').trim())) return reading(match.start, text, place);
  }
  return undefined;
}

/** 2026-13-01, which chrono takes for 13 January, and 3/4/2026, which is one day in Boston and another in Paris. */
function misleading(text: string): boolean {
  const [, a, b] = /^(\d{1,2})\/(\d{1,2})\b/.exec(text) ?? [];
  return /\b\d{4}\D(?:1[3-9]|[2-9]\d)\b/.test(text) || (a !== b && Math.max(Number(a), Number(b)) <= 12);
}

function reading(start: chrono.ParsedComponents, text: string, place: Place): Reading | undefined {
  const sure = (part: chrono.Component) => start.isCertain(part);
  const hours = HOURS.test(text);
  if (!hours && !(['year', 'month', 'day', 'weekday', 'hour'] as const).some(sure)) return undefined;
  const timed = hours || sure('hour');
  const field = (part: chrono.Component) => start.get(part) ?? 0;
  const abroad = timed && sure('timezoneOffset') ? { minutes: field('timezoneOffset') } : undefined;
  const now = abroad ? place.now.toUTC().plus(abroad) : place.wall;
  const date = { year: field('year'), month: field('month'), day: field('day') };
  const time = timed ? { hour: field('hour'), minute: field('minute'), second: field('second') } : {};
  let wall = DateTime.fromObject({ ...date, ...time }, { zone: 'utc' });
  const over = timed ? wall <= now : wall <= now.startOf('day');
  const dated = sure('day') || sure('month');
  if (sure('weekday') && !dated && over && !BACKWARDS.test(text)) wall = wall.plus({ weeks: 1 });
  if (sure('month') && !sure('year') && wall < now.startOf('day')) wall = wall.plus({ years: 1 });
  if (sure('hour') && !sure('weekday') && !dated && over) wall = wall.plus({ days: 1 });
  if (sure('weekday') && sure('day') && wall.weekday % 7 !== start.get('weekday')) return undefined;
  return abroad ? { exact: wall.minus(abroad) } : { wall, timed };
}
