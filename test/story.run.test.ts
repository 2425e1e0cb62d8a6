// Running a major incident in its rooms on both chats: roles, updates and when they are due, tasks, decisions, marks, informing.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { concernedBy } from '../src/storage/concerned.ts';
import { roomMessages } from '../src/storage/tables.ts';
import { historyOf } from '../src/storage/tickets.ts';
import { refOf, type Ticket } from '../src/ticket/record.ts';
import { SLACK_DESK, SLACK_PEOPLE, startDesk, TEAMS_DESK, type TestDesk, teamsId } from './support/desk.ts';
import { last } from './support/eyes.ts';
import type { Person } from './support/person.ts';
import { expectHistoriesToHold, ticketAbout } from './support/proof.ts';

const GENERAL = 'C0GENERAL';
const TEAMS_GENERAL = '19:general@thread.tacv2';
const INCIDENTS = 'C0INCIDENTS';
const TEAMS_INCIDENTS = '19:incidents@thread.tacv2';
const MINUTE = 60;

let desk: TestDesk;
let ref: string;
let child: string;
let room: { readonly slack: string; readonly teams: string };

beforeAll(async () => {
  desk = await startDesk();
  for (const name of ['bob', 'mei', 'chen', 'dana']) await desk.onSlack(name).says('status', 'direct');
  for (const name of ['eve', 'mei']) await desk.onTeams(name).says('status', 'direct');
  ref = refOf(await reported('e-mail is down everywhere', desk.onSlack('alice'), GENERAL));
  child = refOf(await reported('outlook does not open', desk.onTeams('eve'), TEAMS_GENERAL));
  const same = refOf(await reported('邮件系统打不开', desk.onTeams('mei'), TEAMS_GENERAL));
  await bob(`link ${child} to ${ref} as child`);
  await bob(`duplicate ${same} of ${ref}`);
  await desk.onSlack('bob').types(`subscribe ${ref}`, SLACK_DESK);
  await desk.onSlack('dana').types(`priority ${ref} P1 because everybody needs it`, SLACK_DESK);
  await desk.onSlack('dana').types(`major declare ${ref} because nobody can send mail`, SLACK_DESK);
  await desk.pass(2);
  room = await roomsOf('e-mail is down everywhere');
}, 90_000);
afterAll(() => desk?.stop());

async function reported(words: string, who: Person, at: string): Promise<Ticket> {
  await who.types(`report ${words}`, at);
  await desk.settled();
  return ticketAbout(desk, words);
}
async function roomsOf(words: string) {
  const { major } = await ticketAbout(desk, words);
  const of = (platform: string) => major?.rooms.find((one) => one.platform === platform)?.channel ?? '';
  return { slack: of('slack'), teams: of('teams') };
}
const bob = (words: string) => desk.onSlack('bob').types(words, SLACK_DESK);
/** In the room, where nobody has to say which incident. */
const inSlack = (name: string, words: string) => desk.onSlack(name).types(words, room.slack);
const inTeams = (name: string, words: string) => desk.onTeams(name).types(words, room.teams);
const answer = (who: Person): string => who.answer()?.text ?? '';
const seen = (who: Person, at: string, ...words: readonly string[]) =>
  who.sees(at).filter(({ text }) => words.every((word) => text.includes(word)));
const headline = (chat: 'slack' | 'teams') => {
  const who = chat === 'slack' ? desk.onSlack('dana') : desk.onTeams('dana');
  const [first] = who.sees(room[chat]).filter(({ text }) => text.startsWith('📌'));
  if (!first) throw new Error(`no headline on ${chat}`);
  return first;
};

/** What stands marked in the timeline. */
async function marked() {
  const { organisation } = desk.muster.desk;
  const ticket = await ticketAbout(desk, 'e-mail is down everywhere');
  const history = await desk.muster.database.transaction(organisation, (tx) => historyOf(tx, organisation, ticket.id));
  return history.filter((event) => event.type === 'marked');
}

