// The room that makes itself: from one declaration to a room on each chat, with its headline on top and its people in it.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { refOf, type Ticket } from '../src/ticket/record.ts';
import {
  type DeskOptions,
  SLACK_DESK,
  slackId,
  startDesk,
  TEAMS_DESK,
  type TestDesk,
  teamsId,
} from './support/desk.ts';
import { PNG } from './support/files.ts';
import { expectHistoriesToHold, ticketAbout, typesOf } from './support/proof.ts';
import { roomOf, saidIn, slackRoom as slackRoomOf, teamsRoom as teamsRoomOf } from './support/rooms.ts';

let desk: TestDesk;
async function begin(options: DeskOptions = {}): Promise<void> {
  desk = await startDesk(options);
  // Whom the policy names is found by what they once said.
  for (const name of ['bob', 'mei', 'chen', 'dana', 'hana']) {
    await desk.onSlack(name).says('status', 'direct');
    await desk.onTeams(name).says('status', 'direct');
  }
  await desk.settled();
}
beforeAll(() => begin());
afterAll(() => desk?.stop());

async function reported(words: string): Promise<Ticket> {
  await desk.onSlack('alice').types(`report ${words}`, 'C0GENERAL');
  await desk.settled();
  return ticketAbout(desk, words);
}

async function declared(words: string): Promise<Ticket> {
  const ticket = await reported(words);
  await desk.onSlack('dana').types(`major declare ${refOf(ticket)} because it is everywhere`, SLACK_DESK);
  await desk.pass(2);
  return ticketAbout(desk, words);
}

const slackRoom = (ticket: Ticket) => slackRoomOf(desk, ticket);
const teamsRoom = (ticket: Ticket) => teamsRoomOf(desk, ticket);
const inSlack = (ticket: Ticket) => saidIn(desk, ticket).slack;
const inTeams = (ticket: Ticket) => saidIn(desk, ticket).teams;

