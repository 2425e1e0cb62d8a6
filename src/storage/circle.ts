// Further people around a ticket: in which chat each is told of it, and which tickets somebody is copied on.
import type { Instant, PersonId } from '../ticket/record.ts';
import type { Tx } from './database.ts';
import type { Direct } from './people.ts';
import { type TicketRow, tickets } from './tables.ts';

/** Who is one of `:me` in a list of people; the first part lets the partial index find the few rows that have any. */
export const COPIED = `(t.copies <> '[]' and t.copies @> cast(:me as jsonb))`;
/** Rows with a question to `:person`, or to one of their `:groups`. */
export const ASKED = `(t.questions <> '[]' and exists (select from jsonb_array_elements(t.questions) q
  where q ->> 'person' = cast(:person as text) or q ->> 'group' in (:...groups)))`;

/** No group's key: a list for SQL has at least one. */
export const NO_GROUP = '';
/** As `COPIED` takes it. */
export const me = (person: PersonId): string => JSON.stringify([person]);

/**
 * By ticket, the direct chat of each of these people: where something about the ticket stands already, so that what follows is read
 * below it; else where they were last heard.
 */
export async function chatsAboutEach(
  tx: Tx,
  organisation: string,
  concerned: readonly { readonly ticket: string; readonly people: readonly PersonId[] }[],
): Promise<Map<string, Map<PersonId, Direct>>> {
  const chats = new Map(concerned.map(({ ticket }) => [ticket, new Map<PersonId, Direct>()]));
  const asked = concerned.flatMap(({ ticket, people }) => [...new Set(people)].map((person) => ({ ticket, person })));
  if (asked.length === 0) return chats;
  const rows: (Omit<Direct, 'kind'> & { ticket: string; person: PersonId })[] = await tx.query(
    `select c.ticket, a.person_id as person, a.platform, a.workspace, a.user_id as "user"
       from unnest($2::uuid[], $3::uuid[]) as c(ticket, person)
       join account a on a.organisation_id = $1 and a.person_id = c.person and not a.guest and a.left_at is null
      order by exists (select from message m where m.organisation_id = $1 and m.ticket_id = c.ticket
                         and m.place = a.platform || ' ' || a.workspace || ' ' || a.user_id), a.fetched_at`,
    [organisation, asked.map(({ ticket }) => ticket), asked.map(({ person }) => person)],
  );
  for (const { ticket, person, ...place } of rows) chats.get(ticket)?.set(person, { kind: 'direct', ...place });
  return chats;
}

/** The same about one. */
export async function chatsAbout(
  tx: Tx,
  organisation: string,
  ticket: string,
  people: readonly PersonId[],
): Promise<Map<PersonId, Direct>> {
  return (await chatsAboutEach(tx, organisation, [{ ticket, people }])).get(ticket) ?? new Map();
}

/** Tickets that someone is copied on, open or ended in the last two weeks, the newest first. */
export function copiedOn(tx: Tx, organisation: string, person: PersonId, now: Instant, most: number) {
  const lately = new Date(Date.parse(now) - 14 * 86_400_000).toISOString();
  return tx
    .createQueryBuilder<TicketRow>(tickets, 't')
    .where('t.organisation = :organisation', { organisation })
    .andWhere(COPIED, { me: me(person) })
    .andWhere("(t.phase <> 'closed' or t.closedAt > :lately)", { lately })
    .orderBy('t.reportedAt', 'DESC')
    .addOrderBy('t.id', 'DESC')
    .limit(most)
    .getMany();
}
