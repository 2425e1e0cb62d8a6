// The people, places and messages of the local Teams tenant, as plain data.

export type Json = Record<string, unknown>;

export interface TeamsUser {
  /** As bots see the person: `29:…`. */
  id: string;
  aadObjectId: string;
  name: string;
  email: string;
  userPrincipalName: string;
  /** IANA zone; absent: the client does not tell. */
  tz?: string;
  locale: string;
  guest: boolean;
  /** Another tenant's id: a stranger. */
  tenantId?: string;
  /** Of the tenant, and not in the team. */
  outside?: boolean;
}

export interface TeamsChannel {
  /** `19:…@thread.tacv2` */
  id: string;
  name: string;
  /** Ids of the users who see it; absent: the whole team. */
  members?: string[];
}

export interface TeamsWorld {
  tenantId: string;
  appId: string;
  appPassword: string;
  botName: string;
  /** `id` is the group's id in Graph, `threadId` what activities carry (`19:…@thread.tacv2`). */
  team: { id: string; name: string; threadId: string };
  users: TeamsUser[];
  channels: TeamsChannel[];
}

export interface Conversation {
  id: string;
  type: 'personal' | 'channel' | 'groupChat';
  name: string;
  description: string;
  createdAt: Date;
  /** Ids of the users in it. */
  members: string[];
  /** A channel whose members are its own and not the team's. */
  own?: boolean;
  /** Whether the bot is in it: if not, the connector answers 403. */
  bot: boolean;
  /** Nobody may write there any more. */
  archived?: boolean;
}

export interface Attachment {
  contentType: string;
  content?: unknown;
  contentUrl?: string;
  name?: string;
}

export interface Message {
  /** Milliseconds since 1970, made unique: Teams' own way. */
  id: string;
  conversation: string;
  /** The first message of its thread; only in channels, and absent for the first one itself. */
  root?: string;
  /** A user's id, or the bot's (`28:…`). */
  from: string;
  at: Date;
  edited?: Date;
  /** When it was last written, changed, reacted to, or answered in its thread. */
  modified: Date;
  text: string;
  textFormat: string;
  attachments: Attachment[];
  entities: Json[];
  quote?: string;
  /** The one user who sees it. */
  targeted?: string;
  reactions: { user: string; type: string }[];
  /** When it was taken back: nobody sees it any more. */
  deleted?: Date;
  /** Cards that an answer to Action.Execute put in place of this one, by user; an update by the bot ends them. */
  views: Record<string, unknown>;
}

export interface Dialog {
  id: string;
  user: string;
  title: string;
  /** The card to fill in, or the closing words; one of the two. */
  card?: unknown;
  message?: string;
  /** What its submit invokes, and what it repeats of where it was opened. */
  submit: { name: 'task/submit' | 'composeExtension/submitAction'; place: Place; extra: Json };
}

/** A conversation, and in a channel the thread. */
export interface Place {
  conversation: string;
  root?: string;
}

/** What the app is called in the tenant's catalogue: there it has another id than in its manifest. */
export const catalogueId = ({ appId }: TeamsWorld): string => [...appId].reverse().join('').replace(/-/g, '');

/** What the app asks of each chat that it is installed in. */
export const CHAT_PERMISSIONS = ['ChatMessage.Read.Chat', 'Chat.Manage.Chat'];

export const botId = (world: TeamsWorld): string => `28:${world.appId}`;

/** What activities call a place: a channel's thread is named by its first message. */
export const conversationId = ({ conversation, root }: Place): string =>
  root === undefined ? conversation : `${conversation};messageid=${root}`;

export function parseConversationId(id: string): Place {
  const [conversation = '', root] = id.split(';messageid=');
  return root === undefined ? { conversation } : { conversation, root };
}