test('those concerned hear that it is a major incident, once each: reporters, followers, the channels of the policy', () => {
  const told = 'This is a major incident';
  expect(seen(desk.onSlack('alice'), 'direct', told, ref)).toHaveLength(1);
  const [eves, ...more] = seen(desk.onTeams('eve'), 'direct', told, ref);
  expect(more).toEqual([]);
  expect(eves?.text).toContain(`Your ${child} belongs to it.`);
  expect(seen(desk.onTeams('mei'), 'direct', '这是重大事件', ref)).toHaveLength(1);
  const [bobs] = seen(desk.onSlack('bob'), 'direct', told, ref);
  expect(bobs?.buttons).toEqual(['Stop']);
  // Whoever declared it knows.
  expect(seen(desk.onSlack('dana'), 'direct', told)).toEqual([]);
  for (const [who, at] of [
    [desk.onSlack('alice'), INCIDENTS],
    [desk.onTeams('eve'), TEAMS_INCIDENTS],
  ] as const) {
    const [card, ...others] = seen(who, at, told, ref);
    expect(others).toEqual([]);
    expect(card?.buttons).toEqual(['Me too']);
    expect(card?.text).not.toContain('nobody can send mail');
  }
});

test('however many they are, they are looked up some at a time, and each once', async () => {
  const { id: ticket, links } = await ticketAbout(desk, 'e-mail is down everywhere');
  const { organisation } = desk.muster.desk;
  const concern = {
    ticket,
    own: ['requester', 'copies', 'subscribers'],
    others: links.map(({ to }) => to),
    open: false,
  } as const;
  const page = (after: string | null, most: number) =>
    desk.muster.database.transaction(organisation, (tx) => concernedBy(tx, organisation, concern, after, most));
  const all = await page(null, 200);
  expect(new Set(all).size).toBe(4);
  const one: string[] = [];
  for (let next = await page(null, 1); next[0]; next = await page(next[0], 1)) one.push(next[0]);
  expect(one).toEqual(all);
});

describe('roles', () => {
  test('the headline says who leads and what is free, the same on both chats', () => {
    for (const chat of ['slack', 'teams'] as const) {
      const { text, buttons } = headline(chat);
      expect(text).toContain(`📌 🔴 ${ref} e-mail is down everywhere · major · investigating · since`);
      expect(text).toContain('Incident manager Dana Silva');
      expect(text).toContain('Scribe · free');
      expect(text).toContain('3 reports');
      expect(text).toContain('Next update due');
      expect(buttons.filter((label) => label === 'I’ll take it')).toHaveLength(3);
      for (const label of ['Update…', 'Task…', 'Decision…', 'Mitigated', 'Resolve…']) expect(buttons).toContain(label);
    }
  });
  test('one tap takes a free one, with instructions that nobody else sees', async () => {
    const mei = desk.onTeams('mei');
    await mei.presses('I’ll take it', { at: room.teams, id: headline('teams').id });
    expect(answer(mei)).toContain('您现在是技术负责人');
    expect(seen(desk.onTeams('dana'), room.teams, '您现在是')).toEqual([]);
    await desk.settled();
    for (const chat of ['slack', 'teams'] as const) expect(headline(chat).text).toContain('technical lead Mei Lin');
    expect(seen(desk.onSlack('dana'), room.slack, 'Mei Lin is technical lead now.')).toHaveLength(1);
    expect(seen(desk.onTeams('dana'), room.teams, 'Mei Lin is technical lead now.')).toHaveLength(1);
  });
  test('given to somebody, they are told privately what is expected; the room hears it', async () => {
    await inSlack('dana', 'role scribe to @chen');
    expect(answer(desk.onSlack('dana'))).toContain('Chen Hao is scribe of');
    await desk.settled();
    const word = last(seen(desk.onSlack('chen'), 'direct', 'Dana Silva made you scribe.'));
    expect(word.text).toContain('You keep the timeline');
    expect(word.buttons).toEqual(['Decision…', 'Show', 'Give it back']);
    await inSlack('bob', 'role scribe');
    expect(answer(desk.onSlack('bob'))).toContain('Chen Hao is scribe of');
    await inSlack('bob', 'role scirbe');
    expect(answer(desk.onSlack('bob'))).toContain('Did you mean scribe?');
    await desk.onSlack('chen').presses('Give it back', { at: 'direct', id: word.id });
    await desk.settled();
    expect(seen(desk.onTeams('dana'), room.teams, 'Chen Hao gave scribe back')).toHaveLength(1);
  });
  test('ten minutes on, the incident managers are asked for those that nobody has, once', async () => {
    await desk.pass(10 * MINUTE);
    const [asked, ...more] = seen(desk.onSlack('dana'), 'direct', 'Nobody has taken these roles yet');
    expect(more).toEqual([]);
    expect(asked?.buttons).toEqual(['I’ll be communications lead', 'I’ll be scribe', 'Roles…']);
  });
});

