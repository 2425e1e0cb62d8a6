// A moment to come in plain words: what is read, in whose clock, and what is refused.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readTime } from '../src/commands/dates.ts';
import { Refusal } from '../src/errors.ts';
import type { Calendar } from '../src/policy/schema.ts';

const calendar: Calendar = {
  zone: 'Europe/Paris',
  days: [1, 2, 3, 4, 5],
  from: '08:30',
  to: '17:30',
  holidays: ['2026-12-25'],
};
const TUESDAY = '2026-03-03T10:00:00.000Z'; // 11:00 in Paris, 18:00 in Shanghai
const MONDAY = '2026-11-23T09:04:00.000Z'; // 10:04 in Paris, 17:04 in Shanghai
const PARIS = 'Europe/Paris';

const at = (said: string, now = TUESDAY, zone = PARIS) => readTime(said, { now, zone, calendar });
/** The moment to the minute, as `2026-03-04T07:30Z`. */
const minute = (said: string, now?: string, zone?: string) => at(said, now, zone).replace(':00.000Z', 'Z');

function refusal(said: string, now?: string, zone?: string): Refusal {
  try {
    throw new Error(`“${said}” was read as ${at(said, now, zone)}`);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

describe('in Paris, on Tuesday 3 March 2026 at 11:00', () => {
  test.each([
    ['3 business days before 20 march', '2026-03-17T07:30Z'],
    ['3 working days before 20 March 14:00', '2026-03-17T13:00Z'],
    ['1 business day after next monday', '2026-03-10T07:30Z'],
    ['5 business days', '2026-03-10T07:30Z'],
    ['in 5 business days at 14:00', '2026-03-10T13:00Z'],
    ['two business days from now', '2026-03-05T07:30Z'],
    ['a week after 20 march', '2026-03-27T07:30Z'],
    ['2 hours before tomorrow 9am', '2026-03-04T06:00Z'],
    ['last friday of march', '2026-03-27T07:30Z'],
    ['last friday of march 8:30', '2026-03-27T07:30Z'],
    ['the last friday of March at 16:00', '2026-03-27T15:00Z'],
    ['first monday of next month', '2026-04-06T06:30Z'],
    ['first monday of march', '2027-03-01T07:30Z'],
    ['third thursday of february', '2027-02-18T07:30Z'],
    ['last fri of sept', '2026-09-25T06:30Z'],
    ['last business day of may 2026', '2026-05-29T06:30Z'],
    ['end of day', '2026-03-03T16:30Z'],
    ['tomorrow eod', '2026-03-04T16:30Z'],
    ['end of the week', '2026-03-06T16:30Z'],
    ['end of month', '2026-03-31T15:30Z'],
    ['the end of next month', '2026-04-30T15:30Z'],
    ['end of may', '2026-05-29T15:30Z'],
    ['in 2 weeks', '2026-03-17T07:30Z'],
    ['in 2 weeks at 9am', '2026-03-17T08:00Z'],
    ['in a fortnight', '2026-03-17T07:30Z'],
    ['in 3 days', '2026-03-06T07:30Z'],
    ['2 years', '2028-03-03T07:30Z'],
    ['in a month', '2026-04-03T06:30Z'],
    ['in 2 hours', '2026-03-03T12:00Z'],
    ['in 30 min', '2026-03-03T10:30Z'],
    ['half an hour from now', '2026-03-03T10:30Z'],
    ['in 1 hour and 30 minutes', '2026-03-03T11:30Z'],
    ['in 1h30', '2026-03-03T11:30Z'],
    ['an hour', '2026-03-03T11:00Z'],
    ['2026-12-20 14:00', '2026-12-20T13:00Z'],
    ['2026-12-20T14:00', '2026-12-20T13:00Z'],
    ['2026-12-20T14:00Z', '2026-12-20T14:00Z'],
    ['2026-07-20T14:00+05:30', '2026-07-20T08:30Z'],
    ['2026-12-20', '2026-12-20T07:30Z'],
    ['20.12.2026 14:00', '2026-12-20T13:00Z'],
    ['3.4.2026', '2026-04-03T06:30Z'],
    ['20/12/2026', '2026-12-20T07:30Z'],
    ['20 Dec 14:00', '2026-12-20T13:00Z'],
    ['Dec 20, 2pm', '2026-12-20T13:00Z'],
    ['20 march', '2026-03-20T07:30Z'],
    ['2 march', '2027-03-02T07:30Z'],
    ['july', '2026-07-01T06:30Z'],
    ['the 5th', '2026-03-05T07:30Z'],
    ['the 1st at 10:00', '2026-04-01T08:00Z'],
    ['the 31st of next month', null],
    ['17:30', '2026-03-03T16:30Z'],
    ['9:30', '2026-03-04T08:30Z'],
    ['until 5pm.', '2026-03-03T16:00Z'],
    ['tomorrow', '2026-03-04T07:30Z'],
    ['Tomorrow 9AM', '2026-03-04T08:00Z'],
    ['tomorrow, at 9', '2026-03-04T08:00Z'],
    ['tomorrow morning', '2026-03-04T07:30Z'],
    ['tomorrow afternoon', '2026-03-04T14:00Z'],
    ['day after tomorrow', '2026-03-05T07:30Z'],
    ['day after tomorrow 14:00', '2026-03-05T13:00Z'],
    ['at 9 on friday', '2026-03-06T08:00Z'],
    ['at midnight', '2026-03-03T23:00Z'],
    ['tonight', '2026-03-03T21:00Z'],
    ['noon', '2026-03-03T11:00Z'],
    ['midnight', '2026-03-03T23:00Z'],
    ['monday', '2026-03-09T07:30Z'],
    ['on friday', '2026-03-06T07:30Z'],
    ['by sunday', '2026-03-08T07:30Z'],
    ['next monday', '2026-03-09T07:30Z'],
    ['next friday', '2026-03-13T07:30Z'],
    ['wednesday 14:15', '2026-03-04T13:15Z'],
    ['friday 20 march', '2026-03-20T07:30Z'],
    ['next week', '2026-03-09T07:30Z'],
    ['next month', '2026-04-01T06:30Z'],
    ['tommorow', '2026-03-04T07:30Z'],
    ['tomorow 9am', '2026-03-04T08:00Z'],
    ['wensday', '2026-03-04T07:30Z'],
    ['next moday', '2026-03-09T07:30Z'],
    ['20 septmber', '2026-09-20T06:30Z'],
    ['两周后', '2026-03-17T07:30Z'],
    ['两周后上午9点', '2026-03-17T08:00Z'],
    ['3个工作日后', '2026-03-06T07:30Z'],
    ['三个工作日之后下午2点', '2026-03-06T13:00Z'],
    ['3月20日前3个工作日', '2026-03-17T07:30Z'],
    ['3月20日之后两个工作日', '2026-03-24T07:30Z'],
    ['下周一上午9点', '2026-03-09T08:00Z'],
    ['下周一', '2026-03-09T07:30Z'],
    ['周一', '2026-03-09T07:30Z'],
    ['周一上午9点', '2026-03-09T08:00Z'],
    ['周日下午', '2026-03-08T14:00Z'],
    ['本周五', '2026-03-06T07:30Z'],
    ['明天', '2026-03-04T07:30Z'],
    ['到明天上午9点', '2026-03-04T08:00Z'],
    ['明天上午', '2026-03-04T07:30Z'],
    ['明天下班前', '2026-03-04T16:30Z'],
    ['后天', '2026-03-05T07:30Z'],
    ['今晚8点', '2026-03-03T19:00Z'],
    ['今天下午3点', '2026-03-03T14:00Z'],
    ['月底', '2026-03-31T15:30Z'],
    ['下个月底', '2026-04-30T15:30Z'],
    ['下个月', '2026-04-01T06:30Z'],
    ['下个月5号', '2026-04-05T06:30Z'],
    ['20号', '2026-03-20T07:30Z'],
    ['三天后', '2026-03-06T07:30Z'],
    ['两小时后', '2026-03-03T12:00Z'],
    ['半小时后', '2026-03-03T10:30Z'],
    ['30分钟后', '2026-03-03T10:30Z'],
    ['下午三点', '2026-03-03T14:00Z'],
    ['九点一刻', '2026-03-04T08:15Z'],
    ['中午', '2026-03-03T11:00Z'],
    ['2026年12月20日14点30分', '2026-12-20T13:30Z'],
    ['12月20日 14：30', '2026-12-20T13:30Z'],
    ['明年3月1日', '2027-03-01T07:30Z'],
  ])('%s', (said, expected) => {
    if (expected) expect(minute(said)).toBe(expected);
    else expect(refusal(said).code).toBe('time-unread');
  });
});

describe('the speaker’s own zone, on Monday 23 November 2026 at 09:04Z', () => {
  test.each([
    ['20 march', PARIS, '2027-03-20T07:30Z'],
    ['20 march', 'America/New_York', '2027-03-20T12:30Z'],
    ['monday', PARIS, '2026-11-30T07:30Z'],
    ['monday 17:00', PARIS, '2026-11-23T16:00Z'],
    ['monday 9:00', PARIS, '2026-11-30T08:00Z'],
    ['17:30', 'Europe/Lisbon', '2026-11-23T17:30Z'],
    ['17:00', 'Asia/Shanghai', '2026-11-24T09:00Z'],
    ['下周一上午9点', 'Asia/Shanghai', '2026-11-30T01:00Z'],
    ['tomorrow 9am', 'America/New_York', '2026-11-24T14:00Z'],
    ['today', 'America/New_York', '2026-11-23T13:30Z'],
    ['end of day', 'Europe/Lisbon', '2026-11-23T17:30Z'],
    ['in 2 hours', 'Asia/Shanghai', '2026-11-23T11:04Z'],
    ['3 business days before 30 december', PARIS, '2026-12-24T07:30Z'],
    ['9am EST', PARIS, '2026-11-23T14:00Z'],
    ['12月20日', 'Asia/Shanghai', '2026-12-20T00:30Z'],
  ])('%s in %s', (said, zone, expected) => expect(minute(said, MONDAY, zone)).toBe(expected));

  test('a month has as many days as it has', () => {
    expect(minute('in 3 months', '2026-11-30T12:00:00Z')).toBe('2027-02-28T07:30Z');
    expect(minute('the 31st', '2026-11-30T12:00:00Z')).toBe('2026-12-31T07:30Z');
  });
  test('a day begins where the speaker is', () => {
    expect(minute('tomorrow', '2026-11-23T17:00:00Z', 'Asia/Shanghai')).toBe('2026-11-25T00:30Z');
    expect(minute('tomorrow', '2026-11-23T02:00:00Z', 'America/New_York')).toBe('2026-11-23T13:30Z');
  });
});

describe('when clocks change', () => {
  const before = '2026-03-28T12:00:00.000Z'; // spring forward in Paris at 01:00Z of the next day
  const autumn = '2026-10-24T12:00:00.000Z'; // back at 01:00Z of the next day

  test('the offset is that of the day that is meant', () => {
    expect(minute('tomorrow 9am', before)).toBe('2026-03-29T07:00Z');
    expect(minute('tomorrow 9am', autumn)).toBe('2026-10-25T08:00Z');
    expect(minute('20 july 9am', before)).toBe('2026-07-20T07:00Z');
    expect(minute('in 2 weeks', autumn)).toBe('2026-11-07T07:30Z');
  });
  test('hours are hours', () => {
    expect(minute('in 24 hours', before)).toBe('2026-03-29T12:00Z');
    expect(minute('in 30 hours', autumn)).toBe('2026-10-25T18:00Z');
  });
  test('a minute that is skipped, or comes twice, is not guessed', () => {
    expect(refusal('tomorrow 2:30', before)).toMatchObject({ code: 'time-ambiguous', facts: { zone: PARIS } });
    expect(refusal('tomorrow 02:30', autumn).code).toBe('time-ambiguous');
    expect(refusal('明天凌晨2点30分', before).code).toBe('time-ambiguous');
    expect(minute('tomorrow 3:00', before)).toBe('2026-03-29T01:00Z');
  });
});

describe('refused', () => {
  test.each([
    'yesterday',
    'last monday',
    '2020-01-01',
    'now',
    'today 9am',
    '2 hours ago',
    '5 days ago',
    '昨天',
    '上周一',
    '现在',
  ])('over: %s', (said) => expect(refusal(said).code).toBe('time-past'));
  test('what is over says when that was', () => {
    expect(refusal(' 2020-01-01 ').facts).toEqual({ said: '2020-01-01', when: '2020-01-01T07:30:00.000Z' });
  });
  test.each(['in 10 years', '1 jan 2040', '9999 years', 'in 99 years', '2031-03-04'])('too far: %s', (said) =>
    expect(refusal(said).code).toBe('time-far'),
  );
  test.each([
    ...['', ' ', '?', 'soon', 'later', 'asap', 'when it is done', 'tomorrow blah', 'blah tomorrow', 'money', 'week'],
    ...[
      '3 business days before',
      '3 business weeks',
      '2 weeks before',
      'the week',
      'the 32nd',
      'monday to friday',
      '10-11am',
      '20 or 21 march',
      '25:00',
    ],
    ...[
      '2026-02-30',
      '2026-13-01',
      '3/4/2026',
      '14h',
      'tomorrow 9am 10am',
      'monday tuesday',
      'tuesday 20 march 2026',
      'last friday of summer',
      'fifth elephant of may',
    ],
    ...['in 3 days and 2 hours', '一会儿', '修好以后', '明天再说', '3个工作日前'],
  ])('unreadable: “%s”', (said) => expect(refusal(said).code).toBe('time-unread'));
});

test('whatever is said, the answer is a moment to come or one of four refusals', () => {
  const words = fc.constantFrom(
    ...'3 31 9999 a the next last first monday friday of march february week month end day before after in at 9am 2:30 now'.split(
      ' ',
    ),
    ...[
      'business days',
      'hours',
      '下周一',
      '3月30日',
      '两',
      '个工作日',
      '前',
      '后',
      '月底',
      '上午9点',
      '29 feb',
      '2026-',
      'T',
      '00',
    ],
  );
  const phrase = fc.array(words, { maxLength: 9 }).map((some) => some.join(' '));
  const noise = fc.string({ unit: 'grapheme', maxLength: 500 });
  const zone = fc.constantFrom(PARIS, 'Europe/Lisbon', 'Asia/Shanghai', 'America/New_York');
  fc.assert(
    fc.property(fc.oneof(phrase, noise), zone, fc.constantFrom(TUESDAY, MONDAY), (said, where, now) => {
      try {
        const when = at(said, now, where);
        expect(Date.parse(when)).toBeGreaterThan(Date.parse(now));
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        expect(['time-unread', 'time-past', 'time-far', 'time-ambiguous']).toContain(error.code);
      }
    }),
    { numRuns: 2000 },
  );
});
