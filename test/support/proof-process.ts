// Muster as a process of its own, between both local chats and a database, so that it can be killed at any point.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { Client } from 'pg';
import { startSlack } from '../../playground/slack/slack.ts';
import { startTeams } from '../../playground/teams/teams.ts';
import { connect } from '../../src/storage/database.ts';
import { organisationId } from '../../src/storage/organisations.ts';
import { type Home, testDatabase } from './database.ts';
import { teamsId } from './desk.ts';
import { type Judged, query, until } from './proof.ts';
import { startWire, type Wire } from './proof-wire.ts';
import { peopleWith, slackWorld, teamsWorld } from './proof-world.ts';

// Benchmarks use this from a bundle elsewhere; both they and the tests run in the project's folder.
const root = process.cwd();

export interface Built {
  readonly main: string;
  remove(): void;
}

export const buildMuster = (): Promise<Built> => buildProgram('src/main.ts');

/** The program as one file, made in a second; below node_modules, from where it finds its packages. */
export async function buildProgram(entry: string): Promise<Built> {
  const cache = join(root, 'node_modules', '.cache');
  await mkdir(cache, { recursive: true });
  const outdir = mkdtempSync(join(cache, 'muster-proof-'));
  await build({
    ...{ entryPoints: [join(root, entry)], outdir, outExtension: { '.js': '.mjs' } },
    ...{ bundle: true, packages: 'external', platform: 'node', format: 'esm', logLevel: 'warning' },
    // With a chat configured it is never loaded.
    external: ['../playground/playground.ts'],
  });
  for (const file of readdirSync(join(root, 'migrations')).filter((name) => name.endsWith('.sql')))
    copyFileSync(join(root, 'migrations', file), join(outdir, file));
  return { main: join(outdir, `${basename(entry, '.ts')}.mjs`), remove: () => rmSync(outdir, { recursive: true }) };
}

export interface Town extends Judged {
  /** Between every process and the database, unless that is a `home`. */
  readonly wire: Wire;
  /** The database, as one who sees over the wall. */
  readonly ownerUrl: string;
  /** Starts a Muster, whose clock is so many minutes fast, and tells both chats that it is the one to talk to unless another is `atDoor`. */
  start(options?: { readonly fast?: number; readonly atDoor?: false }): Promise<void>;
  /** Where the one that was started last listens. */
  address(path?: string): string;
  /** All that they have written so far, to both of their outputs. */
  output(): string;
  /** SIGTERM to the oldest; resolves with how it ended and how many ms that took. */
  end(): Promise<{ readonly code: number | null; readonly ms: number }>;
  /** SIGKILL to the oldest; resolves when it is dead. */
  kill(): Promise<void>;
  /** Holds everyone up who needs what `statement` takes; what is returned lets them go on. */
  hold(statement: string): Promise<() => Promise<void>>;
  /** Resolves when a connection of Muster's waits for what is held. */
  held(): Promise<void>;
  /** Ends what the database still does for a process that is dead. */
  disconnect(): Promise<void>;
  /** Resolves when nothing is left to deliver. */
  delivered(): Promise<void>;
  stop(): Promise<void>;
}

/** ms; until a replica that starts slowly can hear it. */
const RETRIES = [3_000, 3_000, 6_000, 12_000, 24_000];

export interface TownOptions {
  /** Of the environment, beside the usual. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Of the chats, instead of the usual. */
  readonly secrets?: Partial<Record<'botToken' | 'signingSecret' | 'appPassword', string>>;
  /** The database, where it is not one of the tests' own. */
  readonly home?: Home;
  /** So many more people, called crowd1, crowd2 … */
  readonly crowd?: number;
}

