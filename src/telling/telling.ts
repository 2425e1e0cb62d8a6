// Which event reaches whom, where and when: a change of a ticket becomes the jobs that tell of it. Pure.

import type { Policy } from '../policy/schema.ts';
import { type Place, placeName } from '../port.ts';
import type { Address, NewJob, Task } from '../task.ts';
import type { Event, FactType, Origin } from '../ticket/events.ts';
import type { Instant, Ticket } from '../ticket/record.ts';

/** What each fact sets going beside the living cards, which follow every change. `notice`: the requester may hear of it. */
const reach: Readonly<Record<FactType, { readonly line: boolean; readonly notice: boolean }>> = {
  reported: { line: false, notice: false },
  claimed: { line: true, notice: false },
  released: { line: true, notice: false },
  owned: { line: true, notice: false },
  noted: { line: true, notice: false },
  told: { line: true, notice: true },
  added: { line: true, notice: false },
  waited: { line: true, notice: true },
  resumed: { line: true, notice: true },
  resolved: { line: true, notice: true },
  closed: { line: true, notice: true },
  reopened: { line: true, notice: false },
  cancelled: { line: true, notice: true },
};

const DAY = 86_400_000;

export interface Telling {
  readonly policy: Policy;
  readonly now: Instant;
  /** The workspace of each connected platform: a triage place exists where its chat does. */
  readonly workspaces: Readonly<Record<string, string>>;
}

/** The jobs of one change: cards first, so that a thread has its root, then what is said, then the clocks. */
export function tell(ticket: Ticket, events: readonly Event[], telling: Telling): NewJob[] {
  const desks = deskAddresses(ticket, telling);
  const requester: Address = { place: { kind: 'direct', ...account(ticket) }, thread: false, reader: ticket.requester };
  const jobs = [
    ...desks.map((to) =>
      delivery({ kind: 'card', ticket: ticket.id, to, face: 'desk' }, `card ${ticket.id} ${placeName(to.place)}`),
    ),
    delivery(
      { kind: 'card', ticket: ticket.id, to: requester, face: 'requester' },
      `card ${ticket.id} ${placeName(requester.place)}`,
    ),
  ];
  for (const event of events) {
    if (event.type === 'reported') {
      jobs.push(...desks.map((to) => delivery({ kind: 'opening', ticket: ticket.id, to: { ...to, thread: true } })));
    }
    if (reach[event.type].line) {
      const said = 'origin' in event ? event.origin : null;
      const elsewhere = desks.filter(({ place }) => !saidIn(place, said));
      jobs.push(
        ...elsewhere.map((to) =>
          delivery({ kind: 'line', ticket: ticket.id, seq: event.seq, to: { ...to, thread: true } }),
        ),
      );
    }
    if (reach[event.type].notice && event.by !== ticket.requester) {
      jobs.push(delivery({ kind: 'notice', ticket: ticket.id, seq: event.seq, to: { ...requester, thread: true } }));
    }
  }
  return [...jobs, ...timers(ticket, events, telling)];
}

/** Rescheduled by key: a ticket waits for one moment and closes by itself at one moment. */
function timers(ticket: Ticket, events: readonly Event[], { policy, now }: Telling): NewJob[] {
  const jobs: NewJob[] = [];
  for (const event of events) {
    if (event.type === 'waited') {
      const task: Task = { kind: 'timer', verb: 'resume', ticket: ticket.id, of: event.until };
      jobs.push({ key: `wake ${ticket.id}`, runAt: event.until, task });
    }
    if (event.type === 'resolved' && ticket.phase === 'done') {
      const runAt = new Date(Date.parse(now) + policy.closure.grace_days * DAY).toISOString();
      jobs.push({
        key: `close ${ticket.id}`,
        runAt,
        task: { kind: 'timer', verb: 'close', ticket: ticket.id, of: event.at },
      });
    }
  }
  return jobs;
}

/** A delivery in its place's lane. With a key it is coalesced with the one that already waits. */
export function delivery(task: Extract<Task, { to: Address }>, key?: string): NewJob {
  const { platform, workspace } = task.to.place;
  return {
    lane: placeName(task.to.place),
    scope: `${platform} ${workspace}`,
    task,
    ...(key ? { key, coalesce: true } : {}),
  };
}

export function deskAddresses(
  ticket: Ticket,
  { policy, workspaces }: Pick<Telling, 'policy' | 'workspaces'>,
): Address[] {
  const triage = policy.groups[ticket.group]?.triage ?? {};
  return Object.entries(triage).flatMap(([platform, channel]) => {
    const workspace = workspaces[platform];
    if (!workspace) return [];
    return [
      { place: { kind: 'channel', platform, workspace, channel }, thread: false, reader: null } satisfies Address,
    ];
  });
}

function account({ source: { platform, workspace, user } }: Ticket) {
  return { platform, workspace, user };
}

function saidIn(place: Exclude<Place, { kind: 'thread' }>, origin: Origin | null): boolean {
  return (
    origin !== null &&
    place.kind === 'channel' &&
    origin.platform === place.platform &&
    origin.channel === place.channel
  );
}
