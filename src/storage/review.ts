// What a review is made of, read at one moment: the history, what is tied to it, how its improvements stand.
import { readable } from '../people/past.ts';
import { nobody, type Rights } from '../people/person.ts';
import { peopleIn } from '../ticket/events.ts';
import { involved, type PersonId, type Ticket } from '../ticket/record.ts';
import type { ReviewFacts } from '../ticket/timeline.ts';
import type { Tx } from './database.ts';
import { historyOf, ticketsNamed } from './tickets.ts';

/** Who reads it: one person, everybody (null), or whoever may read everything. */
export type ReviewReader = { readonly id: PersonId; readonly rights: Rights } | 'everything' | null;

export async function reviewOf(
  tx: Tx,
  organisation: string,
  ticket: Ticket,
  reader: ReviewReader,
): Promise<ReviewFacts> {
  const history = await historyOf(tx, organisation, ticket.id);
  const ids = ticket.major?.review?.improvements.map(({ ticket: id }) => ({ id })) ?? [];
  const rows = await ticketsNamed(tx, organisation, ids);
  // Whoever sees a confidential incident may not see everything that is confidential; the tie holds within one circle.
  const known = rows.filter(({ confidential }) => !confidential || ticket.confidential);
  return {
    history,
    readable: reader === 'everything' ? history : readable(history, reader?.id ?? '', reader?.rights ?? nobody),
    tied: await firstTied(tx, organisation, ticket),
    improvements: new Map(known.map((row) => [row.id, row])),
    people: [...involved(ticket), ...peopleIn(history), ...known.map(({ assignee }) => assignee)],
  };
}

async function firstTied(tx: Tx, organisation: string, { links }: Ticket): Promise<string | null> {
  const ids = links.flatMap(({ as, to }) => (as === 'original' || as === 'parent' ? [to] : []));
  const [row] = await tx.query(
    'select min(reported_at) as first from ticket where organisation_id = $1 and id = any ($2)',
    [organisation, ids],
  );
  return row?.first?.toISOString() ?? null;
}
