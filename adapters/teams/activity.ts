// The Activity protocol's JSON, as far as Muster reads it. https://github.com/microsoft/Agents/blob/main/specs/activity/protocol-activity.md
import { z } from 'zod';

const account = z.object({
  id: z.string().min(1),
  name: z.string().nullish(),
  aadObjectId: z.string().nullish(),
  role: z.string().nullish(),
  /** Only this one sees the message. */
  isTargeted: z.boolean().nullish(),
});

const entity = z.object({
  type: z.string().nullish(),
  text: z.string().nullish(),
  mentioned: z.object({ id: z.string().nullish(), name: z.string().nullish() }).nullish(),
  timezone: z.string().nullish(),
  locale: z.string().nullish(),
});

const named = z.object({ id: z.string().nullish() });

export const activitySchema = z.object({
  type: z.string(),
  id: z.string().nullish(),
  timestamp: z.coerce.date().nullish().catch(null),
  channelId: z.string().nullish(),
  serviceUrl: z.string(),
  from: account,
  recipient: account,
  conversation: z.object({
    id: z.string().min(1),
    conversationType: z.string().nullish(),
    tenantId: z.string().nullish(),
  }),
  channelData: z
    .object({
      tenant: named.nullish(),
      /** Of a changed or deleted message: which of the two, or that it is back. */
      eventType: z.string().nullish(),
      channel: named.nullish(),
      team: named.extend({ aadGroupId: z.string().nullish() }).nullish(),
    })
    .nullish(),
  text: z.string().nullish(),
  value: z.unknown().optional(),
  /** Of an invoke: which. */
  name: z.string().nullish(),
  /** Of an installation: add or remove. */
  action: z.string().nullish(),
  replyToId: z.string().nullish(),
  locale: z.string().nullish(),
  localTimezone: z.string().nullish(),
  entities: z.array(entity).nullish(),
  attachments: z
    .array(
      z.object({
        contentType: z.string().nullish(),
        content: z.unknown().optional(),
        contentUrl: z.string().nullish(),
        name: z.string().nullish(),
      }),
    )
    .nullish(),
  membersRemoved: z.array(z.object({ id: z.string().nullish() })).nullish(),
  membersAdded: z.array(z.object({ id: z.string().nullish() })).nullish(),
});

export type Activity = z.infer<typeof activitySchema>;

/** `19:…@thread.tacv2;messageid=123` is a thread of a channel; other conversations have no root. */
export function splitConversation(id: string): { channel: string; root?: string } {
  const [channel = '', root] = id.split(';messageid=');
  return root === undefined ? { channel } : { channel, root };
}

/** Only a team's channels have threads, and only there does a post open one. */
export const isTeamChannel = (conversation: string): boolean => /@thread\.(?:tacv2|skype)$/.test(conversation);

/** A chat of several people: it has no threads. */
export const isGroupChat = (conversation: string): boolean => /@thread\.v2$/.test(conversation);

/** Every tenant that the activity names; all must be ours. */
export function tenantsOf({ conversation, channelData }: Activity): string[] {
  return [conversation.tenantId, channelData?.tenant?.id].filter((id) => typeof id === 'string');
}

/** A message extension is used in any chat, also where the bot is not. */
export const isExtension = ({ name }: Activity): boolean => name?.startsWith('composeExtension/') ?? false;
