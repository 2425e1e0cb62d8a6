// Bot Connector v3: what the bot may do in conversations. https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference
import { z } from 'zod';
import { checkCard } from './cards.ts';
import type { Limit } from './limits.ts';
import type { Answer, Call, Route } from './listener.ts';
import { Refused } from './refused.ts';
import { edit, findUser, personalId, post, remove, type Said, type Tenant, threadOf } from './tenant.ts';
import { botId, type Conversation, conversationId, type Message, type Place, parseConversationId } from './world.ts';

const MAX_BYTES = 100 * 1024;
const CARD = 'application/vnd.microsoft.card.adaptive';

const activitySchema = z.looseObject({
  type: z.string(),
  text: z.string().optional(),
  textFormat: z.string().optional(),
  attachments: z.array(z.looseObject({ contentType: z.string(), content: z.unknown() })).optional(),
  entities: z.array(z.looseObject({ type: z.string() })).optional(),
  recipient: z.looseObject({ id: z.string() }).optional(),
});
type Outgoing = z.infer<typeof activitySchema>;

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
  const limited = (id = '') => limit(conversationId(parseConversationId(id)));
  const route = (method: string, path: string, answer: Route['answer']): Route => ({
    method,
    path: new RegExp(`^${path}$`),
    answer,
  });
  return [
    route('POST', '/connector/v3/conversations/?', (call) => create(tenant, limited, serviceUrl, call)),
    route('POST', `${ID}/activities/?`, (call) => {
      limited(call.params[0]);
      return send(tenant, placeOf(tenant, call.params[0]), call);
    }),
    route('POST', `${ID}/activities/([^/]+)`, (call) => {
      limited(call.params[0]);
      placeOf(tenant, call.params[0]);
      return send(tenant, threadOf(tenant, messageOf(tenant, call)), call);
    }),
    route('PUT', `${ID}/activities/([^/]+)`, (call) => {
      limited(call.params[0]);
      const message = ownMessage(tenant, call);
      edit(tenant, message, contentOf(checked(call)));
      return { status: 200, body: { id: message.id } };
    }),
    route('DELETE', `${ID}/activities/([^/]+)`, (call) => {
      limited(call.params[0]);
      remove(tenant, ownMessage(tenant, call));
      return { status: 200 };
    }),
  ];
}

function create(tenant: Tenant, limited: (id: string) => void, serviceUrl: string, call: Call): Answer {
  const { members, tenantId, channelData, activity } = parsed(creationSchema, call);
  if (activity) checkSize(call);
  const channel = channelData?.channel?.id ?? channelData?.teamsChannelId;
  if (channel !== undefined) {
    const place = placeOf(tenant, channel);
    limited(place.conversation);
    if (!activity) throw new Refused(400, 'BadSyntax', 'A channel thread begins with an activity');
    const message = say(tenant, place, checkedContent(activity));
    return { status: 201, body: { id: `${channel};messageid=${message.id}`, activityId: message.id, serviceUrl } };
  }
  const asked = members?.length === 1 ? members[0] : undefined;
  if (!asked) throw new Refused(400, 'BadArgument', 'Only chats with one member can be created');
  if ((tenantId ?? channelData?.tenant?.id) !== tenant.world.tenantId)
    throw new Refused(400, 'BadArgument', 'Tenant id is missing or not this one');
  const user = findUser(tenant.world, asked.id);
  if (!user) throw new Refused(400, 'BadSyntax', 'Failed to decrypt pairwise id');
  const place = placeOf(tenant, personalId(tenant.world, user));
  limited(place.conversation);
  const message = activity && say(tenant, place, checkedContent(activity));
  return { status: 201, body: { id: place.conversation, serviceUrl, ...(message ? { activityId: message.id } : {}) } };
}

function send(tenant: Tenant, place: Place, call: Call): Answer {
  const activity = checked(call);
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

const say = (tenant: Tenant, place: Place, said: Omit<Said, 'from'>): Message =>
  post(tenant, place, { from: botId(tenant.world), ...said });

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

function checked(call: Call): Outgoing {
  checkSize(call);
  const activity = parsed(activitySchema, call);
  if (activity.type !== 'typing') checkedContent(activity);
  return activity;
}

function checkSize({ body }: Call): void {
  // Teams counts two bytes a character (UTF-16).
  if (JSON.stringify(body ?? '').length * 2 > MAX_BYTES)
    throw new Refused(413, 'MessageSizeTooBig', 'Message size too large.');
}

function checkedContent(activity: Outgoing): Omit<Said, 'from'> {
  if (activity.type !== 'message') throw new Refused(400, 'BadSyntax', `Unknown activity type ${activity.type}`);
  if (!activity.text && !activity.attachments?.length) throw new Refused(400, 'BadSyntax', 'Message is empty');
  for (const { contentType, content } of activity.attachments ?? []) if (contentType === CARD) checkCard(content);
  for (const { type, text } of activity.entities ?? []) {
    if (type === 'mention' && typeof text === 'string' && !activity.text?.includes(text))
      throw new Refused(400, 'BadArgument', `The mention ${text} is not in the text`);
  }
  return contentOf(activity);
}

const contentOf = ({ text, textFormat, attachments, entities }: Outgoing): Omit<Said, 'from'> => ({
  text,
  textFormat,
  attachments,
  entities,
});

function parsed<T>(schema: z.ZodType<T>, { body }: Call): T {
  const result = schema.safeParse(body);
  if (!result.success) throw new Refused(400, 'BadSyntax', z.prettifyError(result.error));
  return result.data;
}
