// Many tickets in one transaction: locked, read and written by one statement each, without an object mapper in between.
import type { Deadlines } from '../policy/clocks.ts';
import type { Event } from '../ticket/facts.ts';
import type { Ticket } from '../ticket/record.ts';
import type { Tx } from './database.ts';
import { aliasesOf } from './people.ts';
import { type EventRow, type TicketRow, tickets } from './tables.ts';
import { eventsIn, renamed, rowOf } from './tickets.ts';

type Row = Record<string, unknown>;

/** By id, locked until the transaction ends; in the order in which everybody locks several. */
export async function lockTickets(
  tx: Tx,
  organisation: string,
  ids: readonly string[],
): Promise<Map<string, TicketRow>> {
  const { columns } = tx.connection.getMetadata(tickets);
  // By name: a newer version may add a column while this one runs, and what is prepared may not change its shape.
  const names = columns.map(({ databaseName }) => databaseName).join(', ');
  const rows: Row[] = await tx.query(
    `select ${names} from ticket where organisation_id = $1 and id = any ($2) order by kind, number for update`,
    [organisation, ids],
  );
  const read = columns.map(({ propertyName, databaseName, transformer }) => {
    const from = Array.isArray(transformer) ? undefined : transformer?.from;
    return (row: Row) => [propertyName, from ? from(row[databaseName]) : row[databaseName]];
  });
  return new Map(rows.map((row) => [row.id as string, Object.fromEntries(read.map((one) => one(row))) as TicketRow]));
}

/** By ticket, all that happened to it. */
export async function historiesOf(tx: Tx, organisation: string, ids: readonly string[]): Promise<Map<string, Event[]>> {
  const rows: (EventRow & { readonly at: unknown })[] = await tx.query(
    `select ticket_id as ticket, seq, at, by_person as by, type, data from event
      where organisation_id = $1 and ticket_id = any ($2) order by ticket_id, seq`,
    [organisation, ids],
  );
  const histories = new Map<string, EventRow[]>();
  for (const row of rows) {
    const read = { ...row, at: (row.at as unknown as Date).toISOString() };
    const history = histories.get(row.ticket);
    if (history) history.push(read);
    else histories.set(row.ticket, [read]);
  }
  const aliases = await aliasesOf(tx, organisation);
  return new Map([...histories].map(([ticket, history]) => [ticket, renamed(eventsIn(history), aliases)]));
}

/** Brings locked tickets to what their new events make of them, of which only what has changed is written. */
export async function saveTickets(
  tx: Tx,
  organisation: string,
  changes: readonly {
    readonly before: Ticket;
    readonly after: Ticket & Deadlines;
    readonly events: readonly Event[];
  }[],
): Promise<void> {
  const all = tx.connection.getMetadata(tickets).columns.filter(({ isPrimary }) => !isPrimary);
  const values = (ticket: Ticket): Row => ({ ...ticket });
  const pairs = changes.map(({ before, after }) => [values(before), values(after)] as const);
  const changed = all.filter(({ propertyName: name }) => pairs.some(([was, is]) => was[name] !== is[name]));
  const rows = pairs.map(([was, is]) => ({
    ...Object.fromEntries(changed.map(({ propertyName, databaseName }) => [databaseName, is[propertyName]])),
    ...{ id: is.id, was: was.version },
  }));
  const types = changed.map(({ databaseName, type }) => `${databaseName} ${type}`).join(', ');
  const [, saved] = await tx.query(
    `update ticket t set ${changed.map(({ databaseName: name }) => `${name} = n.${name}`).join(', ')}
       from jsonb_to_recordset($2) as n(${types}, id uuid, was int)
      where t.organisation_id = $1 and t.id = n.id and t.version = n.was returning null`,
    [organisation, JSON.stringify(rows)],
  );
  if (saved !== changes.length) throw new Error('a ticket was changed without its lock');
  const added = changes.flatMap(({ after, events }) => events.map((event) => rowOf(organisation, after.id, event)));
  await tx.query(
    `insert into event (organisation_id, ticket_id, seq, at, by_person, type, data)
     select $1, e.ticket, e.seq, e.at, e.by, e.type, e.data
       from jsonb_to_recordset($2) as e(ticket uuid, seq int, at timestamptz, by uuid, type text, data jsonb)`,
    [organisation, JSON.stringify(added)],
  );
}
