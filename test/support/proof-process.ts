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
import { SLACK_DESK, SLACK_PEOPLE, slackId, TEAMS_DESK, TEAMS_PEOPLE, teamsId } from './desk.ts';
import { type Judged, query, until } from './proof.ts';

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
  /** Where Muster listens, without a slash at the end. */
  readonly address: string;
  /** Starts Muster and tells both chats where it is. */
  start(): Promise<void>;
  /** SIGKILL; resolves when it is dead. */
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

/**
 * `settings`: of the environment, beside the usual; `home`: the database, where it is not one of the tests' own; `crowd`: so many
 * more people, called crowd1, crowd2 …
 */
export async function openTown(
  main: string,
  settings: Readonly<Record<string, string>> = {},
  home?: Home,
  crowd = 0,
): Promise<Town> {
  const { ownerUrl, appUrl, drop } = home ?? (await testDatabase());
  const people = peopleWith(crowd);
  const slack = await startSlack({ world: slackWorld(people), retryDelays: [3_000, 3_000, 6_000] });
  const teams = await startTeams({ world: teamsWorld(people) });
  const database = await connect(appUrl, 2);
  const owner = new Client({ connectionString: ownerUrl });
  await owner.connect();
  const holders: Client[] = [];
  let child: ChildProcess | undefined;
  let address = '';
  const town: Town = {
    get address() {
      return address;
    },
    ...{ slack, teams, muster: { database, desk: { organisation: organisationId('example') } } },
    async start() {
      child = spawn(process.execPath, [main], {
        cwd: root,
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { ...environment(ownerUrl, slack, teams), ...settings },
      });
      address = `http://127.0.0.1:${await readyPort(child)}`;
      slack.deliverTo(`${address}/slack/events`);
      teams.deliverTo(`${address}/teams/messages`);
    },
    async kill() {
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
      await town.kill();
      await Promise.all([...holders.map((holder) => holder.end()), owner.end(), database.close()]);
      await Promise.all([slack.stop(), teams.stop()]);
      await drop();
    },
  };
  return town;
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

type People = ReturnType<typeof peopleWith>;

function peopleWith(crowd: number) {
  const more = Array.from({ length: crowd }, (_, n) => `crowd${n + 1}`);
  return ['alice', 'bob', ...more].map((name, n) => ({
    ...{ name, mail: `${name}@example.com`, tz: 'Europe/Paris', locale: 'en-GB', guest: false },
    aadObjectId: `44444444-4444-4444-8444-${String(444_444_444_400 + n)}`,
  }));
}

const slackWorld = (people: People) => ({
  ...{ teamId: 'T1', teamName: 'Example', botUserId: 'UMUSTER', botId: 'BMUSTER', appId: 'A1' },
  ...{ botToken: 'xoxb-test', appToken: 'xapp-test', signingSecret: 'a secret' },
  users: people.map(({ name, mail: email, ...rest }) => ({ ...rest, id: slackId(name), name, realName: name, email })),
  channels: [
    { id: SLACK_DESK, name: 'service-desk', members: ['UBOB', 'UMUSTER'] },
    { id: SLACK_PEOPLE, name: 'people', members: ['UMUSTER'], isPrivate: true },
    { id: 'C0GENERAL', name: 'general', members: ['UMUSTER', ...people.map(({ name }) => slackId(name))] },
  ],
});

const teamsWorld = (people: People) => ({
  tenantId: '11111111-1111-4111-8111-111111111111',
  ...{ appId: '22222222-2222-4222-8222-222222222222', appPassword: 'a secret', botName: 'Muster' },
  team: { id: '33333333-3333-4333-8333-333333333333', name: 'IT', threadId: '19:general@thread.tacv2' },
  users: people.map(({ mail, ...rest }) => ({
    ...{ ...rest, id: teamsId(rest.name), email: mail, userPrincipalName: mail },
  })),
  channels: [
    { id: TEAMS_DESK, name: 'service-desk' },
    { id: TEAMS_PEOPLE, name: 'people' },
    { id: '19:general@thread.tacv2', name: 'General' },
  ],
});
