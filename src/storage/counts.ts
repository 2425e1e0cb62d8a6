// How many tickets each view of a queue has: summed from what every change of a ticket has added and taken away.
import type { QueueCounts } from '../ticket/record.ts';
import type { Tx } from './database.ts';

/** Rows after which they are put together: summing so many takes 1 ms, and whoever looks at a queue waits for nobody. */
const MANY = 1_000;

/** As this transaction sees it. A ticket counts under its own group alone. */
export async function queueCounts(tx: Tx, organisation: string, groups: readonly string[]): Promise<QueueCounts> {
  const rows: { view: keyof QueueCounts; count: number; rows: number }[] = await tx.query(
    `select view, sum(delta)::int as count, count(*)::int as rows from queue_delta
      where organisation_id = $1 and support_group = any ($2) group by view`,
    [organisation, groups],
  );
  if (rows.reduce((sum, row) => sum + row.rows, 0) > MANY) await putTogether(tx, organisation, groups);
  const counts = { actionable: 0, unclaimed: 0, waiting: 0, held: 0, resolved: 0 };
  return { ...counts, ...Object.fromEntries(rows.map(({ view, count }) => [view, count])) };
}

/** One statement: everybody sees the rows that were, or their sums. What another puts together meanwhile is left to that one. */
async function putTogether(tx: Tx, organisation: string, groups: readonly string[]): Promise<void> {
  await tx.query(
    `with chosen as (
       select support_group, id from queue_delta
        where organisation_id = $1 and support_group = any ($2) for update skip locked),
     gone as (
       delete from queue_delta d using chosen s
        where d.organisation_id = $1 and d.support_group = s.support_group and d.id = s.id
       returning d.support_group, d.view, d.delta)
     insert into queue_delta (organisation_id, support_group, view, delta)
     select $1, support_group, view, sum(delta) from gone group by support_group, view having sum(delta) <> 0`,
    [organisation, groups],
  );
}
