// Delivering: what must reach others is drawn late, sent once, looked for when in doubt, and remembered with its mark.

import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import { Ambiguous, RetryLater, Undeliverable } from '../errors.ts';
import { type Platform, placeName, type Sent } from '../port.ts';
import { managersOf } from '../storage/agents.ts';
import type { Database, Tx } from '../storage/database.ts';
import { rememberMessage } from '../storage/messages.ts';
import type { Desk } from '../storage/organisations.ts';
import { findTicket } from '../storage/tickets.ts';
import type { Address, Delivery } from '../task.ts';
import { delivery, deskAddresses } from '../telling/addresses.ts';
import type { Instant } from '../ticket/record.ts';
import type { Silence } from '../views/late.ts';
import type { ClaimedJob, Outcome } from './attempt.ts';
import { hushed } from './bridge.ts';
import { carryInto } from './carry.ts';
import { watchersHomes } from './colleagues.ts';
import { compose, type Draft } from './compose.ts';
import { putFile, takeBegun } from './deliver-file.ts';
import { gathered } from './digest.ts';
import { enqueue } from './enqueue.ts';
import { repeated } from './repeat.ts';

export interface DeliverParts {
  readonly database: Database;
  readonly platforms: ReadonlyMap<string, Platform>;
  readonly log: Logger;
  /** Platform → when it last did not answer, in the desk's time. */
  readonly silences: Map<string, Instant>;
}

/** ms until an uncertain post is looked for: longer than a platform needs to show it, then longer each time, up to 5 min. */
const lookAfter = (attempts: number): number => Math.min(300_000, 3_000 * 2 ** (attempts - 1));
const LAST_TRY = 8; // unexpected failures of one job; by then it is not the hour, it is the job
export const ABSENT_CHAT = 30_000; // ms until a chat that this process has no connection to is tried again

/** Sends one delivery. Throws only what is nobody's to foresee, and that at most a few times. */
export async function deliver(parts: DeliverParts, desk: Desk, job: ClaimedJob<Delivery>): Promise<Outcome> {
  let { task } = job;
  let tried: Instant | undefined;
  const platform = parts.platforms.get(task.to.place.platform);
  if (!platform) return { retryAfterMs: ABSENT_CHAT, error: `no connection to ${task.to.place.platform}` };
  try {
    const { whole, draft } = await parts.database.transaction(desk.organisation, async (tx, now) => {
      tried = now;
      const whole = await gathered(tx, desk, job);
      const silence = silenceOf(parts, platform);
      const draft =
        whole.kind === 'carry'
          ? await carryInto(tx, desk, platform, { ...job, task: whole }, now, silence)
          : await compose(tx, desk, platform, { ...job, task: whole }, now, silence);
      return { whole, draft };
    });
    task = whole;
    if (draft === 'nothing to say') {
      if (task.kind === 'file') await takeBegun(platform, desk, task);
      return { done: true };
    }
    if (draft === 'no thread') return { dead: true, error: 'the card that the thread hangs on could not be posted' };
    const { bytes } = draft;
    const sent =
      task.kind === 'file' && bytes
        ? await putFile(parts, platform, desk, { ...job, task }, draft, bytes.file).catch((error: unknown) => {
            if (!(error instanceof Undeliverable)) throw error;
            // A workspace may forbid uploads, or never have been asked for the scope.
            return put(parts, platform, desk, job, { ...draft, card: bytes.instead });
          })
        : await put(parts, platform, desk, job, draft);
    await parts.database.transaction(desk.organisation, async (tx, now) => {
      for (const { ticket, key } of draft.says)
        await rememberMessage(tx, desk.organisation, ticket, task.to.place, key, sent);
      if ((task.kind === 'card' && task.face === 'desk') || task.kind === 'question')
        await enqueue(tx, desk.organisation, await watchersHomes(tx, desk, task.to.place, now));
      await job.finish(tx);
    });
    return { done: true };
  } catch (error) {
    if (tried && isSilence(error)) {
      const at = tried;
      parts.silences.set(platform.facts.name, at);
      await parts.database.transaction(desk.organisation, (tx) => hushed(tx, desk, job, at));
    }
    const outcome = failed(job, error);
    if ('dead' in outcome && task.kind !== 'undelivered') {
      const why = error instanceof Undeliverable ? outcome.error : 'a fault of Muster’s own, which the log describes';
      const about = task.kind === 'digest' ? task.of.map(({ ticket }) => ticket) : [task.ticket];
      await parts.database.transaction(desk.organisation, async (tx) => {
        for (const ticket of new Set(about)) await tellOthers(tx, desk, { ticket, place: task.to.place }, why);
      });
    }
    return outcome;
  }
}

