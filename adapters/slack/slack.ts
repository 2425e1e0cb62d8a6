// Slack as a Platform: the Bolt wiring, over HTTP or Socket Mode.
import { App, type Logger, LogLevel } from '@slack/bolt';
import { WebClient, type WebClientOptions } from '@slack/web-api';
import express from 'express';
import type { Logger as Pino } from 'pino';
import { RetryLater } from '../../src/errors.ts';
import type { Handle, Platform, PlatformFacts, Words } from '../../src/port.ts';
import { type Ack, answer } from './answer.ts';
import { bodyLimit, genuine, parse } from './guard.ts';
import { type Gesture, type Payload, platform, read } from './read.ts';
import { sender } from './send.ts';
import { socket } from './socket.ts';

export interface SlackOptions {
  readonly botToken: string;
  /** Needed over HTTP. */
  readonly signingSecret?: string;
  /** Present: Socket Mode. */
  readonly appToken?: string;
  readonly apiUrl?: string;
  /** With its slash, such as `/desk`. */
  readonly command: string;
  readonly words: Words;
  /** `POST /slack/events` is mounted here; no body parser may stand before it. */
  readonly router: express.Router;
  readonly log: Pino;
  readonly now?: () => Date;
}

const facts: PlatformFacts = {
  name: platform,
  // About one a second in a channel, some hundreds a minute in a workspace: https://docs.slack.dev/apis/web-api/rate-limits
  budget: { place: { perSecond: 1, burst: 4 }, workspace: { perSecond: 4, burst: 20 } },
  gaps: {},
};

/** The client's own retries would post twice (PLATFORMS.md); a lost answer is the outbox's to look into. */
const once = { retryConfig: { retries: 0 }, rejectRateLimitedCalls: true, timeout: 10_000 } as const;

/** The SDK's logger; its debug lines hold whole messages, and what fails is logged by whoever asked. */
const quiet = (log: Pino): Logger => ({
  debug: () => undefined,
  info: (...words) => log.debug(words.join(' ')),
  warn: (...words) => log.debug(words.join(' ')),
  error: (...words) => log.debug(words.join(' ')),
  setLevel: () => undefined,
  getLevel: () => LogLevel.ERROR,
  setName: () => undefined,
});

/** Connects one workspace. Throws when it is told neither a signing secret nor an app token. */
export function connectSlack(options: SlackOptions): Platform {
  const { botToken, signingSecret, appToken, apiUrl, command, words, router, log, now = () => new Date() } = options;
  const logger = quiet(log);
  const clientOptions: WebClientOptions = { ...once, logger, ...(apiUrl && { slackApiUrl: apiUrl }) };
  const web = new WebClient(botToken, clientOptions);
  const out = sender(web, words);
  const busy = new Set<Promise<unknown>>();
  let handle: Handle | undefined;

  const kept = <T>(work: Promise<T>): Promise<T> => {
    busy.add(work);
    void work.then(
      () => busy.delete(work),
      () => busy.delete(work),
    );
    return work;
  };
  // The words of a reply may be lost, the gesture not: it is done, and must not be delivered again.
  const tell = (gesture: Gesture, reply: Parameters<typeof answer>[2], late: boolean): Promise<Ack> =>
    answer(web, gesture.way, reply, late).catch((error: unknown) => {
      log.error({ err: error, late }, 'a reply did not reach Slack');
      return undefined;
    });

  async function listen(body: Payload): Promise<Ack> {
    if (!handle) throw new RetryLater('not started', 1_000);
    const gesture = read(body, out.self());
    if (!gesture) return undefined;
    const { now: reply, later } = await handle(gesture.request);
    const ack = await tell(gesture, reply, false);
    if (later) {
      const follow = later.then((outcome) => tell(gesture, outcome, true));
      kept(follow).catch((error: unknown) => log.error({ err: error }, 'no outcome followed'));
    }
    return ack;
  }

  const app = wire(listen, { command, botToken, clientOptions, logger });
  /** Bolt acknowledges events before it runs listeners: what it says then is dropped, ours follows when all is done. */
  const take = (body: Payload): Promise<Ack> => {
    let ack: Ack;
    const dispatched = app.processEvent({
      body,
      ack: async (given?: Ack) => {
        ack = given;
      },
    });
    return kept(
      dispatched.then(
        () => ack,
        (error: unknown) => {
          if (error instanceof RetryLater) throw error;
          log.error({ err: error }, 'a gesture failed');
          // Slack repeats an event; to a person it would only show a status.
          if (body.event) throw error;
          return undefined;
        },
      ),
    );
  };

  const line = appToken === undefined ? undefined : socket({ appToken, clientOptions, logger, log }, take);
  if (!line && !signingSecret) throw new Error('Slack over HTTP needs SLACK_SIGNING_SECRET');
  if (!line && signingSecret) mount(router, signingSecret, now, take);

  return {
    facts,
    send: out.send,
    find: out.find,
    person: out.person,
    check: out.check,
    async start(given) {
      handle = given;
      void kept(out.check()).catch((error: unknown) => log.warn({ err: error }, 'Slack does not answer yet'));
      await line?.start();
      return async () => {
        handle = undefined;
        await line?.stop();
        await Promise.allSettled([...busy]);
      };
    },
  };
}

/** Bolt's part: it knows what each payload is. Errors come out of `processEvent` as they were thrown. */
function wire(
  listen: (body: Payload) => Promise<Ack>,
  options: { command: string; botToken: string; clientOptions: WebClientOptions; logger: Logger },
): App {
  const { command, botToken, clientOptions, logger } = options;
  const receiver = { init: () => undefined, start: async () => undefined, stop: async () => undefined };
  const authorize = async () => ({ botToken });
  const app = new App({ receiver, authorize, clientOptions, logger, ignoreSelf: false, convoStore: false });
  const acted = async ({ body, ack }: { body: object; ack: (answer?: never) => Promise<void> }) =>
    ack((await listen(body)) as never);
  const heard = async ({ body }: { body: object }) => {
    await listen(body);
  };
  app.command(command, acted);
  app.action({ type: 'block_actions' }, acted);
  app.view({ type: 'view_submission' }, acted);
  app.event('app_mention', heard);
  app.event('message', heard);
  app.error(async (error) => {
    throw error.original ?? error;
  });
  return app;
}

function mount(router: express.Router, secret: string, now: () => Date, take: (body: Payload) => Promise<Ack>): void {
  const raw = express.raw({ type: () => true, limit: bodyLimit, inflate: false });
  router.post('/slack/events', raw, async (req, res) => {
    const bytes = Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0);
    if (!genuine(bytes, req.headers, secret, now())) return void res.sendStatus(401);
    const body = parse(bytes, req.headers['content-type']);
    if (body.type === 'url_verification') return void res.json({ challenge: body.challenge });
    if (body.ssl_check) return void res.end();
    try {
      const ack = await take(body);
      res.status(200);
      if (ack) res.json(ack);
      else res.end();
    } catch (error) {
      res.status(error instanceof RetryLater ? 503 : 500).end();
    }
  });
  router.use('/slack/events', refuse);
}

/** What the body's reader or parser threw: 413 for too large, 400 for unreadable. */
const refuse: express.ErrorRequestHandler = (error: { status?: number }, _req, res, _next) => {
  res.status(error instanceof SyntaxError ? 400 : (error.status ?? 500)).end();
};
