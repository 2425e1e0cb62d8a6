// Whom the policy names: agents and managers as far as they have ever spoken, by any of their accounts, and where they are reached.
import { In, IsNull } from 'typeorm';
import type { Account, Joining, Names, Person } from '../people/person.ts';
import { accountName, agentNames, managerNames } from '../policy/roles.ts';
import type { Policy } from '../policy/schema.ts';
import type { Place } from '../port.ts';
import type { PersonId } from '../ticket/record.ts';
import type { Tx } from './database.ts';
import { type AccountName, peopleOf } from './people.ts';
import { accounts } from './tables.ts';

type Direct = Extract<Place, { kind: 'direct' }>;

/** Each account that is somebody's, with how `$2` names it: by itself or a group that it is in, or by its person's address. */
export const NAMED = `
  select a.*, (lower(a.platform || ':' || a.user_id) = any ($2) or exists (
           select from membership m where m.organisation_id = a.organisation_id and m.name = any ($2)
             and (m.platform, m.workspace, m.user_id) = (a.platform, a.workspace, a.user_id))) as itself,
         a.person_id in (select coalesce(same_as, id) from person
           where organisation_id = $1 and lower(mail) = any ($2)) as by_mail
    from account a where a.organisation_id = $1 and not a.guest and a.left_at is null`;

export interface Bearer extends AccountName {
  readonly joined: Joining;
  readonly circles: readonly string[];
  readonly mails: readonly string[];
}

/** By what the policy may name the person behind an account. */
export async function knownAs(tx: Tx, organisation: string, account: Account): Promise<Names> {
  return namesOf(await bearersOf(tx, organisation, account), account);
}

/** The accounts of the person behind one of them, with their groups and addresses. One question, since every gesture asks it. */
export function bearersOf(tx: Tx, organisation: string, { platform, workspace, user }: AccountName): Promise<Bearer[]> {
  return tx.query(
    `select a.platform, a.workspace, a.user_id as "user", a.joined,
            array(select m.name from membership m where m.organisation_id = a.organisation_id
              and (m.platform, m.workspace, m.user_id) = (a.platform, a.workspace, a.user_id)) as circles,
            array(select lower(p.mail) from person p where p.organisation_id = a.organisation_id
              and (p.id = a.person_id or p.same_as = a.person_id) and p.mail is not null) as mails
       from account a where a.organisation_id = $1 and not a.guest and a.left_at is null
        and a.person_id = (select person_id from account
          where organisation_id = $1 and platform = $2 and workspace = $3 and user_id = $4)`,
    [organisation, platform, workspace, user],
  );
}

export function namesOf(theirs: readonly Bearer[], account: Account): Names {
  const own = (some: readonly Bearer[]) => some.flatMap((one) => [accountName(one), ...one.circles]);
  const all = (some: readonly Bearer[]) => [...new Set(some.flatMap(({ mails }) => mails)), ...own(some)];
  const proven =
    account.joined === 'mail'
      ? own(theirs.filter((one) => isSame(one, account)))
      : all(theirs.filter(({ joined }) => joined !== 'mail'));
  return { person: all(theirs), proven };
}

const isSame = (one: AccountName, other: AccountName): boolean =>
  one.platform === other.platform && one.workspace === other.workspace && one.user === other.user;

/** The people whom a policy names (in lower case): by mail address, account, or group. */
export async function peopleNamed(tx: Tx, organisation: string, names: readonly string[]): Promise<PersonId[]> {
  const rows = await tx.query(`select distinct person_id as id from (${NAMED}) a where itself or by_mail`, [
    organisation,
    names.map((name) => name.toLowerCase()),
  ]);
  return rows.map(({ id }: { id: string }) => id);
}

/** The incident managers, each with the chat where they were last heard as one. */
export async function managersOf(tx: Tx, organisation: string, policy: Policy): Promise<Map<PersonId, Direct>> {
  const rows: (Omit<Direct, 'kind'> & { readonly person: PersonId })[] = await tx.query(
    `with named as (${NAMED}), sure as (select * from named where itself or (by_mail and joined <> 'mail'))
     select a.person_id as person, a.platform, a.workspace, a.user_id as "user" from named a
      where exists (select from sure s where s.person_id = a.person_id and (
        (s.platform, s.workspace, s.user_id) = (a.platform, a.workspace, a.user_id)
        or (s.joined <> 'mail' and a.joined <> 'mail')))
      order by a.fetched_at`,
    [organisation, managerNames(policy)],
  );
  return new Map(rows.map(({ person, ...place }) => [person, { kind: 'direct', ...place }]));
}

/** The direct chat of each of these people, where they were last heard. */
export async function directChats(
  tx: Tx,
  organisation: string,
  people: readonly PersonId[],
): Promise<Map<PersonId, Direct>> {
  const found = await tx.find(accounts, {
    where: { organisation, person: In([...people]), leftAt: IsNull() },
    order: { fetchedAt: 'asc' },
  });
  return new Map(
    found.map(({ person, platform, workspace, user }) => [person, { kind: 'direct', platform, workspace, user }]),
  );
}

/** The agents by whose name or mail address `words` begins, a whole name first. */
export async function agentsCalled(
  tx: Tx,
  desk: { organisation: string; policy: Policy },
  words: string,
): Promise<Person[]> {
  const { organisation, policy } = desk;
  const named = await peopleNamed(tx, organisation, [...agentNames(policy), ...managerNames(policy)]);
  const said = words.toLowerCase();
  const agents = [...(await peopleOf(tx, organisation, named)).values()];
  const exact = agents.filter(({ id, name, mail }) => [id, name.toLowerCase(), mail].includes(said));
  if (exact.length > 0 || said === '') return exact;
  return agents.filter(
    ({ name, mail }) =>
      mail?.startsWith(`${said}@`) ||
      name
        .toLowerCase()
        .split(/\s+/u)
        .some((part) => part === said),
  );
}

/** Which of these names, mail addresses and accounts, nobody has ever come with. */
export async function neverSeen(tx: Tx, organisation: string, names: readonly string[]): Promise<string[]> {
  const rows: { name: string }[] = await tx.query(
    `select n.name from unnest($2::text[]) as n(name)
      where not exists (select from account a
              where a.organisation_id = $1 and lower(a.platform || ':' || a.user_id) = lower(n.name))
        and not exists (select from person p join account a
                on a.organisation_id = p.organisation_id and a.person_id = coalesce(p.same_as, p.id)
              where p.organisation_id = $1 and lower(p.mail) = lower(n.name))`,
    [organisation, names],
  );
  return rows.map(({ name }) => name);
}
