// Bot Connector v3: what the bot may do in conversations. https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference
import { z } from 'zod';
import type { Limit } from './limits.ts';
import type { Answer, Call, Route } from './listener.ts';
import { activitySchema, checkContent, contentOf, type Outgoing, outgoing, parsed } from './outgoing.ts';
import { Refused } from './refused.ts';
import { edit, findUser, personalId, post, remove, type Said, type Tenant, threadOf } from './tenant.ts';
import { botId, type Conversation, type Message, type Place, parseConversationId } from './world.ts';

const creationSchema = z.looseObject({
  isGroup: z.boolean().optional(),
  tenantId: z.string().optional(),
  members: z.array(z.looseObject({ id: z.string() })).optional(),
  channelData: z
    .looseObject({
      tenant: z.looseObject({ id: z.string() }).optional(),
      channel: z.looseObject({ id: z.string() }).optional(),
      teamsChannelId: z.string().optional(),
    })
    .optional(),
  activity: activitySchema.optional(),
});

const ID = '/connector/v3/conversations/([^/]+)';

export function connectorRoutes(tenant: Tenant, limit: Limit, serviceUrl: string): Route[] {
  const limited = ({ params: [id = ''] }: Call) => limit(id);
  const route = (method: string, path: string, answer: Route['answer']): Route => ({
    method,
    path: new RegExp(`^${path}$`),
    answer,
  });
  return [
    route('POST', '/connector/v3/conversations/?', (call) => create(tenant, limit, serviceUrl, call)),
    route('POST', `${ID}/activities/?`, (call) => {
      limited(call);
      return send(tenant, placeOf(tenant, call.params[0]), call);
    }),
    route('POST', `${ID}/activities/([^/]+)`, (call) => {
      limited(call);
      placeOf(tenant, call.params[0]);
      return send(tenant, threadOf(tenant, messageOf(tenant, call)), call);
    }),
    route('PUT', `${ID}/activities/([^/]+)`, (call) => {
      limited(call);
      const message = ownMessage(tenant, call);
      edit(tenant, message, contentOf(outgoing(call)));
      return { status: 200, body: { id: message.id } };
    }),
    route('DELETE', `${ID}/activities/([^/]+)`, (call) => {
      limited(call);
      remove(tenant, ownMessage(tenant, call));
      return { status: 200 };
    }),
  ];
}

function create(tenant: Tenant, limit: Limit, serviceUrl: string, call: Call): Answer {
  const { members, tenantId, channelData, activity } = parsed(creationSchema, call);
  if (activity) checkContent(activity);
  const channel = channelData?.channel?.id ?? channelData?.teamsChannelId;
  if (channel !== undefined) {
    const place = placeOf(tenant, channel);
    limit(place.conversation);
    if (!activity) throw new Refused(400, 'BadSyntax', 'A channel thread begins with an activity');
    const message = say(tenant, place, contentOf(activity));
    return { status: 201, body: { id: `${channel};messageid=${message.id}`, activityId: message.id, serviceUrl } };
  }
  const asked = members?.length === 1 ? members[0] : undefined;
  if (!asked) throw new Refused(400, 'BadArgument', 'Only chats with one member can be created');
  if ((tenantId ?? channelData?.tenant?.id) !== tenant.world.tenantId)
    throw new Refused(400, 'BadArgument', 'Tenant id is missing or not this one');
  const user = findUser(tenant.world, asked.id);
  if (!user) throw new Refused(400, 'BadSyntax', 'Failed to decrypt pairwise id');
  const place = placeOf(tenant, personalId(tenant.world, user));
  limit(place.conversation);
  const message = activity && say(tenant, place, contentOf(activity));
  return { status: 201, body: { id: place.conversation, serviceUrl, ...(message ? { activityId: message.id } : {}) } };
}

function send(tenant: Tenant, place: Place, call: Call): Answer {
  const activity = outgoing(call);
  if (activity.type === 'typing') return { status: 202, body: {} };
  const targeted = call.query.isTargetedActivity === 'true' ? target(tenant, place, activity) : undefined;
  return { status: 201, body: { id: say(tenant, place, { ...contentOf(activity), targeted }).id } };
}

function target(tenant: Tenant, { conversation: id }: Place, { recipient }: Outgoing): string {
  const conversation = existing(tenant, id);
  if (conversation.type === 'personal')
    throw new Refused(400, 'BadArgument', 'Targeted messages are for channels, group chats and meetings');
  const user = recipient && findUser(tenant.world, recipient.id);
  if (!user || !conversation.members.includes(user.id))
    throw new Refused(400, 'BadArgument', 'The recipient of a targeted message must be in the conversation');
  return user.id;
}

function say(tenant: Tenant, place: Place, said: Omit<Said, 'from'>): Message {
  if (existing(tenant, place.conversation).archived) throw new Refused(403, 'Forbidden', 'The channel is archived.');
  return post(tenant, place, { from: botId(tenant.world), ...said });
}

/** Throws 404 for what does not exist, 403 where the bot is not. */
export function placeOf(tenant: Tenant, id = ''): Place {
  const place = parseConversationId(id);
  const conversation = existing(tenant, place.conversation);
  if (!conversation.bot)
    throw new Refused(403, 'BotNotInConversationRoster', 'The bot is not part of the conversation roster.');
  if (place.root === undefined) return place;
  const root = tenant.messages.get(place.root);
  if (!root || root.conversation !== conversation.id) throw new Refused(404, 'ConversationNotFound', 'No such thread');
  return threadOf(tenant, root);
}

function existing(tenant: Tenant, id: string): Conversation {
  const conversation = tenant.conversations.get(id);
  if (!conversation) throw new Refused(404, 'ConversationNotFound', `Conversation ${id} not found.`);
  return conversation;
}

function messageOf(tenant: Tenant, { params: [id = '', activityId = ''] }: Call): Message {
  const message = tenant.messages.get(activityId);
  if (!message || message.deleted || message.conversation !== parseConversationId(id).conversation)
    throw new Refused(404, 'ActivityNotFoundInConversation', `Activity ${activityId} not found.`);
  return message;
}

function ownMessage(tenant: Tenant, call: Call): Message {
  placeOf(tenant, call.params[0]);
  const message = messageOf(tenant, call);
  if (message.from !== botId(tenant.world)) throw new Refused(403, 'Forbidden', 'The message is not the bot’s.');
  // A targeted message is another kind of activity: its calls carry the same mark.
  if ((message.targeted !== undefined) !== (call.query.isTargetedActivity === 'true'))
    throw new Refused(404, 'ActivityNotFoundInConversation', 'isTargetedActivity does not fit the message');
  return message;
}
