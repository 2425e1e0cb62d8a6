// What the end of a major incident sets going: its children follow, its review is remembered and published. Pure.
import { workBefore } from '../policy/calendar.ts';
import type { Policy } from '../policy/schema.ts';
import { placeName } from '../port.ts';
import type { Address, NewJob, Task } from '../task.ts';
import type { Event } from '../ticket/facts.ts';
import type { Ticket } from '../ticket/record.ts';
import { childrenOf } from '../ticket/ties.ts';
import { delivery } from './addresses.ts';
import type { Telling } from './telling.ts';

export function reviewJobs(ticket: Ticket, events: readonly Event[], telling: Telling): NewJob[] {
  return events.flatMap((event) => {
    if (event.type === 'resolved') return following(ticket);
    if (event.type === 'reviewing') return reminders(ticket, event, telling.policy);
    if (event.type === 'published') return publication(ticket, event.seq, telling);
    // What was published is put right where it stands.
    const published = ticket.major?.review?.published ?? null;
    const written = event.type === 'reviewed' || event.type === 'improved';
    return written && published !== null ? publication(ticket, published, telling) : [];
  });
}

/** Each child by a job of its own, like duplicates: nobody waits while hundreds of tickets are locked. */
function following(ticket: Ticket): NewJob[] {
  if (ticket.major?.state !== 'resolved') return [];
  return childrenOf(ticket).map(({ to }) => {
    const task: Task = { kind: 'timer', verb: 'resolve', ticket: to, of: ticket.id };
    return { key: `resolve ${to}`, task };
  });
}

/** When work begins on the working day before it is due, and when it is due. Due anew, they are set anew. */
function reminders({ id: ticket }: Ticket, { seq, at, due }: Event & { type: 'reviewing' }, policy: Policy): NewJob[] {
  const task: Task = { kind: 'reminder', ticket, seq };
  const before = workBefore(policy, due);
  return [
    ...(before > at ? [{ key: `review ${ticket} before`, runAt: before, task }] : []),
    { key: `review ${ticket} due`, runAt: due, task },
  ];
}

/** The channels in which reviews are published. */
export const publicAddresses = ({ policy, workspaces }: Pick<Telling, 'policy' | 'workspaces'>): Address[] =>
  Object.entries(policy.major.review.publish).flatMap(([platform, channel]) => {
    const workspace = workspaces[platform];
    if (!workspace) return [];
    return [
      { place: { kind: 'channel', platform, workspace, channel }, thread: false, reader: null } satisfies Address,
    ];
  });

function publication({ id: ticket }: Ticket, seq: number, telling: Telling): NewJob[] {
  return publicAddresses(telling).map((to) =>
    delivery({ kind: 'review', ticket, seq, to }, `review ${ticket} ${seq} ${placeName(to.place)}`),
  );
}
