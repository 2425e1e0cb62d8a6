// The embedded server's data: made once, complete or not at all, and never opened with another major version.
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { ownDirectory, type Programs, runProgram } from './server-programs.ts';

/** The passwords of the two roles. */
export interface Secrets {
  owner: string;
  app: string;
}

const secretsFile = 'muster-secrets.json';

/** Makes the cluster `home/data` unless it is there. Returns whether it was made. Throws one sentence naming DATA_DIR. */
export function makeCluster(programs: Programs, home: string, durable: boolean): boolean {
  const data = join(home, 'data');
  if (existsSync(data)) {
    checkVersion(programs, data);
    return false;
  }
  sweepDrafts(home);
  const draft = mkdtempSync(join(home, 'draft-'));
  if (programs.account) chownSync(draft, programs.account.uid, programs.account.gid);
  try {
    fillCluster(programs, draft, durable);
    // The name is the proof of completeness: a kill -9 before this line leaves only a draft.
    renameSync(draft, data);
    return true;
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(data)) throw error;
    return false; // Another Muster was quicker.
  }
}

export function readSecrets(data: string): Secrets {
  try {
    return JSON.parse(readFileSync(join(data, secretsFile), 'utf8'));
  } catch (cause) {
    throw new Error(`DATA_DIR holds a database (${data}) that this Muster did not make or may not read.`, { cause });
  }
}

/** The server that has the cluster open, from the lock file that PostgreSQL keeps. Removes a lock that a stranger's process id upholds. */
export function findServer(data: string): { pid: number; port: number } | undefined {
  const lock = join(data, 'postmaster.pid');
  let lines: string[];
  try {
    lines = readFileSync(lock, 'utf8').split('\n');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const server = { pid: Number(lines[0]), port: Number(lines[3]) };
  if (!server.pid || !server.port) return undefined; // It is being written.
  const state = processState(server.pid);
  // PostgreSQL removes the lock of a dead process by itself. It believes in a zombie, though, and in any process that got
  // the number since, which is usual in a restarted container.
  if (state === 'other') rmSync(lock, { force: true });
  return state === 'server' ? server : undefined;
}

function processState(pid: number): 'server' | 'other' | 'dead' {
  try {
    process.kill(pid, 0);
    if (process.platform !== 'linux') return 'server';
    const [, name, state] = /\((.*)\) (\w)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
    return name === 'postgres' && state !== 'Z' ? 'server' : 'other';
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'ESRCH' || code === 'ENOENT') return 'dead';
    if (code === 'EPERM') return 'other';
    throw error;
  }
}

function checkVersion(programs: Programs, data: string): void {
  let found: string;
  try {
    found = readFileSync(join(data, 'PG_VERSION'), 'utf8').trim();
  } catch (cause) {
    throw new Error(`DATA_DIR holds a database (${data}) that this Muster did not make or may not read.`, { cause });
  }
  if (found === programs.major) return;
  throw new Error(
    `DATA_DIR holds data of PostgreSQL ${found} (${data}), which PostgreSQL ${programs.major} of this Muster cannot open: restore a dump into a new DATA_DIR, or name a server in DATABASE_URL.`,
  );
}

function fillCluster(programs: Programs, draft: string, durable: boolean): void {
  const here = ownDirectory(programs, draft);
  const provider = ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const sync = durable ? [] : ['--no-sync'];
  // Nobody is let in until pg_hba.conf is ours; initdb would want the password in a file that its account can reach.
  const access = ['--username=muster_owner', '--auth=reject', '--no-instructions'];
  runProgram(programs, 'initdb', [`--pgdata=${here}`, ...provider, ...access, ...sync], draft);

  const secrets: Secrets = { owner: randomBytes(24).toString('hex'), app: randomBytes(24).toString('hex') };
  const sql = [
    `alter role muster_owner password '${secrets.owner}'`,
    `create role muster_app login nosuperuser nocreatedb nocreaterole nobypassrls password '${secrets.app}'`,
    'create database muster',
  ];
  const quick = durable ? [] : ['-c', 'fsync=off'];
  runProgram(programs, 'postgres', ['--single', '-D', here, ...quick, 'postgres'], draft, `${sql.join('\n')}\n`);
  writeOwned(programs, join(draft, 'pg_hba.conf'), 'host all all 127.0.0.1/32 scram-sha-256\n');
  writeOwned(programs, join(draft, secretsFile), JSON.stringify(secrets));
}

function writeOwned(programs: Programs, file: string, text: string): void {
  writeFileSync(file, text, { mode: 0o600, flush: true });
  if (programs.account) chownSync(file, programs.account.uid, programs.account.gid);
}

/** Drafts of a start that was killed; a draft takes about a second, so one of ten minutes is nobody's. */
function sweepDrafts(home: string): void {
  for (const name of readdirSync(home).filter((entry) => entry.startsWith('draft-'))) {
    const draft = join(home, name);
    const age = Date.now() - (statSync(draft, { throwIfNoEntry: false })?.mtimeMs ?? 0);
    if (age > 600_000) rmSync(draft, { recursive: true, force: true });
  }
}
