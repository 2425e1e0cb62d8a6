// Asking a chat now and then whether it answers; the first answer makes its workspace the organisation's.
import type { Logger } from 'pino';
import type { Platform } from './port.ts';
import type { Database } from './storage/database.ts';
import { type Desk, install } from './storage/organisations.ts';

const CHECK_EVERY = 30_000; // ms
/** What /readyz says of a chat that does. */
export const ANSWERS = 'connected';

/** Chat → how it is, in words. */
export type States = Record<string, string>;

/** Returns, after the first answer or failure, how to stop asking. */
export async function watch(
  platform: Platform,
  database: Database,
  desk: Desk,
  states: States,
  log: Logger,
): Promise<() => Promise<void>> {
  const { name } = platform.facts;
  const look = async () => {
    try {
      const workspace = await platform.check();
      if (desk.workspaces[name] !== workspace) await install(database, desk, name, workspace);
      if (states[name] !== ANSWERS) log.info({ chat: name, workspace }, 'connected');
      states[name] = ANSWERS;
    } catch (err) {
      states[name] = 'does not answer';
      log.warn({ err, chat: name }, 'a chat does not answer; trying again');
    }
  };
  await look();
  const timer = setInterval(look, CHECK_EVERY);
  return async () => clearInterval(timer);
}
