// What a person can press just now, found as they would find it: by what stands on it, the newest first.
import type { z } from 'zod';
import type { act, Chats } from '../acts.ts';
import { elementsOf } from '../slack/blocks.ts';
import type { Block } from '../slack/world.ts';
import type { Chat } from '../week/crew.ts';

export type Gesture = z.input<typeof act>;

export interface Found {
  readonly label: string;
  readonly on: Chat;
  /** The conversation in which it stands. */
  readonly place: string;
  readonly press: Gesture;
}

export const buttonsOf = (chats: Chats, chat: Chat, user: string): Found[] =>
  chat === 'slack' ? inSlack(chats, user) : inTeams(chats, user);

function inSlack({ slack }: Chats, user: string): Found[] {
  const posted = slack
    .channels(user)
    .filter(({ members }) => members.has(user))
    .flatMap(({ id, messages }) =>
      messages.map(({ ts, blocks = [] }) => ({ ts, blocks, place: id, where: { channel: id, ts } as const })),
    );
  const whispered = slack
    .ephemerals(user)
    .map(({ id, ts, channel, blocks = [] }) => ({ ts, blocks, place: channel, where: { ephemeral: id } as const }));
  return [...posted, ...whispered]
    .sort((one, other) => Number(other.ts) - Number(one.ts))
    .flatMap(({ blocks, place, where }) =>
      pressable(blocks).map(({ label, ...which }) => ({
        ...{ label, place, on: 'slack' as const },
        press: { side: 'slack', user, do: 'press', where, ...which },
      })),
    );
}

const pressable = (blocks: Block[]) =>
  elementsOf(blocks)
    .filter(({ element }) => element.type === 'button')
    .map(({ block, element }) => ({
      label: String((element.text as { text?: string } | undefined)?.text ?? ''),
      block: block.block_id,
      action: element.action_id ?? '',
    }));

type Node = Record<string, unknown>;

function inTeams({ teams }: Chats, user: string): Found[] {
  const posted = teams
    .conversations()
    .filter(({ members }) => members.includes(user))
    .flatMap(({ id }) => teams.messages(id, { user }));
  return [...posted, ...teams.targeted(user)]
    .sort((one, other) => Number(other.id) - Number(one.id))
    .flatMap(({ id, conversation: place, attachments }) =>
      actionsIn(attachments.map(({ content }) => content)).map((action) => ({
        ...{ label: String(action.title), place, on: 'teams' as const },
        press: {
          ...({ side: 'teams', user, do: 'press', place, message: id } as const),
          action: {
            type: action.type === 'Action.Execute' ? 'Action.Execute' : 'Action.Submit',
            ...(action.id === undefined ? {} : { id: String(action.id) }),
            ...(action.verb === undefined ? {} : { verb: String(action.verb) }),
            ...(action.data === undefined ? {} : { data: action.data as Node }),
          },
        },
      })),
    );
}

/** In the order in which they are written; what an action carries, and what stands in for another, is not drawn. */
function actionsIn(value: unknown): Node[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(actionsIn);
  const node = value as Node;
  const own = /^Action\.(Submit|Execute)$/.test(String(node.type)) && node.title !== undefined ? [node] : [];
  const below = Object.entries(node).filter(([name]) => name !== 'data' && name !== 'fallback');
  return [...own, ...below.flatMap(([, child]) => actionsIn(child))];
}
