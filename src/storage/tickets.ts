// Tickets and their history: written together, read by the queries that deserve a name.
import { In } from 'typeorm';
import type { Deadlines } from '../policy/clocks.ts';
import { fold } from '../ticket/events.ts';
import type { Event, Fact } from '../ticket/facts.ts';
import type { Words } from '../ticket/marks.ts';
import { type Kind, type Ref, refOf, type Ticket } from '../ticket/record.ts';
import { newest, wordsIn } from '../ticket/words.ts';
import type { Tx } from './database.ts';
import { aliasesOf } from './people.ts';
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

/** Those of these tickets that there are, in the order in which they are named. */
export async function ticketsNamed(tx: Tx, organisation: string, names: readonly TicketName[]): Promise<TicketRow[]> {
  const found: TicketRow[] = [];
  for (const name of names) {
    const ticket = await findTicket(tx, organisation, name);
    if (ticket) found.push(ticket);
  }
  return found;
}

/** The ticket, locked until the transaction ends: whoever changes it next waits and then sees this change. */
export async function lockTicket(tx: Tx, organisation: string, name: TicketName): Promise<TicketRow | null> {
  const lock = { mode: 'pessimistic_write' } as const;
  const found = await tx.findOne(tickets, { where: { organisation, ...name }, lock });
  if (found || 'id' in name) return found;
  const id = await calledBefore(tx, organisation, name);
  return id ? tx.findOne(tickets, { where: { organisation, id }, lock }) : null;
}

/** The ticket as it stays until the transaction ends, for whoever does not change it: they do not wait for each other. */
export function shareTicket(tx: Tx, organisation: string, id: string): Promise<TicketRow | null> {
  return tx.findOne(tickets, { where: { organisation, id }, lock: { mode: 'pessimistic_read' } });
}

async function calledBefore(tx: Tx, organisation: string, { kind, number }: Ref): Promise<string | undefined> {
  const [row] = await tx.query(
    'select ticket_id as id from former_reference where organisation_id = $1 and kind = $2 and number = $3',
    [organisation, kind, number],
  );
  return row?.id;
}

export async function historyOf(tx: Tx, organisation: string, ticket: string): Promise<Event[]> {
  const history = eventsIn(await tx.find(events, { where: { organisation, ticket }, order: { seq: 'asc' } }));
  return renamed(history, await aliasesOf(tx, organisation));
}

/** Whoever it names may be somebody else's account today: what is written stays, what is read says who that is. */
export function renamed(history: Event[], aliases: ReadonlyMap<string, string>): Event[] {
  if (aliases.size === 0) return history;
  const now = (_key: string, value: unknown) => (typeof value === 'string' ? (aliases.get(value) ?? value) : value);
  return JSON.parse(JSON.stringify(history), now);
}

export const eventsIn = (rows: readonly EventRow[]): Event[] =>
  rows.map(({ seq, at, by, type, data }) => ({ ...data, type, seq, at, by }) as Event);

/** The ticket's description with its look. */
export async function descriptionOf(tx: Tx, organisation: string, { id, description: text }: Ticket): Promise<Words> {
  const where = { organisation, ticket: id, type: In(['reported', 'amended']) };
  const [report] = newest(eventsIn(await tx.find(events, { where, order: { seq: 'asc' } })));
  const words = report && wordsIn(report);
  return words?.text === text ? words : { text };
}

/** Makes the row anew from its history: words were erased, or the people in it are others now. */
export async function remakeTicket(tx: Tx, organisation: string, id: string): Promise<void> {
  await lockTicket(tx, organisation, { id });
  const after = fold(await historyOf(tx, organisation, id)) as Ticket;
  await tx.update(tickets, { organisation, id }, after);
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
  }
  const rows = added.map((event) => rowOf(organisation, after.id, event));
  await Promise.all([...(before ? [] : [tx.insert(tickets, { organisation, ...after })]), tx.insert(events, rows)]);
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

export function rowOf(organisation: string, ticket: string, event: Event): EventRow {
  const { seq, at, by, type, ...data } = event;
  return { organisation, ticket, seq, at, by, type, data: data satisfies Omit<Fact, 'type'> };
}

/** The ticket as its history alone makes it. */
export async function replay(tx: Tx, organisation: string, ticket: string): Promise<Ticket | undefined> {
  return fold(await historyOf(tx, organisation, ticket));
}
