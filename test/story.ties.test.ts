// What ties tickets to each other, on both chats: me too, duplicates that follow their original, links, conversion.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { refOf } from '../src/ticket/record.ts';
import { SLACK_DESK, startDesk, TEAMS_DESK, type TestDesk } from './support/desk.ts';
import { cardOf, last } from './support/eyes.ts';
import type { Person } from './support/person.ts';
import { answersOf, expectHistoriesToHold, query, ticketAbout, typesOf } from './support/proof.ts';

const DAY = 86_400;
const GENERAL = { slack: 'C0GENERAL', teams: '19:general@thread.tacv2' };
let desk: TestDesk;
beforeAll(async () => {
  desk = await startDesk();
  for (const name of ['bob', 'dana', 'chen']) await desk.onSlack(name).types('help', GENERAL.slack);
}, 60_000);
afterAll(async () => {
  await expectHistoriesToHold(desk);
  await desk.stop();
});

const answer = (who: Person): string => who.answer()?.text ?? '';
async function report(who: Person, words: string, at: string): Promise<string> {
  await who.types(`report ${words}`, at);
  await desk.settled();
  return refOf(await ticketAbout(desk, words));
}
const thread = (ref: string): string => {
  const bob = desk.onSlack('bob');
  return bob
    .sees(SLACK_DESK, cardOf(bob, SLACK_DESK, ref).id)
    .map(({ text }) => text)
    .join('\n');
};
const told = (who: Person, words: string | RegExp) =>
  last(who.sees('direct').filter(({ text }) => (typeof words === 'string' ? text.includes(words) : words.test(text))));

