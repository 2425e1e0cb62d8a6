// The first rows of a long list of many groups' tickets: each group's first are read from its index, and merged.
import type { SelectQueryBuilder } from 'typeorm';
import type { Tx } from './database.ts';
import { type Onlooker, SEEN, seenBy } from './seeing.ts';
import { type TicketRow, tickets } from './tables.ts';

/** A list in an order that an index has within one group, or within one priority of a group. */
export interface Shelf {
  readonly groups: readonly string[];
  /** Of `t`: so narrow that a partial index serves it, hence with its values written out. */
  readonly where: string;
  readonly values?: Readonly<Record<string, unknown>>;
  /** The row's columns, all ascending. */
  readonly order: readonly ('priority' | 'nextDue' | 'wakeAt' | 'reportedAt' | 'resolvedAt' | 'id')[];
  /** The index has the order within each priority of a group only. */
  readonly eachPriority?: true;
  readonly limit: number;
}

type Ordering = Shelf['order'][number];
const COLUMNS: Readonly<Record<Ordering, string>> = {
  ...{ priority: 'priority', nextDue: 'next_due', wakeAt: 'wake_at', reportedAt: 'reported_at' },
  ...{ resolvedAt: 'resolved_at', id: 'id' },
};
export const columnOf = (name: Ordering): string => COLUMNS[name];

/**
 * A list of many groups has no order in the index of one: read whole and sorted, it costs as much as there are tickets. So the
 * first of each group are read, as many as are wanted, and of these the first: it costs as much as there are groups.
 */
export async function firstOf(tx: Tx, organisation: string, shelf: Shelf, onlooker: Onlooker): Promise<TicketRow[]> {
  const { groups, where, values, order, eachPriority, limit } = shelf;
  const columns = order.map(columnOf).join(', ');
  const [lists, within] = eachPriority
    ? [' cross join generate_series(1, 4) as p(priority)', ' and t.priority = p.priority']
    : ['', ''];
  const found = `array(select first.id from unnest(cast(:groups as text[])) as g(key)${lists} cross join lateral (
      select ${columns} from ticket t
       where t.organisation_id = :organisation and t.support_group = g.key${within} and ${where} and ${SEEN}
       order by ${columns} limit :limit) as first
    order by ${columns} limit :limit)`;
  const builder: SelectQueryBuilder<TicketRow> = tx
    .createQueryBuilder(tickets, 't')
    .where(`t.organisation = :organisation and t.id = any (${found})`)
    .setParameters({ ...values, ...seenBy(onlooker), organisation, groups: [...new Set(groups)], limit });
  for (const column of order) builder.addOrderBy(`t.${column}`, 'ASC');
  return builder.getMany();
}
