// Microsoft Graph, as far as rooms and looking for a message need it: every call only with consent.
import { z } from 'zod';
import type { Answer, Call, Route } from './listener.ts';
import { Refused } from './refused.ts';
import { findUser, type Tenant } from './tenant.ts';

/** What the administrator has agreed to; a call without consent is answered with 403. */
export interface Consents {
  /** Channel.Create.Group, ChannelSettings.ReadWrite.Group and TeamsAppInstallation.Read.Group */
  channels: boolean;
  /** ChannelSettings.ReadWrite.All, which archiving takes */
  archiving: boolean;
  /** ChannelMessage.Read.Group */
  channelMessages: boolean;
  /** ChatMessage.Read.Chat: group chats that the bot is in */
  chatMessages: boolean;
  /** Chat.Read.All: needs the whole tenant's consent, so it is not there by default */
  personalMessages: boolean;
  /** Chat.Create and TeamsAppInstallation.ReadWriteAndConsentSelfForChat.All */
  chats: boolean;
  /** TeamMember.ReadWrite.All and, in group chats that the bot is in, Chat.Manage.Chat */
  people: boolean;
}

export const USUAL_CONSENTS: Consents = {
  channels: true,
  archiving: true,
  channelMessages: true,
  chatMessages: true,
  personalMessages: false,
  chats: true,
  people: true,
};

/** Makes the route of one call and the consent that it needs. */
export type GraphRoute = (
  method: string,
  path: string,
  need: keyof Consents | ((call: Call) => keyof Consents),
  answer: (call: Call) => Answer,
) => Route;

/** `consents` is asked at each call, so it may be changed meanwhile. */
export const graphRoute =
  (consents: Consents): GraphRoute =>
  (method, path, need, answer) => ({
    method,
    path: new RegExp(`^/graph/v1\\.0/${path}$`),
    answer(call) {
      const needed = typeof need === 'string' ? need : need(call);
      if (!consents[needed]) throw new Refused(403, 'Forbidden', `Missing role permissions on the request: ${needed}`);
      return answer(call);
    },
  });

/** The id of whom a binding such as `https://graph.microsoft.com/v1.0/users('…')` names, as bots know them. */
export function bound({ world }: Tenant, binding: string): string {
  const user = findUser(world, /users(?:\('|\/)([^')]+)/.exec(binding)?.[1] ?? '');
  if (!user) throw new Refused(400, 'BadRequest', `No such user: ${binding}`);
  return user.id;
}

export function read<T>(schema: z.ZodType<T>, { body }: Call): T {
  const result = schema.safeParse(body);
  if (!result.success) throw new Refused(400, 'BadRequest', z.prettifyError(result.error));
  return result.data;
}
