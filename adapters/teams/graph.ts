// Looking for a post by its key in a channel, through Graph and only where the team has consented.
import { z } from 'zod';
import type { Place, Sent } from '../../src/port.ts';
import { isGroupChat, isTeamChannel } from './activity.ts';
import { type Client, Refused } from './client.ts';
import { nextOn } from './hosts.ts';
import type { Memory } from './memory.ts';
import { markOf } from './render.ts';
import type { Team } from './route.ts';

const listing = z.object({
  '@odata.nextLink': z.string().optional(),
  value: z.array(
    z.object({
      id: z.string(),
      createdDateTime: z.string(),
      lastModifiedDateTime: z.string().nullish(),
      attachments: z.array(z.object({ content: z.string().nullish() })).nullish(),
    }),
  ),
});

const channelsSchema = z.object({ conversations: z.array(z.object({ id: z.string() })) });
const teamSchema = z.object({ aadGroupId: z.string().min(1) });

/** Clocks differ: messages a minute older than `since` are looked at, too. */
const SKEW_MS = 60_000;
const PAGES = 10;

export interface Search {
  readonly client: Client;
  readonly memory: Memory;
  /** `https://graph.microsoft.com`; undefined: nothing can be looked for. */
  readonly graphUrl: string | undefined;
  /** The team in which rooms are made, as Graph calls it. */
  readonly incidentsTeam?: string | undefined;
}

/** Whether the team of this channel has consented that its messages are read; undefined where Graph is not asked. */
export async function mayRead(search: Search, channel: string, route: string): Promise<boolean | undefined> {
  if (search.graphUrl === undefined || !isTeamChannel(channel)) return undefined;
  const group = await groupOf(search, channel, route);
  if (group === undefined) return undefined;
  const path = `/v1.0/teams/${encodeURIComponent(group)}/channels/${encodeURIComponent(channel)}/messages?$top=1`;
  try {
    await search.client.graph(search.graphUrl + path, listing);
    return true;
  } catch (error) {
    if (error instanceof Refused && error.status === 403) return false;
    // Of another team than the rooms', and nothing was heard of that one yet.
    if (error instanceof Refused && error.status === 404) return undefined;
    throw error;
  }
}

/** 'absent' only when every message since then was seen. */
export async function findPost(
  search: Search,
  key: string,
  place: Place,
  since: Date,
  route: string,
): Promise<Sent | 'absent' | 'unknown'> {
  if (search.graphUrl === undefined || place.kind === 'direct') return 'unknown';
  try {
    const path = await messagesIn(search, place, route);
    if (path === undefined) return 'unknown';
    const id = await findIn(search.client, `${search.graphUrl}${path}?$top=50`, markOf(key), since.getTime() - SKEW_MS);
    return id === 'absent' || id === 'unknown' ? id : { channel: place.channel, id };
  } catch (error) {
    // 403: no consent. 404: no such channel for us. Neither tells whether it was posted.
    if (error instanceof Refused) return 'unknown';
    throw error;
  }
}

/** Where Graph lists what is said there; undefined for what it does not show us. */
async function messagesIn(
  search: Search,
  place: Exclude<Place, { kind: 'direct' }>,
  route: string,
): Promise<string | undefined> {
  const { channel } = place;
  if (isGroupChat(channel)) return `/v1.0/chats/${encodeURIComponent(channel)}/messages`;
  const group = isTeamChannel(channel) ? await groupOf(search, channel, route) : undefined;
  if (group === undefined) return undefined;
  const messages = `/v1.0/teams/${encodeURIComponent(group)}/channels/${encodeURIComponent(channel)}/messages`;
  return place.kind === 'thread' ? `${messages}/${encodeURIComponent(place.root)}/replies` : messages;
}

async function findIn(client: Client, first: string, mark: string, since: number): Promise<string> {
  let url = first;
  for (let page = 0; page < PAGES; page += 1) {
    // Latest change first, so a message that is too old is followed by older ones alone.
    const { value, '@odata.nextLink': next } = await client.graph(url, listing);
    const found = value.find(({ attachments }) =>
      (attachments ?? []).some(({ content }) => content?.includes(JSON.stringify(mark))),
    );
    if (found) return found.id;
    const oldest = value.at(-1);
    const reached = oldest && Date.parse(oldest.lastModifiedDateTime ?? oldest.createdDateTime) < since;
    if (next === undefined || reached) return 'absent';
    const following = nextOn(next, url);
    if (following === undefined) return 'unknown';
    url = following;
  }
  return 'unknown';
}

/** Graph knows a team by its group; activities and the connector tell which. */
export async function groupOf(search: Search, channel: string, route: string): Promise<string | undefined> {
  const { client, memory } = search;
  const team = memory.teamOf(channel) ?? (await teamWith(search, channel, route));
  // Of no team that was heard of: then it can only be a room, made by Graph alone.
  if (team === undefined) return search.incidentsTeam;
  if (team.group !== undefined) return team.group;
  const path = `/v3/teams/${encodeURIComponent(team.id)}`;
  const { aadGroupId: group } = await client.connector(route, { method: 'GET', path, answer: teamSchema });
  memory.join(channel, { ...team, group });
  return group;
}

/** A channel that nobody has spoken in since the start is in one of the teams that were heard of. */
async function teamWith({ client, memory }: Search, channel: string, route: string): Promise<Team | undefined> {
  for (const team of memory.teams()) {
    const path = `/v3/teams/${encodeURIComponent(team.id)}/conversations`;
    const { conversations } = await client.connector(route, { method: 'GET', path, answer: channelsSchema });
    if (conversations.some(({ id }) => id === channel)) return team;
  }
  return undefined;
}
