// What the tenant remembers, and the few ways it changes.
import { createHash } from 'node:crypto';
import type { StoredFile } from './stored.ts';
import type { Attachment, Conversation, Dialog, Json, Message, Place, TeamsUser, TeamsWorld } from './world.ts';

export interface Tenant {
  world: TeamsWorld;
  now: () => Date;
  conversations: Map<string, Conversation>;
  messages: Map<string, Message>;
  dialogs: Map<string, Dialog>;
  files: Map<string, StoredFile>;
  /** The next id, strictly growing even within one millisecond. */
  nextId(): string;
  changed(): void;
  /** Called when Graph, and so no person, has put the bot into a conversation. */
  entered: (conversation: Conversation) => void;
}

/** What is said, by whoever says it. */
export interface Said {
  from: string;
  text?: string | undefined;
  textFormat?: string | undefined;
  attachments?: Attachment[] | undefined;
  entities?: Json[] | undefined;
  quote?: string | undefined;
  targeted?: string | undefined;
}

export function createTenant(world: TeamsWorld, now: () => Date, changed: () => void, installed?: string[]): Tenant {
  let last = 0;
  const nextId = () => {
    last = Math.max(last + 1, now().getTime());
    return String(last);
  };
  const tenant: Tenant = {
    world,
    now,
    conversations: new Map(),
    messages: new Map(),
    dialogs: new Map(),
    files: new Map(),
    nextId,
    changed,
    entered: () => undefined,
  };
  for (const { id, name, members } of world.channels) {
    const who = members ? { members, own: true } : { members: teamMembers(tenant) };
    openConversation(tenant, { id, name, type: 'channel', ...who });
  }
  for (const user of world.users) {
    openConversation(tenant, {
      id: personalId(world, user),
      name: user.name,
      type: 'personal',
      members: [user.id],
      bot: installed === undefined || installed.includes(user.id),
    });
  }
  return tenant;
}

type Opening = Pick<Conversation, 'id' | 'name' | 'type' | 'members'> &
  Partial<Pick<Conversation, 'description' | 'bot' | 'own'>>;

export function openConversation(tenant: Tenant, opening: Opening): Conversation {
  const conversation = { description: '', bot: true, createdAt: tenant.now(), ...opening };
  tenant.conversations.set(conversation.id, conversation);
  tenant.changed();
  return conversation;
}

const isStandard = ({ type, own }: Conversation): boolean => type === 'channel' && own !== true;

/** Who is in the team: the same as in each of its standard channels. */
export function teamMembers({ world, conversations }: Tenant): string[] {
  const [standard] = [...conversations.values()].filter(isStandard);
  return standard ? [...standard.members] : world.users.filter(({ outside }) => outside !== true).map(({ id }) => id);
}

export function joinTeam(tenant: Tenant, user: string): void {
  for (const each of tenant.conversations.values())
    if (isStandard(each) && !each.members.includes(user)) each.members.push(user);
  tenant.changed();
}

/** The 1:1 chat of a person and the bot; the same one for ever, as in Teams. */
export function personalId(world: TeamsWorld, user: TeamsUser): string {
  return `a:1${createHash('sha256').update(`${world.appId} ${user.id}`).digest('base64url').slice(0, 40)}`;
}

export function findUser(world: TeamsWorld, id: string): TeamsUser | undefined {
  return world.users.find((user) => user.id === id || user.aadObjectId === id);
}

export function post(tenant: Tenant, { conversation, root }: Place, said: Said): Message {
  const message: Message = {
    id: tenant.nextId(),
    conversation,
    ...(root === undefined ? {} : { root }),
    from: said.from,
    at: tenant.now(),
    modified: tenant.now(),
    text: said.text ?? '',
    textFormat: said.textFormat ?? 'markdown',
    attachments: said.attachments ?? [],
    entities: said.entities ?? [],
    ...(said.quote === undefined ? {} : { quote: said.quote }),
    ...(said.targeted === undefined ? {} : { targeted: said.targeted }),
    reactions: [],
    views: {},
  };
  tenant.messages.set(message.id, message);
  const first = tenant.messages.get(root ?? message.id);
  if (first) first.modified = message.at;
  tenant.changed();
  return message;
}

/** Replaces the content for everyone. */
export function edit(tenant: Tenant, message: Message, said: Omit<Said, 'from'>): void {
  message.text = said.text ?? '';
  message.textFormat = said.textFormat ?? message.textFormat;
  message.attachments = said.attachments ?? [];
  message.entities = said.entities ?? [];
  message.edited = tenant.now();
  message.modified = message.edited;
  message.views = {};
  tenant.changed();
}

export function remove(tenant: Tenant, message: Message): void {
  message.deleted = tenant.now();
  message.modified = message.deleted;
  tenant.changed();
}

export function restore(tenant: Tenant, message: Message): void {
  delete message.deleted;
  message.modified = tenant.now();
  tenant.changed();
}

/** The place of a message's thread; in chats, the chat. */
export function threadOf(tenant: Tenant, message: Message): Place {
  const { conversation } = message;
  if (tenant.conversations.get(conversation)?.type !== 'channel') return { conversation };
  return { conversation, root: message.root ?? message.id };
}

const isCard = ({ contentType }: Attachment) => contentType === 'application/vnd.microsoft.card.adaptive';

/** The message with its card as this user sees it. */
export function seenBy(message: Message, user: string): Message {
  const card = message.views[user];
  if (card === undefined) return message;
  return {
    ...message,
    attachments: message.attachments.map((each) => (isCard(each) ? { ...each, content: card } : each)),
  };
}
