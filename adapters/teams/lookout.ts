// What there is to look at in a tenant: credentials, the service's address, the channels of the cards, the teams' consents.
import { z } from 'zod';
import type { Finding } from '../../src/views/findings.ts';
import { Refused } from './client.ts';
import { grantedBy } from './granted.ts';
import { mayRead, type Search } from './graph.ts';
import type { Login } from './login.ts';
import { seeChannels } from './room-channel.ts';

export interface Lookout {
  readonly login: Login | undefined;
  readonly search: Search;
  readonly targeted: boolean;
}

const roster = z.object({ members: z.array(z.unknown()) });

/** `address`: the service's, if it is known yet. */
export async function lookAround(
  { login, search, targeted }: Lookout,
  channels: readonly string[],
  address: string | undefined,
): Promise<readonly Finding[]> {
  const first = await attempt({ what: 'login' }, async () => {
    await login?.token('https://api.botframework.com/.default');
  });
  const heard: Finding[] = [
    { what: 'address', state: address === undefined ? 'bad' : 'good' },
    { what: 'private', state: targeted ? 'good' : 'warning' },
  ];
  if (first.state === 'bad' || address === undefined) return [first, ...heard];
  const places = await Promise.all(
    channels.map((id) =>
      attempt({ what: 'place', id }, async () => {
        const path = `/v3/conversations/${encodeURIComponent(id)}/pagedmembers?pageSize=50`;
        await search.client.connector(address, { method: 'GET', path, answer: roster });
      }),
    ),
  );
  const reachable = places.find(({ state }) => state === 'good')?.id;
  const hears = reachable === undefined ? [] : [await consent(search, reachable, address)];
  return [first, ...heard, ...hears.flat(), await rooms(search), ...places];
}

/** Without them there is a thread in a channel that there is: nothing is broken. */
async function rooms(search: Search): Promise<Finding> {
  if (search.incidentsTeam === undefined)
    return { what: 'rooms', state: 'warning', why: 'TEAMS_INCIDENTS_TEAM_ID is not set' };
  const seen = await attempt({ what: 'rooms' }, async () => seeChannels(grantedBy(search)));
  return seen.state === 'bad' ? { ...seen, state: 'warning' } : seen;
}

/** One team's consent speaks for all: every triage channel of a policy is usually in one. */
async function consent(search: Search, channel: string, address: string): Promise<readonly Finding[]> {
  const seen = await attempt({ what: 'hears' }, async () => {
    const read = await mayRead(search, channel, address);
    if (read === false) throw new Error('ChannelMessage.Read.Group');
  });
  return [seen.state === 'bad' ? { ...seen, state: 'warning' } : seen];
}

async function attempt(about: Pick<Finding, 'what' | 'id'>, look: () => Promise<void>): Promise<Finding> {
  try {
    await look();
    return { ...about, state: 'good' };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return {
      ...about,
      state: 'bad',
      why: error instanceof Refused ? `Teams answered ${error.status}` : error.message.slice(0, 200),
    };
  }
}
