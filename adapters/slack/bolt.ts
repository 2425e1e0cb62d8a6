// Bolt: it knows what each payload is. What it says to Slack by itself is dropped; ours follows when all is done.
import { App, type Logger, LogLevel } from '@slack/bolt';
import type { WebClientOptions } from '@slack/web-api';
import type { Logger as Pino } from 'pino';
import type { Ack } from './answer.ts';
import type { Payload } from './read.ts';

/** The SDK's logger; its debug lines hold whole messages, and what fails is logged by whoever asked. */
export const quiet = (log: Pino): Logger => ({
  debug: () => undefined,
  info: (...words) => log.debug(words.join(' ')),
  warn: (...words) => log.debug(words.join(' ')),
  error: (...words) => log.debug(words.join(' ')),
  setLevel: () => undefined,
  getLevel: () => LogLevel.ERROR,
  setName: () => undefined,
});

interface BoltOptions {
  readonly botToken: string;
  readonly command: string;
  readonly clientOptions: WebClientOptions;
  readonly logger: Logger;
}

/** Gives each payload that is Muster's to `listen`; resolves with the acknowledgement, rejects with what `listen` threw. */
export function bolt(options: BoltOptions, listen: (body: Payload) => Promise<Ack>): (body: Payload) => Promise<Ack> {
  const { botToken, command, clientOptions, logger } = options;
  // Bolt's own receivers acknowledge an event before its listeners run, so neither 503 nor silence would be possible.
  const receiver = { init: () => undefined, start: async () => undefined, stop: async () => undefined };
  const authorize = async () => ({ botToken });
  const app = new App({ receiver, authorize, clientOptions, logger, ignoreSelf: false, convoStore: false });
  // Each kind of gesture has its own type of acknowledgement in Bolt, and `never` fits them all.
  const acted = async ({ body, ack }: { body: object; ack: (answer?: never) => Promise<void> }) =>
    ack((await listen(body)) as never);
  const heard = async ({ body }: { body: object }) => {
    await listen(body);
  };
  app.command(command, acted);
  app.action({ type: 'block_actions' }, acted);
  app.view({ type: 'view_submission' }, acted);
  app.shortcut({ type: 'shortcut' }, acted);
  app.shortcut({ type: 'message_action' }, acted);
  app.event('app_mention', heard);
  app.event('message', heard);
  app.event('app_home_opened', heard);
  app.event('reaction_added', heard);
  app.event('user_change', heard);
  app.event('subteam_members_changed', heard);
  app.error(async (error) => {
    throw error.original ?? error;
  });
  return async (body) => {
    let ack: Ack;
    const keep = async (given?: Ack) => {
      ack = given;
    };
    await app.processEvent({ body, ack: keep });
    return ack;
  };
}