describe.each([
  ['Teams', 'Slack'],
  ['Slack', 'Teams'],
] as const)('reported on %s, worked on in %s', (theirs, ours) => {
  const there = theirs === 'Slack' ? 'slack' : 'teams';
  const requester = (name: string) => (theirs === 'Slack' ? desk.onSlack(name) : desk.onTeams(name));
  const agent = (name: string) => (ours === 'Slack' ? desk.onSlack(name) : desk.onTeams(name));
  const triage = ours === 'Slack' ? SLACK_DESK : TEAMS_DESK;
  const floor = theirs === 'Slack' ? 3 : 5;
  const card = (ref: string) => cardOf(agent('bob'), triage, ref);

  test('me too: recorded first, then tied to what is known; its end is asked about, and “still broken” reopens one alone', async () => {
    const known = await report(requester('dana'), `Printer on floor ${floor} offline`, GENERAL[there]);
    await agent('bob').types(`claim ${known}`, triage);
    const alice = requester('alice');
    const mine = await report(alice, `the prinetr on floor ${floor} is jammed, payroll tonight`, GENERAL[there]);
    const said = answersOf(desk, 'alice').findLast((each) => each.includes(mine)) ?? '';
    expect(said).toContain('This looks like something we know:');
    expect(said).toContain(`${known} Printer on floor ${floor} offline`);
    expect(said).toMatch(/\(in progress, reported (?:now|\d+ min ago), Bob Fischer is on it\)/u);
    // Title, state, since when, who is on it: nothing else of a stranger's ticket.
    expect(said).not.toContain('Dana');
    expect(card(mine).text).toContain(`Looks like: ${known} Printer on floor ${floor} offline`);
    expect(card(mine).buttons).toContain(`Duplicate of ${known}`);

    await alice.presses('Me too');
    expect(answer(alice)).toContain(`${mine}: It is the same as ${known} Printer on floor ${floor} offline`);
    await desk.settled();
    expect(card(mine).text).toContain(`duplicate of ${known}`);
    expect(card(known).text).toContain(`original of ${mine}`);
    expect(thread(mine)).toContain(`Alice Moreau closed it as duplicate of ${known}.`);
    expect(thread(known)).toContain(`Alice Moreau linked it: original of ${mine}.`);
    await alice.types('status', GENERAL[there]);
    expect(answer(alice)).toMatch(new RegExp(`${mine} .* · duplicate of ${known}`, 'u'));

    await agent('bob').types(`resolve ${known} a new fuser`, triage);
    await desk.settled();
    const asked = told(alice, `So your ${mine} should be solved too.`);
    expect(asked.text).toContain(`${known} Printer on floor ${floor} offline (resolved`);
    expect(asked.text).not.toContain('fuser');
    expect(asked.buttons).toEqual(['That solved it', 'Still broken…']);
    await alice.presses('Still broken…', { at: 'direct', id: asked.id });
    await alice.fills({ because: 'it jams on my paper' });
    await alice.closes();
    await desk.settled();
    expect(card(mine).text).toMatch(/· new/u);
    expect(card(mine).text).not.toContain('duplicate of');
    expect(card(known).text).toContain('· resolved');
    expect(card(known).text).not.toContain('original of');
    expect(thread(known)).toContain(`Alice Moreau unlinked it; it is no longer original of ${mine}.`);
  });

  test('an agent’s duplicate: both cards and threads show it, the requester hears of both ends', async () => {
    const one = await report(requester('dana'), `The coffee machine in building ${floor} leaks`, GENERAL[there]);
    const two = await report(requester('alice'), `water below coffee machine ${floor}`, GENERAL[there]);
    const bob = agent('bob');
    await bob.types(`duplicate ${one} of ${one}`, triage);
    expect(answer(bob)).toContain(`${one} is that ticket itself.`);
    await bob.presses('Duplicate of…', { at: triage, id: card(two).id });
    await bob.fills({ of: one });
    expect(answer(bob)).toContain(`${two} is a duplicate of ${one} now. Alice Moreau is told`);
    await bob.closes();
    await desk.settled();
    const alice = requester('alice');
    expect(told(alice, `${two}: It is the same as`).text).toContain(
      `${one} The coffee machine in building ${floor} leaks (new`,
    );
    expect(cardOf(alice, 'direct', two).text).toContain(`duplicate of ${one}`);
    await bob.types(`duplicate ${one} of ${two}`, triage);
    expect(answer(bob)).toContain(
      `${two} is a duplicate of ${one} already. If it is the other way round, say “reopen ${two}” first.`,
    );
    await requester('dana').types(`cancel ${one} it was tea`, GENERAL[there]);
    await desk.settled();
    const asked = told(alice, 'It was cancelled there.');
    expect(asked.buttons).toEqual(['Still broken…']);
    await bob.types(`history ${two}`, triage);
    expect(answer(bob)).toContain(`Its requester is told of the cancelling of ${one}.`);
  });

  test('links: to tickets and to what is kept elsewhere, on both cards and in the history, and away again', async () => {
    const one = await report(requester('dana'), `zebra ${floor} crossing is unlit`, GENERAL[there]);
    const two = await report(requester('alice'), `lamp post ${floor} fell over`, GENERAL[there]);
    const bob = agent('bob');
    await bob.types(`link ${one} to ${two} as child`, triage);
    expect(answer(bob)).toContain(`${one} is linked now: child of ${two}.`);
    await bob.types(`link ${two} to chg-12 as caused-by`, triage);
    await bob.types(`link ${two} to https://vendor.example/case/7`, triage);
    await bob.types(`link ${one} to prn-7 as caused-by`, triage);
    expect(answer(bob)).toContain(`${one} is linked now: caused by printer PRN-7.`);
    for (const [words, ref] of [
      ['printer on floor 3', one],
      ['chg-12', two],
    ] as const) {
      await bob.types(`find ${words}`, triage);
      expect(answer(bob)).toContain(ref);
    }
    await desk.settled();
    expect(card(one).text).toContain(`child of ${two}`);
    expect(card(two).text).toContain(`related to vendor.example/case/7 · parent of ${one} · caused by change CHG-12`);
    expect(thread(two)).toContain(`Bob Fischer linked it: parent of ${one}.`);
    expect(cardOf(requester('alice'), 'direct', two).text).not.toContain('CHG-12');
    await bob.types(`resolve ${two} set up again`, triage);
    expect(answer(bob)).toContain(`A child is still open, and not resolved with it: ${one}.`);
    await bob.presses('Unlink…', { at: triage, id: card(two).id });
    await bob.fills({ from: one });
    expect(answer(bob)).toContain(`${two} is no longer parent of ${one}.`);
    await bob.closes();
    await desk.settled();
    expect(card(one).text).not.toContain('child of');
    await bob.types(`unlink ${two} from ${one}`, triage);
    expect(answer(bob)).toContain(
      `${two} is not linked to ${one}. It is linked to: CHG-12, https://vendor.example/case/7.`,
    );
  });

  test('converted: another reference, and the old one still finds it, typed, searched and pressed', async () => {
    const alice = requester('alice');
    const old = await report(alice, `I have no projector ${floor}`, GENERAL[there]);
    const bob = agent('bob');
    const standing = card(old);
    await bob.types(`convert ${old} to request`, triage);
    const fresh = /now: (REQ-\d+)\. Either/u.exec(answer(bob))?.[1] ?? '';
    expect(answer(bob)).toContain(`${old} is a service request now: ${fresh}.`);
    await desk.settled();
    expect(card(fresh).id).toBe(standing.id);
    expect(card(fresh).text).toContain(`formerly ${old}`);
    expect(told(alice, `${old} is a service request now: ${fresh}`).text).toContain('Either reference finds it.');
    for (const said of [`show ${old}`, `show ${fresh}`, `find ${old}`]) {
      await bob.types(said, triage);
      expect(answer(bob)).toContain(`${fresh} I have no projector ${floor}`);
    }
    await alice.types(`add ${old} it is for Monday`, GENERAL[there]);
    expect(answer(alice)).toContain(`Added to ${fresh}.`);
    await desk.settled();
    expect(thread(fresh)).toContain('it is for Monday');
    await bob.presses('Convert to incident', { at: triage, id: card(fresh).id });
    await bob.types(`convert ${fresh} to incident`, triage);
    expect(answer(bob)).toContain(`${old} is of that kind already: incident.`);
    await desk.settled();
    expect(card(old).id).toBe(standing.id);
    expect(thread(old)).toContain(`Bob Fischer made it an incident: ${old}, formerly ${fresh}.`);
    expect(await typesOf(desk, await ticketAbout(desk, `I have no projector ${floor}`))).toEqual([
      ...['reported', 'converted', 'added', 'converted'],
    ]);
  });
});

