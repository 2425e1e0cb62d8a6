// Called at three in the morning: whoever the policy names by mail address is in the room, though they have never written to Muster there.
import { afterEach, expect, test } from 'vitest';
import type { SlackWorld } from '../playground/slack/world.ts';
import { forgetPerson, personCalled } from '../src/storage/erasure.ts';
import { refOf, type Ticket } from '../src/ticket/record.ts';
import { SLACK_DESK, startDesk, type TestDesk, teamsId } from './support/desk.ts';
import { query, ticketAbout } from './support/proof.ts';
import { roomOf, saidIn, slackRoom, teamsRoom } from './support/rooms.ts';

let desk: TestDesk;
afterEach(() => desk?.stop());

/** Chen and the guest Gus are on call. Nadia, an owner of the service, is in Slack alone. On Slack only these three ever spoke. */
async function begin(): Promise<void> {
  desk = await startDesk({
    policy: (yaml) => yaml.replace('on_call: [chen@example.com]', 'on_call: [chen@example.com, gus@example.com]'),
    workspace: withNadia,
  });
  for (const name of ['alice', 'bob', 'dana']) await desk.onSlack(name).says('status', 'direct');
  await desk.settled();
}

const withNadia = (world: SlackWorld): SlackWorld => ({
  ...world,
  users: [
    ...world.users,
    {
      ...{ id: 'UNADIA', name: 'nadia', realName: 'Nadia Haddad', email: 'Nadia@example.com', guest: false },
      ...{ tz: 'Europe/Paris', locale: 'en-GB' },
    },
  ],
});

async function declared(words: string): Promise<Ticket> {
  await desk.onSlack('alice').types(`report ${words}`, 'C0GENERAL');
  await desk.settled();
  const ticket = await ticketAbout(desk, words);
  await desk.onSlack('dana').types(`major declare ${refOf(ticket)} because it is everywhere`, SLACK_DESK);
  await desk.pass(10);
  return ticketAbout(desk, words);
}

const inside = (ticket: Ticket) => [...slackRoom(desk, ticket).members].filter((user) => user !== 'UMUSTER').sort();
const calls = (ticket: Ticket, chat: 'slack' | 'teams') =>
  saidIn(desk, ticket)[chat].filter((said) => said.includes('You are called'));
const room = async (ticket: Ticket) => {
  await desk.onSlack('bob').types(`room ${refOf(ticket)}`, SLACK_DESK);
  return desk.onSlack('bob').answer()?.text ?? '';
};

test('is brought in and called, by address alone, and is nobody else for that', async () => {
  await begin();
  const ticket = await declared('outlook delivers no mail to anybody');
  expect(inside(ticket)).toEqual(['UCHEN', 'UDANA', 'UNADIA']);
  const [call, ...more] = calls(ticket, 'slack');
  expect(more).toEqual([]);
  for (const user of ['UCHEN', 'UNADIA', 'UDANA']) expect(call).toContain(`"user_id":"${user}"`);
  expect(call).not.toContain('UGUS');
  const said = await room(ticket);
  expect(said).toMatch(/There: .*Nadia Haddad/u);
  // A guest is not let in by an address.
  expect(said).toContain('never written to Muster: gus@example.com.');
  expect(await query(desk, `select from account where user_id in ('UCHEN', 'UNADIA')`)).toEqual([]);
  expect(await query(desk, `select from person where mail = 'nadia@example.com'`)).toEqual([]);
});

test('is forgotten with everything else that is known of them', async () => {
  await begin();
  const ticket = await declared('outlook delivers no mail to anybody');
  const found = async () =>
    (await query(desk, 'select found from room where found <> $1', '{}')).map((row) => row.found);
  expect(await found()).toEqual([
    {
      'chen@example.com': { user: 'UCHEN', name: 'Chen Hao' },
      'nadia@example.com': { user: 'UNADIA', name: 'Nadia Haddad' },
    },
  ]);
  const { organisation } = desk.muster.desk;
  await desk.muster.database.transaction(organisation, async (tx) => {
    const chen = await personCalled(tx, organisation, 'chen@example.com');
    if (chen) await forgetPerson(tx, organisation, chen, 'Somebody');
  });
  expect(await found()).toEqual([{ 'nadia@example.com': { user: 'UNADIA', name: 'Nadia Haddad' } }]);
  expect(calls(ticket, 'slack')).toHaveLength(1);
});

