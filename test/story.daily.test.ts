// The daily desk: escalating in its three forms, holding, classifying, assigning, finding, rating; across both chats.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SLACK_DESK, startDesk, TEAMS_DESK, type TestDesk } from './support/desk.ts';
import { cardOf, last } from './support/eyes.ts';
import type { Person } from './support/person.ts';

const DAY = 86_400;
const NETWORK = { slack: 'C0NETWORK', teams: '19:network@thread.tacv2' };
let desk: TestDesk;
beforeAll(async () => {
  desk = await startDesk();
  // A person can be told something once they have spoken.
  for (const name of ['bob', 'dana', 'chen']) await desk.onSlack(name).types('help', 'C0GENERAL');
}, 60_000);
afterAll(() => desk.stop());

const answer = (who: Person): string => who.answer()?.text ?? '';
async function report(words: string): Promise<string> {
  const alice = desk.onTeams('alice');
  await alice.types(`report ${words}`, '19:general@thread.tacv2');
  await desk.settled();
  return /INC-\d+/u.exec(answer(alice))?.[0] ?? '';
}
const thread = (ref: string): string => {
  const bob = desk.onSlack('bob');
  return last(bob.sees(SLACK_DESK, cardOf(bob, SLACK_DESK, ref).id)).text;
};

describe('escalating', () => {
  test('to a group: the card moves there, the owner stays, every copy agrees, the requester hears', async () => {
    const ref = await report('the network port of desk 12 flaps');
    const bob = desk.onSlack('bob');
    await bob.types(`claim ${ref}`, SLACK_DESK);
    await bob.types(`escalate ${ref} to netwrok because port flaps on sw-3-12`, SLACK_DESK);
    expect(answer(bob)).toContain(`${ref} is with Network now`);
    await desk.settled();
    const chen = desk.onSlack('chen');
    for (const card of [
      cardOf(chen, NETWORK.slack, ref),
      cardOf(desk.onTeams('chen'), NETWORK.teams, ref),
      cardOf(bob, SLACK_DESK, ref),
      cardOf(desk.onTeams('bob'), TEAMS_DESK, ref),
    ]) {
      expect(card.text).toMatch(/^🔵 .* · new · owner Bob Fischer/u);
      expect(card.text).toContain('· Network');
    }
    expect(thread(ref)).toContain('Bob Fischer escalated it to Network: port flaps on sw-3-12');
    expect(last(desk.onTeams('alice').sees('direct')).text).toContain(`A specialist is looking at ${ref} now.`);
    await chen.presses('Claim', { at: NETWORK.slack, id: cardOf(chen, NETWORK.slack, ref).id });
    await desk.settled();
    expect(cardOf(bob, SLACK_DESK, ref).text).toContain('Chen Hao (assignee) · owner Bob Fischer');
    await chen.types(`escalate ${ref} to service-desk because it is the cable`, NETWORK.slack);
    await desk.settled();
    const openings = bob
      .sees(SLACK_DESK, cardOf(bob, SLACK_DESK, ref).id)
      .filter(({ text }) => text.startsWith('What is written'));
    expect(openings).toHaveLength(1);
  });

  test('to a supplier: on hold with their reference, the owner is reminded, and takes it back', async () => {
    const ref = await report('the line to the warehouse is dead');
    const bob = desk.onTeams('bob');
    await bob.types(`claim ${ref}`, TEAMS_DESK);
    await bob.types(
      `escalate ${ref} to Connect Telecom (supplier) external=4711 because they own the line`,
      TEAMS_DESK,
    );
    await desk.settled();
    const card = () => cardOf(bob, TEAMS_DESK, ref).text;
    expect(card()).toContain('· on hold · owner Bob Fischer');
    expect(card()).toContain('Connect Telecom (supplier)');
    expect(card()).toContain('On hold: For a supplier (their reference 4711) since');
    const heard = desk
      .onTeams('alice')
      .sees('direct')
      .map(({ text }) => text);
    expect(heard.filter((text) => text.includes(`${ref} is on hold`))).toHaveLength(1);
    expect(heard.filter((text) => text.includes(`looking at ${ref}`))).toEqual([]);
    await desk.pass(86_400);
    const words = [bob, desk.onSlack('bob')].flatMap((one) => one.sees('direct').map(({ text }) => text));
    expect(words.filter((text) => text.includes(`${ref} is on hold for 1 day`))).toHaveLength(1);
    await bob.types(`resume ${ref}`, TEAMS_DESK);
    await bob.types(`escalate ${ref} to service-desk because the line is back`, TEAMS_DESK);
    await desk.settled();
    expect(card()).not.toContain('supplier');
  });

  test('by the requester: owner and incident manager are alerted at once, once until somebody answers', async () => {
    const ref = await report('payroll does not print');
    const alice = desk.onTeams('alice');
    const bob = desk.onSlack('bob');
    await bob.types(`claim ${ref}`, SLACK_DESK);
    await alice.types(`escalate ${ref} it has been five hours and payroll closes at 17:00`, '19:general@thread.tacv2');
    expect(answer(alice)).toMatch(
      /Bob Fischer and the incident managers were told just now\. You will hear from one of them by \d\d:\d\d\./u,
    );
    await desk.settled();
    for (const name of ['bob', 'dana']) {
      const word = last(desk.onSlack(name).sees('direct'));
      expect(word.text).toContain(`Alice Moreau escalates ${ref}: it has been five hours and payroll closes at 17:00`);
      expect(word.buttons).toEqual(['I’m on it', 'Raise priority…', 'Declare major…', 'Show']);
    }
    expect(cardOf(bob, SLACK_DESK, ref).text).toMatch(/🔺 Escalated by the requester at \w+ \d+ \w+, \d\d:\d\d/u);
    await alice.types(`escalate ${ref} hello?`, '19:general@thread.tacv2');
    expect(answer(alice)).toContain('nobody has answered yet');
    const dana = desk.onSlack('dana');
    await dana.presses('I’m on it', { at: 'direct', id: last(dana.sees('direct')).id });
    await desk.settled();
    expect(last(alice.sees('direct')).text).toContain(`Dana Silva is on ${ref} now.`);
    expect(cardOf(bob, SLACK_DESK, ref).text).not.toContain('🔺');
    await alice.types(`escalate ${ref} and now again`, '19:general@thread.tacv2');
    expect(answer(alice)).toContain('were told just now');
  });

  test('upwards: the incident managers are asked, with the reason', async () => {
    const ref = await report('three sites have no mail');
    await desk.onSlack('bob').types(`escalate ${ref} up because three sites are down`, SLACK_DESK);
    await desk.settled();
    expect(last(desk.onSlack('dana').sees('direct')).text).toContain(
      `Bob Fischer needs an incident manager for ${ref}: three sites are down`,
    );
    expect(thread(ref)).toContain('Bob Fischer asks the incident managers: three sites are down');
  });

  test('to nobody that there is: the groups are named, and nothing changes', async () => {
    const ref = await report('something');
    await desk.onSlack('bob').types(`escalate ${ref} to the moon`, SLACK_DESK);
    expect(answer(desk.onSlack('bob'))).toContain(
      'There is no group “the moon”. Say “to” and one of: Service Desk, Network',
    );
  });
});

