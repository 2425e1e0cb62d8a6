// What happens at once happens in some order: one assignee, no number twice, no words lost, no history torn.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { recognise } from '../src/storage/recognising.ts';
import { nextNumber } from '../src/storage/tickets.ts';
import { refOf, type Ticket } from '../src/ticket/record.ts';
import { textsIn } from '../src/views/reader.ts';
import { SLACK_DESK, slackId, startDesk, type TestDesk } from './support/desk.ts';
import {
  answersOf,
  cardAt,
  clearLedgers,
  delivered,
  expectEachMessageOnce,
  expectHistoriesToHold,
  query,
  ticketAbout,
  ticketRows,
  typesOf,
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

const personIn = async (name: string): Promise<string> => {
  const { organisation } = desk.muster.desk;
  const rows = await desk.muster.database.transaction(organisation, (tx) =>
    tx.query('select id from person where mail = $1', [`${name}@example.com`]),
  );
  return rows[0].id;
};

describe('twenty claims at once: five agents, on both sides, with the button and by command', () => {
  test('one of them has it, and everybody else is told who', async () => {
    const ticket = await reported();
    const onSlack = cardAt(desk, 'onSlack', ticket.ref);
    const onTeams = cardAt(desk, 'onTeams', ticket.ref);
    const before = new Map(agents.map((name) => [name, answersOf(desk, name)]));
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
    expect(await typesOf(desk, ticket)).toEqual(['reported', 'claimed']);
    const ids = await Promise.all(agents.map(personIn));
    const winner = agents[ids.indexOf(String(assignee))] ?? '';
    for (const name of agents) {
      const answers = answersOf(desk, name).filter((answer) => !before.get(name)?.includes(answer));
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
    expect(await typesOf(desk, ticket)).toEqual(['reported', 'claimed', 'claimed']);
    await expectEachMessageOnce(desk, [after]);
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
    const [kept] = await query(desk, `select task -> 'words' as words from job where task ->> 'kind' = 'kept'`);
    const waiting = (kept?.words ?? []) as { text: string }[];
    expect(waiting.map(({ text }) => text).sort()).toEqual(words.sort());
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
