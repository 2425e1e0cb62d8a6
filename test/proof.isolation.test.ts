// Who may see and do what, whatever is typed, pressed or forged: organisations, strangers, guests, requesters; and the wall itself.
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSlack } from '../playground/slack/slack.ts';
import { table } from '../src/commands/table.ts';
import type { Verb } from '../src/commands/verb.ts';
import { organisationId } from '../src/storage/organisations.ts';
import { refOf, type Ticket } from '../src/ticket/record.ts';
import { textsIn } from '../src/views/reader.ts';
import { execute, testDatabase } from './support/database.ts';
import { SLACK_DESK, slackId, startDesk, TEAMS_DESK, type TestDesk, teamsId } from './support/desk.ts';
import { delivered, eventsOf, expectHistoriesToHold, ticketAbout, ticketRows } from './support/proof.ts';

const GENERAL = { slack: 'C0GENERAL', teams: '19:general@thread.tacv2' };
const { refusal } = textsIn('en');
const SECRET = 'the safe of room 9 stands open';

let home: Awaited<ReturnType<typeof testDatabase>>;
/** Ours, with a ticket; and another organisation's on the same database, whose numbers begin at 1000. */
let ours: TestDesk;
let theirs: TestDesk;
let ticket: Ticket;
let ref: string;
beforeAll(async () => {
  home = await testDatabase();
  ours = await startDesk({ database: home });
  theirs = await startDesk({
    ...{ database: home, suffix: '2' },
    policy: (yaml) => yaml.replace('key: example', 'key: other').replace('Example AG', 'Other AG'),
  });
  const sequence = `number_incident_${organisationId('other').replaceAll('-', '')}`;
  await execute(home.ownerUrl, `alter sequence ${sequence} restart 1000`);
  await ours.onSlack('alice').types(`report ${SECRET}`, GENERAL.slack);
  await theirs.onSlack('alice').types('report a lamp of the others', GENERAL.slack);
  await Promise.all([delivered(ours), delivered(theirs)]);
  ticket = await ticketAbout(ours, SECRET);
  ref = refOf(ticket);
}, 60_000);
afterAll(async () => {
  await Promise.all([ours.stop(), theirs.stop()]);
  await home.drop();
});

/** As somebody would type it about `about`. */
const typed = ({ example }: Verb, about: string) => example.replace(/(INC|REQ|PRB)-\d+/gu, about);
const aboutOne = table.filter(({ ref: about, who }) => about && who !== 'clock');
const named = (verbs: readonly Verb[]) => verbs.map((verb) => [verb.name, verb] as const);
const untouched = async () => {
  expect((await eventsOf(ours, ticket.id)).map(({ type }) => type)).toEqual(['reported']);
};

const bySlack = async (desk: TestDesk, name: string, text: string) =>
  (await desk.slack.command(slackId(name), GENERAL.slack, text)).body;

/** All that Teams shows this person in private, since it was asked before. */
async function byTeams(desk: TestDesk, name: string, act: () => Promise<unknown>): Promise<string> {
  const seen = () => desk.teams.targeted(teamsId(name)).filter(({ from }) => from !== teamsId(name));
  const before = seen().length;
  await act();
  return JSON.stringify(seen().slice(before));
}
const typesInTeams = (desk: TestDesk, name: string, text: string) =>
  byTeams(desk, name, () => desk.teams.say(teamsId(name), GENERAL.teams, text, { mention: true }));

/** Presses a button on the desk's card in Teams that never stood there. */
function forges(desk: TestDesk, name: string, verb: string, args: Record<string, string>): Promise<string> {
  const card = desk.onTeams('bob').sees(TEAMS_DESK)[0]?.id ?? '';
  const action = {
    type: 'Action.Execute',
    verb: 'muster',
    data: { muster: { v: verb, a: args, n: crypto.randomUUID() } },
  };
  return byTeams(desk, name, () => desk.teams.press(teamsId(name), TEAMS_DESK, card, action));
}
const words = { text: 'forged', because: 'forged', until: 'tomorrow', form: 'no' };

