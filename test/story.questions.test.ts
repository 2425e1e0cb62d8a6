// Asking a specialist, or a whole group, without giving the ticket away: asked, answered, remembered, ended; across both chats.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SLACK_DESK, slackId, startDesk, TEAMS_DESK, type TestDesk } from './support/desk.ts';
import { cardOf, last } from './support/eyes.ts';
import type { Person } from './support/person.ts';
import { slackHome } from './support/slack-person.ts';

const GENERAL = 'C0GENERAL';
const TEAMS_GENERAL = '19:general@thread.tacv2';
const NETWORK = { slack: 'C0NETWORK', teams: '19:network@thread.tacv2' };
const HOUR = 3_600;
let desk: TestDesk;
beforeAll(async () => {
  desk = await startDesk();
  for (const name of ['bob', 'dana', 'chen']) await desk.onSlack(name).types('help', GENERAL);
}, 60_000);
afterAll(() => desk.stop());

const answer = (who: Person): string => who.answer()?.text ?? '';
async function report(words: string, who = desk.onTeams('alice'), at = TEAMS_GENERAL): Promise<string> {
  await who.types(`report ${words}`, at);
  await desk.settled();
  return /INC-\d+/u.exec(answer(who))?.[0] ?? '';
}
const bobs = (words: string) => desk.onSlack('bob').types(words, SLACK_DESK);
const thread = (ref: string): string => {
  const bob = desk.onSlack('bob');
  return last(bob.sees(SLACK_DESK, cardOf(bob, SLACK_DESK, ref).id)).text;
};
const direct = (who: Person, ...words: readonly string[]) =>
  who.sees('direct').filter(({ text }) => words.every((word) => text.includes(word)));

