// What the clock will look at for major incidents: whether a rule makes one of this, and which reports belong to one. Pure.
import type { NewJob } from '../task.ts';
import type { Event, FactType } from '../ticket/facts.ts';
import type { Ticket } from '../ticket/record.ts';
import type { Telling } from './telling.ts';

/** One after the other: of two reports of one thing, the second finds what became of the first. */
const LANE = 'weigh';

/** By key: of ten changes that come at once, the last is weighed. */
export function weighings(
  ticket: Ticket,
  events: readonly Event[],
  { policy, now }: Pick<Telling, 'policy' | 'now'>,
): NewJob[] {
  const jobs: NewJob[] = [];
  if (policy.major.rules.length > 0 && ticket.kind === 'incident' && !ticket.confidential && events.some(counts))
    jobs.push({
      ...{ lane: LANE, key: `weigh ${ticket.id}`, coalesce: true },
      task: { kind: 'weigh', ticket: ticket.id, at: now },
    });
  if (events.some(({ type }) => type === 'declared') && !ticket.confidential) jobs.push(gatherJob(ticket.id));
  if (ticket.major?.declaredAt && events.some(({ type }) => KNOWN.includes(type)))
    jobs.push({ lane: 'homes', key: 'homes', coalesce: true, task: { kind: 'homes' } });
  return jobs;
}

/** What changes the known outages that stand on everybody's Home. */
const KNOWN: readonly FactType[] = [
  ...(['declared', 'updated', 'mitigated', 'monitored', 'demoted', 'resolved', 'closed'] as const),
  ...(['cancelled', 'reopened', 'restricted', 'unrestricted'] as const),
];

/** What a rule may look at has changed. */
function counts(event: Event): boolean {
  if (event.type === 'linked') return event.link.as === 'original';
  return ['reported', 'classified', 'prioritised', 'converted', 'unrestricted'].includes(event.type);
}

/** `child`: one of the reports that belong to the major incident; without, they are looked for. */
export const gatherJob = (ticket: string, child: string | null = null): NewJob => ({
  lane: `gather ${ticket}`,
  task: { kind: 'gather', ticket, child },
});
