// Activities as Teams writes them. https://learn.microsoft.com/microsoftteams/platform/bots/build-conversational-capability
import { randomUUID } from 'node:crypto';
import { DateTime } from 'luxon';
import { findUser, type Tenant } from './tenant.ts';
import {
  type Attachment,
  botId,
  conversationId,
  type Json,
  type Message,
  type Place,
  type TeamsUser,
} from './world.ts';

/** Who does something, where, and where the bot calls back. */
export interface Scene {
  tenant: Tenant;
  serviceUrl: string;
  user: TeamsUser;
  place: Place;
}

/** What every activity carries; `more` adds to it or replaces. */
export function activity({ tenant, serviceUrl, user, place }: Scene, type: string, more: Json): Json {
  const { world } = tenant;
  const now = DateTime.fromJSDate(tenant.now());
  const { tz, locale } = user;
  const zoned = tz === undefined ? {} : { localTimestamp: now.setZone(tz).toISO(), localTimezone: tz };
  return {
    type,
    id: `f:${randomUUID()}`,
    timestamp: now.toUTC().toISO(),
    ...zoned,
    serviceUrl,
    channelId: 'msteams',
    from: { id: user.id, name: user.name, aadObjectId: user.aadObjectId },
    conversation: conversation(tenant, user, place),
    recipient: { id: botId(world), name: world.botName },
    entities: [clientInfo(user)],
    channelData: channelData(tenant, user, place),
    locale,
    ...more,
  };
}

const clientInfo = ({ tz, locale }: TeamsUser): Json => ({
  type: 'clientInfo',
  locale,
  country: locale.split('-')[1] ?? 'US',
  platform: 'Web',
  ...(tz === undefined ? {} : { timezone: tz }),
});

function conversation({ world, conversations }: Tenant, user: TeamsUser, place: Place): Json {
  const conversationType = conversations.get(place.conversation)?.type ?? 'channel';
  const group = conversationType === 'personal' ? {} : { isGroup: true };
  return { ...group, conversationType, tenantId: user.tenantId ?? world.tenantId, id: conversationId(place) };
}

function channelData({ world, conversations }: Tenant, user: TeamsUser, { conversation }: Place): Json {
  const tenant = { tenant: { id: user.tenantId ?? world.tenantId } };
  if (conversations.get(conversation)?.type !== 'channel') return tenant;
  const { threadId } = world.team;
  const where = { teamsChannelId: conversation, teamsTeamId: threadId };
  return { ...where, channel: { id: conversation }, team: { id: threadId }, ...tenant };
}

export const mentionOf = (botName: string): string => `<at>${botName}</at>`;

/** A person's words as the bot gets them, also when they are changed or taken back. */
export function messageActivity(scene: Scene, message: Message, quoted: Message | undefined, type = 'message'): Json {
  if (type === 'messageDelete') return activity(scene, type, { id: message.id });
  const html = { contentType: 'text/html', content: htmlOf(scene.tenant, message, quoted) };
  const base = activity(scene, type, {
    id: message.id,
    text: message.text,
    textFormat: 'plain',
    attachments: [html, ...message.attachments],
    ...(message.root === undefined ? {} : { replyToId: message.root }),
  });
  return { ...base, entities: [...message.entities, ...(base.entities as Json[])] };
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string) => text.replace(/[&<>"]/g, (character) => ESCAPES[character] ?? character);

function htmlOf({ world }: Tenant, { text, attachments }: Message, quoted: Message | undefined): string {
  const mention = mentionOf(world.botName);
  const span = `<span itemscope="" itemtype="http://schema.skype.com/Mention" itemid="0">${escaped(world.botName)}</span>`;
  const words = text.split(mention).map(escaped).join(span);
  const shown = attachments
    .filter(({ contentType }) => contentType === 'image/*')
    .map(picture)
    .join('');
  return `<div>${quoted ? quotation(findUser(world, quoted.from)?.name ?? world.botName, quoted) : ''}<div>${words}</div>${shown}</div>`;
}

const picture = ({ contentUrl = '' }: Attachment): string =>
  `<div><img alt="image" src="${contentUrl}" itemscope="png" itemtype="http://schema.skype.com/AMSImage"></div>`;

function quotation(name: string, { id, from, text }: Message): string {
  const head = `<strong itemprop="mri" itemid="${from}">${escaped(name)}</strong><span itemprop="time" itemid="${id}"></span>`;
  const preview = `<p itemprop="preview">${escaped(text.slice(0, 100))}</p>`;
  return `<blockquote itemscope="" itemtype="http://schema.skype.com/Reply" itemid="${id}">${head}${preview}</blockquote>`;
}
