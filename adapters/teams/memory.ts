// What activities tell by the way and nobody else would: kept in memory, lost at a restart without harm.
import { type Activity, splitConversation } from './activity.ts';
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
  /** The serviceUrl of the last activity. */
  route(): string | undefined;
}

export function createMemory(): Memory {
  const people = new Map<string, Acquaintance>();
  const teams = new Map<string, Team>();
  let last: string | undefined;
  const person = (user: string) => people.get(user) ?? {};
  const meet = (user: string, known: Acquaintance) => remember(people, user, { ...person(user), ...known });
  return {
    person,
    meet,
    teamOf: (channel) => teams.get(channel),
    route: () => last,
    learn(activity) {
      const { conversation, channelData, from, locale, localTimezone, entities } = activity;
      last = activity.serviceUrl;
      const client = entities?.find(({ type }) => type === 'clientInfo');
      const zone = localTimezone ?? client?.timezone;
      const language = locale ?? client?.locale;
      const { channel } = splitConversation(conversation.id);
      meet(from.id, {
        seen: channel,
        ...(conversation.conversationType === 'personal' ? { chat: conversation.id } : {}),
        ...(zone ? { zone } : {}),
        ...(language ? { locale: language } : {}),
      });
      const { id, aadGroupId } = channelData?.team ?? {};
      const group = aadGroupId ?? teams.get(channel)?.group;
      if (id) remember(teams, channel, group ? { id, group } : { id });
    },
  };
}

function remember<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > LIMITS.remembered && oldest !== undefined) map.delete(oldest);
}
