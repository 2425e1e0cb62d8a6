// The embedded server keeps its data and leaves no process behind, whichever process is killed.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { startServer } from '../src/storage/server.ts';
import { findServer } from '../src/storage/server-cluster.ts';
import { execute } from './support/database.ts';

const root = join(import.meta.dirname, '..');
let dataDir: string;
let program: string;
let musters: ChildProcess[] = [];

beforeAll(async () => {
  const contents = `
    import { startServer } from './src/storage/server.ts';
    const server = await startServer({ dataDir: process.argv[1], durable: process.argv[2] === 'durable' });
    process.stdout.write(JSON.stringify(server) + '\\n');
    process.once('SIGTERM', () => server.stop().then(() => process.exit()));
    setInterval(() => {}, 1_000);`;
  const bundle = { bundle: true, platform: 'node', format: 'esm', packages: 'external', write: false } as const;
  const built = await build({ stdin: { contents, resolveDir: root }, ...bundle });
  program = built.outputFiles[0]?.text ?? '';
});

// As root these directories, mode 0700, are closed to the account that runs the server.
const emptyDirectory = () => mkdtempSync(join(tmpdir(), 'muster-test-'));
const shared = emptyDirectory();
const fresh: string[] = [];

beforeEach(() => {
  dataDir = shared;
});

afterEach(async () => {
  for (const muster of musters) muster.kill('SIGKILL');
  musters = [];
  await expectNothingRunning();
});

afterAll(() => {
  for (const directory of [shared, ...fresh]) rmSync(directory, { recursive: true, maxRetries: 5 });
});

test('what was written is there after a stop', async () => {
  const first = await startServer({ dataDir });
  expect(first.created).toBe(true);
  await execute(first.ownerUrl, 'create table kept (word text)', `insert into kept values ('kept')`);
  await first.stop();
  await expectNothingRunning();
  await expectKept();
});

test('Muster has a role of its own that row-level security binds, and nobody enters without a password', async () => {
  const server = await startServer({ dataDir });
  const role = await execute(
    server.appUrl,
    'select current_user as name, rolsuper, rolbypassrls from pg_roles where rolname = current_user',
  );
  expect(role).toEqual([{ name: 'muster_app', rolsuper: false, rolbypassrls: false }]);
  await expect(execute(server.ownerUrl.replace(/:[0-9a-f]+@/, ':wrong@'), 'select 1')).rejects.toThrow('password');
  await server.stop();
});

test('kill -9 of Muster stops the server, and the next start finds the data', async () => {
  const { muster } = await startMuster();
  muster.kill('SIGKILL');
  await expectNothingRunning();
  await expectKept();
});

test('kill -9 of Muster at any moment of its start leaves nothing behind', async () => {
  freshDirectory();
  for (const delay of [100, 300, 700, 150, 180, 220]) {
    const muster = launch();
    await sleep(delay);
    muster.kill('SIGKILL');
    await expectNothingRunning();
  }
  await startMuster();
});

test('kill -9 of the keeper is noticed: another takes its place', async () => {
  const { muster, ownerUrl } = await startMuster();
  const before = keepers();
  for (const keeper of before) process.kill(keeper, 'SIGKILL');
  await expect.poll(() => keepers().filter((keeper) => !before.includes(keeper)).length, SOON).toBe(1);
  expect(await execute(ownerUrl, 'select word from kept')).toEqual([{ word: 'kept' }]);
  muster.kill('SIGKILL');
  await expectNothingRunning();
  await expectKept();
});

test('kill -9 of Muster and keeper at once leaves a server that the next Muster takes over', async () => {
  const { muster } = await startMuster();
  for (const keeper of keepers()) process.kill(keeper, 'SIGKILL');
  muster.kill('SIGKILL');
  await expectKept();
});

test('kill -9 of the server: it comes back at the same address with its data', async () => {
  const { ownerUrl } = await startMuster();
  process.kill(serverPid(), 'SIGKILL');
  const words = () => execute(ownerUrl, 'select word from kept').catch(() => []);
  await expect.poll(words, { timeout: 10_000 }).toEqual([{ word: 'kept' }]);
  await expect.poll(() => keepers().length, SOON).toBe(1);
});

test('a second Muster joins, and keeps the server when the first is killed', async () => {
  const first = await startMuster();
  const second = await startServer({ dataDir });
  expect(second.ownerUrl).toBe(first.ownerUrl);
  first.muster.kill('SIGKILL');
  await expect.poll(() => keepers().length, SOON).toBe(2);
  await sleep(300);
  expect(await execute(second.ownerUrl, 'select word from kept')).toEqual([{ word: 'kept' }]);
  await second.stop();
});

