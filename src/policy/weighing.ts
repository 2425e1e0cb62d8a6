// Which rule of the policy makes a major incident of something, what it saw, and whether somebody said no to that. Pure.
import type { Event } from '../ticket/facts.ts';
import type { Rule } from '../ticket/major-facts.ts';
import type { Instant, PersonId, Ticket } from '../ticket/record.ts';
import type { MajorRule } from './major.ts';
import type { Policy } from './schema.ts';

const MINUTE = 60_000;

/** Somebody reported the same; `ticket`: the open one that it is, or is a duplicate of. */
export interface Report {
  readonly person: PersonId;
  readonly at: Instant;
  readonly ticket: Pick<Ticket, 'id' | 'reportedAt'>;
}

/** What a rule asks for: `anchor` is the ticket that stands for all of them. */
export interface Verdict {
  readonly rule: Rule;
  readonly does: MajorRule['do'];
  readonly anchor: string;
}

type Weighed = Pick<Ticket, 'id' | 'priority' | 'service'>;

/** What the rules make of a ticket and of the reports that are like it, the boldest first: what declares goes before what proposes. */
export function verdictsOn(policy: Policy, ticket: Weighed, reports: readonly Report[], at: Instant): Verdict[] {
  const { rules } = policy.major;
  const ordered = [...rules.filter((rule) => rule.do === 'declare'), ...rules.filter((rule) => rule.do === 'propose')];
  return ordered.flatMap((rule) => verdict(policy, rule, ticket, reports, at) ?? []);
}

function verdict(
  { services }: Policy,
  rule: MajorRule,
  { id, priority, service }: Weighed,
  reports: readonly Report[],
  at: Instant,
): Verdict | undefined {
  const critical = service !== null && services[service]?.critical === true;
  if (rule.priority !== undefined && priority > rule.priority) return undefined;
  if (rule.critical && !critical) return undefined;
  const from = rule.priority ?? null;
  if (rule.reports !== undefined) return counted(rule, rule.reports, reports, at);
  if (rule.critical && service !== null)
    return { rule: { saw: 'critical', service, priority, from }, does: rule.do, anchor: id };
  return from === null ? undefined : { rule: { saw: 'priority', priority, from }, does: rule.do, anchor: id };
}

function counted(rule: MajorRule, from: number, reports: readonly Report[], at: Instant): Verdict | undefined {
  const since = Date.parse(at) - rule.minutes * MINUTE;
  const lately = reports.filter((report) => Date.parse(report.at) >= since);
  const count = new Set(lately.map(({ person }) => person)).size;
  const [oldest] = lately.map(({ ticket }) => ticket).toSorted(byAge);
  if (!oldest || count < from) return undefined;
  const saw = { saw: 'reports', count, minutes: minutesOf(lately), from, within: rule.minutes } as const;
  return { rule: saw, does: rule.do, anchor: oldest.id };
}

const byAge = (one: Report['ticket'], other: Report['ticket']): number =>
  one.reportedAt.localeCompare(other.reportedAt) || one.id.localeCompare(other.id);

/** From the first of them to the last, rounded up to a minute. */
export function minutesOf(reports: readonly Pick<Report, 'at'>[]): number {
  const times = reports.map(({ at }) => Date.parse(at));
  return Math.max(1, Math.ceil((Math.max(...times) - Math.min(...times)) / MINUTE));
}

/** The longest window in which the rules count reports: as far back something belongs to what goes on now. */
export function windowOf({ major }: Policy): number {
  const windows = major.rules.flatMap(({ reports, minutes }) => (reports === undefined ? [] : [minutes]));
  return Math.max(...(windows.length > 0 ? windows : [10]));
}

/** What was proposed, declared and answered of the ticket itself, and of those that say the same. */
export interface Answers {
  readonly own: readonly Event[];
  readonly theirs: readonly (readonly Event[])[];
}

/**
 * Whether somebody said no to what this rule saw. What was counted is asked again when its window is over, or when it became
 * twice as much; what a ticket is in itself is not, and of others that say the same not within `minutes`.
 */
export function turnedDown({ own, theirs }: Answers, rule: Rule, now: Instant, minutes: number): boolean {
  const window = (rule.saw === 'reports' ? rule.within : minutes) * MINUTE;
  const lately = (at: Instant): boolean => Date.parse(now) - Date.parse(at) < window;
  return [own, ...theirs].some((history) =>
    history.some((event, n) => {
      if (event.type !== 'rejected' && event.type !== 'demoted') return false;
      const before = ruleBefore(history.slice(0, n));
      if (event.type === 'rejected' && !isSameRule(before, rule)) return false;
      if (rule.saw !== 'reports') return history === own || lately(event.at);
      const enough = 2 * (before?.saw === 'reports' ? before.count : rule.from);
      return lately(event.at) && rule.count < enough;
    }),
  );
}

/** The rule by which it became what was said no to, if it was one. */
function ruleBefore(history: readonly Event[]): Rule | null {
  const made = history.findLast(({ type }) => type === 'proposed' || type === 'declared');
  if (made?.type === 'declared' && made.how === 'accepted') return ruleBefore(history.slice(0, history.indexOf(made)));
  return made?.type === 'proposed' || made?.type === 'declared' ? made.rule : null;
}

function isSameRule(one: Rule | null, other: Rule): boolean {
  if (one?.saw !== other.saw) return false;
  return one.saw !== 'reports' || other.saw !== 'reports' || (one.from === other.from && one.within === other.within);
}
