// Looking at what has to be right before it fails: each chat's permissions, channels and silence, now and then and when asked.
import { setTimeout as after } from 'node:timers/promises';
import type { Logger } from 'pino';
import { verbNamed } from './commands/table.ts';
import type { Policy } from './policy/schema.ts';
import type { Platform, Request } from './port.ts';
import type { Roster } from './roster.ts';
import type { Desk } from './storage/organisations.ts';
import type { Finding, Installation } from './views/findings.ts';

export interface LookoutParts {
  readonly desk: Desk;
  readonly platforms: ReadonlyMap<string, Platform>;
  readonly roster: Roster;
  readonly differs: boolean;
  readonly overWall: boolean;
  /** Whether the log says at the start what is missing: a playground's people arrive a moment after it. */
  readonly announces: boolean;
  readonly log: Logger;
}

const EVERY = 300_000; // ms
const FIRST = 3_000; // ms that the start waits for the first look

export class Lookout {
  readonly #parts: LookoutParts;
  readonly #heard = new Map<string, number>();
  readonly #looked = new Map<string, { readonly at: number; readonly findings: readonly Finding[] }>();

  #looking: Promise<void> | undefined;

  constructor(parts: LookoutParts) {
    this.#parts = parts;
  }

  heard(platform: string): void {
    this.#heard.set(platform, Date.now());
  }

  installation(): Installation {
    const { differs, overWall, roster } = this.#parts;
    const now = Date.now();
    const health = [...this.#looked].map(([platform, { at, findings }]) => {
      const heard = this.#heard.get(platform);
      const all = [...findings, ...(roster.findings.get(platform) ?? [])];
      return [
        platform,
        { lookedAgo: now - at, heardAgo: heard === undefined ? null : now - heard, findings: all },
      ] as const;
    });
    return { differs, overWall, health: new Map(health) };
  }

  /** Looks at every chat, for at most so many ms; what takes longer is there the next time. */
  async look(within: number): Promise<void> {
    await Promise.race([this.#lookAtAll(), after(within, undefined, { ref: false })]);
  }

  /** Looks and reads memberships now and every five minutes; the first look says in the log what is missing. */
  async start(): Promise<() => Promise<void>> {
    const { log, roster, announces } = this.#parts;
    const round = async () => {
      await this.#lookAtAll();
      await roster.refresh().catch((err: unknown) => log.warn({ err }, 'who is in what could not be refreshed'));
    };
    // A chat that does not answer keeps nobody waiting; it is looked at again.
    const first = round();
    await Promise.race([first, after(FIRST, undefined, { ref: false })]);
    for (const [chat, { findings }] of this.#looked) {
      const missing = findings.filter(({ state }) => state === 'bad');
      if (announces && missing.length > 0)
        log.warn({ chat, missing }, 'something is missing; the verb setup says what to do');
    }
    let busy = first;
    const timer = setInterval(() => {
      busy = round();
    }, EVERY);
    return async () => {
      clearInterval(timer);
      await busy;
    };
  }

  /** However many ask at once, the chats are asked once. */
  #lookAtAll(): Promise<void> {
    this.#looking ??= this.#ask().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #ask(): Promise<void> {
    const { desk, platforms, log } = this.#parts;
    await Promise.all(
      [...platforms].map(async ([name, platform]) => {
        const channels = channelsNamed(desk.policy, name);
        try {
          const findings = await platform.inspect([...new Set(channels)], desk.routes[name]);
          this.#looked.set(name, { at: Date.now(), findings });
        } catch (err) {
          log.warn({ err, chat: name }, 'a chat could not be looked at');
        }
      }),
    );
  }
}

/** Every channel of a chat in which the policy has something stand. */
function channelsNamed({ groups, major }: Policy, platform: string): readonly string[] {
  const places = [
    ...Object.values(groups).map(({ triage }) => triage),
    ...Object.values(major.audiences).map((audience) => audience.places),
    ...[major.incidents, major.review.publish],
  ];
  return places.flatMap((place) => place[platform] ?? []);
}

/** Whether this is the verb `setup`: then the chats are looked at before it is answered. */
export function asksForSetup({ said }: Request): boolean {
  if (said.kind === 'press') return said.verb === 'setup';
  if (said.kind !== 'command' && said.kind !== 'message') return false;
  return verbNamed(said.text.trim().split(/\s/u, 1)[0] ?? '')?.name === 'setup';
}
