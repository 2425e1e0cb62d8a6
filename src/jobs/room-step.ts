// A step towards a room: what it works with, and its end, with which the next one is enqueued.
import type { Platform } from '../port.ts';
import type { Tx } from '../storage/database.ts';
import type { Desk } from '../storage/organisations.ts';
import { findRoom } from '../storage/rooms.ts';
import type { RoomRow } from '../storage/tables.ts';
import { findTicket } from '../storage/tickets.ts';
import type { NewJob, Task } from '../task.ts';
import { roomJob } from '../telling/addresses.ts';
import type { Instant } from '../ticket/record.ts';
import { type Reader, readerFor, type Shown } from '../views/reader.ts';
import type { ClaimedJob, Outcome } from './attempt.ts';
import type { DeliverParts } from './deliver.ts';
import { enqueue } from './enqueue.ts';

export type RoomTask = Extract<Task, { kind: 'room' }>;

export interface Work {
  readonly parts: DeliverParts;
  readonly desk: Desk;
  readonly platform: Platform;
  readonly job: ClaimedJob<RoomTask>;
  readonly route: string | undefined;
}

/** As it was when the step began. */
export interface Seen {
  readonly ticket: Shown;
  readonly room: RoomRow;
}

export const inside = <T>({ parts, desk }: Work, what: (tx: Tx, now: Instant) => Promise<T>): Promise<T> =>
  parts.database.transaction(desk.organisation, what);

export async function lookUp(tx: Tx, { desk, job }: Work): Promise<Seen | undefined> {
  const { ticket: id, platform } = job.task;
  const room = await findRoom(tx, desk.organisation, id, platform);
  const ticket = await findTicket(tx, desk.organisation, { id });
  return room && ticket ? { ticket, room } : undefined;
}

/** The end of a step: its effect on the desk, the jobs that this leads to, and its mark commit together. */
export async function end(
  work: Work,
  effect: (tx: Tx, now: Instant) => Promise<readonly NewJob[]>,
): Promise<Outcome & { readonly done: true }> {
  await inside(work, async (tx, now) => {
    await enqueue(tx, work.desk.organisation, await effect(tx, now));
    await work.job.finish(tx);
  });
  return { done: true };
}

/** The same, and the steps that follow. */
export const next = (work: Work, effect: Parameters<typeof end>[1] = async () => []): Promise<Outcome> =>
  end(work, async (tx, now) => [...(await effect(tx, now)), ...following(work.job.task)]);

const following = ({ ticket, platform, then: [step, ...rest] }: RoomTask): NewJob[] =>
  step ? [roomJob(ticket, platform, step, rest)] : [];

/** Done without, since the chat does not grant it. */
export function leaveOut({ parts, job }: Work, err: unknown): void {
  const { ticket, platform, step } = job.task;
  parts.log.warn({ err, ticket, chat: platform, step }, 'a step towards a room is left out');
}

/** In the organisation's words: a room is everybody's. */
export const wordsFor = ({ desk, platform }: Work, { ticket }: Seen): Reader =>
  readerFor(desk.policy, null, ticket.reportedAt, platform.facts.command);

/** What can be put on a room: a channel that is open. */
export const channelOf = ({ state, kind, channel }: RoomRow): string | null =>
  state === 'open' && kind === 'channel' ? channel : null;
