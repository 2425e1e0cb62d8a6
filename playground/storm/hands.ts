// The hands of whoever is in a storm: they speak, wait a bounded while for what has to come, and press it.
import { setTimeout as sleep } from 'node:timers/promises';
import { act, type Chats, perform } from '../acts.ts';
import type { Cast } from '../cast.ts';
import { slackId, teamsId } from '../cast.ts';
import type { Chat } from '../week/crew.ts';
import { buttonsOf, type Found, type Gesture } from './buttons.ts';

/** What did not come, in words for whoever watches. */
export class Missed extends Error {}

const LOOK_EVERY = 120; // ms

export interface HandsParts {
  readonly chats: Chats;
  readonly cast: Cast;
  /** 1 as people are; 10 is ten times as fast. What has to come is waited for as long either way. */
  readonly pace: number;
  readonly ended: AbortSignal;
}

export class Hands {
  readonly #parts: HandsParts;

  constructor(parts: HandsParts) {
    this.#parts = parts;
  }

  idOf(handle: string, on: Chat): string {
    const actor = this.#parts.cast.actors.find((one) => one.handle === handle);
    if (!actor) throw new Missed(`Nobody here is called ${handle}.`);
    return on === 'slack' ? slackId(actor) : teamsId(actor);
  }

  nameOf(handle: string): string {
    return this.#parts.cast.actors.find((one) => one.handle === handle)?.name ?? handle;
  }

  /** Seconds as the storm counts them. */
  async pause(seconds: number): Promise<void> {
    await sleep((seconds * 1000) / this.#parts.pace, undefined, { signal: this.#parts.ended });
  }

  async does(gesture: Gesture): Promise<void> {
    const problem = await perform(this.#parts.chats, act.parse(gesture));
    if (problem) throw new Missed(problem);
  }

  says(handle: string, on: Chat, place: string, text: string): Promise<void> {
    return this.does({ side: on, user: this.idOf(handle, on), do: 'say', place, text });
  }

  /** The newest button that is called so, once there is one, on whichever chat they are told there. */
  finds(handle: string, labels: RegExp, seconds: number, on: readonly Chat[] = ['slack', 'teams']): Promise<Found> {
    const look = async () =>
      on
        .flatMap((chat) => buttonsOf(this.#parts.chats, chat, this.idOf(handle, chat)))
        .find(({ label }) => labels.test(label));
    const called = labels.source.replace(/[\^$]/gu, '');
    return this.until(look, seconds, () => `${this.nameOf(handle)} found nothing to press that is called “${called}”.`);
  }

  async presses(handle: string, labels: RegExp, seconds: number, on?: readonly Chat[]): Promise<void> {
    await this.does((await this.finds(handle, labels, seconds, on)).press);
  }

  /** Waits until these words stand in a place. */
  async reads(on: Chat, place: string, words: string, seconds: number, missed: string): Promise<void> {
    const { slack, teams } = this.#parts.chats;
    const said = () => JSON.stringify(on === 'slack' ? slack.channel(place).messages : teams.messages(place));
    await this.until(
      async () => said().includes(words) || undefined,
      seconds,
      () => missed,
    );
  }

  /** Waits until somebody is in a place, so that they can speak there. */
  async arrives(handle: string, on: Chat, place: string, seconds: number): Promise<void> {
    const { slack, teams } = this.#parts.chats;
    const user = this.idOf(handle, on);
    const isIn = () =>
      on === 'slack'
        ? slack.channel(place).members.has(user)
        : teams.conversations().some(({ id, members }) => id === place && members.includes(user));
    const missed = () =>
      `${this.nameOf(handle)} was not brought into the room in ${on === 'slack' ? 'Slack' : 'Teams'}.`;
    await this.until(async () => isIn() || undefined, seconds, missed);
  }

  /** What `look` gives, as soon as it gives something. */
  async until<T>(look: () => Promise<T | undefined>, seconds: number, missed: () => string): Promise<T> {
    const last = Date.now() + seconds * 1000;
    for (;;) {
      const seen = await look();
      if (seen !== undefined) return seen;
      if (Date.now() > last) throw new Missed(missed());
      await sleep(LOOK_EVERY, undefined, { signal: this.#parts.ended });
    }
  }
}
