// Who someone is, as the roster of a conversation with the bot tells.
import { z } from 'zod';
import { Undeliverable } from '../../src/errors.ts';
import type { Member, Profile } from '../../src/port.ts';
import { type Client, Refused } from './client.ts';
import type { Conversations } from './conversations.ts';
import type { Granted } from './granted.ts';
import type { Memory } from './memory.ts';

const member = z.object({
  aadObjectId: z.string().nullish(),
  name: z.string().nullish(),
  email: z.string().nullish(),
  tenantId: z.string().nullish(),
  /** user, guest, anonymous */
  userRole: z.string().nullish(),
});

const listed = z.object({ id: z.string().min(1) });
const paged = z.object({
  members: z.array(member.extend({ id: z.string().min(1), userPrincipalName: z.string().nullish() })),
  continuationToken: z.string().nullish(),
});
type Paged = z.infer<typeof paged>;

export interface Roster {
  readonly client: Client;
  readonly conversations: Conversations;
  readonly memory: Memory;
  readonly tenantId: string;
}

/** Zone and language are not in the roster: they are what the person's last activity told. */
export async function profileOf(roster: Roster, user: string, route: string): Promise<Profile> {
  const { memory, tenantId } = roster;
  const found = await lookUp(roster, user, route);
  if (!found) return { name: user, guest: false, bot: false, left: true };
  const { zone, locale } = memory.person(user);
  return {
    name: found.name ?? user,
    ...(found.email ? { mail: found.email } : {}),
    ...(zone ? { zone } : {}),
    ...(locale ? { locale } : {}),
    guest: isGuest(found) || isElsewhere(found, tenantId),
    bot: false,
  };
}

export interface Entry {
  readonly id: string;
  /** A guest of ours; whoever is of another tenant is none to Graph. */
  readonly guest: boolean;
}

/** Who somebody is to Graph; undefined for nobody. Only where no roster shows them, what they told by the way has to do. */
export async function directoryEntry(roster: Roster, user: string, route: string): Promise<Entry | undefined> {
  const told = roster.memory.person(user).directory;
  try {
    const found = await lookUp(roster, user, route);
    const id = found?.aadObjectId ?? told;
    return found && id ? { id, guest: isGuest(found) && !isElsewhere(found, roster.tenantId) } : undefined;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return told === undefined ? undefined : { id: told, guest: false };
  }
}

/** Somebody as Graph adds them to a team or a chat. */
export function memberBody({ address }: Pick<Granted, 'address'>, entry: Entry | undefined, roles: readonly string[]) {
  if (!entry) throw new Undeliverable('the directory does not know them');
  return {
    '@odata.type': '#microsoft.graph.aadUserConversationMember',
    roles,
    'user@odata.bind': address(`/users('${encodeURIComponent(entry.id)}')`),
  };
}

/** Which of these are in a conversation. */
export async function whoIsThere(
  { client }: Pick<Roster, 'client'>,
  conversation: string,
  wanted: readonly string[],
  route: string,
): Promise<Set<string>> {
  const found = new Set<string>();
  if (wanted.length === 0) return found;
  for await (const { id } of everybodyIn(client, conversation, route)) {
    if (wanted.includes(id)) found.add(id);
    if (found.size === wanted.length) break;
  }
  return found;
}

/** Who of a conversation has these addresses: the tenant's own members alone. */
export async function membersWith(
  { client, memory, tenantId }: Roster,
  conversation: string,
  mails: readonly string[],
  route: string,
): Promise<Map<string, Member>> {
  const found = new Map<string, Member>();
  for await (const each of everybodyIn(client, conversation, route)) {
    const mail = (each.email || each.userPrincipalName || '').toLowerCase();
    if (!mails.includes(mail) || isGuest(each) || isElsewhere(each, tenantId)) continue;
    const { id, name, aadObjectId } = each;
    found.set(mail, { user: id, name: name ?? mail });
    // Nobody has spoken yet who could have told: it is how they are added to a group chat.
    memory.meet(id, { seen: conversation, ...(aadObjectId ? { directory: aadObjectId } : {}) });
    if (found.size === mails.length) break;
  }
  return found;
}

async function* everybodyIn(client: Client, conversation: string, route: string): AsyncGenerator<Paged['members'][0]> {
  let query: string | undefined = '';
  while (query !== undefined) {
    const path = `/v3/conversations/${encodeURIComponent(conversation)}/pagedmembers?pageSize=500${query}`;
    const page: Paged = await client.connector(route, { method: 'GET', path, answer: paged });
    yield* page.members;
    const { continuationToken: next } = page;
    query = next ? `&continuationToken=${encodeURIComponent(next)}` : undefined;
  }
}

const isElsewhere = ({ tenantId }: z.infer<typeof member>, ours: string): boolean =>
  typeof tenantId === 'string' && tenantId !== ours;

const isGuest = ({ userRole }: z.infer<typeof member>): boolean => (userRole ?? 'user') !== 'user';

/** Undefined: also the person's own chat with the bot knows nobody of that id. Out of a channel alone, somebody is still there. */
async function lookUp({ client, conversations, memory }: Roster, user: string, route: string) {
  const { seen } = memory.person(user);
  for (const where of [async () => seen, () => conversations.chatWith(user, route)]) {
    const conversation = await where();
    if (conversation === undefined) continue;
    const path = `/v3/conversations/${encodeURIComponent(conversation)}/members/${encodeURIComponent(user)}`;
    try {
      return await client.connector(route, { method: 'GET', path, answer: member });
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 404) throw error;
    }
  }
  return undefined;
}

/** The id by which a conversation's roster knows someone of the directory. Throws what the client throws. */
export async function whoIs(
  { client, memory }: Pick<Roster, 'client' | 'memory'>,
  directoryId: string,
  conversation: string,
  route: string,
): Promise<string> {
  const path = `/v3/conversations/${encodeURIComponent(conversation)}/members/${encodeURIComponent(directoryId)}`;
  const { id } = await client.connector(route, { method: 'GET', path, answer: listed });
  memory.meet(id, { seen: conversation });
  return id;
}
