// One person on two chats: accounts joined by a code said in both direct chats, split again, and what a code never does.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tickets } from '../src/storage/tables.ts';
import { replay } from '../src/storage/tickets.ts';
import { incident, SLACK_ROOM, TEAMS_ROOM } from './support/bridge.ts';
import { SLACK_DESK, startDesk, TEAMS_DESK, type TestDesk } from './support/desk.ts';
import { last } from './support/eyes.ts';
import type { Person } from './support/person.ts';

const GENERAL = 'C0GENERAL';
let desk: TestDesk;
beforeAll(async () => {
  // No address joins anything here: each account is a person until a code says otherwise.
  desk = await startDesk({
    policy: (yaml) =>
      yaml
        .replace('mail_domains: [example.com]', 'mail_domains: []')
        .replace(/\[[^\]]*bob@example.com, mei@example.com\]/u, '["slack:UBOB", "slack:UMEI", "teams:29:mei"]'),
  });
}, 60_000);
afterAll(() => desk.stop());

const text = (who: Person): string => who.answer()?.text ?? '';
const say = async (who: Person, words: string): Promise<string> => {
  await who.says(words, 'direct');
  await desk.settled();
  return text(who);
};
async function codeFor(who: Person): Promise<string> {
  const code = /[2-9A-Z]{4}-[2-9A-Z]{4}/u.exec(await say(who, 'account join'))?.[0];
  if (!code) throw new Error(`no code in ${text(who)}`);
  return code;
}
async function joined(one: Person, other: Person): Promise<void> {
  await say(other, `account join ${await codeFor(one)}`);
  await other.presses('Join them');
  await desk.settled();
}
/** Every row is what its history makes, whoever is who by now. */
async function folds(): Promise<void> {
  const { organisation } = desk.muster.desk;
  await desk.muster.database.transaction(organisation, async (tx) => {
    for (const row of await tx.findBy(tickets, { organisation }))
      expect(row).toMatchObject({ ...(await replay(tx, organisation, row.id)) });
  });
}
/** The receipts in whose replies the code stands. */
const kept = (code: string) => {
  const { organisation } = desk.muster.desk;
  return desk.muster.database.transaction(organisation, (tx) =>
    tx.query('select key from receipt where organisation_id = $1 and reply::text ilike any ($2)', [
      organisation,
      [code, code.replace('-', '')].map((written) => `%${written}%`),
    ]),
  );
};
const audit = async () => {
  const { organisation } = desk.muster.desk;
  return desk.muster.database.transaction(organisation, (tx) => tx.query('select type, data from audit order by id'));
};

describe.each([
  ['alice', 'from Slack to Teams', (name: string) => [desk.onSlack(name), desk.onTeams(name)]],
  ['chen', 'from Teams to Slack', (name: string) => [desk.onTeams(name), desk.onSlack(name)]],
] as const)('%s, %s', (name, _way, sides) => {
  test('a code said in both direct chats makes them one; tickets, rights and history point at one person', async () => {
    const [here, there] = sides(name) as [Person, Person];
    await say(here, `report the lamp of ${name} flickers`);
    expect(await say(there, 'status')).toContain('You have no open tickets');
    await say(there, `report the chair of ${name} squeaks`);
    const code = await codeFor(here);
    expect(await say(there, `account join ${code.toLowerCase().replace('-', ' ')}`)).toMatch(
      /^Are (?:Slack|Teams) \(.+\) and (?:Slack|Teams) \(.+\) both you\?/u,
    );
    expect(await kept(code)).toEqual([]);
    expect(await say(there, 'status')).not.toContain('lamp');
    await say(there, `account join ${code}`);
    await there.presses('Join them');
    await desk.settled();
    expect(text(there)).toMatch(/are one person now/u);
    expect(last(here.sees('direct')).text).toMatch(/are one person now/u);
    for (const side of [here, there]) {
      const status = await say(side, 'status');
      expect(status).toContain('lamp');
      expect(status).toContain('chair');
    }
    await folds();
    expect((await audit()).at(-1)).toMatchObject({ type: 'accounts-joined', data: { how: 'code' } });
  });

  test('what is spent is spent, and who is one already stays one', async () => {
    const [here, there] = sides(name) as [Person, Person];
    const code = await codeFor(here);
    expect(await say(there, `account join ${code}`)).toContain('Both accounts are yours already');
    expect(await say(here, `account join ${code}`)).toContain('This code was given to you here');
  });

  test('a split undoes it: what was said before is each one’s own, and what came since stays', async () => {
    const [here, there] = sides(name) as [Person, Person];
    await say(there, `report the door of ${name} creaks`);
    expect(await say(here, 'account leave')).toMatch(/are two persons again/u);
    expect(last(there.sees('direct')).text).toMatch(/are two persons again/u);
    const [one, other] = [await say(here, 'status'), await say(there, 'status')];
    expect(one).toContain('lamp');
    expect(one).not.toContain('chair');
    expect(other).toContain('chair');
    expect(other).not.toContain('lamp');
    await folds();
    expect(await say(here, 'account leave')).toContain('Nothing was joined to you by a code here');
  });
});

