// Graph's chats: made, entered by people and by the bot, read.
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { listing } from './chat-messages.ts';
import { type GraphRoute, read } from './graph.ts';
import type { Answer, Call, Route } from './listener.ts';
import { Refused } from './refused.ts';
import { findUser, openConversation, personalId, type Tenant } from './tenant.ts';
import type { Conversation } from './world.ts';

const memberSchema = z.looseObject({ 'user@odata.bind': z.string() });
const chatSchema = z.looseObject({
  chatType: z.literal('group'),
  topic: z.string().max(250).optional(),
  members: z.array(memberSchema).min(1).max(250),
});

const CHAT = 'chats/([^/]+)';

export function chatRoutes(tenant: Tenant, route: GraphRoute): Route[] {
  const needOf = (call: Call) => (chatOf(tenant, call).type === 'personal' ? 'personalMessages' : 'chatMessages');
  return [
    route('POST', 'chats', 'people', (call) => createChat(tenant, call)),
    route('POST', `${CHAT}/installedApps`, 'people', (call) => {
      chatOf(tenant, call).bot = true;
      tenant.changed();
      return { status: 201 };
    }),
    route('POST', `${CHAT}/members`, 'people', (call) => {
      const chat = chatOf(tenant, call);
      const user = bound(tenant, read(memberSchema, call));
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

function chatOf(tenant: Tenant, { params: [id = ''] }: Call): Conversation {
  const user = tenant.world.users.find((each) => personalGraphId(tenant, each.aadObjectId) === id);
  const chat = tenant.conversations.get(user ? personalId(tenant.world, user) : id);
  // Graph knows a personal chat by its own name only, not by the bot's `a:…`.
  if (!chat || chat.type === 'channel' || chat.id.startsWith('a:') !== (user !== undefined))
    throw new Refused(404, 'NotFound', 'No such chat');
  return chat;
}

const personalGraphId = ({ world }: Tenant, aad: string) => `19:${aad}_${world.appId}@unq.gbl.spaces`;
