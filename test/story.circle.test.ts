// Further people around a ticket: followers, copies, and questions to specialists; across both chats.
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

describe('following', () => {
  test('an agent of another group hears the moments that matter, each once, and none of the words', async () => {
    const ref = await report('the lift display is dark');
    const chen = desk.onSlack('chen');
    await chen.types(`subscribe ${ref}`, GENERAL);
    expect(answer(chen)).toContain(`You will hear when ${ref} is escalated to the incident managers`);
    expect(answer(chen)).toContain('With the reasons that agents give.');
    expect(chen.answer()?.buttons).toEqual(['Stop']);
    await chen.types(`subscribe ${ref}`, GENERAL);
    expect(answer(chen)).toContain(`You follow ${ref} already.`);
    await bobs(`claim ${ref}`);
    await bobs(`tell ${ref} is it dark on all floors?`);
    await bobs(`note ${ref} the fuse again`);
    await bobs(`hold ${ref} for supplier because they send a technician`);
    await desk.settled();
    expect(cardOf(desk.onSlack('bob'), SLACK_DESK, ref).text).toContain('followed by 1');
    expect(direct(chen, 'all floors')).toEqual([]);
    expect(direct(chen, 'the fuse')).toEqual([]);
    const [held, ...more] = direct(chen, `${ref} is on hold: For a supplier: they send a technician`);
    expect(more).toEqual([]);
    expect(held?.buttons).toEqual(['Show', 'Stop']);
    await bobs(`priority ${ref} P4 because there are stairs`);
    await bobs(`priority ${ref} P1 because somebody is inside`);
    await desk.settled();
    expect(direct(chen, `${ref} is more urgent now: P1, it was P4: somebody is inside`)).toHaveLength(1);
    expect(direct(chen, 'stairs')).toEqual([]);
    await chen.presses('Stop', { at: 'direct', id: held?.id ?? '' });
    await bobs(`resolve ${ref} a new fuse`);
    await desk.settled();
    expect(direct(chen, 'a new fuse')).toEqual([]);
    expect(cardOf(desk.onSlack('bob'), SLACK_DESK, ref).text).not.toContain('followed by');
    await chen.types(`unsubscribe ${ref}`, GENERAL);
    expect(answer(chen)).toContain(`You do not follow ${ref}.`);
  });

  test('a requester follows their own, hears in their language what they do not hear anyway, and nothing twice', async () => {
    const mei = desk.onTeams('mei');
    const ref = await report('键盘坏了', mei);
    await mei.types(`订阅 ${ref}`, TEAMS_GENERAL);
    expect(answer(mei)).toContain(`当 ${ref} 升级给事件经理、挂起或等待`);
    await bobs(`escalate ${ref} up because the keyboard is hers`);
    await bobs(`resolve ${ref} a new keyboard`);
    await desk.settled();
    expect(direct(mei, `Bob Fischer 请事件经理介入 ${ref}`)).toHaveLength(1);
    expect(direct(mei, 'a new keyboard').filter(({ text }) => !text.includes('✅'))).toHaveLength(1);
    await mei.types(`reopen ${ref} 还是坏的`, TEAMS_GENERAL);
    await desk.settled();
    expect(direct(mei, `重开了 ${ref}`)).toEqual([]);
    await mei.types(`取消订阅 ${ref}`, TEAMS_GENERAL);
    expect(answer(mei)).toContain(`您已取消订阅 ${ref}`);
  });

  test('for a requester somebody else’s ticket is not there', async () => {
    const ref = await report('of alice alone');
    const gus = desk.onSlack('gus');
    await gus.types(`subscribe ${ref}`, GENERAL);
    expect(answer(gus)).toContain('Guests cannot');
    const own = await report('of bob', desk.onSlack('bob'), GENERAL);
    await desk.onSlack('alice').types(`subscribe ${own}`, GENERAL);
    expect(answer(desk.onSlack('alice'))).toContain(`There is no ${own} that you can see.`);
  });
});
