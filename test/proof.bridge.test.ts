// Between two rooms nothing is lost, nothing is said twice where that can be known, and the order is the order of whoever wrote.
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { FaultAction } from '../playground/slack/faults.ts';
import type { Harm } from '../playground/teams/faults.ts';
import { incident, SLACK_ROOM, TEAMS_ROOM } from './support/bridge.ts';
import { slackId, startDesk, type TestDesk, teamsId } from './support/desk.ts';
import { clearLedgers, delivered, query, until } from './support/proof.ts';
import { postsOf, REPEAT } from './support/proof-posts.ts';

const EACH_WAY = Number(process.env.BRIDGE_MESSAGES ?? 500);
const AUTHORS = 5;
let desk: TestDesk;
beforeEach(async () => {
  desk = await startDesk({ crowd: AUTHORS });
  await incident(desk, 'nobody can work');
  for (let n = 1; n <= AUTHORS; n++) await desk.onSlack(`crowd${n}`).types('help', 'C0INCIDENTS');
  await desk.settled();
  clearLedgers(desk);
}, 60_000);
afterEach(() => desk.stop());

const onSlack = (n: number, words: string, options?: { thread_ts: string }) =>
  desk.slack.say(slackId(`crowd${n}`), SLACK_ROOM, words, options);
const onTeams = (n: number, words: string) => desk.teams.say(teamsId(`crowd${n}`), TEAMS_ROOM, words);

/** What stands in each room of what was said in the other, in its order: '1.17' is what the first author said as the 17th. */
const WORDS = /word (\d+\.\d+) (slack|teams)/gu;
const said = (drawn: readonly unknown[], side: 'slack' | 'teams') =>
  drawn.flatMap((each) => [
    ...new Set([...JSON.stringify(each).matchAll(WORDS)].flatMap(([, word, from]) => (from === side ? [word] : []))),
  ]);
const inSlack = () =>
  said(
    desk.slack.messages(SLACK_ROOM).map(({ blocks }) => blocks),
    'teams',
  );
const inTeams = () =>
  said(
    desk.teams.messages(TEAMS_ROOM).map(({ attachments }) => attachments),
    'slack',
  );

/** Everybody writes at once, on both sides, each of them one thing after the other. */
async function talk(each: number): Promise<void> {
  const author = async (n: number, say: (n: number, words: string) => Promise<unknown>, side: string) => {
    for (let word = 1; word <= each; word++) await say(n, `word ${n}.${word} ${side}`);
  };
  const all = Array.from({ length: AUTHORS }, (_, n) => [
    author(n + 1, onSlack, 'slack'),
    author(n + 1, onTeams, 'teams'),
  ]);
  await Promise.all(all.flat());
  await desk.slack.idle();
}

function expectAllOnce(shown: readonly (string | undefined)[], each: number): void {
  expect(shown).toHaveLength(each * AUTHORS);
  for (let n = 1; n <= AUTHORS; n++) {
    const theirs = shown.filter((word) => word?.startsWith(`${n}.`));
    expect(theirs).toEqual(Array.from({ length: each }, (_, word) => `${n}.${word + 1}`));
  }
}

/** Nothing was posted under one key twice, whatever Muster was told. */
function expectNoRepeats(): void {
  const posts = postsOf(desk);
  expect(new Set(posts.map(({ stamp }) => stamp)).size).toBe(posts.length);
  expect(JSON.stringify(posts)).not.toContain(REPEAT);
}

test(`${2 * EACH_WAY} messages, both ways at once: each stands once in the other room, in its author’s order`, async () => {
  await talk(EACH_WAY / AUTHORS);
  await delivered(desk);
  expectAllOnce(inSlack(), EACH_WAY / AUTHORS);
  expectAllOnce(inTeams(), EACH_WAY / AUTHORS);
  expectNoRepeats();
  // Nothing that we said ourselves came in, and nobody was asked for again and again.
  const [rows] = await query(desk, 'select count(*)::int as count from room_message');
  expect(rows?.count).toBe(2 * EACH_WAY);
}, 240_000);

