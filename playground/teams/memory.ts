// What the tenant keeps from one run to the next: conversations, and what was said in them.
import type { Tenant } from './tenant.ts';
import type { Conversation, Message } from './world.ts';

/** Becomes plain JSON, in which dates are text. Open dialogs do not outlive a run. */
export interface TeamsMemory {
  readonly conversations: readonly Conversation[];
  readonly messages: readonly Message[];
}

export const remembered = ({ conversations, messages }: Tenant): TeamsMemory => ({
  conversations: [...conversations.values()],
  messages: [...messages.values()],
});

/** Takes the place of what the world began with; conversations that only the world has stay as they are. */
export function restore(tenant: Tenant, { conversations, messages }: TeamsMemory): void {
  for (const each of conversations) {
    // What the world says of a channel's members counts for what was kept before it said so.
    const own = tenant.conversations.get(each.id)?.own ? { own: true } : {};
    tenant.conversations.set(each.id, { ...own, ...each, createdAt: new Date(each.createdAt) });
  }
  for (const { at, modified, edited, deleted, ...message } of messages) {
    const changed = { ...(edited && { edited: new Date(edited) }), ...(deleted && { deleted: new Date(deleted) }) };
    tenant.messages.set(message.id, { ...message, at: new Date(at), modified: new Date(modified), ...changed });
  }
}
