// The queue: how many there are, page after page of one group's view, several at once in a form, and what is offered to take.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { SLACK_DESK, slackId, startDesk, TEAMS_DESK, type TestDesk } from './support/desk.ts';
import { cardOf, last } from './support/eyes.ts';
import type { Person } from './support/person.ts';
import { slackHome } from './support/slack-person.ts';

const GENERAL = 'C0GENERAL';
const NETWORK = { onSlack: 'C0NETWORK', onTeams: '19:network@thread.tacv2' };
const DESK = { onSlack: SLACK_DESK, onTeams: TEAMS_DESK };
const chats = ['onSlack', 'onTeams'] as const;
let desk: TestDesk;
const refs: string[] = [];
beforeAll(async () => {
  desk = await startDesk();
  for (const name of ['chen', 'dana', 'bob']) await desk.onSlack(name).types('help', GENERAL);
  for (let n = 1; n <= 23; n++) refs.push(await report(`cable ${n} is loose`));
  for (const ref of refs) await desk.onSlack('bob').types(`escalate ${ref} to network`, SLACK_DESK);
  await desk.settled();
}, 60_000);
// A form that a failed test leaves open would stand before every answer after it.
afterEach(async () => {
  for (const chat of chats) await desk[chat]('chen').closes();
});
afterAll(() => desk.stop());

const text = (who: Person): string => who.answer()?.text ?? '';
async function report(words: string): Promise<string> {
  const alice = desk.onSlack('alice');
  await alice.types(`report ${words}`, GENERAL);
  return /INC-\d+/u.exec(text(alice))?.[0] ?? '';
}
const refsIn = (said: string): string[] => [...new Set(said.match(/INC-\d+(?= cable)/gu) ?? [])];
const button = (who: Person, label: RegExp): string => {
  const found = who.answer()?.buttons.find((each) => label.test(each));
  if (!found) throw new Error(`no button ${label}`);
  return found;
};

describe('how many there are', () => {
  test.each(chats)('stands in the heading and on every other view, %s', async (chat) => {
    const chen = desk[chat]('chen');
    await chen.types('queue', NETWORK[chat]);
    expect(text(chen)).toMatch(/^Queue · 23 to do/u);
    expect(chen.answer()?.buttons).toEqual(
      expect.arrayContaining(['Mine', 'Unclaimed 23', 'Waiting 0', 'On hold 0', 'Resolved 0']),
    );
    await chen.types(`wait ${refs[0]} until in 2 days`, NETWORK[chat]);
    await chen.types(`hold ${refs[1]} for supplier`, NETWORK[chat]);
    await chen.types(`claim ${refs[2]}`, NETWORK[chat]);
    await chen.types('queue unclaimed', NETWORK[chat]);
    expect(text(chen)).toMatch(/^Unclaimed · 20/u);
    expect(chen.answer()?.buttons).toEqual(expect.arrayContaining(['Queue 21', 'Waiting 1', 'On hold 1']));
    for (const [ref, words] of [
      [refs[0], 'resume'],
      [refs[1], 'resume'],
      [refs[2], 'release'],
    ])
      await chen.types(`${words} ${ref}`, NETWORK[chat]);
    await desk.settled();
  });
  test('is nobody’s whose group it is not', async () => {
    const bob = desk.onSlack('bob');
    await bob.types('queue', SLACK_DESK);
    expect(text(bob)).toMatch(/^Queue · 0 to do/u);
  });
  test('stands on Home where a shelf is cut', async () => {
    await desk.slack.openHome(slackId('dana'));
    const home = slackHome(desk.slack, slackId('dana'))?.text ?? '';
    expect(home.match(/5 of 23\./gu)).toHaveLength(2);
    await desk.slack.openHome(slackId('chen'));
    expect(slackHome(desk.slack, slackId('chen'))?.text.match(/5 of 23\./gu)).toHaveLength(2);
  });
});

