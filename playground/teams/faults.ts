// Failures on command: which call fails, how often, and whether its effect is kept.

export type Harm =
  | { kind: 'rate_limited' /** seconds */; retryAfter: number }
  | { kind: 'status'; status: number; when: 'before' | 'after' }
  | { kind: 'drop'; when: 'before' | 'after' }
  | { kind: 'slow'; ms: number }
  | { kind: 'hang' }
  /** Applied, and answered with half of the JSON. */
  | { kind: 'malformed' }
  /** Refused in the service's own words, not applied. */
  | { kind: 'error'; status: number; code: string };

export interface Fault {
  match?: { method?: string; path?: RegExp; where?: (body: unknown) => boolean };
  /** How many calls it strikes; 1 unless told. */
  times?: number;
  do: Harm;
}

export interface Faults {
  add(fault: Fault): void;
  /** The harm for this call, from the oldest fault that matches. */
  take(call: { method: string; path: string; body: unknown }): Harm | undefined;
  clear(): void;
}

export function createFaults(): Faults {
  const pending: { fault: Fault; left: number }[] = [];
  return {
    add: (fault) => void pending.push({ fault, left: fault.times ?? 1 }),
    take({ method, path, body }) {
      const hit = pending.find(({ fault: { match = {} }, left }) => {
        if (left === 0) return false;
        if (match.method !== undefined && match.method !== method) return false;
        if (match.path && !match.path.test(path)) return false;
        return match.where === undefined || match.where(body);
      });
      if (!hit) return undefined;
      hit.left -= 1;
      return hit.fault.do;
    },
    clear: () => void pending.splice(0),
  };
}

/** Whether the call's effect is kept, if the call itself is right. */
export function isApplied(harm: Harm | undefined): boolean {
  if (harm === undefined) return true;
  if (harm.kind === 'status' || harm.kind === 'drop') return harm.when === 'after';
  return harm.kind === 'slow' || harm.kind === 'malformed';
}
