// auth.*, users.*, usergroups.*: who is there.
import { page } from '../args.ts';
import type { Workspace } from '../workspace.ts';
import type { Json, SlackUser } from '../world.ts';
import { domainOf, SlackError } from '../world.ts';
import type { Method } from './chat.ts';

/** Someone of another workspace is a stranger only until a channel brings them together with the app. */
function isStranger({ world, channels }: Workspace, { id, teamId = world.teamId }: SlackUser): boolean {
  const shared = [...channels.values()].some(({ members }) => members.has(id) && members.has(world.botUserId));
  return teamId !== world.teamId && !shared;
}

export function profile(workspace: Workspace, user: SlackUser, withLocale: boolean): Json {
  const { world } = workspace;
  const { id, name, realName, email, tz, locale, guest, enterpriseTeams } = user;
  return {
    ...{
      id,
      name,
      real_name: realName,
      tz,
      tz_label: tz,
      team_id: user.teamId ?? world.teamId,
      deleted: user.deleted ?? false,
    },
    ...{ is_bot: user.isBot ?? false, is_restricted: guest, is_ultra_restricted: false, is_app_user: false },
    ...{ is_stranger: isStranger(workspace, user) },
    ...(enterpriseTeams && { enterprise_user: { teams: enterpriseTeams } }),
    ...(withLocale && { locale }),
    profile: { real_name: realName, display_name: name, email, team: user.teamId ?? world.teamId },
  };
}

export const people: Record<string, Method> = {
  'auth.test': ({ world, users }) => ({
    url: `https://${domainOf(world.teamName)}.slack.com/`,
    team: world.teamName,
    user: users.get(world.botUserId)?.name,
    team_id: world.teamId,
    user_id: world.botUserId,
    bot_id: world.botId,
    is_enterprise_install: false,
  }),
  'users.info': (workspace, args) => ({
    user: profile(workspace, workspace.user(args.need('user')), args.flag('include_locale')),
  }),
  'users.list': (workspace, args) => {
    const { items, response_metadata } = page([...workspace.users.values()], ({ id }) => id, args);
    return {
      members: items.map((user) => profile(workspace, user, args.flag('include_locale'))),
      response_metadata,
    };
  },
  'users.lookupByEmail': (workspace, args) => {
    const email = args.need('email').toLowerCase();
    // Whoever was deactivated has no address any more.
    const found = [...workspace.users.values()].find((user) => !user.deleted && user.email.toLowerCase() === email);
    if (!found) throw new SlackError('users_not_found');
    return { user: profile(workspace, found, false) };
  },
  'usergroups.users.list': ({ world }, args) => {
    const group = (world.userGroups ?? []).find(({ id }) => id === args.need('usergroup'));
    if (!group) throw new SlackError('no_such_subteam');
    return { users: group.users };
  },
};
