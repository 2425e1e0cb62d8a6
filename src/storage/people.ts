// People and their accounts: who a platform's user is, found or made at the first word.
import { randomUUID } from 'node:crypto';
import { In } from 'typeorm';
import { type Account, knownZone, languageOf, type Person } from '../people/person.ts';
import type { Policy } from '../policy/schema.ts';
import type { Place, Profile } from '../port.ts';
import type { Instant, PersonId } from '../ticket/record.ts';
import type { Tx } from './database.ts';
import { accounts, persons } from './tables.ts';

export type Direct = Extract<Place, { kind: 'direct' }>;

export interface Speaker {
  readonly account: Account;
  readonly person: Person;
}

export type AccountName = Pick<Account, 'platform' | 'workspace' | 'user'>;

export function findAccount(tx: Tx, organisation: string, name: AccountName): Promise<Account | null> {
  return tx.findOneBy(accounts, { organisation, ...name });
}

/**
 * The person behind an account. A new member whose address is in one of `domains` joins the person who has it already;
 * a guest, or anybody else, becomes a person of their own. Undefined for an account never seen whose profile is not known:
 * nobody is taken for a member, or for a guest, on no evidence. A zone that is not known here is as none.
 */
export async function recognise(
  tx: Tx,
  organisation: string,
  name: AccountName,
  profile: Profile | undefined,
  domains: readonly string[],
  now: Instant,
): Promise<Speaker | undefined> {
  if (!profile) {
    const known = await findAccount(tx, organisation, name);
    return known ? { account: known, person: await personOf(tx, organisation, known.person) } : undefined;
  }
  const joins =
    !profile.guest && domains.some((domain) => profile.mail?.toLowerCase().endsWith(`@${domain.toLowerCase()}`));
  const mail = profile.mail?.toLowerCase() ?? null;
  // Of two first words at once, the second waits and finds the person whom the first has made.
  const one = joins && mail ? mail : [name.platform, name.workspace, name.user].join(' ');
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`${organisation} ${one}`]);
  const known = await findAccount(tx, organisation, name);
  const same = joins && mail ? await tx.findOneBy(persons, { organisation, mail }) : null;
  const id = same?.id ?? known?.person ?? randomUUID();
  const before = same ?? (known ? await personOf(tx, organisation, id) : null);
  // What this chat does not tell, another may have told: a person is more than the last account that was looked at.
  const zone = knownZone(profile.zone);
  const left = !joins && known?.mail === before?.mail && (profile.guest || mail !== null);
  const person: Person = {
    id,
    name: profile.name,
    mail: joins ? mail : left ? null : (before?.mail ?? null),
    zone: zone ?? before?.zone ?? null,
    language: languageOf(profile.locale) ?? before?.language ?? null,
  };
  await tx.upsert(persons, { organisation, ...person }, ['organisation', 'id']);
  const account: Account = {
    ...name,
    person: person.id,
    name: profile.name,
    mail: mail ?? known?.mail ?? null,
    zone,
    locale: profile.locale ?? null,
    guest: profile.guest,
    fetchedAt: now,
  };
  await tx.upsert(accounts, { organisation, ...account }, ['organisation', 'platform', 'workspace', 'user']);
  return { account, person };
}

async function personOf(tx: Tx, organisation: string, id: PersonId): Promise<Person> {
  return tx.findOneByOrFail(persons, { organisation, id });
}

/** The people with these ids, by id. */
export async function peopleOf(
  tx: Tx,
  organisation: string,
  ids: readonly (PersonId | null)[],
): Promise<Map<PersonId, Person>> {
  const wanted = [...new Set(ids.filter((id) => id !== null))];
  if (wanted.length === 0) return new Map();
  const found = await tx.findBy(persons, { organisation, id: In(wanted) });
  return new Map(found.map((person) => [person.id, person]));
}

/** The same reader, or whoever else knows people, who also knows these. */
export async function knowing<R extends { readonly people: ReadonlyMap<PersonId, Person> }>(
  tx: Tx,
  organisation: string,
  reader: R,
  ids: readonly (PersonId | null)[],
): Promise<R> {
  const missing = ids.filter((id) => id !== null && !reader.people.has(id));
  if (missing.length === 0) return reader;
  return { ...reader, people: new Map([...reader.people, ...(await peopleOf(tx, organisation, missing))]) };
}

/** All accounts of one person, in no promised order. */
export function accountsOf(tx: Tx, organisation: string, person: PersonId): Promise<Account[]> {
  return tx.findBy(accounts, { organisation, person });
}

/** The people whom a policy names by mail address or by account (platform:user), as far as they have ever spoken. */
export async function peopleNamed(tx: Tx, organisation: string, names: readonly string[]): Promise<PersonId[]> {
  const rows = await tx.query(
    `select distinct a.person_id as id from account a join person p on p.organisation_id = a.organisation_id and p.id = a.person_id
      where a.organisation_id = $1 and not a.guest
        and (lower(p.mail) = any($2) or lower(a.platform || ':' || a.user_id) = any($2))`,
    [organisation, names.map((name) => name.toLowerCase())],
  );
  return rows.map(({ id }: { id: string }) => id);
}

/** The direct chat of each of these people, where they were last heard. */
export async function directChats(
  tx: Tx,
  organisation: string,
  people: readonly PersonId[],
): Promise<Map<PersonId, Direct>> {
  const found = await tx.find(accounts, {
    where: { organisation, person: In([...people]) },
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
  const named = await peopleNamed(tx, organisation, [
    ...Object.values(policy.groups).flatMap(({ members }) => members),
    ...policy.roles.incident_manager,
  ]);
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

/** A member, and with how much of the words they were named. */
export interface Called {
  readonly person: Person;
  readonly length: number;
}

/**
 * The members whom `words` begin by naming: whole name, a part of it, mail address or what stands before its @, account,
 * id. What names with the most characters counts alone: "Alice Moreau …" is not every Alice.
 */
export async function membersCalled(tx: Tx, organisation: string, words: string): Promise<Called[]> {
  const rows: { id: string; length: number }[] = await tx.query(
    `with named as (
       select distinct p.id, length(c.word) as length
         from person p
         join account a on a.organisation_id = p.organisation_id and a.person_id = p.id and not a.guest
        cross join lateral unnest(array[p.id::text, p.name, p.mail, split_part(p.mail, '@', 1), a.user_id]
                                  || regexp_split_to_array(p.name, '[[:space:]]+')) as c(word)
        where p.organisation_id = $1 and c.word <> '' and starts_with(lower($2), lower(c.word))
          and substr($2, length(c.word) + 1, 1) ~ '^$|[[:space:],:;，：；]')
     select id, length from named where length = (select max(length) from named)`,
    [organisation, words],
  );
  const people = await peopleOf(
    tx,
    organisation,
    rows.map(({ id }) => id),
  );
  return rows.flatMap(({ id, length }) => {
    const person = people.get(id);
    return person ? [{ person, length }] : [];
  });
}

/** Under which user ids the chat that a place is in knows these people, as far as it does. */
export async function usersOf(
  tx: Tx,
  organisation: string,
  { platform, workspace }: Pick<Place, 'platform' | 'workspace'>,
  people: readonly PersonId[],
): Promise<Map<PersonId, string>> {
  if (people.length === 0) return new Map();
  const found = await tx.findBy(accounts, { organisation, platform, workspace, person: In([...people]) });
  return new Map(found.map(({ person, user }) => [person, user]));
}
