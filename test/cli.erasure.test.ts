// Erasure and retention: words go, figures stay, and the history's law holds for whoever tries to go around it.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Tx } from '../src/storage/database.ts';
import { organisationId } from '../src/storage/organisations.ts';
import { changeRoom, findRoom } from '../src/storage/rooms.ts';
import { tickets } from '../src/storage/tables.ts';
import { historyOf, replay } from '../src/storage/tickets.ts';
import type { Fact, FactType } from '../src/ticket/facts.ts';
import { refOf } from '../src/ticket/record.ts';
import { incident, SLACK_ROOM, TEAMS_ROOM } from './support/bridge.ts';
import { cli, scratch } from './support/cli.ts';
import { execute, testDatabase } from './support/database.ts';
import { startDesk, TEAMS_DESK, type TestDesk } from './support/desk.ts';
import { cardOf } from './support/eyes.ts';
import { PNG } from './support/files.ts';
import { policyText } from './support/laws.ts';
import { delivered, until } from './support/proof.ts';

const files = scratch();
const organisation = organisationId('example');
const DAY = 86_400;
const keeping = (yaml: string) => yaml.replace('# retention: { closed_days: 730 }', 'retention: { closed_days: 30 }');
const policyFile = files.file('policy.yaml', keeping(policyText));
let database: Awaited<ReturnType<typeof testDatabase>>;
let desk: TestDesk;
beforeAll(async () => {
  database = await testDatabase();
  desk = await startDesk({ policy: keeping, database });
}, 60_000);
afterAll(async () => {
  await desk.stop();
  await database.drop();
  files.remove();
});
const muster = (words: string[], answer?: string) =>
  cli(words, { DATABASE_URL: database.ownerUrl, POLICY_FILE: policyFile }, answer);
const inside = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => desk.muster.database.transaction(organisation, work);
const ticket = (title: string) =>
  inside(async (tx) => {
    const row = await tx.findOneByOrFail(tickets, { organisation, title });
    return { row, fold: await replay(tx, organisation, row.id), events: await historyOf(tx, organisation, row.id) };
  });
const wordsIn = async (...words: string[]) => {
  const tables = await execute(
    database.ownerUrl,
    `select tablename as name from pg_tables where schemaname = 'public'`,
  );
  const found: string[] = [];
  for (const { name } of tables)
    for (const word of words) {
      const rows = await execute(database.ownerUrl, `select from "${name}" t where t::text ilike '%${word}%'`);
      if (rows.length > 0) found.push(`${word} in ${name}`);
    }
  return found;
};

/** What each fact holds of people's words: a new fact has to say so here, and the database has to know them. */
const words: { readonly [T in FactType]: readonly (keyof Extract<Fact, { type: T }> & string)[] } = {
  reported: ['title', 'description'],
  ...{ restricted: ['because'], unrestricted: ['because'] },
  ...{ noted: ['text'], told: ['text'], added: ['text'] },
  ...{ waited: ['because'], resumed: ['because'], reopened: ['because'], cancelled: ['because'] },
  ...{ escalated: ['because'], raised: ['because'], pressed: ['because'], held: ['because'], prioritised: ['because'] },
  ...{ resolved: ['resolution'], rated: ['comment'] },
  ...{ claimed: [], released: [], owned: [], closed: [], acknowledged: [], nudged: [], classified: [], assigned: [] },
  ...{ vacated: [], subscribed: [], unsubscribed: [], copied: ['text'], uncopied: [] },
  ...{ asked: ['text'], answered: ['text'], unasked: ['because'], reminded: [] },
  erased: [],
  ...{ amended: ['text', 'title'], withdrawn: [] },
  ...{ proposed: ['because'], rejected: ['because'], declared: ['because'], demoted: ['because'] },
  ...{
    roomed: [],
    roomless: [],
    archived: [],
    cast: [],
    unfilled: [],
    prompted: [],
    finished: [],
    reviewing: [],
    published: [],
    exported: [],
  },
  ...{ updated: ['text', 'affects', 'next'], postponed: ['because'], tasked: ['text'], decided: ['text'] },
  ...{ marked: ['text'], informed: ['text'], mitigated: ['text'], monitored: ['text'], reviewed: ['text'] },
  improved: ['text'],
  ...{ linked: [], unlinked: [], duplicated: [], settled: [], converted: [] },
};
test('the database knows every word of every fact', async () => {
  for (const name of new Set(Object.values(words).flat())) {
    const [row] = await execute(database.ownerUrl, `select erased('{"${name}": "x", "kept": 1}', false) as data`);
    expect(row?.data).toEqual({ [name]: '[erased]', kept: 1 });
  }
});

