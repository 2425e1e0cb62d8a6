// One room for each incident and chat, whatever happens: pressed a hundred times, raced, cut off, its name taken, a chat away, three hundred people.
import { pino } from 'pino';
import { afterEach, expect, test } from 'vitest';
import { startMuster } from '../src/muster.ts';
import { refOf, type Ticket } from '../src/ticket/record.ts';
import { testDatabase } from './support/database.ts';
import {
  type DeskOptions,
  SLACK_DESK,
  slackId,
  startDesk,
  TEAMS_DESK,
  type TestDesk,
  teamsId,
} from './support/desk.ts';
import { delivered, expectHistoriesToHold, query, ticketAbout, typesOf, until } from './support/proof.ts';
import { madeIn, roomOf, saidIn, slackRoom, teamsRoom } from './support/rooms.ts';

let desk: TestDesk;
const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function begin(options: DeskOptions = {}): Promise<void> {
  desk = await startDesk({
    ...options,
    policy: (yaml) => (options.policy ?? ((same) => same))(yaml.replace('declare: []', 'declare: [service-desk]')),
  });
  ends.push(() => desk.stop());
}

async function reported(words: string): Promise<Ticket> {
  await desk.onSlack('alice').types(`report ${words}`, 'C0GENERAL');
  await desk.settled();
  return ticketAbout(desk, words);
}
/** All that has to do with rooms has come. */
async function come(): Promise<void> {
  await desk.settled();
  await delivered(desk);
}
const declare = (ticket: Ticket) => desk.onSlack('dana').types(`major declare ${refOf(ticket)}`, SLACK_DESK);

/** One fact, one channel on each chat, one headline in each. */
async function expectOneRoomEach(words: string, chats: readonly ('slack' | 'teams')[] = ['slack', 'teams']) {
  const ticket = await ticketAbout(desk, words);
  const types = await typesOf(desk, ticket);
  expect(types.filter((type) => type === 'declared')).toHaveLength(1);
  expect(types.filter((type) => type === 'roomed')).toHaveLength(chats.length);
  const ours = (name: string) => new RegExp(`^inc-(?:\\d{8}-)?${ticket.number}[ -]`, 'iu').test(name);
  expect(madeIn(desk).slack.filter(({ name }) => ours(name))).toHaveLength(chats.includes('slack') ? 1 : 0);
  expect(madeIn(desk).teams.filter(({ name = '' }) => ours(name))).toHaveLength(chats.includes('teams') ? 1 : 0);
  const said = saidIn(desk, ticket);
  for (const chat of chats) {
    expect(said[chat].filter((each) => each.includes(words))).toHaveLength(1);
    expect(said[chat].filter((each) => each.includes('You are called'))).toHaveLength(1);
  }
  await expectHistoriesToHold(desk, [ticket]);
  return ticket;
}

test('a hundred declarations at once, on both chats, by several people: one fact, one room each', async () => {
  await begin();
  const ticket = await reported('nobody can send mail');
  const words = `major declare ${refOf(ticket)}`;
  const people = ['dana', 'bob', 'mei'];
  await Promise.all(
    Array.from({ length: 100 }, async (_, n) => {
      const name = people[n % people.length] ?? 'dana';
      if (n % 2 === 0) await desk.onSlack(name).types(words, SLACK_DESK);
      else await desk.onTeams(name).types(words, TEAMS_DESK);
    }),
  );
  await come();
  await expectOneRoomEach('nobody can send mail');
}, 60_000);

