// Erasure: a ticket's words are blanked and the row is made anew from what is left; a person becomes nobody.

import type { Erasing } from '../ticket/facts.ts';
import type { Instant, PersonId, Ticket } from '../ticket/record.ts';
import type { Tx } from './database.ts';
import { dropFiles, dropFilesSaid } from './files.ts';
import { forgetSaid } from './messages.ts';
import { eraseRoomMessages } from './room-messages.ts';
import { historyOf, lockTicket, remakeTicket } from './tickets.ts';

/** What goes: everything that was said in the ticket, or what this person said, a requester's report included. */
export type Words = 'all' | { readonly of: PersonId };

/** Blanks these words of a ticket. The figures stay, the row is what the history makes of it. Returns how many facts lost words. */
export async function eraseWords(
  tx: Tx,
  organisation: string,
  id: string,
  words: Words,
  why: Erasing,
): Promise<number> {
  const before = await lockTicket(tx, organisation, { id });
  if (!before) throw new Error(`there is no ticket ${id}`);
  const history = await historyOf(tx, organisation, id);
  const numbers = history
    .filter(
      (event) =>
        words === 'all' ||
        event.by === words.of ||
        // What was marked in a room, whoever marked it.
        (event.type === 'marked' && event.author === words.of) ||
        // Whoever's message somebody else reported wrote those words.
        (event.type === 'reported' && [before.requester, before.source.author].includes(words.of)),
    )
    .map(({ seq }) => seq);
  // Whoever changed somebody's report for them wrote it anew.
  numbers.push(
    ...history.flatMap((event) => (event.type === 'amended' && numbers.includes(event.of) ? [event.seq] : [])),
  );
  if (why === 'forgotten') await forgetSaid(tx, organisation, id, numbers);
  const [{ count }] = await tx.query('select erase_words($1, $2, $3, $4) as count', [
    id,
    numbers,
    why === 'forgotten',
    why,
  ]);
  // What was exported holds everybody's words.
  const exports = history.flatMap(({ type, seq }) => (type === 'exported' ? [seq] : []));
  await dropFiles(tx, organisation, id, [...numbers, ...exports]);
  const of = words === 'all' ? null : words.of;
  await dropFilesSaid(tx, organisation, await eraseRoomMessages(tx, organisation, id, of, why === 'forgotten'));
  if (count > 0) await remakeTicket(tx, organisation, id);
  return count;
}

/** The person with this mail address or account (platform:user). */
export async function personCalled(tx: Tx, organisation: string, name: string): Promise<PersonId | undefined> {
  const [row] = await tx.query(
    `select coalesce(p.same_as, p.id) as id from person p left join account a on a.organisation_id = p.organisation_id and a.person_id = p.id
      where p.organisation_id = $1 and $2 in (lower(p.mail), lower(a.mail), lower(a.platform || ':' || a.user_id))
      order by (lower(p.mail) = $2) desc nulls last limit 1`,
    [organisation, name.toLowerCase()],
  );
  return row?.id;
}

/** What somebody leaves: tickets that are not over and that they have a part in; those they reported; those they spoke in. */
export interface Traces {
  readonly open: readonly Pick<Ticket, 'kind' | 'number'>[];
  readonly reported: readonly string[];
  readonly spoken: readonly string[];
  /** Messages of ours that stand in the chats. */
  readonly messages: number;
}

