// setup says what is missing, scope by scope, on each chat; audit says what was administered, by whom and when.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { scopes } from '../manifest/slack.ts';
import { recordAudit } from '../src/storage/audit.ts';
import { en } from '../src/views/text/en.ts';
import { zh } from '../src/views/text/zh.ts';
import { SLACK_DESK, startDesk, TEAMS_DESK, type TestDesk } from './support/desk.ts';
import type { Person } from './support/person.ts';

const GENERAL = 'C0GENERAL';
const ALL = Object.keys(scopes);
let desk: TestDesk;
beforeAll(async () => {
  desk = await startDesk({
    policy: (yaml) => yaml.replace('members: [liwei@example.com', 'members: ["teams-group:7f", liwei@example.com'),
  });
  desk.slack.grant(ALL);
}, 60_000);
afterAll(() => desk.stop());

const setup = async (who: Person, at: string): Promise<string> => {
  await who.types('setup', at);
  return who.answer()?.text ?? '';
};

test('every permission that is asked for is worded in both languages: what does not work without it', () => {
  for (const texts of [en, zh]) for (const scope of ALL) expect(texts.setup.without[scope], scope).toBeTruthy();
});

test('a chat that has said nothing since the start is told of, until it says something', async () => {
  const said = await setup(desk.onTeams('dana'), TEAMS_DESK);
  expect(said.match(/⚠️ Nothing has been heard from it since Muster started/gu)).toHaveLength(1);
  await desk.onSlack('dana').types('help', GENERAL);
  expect(await setup(desk.onTeams('dana'), TEAMS_DESK)).not.toContain('Nothing has been heard');
});

test.each([
  ['onSlack', GENERAL],
  ['onTeams', TEAMS_DESK],
] as const)('both chats are looked at whichever asks (%s), and each line says what to do', async (on, at) => {
  const said = await setup(desk[on]('dana'), at);
  expect(said).toContain('✅ All permissions that Muster asks for are granted.');
  expect(said).toContain(`✅ Cards can stand in the channel ${SLACK_DESK}.`);
  expect(said).toContain(`✅ Cards can stand in the channel ${TEAMS_DESK}.`);
  expect(said).toMatch(/❌ The channel C0WORKPLACE cannot be reached \(channel_not_found\).*Invite Muster/u);
  expect(said).toMatch(/❌ The channel 19:workplace@thread\.tacv2 cannot be reached/u);
  expect(said).toContain('✅ Plain words in the threads of tickets are heard.');
  expect(said).toContain('✅ Private answers in channels are on.');
  expect(said).toContain('✅ Rooms for major incidents can be made.');
  expect(said).toContain('✅ The chat has said where it is reached.');
  expect(said).toMatch(/⚠️ Who is in 7f cannot be read on this chat\..*GroupMember\.Read\.All/u);
  expect(said).toContain('liwei@example.com');
  expect(said).toMatch(/\d+ things need you/u);
});

test('a permission that is taken away is missed by name, with what no longer works', async () => {
  desk.slack.grant(ALL.filter((scope) => scope !== 'reactions:read'));
  expect(await setup(desk.onSlack('dana'), GENERAL)).toContain(
    '❌ The permission reactions:read is missing: the ticket emoji reports nothing.',
  );
  desk.slack.grant(ALL);
  expect(await setup(desk.onSlack('dana'), GENERAL)).not.toContain('reactions:read');
});

test('so is a consent in Teams, and a token that is refused', async () => {
  desk.teams.consents.channelMessages = false;
  expect(await setup(desk.onTeams('dana'), TEAMS_DESK)).toMatch(/⚠️ Whether plain words.*ChannelMessage\.Read\.Group/u);
  desk.teams.consents.channelMessages = true;
  desk.teams.consents.channels = false;
  expect(await setup(desk.onTeams('dana'), TEAMS_DESK)).toMatch(/⚠️ Rooms for.*ChannelSettings\.ReadWrite\.Group/u);
  desk.teams.consents.channels = true;
  desk.slack.fault({ method: 'auth.test', times: 1, do: { kind: 'error', error: 'invalid_auth' } });
  expect(await setup(desk.onTeams('dana'), TEAMS_DESK)).toMatch(/❌ The chat does not accept.*invalid_auth/u);
});

test('only administrators are shown it, and audit', async () => {
  for (const verb of ['setup', 'audit'])
    for (const [who, at] of [
      [desk.onSlack('bob'), GENERAL],
      [desk.onTeams('alice'), TEAMS_DESK],
    ] as const) {
      await who.types(verb, at);
      expect(who.answer()?.text).toContain(`“${verb}” is for administrators of the desk`);
    }
});

test('audit has ten a page, the latest first; of a person or of a day', async () => {
  const { organisation } = desk.muster.desk;
  const dana = desk.onTeams('dana');
  await desk.muster.database.transaction(organisation, async (tx) => {
    for (let n = 1; n <= 12; n++) await recordAudit(tx, organisation, { type: 'retention', tickets: n });
  });
  await dana.types('audit', TEAMS_DESK);
  expect(dana.answer()?.text).toMatch(/Words in 12 old tickets[\s\S]*Words in 3 old tickets/u);
  expect(dana.answer()?.text).not.toContain('Words in 2 old tickets');
  await dana.presses('Next 10');
  expect(dana.answer()?.text).toMatch(/Words in 2 old tickets[\s\S]*Words in 1 old ticket were erased/u);
  await dana.types('audit dana', TEAMS_DESK);
  expect(dana.answer()?.text).toContain('Accounts of Dana Silva were joined (Slack, by mail address).');
  expect(dana.answer()?.text).not.toContain('Words in');
  await dana.types('audit 2020-01-01', TEAMS_DESK);
  expect(dana.answer()?.text).toContain('Nothing of that kind was administered.');
  await dana.types('audit nobody-at-all', TEAMS_DESK);
  expect(dana.answer()?.text).toContain('is nobody that I know, and no day');
});

test('what was administered cannot be changed, nor be seen over the wall', async () => {
  const { organisation } = desk.muster.desk;
  for (const sql of ['update audit set at = now()', 'delete from audit'])
    await expect(desk.muster.database.transaction(organisation, (tx) => tx.query(sql))).rejects.toThrow(
      /permission denied/u,
    );
  const elsewhere = '00000000-0000-4000-8000-000000000000';
  const seen = await desk.muster.database.transaction(elsewhere, (tx) => tx.query('select from audit'));
  expect(seen).toEqual([]);
});
