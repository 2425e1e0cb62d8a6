// What the proofs and stories of rooms look at: the rooms of a ticket as either chat has them.

import type { Channel } from '../../playground/slack/world.ts';
import type { Conversation } from '../../playground/teams/world.ts';
import type { Room } from '../../src/ticket/major.ts';
import type { Ticket } from '../../src/ticket/record.ts';
import type { Judged } from './proof.ts';

export function roomOf({ major }: Ticket, platform: string): Room {
  const room = major?.rooms.find((each) => each.platform === platform);
  if (!room) throw new Error(`no room on ${platform}`);
  return room;
}

export const slackRoom = ({ slack }: Judged, ticket: Ticket): Channel => slack.channel(roomOf(ticket, 'slack').channel);

export function teamsRoom({ teams }: Judged, ticket: Ticket): Conversation {
  const found = teams.conversations().find(({ id }) => id === roomOf(ticket, 'teams').channel);
  if (!found) throw new Error('Teams has no such room');
  return found;
}

/** Every channel that Muster made, whether it remembers it or not. */
export const madeIn = ({ slack, teams }: Judged) => ({
  slack: slack.channels().filter(({ creator, kind }) => kind !== 'im' && creator === slack.world.botUserId),
  teams: teams.conversations().filter(({ name = '' }) => /^INC-\d+ .* \w{4}$/u.test(name)),
});

/** Everything that stands in its room, oldest first, as each chat has it. */
export const saidIn = (desk: Judged, ticket: Ticket) => ({
  slack: desk.slack.messages(roomOf(ticket, 'slack').channel).map((each) => JSON.stringify(each)),
  teams: desk.teams.messages(roomOf(ticket, 'teams').channel).map((each) => JSON.stringify(each)),
});
