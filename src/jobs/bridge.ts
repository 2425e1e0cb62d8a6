// The way between rooms: what waits for a room that has come up, and what people are told while a chat does not answer.
import type { Platform } from '../port.ts';
import type { Tx } from '../storage/database.ts';
import type { Desk } from '../storage/organisations.ts';
import { untaken } from '../storage/room-messages.ts';
import { findTicket } from '../storage/tickets.ts';
import type { Delivery, NewJob, Task } from '../task.ts';
import { delivery, roomAddresses } from '../telling/addresses.ts';
import { notes, otherSides, roomOn, slot } from '../telling/bridge.ts';
import type { Event } from '../ticket/facts.ts';
import { bridgedWith } from '../ticket/major.ts';
import type { Instant, Ticket } from '../ticket/record.ts';
import { bridgeCard } from '../views/bridge.ts';
import type { Reader } from '../views/reader.ts';
import type { ClaimedJob } from './attempt.ts';
import type { Drawing } from './compose.ts';
import { enqueue, markJob } from './enqueue.ts';

const PATIENCE = 60_000; // ms of silence, after which those in the other room are told that nobody hears them

/** A room that has come up catches up with what was said in the others, and each is told what crosses. */
export async function bridged(tx: Tx, desk: Desk, ticket: Ticket, events: readonly Event[]): Promise<NewJob[]> {
  const jobs: NewJob[] = [];
  for (const event of events) {
    if (event.type !== 'roomed' || event.room.archived) continue;
    const { room } = event;
    jobs.push(...notes(ticket, room, desk));
    const to = roomOn(ticket, room.platform, desk);
    const from = bridgedWith(ticket, room.platform).map(({ platform }) => platform);
    const waiting = to ? await untaken(tx, desk.organisation, ticket.id, { from, to: room.platform }) : 0;
    if (to) jobs.push(...Array.from({ length: waiting }, () => slot(ticket, to)));
  }
  return jobs;
}

/** A delivery into a room was not answered. When that lasts, the other rooms are told, once for each delivery that is stuck. */
export async function hushed(tx: Tx, desk: Desk, job: ClaimedJob<Delivery>, at: Instant): Promise<void> {
  const { place } = job.task.to;
  if (job.task.kind === 'digest' || place.kind !== 'channel') return;
  const ticket = await findTicket(tx, desk.organisation, { id: job.task.ticket });
  const rooms = ticket ? roomAddresses(ticket, desk) : [];
  if (!ticket || !rooms.some(({ place: { platform, ...room } }) => 'channel' in room && room.channel === place.channel))
    return;
  const since = job.task.silentSince ?? at;
  if (!job.task.silentSince) await markJob(tx, job.id, { silentSince: since });
  if (Date.parse(at) - Date.parse(since) < PATIENCE) return;
  const told = otherSides(ticket, place.platform, desk).map((to) => {
    const says = { says: 'silent', chat: place.platform, since, job: job.id } as const;
    const note = delivery({ kind: 'bridge', ticket: ticket.id, to, ...says });
    return { ...note, urgency: 0, key: `silent ${job.id} ${note.lane}`, coalesce: true };
  });
  await enqueue(tx, desk.organisation, told);
}

type Note = Extract<Task, { kind: 'bridge' }>;

/** By which it is known that it was said in a place. */
export const noteKey = ({ says, chat, job }: Note): string => [says, chat, job].filter(Boolean).join(' ');

async function isDeaf(tx: Tx, desk: Desk, { ticket: id, chat }: Note): Promise<boolean> {
  const ticket = await findTicket(tx, desk.organisation, { id });
  return ticket?.major?.rooms.some(({ platform, deaf }) => platform === chat && deaf) ?? false;
}

/** Nothing where it is not so, or not any more. */
export async function drawNote(tx: Tx, desk: Desk, platform: Pick<Platform, 'facts'>, note: Note): Promise<Drawing> {
  const draws = (waiting: number): Drawing => ({
    people: [],
    card: (reader: Reader) => bridgeCard(reader, { ...note, waiting }),
  });
  if (note.says === 'unheard' && !platform.facts.gaps['hear-threads'] && !(await isDeaf(tx, desk, note)))
    return { people: [], card: () => undefined };
  if (note.says !== 'silent') return draws(0);
  const [row] = await tx.query(
    `select (select count(*)::int from job w where w.organisation_id = $1 and w.lane = j.lane and w.state <> 'dead'
         and w.task ->> 'kind' = 'carry' and not w.task ? 'again') as waiting
       from job j where j.organisation_id = $1 and j.id = $2 and j.state <> 'dead'`,
    [desk.organisation, note.job],
  );
  return row ? draws(row.waiting) : { people: [], card: () => undefined };
}
