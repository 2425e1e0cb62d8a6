// The room that makes itself: from the intent to a channel with its people in it, by steps that may each be repeated.
import { randomBytes } from 'node:crypto';
import { clockContext, record } from './deciding.ts';
import { Ambiguous, RetryLater, Undeliverable } from './errors.ts';
import type { ClaimedJob, Outcome } from './jobs/attempt.ts';
import { ABSENT_CHAT, type DeliverParts, failed } from './jobs/deliver.ts';
import { gather } from './jobs/gather.ts';
import { bookmark, describe, pin } from './jobs/room-garnish.ts';
import { meet } from './jobs/room-mail.ts';
import { bring } from './jobs/room-people.ts';
import {
  channelOf,
  end,
  inside,
  leaveOut,
  lookUp,
  next,
  type RoomTask,
  type Seen,
  type Work,
  wordsFor,
} from './jobs/room-step.ts';
import { intentOf } from './policy/rooms.ts';
import type { MadeRoom } from './port.ts';
import type { Tx } from './storage/database.ts';
import type { Desk } from './storage/organisations.ts';
import { changeRoom, roomsFor } from './storage/rooms.ts';
import type { RoomRow } from './storage/tables.ts';
import { historyOf, lockTicket } from './storage/tickets.ts';
import type { RoomStep } from './task.ts';
import { roomJob } from './telling/addresses.ts';
import { isMajor, type Room } from './ticket/major.ts';
import type { MajorFact } from './ticket/major-facts.ts';
import { type Instant, refOf } from './ticket/record.ts';
import { topicOf } from './views/rooms.ts';

/** What follows its people: what is merely good to have. */
const FURNITURE: readonly RoomStep[] = ['describe', 'pin', 'bookmark'];
const FIRST = 100; // people; some chats make no private room without
const LAST_TRY = 8; // unexpected failures of one step; by then it is not the hour, it is the step

const STEPS: Readonly<Record<RoomStep, (work: Work, seen: Seen) => Promise<Outcome>>> = {
  make,
  bring,
  describe,
  pin,
  bookmark,
  archive,
};

/** Runs one step. What the chat does not grant is done without; only what nobody could foresee is thrown. */
export async function furnish(parts: DeliverParts, desk: Desk, job: ClaimedJob<RoomTask>): Promise<Outcome> {
  const { task } = job;
  const platform = parts.platforms.get(task.platform);
  if (!platform) return { retryAfterMs: ABSENT_CHAT, error: `no connection to ${task.platform}` };
  const work: Work = { parts, desk, platform, job, route: desk.routes[task.platform] };
  const seen = await inside(work, (tx) => lookUp(tx, work));
  if (!seen) return { done: true };
  try {
    return await STEPS[task.step](work, seen);
  } catch (error) {
    if (error instanceof RetryLater || error instanceof Ambiguous) return failed(job, error);
    if (!(error instanceof Undeliverable) && job.failures < LAST_TRY) throw error;
    leaveOut(work, error);
    const why = error instanceof Error ? error.message : 'not an error';
    return task.step === 'make' ? unmade(work, seen, why) : next(work);
  }
}

async function make(work: Work, seen: Seen): Promise<Outcome> {
  const { desk, platform, job, route } = work;
  const { ticket, room } = seen;
  const stood = ticket.major?.rooms.find((each) => each.platform === room.platform);
  if (stood && !stood.archived && room.state === 'open') return end(work, async () => [furniture(room)]);
  // Nobody is to meet any more. What an attempt may have made is found all the same, so that it can be closed.
  if (!isMajor(ticket) && !job.doubtful) return next(work);
  // What only a few may know by now is not for whoever could read the room that it had.
  if (stood?.archived && room.channel !== null)
    return isSecret(seen) && !stood.private ? anew(work, seen) : reopen(work, seen, stood);
  // Where only a few may see it, some chats make none without its first people.
  const met = isSecret(seen) ? await meet(work, seen) : room;
  const { called } = await inside(work, (tx, now) => gather(tx, desk, ticket, met, now));
  const made = await platform.rooms.make(
    {
      ...{ name: room.name, title: room.title, mark: room.mark },
      purpose: topicOf(wordsFor(work, seen), ticket).purpose,
      private: isSecret(seen),
      users: called.slice(0, FIRST).map(({ user }) => user),
      doubtful: job.doubtful,
    },
    route,
  );
  if (made === 'taken') return anew(work, seen);
  return open(work, seen, { ...standing(room, made), private: isSecret(seen) });
}

