// The program itself: what it says when it cannot start, how it ends, and that a second start finds what the first one kept.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { startSlack } from '../playground/slack/slack.ts';
import { findServer, readSecrets } from '../src/storage/server-cluster.ts';
import { world as slackWorld } from './conformance/slack.ts';
import { execute, testDatabase } from './support/database.ts';
import { policyText } from './support/laws.ts';

const root = join(import.meta.dirname, '..');
const cache = join(root, 'node_modules', '.cache');
const dataDir = mkdtempSync(join(tmpdir(), 'muster-test-'));
const cluster = join(dataDir, 'postgres', 'data');
vi.setConfig({ testTimeout: 60_000 }); // Each start is a process, most of them with a database of their own.
let built: string;
const running: ChildProcess[] = [];

beforeAll(() => {
  mkdirSync(cache, { recursive: true });
  built = mkdtempSync(join(cache, 'muster-start-')); // Within the project, where packages are found from.
  const typescript = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');
  execFileSync(process.execPath, [typescript, '-p', 'tsconfig.build.json', '--outDir', built, '--noCheck'], {
    cwd: root,
  });
  cpSync(join(root, 'migrations'), join(built, 'migrations'), {
    recursive: true,
    filter: (name) => !name.endsWith('.ts'),
  });
  writeFileSync(join(built, 'package.json'), '{ "type": "module" }');
}, 60_000);
afterEach(async () => {
  for (const muster of running.splice(0)) muster.kill('SIGKILL');
  await expect.poll(() => findServer(cluster), { timeout: 10_000, interval: 20 }).toBeUndefined();
});
afterAll(() => {
  for (const directory of [dataDir, built]) rmSync(directory, { recursive: true, maxRetries: 5 });
});

interface Run {
  readonly muster: ChildProcess;
  /** What was said so far. */
  readonly said: { out: string; err: string };
  /** The exit code, when it has ended. */
  readonly ended: Promise<number | null>;
}

