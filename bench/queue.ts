// Lists at ten thousand, a million and ten million tickets of one organisation: how long the answer takes, and how long its bare SQL.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Client } from 'pg';
import { pino } from 'pino';
import { messageOf } from '../adapters/slack/render.ts';
import { makeEngine } from '../src/engine.ts';
import type { Said } from '../src/port.ts';
import { connect, type Database } from '../src/storage/database.ts';
import { type Desk, install, openDesk } from '../src/storage/organisations.ts';
import { recognise } from '../src/storage/recognising.ts';
import { execute, type Home } from '../test/support/database.ts';
import { slackId } from '../test/support/desk.ts';
import { fillTickets } from './support/fill.ts';
import { withServer } from './support/server.ts';
import { median, percentile, table } from './support/table.ts';

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '10000,1000000,10000000' },
    open: { type: 'string', default: '8' },
    rounds: { type: 'string', default: '500' },
  },
});
const sizes = values.sizes.split(',').map(Number);
const rounds = Number(values.rounds);
const TARGET = { p99: 10, slower: 1.2 };

/** What is asked, by whom, and how often: Dana sees every group, Alice has reported what Person 1 has. */
const LISTS = {
  queue: { by: 'dana', said: { kind: 'command', text: 'queue' } },
  'its last page': { by: 'dana', said: { kind: 'press', verb: 'queue', args: {} } },
  'queue unclaimed': { by: 'dana', said: { kind: 'command', text: 'queue unclaimed' } },
  'queue waiting': { by: 'dana', said: { kind: 'command', text: 'queue waiting' } },
  status: { by: 'alice', said: { kind: 'command', text: 'status' } },
  home: { by: 'dana', said: { kind: 'command', text: 'home' } },
  find: { by: 'dana', said: { kind: 'command', text: 'find printer 4711' } },
} as const satisfies Record<string, { by: string; said: Said }>;
type List = keyof typeof LISTS;
const names = Object.keys(LISTS) as List[];

const SLOW = 10_000; // ms
const EXPECTED: Readonly<Record<List, RegExp>> = {
  queue: /INC-\d/u,
  ...{ 'its last page': /INC-\d/u, 'queue unclaimed': /INC-\d/u, 'queue waiting': /INC-\d/u },
  ...{ status: /INC-1\b/u, home: /INC-\d/u, find: /./u },
};
/** Where the page ends that is before the last: ten rows stand behind it. */
const LAST = `select concat_ws('|', priority, to_char(next_due at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), id) as after
  from ticket where phase = 'active' order by priority desc, next_due desc, id desc offset 10 limit 1`;
/** One group's first page, bare. */
const FLOOR = `select * from ticket where organisation_id = current_organisation() and support_group = 'service-desk'
  and phase = 'active' order by priority, next_due, id limit 11`;

/** Milliseconds of each answer. */
type Times = Readonly<Record<List | 'floor', readonly number[]>>;

const measured: Times[] = [];
await withServer({}, async ({ database: fresh }) => {
  const home = await fresh();
  const database = await connect(home.appUrl);
  try {
    const { desk } = await openDesk(database, readFileSync('policy.yaml', 'utf8'), 'policy.yaml');
    await install(database, desk, 'slack', 'T1');
    const ask = await asker(database, desk);
    await ask('alice', { kind: 'command', text: 'report the printer is jammed' });
    for (const size of sizes) {
      const began = performance.now();
      await fillTickets(home.ownerUrl, { organisation: desk.organisation, upTo: size, open: Number(values.open) });
      process.stderr.write(`${size} tickets after ${((performance.now() - began) / 1000).toFixed(0)} s\n`);
      measured.push(await measure(ask, home, desk.organisation));
    }
    process.stdout.write(tableOf(measured, await rowsOf(home.ownerUrl)));
  } finally {
    await database.close();
  }
});

type Ask = (by: string, said: Said) => Promise<string>;

