// The workspace itself: channels, messages, ephemerals and screens, and the events that their changes cause.
import { refusals } from './blocks.ts';
import type { Delivery } from './ledger.ts';
import type { StoredFile } from './stored.ts';
import type { Channel, Ephemeral, Json, Message, OpenView, SlackUser, SlackWorld, View } from './world.ts';
import { newId, SlackError } from './world.ts';

export interface Change {
  kind: 'message' | 'ephemeral' | 'view' | 'home' | 'channel' | 'call' | 'delivery';
  channel?: string;
  user?: string;
}

export class Workspace {
  readonly world: SlackWorld;
  readonly now: () => Date;
  readonly users: Map<string, SlackUser>;
  readonly channels: Map<string, Channel>;
  readonly ephemerals: Ephemeral[] = [];
  /** Open modals, each user's oldest first. */
  readonly screens: OpenView[] = [];
  readonly homes = new Map<string, View>();
  readonly files = new Map<string, StoredFile>();
  readonly listeners = new Set<(change: Change) => void>();
  /** Sends an event to the app; resolves with the first attempt, undefined when the app is not to hear it. */
  tell: (event: Json, channel?: Channel) => Promise<Delivery | undefined> = () => Promise.resolve(undefined);
  readonly #directs = new Map<string, Channel>();
  #lastMicros = 0;
  #triggers = new Map<string, { user: string; at: number; used: boolean }>();

  constructor(world: SlackWorld, now: () => Date) {
    this.world = world;
    this.now = now;
    this.users = new Map(world.users.map((user) => [user.id, user]));
    const { botUserId: id, botName = 'muster' } = world;
    const bot = {
      id,
      name: botName,
      realName: botName,
      email: '',
      tz: 'UTC',
      locale: 'en-US',
      guest: false,
      isBot: true,
    };
    if (!this.users.has(id)) this.users.set(id, bot);
    this.channels = new Map();
    for (const { id, name, members, isPrivate, isShared, archived, topic, purpose } of world.channels)
      Object.assign(this.open(id, name, isPrivate ? 'group' : 'channel', members), {
        shared: isShared ?? false,
        archived: archived ?? false,
        topic: topic ?? '',
        purpose: purpose ?? '',
      });
  }

  changed(change: Change): void {
    for (const listener of this.listeners) listener(change);
  }

  /** A new timestamp, unique in the workspace and never before the last one. */
  ts(): string {
    this.#lastMicros = Math.max(this.#lastMicros + 1, this.now().getTime() * 1000);
    return `${Math.floor(this.#lastMicros / 1e6)}.${String(this.#lastMicros % 1e6).padStart(6, '0')}`;
  }

  open(id: string, name: string, kind: Channel['kind'], members: Iterable<string>, creator = ''): Channel {
    const created = Math.floor(this.now().getTime() / 1000);
    const channel: Channel = {
      ...{ id, name, kind, creator, created, members: new Set(members), shared: false, archived: false },
      ...{ topic: '', purpose: '', messages: [], pins: [], bookmarks: [] },
    };
    return this.adopt(channel);
  }

  /** Takes in a channel as it is; one with the same id makes room. */
  adopt(channel: Channel): Channel {
    this.channels.set(channel.id, channel);
    const user = [...channel.members].find((member) => member !== this.world.botUserId);
    if (channel.kind === 'im' && user) this.#directs.set(user, channel);
    this.changed({ kind: 'channel', channel: channel.id });
    return channel;
  }

  user(id: string): SlackUser {
    const user = this.users.get(id);
    if (!user) throw new SlackError('user_not_found');
    return user;
  }