test('on hold: the clocks stand still for a reason that pauses, and reminders grow rarer', async () => {
  const ref = await report('a part is missing');
  const bob = desk.onSlack('bob');
  await bob.types(`claim ${ref}`, SLACK_DESK);
  await bob.types(`hold ${ref} for supplier external=4711 because they send a technician`, SLACK_DESK);
  expect(answer(bob)).toContain(`${ref} is on hold`);
  await desk.settled();
  expect(cardOf(bob, SLACK_DESK, ref).text).toMatch(
    /⏳.*on hold[\s\S]*On hold: For a supplier \(their reference 4711\) since [\s\S]*No clock runs\./u,
  );
  await bob.types('queue mine', SLACK_DESK);
  expect(answer(bob)).not.toContain(ref);
  const nudges = () => bob.sees('direct').filter(({ text }) => text.includes(`${ref} is on hold for`)).length;
  await desk.pass(DAY + 60);
  expect(nudges()).toBe(1);
  await desk.pass(DAY);
  expect(nudges()).toBe(2);
  await desk.pass(DAY);
  expect(nudges()).toBe(2);
  await desk.pass(DAY);
  expect(nudges()).toBe(3);
  await bob.types(`resume ${ref}`, SLACK_DESK);
  await desk.pass(8 * DAY);
  expect(nudges()).toBe(3);
  expect(cardOf(bob, SLACK_DESK, ref).text).toMatch(/in progress/u);
});

