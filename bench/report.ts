// A report until its acknowledgement, durable: Muster beside pgbench and beside bare bots that write the same rows in one statement.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Client } from 'pg';
import type { Home } from '../test/support/database.ts';
import { type Built, buildMuster, buildProgram, openTown, type Town } from '../test/support/proof-process.ts';
import { asOrganisation, type Bare, own, pgbench, startBare, writeScript } from './support/contenders.ts';
import { withoutWorker } from './support/held.ts';
import { type Counts, countRows, grown, type Imprint, imprintOf, settle } from './support/imprint.ts';
import { activities, commands, type Fired, fire, type Prepared } from './support/load.ts';
import { withServer } from './support/server.ts';
import { median, percentile, table } from './support/table.ts';

/** Requests a second, and until half of them and nearly all of them were answered, ms. */
interface Turn {
  readonly rate: number;
  readonly half?: number;
  readonly most?: number;
}
interface Round {
  readonly floor: Turn;
  readonly bare: Turn;
  readonly muster: Turn;
}
interface Chat {
  readonly name: string;
  /** What the bare bot is made of. */
  readonly sdk: string;
  readonly bare: string;
  readonly path: { readonly muster: string; readonly bare: string };
  prepare(town: Town, count: number): Prepared[];
  environment(town: Town): Record<string, string>;
}

const CROWD = 40;
const AT = [1, 8, 32];
const TARGET = 0.5;

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '9' }, requests: { type: 'string', default: '256' } },
});
const rounds = Math.min(50, Math.max(3, Number(values.rounds) || 9));
const most = Math.min(5_000, Math.max(64, Number(values.requests) || 256));
const countAt = (at: number) => (at === 1 ? Math.ceil(most / 2) : most);

const CHATS: readonly Chat[] = [
  {
    ...{ name: 'Slack: a signed `/desk report …`', sdk: 'Bolt', bare: 'bench/bare/slack.ts' },
    path: { muster: '/slack/events', bare: '/slack/events' },
    prepare: (town, count) => commands(town, count, CROWD, 'http://127.0.0.1:9/'),
    environment: ({ slack }) => ({ SLACK_SIGNING_SECRET: slack.world.signingSecret }),
  },
  {
    ...{ name: 'Teams: `report …` in a direct chat', sdk: 'botbuilder', bare: 'bench/bare/teams.ts' },
    path: { muster: '/teams/messages', bare: '/api/messages' },
    prepare: (town, count) => activities(town, count, CROWD),
    environment: ({ teams }) => ({
      ...{ TEAMS_APP_ID: teams.world.appId, TEAMS_APP_PASSWORD: teams.world.appPassword },
      TEAMS_OPENID_URL: teams.openidUrl,
    }),
  },
];

const muster = await buildMuster();
try {
  await withServer({}, async ({ database, folder }) => {
    for (const chat of CHATS) {
      const built = await buildProgram(chat.bare);
      const homes = { muster: await database(), bare: await database(), floor: await database() };
      process.stdout.write(`${await measure(chat, built, homes, folder)}\n`);
      built.remove();
    }
  });
} finally {
  muster.remove();
}

async function measure(
  chat: Chat,
  built: Built,
  homes: { readonly muster: Home; readonly bare: Home; readonly floor: Home },
  folder: string,
): Promise<string> {
  const town = await openTown(muster.main, { home: homes.muster, crowd: CROWD });
  const owners = { muster: await own(homes.muster), bare: await own(homes.bare), floor: await own(homes.floor) };
  let bare: Bare | undefined;
  try {
    await town.start();
    const send = (count: number, at: number) =>
      fire(`${town.address()}${chat.path.muster}`, chat.prepare(town, count), at);
    // Everybody has spoken before.
    await send(2 * CROWD, 8);
    const imprint = await withoutWorker(town, () => imprintOf(owners.muster, async () => void (await send(1, 1))));
    for (const owner of [owners.bare, owners.floor]) await settle(owners.muster, owner);
    const { organisation } = town.muster.desk;
    const file = join(folder, 'report.sql');
    writeScript(file, imprint.statement);
    bare = await startBare(built, chat.path.bare, {
      ...{ DATABASE_URL: homes.bare.appUrl, PGOPTIONS: asOrganisation(organisation), STATEMENT: imprint.statement },
      ...chat.environment(town),
    });
    const { url } = bare;
    const measured = new Map<number, Round[]>(AT.map((at) => [at, []]));
    const before = {
      muster: await standing(owners.muster),
      bare: await countRows(owners.bare),
      floor: await countRows(owners.floor),
    };
    // The first round warms up.
    for (let n = 0; n <= rounds; n++)
      for (const at of AT) {
        const count = countAt(at);
        const { floor, other } = await withoutWorker(town, async () => ({
          floor: { rate: await pgbench(homes.floor, { file, organisation, count, at }) },
          other: turnOf(await fire(url, chat.prepare(town, count), at)),
        }));
        const mine = turnOf(await send(count, at));
        if (n > 0) measured.get(at)?.push({ floor, bare: other, muster: mine });
      }
    const sent = (rounds + 1) * AT.reduce((sum, at) => sum + countAt(at), 0);
    for (const name of ['bare', 'floor'] as const)
      agree(grown(before[name], await countRows(owners[name])), times(imprint.rows, sent), name);
    agree(
      grown(before.muster, await standing(owners.muster)),
      { ticket: sent, reported: sent, receipt: sent, jobs: sent * (imprint.rows.job ?? 0) },
      'Muster',
    );
    return tableOf(chat, measured, imprint, sent);
  } finally {
    await bare?.stop();
    for (const owner of Object.values(owners)) await owner.end();
    await town.stop();
    await homes.bare.drop();
    await homes.floor.drop();
  }
}

