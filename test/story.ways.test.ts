// More ways to report: from a message's menu, by the ticket emoji, in somebody else's name; and the search in the client.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SLACK_DESK, slackId, startDesk, TEAMS_DESK, type TestDesk, teamsId } from './support/desk.ts';
import { cardOf, last } from './support/eyes.ts';
import type { Person } from './support/person.ts';

const SLACK = 'C0GENERAL';
const TEAMS = '19:general@thread.tacv2';
let desk: TestDesk;
beforeAll(async () => {
  desk = await startDesk();
  for (const name of ['alice', 'bob', 'mei']) await desk.onTeams(name).types('help', TEAMS);
}, 60_000);
afterAll(() => desk.stop());

const answer = (who: Person): string => who.answer()?.text ?? '';
const refIn = (text: string): string => /INC-\d+/u.exec(text)?.[0] ?? '';
const cardsWith = (words: string) =>
  [desk.onSlack('bob').sees(SLACK_DESK), desk.onTeams('bob').sees(TEAMS_DESK)].flatMap((seen) =>
    seen.filter(({ text }) => text.includes(words)),
  );
/** Somebody's words in a common channel, which nobody said to Muster. */
async function slackMessage(name: string, words: string, thread?: string): Promise<{ at: string; id: string }> {
  const id = await desk.slack.say(slackId(name), SLACK, words, thread === undefined ? {} : { thread_ts: thread });
  return { at: SLACK, id };
}
async function teamsMessage(name: string, words: string): Promise<{ at: string; id: string }> {
  const told = await desk.teams.say(teamsId(name), TEAMS, words);
  return { at: TEAMS, id: String(told.activity.id) };
}

describe('the ticket emoji', () => {
  test('by an agent reports the author’s message in the author’s name, who hears of it; once', async () => {
    const [alice, bob, chen] = [desk.onSlack('alice'), desk.onSlack('bob'), desk.onSlack('chen')];
    const message = await slackMessage('alice', 'the badge reader at gate B is dead');
    await bob.reacts('eyes', message);
    await bob.reacts('ticket', message);
    const ref = refIn(answer(bob));
    expect(answer(bob)).toContain('the badge reader at gate B is dead');
    expect(answer(bob)).toContain('Alice Moreau is told in their direct chat.');
    await desk.settled();
    const card = cardOf(bob, SLACK_DESK, ref);
    expect(card.text).toMatch(/Alice Moreau \(.*\) · reported by Bob Fischer · Service Desk/u);
    expect(card.text).toContain('Open where it was reported');
    const told = last(alice.sees('direct'));
    expect(told.text).toContain(`${ref} the badge reader at gate B is dead`);
    expect(told.text).toContain('Bob Fischer reported this for you.');
    // A second person and a second emoji get that ticket, each as they may see it.
    await chen.reacts('ticket', message);
    expect(answer(chen)).toContain(`reported already, as ${ref}`);
    expect(chen.answer()?.buttons).toEqual(['Show']);
    await alice.reacts('ticket', message);
    expect(answer(alice)).toContain(`${ref} · the badge reader`);
    const gus = desk.onSlack('gus');
    await gus.reacts('ticket', message);
    expect(answer(gus)).toContain('Guests cannot use the service desk');
    await desk.settled();
    expect(cardsWith('the badge reader')).toHaveLength(2);
    await bob.types(`history ${ref}`, SLACK_DESK);
    expect(answer(bob)).toContain('Bob Fischer reported it for Alice Moreau.');
  });

  test('by anyone else it is their own report, which says who wrote it; also of a reply in a thread', async () => {
    const root = await slackMessage('mei', 'good morning');
    const message = await slackMessage('mei', 'the coffee machine blinks red', root.id);
    const alice = desk.onSlack('alice');
    await alice.reacts('ticket', message);
    await desk.settled();
    const card = last(cardsWith('the coffee machine blinks red'));
    expect(card.text).toMatch(/Alice Moreau \(.*\) · Service Desk/u);
    expect(card.text).toContain('written by Mei Lin');
    expect(last(alice.sees('direct')).text).not.toContain('reported this for you');
  });

  test('two at once make one ticket, and the other one is told which', async () => {
    const message = await slackMessage('mei', 'the door of room 4 is stuck');
    const [alice, bob] = [desk.onSlack('alice'), desk.onSlack('bob')];
    await Promise.all([alice.reacts('ticket', message), bob.reacts('ticket', message)]);
    await desk.settled();
    expect(cardsWith('the door of room 4')).toHaveLength(2);
    const answers = [answer(alice), answer(bob)];
    expect(answers.filter((text) => text.includes('reported already'))).toHaveLength(1);
    expect(refIn(answers[0] ?? '')).toBe(refIn(answers[1] ?? ''));
  });

  test('on a guest’s words, and on Muster’s own, nobody else is made a requester', async () => {
    const message = await slackMessage('gus', 'the visitors’ Wi-Fi asks for a code');
    const bob = desk.onSlack('bob');
    await bob.reacts('ticket', message);
    await desk.settled();
    const card = last(cardsWith('the visitors’ Wi-Fi'));
    expect(card.text).toMatch(/Bob Fischer \(.*\) · Service Desk/u);
    expect(card.text).toContain('written by Gus Guest');
    const before = cardsWith('').length;
    await bob.reacts('ticket', {
      at: SLACK_DESK,
      id: cardOf(bob, SLACK_DESK, refIn(card.text)).id,
    });
    await desk.settled();
    expect(cardsWith('')).toHaveLength(before);
  });

  test('a message without words is refused, privately and in a sentence', async () => {
    const message = await slackMessage('alice', ' ');
    const alice = desk.onSlack('alice');
    await alice.reacts('ticket', message);
    expect(answer(alice)).toContain('Something is missing');
  });
});

