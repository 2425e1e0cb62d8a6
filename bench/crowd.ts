// A thousand commands at one moment, to a process that has just said it is ready: how long the last one waits, and whether all are there.
import { parseArgs } from 'node:util';
import type { Home } from '../test/support/database.ts';
import { query, until } from '../test/support/proof.ts';
import { buildMuster, buildProgram, openTown, type Town } from '../test/support/proof-process.ts';
import { asOrganisation, own, startBare } from './support/contenders.ts';
import { withoutWorker } from './support/held.ts';
import { imprintOf, settle } from './support/imprint.ts';
import { commands, fire } from './support/load.ts';
import { type BenchServer, withServer } from './support/server.ts';
import { median, percentile, table } from './support/table.ts';

interface Wave {
  /** Until half of them, and the last, were acknowledged, ms. */
  readonly half: number;
  readonly last: number;
  /** Told that the outcome follows, since it was not known in time. */
  readonly promised: number;
}

const COMMANDS = 1_000;
const CROWD = 40;
const TARGET = 3_000; // ms; Slack's patience
/** Muster's own words for "not confirmed yet". */
const PROMISE = /not confirmed/iu;

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' } } });
const rounds = Math.min(20, Math.max(1, Number(values.rounds) || 5));

const muster = await buildMuster();
const bolt = await buildProgram('bench/bare/slack.ts');
try {
  await withServer({}, async (server) => {
    const cold: Wave[] = [];
    const warm: Wave[] = [];
    const bare: Wave[] = [];
    for (let n = 0; n < rounds; n++) {
      const waves = await round(server);
      cold.push(waves.cold);
      warm.push(waves.warm);
      bare.push(waves.bare);
    }
    process.stdout.write(
      tableOf({
        'To a process whose database was just made': cold,
        'To a process that was started again': warm,
        'To a bare Bolt app that sends one statement': bare,
      }),
    );
  });
} finally {
  muster.remove();
  bolt.remove();
}

async function round({ database }: BenchServer): Promise<Readonly<Record<'cold' | 'warm' | 'bare', Wave>>> {
  const home = await database();
  const town = await openTown(muster.main, { home, crowd: CROWD });
  try {
    await town.start();
    const cold = await wave(town);
    await town.kill();
    await town.disconnect();
    await town.start();
    const warm = await wave(town);
    return { cold, warm, bare: await bareWave(town, home, await database()) };
  } finally {
    await town.stop();
  }
}

/** The same to a bare bot that has just started, with nothing to deliver, which writes the same rows in one statement. */
async function bareWave(town: Town, home: Home, other: Home): Promise<Wave> {
  const [from, to] = [await own(home), await own(other)];
  const url = `${town.address()}/slack/events`;
  const send = (to: string, count: number) => fire(to, commands(town, count, CROWD, 'http://127.0.0.1:9/'), count);
  try {
    return await withoutWorker(town, async () => {
      const { statement } = await imprintOf(from, async () => void (await send(url, 1)));
      await settle(from, to);
      const bare = await startBare(bolt, '/slack/events', {
        ...{
          DATABASE_URL: other.appUrl,
          PGOPTIONS: asOrganisation(town.muster.desk.organisation),
          STATEMENT: statement,
        },
        SLACK_SIGNING_SECRET: town.slack.world.signingSecret,
      });
      const { latencies } = await send(bare.url, COMMANDS);
      await bare.stop();
      return { half: median(latencies), last: percentile(latencies, 1), promised: 0 };
    });
  } finally {
    await from.end();
    await to.end();
  }
}

async function wave(town: Town): Promise<Wave> {
  const before = await standing(town);
  // Where late outcomes go; nobody is there to read them.
  const answersTo = new URL('/respond/late', town.slack.url).href;
  const outcomes = () => town.slack.ledger.calls.filter(({ method }) => method === 'response_url').length;
  const already = outcomes();
  const { latencies, answers } = await fire(
    `${town.address()}/slack/events`,
    commands(town, COMMANDS, CROWD, answersTo),
    COMMANDS,
  );
  const promised = answers.filter((answer) => PROMISE.test(answer)).length;
  await until(() => outcomes() - already >= promised, 300_000);
  const after = await standing(town);
  for (const [name, count] of Object.entries(after)) {
    const rows = count - (before[name] ?? 0);
    if (rows !== COMMANDS)
      throw new Error(
        `${COMMANDS} commands were acknowledged, ${rows} rows of ${name} are there; said was ${told(town)}`,
      );
  }
  return { half: median(latencies), last: percentile(latencies, 1), promised };
}

/** What outcomes said but that a report is recorded, each once. */
function told({ slack }: Town): string {
  const texts = slack.ledger.calls.flatMap(({ method, args }) =>
    method === 'response_url' ? [String(args.text)] : [],
  );
  return [...new Set(texts.filter((text) => !text.startsWith('INC-')).map((text) => text.slice(0, 80)))].join(' / ');
}

async function standing(town: Town): Promise<Record<string, number>> {
  const [row] = await query(
    town,
    `select (select count(*)::int from ticket) as ticket, (select count(*)::int from receipt) as receipt,
            (select count(*)::int from event where type = 'reported') as reported`,
  );
  return row as Record<string, number>;
}

function tableOf(waves: Readonly<Record<string, readonly Wave[]>>): string {
  const lines = Object.entries(waves).map(([name, all]) => {
    const lasts = all.map(({ last }) => last);
    const worst = Math.max(...lasts);
    return [
      name,
      ...[median(all.map(({ half }) => half)), median(lasts), worst].map((ms) => `${(ms / 1000).toFixed(2)} s`),
      median(all.map(({ promised }) => promised)),
      worst <= TARGET ? 'met' : 'missed',
    ];
  });
  const head = [
    'A thousand commands',
    'Half within',
    'The last within',
    'At worst',
    '“Not confirmed yet”',
    'within 3 s',
  ];
  return table(head, lines);
}
