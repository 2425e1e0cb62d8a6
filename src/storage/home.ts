// Homes: when each was last opened and where it stands, and the tickets that stand on its shelves.
import type { SelectQueryBuilder } from 'typeorm';
import type { Rights } from '../people/person.ts';
import type { Place, Sent } from '../port.ts';
import type { Instant, PersonId } from '../ticket/record.ts';
import type { Tx } from './database.ts';
import type { AccountName } from './people.ts';
import { type Onlooker, SEEN, seenBy } from './seeing.ts';
import { type TicketRow, tickets } from './tables.ts';

type Direct = Extract<Place, { kind: 'direct' }>;

const FOLLOWED = 7 * 86_400_000; // ms after it was opened: nobody looks at a Home for longer without opening it
const READ = 6; // rows of a shelf: one more than are shown tells that there are more

/** Home is opened. Returns the message that it was; from now on it is none, and stands where it is put next. */
export async function openHome(
  tx: Tx,
  organisation: string,
  { platform, workspace, user }: AccountName,
  now: Instant,
): Promise<Sent | undefined> {
  const account = [organisation, platform, workspace, user];
  const [before] = await tx.query(
    `select channel, message_id as id from home
      where organisation_id = $1 and platform = $2 and workspace = $3 and user_id = $4 for update`,
    account,
  );
  await tx.query(
    `insert into home (organisation_id, platform, workspace, user_id, opened_at) values ($1, $2, $3, $4, $5)
     on conflict (organisation_id, platform, workspace, user_id)
       do update set opened_at = excluded.opened_at, channel = null, message_id = null`,
    [...account, now],
  );
  return before?.id ? before : undefined;
}

/** The message that someone's Home is, if it is one. */
export async function homeMessage(tx: Tx, organisation: string, home: Direct): Promise<Sent | undefined> {
  const [row] = await tx.query(
    `select channel, message_id as id from home
      where organisation_id = $1 and platform = $2 and workspace = $3 and user_id = $4 and message_id is not null`,
    [organisation, home.platform, home.workspace, home.user],
  );
  return row;
}

export async function rememberHome(tx: Tx, organisation: string, home: Direct, sent: Sent): Promise<void> {
  await tx.query(
    `update home set channel = $5, message_id = $6
      where organisation_id = $1 and platform = $2 and workspace = $3 and user_id = $4`,
    [organisation, home.platform, home.workspace, home.user, sent.channel, sent.id],
  );
}

/** The Homes of these people that are looked at, in one order for everybody who asks. */
export async function homesOf(
  tx: Tx,
  organisation: string,
  people: readonly (PersonId | null)[],
  now: Instant,
): Promise<Direct[]> {
  const rows = await tx.query(
    `select h.platform, h.workspace, h.user_id as "user" from account a join home h
       using (organisation_id, platform, workspace, user_id)
      where organisation_id = $1 and a.person_id = any($2) and h.opened_at > $3
      order by platform, workspace, user_id`,
    [organisation, people.filter((id) => id !== null), new Date(Date.parse(now) - FOLLOWED).toISOString()],
  );
  return rows.map((row: Omit<Direct, 'kind'>) => ({ kind: 'direct', ...row }));
}

/** Whose Home it is, what they may do, and when their day ends. */
export interface HomeQuery {
  readonly person: PersonId;
  readonly rights: Rights;
  readonly until: Instant;
}

/** What each role finds on its Home, in the order in which it stands there. */
export async function shelvesOf(tx: Tx, organisation: string, { person, rights, until }: HomeQuery) {
  const shelf = async <N extends string>(name: N, order: string, where: string) => ({
    name,
    tickets: await some(tx, organisation, order, where, { person, groups: rights.groups, until }, { person, rights }),
  });
  const urgent = 'priority nextDue id';
  const own = await shelf('own', '-reportedAt id', "t.requester = :person and t.phase <> 'closed'");
  const agents = rights.groups.length > 0 && [
    await shelf('mine', urgent, "t.assignee = :person and t.phase = 'active'"),
    await shelf('unclaimed', urgent, "t.group in (:...groups) and t.phase = 'active' and t.assignee is null"),
    await shelf('due', 'nextDue id', "t.group in (:...groups) and t.phase = 'active' and t.nextDue is not null"),
    await shelf('waking', 'wakeAt id', "t.group in (:...groups) and t.phase = 'scheduled' and t.wakeAt <= :until"),
    await shelf('held', urgent, "(t.assignee = :person or t.owner = :person) and t.phase = 'paused'"),
  ];
  const managers = rights.manager && [
    await shelf('escalated', 'escalatedAt id', "t.escalatedAt is not null and t.phase not in ('done', 'closed')"),
    await shelf('urgent', urgent, "t.phase = 'active'"),
    await shelf('anywhere', urgent, "t.phase = 'active' and t.assignee is null"),
  ];
  // What needs somebody first, then their own requests; whoever only reports has nothing else.
  return [...(managers || []), ...(agents || []), own];
}

function some(
  tx: Tx,
  organisation: string,
  order: string,
  where: string,
  values: { readonly person: PersonId; readonly groups: readonly string[]; readonly until: Instant },
  onlooker: Onlooker,
): Promise<TicketRow[]> {
  const builder = tx
    .createQueryBuilder(tickets, 't')
    .where('t.organisation = :organisation', { organisation })
    .andWhere(where, values)
    .andWhere(SEEN, seenBy(onlooker));
  const ordered = order
    .split(' ')
    .reduce<SelectQueryBuilder<TicketRow>>(
      (so, column) => so.addOrderBy(`t.${column.replace('-', '')}`, column.startsWith('-') ? 'DESC' : 'ASC'),
      builder,
    );
  return ordered.limit(READ).getMany();
}
