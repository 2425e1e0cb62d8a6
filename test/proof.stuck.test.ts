// One place is stuck: a poisoned message, a chat that hangs, a channel that is gone, a token that is revoked. The others have theirs at
// once, people are told where something will never come, and what was held back comes when it can.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { moveDeskClock } from '../src/storage/clock.ts';
import { messages } from '../src/storage/tables.ts';
import { refOf, type Ticket } from '../src/ticket/record.ts';
import { execute, testDatabase } from './support/database.ts';
import { SLACK_DESK, startDesk, TEAMS_DESK, type TestDesk } from './support/desk.ts';
import {
  clearLedgers,
  delivered,
  eventsOf,
  expectAllToHold,
  expectHistoriesToHold,
  ticketAbout,
  ticketRows,
  until,
} from './support/proof.ts';
import { messagesFor, whereOf } from './support/proof-posts.ts';

const GENERAL = { slack: 'C0GENERAL', teams: '19:general@thread.tacv2' };

let home: Awaited<ReturnType<typeof testDatabase>>;
let desk: TestDesk;
let count = 0;
beforeAll(async () => {
  home = await testDatabase();
  desk = await startDesk({ database: home });
  for (const name of ['alice', 'chen', 'eve']) await desk.onSlack(name).types('help', GENERAL.slack);
  await desk.onTeams('dana').types('help', GENERAL.teams);
});
afterAll(async () => {
  await desk.stop();
  await home.drop();
});
beforeEach(async () => {
  desk.slack.clearFaults();
  desk.teams.clearFaults();
  await delivered(desk, { refusals: true });
  clearLedgers(desk);
});

/** Three people in each chat report something: there are eight places. */
async function reports(): Promise<Ticket[]> {
  const all = ['alice', 'chen', 'eve'].flatMap((name) => [
    { says: desk.onSlack(name), at: GENERAL.slack, words: `the blind of room ${++count} is torn` },
    { says: desk.onTeams(name), at: GENERAL.teams, words: `the blind of room ${++count} is torn` },
  ]);
  await Promise.all(all.map(({ says, at, words }) => says.types(`report ${words}`, at)));
  return Promise.all(all.map(({ words }) => ticketAbout(desk, words)));
}

/** The messages of these tickets that do not stand yet, each named by its place. */
async function missing(about: readonly Ticket[]): Promise<string[]> {
  const { organisation } = desk.muster.desk;
  const all = about.map(async (ticket) => {
    const standing = await desk.muster.database.transaction(organisation, (tx) =>
      tx.findBy(messages, { organisation, ticket: ticket.id }),
    );
    const names = standing.map((row) => `${whereOf(row)} ${row.key}`);
    return messagesFor(desk, ticket, await eventsOf(desk, ticket.id)).filter((name) => !names.includes(name));
  });
  return (await Promise.all(all)).flat();
}

const slackDesk = () => `slack ${desk.slack.world.teamId} ${SLACK_DESK} `;
const isElsewhere = (stuck: string) => (name: string) => !name.startsWith(stuck);
/** ms until every place but the stuck one has what is for it, though the desk's clock stands still. */
async function servedElsewhere(stuck: string): Promise<{ all: Ticket[]; ms: number }> {
  const began = performance.now();
  const all = await reports();
  await until(async () => !(await missing(all)).some(isElsewhere(stuck)), 15_000);
  return { all, ms: performance.now() - began };
}
/** Three times what it takes where nothing is stuck, and a while for the machine: less than a call that hangs takes. */
const bound = (ms: number) => 3 * ms + 5_000;

const inDesk = ({ channel, metadata }: Record<string, unknown>) => channel === SLACK_DESK && metadata !== undefined;
const seenBy = (chat: 'onSlack' | 'onTeams', name: string, at: string) =>
  desk[chat](name)
    .sees(at)
    .map(({ text }) => text)
    .join('\n');
/** What stands in the threads of the agents' channel in Teams. */
const inTeamsDesk = () => JSON.stringify(desk.teams.messages(TEAMS_DESK));

test('a channel in which no call ends, and one that fails every time: the other places wait for neither', async () => {
  const { ms } = await servedElsewhere(slackDesk());
  desk.slack.fault({ method: 'chat.postMessage', where: inDesk, do: { kind: 'hang' } });
  const hanging = await servedElsewhere(slackDesk());
  expect(hanging.ms).toBeLessThan(bound(ms));
  expect((await missing(hanging.all)).some((name) => name.startsWith(slackDesk()))).toBe(true);
  desk.slack.clearFaults();
  desk.slack.fault({ method: 'chat.postMessage', where: inDesk, do: { kind: 'status', status: 500 } });
  const failing = await servedElsewhere(slackDesk());
  expect(failing.ms).toBeLessThan(bound(ms));
  expect((await missing(failing.all)).some((name) => name.startsWith(slackDesk()))).toBe(true);
  desk.slack.clearFaults();
  await delivered(desk);
  expect(await missing([...hanging.all, ...failing.all])).toEqual([]);
  await expectHistoriesToHold(desk);
}, 60_000);

