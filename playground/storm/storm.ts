// The storm on request: one at a time, with where each pane had best look, what happened so far, and how it ended.
import type { Database } from '../../src/storage/database.ts';
import type { Desk } from '../../src/storage/organisations.ts';
import type { Chats } from '../acts.ts';
import type { Cast } from '../cast.ts';
import type { DeskTime } from '../clock.ts';
import { factsSince, openMajor } from './facts.ts';
import { Hands, Missed } from './hands.ts';
import { type Milestone, milestonesOf } from './milestones.ts';
import { type Direction, play } from './script.ts';

export interface StormSight {
  /** Storms so far; 0 while there was none. */
  readonly nth: number;
  readonly running: boolean;
  readonly milestones: readonly Milestone[];
  /** Where the panes had best look. `turn` grows with each change. */
  readonly look: Partial<Direction> & { readonly turn: number };
  /** How it ended. */
  readonly end?: { readonly well: boolean; readonly words: string };
}

export interface StormParts {
  readonly database: Database;
  readonly desk: Desk;
  readonly cast: Cast;
  readonly chats: Chats;
  readonly time: DeskTime;
  /** 1 as people are; 10 is ten times as fast. */
  readonly pace: number;
}

const OVER =
  'Mitigated. Now it is yours: say “resolve …” in the room and see everybody told, look at a reporter’s chat with Muster, or say “/desk major” in any channel.';

export class Storm {
  readonly #changed: () => void;
  readonly #log: (error: unknown) => void;
  readonly #ended = new AbortController();
  #nth = 0;
  #playing: Promise<void> | undefined;
  #since: { readonly parts: StormParts; readonly at: Date } | undefined;
  #look: StormSight['look'] = { turn: 0 };
  #end: StormSight['end'];
  /** When the first words of one chat were read in the other; the desk's time. */
  #crossed: number | undefined;

  constructor(changed: () => void, log: (error: unknown) => void) {
    this.#changed = changed;
    this.#log = log;
  }

  /** Begins one, unless one runs. Throws a sentence where an earlier one is not over for the desk. */
  async start(parts: StormParts): Promise<void> {
    if (this.#playing) return;
    const begun = this.#begin(parts);
    // Set before anything is awaited: of two presses at once, the second finds it.
    this.#playing = begun
      .then(({ played }) => played)
      .finally(() => {
        this.#playing = undefined;
        this.#changed();
      });
    this.#playing.catch(() => undefined);
    await begun;
  }

  async sight(): Promise<StormSight> {
    const milestones = this.#since
      ? milestonesOf(
          await factsSince(this.#since.parts.database, this.#since.parts.desk, this.#since.at),
          this.#crossed,
        )
      : [];
    return {
      ...{ nth: this.#nth, running: this.#playing !== undefined, milestones, look: this.#look },
      ...(this.#end ? { end: this.#end } : {}),
    };
  }

  async stop(): Promise<void> {
    this.#ended.abort();
    await this.#playing?.catch(() => undefined);
  }

  async #begin(parts: StormParts): Promise<{ played: Promise<void> }> {
    const open = await openMajor(parts.database, parts.desk);
    if (open) throw new Error(`${open} is still open: as Dana, say “resolve …” in its room, then start another storm.`);
    this.#since = { parts, at: parts.time.now() };
    this.#nth += 1;
    this.#end = undefined;
    this.#crossed = undefined;
    this.#changed();
    return { played: this.#play(parts, this.#since.at) };
  }

  async #play({ database, desk, cast, chats, time, pace }: StormParts, since: Date): Promise<void> {
    const hands = new Hands({ chats, cast, pace, ended: this.#ended.signal });
    const triage = desk.policy.groups[desk.policy.first_level]?.triage ?? {};
    try {
      await play({
        ...{ hands, chats, time, triage, zone: desk.policy.organisation.zone },
        facts: () => factsSince(database, desk, since),
        crossed: () => {
          this.#crossed = time.now().getTime();
          this.#changed();
        },
        look: (where) => {
          this.#look = { ...this.#look, ...where, turn: this.#look.turn + 1 };
          this.#changed();
        },
      });
      this.#end = { well: true, words: OVER };
    } catch (error) {
      if (this.#ended.signal.aborted) return;
      if (!(error instanceof Missed)) this.#log(error);
      const why = error instanceof Missed ? error.message : 'Something went wrong in the playground itself.';
      this.#end = { well: false, words: `The storm stopped: ${why} The ledger shows what was said until then.` };
    }
  }
}
