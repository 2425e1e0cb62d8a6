// What this browser keeps of the page between visits: whom one was, where one looked, what was read.

const nameOf = (key: string) => `muster.playground.${key}`;

export function recall<T>(key: string, otherwise: T): T {
  const kept = localStorage.getItem(nameOf(key));
  if (kept === null) return otherwise;
  try {
    return JSON.parse(kept) as T;
  } catch (error) {
    // Written by something else: start afresh.
    if (error instanceof SyntaxError) return otherwise;
    throw error;
  }
}

export const remember = (key: string, value: unknown): void => localStorage.setItem(nameOf(key), JSON.stringify(value));
