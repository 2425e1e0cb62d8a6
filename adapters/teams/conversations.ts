// Where messages go: a channel, its threads, chats, and the 1:1 chat of a person and the bot.
import { z } from 'zod';
import type { Place, Sent } from '../../src/port.ts';
import { isTeamChannel, splitConversation } from './activity.ts';
import type { Client } from './client.ts';
import type { Memory } from './memory.ts';
import type { Json } from './rich.ts';

export interface Conversations {
  /** Sends an activity into a conversation; a thread's has `;messageid=`. */
  say(route: string, conversation: string, activity: Json, query?: string): Promise<Sent>;
  sayAt(route: string, place: Place, activity: Json): Promise<Sent>;
  /** The person's 1:1 chat with the bot, opened when need be. */
  chatWith(user: string, route: string): Promise<string>;
}

const posted = z.object({ id: z.string().min(1) });
/** The new thread's first message: named itself, or in the thread's name. */
const begun = z
  .object({ id: z.string(), activityId: z.string().optional() })
  .transform(({ id, activityId }) => activityId ?? splitConversation(id).root)
  .pipe(z.string().min(1));

export const activitiesOf = (conversation: string): string =>
  `/v3/conversations/${encodeURIComponent(conversation)}/activities`;

export function createConversations(options: { client: Client; memory: Memory; tenantId: string }): Conversations {
  const { client, memory, tenantId } = options;

  const say: Conversations['say'] = async (route, conversation, body, query = '') => {
    const path = activitiesOf(conversation) + query;
    const { id } = await client.connector(route, { method: 'POST', path, body, answer: posted });
    return { channel: splitConversation(conversation).channel, id };
  };

  async function chatWith(user: string, route: string): Promise<string> {
    const known = memory.person(user).chat;
    if (known !== undefined) return known;
    const body = { isGroup: false, members: [{ id: user }], tenantId, channelData: { tenant: { id: tenantId } } };
    // The chat of a person and a bot is the same one for ever.
    const call = { method: 'POST', path: '/v3/conversations', body, answer: posted, repeatable: true } as const;
    const { id: chat } = await client.connector(route, call);
    memory.meet(user, { chat });
    return chat;
  }

  async function begin(route: string, channel: string, activity: Json): Promise<Sent> {
    const body = { isGroup: true, tenantId, channelData: { channel: { id: channel } }, activity };
    const call = { method: 'POST', path: '/v3/conversations', body, answer: begun } as const;
    return { channel, id: await client.connector(route, call) };
  }

  return {
    say,
    chatWith,
    async sayAt(route, place, activity) {
      if (place.kind === 'direct') return say(route, await chatWith(place.user, route), activity);
      const { channel } = place;
      // Chats have no threads: there a thread's place is the chat itself.
      if (!isTeamChannel(channel)) return say(route, channel, activity);
      if (place.kind === 'channel') return begin(route, channel, activity);
      return say(route, `${channel};messageid=${place.root}`, activity);
    },
  };
}