describe('asking without giving away', () => {
  test('a person is asked, answers in their own chat, and the asker hears it; the ticket stays where it is', async () => {
    const ref = await report('desk 14 has no network');
    await bobs(`claim ${ref}`);
    await bobs(`ask ${ref} @chen could you check port 3?`);
    expect(answer(desk.onSlack('bob'))).toContain(`Chen Hao was asked about ${ref} just now.`);
    await desk.settled();
    const card = () => cardOf(desk.onSlack('bob'), SLACK_DESK, ref).text;
    expect(card()).toMatch(/Asked Chen Hao, \w+ \d+ \w+, \d\d:\d\d: could you check port 3\?/u);
    expect(card()).toContain('Bob Fischer (owner and assignee)');
    const chats = [desk.onSlack('chen'), desk.onTeams('chen')];
    const chen = chats.find((who) => direct(who, `asks you about ${ref}`).length > 0);
    if (!chen) throw new Error('Chen was not asked');
    const asked = last(direct(chen, `asks you about ${ref}`));
    expect(asked.text).toMatch(/could you check port 3\?[\s\S]*desk 14 has no network/u);
    expect(asked.buttons).toEqual(['Answer…', 'Not me…', 'Show']);
    await chen.says('it was off, it is on now', 'direct', asked.id);
    await desk.settled();
    const after = chen.sees('direct').find(({ id }) => id === asked.id);
    expect(after?.text).toMatch(/✅ Chen Hao answered, .*: it was off, it is on now/u);
    expect(after?.buttons).toEqual(['Show']);
    expect(card()).not.toContain('Asked');
    expect(thread(ref)).toContain('Chen Hao answered: it was off, it is on now');
    const bobChats = [desk.onSlack('bob'), desk.onTeams('bob')];
    const echoes = bobChats.flatMap((who) => direct(who, `Chen Hao answered your question about ${ref}: it was off`));
    expect(echoes).toHaveLength(1);
    await desk.onSlack('chen').types(`answer ${ref} once more`, GENERAL);
    expect(answer(desk.onSlack('chen'))).toContain('is over: Chen Hao saw to it');
  });

  test('a group is asked in its channels: the first answer counts, and both cards say whose it was', async () => {
    const ref = await report('desk 15 has no network');
    await bobs(`ask ${ref} network is sw-3-12 alive?`);
    await desk.settled();
    const asked = (who: Person, at: string) =>
      last(who.sees(at).filter(({ text }) => text.includes(`asks Network about ${ref}`)));
    const [slack, teams] = [desk.onSlack('chen'), desk.onTeams('chen')];
    expect(asked(slack, NETWORK.slack).buttons).toEqual(['Answer…', 'Show']);
    await teams.presses('Answer…', { at: NETWORK.teams, id: asked(teams, NETWORK.teams).id });
    expect(teams.form()?.fields).toEqual(['text']);
    await desk.onSlack('dana').types(`answer ${ref} it is alive`, GENERAL);
    expect(answer(desk.onSlack('dana'))).toContain(`Bob Fischer has your answer about ${ref} now.`);
    await teams.fills({ text: 'port 3 was off' });
    expect(answer(teams)).toContain(`That question about ${ref} is over: Dana Silva saw to it`);
    await teams.closes();
    await desk.settled();
    for (const [who, at] of [
      [slack, NETWORK.slack],
      [teams, NETWORK.teams],
    ] as const) {
      expect(asked(who, at).text).toMatch(/✅ Dana Silva answered, .*: it is alive/u);
      expect(asked(who, at).buttons).toEqual(['Show']);
    }
  });

  test('Not me: whoever asked hears it, and asks somebody else with the form', async () => {
    const ref = await report('desk 16 has no network');
    const bob = desk.onTeams('bob');
    await bob.presses('Ask…', { at: TEAMS_DESK, id: cardOf(bob, TEAMS_DESK, ref).id });
    expect(bob.form()?.fields).toEqual(['group', 'person', 'text']);
    await bob.fills({ group: '-', person: 'dana', text: 'whose is desk 16?' });
    await bob.closes();
    await desk.settled();
    const dana = desk.onSlack('dana');
    await dana.presses('Not me…', { at: 'direct', id: last(direct(dana, `asks you about ${ref}`)).id });
    await dana.fills({ because: 'Li Wei has the list' });
    expect(answer(dana)).toContain(`Bob Fischer is told that you cannot answer for ${ref}.`);
    await dana.closes();
    await desk.settled();
    const echoes = [desk.onSlack('bob'), bob].flatMap((who) =>
      direct(who, `Dana Silva cannot answer your question about ${ref}: Li Wei has the list`),
    );
    expect(echoes).toHaveLength(1);
    expect(echoes[0]?.buttons).toEqual(['Ask…', 'Show']);
    expect(last(direct(dana, `asks you about ${ref}`)).text).toContain('Dana Silva cannot answer');
  });

  test('it stands on the Home of whoever is asked, and reminders grow rarer until it is taken back', async () => {
    const ref = await report('desk 17 has no network');
    await bobs(`ask ${ref} @dana may we unplug it?`);
    await desk.settled();
    const dana = desk.onSlack('dana');
    await desk.slack.openHome(slackId('dana'));
    const home = slackHome(desk.slack, slackId('dana'));
    expect(home?.text).toMatch(
      new RegExp(`Asked of you\\s+.*${ref}[\\s\\S]*Asked Dana Silva, .*: may we unplug it\\?`, 'u'),
    );
    expect(home?.buttons).toContain('Answer…');
    const reminders = () => direct(dana, 'has been waiting for your answer', ref).length;
    await desk.pass(4 * HOUR + 60);
    expect(reminders()).toBe(1);
    expect(last(direct(dana, 'has been waiting', ref)).text).toContain(`about ${ref} for 4 h.`);
    await desk.pass(4 * HOUR);
    expect(reminders()).toBe(2);
    await desk.pass(4 * HOUR);
    expect(reminders()).toBe(2);
    const bob = desk.onSlack('bob');
    await bob.presses('Withdraw', { at: SLACK_DESK, id: cardOf(bob, SLACK_DESK, ref).id });
    await desk.pass(24 * HOUR);
    expect(reminders()).toBe(2);
    expect(last(direct(dana, `asks you about ${ref}`)).text).toContain('Bob Fischer took the question back');
    expect(cardOf(bob, SLACK_DESK, ref).text).not.toContain('Asked');
  });

  test('the end of the ticket ends its questions; of several one is chosen with the words that wait', async () => {
    const ref = await report('desk 18 has no network');
    await bobs(`ask ${ref} network is it the switch?`);
    await bobs(`ask ${ref} @dana may we move him?`);
    await desk.settled();
    const bob = desk.onSlack('bob');
    await bobs(`answer ${ref} on the phone: yes`);
    expect(bob.answer()?.buttons).toEqual(['is it the switch?', 'may we move him?']);
    await bob.presses('may we move him?');
    await desk.settled();
    expect(last(direct(desk.onSlack('dana'), `asks you about ${ref}`)).text).toContain('on the phone: yes');
    await bobs(`resolve ${ref} moved`);
    await desk.settled();
    const chen = desk.onSlack('chen');
    const asked = last(chen.sees(NETWORK.slack).filter(({ text }) => text.includes(`asks Network about ${ref}`)));
    expect(asked.text).toContain(`${ref} is resolved: no answer is needed any more.`);
    await chen.types(`answer ${ref} it is the switch`, GENERAL);
    expect(answer(chen)).toContain(`${ref}`);
    expect(answer(chen)).toContain('You can note what you know.');
  });

  test('a group is reminded in its channel, and answers in the thread of the question', async () => {
    const ref = await report('desk 20 has no network');
    await bobs(`ask ${ref} Network: is the port patched?`);
    await desk.pass(4 * HOUR + 60);
    const chen = desk.onSlack('chen');
    const words = `Bob Fischer has been waiting for an answer of Network about ${ref} for 4 h.`;
    expect(chen.sees(NETWORK.slack).filter(({ text }) => text.includes(words))).toHaveLength(1);
    expect(
      desk
        .onTeams('chen')
        .sees(NETWORK.teams)
        .filter(({ text }) => text.includes(words)),
    ).toHaveLength(1);
    expect(thread(ref)).toContain('A question is open for 4 h. Who was asked was reminded.');
    const asked = () => last(chen.sees(NETWORK.slack).filter(({ text }) => text.includes(`asks Network about ${ref}`)));
    await chen.says('it is not, give me ten minutes', NETWORK.slack, asked().id);
    await desk.settled();
    expect(asked().text).toMatch(/✅ Chen Hao answered, .*: it is not, give me ten minutes/u);
    expect(thread(ref)).toContain('Chen Hao answered: it is not, give me ten minutes');
    await desk.pass(24 * HOUR);
    expect(chen.sees(NETWORK.slack).filter(({ text }) => text.includes(words))).toHaveLength(1);
  });

  test('only agents are asked, whom one names has to be clear, and who is not asked cannot answer', async () => {
    const ref = await report('desk 19 has no network');
    await bobs(`ask ${ref} @alice is it yours?`);
    expect(answer(desk.onSlack('bob'))).toContain('Alice Moreau is no agent, and only agents can be asked.');
    await bobs(`ask ${ref} somebody is it yours?`);
    expect(answer(desk.onSlack('bob'))).toContain('or one of these groups: Service Desk, Network, Workplace');
    await bobs(`ask ${ref} netwrok is it yours?`);
    expect(answer(desk.onSlack('bob'))).toContain(`Network was asked about ${ref}`);
    await bobs(`ask ${ref} @dana`);
    expect(desk.onSlack('bob').form()?.fields).toEqual(['group', 'person', 'text']);
    expect(JSON.stringify(desk.slack.views(slackId('bob')).at(-1))).toContain('dana@example.com');
    await desk.onSlack('bob').closes();
    await bobs(`ask ${ref} off`);
    expect(answer(desk.onSlack('bob'))).toContain(`The question about ${ref} is taken back`);
    await bobs(`ask ${ref} dana@example.com is it yours?`);
    await desk.onSlack('chen').types(`answer ${ref} mine`, GENERAL);
    expect(answer(desk.onSlack('chen'))).toContain(`The open questions about ${ref} were asked of others.`);
    await desk.onSlack('alice').types(`ask ${ref} @bob who is it?`, GENERAL);
    expect(answer(desk.onSlack('alice'))).toContain('“ask” is for agents');
  });
});
