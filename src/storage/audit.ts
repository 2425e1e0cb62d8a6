// The record of what was administered: appended to, read a page at a time, never changed.
import type { Audited, AuditFact } from '../people/audit.ts';
import { type Instant, PAGE, type PersonId } from '../ticket/record.ts';
import type { Tx } from './database.ts';

/** Who did it, and whom it is about; null for the clock or the command line, and for what concerns nobody alone. */
export interface Concerning {
  readonly by: PersonId | null;
  readonly about: PersonId | null;
}

/** Writes one fact down, within the transaction of what it tells of. */
export async function recordAudit(
  tx: Tx,
  organisation: string,
  { type, ...data }: AuditFact,
  { by, about }: Concerning = { by: null, about: null },
): Promise<void> {
  await tx.query(
    `insert into audit (organisation_id, at, by_person, about_person, type, data) values ($1, desk_now(), $2, $3, $4, $5)`,
    [organisation, by, about, type, JSON.stringify(data)],
  );
}

export interface AuditQuery {
  /** By one of them or about one of them. */
  readonly people?: readonly PersonId[];
  readonly from?: Instant;
  readonly to?: Instant;
  /** The id with which the page before ended. */
  readonly before?: number;
}

/** One page and the first row of the next, the latest first. */
export async function auditPage(tx: Tx, organisation: string, query: AuditQuery): Promise<Audited[]> {
  const { people, from, to, before } = query;
  const rows = await tx.query(
    `select audit.id::int, at, type, data,
            coalesce(b.same_as, by_person) as by, coalesce(c.same_as, about_person) as about
       from audit
       left join person b on b.organisation_id = audit.organisation_id and b.id = by_person
       left join person c on c.organisation_id = audit.organisation_id and c.id = about_person
      where audit.organisation_id = $1
        and ($2::uuid[] is null or coalesce(b.same_as, by_person) = any ($2) or coalesce(c.same_as, about_person) = any ($2))
        and ($3::timestamptz is null or at >= $3) and ($4::timestamptz is null or at < $4)
        and ($5::bigint is null or audit.id < $5)
      order by audit.id desc limit ${PAGE + 1}`,
    [organisation, people ?? null, from ?? null, to ?? null, before ?? null],
  );
  return rows.map(({ data, at, ...row }: Row) => ({ ...row, ...data, at: at.toISOString() }));
}

type Row = Omit<Audited, 'at'> & { readonly at: Date; readonly data: object };
