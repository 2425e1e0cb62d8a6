// News, delivered like everything else: drawn late, sent once, looked for when in doubt.
import type { Desk } from '../storage/organisations.ts';
import { findAccount } from '../storage/people.ts';
import type { Task } from '../task.ts';
import { newsCard } from '../views/news.ts';
import type { ClaimedJob, Outcome } from './attempt.ts';
import { isGone, readerOf } from './compose.ts';
import { ABSENT_CHAT, type DeliverParts, failed, put } from './deliver.ts';

type NewsTask = Extract<Task, { kind: 'news' }>;

export async function deliverNews(parts: DeliverParts, desk: Desk, job: ClaimedJob<NewsTask>): Promise<Outcome> {
  const { at, news } = job.task;
  const platform = parts.platforms.get(at.place.platform);
  if (!platform) return { retryAfterMs: ABSENT_CHAT, error: `no connection to ${at.place.platform}` };
  try {
    const card = await parts.database.transaction(desk.organisation, async (tx, now) => {
      if (await isGone(tx, desk, at.place)) return undefined;
      const { place } = at;
      // Whoever reads it is whoever the account belongs to when it is read.
      const owner = place.kind === 'direct' ? await findAccount(tx, desk.organisation, accountAt(place)) : null;
      const reader = await readerOf(
        tx,
        desk,
        { ...at, reader: owner?.person ?? null },
        [],
        now,
        platform.facts.command,
      );
      return newsCard(reader, news);
    });
    if (!card) return { done: true };
    await put(parts, platform, desk, job, { card, place: at.place, standing: null, mark: `news ${job.id}` });
    return { done: true };
  } catch (error) {
    return failed(job, error);
  }
}

const accountAt = ({ platform, workspace, user }: NewsTask['at']['place'] & { kind: 'direct' }) => ({
  platform,
  workspace,
  user,
});