test('an agent’s work is one person’s on both chats: taken on one, written about on the other', async () => {
  const [onSlack, onTeams] = [desk.onSlack('bob'), desk.onTeams('bob')];
  await say(desk.onSlack('dana'), 'report the tap drips');
  const ref = /INC-\d+/u.exec(last(desk.onSlack('dana').sees('direct')).text)?.[0] ?? '';
  await onSlack.types(`claim ${ref}`, SLACK_DESK);
  await onTeams.types(`tell ${ref} which tap?`, TEAMS_DESK);
  expect(text(onTeams)).toContain('for agents of the service desk');
  await joined(onTeams, onSlack);
  await onTeams.types(`tell ${ref} which tap?`, TEAMS_DESK);
  await desk.settled();
  expect(last(desk.onSlack('dana').sees('direct')).text).toContain('which tap?');
  await onTeams.types(`claim ${ref}`, TEAMS_DESK);
  expect(text(onTeams)).toContain(`${ref} is yours already`);
  await onTeams.types(`history ${ref}`, TEAMS_DESK);
  expect(text(onTeams)).toContain('Bob Fischer claimed it');
  await folds();
});

test('five wrong codes and no more for ten minutes, also with a right one', async () => {
  const [mallory, dana] = [desk.onTeams('dana'), desk.onSlack('dana')];
  const code = await codeFor(dana);
  const said: string[] = [];
  for (let n = 0; n < 5; n++) said.push(await say(mallory, 'account join AAAA-AAAA'));
  expect(said[0]).toContain('4 more tries');
  expect(said[3]).toContain('1 more try');
  expect(said[4]).toContain('that was the fifth try');
  expect(await say(mallory, `account join ${code}`)).toContain('Five codes were wrong');
  await desk.pass(601);
  expect(await say(mallory, `account join ${await codeFor(dana)}`)).toMatch(/both you\?/u);
});

test('a code holds for ten minutes, and only the last one', async () => {
  const [slack, teams] = [desk.onSlack('mei'), desk.onTeams('mei')];
  const first = await codeFor(slack);
  const second = await codeFor(slack);
  expect(await say(teams, `account join ${first}`)).toContain('有效的验证码');
  await desk.pass(601);
  expect(await say(teams, `account join ${second}`)).toContain('有效的验证码');
});

test('a question that is answered too late joins nobody', async () => {
  const [slack, teams] = [desk.onSlack('mei'), desk.onTeams('mei')];
  await say(teams, `account join ${await codeFor(slack)}`);
  await desk.pass(601);
  await teams.presses('关联');
  await desk.settled();
  expect(text(teams)).toContain('有效的验证码');
});

test('somebody else’s code says whose it is before anything happens', async () => {
  const asked = await say(desk.onTeams('alice'), `account join ${await codeFor(desk.onSlack('dana'))}`);
  expect(asked).toContain('Slack (Dana Silva)');
  expect(asked).toContain('Teams (Alice Moreau)');
  expect(await say(desk.onTeams('alice'), 'account')).not.toContain('Dana');
});