const isSecret = ({ ticket, room }: Seen): boolean => room.private || ticket.confidential;

const standing = ({ platform, workspace, name: planned }: RoomRow, made: MadeRoom) => {
  const { channel, name = planned, link = null, deaf } = made;
  const heard = deaf ? { deaf } : {};
  return { platform, workspace, channel, kind: 'channel', name, link, archived: false, ...heard } as const;
};

const furniture = ({ ticket, platform }: RoomRow) => roomJob(ticket, platform, 'bring', FURNITURE);

/** Under another name, at once: somebody else's channel has this one, or what was made under it stays closed. */
const anew = (work: Work, { ticket, room }: Seen): Promise<Outcome> =>
  end(work, async (tx, now) => {
    const intent = intentOf(work.desk.policy, ticket, now, randomBytes(16).toString('hex'));
    const empty = { state: 'intended', kind: null, channel: null, link: null, brought: {} } as const;
    await changeRoom(tx, room, { ...intent, ...empty });
    return [roomJob(room.ticket, room.platform, 'make')];
  });

/** What was closed is opened again; where the chat refuses that, there is a new one. */
async function reopen(work: Work, seen: Seen, stood: Room): Promise<Outcome> {
  try {
    if (stood.kind === 'channel') await work.platform.rooms.reopen(stood.channel, work.route);
  } catch (error) {
    if (!(error instanceof Undeliverable)) throw error;
    leaveOut(work, error);
    return anew(work, seen);
  }
  return open(work, seen, { ...stood, archived: false });
}

/** The room stands: that is a fact, from which the headline and the links follow; its people come next. */
const open = (work: Work, { room }: Seen, made: Room): Promise<Outcome> =>
  end(work, async (tx, now) => {
    const { kind, channel, link } = made;
    const deaf = made.deaf === true || 'hear-threads' in work.platform.facts.gaps;
    const stands = { ...made, ...(deaf ? { deaf } : {}) };
    await recordFact(tx, work.desk, room.ticket, { type: 'roomed', room: stands }, now);
    await changeRoom(tx, room, { state: 'open', kind, channel, link, private: made.private, why: null, deaf });
    const all = await roomsFor(tx, work.desk.organisation, room.ticket);
    const others = all.filter((each) => each.platform !== room.platform && channelOf(each) !== null);
    // Those that stand already are linked to this one.
    return [furniture(room), ...others.map(({ platform }) => roomJob(room.ticket, platform, 'bookmark'))];
  });

/** The chat grants no room: it is a thread where incidents are told, or, if only a few may see it or there is no such place, none. */
async function unmade(work: Work, seen: Seen, why: string): Promise<Outcome> {
  const { desk } = work;
  const { ticket, room } = seen;
  const channel = desk.policy.major.incidents[room.platform];
  if (channel !== undefined && !isSecret(seen)) {
    const thread = { kind: 'thread', name: refOf(ticket), private: false } as const;
    return open(work, seen, { ...standing(room, { channel }), ...thread });
  }
  return end(work, async (tx, now) => {
    await recordFact(tx, desk, ticket.id, { type: 'roomless', platform: room.platform, why }, now);
    await changeRoom(tx, room, { state: 'refused', why });
    return [];
  });
}

async function recordFact(tx: Tx, desk: Desk, id: string, fact: MajorFact, now: Instant): Promise<void> {
  const ticket = await lockTicket(tx, desk.organisation, { id });
  if (!ticket) throw new Error('a room is some ticket’s');
  await record(tx, desk, ticket, await historyOf(tx, desk.organisation, id), [fact], clockContext(desk, now));
}

/** Closed, unless it has been opened again since. */
async function archive(work: Work, { ticket, room }: Seen): Promise<Outcome> {
  const stood = ticket.major?.rooms.find((each) => each.platform === room.platform);
  if (room.state !== 'open' || !stood?.archived) return next(work);
  try {
    const channel = channelOf(room);
    if (channel !== null) await work.platform.rooms.archive(channel, work.route);
  } catch (error) {
    if (!(error instanceof Undeliverable)) throw error;
    leaveOut(work, error);
  }
  return next(work, async (tx) => {
    await changeRoom(tx, room, { state: 'archived' });
    return [];
  });
}
