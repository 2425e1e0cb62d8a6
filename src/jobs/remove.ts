// Taking files away: with the words that their author took back, from every place where Muster put them.
import { Undeliverable } from '../errors.ts';
import type { Tx } from '../storage/database.ts';
import { dropFiles, dropFilesSaid } from '../storage/files.ts';
import { fileKey, findMessage, forgetMessage } from '../storage/messages.ts';
import type { Desk } from '../storage/organisations.ts';
import type { Address, Task } from '../task.ts';
import { placeJob } from '../telling/addresses.ts';
import { carriedBy, type Event } from '../ticket/facts.ts';
import type { ClaimedJob, Outcome } from './attempt.ts';
import { ABSENT_CHAT, type DeliverParts, failed, tellOthers } from './deliver.ts';
import { enqueue } from './enqueue.ts';

type Removal = Extract<Task, { kind: 'remove' }>;

/**
 * Drops the files of a fact, so that nothing draws, links or copies them any more, and has them taken away where they stand or
 * are on their way to, behind what is on its way. One statement looks for both, as when words are told again.
 */
export async function takeFiles(tx: Tx, organisation: string, ticket: string, event: Event): Promise<void> {
  const ids = carriedBy(event);
  if (ids.length === 0) return;
  // First, so that a copy that is being made is either none or has told where it goes.
  await dropFiles(tx, organisation, ticket, [event.seq]);
  await takeAway(tx, organisation, ticket, ids);
}

/** The same for what came with a message of a room. */
export async function takeRoomFiles(tx: Tx, organisation: string, ticket: string, message: string): Promise<void> {
  const ids = await dropFilesSaid(tx, organisation, [message]);
  if (ids.length > 0) await takeAway(tx, organisation, ticket, ids);
}

async function takeAway(tx: Tx, organisation: string, ticket: string, ids: readonly string[]): Promise<void> {
  const rows: { file: string; place: Address['place'] }[] = await tx.query(
    `select distinct file, place from (
       select task ->> 'file' as file, task -> 'to' -> 'place' as place from job
        where organisation_id = $1 and state <> 'dead' and task ->> 'ticket' = $2::text and task ->> 'kind' = 'file'
       union all
       select split_part(m.key, ' ', 2), jsonb_build_object('platform', m.platform, 'workspace', m.workspace)
           || case when a.user_id is null then jsonb_build_object('kind', 'channel', 'channel', m.channel)
              else jsonb_build_object('kind', 'direct', 'user', a.user_id) end
         from message m left join account a on a.organisation_id = m.organisation_id and a.platform = m.platform
           and a.workspace = m.workspace and m.place = concat_ws(' ', a.platform, a.workspace, a.user_id)
        where m.organisation_id = $1 and m.ticket_id = $2::text::uuid and m.key like 'file %') as shown
      where file = any ($3)`,
    [organisation, ticket, ids],
  );
  const jobs = rows.map(({ file, place }) => placeJob(place, { kind: 'remove', ticket, file, from: place }));
  await enqueue(tx, organisation, jobs);
}

/** Takes one file away from one place. Throws only what is nobody's to foresee, and that at most a few times. */
export async function remove(parts: DeliverParts, desk: Desk, job: ClaimedJob<Removal>): Promise<Outcome> {
  const { ticket, file, from: place } = job.task;
  const { organisation } = desk;
  const platform = parts.platforms.get(place.platform);
  if (!platform) return { retryAfterMs: ABSENT_CHAT, error: `no connection to ${place.platform}` };
  const row = await parts.database.transaction(organisation, (tx) =>
    findMessage(tx, organisation, ticket, place, fileKey(file)),
  );
  if (!row) return { done: true };
  const route = desk.routes[place.platform];
  const message = { channel: row.channel, id: row.messageId };
  let why: string | undefined;
  try {
    await platform.send({ do: 'remove', place, message, ...(route ? { route } : {}) });
  } catch (error) {
    const outcome = failed(job, error);
    if (!('dead' in outcome)) return outcome;
    why = error instanceof Undeliverable ? outcome.error : 'a fault of Muster’s own, which the log describes';
  }
  await parts.database.transaction(organisation, async (tx) => {
    await forgetMessage(tx, row);
    if (why !== undefined) await tellOthers(tx, desk, { ticket, place, left: true }, why);
    await job.finish(tx);
  });
  return { done: true };
}