export async function openTown(main: string, options: TownOptions = {}): Promise<Town> {
  const { settings = {}, secrets: { appPassword, ...ofSlack } = {}, home, crowd = 0 } = options;
  const { ownerUrl, appUrl, drop } = home ?? (await testDatabase());
  const people = peopleWith(crowd);
  const slack = await startSlack({ world: { ...slackWorld(people), ...ofSlack }, retryDelays: RETRIES });
  const teams = await startTeams({ world: { ...teamsWorld(people), ...(appPassword ? { appPassword } : {}) } });
  const database = await connect(appUrl, 2);
  const owner = new Client({ connectionString: ownerUrl });
  await owner.connect();
  const wire = await startWire(ownerUrl);
  const holders: Client[] = [];
  const children: ChildProcess[] = [];
  let written = '';
  let port = 0;
  const town: Town = {
    ...{ slack, teams, wire, ownerUrl, muster: { database, desk: { organisation: organisationId('example') } } },
    async start({ fast = 0, atDoor = true } = {}) {
      const child = spawn(process.execPath, [...(fast === 0 ? [] : ['--import', clock(fast)]), main], {
        cwd: root,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...environment(home ? ownerUrl : wire.url, slack, teams), ...settings },
      });
      children.push(child);
      const keep = (some: Buffer) => {
        written += some;
      };
      child.stdout.on('data', keep);
      child.stderr.on('data', keep).pipe(process.stderr, { end: false });
      port = await readyPort(child);
      if (!atDoor) return;
      if (!settings.SLACK_APP_TOKEN) slack.deliverTo(town.address('/slack/events'));
      teams.deliverTo(town.address('/teams/messages'));
    },
    address: (path = '') => `http://127.0.0.1:${port}${path}`,
    output: () => written,
    async end() {
      const child = children.shift();
      if (!child) throw new Error('nothing runs');
      const asked = performance.now();
      const exit = once(child, 'exit');
      child.kill('SIGTERM');
      const [code] = await exit;
      return { code, ms: performance.now() - asked };
    },
    async kill() {
      const child = children.shift();
      if (!child || child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
    async hold(statement) {
      const holder = new Client({ connectionString: ownerUrl, application_name: 'holder' });
      holders.push(holder);
      await holder.connect();
      await holder.query('begin');
      await holder.query(statement);
      return () => holder.end();
    },
    async held() {
      await until(async () => {
        const { rows } = await owner.query(
          `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        );
        return rows.length > 0;
      });
    },
    async disconnect() {
      await owner.query(
        `select pg_terminate_backend(pid, 5000) from pg_stat_activity
         where datname = current_database() and application_name like 'muster%' and pid <> all($1)`,
        [[await pidOf(database)]],
      );
    },
    async delivered() {
      await until(async () => {
        const [left] = await query(
          town,
          "select count(*)::int as jobs from job where lane is not null and (task ->> 'kind' <> 'home' or run_at <= desk_now())",
        );
        return left?.jobs === 0;
      }, 45_000);
    },
    async stop() {
      while (children.length > 0) await town.kill();
      await wire.stop();
      await Promise.all([...holders.map((holder) => holder.end()), owner.end(), database.close()]);
      await Promise.all([slack.stop(), teams.stop()]);
      await drop();
    },
  };
  return town;
}

/** Starts it; on Teams bob has Muster in the team, and alice in her own chat. */
export async function moveIn(town: Town): Promise<void> {
  await town.start();
  await town.teams.install(teamsId('bob'), { team: true });
  await town.teams.install(teamsId('alice'));
}

/** A module that makes the process's clock so many minutes fast; timers and what is measured are not touched. */
function clock(fast: number): string {
  const source = `const Real = Date, now = () => Real.now() + ${fast * 60_000};
    globalThis.Date = class Date extends Real {
      constructor(...given) { if (given.length > 0) super(...given); else super(now()); }
      static now() { return now(); }
    };`;
  return `data:text/javascript,${encodeURIComponent(source)}`;
}

async function pidOf(database: Judged['muster']['database']): Promise<number> {
  const [row] = await database.source.query('select pg_backend_pid() as pid');
  return row.pid;
}

function environment(
  databaseUrl: string,
  slack: Awaited<ReturnType<typeof startSlack>>,
  teams: Awaited<ReturnType<typeof startTeams>>,
): Record<string, string> {
  return {
    ...{ PATH: process.env.PATH ?? '', PORT: '0', DATABASE_URL: databaseUrl, LOG_LEVEL: 'info' },
    ...{ SLACK_BOT_TOKEN: slack.world.botToken, SLACK_SIGNING_SECRET: slack.world.signingSecret },
    ...{ SLACK_API_URL: slack.url, GRAPH_URL: teams.graphUrl, TEAMS_TENANT_ID: teams.world.tenantId },
    ...{ TEAMS_APP_ID: teams.world.appId, TEAMS_APP_PASSWORD: teams.world.appPassword },
    ...{ TEAMS_LOGIN_URL: teams.loginUrl, TEAMS_OPENID_URL: teams.openidUrl },
    TEAMS_INCIDENTS_TEAM_ID: teams.world.team.id,
    TEAMS_SERVICE_HOSTS: new URL(teams.serviceUrl).host,
  };
}

async function readyPort(child: ChildProcess): Promise<number> {
  if (!child.stdout) throw new Error('the process has no output');
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.includes('Muster is ready')) continue;
    child.stdout.resume();
    return JSON.parse(line).port;
  }
  throw new Error('Muster ended before it was ready');
}
