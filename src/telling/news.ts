// News that are about no ticket, as jobs. Pure.
import { placeName } from '../port.ts';
import type { Address, NewJob, Task } from '../task.ts';

/** In the lane of its place, so that it comes in its turn. */
export function newsJob(news: Extract<Task, { kind: 'news' }>['news'], at: Address): NewJob {
  const { platform, workspace } = at.place;
  return { lane: placeName(at.place), scope: `${platform} ${workspace}`, task: { kind: 'news', news, at } };
}