describe('another organisation on the same database', () => {
  test.each(named(aboutOne))('%s: our ticket does not exist for its manager, typed or pressed', async (_name, verb) => {
    const no = refusal['not-found']({ ref });
    expect(await bySlack(theirs, 'dana', typed(verb, ref))).toContain(no);
    expect(await typesInTeams(theirs, 'dana', typed(verb, ref))).toContain(no);
    expect(await forges(theirs, 'dana', verb.name, { ...words, ref })).toContain(no);
    await untouched();
  });

  test('a button of its own Slack card with our reference in it', async () => {
    const card = theirs.slack
      .channel(SLACK_DESK)
      .messages.find(({ ts, bot_id, thread_ts }) => bot_id && (thread_ts ?? ts) === ts);
    const [button] = card?.blocks?.find(({ type }) => type === 'actions')?.elements ?? [];
    if (!card || !button) throw new Error('a card has buttons');
    button.value = JSON.stringify({ v: 'claim', a: { ref } });
    await theirs.onSlack('bob').presses('Claim', { at: SLACK_DESK, id: card.ts });
    expect(theirs.onSlack('bob').answer()?.text).toContain(refusal['not-found']({ ref }));
    await untouched();
  });

  test("words in a thread that has our card's id", async () => {
    const root = ours.onTeams('bob').sees(TEAMS_DESK)[0]?.id;
    await theirs.teams.say(teamsId('bob'), TEAMS_DESK, 'hello');
    const heard = theirs.teams.ledger.deliveries.at(-1)?.activity ?? {};
    const conversation = { ...(heard.conversation as object), id: `${TEAMS_DESK};messageid=${root}` };
    const forged = await theirs.teams.post({ ...heard, id: '1', conversation });
    expect(forged.status).toBe(200);
    await untouched();
  });

  test('no list of its own shows anything of ours', async () => {
    const lists = table.filter((verb) => verb.does === 'read' && !verb.ref).map(({ example }) => example);
    for (const text of [...lists, 'queue service-desk', 'queue unclaimed']) {
      for (const name of ['alice', 'bob', 'dana'] as const) {
        const shown = (await bySlack(theirs, name, text)) + (await typesInTeams(theirs, name, text));
        expect(shown).not.toContain(SECRET);
        expect(shown).not.toContain(`${ref} `);
      }
    }
  });

  test('what it sends with our names is not taken for ours', async () => {
    const wrong = { ...theirs.teams.ledger.deliveries.at(-1)?.activity };
    const tenant = { id: ours.teams.world.tenantId };
    const conversation = { ...(wrong.conversation as object), tenantId: tenant.id };
    expect((await theirs.teams.post({ ...wrong, conversation, channelData: { tenant } })).status).toBe(403);
    theirs.slack.deliverTo(`http://127.0.0.1:${ours.muster.port}/slack/events`);
    const { status } = await theirs.slack.command(slackId('bob'), GENERAL.slack, `claim ${ref}`);
    theirs.slack.deliverTo(`http://127.0.0.1:${theirs.muster.port}/slack/events`);
    expect(status).toBe(401);
    await untouched();
  });
});

describe('whoever may not', () => {
  test("a stranger's workspace is refused, whatever it says", async () => {
    const target = `http://127.0.0.1:${ours.muster.port}/slack/events`;
    const strange = await startSlack({ world: { ...ours.slack.world, teamId: 'T9' }, target });
    try {
      for (const verb of table) {
        const { body } = await strange.command(slackId('bob'), GENERAL.slack, typed(verb, ref));
        expect(body).toContain(refusal.stranger());
        expect(body).not.toContain(SECRET);
      }
    } finally {
      await strange.stop();
    }
    await untouched();
  });

  test("what is said in a stranger's channel to nobody of ours is answered by nobody", async () => {
    const target = `http://127.0.0.1:${ours.muster.port}/slack/events`;
    const strange = await startSlack({ world: { ...ours.slack.world, teamId: 'T9' }, target });
    const said = () => ours.slack.ledger.calls.filter(({ method }) => method.startsWith('chat.')).length;
    try {
      await delivered(ours);
      const before = said();
      await strange.say(slackId('bob'), GENERAL.slack, 'lunch, anybody?');
      await delivered(ours);
      expect(said()).toBe(before);
    } finally {
      await strange.stop();
    }
  });

  test.each(named(table))('a guest: %s', async (_name, verb) => {
    expect(await bySlack(ours, 'gus', typed(verb, ref))).toContain(refusal.guest());
    expect(await typesInTeams(ours, 'gus', typed(verb, ref))).toContain(refusal.guest());
    expect(await forges(ours, 'gus', verb.name, { ...words, ref })).toContain(refusal.guest());
    await untouched();
  });

  test('a guest, in plain words of a direct chat', async () => {
    await ours.onSlack('gus').says('the lamp flickers', 'direct');
    expect(ours.onSlack('gus').answer()?.text).toContain(refusal.guest());
    expect(await ticketRows(ours)).toHaveLength(1);
  });

  test.each(named(table.filter(({ who }) => who === 'clock')))(
    'anybody at all: %s, which is the clock’s',
    async (_name, verb) => {
      for (const name of ['alice', 'bob', 'dana']) {
        await bySlack(ours, name, typed(verb, ref));
        await typesInTeams(ours, name, typed(verb, ref));
        await forges(ours, name, verb.name, { ...words, ref, days: '1', of: ticket.reportedAt });
      }
      await untouched();
    },
  );

  const notHers = table.filter(({ who }) => who === 'agent' || who === 'worker');
  test.each(named(notHers))("the requester, with the agents' %s", async (_name, verb) => {
    const no = refusal['not-agent']({ verb: verb.name });
    const answers = [
      await bySlack(ours, 'alice', typed(verb, ref)),
      await typesInTeams(ours, 'alice', typed(verb, ref)),
      await forges(ours, 'alice', verb.name, { ...words, ref }),
    ];
    for (const answer of answers) expect(answer).toContain(no);
    await untouched();
  });

  test.each(named(aboutOne.filter(({ who }) => who === 'requester')))(
    'an agent of another group, in the name of the requester: %s',
    async (_name, verb) => {
      expect(await bySlack(ours, 'chen', typed(verb, ref))).toMatch(/Only Alice Moreau can|There is no/u);
      expect(await forges(ours, 'chen', verb.name, { ...words, ref })).toMatch(/Only Alice Moreau can|There is no/u);
      await untouched();
    },
  );

  test('references that are none', async () => {
    for (const odd of ['INC-0', 'INC-999999999', "INC-1' or '1'='1", '*', ticket.id, 'INC-1; drop table ticket']) {
      const answer = await forges(ours, 'bob', 'claim', { ref: odd });
      expect(answer).not.toContain('is yours');
      expect(answer).not.toContain('Something went wrong');
    }
    await untouched();
    await expectHistoriesToHold(ours);
  });
});

