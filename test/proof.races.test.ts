// What happens at once happens in some order: one assignee, one effect of one gesture, no number twice, no history torn.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { recognise } from '../src/storage/people.ts';
import { nextNumber } from '../src/storage/tickets.ts';
import { refOf, type Ticket } from '../src/ticket/record.ts';
import { textsIn } from '../src/views/reader.ts';
import { SLACK_DESK, slackId, startDesk, TEAMS_DESK, type TestDesk, teamsId } from './support/desk.ts';
import {
  clearLedgers,
  delivered,
  eventsOf,
  expectEachMessageOnce,
  expectHistoriesToHold,
  query,
  ticketAbout,
  ticketRows,
} from './support/proof.ts';

const GENERAL = { slack: 'C0GENERAL', teams: '19:general@thread.tacv2' };
const agents = ['alice', 'bob', 'mei', 'chen', 'dana'];

let desk: TestDesk;
let count = 0;
beforeAll(async () => {
  const members = agents.map((name) => `${name}@example.com`).join(', ');
  desk = await startDesk({ policy: (yaml) => yaml.replace('bob@example.com, mei@example.com', members) });
});
afterAll(() => desk.stop());
beforeEach(async () => {
  await delivered(desk);
  clearLedgers(desk);
});

const wordsOf = () => `the clock of room ${++count} is late`;

async function reported(): Promise<Ticket & { ref: string }> {
  const words = wordsOf();
  await desk.onSlack('alice').types(`report ${words}`, GENERAL.slack);
  await delivered(desk);
  const ticket = await ticketAbout(desk, words);
  return { ...ticket, ref: refOf(ticket) };
}

const now = async ({ id }: { id: string }): Promise<Ticket> => {
  const found = (await ticketRows(desk)).find((ticket) => ticket.id === id);
  if (!found) throw new Error('the ticket is gone');
  return found;
};
const typesOf = async ({ id }: { id: string }) => (await eventsOf(desk, id)).map(({ type }) => type);

/** Every private answer that this person has on either side, as it is drawn. */
const answersOf = (name: string): string[] => [
  ...desk.slack.ephemerals(slackId(name)).map((each) => JSON.stringify(each)),
  ...desk.teams
    .targeted(teamsId(name))
    .map(({ from, ...each }) => (from === teamsId(name) ? '' : JSON.stringify(each))),
];
const personIn = async (name: string): Promise<string> => {
  const { organisation } = desk.muster.desk;
  const rows = await desk.muster.database.transaction(organisation, (tx) =>
    tx.query('select id from person where mail = $1', [`${name}@example.com`]),
  );
  return rows[0].id;
};

const cardAt = (person: 'onSlack' | 'onTeams', at: string, ref: string) => {
  const card = desk[person]('bob')
    .sees(at)
    .find(({ text }) => text.includes(`${ref} `));
  if (!card) throw new Error(`no card of ${ref}`);
  return { at, id: card.id };
};

describe('twenty claims at once: five agents, on both sides, with the button and by command', () => {
  test('one of them has it, and everybody else is told who', async () => {
    const ticket = await reported();
    const onSlack = cardAt('onSlack', SLACK_DESK, ticket.ref);
    const onTeams = cardAt('onTeams', TEAMS_DESK, ticket.ref);
    const before = new Map(agents.map((name) => [name, answersOf(name)]));
    await Promise.all(
      agents.flatMap((name) => [
        desk.onTeams(name).presses('Claim', onTeams),
        desk.onSlack(name).presses('Claim', onSlack),
        desk.onTeams(name).types(`claim ${ticket.ref}`, GENERAL.teams),
        desk.onSlack(name).types(`claim ${ticket.ref}`, GENERAL.slack),
      ]),
    );
    await delivered(desk);
    const { assignee, owner } = await now(ticket);
    expect(owner).toBe(assignee);
    expect(await typesOf(ticket)).toEqual(['reported', 'claimed']);
    const ids = await Promise.all(agents.map(personIn));
    const winner = agents[ids.indexOf(String(assignee))] ?? '';
    for (const name of agents) {
      const answers = answersOf(name).filter((answer) => !before.get(name)?.includes(answer));
      const { refusal, button } = textsIn(name === 'mei' ? 'zh' : 'en');
      if (name === winner) {
        const already = answers.filter((answer) => answer.includes(refusal['already-yours']({ ref: ticket.ref })));
        expect(already).toHaveLength(3);
        // Where the button won, the card that changed is the answer.
        expect(answers.length - already.length).toBeLessThanOrEqual(1);
        continue;
      }
      expect(answers).toHaveLength(4);
      for (const answer of answers) {
        expect(answer).toMatch(new RegExp(`${ticket.ref}.*${winner} |${winner} .*${ticket.ref}`, 'iu'));
        expect(answer).toContain(`"${button.takeOver}"`);
        expect(answer).toContain(`"${button.show}"`);
      }
    }
    await expectEachMessageOnce(desk, [await now(ticket)]);
  });

  test('who takes over says from whom: the owner stays, and a second one is told that somebody else was quicker', async () => {
    const ticket = await reported();
    await desk.onSlack('bob').types(`claim ${ticket.ref}`, SLACK_DESK);
    const [mei, chen] = [desk.onSlack('mei'), desk.onTeams('chen')];
    await mei.types(`claim ${ticket.ref}`, SLACK_DESK);
    await chen.types(`claim ${ticket.ref}`, GENERAL.teams);
    expect(chen.answer()?.buttons).toEqual(['Take over', 'Show']);
    await Promise.all([mei.presses(textsIn('zh').button.takeOver), chen.presses('Take over')]);
    await delivered(desk);
    const after = await now(ticket);
    expect(after.owner).toBe(await personIn('bob'));
    expect([await personIn('mei'), await personIn('chen')]).toContain(after.assignee);
    expect(await typesOf(ticket)).toEqual(['reported', 'claimed', 'claimed']);
    await expectEachMessageOnce(desk, [after]);
  });
});

