// An organisation with many tickets: a few that were really reported, copied by the database as often as is wanted.
import { Client } from 'pg';

export interface Filling {
  readonly organisation: string;
  /** How many tickets there are to be when it is done. */
  readonly upTo: number;
  /** Of these, how many in a hundred are not closed. */
  readonly open: number;
}

const GROUPS = ['service-desk', 'network', 'workplace'];
const PEOPLE = 2_000;

/**
 * Copies one ticket, which must be there already, with what makes lists long or short: state, group, priority, who has it, when it is
 * due. As the owner, without triggers, as a restored back-up comes in; the counts are then what counting says.
 */
export async function fillTickets(ownerUrl: string, { organisation, upTo, open }: Filling): Promise<void> {
  const owner = new Client({ connectionString: ownerUrl });
  await owner.connect();
  try {
    await owner.query(`set session_replication_role = replica; set muster.organisation = '${organisation}'`);
    await owner.query(
      `insert into person (organisation_id, id, name)
       select $1, md5('person ' || n)::uuid, 'Person ' || n from generate_series(1, ${PEOPLE}) n on conflict do nothing`,
      [organisation],
    );
    const [{ rows: standing }, { rows: columns }] = [
      await owner.query('select count(*)::int as count from ticket where organisation_id = $1', [organisation]),
      await owner.query(
        `select column_name as name from information_schema.columns where table_name = 'ticket' and table_schema = current_schema()`,
      ),
    ];
    const given = columns.map(({ name }) => MADE[name] ?? `t.${name}`);
    await owner.query(
      `insert into ticket (${columns.map(({ name }) => name).join(', ')})
       select ${given.join(', ')}
         from (select * from ticket where organisation_id = $1 order by reported_at limit 1) t
        cross join lateral (select n, n % 100 < ${open} as open, n / 100 % 10 as lot
                              from generate_series(${standing[0].count + 1}, ${upTo}) n) g
        cross join lateral (select case when not open then 'closed' when lot = 0 then 'paused' when lot = 1 then 'scheduled'
                              when lot = 2 then 'done' else 'active' end as phase) p`,
      [organisation],
    );
    await owner.query('delete from queue_delta where organisation_id = $1', [organisation]);
    await owner.query(
      `insert into queue_delta (organisation_id, support_group, view, delta)
       select organisation_id, support_group, view, count(*) from ticket cross join unnest(queue_views(phase, assignee_id)) as view
        where organisation_id = $1 and phase <> 'closed' group by 1, 2, 3`,
      [organisation],
    );
    await owner.query('vacuum analyze ticket');
    await owner.query('analyze person, queue_delta');
    await owner.query('checkpoint');
  } finally {
    await owner.end();
  }
}

const since = `now() - n * interval '7 seconds'`;
/** What a copy has of its own. */
const MADE: Readonly<Record<string, string>> = {
  id: `gen_random_uuid()`,
  number: `1000000 + n`,
  title: `'printer ' || n || ' is jammed'`,
  description: `'printer ' || n || ' is jammed since this morning, and nobody on floor ' || n % 40 || ' can print'`,
  phase: 'p.phase',
  state: `case p.phase when 'closed' then 'closed' when 'paused' then 'on_hold' when 'scheduled' then 'waiting'
            when 'done' then 'resolved' else case when lot < 6 then 'new' else 'in_progress' end end`,
  priority: `1 + n % 4`,
  support_group: `(array['${GROUPS.join("', '")}'])[1 + n % ${GROUPS.length}]`,
  desks: `jsonb_build_array((array['${GROUPS.join("', '")}'])[1 + n % ${GROUPS.length}])`,
  requester_id: `md5('person ' || 1 + n % ${PEOPLE})::uuid`,
  owner_id: `case when lot >= 6 then md5('person ' || 1 + n % 50)::uuid end`,
  assignee_id: `case when lot >= 6 then md5('person ' || 1 + n % 50)::uuid end`,
  reported_at: since,
  next_due: `case when p.phase = 'active' then ${since} + interval '1 day' end`,
  resolution_due: `case when p.phase = 'active' then ${since} + interval '1 day' end`,
  response_due: 'null::timestamptz',
  wake_at: `case when p.phase = 'scheduled' then now() + n * interval '1 second' end`,
  resolved_at: `case when p.phase in ('done', 'closed') then ${since} + interval '1 hour' end`,
  closed_at: `case when p.phase = 'closed' then ${since} + interval '2 hours' end`,
  hold: `case when p.phase = 'paused' then jsonb_build_object('reason', 'supplier', 'pauses', true, 'external', null, 'since', to_char((${since}) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) end`,
};
