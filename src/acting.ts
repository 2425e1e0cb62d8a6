// What concerns people or the desk itself, carried out: the answer for whoever asked, and news for others.
import type { Action, Args, Asking } from './commands/verb.ts';
import { enqueue } from './jobs/enqueue.ts';
import type { Reply } from './port.ts';
import type { Tx } from './storage/database.ts';
import type { Desk } from './storage/organisations.ts';
import { newsJob } from './telling/news.ts';

export async function act(tx: Tx, desk: Desk, verb: Action, args: Args, asking: Asking): Promise<Reply> {
  const { card, news = [], fleeting } = await verb.act(tx, asking, args);
  await enqueue(
    tx,
    desk.organisation,
    news.map(({ to, news: what }) => newsJob(what, { place: to, thread: false, reader: null })),
  );
  return { kind: 'card', card, ...(fleeting ? { fleeting } : {}) };
}
