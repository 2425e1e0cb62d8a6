// Roles that come and go: by a code, by groups of the chat's own; and those who leave, with what they had in hand.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { tickets } from '../src/storage/tables.ts';
import { replay } from '../src/storage/tickets.ts';
import { SLACK_DESK, slackId, startDesk, TEAMS_DESK, type TestDesk, teamsId } from './support/desk.ts';
import { cardOf, last } from './support/eyes.ts';
import type { Person } from './support/person.ts';

const GENERAL = 'C0GENERAL';
const NET = { slack: 'C0NETWORK', teams: '19:network@thread.tacv2' };
let desk: TestDesk;
const text = (who: Person): string => who.answer()?.text ?? '';
const say = async (who: Person, words: string): Promise<string> => {
  await who.says(words, 'direct');
  await desk.settled();
  return text(who);
};
async function report(words: string): Promise<string> {
  await desk.onSlack('alice').types(`report ${words}`, GENERAL);
  await desk.settled();
  return /INC-\d+/u.exec(text(desk.onSlack('alice')))?.[0] ?? '';
}
const words = (who: Person, at: string): string =>
  who
    .sees(at)
    .map((seen) => seen.text)
    .join('\n');
async function folds(): Promise<void> {
  const { organisation } = desk.muster.desk;
  await desk.muster.database.transaction(organisation, async (tx) => {
    for (const row of await tx.findBy(tickets, { organisation }))
      expect(row).toMatchObject({ ...(await replay(tx, organisation, row.id)) });
  });
}

