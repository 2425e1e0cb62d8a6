// The ledgers of both local chats as one list, and the faults that a visitor may command.
import { z } from 'zod';
import type { Chats } from './acts.ts';
import type { DeskTime } from './clock.ts';

const LISTED = 250; // entries; older ones can still be opened by their id

/** One exchange. `id` says where it stands: chat, way, index. */
export interface Entry {
  readonly id: string;
  readonly chat: 'slack' | 'teams';
  /** out: Muster called the chat. in: the chat handed something to Muster. */
  readonly way: 'out' | 'in';
  /** ISO 8601 at the desk's clock. */
  readonly at: string;
  readonly what: string;
  /** HTTP status; 0 when there was no answer, null while there is none yet. */
  readonly status: number | null;
  /** Why it went wrong, or that it was commanded to. */
  readonly remark: string;
  readonly bad: boolean;
}

/** Newest first. */
export function entries(chats: Chats, time: DeskTime): Entry[] {
  const all = [...slackEntries(chats, time), ...teamsEntries(chats, time)];
  return all
    .sort((a, b) => b.order - a.order)
    .slice(0, LISTED)
    .map(({ order: _order, ...entry }) => entry);
}

type Ordered = Entry & { order: number };
const failed = (status: number | null) => status !== null && (status < 200 || status >= 300);
const recent = <T>(list: readonly T[]): [number, T][] => [...list.entries()].slice(-LISTED);
const struck = (fault: string | null | undefined, applied: boolean) =>
  fault ? `${fault.replace('_', ' ')}, ${applied ? 'applied' : 'not applied'}` : '';

function slackEntries({ slack: { ledger } }: Chats, time: DeskTime): Ordered[] {
  const common = { chat: 'slack' as const };
  const calls = recent(ledger.calls).map(([index, { at, method, status, response, fault, applied }]) => {
    const refused = response?.ok === false ? String(response.error) : '';
    const remark = struck(fault, applied) || refused;
    const entry = { id: `slack-out-${index}`, way: 'out' as const, at: time.at(at).toISOString(), what: method };
    return { ...common, ...entry, status, remark, bad: failed(status) || refused !== '', order: at.getTime() };
  });
  const deliveries = recent(ledger.deliveries).map(([index, { at, kind, payload, status, attempt }]) => {
    const event = payload.event as { type?: string } | undefined;
    const what = [kind, event?.type ?? payload.command ?? payload.type].filter(Boolean).join(' · ');
    const remark = attempt > 1 ? `attempt ${attempt}` : '';
    const entry = { id: `slack-in-${index}`, way: 'in' as const, at: time.at(at).toISOString(), what };
    return { ...common, ...entry, status, remark, bad: failed(status), order: at.getTime() };
  });
  return [...calls, ...deliveries];
}

function teamsEntries({ teams: { ledger } }: Chats, time: DeskTime): Ordered[] {
  const common = { chat: 'teams' as const };
  const calls = recent(ledger.calls).map(([index, { at, method, path, status, fault, applied }]) => {
    const entry = { id: `teams-out-${index}`, way: 'out' as const, at: time.at(at).toISOString() };
    const what = `${method} ${path.replace(/^\/connector\/v3/, '')}`;
    return {
      ...common,
      ...entry,
      what,
      status,
      remark: struck(fault, applied),
      bad: failed(status),
      order: at.getTime(),
    };
  });
  const deliveries = recent(ledger.deliveries).map(([index, { at, activity, status, attempt }]) => {
    const what = [activity.type, activity.name].filter(Boolean).join(' · ');
    const entry = { id: `teams-in-${index}`, way: 'in' as const, at: time.at(at).toISOString(), what };
    const remark = attempt > 1 ? `attempt ${attempt}` : '';
    return { ...common, ...entry, status, remark, bad: failed(status), order: at.getTime() };
  });
  return [...calls, ...deliveries];
}

/** What was sent and what was answered, or undefined if there is no such entry. */
export function exchange({ slack, teams }: Chats, id: string): { sent: unknown; answered: unknown } | undefined {
  const [, chat, way, index] = /^(slack|teams)-(out|in)-(\d+)$/.exec(id) ?? [];
  const at = Number(index);
  if (chat === 'slack' && way === 'out') {
    const call = slack.ledger.calls[at];
    return call && { sent: call.args, answered: call.response };
  }
  if (chat === 'slack') {
    const delivery = slack.ledger.deliveries[at];
    return delivery && { sent: delivery.payload, answered: delivery.body };
  }
  if (way === 'out') {
    const call = teams.ledger.calls[at];
    return call && { sent: call.body, answered: call.response };
  }
  const delivery = teams.ledger.deliveries[at];
  return delivery && { sent: delivery.activity, answered: delivery.body };
}

export const fault = z.strictObject({
  chat: z.enum(['slack', 'teams']),
  /** lost: applied, then 500. busy: 429 for five seconds. drop: applied, then the line is cut. none: takes all back. */
  kind: z.enum(['lost', 'busy', 'drop', 'none']),
});

/** The next message that Muster posts or changes for others to see meets this; private answers are not sent twice anyway. */
export function command({ slack, teams }: Chats, { chat, kind }: z.output<typeof fault>): void {
  if (kind === 'none') {
    if (chat === 'slack') slack.clearFaults();
    else teams.clearFaults();
    return;
  }
  const harm = {
    lost: { kind: 'status', status: 500, when: 'after' },
    busy: { kind: 'rate_limited', retryAfter: 5 },
    drop: { kind: 'drop', when: 'after' },
  } as const;
  const what = { times: 1, do: harm[kind] };
  if (chat === 'slack') slack.fault({ method: /^chat\.(postMessage|update)$/, ...what });
  else teams.fault({ match: { path: /\/activities/, where: isShared }, ...what });
}

const isShared = (body: unknown) => (body as { recipient?: unknown } | undefined)?.recipient === undefined;
