// What a change comes to: its events, the row that they make, and whom it concerns. Of many changes as of one.
import { setImmediate } from 'node:timers/promises';
import { clocksOf, deadlinesOf } from './policy/clocks.ts';
import { managersOf } from './storage/agents.ts';
import { chatsAboutEach } from './storage/circle.ts';
import type { Tx } from './storage/database.ts';
import type { Desk } from './storage/organisations.ts';
import { peopleOf } from './storage/people.ts';
import type { NewJob } from './task.ts';
import { circleOf } from './telling/circle.ts';
import { addressedBy, isHeard, type Telling, tell } from './telling/telling.ts';
import { apply } from './ticket/events.ts';
import type { Event, Fact } from './ticket/facts.ts';
import type { Instant, PersonId, Ticket } from './ticket/record.ts';
import type { Shown } from './views/reader.ts';

export interface Changed {
  readonly before: Ticket | undefined;
  readonly history: readonly Event[];
  readonly events: readonly Event[];
  readonly after: Shown;
}

/** Facts become events, events the next row. */
export function changedBy(
  before: Ticket | undefined,
  history: readonly Event[],
  facts: readonly Fact[],
  { by, now }: { readonly by: PersonId | null; readonly now: Instant },
): Changed {
  const first = (before?.version ?? 0) + 1;
  const events = facts.map((fact, n): Event => ({ ...fact, seq: first + n, at: now, by }));
  const ticket = events.reduce<Ticket | undefined>((row, event) => apply(row, event), before);
  if (!ticket) throw new Error('a ticket begins with a fact');
  const after = { ...ticket, ...deadlinesOf(clocksOf([...history, ...events], ticket.terms, now)) };
  return { before, history, events, after };
}

/** The jobs that tell of these changes. */
export async function tellOf(tx: Tx, desk: Desk, changes: readonly Changed[], now: Instant): Promise<NewJob[]> {
  const { policy, workspaces } = desk;
  const hearing = await hearersOf(tx, desk, changes);
  const jobs: NewJob[] = [];
  for (const [n, change] of changes.entries()) {
    const { before, after, events } = change;
    jobs.push(...tell(after, events, { policy, now, workspaces, open: before?.questions ?? [], ...hearing(change) }));
    // Hundreds take longer than whoever reports meanwhile is to wait.
    if (n % AT_ONCE === AT_ONCE - 1) await setImmediate();
  }
  return jobs;
}

const AT_ONCE = 20; // changes, each some 100 µs

type Hearing = Pick<Telling, 'chats' | 'managers' | 'hours'>;

/** For each change: in which chats the agents are reached whom it concerns, and whose night it is where that matters. */
async function hearersOf(
  tx: Tx,
  { organisation, policy }: Desk,
  changes: readonly Changed[],
): Promise<(change: Changed) => Hearing> {
  const isHeardOf = ({ events }: Changed) => events.some((event) => isHeard(policy, event));
  const managers: Telling['chats'] = changes.some(isHeardOf) ? await managersOf(tx, organisation, policy) : new Map();
  const concerned = changes.map((change) => ({ ticket: change.after.id, people: peopleIn(change, isHeardOf(change)) }));
  const chats = await chatsAboutEach(tx, organisation, concerned);
  const hearing = (change: Changed): Hearing => {
    const theirs: Telling['chats'] = isHeardOf(change) ? managers : new Map();
    return { managers: [...theirs.keys()], chats: new Map([...(chats.get(change.after.id) ?? []), ...theirs]) };
  };
  if (!policy.quiet) return hearing;
  const everyone = changes.flatMap((change) => [change.after.requester, ...hearing(change).chats.keys()]);
  const known = await peopleOf(tx, organisation, everyone);
  const zones = new Map([...known].flatMap(([id, { zone }]) => (zone ? [[id, zone] as const] : [])));
  return (change) => {
    const told = [...change.history, ...change.events];
    const active = new Map(told.flatMap(({ by, at }) => (by ? [[by, at] as const] : [])));
    return { ...hearing(change), hours: { zones, active } };
  };
}

/** Who is to hear of it in their own chat, beside the managers. */
function peopleIn({ before, after, events }: Changed, heard: boolean): PersonId[] {
  const released = events.flatMap((event) => (event.type === 'restricted' ? event.released : []));
  const addressed = events.flatMap((event) => addressedBy(after, event));
  const agents = heard ? [after.owner, after.assignee, ...released, ...addressed] : [];
  return [...agents, ...circleOf(after, ...(before ? [before] : []))].filter((id) => id !== null);
}
