// Shortcuts and the ticket emoji as requests: what is begun from a menu, or by pointing at a message.
import type { Pointed } from '../../src/port.ts';
import { carried, type Gesture, type Message, messageAt, type Payload, requestOf, type Self, typedIn } from './read.ts';

/**
 * `callback_id` is the verb, with `_message` where it stands in a message's menu. Menus open where Muster is no member, so
 * that what does not fit in the form's place goes to the direct chat.
 */
export function readShortcut(body: Payload, self: Self): Gesture | undefined {
  if (body.type !== 'shortcut' && body.type !== 'message_action') return undefined;
  const { callback_id = '', trigger_id: trigger = '', response_url: url, channel, message } = body;
  const user = body.user?.id ?? '';
  const verb = callback_id.replace(/_message$/, '');
  const at = [user] as [string];
  const about = channel && message?.ts ? { message: pointedAt(self, channel.id, message.ts, message) } : {};
  const request = requestOf(body, trigger, user, at, { kind: 'shortcut', verb, ...about });
  const to = { user, at, trigger };
  return { request, way: url ? { kind: 'url', url, inBody: false, replace: false, ...to } : { kind: 'chat', ...to } };
}

/**
 * An event about a reaction tells neither words nor thread: `find` asks for the message, only for the `emojis` that mean
 * something. What Muster itself wrote is no report, but may be somebody's words from another chat.
 */
export async function readReaction(
  body: Payload,
  self: Self,
  emojis: readonly string[],
  find: (channel: string, ts: string) => Promise<Message | undefined>,
): Promise<Gesture | undefined> {
  const { event, event_id } = body;
  const { channel, ts, type } = event?.item ?? {};
  const emoji = event?.reaction ?? '';
  if (event?.type !== 'reaction_added' || !emojis.includes(emoji) || type !== 'message' || !channel || !ts)
    return undefined;
  const { user } = event;
  const me = self.user ?? body.authorizations?.[0]?.user_id;
  const message = user && user !== me ? await find(channel, ts) : undefined;
  if (!user || !message || (message.user === me && emoji === emojis[0])) return undefined;
  const root = message.thread_ts === ts ? undefined : message.thread_ts;
  const at: [string, string?] = root === undefined ? [channel] : [channel, root];
  const written = new Date(Number(ts) * 1000).toISOString();
  const said = { kind: 'reaction', emoji, message: { ...pointedAt(self, channel, ts, message), written } } as const;
  const key = event_id ?? `${emoji}:${channel}:${ts}:${user}`;
  return { request: requestOf(body, key, user, at, said), way: { kind: 'chat', user, at } };
}

function pointedAt(self: Self, channel: string, ts: string, message: Message): Pointed {
  const { user, bot_id, thread_ts } = message;
  const root = thread_ts === ts ? undefined : thread_ts;
  const author = user && !bot_id ? { user } : {};
  return { ...messageAt(self, channel, ts, root), text: typedIn(message).text, ...carried(message.files), ...author };
}
