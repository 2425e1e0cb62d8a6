// Rooms as a visitor of the playground has them in Teams: there at once for whoever is in them, to write in, gone when archived.
import express from 'express';
import pino from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectTeams } from '../adapters/teams/teams.ts';
import { perform } from '../playground/acts.ts';
import { type DeskTime, openDeskTime } from '../playground/clock.ts';
import { sightOf } from '../playground/sight.ts';
import type { MadeRoom, Platform, RoomPlan } from '../src/port.ts';
import { slackId, startDesk, type TestDesk, teamsId } from './support/desk.ts';

let desk: TestDesk;
let platform: Platform;
let time: DeskTime;
beforeAll(async () => {
  desk = await startDesk();
  const { teams } = desk;
  const { appId, appPassword, tenantId, team } = teams.world;
  platform = connectTeams({
    ...{ appId, appPassword, tenantId, auth: 'token', serviceHosts: [new URL(teams.serviceUrl).host] },
    ...{ loginUrl: teams.loginUrl, openidUrl: teams.openidUrl, graphUrl: teams.graphUrl, incidentsTeam: team.id },
    ...{ words: { repeat: 'again', openChat: 'chat' }, router: express.Router(), log: pino({ level: 'silent' }) },
  });
  time = await openDeskTime(desk.muster.database, desk.muster.desk.policy);
}, 60_000);
afterAll(() => desk.stop());

async function made(more: Partial<RoomPlan>): Promise<MadeRoom> {
  const plan = { name: 'inc-7-x4k2', title: 'INC-7 x4k2', mark: 'm', purpose: 'p', private: false, doubtful: false };
  const users = [teamsId('alice'), teamsId('bob')];
  const room = await platform.rooms.make({ ...plan, users, ...more }, desk.teams.serviceUrl);
  if (room === 'taken') throw new Error('the name is taken');
  return room;
}
const chats = () => ({ slack: desk.slack, teams: desk.teams, command: '/desk' });
const sight = (name: string, place?: string) =>
  sightOf(chats(), time, { slack: { user: slackId(name) }, teams: { user: teamsId(name), place } }).teams;
const placeOf = (name: string, { channel }: MadeRoom) => sight(name).places.find(({ id }) => id === channel);
const say = (name: string, { channel: place }: MadeRoom, text: string) =>
  perform(chats(), { side: 'teams', user: teamsId(name), do: 'say', place, text, files: [] });

test('a channel is there at once for the whole team, and what is written at its top is heard in silence', async () => {
  const room = await made({});
  for (const name of ['alice', 'mei'])
    expect(placeOf(name, room)).toMatchObject({ name: 'INC-7 x4k2', private: false, open: true });
  expect(await say('mei', room, 'db2 is full')).toBeUndefined();
  expect(desk.teams.ledger.deliveries.at(-1)).toMatchObject({ status: 200, activity: { text: 'db2 is full' } });
  await desk.settled();
  expect(sight('alice', room.channel).messages.map(({ text }) => text)).toEqual(['db2 is full']);
});

test('a group chat is there for its people alone; Muster comes and hears in silence', async () => {
  const room = await made({ title: 'INC-8 x4k3', mark: 'm8', private: true });
  expect(placeOf('bob', room)).toMatchObject({ name: 'INC-8 x4k3', private: true });
  expect(placeOf('mei', room)).toBeUndefined();
  await expect.poll(() => desk.teams.ledger.deliveries.at(-1)?.activity.type).toBe('installationUpdate');
  expect(await say('bob', room, 'only us')).toBeUndefined();
  await desk.settled();
  expect(sight('alice', room.channel).messages.map(({ text }) => text)).toEqual(['only us']);
  await expect(say('mei', room, 'me too')).rejects.toThrow('is not in');
  await platform.rooms.bring(room.channel, [teamsId('mei')], false, desk.teams.serviceUrl);
  expect(placeOf('mei', room)).toBeDefined();
});

test('an archived channel takes nothing and is not shown until it is opened again', async () => {
  const room = await made({ title: 'INC-9 x4k4', mark: 'm9' });
  await platform.rooms.archive(room.channel, desk.teams.serviceUrl);
  expect(placeOf('alice', room)).toBeUndefined();
  await expect(say('alice', room, 'too late')).rejects.toThrow('is archived');
  await platform.rooms.reopen(room.channel, desk.teams.serviceUrl);
  expect(await say('alice', room, 'again')).toBeUndefined();
});
