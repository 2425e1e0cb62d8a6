// Confidential: a ticket becomes one for a few, what was said of it is withdrawn, and it can be opened again; on both chats.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SLACK_DESK, SLACK_PEOPLE, startDesk, TEAMS_DESK, TEAMS_PEOPLE, type TestDesk } from './support/desk.ts';
import { cardOf, last } from './support/eyes.ts';
import { PNG } from './support/files.ts';
import { moment, sentTo } from './support/leaks.ts';
import type { Person } from './support/person.ts';

const GENERAL = { slack: 'C0GENERAL', teams: '19:general@thread.tacv2' };
let desk: TestDesk;
beforeAll(async () => {
  desk = await startDesk();
  for (const name of ['bob', 'dana', 'chen', 'hana']) await desk.onSlack(name).types('help', GENERAL.slack);
}, 60_000);
afterAll(() => desk.stop());

const answer = (who: Person): string => who.answer()?.text ?? '';
const refIn = (text: string): string => /(?:INC|REQ)-\d+/u.exec(text)?.[0] ?? '';
async function report(words: string): Promise<string> {
  const alice = desk.onTeams('alice');
  await alice.types(`report ${words}`, GENERAL.teams);
  await desk.settled();
  return refIn(answer(alice));
}
const everywhere = (at: string, who: Person): string[] =>
  who.sees(at).flatMap(({ id, text }) => [text, ...who.sees(at, id).map((one) => one.text)]);

describe('a report that says it by its service', () => {
  test('stands in the group’s own channels alone, locked, and its requester is told who sees it', async () => {
    const ref = await report('bullying by my floor lead since May');
    const hana = desk.onSlack('hana');
    expect(cardOf(hana, SLACK_PEOPLE, ref).text).toMatch(/^🔵🔒 INC-\d+ bullying/u);
    expect(cardOf(desk.onTeams('hana'), TEAMS_PEOPLE, ref).text).toContain('People & Conduct');
    expect(everywhere(SLACK_DESK, desk.onSlack('bob')).join()).not.toContain(ref);
    expect(everywhere(TEAMS_DESK, desk.onTeams('bob')).join()).not.toContain(ref);
    const alice = desk.onTeams('alice');
    expect(cardOf(alice, 'direct', ref).text).toContain(
      '🔒 Only you, People & Conduct and the incident managers can see this.',
    );
    expect(answer(alice)).not.toContain('Service Desk');
    await hana.types(`claim ${ref}`, SLACK_PEOPLE);
    await hana.types(`tell ${ref} can we talk at ten?`, SLACK_PEOPLE);
    await desk.settled();
    expect(last(alice.sees('direct')).text).toContain(`Hana Okafor (People & Conduct), about ${ref}:`);
  });

  test('on a form: only a few may see it', async () => {
    const alice = desk.onSlack('alice');
    await alice.types('report', GENERAL.slack);
    expect(alice.form()?.fields).toContain('confidential');
    await alice.fills({ text: 'my badge photo was leaked', confidential: 'few' });
    await desk.settled();
    const ref = refIn(answer(alice));
    expect(answer(alice)).toContain('People & Conduct');
    await alice.closes();
    expect(cardOf(desk.onSlack('hana'), SLACK_PEOPLE, ref).text).toContain('my badge photo was leaked');
    expect(everywhere(SLACK_DESK, desk.onSlack('bob')).join()).not.toContain(ref);
  });
});

