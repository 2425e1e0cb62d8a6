// Who may do what with what really stood on a screen: every button of a whole life, forms whose opener lost the right meanwhile, emoji, searches.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { table, verbNamed } from '../src/commands/table.ts';
import { refOf } from '../src/ticket/record.ts';
import { DAY, STORM } from './support/day.ts';
import { SLACK_DESK, slackId, startDesk, TEAMS_DESK, type TestDesk } from './support/desk.ts';
import { cardOf, last } from './support/eyes.ts';
import { type Forged, forgedOnSlack, forgedOnTeams, postPayload } from './support/forged.ts';
import type { Person } from './support/person.ts';
import { expectHistoriesToHold, ticketAbout, ticketRows } from './support/proof.ts';
import { outcomeOf, TOLD } from './support/rights.ts';
import { roomOf } from './support/rooms.ts';
import { standing } from './support/untouched.ts';

const GENERAL = { slack: 'C0GENERAL', teams: '19:general@thread.tacv2' };
let desk: TestDesk;

beforeAll(async () => {
  desk = await startDesk({
    crowd: 3,
    policy: (yaml) =>
      yaml.replace(', crowd1@example.com, crowd2@example.com, crowd3@example.com', ', slack-group:S0DESK'),
    workspace: (world) => ({ ...world, userGroups: [{ id: 'S0DESK', handle: 'desk', users: [slackId('crowd3')] }] }),
  });
  for (const name of ['alice', 'bob', 'chen', 'dana', 'eve', 'mei', 'crowd1', 'crowd2', 'crowd3']) {
    await desk.onSlack(name).types('help', GENERAL.slack);
    await desk.onTeams(name).types('help', GENERAL.teams);
  }
}, 60_000);
afterAll(async () => {
  await expectHistoriesToHold(desk);
  await desk.stop();
});

const answer = (who: Person): string => who.answer()?.text ?? '';
async function report(words: string, who = desk.onSlack('alice'), at = GENERAL.slack): Promise<string> {
  await who.types(`report ${words}`, at);
  await desk.settled();
  return refOf(await ticketAbout(desk, words));
}

/** One after the other, in the desk's channels; whoever speaks for the requester does so where everybody is. */
async function lives(ref: string, other: string, said: readonly string[]): Promise<void> {
  for (const [n, line] of said.entries()) {
    const [, name = '', words = ''] = /^(\w+): (.*)$/u.exec(line) ?? [];
    const text = words.replace('REF', ref).replace('OTHER', other);
    const agent = ['bob', 'chen', 'dana'].includes(name);
    if (n % 2 === 0) await desk.onSlack(name).types(text, agent ? SLACK_DESK : GENERAL.slack);
    else await desk.onTeams(name).types(text, agent ? TEAMS_DESK : GENERAL.teams);
    await desk.onSlack(name).closes();
    // What is undone at once is never drawn.
    if (/escalate|propose|declare|hold|wait|ask|answer|resolve|reopen|update|inform|review/u.test(text))
      await desk.settled();
  }
  await desk.pass(120);
}

/** What stands on no button, but to turn a page. */
const TYPED = ['find', 'who', 'files', 'home', 'audit', 'known', 'room', 'mark'];