describe('roles', () => {
  beforeAll(async () => {
    desk = await startDesk({
      crowd: 1,
      policy: (yaml) =>
        yaml
          .replace(', crowd1@example.com', '')
          .replaceAll('[dana@example.com, "slack:UDANA", "teams:29:dana"]', '[dana@example.com]')
          .replace(/\[chen@example.com[^\]]*\]/u, '["slack-group:S0NET"]')
          .replace(
            'teams: "19:network@thread.tacv2" }',
            'teams: "19:network@thread.tacv2" }\n    trust_membership: true',
          ),
    });
    desk.slack.world.userGroups = [{ id: 'S0NET', handle: 'network', users: [] }];
  }, 60_000);
  afterAll(() => desk.stop());

  test('an address alone brings no manager’s role: whoever came first has it, there alone', async () => {
    // In Teams everybody was met when Muster was installed for them.
    const [first, second] = [desk.onTeams('dana'), desk.onSlack('dana')];
    expect(await say(second, 'account')).toContain('a member: you can report');
    expect(text(second)).toContain('its roles are its own');
    expect(await say(first, 'account')).toContain('an incident manager, an administrator');
    await second.types('audit', GENERAL);
    expect(text(second)).toContain('for administrators of the desk');
  });

  test('nor do words for managers reach such an account', async () => {
    const ref = await report('the pump is loud');
    await desk.onSlack('bob').types(`escalate ${ref} up because it leaks`, SLACK_DESK);
    await desk.settled();
    expect(words(desk.onTeams('dana'), 'direct')).toContain(`needs an incident manager for ${ref}`);
    expect(words(desk.onSlack('dana'), 'direct')).not.toContain(ref);
  });

  test('a code said in both chats brings it, and taking the join back takes it', async () => {
    const [slack, teams] = [desk.onSlack('dana'), desk.onTeams('dana')];
    const code = /[2-9A-Z]{4}-[2-9A-Z]{4}/u.exec(await say(slack, 'account join'))?.[0];
    await say(teams, `account join ${code}`);
    await teams.presses('Join them');
    await desk.settled();
    expect(await say(slack, 'account')).toContain('an incident manager, an administrator');
    await say(teams, 'account leave');
    expect(await say(slack, 'account')).toContain('a member: you can report');
  });

  test('an account that came by an address cannot lend that person’s roles by a code', async () => {
    const [slack, other] = [desk.onSlack('dana'), desk.onTeams('gus')];
    const code = /[2-9A-Z]{4}-[2-9A-Z]{4}/u.exec(await say(slack, 'account join'))?.[0];
    await other.says(`account join ${code}`, 'direct');
    expect(text(other)).toContain('Guests cannot use');
    expect(await say(desk.onTeams('alice'), `account join ${code}`)).toMatch(/^Slack \(Dana Silva\) was joined/u);
    expect(await say(desk.onTeams('alice'), 'account')).not.toContain('manager');
  });

  test('a user group makes agents of both accounts of a person, as soon as its members change', async () => {
    const [slack, teams] = [desk.onSlack('chen'), desk.onTeams('chen')];
    await say(slack, 'help');
    await teams.types('queue', TEAMS_DESK);
    expect(text(teams)).toContain('for agents of the service desk');
    await desk.slack.regroup('S0NET', [slackId('chen')]);
    await slack.types('queue', GENERAL);
    expect(text(slack)).toContain('Queue');
    await teams.types('queue', TEAMS_DESK);
    expect(text(teams)).toContain('Queue');
    await desk.onTeams('dana').types('audit chen', TEAMS_DESK);
    expect(text(desk.onTeams('dana'))).toContain('Chen Hao came into slack-group:s0net');
  });

  test.each(['onSlack', 'onTeams'] as const)(
    'a role that is taken while a form is open is refused when it is sent (%s)',
    async (on) => {
      await desk.slack.regroup('S0NET', [slackId('chen')]);
      const ref = await report('the switch hums');
      await desk.onSlack('bob').types(`escalate ${ref} to network`, SLACK_DESK);
      await desk.settled();
      const [chen, at] = on === 'onSlack' ? [desk.onSlack('chen'), NET.slack] : [desk.onTeams('chen'), NET.teams];
      await chen.presses('Resolve…', { at, id: cardOf(chen, at, ref).id });
      expect(chen.form()?.fields).toContain('text');
      await desk.slack.regroup('S0NET', []);
      await chen.fills({ text: 'it was the fan' });
      expect(text(chen)).toContain('for agents of the service desk');
      await chen.closes();
      expect(await say(desk.onSlack('alice'), 'status')).toContain(ref);
    },
  );

  test('what somebody has in hand goes back when their group lets them go', async () => {
    await desk.slack.regroup('S0NET', [slackId('chen')]);
    const ref = await report('the router reboots');
    await desk.onSlack('bob').types(`escalate ${ref} to network`, SLACK_DESK);
    await desk.onSlack('chen').types(`claim ${ref}`, NET.slack);
    await desk.settled();
    await desk.slack.regroup('S0NET', []);
    await desk.settled();
    const card = cardOf(desk.onSlack('dana'), NET.slack, ref);
    expect(card.text).not.toContain('Chen Hao');
    expect(words(desk.onSlack('dana'), NET.slack)).toContain('Chen Hao is no agent of the desk any more');
    await folds();
  });

  test('a triage channel that the policy trusts makes agents while it is private and shared with nobody', async () => {
    const [eve, room] = [desk.onSlack('crowd1'), desk.slack.channel(NET.slack)];
    const may = async () => {
      await desk.slack.regroup('S0NET', []);
      await eve.types('who', GENERAL);
      return text(eve).includes('Who works on what');
    };
    room.members.add(slackId('crowd1'));
    expect(await may()).toBe(false);
    const dana = desk.onTeams('dana');
    await dana.types('setup', TEAMS_DESK);
    expect(text(dana)).toContain(`The policy trusts the channel ${NET.slack}, which is not private`);
    expect(text(dana)).toMatch(/⚠️ Who is in 19:network@thread\.tacv2 cannot be read on this chat\. .*ChannelMember/u);
    room.kind = 'group';
    expect(await may()).toBe(true);
    room.shared = true;
    expect(await may()).toBe(false);
    room.shared = false;
    expect(await may()).toBe(true);
    room.members.delete(slackId('crowd1'));
    expect(await may()).toBe(false);
    room.kind = 'channel';
  });

  test('a chat that cannot be asked takes nobody’s role', async () => {
    await desk.slack.regroup('S0NET', [slackId('chen')]);
    desk.slack.fault({ method: 'usergroups.users.list', times: 1, do: { kind: 'error', error: 'missing_scope' } });
    await desk.slack.regroup('S0NET', [slackId('chen')]);
    await desk.onSlack('chen').types('queue', GENERAL);
    expect(text(desk.onSlack('chen'))).toContain('Queue');
  });
});