describe('made confidential later', () => {
  test('everything that Muster said of it is withdrawn; who had it has it no more; the old thread reaches it no more', async () => {
    const ref = await report('my payslip shows somebody else');
    const [bob, chen] = [desk.onSlack('bob'), desk.onSlack('chen')];
    const { id } = cardOf(bob, SLACK_DESK, ref);
    await bob.types(`claim ${ref}`, SLACK_DESK);
    await bob.types(`assign ${ref} to chen`, SLACK_DESK);
    await desk.settled();
    expect(last(chen.sees('direct')).text).toContain('payslip');
    await bob.types(`note ${ref} the payslip is Gregor's`, SLACK_DESK);
    await bob.types(`tell ${ref} which payslip is it?`, SLACK_DESK);
    await desk.settled();
    const before = bob.sees(SLACK_DESK, id).length;

    await bob.types(`confidential ${ref} because it names somebody`, SLACK_DESK);
    expect(answer(bob)).toContain('only Alice Moreau, People & Conduct and the incident managers can see it');
    expect(answer(bob)).toContain('You are not among them.');
    expect(answer(bob)).toContain('deletes it by hand');
    await desk.settled();

    const neutral = `🔒 ${ref} is confidential now.`;
    for (const [who, at] of [
      [bob, SLACK_DESK],
      [desk.onTeams('bob'), TEAMS_DESK],
    ] as const) {
      const card = who.sees(at).find(({ text }) => text.trim() === neutral);
      expect(card?.buttons).toEqual([]);
      const lines = who.sees(at, card?.id).map(({ text }) => text.trim());
      for (const text of lines) expect([neutral, 'What is written in this thread stays inside.']).toContain(text);
      expect(lines.length).toBeGreaterThan(4);
    }
    expect(bob.sees(SLACK_DESK, id)).toHaveLength(before);
    const words = chen.sees('direct').map(({ text }) => text);
    expect(words.join()).not.toContain('payslip');
    expect(last(chen.sees('direct')).text).toContain(`🔒 ${ref} is confidential now, and with others`);

    const moved = cardOf(desk.onSlack('hana'), SLACK_PEOPLE, ref);
    expect(moved.text).toMatch(/^🔵🔒 .*my payslip.* · new/u);
    expect(moved.text).not.toContain('Bob');
    const thread = desk.onSlack('hana').sees(SLACK_PEOPLE, moved.id);
    expect(thread.map(({ text }) => text).join('\n')).toContain('Bob Fischer made it confidential');
    expect(thread.map(({ text }) => text).join('\n')).not.toContain('Gregor');
    expect(last(desk.onTeams('alice').sees('direct')).text).toContain(
      'only you, People & Conduct and the incident managers',
    );

    await bob.says('one more thing about the payslip', SLACK_DESK, id);
    expect(answer(bob)).toContain('does not stand here any more, and nothing was saved');
    await desk.onSlack('dana').says('@muster note seen', SLACK_DESK, id);
    await desk.settled();
    expect(desk.onSlack('hana').sees(SLACK_PEOPLE, moved.id)).toHaveLength(thread.length);
    await bob.types(`show ${ref}`, SLACK_DESK);
    expect(answer(bob).trim()).toBe(`There is no ${ref} that you can see. Look at “status”, or check the number.`);
  });

  test('by its requester, from their card; by classifying it', async () => {
    const ref = await report('my medical certificate');
    const alice = desk.onTeams('alice');
    await alice.presses('Only a few may see it…', { at: 'direct', id: cardOf(alice, 'direct', ref).id });
    await alice.fills({ because: 'it says why I was ill' });
    expect(answer(alice)).toContain(`🔒 ${ref} is confidential now`);
    await alice.closes();
    await desk.settled();
    expect(cardOf(alice, 'direct', ref).text).toContain('🔒 Only you');
    expect(everywhere(TEAMS_DESK, desk.onTeams('bob')).join()).not.toContain('medical');
    const hana = desk.onTeams('hana');
    const card = cardOf(hana, TEAMS_PEOPLE, ref);
    expect(last(hana.sees(TEAMS_PEOPLE, card.id)).text).toContain('it says why I was ill');

    const other = await report('a colleague shouts');
    const bob = desk.onTeams('bob');
    await bob.types(`classify ${other} service=people`, TEAMS_DESK);
    await desk.settled();
    expect(answer(bob)).toContain('is confidential now');
    expect(cardOf(hana, TEAMS_PEOPLE, other).text).toContain('a colleague shouts');
    expect(everywhere(SLACK_DESK, desk.onSlack('bob')).join()).not.toContain('shouts');
  });

  test('also a file, which stands in both channels', async () => {
    const ref = await report('a letter from my doctor');
    const [bob, alice] = [desk.onSlack('bob'), desk.onTeams('alice')];
    await alice.sends({ name: 'diagnosis.png', bytes: PNG }, 'this one', 'direct', cardOf(alice, 'direct', ref).id);
    await desk.settled();
    const [slack, teams] = [cardOf(bob, SLACK_DESK, ref).id, cardOf(desk.onTeams('bob'), TEAMS_DESK, ref).id];
    const shown = () => [
      ...bob.sees(SLACK_DESK, slack).flatMap(({ files = [] }) => files),
      ...desk
        .onTeams('bob')
        .sees(TEAMS_DESK, teams)
        .filter(({ text }) => text.includes('diagnosis')),
    ];
    expect(shown()).not.toEqual([]);
    await bob.types(`confidential ${ref}`, SLACK_DESK);
    await desk.settled();
    expect(shown()).toEqual([]);
  });

  test('also for who was copied: its requester reads that nobody but the few can see it', async () => {
    const ref = await report('the blood test of Olga');
    const [bob, chen] = [desk.onSlack('bob'), desk.onSlack('chen')];
    await bob.types(`copy ${ref} @chen`, SLACK_DESK);
    await bob.types(`tell ${ref} whose is Olga's blood test?`, SLACK_DESK);
    await desk.settled();
    expect(everywhere('direct', chen).join()).toContain('Olga');
    await bob.types(`confidential ${ref}`, SLACK_DESK);
    await desk.settled();
    expect(everywhere('direct', chen).join()).not.toContain('Olga');
    expect(everywhere('direct', chen).join()).toContain(`🔒 ${ref} is confidential now.`);
    await chen.types(`show ${ref}`, GENERAL.slack);
    expect(answer(chen)).toContain(`There is no ${ref} that you can see.`);
  });

  test('what was on its way arrives as nothing', async () => {
    const ref = await report('the reference letter of Ivo');
    const [bob, hana] = [desk.onSlack('bob'), desk.onSlack('hana')];
    desk.slack.fault({ method: 'chat.postMessage', times: 1, do: { kind: 'rate_limited', retryAfter: 30 } });
    await bob.types(`note ${ref} Ivo left in anger`, SLACK_DESK);
    await desk.settled();
    await bob.types(`confidential ${ref}`, SLACK_DESK);
    const since = moment(desk);
    await desk.pass(120);
    const few = { people: ['alice', 'hana', 'dana'], channels: [SLACK_PEOPLE, TEAMS_PEOPLE] };
    expect(sentTo(desk, ['Ivo'], since, few)).toEqual([]);
    expect(everywhere(SLACK_DESK, bob).join()).not.toContain('Ivo');
    expect(everywhere(TEAMS_DESK, desk.onTeams('bob')).join()).not.toContain('Ivo');
    expect(cardOf(hana, SLACK_PEOPLE, ref).text).toContain('Ivo');
  });
});