/** https://en.wikipedia.org/wiki/Linear_congruential_generator, with the constants of Numerical Recipes. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const slackFaults: readonly FaultAction[] = [
  { kind: 'rate_limited', retryAfter: 7 },
  { kind: 'status', status: 500, when: 'before' },
  { kind: 'status', status: 500, when: 'after' },
  { kind: 'drop', when: 'before' },
  { kind: 'drop', when: 'after' },
  { kind: 'malformed', when: 'after' },
];
const teamsFaults: readonly Harm[] = [
  { kind: 'rate_limited', retryAfter: 7 },
  { kind: 'status', status: 500, when: 'before' },
  { kind: 'status', status: 500, when: 'after' },
  { kind: 'status', status: 502, when: 'after' },
  { kind: 'drop', when: 'after' },
  { kind: 'malformed' },
];

test('whatever the chats answer, each message stands once', async () => {
  const random = generator(7);
  const strikes = (all: number) => () => random() < 0.25 / all;
  for (const fault of slackFaults)
    desk.slack.fault({ do: fault, method: /^chat\./u, where: strikes(slackFaults.length) });
  for (const harm of teamsFaults) {
    const match = { path: /^\/(connector|graph)\//u, where: strikes(teamsFaults.length) };
    desk.teams.fault({ match, times: Number.POSITIVE_INFINITY, do: harm });
  }
  await talk(8);
  await delivered(desk);
  desk.slack.clearFaults();
  desk.teams.clearFaults();
  const struck = [...desk.slack.ledger.calls, ...desk.teams.ledger.calls].filter(({ fault }) => fault);
  expect(struck.length).toBeGreaterThan(10);
  expectAllOnce(inSlack(), 8);
  expectAllOnce(inTeams(), 8);
  expectNoRepeats();
}, 120_000);

test('Slack is away in the middle: Teams goes on, and afterwards all of it stands in both, in order', async () => {
  await talk(4);
  await desk.settled();
  desk.slack.fault({
    ...{ method: 'chat.postMessage', where: ({ channel }) => channel === SLACK_ROOM },
    do: { kind: 'drop', when: 'before' },
  });
  for (let word = 5; word <= 10; word++) for (let n = 1; n <= AUTHORS; n++) await onTeams(n, `word ${n}.${word} teams`);
  for (let word = 5; word <= 10; word++) for (let n = 1; n <= AUTHORS; n++) await onSlack(n, `word ${n}.${word} slack`);
  await desk.slack.idle();
  await desk.pass(1);
  expectAllOnce(inTeams(), 10);
  for (let n = 0; n < 6; n++) await desk.pass(40);
  desk.slack.clearFaults();
  await delivered(desk);
  expectAllOnce(inSlack(), 10);
  expectNoRepeats();
  const late = desk.slack.messages(SLACK_ROOM).filter(({ blocks }) => JSON.stringify(blocks).includes('came late'));
  expect(late.length).toBeGreaterThan(0);
}, 120_000);

test('events that come twice, late and in any order make the same room', async () => {
  desk.slack.deliverTo('http://127.0.0.1:9/');
  const first = desk.slack.ledger.deliveries.length;
  for (let word = 1; word <= 12; word++) await onSlack(1, `word 1.${word} slack`);
  const posted = desk.slack.messages(SLACK_ROOM).filter(({ user }) => user === slackId('crowd1'));
  const ts = (word: number) => posted[word - 1]?.ts ?? '';
  for (const words of ['changed once', 'word 1.3 slack'])
    await desk.slack.edit(slackId('crowd1'), SLACK_ROOM, ts(3), words);
  await desk.slack.remove(slackId('crowd1'), SLACK_ROOM, ts(5));
  await desk.slack.idle();
  desk.slack.deliverTo(`http://127.0.0.1:${desk.muster.port}/slack/events`);
  const random = generator(11);
  const [oldest, ...events] = desk.slack.ledger.deliveries.slice(first).map(({ index }) => index);
  const shuffled = [...events, ...events]
    .map((index) => ({ index, at: random() }))
    .sort((one, other) => one.at - other.at);
  // Nothing can go before all of it is here: Teams asks for a minute.
  desk.teams.fault({
    match: { method: 'POST', path: /conversations/u, where: (body) => JSON.stringify(body).includes('"muster:') },
    times: 1,
    do: { kind: 'rate_limited', retryAfter: 30 },
  });
  await desk.slack.redeliver(oldest ?? 0);
  await until(() => desk.teams.ledger.calls.some(({ fault }) => fault === 'rate_limited'));
  for (const { index } of shuffled) await desk.slack.redeliver(index);
  await delivered(desk);
  const words = Array.from({ length: 12 }, (_, n) => `1.${n + 1}`).filter((word) => word !== '1.5');
  expect(inTeams()).toEqual(words);
  expect(JSON.stringify(desk.teams.messages(TEAMS_ROOM))).not.toContain('changed once');
  expectNoRepeats();

  await onTeams(2, 'word 2.1 teams');
  const again = desk.teams.ledger.deliveries.at(-1)?.activity ?? {};
  await Promise.all([desk.teams.post(again), desk.teams.post(again)]);
  await delivered(desk);
  expect(inSlack()).toEqual(['2.1']);
}, 60_000);