test('retention takes the requester’s words of tickets closed long ago, and leaves what the desk said and all figures', async () => {
  const [alice, bob] = [desk.onSlack('alice'), desk.onTeams('bob')];
  await alice.types('report the zebra cage is open', 'C0GENERAL');
  await desk.settled();
  await bob.types('claim INC-1', TEAMS_DESK);
  await bob.types('resolve INC-1 the lock was oiled', TEAMS_DESK);
  await desk.settled();
  await alice.types('confirm INC-1', 'C0GENERAL');
  await desk.settled();
  expect((await muster(['retention'])).out).toMatch(/^Erased the requester’s words in 0 tickets/u);
  await desk.pass(31 * DAY);
  const before = await ticket('the zebra cage is open');
  expect((await muster(['retention', '--dry-run'])).out).toMatch(
    /^INC-1\nWould erase the requester’s words in 1 ticket /u,
  );
  expect((await ticket('the zebra cage is open')).row).toEqual(before.row);
  expect((await muster(['retention'])).out).toMatch(/^Erased the requester’s words in 1 ticket /u);
  const after = await ticket('[erased]');
  expect(after.row).toEqual({
    ...before.row,
    ...{ title: '[erased]', description: '[erased]', version: before.row.version + 1 },
  });
  expect(after.row).toMatchObject({ ...after.fold });
  expect(after.row.resolution).toBe('the lock was oiled');
  expect(after.events.at(-1)).toMatchObject({ type: 'erased', of: [1], why: 'retention', by: null });
  expect((await muster(['retention'])).out).toMatch(/in 0 tickets/u);
});

test('nobody is forgotten while they have something open, without a yes, or by a wrong name', async () => {
  const [alice, bob] = [desk.onSlack('alice'), desk.onTeams('bob')];
  await alice.types('report the quagga is loose', 'C0GENERAL');
  await desk.settled();
  expect((await muster(['account', 'forget', 'alice@example.com', '--yes'])).err).toBe(
    'Alice Moreau has a part in 1 ticket that is not closed: INC-2. Close, cancel or hand over first.\n',
  );
  await bob.types('tell INC-2 dear alice, which quagga?', TEAMS_DESK);
  await alice.sends({ name: 'quagga.png', bytes: PNG }, 'add INC-2 the brown quagga', 'direct');
  await alice.types('cancel INC-2 quagga found', 'C0GENERAL');
  await desk.settled();
  expect((await muster(['account', 'forget', 'alice@example.com'])).err).toMatch(
    /Nobody is here to answer: say --yes\.\n$/u,
  );
  expect(await muster(['account', 'forget', 'alice@example.com'], 'n')).toMatchObject({
    code: 1,
    out: 'Nothing was erased.\n',
  });
  expect((await muster(['account', 'forget', 'zoe@example.com'])).err).toBe(
    'Nobody here has the address or the account "zoe@example.com".\n',
  );
  expect(await wordsIn('quagga')).not.toEqual([]);
});

test('a person is forgotten by any of their names: no table has a word of theirs, every ticket and every figure is there', async () => {
  const count = () =>
    execute(database.ownerUrl, `select count(*), sum(priority), min(reported_at), count(closed_at) from ticket`);
  const figures = await count();
  expect(await execute(database.ownerUrl, 'select from file_piece')).toHaveLength(1);
  const said = await muster(['account', 'forget', 'slack:UALICE'], 'yes');
  expect(said).toMatchObject({ code: 0 });
  expect(said.out).toBe('Erased: Alice Moreau, 2 tickets reported, what they said in 0 others.\n');
  expect(said.err).toMatch(/messages about these tickets may still stand in the chats/u);
  expect(await wordsIn('quagga', 'Moreau', 'alice', 'lock was oiled')).toEqual([]);
  expect(await count()).toEqual(figures);
  expect(await execute(database.ownerUrl, 'select from file union all select from file_piece')).toEqual([]);
  const rows = await inside((tx) => tx.findBy(tickets, { organisation }));
  for (const row of rows) expect(row).toMatchObject({ ...(await inside((tx) => replay(tx, organisation, row.id))) });
  expect(await execute(database.ownerUrl, `select name, mail from person where name = 'Former person'`)).toEqual([
    { name: 'Former person', mail: null },
  ]);
});

test('whoever comes back is somebody new, and the agents’ view of the past still draws', async () => {
  const [alice, bob] = [desk.onSlack('alice'), desk.onTeams('bob')];
  await alice.types('report a gnu', 'C0GENERAL');
  await bob.types('show INC-2', TEAMS_DESK);
  await bob.types('history INC-2', TEAMS_DESK);
  expect(bob.answer()?.text).toContain('Words were erased: somebody was forgotten.');
  await desk.settled();
  expect(cardOf(bob, TEAMS_DESK, 'INC-3').text).toContain('a gnu');
});

test('nothing leads to the message any more that a forgotten person’s ticket was made of', async () => {
  const eve = desk.onSlack('eve');
  await eve.says('the okapi is out', 'C0GENERAL');
  await eve.shortcut('report', { at: 'C0GENERAL', id: eve.sees('C0GENERAL').at(-1)?.id ?? '' });
  await eve.fills({});
  await desk.settled();
  const { id } = (await ticket('the okapi is out')).row;
  const made = `select key from message where ticket_id = '${id}' and key in ('source', 'said 1')`;
  expect(await execute(database.ownerUrl, made)).not.toEqual([]);
  await eve.types('cancel INC-4 found', 'C0GENERAL');
  await desk.settled();
  expect(await muster(['account', 'forget', 'slack:UEVE', '--yes'])).toMatchObject({ code: 0 });
  expect(await execute(database.ownerUrl, made)).toEqual([]);
});