test('what may have been shown, and is not known yet to have been, is looked for and withdrawn too', async () => {
  const ref = await report('the reference letter of Yvette');
  const [bob, chen] = [desk.onSlack('bob'), desk.onSlack('chen')];
  await chen.types(`subscribe ${ref}`, GENERAL.slack);
  await bob.types(`claim ${ref}`, SLACK_DESK);
  await desk.settled();
  const unheard = { kind: 'drop', when: 'after' } as const;
  desk.slack.fault({ method: 'chat.postMessage', times: 3, do: unheard });
  await bob.types(`note ${ref} Yvette left in anger`, SLACK_DESK);
  await bob.types(`ask ${ref} network did Yvette use the wifi?`, SLACK_DESK);
  await bob.types(`hold ${ref} for other because of Yvette`, SLACK_DESK);
  await desk.settled();
  await bob.types(`confidential ${ref}`, SLACK_DESK);
  await desk.pass(600);
  expect(everywhere(SLACK_DESK, bob).join()).not.toContain('Yvette');
  expect(everywhere('C0NETWORK', chen).join()).not.toContain('Yvette');
  expect(everywhere('direct', chen).join()).not.toContain('Yvette');
});

test('what cannot be withdrawn is told to those who keep it, and the rest is withdrawn all the same', async () => {
  const ref = await report('a list with salaries');
  const bob = desk.onSlack('bob');
  await bob.types(`note ${ref} the salaries of finance`, SLACK_DESK);
  await desk.settled();
  desk.slack.fault({
    ...{ method: 'chat.update', times: 1, where: ({ channel }) => channel === SLACK_DESK },
    do: { kind: 'error', error: 'cant_update_message' },
  });
  await bob.types(`confidential ${ref}`, SLACK_DESK);
  await desk.settled();
  const hana = desk.onSlack('hana');
  const words = hana.sees(SLACK_PEOPLE, cardOf(hana, SLACK_PEOPLE, ref).id).map(({ text }) => text);
  expect(words.join()).toContain(`Something that I said of ${ref} in ${SLACK_DESK} could not be withdrawn`);
  expect(last(desk.onSlack('dana').sees('direct')).text).toContain('delete it by hand');
  const card = bob.sees(SLACK_DESK).find(({ text }) => text.includes('a list with salaries'));
  expect(
    bob
      .sees(SLACK_DESK, card?.id)
      .slice(1)
      .map(({ text }) => text)
      .join(),
  ).not.toContain('salaries');
});

