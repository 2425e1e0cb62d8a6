// What wakes a sleeping worker: a ring from this process, a NOTIFY of any other, or the time.
import { setTimeout as after } from 'node:timers/promises';
import { Client } from 'pg';
import type { Logger } from 'pino';

const RECONNECT_MS = 1_000;
const LOOK_MS = 5_000; // between two looks at whether the connection still hears
const LOOK_WITHIN = 2_000; // ms

/** A ring is kept until someone waits for it, so that none is lost between looking for work and going to sleep. */
export class Bell {
  #rung = false;
  #answer: (() => void) | undefined;

  get rung(): boolean {
    return this.#rung;
  }

  ring(): void {
    this.#rung = true;
    this.#answer?.();
  }

  /** Forgets earlier rings. */
  hush(): void {
    this.#rung = false;
  }

  /** Resolves at the first ring since `hush`, or after `ms` milliseconds. */
  async wait(ms: number): Promise<void> {
    if (this.#rung) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#answer = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#answer = undefined;
  }
}

async function look(client: Client): Promise<void> {
  const asked = client.query<{ readonly closed: boolean }>(
    `select current_setting('transaction_read_only')::boolean as closed`,
  );
  const told = await Promise.race([asked, after(LOOK_WITHIN, undefined, { ref: false })]);
  if (!told) throw new Error('the database does not answer whoever listens');
  if (told.rows[0]?.closed) throw new Error('the database that is listened to only reads');
}

/**
 * Rings at each NOTIFY on `channel`, over a connection of its own. A connection that is lost, mute, or to a database that only
 * reads now (nobody writes there) is made again, with a ring, since something may have been missed. The first one must succeed.
 * Returns how to end it.
 */
export async function listen(
  url: string,
  channel: string,
  ring: () => void,
  log: Logger,
): Promise<() => Promise<void>> {
  let ended = false;
  let again: NodeJS.Timeout | undefined;
  let client = await open();

  async function open(): Promise<Client> {
    const fresh = new Client({
      ...{ connectionString: url, application_name: 'muster listen' },
      ...{ keepAlive: true, keepAliveInitialDelayMillis: 10_000, connectionTimeoutMillis: 5_000 },
    });
    let listening = false;
    let cause: Error | undefined;
    fresh.on('notification', ring);
    fresh.on('error', (error) => {
      cause ??= error; // A terminated connection emits two; then 'end'.
    });
    let looking: NodeJS.Timeout | undefined;
    fresh.on('end', () => {
      clearInterval(looking);
      if (!listening || ended) return;
      log.warn({ err: cause }, 'the connection that listens for jobs was lost');
      again = setTimeout(reopen, RECONNECT_MS);
    });
    await fresh.connect();
    try {
      await fresh.query(`listen ${channel}`);
      await look(fresh);
    } catch (error) {
      void fresh.end();
      throw error;
    }
    listening = true;
    looking = setInterval(() => {
      look(fresh).catch((error: Error) => {
        cause ??= error;
        void fresh.end();
      });
    }, LOOK_MS).unref();
    return fresh;
  }

  async function reopen(): Promise<void> {
    try {
      client = await open();
      if (ended) await client.end();
      ring();
    } catch (error) {
      log.warn({ err: error }, 'cannot listen for jobs yet');
      if (!ended) again = setTimeout(reopen, RECONNECT_MS);
    }
  }

  return async () => {
    ended = true;
    clearTimeout(again);
    await client.end();
  };
}
