// A slow or absent database: an answer within what a platform waits, the outcome afterwards, one effect or none, and the text is given back.
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { refOf, type Ticket } from '../src/ticket/record.ts';
import { textsIn } from '../src/views/reader.ts';
import { testDatabase } from './support/database.ts';
import { SLACK_DESK, slackId, startDesk, TEAMS_DESK, type TestDesk, teamsId } from './support/desk.ts';
import { delivered, eventsOf, expectHistoriesToHold, ticketAbout, ticketRows, until } from './support/proof.ts';
import { type Moment, startWire, type Wire } from './support/proof-wire.ts';

const GENERAL = { slack: 'C0GENERAL', teams: '19:general@thread.tacv2' };
const NOT_YET = textsIn('en').refusal.unconfirmed();
const DONE = textsIn('en').refusal.confirmed();

let home: Awaited<ReturnType<typeof testDatabase>>;
let wire: Wire;
let desk: TestDesk;
/** A connection that does not go through the wire. */
let owner: Client;
beforeAll(async () => {
  home = await testDatabase();
  wire = await startWire(home.appUrl);
  owner = new Client({ connectionString: home.ownerUrl });
  await owner.connect();
  desk = await startDesk({ database: { ...home, appUrl: wire.url } });
});
afterEach(async () => {
  wire.up();
  await owner.query('rollback');
  await delivered(desk);
});
afterAll(async () => {
  await desk.stop();
  await owner.end();
  await wire.stop();
  await home.drop();
});

let count = 0;
const wordsOf = () => `the gate of yard ${++count} is open`;

async function reported(): Promise<Ticket & { ref: string }> {
  const words = wordsOf();
  await desk.onSlack('alice').types(`report ${words}`, GENERAL.slack);
  await delivered(desk);
  const ticket = await ticketAbout(desk, words);
  return { ...ticket, ref: refOf(ticket) };
}

const about = async (words: string) =>
  (await ticketRows(desk)).filter(({ description }) => description.includes(words)).length;
const inSlack = (name: string, words: string) =>
  desk.slack.ephemerals(slackId(name)).some((each) => JSON.stringify(each).includes(words));
const inTeams = (name: string, words: string) =>
  desk.teams.targeted(teamsId(name)).some((each) => JSON.stringify(each.attachments).includes(words));
async function hold(statement: string, ...values: string[]): Promise<void> {
  await owner.query('begin');
  await owner.query(statement, values);
}
const letGo = () => owner.query('rollback');
const holdTicket = ({ id }: Ticket) => hold('select from ticket where id = $1 for update', id);
const holdHistory = () => hold('lock table event in share mode');

