// The keeper: a few lines of shell that outlive Muster, and stop the server when the last Muster is gone, however it went.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { closeSync, constants, existsSync, fchownSync, openSync, readSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { cleanEnvironment, type Programs } from './server-programs.ts';

// Every Muster holds the writing end of one named pipe, every keeper reads from it. Nothing is ever written: the kernel ends
// the reading when the last writer is gone, be it by kill -9. So nothing has to be counted, and several Musters share a
// server. A keeper is a shell, not a Node process: it needs 1 MB, starts in 2 ms and survives whoever ends all of Node.
// INT is PostgreSQL's fast shutdown. Standard output is left to the server alone: it ends when the server has ended.
const script =
  'if [ $# -gt 1 ]; then "$@" 3<&- & server=$!; else server=$1; fi; exec >&-; read -r _ <&3; kill -INT "$server"; wait';

/** Takes part in the pipe under `home`; `close` leaves it. The kernel closes it with this process. */
export function openPipe(home: string): { path: string; close(): void } {
  const path = join(home, 'keeper.pipe');
  if (!existsSync(path)) makePipe(path);
  // Reading and writing: opening only to write would wait for a reader.
  const fd = openSync(path, 'r+');
  return { path, close: () => closeSync(fd) };
}

/** Whether any Muster still holds the pipe: an empty pipe with a writer says "try again", one without says "the end". */
export function isHeld(path: string): boolean {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    readSync(fd, Buffer.alloc(1));
    return false;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return true;
    throw error;
  } finally {
    closeSync(fd);
  }
}

/**
 * Starts a keeper in the directory `data`: of the server that `command` starts (its program and arguments), or of one that
 * runs already (its process id). The caller must hold the pipe. What the server says goes to the file `log`.
 */
export function startKeeper(
  programs: Programs,
  data: string,
  pipe: string,
  log: string,
  command: string[],
): ChildProcess {
  const reader = openSync(pipe, 'r');
  const output = openSync(log, 'a', 0o600);
  if (programs.account) fchownSync(output, programs.account.uid, programs.account.gid);
  const keeper = spawn('/bin/sh', ['-c', script, `muster-keeper ${data}`, ...command], {
    cwd: data,
    env: cleanEnvironment,
    detached: true, // A session of its own: Ctrl-C in the terminal is for Muster.
    stdio: ['ignore', 'pipe', output, reader],
    ...programs.account,
  });
  closeSync(reader);
  closeSync(output);
  keeper.unref();
  if (keeper.stdout instanceof Socket) keeper.stdout.unref();
  return keeper;
}

function makePipe(path: string): void {
  try {
    execFileSync('mkfifo', ['-m', '600', path], { stdio: 'pipe' });
  } catch (error) {
    if (!existsSync(path)) throw error; // Else another Muster was quicker.
  }
}
