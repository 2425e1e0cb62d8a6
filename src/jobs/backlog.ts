// What waits in one place's lane and can be told together with what is about to be told there.

import type { Tx } from '../storage/database.ts';
import type { Told } from '../task.ts';

export const MOST = 500; // things that one digest tells; the next tells the rest

export interface Backlog {
  /** How long the job at its head has been waiting, in ms of the desk's time. */
  readonly age: number;
  /** Jobs behind it, in their order. */
  readonly waiting: readonly { readonly id: string; readonly task: Told }[];
}

/** Behind the job `head` of this lane, which has begun: so nobody else begins one of these. */
export async function backlogOf(tx: Tx, organisation: string, lane: string, head: number): Promise<Backlog> {
  const [begun] = await tx.query(
    'select extract(epoch from desk_now() - created_at)::float8 * 1000 as age from job where organisation_id = $1 and id = $2',
    [organisation, head],
  );
  const waiting = await tx.query(
    `select id, task from job
      where organisation_id = $1 and lane = $2 and state <> 'dead' and (state <> 'sending') and state = 'pending'
        and task ? 'folds' and run_at <= desk_now()
      order by id limit ${MOST}`,
    [organisation, lane],
  );
  return { age: begun?.age ?? 0, waiting };
}

/** Takes these jobs out of the queue. Returns those that were still there, in their order. */
export async function takeWaiting(tx: Tx, organisation: string, ids: readonly string[]): Promise<Told[]> {
  const rows: { task: Told }[] = await tx.query(
    `with taken as (delete from job where organisation_id = $1 and id = any ($2) and state = 'pending' returning id, task)
     select task from taken order by id`,
    [organisation, ids],
  );
  return rows.map(({ task }) => task);
}
