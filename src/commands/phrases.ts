// Words for times before they are read: one spelling for all, and Chinese turned into what the readers know.
import { distance } from '../policy/spelling.ts';

const NUMBERS = 'zero one two three four five six seven eight nine ten eleven twelve'.split(' ');
export const MONTHS = 'january february march april may june july august september october november december'.split(
  ' ',
);
export const WEEKDAYS = 'monday tuesday wednesday thursday friday saturday sunday'.split(' ');

/** Names in which a slip is forgiven; under five letters too many other words are one edit away (june, junk). */
const FORGIVEN = [...WEEKDAYS, ...MONTHS, 'tomorrow', 'tonight', 'yesterday'].filter((name) => name.length > 4);

/** The phrase in one spelling: lower case, half-width, digits for small numbers, no commas, no filler around it. */
export function tidy(said: string, clock: { year: number; closing: string }): string {
  const text = said
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[,、，\s]+/g, ' ')
    .replace(/[\s.!?;。]+$/, '')
    .replace(/^\s*(?:(?:un)?till? |by |on |直到|等到|到)+/, '')
    .trim();
  return chinese(text, clock.year)
    .replace(/\b(?:the )?end of (?:the )?(?:business |working )?day\b|\beod\b|下班(?:前|时)?/g, clock.closing)
    .replace(/\bhalf an hour\b/g, '30 minutes')
    .replace(/\ba couple of\b/g, '2')
    .replace(/\b(?:a )?fortnight\b/g, '2 weeks')
    .replace(/(?<!the )\bday after tomorrow\b/g, 'the day after tomorrow')
    .replace(/\b(\d{1,2})\.(\d{1,2})\.(\d{4})\b/g, '$3-$2-$1')
    .replace(/[a-z]+/g, (word) => (NUMBERS.includes(word) ? String(NUMBERS.indexOf(word)) : spelled(word)));
}

/** The word, or the name that it was meant to be: one edit away, two in a long word ("wensday", "tommorow"). */
function spelled(word: string): string {
  if (word.length < 4 || FORGIVEN.includes(word)) return word;
  const allowed = word.length < 7 ? 1 : 2;
  return FORGIVEN.find((name) => distance(word, name) <= allowed) ?? word;
}

const N = '(\\d+|[一二两三四五六七八九十]+)';
const LATER = '(?:之后|以后|后)';

/** What chrono's Chinese does not read, in the English that the readers know; the rest stays Chinese. */
const CHINESE: readonly (readonly [RegExp, (...groups: string[]) => string])[] = [
  [
    RegExp(`^(.+?)(?:之|以)?(前|后)(?:的)?${N}个?工作日$`),
    (day, side, n) => `${count(n)} business days ${side === '前' ? 'before' : 'after'} ${day}`,
  ],
  [RegExp(`^${N}个?工作日${LATER}`), (n) => `in ${count(n)} business days `],
  [RegExp(`^${N}个?(?:周|星期|礼拜)${LATER}`), (n) => `in ${count(n)} weeks `],
  [RegExp(`^${N}个?(?:小时|钟头)${LATER}$`), (n) => `in ${count(n)} hours`],
  [RegExp(`^半个?(?:小时|钟头)${LATER}$`), () => 'in 30 minutes'],
  [RegExp(`^${N}分钟${LATER}$`), (n) => `in ${count(n)} minutes`],
  [/^(?:这个?|本)?([月年周])[底末]/, (unit) => (unit === '周' ? 'weekend ' : `end of ${period(unit)} `)],
  [/^下个?月[底末]/, () => 'end of next month '],
  [RegExp(`^${N}月[底末]`), (n) => `end of ${MONTHS[count(n) - 1]} `],
  [/^下个?(周|星期|礼拜|月)$/, (unit) => `next ${period(unit)}`],
  [RegExp(`^${N}[号日]`), (n) => `the ${count(n)}th `],
  [RegExp(`^下个?月${N}[号日]`), (n) => `the ${count(n)}th of next month `],
  [/^下个(?=周|星期|礼拜)/, () => '下'],
  [/^本(?=周)/, () => '这'],
  [/^现在$/, () => 'now'],
  [/^中午$/, () => 'noon'],
  [/^(?:午夜|半夜)$/, () => 'midnight'],
  [/点(一|三)刻$/, (n) => `点${n === '一' ? 15 : 45}分`],
  [/(?:上午|早上)$/, () => ''],
];

function chinese(text: string, year: number): string {
  if (!/\p{Script=Han}/u.test(text)) return text;
  const years = text.replace(/^(今|明|后)年(?=.)/, (_, which: string) => `${year + '今明后'.indexOf(which)}年`);
  return CHINESE.reduce(
    (now, [pattern, write]) => now.replace(pattern, (_, ...groups) => write(...groups)),
    years,
  ).trim();
}

const period = (unit: string) => ({ 月: 'month', 年: 'year' })[unit] ?? 'week';

/** 十二 is 12, 二十 is 20, 两 is 2; digits stay. */
function count(n: string): number {
  if (/^\d/.test(n)) return Number(n);
  const digit = (c: string | undefined, none: number) =>
    c ? '零一二三四五六七八九'.indexOf(c.replace('两', '二')) : none;
  const [tens, ones] = n.includes('十') ? n.split('十') : ['零', n];
  return digit(tens, 1) * 10 + digit(ones, 0);
}

const CLOCK =
  /^(.+?)\s*\b(?:at )?((?:\d{1,2}:\d\d(?::\d\d)?(?: ?[ap]m)?|\d{1,2} ?[ap]m|noon|midnight)|(?<=at )\d{1,2})$|^(.+?)\s*((?:上午|早上|下午|晚上|中午|凌晨)?(?:\d{1,2}:\d\d|[\d一二两三四五六七八九十]+[点时].*)|下午|晚上|中午)$/;

/** A phrase that ends in a time of day, in two: the day and the time. */
export function splitClock(text: string): { day: string; clock: string } | undefined {
  const [, day, clock, tag, shi] = CLOCK.exec(text) ?? [];
  if (day && clock) return { day, clock: /^\d+$/.test(clock) ? `${clock}:00` : clock };
  return tag && shi ? { day: tag.trim(), clock: shi } : undefined;
}
