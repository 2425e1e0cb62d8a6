// Who may see which ticket, asked of rows: the predicate `sees` as a condition, and the rights of people who do not speak.
import type { Account, Rights } from '../people/person.ts';
import { rightsOf } from '../policy/roles.ts';
import type { Policy } from '../policy/schema.ts';
import type { PersonId } from '../ticket/record.ts';
import type { Tx } from './database.ts';
import { accountsOf, peopleOf } from './people.ts';

/** For whose eyes a query is. */
export interface Onlooker {
  readonly person: PersonId;
  readonly rights: Rights;
}

/**
 * Leaves confidential tickets `t` out for whoever may not see them; the other tickets are left as they are. With the values
 * of `seenBy`: `builder.andWhere(SEEN, seenBy(onlooker))`.
 */
export const SEEN = `(not t.confidential or :seesAll or :seer in (t.requester_id, t.owner_id, t.assignee_id)
  or jsonb_exists_any(t.desks, cast(:seersGroups as text[])))`;

export const seenBy = ({ person, rights }: Onlooker) => ({
  seer: person,
  seesAll: rights.manager,
  seersGroups: rights.groups,
});

/** What each of these people may do, by all of their accounts together. */
export async function rightsOfPeople(
  tx: Tx,
  { organisation, policy }: { readonly organisation: string; readonly policy: Policy },
  ids: readonly (PersonId | null)[],
): Promise<Map<PersonId, Rights>> {
  const rights = new Map<PersonId, Rights>();
  for (const person of (await peopleOf(tx, organisation, ids)).values()) {
    const accounts = await accountsOf(tx, organisation, person.id);
    const each = accounts.map((account: Account) => rightsOf(policy, person, account));
    rights.set(person.id, {
      guest: each.every(({ guest }) => guest),
      groups: [...new Set(each.flatMap(({ groups }) => groups))],
      manager: each.some(({ manager }) => manager),
    });
  }
  return rights;
}
