// Three in the morning: strange zones, endless pastes, channels that are gone, chats that forget; nothing stops, nobody is left unaware.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from '../src/commands/parse.ts';
import { SLACK_DESK, startDesk, TEAMS_DESK, type TestDesk } from './support/desk.ts';
import { cardOf, last } from './support/eyes.ts';
import type { Person } from './support/person.ts';

const GENERAL = 'C0GENERAL';
let desk: TestDesk;
beforeAll(async () => {
  desk = await startDesk({
    policy: (yaml) => yaml.replace('C0WORKPLACE', 'C0GONE'),
    zones: { chen: 'Mars/Olympus_Mons' },
  });
}, 60_000);
afterAll(() => desk.stop());

const answer = (who: Person): string => who.answer()?.text ?? '';
async function report(who: Person, words: string, at = GENERAL): Promise<string> {
  await who.types(`report ${words}`, at);
  await desk.settled();
  return /INC-\d+/u.exec(answer(who))?.[0] ?? '';
}

test('a zone that nobody knows is as none: the ticket stands, and so do all after it', async () => {
  const ref = await report(desk.onSlack('chen'), 'the air is thin');
  const bob = desk.onSlack('bob');
  expect(cardOf(bob, SLACK_DESK, ref).text).toContain('Chen Hao · Service Desk');
  const next = await report(desk.onSlack('alice'), 'the next one');
  expect(cardOf(bob, SLACK_DESK, next).text).toContain('the next one');
});

test('a paste that is too long is refused at once, with the limit; what was kept before stays', async () => {
  const dana = desk.onSlack('dana');
  await dana.says('the log follows', 'direct');
  await dana.says('x'.repeat(22_500), 'direct');
  expect(last(dana.sees('direct')).text).toMatch(/That is 225\d\d characters; 20000 is the most/u);
  await desk.pass(601);
  expect(last(desk.onSlack('bob').sees(SLACK_DESK)).text).toContain('the log follows');
});

test('a channel that cannot be posted to is told: to the other desks, and to the incident managers', async () => {
  const dana = desk.onSlack('dana');
  await dana.types('help', GENERAL);
  const bob = desk.onSlack('bob');
  const ref = await report(desk.onSlack('alice'), 'a new laptop is broken');
  await bob.types(`escalate ${ref} to workplace because it is hardware`, SLACK_DESK);
  await desk.settled();
  const thread = bob.sees(SLACK_DESK, cardOf(bob, SLACK_DESK, ref).id).map(({ text }) => text);
  expect(thread.join('\n')).toMatch(new RegExp(`${ref} cannot be shown in the channel C0GONE`, 'u'));
  expect(
    dana
      .sees('direct')
      .map(({ text }) => text)
      .join('\n'),
  ).toContain(`${ref} cannot be shown in the channel C0GONE`);
});

test('a ticket escalated unclaimed has an owner: whoever escalated it', async () => {
  const bob = desk.onSlack('bob');
  const ref = await report(desk.onSlack('alice'), 'the line is dead');
  await bob.types(`escalate ${ref} to supplier-connect because it is their line`, SLACK_DESK);
  await desk.settled();
  expect(cardOf(bob, SLACK_DESK, ref).text).toContain('owner Bob Fischer');
  await bob.types(`tell ${ref} the supplier is on it`, SLACK_DESK);
  expect(answer(bob)).toContain('gets your words');
});

test('a note said in another ticket’s thread, or beside it, stands in its own', async () => {
  const bob = desk.onSlack('bob');
  const [one, other] = [
    await report(desk.onSlack('alice'), 'the first'),
    await report(desk.onSlack('alice'), 'the other'),
  ];
  await bob.says(`@muster note ${other} said elsewhere`, SLACK_DESK, cardOf(bob, SLACK_DESK, one).id);
  await desk.settled();
  expect(last(bob.sees(SLACK_DESK, cardOf(bob, SLACK_DESK, other).id)).text).toContain(
    'Bob Fischer noted: said elsewhere',
  );
});

test('an agent who reported it escalates with the agents’ form', async () => {
  const bob = desk.onSlack('bob');
  const ref = await report(bob, 'my own trouble', SLACK_DESK);
  await bob.presses('Escalate…', { at: SLACK_DESK, id: cardOf(bob, SLACK_DESK, ref).id });
  expect(bob.form()?.fields).toEqual(['to', 'because', 'external']);
  await bob.fills({ to: 'network', because: '' });
  expect(answer(bob)).toContain(`${ref} is with Network now`);
  await bob.closes();
});

test('a requester’s sentence that begins with an agents’ verb is kept, not refused', async () => {
  const alice = desk.onTeams('alice');
  await alice.says('search is broken on the intranet', 'direct');
  expect(last(alice.sees('direct')).buttons).toContain('New report');
});

test('long words without a reference are given back, not lost', async () => {
  const bob = desk.onSlack('bob');
  await bob.types(`note ${'word '.repeat(200)}`, GENERAL);
  expect(answer(bob)).toMatch(
    /Which ticket\? Say it again as “note INC-12 …”\. Nothing was saved, your text: “word word/u,
  );
});

test('what is on hold is listed, waits for nobody to hand it over, and goes with the rest', async () => {
  const mei = desk.onTeams('mei');
  const ref = await report(desk.onSlack('alice'), 'held over night');
  await mei.types(`claim ${ref}`, TEAMS_DESK);
  await mei.types(`hold ${ref} for supplier`, TEAMS_DESK);
  await mei.types('queue held', TEAMS_DESK);
  expect(answer(mei)).toContain(ref);
  await mei.types('handover to bob', TEAMS_DESK);
  await desk.settled();
  expect(cardOf(desk.onSlack('bob'), SLACK_DESK, ref).text).toMatch(/on hold · Bob Fischer \(assignee\)/u);
});

test('forty thousand blanks are read in no time', () => {
  const before = performance.now();
  parse(`escalate INC-1${' '.repeat(39_000)}x`, '/desk');
  parse(`wait ${' '.repeat(39_000)}x`, '/desk');
  expect(performance.now() - before).toBeLessThan(2_000);
});