test('held for a reason that does not pause, the resolution clock runs on', async () => {
  const ref = await report('the problem is known');
  const bob = desk.onSlack('bob');
  await bob.types(`hold ${ref} for problem`, SLACK_DESK);
  await desk.settled();
  expect(cardOf(bob, SLACK_DESK, ref).text).toMatch(/Resolution due/u);
  await bob.types(`hold ${ref} for the weather`, SLACK_DESK);
  expect(answer(bob)).toContain('“the weather” is no reason to hold. Say one of: requester, supplier');
});

test('classified by the form: the priority follows; overridden with a reason only', async () => {
  const ref = await report('the thing is strange');
  const bob = desk.onSlack('bob');
  await bob.presses('Classify…', { at: SLACK_DESK, id: cardOf(bob, SLACK_DESK, ref).id });
  expect(bob.form()?.fields).toEqual(['service', 'category', 'impact', 'urgency']);
  await bob.closes();
  await bob.types(`classify ${ref}`, SLACK_DESK);
  expect(bob.form()?.fields).toEqual(['service', 'category', 'impact', 'urgency']);
  await bob.closes();
  await bob.types(`classify ${ref} service=email impact=high urgency=high`, SLACK_DESK);
  expect(answer(bob)).toContain('it is P1');
  await bob.types(`priority ${ref} p2`, SLACK_DESK);
  expect(answer(bob)).toContain('Something is missing. Say it like “priority INC-12 P2 because payroll closes today”');
  await bob.types(`priority ${ref} p2 because only the archive`, SLACK_DESK);
  await desk.settled();
  expect(cardOf(bob, SLACK_DESK, ref).text).toContain('· P2 ·');
  expect(cardOf(bob, SLACK_DESK, ref).text).toContain('E-mail · impact high, urgency high');
  expect(cardOf(bob, SLACK_DESK, ref).text).not.toContain('guessed');
  expect(thread(ref)).toContain('Bob Fischer changed the priority from P1 to P2: only the archive');
});

test('where it goes follows from the service: one tap, and each reads the names in their language', async () => {
  const ref = await report('the thing is very strange');
  const mei = desk.onSlack('mei');
  await mei.types(`classify ${ref} service=电子邮件`, SLACK_DESK);
  await mei.presses('升级至网络组');
  await desk.settled();
  expect(cardOf(desk.onSlack('chen'), 'C0NETWORK', ref).text).toContain('E-mail');
  await mei.types('find 电子邮件', SLACK_DESK);
  expect(answer(mei)).toContain(`${ref} the thing is very strange\n新建 · 网络组`);
});

test('assigned by name: one is told, the others see it; an unknown name is said to be unknown', async () => {
  const ref = await report('someone should look');
  const bob = desk.onTeams('bob');
  await bob.types(`assign ${ref} to chen`, TEAMS_DESK);
  expect(answer(bob)).toContain(`${ref} is Chen Hao’s now`);
  await desk.settled();
  expect(last(desk.onSlack('chen').sees('direct')).text).toContain(`Bob Fischer gave you ${ref}: someone should look`);
  expect(cardOf(desk.onSlack('bob'), SLACK_DESK, ref).text).toContain('Chen Hao (assignee)');
  await bob.types(`assign ${ref} to zorro`, TEAMS_DESK);
  expect(answer(bob)).toContain('I know no agent called “zorro”');
  await bob.types('who', TEAMS_DESK);
  expect(answer(bob)).toMatch(new RegExp(`Chen Hao .*${ref}`, 'u'));
  await bob.types('find someone look', TEAMS_DESK);
  expect(answer(bob)).toContain(ref);
});

