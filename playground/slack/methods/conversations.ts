// conversations.*: finding channels and reading them.
import type { Args } from '../args.ts';
import { page } from '../args.ts';
import type { Json, Message } from '../world.ts';
import { SlackError } from '../world.ts';
import { shown } from './channels.ts';
import { type Method, reachable } from './chat.ts';

/** Timestamps as whole microseconds, which a double holds exactly; `0` and plain seconds are allowed. */
const micros = (ts: string): number => {
  const [seconds = '0', fraction = ''] = ts.split('.');
  return Number(seconds) * 1e6 + Number(fraction.padEnd(6, '0'));
};

function window(args: Args): (message: Message) => boolean {
  const oldest = micros(args.text('oldest') ?? '0');
  const latest = args.text('latest') === undefined ? Number.POSITIVE_INFINITY : micros(args.need('latest'));
  const edge = args.flag('inclusive') ? 1 : 0;
  return ({ ts }) => micros(ts) > oldest - edge && micros(ts) < latest + edge;
}

function listed(messages: Message[], args: Args): Json {
  const { items, more, response_metadata } = page(messages, ({ ts }) => ts, args);
  const kept = items.map((message) => {
    const { metadata, ...rest } = structuredClone(message);
    return args.flag('include_all_metadata') && metadata ? { ...rest, metadata } : rest;
  });
  return { messages: kept, has_more: more, ...(more && { response_metadata }) };
}

export const conversations: Record<string, Method> = {
  'conversations.open': (workspace, args) => {
    const users = args.list('users');
    if (users.length > 1)
      throw new SlackError('not_enough_scopes', ['group direct chats are not part of this workspace']);
    const channel = users[0] ? workspace.direct(users[0]) : workspace.channel(args.need('channel'));
    return { channel: args.flag('return_im') ? shown(workspace, channel) : { id: channel.id } };
  },
  'conversations.info': (workspace, args) => {
    const channel = workspace.channels.get(args.need('channel'));
    if (!channel || (channel.kind === 'group' && !channel.members.has(workspace.world.botUserId)))
      throw new SlackError('channel_not_found');
    const members = args.flag('include_num_members') && { num_members: channel.members.size };
    return { channel: { ...shown(workspace, channel), ...members } };
  },
  'conversations.list': (workspace, args) => {
    const names = { channel: 'public_channel', group: 'private_channel', im: 'im' } as const;
    const types = args.text('types') === undefined ? ['public_channel'] : args.list('types');
    const seen = [...workspace.channels.values()].filter(
      ({ kind, members, archived }) =>
        types.includes(names[kind]) &&
        (kind === 'channel' || members.has(workspace.world.botUserId)) &&
        !(archived && args.flag('exclude_archived')),
    );
    const { items, response_metadata } = page(seen, ({ id }) => id, args);
    return { channels: items.map((channel) => shown(workspace, channel)), response_metadata };
  },
  'conversations.members': (workspace, args) => {
    const { members } = reachable(workspace, args.need('channel'));
    const { items, response_metadata } = page([...members], (member) => member, args);
    return { members: items, response_metadata };
  },
  'conversations.history': (workspace, args) => {
    const channel = reachable(workspace, args.need('channel'));
    const top = ({ thread_ts, ts, subtype }: Message) =>
      !thread_ts || thread_ts === ts || subtype === 'thread_broadcast';
    return listed(channel.messages.filter(top).filter(window(args)).reverse(), args);
  },
  'conversations.replies': (workspace, args) => {
    const channel = reachable(workspace, args.need('channel'));
    const ts = args.need('ts');
    const asked = channel.messages.find((message) => message.ts === ts);
    if (!asked) throw new SlackError('thread_not_found');
    const root = asked.thread_ts ?? ts;
    const inside = window(args);
    // The parent leads every reading of its thread, whatever the window.
    const thread = channel.messages.filter((each) => each.ts === root || (each.thread_ts === root && inside(each)));
    return listed(thread, args);
  },
};