  /** By id, `#name`, or a user id, which means that user's direct chat. */
  channel(ref: string): Channel {
    const bare = ref.replace(/^#/, '');
    const found = this.channels.get(ref) ?? [...this.channels.values()].find(({ name }) => name === bare);
    if (found) return found;
    if (this.users.has(ref)) return this.direct(ref);
    throw new SlackError('channel_not_found');
  }

  /** The direct chat between a user and the app, made when first needed. */
  direct(user: string): Channel {
    const found = this.#directs.get(user);
    if (found) return found;
    return this.open(newId('D'), '', 'im', [this.user(user).id, this.world.botUserId]);
  }

  message(channel: Channel, ts: string): Message {
    // From the end: what people work with is mostly recent.
    const found = channel.messages.findLast((message) => message.ts === ts);
    if (!found) throw new SlackError('message_not_found');
    return found;
  }

  /** Adds a message and tells the app; `told` resolves when the app answered. */
  post(channel: Channel, draft: Omit<Message, 'type' | 'ts' | 'team'>, broadcast = false) {
    if (channel.archived) throw new SlackError('is_archived');
    const message: Message = { type: 'message', ts: this.ts(), team: this.world.teamId, ...draft };
    const parent = draft.thread_ts ? channel.messages.find(({ ts }) => ts === draft.thread_ts) : undefined;
    if (draft.thread_ts && !parent) throw new SlackError('thread_not_found');
    if (parent) this.#reply(parent, message, broadcast, channel);
    channel.messages.push(message);
    this.changed({ kind: 'message', channel: channel.id });
    return { message, told: this.tell(this.#event(channel, message, message.ts), channel) };
  }

  #reply(parent: Message, message: Message, broadcast: boolean, channel: Channel): void {
    const root = parent.thread_ts ? this.message(channel, parent.thread_ts) : parent;
    root.thread_ts = root.ts;
    root.reply_count = (root.reply_count ?? 0) + 1;
    root.reply_users = [...new Set([...(root.reply_users ?? []), message.user])];
    root.latest_reply = message.ts;
    message.thread_ts = root.ts;
    message.parent_user_id = root.user;
    if (broadcast) message.subtype = 'thread_broadcast';
  }

  /** Changes a message in place; fields set to undefined are dropped, and `flagged` marks it as edited. */
  edit(
    channel: Channel,
    ts: string,
    by: string,
    change: { [K in keyof Message]?: Message[K] | undefined },
    flagged = true,
  ) {
    const message = this.message(channel, ts);
    const previous_message = structuredClone(message);
    Object.assign(message, change, flagged && { edited: { user: by, ts: this.ts() } });
    for (const key of Object.keys(change) as (keyof Message)[]) if (change[key] === undefined) delete message[key];
    this.changed({ kind: 'message', channel: channel.id });
    const event = { type: 'message', subtype: 'message_changed', hidden: true, message, previous_message };
    return { message, told: this.tell(this.#event(channel, event, this.ts()), channel) };
  }

  /** Removes a message; one with replies leaves a tombstone, which Slack tells as a change. */
  remove(channel: Channel, ts: string) {
    const message = this.message(channel, ts);
    const previous_message = structuredClone(message);
    if (message.reply_count) {
      delete message.blocks;
      Object.assign(message, { subtype: 'tombstone', text: 'This message was deleted.', user: 'USLACKBOT' });
    } else channel.messages.splice(channel.messages.indexOf(message), 1);
    channel.pins = channel.pins.filter((each) => each !== ts);
    const root = message.thread_ts === ts ? undefined : channel.messages.find((each) => each.ts === message.thread_ts);
    if (root?.reply_count) root.reply_count -= 1;
    this.changed({ kind: 'message', channel: channel.id });
    const left = channel.messages.includes(message) ? message : undefined;
    const what = left ? { subtype: 'message_changed', message: left } : { subtype: 'message_deleted', deleted_ts: ts };
    const event = { type: 'message', ...what, hidden: true, previous_message };
    return { told: this.tell(this.#event(channel, event, this.ts()), channel) };
  }

  #event(channel: Channel, event: object, ts: string): Json {
    return { ...event, ts, event_ts: ts, channel: channel.id, channel_type: channel.kind };
  }

  whisper(ephemeral: Omit<Ephemeral, 'id' | 'ts'>): Ephemeral {
    const shown = { ...ephemeral, id: newId('E'), ts: this.ts() };
    this.ephemerals.push(shown);
    this.changed({ kind: 'ephemeral', user: shown.user, channel: shown.channel });
    return shown;
  }

  /** Takes away an ephemeral, as *Dismiss* and `delete_original` do. */
  hush(id: string): void {
    const index = this.ephemerals.findIndex((ephemeral) => ephemeral.id === id);
    const [gone] = index < 0 ? [] : this.ephemerals.splice(index, 1);
    if (gone) this.changed({ kind: 'ephemeral', user: gone.user, channel: gone.channel });
  }

  trigger(user: string): string {
    const id = `${this.now().getTime()}.${newId('')}`;
    this.#triggers.set(id, { user, at: this.now().getTime(), used: false });
    return id;
  }

  /** Whom a trigger belongs to; it lives 3 s. The returned `spend` uses it up. */
  triggered(id: string): { user: string; spend: () => void } {
    const trigger = this.#triggers.get(id);
    if (!trigger) throw new SlackError('invalid_trigger_id');
    if (trigger.used) throw new SlackError('exchanged_trigger_id');
    if (this.now().getTime() - trigger.at > 3000) throw new SlackError('expired_trigger_id');
    return {
      user: trigger.user,
      spend: () => {
        trigger.used = true;
      },
    };
  }
}

/** What a message may hold: some words, at most 40,000 characters of them, and blocks that Slack takes. */
export function checkContent(content: { text?: string; blocks?: unknown; attachments?: unknown }): void {
  const blocks = Array.isArray(content.blocks) && content.blocks.length === 0 ? undefined : content.blocks;
  if (!content.text && !blocks && !content.attachments) throw new SlackError('no_text');
  if ((content.text ?? '').length > 40_000) throw new SlackError('msg_too_long');
  if (content.blocks === undefined) return;
  if (!Array.isArray(content.blocks)) throw new SlackError('invalid_blocks_format');
  const found = refusals(content.blocks, 'message');
  if (found.length > 0) throw new SlackError('invalid_blocks', found, { errors: found });
}
