// Major incidents among all tickets: those that there are and those that are proposed; the open reports that say the same.
import { In } from 'typeorm';
import { isSame, type Titled } from '../policy/likeness.ts';
import type { Report } from '../policy/weighing.ts';
import type { Event } from '../ticket/facts.ts';
import type { Instant, PersonId, Ticket } from '../ticket/record.ts';
import type { Tx } from './database.ts';
import { nearOpen } from './near.ts';
import { type Onlooker, SEEN, seenBy } from './seeing.ts';
import { events, type TicketRow, tickets } from './tables.ts';
import { eventsIn } from './tickets.ts';

const MOST = 20; // major incidents at one time; nobody would read more

/** Rows that are major incidents now; the first part lets the partial index find the few rows that have any. */
export const MAJOR = `(t.major is not null and t.major ->> 'state' in ('investigating', 'mitigated', 'monitoring'))`;
export const PROPOSED = `(t.major is not null and t.major ->> 'state' = 'proposed' and t.phase not in ('done', 'closed'))`;
/** Rows that anybody may know of. */
export const KNOWN = `(${MAJOR} and not t.confidential)`;

/** The newest first. Without an onlooker: those of which anybody may know. */
export function majorOnes(
  tx: Tx,
  organisation: string,
  which: 'major' | 'proposed',
  onlooker?: Onlooker,
): Promise<TicketRow[]> {
  const builder = tx
    .createQueryBuilder<TicketRow>(tickets, 't')
    .where('t.organisation = :organisation', { organisation })
    .andWhere(which === 'major' ? MAJOR : PROPOSED);
  if (onlooker) builder.andWhere(SEEN, seenBy(onlooker));
  else builder.andWhere('not t.confidential');
  return builder.orderBy('t.reportedAt', 'DESC').addOrderBy('t.id', 'DESC').limit(MOST).getMany();
}

/** The open major incidents that `one` may be a report of. */
export async function majorsLike(tx: Tx, organisation: string, one: Titled): Promise<TicketRow[]> {
  return (await majorOnes(tx, organisation, 'major')).filter((major) => isSame(one, major));
}

/** An open report of the same, with the duplicates that it stands for. */
export type Same = Titled & Pick<Ticket, 'id' | 'reportedAt' | 'requester' | 'links'>;

/** The open incidents that say the same as `one`, itself among them, the newest first. Never what only a few may know of. */
export async function sameOpen(tx: Tx, organisation: string, one: Titled): Promise<Same[]> {
  const rows = await nearOpen<Omit<Same, 'reportedAt'> & { readonly reported_at: Date }>(tx, organisation, one, {
    columns: 'id, title, service, requester_id as requester, links',
    which: 'shared >= 1 or same order by reported_at desc',
  });
  return rows
    .filter((row) => isSame(one, row))
    .map(({ reported_at, ...row }) => ({ ...row, reportedAt: reported_at.toISOString() }));
}

/** Who reported the same since then: the open ones, and the duplicates of any of them. */
export async function reportsOfSame(
  tx: Tx,
  organisation: string,
  same: readonly Same[],
  since: Instant,
): Promise<Report[]> {
  const originals = new Map(
    same.flatMap((one) => one.links.flatMap(({ as, to }) => (as === 'original' ? [[to, one] as const] : []))),
  );
  const duplicates: { id: string; person: PersonId; at: Date }[] = await tx.query(
    `select id, requester_id as person, reported_at as at from ticket
      where organisation_id = $1 and id = any ($2) and reported_at >= $3 and not confidential`,
    [organisation, [...originals.keys()], since],
  );
  return [
    ...same.flatMap((one): Report[] =>
      one.reportedAt >= since ? [{ person: one.requester, at: one.reportedAt, ticket: one }] : [],
    ),
    ...duplicates.flatMap(({ id, person, at }): Report[] => {
      const ticket = originals.get(id);
      return ticket ? [{ person, at: at.toISOString(), ticket }] : [];
    }),
  ];
}

/** What was proposed, declared and answered of each of these tickets. */
export async function answersTo(tx: Tx, organisation: string, ids: readonly string[]): Promise<Event[][]> {
  const type = In(['proposed', 'declared', 'rejected', 'demoted']);
  const found = await tx.find(events, { where: { organisation, ticket: In([...ids]), type }, order: { seq: 'asc' } });
  return ids.map((id) => eventsIn(found.filter(({ ticket }) => ticket === id)));
}

/** The ticket by which this person is concerned by a major incident already: itself, a child or a duplicate of it. */
export async function partIn(tx: Tx, organisation: string, major: string, person: PersonId): Promise<TicketRow | null> {
  return tx
    .createQueryBuilder<TicketRow>(tickets, 't')
    .where('t.organisation = :organisation and t.requester = :person', { organisation, person })
    .andWhere('(t.id = :major or t.links @> cast(:child as jsonb) or t.links @> cast(:duplicate as jsonb))', {
      major,
      child: JSON.stringify([{ as: 'child', to: major }]),
      duplicate: JSON.stringify([{ as: 'duplicate', to: major }]),
    })
    .orderBy('t.reportedAt', 'DESC')
    .limit(1)
    .getOne();
}
