// Whom a major incident concerns: who reported it, or what belongs to it, who is copied there, who follows it.
import { type PersonId, refOf, type Ticket } from '../ticket/record.ts';
import type { Tx } from './database.ts';
import type { Direct } from './people.ts';

/** Tickets of which the requesters and the copied are concerned; of the incident itself its followers too. */
export interface Concern {
  readonly ticket: string;
  /** Whether its own people are told, who may hear of it by an ordinary notice. */
  readonly own: readonly ('requester' | 'copies' | 'subscribers')[];
  /** The tickets that belong to it, by id; of those that are over nobody, where `open`. */
  readonly others: readonly string[];
  readonly open: boolean;
}

/** Some of them, by id, after this one. */
export async function concernedBy(
  tx: Tx,
  organisation: string,
  { ticket, own, others, open }: Concern,
  after: PersonId | null,
  most: number,
): Promise<PersonId[]> {
  const rows: { id: PersonId }[] = await tx.query(
    `with belongs as (
       select id, requester_id, copies, subscribers from ticket
        where organisation_id = $1 and (id = $2 or (id = any ($4) and not ($5 and phase in ('done', 'closed'))))),
     told as (
       select requester_id as id from belongs where id <> $2 or 'requester' = any ($3)
       union select c::uuid from belongs, jsonb_array_elements_text(copies) c where id <> $2 or 'copies' = any ($3)
       union select s::uuid from belongs, jsonb_array_elements_text(subscribers) s where id = $2 and 'subscribers' = any ($3))
     select distinct coalesce(p.same_as, p.id) as id from told join person p on p.organisation_id = $1 and p.id = told.id
      where $6::uuid is null or coalesce(p.same_as, p.id) > $6 order by 1 limit $7`,
    [organisation, ticket, own, others, open, after, most],
  );
  return rows.map(({ id }) => id);
}

/** The direct chat of each: where something of these tickets stands already, else where they were last heard. */
export async function chatsConcerned(
  tx: Tx,
  organisation: string,
  tickets: readonly string[],
  people: readonly PersonId[],
): Promise<Map<PersonId, Direct>> {
  const rows: (Omit<Direct, 'kind'> & { person: PersonId })[] = await tx.query(
    `select a.person_id as person, a.platform, a.workspace, a.user_id as "user" from account a
      where a.organisation_id = $1 and a.person_id = any ($2) and not a.guest and a.left_at is null
      order by exists (select from message m where m.organisation_id = $1 and m.ticket_id = any ($3)
                         and m.place = a.platform || ' ' || a.workspace || ' ' || a.user_id), a.fetched_at`,
    [organisation, people, tickets],
  );
  return new Map(rows.map(({ person, ...place }) => [person, { kind: 'direct', ...place }]));
}

/** What this person reported themselves of the tickets that belong to it, by its reference. */
export async function ownAmong(
  tx: Tx,
  organisation: string,
  tickets: readonly string[],
  person: PersonId,
): Promise<string | null> {
  if (tickets.length === 0) return null;
  const [row]: Pick<Ticket, 'kind' | 'number'>[] = await tx.query(
    `select kind, number from ticket where organisation_id = $1 and id = any ($2) and requester_id = $3
      order by reported_at limit 1`,
    [organisation, tickets, person],
  );
  return row ? refOf(row) : null;
}