describe('updates', () => {
  const words = 'we are looking at mx-2';
  test('said in the room, they reach everybody concerned, each in their language and once', async () => {
    await inSlack('dana', `update ${words} next 30m`);
    expect(answer(desk.onSlack('dana'))).toContain('on its way to everybody concerned');
    await desk.settled();
    expect(seen(desk.onSlack('alice'), 'direct', `📣 Dana Silva: ${words}`, 'Next update ')).toHaveLength(1);
    expect(seen(desk.onTeams('eve'), 'direct', words)).toHaveLength(1);
    expect(seen(desk.onTeams('mei'), 'direct', words, '调查中')).toHaveLength(1);
    expect(seen(desk.onSlack('bob'), 'direct', words)).toHaveLength(1);
    expect(seen(desk.onSlack('eve'), INCIDENTS, words)).toHaveLength(1);
    expect(seen(desk.onTeams('eve'), TEAMS_INCIDENTS, words)).toHaveLength(1);
    expect(seen(desk.onTeams('dana'), room.teams, `📣 Dana Silva: ${words}`)).toHaveLength(1);
    for (const chat of ['slack', 'teams'] as const) expect(headline(chat).text).toContain(words);
  });
  test('what somebody answers to it is about their own, and makes no note for the agents', async () => {
    const [alice, bobs] = [desk.onSlack('alice'), desk.onSlack('bob')];
    await alice.says('and webmail?', 'direct', last(seen(alice, 'direct', words)).id);
    expect(answer(alice)).toContain('Is this about a ticket that you have, or something new?');
    await bobs.says('thank you', INCIDENTS, last(seen(bobs, INCIDENTS, words)).id);
    await desk.settled();
    await bobs.types(`history ${ref}`, SLACK_DESK);
    expect(answer(bobs)).not.toContain('thank you');
  });
  test('five minutes before the next is due whoever owes it is reminded, and puts it off with one tap', async () => {
    await desk.pass(25 * MINUTE + 1);
    const dana = desk.onSlack('dana');
    const reminder = last(seen(dana, 'direct', 'The next update is due'));
    expect(reminder.text).toContain('in 5 min');
    expect(reminder.text).toContain(`Last: ${words}`);
    expect(reminder.buttons).toEqual(['Write it…', '+15 min']);
    await dana.presses('+15 min', { at: 'direct', id: reminder.id });
    await desk.settled();
    expect(seen(desk.onTeams('dana'), room.teams, 'Dana Silva put the next update off until')).toHaveLength(1);
    await dana.presses('+15 min', { at: 'direct', id: reminder.id });
    expect(answer(dana)).toContain('That reminder is over');
    await desk.pass(6 * MINUTE);
    expect(seen(dana, 'direct', 'was due')).toEqual([]);
  });
  test('with words, a reason is needed', async () => {
    await inSlack('dana', 'postpone 10m');
    expect(answer(desk.onSlack('dana'))).toContain('Something is missing');
    await inSlack('dana', 'postpone 10m because mx-2 boots');
    await desk.settled();
    expect(seen(desk.onSlack('bob'), room.slack, 'put the next update off', 'mx-2 boots')).toHaveLength(1);
  });
  test('written in the form it says whom it affects, what is next and when they hear again', async () => {
    await desk.pass(19 * MINUTE + 1);
    const dana = desk.onSlack('dana');
    const reminder = last(seen(dana, 'direct', 'The next update is due'));
    await dana.presses('Write it…', { at: 'direct', id: reminder.id });
    expect(dana.form()?.fields).toEqual(['text', 'affects', 'next', 'again']);
    await dana.fills({ text: 'mx-2 is back', affects: 'all of Paris', next: 'the queue is drained', again: '20m' });
    await dana.closes();
    await desk.settled();
    const [told] = seen(desk.onTeams('eve'), 'direct', 'mx-2 is back');
    for (const line of ['Affects: all of Paris', 'Next: the queue is drained', 'Next update '])
      expect(told?.text).toContain(line);
    expect(headline('teams').text).toContain('all of Paris');
  });
  test('when it is late, it is said again, and the headline shows it', async () => {
    await desk.pass(15 * MINUTE + 1);
    await desk.pass(5 * MINUTE);
    expect(seen(desk.onSlack('dana'), 'direct', ref, 'The update was due')).toHaveLength(1);
    expect(headline('slack').text).toContain('🔴 The next update was due');
    await desk.pass(30 * MINUTE);
    expect(seen(desk.onSlack('dana'), 'direct', ref, 'The update was due')).toHaveLength(2);
  });
});

