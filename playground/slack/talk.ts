// What a person does with words: says, edits, removes, reacts, comes and goes, opens Home.
import { randomUUID } from 'node:crypto';
import type { Courier } from './courier.ts';
import { react } from './methods/chat.ts';
import { join } from './methods/conversations.ts';
import { fileObject, type SharedFile, store } from './stored.ts';
import type { Workspace } from './workspace.ts';
import type { Channel } from './world.ts';

const special =
  /<[@#][A-Z0-9]+(?:\|[^<>]*)?>|https?:\/\/[^\s<>]+|(?<![\w@])@([\p{L}\d._-]+)|(?<![\w#&])#([\p{L}\d_-]+)|[&<>]/gu;
const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const escaped = (text: string): string => text.replace(/[&<>]/g, (sign) => entities[sign] ?? sign);

/**
 * Typed text as Slack sends it: `&`, `<`, `>` escaped, `@alice` and `#desk` as ids, addresses in angle brackets.
 * Ids that were picked (`<@U1>`) stand. A command's mentions carry the name too (`should_escape`).
 */
export function encode({ users, channels }: Workspace, typed: string, labels: boolean): string {
  return typed.replace(special, (found: string, handle?: string, name?: string) => {
    if (entities[found]) return entities[found];
    if (found.startsWith('http')) return `<${escaped(found)}>`;
    if (handle === 'here' || handle === 'channel' || handle === 'everyone') return `<!${handle}>`;
    const id = /^<@(\w+)/.exec(found)?.[1];
    // A full stop after a name ends the sentence.
    const bare = handle?.replace(/[.-]+$/, '');
    const user = [...users.values()].find((each) => each.id === id || (bare !== undefined && each.name === bare));
    if (user) return `<@${user.id}${labels ? `|${user.name}` : ''}>${handle?.slice(bare?.length) ?? ''}`;
    const channelId = /^<#(\w+)/.exec(found)?.[1];
    const channel = [...channels.values()].find(
      (each) => each.id === channelId || (name !== undefined && each.name === name),
    );
    return channel ? `<#${channel.id}|${channel.name}>` : escaped(found);
  });
}

export interface SayOptions {
  /** The message that begins the thread to answer in. */
  thread_ts?: string;
  /** What is attached; the message is then a `file_share`. */
  files?: SharedFile[];
}

export function talk(workspace: Workspace, courier: Courier, address: () => string) {
  const place = (user: string, ref: string): Channel => {
    const channel = workspace.channel(ref);
    if (!channel.members.has(workspace.user(user).id)) throw new Error(`${user} is not in ${ref}`);
    return channel;
  };

  return {
    /**
     * A message in a channel (id, `#name`) or, with the person's own id, in the direct chat with the app. Resolves with its
     * timestamp when the app answered the `message` event and, where it is mentioned in a channel, the `app_mention` event.
     */
    async say(user: string, ref: string, typed: string, { files, ...options }: SayOptions = {}): Promise<string> {
      const channel = place(user, ref);
      const text = encode(workspace, typed, false);
      const attached = files?.map((file) => fileObject(workspace, address(), store(workspace, user, file)));
      const shared = attached && { subtype: 'file_share', files: attached };
      const draft = { user, text, client_msg_id: randomUUID(), ...options, ...shared };
      const { message, told } = workspace.post(channel, draft);
      const mentioned = channel.kind !== 'im' && text.includes(`<@${workspace.world.botUserId}>`);
      const { ts } = message;
      const mention = { ...message, type: 'app_mention', channel: channel.id, event_ts: ts };
      await Promise.all([told, mentioned && courier.tell(mention, channel)]);
      return ts;
    },

    /** Changes the person's own message (`message_changed`). */
    async edit(user: string, ref: string, ts: string, typed: string): Promise<void> {
      const channel = place(user, ref);
      if (workspace.message(channel, ts).user !== user) throw new Error(`not ${user}'s message`);
      await workspace.edit(channel, ts, user, { text: encode(workspace, typed, false) }).told;
    },

    /** Deletes the person's own message (`message_deleted`). */
    async remove(user: string, ref: string, ts: string): Promise<void> {
      const channel = place(user, ref);
      if (workspace.message(channel, ts).user !== user) throw new Error(`not ${user}'s message`);
      await workspace.remove(channel, ts).told;
    },

    /** `emoji` without colons. */
    async react(user: string, ref: string, ts: string, emoji: string): Promise<void> {
      const channel = place(user, ref);
      await react(workspace, channel, workspace.message(channel, ts), user, emoji);
    },

    async join(user: string, ref: string): Promise<void> {
      await join(workspace, workspace.channel(ref), workspace.user(user).id);
    },

    async leave(user: string, ref: string): Promise<void> {
      const channel = place(user, ref);
      channel.members.delete(user);
      workspace.changed({ kind: 'channel', channel: channel.id });
      const type = channel.kind === 'group' ? 'G' : 'C';
      const event = {
        type: 'member_left_channel',
        user,
        channel: channel.id,
        channel_type: type,
        event_ts: workspace.ts(),
      };
      await courier.tell({ ...event, team: workspace.world.teamId }, channel);
    },

    /** Opens the app's Home tab (`app_home_opened`). */
    async openHome(user: string): Promise<void> {
      const view = workspace.homes.get(user);
      const event = {
        type: 'app_home_opened',
        user,
        channel: workspace.direct(user).id,
        tab: 'home',
        event_ts: workspace.ts(),
      };
      await courier.tell({ ...event, ...(view && { view }) });
    },
  };
}
