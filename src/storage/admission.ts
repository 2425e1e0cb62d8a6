// Admission: so many at once and the others in their order. More in the database at one time only makes all of them slower.
import { type Database, sent } from './database.ts';

/** ms that a gesture waits for somebody's lock: it comes back then, and meanwhile others have its place. A deadlock is found after one second. */
const LOCK_WAIT = 1_500;

/**
 * The same database with at most `places` transactions at once, and none that begins in a rush at the door. Whoever waits, waits
 * here as long as it takes: waiting for one of the pool's connections ends after seconds, and looks like a database that is lost.
 * `busy`: whether anybody is in one of them, or wants to be.
 */
export function admitting(
  database: Database,
  places: number,
  rush?: () => Promise<void> | undefined,
): Database & { busy(): boolean } {
  const waiting: (() => void)[] = [];
  let free = places;
  let wishes = 0;

  /** A place is handed on, not given back, so that nobody slips in between. */
  async function handOn(): Promise<void> {
    await rush?.();
    const next = waiting.shift();
    if (next) next();
    else free += 1;
  }

  return {
    ...database,
    busy: () => wishes > 0,
    async transaction(organisation, work) {
      wishes += 1;
      await rush?.();
      if (free > 0) free -= 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      try {
        return await database.transaction(organisation, async (tx, now) => {
          await sent(tx, `set local lock_timeout = ${LOCK_WAIT}`, []);
          return work(tx, now);
        });
      } finally {
        wishes -= 1;
        void handOn();
      }
    },
  };
}