const chats = [
  {
    chat: 'Slack',
    on: (name: string) => desk.onSlack(name),
    message: slackMessage,
    triage: SLACK_DESK,
    at: SLACK,
  },
  { chat: 'Teams', on: (name: string) => desk.onTeams(name), message: teamsMessage, triage: TEAMS_DESK, at: TEAMS },
];

describe.each(chats)('on $chat', ({ chat, on, message, triage, at }) => {
  test('a message’s menu opens the form with its words; the answer takes its place; a second try gets that ticket', async () => {
    const alice = on('alice');
    const words = `the projector of room 7 hums (${chat})`;
    const said = await message('mei', words);
    await alice.shortcut('report', said);
    expect(alice.form()?.fields).toEqual(['text', 'stops', 'since', 'impact', 'service', 'confidential']);
    await alice.fills({ text: words, since: 'yesterday' });
    const ref = refIn(answer(alice));
    await alice.closes();
    await desk.settled();
    const card = cardOf(on('bob'), triage, ref);
    expect(card.text).toContain(words);
    expect(card.text).toMatch(/Alice Moreau \(/u);
    expect(card.text).toContain('Open where it was reported');
    expect(card.text).toContain('written by Mei Lin');
    await on('chen').shortcut('report', said);
    expect(on('chen').form()).toBeUndefined();
    expect(answer(on('chen'))).toContain(`reported already, as ${ref}`);
    await on('chen').closes();
  });

  test('an agent’s form names the author as the requester, who may be changed', async () => {
    const [bob, alice] = [on('bob'), on('alice')];
    const words = `my phone has no dial tone (${chat})`;
    await bob.shortcut('report', await message('alice', words));
    expect(bob.form()?.fields.at(-1)).toBe('for');
    await bob.fills({ text: words, for: 'nobody-of-that-name' });
    expect(bob.form()?.errors.join()).toContain('I know no member called “nobody-of-that-name”');
    await bob.fills({ text: words, for: 'alice@example.com' });
    expect(answer(bob)).toContain('Alice Moreau is told in their direct chat.');
    await bob.closes();
    await desk.settled();
    expect(last(alice.sees('direct')).text).toContain('Bob Fischer reported this for you.');
    expect(last(alice.sees('direct')).text).toContain(words);
  });

  test('the menu without a message opens an empty form', async () => {
    const dana = on('dana');
    await dana.shortcut('report');
    await dana.fills({ text: `the plotter is out of ink (${chat})` });
    expect(answer(dana)).toMatch(/INC-\d+ · the plotter is out of ink/u);
    await dana.closes();
    const gus = on('gus');
    await gus.shortcut('report');
    expect(gus.form()).toBeUndefined();
    expect(answer(gus)).toContain('Guests cannot use the service desk');
  });

  test('“report for @x” makes x the requester, and notes who reported', async () => {
    const bob = on('bob');
    const words = `the desk lamp of room 12 is broken (${chat})`;
    const name = chat === 'Slack' ? 'alice' : 'Alice Moreau';
    await bob.types(`report for @${name} ${words}`, at);
    expect(answer(bob)).toContain('Alice Moreau is told');
    const ref = refIn(answer(bob));
    await desk.settled();
    expect(cardOf(bob, triage, ref).text).toMatch(new RegExp(`${ref} the desk lamp .*reported by Bob Fischer`, 'su'));
    // She is told where she was last heard, and it is hers: she may add, he may not say that it is solved.
    await on('alice').types(`add ${ref} the bulb is warm`, at);
    expect(answer(on('alice'))).toContain(`Added to ${ref}`);
    await bob.types(`confirm ${ref}`, at);
    expect(answer(bob)).toContain('Only Alice Moreau can confirm');
    await bob.types('report for alice@example.com: a word by address', at);
    expect(answer(bob)).toMatch(/INC-\d+ · a word by address/u);
    await bob.says(`report for @${name} the clock is late (${chat})`, 'direct');
    expect(answer(bob)).toContain('Alice Moreau is told');
    await bob.types('report for three days the heating is off', at);
    expect(answer(bob)).toMatch(/INC-\d+ · for three days the heating is off/u);
  });

  test('a name that is not known, or a speaker who is no agent, is refused in a sentence', async () => {
    const [bob, alice] = [on('bob'), on('alice')];
    await desk.settled();
    await bob.types('report for @zoe the printer is jammed', at);
    expect(answer(bob)).toContain('I know no member called “zoe”');
    await alice.types('report for @bob the printer is jammed', at);
    expect(answer(alice)).toContain('Only agents of the service desk report for somebody else');
    await desk.settled();
    expect(cardsWith('the printer is jammed')).toEqual([]);
  });
});

test('a button that was forged reports in nobody’s name, and carries no address but a web one', async () => {
  const alice = desk.onTeams('alice');
  const card = last(desk.onTeams('bob').sees(TEAMS_DESK)).id;
  const forges = (a: Record<string, string>) =>
    desk.teams.press(teamsId('alice'), TEAMS_DESK, card, {
      type: 'Action.Execute',
      data: { muster: { v: 'report', a, n: crypto.randomUUID() } },
    });
  for (const whom of ['bob@example.com', 'nobody-of-that-name']) {
    await forges({ text: 'forged in another’s name', for: whom });
    expect(answer(alice)).toContain('Only agents of the service desk report for somebody else');
  }
  await forges({ text: 'a forged address', link: 'javascript:alert(1)', author: "x' or 1=1", from: 'a b c' });
  await desk.settled();
  expect(cardsWith('forged in another’s name')).toEqual([]);
  const [one] = cardsWith('a forged address');
  expect(one?.text).not.toContain('Open where it was reported');
  expect(one?.text).not.toContain('written by');
});

describe('the search of Teams', () => {
  test('finds by reference and by words what its reader may see, and nothing else', async () => {
    const [alice, bob, dana] = [desk.onTeams('alice'), desk.onTeams('bob'), desk.onTeams('dana')];
    await alice.types('report the turbine of hall 9 squeaks', TEAMS);
    const ref = refIn(answer(alice));
    await desk.settled();
    for (const who of [alice, bob])
      for (const typed of [ref, 'turbine squeaks'])
        expect(await who.searches(typed)).toEqual([
          expect.stringMatching(new RegExp(`${ref} the turbine of hall 9.*new`, 'su')),
        ]);
    expect((await desk.onTeams('chen').searches(ref)).join()).toContain(ref);
    expect((await alice.searches('')).join()).toContain(ref);
    const nothing = 'Nothing has all of these words. Try fewer, or other ones.';
    expect(await alice.searches('unheard-of')).toEqual([`Found for “unheard-of” ${nothing}`]);
    await dana.types('report a secret of Dana’s', TEAMS);
    const secret = refIn(answer(dana));
    for (const typed of [secret, 'secret of Dana']) expect((await alice.searches(typed)).join()).toContain(nothing);
    await expect(desk.onTeams('gus').searches(secret)).resolves.toEqual([
      expect.stringContaining('Guests cannot use the service desk'),
    ]);
  });
});

test('in Chinese as well', async () => {
  const mei = desk.onSlack('mei');
  const message = await slackMessage('alice', '三楼的打印机卡纸了');
  await mei.reacts('ticket', message);
  expect(answer(mei)).toContain('Alice Moreau 会在私聊中得到通知。');
  await mei.reacts('ticket', message).catch(() => undefined);
  await mei.types('报告 替 @alice 显示器不亮', SLACK);
  expect(answer(mei)).toMatch(/INC-\d+ · 显示器不亮/u);
  await mei.types('报告 替 @zoe 显示器不亮', SLACK);
  expect(answer(mei)).toContain('我不认识叫“zoe”的成员');
});
