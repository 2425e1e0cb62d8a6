// What one ticket says of others: those that look like it, those that it is tied to, as far as anybody may know of them.
import { In } from 'typeorm';
import { likest, type Titled, wordsOf } from '../policy/likeness.ts';
import type { Glimpse } from '../ticket/record.ts';
import type { Tx } from './database.ts';
import { knowing } from './people.ts';
import { tickets } from './tables.ts';

const NEWEST = 500; // open incidents that are looked through: 1.5 ms of the database's, however many tickets there are
/** Tickets that are shown as like another. */
export const OFFERED = 2;

/** Every other ticket that is shown beside one goes through here; confidential ones never do, whoever reads. */
const GLIMPSE = {
  ...{ id: true, kind: true, number: true, title: true, state: true, phase: true },
  ...{ reportedAt: true, assignee: true, major: true },
} as const satisfies Record<keyof Glimpse, true>;

/**
 * The open incidents that are most like `one`, the likest first. What is compared is what is shown: titles, never what else
 * somebody said. Read behind the wall first: full text and LIKE are not leak-proof, so no index would serve them there.
 */
export async function similarOpen(tx: Tx, organisation: string, one: Titled): Promise<Glimpse[]> {
  const words = wordsOf(one.title);
  if (words.length < 2) return [];
  const [han, others] = [words.filter((word) => HAN.test(word)), words.filter((word) => !HAN.test(word))];
  const rows: (Glimpse & Titled & { readonly reportedAt: Date })[] = await tx.query(
    `with open as materialized (
       select id, kind, number, title, state, phase, service, major, reported_at as "reportedAt", assignee_id as assignee
         from ticket
        where organisation_id = $1 and kind = 'incident' and not confidential and phase in ('active', 'paused', 'scheduled')
        order by reported_at desc limit ${NEWEST})
     select * from open
      where to_tsvector('simple', title) @@ to_tsquery('simple', $2) or title like any ($3) or service = $4`,
    [organisation, others.map((word) => `'${word}':*`).join(' | '), han.map((word) => `%${word}%`), one.service],
  );
  return likest(one, rows, OFFERED).map(({ service: _, reportedAt, ...glimpse }) => ({
    ...glimpse,
    reportedAt: reportedAt.toISOString(),
  }));
}

const HAN = /\p{Script=Han}/u;

/** The same reader, who also knows of these tickets, and of who is on them. */
export async function acquainted<
  R extends { readonly people: Parameters<typeof knowing>[2]['people']; readonly others: ReadonlyMap<string, Glimpse> },
>(tx: Tx, organisation: string, reader: R, ids: readonly string[]): Promise<R> {
  const missing = ids.filter((id) => !reader.others.has(id));
  if (missing.length === 0) return reader;
  const rows = await tx.find(tickets, {
    select: GLIMPSE,
    where: { organisation, id: In(missing), confidential: false },
  });
  const others = new Map([...reader.others, ...rows.map((row) => [row.id, row] as const)]);
  return knowing(
    tx,
    organisation,
    { ...reader, others },
    rows.map(({ assignee }) => assignee),
  );
}
