// Homes: when each was last opened and where it stands, and the tickets that stand on its shelves.
import type { SelectQueryBuilder } from 'typeorm';
import type { Rights } from '../people/person.ts';
import type { Place, Sent } from '../port.ts';
import type { Instant, PersonId } from '../ticket/record.ts';
import { ASKED, COPIED, me, NO_GROUP } from './circle.ts';
import { queueCounts } from './counts.ts';
import type { Tx } from './database.ts';
import { firstOf, type Shelf } from './first.ts';
import { KNOWN, MAJOR, PROPOSED } from './majors.ts';
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

/** Every Home that is looked at. */
export async function everyHome(tx: Tx, organisation: string, now: Instant): Promise<Direct[]> {
  const rows: Omit<Direct, 'kind'>[] = await tx.query(
    `select platform, workspace, user_id as "user" from home where organisation_id = $1 and opened_at > $2
      order by platform, workspace, user_id`,
    [organisation, new Date(Date.parse(now) - FOLLOWED).toISOString()],
  );
  return rows.map((row) => ({ kind: 'direct', ...row }));
}

/** Whose Home it is, what they may do, all groups, for whoever sees them, and when their day ends. */
export interface HomeQuery {
  readonly person: PersonId;
  readonly rights: Rights;
  readonly groups: readonly string[];
  readonly until: Instant;
}

const active = { where: "t.phase = 'active'", order: ['priority', 'nextDue', 'id'] } as const;
const unclaimed = { ...active, where: `${active.where} and t.assignee_id is null` } as const;
const due = {
  where: `${active.where} and t.next_due is not null`,
  order: ['nextDue', 'id'],
  eachPriority: true,
} as const;

/** What each role finds on its Home, in the order in which it stands there. */
export async function shelvesOf(tx: Tx, organisation: string, { person, rights, groups, until }: HomeQuery) {
  const onlooker = { person, rights };
  const shelf = async <N extends string>(name: N, order: string, where: string) => ({
    name,
    tickets: await some(
      tx,
      organisation,
      order,
      where,
      { person, groups: [...rights.groups, NO_GROUP], me: me(person) },
      onlooker,
    ),
    of: null,
  });
  /** Of whole groups, whose lists are long; `of`: how many there are, where that is kept. */
  const long = async <N extends string>(name: N, list: Omit<Shelf, 'limit'>, of: number | null = null) => ({
    name,
    tickets: await firstOf(tx, organisation, { ...list, limit: READ }, onlooker),
    of,
  });
  const counts = (among: readonly string[]) => queueCounts(tx, organisation, among);
  const theirs = rights.groups.length > 0 ? await counts(rights.groups) : null;
  const all = rights.manager ? await counts(groups) : null;
  const urgent = 'priority nextDue id';
  const own = await shelf('own', '-reportedAt id', "t.requester = :person and t.phase <> 'closed'");
  const agents = rights.groups.length > 0 && [
    await shelf('mine', urgent, "t.assignee = :person and t.phase = 'active'"),
    await long('unclaimed', { ...unclaimed, groups: rights.groups }, theirs?.unclaimed),
    await long('due', { ...due, groups: rights.groups }, theirs?.actionable),
    await long('waking', {
      groups: rights.groups,
      where: "t.phase = 'scheduled' and t.wake_at <= :until",
      values: { until },
      order: ['wakeAt', 'id'],
    }),
    await shelf('held', urgent, "(t.assignee = :person or t.owner = :person) and t.phase = 'paused'"),
  ];
  const known = !rights.manager && [await shelf('known', '-reportedAt id', KNOWN)];
  const managers = rights.manager && [
    await shelf('majors', '-reportedAt id', MAJOR),
    await shelf('proposals', '-reportedAt id', PROPOSED),
    await shelf('escalated', 'escalatedAt id', "t.escalatedAt is not null and t.phase not in ('done', 'closed')"),
    await long('urgent', { ...active, groups }, all?.actionable),
    await long('anywhere', { ...unclaimed, groups }, all?.unclaimed),
  ];
  const asked = (rights.groups.length > 0 || rights.manager) && [await shelf('asked', urgent, ASKED)];
  const copied = await shelf('copied', '-reportedAt id', `${COPIED} and t.phase <> 'closed'`);
  // What needs somebody first, then their own requests; whoever only reports has nothing else.
  return [...(known || []), ...(asked || []), ...(managers || []), ...(agents || []), own, copied];
}

function some(
  tx: Tx,
  organisation: string,
  order: string,
  where: string,
  values: {
    readonly person: PersonId;
    readonly groups: readonly string[];
    readonly me: string;
  },
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