describe('kept by those who keep it', () => {
  test('it goes to nobody who may not see it', async () => {
    const ref = await report('harassment at the fair');
    const [hana, bob] = [desk.onSlack('hana'), desk.onSlack('bob')];
    await hana.types(`assign ${ref} to bob`, SLACK_PEOPLE);
    expect(answer(hana)).toContain(`${ref} is confidential, and Bob Fischer may not see it.`);
    await hana.types(`escalate ${ref} to network because of the logs`, SLACK_PEOPLE);
    expect(answer(hana)).toContain('Network may not see it');
    await hana.types(`assign ${ref} to dana`, SLACK_PEOPLE);
    expect(answer(hana)).toContain('is Dana Silva’s now');
    for (const words of [`claim ${ref}`, `own ${ref}`, `tell ${ref} x`, `note ${ref} x`, `confidential ${ref} off`]) {
      await bob.types(words, SLACK_DESK);
      expect(answer(bob)).toContain(`There is no ${ref} that you can see.`);
    }
    const other = await report('the lamp is dim');
    await bob.types(`escalate ${other} to people-conduct because it is dark`, SLACK_DESK);
    expect(answer(bob)).toContain(`Say “confidential ${other} to people-conduct”.`);
  });

  test('its requester cannot open it, its keepers can, with a reason; what was said meanwhile stays with them', async () => {
    const ref = await report('discrimination in the kitchen plan');
    const [hana, bob, alice] = [desk.onSlack('hana'), desk.onSlack('bob'), desk.onTeams('alice')];
    await hana.types(`note ${ref} Quentin wrote the plan`, SLACK_PEOPLE);
    await hana.types(`tell ${ref} was it Quentin?`, SLACK_PEOPLE);
    await desk.settled();
    const kept = cardOf(hana, SLACK_PEOPLE, ref);
    await alice.types(`confidential ${ref} off because it is over`, GENERAL.teams);
    expect(answer(alice)).toContain('Only People & Conduct and the incident managers can open');
    await hana.types(`confidential ${ref} off to network`, SLACK_PEOPLE);
    expect(answer(hana)).toContain('Something is missing.');
    await hana.types(`confidential ${ref} off because it is about the oven`, SLACK_PEOPLE);
    await desk.settled();
    expect(answer(hana)).toContain(`${ref} is with Service Desk now, with its title and description.`);
    const card = cardOf(bob, SLACK_DESK, ref);
    expect(card.text).toMatch(/^🔵 INC-\d+ discrimination in the kitchen plan/u);
    expect(card.text).not.toMatch(/People|guessed/u);
    const thread = bob.sees(SLACK_DESK, card.id).map(({ text }) => text.trim());
    expect(thread.filter((text) => !text.includes(ref))).toEqual([
      'What is written in this thread stays inside.',
      'Hana Okafor opened it to others: Service Desk has it now: it is about the oven',
    ]);
    expect(hana.sees(SLACK_PEOPLE).find(({ id }) => id === kept.id)?.text).toContain('is not confidential any more');
    await hana.says('between us: Quentin again', SLACK_PEOPLE, kept.id);
    expect(answer(hana)).toContain('nothing was saved');
    expect(last(alice.sees('direct')).text).toContain(`${ref} is not confidential any more.`);
    for (const verb of ['show', 'history']) {
      await bob.types(`${verb} ${ref}`, SLACK_DESK);
      expect(answer(bob)).toContain(ref);
      expect(answer(bob)).not.toContain('Quentin');
    }
    expect(answer(bob)).toContain('🔒 2 entries are from when it was confidential');
    await hana.types(`history ${ref}`, SLACK_DESK);
    expect(answer(hana)).toContain('Quentin wrote the plan');
    await bob.says('the oven is fixed', SLACK_DESK, card.id);
    await bob.types(`history ${ref}`, SLACK_DESK);
    expect(answer(bob)).toContain('the oven is fixed');
  });

  test('made confidential, opened, and made so again, it begins anew in each place', async () => {
    const ref = await report('the rota of the night shift');
    const [hana, bob] = [desk.onSlack('hana'), desk.onSlack('bob')];
    const first = cardOf(bob, SLACK_DESK, ref).id;
    await bob.types(`confidential ${ref}`, SLACK_DESK);
    await desk.settled();
    await hana.types(`confidential ${ref} off because it is only a rota`, SLACK_PEOPLE);
    await desk.settled();
    const anew = bob.sees(SLACK_DESK).filter(({ text }) => text.includes('the rota of the night shift'));
    expect(anew).toHaveLength(1);
    expect(anew[0]?.id).not.toBe(first);
    await bob.types(`confidential ${ref} because the rota has notes`, SLACK_DESK);
    await desk.settled();
    expect(everywhere(SLACK_DESK, bob).join()).not.toContain('rota');
    expect(bob.sees(SLACK_DESK).filter(({ text }) => text.includes(ref))).toHaveLength(2);
    expect(cardOf(hana, SLACK_PEOPLE, ref).text).toContain('the rota of the night shift');
  });
});