describe('a database that is slow', () => {
  test('a slash command is answered in time, and its outcome follows by the response URL', async () => {
    const ticket = await reported();
    await holdTicket(ticket);
    const started = performance.now();
    const { body } = await desk.slack.command(slackId('bob'), GENERAL.slack, `claim ${ticket.ref}`);
    expect(performance.now() - started).toBeLessThan(3_000);
    expect(body).toContain(NOT_YET);
    expect(inSlack('bob', `${ticket.ref} is yours.`)).toBe(false);
    await letGo();
    await until(() => inSlack('bob', `${ticket.ref} is yours.`));
  });

  test('of a crowd that cannot be served in time, the last are told at once that their outcome follows', async () => {
    const ticket = await reported();
    await holdTicket(ticket);
    const claim = () => desk.slack.command(slackId('bob'), GENERAL.slack, `claim ${ticket.ref}`);
    const all = Array.from({ length: 320 }, async (_, n) => ({ ...(await claim()), n }));
    const { body, n } = await Promise.race(all);
    expect(body).toContain(NOT_YET);
    // Whoever came late is told before those who came first.
    expect(n).toBeGreaterThan(160);
    await letGo();
    for (const each of await Promise.all(all)) expect(each.body).toMatch(/not confirmed|is yours/iu);
    await until(async () => (await eventsOf(desk, ticket.id)).length === 2);
  });

  test('a chat that is slow to say who somebody is loses nothing: the outcome follows, and it is asked once for all of theirs', async () => {
    const asked = () => desk.slack.ledger.calls.filter(({ method }) => method === 'users.info').length;
    const before = asked();
    desk.slack.fault({ method: 'users.info', times: 1, do: { kind: 'slow', ms: 2_600 } });
    const words = [wordsOf(), wordsOf(), wordsOf()];
    const answers = await Promise.all(
      words.map((each) => desk.slack.command(slackId('eve'), GENERAL.slack, `report ${each}`)),
    );
    for (const { body } of answers) expect(body).toContain(NOT_YET);
    for (const each of words) await until(() => inSlack('eve', each));
    await delivered(desk);
    for (const each of words) expect(await about(each)).toBe(1);
    expect(asked() - before).toBe(1);
  });

  test('nor does one that fails once to say it: it is asked again', async () => {
    const words = wordsOf();
    desk.slack.fault({ method: 'users.info', times: 1, do: { kind: 'status', status: 500, when: 'before' } });
    const { body } = await desk.slack.command(slackId('mei'), GENERAL.slack, `report ${words}`);
    expect(body).toContain(words);
    expect(await about(words)).toBe(1);
  });

  test('a typed command in Teams is answered in time, and its outcome follows in private', async () => {
    const ticket = await reported();
    await holdTicket(ticket);
    const { ms } = await desk.teams.say(teamsId('bob'), GENERAL.teams, `claim ${ticket.ref}`, { mention: true });
    // A message extension's submit has 5 s.
    expect(ms).toBeGreaterThan(3_000);
    expect(ms).toBeLessThan(5_000);
    expect(inTeams('bob', NOT_YET)).toBe(true);
    expect(inTeams('bob', `${ticket.ref} is yours.`)).toBe(false);
    await letGo();
    await until(() => inTeams('bob', `${ticket.ref} is yours.`));
  });

  test('buttons are answered in time on both sides', async () => {
    const ticket = await reported();
    const card = (who: 'onSlack' | 'onTeams', at: string) => ({
      at,
      id:
        desk[who]('bob')
          .sees(at)
          .find(({ text }) => text.includes(`${ticket.ref} `))?.id ?? '',
    });
    const [slack, teams] = [card('onSlack', SLACK_DESK), card('onTeams', TEAMS_DESK)];
    await holdTicket(ticket);
    const started = performance.now();
    const bySlack = desk.onSlack('bob').presses('Claim', slack);
    const byTeams = desk.onTeams('bob').presses('Claim', teams);
    await bySlack;
    expect(performance.now() - started).toBeLessThan(3_000);
    await byTeams;
    expect(performance.now() - started).toBeLessThan(5_000);
    await letGo();
    await until(async () => (await eventsOf(desk, ticket.id)).length === 2);
    await until(
      () => inSlack('bob', `${ticket.ref} is yours already`) || inTeams('bob', `${ticket.ref} is yours already`),
    );
    // The card speaks for whoever was first, but they were promised an outcome.
    await until(() => inSlack('bob', DONE) || inTeams('bob', DONE));
  });

  test('events are given back in time and come again, Slack’s before 3 s and the one of Teams before 15 s: one ticket each', async () => {
    const [first, second] = [wordsOf(), wordsOf()];
    await holdHistory();
    const index = desk.slack.ledger.deliveries.length;
    const bySlack = desk.slack.say(slackId('alice'), slackId('alice'), `report ${first}`);
    const byTeams = desk.teams.say(teamsId('alice'), 'personal', `report ${second}`);
    await bySlack;
    const [delivery] = desk.slack.ledger.deliveries.slice(index);
    expect(delivery?.status).toBe(503);
    expect(delivery?.ms).toBeLessThan(3_000);
    // Its second attempt is under way, and waits.
    await until(() => desk.teams.ledger.deliveries.at(-1)?.status === 503, 14_000);
    const [given] = desk.teams.ledger.deliveries.slice(-1);
    expect(given?.ms).toBeGreaterThan(8_500);
    expect(given?.ms).toBeLessThan(11_000);
    await letGo();
    expect(await byTeams).toMatchObject({ status: 200, attempt: 2 });
    await desk.slack.idle();
    await Promise.all([ticketAbout(desk, first), ticketAbout(desk, second)]);
  });

  test('what is rolled back is said to be: nothing was saved, and the text comes back', async () => {
    const words = wordsOf();
    await holdHistory();
    const { body } = await desk.slack.command(slackId('alice'), GENERAL.slack, `report ${words}`);
    expect(body).toContain(NOT_YET);
    // Between two tries nobody waits there.
    await until(async () => {
      const cancelled = await owner.query(
        `select pg_cancel_backend(pid) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      return cancelled.rowCount;
    });
    await until(() => inSlack('alice', `Nothing was saved, your text: “report ${words}”`));
    await letGo();
    expect(await about(words)).toBe(0);
  });
});

describe('a connection that is lost', () => {
  const cuts: readonly Moment[] = ['before BEGIN', 'inside the transaction', 'after COMMIT, before its answer'];
  const gestures: Readonly<Record<string, (words: string) => Promise<string>>> = {
    'a slash command': async (words) =>
      (await desk.slack.command(slackId('alice'), GENERAL.slack, `report ${words}`)).body,
    "an event in Slack's direct chat": async (words) => {
      await desk.slack.say(slackId('alice'), slackId('alice'), `report ${words}`);
      await desk.slack.idle();
      return '';
    },
    'a mention in Teams': async (words) => {
      await desk.teams.say(teamsId('alice'), GENERAL.teams, `report ${words}`, { mention: true });
      return JSON.stringify(desk.teams.targeted(teamsId('alice')).at(-1));
    },
  };
  test.each(cuts.flatMap((cut) => Object.entries(gestures).map(([name, act]) => [cut, name, act] as const)))(
    '%s: %s has one effect',
    async (cut, _name, act) => {
      const words = wordsOf();
      const wasCut = wire.cut(cut);
      const answer = await act(words);
      await wasCut;
      const ticket = await ticketAbout(desk, words);
      if (answer) expect(answer).toContain(`${refOf(ticket)} `);
      await expectHistoriesToHold(desk, [ticket]);
    },
  );
});

test('what may have been committed is not said to be unsaved, whatever becomes of the tries after it', async () => {
  const words = wordsOf();
  void wire.cut('after COMMIT, before its answer').then(() => wire.refuse('before its receipt', '57014'));
  const { body } = await desk.slack.command(slackId('alice'), GENERAL.slack, `report ${words}`);
  expect(body).toContain('I cannot tell whether it was saved');
  expect(await about(words)).toBe(1);
});

describe('a database that is away', () => {
  test('nobody is promised an outcome of a greeting', async () => {
    void wire.down();
    await desk.teams.install(teamsId('eve'));
    wire.up();
    await delivered(desk);
    expect(inTeams('eve', NOT_YET)).toBe(false);
    expect(JSON.stringify(desk.teams.messages(desk.teams.personal(teamsId('eve'))))).not.toContain(NOT_YET);
  });

  test('for three seconds: an event gets 503 and comes again', async () => {
    const words = wordsOf();
    void wire.down();
    const index = desk.slack.ledger.deliveries.length;
    await desk.slack.say(slackId('alice'), slackId('alice'), `report ${words}`);
    expect(desk.slack.ledger.deliveries[index]?.status).toBe(503);
    wire.up();
    await desk.slack.idle();
    expect(desk.slack.ledger.deliveries.at(-1)?.status).toBe(200);
    await ticketAbout(desk, words);
  });

  test('for longer than anybody waits: the text comes back, and the next command works', async () => {
    const words = wordsOf();
    void wire.down();
    const { body } = await desk.slack.command(slackId('alice'), GENERAL.slack, `report ${words}`);
    expect(body).toContain(NOT_YET);
    await until(() => inSlack('alice', `your text: “report ${words}”`), 12_000);
    wire.up();
    expect(await about(words)).toBe(0);
    await desk.onSlack('alice').types(`report ${words}`, GENERAL.slack);
    await ticketAbout(desk, words);
  });
});
