// What people say when nobody has taught them: plain words, slips, Chinese, the wrong button, too late.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SLACK_DESK, startDesk, TEAMS_DESK, type TestDesk } from './support/desk.ts';
import { cardOf, last } from './support/eyes.ts';
import type { Person } from './support/person.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await startDesk();
}, 60_000);
afterAll(() => desk.stop());

const GENERAL = 'C0GENERAL';
const answer = (who: Person): string => who.answer()?.text ?? '';

async function report(who: Person, words: string, at = GENERAL): Promise<string> {
  await who.types(`report ${words}`, at);
  const ref = /INC-\d+/u.exec(answer(who))?.[0];
  await desk.settled();
  if (!ref) throw new Error(`no reference in ${answer(who)}`);
  return ref;
}

describe('plain words in the direct chat', () => {
  test.each(['Slack', 'Teams'])(
    'in %s they are kept, and a card asks; the press puts them where they belong',
    async (chat) => {
      const dana = chat === 'Slack' ? desk.onSlack('dana') : desk.onTeams('dana');
      await dana.says('close the window please, it is cold', 'direct');
      await dana.says('and the heating is off', 'direct');
      const asked = last(dana.sees('direct'));
      expect(asked.text).toContain('close the window please, it is cold\nand the heating is off');
      expect(asked.buttons).toContain('New report');
      await dana.presses('New report', { at: 'direct', id: asked.id });
      await desk.settled();
      const card = last(dana.sees('direct').filter(({ text }) => text.includes('close the window')));
      expect(card.text).toMatch(/INC-\d+/u);
      await dana.presses('New report', { at: 'direct', id: asked.id }).catch(() => undefined);
      await desk.settled();
      const all = desk
        .onSlack('bob')
        .sees(SLACK_DESK)
        .filter(({ text }) => text.includes('close the window'));
      expect(all).toHaveLength(chat === 'Slack' ? 1 : 2);
    },
  );

  test('unanswered for ten minutes they go to the service desk by themselves', async () => {
    const alice = desk.onSlack('alice');
    await alice.says('my badge does not open the door', 'direct');
    await desk.pass(601);
    const card = last(desk.onSlack('bob').sees(SLACK_DESK));
    expect(card.text).toMatch(/INC-\d+ my badge does not open the door/u);
    const asked = last(alice.sees('direct').filter(({ buttons }) => buttons.includes('New report')));
    await alice.presses('New report', { at: 'direct', id: asked.id });
    await desk.settled();
    expect(
      desk
        .onSlack('bob')
        .sees(SLACK_DESK)
        .filter(({ text }) => text.includes('my badge')),
    ).toHaveLength(1);
    expect(alice.sees('direct').some(({ text }) => text.includes('with the service desk already'))).toBe(true);
  });

  test('an exact command is a command', async () => {
    const bob = desk.onTeams('bob');
    await bob.says('queue', 'direct');
    expect(last(bob.sees('direct')).text).toMatch(/^Queue/u);
  });
});

describe('waiting', () => {
  test('it is echoed as an instant in both zones, and Undo takes it back', async () => {
    const dana = desk.onSlack('dana');
    await dana.types('request laptop and projector for the shareholders meeting', GENERAL);
    const ref = /REQ-\d+/u.exec(answer(dana))?.[0] ?? '';
    await desk.settled();
    const bob = desk.onSlack('bob');
    await bob.types(`wait ${ref} until 3 business days before 20 march because the room is only free then`, SLACK_DESK);
    expect(answer(bob)).toMatch(/waits until \w+ 1\d March 20\d\d, 08:30 \(Paris, calendar Office hours\)/u);
    expect(answer(bob)).toMatch(/For Dana Silva \(Lisbon\) that is .* 07:30/u);
    await desk.settled();
    expect(cardOf(bob, SLACK_DESK, ref).text).toContain('waiting');
    await bob.presses('Undo');
    expect(answer(bob)).toContain('back in the queue');
    await desk.settled();
    expect(cardOf(bob, SLACK_DESK, ref).text).toMatch(/· new/u);
  });

  test('it wakes on time also when nothing was running then', async () => {
    const ref = await report(desk.onSlack('alice'), 'sleep while nobody is there');
    const bob = desk.onSlack('bob');
    await bob.types(`wait ${ref} until in 2 hours because of the delivery`, SLACK_DESK);
    await desk.passAsleep(3 * 3600);
    expect(cardOf(bob, SLACK_DESK, ref).text).toMatch(/· new/u);
    const thread = bob.sees(SLACK_DESK, cardOf(bob, SLACK_DESK, ref).id).map(({ text }) => text);
    expect(thread.filter((text) => text.includes('Woke as planned: “of the delivery”.'))).toHaveLength(1);
  });

  test.each([
    ['yesterday', /“yesterday” is over .* “3 business days before 20 march”/u],
    ['the cows come home', /I cannot read “the cows come home” as a time/u],
  ])('until %s is refused with examples, and nothing changes', async (words, sentence) => {
    const ref = await report(desk.onSlack('alice'), 'the screen flickers');
    const bob = desk.onSlack('bob');
    await bob.types(`wait ${ref} until ${words}`, SLACK_DESK);
    expect(answer(bob)).toMatch(sentence);
    await desk.settled();
    expect(cardOf(bob, SLACK_DESK, ref).text).toMatch(/· new/u);
  });

  test.each(['Slack', 'Teams'])(
    'in the form of %s an unreadable time is said beside the field, which keeps what was typed',
    async (chat) => {
      const ref = await report(desk.onSlack('alice'), 'the door squeaks');
      const [bob, at] = chat === 'Slack' ? [desk.onSlack('bob'), SLACK_DESK] : [desk.onTeams('bob'), TEAMS_DESK];
      await bob.presses('Wait…', { at, id: cardOf(bob, at, ref).id });
      await bob.fills({ until: 'yesterday' });
      expect(bob.form()?.errors.join()).toMatch(/“yesterday” is over/u);
      await bob.fills({ until: 'tomorrow 9am' });
      expect(bob.form()).toBeUndefined();
      expect(answer(bob)).toContain(`${ref} waits until`);
      await bob.closes();
    },
  );

  test('a new moment replaces the old one: it does not wake at the first', async () => {
    const ref = await report(desk.onSlack('alice'), 'order a second screen');
    const bob = desk.onSlack('bob');
    await bob.types(`wait ${ref} until in 2 hours`, SLACK_DESK);
    await bob.types(`wait ${ref} until in 5 hours`, SLACK_DESK);
    await desk.pass(3 * 3600);
    expect(cardOf(bob, SLACK_DESK, ref).text).toContain('waiting');
    await desk.pass(3 * 3600);
    expect(cardOf(bob, SLACK_DESK, ref).text).toMatch(/· new/u);
    expect(
      bob.sees(SLACK_DESK, cardOf(bob, SLACK_DESK, ref).id).filter(({ text }) => text.includes('Woke')),
    ).toHaveLength(1);
  });
});