describe('one declaration', () => {
  let ticket: Ticket;
  beforeAll(async () => {
    ticket = await declared('outlook delivers no mail to anybody');
  });

  test('is one fact, and a room on each chat', async () => {
    const types = await typesOf(desk, ticket);
    expect(types.filter((type) => type === 'declared')).toHaveLength(1);
    expect(types.filter((type) => type === 'roomed')).toHaveLength(2);
    expect(slackRoom(ticket).name).toMatch(/^inc-\d{8}-\d+-outlook-delivers-no-mail-to-anybody-\w+$/u);
    expect(teamsRoom(ticket).name).toContain(refOf(ticket));
    await expectHistoriesToHold(desk);
  });

  test('puts the headline first, and pins it', () => {
    for (const said of [inSlack(ticket), inTeams(ticket)]) {
      expect(said[0]).toContain('outlook delivers no mail');
      expect(said[0]).toContain('investigating');
    }
    expect(slackRoom(ticket).pins).toHaveLength(1);
  });

  test('says what the room is for, and links the other', () => {
    const { topic, purpose, bookmarks } = slackRoom(ticket);
    expect(topic).toContain('investigating');
    expect(purpose).toContain(refOf(ticket));
    const other = roomOf(ticket, 'teams').link;
    expect(bookmarks.map(({ title, link }) => [title, link])).toContainEqual(['The room in Teams', other]);
    expect(JSON.stringify(teamsRoom(ticket).description)).toContain('investigating');
  });

  test('brings in who is needed: on call, owners of the service, managers, whoever declared it', () => {
    expect([...slackRoom(ticket).members].sort()).toEqual(['UCHEN', 'UDANA', 'UMUSTER'].sort());
  });

  test('calls each by what they are to it, once', () => {
    const [call, ...more] = inSlack(ticket).filter((said) => said.includes('You are called'));
    expect(more).toEqual([]);
    expect(call).toContain('On call for Network');
    expect(call).toContain('"user_id":"UCHEN"');
    expect(inTeams(ticket).filter((said) => said.includes('You are called'))).toHaveLength(1);
  });

  test('is linked on the agents’ card', () => {
    const card = desk
      .onSlack('bob')
      .sees(SLACK_DESK)
      .find(({ text }) => text.includes('outlook delivers'));
    expect(card?.text).toContain('Rooms: ');
    expect(JSON.stringify(desk.slack.messages(SLACK_DESK))).toContain(slackRoom(ticket).id);
  });

  test('“room” shows who is there, on either chat', async () => {
    await desk.onSlack('bob').types(`room ${refOf(ticket)}`, SLACK_DESK);
    const inSlack = desk.onSlack('bob').answer()?.text ?? '';
    await desk.onTeams('bob').types(`room ${refOf(ticket)}`, TEAMS_DESK);
    const inTeams = desk.onTeams('bob').answer()?.text ?? '';
    for (const said of [inSlack, inTeams]) {
      expect(said).toContain('There: ');
      expect(said).toContain('Chen Hao');
      // An owner of the service whom nobody has seen yet.
      expect(said).toContain('never written to Muster: nadia@example.com');
    }
    await desk.onSlack('bob').types('room INC-999', SLACK_DESK);
    expect(desk.onSlack('bob').answer()?.text).toContain('INC-999');
  });

  test('whoever has something to do with it later comes in later', async () => {
    await desk.onTeams('bob').types(`claim ${refOf(ticket)}`, TEAMS_DESK);
    await desk.settled();
    expect([...slackRoom(ticket).members]).toContain('UBOB');
    expect(inSlack(ticket).filter((said) => said.includes('You are called'))).toHaveLength(1);
  });

  test('says how urgent it is as long as that changes', async () => {
    await desk.onSlack('dana').types(`priority ${refOf(ticket)} P2 because half of them are back`, SLACK_DESK);
    await desk.settled();
    expect(slackRoom(ticket).topic).toContain('P2');
    await desk.onSlack('dana').types(`classify ${refOf(ticket)} service=email impact=high urgency=high`, SLACK_DESK);
    await desk.settled();
    expect(slackRoom(ticket).topic).toContain(`P${(await ticketAbout(desk, 'outlook delivers')).priority}`);
    expect(JSON.stringify(teamsRoom(ticket).description)).toContain('P1');
  });

  test('cannot be made confidential while others can read its rooms', async () => {
    await desk.onSlack('bob').types(`confidential ${refOf(ticket)}`, SLACK_DESK);
    expect(desk.onSlack('bob').answer()?.text).toContain('cannot be taken back');
    await desk.onSlack('dana').types(`classify ${refOf(ticket)} service=people`, SLACK_DESK);
    expect(desk.onSlack('dana').answer()?.text).toContain('cannot be taken back');
    expect((await ticketAbout(desk, 'outlook delivers')).confidential).toBe(false);
  });

  test('is closed some days after it was no major incident any more, unless it was declared again', async () => {
    await desk.onSlack('dana').types(`major demote ${refOf(ticket)} because a restart was enough`, SLACK_DESK);
    await desk.pass(1);
    expect(slackRoom(ticket).topic).toContain('not major any more');
    await desk.onSlack('dana').types(`major declare ${refOf(ticket)} because it is back`, SLACK_DESK);
    await desk.pass(15 * 86_400);
    expect(slackRoom(ticket).archived).toBe(false);
    await desk.onSlack('dana').types(`major demote ${refOf(ticket)} because it is over`, SLACK_DESK);
    await desk.pass(15 * 86_400);
    expect([slackRoom(ticket).archived, teamsRoom(ticket).archived]).toEqual([true, true]);
    expect((await typesOf(desk, ticket)).filter((type) => type === 'archived')).toHaveLength(1);
    await expectHistoriesToHold(desk);
  });

  test('gets its rooms back when it is declared again, or new ones where the chat refuses', async () => {
    const old = slackRoom(ticket).id;
    desk.slack.fault({
      method: 'conversations.unarchive',
      times: 1,
      do: { kind: 'error', error: 'not_allowed_token_type' },
    });
    await desk.onSlack('dana').types(`major declare ${refOf(ticket)} because it is back again`, SLACK_DESK);
    await desk.pass(2);
    const now = await ticketAbout(desk, 'outlook delivers');
    expect(teamsRoom(now).id).toBe(teamsRoom(ticket).id);
    expect(teamsRoom(now).archived).not.toBe(true);
    expect(slackRoom(now).id).not.toBe(old);
    expect(inSlack(now)[0]).toContain('outlook delivers no mail');
    await expectHistoriesToHold(desk);
  });
});

