// A thousand commands at one moment, to a process that has just said it is ready: how long the last one waits, and whether all are there.
import { parseArgs } from 'node:util';
import { query, until } from '../test/support/proof.ts';
import { buildMuster, openTown, type Town } from '../test/support/proof-process.ts';
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
try {
  await withServer({}, async (server) => {
    const cold: Wave[] = [];
    const warm: Wave[] = [];
    for (let n = 0; n < rounds; n++) {
      const waves = await round(server);
      cold.push(waves.cold);
      warm.push(waves.warm);
    }
    process.stdout.write(tableOf({ 'whose database was just made': cold, 'that was started again': warm }));
  });
} finally {
  muster.remove();
}

async function round({ database }: BenchServer): Promise<{ readonly cold: Wave; readonly warm: Wave }> {
  const town = await openTown(muster.main, { home: await database(), crowd: CROWD });
  try {
    await town.start();
    const cold = await wave(town);
    await town.kill();
    await town.disconnect();
    await town.start();
    return { cold, warm: await wave(town) };
  } finally {
    await town.stop();
  }
}

async function wave(town: Town): Promise<Wave> {
  const before = await standing(town);
  // Where late outcomes go; nobody is there to read them.
  const answersTo = new URL('/respond/late', town.slack.url).href;
  const outcomes = () => town.slack.ledger.calls.filter(({ method }) => method === 'response_url').length;
  const told = outcomes();
  const { latencies, answers } = await fire(
    `${town.address()}/slack/events`,
    commands(town, COMMANDS, CROWD, answersTo),
    COMMANDS,
  );
  const promised = answers.filter((answer) => PROMISE.test(answer)).length;
  await until(() => outcomes() - told >= promised, 300_000);
  const after = await standing(town);
  for (const [name, count] of Object.entries(after))
    if (count - (before[name] ?? 0) !== COMMANDS)
      throw new Error(
        `${COMMANDS} commands were acknowledged, and ${count - (before[name] ?? 0)} rows of ${name} are there`,
      );
  return { half: median(latencies), last: percentile(latencies, 1), promised };
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
      `To a process ${name}`,
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
