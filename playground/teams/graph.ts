// The Microsoft Graph calls that rooms and looking for a message need, each only with consent.
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Answer, Call, Route } from './listener.ts';
import { Refused } from './refused.ts';
import { findUser, openConversation, personalId, type Tenant } from './tenant.ts';
import { type Attachment, botId, type Conversation, type Json, type Message } from './world.ts';

/** What the administrator has agreed to; a call without consent is answered with 403. */
export interface Consents {
  /** Channel.Create.Group and ChannelSettings.ReadWrite.Group */
  channels: boolean;
  /** ChannelMessage.Read.Group */
  channelMessages: boolean;
  /** ChatMessage.Read.Chat: group chats that the bot is in */
  chatMessages: boolean;
  /** Chat.Read.All: needs the whole tenant's consent, so it is not there by default */
  personalMessages: boolean;
  /** Chat.Create, TeamsAppInstallation.ReadWriteForChat.All, TeamMember.ReadWrite.All */
  people: boolean;
}

export const USUAL_CONSENTS: Consents = {
  channels: true,
  channelMessages: true,
  chatMessages: true,
  personalMessages: false,
  people: true,
};

const FORBIDDEN_IN_NAMES = /[~#%&*{}+/\\:<>?|'",]|^[_.]/;
const MAX_NAME = 50;

const channelSchema = z.looseObject({ displayName: z.string(), description: z.string().max(1024).optional() });
const memberSchema = z.looseObject({ 'user@odata.bind': z.string() });
const chatSchema = z.looseObject({
  chatType: z.literal('group'),
  topic: z.string().max(250).optional(),
  members: z.array(memberSchema).min(1).max(250),
});

export function graphRoutes(tenant: Tenant, consents: Consents): Route[] {
  const route = (method: string, path: string, need: keyof Consents, answer: (call: Call) => Answer): Route => ({
    method,
    path: new RegExp(`^/graph/v1\\.0/${path}$`),
    answer(call) {
      if (!consents[need]) throw new Refused(403, 'Forbidden', `Missing role permissions on the request: ${need}`);
      return answer(call);
    },
  });
  const team = 'teams/([^/]+)';
  const channel = `${team}/channels/([^/]+)`;
  return [
    route('POST', `${team}/channels`, 'channels', (call) => createChannel(tenant, call)),
    route('GET', `${team}/channels`, 'channels', ({ params: [id] }) => {
      checkTeam(tenant, id);
      return { status: 200, body: { value: channels(tenant).map((each) => describe(tenant, each)) } };
    }),
    route('GET', channel, 'channels', (call) => ({ status: 200, body: describe(tenant, channelOf(tenant, call)) })),
    route('PATCH', channel, 'channels', (call) => {
      const found = channelOf(tenant, call);
      const change = read(channelSchema.partial(), call);
      if (change.displayName !== undefined) found.name = freeName(tenant, change.displayName, found);
      found.description = change.description ?? found.description;
      tenant.changed();
      return { status: 204 };
    }),
    route('GET', `${channel}/messages`, 'channelMessages', (call) =>
      listing(tenant, call, channelOf(tenant, call), ({ root }) => root === undefined),
    ),
    route('GET', `${channel}/messages/([^/]+)/replies`, 'channelMessages', (call) =>
      listing(tenant, call, channelOf(tenant, call), ({ root }) => root === call.params[2]),
    ),
    {
      method: 'GET',
      path: /^\/graph\/v1\.0\/chats\/([^/]+)\/messages$/,
      answer(call) {
        const chat = chatOf(tenant, call);
        const need = chat.type === 'personal' ? 'personalMessages' : 'chatMessages';
        if (!consents[need]) throw new Refused(403, 'Forbidden', `Missing role permissions on the request: ${need}`);
        return listing(tenant, call, chat, () => true);
      },
    },
    route('POST', 'chats', 'people', (call) => createChat(tenant, call)),
    route('POST', 'chats/([^/]+)/installedApps', 'people', (call) => {
      chatOf(tenant, call).bot = true;
      tenant.changed();
      return { status: 201 };
    }),
    route('POST', 'chats/([^/]+)/members', 'people', (call) => {
      const chat = chatOf(tenant, call);
      const user = bound(tenant, read(memberSchema, call));
      if (!chat.members.includes(user)) chat.members.push(user);
      tenant.changed();
      return { status: 201 };
    }),
  ];
}

function createChannel(tenant: Tenant, call: Call): Answer {
  checkTeam(tenant, call.params[0]);
  const { displayName, description = '' } = read(channelSchema, call);
  const name = freeName(tenant, displayName);
  const id = `19:${randomBytes(16).toString('hex')}@thread.tacv2`;
  const members = tenant.world.users.map((user) => user.id);
  const channel = openConversation(tenant, { id, name, description, type: 'channel', members });
  return { status: 201, body: describe(tenant, channel) };
}

/** The name, if the rules and the other channels allow it. */
function freeName(tenant: Tenant, name: string, own?: Conversation): string {
  if (name === '' || name.length > MAX_NAME || FORBIDDEN_IN_NAMES.test(name))
    throw new Refused(400, 'BadRequest', `Invalid channel name "${name}"`);
  const taken = channels(tenant).some((each) => each !== own && each.name.toLowerCase() === name.toLowerCase());
  if (taken) throw new Refused(400, 'BadRequest', 'Channel name already existed, please use other name.');
  return name;
}

function createChat(tenant: Tenant, call: Call): Answer {
  const { topic = '', members } = read(chatSchema, call);
  const id = `19:${randomBytes(16).toString('hex')}@thread.v2`;
  const users = members.map((each) => bound(tenant, each));
  // The bot is not in it until it is installed there.
  const chat = openConversation(tenant, { id, name: topic, type: 'groupChat', members: users, bot: false });
  const body = { id, topic, chatType: 'group', createdDateTime: chat.createdAt.toISOString() };
  return { status: 201, body };
}

/** The user that a binding such as `https://graph.microsoft.com/v1.0/users('…')` names. */
function bound(tenant: Tenant, { 'user@odata.bind': binding }: z.infer<typeof memberSchema>): string {
  const user = findUser(tenant.world, /users(?:\('|\/)([^')]+)/.exec(binding)?.[1] ?? '');
  if (!user) throw new Refused(400, 'BadRequest', `No such user: ${binding}`);
  return user.id;
}

