// One gesture, delivered twice at once and once more later, has one effect and one answer.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { refOf, type Ticket } from '../src/ticket/record.ts';
import { SLACK_DESK, slackId, startDesk, type TestDesk } from './support/desk.ts';
import {
  answersOf,
  cardAt,
  clearLedgers,
  delivered,
  expectEachMessageOnce,
  query,
  ticketAbout,
  typesOf,
} from './support/proof.ts';

const GENERAL = { slack: 'C0GENERAL', teams: '19:general@thread.tacv2' };

let desk: TestDesk;
let count = 0;
beforeAll(async () => {
  desk = await startDesk();
});
afterAll(() => desk.stop());
beforeEach(async () => {
  await delivered(desk);
  clearLedgers(desk);
});

const wordsOf = () => `the clock of hall ${++count} is late`;

async function reported(): Promise<Ticket & { ref: string }> {
  const words = wordsOf();
  await desk.onSlack('alice').types(`report ${words}`, GENERAL.slack);
  await delivered(desk);
  const ticket = await ticketAbout(desk, words);
  return { ...ticket, ref: refOf(ticket) };
}

test('a slash command with the same trigger', async () => {
  const words = wordsOf();
  const index = desk.slack.ledger.deliveries.length;
  const first = desk.slack.command(slackId('alice'), GENERAL.slack, `report ${words}`);
  const second = desk.slack.redeliver(index);
  const bodies = [(await first).body, (await second).body, (await desk.slack.redeliver(index)).body];
  const { number } = await ticketAbout(desk, words);
  expect(bodies[0]).toContain(`INC-${number}`);
  expect(new Set(bodies).size).toBe(1);
});

test("an event in Slack's direct chat", async () => {
  const words = wordsOf();
  const index = desk.slack.ledger.deliveries.length;
  const first = desk.slack.say(slackId('alice'), slackId('alice'), `report ${words}`);
  const second = desk.slack.redeliver(index);
  await Promise.all([first, second]);
  await desk.slack.redeliver(index);
  await delivered(desk);
  await expectEachMessageOnce(desk, [await ticketAbout(desk, words)]);
});

test('a mention in a thread, which Slack tells in two events', async () => {
  const ticket = await reported();
  const root = cardAt(desk, 'onSlack', ticket.ref).id;
  const index = desk.slack.ledger.deliveries.length;
  await desk.onSlack('bob').says('@muster note she waits at her desk', SLACK_DESK, root);
  // The note's card is edited too, of which Slack may tell as quickly.
  const told = desk.slack.ledger.deliveries
    .slice(index)
    .filter(({ payload }) => (payload.event as { subtype?: string }).subtype === undefined);
  expect(told.map(({ payload }) => (payload.event as { type: string }).type).sort()).toEqual([
    'app_mention',
    'message',
  ]);
  await Promise.all(told.map((delivery) => desk.slack.redeliver(delivery.index)));
  expect(await typesOf(desk, ticket)).toEqual(['reported', 'noted']);
});

test("a button on a card of Teams'", async () => {
  const ticket = await reported();
  const card = cardAt(desk, 'onTeams', ticket.ref);
  const press = () => desk.onTeams('bob').presses('Claim', card);
  await Promise.all([press(), press()]);
  await press();
  expect(await typesOf(desk, ticket)).toEqual(['reported', 'claimed']);
});

test("a button in a direct chat of Teams'", async () => {
  const words = wordsOf();
  const [alice, bob] = [desk.onTeams('alice'), desk.onTeams('bob')];
  await alice.types(`report ${words}`, GENERAL.teams);
  const ticket = await ticketAbout(desk, words);
  await bob.types(`tell ${refOf(ticket)} is it on time now?`, GENERAL.teams);
  await delivered(desk);
  const notice = alice.sees('direct').at(-1)?.id ?? '';
  const press = () => alice.presses('That solved it', { at: 'direct', id: notice });
  await Promise.all([press(), press()]);
  await delivered(desk);
  expect(await typesOf(desk, ticket)).toEqual(['reported', 'told', 'resolved', 'closed']);
  const after = alice.sees('direct').filter(({ id }) => Number(id) > Number(notice));
  expect(after).toHaveLength(2);
  expect(after[0]?.text).toBe(after[1]?.text);
  expect(after[0]?.text).toContain(refOf(ticket));
});

test('but a button that is pressed again long after that is another gesture', async () => {
  const words = wordsOf();
  const [alice, bob] = [desk.onTeams('alice'), desk.onTeams('bob')];
  await alice.types(`report ${words}`, GENERAL.teams);
  const ticket = await ticketAbout(desk, words);
  await bob.types(`resolve ${refOf(ticket)} set right`, GENERAL.teams);
  await delivered(desk);
  const solved = { at: 'direct', id: alice.sees('direct').at(-1)?.id ?? '' };
  await alice.presses('That solved it', solved);
  await alice.types(`reopen ${refOf(ticket)} late again`, GENERAL.teams);
  await bob.types(`resolve ${refOf(ticket)} a new clock`, GENERAL.teams);
  await query(desk, `update receipt set at = at - interval '1 hour'`);
  await alice.presses('That solved it', solved);
  expect((await typesOf(desk, ticket)).slice(-3)).toEqual(['reopened', 'resolved', 'closed']);
});

test('an activity of Teams', async () => {
  const words = wordsOf();
  desk.teams.deliverTo('http://127.0.0.1:9/');
  await desk.onTeams('alice').types(`report ${words}`, GENERAL.teams);
  desk.teams.deliverTo(`http://127.0.0.1:${desk.muster.port}/teams/messages`);
  const activity = desk.teams.ledger.deliveries.at(-1)?.activity ?? {};
  const before = answersOf(desk, 'alice');
  await Promise.all([desk.teams.post(activity), desk.teams.post(activity)]);
  await desk.teams.post(activity);
  const { number } = await ticketAbout(desk, words);
  const answers = answersOf(desk, 'alice').filter((answer) => !before.includes(answer));
  expect(answers).toHaveLength(3);
  for (const answer of answers) expect(answer).toContain(`INC-${number} `);
});
