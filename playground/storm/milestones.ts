// The few moments of a storm that are worth a line, each with its time since the first report.
import type { Happened, StormFacts } from './facts.ts';

export interface Milestone {
  /** Whole seconds since the first report. */
  readonly at: number;
  readonly what: string;
}

const NUMBERS = [
  'no',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
];
const inWords = (count: number): string => NUMBERS[count] ?? String(count);
const some = (count: number, one: string, more: string): string => `${inWords(count)} ${count === 1 ? one : more}`;

/** In the order in which they happened. `crossed`: when the first words of one chat were read in the other. */
export function milestonesOf({ reports, happened }: StormFacts, crossed?: number): Milestone[] {
  const [first] = reports;
  if (first === undefined) return [];
  const found: { at: number; what: string }[] = [{ at: first, what: 'first report' }];
  const add = (at: number | undefined, what: string) => {
    if (at !== undefined) found.push({ at, what });
  };
  const of = (...types: string[]) => happened.filter(({ type }) => types.includes(type));
  const proposed = of('proposed')[0]?.at;
  const declared = of('declared')[0]?.at;
  const known = reports.filter((at) => at <= (proposed ?? declared ?? Number.POSITIVE_INFINITY));
  if (known.length > 1) add(known.at(-1), some(known.length, 'report', 'reports'));
  add(proposed, 'proposed');
  add(declared, 'declared');
  for (const room of roomsOf(of('roomed'))) add(room.at, room.what);
  add(crossed, 'first words crossed');
  const roles = of('cast').filter(({ data }) => data.person);
  add(roles.at(-1)?.at, some(roles.length + (declared ? 1 : 0), 'role', 'roles'));
  add(of('updated')[0]?.at, 'update sent');
  add(of('mitigated')[0]?.at, 'mitigated');
  return found
    .sort((one, other) => one.at - other.at)
    .map(({ at, what }) => ({ at: Math.floor((at - first) / 1000), what }));
}

/** Both at once when both stand. */
function roomsOf(roomed: readonly Happened[]): { at: number; what: string }[] {
  const [first, ...others] = roomed;
  if (!first) return [];
  const last = others.at(-1);
  if (last) return [{ at: last.at, what: 'rooms on both chats' }];
  const { platform } = first.data.room as { platform: string };
  return [{ at: first.at, what: `room on ${platform === 'slack' ? 'Slack' : 'Teams'}` }];
}
