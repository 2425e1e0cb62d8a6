// What is good to have in a room: what it is for, the headline pinned, links beside it. Without it a room is still a room.
import { CARD, findMessage } from '../storage/messages.ts';
import { chatName } from '../views/news.ts';
import { topicOf } from '../views/rooms.ts';
import type { Outcome } from './attempt.ts';
import { channelOf, inside, next, type Seen, type Work, wordsFor } from './room-step.ts';

const LOOKS = 20; // for the headline that is to be pinned; it comes within a second, or when the chat is back

export async function describe(work: Work, seen: Seen): Promise<Outcome> {
  const channel = channelOf(seen.room);
  if (channel === null) return next(work);
  const { topic, purpose } = topicOf(wordsFor(work, seen), seen.ticket);
  await work.platform.rooms.describe(channel, topic, purpose, work.route);
  return next(work);
}

export async function pin(work: Work, { ticket, room }: Seen): Promise<Outcome> {
  const { desk, platform, job, route } = work;
  const channel = channelOf(room);
  if (channel === null || platform.facts.gaps.pin !== undefined) return next(work);
  const place = { kind: 'channel', platform: room.platform, workspace: room.workspace, channel } as const;
  const card = await inside(work, (tx) => findMessage(tx, desk.organisation, ticket.id, place, CARD));
  if (!card && job.attempts < LOOKS) return { retryAfterMs: 300, error: 'the headline does not stand yet' };
  if (card) await platform.rooms.pin({ channel: card.channel, id: card.messageId }, route);
  return next(work);
}

/** Where it was reported, and the rooms on the other chats. */
export async function bookmark(work: Work, seen: Seen): Promise<Outcome> {
  const { platform, route } = work;
  const { ticket, room } = seen;
  const channel = channelOf(room);
  if (channel === null || platform.facts.gaps.bookmark !== undefined) return next(work);
  const { rooms: texts } = wordsFor(work, seen).texts;
  const others = (ticket.major?.rooms ?? []).filter((each) => each.platform !== room.platform && !each.archived);
  const links = [
    [texts.report, ticket.source.link ?? null] as const,
    ...others.map(({ platform: chat, link }) => [texts.other(chatName(chat)), link] as const),
  ];
  for (const [title, href] of links) if (href !== null) await platform.rooms.bookmark(channel, title, href, route);
  return next(work);
}
