// War rooms: a channel of the incidents team, or a group chat where only those who are brought in may see it.
import type pino from 'pino';
import { Undeliverable } from '../../src/errors.ts';
import type { LeftOut, Rooms } from '../../src/port.ts';
import { isGroupChat } from './activity.ts';
import { Refused } from './client.ts';
import { GAPS } from './facts.ts';
import { grantedBy } from './granted.ts';
import { groupOf, mayRead, type Search } from './graph.ts';
import { membersWith, type Roster, whoIsThere } from './people.ts';
import { addToTeam, describeChannel, makeChannel, setArchived } from './room-channel.ts';
import { createChats } from './room-chat.ts';

export interface RoomOptions {
  readonly search: Search;
  readonly roster: Roster;
  readonly appId: string;
  /** The service's address behind a stored route. */
  readonly addressOf: (route: string | undefined) => string;
  readonly log: pino.Logger;
}

export function createRooms({ search, roster, appId, addressOf, log }: RoomOptions): Rooms {
  const chats = createChats({ roster, appId, log });

  /** Where a room's channel is: not always in the team in which rooms are made by now. */
  async function placeOf(channel: string, route: string | undefined) {
    const granted = grantedBy(search);
    return { granted, team: (await groupOf(search, channel, addressOf(route))) ?? granted.team, channel };
  }

  const ownTeam = () => {
    const { team } = grantedBy(search);
    return search.memory.teams().find(({ group }) => group === team);
  };

  /** The team may have consented to its channels being made, and not to their messages being read. */
  async function hearing(channel: string, address: string): Promise<{ deaf?: true }> {
    const read = await mayRead(search, channel, address).catch((err: unknown) => {
      log.warn({ err }, 'whether a room is heard could not be asked');
      return undefined;
    });
    return read === false ? { deaf: true } : {};
  }

  return {
    async make(plan, route) {
      const granted = grantedBy(search);
      if (plan.private) return chats.make(granted, plan, addressOf(route));
      const made = await makeChannel(granted, plan);
      const team = ownTeam();
      // Nobody has spoken there yet, so nobody else has told whose it is.
      if (made === 'taken') return made;
      if (team) search.memory.join(made.channel, team);
      return { ...made, ...(await hearing(made.channel, addressOf(route))) };
    },
    async describe(channel, topic, purpose, route) {
      // A chat's topic is its name, which the plan gave it.
      if (isGroupChat(channel)) return;
      await describeChannel(await placeOf(channel, route), topic, purpose);
    },
    pin: () => Promise.reject(new Undeliverable(GAPS.pin)),
    bookmark: () => Promise.reject(new Undeliverable(GAPS.bookmark)),
    async bring(channel, users, add, route) {
      const address = addressOf(route);
      const there = await whoIsThere(roster, channel, users, address);
      const missing = users.filter((user) => !there.has(user));
      if (isGroupChat(channel)) return outOf(missing, (user) => chats.add(grantedBy(search), channel, user, address));
      if (!add) return missing.map((user) => ({ user, why: NOT_IN_TEAM }));
      return outOf(missing, async (user) => addToTeam(await placeOf(channel, route), roster, user, address));
    },
    async called(mails, channel, route) {
      const address = addressOf(route);
      // A group chat shows those alone who are in it: for others the team is asked, whose roster is its first channel's.
      const where = channel === undefined || isGroupChat(channel) ? ownTeam()?.id : channel;
      if (where === undefined) throw new Undeliverable('Nothing was heard yet of the team of TEAMS_INCIDENTS_TEAM_ID');
      return membersWith(roster, where, mails, address);
    },
    // A group chat cannot be archived: it stays with its people, and whoever has enough of it leaves.
    async archive(channel, route) {
      if (!isGroupChat(channel)) await setArchived(await placeOf(channel, route), true);
    },
    async reopen(channel, route) {
      if (!isGroupChat(channel)) await setArchived(await placeOf(channel, route), false);
    },
  };
}

const NOT_IN_TEAM = 'not in the team';

/** One after the other: those for whom it was refused, and why. */
async function outOf(users: readonly string[], bring: (user: string) => Promise<void>): Promise<LeftOut[]> {
  const left: LeftOut[] = [];
  for (const user of users) {
    try {
      await bring(user);
    } catch (error) {
      if (!(error instanceof Undeliverable)) throw error;
      left.push({ user, why: error instanceof Refused ? `Teams answered ${error.status}` : error.message });
    }
  }
  return left;
}
