// What activities tell by the way and nobody else would: kept in memory, lost at a restart without harm.
import { type Activity, isExtension, splitConversation } from './activity.ts';
import { LIMITS } from './limits.ts';

export interface Acquaintance {
  /** The 1:1 chat with the person. */
  readonly chat?: string;
  /** A conversation that the person is in, so that its roster knows them. */
  readonly seen?: string;
  readonly zone?: string;
  readonly locale?: string;
}

/** `id` is the team's conversation, `group` what Graph calls it. */
export interface Team {
  readonly id: string;
  readonly group?: string;
}

export interface Memory {
  learn(activity: Activity): void;
  person(user: string): Acquaintance;
  meet(user: string, known: Acquaintance): void;
  teamOf(channel: string): Team | undefined;
  /** Every team that was heard of. */
  teams(): Team[];
  join(channel: string, team: Team): void;
  /** The serviceUrl of the last activity. */
  route(): string | undefined;
}

export function createMemory(): Memory {
  const people = new Map<string, Acquaintance>();
  const teams = new Map<string, Team>();
  const teamOf = new Map<string, string>();
  let last: string | undefined;
  const person = (user: string) => people.get(user) ?? {};
  const meet = (user: string, known: Acquaintance) => remember(people, user, { ...person(user), ...known });
  const join = (channel: string, team: Team) => {
    remember(teamOf, channel, team.id);
    remember(teams, team.id, { ...teams.get(team.id), ...team });
  };
  return {
    person,
    meet,
    teamOf: (channel) => teams.get(teamOf.get(channel) ?? ''),
    teams: () => [...teams.values()],
    join,
    route: () => last,
    learn(activity) {
      const { type, conversation, channelData, from, locale, localTimezone, entities } = activity;
      const { channel } = splitConversation(conversation.id);
      const here = !isExtension(activity);
      last = activity.serviceUrl;
      const client = entities?.find((each) => each.type === 'clientInfo');
      const zone = localTimezone ?? client?.timezone;
      const language = locale ?? client?.locale;
      meet(from.id, {
        // What happens to a team happens in no conversation that has a roster.
        ...((type === 'message' || type === 'invoke') && here ? { seen: channel } : {}),
        ...(conversation.conversationType === 'personal' && here ? { chat: channel } : {}),
        ...(zone ? { zone } : {}),
        ...(language ? { locale: language } : {}),
      });
      const { id, aadGroupId } = channelData?.team ?? {};
      if (id) join(channel, aadGroupId ? { id, group: aadGroupId } : { id });
    },
  };
}

function remember<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > LIMITS.remembered && oldest !== undefined) map.delete(oldest);
}
