// What the clock will ask of a ticket: to wake, to be remembered, to close, to follow its original. Pure.
import type { NewJob, Task } from '../task.ts';
import type { Ending, Event, FactType } from '../ticket/facts.ts';
import type { Ticket } from '../ticket/record.ts';
import { nextPrompt } from './cadence.ts';
import { nextReminder } from './circle.ts';
import type { Telling } from './telling.ts';
import { weighings } from './weighing.ts';

/** The scope of what the clock asks of one ticket: many of one moment are asked together. */
export const CLOCK = 'clock';
export const onTheClock = (job: NewJob): NewJob =>
  job.task.kind === 'timer' && job.lane === undefined ? { ...job, scope: CLOCK } : job;

const DAY = 86_400_000;
const ROLES_WAIT = 600_000; // ms in which people may take the roles of a major incident by themselves

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
    jobs.push(...runs(ticket, event, policy));
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

/** Of a major incident: the update that is due is remembered, and once which roles nobody has taken. */
function runs(ticket: Ticket, event: Event, { major }: Telling['policy']): NewJob[] {
  const { id, priority } = ticket;
  const next = nextPrompt(event, ticket, major.remind_minutes, major.cadence[`p${priority}`]);
  const prompts: NewJob[] = next
    ? [{ key: `update ${id}`, runAt: next.at, task: { kind: 'timer', verb: 'prompt', ticket: id, of: next.of } }]
    : [];
  if (event.type !== 'declared') return prompts;
  const runAt = new Date(Date.parse(event.at) + ROLES_WAIT).toISOString();
  return [
    ...prompts,
    { key: `roles ${id}`, runAt, task: { kind: 'timer', verb: 'rolecall', ticket: id, of: event.at } },
  ];
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
