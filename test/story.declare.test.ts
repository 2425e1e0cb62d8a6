// How an incident becomes a major one, and what those who report it see, on both chats.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { refOf } from '../src/ticket/record.ts';
import { SLACK_DESK, startDesk, TEAMS_DESK, type TestDesk } from './support/desk.ts';
import { cardOf } from './support/eyes.ts';
import type { Person } from './support/person.ts';
import { answersOf, eventsOf, expectHistoriesToHold, ticketAbout, ticketRows, typesOf } from './support/proof.ts';

const GENERAL = { slack: 'C0GENERAL', teams: '19:general@thread.tacv2' };
let desk: TestDesk;

const answer = (who: Person): string => who.answer()?.text ?? '';
async function report(who: Person, words: string, at: string): Promise<string> {
  await who.types(`report ${words}`, at);
  await desk.settled();
  return refOf(await ticketAbout(desk, words));
}
/** What somebody was told in the chat where they were last heard, and they there. */
function told(name: string, words: string) {
  for (const who of [desk.onSlack(name), desk.onTeams(name)]) {
    const seen = who.sees('direct').findLast(({ text }) => text.includes(words));
    if (seen) return { who, ...seen, presses: (label: string) => who.presses(label, { at: 'direct', id: seen.id }) };
  }
  throw new Error(`${name} was not told ${words}`);
}
const ticketOf = async (ref: string) => (await ticketRows(desk)).find((row) => refOf(row) === ref);
const factsOf = async (ref: string) => typesOf(desk, { id: (await ticketOf(ref))?.id ?? '' });
const begin = async (policy?: (yaml: string) => string) => {
  desk = await startDesk(policy ? { policy } : {});
  for (const name of ['bob', 'dana', 'chen']) await desk.onSlack(name).types('help', GENERAL.slack);
};