describe('one gesture, delivered twice at once and once more later, has one effect and one answer', () => {
  test('a slash command with the same trigger', async () => {
    const words = wordsOf();
    const index = desk.slack.ledger.deliveries.length;
    const first = desk.slack.command(slackId('alice'), GENERAL.slack, `report ${words}`);
    const second = desk.slack.redeliver(index);
    const bodies = [(await first).body, (await second).body, (await desk.slack.redeliver(index)).body];
    const { number } = await ticketAbout(desk, words);
    expect(bodies[0]).toContain(`INC-${number}`);
    expect(new Set(bodies).size).toBe(1);
  });

  test("an event in Slack's direct chat", async () => {
    const words = wordsOf();
    const index = desk.slack.ledger.deliveries.length;
    const first = desk.slack.say(slackId('alice'), slackId('alice'), `report ${words}`);
    const second = desk.slack.redeliver(index);
    await Promise.all([first, second]);
    await desk.slack.redeliver(index);
    await delivered(desk);
    await expectEachMessageOnce(desk, [await ticketAbout(desk, words)]);
  });

  test('a mention in a thread, which Slack tells in two events', async () => {
    const ticket = await reported();
    const root = cardAt('onSlack', SLACK_DESK, ticket.ref).id;
    const index = desk.slack.ledger.deliveries.length;
    await desk.onSlack('bob').says('@muster note she waits at her desk', SLACK_DESK, root);
    const told = desk.slack.ledger.deliveries.slice(index);
    expect(told.map(({ payload }) => (payload.event as { type: string }).type).sort()).toEqual([
      'app_mention',
      'message',
    ]);
    await Promise.all(told.map((delivery) => desk.slack.redeliver(delivery.index)));
    expect(await typesOf(ticket)).toEqual(['reported', 'noted']);
  });

  test("a button on a card of Teams'", async () => {
    const ticket = await reported();
    const card = cardAt('onTeams', TEAMS_DESK, ticket.ref);
    const press = () => desk.onTeams('bob').presses('Claim', card);
    await Promise.all([press(), press()]);
    await press();
    expect(await typesOf(ticket)).toEqual(['reported', 'claimed']);
  });

  test("a button in a direct chat of Teams'", async () => {
    const words = wordsOf();
    const [alice, bob] = [desk.onTeams('alice'), desk.onTeams('bob')];
    await alice.types(`report ${words}`, GENERAL.teams);
    const ticket = await ticketAbout(desk, words);
    await bob.types(`tell ${refOf(ticket)} is it on time now?`, GENERAL.teams);
    await delivered(desk);
    const notice = alice.sees('direct').at(-1)?.id ?? '';
    const press = () => alice.presses('That solved it', { at: 'direct', id: notice });
    await Promise.all([press(), press()]);
    await delivered(desk);
    expect(await typesOf(ticket)).toEqual(['reported', 'told', 'resolved', 'closed']);
    const after = alice.sees('direct').filter(({ id }) => Number(id) > Number(notice));
    expect(after).toHaveLength(2);
    expect(after[0]?.text).toBe(after[1]?.text);
    expect(after[0]?.text).toContain(refOf(ticket));
  });

  test('but a button that is pressed again long after that is another gesture', async () => {
    const words = wordsOf();
    const [alice, bob] = [desk.onTeams('alice'), desk.onTeams('bob')];
    await alice.types(`report ${words}`, GENERAL.teams);
    const ticket = await ticketAbout(desk, words);
    await bob.types(`resolve ${refOf(ticket)} set right`, GENERAL.teams);
    await delivered(desk);
    const solved = { at: 'direct', id: alice.sees('direct').at(-1)?.id ?? '' };
    await alice.presses('That solved it', solved);
    await alice.types(`reopen ${refOf(ticket)} late again`, GENERAL.teams);
    await bob.types(`resolve ${refOf(ticket)} a new clock`, GENERAL.teams);
    await query(desk, `update receipt set at = at - interval '1 hour'`);
    await alice.presses('That solved it', solved);
    expect((await typesOf(ticket)).slice(-3)).toEqual(['reopened', 'resolved', 'closed']);
  });

  test('an activity of Teams', async () => {
    const words = wordsOf();
    desk.teams.deliverTo('http://127.0.0.1:9/');
    await desk.onTeams('alice').types(`report ${words}`, GENERAL.teams);
    desk.teams.deliverTo(`http://127.0.0.1:${desk.muster.port}/teams/messages`);
    const activity = desk.teams.ledger.deliveries.at(-1)?.activity ?? {};
    const before = answersOf('alice');
    await Promise.all([desk.teams.post(activity), desk.teams.post(activity)]);
    await desk.teams.post(activity);
    const { number } = await ticketAbout(desk, words);
    const answers = answersOf('alice').filter((answer) => !before.includes(answer));
    expect(answers).toHaveLength(3);
    for (const answer of answers) expect(answer).toContain(`INC-${number} `);
  });
});

