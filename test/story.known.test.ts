// Known outages on Home and by word, in both languages: for whoever reports, for agents, and for incident managers.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { refOf } from '../src/ticket/record.ts';
import { SLACK_DESK, slackId, startDesk, type TestDesk } from './support/desk.ts';
import { expectHistoriesToHold, ticketAbout, ticketRows } from './support/proof.ts';
import { pressHome, slackHome } from './support/slack-person.ts';

const GENERAL = { slack: 'C0GENERAL', teams: '19:general@thread.tacv2' };
let desk: TestDesk;
let outage = '';
let asked = '';
beforeAll(async () => {
  desk = await startDesk();
  for (const name of ['bob', 'dana']) await desk.onSlack(name).types('help', GENERAL.slack);
  outage = await report('eve', 'the tills of the shop are frozen');
  asked = await report('eve', 'the fountain in the yard is loud');
  await desk.onSlack('dana').types(`major declare ${outage}`, SLACK_DESK);
  await desk.onSlack('bob').types(`major propose ${asked} because of the neighbours`, SLACK_DESK);
  await desk.settled();
}, 60_000);
afterAll(async () => {
  await expectHistoriesToHold(desk);
  await desk.stop();
});

async function report(name: string, words: string): Promise<string> {
  await desk.onSlack(name).types(`report ${words}`, GENERAL.slack);
  await desk.settled();
  return refOf(await ticketAbout(desk, words));
}
const open = async (name: string) => {
  await desk.slack.openHome(slackId(name));
  const seen = slackHome(desk.slack, slackId(name));
  if (!seen) throw new Error(`${name} has no Home`);
  return seen;
};

test('whoever reports finds what is known before all else, and is counted by one press', async () => {
  const home = await open('alice');
  expect(home.text).toMatch(
    new RegExp(`Known outages[\\s\\S]*${outage} the tills of the shop are frozen · investigating`, 'u'),
  );
  expect(home.text).not.toContain('fountain');
  expect(home.buttons).toContain('Me too');
  await pressHome(desk.slack, slackId('alice'), 'Me too');
  await desk.settled();
  const mine = (await ticketRows(desk)).filter(({ links }) =>
    links.some(({ as, name }) => as === 'duplicate' && name === outage),
  );
  expect(mine).toMatchObject([{ title: 'the tills of the shop are frozen', phase: 'closed' }]);
  await pressHome(desk.slack, slackId('alice'), 'Me too');
  await desk.settled();
  expect((await ticketRows(desk)).length).toBe(3);
});

test('whose report is a part of it is not asked to say so again', async () => {
  const home = await open('eve');
  expect(home.text).toContain('It is a major incident: you hear each update of it.');
  expect(home.buttons).not.toContain('Me too');
});

test('agents follow it, in their own language', async () => {
  const home = await open('mei');
  expect(home.text).toContain('已知故障');
  expect(home.text).toContain('还没有进展通报。');
  expect(home.buttons).toContain('订阅');
  await pressHome(desk.slack, slackId('mei'), '订阅');
  await desk.settled();
  const major = (await ticketRows(desk)).find((row) => refOf(row) === outage);
  expect(major?.subscribers).toHaveLength(1);
});

test('an incident manager finds what is to be answered, and why', async () => {
  const home = await open('dana');
  expect(home.text).toMatch(
    new RegExp(
      `Major incidents[\\s\\S]*${outage}[\\s\\S]*Proposed as major, to be answered by you[\\s\\S]*${asked}`,
      'u',
    ),
  );
  expect(home.text).toContain(`Bob Fischer proposes ${asked} as a major incident: of the neighbours.`);
  expect(home.buttons).toEqual(expect.arrayContaining(['Major incident…', 'Answer…']));
  await pressHome(desk.slack, slackId('dana'), 'Answer…');
  await desk.settled();
});

test('by word anybody is told what is known, and that nothing is when nothing is', async () => {
  const eve = desk.onTeams('eve');
  await eve.types('known', GENERAL.teams);
  expect(eve.answer()?.text).toContain(`${outage} the tills of the shop are frozen`);
  expect(eve.answer()?.buttons).toEqual(['Me too']);
  await eve.presses('Me too');
  expect(eve.answer()?.text).toContain(`${outage} is your own report.`);
  const mei = desk.onTeams('mei');
  await mei.types('已知故障', GENERAL.teams);
  expect(mei.answer()?.text).toContain('自');
  await desk.onSlack('dana').types(`major demote ${outage} because the tills thawed`, SLACK_DESK);
  await desk.settled();
  await mei.types('known', GENERAL.teams);
  expect(mei.answer()?.text).toContain('目前没有已知故障。');
  await eve.types('known', GENERAL.teams);
  expect(eve.answer()?.text).toContain('No outage is known.');
  // Nobody has opened it anew: what is over goes by itself.
  await desk.pass(10);
  expect(slackHome(desk.slack, slackId('alice'))?.text).not.toContain('Known outages');
});