test('two replicas at the same incidents: one room each', async () => {
  const home = await testDatabase();
  ends.push(() => home.drop());
  await begin({ database: home });
  const { slack, teams } = desk;
  const { appId, appPassword, tenantId } = teams.world;
  const second = await startMuster(
    {
      ...{ port: 0, host: '127.0.0.1', dataDir: '', policyFile: 'policy.yaml', command: '/desk', logLevel: 'silent' },
      ...{ rehearsal: { budgets: false }, databaseUrl: home.appUrl, ownerUrl: home.ownerUrl },
      slack: { botToken: slack.world.botToken, signingSecret: slack.world.signingSecret, apiUrl: slack.url },
      teams: {
        ...{ appId, appPassword, tenantId, auth: 'token', serviceHosts: [new URL(teams.serviceUrl).host] },
        ...{ loginUrl: teams.loginUrl, openidUrl: teams.openidUrl, graphUrl: teams.graphUrl },
        incidentsTeam: teams.world.team.id,
      },
    },
    desk.policy,
    pino({ level: 'silent' }),
    'another',
  );
  ends.push(() => second.stop());
  const words = Array.from({ length: 6 }, (_, n) => `the window of room ${n} is stuck`);
  const tickets: Ticket[] = [];
  for (const each of words) tickets.push(await reported(each));
  for (const [n, ticket] of tickets.entries()) {
    slack.deliverTo(`http://127.0.0.1:${(n % 2 === 0 ? second : desk.muster).port}/slack/events`);
    teams.deliverTo(`http://127.0.0.1:${(n % 2 === 0 ? desk.muster : second).port}/teams/messages`);
    const pressed = `major declare ${refOf(ticket)}`;
    await Promise.all([
      desk.onSlack('dana').types(pressed, SLACK_DESK),
      desk.onTeams('bob').types(pressed, TEAMS_DESK),
    ]);
  }
  const left = `select count(*)::int as jobs from job where lane is not null and task ->> 'kind' <> 'home'`;
  await until(async () => (await query(desk, left))[0]?.jobs === 0, 30_000);
  for (const each of words) await expectOneRoomEach(each);
}, 90_000);

test.each([
  ['before', 1],
  ['after', 1],
  ['before', 2],
  ['after', 2],
] as const)(
  'the answer to making it is lost %s it was made, %i times: one room',
  async (when, times) => {
    await begin();
    desk.slack.fault({ method: 'conversations.create', times, do: { kind: 'drop', when } });
    desk.teams.fault({ match: { method: 'POST', path: /\/channels$/u }, times, do: { kind: 'drop', when } });
    await declare(await reported('the lift is stuck'));
    await come();
    await expectOneRoomEach('the lift is stuck');
  },
  30_000,
);

test('every call on the way fails once, after it was done: one room, everybody in it, called once', async () => {
  await begin();
  const ticket = await reported('the heating is out');
  for (const method of ['create', 'invite', 'setTopic', 'setPurpose'])
    desk.slack.fault({
      method: `conversations.${method}`,
      times: 1,
      do: { kind: 'status', status: 500, when: 'after' },
    });
  for (const method of ['pins.add', 'bookmarks.add', 'chat.postMessage'])
    desk.slack.fault({ method, times: 1, do: { kind: 'drop', when: 'after' } });
  desk.teams.fault({ match: { method: 'PATCH', path: /graph/u }, do: { kind: 'status', status: 500, when: 'after' } });
  await declare(ticket);
  await come();
  const after = await expectOneRoomEach('the heating is out');
  expect(slackRoom(desk, after)).toMatchObject({
    pins: [expect.anything()],
    topic: expect.stringContaining('investigating'),
  });
  expect(slackRoom(desk, after).members.has(slackId('dana'))).toBe(true);
}, 60_000);

