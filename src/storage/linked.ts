// What one ticket says of others: those that look like it, those that it is tied to, as far as anybody may know of them.
import { In } from 'typeorm';
import { likest, type Titled } from '../policy/likeness.ts';
import type { Glimpse } from '../ticket/record.ts';
import type { Tx } from './database.ts';
import { nearOpen } from './near.ts';
import { knowing } from './people.ts';
import { tickets } from './tables.ts';

const COMPARED = 50; // of those that share words with it, as many as share the most

/** Tickets that are shown as like another. */
export const OFFERED = 2;

/** Every other ticket that is shown beside one goes through here; confidential ones never do, whoever reads. */
const GLIMPSE = {
  ...{ id: true, kind: true, number: true, title: true, state: true, phase: true },
  ...{ reportedAt: true, assignee: true, major: true },
} as const satisfies Record<keyof Glimpse, true>;

/**
 * The open incidents that are most like `one`, the likest first. What is compared is what is shown: titles, never what else
 * somebody said.
 */
export async function similarOpen(tx: Tx, organisation: string, one: Titled): Promise<Glimpse[]> {
  const rows = await nearOpen<Omit<Glimpse, 'reportedAt'> & Titled & { readonly reported_at: Date }>(
    tx,
    organisation,
    one,
    {
      columns: 'id, kind, number, title, state, phase, service, major, assignee_id as assignee',
      which: `(shared >= 1 or same) order by shared desc, reported_at desc limit ${COMPARED}`,
    },
  );
  return likest(one, rows, OFFERED).map(({ id, kind, number, title, state, phase, major, assignee, reported_at }) => {
    const reportedAt = reported_at.toISOString();
    return { id, kind, number, title, state, phase, major, assignee, reportedAt };
  });
}

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
