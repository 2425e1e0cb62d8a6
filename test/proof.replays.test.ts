// What both chats told Muster in a day is told again to one that knows nothing of it: twice, backwards, in no order, one in three
// doubled. Whatever comes of it, each history is its row and no message stands twice.
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { Delivery as SlackDelivery } from '../playground/slack/ledger.ts';
import { refOf } from '../src/ticket/record.ts';
import { SLACK_DESK, startDesk, TEAMS_DESK, type TestDesk } from './support/desk.ts';
import { cardAt, clearLedgers, delivered, expectAllToHold, ticketAbout, ticketRows, typesOf } from './support/proof.ts';
import { generator } from './support/proof-schedule.ts';

const GENERAL = { slack: 'C0GENERAL', teams: '19:general@thread.tacv2' };

/** Tells it again, signed anew as the chat does. */
type Telling = () => Promise<unknown>;

let desk: TestDesk;
let slackTold: readonly SlackDelivery[];
let stream: readonly Telling[];
/** What became of each ticket on the day itself, by its title. */
let became: Readonly<Record<string, readonly string[]>>;

beforeAll(async () => {
  desk = await startDesk();
  await day();
  slackTold = [...desk.slack.ledger.deliveries];
  stream = [
    ...slackTold.map(({ at }, n) => ({ at, again: () => desk.slack.redeliver(n) })),
    ...desk.teams.ledger.deliveries.map(({ at }, n) => ({ at, again: () => desk.teams.redeliver(n) })),
  ]
    .sort((one, other) => one.at.getTime() - other.at.getTime())
    .map(({ again }) => again);
  became = await histories();
  await expectAllToHold(desk);
}, 60_000);
afterAll(() => desk.stop());

/** Every way of speaking that both chats have, one after the other. */
async function day(): Promise<void> {
  const [alice, bob] = [desk.onSlack('alice'), desk.onSlack('bob')];
  const [chen, mei] = [desk.onTeams('chen'), desk.onTeams('mei')];
  await alice.types('report the gutter leaks', GENERAL.slack);
  await alice.says('report the door sticks', 'direct');
  await chen.types('report the lift hums', GENERAL.teams);
  await chen.says('report the floor is wet', 'direct');
  await delivered(desk);
  const refs = await Promise.all(
    ['gutter', 'door', 'lift', 'floor'].map(async (words) => refOf(await ticketAbout(desk, words))),
  );
  const [gutter = '', door = '', lift = '', floor = ''] = refs;
  for (const say of [
    () => bob.presses('Claim', cardAt(desk, 'onSlack', gutter)),
    () => mei.presses('Claim', cardAt(desk, 'onTeams', lift)),
    () => mei.types(`tell ${lift} 我们明天来`, TEAMS_DESK),
    () => bob.types(`note ${door} it is the hinge`, SLACK_DESK),
    () => alice.says(`add ${gutter} since the storm`, 'direct'),
    () => chen.says(`add ${floor} near the stairs`, 'direct'),
    () => bob.types(`wait ${door} until in 2 hours`, SLACK_DESK),
    () => bob.types(`resolve ${gutter} a new pipe`, SLACK_DESK),
    () => alice.types(`confirm ${gutter}`, GENERAL.slack),
    () => mei.types(`resolve ${lift} oiled`, TEAMS_DESK),
    () => chen.types(`reopen ${lift} it hums again`, GENERAL.teams),
  ]) {
    await say();
    await delivered(desk);
  }
}

const histories = async () =>
  Object.fromEntries(
    await Promise.all((await ticketRows(desk)).map(async (row) => [row.title, await typesOf(desk, row)] as const)),
  );

async function tell(tellings: readonly (readonly Telling[])[]): Promise<void> {
  for (const atOnce of tellings) await Promise.all(atOnce.map((again) => again()));
  await desk.slack.idle();
  await delivered(desk);
}

const inTurn = () => stream.map((again) => [again]);
function shuffled(random: () => number): (readonly Telling[])[] {
  const drawn = stream.map((again) => ({ again, at: random() })).sort((one, other) => one.at - other.at);
  return drawn.map(({ again }) => [again]);
}

beforeEach(async () => {
  await desk.anew();
  clearLedgers(desk);
  desk.slack.ledger.deliveries.push(...slackTold);
});

vi.setConfig({ testTimeout: 60_000 });

test('twice: the same comes of it as on the day itself', async () => {
  await tell([...inTurn(), ...inTurn()]);
  expect(await histories()).toEqual(became);
  await expectAllToHold(desk);
});

test('one in three doubled, both at once: the same comes of it', async () => {
  await tell(stream.map((again, n) => (n % 3 === 0 ? [again, again] : [again])));
  expect(await histories()).toEqual(became);
  await expectAllToHold(desk);
});

test('backwards, and then as it was: nothing is torn, and nothing stands twice', async () => {
  await tell(inTurn().reverse());
  await expectAllToHold(desk);
  expect((await ticketRows(desk)).map(({ title }) => title).sort()).toEqual(Object.keys(became).sort());
  await tell(inTurn());
  await expectAllToHold(desk);
});

test.each([1, 2])('in no order, as %i draws it, and once more in another: the same', async (seed) => {
  const random = generator(seed);
  await tell(shuffled(random));
  await expectAllToHold(desk);
  await tell(shuffled(random));
  await expectAllToHold(desk);
  expect((await ticketRows(desk)).map(({ title }) => title).sort()).toEqual(Object.keys(became).sort());
});