export async function tracesOf(tx: Tx, organisation: string, person: PersonId): Promise<Traces> {
  const own = 'organisation_id = $1 and $2 in (requester_id, owner_id, assignee_id)';
  const parameters = [organisation, person];
  const open = await tx.query(`select kind, number from ticket where ${own} and phase <> 'closed'`, parameters);
  const found: { id: string; reported: boolean }[] = await tx.query(
    `select id, requester_id = $2 as reported from ticket where organisation_id = $1 and (requester_id = $2 or source ->> 'author' in
         (select id::text from person where organisation_id = $1 and $2 in (id, same_as)) or id in
       (select ticket_id from event where organisation_id = $1 and (by_person in
         (select id from person where organisation_id = $1 and $2 in (id, same_as)) or type = 'marked' and data ->> 'author' in
         (select id::text from person where organisation_id = $1 and $2 in (id, same_as))) union
       select ticket_id from room_message where organisation_id = $1 and person_id in
         (select id from person where organisation_id = $1 and $2 in (id, same_as)))) order by id`,
    parameters,
  );
  const [{ messages }] = await tx.query(
    'select count(*)::int as messages from message where organisation_id = $1 and ticket_id = any ($2) and key not like $3',
    [organisation, found.map(({ id }) => id), 'said %'],
  );
  const ids = (reported: boolean) => found.filter((one) => one.reported === reported).map(({ id }) => id);
  return { open, reported: ids(true), spoken: ids(false), messages };
}

/** Name, mail, accounts, what waits for them and what remembers their direct chats: gone. Their tickets keep pointing at `name`. */
export async function forgetPerson(tx: Tx, organisation: string, person: PersonId, name: string): Promise<void> {
  const theirs = `select platform || ' ' || workspace || ' ' || user_id from account where organisation_id = $1 and person_id = $2`;
  const parameters = [organisation, person];
  await tx.query(`delete from message where organisation_id = $1 and place in (${theirs})`, parameters);
  await tx.query(
    `delete from job where organisation_id = $1
       and (regexp_replace(lane, '^quiet ', '') in (${theirs}) or task ->> 'person' = $2::text)`,
    parameters,
  );
  await tx.query(
    `delete from membership m using account a where m.organisation_id = $1 and a.organisation_id = $1 and a.person_id = $2
       and (m.platform, m.workspace, m.user_id) = (a.platform, a.workspace, a.user_id)`,
    parameters,
  );
  // Rooms remember by account whom they were brought.
  await tx.query(
    `update room r set brought = r.brought - a.users from (
       select platform, workspace, array_agg(user_id) as users from account
        where organisation_id = $1 and person_id = $2 group by platform, workspace) a
      where r.organisation_id = $1 and (r.platform, r.workspace) = (a.platform, a.workspace) and r.brought ?| a.users`,
    parameters,
  );
  await tx.query(
    'delete from file where organisation_id = $1 and person_id in (select id from person where organisation_id = $1 and $2 in (id, same_as))',
    parameters,
  );
  await tx.query('delete from account where organisation_id = $1 and person_id = $2', parameters);
  await tx.query(
    `update room set found = found - array(select lower(mail) from person
        where organisation_id = $1 and $2 in (id, same_as) and mail is not null) where organisation_id = $1`,
    parameters,
  );
  await tx.query(
    'update person set name = $3, mail = null, zone = null, language = null where organisation_id = $1 and $2 in (id, same_as)',
    [...parameters, name],
  );
  // A kept reply serves a gesture that is delivered again, seconds later; whose words it shows is written nowhere.
  await tx.query(
    `update receipt set reply = '{"kind": "nothing"}' where organisation_id = $1 and reply <> '{"kind": "nothing"}'`,
    [organisation],
  );
}

/** Tickets closed before `closed` in which the requester's words still stand. */
export async function pastRetention(
  tx: Tx,
  organisation: string,
  closed: Instant,
): Promise<Pick<Ticket, 'id' | 'kind' | 'number' | 'requester'>[]> {
  return tx.query(
    `select id, kind, number, requester_id as requester from ticket t
      where organisation_id = $1 and phase = 'closed' and closed_at < $2 and (exists (
        select from event e where e.organisation_id = $1 and e.ticket_id = t.id
          and (e.type = 'reported' or e.by_person = t.requester_id) and e.data <> erased(e.data, false)) or exists (
        select from room_message m where m.organisation_id = $1 and m.ticket_id = t.id
          and m.person_id = t.requester_id and m.text <> '[erased]'))
      order by closed_at, id`,
    [organisation, closed],
  );
}
