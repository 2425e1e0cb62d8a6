// The policy's rules for major incidents at work: what is proposed by itself and why, what is not, and what is gathered.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { refOf, type Ticket } from '../src/ticket/record.ts';
import { SLACK_DESK, startDesk, type TestDesk } from './support/desk.ts';
import { cardOf } from './support/eyes.ts';
import { expectHistoriesToHold, ticketAbout, ticketRows, typesOf } from './support/proof.ts';

const GENERAL = { slack: 'C0GENERAL', teams: '19:general@thread.tacv2' };
const MINUTE = 60;
let desk: TestDesk;
const start = async (policy?: (yaml: string) => string) => {
  desk = await startDesk(policy ? { policy } : {});
  for (const name of ['bob', 'dana']) await desk.onSlack(name).types('help', GENERAL.slack);
};
const stop = async () => {
  await expectHistoriesToHold(desk);
  await desk.stop();
};

/** Now on the one chat, now on the other. */
async function report(name: string, words: string, chat: 'slack' | 'teams' = 'slack'): Promise<Ticket> {
  const who = chat === 'slack' ? desk.onSlack(name) : desk.onTeams(name);
  await who.types(`report ${words}`, GENERAL[chat]);
  await desk.settled();
  return ticketAbout(desk, words);
}
const fresh = async ({ id }: Ticket): Promise<Ticket> => {
  const row = (await ticketRows(desk)).find((one) => one.id === id);
  if (!row) throw new Error(`there is no ${id}`);
  return row;
};
const states = async (...tickets: readonly Ticket[]) =>
  Promise.all(tickets.map(async (one) => (await fresh(one)).major?.state ?? 'ordinary'));
const danaHears = (words: string): string =>
  [desk.onSlack('dana'), desk.onTeams('dana')]
    .flatMap((who) => who.sees('direct'))
    .findLast(({ text }) => text.includes(words))?.text ?? '';
const dana = (words: string) => desk.onSlack('dana').types(words, SLACK_DESK);

describe('by priority, on a critical service', () => {
  beforeAll(() => start(), 60_000);
  afterAll(stop);

  test('priority 1 on e-mail is proposed at once, with why and from where on; on a projector it is not', async () => {
    const mail = await report('alice', 'Outlook is down for everyone, urgent');
    expect(mail).toMatchObject({ priority: 1, service: 'email' });
    expect(await states(mail)).toEqual(['proposed']);
    const word = danaHears(`The policy proposes ${refOf(mail)} as a major incident`);
    expect(word).toContain(': priority 1 on E-mail, which is critical. Its rule speaks from P1 on.');
    const beamer = await report('alice', 'the projector of the hall is black for everyone, urgent');
    expect(beamer).toMatchObject({ priority: 1, service: 'laptop' });
    expect(await states(beamer)).toEqual(['ordinary']);
  });

  test('another report of the same proposes nothing while the first is open', async () => {
    const other = await report('eve', 'no mailbox opens for everybody, immediately', 'teams');
    expect(other).toMatchObject({ priority: 1, service: 'email' });
    expect(await states(other)).toEqual(['ordinary']);
  });

  test('what was turned down is not proposed again for what it is; an override of another one is weighed', async () => {
    const [first] = (await ticketRows(desk)).filter(({ major }) => major?.state === 'proposed');
    if (!first) throw new Error('one is proposed');
    await dana(`major reject ${refOf(first)} because it is one mailbox`);
    await desk.settled();
    await dana(`priority ${refOf(first)} P3 because it is one mailbox`);
    await dana(`priority ${refOf(first)} P1 because I was wrong`);
    await desk.settled();
    expect(await states(first)).toEqual(['ordinary']);
    await desk.pass(11 * MINUTE);
    const calendar = await report('eve', 'my e-mail calendar shows nothing');
    expect(calendar.priority).toBeGreaterThan(1);
    await dana(`priority ${refOf(calendar)} P1 because the board meets`);
    await desk.settled();
    expect(await states(first, calendar)).toEqual(['ordinary', 'proposed']);
    expect(await typesOf(desk, first)).toEqual(expect.arrayContaining(['proposed', 'rejected']));
  });
});

