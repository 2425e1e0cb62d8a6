// Lists of tickets: the queue in its views, somebody's own, what words find, who has what; a page at a time.
import { isAgent, type Rights } from '../people/person.ts';
import { type Instant, PAGE, type PersonId, type Phase, type QueueView } from '../ticket/record.ts';
import { ASKED, COPIED, me, NO_GROUP } from './circle.ts';
import type { Tx } from './database.ts';
import { columnOf, firstOf } from './first.ts';
import { type Onlooker, SEEN, seenBy } from './seeing.ts';
import { type TicketRow, tickets } from './tables.ts';

/** Where the last page ended; its parts are those of the order. */
export type Cursor = readonly [number | string, string, string] | undefined;

export interface QueueQuery {
  readonly view: QueueView;
  readonly groups: readonly string[];
  readonly person: PersonId;
  readonly rights: Rights;
  readonly after?: Cursor;
}

/** What a view shows in which order: what sleeps has no deadline to be ordered by, what is done is closed as it was resolved. */
const VIEWS: Readonly<
  Record<QueueView, { readonly phase: Phase; readonly by: 'nextDue' | 'wakeAt' | 'reportedAt' | 'resolvedAt' }>
> = {
  actionable: { phase: 'active', by: 'nextDue' },
  mine: { phase: 'active', by: 'nextDue' },
  unclaimed: { phase: 'active', by: 'nextDue' },
  waiting: { phase: 'scheduled', by: 'wakeAt' },
  held: { phase: 'paused', by: 'reportedAt' },
  resolved: { phase: 'done', by: 'resolvedAt' },
};

/** The cursor of a page that ends with this ticket. */
export const endOf = (view: QueueView, ticket: TicketRow): NonNullable<Cursor> => [
  ticket.priority,
  ticket[VIEWS[view].by] ?? '',
  ticket.id,
];

/** One page and the first row of the next, most urgent first (`waiting`: first to wake first). */
export async function queuePage(
  tx: Tx,
  organisation: string,
  query: QueueQuery,
  limit = PAGE + 1,
): Promise<TicketRow[]> {
  const { phase, by } = VIEWS[query.view];
  const order = phase === 'active' ? (['priority', by, 'id'] as const) : ([by, 'id'] as const);
  const [priority, at, id] = query.after ?? [];
  const wants = [
    `t.phase = '${phase}'`,
    ...(query.view === 'unclaimed' ? ['t.assignee_id is null'] : []),
    ...(query.after
      ? [`(${order.map(columnOf).join(', ')}) > (${order.length === 3 ? ':priority, ' : ''}:at, :id)`]
      : []),
  ];
  const where = wants.join(' and ');
  const values = query.after ? { priority, at, id } : {};
  if (query.view !== 'mine')
    return firstOf(tx, organisation, { groups: query.groups, where, values, order, limit }, query);
  const builder = tx
    .createQueryBuilder(tickets, 't')
    .where('t.organisation = :organisation', { organisation })
    .andWhere('(t.assignee = :person or t.owner = :person)', { person: query.person })
    .andWhere(where, values)
    .andWhere(SEEN, seenBy(query));
  for (const column of order) builder.addOrderBy(`t.${column}`, 'ASC');
  return builder.limit(limit).getMany();
}

/** Someone's own open tickets and those that ended in the last two weeks, newest first; `before`: where the last page ended. */
export function ticketsOf(
  tx: Tx,
  organisation: string,
  requester: PersonId,
  now: Instant,
  limit: number,
  before?: readonly [reportedAt: Instant, id: string],
): Promise<TicketRow[]> {
  const builder = tx
    .createQueryBuilder(tickets, 't')
    .where('t.organisation = :organisation and t.requester = :requester', { organisation, requester })
    .andWhere("(t.phase <> 'closed' or t.closedAt > :lately)", {
      lately: new Date(Date.parse(now) - 14 * 86_400_000).toISOString(),
    });
  if (before) builder.andWhere('(t.reportedAt, t.id) < (:at, :id)', { at: before[0], id: before[1] });
  return builder.orderBy('t.reportedAt', 'DESC').addOrderBy('t.id', 'DESC').limit(limit).getMany();
}

/** The last tickets that someone reported, owns, works on, is copied on or asked about: what is offered where a reference was left out. */
export function lastTouched(
  tx: Tx,
  organisation: string,
  person: PersonId,
  groups: readonly string[] = [],
  limit = 5,
): Promise<TicketRow[]> {
  return tx
    .createQueryBuilder(tickets, 't')
    .where('t.organisation = :organisation', { organisation })
    .andWhere(`(t.requester = :person or t.assignee = :person or t.owner = :person or ${COPIED} or ${ASKED})`, {
      ...{ person, me: me(person), groups: [...groups, NO_GROUP] },
    })
    .andWhere("t.phase <> 'closed'")
    .orderBy('t.reportedAt', 'DESC')
    .limit(limit)
    .getMany();
}

/**
 * Tickets whose title or description has all of these words, or that are about `service`, the newest first: those that the
 * onlooker may see.
 */
export function foundByWords(
  tx: Tx,
  organisation: string,
  words: string,
  onlooker: Onlooker,
  {
    service,
    item,
  }: {
    readonly service?: string | undefined;
    /** A configuration item's key: what is linked to it is found too, as by any other reference. */
    readonly item?: string | undefined;
  },
): Promise<TicketRow[]> {
  const builder = tx
    .createQueryBuilder(tickets, 't')
    .where('t.organisation = :organisation', { organisation })
    // The phrase itself too: 'simple' does not cut a script that has no spaces.
    .andWhere(
      `(to_tsvector('simple', t.title || ' ' || t.description) @@ websearch_to_tsquery('simple', :words)
        or position(lower(:words) in lower(t.title || ' ' || t.description)) > 0 or t.service = :service
        or t.links @> :link)`,
      { words, service: service ?? '', link: JSON.stringify([{ name: (item ?? words).toUpperCase() }]) },
    );
  builder.andWhere(SEEN, seenBy(onlooker));
  if (!isAgent(onlooker.rights))
    builder.andWhere(`(t.requester = :requester or ${COPIED})`, {
      requester: onlooker.person,
      me: me(onlooker.person),
    });
  return builder.orderBy('t.reportedAt', 'DESC').limit(PAGE).getMany();
}

/** Who works on what in these groups: each assignee's open tickets, the most urgent first. */
export function workloads(
  tx: Tx,
  organisation: string,
  groups: readonly string[],
  onlooker: Onlooker,
): Promise<TicketRow[]> {
  return tx
    .createQueryBuilder(tickets, 't')
    .where('t.organisation = :organisation and t.group in (:...groups)', { organisation, groups })
    .andWhere("t.assignee is not null and t.phase in ('active', 'paused', 'scheduled')")
    .andWhere(SEEN, seenBy(onlooker))
    .orderBy('t.priority', 'ASC')
    .addOrderBy('t.nextDue', 'ASC')
    .limit(200)
    .getMany();
}

/** All that someone has in hand, the most urgent first. */
export function assignedTo(tx: Tx, organisation: string, assignee: PersonId): Promise<TicketRow[]> {
  return tx
    .createQueryBuilder(tickets, 't')
    .where('t.organisation = :organisation and t.assignee = :assignee', { organisation, assignee })
    .andWhere("t.phase in ('active', 'paused', 'scheduled')")
    .orderBy('t.priority', 'ASC')
    .addOrderBy('t.id', 'ASC')
    .limit(100)
    .getMany();
}
