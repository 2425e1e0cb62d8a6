// Whom Muster is measured against: pgbench, and bare bots as processes of their own, all with the same statement.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { Client } from 'pg';
import type { Home } from '../../test/support/database.ts';
import type { Built } from '../../test/support/proof-process.ts';

const run = promisify(execFile);

/** The wall is passed once a connection, not once a transaction. */
export const asOrganisation = (organisation: string): string => `-c muster.organisation=${organisation}`;

/** Transactions a second of `statement`, `count` of them, `at` at a time. Throws where there is no pgbench. */
export async function pgbench(
  { appUrl }: Home,
  {
    file,
    organisation,
    count,
    at,
  }: { readonly file: string; readonly organisation: string; readonly count: number; readonly at: number },
): Promise<number> {
  const each = Math.max(1, Math.floor(count / at));
  const counted = ['-c', String(at), '-j', String(Math.min(2, at)), '-t', String(each)];
  const { stdout } = await run('pgbench', ['-n', '-M', 'prepared', ...counted, '-f', file, appUrl], {
    env: { ...process.env, PGOPTIONS: asOrganisation(organisation) },
    timeout: 120_000,
  });
  const done = Number(/number of transactions actually processed: (\d+)/u.exec(stdout)?.[1]);
  const rate = Number(/tps = ([\d.]+)/u.exec(stdout)?.[1]);
  if (done !== each * at || !(rate > 0)) throw new Error(`pgbench said: ${stdout}`);
  return rate;
}

export const writeScript = (file: string, statement: string): void => writeFileSync(file, `${statement};\n`);

export async function own({ ownerUrl }: Home): Promise<Client> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  return client;
}

export interface Bare {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts a bare bot; resolves when it listens. */
export async function startBare(
  { main }: Built,
  path: string,
  environment: Readonly<Record<string, string>>,
): Promise<Bare> {
  const child = spawn(process.execPath, [main], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env.PATH ?? '', NODE_ENV: 'production', ...environment },
  });
  const port = await portOf(child);
  return {
    url: `http://127.0.0.1:${port}${path}`,
    async stop() {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}

async function portOf({ stdout }: ChildProcess): Promise<number> {
  if (!stdout) throw new Error('the process has no output');
  for await (const line of createInterface({ input: stdout })) {
    if (!line.includes('"port"')) continue;
    stdout.resume();
    return JSON.parse(line).port;
  }
  throw new Error('the bare bot ended before it listened');
}
