// What the workspace keeps from one run to the next: channels, direct chats, and what was said in them.
import type { Workspace } from './workspace.ts';
import type { Channel, Ephemeral } from './world.ts';

/** Plain JSON. Open forms, Home tabs and triggers do not outlive a run, as they do not outlive a reload of Slack. */
export interface SlackMemory {
  readonly channels: readonly (Omit<Channel, 'members'> & { readonly members: readonly string[] })[];
  readonly ephemerals: readonly Ephemeral[];
}

export const remembered = ({ channels, ephemerals }: Workspace): SlackMemory => ({
  channels: [...channels.values()].map((channel) => ({ ...channel, members: [...channel.members] })),
  ephemerals,
});

/** Takes the place of what the world began with; channels that only the world has stay as they are. */
export function restore(workspace: Workspace, { channels, ephemerals }: SlackMemory): void {
  for (const channel of channels) workspace.adopt({ ...channel, members: new Set(channel.members) });
  workspace.ephemerals.push(...ephemerals);
}
