// The end of a process: what is begun is finished, then what it stood on is closed, in time for a container platform whatever hangs.
import { setTimeout as after } from 'node:timers/promises';
import type { Logger } from 'pino';

type End = () => Promise<unknown>;

/** ms; with what is closed after it less than the 10 s after which a container platform kills. */
const FINISH_WITHIN = 6_500;
const CLOSE_WITHIN = 1_100;

export class Stopping {
  readonly #finishing: [what: string, end: End][] = [];
  readonly #closing: [what: string, end: End][] = [];
  readonly #log: Logger;
  #ended: Promise<void> | undefined;

  constructor(log: Logger) {
    this.#log = log;
  }

  get begun(): boolean {
    return this.#ended !== undefined;
  }

  /** `end` takes nothing new and resolves when what was begun has ended; all of these run at once. */
  finish(what: string, end: End): void {
    this.#finishing.push([what, end]);
  }

  /** `end` closes what the others stand on: after them, what was opened last first. */
  close(what: string, end: End): void {
    this.#closing.push([what, end]);
  }

  /** Rejects when something could not be ended, and names it; everything else has been ended nevertheless. */
  run(): Promise<void> {
    this.#ended ??= this.#run();
    return this.#ended;
  }

  async #run(): Promise<void> {
    const left: string[] = [];
    const within = async (ms: number, [what, end]: [string, End]) => {
      const ended = (async () => end())().then(
        () => true,
        (err: unknown) => {
          this.#log.error({ err, what }, 'it could not be ended');
          return false;
        },
      );
      if (!(await Promise.race([ended, after(ms, false, { ref: false })]))) left.push(what);
    };
    await Promise.all(this.#finishing.map((each) => within(FINISH_WITHIN, each)));
    for (const each of this.#closing.toReversed()) await within(CLOSE_WITHIN, each);
    if (left.length > 0) throw new Error(`not ended in time: ${left.join(', ')}`);
  }
}