describe.each([
  ['Teams', 'Slack'],
  ['Slack', 'Teams'],
] as const)('proposed on %s, answered on %s', (theirs, ours) => {
  beforeAll(() => begin(), 60_000);
  afterAll(async () => {
    await expectHistoriesToHold(desk);
    await desk.stop();
  });
  const there = theirs === 'Slack' ? 'slack' : 'teams';
  const here = ours === 'Slack' ? 'slack' : 'teams';
  const requester = (name: string) => (theirs === 'Slack' ? desk.onSlack(name) : desk.onTeams(name));
  const agent = (name: string) => (ours === 'Slack' ? desk.onSlack(name) : desk.onTeams(name));
  const triage = ours === 'Slack' ? SLACK_DESK : TEAMS_DESK;

  test('the requester proposes, an incident manager accepts by a button, and whoever proposed it hears', async () => {
    const alice = requester('alice');
    const dana = agent('dana');
    await dana.types('help', GENERAL[here]);
    const ref = await report(alice, 'the gate of the car park stays shut', GENERAL[there]);
    await alice.types(`major ${ref}`, GENERAL[there]);
    expect(answer(alice)).toContain(`Declare a major incident for ${ref} the gate of the car park stays shut?`);
    expect(answer(alice)).toContain('Alice Moreau reported it now. The room comes up on Slack and Teams.');
    expect(alice.answer()?.buttons).toEqual(['Propose', 'With a reason…']);
    await alice.presses('Propose');
    expect(answer(alice)).toContain(`The incident managers are asked whether ${ref} is a major incident.`);
    await alice.types(`major propose ${ref}`, GENERAL[there]);
    expect(answer(alice)).toContain(`${ref} is proposed already`);
    await desk.settled();
    const word = told('dana', `Alice Moreau proposes ${ref} as a major incident`);
    expect(word.buttons).toEqual(['Accept', 'Reject…', 'Show']);
    await dana.types('major', triage);
    expect(answer(dana)).toContain('There is no major incident.');
    expect(answer(dana)).toContain(`Alice Moreau proposes ${ref}`);
    await word.presses('Accept');
    await desk.settled();
    expect(await factsOf(ref)).toEqual(expect.arrayContaining(['proposed', 'declared']));
    expect((await ticketOf(ref))?.major).toMatchObject({
      state: 'investigating',
      roles: { incident_manager: expect.any(String) },
    });
    expect(told('alice', `🔴 Dana Silva accepted ${ref} as a major incident`).buttons).toEqual(['Major incident…']);
    await dana.types(`major declare ${ref}`, triage);
    expect(answer(dana)).toMatch(
      new RegExp(`${ref} is a major incident already: Dana Silva declared it (?:now|\\d+ min ago)`, 'u'),
    );
    await dana.types(`major ${ref}`, triage);
    expect(answer(dana)).toContain('investigating, declared ');
    expect(answer(dana)).toContain('Roles: incident manager Dana Silva');
    expect(dana.answer()?.buttons).toEqual(['Show', 'Demote…']);
    await dana.presses('Demote…');
    await dana.fills({ because: 'a restart was enough' });
    await dana.closes();
    await desk.settled();
    expect((await ticketOf(ref))?.major?.state).toBe('demoted');
  });

  test('an agent proposes with a reason, an incident manager turns it down with one', async () => {
    const ref = await report(requester('alice'), 'one mug is chipped in the kitchen', GENERAL[there]);
    const bob = agent('bob');
    const dana = agent('dana');
    await bob.presses('Declare major…', { at: triage, id: cardOf(bob, triage, ref).id });
    expect(bob.answer()?.buttons).toEqual(['Propose', 'With a reason…']);
    await bob.types(`major declare ${ref}`, triage);
    expect(answer(bob)).toContain('Only incident managers declare a major incident.');
    await bob.types(`major propose ${ref} because it was mine`, triage);
    await desk.settled();
    const word = told('dana', `Bob Fischer proposes ${ref} as a major incident: it was mine`);
    await word.presses('Reject…');
    await word.who.fills({ because: 'it is one mug' });
    await word.who.closes();
    await desk.settled();
    expect(told('bob', `Dana Silva turned the proposal down: ${ref} stays an ordinary incident`).text).toContain(
      'it is one mug',
    );
    expect((await ticketOf(ref))?.major).toBeNull();
    await dana.types(`major accept ${ref}`, triage);
    expect(answer(dana)).toMatch(new RegExp(`The proposal of ${ref} is answered already: Dana Silva saw to it`, 'u'));
  });

  test('an incident manager is given the choice on an escalation, and declares', async () => {
    const alice = requester('alice');
    const dana = agent('dana');
    const ref = await report(alice, 'the phones of the switchboard are silent', GENERAL[there]);
    await alice.types(`escalate ${ref} nobody can call us`, GENERAL[there]);
    await desk.settled();
    const word = told('dana', `Alice Moreau escalates ${ref}`);
    expect(word.buttons).toContain('Declare major…');
    await word.presses('Declare major…');
    expect(word.who.answer()?.buttons).toEqual(['Declare', 'Only propose', 'With a reason…']);
    expect(answer(word.who)).toContain('with Dana Silva');
    await word.who.presses('With a reason…');
    await word.who.fills({ because: 'no customer gets through' });
    expect(answer(word.who)).toContain(`${ref} is a major incident now.`);
    await word.who.closes();
    await desk.settled();
    const history = await eventsOf(desk, (await ticketOf(ref))?.id ?? '');
    expect(history.find(({ type }) => type === 'declared')).toMatchObject({ because: 'no customer gets through' });
    await dana.types('major', triage);
    expect(answer(dana)).toContain(`${ref} the phones of the switchboard are silent · investigating`);
  });

  test('what is known is shown to whoever reports the same, first; one press and they are counted', async () => {
    const dana = agent('dana');
    const eve = requester('eve');
    const ref = await report(requester('alice'), 'the lift in building seven is stuck', GENERAL[there]);
    await dana.types(`major declare ${ref}`, triage);
    await desk.settled();
    await eve.types('report lift in building seven stuck again', GENERAL[there]);
    await desk.settled();
    const said = answersOf(desk, 'eve').findLast((each) => each.includes('This is known')) ?? '';
    expect(said).toMatch(
      new RegExp(
        `This is known[^]*${ref} the lift in building seven is stuck[^]*Me too[^]*is with the Service Desk`,
        'u',
      ),
    );
    expect(said).not.toContain('Alice');
    await eve.presses('Me too');
    expect(answer(eve)).toContain(`It is the same as ${ref} the lift in building seven is stuck`);
    await desk.settled();
    const mine = await ticketAbout(desk, 'lift in building seven stuck again');
    expect(mine.links).toMatchObject([{ as: 'duplicate', name: ref }]);
    await eve.types('known', GENERAL[there]);
    expect(answer(eve)).toContain('Known outages');
    expect(answer(eve)).toContain(`${ref} the lift in building seven is stuck`);
    expect(answer(eve)).toContain('No update yet.');
    const before = (await ticketRows(desk)).length;
    await eve.presses('Me too');
    expect(answer(eve)).toContain('You are counted already, with ');
    expect((await ticketRows(desk)).length).toBe(before);
  });

  test('the empty form names what is known, and to say that it is that is enough', async () => {
    const eve = requester('eve');
    await eve.shortcut('report');
    expect(eve.form()?.fields.slice(0, 2)).toEqual(['same', 'text']);
    const ref = refOf(await ticketAbout(desk, 'the phones of the switchboard are silent'));
    await eve.fills({ same: ref });
    await eve.closes();
    await desk.settled();
    const made = (await ticketRows(desk)).filter(({ links }) =>
      links.some(({ as, name }) => as === 'duplicate' && name === ref),
    );
    expect(made.map(({ title }) => title)).toEqual(['the phones of the switchboard are silent']);
  });

  test('what only a few may know of is known to them alone', async () => {
    const dana = agent('dana');
    const eve = requester('eve');
    const ref = await report(requester('alice'), 'harassment on the second floor of the archive', GENERAL[there]);
    await dana.types(`major declare ${ref}`, triage);
    expect(answer(dana)).toContain(`${ref} is a major incident now.`);
    await desk.settled();
    await dana.types('major', triage);
    expect(answer(dana)).toContain(ref);
    for (const words of ['known', 'major', `major ${ref}`]) {
      await eve.types(words, GENERAL[there]);
      expect(answer(eve)).not.toContain('archive');
    }
    await eve.types('report something on the second floor of the archive', GENERAL[there]);
    expect(answer(eve)).not.toContain(ref);
  });
});
