// What a person does with words: says, edits, removes, reacts, comes and goes, opens Home.
import { randomUUID } from 'node:crypto';
import { compose } from './composer.ts';
import type { Courier } from './courier.ts';
import { join } from './methods/channels.ts';
import { react } from './methods/chat.ts';
import { fileObject, type SharedFile, store } from './stored.ts';
import type { Workspace } from './workspace.ts';
import type { Channel } from './world.ts';

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
      const { text, blocks } = compose(workspace, typed);
      const attached = files?.map((file) => fileObject(workspace, address(), store(workspace, user, file)));
      const shared = attached && { subtype: 'file_share', files: attached };
      // Files alone are told without blocks.
      const said = text === '' && shared ? { text } : { text, blocks };
      const draft = { user, ...said, client_msg_id: randomUUID(), ...options, ...shared };
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
      await workspace.edit(channel, ts, user, compose(workspace, typed)).told;
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