test('a message that can never be drawn: it is given up, said to be, and its place goes on', async () => {
  const { all, ms } = await servedElsewhere(slackDesk());
  await delivered(desk, { refusals: true });
  const [ticket] = all;
  if (!ticket) throw new Error('there are six');
  // Its place has to wait, so that the fact which it tells can be spoilt behind its back.
  desk.slack.fault({
    method: 'chat.postMessage',
    where: inDesk,
    times: 1,
    do: { kind: 'rate_limited', retryAfter: 60 },
  });
  await desk.onTeams('bob').types(`note ${refOf(ticket)} it is the third one`, GENERAL.teams);
  await desk.settled();
  await execute(
    home.ownerUrl,
    'set session_replication_role = replica',
    `update event set data = '{}' where ticket_id = '${ticket.id}' and seq = 2`,
  );
  await moveDeskClock(desk.muster.database.source, 61);
  const others = await servedElsewhere(slackDesk());
  expect(others.ms).toBeLessThan(bound(ms));
  await delivered(desk, { refusals: true });
  expect(await missing(others.all)).toEqual([]);
  await expectAllToHold(desk, [...all, ...others.all]);
  expect(await missing([ticket])).toEqual([`${slackDesk()}line 2`]);
  expect(inTeamsDesk()).toContain('a fault of Muster’s own');
}, 60_000);

test('a channel that is gone: whoever can mend that is told, in the other chat and by themselves', async () => {
  const { ms } = await servedElsewhere(slackDesk());
  await delivered(desk, { refusals: true });
  const gone = { kind: 'error', error: 'channel_not_found' } as const;
  desk.slack.fault({ where: ({ channel }) => channel === SLACK_DESK, do: gone });
  const { all, ms: others } = await servedElsewhere(slackDesk());
  expect(others).toBeLessThan(bound(ms));
  await delivered(desk, { refusals: true });
  expect((await missing(all)).filter(isElsewhere(slackDesk()))).toEqual([]);
  for (const { number } of all) {
    const told = `INC-${number} cannot be shown in the channel ${SLACK_DESK}: chat.postMessage: channel_not_found`;
    expect(inTeamsDesk()).toContain(told);
    expect(seenBy('onTeams', 'dana', 'direct')).toContain(told);
  }
}, 60_000);

test.each(['token_revoked', 'invalid_auth', 'account_inactive'])(
  'Slack takes the token no more (%s): Teams is served, and Slack when the token is given back',
  async (error) => {
    const slack = `slack ${desk.slack.world.teamId} `;
    const { ms } = await servedElsewhere(slack);
    await delivered(desk, { refusals: true });
    clearLedgers(desk);
    desk.slack.fault({ do: { kind: 'error', error } });
    const { all, ms: others } = await servedElsewhere(slack);
    expect(others).toBeLessThan(bound(ms));
    const held = await missing(all);
    expect(held.length).toBeGreaterThan(0);
    // However long it takes people to notice.
    for (let hour = 0; hour < 3; hour++) await desk.pass(3_600);
    expect(await missing(all)).toEqual(held);
    desk.slack.clearFaults();
    await delivered(desk, { refusals: true });
    await expectAllToHold(desk, all);
  },
  60_000,
);

test('Teams takes the token no more: Slack is served, and Teams when the token is given back', async () => {
  const teams = `teams ${desk.teams.world.tenantId} `;
  const { ms } = await servedElsewhere(teams);
  await delivered(desk, { refusals: true });
  clearLedgers(desk);
  const match = { path: /^\/(connector|login)\// };
  const refused = { kind: 'error', status: 401, code: 'Unauthorized' } as const;
  desk.teams.fault({ match, times: Number.POSITIVE_INFINITY, do: refused });
  const { all, ms: others } = await servedElsewhere(teams);
  expect(others).toBeLessThan(bound(ms));
  const held = await missing(all);
  expect(held.length).toBeGreaterThan(0);
  for (let hour = 0; hour < 3; hour++) await desk.pass(3_600);
  expect(await missing(all)).toEqual(held);
  desk.teams.clearFaults();
  await delivered(desk, { refusals: true });
  await expectAllToHold(desk, all);
}, 60_000);

test('Teams forbids Muster everything: Slack is served and hears of it, and the histories hold', async () => {
  const teams = `teams ${desk.teams.world.tenantId} `;
  const { ms } = await servedElsewhere(teams);
  await delivered(desk, { refusals: true });
  const forbidden = { kind: 'error', status: 403, code: 'BotDisabledByAdmin' } as const;
  desk.teams.fault({ match: { path: /^\/connector\// }, times: Number.POSITIVE_INFINITY, do: forbidden });
  const { all, ms: others } = await servedElsewhere(teams);
  expect(others).toBeLessThan(bound(ms));
  await delivered(desk, { refusals: true });
  const said = JSON.stringify(desk.slack.channel(SLACK_DESK).messages);
  for (const { number } of all) expect(said).toContain(`INC-${number} cannot be shown in the channel ${TEAMS_DESK}`);
  await expectHistoriesToHold(desk, await ticketRows(desk));
}, 60_000);
