// A rush at the door: many connections that wait to be taken, of which Node takes one in each turn of its loop.
import { setImmediate as turn } from 'node:timers/promises';

const LONGEST = 2_500; // ms in which work waits for the door; then the door waits as long for work

export interface Rush {
  /** Somebody was let in. */
  came(): void;
  /**
   * Resolves when nobody waits at the door any more; undefined: nobody does. Turns with much work in them let few in, and the time
   * that a chat waits for an answer runs also for whoever stands outside.
   */
  over(): Promise<void> | undefined;
}

export function makeRush(): Rush {
  let isComing = false;
  let rest = 0;
  let waiting: Promise<void> | undefined;

  async function wait(): Promise<void> {
    const until = performance.now() + LONGEST;
    // Whoever waits is let in when a turn begins: what is left of this one tells nothing.
    await turn();
    while (isComing && performance.now() < until) {
      isComing = false;
      await turn();
    }
    // Whoever does nothing but connect keeps nobody from being served.
    if (isComing) rest = performance.now() + LONGEST;
    waiting = undefined;
  }

  return {
    came() {
      isComing = true;
    },
    over() {
      if (waiting === undefined && isComing && performance.now() > rest) waiting = wait();
      return waiting;
    },
  };
}