describe('manners', () => {
  test('an unknown word gets a guess and the help', async () => {
    const bob = desk.onSlack('bob');
    await bob.types('clam INC-1', SLACK_DESK);
    expect(answer(bob)).toContain('“clam”? Did you mean “claim”? Try “/desk help”.');
  });

  test('help has six lines with an example each, by role and by chat', async () => {
    await desk.onSlack('alice').types('help', GENERAL);
    expect(answer(desk.onSlack('alice'))).toContain('/desk report the printer');
    expect(answer(desk.onSlack('alice'))).not.toContain('queue');
    await desk.onTeams('bob').types('', TEAMS_DESK);
    expect(answer(desk.onTeams('bob'))).toContain('@Muster queue');
  });

  test('a reader of Chinese is answered in Chinese, and may speak it', async () => {
    const mei = desk.onSlack('mei');
    await mei.types('报修 三楼打印机坏了', GENERAL);
    expect(answer(mei)).toMatch(/INC-\d+ · 三楼打印机坏了/u);
    expect(answer(mei)).toMatch(/[\u4e00-\u9fff]{4}/u);
    const ref = /INC-\d+/u.exec(answer(mei))?.[0] ?? '';
    await desk.settled();
    expect(cardOf(mei, SLACK_DESK, ref).text).toContain('Printing');
    await mei.types(`等待 ${ref} 到 明天上午9点 因为 配件那时到`, SLACK_DESK);
    expect(answer(mei)).toMatch(/09:00/u);
    await desk.settled();
    expect(cardOf(mei, SLACK_DESK, ref).text).toContain('配件那时到');
  });

  test('without a reference the last tickets are offered, and the press carries the words on', async () => {
    const alice = desk.onSlack('alice');
    const ref = await report(alice, 'the beamer is dark');
    await alice.types('add it hums as well', GENERAL);
    expect(alice.answer()?.buttons).toContain(ref);
    await alice.presses(ref);
    await desk.settled();
    const bob = desk.onSlack('bob');
    expect(last(bob.sees(SLACK_DESK, cardOf(bob, SLACK_DESK, ref).id)).text).toContain('Alice Moreau: it hums as well');
  });
});

