// Where messages go: conversations, threads, 1:1 chats, and the private answer with its two fallbacks.
import type pino from 'pino';
import { z } from 'zod';
import { Undeliverable } from '../../src/errors.ts';
import type { Operation, Place, Sent, Words } from '../../src/port.ts';
import type { Card } from '../../src/views/cards.ts';
import { isTeamChannel, splitConversation } from './activity.ts';
import type { Client } from './client.ts';
import { clean, cut } from './fit.ts';
import { LIMITS } from './limits.ts';
import type { Memory } from './memory.ts';
import { CARD_TYPE, renderCard } from './render.ts';
import type { Json } from './rich.ts';

export interface TalkOptions {
  readonly client: Client;
  readonly memory: Memory;
  readonly tenantId: string;
  readonly words: Words;
  /** Whether private answers are tried in channels. */
  readonly targeted: boolean;
  readonly log: pino.Logger;
}

/** Where an activity came from, so where its private answer goes. `conversation` names the thread too. */
export interface Origin {
  readonly route: string;
  readonly conversation: string;
  readonly personal: boolean;
  readonly user: string;
}

export interface Talk {
  post(operation: Operation & { do: 'post' }, route: string): Promise<Sent>;
  edit(operation: Operation & { do: 'edit' }, route: string): Promise<Sent>;
  /** A message that only `origin.user` sees, or the public line that asks to open a chat. */
  tell(origin: Origin, card: Card): Promise<void>;
  /** The person's 1:1 chat with the bot, opened when need be. */
  chatWith(user: string, route: string): Promise<string>;
}

const posted = z.object({ id: z.string().min(1) });
/** The new thread's first message: named itself, or in the thread's name. */
const created = z
  .object({ id: z.string(), activityId: z.string().optional() })
  .transform(({ id, activityId }) => activityId ?? splitConversation(id).root)
  .pipe(z.string().min(1));

const pathTo = (conversation: string): string => `/v3/conversations/${encodeURIComponent(conversation)}/activities`;

export function createTalk(options: TalkOptions): Talk {
  const { client, memory, tenantId, words, targeted, log } = options;

  async function say(route: string, conversation: string, body: Json, query = ''): Promise<Sent> {
    const path = pathTo(conversation) + query;
    const { id } = await client.connector(route, { method: 'POST', path, body, answer: posted });
    return { channel: conversation, id };
  }

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
    const call = { method: 'POST', path: '/v3/conversations', body, answer: created } as const;
    return { channel, id: await client.connector(route, call) };
  }

  async function postAt(place: Place, route: string, activity: Json): Promise<Sent> {
    if (place.kind === 'direct') return say(route, await chatWith(place.user, route), activity);
    const { channel } = place;
    // Chats have no threads: there a thread's place is the chat itself.
    if (!isTeamChannel(channel)) return say(route, channel, activity);
    if (place.kind === 'channel') return begin(route, channel, activity);
    const { id } = await say(route, `${channel};messageid=${place.root}`, activity);
    return { channel, id };
  }

  /** Undefined when Teams refuses: then the next way is tried. */
  async function unlessRefused(way: string, attempt: () => Promise<unknown>): Promise<boolean> {
    try {
      await attempt();
      return true;
    } catch (error) {
      if (!(error instanceof Undeliverable)) throw error;
      log.info({ way, reason: error.message }, 'a private answer was refused');
      return false;
    }
  }

  async function tell({ route, conversation, personal, user }: Origin, card: Card): Promise<void> {
    const activity = messageOf(card, renderCard(card, 'private'));
    if (personal) {
      await say(route, conversation, activity);
      return;
    }
    const aside = { ...activity, recipient: { id: user, isTargeted: true } };
    const here = () => say(route, conversation, aside, '?isTargetedActivity=true');
    if (targeted && (await unlessRefused('targeted', here))) return;
    if (await unlessRefused('chat', async () => say(route, await chatWith(user, route), activity))) return;
    await say(route, conversation, { type: 'message', text: words.openChat, textFormat: 'plain' });
  }

  return {
    chatWith,
    tell,
    post: ({ place, key, card, repeat }, route) => {
      const shown = repeat ? marked(card, words.repeat) : card;
      return postAt(place, route, messageOf(shown, renderCard(shown, 'message', key)));
    },
    async edit({ message, card }, route) {
      const path = `${pathTo(message.channel)}/${encodeURIComponent(message.id)}`;
      const body = { ...messageOf(card, renderCard(card, 'message')), id: message.id };
      await client.connector(route, { method: 'PUT', path, body, answer: z.unknown().optional() });
      return message;
    },
  };
}

const marked = (card: Card, words: string): Card => ({
  ...card,
  blocks: [{ type: 'small', text: [words] }, ...card.blocks],
});

const messageOf = ({ summary }: Card, content: Json): Json => ({
  type: 'message',
  summary: cut(clean(summary), LIMITS.summary),
  attachments: [{ contentType: CARD_TYPE, content }],
});
