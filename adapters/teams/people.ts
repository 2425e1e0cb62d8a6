// Who someone is, as the roster of a conversation with the bot tells.
import { z } from 'zod';
import type { Profile } from '../../src/port.ts';
import { type Client, Refused } from './client.ts';
import type { Conversations } from './conversations.ts';
import type { Memory } from './memory.ts';

const member = z.object({
  name: z.string().nullish(),
  email: z.string().nullish(),
  tenantId: z.string().nullish(),
  /** user, guest, anonymous */
  userRole: z.string().nullish(),
});

const listed = z.object({ id: z.string().min(1) });

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
  const elsewhere = typeof found.tenantId === 'string' && found.tenantId !== tenantId;
  return {
    name: found.name ?? user,
    ...(found.email ? { mail: found.email } : {}),
    ...(zone ? { zone } : {}),
    ...(locale ? { locale } : {}),
    guest: elsewhere || (found.userRole ?? 'user') !== 'user',
    bot: false,
  };
}

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
