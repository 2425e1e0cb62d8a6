// What activities tell by the way and nobody else would: in memory alone, but for what the stored route carries.
import { type Activity, isExtension, splitConversation } from './activity.ts';
import { LIMITS } from './limits.ts';
import { type Route, type Team, writeRoute } from './route.ts';

export interface Acquaintance {
  /** The 1:1 chat with the person. */
  readonly chat?: string;
  /** A conversation that the person is in, so that its roster knows them. */
  readonly seen?: string;
  /** What the directory, and so Graph, calls them. */
  readonly directory?: string;
  readonly zone?: string;
  readonly locale?: string;
}

export interface Memory {
  /** Returns the route to store: the activity's serviceUrl, and every team that was heard of. */
  learn(activity: Activity): string;
  /** Adds what was stored to what is known; an activity's word counts more. */
  recall(route: Route): void;
  person(user: string): Acquaintance;
  meet(user: string, known: Acquaintance): void;
  teamOf(channel: string): Team | undefined;
  /** Every team that was heard of. */
  teams(): Team[];
  join(channel: string, team: Team): void;
  /** The serviceUrl of the last activity, or the one that was stored. */
  address(): string | undefined;
}

export function createMemory(): Memory {
  const people = new Map<string, Acquaintance>();
  const teams = new Map<string, Team>();
  const teamOf = new Map<string, string>();
  let last: string | undefined;
  const person = (user: string) => people.get(user) ?? {};
  const meet = (user: string, known: Acquaintance) =>
    remember(people, user, { ...person(user), ...known }, LIMITS.remembered);
  const join = (channel: string, team: Team) => {
    remember(teamOf, channel, team.id, LIMITS.remembered);
    remember(teams, team.id, { ...teams.get(team.id), ...team }, LIMITS.teams);
  };
  return {
    person,
    meet,
    teamOf: (channel) => teams.get(teamOf.get(channel) ?? ''),
    teams: () => [...teams.values()],
    join,
    address: () => last,
    recall({ address, teams: stored }) {
      last ??= address;
      for (const team of stored) if (!teams.get(team.id)?.group) remember(teams, team.id, team, LIMITS.teams);
    },
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
        ...(from.aadObjectId ? { directory: from.aadObjectId } : {}),
        ...(zone ? { zone } : {}),
        ...(language ? { locale: language } : {}),
      });
      const { id, aadGroupId } = channelData?.team ?? {};
      if (id) join(channel, aadGroupId ? { id, group: aadGroupId } : { id });
      return writeRoute({ address: last, teams: [...teams.values()] });
    },
  };
}

export function remember<T>(map: Map<string, T>, key: string, value: T, most: number): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > most && oldest !== undefined) map.delete(oldest);
}
