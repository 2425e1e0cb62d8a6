// The files that are spoken of in what is drawn: their names, and for whoever asks just now a fresh link to each.
import type { Tx } from '../storage/database.ts';
import { filesOf, linkKey } from '../storage/files.ts';
import type { FileRow } from '../storage/tables.ts';
import { carriedBy, type Event } from '../ticket/facts.ts';
import type { Ticket } from '../ticket/record.ts';
import type { Reader, ShownFile } from '../views/reader.ts';
import { lifetimeOf, linkTo } from './links.ts';

export function shownFile({ id, name, size, state, why, link }: FileRow): ShownFile {
  return { id, name, size, state, why, ...(link ? { href: link } : {}) };
}

/**
 * The files of these events by id; with an `address` each that is kept has a link, good from the reader's now on. Costs
 * nothing where no file came.
 */
export async function filesIn(
  tx: Tx,
  organisation: string,
  ticket: Ticket,
  events: readonly Event[],
  asking?: { readonly reader: Reader; readonly address: string | null; readonly rooms?: boolean },
): Promise<ReadonlyMap<string, ShownFile>> {
  // What came with words in a room belongs to no event.
  if (!asking?.rooms && !events.some((event) => carriedBy(event).length > 0)) return new Map();
  const { reader, address } = asking ?? {};
  const linking = reader && address ? { base: address, key: await linkKey(tx, organisation), organisation } : undefined;
  const shown = (await filesOf(tx, organisation, ticket.id)).map((row): ShownFile => {
    if (!linking || !reader || row.state !== 'kept') return shownFile(row);
    const href = linkTo(linking, row.id, ticket, reader.now, lifetimeOf(reader.policy, ticket));
    return { ...shownFile(row), ...(href ? { href } : {}) };
  });
  return new Map(shown.map((file) => [file.id, file]));
}
