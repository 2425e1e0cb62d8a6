// Two accounts become one person's, and two persons' again: histories stay as they were written and are read anew.
import { createHash } from 'node:crypto';
import type { Account } from '../people/person.ts';
import type { Instant, PersonId } from '../ticket/record.ts';
import type { Tx } from './database.ts';
import type { AccountName } from './people.ts';
import { accounts, persons } from './tables.ts';
import { remakeTicket } from './tickets.ts';

/** `from` is `into` from now on: whatever names the one means the other. Their accounts are the caller's to move before. */
export async function absorb(tx: Tx, organisation: string, from: PersonId, into: PersonId): Promise<void> {
  await tx.query('update person set same_as = $3 where organisation_id = $1 and (id = $2 or same_as = $2)', [
    organisation,
    from,
    into,
  ]);
  // By all that a row holds, not by column: whatever names a person in it has to name the right one.
  const rows: { id: string }[] = await tx.query(
    `select id from ticket t where organisation_id = $1 and position($2 in to_jsonb(t)::text) > 0 order by id`,
    [organisation, from],
  );
  for (const { id } of rows) await remakeTicket(tx, organisation, id);
  // What is on its way to the one is read by the other, who may hear it as the tickets say now.
  await tx.query(
    `update job set task = replace(task::text, $2, $3)::jsonb where organisation_id = $1 and position($2 in task::text) > 0`,
    [organisation, from, into],
  );
}

/** By a code said in both: all accounts of `from` become `into`'s. */
export async function join(tx: Tx, organisation: string, from: PersonId, into: PersonId): Promise<void> {
  await tx.query(
    `update account set person_id = $3, came_from = coalesce(came_from, $2), joined = case joined when 'own' then 'code' else joined end
      where organisation_id = $1 and person_id = $2`,
    [organisation, from, into],
  );
  const [one, other] = await Promise.all([
    tx.findOneByOrFail(persons, { organisation, id: from }),
    tx.findOneByOrFail(persons, { organisation, id: into }),
  ]);
  // What they chose on the one side holds on both, unless they chose there too.
  const chosen = one.chosen.filter((name) => !other.chosen.includes(name));
  if (chosen.length > 0)
    await tx.update(
      persons,
      { organisation, id: into },
      { chosen: [...other.chosen, ...chosen], ...Object.fromEntries(chosen.map((name) => [name, one[name]])) },
    );
  await absorb(tx, organisation, from, into);
}

/** The person's accounts that came by the code with which this one came are another person's again, with what was theirs. */
export async function split(tx: Tx, organisation: string, { cameFrom: back, person }: Account): Promise<void> {
  if (!back) throw new Error('only what came from somebody can go back');
  await tx.query(
    `update account set person_id = $2, came_from = null, joined = case joined when 'code' then 'own' else joined end
      where organisation_id = $1 and came_from = $2`,
    [organisation, back],
  );
  const rows: { id: string }[] = await tx.query(
    `select id from ticket t where organisation_id = $1 and position($3 in to_jsonb(t)::text) > 0 and exists (
       select from event e where e.organisation_id = $1 and e.ticket_id = t.id
         and (e.by_person::text = $2 or position($2 in e.data::text) > 0)) order by id`,
    [organisation, back, person],
  );
  await tx.update(persons, { organisation, id: back }, { sameAs: null });
  for (const { id } of rows) await remakeTicket(tx, organisation, id);
}

/** An account that an address alone had joined is proven by a code, or is so no more. */
export async function prove(tx: Tx, organisation: string, name: AccountName, joined: 'mail' | 'code'): Promise<void> {
  const { platform, workspace, user } = name;
  await tx.update(accounts, { organisation, platform, workspace, user }, { joined });
}

export const hashOf = (code: string): string => createHash('sha256').update(code).digest('hex');

/** Keeps a code that this account has been given, in place of any before. */
export async function keepCode(
  tx: Tx,
  organisation: string,
  { platform, workspace, user }: AccountName,
  code: string,
  endsAt: Instant,
): Promise<void> {
  const account = [organisation, platform, workspace, user];
  await tx.query(
    'delete from join_code where organisation_id = $1 and (platform, workspace, user_id) = ($2, $3, $4)',
    account,
  );
  await tx.query(
    'insert into join_code (organisation_id, platform, workspace, user_id, hash, ends_at) values ($1, $2, $3, $4, $5, $6)',
    [...account, hashOf(code), endsAt],
  );
}

/** To which account a code was given, while it holds; `spend`: it holds no longer. */
export async function codeOf(
  tx: Tx,
  organisation: string,
  code: string,
  now: Instant,
  spend: boolean,
): Promise<AccountName | undefined> {
  const found = 'join_code where organisation_id = $1 and hash = $2 and ends_at > $3';
  const names = 'platform, workspace, user_id as "user"';
  const parameters = [organisation, hashOf(code), now];
  const rows = spend
    ? await tx.query(`with spent as (delete from ${found} returning *) select ${names} from spent`, parameters)
    : await tx.query(`select ${names} from ${found}`, parameters);
  return rows[0];
}

/** How often this account has said a code that was none since then; `another`: this time too. */
export async function missesOf(
  tx: Tx,
  organisation: string,
  { platform, workspace, user }: AccountName,
  since: Instant,
  another?: Instant,
): Promise<number> {
  const account = [organisation, platform, workspace, user];
  // Of two tries at once, the second counts the first.
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [['join', ...account].join(' ')]);
  if (another)
    await tx.query(
      'insert into join_miss (organisation_id, platform, workspace, user_id, at) values ($1, $2, $3, $4, $5)',
      [...account, another],
    );
  const [{ count }] = await tx.query(
    `select count(*)::int as count from join_miss
      where organisation_id = $1 and (platform, workspace, user_id) = ($2, $3, $4) and at > $5`,
    [...account, since],
  );
  return count;
}
