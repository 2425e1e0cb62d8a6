// What a storm has brought so far, read from the desk's own history: nothing is counted that did not happen.
import type { Database } from '../../src/storage/database.ts';
import type { Desk } from '../../src/storage/organisations.ts';
import { isMajorFact } from '../../src/ticket/major-facts.ts';
import { type Kind, refOf } from '../../src/ticket/record.ts';

export interface Happened {
  /** The desk's time, ms since 1970. */
  readonly at: number;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface StormFacts {
  /** When each report came in, the oldest first. */
  readonly reports: readonly number[];
  /** The incident that has become a major one, or may. */
  readonly ref: string | undefined;
  readonly happened: readonly Happened[];
}

type Row = { ticket: string; at: Date; type: string; data: Record<string, unknown>; kind: Kind; number: number };

/** Everything since `since`, the desk's time. */
export async function factsSince(database: Database, { organisation }: Desk, since: Date): Promise<StormFacts> {
  const rows: Row[] = await database.transaction(organisation, (tx) =>
    tx.query(
      `select e.ticket_id as ticket, e.at, e.type, e.data, t.kind, t.number
         from event e join ticket t on t.organisation_id = e.organisation_id and t.id = e.ticket_id
        where e.organisation_id = $1 and e.at >= $2 and not t.confidential order by e.at, e.ticket_id, e.seq`,
      [organisation, since],
    ),
  );
  const major = rows.find(({ type }) => type === 'proposed' || type === 'declared');
  const happened = rows
    .filter((row) => row.ticket === major?.ticket && isMajorFact({ type: row.type }))
    .map(({ at, type, data }) => ({ at: at.getTime(), type, data }));
  return {
    reports: rows.filter(({ type, kind }) => type === 'reported' && kind === 'incident').map(({ at }) => at.getTime()),
    ref: major && refOf(major),
    happened,
  };
}

/** Whether an earlier one is still under way: what it is called. */
export async function openMajor(database: Database, { organisation }: Desk): Promise<string | undefined> {
  const [row]: { kind: Kind; number: number }[] = await database.transaction(organisation, (tx) =>
    tx.query(
      `select kind, number from ticket where organisation_id = $1 and not confidential and phase not in ('done', 'closed')
          and major ->> 'state' in ('proposed', 'investigating', 'mitigated', 'monitoring') order by reported_at desc limit 1`,
      [organisation],
    ),
  );
  return row && refOf(row);
}
