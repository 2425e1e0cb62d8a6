// The open incidents that share words with a title: found in the database, so that only few have to be compared word by word.
import { type Titled, wordsOf } from '../policy/likeness.ts';
import type { Tx } from './database.ts';

const NEWEST = 500; // open incidents that are looked through, however many tickets there are
const WORDS = 16; // of a title, the first; few have more
/** Without what may be an ending, since those are forgiven where titles are compared. */
const stemOf = (word: string): string => word.slice(0, Math.max(4, word.length - 3));

/**
 * The `columns` of the newest open incidents, never of a confidential one, as far as `which` says: of `shared`, how many words of
 * `one` stand in their titles, and `same`, whether they are of one service. Plain search in what was read behind the wall: full
 * text and LIKE are not leak-proof, so no index would serve them there, and taking each title apart costs four times as much
 * (3.5 ms of 500, against 1.0).
 */
export function nearOpen<Row>(
  tx: Tx,
  organisation: string,
  one: Titled,
  { columns, which }: { readonly columns: string; readonly which: string },
): Promise<Row[]> {
  const words = wordsOf(one.title).slice(0, WORDS).map(stemOf);
  const shared = words.map((_, n) => `(strpos(low, $${n + 3}) > 0)::int`).join(' + ') || '0';
  return tx.query(
    `with open as materialized (
       select ${columns}, lower(title) as low, coalesce(service = $2, false) as same, reported_at from ticket
        where organisation_id = $1 and kind = 'incident' and not confidential and phase in ('active', 'paused', 'scheduled')
        order by reported_at desc limit ${NEWEST})
     select * from (select *, ${shared} as shared from open) near where ${which}`,
    [organisation, one.service, ...words],
  );
}
