// What befalls a life, drawn from its seed: the same seed draws the same schedule. Which call is the second or the third of those
// that are under way at once is the machine's to decide, and so is all that depends on how long something takes.
import { isLong, troubles } from './proof-trouble.ts';

export interface Strike {
  /** Before which step of the life it is planned. */
  readonly step: number;
  readonly kind: string;
  /** How many calls it lets pass. */
  readonly skip: number;
}

/** https://en.wikipedia.org/wiki/Linear_congruential_generator, with the constants of Numerical Recipes. */
export function generator(seed: number): () => number {
  let state = seed >>> 0;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  for (let warm = 0; warm < 4; warm++) next();
  return next;
}

const kinds = Object.keys(troubles);
const usual = kinds.filter((kind) => !isLong(kind));
/** Dealt in turn, so that twenty lives in a row meet every kind; and drawn beside those. */
const DEALT = 3;
const DRAWN = 7;
const MOST_SKIPPED = 3;

/** Strikes of all kinds together; of the database, which has to come back between them, at most one to a step. */
export function scheduleOf(seed: number, random: () => number, steps: number): readonly Strike[] {
  const below = (most: number) => Math.floor(random() * most);
  const dealt = Array.from({ length: DEALT }, (_, n) => kinds[(seed * DEALT + n) % kinds.length] ?? '');
  const drawn = Array.from({ length: DRAWN }, () => usual[below(usual.length)] ?? '');
  const schedule: Strike[] = [];
  for (const kind of [...dealt, ...drawn]) {
    const strike = { step: below(steps), kind, skip: below(MOST_SKIPPED + 1) };
    const isTaken = schedule.some(({ step, kind: other }) => step === strike.step && ofDatabase(other));
    if (ofDatabase(kind) && isTaken && !dealt.includes(kind)) continue;
    schedule.push(strike);
  }
  return schedule;
}

const ofDatabase = (kind: string): boolean => kind.startsWith('database');

export const written = (schedule: readonly Strike[]): string =>
  schedule.map(({ step, kind, skip }) => `  step ${step + 1}: ${kind}, after ${skip} calls`).join('\n');