test('a confidential one has private rooms, with those alone who may see it', async () => {
  const [alice, dana] = [desk.onSlack('alice'), desk.onSlack('dana')];
  await alice.types('report', 'direct');
  await alice.fills({ text: 'my boss reads our mailbox', confidential: 'few' });
  await desk.settled();
  const secret = await ticketAbout(desk, 'my boss reads');
  expect(secret.confidential).toBe(true);
  await dana.types(`major declare ${refOf(secret)} because many are concerned`, 'direct');
  await desk.pass(2);
  const ticket = await ticketAbout(desk, 'my boss reads');
  expect(roomOf(ticket, 'slack').private).toBe(true);
  expect(slackRoom(ticket).kind).toBe('group');
  // Chen is on call for the service, and may not see it.
  expect([...slackRoom(ticket).members].sort()).toEqual(['UDANA', 'UMUSTER']);
  expect(teamsRoom(ticket)).toMatchObject({ type: 'groupChat', members: [teamsId('dana')] });
});

test('what was said of it while it was confidential is no last word for everybody once it is opened', async () => {
  const [dana, eve] = [desk.onSlack('dana'), desk.onSlack('eve')];
  const ref = refOf(await ticketAbout(desk, 'my boss reads'));
  await dana.types(`update ${ref} Quentin has the password`, 'direct');
  await dana.types(`task ${ref} ask Quentin`, 'direct');
  await dana.sends(
    { name: 'secret.png', bytes: PNG },
    'this was it',
    roomOf(await ticketAbout(desk, 'my boss reads'), 'slack').channel,
  );
  await dana.sends({ name: 'paper.png', bytes: PNG }, `note ${ref} and this`, 'direct');
  await desk.settled();
  await dana.types(`confidential ${ref} off because it is about a shared mailbox`, 'direct');
  await desk.pass(2);
  await eve.types('known', 'C0GENERAL');
  expect(eve.answer()?.text).toContain(`${ref} my boss reads our mailbox`);
  expect(eve.answer()?.text).not.toContain('Quentin');
  for (const [name, names] of [
    ['dana', ['secret.png', 'paper.png']],
    ['chen', []],
  ] as const) {
    const who = desk.onSlack(name);
    await who.types(`files ${ref}`, SLACK_DESK);
    expect(['secret.png', 'paper.png'].filter((one) => who.answer()?.text.includes(one))).toEqual(names);
  }
  expect((await ticketAbout(desk, 'my boss reads')).major?.tasks).toEqual([]);
  await dana.types(`update ${ref} the password is another one`, 'direct');
  await eve.types('known', 'C0GENERAL');
  expect(eve.answer()?.text).toContain('the password is another one');
  await expectHistoriesToHold(desk);
});

test('what became confidential after its open rooms were closed gets rooms of its own, and those stay closed', async () => {
  const before = await declared('the mail of the board is read');
  const ref = refOf(before);
  const dana = desk.onSlack('dana');
  await dana.types(`major demote ${ref} because it seems harmless`, SLACK_DESK);
  await desk.pass(15 * 86_400);
  expect([slackRoom(before).archived, teamsRoom(before).archived]).toEqual([true, true]);
  await dana.types(`confidential ${ref}`, SLACK_DESK);
  await dana.types(`major declare ${ref} because it is not`, 'direct');
  await desk.pass(2);
  const ticket = await ticketAbout(desk, 'the mail of the board is read');
  expect(ticket.confidential).toBe(true);
  expect([slackRoom(before).archived, teamsRoom(before).archived]).toEqual([true, true]);
  for (const platform of ['slack', 'teams']) expect(roomOf(ticket, platform)).toMatchObject({ private: true });
  expect([...slackRoom(ticket).members].sort()).toEqual(['UDANA', 'UMUSTER']);
  expect(teamsRoom(ticket)).toMatchObject({ type: 'groupChat', members: [teamsId('dana')] });
  await expectHistoriesToHold(desk);
});

