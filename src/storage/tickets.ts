// Tickets and their history: written together, read by the queries that deserve a name.
import { isAgent, type Rights } from '../people/person.ts';
import type { Deadlines } from '../policy/clocks.ts';
import { fold } from '../ticket/events.ts';
import type { Event, Fact } from '../ticket/facts.ts';
import {
  type Instant,
  type Kind,
  PAGE,
  type PersonId,
  type QueueView,
  type Ref,
  refOf,
  type Ticket,
} from '../ticket/record.ts';
import type { Tx } from './database.ts';
import { type Onlooker, SEEN, seenBy } from './seeing.ts';
import { type EventRow, events, type TicketRow, tickets } from './tables.ts';

/** The next number of the organisation's own sequence; numbers of transactions that fail are lost. */
export async function nextNumber(tx: Tx, kind: Kind): Promise<number> {
  const [row] = await tx.query('select next_number($1) as number', [kind]);
  return row.number;
}

export type TicketName = Ref | Pick<Ticket, 'id'>;

/** The ticket that is called so, or was before it was converted. */
export async function findTicket(tx: Tx, organisation: string, name: TicketName): Promise<TicketRow | null> {
  const found = await tx.findOneBy(tickets, { organisation, ...name });
  if (found || 'id' in name) return found;
  const id = await calledBefore(tx, organisation, name);
  return id ? tx.findOneBy(tickets, { organisation, id }) : null;
}

/** The ticket, locked until the transaction ends: whoever changes it next waits and then sees this change. */
export async function lockTicket(tx: Tx, organisation: string, name: TicketName): Promise<TicketRow | null> {
  const lock = { mode: 'pessimistic_write' } as const;
  const found = await tx.findOne(tickets, { where: { organisation, ...name }, lock });
  if (found || 'id' in name) return found;
  const id = await calledBefore(tx, organisation, name);
  return id ? tx.findOne(tickets, { where: { organisation, id }, lock }) : null;
}

async function calledBefore(tx: Tx, organisation: string, { kind, number }: Ref): Promise<string | undefined> {
  const [row] = await tx.query(
    'select ticket_id as id from former_reference where organisation_id = $1 and kind = $2 and number = $3',
    [organisation, kind, number],
  );
  return row?.id;
}

export async function historyOf(tx: Tx, organisation: string, ticket: string): Promise<Event[]> {
  const rows = await tx.find(events, { where: { organisation, ticket }, order: { seq: 'asc' } });
  return rows.map(({ seq, at, by, type, data }) => ({ ...data, type, seq, at, by }) as Event);
}

/** Appends `added` and brings the row to what they make of it. The row must be locked, or not be there yet. */
export async function saveTicket(
  tx: Tx,
  organisation: string,
  before: Ticket | undefined,
  after: Ticket & Deadlines,
  added: readonly Event[],
): Promise<void> {
  if (before) {
    const changed = await tx.update(tickets, { organisation, id: after.id, version: before.version }, after);
    if (changed.affected !== 1) throw new Error(`ticket ${after.id} was changed without its lock`);
    if (refOf(before) !== refOf(after)) await rememberReference(tx, organisation, before);
  } else {
    await tx.insert(tickets, { organisation, ...after });
  }
  await tx.insert(
    events,
    added.map((event) => rowOf(organisation, after.id, event)),
  );
}

async function rememberReference(tx: Tx, organisation: string, { id, kind, number }: Ticket): Promise<void> {
  await tx.query(
    `insert into former_reference (organisation_id, kind, number, ticket_id) values ($1, $2, $3, $4)
     on conflict do nothing`,
    [organisation, kind, number, id],
  );
}

/** Adds tickets with the history that they bring along. */
export async function addTickets(
  tx: Tx,
  organisation: string,
  added: readonly { readonly ticket: Ticket & Deadlines; readonly events: readonly Event[] }[],
): Promise<void> {
  await tx.insert(
    tickets,
    added.map(({ ticket }) => ({ organisation, ...ticket })),
  );
  await tx.insert(
    events,
    added.flatMap(({ ticket, events: history }) => history.map((event) => rowOf(organisation, ticket.id, event))),
  );
}

/** The next numbers of the organisation's own sequence, ascending. */
export async function nextNumbers(tx: Tx, kind: Kind, count: number): Promise<number[]> {
  const rows = await tx.query('select next_number($1) as number from generate_series(1, $2)', [kind, count]);
  return rows.map(({ number }: { number: number }) => number);
}

function rowOf(organisation: string, ticket: string, event: Event): EventRow {
  const { seq, at, by, type, ...data } = event;
  return { organisation, ticket, seq, at, by, type, data: data satisfies Omit<Fact, 'type'> };
}

/** The ticket as its history alone makes it. */
export async function replay(tx: Tx, organisation: string, ticket: string): Promise<Ticket | undefined> {
  return fold(await historyOf(tx, organisation, ticket));
}

/** Where the last page ended; its parts are those of the order. */
export type Cursor = readonly [number | string, string, string] | undefined;

export interface QueueQuery {
  readonly view: QueueView;
  readonly groups: readonly string[];
  readonly person: PersonId;
  readonly rights: Rights;
  readonly after?: Cursor;
}

/** One page and the first row of the next, most urgent first (`waiting`: first to wake first). */
export async function queuePage(tx: Tx, organisation: string, query: QueueQuery): Promise<TicketRow[]> {
  // What sleeps has no deadline to be ordered by: first to wake first, longest held first.
  const order = { waiting: ['t.wakeAt', 't.id'], held: ['t.reportedAt', 't.id'] }[query.view as string] ?? [
    't.priority',
    't.nextDue',
    't.id',
  ];
  const builder = tx.createQueryBuilder(tickets, 't').where('t.organisation = :organisation', { organisation });
  const phase = { waiting: 'scheduled', held: 'paused' }[query.view as string] ?? 'active';
  builder.andWhere('t.phase = :phase', { phase }).andWhere(SEEN, seenBy(query));
  if (query.view === 'mine') builder.andWhere('(t.assignee = :person or t.owner = :person)', { person: query.person });
  else builder.andWhere('t.group in (:...groups)', { groups: query.groups });
  if (query.view === 'unclaimed') builder.andWhere('t.assignee is null');
  if (query.after) {
    const [priority, at, id] = query.after;
    const ended = order.length === 3 ? '(:priority, :at, :id)' : '(:at, :id)';
    builder.andWhere(`(${order.join(', ')}) > ${ended}`, { priority, at, id });
  }
  for (const column of order) builder.addOrderBy(column, 'ASC');
  return builder.limit(PAGE + 1).getMany();
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

/** The last tickets that someone reported, owns or works on: what is offered where a reference was left out. */
export function lastTouched(tx: Tx, organisation: string, person: PersonId, limit = 5): Promise<TicketRow[]> {
  return tx
    .createQueryBuilder(tickets, 't')
    .where('t.organisation = :organisation', { organisation })
    .andWhere('(t.requester = :person or t.assignee = :person or t.owner = :person)', { person })
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
  if (!isAgent(onlooker.rights)) builder.andWhere('t.requester = :requester', { requester: onlooker.person });
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