/** Starts Muster with these variables and no others; it listens on a free port unless they say otherwise. */
function start(variables: Readonly<Record<string, string>>, ...options: readonly string[]): Run {
  const { PATH = '' } = process.env;
  const muster = spawn(process.execPath, [join(built, 'src', 'main.js'), ...options], {
    cwd: root,
    env: { PATH, PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'warn', ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(muster);
  const said = { out: '', err: '' };
  muster.stdout.on('data', (chunk) => {
    said.out += chunk;
  });
  muster.stderr.on('data', (chunk) => {
    said.err += chunk;
  });
  return { muster, said, ended: new Promise((resolve) => muster.once('close', resolve)) };
}

/** Runs to its end, which must be a failure in one sentence. */
async function complaint(variables: Readonly<Record<string, string>>, ...options: readonly string[]): Promise<string> {
  const { said, ended } = start(variables, ...options);
  expect(await ended).toBe(1);
  const sentence = said.err.trim();
  expect(sentence).toMatch(/^[^\n]{20,}$/u);
  expect(sentence).not.toMatch(/\bat .+:\d+:\d+\)?$|undefined|\[object/u);
  return sentence;
}

async function port(): Promise<{ port: number; close(): Promise<void> }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

const inside = (...statements: string[]) => {
  const { owner } = readSecrets(cluster);
  return execute(`postgres://muster_owner:${owner}@127.0.0.1:${findServer(cluster)?.port}/muster`, ...statements);
};
const file = (name: string, text: string) => {
  const path = join(built, name);
  writeFileSync(path, text);
  return path;
};

test('a first start opens the playground; SIGTERM ends it and its database; a second start finds the data', async () => {
  const first = start({});
  await expect
    .poll(() => first.said.out, { timeout: 30_000 })
    .toMatch(/playground: http:\/\/127\.0\.0\.1:\d+\/playground/u);
  const address = /http:\S+/u.exec(first.said.out)?.[0] ?? '';
  expect(await (await fetch(new URL('/readyz', address))).json()).toMatchObject({ ready: true });
  await inside('create table kept (word text)', `insert into kept values ('kept')`);

  const asked = Date.now();
  first.muster.kill('SIGTERM');
  expect(await first.ended).toBe(0);
  expect(Date.now() - asked).toBeLessThan(10_000);
  expect(findServer(cluster)).toBeUndefined();
  expect(first.said.err).toBe('');

  const second = start({});
  await expect.poll(() => second.said.out, { timeout: 30_000 }).toContain('playground');
  expect(await inside('select word from kept')).toEqual([{ word: 'kept' }]);
  second.muster.kill('SIGINT');
  expect(await second.ended).toBe(0);
}, 90_000);

test('what the environment does not give is opened from the database, and it answers Slack', async () => {
  const [database, slack] = await Promise.all([testDatabase(), startSlack({ world: slackWorld })]);
  const ENCRYPTION_KEY = randomBytes(32).toString('base64');
  const { signingSecret: SLACK_SIGNING_SECRET } = slackWorld;
  const given = { SLACK_API_URL: slack.url, SLACK_SIGNING_SECRET };
  const variables = { DATABASE_URL: database.ownerUrl, ENCRYPTION_KEY };
  const { PATH = '' } = process.env;
  execFileSync(process.execPath, [join(built, 'src', 'cli.js'), 'secret', 'set', 'SLACK_BOT_TOKEN'], {
    ...{ cwd: root, input: `${slackWorld.botToken}\n`, env: { PATH, ...variables } },
  });
  const { said, muster } = start({ ...variables, ...given, LOG_LEVEL: 'info' });
  await expect.poll(() => said.out, { timeout: 30_000 }).toContain('Muster is ready');
  slack.deliverTo(`http://127.0.0.1:${/"port":(\d+)/u.exec(said.out)?.[1]}/slack/events`);
  const { status, body } = await slack.command('UALICE', 'C1', 'report the lamp flickers');
  expect({ status, body }).toEqual({ status: 200, body: expect.stringContaining('INC-1') });
  muster.kill('SIGTERM');
  await expect.poll(() => muster.exitCode, { timeout: 10_000 }).toBe(0);
  await Promise.all([slack.stop(), database.drop()]);
}, 60_000);

describe('in one sentence, and with a failure, it refuses', () => {
  test('a port that is taken', async () => {
    const taken = await port();
    expect(await complaint({ PORT: String(taken.port) })).toMatch(new RegExp(`^PORT: ${taken.port} is in use\\.`, 'u'));
    await taken.close();
  });
  test('a policy file that is not there, and one that is damaged, with the line', async () => {
    expect(await complaint({ POLICY_FILE: 'nowhere.yaml' })).toMatch(/^POLICY_FILE: nowhere\.yaml cannot be read/u);
    const shop = file('shop.yaml', policyText.replace('calendar: office', 'calendar: shop'));
    const line = policyText.split('\n').findIndex((text) => text.includes('calendar: office')) + 1;
    expect(await complaint({ POLICY_FILE: shop })).toContain(`shop.yaml:${line}:13: organisation.calendar: "shop"`);
    const broken = file('broken.yaml', policyText.replace('name: Example AG', 'name: "Example AG'));
    expect(await complaint({ POLICY_FILE: broken })).toMatch(/broken\.yaml:\d+:\d+: /u);
  });
  test('a database that does not answer, is not there, or does not let it in', async () => {
    const free = await port();
    await free.close();
    expect(await complaint({ DATABASE_URL: `postgres://u:p@127.0.0.1:${free.port}/desk` })).toMatch(
      /^DATABASE_URL: .*ECONNREFUSED/u,
    );
    const database = await testDatabase();
    const wrong = new URL(database.ownerUrl);
    wrong.password = 'wrong';
    expect(await complaint({ DATABASE_URL: wrong.href })).toMatch(/^DATABASE_URL: /u);
    wrong.href = database.ownerUrl;
    wrong.pathname = '/nowhere';
    expect(await complaint({ DATABASE_URL: wrong.href })).toMatch(/^DATABASE_URL: /u);
    await database.drop();
  });
  test('no chat, on a database that is no playground', async () => {
    const database = await testDatabase();
    const said = await complaint({ DATABASE_URL: database.ownerUrl });
    expect(said).toMatch(/^No chat is configured, .*SLACK_BOT_TOKEN or TEAMS_APP_ID/u);
    await database.drop();
  });
  test('a real chat on a playground’s database', async () => {
    expect(await complaint({ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 's' })).toMatch(
      /^DATA_DIR, DATABASE_URL: /u,
    );
  });
  test('data of another major version', async () => {
    const old = join(built, 'old');
    mkdirSync(join(old, 'postgres', 'data'), { recursive: true });
    writeFileSync(join(old, 'postgres', 'data', 'PG_VERSION'), '16\n');
    expect(await complaint({ DATA_DIR: old })).toMatch(/^DATA_DIR holds data of PostgreSQL 16 /u);
  });
  test.each([
    ['Slack without its secret', { SLACK_BOT_TOKEN: 'xoxb-1' }, 'SLACK_SIGNING_SECRET'],
    ['half of Teams', { TEAMS_APP_ID: 'a' }, 'TEAMS_APP_PASSWORD'],
    ['a port in words', { PORT: 'eighty' }, 'PORT'],
    ['an open Teams for everybody', { TEAMS_AUTH: 'none', HOST: '0.0.0.0' }, 'TEAMS_AUTH'],
  ])('%s', async (_what, variables: Readonly<Record<string, string>>, name) => {
    const before = readdirSync(dataDir);
    expect(await complaint(variables)).toContain(name);
    expect(readdirSync(dataDir)).toEqual(before);
  });
});

test('an option that there is not is named, with the one that there is', async () => {
  expect(await complaint({}, '--wek')).toBe(
    '--wek is not an option of Muster’s start. There is one, --week: it fills the playground.',
  );
});
