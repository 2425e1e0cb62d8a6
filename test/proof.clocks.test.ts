// Three processes whose clocks are four minutes fast, ten minutes fast and ten minutes slow share the work, and one of them is killed:
// nothing stands twice, each place has its order, and every moment is the database's.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { refOf } from '../src/ticket/record.ts';
import { SLACK_DESK, slackId, teamsId } from './support/desk.ts';
import { eventsOf, expectAllToHold, query, ticketRows, until } from './support/proof.ts';
import { buildMuster, openTown, type Town } from './support/proof-process.ts';

let program: Awaited<ReturnType<typeof buildMuster>>;
let town: Town;
beforeAll(async () => {
  program = await buildMuster();
  town = await openTown(program.main);
}, 60_000);
afterAll(async () => {
  await town.stop();
  program.remove();
});

const REPORTS = 3;
const now = async () => new Date(String((await query(town, 'select clock_timestamp() as now'))[0]?.now)).getTime();

test('what they do together is what one with a right clock does', async () => {
  await town.start({ fast: -10, atDoor: false });
  await town.start({ fast: 10, atDoor: false });
  // A chat's signature is good for five minutes: who answers the door may not be wrong by more.
  await town.start({ fast: 4 });
  const began = await now();
  await town.teams.install(teamsId('bob'), { team: true });
  await town.teams.install(teamsId('alice'));
  await town.slack.say(slackId('bob'), slackId('bob'), 'status');
  const report = (n: number) =>
    n % 2 === 0
      ? town.slack.say(slackId('alice'), slackId('alice'), `report the tap of room ${n} drips`)
      : town.teams.say(teamsId('alice'), 'personal', `report the tap of room ${n} drips`);
  await Promise.all(Array.from({ length: REPORTS }, (_, n) => report(n)));
  await until(async () => (await ticketRows(town)).length === REPORTS, 20_000);
  // Whatever it is at comes back to the others when its leases have run out, by the database's clock and not by theirs.
  await town.kill();
  for (const ticket of await ticketRows(town)) {
    await town.slack.command(slackId('bob'), SLACK_DESK, `tell ${refOf(ticket)} somebody comes`);
    await town.slack.command(slackId('bob'), SLACK_DESK, `wait ${refOf(ticket)} until in 2 hours`);
  }
  await town.slack.idle();
  await town.delivered();
  const ended = await now();
  const all = await ticketRows(town);
  await until(async () => (await ticketRows(town)).every(({ state }) => state === 'waiting'), 10_000);
  for (const { id, wakeAt } of all) {
    const events = await eventsOf(town, id);
    expect(events.map(({ type }) => type)).toEqual(['reported', 'told', 'waited']);
    const times = events.map(({ at }) => Date.parse(at));
    for (const at of times) expect(at).toBeGreaterThanOrEqual(began);
    for (const at of times) expect(at).toBeLessThanOrEqual(ended);
    // To the minute, as it was said.
    expect(Math.abs(Date.parse(String(wakeAt)) - (times[2] ?? 0) - 7_200_000)).toBeLessThan(60_000);
  }
  await expectAllToHold(town);
}, 240_000);
