// Two Musters on one database, between the same chats: they share the work, and nobody can tell that there are two.
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Muster, startMuster } from '../src/muster.ts';
import { moveDeskClock } from '../src/storage/clock.ts';
import { refOf } from '../src/ticket/record.ts';
import { testDatabase } from './support/database.ts';
import { SLACK_DESK, slackId, startDesk, type TestDesk, teamsId } from './support/desk.ts';
import {
  clearLedgers,
  eventsOf,
  expectEachMessageOnce,
  expectHistoriesToHold,
  query,
  ticketRows,
  until,
} from './support/proof.ts';

let home: Awaited<ReturnType<typeof testDatabase>>;
let desk: TestDesk;
const others: Muster[] = [];
beforeAll(async () => {
  home = await testDatabase();
  desk = await startDesk({ database: home });
  clearLedgers(desk);
});
afterAll(async () => {
  await Promise.all(others.map((muster) => muster.stop()));
  await desk.stop();
  await home.drop();
});

async function another(): Promise<Muster> {
  const { slack, teams } = desk;
  const { appId, appPassword, tenantId } = teams.world;
  const muster = await startMuster(
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
    `another${others.length}`,
  );
  others.push(muster);
  return muster;
}

/** What happens from now on is told to this one. */
function listen({ port }: Pick<Muster, 'port'>): void {
  desk.slack.deliverTo(`http://127.0.0.1:${port}/slack/events`);
  desk.teams.deliverTo(`http://127.0.0.1:${port}/teams/messages`);
}

/** One report by one of three ways, begun at once and handed to whoever listens now. */
async function report(n: number): Promise<void> {
  const text = `report the window of room ${n} is stuck`;
  if (n % 3 === 0) await desk.slack.say(slackId('alice'), slackId('alice'), text);
  else if (n % 3 === 1) await desk.onSlack('alice').types(text, 'C0GENERAL');
  else await desk.teams.say(teamsId('alice'), 'personal', text);
}

const delivered = () =>
  until(async () => {
    const [left] = await query(
      desk,
      "select count(*)::int as jobs from job where lane is not null and (task ->> 'kind' <> 'home' or run_at <= desk_now())",
    );
    return left?.jobs === 0;
  }, 20_000);

const WAVE = 10;

test('a hundred reports at both, one of which stops half-way: all are there, each message once', async () => {
  const second = await another();
  for (let n = 0; n < 50; n += WAVE) {
    const all: Promise<void>[] = [];
    for (let k = n; k < n + WAVE; k++) {
      listen(k % 2 === 0 ? desk.muster : second);
      all.push(report(k));
    }
    await Promise.all(all);
  }
  // What the second hears while it ends is refused and comes again, to the first.
  listen(second);
  const ending = second.stop();
  const late = [51, 54, 57].map(report);
  listen(desk.muster);
  await Promise.all([ending, ...late]);
  for (let n = 50; n < 100; n += WAVE) {
    const numbers = Array.from({ length: WAVE }, (_, k) => n + k).filter((k) => ![51, 54, 57].includes(k));
    await Promise.all(numbers.map(report));
  }
  await desk.slack.idle();
  await delivered();
  const tickets = await ticketRows(desk);
  expect(tickets.map(({ title }) => Number(/\d+/u.exec(title)?.[0])).sort((a, b) => a - b)).toEqual(
    Array.from({ length: 100 }, (_, n) => n),
  );
  expect(new Set(tickets.map(({ number }) => number)).size).toBe(100);
  await expectEachMessageOnce(desk, tickets);
}, 60_000);

test('twenty waiting tickets wake once each, whoever wakes them', async () => {
  await another();
  const tickets = (await ticketRows(desk)).slice(0, 20);
  await Promise.all(
    tickets.map((ticket) => desk.onSlack('bob').types(`wait ${refOf(ticket)} until in 2 hours`, SLACK_DESK)),
  );
  await delivered();
  await moveDeskClock(desk.muster.database.source, 7_300);
  await until(async () => (await ticketRows(desk)).every(({ phase }) => phase === 'active'));
  await delivered();
  for (const { id } of tickets) {
    expect((await eventsOf(desk, id)).map(({ type }) => type)).toEqual(['reported', 'waited', 'resumed']);
  }
  await expectHistoriesToHold(desk);
  await expectEachMessageOnce(desk, await ticketRows(desk));
}, 60_000);
