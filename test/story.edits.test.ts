// Words keep their form on the way to the other chat, and follow what their author makes of them afterwards.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { organisationId } from '../src/storage/organisations.ts';
import { SLACK_DESK, startDesk, TEAMS_DESK, type TestDesk } from './support/desk.ts';
import { drawnInSlack, drawnInTeams } from './support/drawn.ts';
import { cardOf, last } from './support/eyes.ts';
import type { Person } from './support/person.ts';
import { eventsOf, ticketAbout } from './support/proof.ts';

let desk: TestDesk;
let [alice, bob, mei]: Person[] = [];
beforeAll(async () => {
  desk = await startDesk();
  [alice, bob, mei] = [desk.onTeams('alice'), desk.onSlack('bob'), desk.onTeams('mei')];
}, 60_000);
afterAll(() => desk.stop());

const someone = (who: Person | undefined): Person => who ?? expect.fail('nobody is there');

/** Alice reports in Teams; the cards of the ticket, whose threads the agents write in. */
async function reported(words: string) {
  await someone(alice).says(`report ${words}`, 'direct');
  await desk.settled();
  const ref = /INC-\d+/u.exec(last(someone(alice).sees('direct')).text)?.[0] ?? '';
  const [slack, teams] = [cardOf(someone(bob), SLACK_DESK, ref).id, cardOf(someone(mei), TEAMS_DESK, ref).id];
  return {
    ...{ ref, slack, teams },
    inSlack: () => someone(bob).sees(SLACK_DESK, slack),
    inTeams: () => someone(mei).sees(TEAMS_DESK, teams),
    async history() {
      await someone(bob).types(`history ${ref}`, SLACK_DESK);
      return someone(bob).answer()?.text ?? '';
    },
  };
}

const slackMessage = (id: string, thread: string) =>
  desk.slack.messages(SLACK_DESK, { thread }).find(({ ts }) => ts === id)?.blocks;
const teamsCard = (id: string) =>
  desk.teams
    .messages(desk.teams.personal('29:alice'))
    .find((message) => message.id === id)
    ?.attachments.at(-1)?.content;