test('stays one, once they have spoken', async () => {
  await begin();
  const ticket = await declared('outlook delivers no mail to anybody');
  await desk.onSlack('chen').says('I am on it', roomOf(ticket, 'slack').channel);
  await desk.onSlack('bob').types(`claim ${refOf(ticket)}`, SLACK_DESK);
  await desk.pass(2);
  expect(inside(ticket)).toEqual(['UBOB', 'UCHEN', 'UDANA', 'UNADIA']);
  expect(calls(ticket, 'slack')).toHaveLength(1);
});

test('reads in Teams who is called as what', async () => {
  await begin();
  const ticket = await declared('outlook delivers no mail to anybody');
  const message = desk.teams
    .messages(roomOf(ticket, 'teams').channel)
    .find((each) => JSON.stringify(each).includes('You are called'));
  const runs = [...JSON.stringify(message?.attachments).matchAll(/"text":"([^"]+)"/gu)].map(([, text]) => text);
  expect(message?.text).toContain('<at>Chen Hao</at>');
  expect(runs.slice(runs.indexOf('On call for Network: '))).toEqual([
    ...['On call for Network: ', 'Chen Hao', 'Incident manager: ', 'Dana Silva'],
  ]);
});

test('comes all the same when the chat has no time for the first question', async () => {
  await begin();
  desk.slack.fault({ method: 'users.lookupByEmail', times: 1, do: { kind: 'status', status: 500 } });
  const ticket = await declared('outlook delivers no mail to anybody');
  expect(inside(ticket)).toContain('UCHEN');
  expect(calls(ticket, 'slack')[0]).toContain('"user_id":"UCHEN"');
});

test('is named where the chat does not answer, keeps nobody waiting, and comes later', async () => {
  await begin();
  desk.slack.fault({ method: 'users.lookupByEmail', do: { kind: 'status', status: 500 } });
  const ticket = await declared('outlook delivers no mail to anybody');
  // It is asked three times within a few seconds.
  for (let time = 0; time < 2; time += 1) await desk.pass(5);
  expect(inside(ticket)).toEqual(['UDANA']);
  expect(calls(ticket, 'slack')).toHaveLength(1);
  expect(slackRoom(desk, ticket).pins).toHaveLength(1);
  expect(await room(ticket)).toContain('nadia@example.com');
  desk.slack.clearFaults();
  await desk.onSlack('bob').types(`claim ${refOf(ticket)}`, SLACK_DESK);
  await desk.pass(2);
  expect(inside(ticket)).toEqual(['UBOB', 'UCHEN', 'UDANA', 'UNADIA']);
});

test('is not asked for where only a few may see it, unless they are of those few', async () => {
  // Dana is known by Teams alone here: her account on Slack is found by her address.
  desk = await startDesk({ policy: (yaml) => yaml.replaceAll(', "slack:UDANA"', ''), workspace: withNadia });
  await desk.onSlack('alice').types('report', 'direct');
  await desk.onSlack('alice').fills({ text: 'my boss reads our mailbox', confidential: 'few' });
  await desk.settled();
  const secret = await ticketAbout(desk, 'my boss reads');
  await desk.onTeams('dana').types(`major declare ${refOf(secret)} because many are concerned`, 'direct');
  await desk.pass(10);
  const ticket = await ticketAbout(desk, 'my boss reads');
  expect(inside(ticket)).toEqual(['UDANA']);
  expect(teamsRoom(desk, ticket).members).toEqual([teamsId('dana')]);
  const asked = desk.slack.ledger.calls.filter(({ method }) => method === 'users.lookupByEmail');
  expect(new Set(asked.map(({ args }) => args.email))).toEqual(new Set(['dana@example.com']));
});
