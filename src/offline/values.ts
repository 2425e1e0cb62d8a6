// What cells mean: dates, statuses, priorities and levels as people write them in spreadsheets, in English and Chinese.
import { DateTime } from 'luxon';
import type { Workflow } from '../ticket/lifecycle.ts';
import type { Instant, Kind, Level, Priority } from '../ticket/record.ts';

/** How far a ticket of a spreadsheet had come. */
export type Standing = 'new' | 'in_progress' | 'on_hold' | 'resolved' | 'closed' | 'cancelled';

const standings: Readonly<Record<Standing, readonly string[]>> = {
  new: [
    'new',
    'open',
    'opened',
    'todo',
    'to do',
    'unassigned',
    'backlog',
    '新建',
    '新',
    '打开',
    '未处理',
    '待处理',
    '待受理',
  ],
  in_progress: [
    'in progress',
    'progress',
    'assigned',
    'working',
    'wip',
    'started',
    'active',
    '处理中',
    '进行中',
    '已分配',
    '已受理',
  ],
  on_hold: [
    'on hold',
    'hold',
    'pending',
    'waiting',
    'paused',
    'suspended',
    'blocked',
    '挂起',
    '等待',
    '等待中',
    '暂停',
    '搁置',
    '已挂起',
  ],
  resolved: ['resolved', 'solved', 'fixed', '已解决', '解决'],
  closed: ['closed', 'done', 'complete', 'completed', 'finished', '已关闭', '关闭', '完成', '已完成', '结束', '已结束'],
  cancelled: ['cancelled', 'canceled', 'withdrawn', 'rejected', '已取消', '取消', '已撤销', '撤销', '作废'],
};
const ofPhase = {
  active: 'in_progress',
  paused: 'on_hold',
  scheduled: 'on_hold',
  done: 'resolved',
  closed: 'closed',
} as const;
const levels: Readonly<Record<Level, readonly string[]>> = {
  high: ['high', 'large', '高', '大'],
  medium: ['medium', 'normal', 'moderate', '中', '一般', '普通'],
  low: ['low', 'small', 'minor', '低', '小'],
};
const priorities: Readonly<Record<Priority, readonly string[]>> = {
  1: ['critical', 'urgent', 'highest', 'emergency', '紧急', '最高', '严重', '特急'],
  2: ['high', 'major', '高'],
  3: ['medium', 'normal', 'moderate', '中', '一般', '普通'],
  4: ['low', 'lowest', 'minor', 'trivial', '低', '最低'],
};
const kinds: Readonly<Record<Kind, readonly string[]>> = {
  incident: ['incident', 'inc', 'bug', 'problem', 'fault', '故障', '事件', '报修', '问题'],
  request: ['request', 'req', 'service request', 'question', 'task', '申请', '请求', '服务请求', '需求'],
};

function named<T extends string>(table: Readonly<Record<T, readonly string[]>>, cell: string): T | undefined {
  const said = cell
    .toLowerCase()
    .replace(/[\s_-]+/gu, ' ')
    .trim();
  return (Object.keys(table) as T[]).find((value) => table[value].includes(said));
}

/** A status by its usual names, or by the policy's own. */
export function standingOf(cell: string, workflow: Workflow): Standing | undefined {
  const own = workflow[cell.toLowerCase().replace(/[\s-]+/gu, '_')];
  return named(standings, cell) ?? (own && ofPhase[own.phase]);
}

export const levelOf = (cell: string): Level | undefined => named(levels, cell);
export const kindOf = (cell: string): Kind | undefined => named(kinds, cell);

/** P2, 2, "2 - High", high, 高. */
export function priorityOf(cell: string): Priority | undefined {
  const digit = /^p?([1-4])\b/iu.exec(cell)?.[1];
  return (
    (Number(digit ?? named(priorities as Readonly<Record<string, readonly string[]>>, cell) ?? 0) as Priority) ||
    undefined
  );
}

/** How a date like 03/04/2026 is meant. */
export type DateOrder = 'dmy' | 'mdy';

/** A moment in `zone`, or what is wrong with it. */
export function instantOf(
  cell: string,
  zone: string,
  order: DateOrder | undefined,
): Instant | { readonly wrong: string } {
  if (/^\d{4}-\d{2}-\d{2}T/u.test(cell)) return instant(() => DateTime.fromISO(cell, { zone }), cell);
  const yearFirst = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[\s,]+(.+))?$/u.exec(cell);
  if (yearFirst) return at(yearFirst.slice(1, 4).map(Number), yearFirst[4], zone, cell);
  const yearLast = /^(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})(?:[\s,]+(.+))?$/u.exec(cell);
  if (!yearLast) return { wrong: `"${cell}" is no date; write it like 2026-03-05 14:30` };
  const [, first = '', mark, second = '', year = '', time] = yearLast;
  const [a, b] = [Number(first), Number(second)];
  const meant = mark === '.' ? 'dmy' : (order ?? (a > 12 ? 'dmy' : b > 12 ? 'mdy' : undefined));
  if (!meant) return { wrong: `"${cell}" can be read in two ways: say --dates dmy or --dates mdy` };
  const [day, month] = meant === 'dmy' ? [a, b] : [b, a];
  return at([Number(year) + (year.length === 2 ? 2000 : 0), month, day], time, zone, cell);
}

function at([year = 0, month = 0, day = 0]: readonly number[], time: string | undefined, zone: string, cell: string) {
  const read = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(am|pm)?$/iu.exec(time?.trim() ?? '0:00');
  if (!read) return { wrong: `"${cell}" has a time that cannot be read; write it like 2026-03-05 14:30` };
  const [, hours = '0', minutes = '0', seconds = '0', half = ''] = read;
  const hour = half ? (Number(hours) % 12) + (half.toLowerCase() === 'pm' ? 12 : 0) : Number(hours);
  return instant(
    () => DateTime.fromObject({ year, month, day, hour, minute: Number(minutes), second: Number(seconds) }, { zone }),
    cell,
  );
}

function instant(read: () => DateTime, cell: string): Instant | { readonly wrong: string } {
  try {
    return read().toJSDate().toISOString();
  } catch {
    return { wrong: `"${cell}" is no day that there is` };
  }
}
