// What is said: posts, edits, and the private answer with its two fallbacks.
import type pino from 'pino';
import { z } from 'zod';
import { Undeliverable } from '../../src/errors.ts';
import type { Operation, Sent, Words } from '../../src/port.ts';
import type { Card } from '../../src/views/cards.ts';
import { callIn } from './call.ts';
import { type Client, Refused } from './client.ts';
import { activitiesOf, type Conversations } from './conversations.ts';
import { clean, cut } from './fit.ts';
import { LIMITS } from './limits.ts';
import { CARD_TYPE, renderCard } from './render.ts';
import type { Json } from './rich.ts';

export interface TalkOptions {
  readonly client: Client;
  readonly conversations: Conversations;
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
  remove(operation: Operation & { do: 'remove' }, route: string): Promise<Sent>;
  /** A message that only `origin.user` sees, or the public line that asks to open a chat. */
  tell(origin: Origin, card: Card): Promise<void>;
}

export function createTalk(options: TalkOptions): Talk {
  const { client, conversations, words } = options;
  return {
    tell: (origin, card) => tell(options, origin, card),
    post: ({ place, key, card, repeat }, route) => {
      const shown = repeat ? marked(card, words.repeat) : card;
      return conversations.sayAt(route, place, postOf(shown, renderCard(shown, 'message', key)));
    },
    async edit({ message, card }, route) {
      const path = pathOf(message);
      const body = { ...postOf(card, renderCard(card, 'message')), id: message.id };
      await client.connector(route, { method: 'PUT', path, body, answer: z.unknown().optional() });
      return message;
    },
    async remove({ message }, route) {
      const call = { method: 'DELETE', path: pathOf(message), answer: z.unknown().optional() } as const;
      await client.connector(route, call).catch((error: unknown) => {
        if (!(error instanceof Refused && GONE.includes(error.status))) throw error;
      });
      return message;
    },
  };
}

const GONE = [404, 410];

const pathOf = ({ channel, id }: Sent): string => `${activitiesOf(channel)}/${encodeURIComponent(id)}`;

async function tell(options: TalkOptions, { route, conversation, personal, user }: Origin, card: Card): Promise<void> {
  const { conversations, words, targeted, log } = options;
  const activity = messageOf(card, renderCard(card, 'private'));
  if (personal) {
    await conversations.say(route, conversation, activity);
    return;
  }
  const aside = { ...activity, recipient: { id: user, isTargeted: true } };
  const here = () => conversations.say(route, conversation, aside, '?isTargetedActivity=true');
  if (targeted && (await isTaken(here, log))) return;
  const chat = async () => conversations.say(route, await conversations.chatWith(user, route), activity);
  if (await isTaken(chat, log)) return;
  await conversations.say(route, conversation, { type: 'message', text: words.openChat, textFormat: 'plain' });
}

/** False when Teams refuses: then the next way is tried. An unsure end is no refusal, or the answer might be seen twice. */
async function isTaken(attempt: () => Promise<unknown>, log: pino.Logger): Promise<boolean> {
  try {
    await attempt();
    return true;
  } catch (error) {
    if (!(error instanceof Undeliverable)) throw error;
    log.info({ reason: error.message }, 'a private answer was refused');
    return false;
  }
}

const marked = (card: Card, words: string): Card => ({
  ...card,
  blocks: [{ type: 'small', text: [words] }, ...card.blocks],
});

/** What everybody sees calls people; what one person asked for, nobody. */
const postOf = (card: Card, content: Json): Json => ({ ...messageOf(card, content), ...callIn(card) });

const messageOf = ({ summary }: Card, content: Json): Json => ({
  type: 'message',
  summary: cut(clean(summary), LIMITS.summary),
  attachments: [{ contentType: CARD_TYPE, content }],
});
