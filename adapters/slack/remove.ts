// Taking away what we posted: a message, or a file with the messages in which we showed it.
import { WebAPIPlatformError, type WebClient } from '@slack/web-api';
import { Undeliverable } from '../../src/errors.ts';
import type { Sent } from '../../src/port.ts';
import { call } from './failures.ts';

const GONE = ['message_not_found', 'file_not_found', 'file_deleted'];

/** A timestamp names a message, anything else a file. Every call may be repeated, from the first on. */
export async function takeAway(web: WebClient, { channel, id }: Sent): Promise<void> {
  if (/^\d/u.test(id)) return removeMessage(web, channel, id);
  // Without its file a message would still say who sent one. Only the file knows which they are, so it goes last.
  const info = await unlessGone(() => call('files.info', 'repeatable', () => web.files.info({ file: id })));
  const { public: open, private: closed } = info?.file?.shares ?? {};
  for (const { ts } of [...(open?.[channel] ?? []), ...(closed?.[channel] ?? [])])
    if (ts) await removeMessage(web, channel, ts);
  await unlessGone(() => call('files.delete', 'repeatable', () => web.files.delete({ file: id })));
}

async function removeMessage(web: WebClient, channel: string, ts: string): Promise<void> {
  await unlessGone(() => call('chat.delete', 'repeatable', () => web.chat.delete({ channel, ts })));
}

async function unlessGone<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    const { cause } = error as Error;
    if (error instanceof Undeliverable && cause instanceof WebAPIPlatformError && GONE.includes(cause.data.error))
      return undefined;
    throw error;
  }
}
