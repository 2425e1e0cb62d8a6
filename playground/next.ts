// What comes next by itself at the desk: what the clock is set for, and what falls due.
import type { Database } from '../src/storage/database.ts';
import type { Desk } from '../src/storage/organisations.ts';
import { type Kind, refOf } from '../src/ticket/record.ts';

export interface Next {
  /** ISO 8601 at the desk's clock. */
  readonly at: string;
  readonly ref: string;
  readonly title: string;
  /** A verb of the clock, or what is due. */
  readonly what: 'resume' | 'close' | 'nudge' | 'response' | 'resolution';
}

const LISTED = 8;

/**
 * The soonest first; nothing of what only a few may see. A timer that is stale by then does nothing, and is listed
 * nevertheless: only its ticket could tell.
 */
export async function nextOf(database: Database, { organisation }: Desk): Promise<Next[]> {
  const rows: { at: Date; kind: Kind; number: number; title: string; what: Next['what'] }[] =
    await database.transaction(organisation, (tx) =>
      tx.query(
        `(select j.run_at as at, t.kind, t.number, t.title, j.task ->> 'verb' as what
            from job j join ticket t on t.organisation_id = j.organisation_id and t.id = (j.task ->> 'ticket')::uuid
           where j.organisation_id = $1 and j.lane is null and j.state = 'pending' and j.task ->> 'kind' = 'timer' and not t.confidential
             and case j.task ->> 'verb' when 'resume' then t.phase = 'scheduled' when 'close' then t.phase = 'done'
                                        else t.phase = 'paused' end)
         union all
         (select t.next_due, t.kind, t.number, t.title,
                 case when t.next_due = t.response_due then 'response' else 'resolution' end
            from ticket t where t.organisation_id = $1 and t.phase = 'active' and t.next_due > desk_now() and not t.confidential)
         order by at limit ${LISTED}`,
        [organisation],
      ),
    );
  return rows.map(({ at, title, what, ...ticket }) => ({ at: at.toISOString(), ref: refOf(ticket), title, what }));
}