describe('page after page', () => {
  test.each(
    chats.flatMap(
      (chat) =>
        [
          [chat, 'queue network unclaimed'],
          [chat, 'queue unclaimed network'],
          [chat, 'queue unclaimed'],
        ] as const,
    ),
  )('a manager reads each once, most urgent first, to the last: %s, %s', async (chat, words) => {
    const dana = desk[chat]('dana');
    await dana.types(`classify ${refs[17]} impact=high urgency=high`, DESK[chat]);
    await dana.types(words, DESK[chat]);
    const seen: string[] = [];
    for (let page = 1; ; page++) {
      expect(text(dana)).toMatch(words.includes('network') ? /^Unclaimed · Network · 23/u : /^Unclaimed · 23/u);
      seen.push(...refsIn(text(dana)));
      if (page === 1) expect(seen[0]).toBe(refs[17]);
      if (!dana.answer()?.buttons.includes('Next 10')) break;
      await dana.presses('Next 10');
    }
    expect(seen).toHaveLength(23);
    expect([...seen].sort()).toEqual([...refs].sort());
  });
  test('also what waits and what is on hold, with its times, the group kept from tab to tab, on both', async () => {
    const some = refs.slice(0, 11);
    const everyone = chats.map((chat) => [desk[chat]('dana'), DESK[chat]] as const);
    const [[dana]] = everyone as [(typeof everyone)[number]];
    for (const [n, ref] of some.entries()) await dana.types(`wait ${ref} until in ${12 - n} days`, SLACK_DESK);
    for (const [who, at] of everyone) {
      await who.types('queue network', at);
      await who.presses(button(who, /^Waiting 11$/u));
      expect(text(who)).toMatch(/^Waiting · Network · 11/u);
      expect(refsIn(text(who))).toEqual(some.slice(1).reverse()); // first to wake first
      expect(text(who)).toMatch(/Network · unclaimed · wakes \w+.*\(in \d+ (?:h|days)\)/u);
      await who.presses('Next 10');
      expect(text(who)).toMatch(/^Waiting · Network · 11/u);
      expect(refsIn(text(who))).toEqual([refs[0]]);
    }
    for (const ref of some) {
      await dana.types(`resume ${ref}`, SLACK_DESK);
      await dana.types(`hold ${ref} for change`, SLACK_DESK);
    }
    for (const [who, at] of everyone) {
      await who.types('queue held', at);
      const held = refsIn(text(who));
      await who.presses('Next 10');
      expect([...held, ...refsIn(text(who))]).toEqual(some);
    }
    for (const ref of some) await dana.types(`resume ${ref}`, SLACK_DESK);
    await desk.settled();
  }, 60_000);
  test('words that name no view and no group are refused with what there is; in a direct chat they are prose', async () => {
    const dana = desk.onSlack('dana');
    await dana.types('queue of elephants', GENERAL);
    expect(text(dana)).toMatch(/There is no queue “of elephants”\. Say mine, unclaimed, .*Service Desk, Network/u);
    await dana.says('queue network waiting', 'direct');
    expect(text(dana)).toMatch(/^Waiting · Network/u);
    await dana.says('queue is long today', 'direct');
    expect(text(dana)).toContain('Shall I report this');
  });
});

describe('several at once', () => {
  describe('of one page', () => {
    // On which of three pages a ticket is depends on when it was last taken up: the others are put away meanwhile.
    const others = async (said: (ref: string) => string) => {
      for (const ref of refs.slice(9)) await desk.onSlack('chen').types(said(ref), NETWORK.onSlack);
      await desk.settled();
    };
    beforeAll(() => others((ref) => `wait ${ref} until in 2 days`));
    afterAll(() => others((ref) => `resume ${ref}`));
    test.each(chats)('in the form on the queue: claimed, given, resolved with words, closed, %s', async (chat) => {
      const chen = desk[chat]('chen');
      const [one = '', two = '', three = ''] = chat === 'onSlack' ? refs.slice(3, 6) : refs.slice(6, 9);
      await desk.onSlack('dana').types(`claim ${three}`, SLACK_DESK);
      await chen.types('queue', NETWORK[chat]);
      for (let page = 1; !refsIn(text(chen)).includes(one) && page < 4; page++) await chen.presses('Next 10');
      await chen.presses('Select…');
      expect(chen.form()?.fields).toEqual(['picked', 'doing', 'to', 'text']);
      const pick = (all: string) => (chat === 'onSlack' ? all.split(',') : all) as string;
      await chen.fills({ picked: pick([one, two].join(',')), doing: 'claim' });
      expect(text(chen)).toContain('2 tickets done.');
      await chen.closes();
      await desk.settled();
      expect(cardOf(chen, NETWORK[chat], two).text).toContain('Chen Hao (assignee)');
      const select = async (view: string, values: Record<string, string>) => {
        await chen.types(`queue ${view}`, NETWORK[chat]);
        for (let page = 1; !refsIn(text(chen)).includes(one) && page < 4; page++) await chen.presses('Next 10');
        await chen.presses('Select…');
        await chen.fills(values);
      };
      await select('network', { picked: pick([one, two].join(',')), doing: 'assign', to: '' });
      expect([...(chen.form()?.errors ?? [])].join()).toContain('Something is missing');
      await chen.fills({ picked: pick([one, two].join(',')), doing: 'assign', to: 'dana' });
      expect(text(chen)).toContain('2 tickets done.');
      await chen.closes();
      await select('network', { picked: pick([one, two].join(',')), doing: 'resolve', text: 'plugged in again' });
      expect(text(chen)).toContain('2 tickets done.');
      await chen.closes();
      await desk.settled();
      const alice = desk.onSlack('alice');
      expect(last(alice.sees('direct', cardOf(alice, 'direct', two).id)).text).toContain('plugged in again');
      await chen.types('queue resolved', NETWORK[chat]);
      expect(text(chen)).toMatch(/^Resolved · 2/u);
      await chen.presses('Select…');
      await chen.fills({ picked: pick(one), doing: 'close' });
      expect(text(chen)).toContain('1 ticket done.');
      await chen.closes();
      await desk.settled();
      expect(cardOf(chen, NETWORK[chat], one).text).toContain('closed');
      await chen.types(`close ${two} ${three}`, NETWORK[chat]);
      expect(text(chen)).toMatch(
        new RegExp(`1 ticket done\\.\\s+1 was not:\\s+• ${three} is in progress: it cannot be closed now`, 'u'),
      );
      await chen.types(`reopen ${one} it was not`, NETWORK[chat]);
      await chen.types(`reopen ${two} it was not`, NETWORK[chat]);
      await desk.settled();
    });
  });
  test.each(chats)('typed: resolved with one text for all of them, %s', async (chat) => {
    const chen = desk[chat]('chen');
    const [one = '', two = ''] = chat === 'onSlack' ? refs.slice(8, 10) : refs.slice(10, 12);
    await chen.types(`resolve ${one} ${two} the switch was replaced`, NETWORK[chat]);
    expect(text(chen)).toContain('2 tickets done.');
    await desk.settled();
    for (const ref of [one, two]) expect(cardOf(chen, NETWORK[chat], ref).text).toContain('the switch was replaced');
  });
  test('what is typed without the queue opens the form on its first page; who may not work on one is told so', async () => {
    const bob = desk.onSlack('bob');
    await bob.types('select', SLACK_DESK);
    expect(text(bob)).toContain('There is nothing to choose from');
    const ref = await report('one for the desk');
    await bob.types('select', SLACK_DESK);
    await bob.fills({ picked: [ref] as never, doing: 'claim' });
    expect(text(bob)).toContain('1 ticket done.');
    await bob.closes();
    const chen = desk.onSlack('chen');
    await chen.types(`release ${ref} ${refs[21]}`, 'C0NETWORK');
    expect(text(chen)).toMatch(
      new RegExp(
        `0 tickets done\\.\\s+2 were not:\\s+• .*${refs[21]} is new[\\s\\S]*• Only agents of Service Desk can release ${ref}`,
        'u',
      ),
    );
  });
});