test('a Muster that leaves does not take the server from another', async () => {
  const first = await startServer({ dataDir });
  const second = await startServer({ dataDir });
  await first.stop();
  expect(await execute(second.appUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
  process.kill(serverPid(), 'SIGKILL');
  const answer = () => execute(second.appUrl, 'select 1 as one').catch(() => []);
  await expect.poll(answer, { timeout: 10_000 }).toEqual([{ one: 1 }]);
  await second.stop();
});

test('two first starts at once make one database', async () => {
  freshDirectory();
  const [one, two] = await Promise.all([nextLine(launch()), nextLine(launch())]);
  expect(one.ownerUrl).toBe(two.ownerUrl);
  expect([one.created, two.created].sort()).toEqual([false, true]);
});

test('a lock whose process id belongs to another program by now does not hinder a start', async () => {
  const server = await startServer({ dataDir });
  const lock = readFileSync(join(dataDir, 'postgres', 'data', 'postmaster.pid'), 'utf8');
  await server.stop();
  writeFileSync(join(dataDir, 'postgres', 'data', 'postmaster.pid'), lock.replace(/^\d+/, String(process.pid)));
  await (await startServer({ dataDir })).stop();
});

test('data of another major version is refused in a sentence that names DATA_DIR and both versions', async () => {
  freshDirectory();
  mkdirSync(join(dataDir, 'postgres', 'data'), { recursive: true });
  writeFileSync(join(dataDir, 'postgres', 'data', 'PG_VERSION'), '16\n');
  const refusal = /^DATA_DIR holds data of PostgreSQL 16 .*PostgreSQL 18 .*\.$/;
  await expect(startServer({ dataDir })).rejects.toThrow(refusal);
});

function freshDirectory(): void {
  dataDir = emptyDirectory();
  fresh.push(dataDir);
}

function launch(): ChildProcess {
  const mode = dataDir === shared ? 'durable' : 'quick'; // Without fsync, a kill may take the last second of writes.
  const muster = spawn(process.execPath, ['--input-type=module', '--eval', program, dataDir, mode], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  musters.push(muster);
  return muster;
}

async function startMuster(): Promise<{ muster: ChildProcess; ownerUrl: string }> {
  const muster = launch();
  const { ownerUrl } = await nextLine(muster);
  await execute(
    ownerUrl,
    'create table if not exists kept (word text)',
    'truncate kept',
    `insert into kept values ('kept')`,
  );
  return { muster, ownerUrl };
}

function nextLine(muster: ChildProcess): Promise<{ ownerUrl: string; created: boolean }> {
  return new Promise((done, failed) => {
    muster.stdout?.once('data', (line) => done(JSON.parse(String(line))));
    muster.once('exit', () => failed(new Error('Muster ended while starting')));
  });
}

async function expectKept(): Promise<void> {
  const again = await startServer({ dataDir });
  expect(again.created).toBe(false);
  expect(await execute(again.ownerUrl, 'select word from kept')).toEqual([{ word: 'kept' }]);
  await again.stop();
  await expectNothingRunning();
}

function serverPid(): number {
  return Number.parseInt(readFileSync(join(dataDir, 'postgres', 'data', 'postmaster.pid'), 'utf8'), 10);
}

/** A server that syncs to disk takes its time to start and to end. */
const SOON = { timeout: 10_000, interval: 20 };
const expectNothingRunning = () => expect.poll(running, SOON).toEqual([]);

/** Process ids of the server and its keepers. A server that still has its data open has its lock there too. */
function running(): number[] {
  const server = findServer(join(dataDir, 'postgres', 'data'));
  return [...keepers(), ...(server ? [server.pid] : [])];
}

function keepers(): number[] {
  const lines =
    process.platform === 'linux' ? linuxProcesses() : execFileSync('ps', ['-axo', 'pid=,args=']).toString().split('\n');
  return lines.filter((line) => line.includes(`muster-keeper ${dataDir}`)).map((line) => Number.parseInt(line, 10));
}

/** Not by `ps`, which slim containers lack. */
function linuxProcesses(): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return `${pid} ${readFileSync(`/proc/${pid}/cmdline`, 'utf8')}`;
      } catch {
        return ''; // It ended in the meantime.
      }
    });
}
