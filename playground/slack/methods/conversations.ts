// conversations.*: finding, reading and making channels.
import type { Args } from '../args.ts';
import { page } from '../args.ts';
import type { Workspace } from '../workspace.ts';
import type { Channel, Json, Message } from '../world.ts';
import { newId, SlackError } from '../world.ts';
import { type Method, reachable } from './chat.ts';

function shown({ world }: Workspace, channel: Channel): Json {
  const { id, kind, archived, shared, created, creator, members } = channel;
  const by = { creator, last_set: created };
  if (kind === 'im') {
    const user = [...members].find((member) => member !== world.botUserId);
    return { id, created, is_im: true, is_archived: archived, is_org_shared: false, user, is_user_deleted: false };
  }
  return {
    ...{ id, name: channel.name, name_normalized: channel.name, created, creator, is_archived: archived },
    ...{ is_channel: kind === 'channel', is_group: kind === 'group', is_im: false, is_mpim: false },
    ...{ is_private: kind === 'group', is_shared: shared, is_ext_shared: shared, is_org_shared: false },
    ...{ is_general: false, is_member: members.has(world.botUserId), context_team_id: world.teamId },
    ...{ topic: { value: channel.topic, ...by }, purpose: { value: channel.purpose, ...by } },
  };
}

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

/** Slack takes lower-case letters of any script, digits, `-`, `_`, at most 80. */
function properName(name: string): string {
  if (name.length > 80) throw new SlackError('invalid_name_maxlength');
  if (!/^[\p{Ll}\p{Lo}\p{M}\p{N}_-]+$/u.test(name)) throw new SlackError('invalid_name_specials');
  return name;
}

function freeName(workspace: Workspace, name: string): string {
  properName(name);
  if ([...workspace.channels.values()].some((channel) => channel.name === name)) throw new SlackError('name_taken');
  return name;
}

function invite(workspace: Workspace, args: Args): Json {
  const channel = reachable(workspace, args.need('channel'));
  if (channel.archived) throw new SlackError('is_archived');
  const users = args.list('users');
  if (users.length === 0) throw new SlackError('no_user');
  if (users.length > 100) throw new SlackError('too_many_users');
  const refusal = (user: string): string | undefined => {
    if (user === workspace.world.botUserId) return 'cant_invite_self';
    if (!workspace.users.has(user)) return 'user_not_found';
    return channel.members.has(user) ? 'already_in_channel' : undefined;
  };
  const errors = users.flatMap((user) => {
    const error = refusal(user);
    return error ? [{ user, ok: false, error }] : [];
  });
  // Without `force` one bad name stops all; with it the good ones come in and the answer is still an error.
  const invited = errors.length > 0 && !args.flag('force') ? [] : users.filter((user) => refusal(user) === undefined);
  for (const user of invited) join(workspace, channel, user, workspace.world.botUserId);
  if (errors[0]) throw new SlackError(errors[0].error, [], { errors });
  return { channel: shown(workspace, channel) };
}

/** Makes someone a member; the app is told. */
export function join(workspace: Workspace, channel: Channel, user: string, inviter?: string) {
  channel.members.add(user);
  workspace.changed({ kind: 'channel', channel: channel.id });
  const at = { channel: channel.id, channel_type: channel.kind === 'group' ? 'G' : 'C', event_ts: workspace.ts() };
  const event = { type: 'member_joined_channel', user, team: workspace.world.teamId, ...at };
  return workspace.tell({ ...event, ...(inviter && { inviter }) }, channel);
}

const set =
  (field: 'topic' | 'purpose'): Method =>
  (workspace, args) => {
    const channel = reachable(workspace, args.need('channel'));
    const value = args.text(field) ?? '';
    if (value.length > 250) throw new SlackError('too_long');
    channel[field] = value;
    workspace.changed({ kind: 'channel', channel: channel.id });
    return { channel: shown(workspace, channel), [field]: value };
  };

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
  'conversations.create': (workspace, args) => {
    const name = freeName(workspace, args.need('name'));
    const bot = workspace.world.botUserId;
    const channel = workspace.open(newId('C'), name, args.flag('is_private') ? 'group' : 'channel', [bot], bot);
    return { channel: shown(workspace, channel) };
  },
  'conversations.invite': invite,
  'conversations.join': (workspace, args) => {
    const channel = workspace.channel(args.need('channel'));
    if (channel.kind !== 'channel') throw new SlackError('method_not_supported_for_channel_type');
    if (!channel.members.has(workspace.world.botUserId)) join(workspace, channel, workspace.world.botUserId);
    return { channel: shown(workspace, channel) };
  },
  'conversations.setTopic': set('topic'),
  'conversations.setPurpose': set('purpose'),
  'conversations.archive': (workspace, args) => {
    const channel = reachable(workspace, args.need('channel'));
    if (channel.archived) throw new SlackError('already_archived');
    channel.archived = true;
    workspace.changed({ kind: 'channel', channel: channel.id });
    return {};
  },
  'conversations.rename': (workspace, args) => {
    const channel = reachable(workspace, args.need('channel'));
    channel.name = freeName(workspace, args.need('name'));
    workspace.changed({ kind: 'channel', channel: channel.id });
    return { channel: shown(workspace, channel) };
  },
};