describe('by how many report it', () => {
  beforeAll(() => start(), 60_000);
  afterAll(stop);

  test('five people in ten minutes, the oldest stands for them; four, or one of them five times, are not enough', async () => {
    const early = await report('hana', 'the badge reader at the north gate blinks');
    await desk.pass(30 * MINUTE);
    const first = await report('alice', 'badge reader north gate is red');
    for (const n of [1, 2, 3, 4]) await report('alice', `badge reader north gate red, again ${n}`, 'teams');
    await report('eve', 'north gate badge reader red', 'teams');
    await report('bob', 'red badge reader at north gate');
    await desk.pass(2 * MINUTE);
    await report('mei', 'the north gate badge reader does nothing', 'teams');
    expect(await states(early, first)).toEqual(['ordinary', 'ordinary']);
    const fifth = await report('chen', 'badge reader of the north gate dead');
    expect(await states(early, first, fifth)).toEqual(['ordinary', 'proposed', 'ordinary']);
    expect(danaHears(`The policy proposes ${refOf(first)}`)).toMatch(
      /: 5 people reported the same in [23] min\. Its rule speaks from 5 people in 10 min on\./u,
    );
  });

  test('not twice; nor, once it was turned down, before twice as many report it or its window is over', async () => {
    const [first] = (await ticketRows(desk)).filter(({ major }) => major?.state === 'proposed');
    if (!first) throw new Error('one is proposed');
    await report('dana', 'badge reader north gate: no light');
    expect((await typesOf(desk, first)).filter((type) => type === 'proposed')).toHaveLength(1);
    await dana(`major reject ${refOf(first)} because it is being exchanged`);
    await desk.settled();
    await report('hana', 'north gate badge reader red for me as well');
    expect(await states(first)).toEqual(['ordinary']);
  });

  test('“me too” counts; what is accepted gathers its reports as children, and what is a family already stays', async () => {
    await desk.pass(60 * MINUTE);
    const first = await report('alice', 'coffee machine canteen leaks water');
    const eve = desk.onTeams('eve');
    await report('eve', 'canteen coffee machine leaks', 'teams');
    await eve.presses('Me too');
    await desk.settled();
    const bobs = await report('bob', 'water below the canteen coffee machine');
    const own = await report('bob', 'fuse of the canteen coffee machine blew');
    await desk.onSlack('bob').types(`link ${refOf(bobs)} to ${refOf(own)} as child`, SLACK_DESK);
    const meis = await report('mei', 'coffee machine in canteen leaks a lot', 'teams');
    const chens = await report('chen', 'the canteen coffee machine leaks, do something');
    expect(await states(first)).toEqual(['proposed']);
    expect(danaHears(`The policy proposes ${refOf(first)}`)).toContain('5 people reported the same');
    await dana(`major accept ${refOf(first)}`);
    await desk.settled();
    expect(await states(first)).toEqual(['investigating']);
    const children = (await fresh(first)).links.filter(({ as }) => as === 'parent').map(({ name }) => name);
    expect(children.toSorted()).toEqual([meis, chens].map(refOf).toSorted());
    expect((await fresh(meis)).links).toMatchObject([{ as: 'child', name: refOf(first) }]);
    expect((await fresh(bobs)).links).toMatchObject([{ as: 'child', name: refOf(own) }]);
    // Whoever reported it before it was declared is told that it is one now, and finds it on their own card.
    const told = (...words: readonly string[]) =>
      desk
        .onSlack('chen')
        .sees('direct')
        .filter(({ text }) => words.every((word) => text.includes(word)));
    expect(told('This is a major incident', `Your ${refOf(chens)} belongs to it.`)).toHaveLength(1);
    expect(told(refOf(chens), `It belongs to the major incident ${refOf(first)} `)).toHaveLength(1);
    // Its own thread is left to those who work on it: that it has children stands on its card.
    const bob = desk.onSlack('bob');
    const thread = (of: Ticket) =>
      bob
        .sees(SLACK_DESK, cardOf(bob, SLACK_DESK, refOf(of)).id)
        .map(({ text }) => text)
        .join('\n');
    expect(thread(meis)).toContain(`Muster linked it: child of ${refOf(first)}.`);
    expect(thread(first)).not.toContain('Muster linked it');
    expect(cardOf(bob, SLACK_DESK, refOf(first)).text).toContain('parent of ');
  });

  test('later reports of it are offered it, and propose nothing', async () => {
    const late = await report('hana', 'does the canteen coffee machine still leak');
    const [major] = (await ticketRows(desk)).filter((one) => one.major?.state === 'investigating');
    expect(late.like[0]).toBe(major?.id);
    expect(await states(late)).toEqual(['ordinary']);
  });

  test('what only a few may know of counts nowhere', async () => {
    await desk.pass(60 * MINUTE);
    const all: Ticket[] = [];
    for (const [n, name] of ['alice', 'eve', 'bob', 'mei', 'chen', 'hana'].entries())
      all.push(await report(name, `bullying in the archive ${n}`));
    expect(all.every(({ confidential }) => confidential)).toBe(true);
    expect(new Set(await states(...all))).toEqual(new Set(['ordinary']));
  });
});

describe('a rule that declares', () => {
  beforeAll(
    () =>
      start((yaml) =>
        yaml.replace('{ reports: 5, minutes: 10, do: propose }', '{ reports: 2, minutes: 5, do: declare }'),
      ),
    60_000,
  );
  afterAll(stop);

  test('asks nobody: the managers are told what it saw', async () => {
    const first = await report('alice', 'the heating of the west wing is off');
    await report('eve', 'west wing heating off, it is cold', 'teams');
    expect(await states(first)).toEqual(['investigating']);
    expect(danaHears(`🔴 The policy declared ${refOf(first)} a major incident`)).toContain(
      '2 people reported the same in 1 min',
    );
    await dana(`major declare ${refOf(first)}`);
    expect(desk.onSlack('dana').answer()?.text).toContain(
      `${refOf(first)} is a major incident already: the policy declared it`,
    );
  });
});