describe.each(['slack', 'teams'] as const)('leaving %s', (chat) => {
  beforeAll(async () => {
    // Whoever works here has one account: the other chat's does not keep them.
    desk = await startDesk({
      policy: (yaml) =>
        yaml
          .replace('mail_domains: [example.com]', 'mail_domains: []')
          .replace(
            /\[[^\]]*bob@example.com, mei@example.com\]/u,
            chat === 'slack' ? '["slack:UBOB", "slack:UMEI"]' : '["teams:29:bob", "teams:29:mei"]',
          ),
    });
  }, 60_000);
  afterAll(() => desk.stop());
  const on = (name: string) => (chat === 'slack' ? desk.onSlack(name) : desk.onTeams(name));
  const at = chat === 'slack' ? SLACK_DESK : TEAMS_DESK;

  test('their tickets go back, once told in the group’s channel and to the managers; their own requests stay', async () => {
    await say(on('dana'), 'help');
    const bob = on('bob');
    await say(bob, 'report my own lamp');
    const refs = [await report('the first'), await report('the second')];
    for (const ref of refs) await bob.types(`claim ${ref}`, at);
    await on('mei').types(`claim ${await report('the third')}`, at);
    await desk.settled();
    await bob.types(`assign ${refs[1]} to mei`, at);
    await desk.settled();
    const told = words(bob, 'direct');
    if (chat === 'slack') await desk.slack.deactivate(slackId('bob'));
    else await desk.teams.expel(teamsId('bob'));
    await desk.settled();
    const dana = on('dana');
    const mei = on('mei');
    expect(cardOf(mei, at, refs[0] ?? '').text).not.toContain('Bob Fischer (owner');
    expect(cardOf(mei, at, refs[1] ?? '').text).toMatch(/Mei Lin.*(?:needs an owner|需要负责人)/su);
    const line = words(mei, at)
      .split('\n')
      .filter((each) => each.includes('Bob Fischer has left'));
    expect(line).toHaveLength(1);
    expect(words(mei, at)).toContain(`${refs[0]}, ${refs[1]}`);
    expect(words(dana, 'direct').match(/Bob Fischer has left/gu)).toHaveLength(1);
    await folds();
    // Nothing is sent to them any more, and what they reported is theirs.
    await on('mei').types(`claim INC-1`, at);
    await on('mei').types(`tell INC-1 which lamp?`, at);
    await desk.settled();
    if (chat === 'slack') expect(words(bob, 'direct')).toBe(told);
    await dana.types('audit', at === SLACK_DESK ? GENERAL : TEAMS_DESK);
    expect(text(dana)).toMatch(/Bob Fischer is no agent any more; 2 tickets went back/u);
    expect(text(dana)).toMatch(/Bob Fischer has left (?:Slack|Teams)/u);
  });

  test('being told again changes nothing', async () => {
    const before = words(on('mei'), at);
    if (chat === 'slack') await desk.slack.deactivate(slackId('bob'));
    else await desk.teams.redeliver(desk.teams.ledger.deliveries.length - 1);
    await desk.settled();
    expect(words(on('mei'), at)).toBe(before);
  });

  test('whoever comes back is who they were', async () => {
    if (chat === 'teams') return;
    await desk.slack.reactivate(slackId('bob'));
    await desk.onSlack('bob').types('status', GENERAL);
    expect(text(desk.onSlack('bob'))).toContain('my own lamp');
  });
});

describe('out of the team alone', () => {
  beforeAll(async () => {
    desk = await startDesk();
  }, 60_000);
  afterAll(() => desk.stop());
  afterEach(() => desk.settled());

  test('is not out of the tenant', async () => {
    await desk.onTeams('bob').types('queue', TEAMS_DESK);
    await desk.teams.expel(teamsId('bob'), { team: true });
    expect(await say(desk.onTeams('bob'), 'queue')).toContain('Queue');
  });

  test('an account that is gone is refused while the other one works, and its person keeps what is in hand', async () => {
    const ref = await report('the blind is stuck');
    await desk.onTeams('bob').says(`claim ${ref}`, 'direct');
    await desk.settled();
    await desk.slack.deactivate(slackId('bob'));
    await desk.settled();
    expect(cardOf(desk.onSlack('mei'), SLACK_DESK, ref).text).toContain('Bob Fischer');
    await desk.onSlack('bob').types('queue', GENERAL);
    expect(text(desk.onSlack('bob'))).toContain('marked as left');
    expect(last(desk.onTeams('bob').sees('direct')).text).toBeTruthy();
  });
});