test('nobody says “me too” of what was not offered, and learns nothing by trying', async () => {
  const hidden = await report(desk.onSlack('dana'), 'the salaries list is open to all', GENERAL.slack);
  const alice = desk.onSlack('alice');
  const mine = await report(alice, 'the blinds are stuck', GENERAL.slack);
  for (const ref of [hidden, 'INC-99999']) {
    await alice.types(`duplicate ${mine} of ${ref}`, GENERAL.slack);
    expect(answer(alice)).toContain(`There is no ${ref} that you can see.`);
  }
  await desk.onSlack('mei').types('help', GENERAL.slack);
  await alice.types(`duplicate ${hidden} of INC-99999`, GENERAL.slack);
  expect(answer(alice)).toContain(`There is no ${hidden} that you can see.`);
});

test('in the direct chat the living card offers it, until somebody takes it up', async () => {
  const known = await report(desk.onTeams('dana'), 'badge reader at gate 7 is dead', GENERAL.teams);
  const alice = desk.onSlack('alice');
  await alice.says('report the badge reader of gate 7', 'direct');
  await desk.settled();
  const card = last(alice.sees('direct'));
  expect(card.text).toContain(`${known} badge reader at gate 7 is dead (new, reported`);
  expect(card.buttons).toContain('Me too');
  const mine = refOf(await ticketAbout(desk, 'the badge reader of gate 7'));
  await desk.onSlack('bob').types(`claim ${mine}`, SLACK_DESK);
  await desk.settled();
  expect(cardOf(alice, 'direct', mine).buttons).not.toContain('Me too');
});