describe('tasks, decisions, marks', () => {
  test('a task is told to whoever has it, stands on the headline, and is done with one tap', async () => {
    await inSlack('dana', 'task @chen check mx-2 by tomorrow 11:00');
    await inSlack('dana', 'task call the supplier');
    await desk.settled();
    for (const chat of ['slack', 'teams'] as const) {
      expect(headline(chat).text).toContain('1. check mx-2 · Chen Hao · ');
      expect(headline(chat).text).toContain('2. call the supplier');
    }
    const word = last(seen(desk.onSlack('chen'), 'direct', 'Dana Silva asks you for'));
    expect(word.text).toContain('check mx-2 · by ');
    await desk.onSlack('chen').presses('Done', { at: 'direct', id: word.id });
    await desk.settled();
    expect(seen(desk.onTeams('dana'), room.teams, '✔ Chen Hao did it: check mx-2')).toHaveLength(1);
    expect(headline('slack').text).toContain('1 task is done');
    await inTeams('dana', 'done 2');
    await desk.settled();
    expect(headline('slack').text).toContain('2 tasks are done');
  });
  test('a decision that is said in one room stands in the other', async () => {
    await inTeams('dana', 'decide mail goes over the **old** relay');
    await inSlack('chen', 'decide nobody restarts mx-1');
    await desk.settled();
    expect(seen(desk.onSlack('bob'), room.slack, '⚖ Dana Silva decided: mail goes over the')).toHaveLength(1);
    expect(seen(desk.onTeams('bob'), room.teams, '⚖ Chen Hao decided: nobody restarts mx-1')).toHaveLength(1);
    expect(seen(desk.onTeams('bob'), room.teams, '⚖ Dana Silva decided')).toEqual([]);
  });
  test('the pin marks what somebody said, once, with who said it; and so do one’s own words', async () => {
    const [bobs, dana] = [desk.onSlack('bob'), desk.onSlack('dana')];
    for (const user of ['UBOB', 'UCHEN', 'UEVE']) await desk.slack.join(user, room.slack);
    await bobs.says('mx-2 was rebooted at 09:49 for the patch', room.slack);
    const said = last(seen(bobs, room.slack, 'for the patch'));
    await dana.reacts('pushpin', { at: room.slack, id: said.id });
    await desk.onSlack('chen').reacts('pushpin', { at: room.slack, id: said.id });
    await inSlack('bob', 'mark the fan of mx-2 is loud');
    await dana.reacts('eyes', { at: room.slack, id: said.id });
    await desk.settled();
    const pinned = { text: 'mx-2 was rebooted at 09:49 for the patch', platform: 'slack' };
    expect(await marked()).toMatchObject([pinned, { text: 'the fan of mx-2 is loud', link: null }]);
    const [first, own] = await marked();
    expect(first?.link).toContain(room.slack);
    expect(Date.parse(first?.saidAt ?? '')).toBeLessThan(Date.now());
    expect(first?.author).toBe(own?.by);
    expect(first?.by).not.toBe(own?.by);
  });
  test('in Teams “mark” is said under the message that is meant', async () => {
    const dana = desk.onTeams('dana');
    await dana.says('the new relay answers', room.teams);
    const { id } = last(seen(dana, room.teams, 'the new relay answers'));
    const ticket = await ticketAbout(desk, 'e-mail is down everywhere');
    const { organisation } = desk.muster.desk;
    const at = { platform: 'teams', workspace: desk.teams.world.tenantId, channel: room.teams, messageId: id };
    const words = { person: ticket.major?.roles.incident_manager ?? '', text: 'the new relay answers' };
    const row = { organisation, ticket: ticket.id, ...at, ...words, writtenAt: new Date().toISOString() };
    await desk.muster.database.transaction(organisation, (tx) =>
      tx.createQueryBuilder().insert().into(roomMessages).values(row).orIgnore().execute(),
    );
    await desk.teams.say(teamsId('mei'), { thread: id }, 'mark', { mention: true });
    await desk.settled();
    expect(answer(desk.onTeams('mei'))).toContain('📌');
    expect((await marked()).at(-1)).toMatchObject({
      text: 'the new relay answers',
      author: row.person,
      platform: 'teams',
    });
    await inTeams('mei', 'mark');
    expect(answer(desk.onTeams('mei'))).toContain('要把什么记入');
  });
  test('a forged press puts no words into anybody’s mouth', async () => {
    const ticket = await ticketAbout(desk, 'e-mail is down everywhere');
    const card =
      desk
        .onTeams('bob')
        .sees(TEAMS_DESK)
        .find(({ text }) => text.includes(ref))?.id ?? '';
    const said = { text: 'I pulled the plug', author: ticket.requester, from: 'x 1', written: 'once', platform: 'x' };
    const action = { type: 'Action.Execute', verb: 'muster' };
    const args = { ref, ...said, link: 'https://evil.example', pinned: 'yes' };
    await desk.teams.press(teamsId('bob'), TEAMS_DESK, card, {
      ...action,
      data: { muster: { v: 'mark', a: args, n: crypto.randomUUID() } },
    });
    await desk.settled();
    const found = (await marked()).find(({ text }) => text === 'I pulled the plug');
    expect(found).toMatchObject({ author: found?.by, platform: 'teams', link: null, saidAt: found?.at });
  });
  test('a pin anywhere else, or of somebody who is no agent, marks nothing', async () => {
    const alice = desk.onSlack('alice');
    await alice.says('lunch?', GENERAL);
    await desk.onSlack('dana').reacts('pushpin', { at: GENERAL, id: last(alice.sees(GENERAL)).id });
    const eve = desk.onSlack('eve');
    await eve.reacts('pushpin', { at: room.slack, id: last(seen(eve, room.slack, 'for the patch')).id });
    await desk.settled();
    expect(await marked()).toHaveLength(4);
  });
});

