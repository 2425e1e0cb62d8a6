// Failures on command: which Web API calls go wrong, how often, and whether before or after they take effect.
import type { Json } from './world.ts';

/** `when` says whether the call is applied first; `before` where it is left out, but a malformed answer comes `after`. */
export type FaultAction =
  | { kind: 'rate_limited'; retryAfter: number }
  | { kind: 'status'; status: number; when?: 'before' | 'after' }
  | { kind: 'drop'; when?: 'before' | 'after' }
  | { kind: 'hang'; when?: 'before' | 'after' }
  | { kind: 'error'; error: string; when?: 'before' | 'after' }
  | { kind: 'malformed'; when?: 'before' | 'after' }
  | { kind: 'slow'; ms: number };

export interface Fault {
  /** Absent: every method. `response_url` names posts to a response URL. */
  method?: string | RegExp;
  /** How many calls it meets before it is spent; absent: until cleared. */
  times?: number;
  where?: (args: Json) => boolean;
  do: FaultAction;
}

export class Faults {
  #standing: Fault[] = [];

  add(fault: Fault): void {
    this.#standing.push({ ...fault });
  }

  clear(): void {
    this.#standing = [];
  }

  /** The first standing fault that this call meets; counts it as used. */
  meet(method: string, args: Json): FaultAction | undefined {
    const met = this.#standing.find(
      (fault) =>
        (fault.method === undefined ||
          (fault.method instanceof RegExp ? fault.method.test(method) : fault.method === method)) &&
        (fault.where === undefined || fault.where(args)),
    );
    if (met?.times !== undefined && --met.times <= 0) this.#standing = this.#standing.filter((fault) => fault !== met);
    return met?.do;
  }
}

/** Whether a call that met this fault still takes effect. */
export const takesEffect = (fault: FaultAction | undefined): boolean =>
  fault === undefined ||
  fault.kind === 'slow' ||
  (fault.kind === 'malformed' ? fault.when !== 'before' : fault.kind !== 'rate_limited' && fault.when === 'after');
