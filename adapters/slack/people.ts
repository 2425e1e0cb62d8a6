// Who someone is to Slack, by id or by mail address.
import type { WebClient } from '@slack/web-api';
import type { Member, Profile } from '../../src/port.ts';
import { call, unless } from './failures.ts';

/** A user as each of Slack's methods shows one; which fields are there depends on the method. */
interface User {
  readonly id?: string;
  readonly name?: string;
  readonly real_name?: string;
  readonly tz?: string;
  readonly locale?: string;
  readonly team_id?: string;
  readonly enterprise_user?: { readonly teams?: readonly string[] };
  readonly profile?: { readonly display_name?: string; readonly email?: string };
  readonly deleted?: boolean;
  readonly is_bot?: boolean;
  readonly is_restricted?: boolean;
  readonly is_ultra_restricted?: boolean;
  readonly is_stranger?: boolean;
}

export async function person(web: WebClient, user: string, team: string): Promise<Profile> {
  const info = await call('users.info', 'repeatable', () => web.users.info({ user, include_locale: true }));
  return profileOf(info.user ?? {}, user, team);
}

/** The members of this workspace who have these addresses. */
export async function membersWith(
  web: WebClient,
  mails: readonly string[],
  team: string,
): Promise<Map<string, Member>> {
  const found = new Map<string, Member>();
  for (const email of mails) {
    const asked = await unless(['users_not_found'], () =>
      call('users.lookupByEmail', 'repeatable', () => web.users.lookupByEmail({ email })),
    );
    const { id } = asked?.user ?? {};
    if (!asked?.user || !id) continue;
    const { name, guest, bot, left } = profileOf(asked.user, id, team);
    if (!guest && !bot && !left) found.set(email, { user: id, name });
  }
  return found;
}

function profileOf(
  { profile, real_name, name, tz, locale, is_bot, team_id, enterprise_user, deleted, ...rest }: User,
  user: string,
  team: string,
): Profile {
  // `is_stranger` is false for people of other workspaces whom a shared channel brings; on Enterprise Grid `team_id` may
  // be a sister workspace. https://docs.slack.dev/apis/slack-connect
  const elsewhere = team_id !== undefined && team_id !== team && !enterprise_user?.teams?.includes(team);
  return {
    // The full name: agents of two chats have to know whom they speak of.
    name: real_name || profile?.display_name || name || user,
    ...(profile?.email && { mail: profile.email }),
    ...(tz && { zone: tz }),
    ...(locale && { locale }),
    guest: Boolean(rest.is_restricted || rest.is_ultra_restricted || rest.is_stranger || elsewhere),
    bot: is_bot ?? false,
    ...(deleted ? { left: true } : {}),
  };
}