/** Answers as the door does, but for the wire: the engine with its transaction, and the card as Slack's blocks. */
async function asker(database: Database, desk: Desk): Promise<Ask> {
  const engine = makeEngine({
    ...{ database, deskOf: () => desk, knows: () => true, platforms: new Map(), log: pino({ level: 'silent' }) },
    answered: () => undefined,
    installation: () => ({ health: new Map(), differs: false, overWall: false }),
  });
  for (const name of ['alice', 'bob', 'dana']) {
    const account = { platform: 'slack', workspace: 'T1', user: slackId(name) };
    const profile = { name, mail: `${name}@example.com`, guest: false, bot: false };
    await database.transaction(desk.organisation, (tx, now) =>
      recognise(tx, desk.organisation, account, profile, ['example.com'], now),
    );
  }
  return async (by, said) => {
    const user = slackId(by);
    const at = { platform: 'slack', workspace: 'T1', user };
    const { now } = await engine.handle({ ...at, key: randomUUID(), place: { kind: 'direct', ...at }, said });
    return now.kind === 'card' ? JSON.stringify(messageOf(now.card, true)) : '';
  };
}

async function measure(ask: Ask, home: Home, organisation: string): Promise<Times> {
  const client = new Client({ connectionString: home.appUrl });
  client.on('error', () => undefined);
  await client.connect();
  await client.query(`set muster.organisation = '${organisation}'`);
  const [last] = await execute(home.ownerUrl, LAST);
  const times = Object.fromEntries([...names, 'floor'].map((name) => [name, [] as number[]])) as Record<
    List | 'floor',
    number[]
  >;
  // The first rounds warm up.
  for (let round = -20; round < rounds; round++) {
    for (const name of names) {
      // What is slow is not asked five hundred times.
      if (times[name].reduce((sum, ms) => sum + ms, 0) > SLOW) continue;
      const { by, said } = LISTS[name];
      const asked = said.kind === 'press' ? { ...said, args: { view: '', after: String(last?.after) } } : said;
      const began = performance.now();
      const answer = await ask(by, asked);
      if (round >= 0) times[name].push(performance.now() - began);
      if (!EXPECTED[name].test(answer)) throw new Error(`${name} was answered with ${answer.slice(0, 300)}`);
    }
    const began = performance.now();
    await client.query(FLOOR);
    if (round >= 0) times.floor.push(performance.now() - began);
  }
  await client.end();
  return times;
}

async function rowsOf(ownerUrl: string): Promise<string> {
  const [row] = await execute(
    ownerUrl,
    `select (select count(*) from ticket) as rows, (select sum(delta) from queue_delta where view = 'actionable') as kept,
       (select count(*) from ticket where phase = 'active') as counted`,
  );
  return `${row?.rows} rows; the queue says ${row?.kept} to be done, counting says ${row?.counted}.`;
}

function tableOf(all: readonly Times[], rows: string): string {
  const largest = all.length - 1;
  const p99 = (name: List | 'floor', n: number) => percentile(all[n]?.[name] ?? [], 0.99);
  const middle = (name: List | 'floor', n: number) => median(all[n]?.[name] ?? []);
  const lines = ([...names, 'floor'] as const).map((name) => {
    const slower = middle(name, largest) / middle(name, 0);
    const judged = name === 'queue' || name === 'its last page';
    const met = p99(name, largest) < TARGET.p99 && slower <= TARGET.slower ? 'met' : 'missed';
    return [
      name === 'floor' ? 'one group’s page, bare SQL' : `\`${name}\``,
      ...sizes.map((_, n) => `${middle(name, n).toFixed(1)} / ${p99(name, n).toFixed(1)} ms`),
      slower.toFixed(2),
      judged ? met : '',
    ];
  });
  const head = [
    'Median / 99th percentile',
    ...sizes.map((size) => `${size.toLocaleString('en')} tickets`),
    'Slower',
    `< ${TARGET.p99} ms, ≤ ${TARGET.slower}`,
  ];
  return `${table(head, lines)}\n${rows}\n`;
}