/** Every button and every form that either chat was handed, each with the arguments that it carried; of those that differ in a ticket only, one. */
function shown(): Forged[] {
  const wire = JSON.stringify([desk.slack.ledger, desk.teams.ledger]).replace(/\\+"/gu, '"');
  const buttons = [...wire.matchAll(/"v":"([a-z -]+)","a":(\{[^{}]*\})/gu)].map(([, verb = '', args = '{}']) => ({
    verb,
    args,
  }));
  const forms = [...wire.matchAll(/"callback_id":"([a-z -]+)","private_metadata":"\{"args":(\{[^{}]*\})/gu)];
  const all = [...buttons, ...forms.map(([, verb = '', args = '{}']) => ({ verb, args }))];
  const unique = new Map(
    all.map(({ verb, args }) => [`${verb} ${Object.keys(JSON.parse(args)).sort()}`, { verb, args: JSON.parse(args) }]),
  );
  return [...unique.values()];
}

describe('every button and form of a whole life', () => {
  let found: Forged[];
  let before: Record<string, string>;
  beforeAll(async () => {
    const [lamp, other] = [
      await report('the lamp is dark'),
      await report('the lamp is broken', desk.onTeams('alice'), GENERAL.teams),
    ];
    await lives(lamp, other, DAY);
    const mail = await report('mail is down');
    await lives(mail, lamp, STORM);
    await desk.onSlack('alice').says('the kettle leaks', 'direct');
    for (const name of ['alice', 'bob', 'dana']) await desk.slack.openHome(slackId(name));
    await desk.settled();
    found = shown();
    before = await standing(desk);
  }, 180_000);

  test('is of a verb that people may say, and the life has shown enough of them', () => {
    for (const { verb } of found) expect(verbNamed(verb)?.who, verb).not.toMatch(/^(?:clock|undefined)$/u);
    const verbs = new Set(found.map(({ verb }) => verb));
    const never = table.filter(({ name, who }) => who !== 'clock' && !verbs.has(name)).map(({ name }) => name);
    expect(never).toEqual(TYPED);
  });

  test('does nothing for whoever has no part in it, and nothing for a guest', async () => {
    const ways = { slack: forgedOnSlack(desk), teams: forgedOnTeams(desk) };
    for (const [n, forged] of found.entries()) {
      const outcome = outcomeOf(forged.verb, 'somebody');
      const hand = n % 2 === 0 ? ways.slack : ways.teams;
      // Words that wait for their place are somebody's own, and are asked for first.
      if (outcome !== 'yes' && 'ref' in forged.args && !forged.args.kept)
        expect(await hand.presses('crowd2', forged), JSON.stringify(forged)).toMatch(TOLD[outcome]);
      expect(await hand.presses('gus', forged)).toMatch(TOLD.guest);
    }
    expect(await standing(desk)).toEqual(before);
  }, 90_000);
});

describe('a right that is gone by the time the form is sent', () => {
  const opens = async (who: Person, said: string, at: string): Promise<void> => {
    await who.types(said, at);
    // Teams opens forms by a button alone.
    if (!who.form()) await who.presses(last([who.answer() ?? { id: '', text: '', buttons: [] }]).buttons[0] ?? '');
    expect(who.form()?.fields).toContain('text');
  };
  const sends = async (who: Person): Promise<string> => {
    await who.fills({ text: 'forged' });
    const said = [answer(who), ...(who.form()?.errors ?? [])].join(' ');
    await who.closes();
    return said;
  };
  const cases: readonly (readonly [string, () => Person, string, (ref: string) => Promise<unknown>, RegExp])[] = [
    [
      'agent, by a user group',
      () => desk.onSlack('crowd3'),
      'resolve REF',
      () => desk.slack.regroup('S0DESK', []),
      TOLD.agents,
    ],
    [
      'copied',
      () => desk.onSlack('crowd1'),
      'add REF',
      (ref) => desk.onSlack('alice').types(`copy ${ref} @crowd1 off`, GENERAL.slack),
      TOLD.none,
    ],
    [
      'who sees it, on Slack',
      () => desk.onSlack('bob'),
      'tell REF',
      (ref) => desk.onSlack('alice').types(`confidential ${ref}`, GENERAL.slack),
      TOLD.none,
    ],
    [
      'who sees it, on Teams',
      () => desk.onTeams('bob'),
      'tell REF',
      (ref) => desk.onSlack('alice').types(`confidential ${ref}`, GENERAL.slack),
      TOLD.none,
    ],
    [
      'its group',
      () => desk.onTeams('bob'),
      'tell REF',
      (ref) => desk.onSlack('dana').types(`escalate ${ref} to network because x`, GENERAL.slack),
      /Only agents of Network can/u,
    ],
    ['member, now a guest', () => desk.onSlack('mei'), 'note REF', () => demoted('mei'), /外部|来宾|访客/u],
    [
      'colleague, who has left',
      () => desk.onSlack('chen'),
      'note REF',
      () => desk.slack.deactivate(slackId('chen')),
      /nobody who has left is answered/u,
    ],
  ];
  /** The workspace makes somebody a guest, and says so. */
  const demoted = async (name: string) => {
    const user = desk.slack.world.users.find(({ id }) => id === slackId(name));
    if (user) user.guest = true;
    await desk.slack.reactivate(slackId(name));
    await desk.settled();
  };

  test.each(cases)('%s', async (what, person, said, revoke, told) => {
    const ref = await report(`the shelf fell, ${what}`);
    await desk.onSlack('alice').types(`copy ${ref} @crowd1`, GENERAL.slack);
    await desk.settled();
    const who = person();
    await opens(
      who,
      said.replace('REF', ref),
      who === desk.onTeams('bob')
        ? GENERAL.teams
        : what.includes('Teams') || what === 'its group'
          ? GENERAL.teams
          : GENERAL.slack,
    );
    await revoke(ref);
    await desk.settled();
    const before = await standing(desk);
    expect(await sends(who)).toMatch(told);
    expect(await standing(desk)).toEqual(before);
  });
});

describe('signs', () => {
  const EMOJI = ['ticket', 'pushpin', 'white_check_mark', 'x', 'eyes', 'thumbsup', 'raised_hands', 'lock', 'unlock'];
  test('on a card, and on a message: nobody does anything by one but report, and a guest not even that', async () => {
    const ref = await report('the door squeaks');
    await desk.onSlack('bob').says('it squeaks again', GENERAL.slack);
    const card = { at: SLACK_DESK, id: cardOf(desk.onSlack('bob'), SLACK_DESK, ref).id };
    const message = { at: GENERAL.slack, id: last(desk.onSlack('bob').sees(GENERAL.slack)).id };
    // Whoever is met for the first time becomes known: that is no change that anybody made.
    await desk.onSlack('gus').reacts('pushpin', message);
    const before = await standing(desk);
    for (const name of ['gus', 'eve', 'bob', 'dana'])
      for (const emoji of EMOJI) {
        if (name !== 'gus' && name !== 'eve') await desk.onSlack(name).reacts(emoji, card);
        if (name === 'gus' ? emoji !== 'pushpin' : emoji !== 'ticket') await desk.onSlack(name).reacts(emoji, message);
      }
    for (const emoji of ['like', 'heart'])
      await desk.onTeams('eve').reacts(emoji, { at: TEAMS_DESK, id: cardOf(desk.onTeams('bob'), TEAMS_DESK, ref).id });
    await desk.settled();
    expect(answer(desk.onSlack('gus'))).toMatch(TOLD.guest);
    expect(await standing(desk)).toEqual(before);
    await desk.onSlack('eve').reacts('ticket', message);
    expect((await ticketRows(desk)).filter(({ description }) => description.includes('squeaks again'))).toHaveLength(1);
  });

  test('the pin, in a room, by whoever is no agent', async () => {
    const ref = await report('the whole network is down');
    await desk.onSlack('dana').types(`major declare ${ref} because x`, SLACK_DESK);
    await desk.settled();
    const { channel } = roomOf(await ticketAbout(desk, 'the whole network'), 'slack');
    desk.slack.channel(channel).members.add(slackId('eve')).add(slackId('gus'));
    await desk.onSlack('dana').says('it began at nine', channel);
    await desk.settled();
    const said = { at: channel, id: last(desk.onSlack('dana').sees(channel)).id };
    const before = await standing(desk);
    for (const name of ['eve', 'gus']) await desk.onSlack(name).reacts('pushpin', said);
    await desk.settled();
    expect(await standing(desk)).toEqual(before);
  });
});

describe('what a client offers while one types', () => {
  test('is one’s own, or what one may see, and nothing that few may', async () => {
    const ref = await report('harassment near Trillian');
    for (const name of ['alice', 'bob', 'chen', 'eve', 'gus', 'dana', 'hana']) {
      const found = (await desk.onTeams(name).searches('Trillian')).join();
      const may = ['alice', 'dana', 'hana'].includes(name);
      if (may) expect(found).toContain(ref);
      else expect(found.replace('“Trillian”', '')).not.toMatch(/Trillian|INC-/u);
    }
    expect((await desk.onTeams('gus').searches('lamp')).join()).toMatch(TOLD.guest);
  });

  test('Slack asks for no options: who asks all the same gets none', async () => {
    const asked = {
      type: 'block_suggestion',
      action_id: 'value',
      block_id: 'ref',
      value: 'INC',
      user: { id: slackId('eve') },
    };
    const answered = await postPayload(desk, { ...asked, team: { id: desk.slack.world.teamId } });
    expect(await answered.text()).toBe('');
    expect(JSON.stringify(desk.slack.ledger.calls)).not.toContain('external_select');
  });
});
