// Home: what each role finds there, that it is never empty and never stale, on a page of Slack's and as a message in Teams.
import { DateTime } from 'luxon';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { en } from '../src/views/text/en.ts';
import { zh } from '../src/views/text/zh.ts';
import { SLACK_DESK, slackId, startDesk, type TestDesk } from './support/desk.ts';
import { last } from './support/eyes.ts';
import { pressHome, slackHome } from './support/slack-person.ts';

const GENERAL = 'C0GENERAL';
const DAY = 86_400;
let desk: TestDesk;
beforeAll(async () => {
  desk = await startDesk();
  // What is said to wake today has to do it before Bob's midnight.
  if (DateTime.now().setZone('Europe/Paris').toFormat('HH:mm') >= '23:57') await desk.pass(180);
}, 60_000);
afterAll(() => desk.stop());

const open = (name: string) => desk.slack.openHome(slackId(name));
const home = (name: string): string => slackHome(desk.slack, slackId(name))?.text ?? '';
const titles = [en, zh].flatMap((texts) => Object.values(texts.home.shelf));
/** What stands below a shelf's title, up to the next one's. */
function shelf(page: string, title: string): string {
  const lines = page.split('\n');
  const from = lines.indexOf(title) + 1;
  const length = lines.slice(from).findIndex((line) => titles.includes(line));
  return lines.slice(from, length < 0 ? undefined : from + length).join('\n');
}
const publishes = (name: string): number =>
  desk.slack.ledger.calls.filter(({ method, args }) => method === 'views.publish' && args.user_id === slackId(name))
    .length;
async function report(words: string, name = 'alice', verb = 'report'): Promise<string> {
  const who = desk.onSlack(name);
  await who.types(`${verb} ${words}`, GENERAL);
  return /(?:INC|REQ)-\d+/u.exec(who.answer()?.text ?? '')?.[0] ?? '';
}
const bob = (words: string) => desk.onSlack('bob').types(words, SLACK_DESK);

describe('nobody sees an empty page', () => {
  test('a requester is told what will be there, and can begin', async () => {
    await open('alice');
    expect(home('alice')).toContain('Home of Alice Moreau');
    expect(home('alice')).toContain('What you report or request appears here, with what is next.');
    expect(slackHome(desk.slack, slackId('alice'))?.buttons).toEqual(['Report…', 'Request…', 'My tickets', 'Help']);
    expect(home('alice')).not.toContain('Unclaimed');
  });

  test('an agent and a manager are told so of every shelf', async () => {
    await open('bob');
    for (const words of [
      'Nothing is in your hands.',
      'Everything in your groups is claimed.',
      'Nothing is due',
      'Nothing wakes today.',
      'Nothing of yours is on hold.',
    ])
      expect(home('bob')).toContain(words);
    expect(home('bob')).not.toContain('everywhere');
    await open('dana');
    for (const words of [
      'Nobody waits for an answer',
      'Nobody has anything to do.',
      'Everything is claimed, in every group.',
    ])
      expect(home('dana')).toContain(words);
  });

  test('a guest is told why there is nothing', async () => {
    await open('gus');
    expect(home('gus')).toContain('Guests cannot');
  });

  test('in Chinese', async () => {
    await open('mei');
    expect(home('mei')).toContain('Mei Lin的主页');
    expect(home('mei')).toContain('您的支持组中没有未认领的工单。');
    expect(home('mei')).not.toMatch(/appears here|Nothing/u);
  });
});

test('each role finds its own business', async () => {
  const mine = await report('the label printer is jammed');
  const waits = await report('a projector for tonight', 'alice', 'request');
  const held = await report('a part of the scanner is missing');
  const fresh = await report('my screen is black');
  await bob(`claim ${mine}`);
  await bob(`claim ${waits}`);
  await bob(`wait ${waits} until in 1 minute because the room is free then`);
  await bob(`claim ${held}`);
  await bob(`hold ${held} for supplier because they send a technician`);
  await desk.onSlack('alice').types(`escalate ${fresh} the meeting begins in ten minutes`, GENERAL);
  for (const name of ['alice', 'bob', 'dana']) await open(name);
  for (const ref of [mine, waits, held, fresh]) expect(shelf(home('alice'), 'Your tickets')).toContain(ref);
  expect(shelf(home('alice'), 'Your tickets')).toMatch(/Bob Fischer is on it\. Planned to be resolved by /u);
  expect(shelf(home('bob'), 'Mine')).toContain(mine);
  expect(shelf(home('bob'), 'Mine')).not.toContain(fresh);
  expect(shelf(home('bob'), 'Unclaimed in your groups')).toContain(fresh);
  expect(shelf(home('bob'), 'Unclaimed in your groups')).not.toContain(mine);
  expect(shelf(home('bob'), 'Due next in your groups')).toMatch(new RegExp(`${fresh}[^]*${mine}`, 'u'));
  expect(shelf(home('bob'), 'On hold')).toMatch(new RegExp(`${held}[^]*For a supplier`, 'u'));
  expect(shelf(home('bob'), 'Waking today')).toContain(waits);
  expect(shelf(home('dana'), 'Escalated by requesters')).toMatch(new RegExp(`${fresh}[^]*🔺 since \\d\\d:\\d\\d`, 'u'));
  expect(shelf(home('dana'), 'Most urgent everywhere')).toContain(mine);
  expect(shelf(home('dana'), 'Unclaimed everywhere')).toContain(fresh);
});

