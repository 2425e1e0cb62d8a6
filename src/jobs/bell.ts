// What wakes a sleeping worker: a ring from this process, a NOTIFY of any other, or the time.
import { Client } from 'pg';
import type { Logger } from 'pino';

const RECONNECT_MS = 1_000;

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

/**
 * Rings at each NOTIFY on `channel`, over a connection of its own. A lost connection is made again, with a ring, since
 * something may have been missed. The first one must succeed. Returns how to end it.
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
    const fresh = new Client({ connectionString: url, keepAlive: true, application_name: 'muster listen' });
    let listening = false;
    let cause: Error | undefined;
    fresh.on('notification', ring);
    fresh.on('error', (error) => {
      cause ??= error; // A terminated connection emits two; then 'end'.
    });
    fresh.on('end', () => {
      if (!listening || ended) return;
      log.warn({ err: cause }, 'the connection that listens for jobs was lost');
      again = setTimeout(reopen, RECONNECT_MS);
    });
    await fresh.connect();
    await fresh.query(`listen ${channel}`);
    listening = true;
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
