// Twenty people want one ticket at the same moment, ten in each chat: one has it, nineteen are told who.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDesk, type TestDesk } from './support/desk.ts';
import { until } from './support/proof.ts';

const CROWD = 20;
const GENERAL = { slack: 'C0GENERAL', teams: '19:general@thread.tacv2' };
let desk: TestDesk;
beforeAll(async () => {
  desk = await startDesk({ crowd: CROWD });
}, 60_000);
afterAll(() => desk.stop());

test('twenty people claim at once', async () => {
  const alice = desk.onSlack('alice');
  await alice.types('report everybody wants this one', GENERAL.slack);
  const ref = /INC-\d+/u.exec(alice.answer()?.text ?? '')?.[0] ?? '';
  await desk.settled();
  const people = Array.from({ length: CROWD }, (_, n) => ({
    name: `Crowd ${n + 1}`,
    at: n % 2 === 0 ? GENERAL.slack : GENERAL.teams,
    hands: n % 2 === 0 ? desk.onSlack(`crowd${n + 1}`) : desk.onTeams(`crowd${n + 1}`),
  }));
  await Promise.all(people.map(({ hands, at }) => hands.types(`claim ${ref}`, at)));
  await desk.settled();
  // Whoever was told that the outcome follows gets it now.
  await until(() => people.every(({ hands }) => hands.answer()?.text.includes(ref)), 20_000);
  const answers = people.map(({ name, hands }) => ({ name, text: hands.answer()?.text ?? '' }));
  const winners = answers.filter(({ text }) => text.includes(`${ref} is yours.`));
  expect(winners).toHaveLength(1);
  const told = answers.filter(({ text }) => text.includes(`${winners[0]?.name} claimed ${ref}`));
  expect(told).toHaveLength(CROWD - 1);
});
