// One life as it is being written.
import { DateTime } from 'luxon';
import type { Policy } from '../../src/policy/schema.ts';
import type { Kind } from '../../src/ticket/record.ts';
import type { Chance } from './chance.ts';
import type { Chat, Crew, Player } from './crew.ts';
import type { Hours } from './hours.ts';
import type { Act, Story } from './life.ts';

export interface Stage {
  readonly policy: Policy;
  readonly crew: Crew;
  readonly hours: Hours;
  readonly chance: Chance;
}

/** Each act comes a while after the one before it. */
export class Tale {
  readonly acts: Act[] = [];
  readonly requester: Player;
  readonly agent: Player;
  readonly kind: Kind;
  readonly on: Chat;
  readonly #stage: Stage;
  #at: number;

  constructor(stage: Stage, { kind, words, requester, agent, at }: Beginning) {
    this.#stage = stage;
    this.#at = at;
    this.kind = kind;
    this.requester = requester;
    this.agent = agent;
    this.on = requester.on.teams && stage.chance.happens(0.45) ? 'teams' : 'slack';
    const verb = kind === 'incident' ? 'report' : 'request';
    this.acts.push({ at, by: requester, verb, args: { text: words } });
  }

  /** Says it so many working minutes later. */
  does(by: Player, minutes: number, verb: string, args: Act['args'] = {}): this {
    this.#at = this.#stage.hours.later(this.#at, minutes);
    this.acts.push({ at: this.#at, by, verb, args });
    return this;
  }

  /** Puts it away until a moment, which is said as the clocks stand where the agent is; goes on from there. */
  waits(by: Player, minutes: number, until: number, because: string): this {
    const zone = by.person.zone ?? this.#stage.policy.organisation.zone;
    const said = DateTime.fromMillis(until, { zone }).toFormat('yyyy-MM-dd HH:mm');
    this.does(by, minutes, 'wait', { until: said, because });
    this.#at = Math.max(this.#at, until);
    return this;
  }

  get at(): number {
    return this.#at;
  }

  get story(): Story {
    return { kind: this.kind, on: this.on, acts: this.acts };
  }
}

interface Beginning {
  readonly kind: Kind;
  readonly words: string;
  readonly requester: Player;
  readonly agent: Player;
  readonly at: number;
}
