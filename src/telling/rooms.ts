// What a change is to the rooms of a major incident: others are to come in, its topic is another one, they are to be closed. Pure.
import type { NewJob, RoomStep } from '../task.ts';
import type { Event, FactType } from '../ticket/facts.ts';
import { isMajor, roomsOf } from '../ticket/major.ts';
import type { Ticket } from '../ticket/record.ts';
import { roomJob } from './addresses.ts';
import type { Telling } from './telling.ts';

const DAY = 86_400_000;

/** Whoever has something to do with it now may not have had before. */
const JOINS: ReadonlySet<FactType> = new Set<FactType>([
  ...(['cast', 'claimed', 'assigned', 'escalated', 'owned'] as const),
  // Another service has other owners.
  'classified',
]);
/** The topic says where it stands and how urgent it is. A new beginning describes the room by itself. */
const TURNS: ReadonlySet<FactType> = new Set<FactType>([
  ...(['mitigated', 'monitored', 'resolved', 'cancelled', 'demoted'] as const),
  ...(['classified', 'prioritised'] as const),
]);

export function roomJobs(ticket: Ticket, events: readonly Event[]): NewJob[] {
  const has = (types: ReadonlySet<FactType>) => events.some(({ type }) => types.has(type));
  const rooms = roomsOf(ticket);
  const again = (step: RoomStep) =>
    rooms.map(({ platform }) => ({
      ...roomJob(ticket.id, platform, step),
      ...{ key: `room ${step} ${ticket.id} ${platform}`, coalesce: true },
    }));
  const archived = events.some(({ type }) => type === 'archived') ? (ticket.major?.rooms ?? []) : [];
  return [
    ...(has(JOINS) && isMajor(ticket) ? again('bring') : []),
    ...(has(TURNS) ? again('describe') : []),
    ...archived.map(({ platform }) => roomJob(ticket.id, platform, 'archive')),
  ];
}

/** When its rooms are closed: so long after its review was published, or after it was an ordinary incident again. */
export function archiving(ticket: Ticket, events: readonly Event[], { policy, now }: Telling): NewJob[] {
  const over = events.find(
    ({ type }) =>
      type === 'published' || type === 'demoted' || (type === 'rejected' && ticket.major?.state === 'demoted'),
  );
  if (!over) return [];
  const runAt = new Date(Date.parse(now) + policy.major.room.archive_days * DAY).toISOString();
  const task = { kind: 'timer', verb: 'archive', ticket: ticket.id, of: over.at } as const;
  return [{ key: `archive ${ticket.id}`, runAt, task }];
}
