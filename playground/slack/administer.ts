// What an administrator of the workspace does: people deactivated and back, user groups filled anew.
import type { Courier } from './courier.ts';
import { profile } from './methods/people.ts';
import type { Workspace } from './workspace.ts';

export function administer(workspace: Workspace, courier: Courier) {
  const change = async (id: string, deleted: boolean): Promise<void> => {
    const user = workspace.user(id);
    user.deleted = deleted;
    const event = { type: 'user_change', user: profile(workspace, user, true), event_ts: workspace.ts() };
    await courier.tell(event);
  };
  return {
    /** Deactivates someone (`user_change`): they are in no channel any more. */
    async deactivate(id: string): Promise<void> {
      for (const { kind, members } of workspace.channels.values()) if (kind !== 'im') members.delete(id);
      await change(id, true);
    },
    reactivate: (id: string): Promise<void> => change(id, false),
    /** Fills a user group anew (`subteam_members_changed`). */
    async regroup(id: string, users: string[]): Promise<void> {
      const group = (workspace.world.userGroups ?? []).find((each) => each.id === id);
      if (!group) throw new Error(`there is no user group ${id}`);
      const before = group.users;
      group.users = users;
      const added_users = users.filter((user) => !before.includes(user));
      const removed_users = before.filter((user) => !users.includes(user));
      const { teamId } = workspace.world;
      const counts = { added_users_count: added_users.length, removed_users_count: removed_users.length };
      await courier.tell({
        ...{ type: 'subteam_members_changed', subteam_id: id, team_id: teamId, event_ts: workspace.ts() },
        ...{ added_users, removed_users, ...counts },
      });
    },
    /** Whether only administrators make channels from now on. */
    restrict(restricted: boolean): void {
      workspace.world.restricted = restricted;
    },
    /** What the app is granted from now on. */
    grant(scopes: string[]): void {
      workspace.world.scopes = scopes;
    },
  };
}
