// A room as a standard channel: open to the team that it is in, known again by the mark in its description.
import { z } from 'zod';
import { Undeliverable } from '../../src/errors.ts';
import type { MadeRoom, RoomPlan } from '../../src/port.ts';
import { Refused } from './client.ts';
import { clean, cut } from './fit.ts';
import type { Granted } from './granted.ts';
import { nextOn } from './hosts.ts';
import { LIMITS } from './limits.ts';
import { directoryEntry, memberBody, type Roster } from './people.ts';
import { markOf } from './render.ts';

const channelSchema = z.object({
  id: z.string().min(1),
  displayName: z.string(),
  description: z.string().nullish(),
  webUrl: z.string().nullish(),
});
type Channel = z.infer<typeof channelSchema>;
const channelsSchema = z.object({ '@odata.nextLink': z.string().optional(), value: z.array(channelSchema) });
const archivedSchema = z.object({ isArchived: z.boolean().nullish() });
const nothing = z.unknown();

/** A channel, the team that it is in, and the way to both. */
export interface ChannelPlace {
  readonly granted: Granted;
  readonly team: string;
  readonly channel: string;
}

const CREATE = 'Channel.Create.Group';
const SETTINGS = 'ChannelSettings.ReadWrite.Group';
/** Archiving is not among what a team's owner can consent to. */
const ARCHIVE = 'ChannelSettings.ReadWrite.All';
const ADD = 'TeamMember.ReadWrite.All';

const channelsOf = (team: string): string => `/teams/${encodeURIComponent(team)}/channels`;
const pathOf = ({ team, channel }: ChannelPlace): string => `${channelsOf(team)}/${encodeURIComponent(channel)}`;

export async function makeChannel(granted: Granted, plan: RoomPlan): Promise<MadeRoom | 'taken'> {
  const name = channelName(plan.title);
  const earlier = plan.doubtful ? await lookFor(granted, name, plan.mark) : undefined;
  if (earlier) return earlier;
  const description = described(plan.purpose, markOf(plan.mark));
  const body = { displayName: name, description, membershipType: 'standard' };
  try {
    const call = { method: 'POST', body } as const;
    return roomOf(await granted.ask(CREATE, channelsOf(granted.team), channelSchema, call), name);
  } catch (error) {
    if (!isNameTaken(error)) throw error;
    // By our own earlier attempt, by somebody else, or by a channel that was deleted and is no longer listed.
    return (await lookFor(granted, name, plan.mark)) ?? 'taken';
  }
}

const isNameTaken = (error: unknown): boolean =>
  error instanceof Refused && (error.status === 409 || (error.status === 400 && /already exist/iu.test(error.message)));

/** Throws Undeliverable where rooms could not be looked for, and so are not to be made. */
export async function seeChannels(granted: Granted): Promise<void> {
  await granted.ask(SETTINGS, channelsOf(granted.team), channelsSchema);
}

/** Ours by its mark; 'taken' where another channel has the name; undefined where none has. */
async function lookFor(granted: Granted, name: string, mark: string): Promise<MadeRoom | 'taken' | undefined> {
  let path = granted.address(channelsOf(granted.team));
  for (;;) {
    const page: z.infer<typeof channelsSchema> = await granted.ask(SETTINGS, path, channelsSchema);
    const found = page.value.find(({ displayName }) => displayName.toLowerCase() === name.toLowerCase());
    if (found) return wordsOf(found).includes(markOf(mark)) ? roomOf(found, name) : 'taken';
    const { '@odata.nextLink': next } = page;
    if (next === undefined) return undefined;
    const following = nextOn(next, path);
    if (following === undefined) throw new Undeliverable('Graph goes on at another address');
    path = following;
  }
}

const roomOf = ({ id, webUrl }: Channel, name: string): MadeRoom => ({
  ...{ channel: id, name },
  ...(webUrl ? { link: webUrl } : {}),
});
const wordsOf = ({ description }: Channel): string[] => (description ?? '').split(/\s+/u);

/** The mark stands in a line of its own, after what people read. */
const described = (words: string, mark: string | undefined): string =>
  [cut(clean(words), LIMITS.channelDescription), ...(mark === undefined ? [] : [mark])].join('\n');

/** Within Teams' rules, and with the end, which tells two plans apart. */
export function channelName(title: string): string {
  const legal = clean(title)
    .replace(/[~#%&*{}+/\\:<>?|'",\s]+/gu, ' ')
    .replace(/^[\s_.]+|[\s.]+$/gu, '');
  if (legal.length <= LIMITS.channelName) return legal;
  const end = legal.slice(-LIMITS.channelNameEnd);
  return `${cut(legal, LIMITS.channelName - LIMITS.channelNameEnd)}${end}`;
}

export async function describeChannel(place: ChannelPlace, topic: string, purpose: string): Promise<void> {
  const channel = await place.granted.ask(SETTINGS, pathOf(place), channelSchema);
  const mark = wordsOf(channel).find((word) => word.startsWith(markOf('')));
  const words = [topic, purpose].filter((line) => line !== '').join('\n');
  const call = { method: 'PATCH', body: { description: described(words, mark) } } as const;
  await place.granted.ask(SETTINGS, pathOf(place), nothing, call);
}

export async function setArchived(place: ChannelPlace, archived: boolean): Promise<void> {
  const { granted } = place;
  const call = { method: 'POST', repeatable: true } as const;
  try {
    await granted.ask(ARCHIVE, `${pathOf(place)}/${archived ? 'archive' : 'unarchive'}`, nothing, call);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { isArchived } = await granted.ask(SETTINGS, pathOf(place), archivedSchema);
    if ((isArchived ?? false) !== archived) throw error;
  }
}

export async function addToTeam(
  { granted, team }: ChannelPlace,
  roster: Roster,
  user: string,
  address: string,
): Promise<void> {
  const entry = await directoryEntry(roster, user, address);
  const body = memberBody(granted, entry, []);
  // Whoever is in it already stays in it.
  const call = { method: 'POST', body, repeatable: true } as const;
  await granted.ask(ADD, `/teams/${encodeURIComponent(team)}/members`, nothing, call);
}
