// Export: all tickets of a time as CSV, read and written in pieces, whatever their number.
import { stringify } from 'csv-stringify/sync';
import { DateTime } from 'luxon';
import { type Tx, unhurried } from '../storage/database.ts';
import type { Kind } from '../ticket/record.ts';
import { refOf } from '../ticket/record.ts';
import { guarded } from './csv.ts';
import { Sentence } from './sentence.ts';
import { instantOf } from './values.ts';

const BATCH = 500; // rows

/** What each column holds; `import` knows these names. */
const columns = {
  id: 't.id::text',
  reference: 't.number::text',
  kind: 't.kind',
  title: 't.title',
  description: 't.description',
  requester: 'r.name',
  'requester mail': 'r.mail',
  status: 't.state',
  priority: `'P' || t.priority`,
  impact: 't.impact',
  urgency: 't.urgency',
  service: 't.service',
  category: 't.category',
  group: 't.support_group',
  assignee: 'coalesce(a.mail, a.name)',
  reported: 't.reported_at',
  answered: 't.answered_at',
  resolved: 't.resolved_at',
  closed: 't.closed_at',
  resolution: 't.resolution',
};

export interface ExportOptions {
  /** The first and the last day of the report, yyyy-MM-dd in the organisation's zone. */
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly zone: string;
  /** Whether confidential tickets are in it as well. */
  readonly confidential: boolean;
  /** For Excel, which takes UTF-8 for something else without a byte order mark. */
  readonly excel: boolean;
}

/** CSV in pieces, oldest ticket first, the header with the first; all of one moment. Times are UTC, ISO 8601. */
export async function* exportTickets(tx: Tx, organisation: string, options: ExportOptions): AsyncGenerator<string> {
  const from = options.from === undefined ? null : dayOf(options.from, options.zone).toJSDate();
  const to = options.to === undefined ? null : dayOf(options.to, options.zone).plus({ days: 1 }).toJSDate();
  await unhurried(tx);
  const list = Object.entries(columns).map(([name, sql]) => `${sql} as "${name}"`);
  await tx.query(
    `declare export no scroll cursor for select ${list.join(', ')} from ticket t
       join person r on r.organisation_id = t.organisation_id and r.id = t.requester_id
       left join person a on a.organisation_id = t.organisation_id and a.id = t.assignee_id
      where t.organisation_id = $1 and ($2::timestamptz is null or t.reported_at >= $2) and ($3::timestamptz is null or t.reported_at < $3)
        and ($4 or not t.confidential)
      order by t.reported_at, t.id`,
    [organisation, from, to, options.confidential],
  );
  const written = { ...(options.excel ? { record_delimiter: 'windows' as const } : {}) };
  yield stringify([Object.keys(columns)], { ...written, bom: options.excel });
  for (;;) {
    const rows: Record<string, string | Date | null>[] = await tx.query(`fetch ${BATCH} from export`);
    if (rows.length === 0) return;
    yield stringify(rows.map(cellsOf), written);
  }
}

function cellsOf(row: Readonly<Record<string, string | Date | null>>): string[] {
  return Object.entries(row).map(([name, value]) => {
    if (value instanceof Date) return value.toISOString();
    if (name === 'reference') return refOf({ kind: row.kind as Kind, number: Number(value) });
    return guarded(value ?? '');
  });
}

/** Where a day begins. */
function dayOf(said: string, zone: string): DateTime {
  const begins = instantOf(said, zone, undefined);
  if (typeof begins !== 'string') throw new Sentence(`${begins.wrong}.`);
  return DateTime.fromISO(begins, { zone });
}
