// Whose hands tickets are in, and who of them may hold none any more.
import type { PersonId, Ticket } from '../ticket/record.ts';
import { NAMED } from './agents.ts';
import type { Tx } from './database.ts';

/** `gone`: none of their accounts is anybody's any more. */
export interface Idle {
  readonly person: PersonId;
  readonly gone: boolean;
}

/** Assignees, owners, and who has a role in a major incident, of what is not closed, who are not among those named, by account, group or mail address. */
export function idleHands(tx: Tx, organisation: string, names: readonly string[]): Promise<Idle[]> {
  return tx.query(
    `with hands as (
       select assignee_id as id from ticket where organisation_id = $1 and phase <> 'closed' and assignee_id is not null
       union select owner_id from ticket where organisation_id = $1 and phase <> 'closed' and owner_id is not null
       union select role.value::uuid from ticket, jsonb_each_text(major -> 'roles') as role
              where organisation_id = $1 and phase <> 'closed' and major is not null),
     named as (${NAMED})
     select h.id as person, not exists (select from account a
              where a.organisation_id = $1 and a.person_id = h.id and a.left_at is null) as gone
       from hands h join person p on p.organisation_id = $1 and p.id = h.id
      where not exists (select from named n where n.person_id = h.id and (n.itself or n.by_mail))
        -- Whoever is known from a file alone has not left: they have not come yet.
        and exists (select from account a where a.organisation_id = $1 and a.person_id = h.id)
      order by h.id`,
    [organisation, names],
  );
}

/** What someone has in hand, owns, or has a role in, not closed, in a fixed order: the next `limit` after a ticket's id. */
export function handsOf(
  tx: Tx,
  organisation: string,
  person: PersonId,
  after: string | null,
  limit: number,
): Promise<Pick<Ticket, 'id' | 'kind' | 'number' | 'group'>[]> {
  return tx.query(
    `select id, kind, number, support_group as "group" from ticket
      where organisation_id = $1 and phase <> 'closed' and ($3::uuid is null or id > $3) and ($2 in (assignee_id, owner_id)
        or id in (select t.id from ticket t, jsonb_each_text(t.major -> 'roles') as role
                   where t.organisation_id = $1 and t.major is not null and role.value = $2::text))
      order by id limit $4`,
    [organisation, person, after, limit],
  );
}