describe('never stale', () => {
  test('a change is on the Home of requester, owner and assignee, old and new; ten changes cost one drawing', async () => {
    for (const name of ['alice', 'bob']) await open(name);
    await desk.pass(120);
    const before = { alice: publishes('alice'), bob: publishes('bob') };
    const refs = [];
    for (let n = 0; n < 5; n++) refs.push(await report(`network socket ${n}`));
    for (const ref of refs) await bob(`claim ${ref}`);
    await desk.pass(10);
    expect(shelf(home('bob'), 'Mine')).toContain(refs[0]);
    expect(home('alice')).toContain(refs[4]);
    expect(publishes('bob') - before.bob).toBeLessThanOrEqual(3);
    expect(publishes('alice') - before.alice).toBeLessThanOrEqual(3);
    await desk.onSlack('dana').types(`assign ${refs[0]} to mei`, SLACK_DESK);
    await desk.pass(10);
    expect(shelf(home('bob'), 'Mine')).not.toContain(refs[0]);
    expect(shelf(home('mei'), '由您处理')).toContain(refs[0]);
  });

  test('colleagues and managers see what is unclaimed within a minute', async () => {
    for (const name of ['bob', 'dana']) await open(name);
    const ref = await report('the door does not open');
    expect(home('bob')).not.toContain(ref);
    await desk.pass(61);
    expect(home('bob')).toContain(ref);
    expect(home('dana')).toContain(ref);
  });

  test('opened again, it is drawn again; after a week unopened, it costs nothing', async () => {
    await open('alice');
    await desk.pass(8 * DAY);
    const before = publishes('alice');
    const ref = await report('the lamp flickers');
    await desk.pass(120);
    expect(publishes('alice')).toBe(before);
    await open('alice');
    expect(home('alice')).toContain(ref);
  });
});

describe('pressed on Home', () => {
  test('a form opens, what was done is said in a window, and Home shows it', async () => {
    await open('alice');
    await pressHome(desk.slack, slackId('alice'), 'Report…');
    const alice = desk.onSlack('alice');
    await alice.fills({ text: 'the heating is cold' });
    const ref = /INC-\d+/u.exec(alice.answer()?.text ?? '')?.[0] ?? '';
    await alice.closes();
    await desk.pass(10);
    expect(home('alice')).toContain(`${ref} the heating is cold`);
  });

  test('Claim is answered where it was pressed', async () => {
    await report('one more thing');
    await open('bob');
    await pressHome(desk.slack, slackId('bob'), 'Claim');
    const bob = desk.onSlack('bob');
    const said = bob.answer()?.text ?? '';
    expect(said).toMatch(/INC-\d+ is yours\./u);
    await bob.closes();
    await desk.pass(10);
    expect(shelf(home('bob'), 'Mine')).toContain(/INC-\d+/u.exec(said)?.[0]);
  });
});

describe('in Teams, where no page is to be had', () => {
  const chat = (name: string) => desk.onTeams(name).sees('direct');
  const homes = (name: string) => chat(name).filter(({ text }) => text.startsWith('Home of'));

  test('Home is a message from the first meeting on, edited in place', async () => {
    const [first, ...others] = homes('chen');
    expect(others).toEqual([]);
    expect(first?.text).toContain('Everything in your groups is claimed.');
    expect(first?.buttons).toEqual(['Report…', 'Request…', 'My tickets', 'Queue', 'Help']);
    await desk.onTeams('chen').says('home', 'direct');
    await desk.settled();
    const ref = await report('the network is slow');
    await desk.onSlack('dana').types(`assign ${ref} to chen`, SLACK_DESK);
    await desk.pass(10);
    const [now, ...more] = homes('chen');
    expect(more).toEqual([]);
    expect(now?.text).toContain(`${ref} the network is slow`);
  });

  test('asked for, it comes to the end of the chat, and where it was says so', async () => {
    const chen = desk.onTeams('chen');
    const before = last(homes('chen')).id;
    await chen.types('home', '19:network@thread.tacv2');
    expect(chen.answer()?.text).toContain('Your Home is at the end of our direct chat now.');
    await desk.settled();
    expect(chat('chen').find(({ id }) => id === before)?.text).toContain('Your Home stands further down now.');
    expect(homes('chen')).toHaveLength(1);
    expect(last(chat('chen')).text).toContain('Home of Chen Hao');
  });

  test('typed in Slack it is an answer, and Home on both chats is one person’s', async () => {
    const chen = desk.onSlack('chen');
    await chen.types('home', GENERAL);
    expect(chen.answer()?.text).toContain('the network is slow');
  });
});