describe('without a reference', () => {
  test('claim offers the most urgent that nobody has, not what one touched last', async () => {
    const chen = desk.onSlack('chen');
    await chen.types('claim', GENERAL);
    expect(text(chen)).toMatch(/Which ticket do you mean, for claim\?/u);
    const offered = refsIn(text(chen));
    expect(offered).toHaveLength(5);
    expect(offered[0]).toBe(refs[17]);
    await chen.presses(refs[17] ?? '');
    expect(text(chen)).toContain(`${refs[17]} is yours.`);
    await desk.onSlack('bob').types('claim', GENERAL);
    expect(text(desk.onSlack('bob'))).toContain('Everything in your groups is claimed.');
  });
});

describe('forms and lists show what is', () => {
  test('priority and assign show what they would change; groups are named, not keyed', async () => {
    const chen = desk.onSlack('chen');
    const ref = refs[17] ?? '';
    await desk.settled();
    const initials = () => JSON.stringify(desk.slack.views(slackId('chen')).at(-1)?.view.blocks);
    for (const [label, shown] of [
      ['Priority…', '"initial_option":{"text":{"type":"plain_text","text":"P1"'],
      ['Assign…', '"initial_value":"Chen Hao"'],
      ['Classify…', '"initial_option":{"text":{"type":"plain_text","text":"high"'],
    ] as const) {
      await chen.presses(label, { at: 'C0NETWORK', id: cardOf(chen, 'C0NETWORK', ref).id });
      expect(initials()).toContain(shown);
      await chen.closes();
    }
    await chen.types(`escalate ${ref} to elephants`, 'C0NETWORK');
    expect(text(chen)).toMatch(/one of: Service Desk, Network, Workplace/u);
  });
  test('who says how many each has in hand, waiting and on hold', async () => {
    const chen = desk.onTeams('chen');
    await chen.types(`claim ${refs[18]} ${refs[19]} ${refs[20]}`, NETWORK.onTeams);
    await chen.types(`wait ${refs[18]} until in 3 days`, NETWORK.onTeams);
    await chen.types(`hold ${refs[19]} for supplier`, NETWORK.onTeams);
    await chen.types('who', NETWORK.onTeams);
    expect(text(chen)).toMatch(/Chen Hao · \d+ in hand, 1 waiting, 1 on hold · /u);
    await desk.onTeams('mei').types('who', TEAMS_DESK);
    expect(text(desk.onTeams('mei'))).not.toContain('in hand');
  });
});
