// Taking away what we posted: a message, or a file with the messages in which we showed it.
import type { WebClient } from '@slack/web-api';
import type { Sent } from '../../src/port.ts';
import { call, unless } from './failures.ts';

const GONE = ['message_not_found', 'file_not_found', 'file_deleted'];

/** A timestamp names a message, anything else a file. Every call may be repeated, from the first on. */
export async function takeAway(web: WebClient, { channel, id }: Sent): Promise<void> {
  if (/^\d/u.test(id)) return removeMessage(web, channel, id);
  // Without its file a message would still say who sent one. Only the file knows which they are, so it goes last.
  const info = await unless(GONE, () => call('files.info', 'repeatable', () => web.files.info({ file: id })));
  const { public: open, private: closed } = info?.file?.shares ?? {};
  for (const { ts } of [...(open?.[channel] ?? []), ...(closed?.[channel] ?? [])])
    if (ts) await removeMessage(web, channel, ts);
  await unless(GONE, () => call('files.delete', 'repeatable', () => web.files.delete({ file: id })));
}

async function removeMessage(web: WebClient, channel: string, ts: string): Promise<void> {
  await unless(GONE, () => call('chat.delete', 'repeatable', () => web.chat.delete({ channel, ts })));
}
