// People and their accounts, by id and by name.
import { In } from 'typeorm';
import type { Account, Person } from '../people/person.ts';
import type { Place } from '../port.ts';
import type { PersonId } from '../ticket/record.ts';
import type { Tx } from './database.ts';
import { accounts, type PersonRow, persons } from './tables.ts';

export type Direct = Extract<Place, { kind: 'direct' }>;

export type AccountName = Pick<Account, 'platform' | 'workspace' | 'user'>;

export function findAccount(tx: Tx, organisation: string, name: AccountName): Promise<Account | null> {
  return tx.findOneBy(accounts, { organisation, ...name });
}

export async function personOf(tx: Tx, organisation: string, id: PersonId): Promise<PersonRow> {
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
        where p.organisation_id = $1 and a.left_at is null and c.word <> '' and starts_with(lower($2), lower(c.word))
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

/** Whom a history means that names a person joined to another by a code: old id → present one. */
export async function aliasesOf(tx: Tx, organisation: string): Promise<Map<PersonId, PersonId>> {
  const rows: { id: PersonId; is: PersonId }[] = await tx.query(
    'select id, same_as as "is" from person where organisation_id = $1 and same_as is not null',
    [organisation],
  );
  return new Map(rows.map(({ id, is }) => [id, is]));
}

/** Everybody who is, or was, called that: by whole name, a part of it, mail address or what stands before its @. */
export async function peopleCalled(tx: Tx, organisation: string, words: string): Promise<PersonId[]> {
  const rows: { id: PersonId }[] = await tx.query(
    `select distinct coalesce(same_as, id) as id from person
      where organisation_id = $1 and lower($2) = any (
        array[lower(name), lower(mail), lower(split_part(mail, '@', 1))] || regexp_split_to_array(lower(name), '[[:space:]]+'))`,
    [organisation, words],
  );
  return rows.map(({ id }) => id);
}