describe('who may', () => {
  test('a requester cannot use the agents’ verbs or buttons, nor see the tickets of others', async () => {
    const ref = await report(desk.onSlack('dana'), 'a matter of Dana');
    const alice = desk.onSlack('alice');
    for (const verb of ['claim', 'show', 'history', 'note', 'tell', 'resolve', 'wait']) {
      await alice.types(`${verb} ${ref} tomorrow`.replace(/(claim|show|history) (\S+) tomorrow/u, '$1 $2'), GENERAL);
      expect(answer(alice)).toContain('is for agents');
    }
    await alice.types(`add ${ref} hello`, GENERAL);
    expect(answer(alice)).toContain(`There is no ${ref} that you can see`);
    await alice.types('status', GENERAL);
    expect(answer(alice)).not.toContain(ref);
  });

  test('an agent of another group is told whose it is', async () => {
    const ref = await report(desk.onSlack('alice'), 'something for the first level');
    const chen = desk.onSlack('chen');
    await chen.types(`claim ${ref}`, 'C0NETWORK');
    expect(answer(chen)).toContain(`Only agents of Service Desk can claim ${ref}`);
  });

  test('a guest is told so, kindly', async () => {
    for (const gus of [desk.onSlack('gus'), desk.onTeams('gus')]) {
      await gus.says('report my laptop is broken', 'direct');
      expect(last(gus.sees('direct')).text).toContain('Guests cannot use the service desk here');
    }
  });

  test('the second to claim is told who was first, and may take over', async () => {
    const ref = await report(desk.onSlack('alice'), 'two want this one');
    await desk.onSlack('bob').types(`claim ${ref}`, SLACK_DESK);
    const dana = desk.onTeams('dana');
    await dana.types(`claim ${ref}`, TEAMS_DESK);
    expect(answer(dana)).toMatch(new RegExp(`Bob Fischer claimed ${ref} (now|1 min ago)`, 'u'));
    expect(dana.answer()?.buttons).toEqual(['Take over', 'Show']);
    await dana.presses('Take over');
    await desk.settled();
    expect(cardOf(desk.onSlack('bob'), SLACK_DESK, ref).text).toContain('Dana Silva (assignee) · owner Bob Fischer');
  });
});

describe('the end of a ticket', () => {
  test('never mind takes it back; release gives it back; own moves the owner alone', async () => {
    const alice = desk.onSlack('alice');
    const ref = await report(alice, 'perhaps nothing');
    const bob = desk.onSlack('bob');
    await bob.types(`claim ${ref}`, SLACK_DESK);
    await bob.types(`release ${ref}`, SLACK_DESK);
    await desk.onTeams('mei').types(`own ${ref}`, TEAMS_DESK);
    await desk.settled();
    expect(cardOf(bob, SLACK_DESK, ref).text).toMatch(/· new · owner Mei Lin/u);
    await alice.presses('Never mind', { at: 'direct', id: cardOf(alice, 'direct', ref).id });
    await desk.settled();
    expect(cardOf(bob, SLACK_DESK, ref).text).toContain('cancelled');
  });

  test('silence closes it after the grace period; for two weeks it can be reopened, then it is too late', async () => {
    const alice = desk.onTeams('alice');
    const ref = await report(alice, 'a silent one', '19:general@thread.tacv2');
    const bob = desk.onSlack('bob');
    await bob.types(`resolve ${ref} done`, SLACK_DESK);
    await desk.pass(5 * 86_400 + 60);
    expect(cardOf(bob, SLACK_DESK, ref).text).toMatch(/⚪.*closed/u);
    expect(last(alice.sees('direct')).text).toContain(`${ref} is closed.`);
    await alice.types(`add ${ref} one more thing`, '19:general@thread.tacv2');
    expect(answer(alice)).toContain(`${ref} is closed: it cannot be added to now`);
    await alice.types(`reopen ${ref} it came back`, '19:general@thread.tacv2');
    expect(answer(alice)).toContain(`${ref} is open again`);
    await bob.types(`resolve ${ref} again`, SLACK_DESK);
    await bob.types(`close ${ref}`, SLACK_DESK);
    await desk.pass(15 * 86_400);
    await alice.types(`reopen ${ref} it came back again`, '19:general@thread.tacv2');
    expect(answer(alice)).toMatch(/could be reopened for 14 days/u);
  });
});

describe('what a newcomer met', () => {
  test('an escalation said in the direct chat is one, and no new report', async () => {
    const alice = desk.onTeams('alice');
    const ref = await report(desk.onSlack('alice'), 'the tax form does not open');
    await alice.says('escalate it has been five hours and payroll closes at 17:00', 'direct');
    expect(last(alice.sees('direct')).buttons).toContain(ref);
    await alice.presses(ref, { at: 'direct', id: last(alice.sees('direct')).id });
    await desk.settled();
    expect(cardOf(desk.onSlack('bob'), SLACK_DESK, ref).text).toContain('🔺');
  });

  test('an agent’s slip before a reference is no report either', async () => {
    const bob = desk.onSlack('bob');
    await bob.says('clam INC-1', 'direct');
    expect(last(bob.sees('direct')).text).toContain('Did you mean “claim”?');
  });

  test('status names who has it', async () => {
    const ref = await report(desk.onSlack('alice'), 'whose is it');
    await desk.onTeams('bob').types(`claim ${ref}`, TEAMS_DESK);
    await desk.onSlack('alice').types('status', GENERAL);
    expect(answer(desk.onSlack('alice'))).toMatch(new RegExp(`${ref} whose is it[\\s\\S]*?Bob Fischer is on it`, 'u'));
  });

  test('in Teams a typed verb without words opens its form, also where all fields may be left out', async () => {
    const ref = await report(desk.onSlack('alice'), 'resolve me with words');
    const bob = desk.onTeams('bob');
    await bob.says(`resolve ${ref}`, 'direct');
    const opener = last(bob.sees('direct'));
    expect(opener.text).toContain(`Resolve · ${ref}`);
    await bob.presses('Resolve', { at: 'direct', id: opener.id });
    expect(bob.form()?.fields).toEqual(['text']);
    await bob.closes();
  });
});
