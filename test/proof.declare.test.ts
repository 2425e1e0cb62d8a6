// A hundred people declare one incident at once, on both chats: one fact, and everybody else is told by whom.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { refOf } from '../src/ticket/record.ts';
import { textsIn } from '../src/views/reader.ts';
import { startDesk, type TestDesk } from './support/desk.ts';
import { answersOf, eventsOf, expectHistoriesToHold, query, ticketAbout, until } from './support/proof.ts';

const GENERAL = { slack: 'C0GENERAL', teams: '19:general@thread.tacv2' };
/** On a slow machine some are told first that it takes longer, by Muster or by the chat itself. */
const isDelay = (answer: string): boolean =>
  answer.includes(textsIn('en').refusal.unconfirmed()) || answer.includes('operation_timeout');
const CROWD = 50;
const crowd = Array.from({ length: CROWD }, (_, n) => `crowd${n + 1}`);

let desk: TestDesk;
beforeAll(async () => {
  desk = await startDesk({
    crowd: CROWD,
    policy: (yaml) => yaml.replace('declare: []  ', 'declare: [service-desk]  '),
  });
}, 120_000);
afterAll(() => desk.stop());

test('a hundred declarations make one; ninety-nine are told who was first', async () => {
  await desk.onSlack('alice').types('report the vault does not open', GENERAL.slack);
  // Everybody is known before they come all at once.
  for (const name of crowd) await desk.onSlack(name).types('help', GENERAL.slack);
  for (const name of crowd) await desk.onTeams(name).types('help', GENERAL.teams);
  await desk.settled();
  const ticket = await ticketAbout(desk, 'the vault does not open');
  const ref = refOf(ticket);
  const before = new Map(crowd.map((name) => [name, answersOf(desk, name)]));
  await Promise.all(
    crowd.flatMap((name) => [
      desk.onSlack(name).types(`major declare ${ref}`, GENERAL.slack),
      desk.onTeams(name).types(`major declare ${ref}`, GENERAL.teams),
    ]),
  );
  await desk.settled();
  const heard = (who: string) => answersOf(desk, who).filter((one) => !before.get(who)?.includes(one) && !isDelay(one));
  // Whoever was told that the outcome follows gets it now.
  await until(() => crowd.every((who) => heard(who).length > 0), 20_000);
  const declared = (await eventsOf(desk, ticket.id)).filter(({ type }) => type === 'declared');
  expect(declared).toHaveLength(1);
  const [{ name }] = (await query(desk, 'select name from person where id = $1', declared[0]?.by)) as [
    { name: string },
  ];
  const winner = crowd.find((_, n) => name === `Crowd ${n + 1}`) ?? '';
  const now = `${ref} is a major incident now.`;
  const already = new RegExp(
    `${ref} is a major incident already: ${name} declared it (?:now|\\d+ min ago)\\. Its room`,
    'u',
  );
  for (const who of crowd) {
    // A chat that lost its patience asks again, or does not show what came too late.
    for (const answer of heard(who).filter((one) => who !== winner || !one.includes(now)))
      expect(answer).toMatch(already);
  }
  const rooms = await query(desk, 'select platform from room where ticket_id = $1 order by platform', ticket.id);
  expect(rooms).toEqual([{ platform: 'slack' }, { platform: 'teams' }]);
  await expectHistoriesToHold(desk, []);
}, 120_000);

test('one button pressed twice, and an answer to what was answered meanwhile, change nothing more', async () => {
  const [bob, dana] = [desk.onTeams('bob'), desk.onSlack('dana')];
  await dana.types('help', GENERAL.slack);
  await desk.onSlack('eve').types('report the safe does not close', GENERAL.slack);
  await desk.settled();
  const ticket = await ticketAbout(desk, 'the safe does not close');
  const ref = refOf(ticket);
  await bob.types(`major propose ${ref}`, GENERAL.teams);
  await desk.settled();
  await Promise.all([
    dana.types(`major accept ${ref}`, GENERAL.slack),
    dana.types(`major reject ${ref} because it is a safe`, GENERAL.slack),
    dana.types(`major accept ${ref}`, GENERAL.slack),
    bob.types(`major declare ${ref}`, GENERAL.teams),
  ]);
  await desk.settled();
  const answered = (await eventsOf(desk, ticket.id)).filter(({ type }) => type === 'declared' || type === 'rejected');
  expect(answered.filter(({ type }) => type === 'declared').length).toBeLessThanOrEqual(1);
  expect(answered.length).toBeGreaterThanOrEqual(1);
});