const channels = (tenant: Tenant) => [...tenant.conversations.values()].filter(({ type }) => type === 'channel');

function describe({ world }: Tenant, { id, name, description, createdAt }: Conversation): Json {
  const link = `https://teams.microsoft.com/l/channel/${encodeURIComponent(id)}/${encodeURIComponent(name)}`;
  const webUrl = `${link}?groupId=${world.team.id}&tenantId=${world.tenantId}`;
  const createdDateTime = createdAt.toISOString();
  return { id, displayName: name, description, createdDateTime, membershipType: 'standard', webUrl };
}

function checkTeam(tenant: Tenant, id: string | undefined): void {
  if (id !== tenant.world.team.id) throw new Refused(404, 'NotFound', `No team found with Group Id ${id}`);
}

function channelOf(tenant: Tenant, { params: [team, id = ''] }: Call): Conversation {
  checkTeam(tenant, team);
  const found = tenant.conversations.get(id);
  if (found?.type !== 'channel') throw new Refused(404, 'NotFound', 'No such channel');
  return found;
}

function chatOf(tenant: Tenant, { params: [id = ''] }: Call): Conversation {
  const user = tenant.world.users.find((each) => personalGraphId(tenant, each.aadObjectId) === id);
  const chat = tenant.conversations.get(user ? personalId(tenant.world, user) : id);
  // Graph knows a personal chat by its own name only, not by the bot's `a:…`.
  if (!chat || chat.type === 'channel' || chat.id.startsWith('a:') !== (user !== undefined))
    throw new Refused(404, 'NotFound', 'No such chat');
  return chat;
}

const personalGraphId = ({ world }: Tenant, aad: string) => `19:${aad}_${world.appId}@unq.gbl.spaces`;

/** Newest first, 20 a page unless `$top` (at most 50) says otherwise. */
function listing(
  tenant: Tenant,
  { query, address }: Call,
  place: Conversation,
  want: (message: Message) => boolean,
): Answer {
  const all = [...tenant.messages.values()].filter(
    (message) => message.conversation === place.id && message.targeted === undefined && want(message),
  );
  const start = Number(query.$skiptoken ?? 0);
  const size = Math.min(Number(query.$top ?? 20), 50);
  const value = all.reverse().slice(start, start + size);
  const next = { '@odata.nextLink': `${address}?$top=${size}&$skiptoken=${start + size}` };
  const body = { ...(start + size < all.length ? next : {}), value: value.map((each) => chatMessage(tenant, each)) };
  return { status: 200, body };
}

/** https://learn.microsoft.com/graph/api/resources/chatmessage */
export function chatMessage({ world }: Tenant, message: Message): Json {
  const attachments = message.attachments.map((each, index) => attachment(message, each, index));
  const marks = attachments.map(({ id }) => `<attachment id="${id}"></attachment>`);
  const user = findUser(world, message.from);
  return {
    id: message.id,
    replyToId: message.root ?? null,
    createdDateTime: message.at.toISOString(),
    lastEditedDateTime: message.edited?.toISOString() ?? null,
    deletedDateTime: message.deleted?.toISOString() ?? null,
    messageType: 'message',
    from: {
      user: user ? { id: user.aadObjectId, displayName: user.name, userIdentityType: 'aadUser' } : null,
      application:
        message.from === botId(world)
          ? { id: world.appId, displayName: world.botName, applicationIdentityType: 'bot' }
          : null,
    },
    body: message.deleted
      ? { contentType: 'text', content: '' }
      : { contentType: 'html', content: [message.text, ...marks].join('') },
    attachments: message.deleted ? [] : attachments,
  };
}

const attachment = ({ id }: Message, { contentType, content }: Attachment, index: number): Json => ({
  id: `${id}-${index}`,
  contentType,
  content: typeof content === 'string' ? content : JSON.stringify(content),
});

function read<T>(schema: z.ZodType<T>, { body }: Call): T {
  const result = schema.safeParse(body);
  if (!result.success) throw new Refused(400, 'BadRequest', z.prettifyError(result.error));
  return result.data;
}
