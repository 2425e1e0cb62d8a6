// A fact says something else than it did: every message that said it is drawn anew, also those on their way.
import type { Tx } from '../storage/database.ts';
import type { Address } from '../task.ts';
import { delivery } from '../telling/addresses.ts';
import { enqueue } from './enqueue.ts';

const KINDS = ['line', 'notice', 'word', 'copy'] as const;
type Kind = (typeof KINDS)[number];

/**
 * In the lane where it was said, so that it comes after what is still on its way there, whose sender may have drawn the old
 * words already. One statement, so that nothing arrives between looking for what stands and for what is coming.
 */
export async function retell(tx: Tx, organisation: string, ticket: string, seq: number): Promise<void> {
  const keys = KINDS.map((kind) => `${kind} ${seq}`);
  const rows: { kind: Kind; to: Address }[] = await tx.query(
    `select distinct on (kind, "to" -> 'place') kind, "to" from (
       select task ->> 'kind' as kind, task -> 'to' as "to" from job
        where organisation_id = $1 and state <> 'dead' and task ->> 'ticket' = $2::text and task -> 'seq' = to_jsonb($3::int)
          and task ->> 'kind' = any ($4)
       union all
       select split_part(m.key, ' ', 1), jsonb_build_object('thread', true, 'reader', a.person_id, 'place',
           jsonb_build_object('platform', m.platform, 'workspace', m.workspace)
             || case when a.user_id is null then jsonb_build_object('kind', 'channel', 'channel', m.channel)
                else jsonb_build_object('kind', 'direct', 'user', a.user_id) end)
         from message m left join account a on a.organisation_id = m.organisation_id and a.platform = m.platform
           and a.workspace = m.workspace and m.place = concat_ws(' ', a.platform, a.workspace, a.user_id)
        where m.organisation_id = $1 and m.ticket_id = $2::text::uuid and m.key = any ($5)) as said`,
    [organisation, ticket, seq, KINDS, keys],
  );
  const jobs = rows.map(({ kind, to }) => {
    const { lane, ...job } = delivery({ kind, ticket, seq, to, again: true });
    // Two edits in a row are drawn once; what has begun has no key any more, and is followed by another.
    return { ...job, ...(lane ? { lane, key: `again ${ticket} ${kind} ${seq} ${lane}`, coalesce: true } : {}) };
  });
  await enqueue(tx, organisation, jobs);
}
