// Whom the policy names: agents and managers as far as they have ever spoken, by any of their accounts, and where they are reached.
import { In, IsNull } from 'typeorm';
import type { Account, Names, Person } from '../people/person.ts';
import { accountName, agentNames, managerNames } from '../policy/roles.ts';
import type { Policy } from '../policy/schema.ts';
import type { Place } from '../port.ts';
import type { PersonId } from '../ticket/record.ts';
import type { Tx } from './database.ts';
import { accountsOf, peopleOf } from './people.ts';
import { accounts, memberships } from './tables.ts';

type Direct = Extract<Place, { kind: 'direct' }>;

/** Each account that is somebody's, with how `$2` names it: by itself or a group that it is in, or by its person's address. */
export const NAMED = `
  select a.*, (lower(a.platform || ':' || a.user_id) = any ($2) or exists (
           select from membership m where m.organisation_id = a.organisation_id and m.name = any ($2)
             and (m.platform, m.workspace, m.user_id) = (a.platform, a.workspace, a.user_id))) as itself,
         exists (select from person p where p.organisation_id = a.organisation_id
           and a.person_id in (p.id, p.same_as) and lower(p.mail) = any ($2)) as by_mail
    from account a where a.organisation_id = $1 and not a.guest and a.left_at is null`;

/** By what the policy may name the person behind an account. */
export async function namesOf(tx: Tx, organisation: string, account: Account): Promise<Names> {
  const theirs = (await accountsOf(tx, organisation, account.person)).filter(({ guest, leftAt }) => !guest && !leftAt);
  const users = theirs.map(({ platform, workspace, user }) => ({ organisation, platform, workspace, user }));
  const rows = users.length > 0 ? await tx.findBy(memberships, users) : [];
  const known: { mail: string }[] = await tx.query(
    'select lower(mail) as mail from person where organisation_id = $1 and $2 in (id, same_as) and mail is not null',
    [organisation, account.person],
  );
  const mails = known.map(({ mail }) => mail);
  const own = (some: readonly Account[]) => [
    ...some.map(accountName),
    ...rows.filter((row) => some.some((one) => isOf(row, one))).map(({ name }) => name),
  ];
  const proven = theirs.filter(({ joined }) => joined !== 'mail');
  return {
    person: [...mails, ...own(theirs)],
    proven: account.joined === 'mail' ? own(theirs.filter((one) => isOf(one, account))) : [...mails, ...own(proven)],
  };
}

const isOf = (
  one: Pick<Account, 'platform' | 'workspace' | 'user'>,
  other: Pick<Account, 'platform' | 'workspace' | 'user'>,
): boolean => one.platform === other.platform && one.workspace === other.workspace && one.user === other.user;

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
  const exact = agents.filter(({ name, mail }) => name.toLowerCase() === said || mail === said);
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
      where not exists (select from account a join person p on p.organisation_id = a.organisation_id and a.person_id in (p.id, p.same_as)
        where a.organisation_id = $1 and lower(n.name) in (lower(p.mail), lower(a.platform || ':' || a.user_id)))`,
    [organisation, names],
  );
  return rows.map(({ name }) => name);
}
