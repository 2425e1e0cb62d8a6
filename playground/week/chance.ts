// Chance that can be had again: the same seed, the same week.

export interface Chance {
  /** From `low` to `high`, both possible, whole. */
  between(low: number, high: number): number;
  /** Whether something happens that happens with this probability. */
  happens(probability: number): boolean;
  of<T>(all: readonly [T, ...T[]]): T;
  of<T>(all: readonly T[]): T | undefined;
  /** By weight. */
  among<T extends string>(weights: Readonly<Record<T, number>>): T;
}

/** Mulberry32: 32 bits of state are plenty for a few thousand dice. */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
  return {
    between,
    happens: (probability) => next() < probability,
    of: <T>(all: readonly T[]) => all[between(0, all.length - 1)] as T,
    among<T extends string>(weights: Readonly<Record<T, number>>): T {
      const entries = Object.entries<number>(weights) as [T, number][];
      let left = next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
      const found = entries.find(([, weight]) => {
        left -= weight;
        return left < 0;
      });
      return (found ?? (entries[0] as [T, number]))[0];
    },
  };
}
