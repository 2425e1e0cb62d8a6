// auth.*, users.*, usergroups.*: who is there.
import { page } from '../args.ts';
import type { Json, SlackUser, SlackWorld } from '../world.ts';
import { domainOf, SlackError } from '../world.ts';
import type { Method } from './chat.ts';

function profile(world: SlackWorld, user: SlackUser, withLocale: boolean): Json {
  const { id, name, realName, email, tz, locale, guest } = user;
  return {
    ...{ id, name, real_name: realName, tz, tz_label: tz, team_id: user.teamId ?? world.teamId, deleted: false },
    ...{ is_bot: user.isBot ?? false, is_restricted: guest, is_ultra_restricted: false, is_app_user: false },
    ...{ is_stranger: user.teamId !== undefined && user.teamId !== world.teamId },
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
    user: profile(workspace.world, workspace.user(args.need('user')), args.flag('include_locale')),
  }),
  'users.list': (workspace, args) => {
    const { items, response_metadata } = page([...workspace.users.values()], ({ id }) => id, args);
    return {
      members: items.map((user) => profile(workspace.world, user, args.flag('include_locale'))),
      response_metadata,
    };
  },
  'users.lookupByEmail': (workspace, args) => {
    const email = args.need('email').toLowerCase();
    const found = [...workspace.users.values()].find((user) => user.email.toLowerCase() === email);
    if (!found) throw new SlackError('users_not_found');
    return { user: profile(workspace.world, found, false) };
  },
  'usergroups.users.list': ({ world }, args) => {
    const group = (world.userGroups ?? []).find(({ id }) => id === args.need('usergroup'));
    if (!group) throw new SlackError('no_such_subteam');
    return { users: group.users };
  },
};
