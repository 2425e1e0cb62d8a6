// chat.*, reactions.*: what the app writes into channels.
import type { Args } from '../args.ts';
import { named } from '../blocks.ts';
import type { Workspace } from '../workspace.ts';
import { checkContent } from '../workspace.ts';
import type { Block, Channel, Json, Message } from '../world.ts';
import { domainOf, SlackError } from '../world.ts';

export type Method = (workspace: Workspace, args: Args) => Json;

/** A channel that the bot may write to or read: a private one it is not in does not exist for it. */
export function reachable(workspace: Workspace, ref: string): Channel {
  // A user id means that user's direct chat only where a message is posted.
  if (workspace.users.has(ref)) throw new SlackError('channel_not_found');
  const channel = workspace.channel(ref);
  if (channel.members.has(workspace.world.botUserId)) return channel;
  throw new SlackError(channel.kind === 'channel' ? 'not_in_channel' : 'channel_not_found');
}

/** Text, blocks, attachments and metadata of a call, checked; only what was given. */
function content(args: Args): Partial<Message> {
  const blocks = args.json('blocks') as Block[] | undefined;
  const attachments = args.json('attachments') as Json[] | undefined;
  const metadata = args.json('metadata') as Message['metadata'];
  if (metadata && (typeof metadata.event_type !== 'string' || typeof metadata.event_payload !== 'object'))
    throw new SlackError('invalid_metadata_format');
  checkContent({ text: args.text('text') ?? '', blocks, attachments });
  return {
    ...(args.text('text') !== undefined && { text: args.text('text') ?? '' }),
    ...(blocks && { blocks: named(blocks) }),
    ...(attachments && { attachments }),
    ...(metadata && { metadata }),
  };
}

const signed = ({ world }: Workspace) => ({ user: world.botUserId, bot_id: world.botId, app_id: world.appId });

function own(workspace: Workspace, channel: Channel, ts: string, refusal: string): Message {
  const message = workspace.message(channel, ts);
  if (message.bot_id !== workspace.world.botId) throw new SlackError(refusal);
  return message;
}

export const chat: Record<string, Method> = {
  'chat.postMessage': (workspace, args) => {
    const ref = args.need('channel');
    const channel = workspace.users.has(ref) ? workspace.direct(ref) : reachable(workspace, ref);
    const thread_ts = args.text('thread_ts');
    const draft = { text: '', ...signed(workspace), ...content(args), ...(thread_ts && { thread_ts }) };
    const { message } = workspace.post(channel, draft, args.flag('reply_broadcast'));
    return { channel: channel.id, ts: message.ts, message: structuredClone(message) };
  },
  'chat.postEphemeral': (workspace, args) => {
    const channel = reachable(workspace, args.need('channel'));
    const user = args.need('user');
    if (!channel.members.has(user)) throw new SlackError('user_not_in_channel');
    const thread_ts = args.text('thread_ts');
    const { metadata: _none, ...rest } = content(args);
    const shown = { text: '', user, channel: channel.id, by: 'app' as const, ...rest, ...(thread_ts && { thread_ts }) };
    return { message_ts: workspace.whisper(shown).ts };
  },
  'chat.update': (workspace, args) => {
    const channel = reachable(workspace, args.need('channel'));
    const { ts } = own(workspace, channel, args.need('ts'), 'cant_update_message');
    const given = content(args);
    // Text alone takes the place of earlier blocks, and only it counts as an edit that people are shown.
    const change = given.blocks || given.text === undefined ? given : { ...given, blocks: undefined };
    const { message } = workspace.edit(channel, ts, workspace.world.botUserId, change, !given.blocks);
    return { channel: channel.id, ts, text: message.text, message: structuredClone(message) };
  },
  'chat.delete': (workspace, args) => {
    const channel = reachable(workspace, args.need('channel'));
    const { ts } = own(workspace, channel, args.need('ts'), 'cant_delete_message');
    workspace.remove(channel, ts);
    return { channel: channel.id, ts };
  },
  'chat.getPermalink': (workspace, args) => {
    const channel = workspace.channel(args.need('channel'));
    const { ts } = workspace.message(channel, args.need('message_ts'));
    const host = `https://${domainOf(workspace.world.teamName)}.slack.com`;
    return { channel: channel.id, permalink: `${host}/archives/${channel.id}/p${ts.replace('.', '')}` };
  },
  'reactions.add': (workspace, args) => {
    const channel = reachable(workspace, args.need('channel'));
    const message = workspace.message(channel, args.need('timestamp'));
    react(workspace, channel, message, workspace.world.botUserId, args.need('name'));
    return {};
  },
};

/** Adds a reaction and tells the app; refuses the same one twice. */
export function react(workspace: Workspace, channel: Channel, message: Message, user: string, name: string) {
  message.reactions ??= [];
  const reaction = message.reactions.find((each) => each.name === name) ?? { name, users: [], count: 0 };
  if (reaction.count === 0) message.reactions.push(reaction);
  if (reaction.users.includes(user)) throw new SlackError('already_reacted');
  reaction.users.push(user);
  reaction.count += 1;
  workspace.changed({ kind: 'message', channel: channel.id });
  const item = { type: 'message', channel: channel.id, ts: message.ts };
  const event = {
    type: 'reaction_added',
    user,
    reaction: name,
    item,
    item_user: message.user,
    event_ts: workspace.ts(),
  };
  return workspace.tell(event, channel);
}
