// What the clock will ask of a ticket: to wake, to be remembered, to close, to follow its original. Pure.
import type { NewJob, Task } from '../task.ts';
import type { Ending, Event, FactType } from '../ticket/facts.ts';
import type { Ticket } from '../ticket/record.ts';
import { nextReminder } from './circle.ts';
import type { Telling } from './telling.ts';
import { weighings } from './weighing.ts';

const DAY = 86_400_000;

/** Rescheduled by key: a ticket waits for one moment, is remembered at one, after 1, 2, 4 … days, and closes by itself at one. */
export function timers(ticket: Ticket, events: readonly Event[], { policy, now }: Telling): NewJob[] {
  const jobs = weighings(ticket, events, { policy, now });
  for (const event of events) {
    if (event.type === 'waited') {
      const task: Task = { kind: 'timer', verb: 'resume', ticket: ticket.id, of: event.until };
      jobs.push({ key: `wake ${ticket.id}`, runAt: event.until, task });
    }
    if (event.type === 'held' || event.type === 'nudged') {
      const days = event.type === 'held' ? 1 : event.days * 2;
      const since = Date.parse(ticket.hold?.since ?? event.at);
      const task: Task = { kind: 'timer', verb: 'nudge', ticket: ticket.id, of: ticket.hold?.since ?? event.at, days };
      jobs.push({ key: `nudge ${ticket.id}`, runAt: new Date(since + days * DAY).toISOString(), task });
    }
    const reminder = nextReminder(event, ticket, policy.questions.remind_hours);
    if (reminder) {
      const { of, hours, at } = reminder;
      const task: Task = { kind: 'timer', verb: 'remind', ticket: ticket.id, of: String(of), hours };
      jobs.push({ key: `question ${ticket.id} ${of}`, runAt: at, task });
    }
    jobs.push(...settling(ticket, event));
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

/** Each duplicate is told of the end by a job of its own: nobody waits while hundreds of tickets are locked. */
function settling({ id, links }: Ticket, event: Event): NewJob[] {
  const how = event.type === 'settled' ? event.how : ENDS[event.type];
  if (!how) return [];
  const duplicates = links.filter(({ as }) => as === 'original');
  return duplicates.map(({ to: ticket }) => ({
    key: `settle ${ticket}`,
    task: { kind: 'timer', verb: 'settle', ticket, of: id, how },
  }));
}
const ENDS: Readonly<Partial<Record<FactType, Ending>>> = { resolved: 'resolved', cancelled: 'cancelled' };