/** Edits what stands, else posts; what may have been posted already is looked for first. */
export async function put(
  parts: DeliverParts,
  platform: Platform,
  desk: Desk,
  job: ClaimedJob,
  { card, place, standing, only, mark: key }: Draft,
): Promise<Sent> {
  const route = desk.routes[place.platform];
  const way = route ? { place, route } : { place };
  if (standing) {
    try {
      return await platform.send({ do: 'edit', ...way, message: standing, card });
    } catch (error) {
      // Somebody deleted the card: it is posted anew, and the conversation goes on below that.
      if (!(error instanceof Undeliverable)) throw error;
      if (only === 'edit') return standing;
    }
  }
  const stamp = createHash('sha256').update(key).digest('hex').slice(0, 40);
  if (!job.doubtful) return platform.send({ do: 'post', ...way, key: stamp, card });
  const found = await platform.find(stamp, place, new Date(job.firstSentAt), route);
  if (typeof found === 'object') return found;
  if (found === 'absent') return platform.send({ do: 'post', ...way, key: stamp, card });
  return repeated(parts.database, desk, job, () =>
    platform.send({ do: 'post', ...way, key: stamp, card, repeat: true }),
  );
}

/** What a failure is to the queue. Throws what no platform said, unless it comes again and again. */
export function failed(job: ClaimedJob, error: unknown): Exclude<Outcome, { done: true }> {
  const reason = error instanceof Error ? error.message : 'not an error';
  if (error instanceof RetryLater) return { retryAfterMs: error.afterMs, named: error.named, error: reason };
  if (error instanceof Ambiguous) return { ambiguous: true, error: reason, afterMs: lookAfter(job.attempts) };
  if (!(error instanceof Undeliverable) && job.failures < LAST_TRY) throw error;
  return { dead: true, error: reason };
}

/** Nobody is to believe that something was said which was not: the ticket's other desks hear it, and the incident managers. */
export async function tellOthers(
  tx: Tx,
  desk: Desk,
  { ticket: id, place, ...left }: { ticket: string; place: Address['place']; left?: true },
  why: string,
): Promise<void> {
  const ticket = await findTicket(tx, desk.organisation, { id });
  if (!ticket) return;
  const channel = place.kind === 'channel' ? place.channel : null;
  const threads = deskAddresses(ticket, desk).filter((to) => placeName(to.place) !== placeName(place));
  const chats = channel ? await managersOf(tx, desk.organisation, desk.policy) : [];
  const addresses: Address[] = [
    ...threads.map((to) => ({ ...to, thread: true })),
    ...[...chats].map(([reader, chat]): Address => ({ place: chat, thread: false, reader })),
  ];
  const jobs = addresses.map((to) => delivery({ kind: 'undelivered', ticket: id, to, why, channel, ...left }));
  await enqueue(tx, desk.organisation, jobs);
}

/** By the chat's own name, written as people write it. */
function silenceOf({ silences }: DeliverParts, { facts: { name } }: Platform): Silence | undefined {
  const at = silences.get(name);
  return at === undefined ? undefined : { chat: name.charAt(0).toUpperCase() + name.slice(1), at };
}

/** A chat that names the time to come back has answered. */
const isSilence = (error: unknown): boolean =>
  error instanceof Ambiguous || (error instanceof RetryLater && !error.named);
