// Teams' limits for one bot in one thread, on real time.
import { Refused } from './refused.ts';

/** https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit */
const WINDOWS = [
  { ms: 1_000, calls: 7 },
  { ms: 30_000, calls: 60 },
  { ms: 3_600_000, calls: 1_800 },
];

/** Counts one call in a thread, or refuses it with 429 and `Retry-After` in seconds; a refused call is not counted. */
export type Limit = (thread: string) => void;

export function createLimit(): Limit {
  const calls = new Map<string, number[]>();
  return (thread) => {
    const now = Date.now();
    const times = (calls.get(thread) ?? []).filter((at) => at > now - 3_600_000);
    for (const window of WINDOWS) {
      // The call that must leave the window before another may enter.
      const leaving = times[times.length - window.calls];
      if (leaving === undefined || leaving <= now - window.ms) continue;
      const seconds = Math.ceil((leaving + window.ms - now) / 1000);
      throw new Refused(429, 'Throttled', 'Too many requests', { 'Retry-After': String(seconds) });
    }
    times.push(now);
    calls.set(thread, times);
  };
}
