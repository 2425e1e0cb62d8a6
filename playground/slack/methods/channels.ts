// conversations.*: making channels, saying what they are for, bringing people in, archiving.
import type { Args } from '../args.ts';
import type { Workspace } from '../workspace.ts';
import type { Channel, Json } from '../world.ts';
import { newId, SlackError } from '../world.ts';
import { type Method, reachable } from './chat.ts';

export function shown({ world }: Workspace, channel: Channel): Json {
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

/** Slack takes lower-case letters of any script, digits, `-`, `_`, at most 80. */
function properName(name: string): string {
  if (name.length > 80) throw new SlackError('invalid_name_maxlength');
  if (!/^[\p{Ll}\p{Lo}\p{M}\p{N}_-]+$/u.test(name)) throw new SlackError('invalid_name_specials');
  return name;
}

/** Private channels take a name too, and so do archived ones. */
function freeName(workspace: Workspace, name: string): string {
  properName(name);
  if ([...workspace.channels.values()].some((channel) => channel.name === name)) throw new SlackError('name_taken');
  return name;
}

/** An event about a channel as a whole: those of private ones begin with another word. */
function tellOf(workspace: Workspace, channel: Channel, what: 'archive' | 'unarchive'): void {
  const type = `${channel.kind === 'group' ? 'group' : 'channel'}_${what}`;
  void workspace.tell(
    { type, channel: channel.id, user: workspace.world.botUserId, event_ts: workspace.ts() },
    channel,
  );
}

/** The line with which Slack itself tells in the channel what was done. The app hears it; it is not kept. */
function line(workspace: Workspace, channel: Channel, subtype: string, user: string, more: Json): void {
  const ts = workspace.ts();
  const at = { ts, event_ts: ts, channel: channel.id, channel_type: channel.kind };
  void workspace.tell({ type: 'message', subtype, user, ...more, ...at }, channel);
}

function create(workspace: Workspace, args: Args): Json {
  if (workspace.world.restricted) throw new SlackError('restricted_action');
  const name = freeName(workspace, args.need('name'));
  const creator = workspace.world.botUserId;
  const kind = args.flag('is_private') ? 'group' : 'channel';
  const channel = workspace.open(newId('C'), name, kind, [creator], creator);
  const { id, created } = channel;
  // Of private channels nobody is told.
  if (kind === 'channel')
    void workspace.tell({ type: 'channel_created', channel: { id, name, created, creator }, event_ts: workspace.ts() });
  return { channel: shown(workspace, channel) };
}

function refusalOf(workspace: Workspace, channel: Channel, id: string): string | undefined {
  const { botUserId, teamId } = workspace.world;
  if (id === botUserId) return 'cant_invite_self';
  const user = workspace.users.get(id);
  if (!user) return 'user_not_found';
  if (channel.members.has(id)) return 'already_in_channel';
  if (user.uninvitable) return user.uninvitable;
  if (user.deleted) return 'cant_invite';
  const elsewhere = user.teamId !== undefined && user.teamId !== teamId && !user.enterpriseTeams?.includes(teamId);
  return elsewhere ? 'no_external_invite_permission' : undefined;
}

function invite(workspace: Workspace, args: Args): Json {
  const channel = reachable(workspace, args.need('channel'));
  if (channel.archived) throw new SlackError('is_archived');
  const users = args.list('users');
  if (users.length === 0) throw new SlackError('no_user');
  if (users.length > 100) throw new SlackError('too_many_users');
  const errors = users.flatMap((user) => {
    const error = refusalOf(workspace, channel, user);
    return error ? [{ user, ok: false, error }] : [];
  });
  // Without `force` one bad name stops all; with it the good ones come in and the answer is still an error.
  const stopped = errors.length > 0 && !args.flag('force');
  const invited = stopped ? [] : users.filter((user) => refusalOf(workspace, channel, user) === undefined);
  for (const user of invited) join(workspace, channel, user, workspace.world.botUserId);
  if (errors[0]) throw new SlackError(errors[0].error, [], { errors });
  return { channel: shown(workspace, channel) };
}

/** Makes someone a member; the app is told. */
export function join(workspace: Workspace, channel: Channel, user: string, inviter?: string) {
  channel.members.add(user);
  workspace.changed({ kind: 'channel', channel: channel.id });
  const by = inviter ? { inviter } : {};
  line(workspace, channel, 'channel_join', user, { text: `<@${user}> has joined the channel`, ...by });
  const at = { channel: channel.id, channel_type: channel.kind === 'group' ? 'G' : 'C', event_ts: workspace.ts() };
  const event = { type: 'member_joined_channel', user, team: workspace.world.teamId, ...at };
  return workspace.tell({ ...event, ...by }, channel);
}

const set =
  (field: 'topic' | 'purpose'): Method =>
  (workspace, args) => {
    const channel = reachable(workspace, args.need('channel'));
    if (channel.archived) throw new SlackError('is_archived');
    const value = args.text(field) ?? '';
    if (value.length > 250) throw new SlackError('too_long');
    channel[field] = value;
    workspace.changed({ kind: 'channel', channel: channel.id });
    const text = `set the channel ${field}: ${value}`;
    line(workspace, channel, `channel_${field}`, workspace.world.botUserId, { text, [field]: value });
    return { channel: shown(workspace, channel), [field]: value };
  };

/** One that is there for the bot, member or not: whoever opens an archived channel comes into it. */
function unarchive(workspace: Workspace, args: Args): Json {
  const { botUserId } = workspace.world;
  const channel = workspace.channel(args.need('channel'));
  if (channel.kind === 'im') throw new SlackError('method_not_supported_for_channel_type');
  if (channel.kind === 'group' && !channel.members.has(botUserId)) throw new SlackError('channel_not_found');
  if (!channel.archived) throw new SlackError('not_archived');
  channel.archived = false;
  channel.members.add(botUserId);
  workspace.changed({ kind: 'channel', channel: channel.id });
  tellOf(workspace, channel, 'unarchive');
  return {};
}

export const channels: Record<string, Method> = {
  'conversations.create': create,
  'conversations.invite': invite,
  'conversations.join': (workspace, args) => {
    const channel = workspace.channel(args.need('channel'));
    if (channel.kind !== 'channel') throw new SlackError('method_not_supported_for_channel_type');
    if (channel.archived) throw new SlackError('is_archived');
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
    tellOf(workspace, channel, 'archive');
    return {};
  },
  'conversations.unarchive': unarchive,
  'conversations.rename': (workspace, args) => {
    const channel = reachable(workspace, args.need('channel'));
    channel.name = freeName(workspace, args.need('name'));
    workspace.changed({ kind: 'channel', channel: channel.id });
    return { channel: shown(workspace, channel) };
  },
};
