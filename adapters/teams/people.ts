// Who someone is, as the roster of a conversation with the bot tells.
import { z } from 'zod';
import type { Profile } from '../../src/port.ts';
import type { Client } from './client.ts';
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
  const { client, conversations, memory, tenantId } = roster;
  const conversation = memory.person(user).seen ?? (await conversations.chatWith(user, route));
  const path = `/v3/conversations/${encodeURIComponent(conversation)}/members/${encodeURIComponent(user)}`;
  const found = await client.connector(route, { method: 'GET', path, answer: member });
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