test('words that somebody else reported are forgotten with whoever wrote them', async () => {
  const [hana, alice] = [desk.onSlack('hana'), desk.onSlack('alice')];
  await hana.says('the aardvark is loose', 'C0GENERAL');
  await alice.shortcut('report', { at: 'C0GENERAL', id: alice.sees('C0GENERAL').at(-1)?.id ?? '' });
  await alice.fills({});
  await desk.settled();
  const ref = /INC-\d+/u.exec(alice.answer()?.text ?? '')?.[0];
  await alice.types(`cancel ${ref} found`, 'C0GENERAL');
  await desk.settled();
  expect(await wordsIn('aardvark')).not.toEqual([]);
  expect(await muster(['account', 'forget', 'slack:UHANA', '--yes'])).toMatchObject({ code: 0 });
  expect(await wordsIn('aardvark')).toEqual([]);
});

test('what was said in a room goes with whoever said it, or in time, its files too; what was on its way goes nowhere', async () => {
  const { id, ...row } = await incident(desk, 'the moa is loose');
  const [alice, gus] = [desk.onSlack('alice'), desk.onSlack('gus')];
  const ref = refOf(row);
  await desk.settled();
  desk.teams.fault({ match: { method: 'POST' }, times: 1, do: { kind: 'rate_limited', retryAfter: 60 } });
  await alice.says('a kakapo helped it', SLACK_ROOM);
  await gus.says('it was a weka', SLACK_ROOM);
  await gus.sends({ name: 'weka.png', bytes: PNG }, 'this weka', SLACK_ROOM);
  await until(async () => (await wordsIn('weka.png')).length > 0);
  await desk.settled();
  expect(await muster(['account', 'forget', 'slack:UGUS', '--yes'])).toMatchObject({ code: 0 });
  expect(await wordsIn('weka')).toEqual([]);
  await delivered(desk);
  expect(JSON.stringify(desk.teams.messages(TEAMS_ROOM))).toContain('kakapo');
  expect(JSON.stringify(desk.teams.messages(TEAMS_ROOM))).not.toMatch(/weka|erased/u);

  await desk.onTeams('bob').types(`resolve ${ref} it was caught`, TEAMS_DESK);
  await alice.types(`confirm ${ref}`, 'C0GENERAL');
  await desk.pass(31 * DAY);
  expect(await wordsIn('kakapo')).toEqual(['kakapo in room_message']);
  expect((await muster(['retention', '--dry-run'])).out).toContain(ref);
  await muster(['retention']);
  expect(await wordsIn('kakapo')).toEqual([]);
  expect((await muster(['retention'])).out).toMatch(/in 0 tickets/u);
  expect(await inside((tx) => tx.findOneByOrFail(tickets, { organisation, id }))).toMatchObject({ title: '[erased]' });
});

test('nothing says any more that a forgotten person was brought into a room', async () => {
  const { id } = await incident(desk, 'the takahe is loose');
  await desk.onSlack('eve').says('status', 'direct');
  const brought = { UHANA: '', UEVE: 'user_is_restricted' };
  await inside((tx) => changeRoom(tx, { organisation, ticket: id, platform: 'slack' }, { brought }));
  expect(await muster(['account', 'forget', 'slack:UEVE', '--yes'])).toMatchObject({ code: 0 });
  expect(await wordsIn('UEVE')).toEqual([]);
  expect(await inside((tx) => findRoom(tx, organisation, id, 'slack'))).toMatchObject({ brought: { UHANA: '' } });
});

test('history can lose its words and nothing else, even for the owner of the tables; Muster’s role has one way only', async () => {
  const change = (set: string) => execute(database.ownerUrl, `update event set ${set}`);
  for (const set of [
    `data = '{}'`,
    `data = erased(data, false) || '{"kind": "request"}'`,
    `data = data || '{"text": "changed"}'`,
    `at = now(), data = erased(data, false)`,
    `by_person = null`,
  ])
    await expect(change(set)).rejects.toThrow('event is append-only');
  await expect(execute(database.ownerUrl, 'delete from event')).rejects.toThrow('event is append-only');
  await expect(execute(database.appUrl, `update event set data = erased(data, false)`)).rejects.toThrow(
    'permission denied',
  );
  const [row] = await execute(
    database.appUrl,
    `select erase_words(ticket_id, array[1], true, 'forgotten') as count from (select '${(await ticket('a gnu')).row.id}'::uuid as ticket_id) t`,
  );
  expect(row).toEqual({ count: 0 }); // Outside of an organisation there is nothing to erase.
});
