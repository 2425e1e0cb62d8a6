// Further people around a ticket: who follows it and who is copied on it; across both chats.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SLACK_DESK, slackId, startDesk, type TestDesk } from './support/desk.ts';
import { cardOf, last } from './support/eyes.ts';
import { photo, quote } from './support/files.ts';
import type { Person } from './support/person.ts';
import { slackHome } from './support/slack-person.ts';

const GENERAL = 'C0GENERAL';
const TEAMS_GENERAL = '19:general@thread.tacv2';
let desk: TestDesk;
beforeAll(async () => {
  desk = await startDesk({ crowd: 2 });
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

describe('copying further people', () => {
  test('the requester mentions somebody: they get card, words and resolution in their own chat, and answer as themselves', async () => {
    const ref = await report('the canteen till does not print\nsince the update');
    const alice = desk.onTeams('alice');
    await alice.types(`add ${ref} @Mei Lin you know that till`, TEAMS_GENERAL);
    expect(answer(alice)).toContain(`Mei Lin: from now on copied on ${ref}`);
    await desk.settled();
    const mei = desk.onTeams('mei');
    const card = cardOf(mei, 'direct', ref);
    expect(card.text).toContain('此工单由 Alice Moreau 提交，并抄送给您。');
    expect(card.text).toContain('since the update');
    expect(card.text).toContain('请引用此消息回复，服务台会看到。');
    expect(card.buttons).toEqual(['补充信息…', '不再接收']);
    expect(last(direct(mei, `Alice Moreau 把 ${ref} 抄送给了您`)).text).toContain('you know that till');
    expect(cardOf(alice, 'direct', ref).text).toContain('Copied: Mei Lin');
    expect(cardOf(desk.onSlack('bob'), SLACK_DESK, ref).text).toContain('Copied: Mei Lin');
    expect(thread(ref)).toContain('Alice Moreau copied Mei Lin: you know that till');
    await bobs(`tell ${ref} is there paper in it?`);
    await desk.settled();
    const told = last(direct(mei, 'is there paper in it?'));
    expect(told.text).toContain(`Bob Fischer（服务台）关于抄送给您的 ${ref}：`);
    expect(told.buttons).toEqual([]);
    await mei.says('the roll was changed yesterday', 'direct', told.id);
    await desk.settled();
    expect(thread(ref)).toContain('Mei Lin (copied): the roll was changed yesterday');
    expect(direct(alice, 'the roll was changed')).toEqual([]);
    await bobs(`resolve ${ref} a new roll`);
    await desk.settled();
    expect(direct(mei, `Bob Fischer 解决了 ${ref}：a new roll`)).toHaveLength(1);
    expect(cardOf(mei, 'direct', ref).text).toContain('服务台认为问题已经解决。');
    await alice.types(`confirm ${ref}`, TEAMS_GENERAL);
    await desk.settled();
    expect(direct(mei, `${ref} 已关闭。`)).toHaveLength(1);
  });

  test('a file that goes to the requester goes to the copied as well', async () => {
    const ref = await report('the blinds are stuck');
    const [bob, chen, eve] = [desk.onSlack('bob'), desk.onSlack('chen'), desk.onTeams('eve')];
    await eve.types('help', TEAMS_GENERAL);
    await bobs(`copy ${ref} @chen`);
    await bobs(`copy ${ref} eve@example.com`);
    await desk.settled();
    await bob.sends(quote, 'tell here is the offer', SLACK_DESK, cardOf(bob, SLACK_DESK, ref).id, true);
    await bob.sends(photo, 'note what it looks like', SLACK_DESK, cardOf(bob, SLACK_DESK, ref).id, true);
    await desk.settled();
    const chat = chen.sees('direct').flatMap(({ id }) => [...chen.sees('direct'), ...chen.sees('direct', id)]);
    expect([...new Set(chat.flatMap(({ files = [] }) => files))]).toEqual(['Angebot Größe 1.pdf']);
    expect(direct(eve, '📎 Angebot Größe 1.pdf (')).toHaveLength(1);
    expect(direct(eve, 'photo.png')).toEqual([]);
  });

  test('who is copied may not speak in the requester’s stead', async () => {
    const ref = await report('my lamp', desk.onSlack('bob'), GENERAL);
    const alice = desk.onSlack('alice');
    await bobs(`copy ${ref} @alice`);
    for (const verb of ['confirm', 'rate', 'cancel', 'reopen', 'escalate']) {
      await alice.types(verb === 'confirm' ? `confirm ${ref}` : `${verb} ${ref} 5`, GENERAL);
      expect(answer(alice)).toContain(`Only Bob Fischer can ${verb} ${ref}: you are copied on it.`);
    }
    await alice.types(`add ${ref} @mei`, GENERAL);
    expect(answer(alice)).toContain(`Only Bob Fischer can copy ${ref}: you are copied on it.`);
    await alice.types(`add ${ref} it flickers`, GENERAL);
    expect(answer(alice)).toContain(`Added to ${ref}.`);
    await alice.types(`find ${ref}`, GENERAL);
    expect(answer(alice)).toContain('my lamp');
    await alice.types(`subscribe ${ref}`, GENERAL);
    expect(answer(alice)).toContain('is theirs, and is not repeated to you.');
    await bobs(`hold ${ref} for other because of nothing that alice may know`);
    await bobs(`escalate ${ref} up because of a secret`);
    await desk.settled();
    const chat = [alice, desk.onTeams('alice')].flatMap((who) => direct(who, ref));
    expect(chat.filter(({ text }) => text.includes(`${ref} is on hold: Other.`))).toHaveLength(1);
    expect(chat.filter(({ text }) => text.includes(`asked the incident managers about ${ref}.`))).toHaveLength(1);
    expect(chat.filter(({ text }) => /may know|a secret/u.test(text))).toEqual([]);
  });

  test('someone who has never spoken is copied by a mention in Slack, finds it in status and on Home, and leaves', async () => {
    const ref = await report('the beamer hums', desk.onSlack('alice'), GENERAL);
    const mei = desk.onSlack('mei');
    await desk.onSlack('alice').types(`add ${ref}: @mei`, GENERAL);
    expect(answer(desk.onSlack('alice'))).toContain(`Mei Lin: from now on copied on ${ref}`);
    await desk.settled();
    // Where a ticket's first words stand in a chat, all others follow there; Mei was last heard in Teams.
    const chat = [mei, desk.onTeams('mei')].find((who) => direct(who, `Alice Moreau 把 ${ref} 抄送给了您`).length > 0);
    const card = chat && cardOf(chat, 'direct', ref);
    expect(card?.text).toContain('此工单由 Alice Moreau 提交，并抄送给您。');
    await mei.types('status', GENERAL);
    expect(answer(mei)).toMatch(new RegExp(`抄送给您的工单\\s+🔵 ${ref} the beamer hums`, 'u'));
    await desk.slack.openHome(slackId('mei'));
    expect(slackHome(desk.slack, slackId('mei'))?.text).toMatch(new RegExp(`抄送给您的工单\\s+🔵 ${ref}`, 'u'));
    await chat?.presses('不再接收', { at: 'direct', id: card?.id ?? '' });
    await desk.settled();
    expect(
      chat
        ?.sees('direct')
        .find(({ id }) => id === card?.id)
        ?.text.trim(),
    ).toBe(`${ref} 不再抄送给您。`);
    expect(cardOf(desk.onSlack('bob'), SLACK_DESK, ref).text).not.toContain('Copied:');
    expect(thread(ref)).toContain('Mei Lin does not want to be copied any more.');
    await bobs(`tell ${ref} switched off for now`);
    await desk.settled();
    for (const who of [mei, desk.onTeams('mei')]) expect(direct(who, 'switched off for now')).toEqual([]);
  });

  test('only a leading mention means a person; prose and conversation stay what they were', async () => {
    const alice = desk.onSlack('alice');
    const ref = await report('the blinds are stuck', alice, GENERAL);
    await alice.types(`add ${ref} it happens on floor 4, ask @chen`, GENERAL);
    await alice.says('@bob thank you', 'direct', cardOf(alice, 'direct', ref).id);
    await desk.settled();
    expect(cardOf(desk.onSlack('bob'), SLACK_DESK, ref).text).not.toContain('Copied:');
    expect(thread(ref)).toContain('thank you');
  });

  test('nobody finds out by guessing who is known; guests are refused; an agent’s name is looked up', async () => {
    const alice = desk.onTeams('alice');
    const ref = await report('the whiteboard is full');
    const refusals = [];
    for (const name of ['@chen', '@zorro', 'chen@example.com', 'zorro@example.com']) {
      await alice.types(`add ${ref} ${name}`, TEAMS_GENERAL);
      refusals.push(answer(alice));
    }
    expect(refusals[0]).toContain('Pick whom you mean from the list that the chat offers after “@”');
    expect(new Set(refusals).size).toBe(1);
    await alice.types(`copy ${ref}`, TEAMS_GENERAL);
    expect(answer(alice)).toBe(refusals[0]);
    await alice.types(`add ${ref} @Gus Guest`, TEAMS_GENERAL);
    expect(answer(alice)).toContain('“Gus Guest” is a guest');
    await desk.onSlack('alice').types(`add ${ref} @alice`, GENERAL);
    expect(answer(desk.onSlack('alice'))).toContain(`Alice Moreau gets everything about ${ref} already.`);
    await bobs(`copy ${ref} zorro`);
    expect(answer(desk.onSlack('bob'))).toContain('I know no member called “zorro”.');
    await bobs(`copy ${ref} chen, dana`);
    await desk.settled();
    expect(cardOf(desk.onSlack('bob'), SLACK_DESK, ref).text).toContain('Copied: Chen Hao');
    await bobs(`add ${ref} chen@example.com off`);
    await desk.settled();
    expect(cardOf(desk.onSlack('bob'), SLACK_DESK, ref).text).not.toContain('Chen Hao');
  });

  test('an agent copies with the form: a name that nobody has is said at its field; it can be undone', async () => {
    const ref = await report('the scanner squeaks');
    const bob = desk.onSlack('bob');
    await bob.presses('Copy…', { at: SLACK_DESK, id: cardOf(bob, SLACK_DESK, ref).id });
    expect(bob.form()?.fields).toEqual(['person', 'text']);
    await bob.fills({ person: 'nobody at all', text: '' });
    expect(bob.form()?.errors).toEqual([expect.stringContaining('I know no member called “nobody at all”')]);
    await bob.fills({ person: 'Chen Hao, dana@example.com', text: 'for your eyes' });
    expect(answer(bob)).toContain(`Chen Hao, Dana Silva: from now on copied on ${ref}`);
    await bob.presses('Undo');
    await bob.closes();
    await desk.settled();
    expect(cardOf(bob, SLACK_DESK, ref).text).not.toContain('Copied:');
  });

  test('a name that two have is refused with both names', async () => {
    const ref = await report('the cable hums');
    for (const name of ['crowd1', 'crowd2']) await desk.onSlack(name).types('help', GENERAL);
    for (const words of [`copy ${ref} crowd`, `ask ${ref} @crowd is it loud?`]) {
      await bobs(words);
      expect(answer(desk.onSlack('bob'))).toMatch(/“crowd” could be Crowd \d, Crowd \d\. Say the whole name/u);
    }
  });
});
