// Graph's chats: made, entered by people and by the bot, read.
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { listing } from './chat-messages.ts';
import { bound, type GraphRoute, read } from './graph.ts';
import type { Answer, Call, Route } from './listener.ts';
import { Refused } from './refused.ts';
import { openConversation, personalId, type Tenant } from './tenant.ts';
import { CHAT_PERMISSIONS, type Conversation, catalogueId } from './world.ts';

const memberSchema = z.looseObject({ 'user@odata.bind': z.string() });
const chatSchema = z.looseObject({
  chatType: z.literal('group'),
  topic: z.string().max(250).optional(),
  members: z.array(memberSchema).min(1).max(250),
});

const installSchema = z.looseObject({
  'teamsApp@odata.bind': z.string(),
  consentedPermissionSet: z
    .looseObject({ resourceSpecificPermissions: z.array(z.looseObject({ permissionValue: z.string() })) })
    .optional(),
});

const CHAT = 'chats/([^/]+)';

export function chatRoutes(tenant: Tenant, route: GraphRoute): Route[] {
  const needOf = (call: Call) => (chatOf(tenant, call).type === 'personal' ? 'personalMessages' : 'chatMessages');
  return [
    route('POST', 'chats', 'chats', (call) => createChat(tenant, call)),
    route('POST', `${CHAT}/installedApps`, 'chats', (call) => install(tenant, call)),
    route('POST', `${CHAT}/members`, 'people', (call) => {
      const chat = chatOf(tenant, call);
      // The chat's own consent, which was given as the app was installed there.
      if (!chat.bot) throw new Refused(403, 'Forbidden', 'The app is not installed in the chat');
      const user = bound(tenant, read(memberSchema, call)['user@odata.bind']);
      if (!chat.members.includes(user)) chat.members.push(user);
      tenant.changed();
      return { status: 201 };
    }),
    route('GET', `${CHAT}/messages`, needOf, (call) => {
      const chat = chatOf(tenant, call);
      if (!chat.bot) throw new Refused(403, 'Forbidden', 'The app is not installed in the chat');
      return listing(tenant, call, chat, () => true);
    }),
  ];
}

function createChat(tenant: Tenant, call: Call): Answer {
  const { topic = '', members } = read(chatSchema, call);
  const id = `19:${randomBytes(16).toString('hex')}@thread.v2`;
  const users = members.map((each) => bound(tenant, each['user@odata.bind']));
  // The bot is not in it until it is installed there.
  const chat = openConversation(tenant, { id, name: topic, type: 'groupChat', members: users, bot: false });
  const webUrl = `https://teams.microsoft.com/l/chat/${encodeURIComponent(id)}/0?tenantId=${tenant.world.tenantId}`;
  const body = { id, topic, chatType: 'group', createdDateTime: chat.createdAt.toISOString(), webUrl };
  return { status: 201, body };
}

function install(tenant: Tenant, call: Call): Answer {
  const chat = chatOf(tenant, call);
  const { 'teamsApp@odata.bind': app, consentedPermissionSet } = read(installSchema, call);
  if (!app.endsWith(`/appCatalogs/teamsApps/${catalogueId(tenant.world)}`))
    throw new Refused(404, 'NotFound', `No such app in the catalogue: ${app}`);
  const consented = consentedPermissionSet?.resourceSpecificPermissions.map(({ permissionValue }) => permissionValue);
  if (String(consented?.sort()) !== String([...CHAT_PERMISSIONS].sort()))
    throw new Refused(400, 'BadRequest', 'The consented permissions are not those that the app asks for');
  if (chat.bot) throw new Refused(409, 'Conflict', 'The app is installed already');
  chat.bot = true;
  tenant.changed();
  tenant.entered(chat);
  return { status: 201 };
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
