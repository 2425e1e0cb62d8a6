// A database that refuses: it has become one that only reads, is full, or breaks a deadlock. What was said is done once all the same.
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { refOf } from '../src/ticket/record.ts';
import { textsIn } from '../src/views/reader.ts';
import { testDatabase } from './support/database.ts';
import { slackId, startDesk, type TestDesk } from './support/desk.ts';
import { answersOf, delivered, expectHistoriesToHold, query, ticketAbout, typesOf, until } from './support/proof.ts';
import { setDatabase } from './support/proof-trouble.ts';
import { startWire, type Wire } from './support/proof-wire.ts';

const GENERAL = 'C0GENERAL';
const NOT_YET = textsIn('en').refusal.unconfirmed();

let home: Awaited<ReturnType<typeof testDatabase>>;
let wire: Wire;
let desk: TestDesk;
/** Two connections that do not go through the wire. */
let owner: Client;
let other: Client;
beforeAll(async () => {
  home = await testDatabase();
  wire = await startWire(home.appUrl);
  owner = new Client({ connectionString: home.ownerUrl });
  other = new Client({ connectionString: home.ownerUrl });
  await Promise.all([owner.connect(), other.connect()]);
  desk = await startDesk({ database: { ...home, appUrl: wire.url } });
  // Whoever is known is served at the same time as others.
  await desk.onSlack('alice').types('help', GENERAL);
  await desk.onSlack('bob').types('help', GENERAL);
});
afterEach(async () => {
  await delivered(desk);
  await expectHistoriesToHold(desk);
});
afterAll(async () => {
  await desk.stop();
  await Promise.all([owner.end(), other.end()]);
  await wire.stop();
  await home.drop();
});

let count = 0;
const wordsOf = () => `the tap of room ${++count} drips`;
const report = async (words: string) => (await desk.slack.command(slackId('alice'), GENERAL, `report ${words}`)).body;

test('it fails over to one that only reads, and the connections made there outlive that', async () => {
  await setDatabase(owner, 'set default_transaction_read_only to on');
  const heard = wire.heard('25006');
  wire.hangUp();
  const words = wordsOf();
  const answering = report(words);
  await heard;
  await setDatabase(owner, 'reset default_transaction_read_only');
  await answering;
  const ticket = await until(() => ticketAbout(desk, words).catch(() => undefined), 12_000);
  expect(await typesOf(desk, ticket)).toEqual(['reported']);
});

test('whoever listens for jobs listens where they are written, also after it only read', async () => {
  const hears = async (since: string) =>
    (
      await owner.query(
        `select from pg_stat_activity
          where datname = current_database() and application_name = 'muster listen' and backend_start > $1`,
        [since],
      )
    ).rowCount === 1;
  await setDatabase(owner, 'set default_transaction_read_only to on');
  wire.hangUp();
  await wire.said(`current_setting('transaction_read_only')::boolean`);
  // Read before the change: a connection in between only reads and is left, too.
  const { rows } = await owner.query('select clock_timestamp()::text as now');
  await setDatabase(owner, 'reset default_transaction_read_only');
  await until(() => hears(rows[0].now), 10_000);
  await sleep(1_500);
  await until(() => hears(rows[0].now), 10_000);
});

test('it takes no more connections for a while: whoever waits is served afterwards', async () => {
  const words = wordsOf();
  await setDatabase(owner, 'connection limit 0');
  const heard = wire.heard('53300');
  wire.hangUp();
  const answering = report(words);
  await heard;
  await setDatabase(owner, 'connection limit -1');
  expect(await answering).toContain(refOf(await ticketAbout(desk, words)));
});

test('more people at once than there are connections: all are served, each once', async () => {
  await owner.query('begin');
  await owner.query('lock table event in share mode');
  const all = Array.from({ length: 26 }, wordsOf);
  for (const body of await Promise.all(all.map(report))) expect(body).toContain(NOT_YET);
  await owner.query('rollback');
  const isAnswered = (words: string) => answersOf(desk, 'alice').some((answer) => answer.includes(words));
  await until(() => all.every(isAnswered), 12_000);
  for (const words of all) await ticketAbout(desk, words);
});

test('a deadlock that the database breaks is nothing that anybody hears of', async () => {
  const words = wordsOf();
  await report(words);
  const ticket = await ticketAbout(desk, words);
  await owner.query('begin');
  await owner.query('lock table event in share mode');
  const claiming = desk.slack.command(slackId('bob'), GENERAL, `claim ${refOf(ticket)}`);
  await until(async () => {
    const rows = await query(desk, `select from pg_locks where relation = 'event'::regclass and not granted`);
    return rows.length > 0;
  });
  // Muster has the ticket and waits for the history; here it is the other way round. Muster has waited longer, so it finds out.
  await owner.query('select from ticket where id = $1 for update', [ticket.id]);
  await owner.query('rollback');
  expect((await claiming).body).toContain(refOf(ticket));
  const { rows } = await other.query('select deadlocks from pg_stat_database where datname = current_database()');
  expect(Number(rows[0].deadlocks)).toBeGreaterThan(0);
  expect(await typesOf(desk, ticket)).toEqual(['reported', 'claimed']);
});

test.each(['40001', '40P01'])('%s is tried again, five times at most', async (sqlstate) => {
  const words = wordsOf();
  for (let time = 0; time < 4; time++) void wire.refuse('inside the transaction', sqlstate);
  expect(await report(words)).toContain(refOf(await ticketAbout(desk, words)));
  const lost = wordsOf();
  for (let time = 0; time < 5; time++) void wire.refuse('inside the transaction', sqlstate);
  expect(await report(lost)).toContain(`Nothing was saved, your text: “report ${lost}”`);
  await expect(ticketAbout(desk, lost)).rejects.toThrow();
});