describe('reports at once', () => {
  test('twenty get twenty numbers', async () => {
    const all = Array.from({ length: 20 }, wordsOf);
    await Promise.all(
      all.map((words, n) =>
        n % 2 === 0
          ? desk.onSlack('alice').types(`report ${words}`, GENERAL.slack)
          : desk.onTeams('alice').types(`report ${words}`, GENERAL.teams),
      ),
    );
    const tickets = await Promise.all(all.map((words) => ticketAbout(desk, words)));
    expect(new Set(tickets.map(({ number }) => number)).size).toBe(20);
    await delivered(desk);
    await expectEachMessageOnce(desk, tickets);
  });

  test('one does not wait until another has kept its number', async () => {
    const words = wordsOf();
    await desk.muster.database.transaction(desk.muster.desk.organisation, async (tx) => {
      const held = await nextNumber(tx, 'incident');
      const { body } = await desk.slack.command(slackId('alice'), GENERAL.slack, `report ${words}`);
      expect(body).toContain(`INC-${held + 1} `);
    });
  });
});

describe('words at once', () => {
  test('six messages in a direct chat are all kept', async () => {
    const dana = desk.onSlack('dana');
    // Known already: whoever is met for the first time is served one message after the other.
    await dana.types('help', GENERAL.slack);
    const words = Array.from({ length: 6 }, wordsOf);
    await Promise.all(words.map((text) => dana.says(text, 'direct')));
    const [kept] = await query(desk, `select task ->> 'text' as text from job where task ->> 'kind' = 'kept'`);
    expect(String(kept?.text).split('\n').sort()).toEqual(words.sort());
  });

  test('two first words of somebody whose mail address does not count are said by one person', async () => {
    const { organisation, workspaces } = desk.muster.desk;
    const name = { platform: 'slack', workspace: workspaces.slack ?? '', user: 'UNEW' };
    const profile = { name: 'Nia New', mail: 'nia@elsewhere.example', guest: false, bot: false };
    const met = await Promise.all(
      Array.from({ length: 6 }, () =>
        desk.muster.database.transaction(organisation, (tx, at) =>
          recognise(tx, organisation, name, profile, ['example.com'], at),
        ),
      ),
    );
    expect(new Set(met.map((speaker) => speaker?.person.id)).size).toBe(1);
  });
});

test('fifty changes of five tickets at once: each history is whole, and is its row', async () => {
  const tickets = await Promise.all(Array.from({ length: 5 }, reportedAtOnce));
  const said = ['claim', 'note', 'tell', 'wait', 'resolve', 'add', 'resume', 'own', 'release', 'reopen'];
  const rest: Record<string, string> = {
    ...{ note: 'a new battery', tell: 'we come today', wait: 'until in 2 hours', resolve: 'set right' },
    ...{ add: 'later every day', reopen: 'late again' },
  };
  await Promise.all(
    tickets.flatMap((ticket, t) =>
      said.map((verb, n) => {
        const who = agents[(t + n) % agents.length] ?? '';
        const name = verb === 'add' || verb === 'reopen' ? 'alice' : who;
        const text = [verb, refOf(ticket), rest[verb]].join(' ').trim();
        return (t + n) % 2 === 0
          ? desk.onSlack(name).types(text, GENERAL.slack)
          : desk.onTeams(name).types(text, GENERAL.teams);
      }),
    ),
  );
  await delivered(desk);
  await expectHistoriesToHold(desk);
  const after = await Promise.all(tickets.map(now));
  for (const { version } of after) expect(version).toBeGreaterThan(3);
  await expectEachMessageOnce(desk, after);
});

async function reportedAtOnce(): Promise<Ticket> {
  const words = wordsOf();
  await desk.onSlack('alice').types(`report ${words}`, GENERAL.slack);
  return ticketAbout(desk, words);
}