test('where no private room can be made there is none, and never a thread that others read', async () => {
  const [alice, dana] = [desk.onSlack('alice'), desk.onSlack('dana')];
  desk.slack.world.restricted = true;
  desk.teams.consents.chats = false;
  await alice.types('report', 'direct');
  await alice.fills({ text: 'a secret of the payroll leaked', confidential: 'few' });
  await desk.settled();
  const secret = await ticketAbout(desk, 'of the payroll leaked');
  await dana.types(`major declare ${refOf(secret)} because many are concerned`, 'direct');
  await desk.pass(2);
  const ticket = await ticketAbout(desk, 'of the payroll leaked');
  expect(ticket.major?.rooms).toEqual([]);
  expect((await typesOf(desk, ticket)).filter((type) => type === 'roomless')).toHaveLength(2);
  for (const said of [desk.slack.messages('C0INCIDENTS'), desk.teams.messages('19:incidents@thread.tacv2')])
    expect(JSON.stringify(said)).not.toContain('payroll');
  await dana.types(`room ${refOf(ticket)}`, 'direct');
  expect(dana.answer()?.text ?? dana.sees('direct').at(-1)?.text).toContain('no room could be made');
  desk.slack.world.restricted = false;
  desk.teams.consents.chats = true;
});

test('where neither chat lets one be made, it is a thread where incidents are told, and people are sent there', async () => {
  desk.slack.world.restricted = true;
  desk.teams.consents.channels = false;
  const ticket = await declared('the vpn of the mail team is gone');
  for (const platform of ['slack', 'teams']) expect(roomOf(ticket, platform).kind).toBe('thread');
  const headline = desk.slack
    .messages('C0INCIDENTS')
    .find(({ text }) => text.startsWith('📌') && text.includes('the vpn of the mail team'));
  const thread = desk.slack.messages('C0INCIDENTS', { thread: headline?.ts ?? '' });
  expect(JSON.stringify(thread)).toContain('You are called to');
  expect(JSON.stringify(desk.teams.messages('19:incidents@thread.tacv2'))).toContain('the vpn of the mail team');
  const sent = [...desk.onSlack('chen').sees('direct'), ...desk.onTeams('chen').sees('direct')].filter(({ text }) =>
    text.includes('the vpn of the mail team'),
  );
  expect(sent.map(({ text }) => text)).toEqual([expect.stringContaining('a thread in the incidents channel')]);
  desk.slack.world.restricted = false;
  desk.teams.consents.channels = true;
});

describe('whoever cannot be brought in', () => {
  let ticket: Ticket;
  beforeAll(async () => {
    await desk.stop();
    await begin({
      workspace: (world) => ({ ...world, users: world.users.map((user) => ({ ...user, ...HERMIT(user.id) })) }),
    });
    ticket = await declared('the mail gateway burns');
  });
  const HERMIT = (id: string) => (id === slackId('chen') ? { uninvitable: 'user_is_restricted' } : {});

  test('is sent the way in their own chat, once, and the others come', () => {
    expect([...slackRoom(ticket).members].sort()).toEqual(['UDANA', 'UMUSTER']);
    const way = [...desk.onSlack('chen').sees('direct'), ...desk.onTeams('chen').sees('direct')].filter(({ text }) =>
      text.includes('the mail gateway burns'),
    );
    expect(way.length).toBeLessThanOrEqual(1);
  });

  test('is listed with the chat’s reason', async () => {
    await desk.onSlack('bob').types(`room ${refOf(ticket)}`, SLACK_DESK);
    expect(desk.onSlack('bob').answer()?.text).toContain('Could not be brought in: Chen Hao (user_is_restricted)');
  });
});

test('where a team lets nobody read its channels, its room says how words cross, and the other does not', async () => {
  desk.teams.consents.channelMessages = false;
  const ticket = await declared('nobody may read what is written');
  desk.teams.consents.channelMessages = true;
  expect(roomOf(ticket, 'teams').deaf).toBe(true);
  const how = (said: readonly string[]) => said.filter((each) => each.includes('@Muster say'));
  expect(how(inTeams(ticket))).toHaveLength(1);
  expect(how(inSlack(ticket))).toEqual([]);
});
