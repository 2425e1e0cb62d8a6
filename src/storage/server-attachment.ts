// One Muster's part in the embedded server: starts or joins it, brings it back if it falls, stops it if it is the last.
import type { ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findServer } from './server-cluster.ts';
import { isHeld, openPipe, startKeeper } from './server-keeper.ts';
import { ownDirectory, type Programs } from './server-programs.ts';
import { openWatch, type Watch } from './server-watch.ts';

const answerWithinMs = 120_000; // A crash recovery replays at most 1 GB of log (max_wal_size).
const startWithinMs = 10_000; // After a kill -9 of the server, its last connections keep the data locked until they notice.

export class Attachment {
  /** Where the server listens on 127.0.0.1; it stays so when the server is brought back. */
  port = 0;
  readonly #site: Site;
  readonly #pipe: ReturnType<typeof openPipe>;
  #keeper: ChildProcess | undefined;
  #watch: Watch | undefined;
  #healing: Promise<void> | undefined;
  #leaving = false;

  constructor(site: Site) {
    this.#site = site;
    this.#pipe = openPipe(site.home);
  }

  /** Comes back when a server answers and a keeper of ours looks after it. */
  async attach(): Promise<void> {
    try {
      const [formerKeeper, formerWatch] = [this.#keeper, this.#watch];
      this.#keeper = await this.#startOrJoin();
      formerKeeper?.kill('SIGKILL');
      await formerWatch?.close();
    } catch (error) {
      this.#pipe.close();
      throw error;
    }
    const keeper = this.#keeper;
    const heal = () => {
      if (this.#leaving || this.#keeper !== keeper || this.#healing) return;
      this.#healing = this.attach().finally(() => {
        this.#healing = undefined;
      });
    };
    this.#watch?.onEnd(heal);
    keeper.once('exit', heal);
  }

  /** Leaves the server, and comes back when it has ended if nobody else is attached. */
  async leave(): Promise<void> {
    this.#leaving = true;
    await this.#healing;
    this.#pipe.close();
    await this.#watch?.close();
    if (isHeld(this.#pipe.path)) {
      this.#keeper?.kill('SIGKILL'); // The others have keepers of their own.
      return;
    }
    const { data, log } = this.#site;
    for (const deadline = Date.now() + answerWithinMs; findServer(data); await sleep(10)) {
      if (Date.now() > deadline)
        throw new Error(`PostgreSQL in DATA_DIR (${data}) does not stop: see its log, ${log}.`);
    }
  }

  async #startOrJoin(): Promise<ChildProcess> {
    const { data, log } = this.#site;
    let own: Started | undefined;
    const begun = Date.now();
    for (;;) {
      const waited = Date.now() - begun;
      const server = findServer(data);
      if (server && (await this.#isAnswering(server.port))) {
        return own && !own.hasEnded() ? own.keeper : this.#keep([String(server.pid)]);
      }
      if (!server && (!own || own.hasEnded())) {
        if (own && waited > startWithinMs) {
          throw new Error(`PostgreSQL does not start in DATA_DIR (${data}): ${lastComplaint(log)}`);
        }
        own = await this.#start();
      }
      if (waited > answerWithinMs)
        throw new Error(`PostgreSQL in DATA_DIR (${data}) does not answer: see its log, ${log}.`);
      await sleep(own?.hasEnded() ? 200 : 10);
    }
  }

  async #isAnswering(port: number): Promise<boolean> {
    this.#watch = await openWatch(port, this.#site.ownerPassword);
    if (!this.#watch) return false;
    if (this.#keeper && port !== this.port)
      throw new Error('The embedded database came back on another port: restart Muster.');
    this.port = port;
    return true;
  }

  async #start(): Promise<Started> {
    const { programs, data, durable } = this.#site;
    if (!this.#keeper) this.port = await freePort();
    const where = ['-D', ownDirectory(programs, data), '-p', String(this.port)];
    const keeper = this.#keep([join(programs.bin, 'postgres'), ...where, ...settings(durable)]);
    let ended = false;
    keeper.stdout?.resume().once('close', () => {
      ended = true;
      keeper.kill('SIGKILL');
    });
    return { keeper, hasEnded: () => ended };
  }

  #keep(command: string[]): ChildProcess {
    const { programs, data, log } = this.#site;
    return startKeeper(programs, data, this.#pipe.path, log, command);
  }
}

/** Where a server lives, and how it is to run. */
interface Site {
  programs: Programs;
  home: string;
  data: string;
  log: string;
  durable: boolean;
  ownerPassword: string;
}

interface Started {
  keeper: ChildProcess;
  hasEnded(): boolean;
}

function settings(durable: boolean): string[] {
  const reach = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'timezone=UTC'];
  // Errors quote what people wrote; whoever sent the statement hears of them anyway.
  const quiet = ['log_min_messages=log', 'log_min_error_statement=panic', 'log_checkpoints=off'];
  const quick = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=200'];
  return [...reach, ...quiet, ...(durable ? [] : quick)].flatMap((setting) => ['-c', setting]);
}

function lastComplaint(log: string): string {
  const lines = existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n') : [];
  return lines.findLast((line) => /FATAL|PANIC/.test(line)) ?? lines.at(-1) ?? 'it says nothing';
}

function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const probe = createServer().once('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => done(address && typeof address === 'object' ? address.port : 0));
    });
  });
}