test('the name is somebody else’s: theirs stays theirs, and the room has another one', async () => {
  await begin();
  const ticket = await reported('the gate does not open');
  desk.slack.fault({ method: 'conversations.create', times: 1, do: { kind: 'rate_limited', retryAfter: 5 } });
  desk.teams.fault({ match: { method: 'POST', path: /\/channels$/u }, do: { kind: 'rate_limited', retryAfter: 5 } });
  await declare(ticket);
  await desk.settled();
  const intended = await query(desk, 'select name, title from room order by platform');
  const [slackName, teamsTitle] = [String(intended[0]?.name), String(intended[1]?.title)];
  desk.slack.channel('C0GENERAL').name = slackName;
  const general = desk.teams.conversations().find(({ id }) => id === '19:general@thread.tacv2');
  if (general) general.name = teamsTitle;
  const taken = desk.teams.conversations().find(({ name }) => name === teamsTitle) !== undefined;
  await come();
  const after = await ticketAbout(desk, 'the gate does not open');
  expect(roomOf(after, 'slack').channel).not.toBe('C0GENERAL');
  expect(slackRoom(desk, after).name).not.toBe(slackName);
  expect(desk.slack.messages('C0GENERAL').filter(({ text }) => text.includes('the gate'))).toEqual([]);
  if (taken) expect(teamsRoom(desk, after).name).not.toBe(teamsTitle);
  expect(desk.teams.messages('19:general@thread.tacv2').filter(({ text = '' }) => text.includes('the gate'))).toEqual(
    [],
  );
}, 60_000);

test.each(['slack', 'teams'] as const)(
  '%s is away while it is declared: the other goes on, and it follows',
  async (away) => {
    await begin();
    const ticket = await reported('the roof leaks');
    if (away === 'slack')
      desk.slack.fault({ method: /^(?:conversations|chat|pins|bookmarks)\./u, do: { kind: 'status', status: 503 } });
    else
      desk.teams.fault({
        match: { path: /graph|connector/u },
        times: 10_000,
        do: { kind: 'status', status: 503, when: 'before' },
      });
    const by = away === 'slack' ? 'onTeams' : 'onSlack';
    await desk[by]('dana').types(`major declare ${refOf(ticket)}`, by === 'onTeams' ? TEAMS_DESK : SLACK_DESK);
    await desk.pass(30);
    const there = away === 'slack' ? 'teams' : 'slack';
    const meanwhile = await ticketAbout(desk, 'the roof leaks');
    expect(meanwhile.major?.rooms.map(({ platform }) => platform)).toEqual([there]);
    expect(madeIn(desk)[away]).toEqual([]);
    desk.slack.clearFaults();
    desk.teams.clearFaults();
    await come();
    await expectOneRoomEach('the roof leaks');
  },
  30_000,
);

test('three hundred people on call, ten of whom Slack lets nobody bring in: 290 are in, ten are sent the way and listed', async () => {
  const crowd = Array.from({ length: 300 }, (_, n) => `UCROWD${n + 1}`);
  const impossible = crowd.filter((_, n) => n % 30 === 7);
  await begin({
    policy: (yaml) => yaml.replace('on_call: [chen@example.com]', 'on_call: ["slack-group:S0ALL"]'),
    workspace: (world) => ({
      ...world,
      userGroups: [{ id: 'S0ALL', handle: 'all', users: crowd }],
      users: [
        ...world.users,
        ...crowd.map((id) => ({
          ...{
            id,
            name: id.toLowerCase(),
            realName: id,
            email: `${id}@example.com`,
            tz: 'Europe/Paris',
            locale: 'en-GB',
          },
          ...{ guest: false, ...(impossible.includes(id) ? { uninvitable: 'user_is_restricted' } : {}) },
        })),
      ],
    }),
  });
  const ticket = await reported('outlook is gone everywhere');
  await declare(ticket);
  await come();
  const after = await ticketAbout(desk, 'outlook is gone everywhere');
  const members = slackRoom(desk, after).members;
  expect(crowd.filter((user) => members.has(user))).toHaveLength(290);
  expect(impossible).toHaveLength(10);
  for (const user of impossible) {
    const way = desk.slack.messages(user).filter((each) => JSON.stringify(each).includes('outlook is gone'));
    expect(way).toHaveLength(1);
  }
  await desk.onSlack('bob').types(`room ${refOf(ticket)}`, SLACK_DESK);
  for (const user of impossible) expect(desk.onSlack('bob').answer()?.text).toContain(user);
  // Whoever is not in Teams' team at all is no reason for anything there.
  expect(teamsRoom(desk, after).members).toContain(teamsId('dana'));
}, 60_000);
