// Admission: so many at once and the others in their order. More in the database at one time only makes all of them slower.
import { type Database, sent } from './database.ts';

/** ms that a gesture waits for somebody's lock: it comes back then, and meanwhile others have its place. A deadlock is found after one second. */
const LOCK_WAIT = 1_500;

/**
 * The same database with at most `places` transactions at once. Whoever waits, waits here as long as it takes: waiting for one of
 * the pool's connections ends after seconds, and looks like a database that is lost. `busy`: whether anybody is in one of them.
 */
export function admitting(database: Database, places: number): Database & { busy(): boolean } {
  const waiting: (() => void)[] = [];
  let free = places;
  return {
    ...database,
    busy: () => free < places,
    async transaction(organisation, work) {
      if (free > 0) free -= 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      try {
        return await database.transaction(organisation, async (tx, now) => {
          await sent(tx, `set local lock_timeout = ${LOCK_WAIT}`, []);
          return work(tx, now);
        });
      } finally {
        // A place is handed on, not given back, so that nobody slips in between.
        const next = waiting.shift();
        if (next) next();
        else free += 1;
      }
    },
  };
}