describe('the wall', () => {
  const [a, b] = [organisationId('example'), organisationId('other')];
  let app: Client;
  let tables: { name: string; column: string; walled: boolean }[];
  beforeAll(async () => {
    app = new Client({ connectionString: home.appUrl });
    await app.connect();
    const { rows } = await app.query(
      `select c.relname as name, a.attname as column, c.relrowsecurity and c.relforcerowsecurity as walled
       from pg_class c join pg_attribute a on a.attrelid = c.oid and not a.attisdropped
       where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
         and (a.attname = 'organisation_id' or (c.relname = 'organisation' and a.attname = 'id'))`,
    );
    tables = rows;
  });
  afterAll(() => app.end());

  /** Rows that muster's own role sees as `organisation`, and how many of them are another's. */
  async function seen(name: string, column: string, organisation: string | null) {
    await app.query('begin');
    if (organisation) await app.query(`select set_config('muster.organisation', $1, true)`, [organisation]);
    const { rows } = await app.query(
      `select count(*)::int as all, count(*) filter (where ${column} is distinct from $1)::int as others from "${name}"`,
      [organisation],
    );
    await app.query('rollback');
    return rows[0];
  }

  test('stands around every table, also against its owner, and the role cannot look over it', async () => {
    expect(tables.length).toBeGreaterThan(9);
    expect(tables.filter(({ walled }) => !walled)).toEqual([]);
    expect(await ours.muster.database.bypassesWall()).toBe(false);
  });

  test('without a setting there are no rows; with one, its own alone', async () => {
    for (const { name, column } of tables) {
      // Which workspace is whose is asked before the organisation is known; it says nothing else.
      if (name === 'installation') continue;
      expect({ name, ...(await seen(name, column, null)) }).toEqual({ name, all: 0, others: 0 });
      expect({ name, ...(await seen(name, column, a)) }).toMatchObject({ name, others: 0 });
      expect({ name, ...(await seen(name, column, b)) }).toMatchObject({ name, others: 0 });
    }
    for (const name of ['ticket', 'event', 'message', 'person', 'account', 'receipt', 'policy'])
      expect((await seen(name, 'organisation_id', a)).all).toBeGreaterThan(0);
  });

  test("nobody writes behind another's wall", async () => {
    for (const statement of [
      `insert into person (organisation_id, id, name) values ('${b}', gen_random_uuid(), 'x')`,
      `insert into receipt (organisation_id, key) values ('${b}', 'x')`,
      `insert into installation (organisation_id, platform, workspace) values ('${b}', 'slack', 'T-x')`,
      `insert into job (organisation_id, task, run_at) values ('${b}', '{}', now())`,
      `update ticket set organisation_id = '${b}'`,
    ]) {
      await app.query('begin');
      await app.query(`select set_config('muster.organisation', $1, true)`, [a]);
      await expect(app.query(statement), statement).rejects.toThrow(/row-level security|foreign key/u);
      await app.query('rollback');
    }
    const changed = await app.query(`update ticket set title = 'x'`);
    expect(changed.rowCount).toBe(0);
  });

  test.each(['event', 'policy'])('%s is append-only, for its role and for its owner', async (name) => {
    const column = name === 'event' ? 'seq' : 'version';
    for (const statement of [`update ${name} set ${column} = 9`, `delete from ${name}`, `truncate ${name}`]) {
      await app.query('begin');
      await app.query(`select set_config('muster.organisation', $1, true)`, [a]);
      await expect(app.query(statement), statement).rejects.toThrow(/permission denied/u);
      await app.query('rollback');
      await expect(execute(home.ownerUrl, statement), statement).rejects.toThrow(/append-only/u);
    }
  });
});