test('one code joins one account, whoever else had asked with it', async () => {
  const code = await codeFor(desk.onSlack('dana'));
  const [alice, chen] = [desk.onTeams('alice'), desk.onTeams('chen')];
  for (const who of [alice, chen]) expect(await say(who, `account join ${code}`)).toMatch(/both you\?/u);
  await Promise.all([alice.presses('Join them'), chen.presses('Join them')]);
  await desk.settled();
  const answers = [text(alice), text(chen)];
  expect(answers.filter((answer) => answer.includes('are one person now'))).toHaveLength(1);
  expect(answers.filter((answer) => answer.includes('no code that holds'))).toHaveLength(1);
  expect(await say(desk.onSlack('dana'), 'account leave')).toContain('are two persons again');
  await folds();
});

test('codes are for direct chats, and not for guests', async () => {
  const alice = desk.onSlack('alice');
  await alice.types('account join', GENERAL);
  expect(text(alice)).toContain('in our direct chat');
  await desk.onTeams('alice').types('account join AAAA-AAAA', TEAMS_DESK);
  expect(text(desk.onTeams('alice'))).toContain('in our direct chat');
  for (const gus of [desk.onSlack('gus'), desk.onTeams('gus')]) {
    await gus.says('account join', 'direct');
    expect(text(gus)).toContain('Guests cannot use the service desk');
  }
});

test('prose that begins with "account" is prose', async () => {
  const alice = desk.onTeams('alice');
  expect(await say(alice, 'account locked again, please help')).toContain('account locked again');
  expect(text(alice)).not.toContain('does not take');
});

test('account says who one is; language and zone hold against the profile until "auto"', async () => {
  const alice = desk.onSlack('alice');
  expect(await say(alice, 'account')).toMatch(/You are Alice Moreau[\s\S]*Slack · Alice Moreau[\s\S]*you are here/u);
  expect(text(alice)).toContain('Europe/Paris (from your profile)');
  expect(await say(alice, 'account language=zh zone=asia/shanghai')).toContain('已设置：中文，Asia/Shanghai。');
  // A new process knows no profile yet, and reads it: the choice stays.
  await desk.passAsleep(1);
  expect(await say(alice, 'account')).toContain('Asia/Shanghai');
  expect(text(alice)).toContain('您自己选的');
  expect(await say(alice, 'account zone=Mars/Olympus')).toContain('不是时区');
  expect(await say(alice, 'account language=klingon')).toContain('klingon');
  expect(await say(alice, 'account language=auto zone=auto')).toContain('Set: English, Europe/Paris');
});

test('what was on its way to one of the two arrives for the person that they are', async () => {
  const [eve, other, alice] = [desk.onSlack('eve'), desk.onTeams('eve'), desk.onSlack('alice')];
  await say(eve, 'hello');
  await say(other, 'hello');
  await alice.types('report the lift hums', GENERAL);
  const ref = /INC-\d+/u.exec(text(alice))?.[0] ?? '';
  await desk.onSlack('bob').types(`copy ${ref} @eve`, SLACK_DESK);
  await desk.settled();
  desk.slack.fault({ method: 'chat.postMessage', times: 1, do: { kind: 'rate_limited', retryAfter: 60 } });
  await desk.onSlack('bob').types(`tell ${ref} it is the fan`, SLACK_DESK);
  await joined(other, eve);
  await desk.pass(120);
  expect(JSON.stringify(eve.sees('direct').flatMap(({ id }) => eve.sees('direct', id)))).toContain('it is the fan');
});

test('what somebody said in a room is theirs after their accounts were joined, under the name that is theirs now', async () => {
  await incident(desk, 'nobody can print');
  await desk.settled();
  const [here, there] = [desk.onSlack('hana'), desk.onTeams('hana')];
  await here.says('the queue is full', SLACK_ROOM);
  await desk.settled();
  await joined(there, here);
  await here.edits('the queue is empty', SLACK_ROOM);
  await desk.settled();
  expect(last(there.sees(TEAMS_ROOM)).text).toBe('Hana Okafor (Slack): the queue is empty (edited)');
});