function turnOf({ ms, latencies }: Fired): Turn {
  return { rate: (latencies.length / ms) * 1000, half: median(latencies), most: percentile(latencies, 0.99) };
}

/** What Muster has written; jobs by their numbers, since what is delivered is there no more. */
async function standing(owner: Client): Promise<Counts> {
  const { rows } = await owner.query(
    `select (select count(*)::int from ticket) as ticket, (select count(*)::int from event where type = 'reported') as reported,
            (select count(*)::int from receipt) as receipt, pg_sequence_last_value('job_id_seq')::int as jobs`,
  );
  return rows[0];
}

function times(rows: Counts, many: number): Counts {
  return Object.fromEntries(Object.entries(rows).map(([name, count]) => [name, count * many]));
}

/** Throws unless what was written is what was acknowledged; jobs follow from jobs, so there may be more of them. */
function agree(written: Counts, acknowledged: Counts, whose: string): void {
  for (const [name, count] of Object.entries(acknowledged)) {
    const there = written[name] ?? 0;
    if (there !== count && !(name === 'jobs' && there > count))
      throw new Error(`${whose}: ${count} rows of ${name} were acknowledged, and ${there} are there`);
  }
}

function tableOf(chat: Chat, measured: ReadonlyMap<number, readonly Round[]>, { rows }: Imprint, sent: number): string {
  const of = (at: number, what: (round: Round) => number) => median((measured.get(at) ?? []).map(what));
  const lines = AT.map((at, n) => {
    const share = of(at, ({ muster: mine, bare }) => mine.rate / bare.rate);
    const before = AT[n - 1];
    const rises = before === undefined ? 1 : risen(measured.get(before) ?? [], measured.get(at) ?? []);
    return [
      at,
      ...[of(at, ({ floor }) => floor.rate), of(at, ({ bare }) => bare.rate), of(at, (round) => round.muster.rate)].map(
        whole,
      ),
      ...[share.toFixed(2), share >= TARGET ? 'met' : 'missed'],
      ...(before === undefined ? ['', ''] : [`× ${rises.toFixed(2)}`, rises >= 1 ? 'met' : 'missed']),
      `${of(at, (round) => round.muster.half ?? Number.NaN).toFixed(1)} / ${of(at, (round) => round.muster.most ?? Number.NaN).toFixed(1)} ms`,
    ];
  });
  const head = [
    ...['At a time', '`pgbench`', `Bare ${chat.sdk}`, 'Muster', `Muster : bare ${chat.sdk}`, `at least ${TARGET}`],
    ...['Against the line above', 'not falling', 'Half / 99 of 100 within'],
  ];
  const written = Object.entries(rows).map(([name, count]) => `${name} ${count}`);
  return `${chat.name}, a second (rows each: ${written.join(', ')}; ${sent} requests each, all there):\n\n${table(head, lines)}`;
}

/** How much more a second than before, round by round. */
function risen(before: readonly Round[], now: readonly Round[]): number {
  return median(now.map(({ muster: mine }, n) => mine.rate / (before[n]?.muster.rate ?? Number.NaN)));
}

function whole(rate: number): string {
  return rate.toFixed(0);
}
