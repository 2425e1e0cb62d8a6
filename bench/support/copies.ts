// Copies of one ticket with its history, as many as are wanted: each its own requester's, of its own priority.
import type { Place } from './town.ts';

/** How many people of the crowd have reported them. */
export const REQUESTERS = 200;

const ID = `md5('copy ' || n)::uuid`;
const PERSON = `md5('crowd ' || 1 + n % ${REQUESTERS})::uuid`;
const SOURCE = `jsonb_build_object('platform', 'slack', 'workspace', 'T1', 'user', 'UCROWD' || 1 + n % ${REQUESTERS})`;

/** What the row of a copy has of its own, by column; and what its first event has. */
const ROW: Readonly<Record<string, string>> = {
  id: ID,
  number: '1000000 + n',
  priority: '1 + n % 4',
  requester_id: PERSON,
  source: SOURCE,
};
const REPORTED = `jsonb_build_object('id', ${ID}, 'number', 1000000 + n, 'priority', 1 + n % 4, 'requester', ${PERSON}, 'source', ${SOURCE})`;

/** Copies `ref` numbers `from` to `to`, without triggers, as a restored back-up comes in; the counts are then what counting says. */
export async function copyTicket({ sql, organisation }: Place, ref: number, from: number, to: number): Promise<void> {
  const columns = await sql(
    `select column_name as name from information_schema.columns where table_name = 'ticket' and table_schema = current_schema()`,
  );
  const names = columns.map(({ name }) => String(name));
  await sql(
    `set muster.organisation = '${organisation}'`,
    'set session_replication_role = replica',
    `insert into person (organisation_id, id, name, mail) select '${organisation}', md5('crowd ' || n)::uuid, 'Crowd ' || n, 'crowd' || n || '@example.com'
       from generate_series(1, ${REQUESTERS}) n on conflict do nothing`,
    `insert into account (organisation_id, platform, workspace, user_id, person_id, name, mail, guest, fetched_at)
     select organisation_id, 'slack', 'T1', upper('u' || split_part(mail, '@', 1)), id, name, mail, false, now()
       from person where mail like 'crowd%' on conflict do nothing`,
    `insert into ticket (${names.join(', ')}) select ${names.map((name) => ROW[name] ?? `t.${name}`).join(', ')}
       from ticket t cross join generate_series(${from}, ${to}) n where t.number = ${ref}`,
    `insert into event (organisation_id, ticket_id, seq, at, by_person, type, data)
     select e.organisation_id, ${ID}, e.seq, e.at, e.by_person, e.type, case e.type when 'reported' then e.data || ${REPORTED} else e.data end
       from event e join ticket t on t.organisation_id = e.organisation_id and t.id = e.ticket_id
      cross join generate_series(${from}, ${to}) n where t.number = ${ref}`,
    'delete from queue_delta',
    `insert into queue_delta (organisation_id, support_group, view, delta)
     select organisation_id, support_group, view, count(*) from ticket cross join unnest(queue_views(phase, assignee_id)) as view group by 1, 2, 3`,
    'vacuum analyze ticket, event',
    'checkpoint',
  );
}