describe('informing an audience', () => {
  test('shows first whom it reaches, then sends it to each of their channels', async () => {
    const dana = desk.onSlack('dana');
    await inSlack('dana', 'inform everyone mail is slow until noon');
    expect(answer(dana)).toContain('Everyone: ');
    expect(answer(dana)).toContain('on Slack');
    expect(dana.answer()?.buttons).toEqual(['Send']);
    await desk.settled();
    expect(seen(dana, GENERAL, 'slow until noon')).toEqual([]);
    await dana.presses('Send');
    await desk.settled();
    expect(seen(desk.onSlack('eve'), GENERAL, '📣 Dana Silva: mail is slow until noon')).toHaveLength(1);
    expect(seen(desk.onTeams('eve'), TEAMS_GENERAL, '📣 Dana Silva: mail is slow until noon')).toHaveLength(1);
    expect(seen(desk.onSlack('alice'), 'direct', 'slow until noon')).toEqual([]);
  });
  test('without words a form asks for them', async () => {
    const dana = desk.onSlack('dana');
    await inSlack('dana', 'inform everyone');
    expect(dana.form()?.fields).toEqual(['audience', 'text']);
    await dana.fills({ audience: 'everyone', text: 'mail is fast again' });
    await dana.closes();
    await desk.settled();
    expect(seen(desk.onTeams('eve'), TEAMS_GENERAL, 'mail is fast again')).toHaveLength(1);
  });
});

