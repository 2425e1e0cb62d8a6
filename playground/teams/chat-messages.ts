// Messages as Graph lists them.
import type { Answer, Call } from './listener.ts';
import { findUser, type Tenant } from './tenant.ts';
import { type Attachment, botId, type Conversation, type Json, type Message } from './world.ts';

/** Last modified first, as Graph does unless told; 20 a page unless `$top` (at most 50) says otherwise. */
export function listing(
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
  const value = all.sort(lastModifiedFirst).slice(start, start + size);
  const next = { '@odata.nextLink': `${address}?$top=${size}&$skiptoken=${start + size}` };
  const body = { ...(start + size < all.length ? next : {}), value: value.map((each) => chatMessage(tenant, each)) };
  return { status: 200, body };
}

const lastModifiedFirst = (a: Message, b: Message) =>
  b.modified.getTime() - a.modified.getTime() || Number(b.id) - Number(a.id);

/** https://learn.microsoft.com/graph/api/resources/chatmessage */
export function chatMessage({ world }: Tenant, message: Message): Json {
  const attachments = message.attachments.map((each, index) => attachment(message, each, index));
  const marks = attachments.map(({ id }) => `<attachment id="${id}"></attachment>`);
  const user = findUser(world, message.from);
  return {
    id: message.id,
    replyToId: message.root ?? null,
    createdDateTime: message.at.toISOString(),
    lastModifiedDateTime: message.modified.toISOString(),
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