describe('a requester in Teams, an agent in Slack', () => {
  test('a tell with a list, code and a link is seen as it was written, and as it is changed', async () => {
    const ticket = await reported('the printer is jammed');
    const words = [
      'Try this:',
      '- open *tray 2*',
      '  - gently',
      '```',
      'lp -o a<b',
      '```',
      'see [the manual](https://example.com)',
    ];
    await someone(bob).says(`@muster tell ${words.join('\n')}`, SLACK_DESK, ticket.slack);
    await desk.settled();
    const notice = last(someone(alice).sees('direct'));
    const about = `*Bob Fischer (Service Desk), about ${ticket.ref}:* `;
    expect(drawnInTeams(teamsCard(notice.id))).toBe(about + words.join('\n'));
    expect(last(ticket.inTeams()).text).toContain('Bob Fischer to Alice Moreau: Try this:');

    const better = words.with(1, '- open *tray 3*');
    await someone(bob).edits(`@muster tell ${better.join('\n')}`, SLACK_DESK, ticket.slack);
    await desk.settled();
    expect(drawnInTeams(teamsCard(notice.id))).toBe(`${about}${better.join('\n')} _(edited)_`);
    expect(last(someone(alice).sees('direct'))).toMatchObject({ id: notice.id, buttons: notice.buttons });
    expect(last(ticket.inTeams()).text).toMatch(/tray 3.*\(edited\)/su);
    expect(await ticket.history()).toMatch(/tray 3.*\(edited\).*Bob Fischer edited what they had written\./su);
    expect(await ticket.history()).not.toContain('tray 2');
  });

  test('an answer with a quote and an emoji reaches Slack, and is taken back there as well', async () => {
    const ticket = await reported('the scanner eats paper');
    await someone(bob).says('@muster tell did you clean it?', SLACK_DESK, ticket.slack);
    await desk.settled();
    const asked = last(someone(alice).sees('direct'));
    await someone(alice).says('it says\n> clean me\nso I did 🎉', 'direct', asked.id);
    await desk.settled();
    const line = last(ticket.inSlack());
    expect(drawnInSlack(slackMessage(line.id, ticket.slack))).toBe('Alice Moreau: it says\n> clean me\nso I did 🎉');

    await someone(alice).deletes('direct');
    await desk.settled();
    expect(last(ticket.inSlack())).toMatchObject({ id: line.id });
    expect(last(ticket.inSlack()).text.trim()).toBe('Alice Moreau: (deleted by its author)');
    expect(last(ticket.inTeams()).text).toBe('Alice Moreau: (deleted by its author)');
    expect(await ticket.history()).toMatch(/Alice Moreau: \(deleted.*Alice Moreau deleted what they had written\./su);
    await someone(bob).types(`show ${ticket.ref}`, SLACK_DESK);
    expect(someone(bob).answer()?.text).not.toContain('clean me');

    const gone = desk.teams.ledger.deliveries.findLast(({ activity }) => activity.type === 'messageDelete');
    await desk.teams.restore('29:alice', String(gone?.activity.id));
    await desk.settled();
    expect(last(ticket.inSlack()).text).toContain('so I did 🎉 (edited)');
  });

  test('whoever is mentioned is called by it where the chat can, and named where not', async () => {
    const ticket = await reported('the lift is stuck');
    await someone(mei).says('@Bob Fischer knows it', TEAMS_DESK, ticket.teams);
    await someone(bob).says('ask <@UCHEN> and @channel', SLACK_DESK, ticket.slack);
    await desk.settled();
    const inSlack = ticket.inSlack().find(({ text }) => text.includes('knows it'));
    expect(drawnInSlack(slackMessage(inSlack?.id ?? '', ticket.slack))).toBe('Mei Lin noted: <@UBOB> knows it');
    expect(last(ticket.inTeams()).text).toBe('Bob Fischer noted: ask @Chen Hao and @channel');
  });
});

describe('what follows', () => {
  test('a report: its words and its title, as long as it is there; deleting the message ends nothing', async () => {
    const ticket = await reported('the prinetr is *jamed* again');
    await someone(alice).edits('report the printer is *jammed* again\nsince noon', 'direct');
    await desk.settled();
    const card = cardOf(someone(bob), SLACK_DESK, ticket.ref);
    expect(card.text).toContain(`${ticket.ref} the printer is jammed again`);
    expect(card.text).toContain('since noon');
    const blocks = desk.slack.messages(SLACK_DESK).find(({ ts }) => ts === card.id)?.blocks;
    expect(drawnInSlack(blocks)).toContain('> the printer is *jammed* again\n> since noon');
    await someone(alice).deletes('direct');
    await desk.settled();
    expect(cardOf(someone(bob), SLACK_DESK, ticket.ref).text).toContain('the printer is jammed again');
  });

  test('notes in the agents’ thread, also after the ticket is closed; once for each change', async () => {
    const ticket = await reported('the door squeaks');
    await someone(bob).says('needs oyl', SLACK_DESK, ticket.slack);
    await someone(bob).types(`close ${ticket.ref}`, SLACK_DESK);
    await someone(bob).types(`resolve ${ticket.ref} oiled`, SLACK_DESK);
    await someone(bob).types(`close ${ticket.ref}`, SLACK_DESK);
    await someone(bob).edits('needs oil', SLACK_DESK, ticket.slack);
    await desk.slack.redeliver(desk.slack.ledger.deliveries.findLastIndex(({ kind }) => kind === 'event'));
    await someone(bob).edits('needs oil', SLACK_DESK, ticket.slack);
    await desk.settled();
    const facts = await eventsOf(desk, (await ticketAbout(desk, 'the door squeaks')).id);
    expect(facts.filter(({ type }) => type === 'amended')).toHaveLength(1);
    expect(ticket.inTeams().map(({ text }) => text)).toContain('Bob Fischer noted: needs oil (edited)');
  });

  test('not a command: that is carried out once', async () => {
    const ticket = await reported('the lamp flickers');
    await someone(bob).says('@muster claim', SLACK_DESK, ticket.slack);
    await someone(bob).edits('@muster release', SLACK_DESK, ticket.slack);
    await someone(bob).says('@muster tell we come', SLACK_DESK, ticket.slack);
    await someone(bob).edits('@muster note they never answer', SLACK_DESK, ticket.slack);
    await someone(bob).edits('@muster nonsense', SLACK_DESK, ticket.slack);
    await desk.settled();
    expect(cardOf(someone(bob), SLACK_DESK, ticket.ref).text).toContain('Bob Fischer (owner and assignee)');
    expect(last(someone(alice).sees('direct')).text).toMatch(/we come$/u);
    expect(ticket.inTeams().some(({ text }) => text.includes('never answer'))).toBe(false);
  });

  test('nothing comes back of what was erased', async () => {
    const ticket = await reported('the roof leaks');
    await someone(bob).says('a zebra is on it', SLACK_DESK, ticket.slack);
    await desk.settled();
    const { id } = await ticketAbout(desk, 'the roof leaks');
    const seq = (await eventsOf(desk, id)).find(({ type }) => type === 'noted')?.seq ?? 0;
    await desk.muster.database.transaction(organisationId('example'), (tx) =>
      tx.query(`select erase_words($1, $2, false, 'retention')`, [id, [seq]]),
    );
    await someone(bob).edits('two zebras are on it', SLACK_DESK, ticket.slack);
    await desk.settled();
    expect(JSON.stringify(await eventsOf(desk, id))).not.toContain('zebra');
  });
});

describe('what is on its way', () => {
  const noted = async (title: string) => {
    const ticket = await reported(title);
    return { ...ticket, lines: () => ticket.inTeams().filter(({ text }) => text.includes('noted')) };
  };

  test('a change before the line was sent: the line says the newest, once', async () => {
    const ticket = await noted('the fan is loud');
    const toTeams = { method: 'POST', path: /\/activities/ };
    desk.teams.fault({ match: toTeams, do: { kind: 'rate_limited', retryAfter: 2 } });
    await someone(bob).says('one', SLACK_DESK, ticket.slack);
    await someone(bob).edits('two', SLACK_DESK, ticket.slack);
    desk.teams.clearFaults();
    await desk.pass(5);
    expect(ticket.lines().map(({ text }) => text)).toEqual(['Bob Fischer noted: two (edited)']);
  });

  test('a change while the line was being sent, and while nobody knew whether it had been', async () => {
    const ticket = await noted('the tap drips');
    const toTeams = { method: 'POST', path: /\/activities/ };
    desk.teams.fault({ match: toTeams, do: { kind: 'slow', ms: 400 } });
    await someone(bob).says('one', SLACK_DESK, ticket.slack);
    await new Promise((resolve) => setTimeout(resolve, 150));
    await someone(bob).edits('two', SLACK_DESK, ticket.slack);
    await desk.settled();
    expect(ticket.lines().map(({ text }) => text)).toEqual(['Bob Fischer noted: two (edited)']);
    desk.teams.fault({ match: toTeams, do: { kind: 'drop', when: 'after' } });
    await someone(bob).says('three', SLACK_DESK, ticket.slack);
    await new Promise((resolve) => setTimeout(resolve, 150));
    await someone(bob).deletes(SLACK_DESK, ticket.slack);
    await desk.pass(10);
    expect(ticket.lines().map(({ text }) => text)).toEqual([
      ...['Bob Fischer noted: two (edited)', 'Bob Fischer noted: (deleted by its author)'],
    ]);
  });
});

describe('words that wait in the direct chat', () => {
  test.each(['Slack', 'Teams'])('in %s follow their message, and go with it', async (chat) => {
    const dana = chat === 'Slack' ? desk.onSlack('dana') : desk.onTeams('dana');
    await dana.says(`the windw is open in ${chat}`, 'direct');
    await dana.edits(`the *window* is open in ${chat}`, 'direct');
    const asked = last(dana.sees('direct'));
    expect(asked.text).toContain('the window is open');
    await dana.presses('New report', { at: 'direct', id: asked.id });
    await desk.settled();
    const about = `the window is open in ${chat}`;
    expect(last(someone(bob).sees(SLACK_DESK)).text).toContain(about);
    await dana.edits(`the window is open in ${chat}, and the door`, 'direct');
    await desk.settled();
    expect(last(someone(bob).sees(SLACK_DESK)).text).toContain(`${about}, and the door`);
    const before = someone(bob).sees(SLACK_DESK).length;
    await dana.says('never mind this', 'direct');
    await dana.deletes('direct');
    await desk.pass(601);
    expect(someone(bob).sees(SLACK_DESK)).toHaveLength(before);
  });

  test('of several that became one report, none changes it', async () => {
    const chen = desk.onSlack('chen');
    await chen.says('the heating is off', 'direct');
    await chen.says('and it is cold', 'direct');
    await desk.pass(601);
    await chen.edits('and it is very cold', 'direct');
    await desk.settled();
    expect(last(someone(bob).sees(SLACK_DESK)).text).toContain('the heating is off\nand it is cold');
  });
});

test('nobody else’s changes count', async () => {
  const ticket = await reported('the fridge hums');
  await someone(bob).says('it is old', SLACK_DESK, ticket.slack);
  const said = desk.slack.messages(SLACK_DESK, { thread: ticket.slack }).findLast(({ user }) => user === 'UBOB');
  const event = desk.slack.ledger.deliveries.findLast(({ kind }) => kind === 'event')?.payload ?? {};
  const forged = { ...said, user: 'UMEI', text: 'it is new', edited: { user: 'UMEI', ts: '1.0' }, blocks: undefined };
  const changed = {
    type: 'message',
    subtype: 'message_changed',
    channel: SLACK_DESK,
    message: forged,
    previous_message: said,
  };
  await desk.slack.redeliver(
    desk.slack.ledger.deliveries.push({
      ...{ index: desk.slack.ledger.deliveries.length, at: new Date(), kind: 'event', via: 'http', attempt: 1 },
      ...{
        payload: { ...event, event: { ...changed, ts: '2.0' }, event_id: 'EvForged' },
        status: null,
        body: '',
        ms: 0,
      },
    } as never) - 1,
  );
  await desk.settled();
  expect(ticket.inTeams().map(({ text }) => text)).toContain('Bob Fischer noted: it is old');
});