describe('towards the end', () => {
  test('mitigated with one tap, then watched with a word: those concerned read it', async () => {
    await desk.onSlack('dana').presses('Mitigated', { at: room.slack, id: headline('slack').id });
    await desk.settled();
    expect(headline('teams').text).toContain('🟡');
    expect(seen(desk.onTeams('eve'), 'direct', 'The worst is over')).toHaveLength(1);
    await inTeams('dana', 'monitoring the queue is empty');
    await desk.settled();
    expect(headline('slack').text).toContain('monitoring');
    expect(seen(desk.onTeams('mei'), 'direct', 'the queue is empty', '正在观察')).toHaveLength(1);
  });
  test('resolved, the headline says how long it took; nobody is told twice, or reminded again', async () => {
    await inSlack('dana', 'resolve a new mx-2');
    await desk.settled();
    expect(headline('teams').text).toContain('✅');
    expect(headline('teams').text).toContain('Resolved after');
    expect(seen(desk.onSlack('alice'), 'direct', 'It is resolved.')).toEqual([]);
    // What hangs on it is resolved with it, and each reporter is asked by the notice of their own.
    expect(seen(desk.onTeams('eve'), 'direct', 'It is resolved.')).toEqual([]);
    expect(seen(desk.onTeams('eve'), 'direct', 'is solved, and so should', 'a new mx-2')).toHaveLength(1);
    const late = seen(desk.onSlack('dana'), 'direct', ref, 'The update was due').length;
    await desk.pass(60 * MINUTE);
    expect(seen(desk.onSlack('dana'), 'direct', ref, 'The update was due')).toHaveLength(late);
    await expectHistoriesToHold(desk);
  });
});

test('of a confidential one only they hear who may see it, and no channel', async () => {
  const alice = desk.onSlack('alice');
  const secret = refOf(await reported('letters of complaint are public', alice, GENERAL));
  const part = refOf(await reported('a letter of mine is public', desk.onTeams('eve'), TEAMS_GENERAL));
  await bob(`link ${part} to ${secret} as child`);
  await bob(`subscribe ${secret}`);
  await bob(`confidential ${secret}`);
  await desk.onSlack('dana').types(`major declare ${secret} because it is out`, SLACK_PEOPLE);
  await desk.pass(2);
  await desk.onSlack('dana').types(`update ${secret} the page is offline`, SLACK_PEOPLE);
  await desk.settled();
  expect(seen(alice, 'direct', 'the page is offline')).toHaveLength(1);
  for (const [who, at] of [
    [desk.onSlack('bob'), 'direct'],
    [desk.onTeams('eve'), 'direct'],
    [alice, INCIDENTS],
    [desk.onTeams('eve'), TEAMS_INCIDENTS],
    [desk.onSlack('bob'), SLACK_DESK],
    [desk.onTeams('bob'), TEAMS_DESK],
  ] as const)
    expect(seen(who, at, 'the page is offline')).toEqual([]);
});
