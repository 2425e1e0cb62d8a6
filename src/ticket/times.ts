// How long things took in a major incident, measured by its history alone. Pure.
import type { Event } from './facts.ts';
import { ROLES } from './major.ts';
import type { Instant } from './record.ts';

/**
 * Milliseconds, or null while it has not happened. Two moments are the beginning of a measure: the first report (of the
 * incident itself, or of one that is tied to it as a duplicate or a child, if that came earlier), and the first declaration.
 */
export interface Times {
  /** First report → first proposal or declaration, whichever came first: until somebody saw that it is a major one. */
  readonly detect: number | null;
  /** Declaration → the first role or claim: until somebody had it in hand; none where somebody had it already. */
  readonly acknowledge: number | null;
  /** Declaration → the first room stands. */
  readonly mobilise: number | null;
  /** Declaration → the incident manager, technical lead, communications lead and scribe are all there at one time. */
  readonly staff: number | null;
  /** First report → the first "mitigated" or "being watched"; where neither was said, the resolution. */
  readonly mitigate: number | null;
  /** First report → the last resolution, reopenings included; null as long as it is open again. */
  readonly resolve: number | null;
}

export const timeNames = ['detect', 'acknowledge', 'mobilise', 'staff', 'mitigate', 'resolve'] as const;
export type TimeName = (typeof timeNames)[number];

/** `tied`: the earliest report of what is tied to it. */
export function timesOf(history: readonly Event[], tied: Instant | null = null): Times {
  const [report] = history;
  if (report?.type !== 'reported') throw new Error('a history begins with "reported"');
  const begin = tied !== null && tied < report.at ? tied : report.at;
  const first = (types: readonly Event['type'][]) => history.find(({ type }) => types.includes(type));
  const declared = first(['declared']);
  const since = (from: Instant | undefined, to: Instant | undefined): number | null =>
    // Two who wait for one lock may write their moments the other way round.
    from === undefined || to === undefined ? null : Math.max(0, Date.parse(to) - Date.parse(from));
  const resolved = resolution(history);
  const mitigated = first(['mitigated', 'monitored'])?.at ?? resolved;
  const after = declared ? history.slice(history.indexOf(declared)) : [];
  return {
    detect: since(begin, first(['proposed', 'declared'])?.at),
    acknowledge: since(declared?.at, declared && taken(history, declared)),
    mobilise: since(declared?.at, after.find(({ type }) => type === 'roomed')?.at),
    staff: since(declared?.at, staffed(after)),
    mitigate: since(begin, mitigated),
    resolve: since(begin, resolved),
  };
}

/** When somebody had it in hand, at the declaration or after it. */
function taken(history: readonly Event[], declared: Event): Instant | undefined {
  let held = false;
  for (const event of history) {
    if (event.type === 'claimed' || event.type === 'assigned') held = true;
    if (event.type === 'released' || event.type === 'escalated') held = false;
    if (event.type === 'vacated' && event.parts.includes('assignee')) held = false;
    if (event.type === 'declared' && Object.keys(event.roles).length > 0) held = true;
    if (event.type === 'cast' && event.person && event.seq > declared.seq) held = true;
    if (held && event.seq >= declared.seq) return event.at;
  }
  return undefined;
}

function staffed(after: readonly Event[]): Instant | undefined {
  let roles: Readonly<Record<string, string | null>> = {};
  for (const event of after) {
    if (event.type === 'declared') roles = event.roles;
    if (event.type === 'cast') roles = { ...roles, [event.role]: event.person };
    if (ROLES.every((role) => roles[role])) return event.at;
  }
  return undefined;
}

/** The resolution that holds. */
function resolution(history: readonly Event[]): Instant | undefined {
  const last = history.findLast(({ type }) => type === 'resolved' || type === 'reopened');
  return last?.type === 'resolved' ? last.at : undefined;
}