test('what is over by now is offered no longer', async () => {
  const known = await report(desk.onSlack('dana'), 'elevator in the east wing stuck', GENERAL.slack);
  const mine = await report(desk.onSlack('alice'), 'stuck again: the elevator of the east wing', GENERAL.slack);
  const bob = desk.onSlack('bob');
  expect(cardOf(bob, SLACK_DESK, mine).text).toContain(`Looks like: ${known}`);
  await bob.types(`resolve ${known} it moves`, SLACK_DESK);
  await bob.types(`note ${mine} it moves again`, SLACK_DESK);
  await desk.settled();
  expect(cardOf(bob, SLACK_DESK, mine).text).not.toContain('Looks like');
  expect(cardOf(desk.onSlack('alice'), 'direct', mine).buttons).not.toContain('Me too');
});

test('a chain follows to its end: the original’s original', async () => {
  const bob = desk.onSlack('bob');
  const names = ['dana', 'chen', 'alice'] as const;
  const [one, two, three] = [
    await report(desk.onSlack(names[0]), 'alpha outage', GENERAL.slack),
    await report(desk.onSlack(names[1]), 'bravo outage', GENERAL.slack),
    await report(desk.onSlack(names[2]), 'charlie outage', GENERAL.slack),
  ];
  await bob.types(`duplicate ${three} of ${two}`, SLACK_DESK);
  await bob.types(`duplicate ${two} of ${one}`, SLACK_DESK);
  await bob.types(`resolve ${one} power is back`, SLACK_DESK);
  await desk.settled();
  expect(told(desk.onSlack('chen'), `So your ${two} should be solved too.`).text).toContain('alpha outage');
  expect(told(desk.onSlack('alice'), `So your ${three} should be solved too.`).text).toContain('bravo outage');
});

test('a duplicate can be reopened as long as its original is worked on, however long that takes', async () => {
  const bob = desk.onTeams('bob');
  const one = await report(desk.onSlack('dana'), 'the roof has a hole', GENERAL.slack);
  const two = await report(desk.onSlack('alice'), 'rain in the archive', GENERAL.slack);
  await bob.types(`duplicate ${two} of ${one}`, TEAMS_DESK);
  await desk.pass(30 * DAY);
  await desk.onSlack('alice').types(`reopen ${two} it is another hole`, GENERAL.slack);
  expect(answer(desk.onSlack('alice'))).toContain(`${two} is open again`);
});

test('twenty who tie the same two both ways never block each other', async () => {
  const [one, two] = [
    await report(desk.onSlack('dana'), 'left shoe', GENERAL.slack),
    await report(desk.onSlack('alice'), 'right shoe', GENERAL.slack),
  ];
  const agents = [desk.onSlack('bob'), desk.onTeams('mei'), desk.onSlack('chen'), desk.onTeams('dana')];
  const ways = ['blocks', 'caused-by', 'related', 'blocked-by', 'causes'];
  await Promise.all(
    ways.flatMap((as, n) =>
      agents.map((who, m) =>
        who.types(
          (n + m) % 2 ? `link ${one} to ${two} as ${as}` : `link ${two} to ${one} as ${as}`,
          m % 2 ? TEAMS_DESK : SLACK_DESK,
        ),
      ),
    ),
  );
  await desk.settled();
  const [a, b] = [await ticketAbout(desk, 'left shoe'), await ticketAbout(desk, 'right shoe')];
  expect(a.links).toHaveLength(1);
  expect(b.links).toHaveLength(1);
  const mirror: Record<string, string> = { related: 'related', blocks: 'blocked-by', 'blocked-by': 'blocks' };
  const [mine, its] = [a.links[0]?.as ?? '', b.links[0]?.as ?? ''];
  expect({ ...mirror, causes: 'caused-by', 'caused-by': 'causes' }[mine]).toBe(its);
  const [deadlocks] = await query(
    desk,
    'select deadlocks::int as count from pg_stat_database where datname = current_database()',
  );
  expect(deadlocks?.count).toBe(0);
});