test('the queue names who has what', async () => {
  const ref = await report('named in the queue');
  await desk.onSlack('bob').types(`claim ${ref}`, SLACK_DESK);
  await desk.onTeams('dana').types('queue service-desk', TEAMS_DESK);
  expect(answer(desk.onTeams('dana'))).toMatch(
    new RegExp(`${ref} named in the queue\\s+P\\d · Service Desk · Bob Fischer · due`, 'u'),
  );
});

test('rated with one tap after it was closed', async () => {
  const ref = await report('rate me');
  const bob = desk.onSlack('bob');
  await bob.types(`resolve ${ref} done`, SLACK_DESK);
  await bob.types(`close ${ref}`, SLACK_DESK);
  await desk.settled();
  const alice = desk.onTeams('alice');
  await alice.presses('Rate…', { at: 'direct', id: last(alice.sees('direct')).id });
  await alice.fills({ stars: '5', comment: 'quick and kind' });
  expect(answer(alice)).toContain('Thank you');
  await alice.closes();
  await desk.settled();
  expect(thread(ref)).toContain('Alice Moreau rates it ★★★★★: quick and kind');
});

test('several at once: each is done or refused by itself', async () => {
  const [one, two, three] = [
    await report('first of three'),
    await report('second of three'),
    await report('third of three'),
  ];
  const bob = desk.onSlack('bob');
  await desk.onTeams('mei').types(`claim ${two}`, TEAMS_DESK);
  await bob.types(`claim ${one} ${two}, ${three}`, SLACK_DESK);
  expect(answer(bob)).toContain('2 tickets done.');
  expect(answer(bob)).toMatch(new RegExp(`1 was not:\\n• .*Mei Lin claimed ${two}`, 'u'));
  await desk.settled();
  for (const ref of [one, three])
    expect(cardOf(bob, SLACK_DESK, ref).text).toContain('Bob Fischer (owner and assignee)');
});

test('handed over at the end of a shift: to a person, or back to the group', async () => {
  const mei = desk.onTeams('mei');
  const ref = await report('for the night shift');
  await mei.types(`claim ${ref}`, TEAMS_DESK);
  await mei.types('handover to bob', TEAMS_DESK);
  expect(answer(mei)).toMatch(/已完成 \d+ 个工单/u);
  await desk.settled();
  expect(cardOf(desk.onSlack('bob'), SLACK_DESK, ref).text).toContain('Bob Fischer (assignee) · owner Mei Lin');
  await mei.types('handover to bob', TEAMS_DESK);
  expect(answer(mei)).toContain('你手上没有工单');
  await desk.onSlack('bob').types('handover back', SLACK_DESK);
  await desk.settled();
  expect(cardOf(desk.onSlack('bob'), SLACK_DESK, ref).text).toMatch(/· new · owner Mei Lin/u);
});

test('a canned reply is sent by its name, or chosen in the form with words of one’s own', async () => {
  const ref = await report('cannot sign in');
  const bob = desk.onSlack('bob');
  await bob.types(`tell ${ref} :reset`, SLACK_DESK);
  await desk.settled();
  const alice = desk.onTeams('alice');
  expect(last(alice.sees('direct')).text).toContain('Please reset your password at the sign-in page');
  await bob.presses('Reply to requester…', { at: SLACK_DESK, id: cardOf(bob, SLACK_DESK, ref).id });
  await bob.fills({ canned: 'restart', text: 'I am here until five.' });
  await bob.closes();
  await desk.settled();
  expect(last(alice.sees('direct')).text).toMatch(/Please restart the device[\s\S]*I am here until five\./u);
});
