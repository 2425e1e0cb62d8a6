// A ticket's life, lived: each act is decided by its verb as in a chat, and what the clock was set for happens between them.

import { verbNamed } from '../../src/commands/table.ts';
import { type Args, type Context, permit, type Verb } from '../../src/commands/verb.ts';
import { clockContext } from '../../src/deciding.ts';
import { Refusal } from '../../src/errors.ts';
import { clocksOf, deadlinesOf } from '../../src/policy/clocks.ts';
import type { Desk } from '../../src/storage/organisations.ts';
import type { NewJob } from '../../src/task.ts';
import { tell } from '../../src/telling/telling.ts';
import { apply } from '../../src/ticket/events.ts';
import type { Event, Fact } from '../../src/ticket/facts.ts';
import type { Instant, Kind, Ticket } from '../../src/ticket/record.ts';
import { readerFor, type Shown } from '../../src/views/reader.ts';
import type { Chat, Player } from './crew.ts';

/** Somebody says something at a moment (ms since 1970). */
export interface Act {
  readonly at: number;
  readonly by: Player;
  readonly verb: string;
  readonly args: Args;
}

export interface Story {
  readonly kind: Kind;
  /** The chat in which it is reported. */
  readonly on: Chat;
  /** In the order of time; the first reports it. What lies behind the present has not happened yet. */
  readonly acts: readonly Act[];
}

export interface Lived {
  readonly ticket: Shown;
  readonly events: readonly Event[];
  /** What the clock has yet to ask for. */
  readonly timers: readonly NewJob[];
  /** Acts that the engine did not allow. */
  readonly refused: readonly Act[];
}

type Named = { readonly id: string; readonly number: number };

/** Lives a story up to `now`. The first act must be allowed; a later one that is refused leaves nothing behind, as in a chat. */
export function live(desk: Desk, story: Story, named: Named, now: Instant): Lived {
  const life = new Life(desk, story, named);
  for (const act of story.acts) {
    if (act.at > Date.parse(now)) break;
    life.passes(act.at);
    life.happens(act);
  }
  life.passes(Date.parse(now));
  return life.soFar(now);
}

/** No chat: what is told from here are timers alone. */
const SILENT = { workspaces: {}, chats: new Map(), managers: [] };

class Life {
  readonly #desk: Desk;
  readonly #story: Story;
  readonly #named: Named;
  readonly #timers = new Map<string, NewJob & { runAt: Instant }>();
  readonly #refused: Act[] = [];
  #events: readonly Event[] = [];
  #ticket: Ticket | undefined;

  constructor(desk: Desk, story: Story, named: Named) {
    this.#desk = desk;
    this.#story = story;
    this.#named = named;
  }

  /** The clock's own acts until `end`. */
  passes(end: number): void {
    for (;;) {
      const [next] = [...this.#timers.values()].sort((one, other) => one.runAt.localeCompare(other.runAt));
      if (!next || Date.parse(next.runAt) > end) return;
      this.#timers.delete(next.key ?? '');
      const { task } = next;
      if (task.kind !== 'timer') continue;
      const { kind: _, verb, ticket: __, ...rest } = task;
      const args = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, String(value)]));
      this.#record(this.#decided(verb, args, clockContext(this.#desk, next.runAt)), next.runAt, null);
    }
  }

  happens(act: Act): void {
    const at = new Date(act.at).toISOString();
    try {
      this.#record(this.#decided(act.verb, act.args, this.#contextOf(act, at)), at, act.by.person.id);
    } catch (error) {
      if (!(error instanceof Refusal) || !this.#ticket) throw error;
      this.#refused.push(act);
    }
  }

  soFar(now: Instant): Lived {
    if (!this.#ticket) throw new Error('a story begins with a report');
    const clocks = clocksOf(this.#events, this.#ticket.terms, now);
    return {
      ticket: { ...this.#ticket, ...deadlinesOf(clocks) },
      events: this.#events,
      timers: [...this.#timers.values()],
      refused: this.#refused,
    };
  }

  #decided(name: string, args: Args, context: Context): readonly Fact[] {
    const verb: Verb | undefined = verbNamed(name);
    if (verb?.does === 'create') {
      permit(verb, undefined, context);
      return verb.decide(args, context, this.#named);
    }
    if (verb?.does !== 'change' || !this.#ticket) throw new Error(`${name} changes no ticket`);
    permit(verb, this.#ticket, context);
    return verb.decide(this.#ticket, args, context);
  }

  #record(facts: readonly Fact[], at: Instant, by: string | null): void {
    const first = this.#events.length + 1;
    const events = facts.map((fact, n): Event => ({ ...fact, seq: first + n, at, by }));
    this.#events = [...this.#events, ...events];
    this.#ticket = events.reduce<Ticket | undefined>((row, event) => apply(row, event), this.#ticket);
    if (!this.#ticket) return;
    for (const job of tell(this.#ticket, events, { ...SILENT, policy: this.#desk.policy, now: at }))
      if (job.key && job.runAt) this.#timers.set(job.key, { ...job, runAt: job.runAt });
  }

  #contextOf({ by }: Act, now: Instant): Context {
    const { policy } = this.#desk;
    return {
      ...clockContext(this.#desk, now),
      ...{ speaker: by.person, rights: by.rights, reader: readerFor(policy, by.person, now, '') },
      source: by.on[this.#story.on] ?? by.on.slack,
    };
  }
}
