// Slack as a Platform, over HTTP or Socket Mode.
import { setTimeout as after } from 'node:timers/promises';
import { WebClient, type WebClientOptions } from '@slack/web-api';
import type { Router } from 'express';
import type { Logger as Pino } from 'pino';
import { onceMore, RetryLater } from '../../src/errors.ts';
import type { Handle, Platform, Words } from '../../src/port.ts';
import { type Ack, answer } from './answer.ts';
import { bolt, quiet } from './bolt.ts';
import { factsOf } from './facts.ts';
import { call } from './failures.ts';
import { fetchFile } from './files.ts';
import { mount } from './guard.ts';
import { slackHost } from './hosts.ts';
import { readReaction, readShortcut } from './pointing.ts';
import { type Gesture, type Payload, read } from './read.ts';
import { rooms } from './room.ts';
import { lookout, readRoster } from './roster.ts';
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
  /** The emojis that mean something, without colons, the one that reports a message first; others are not looked into. */
  readonly emojis: () => readonly string[];
  /** `POST /slack/events` is mounted here; no body parser may stand before it. */
  readonly router: Router;
  /** The permissions that the app's manifest asks for. */
  readonly scopes?: readonly string[];
  /** Told how many ms each acknowledgement took. */
  readonly acknowledged?: (ms: number) => void;
  readonly log: Pino;
  readonly now?: () => Date;
}

/** The client's own retries would post twice (PLATFORMS.md); a lost answer is the outbox's to look into. */
const once = { retryConfig: { retries: 0 }, rejectRateLimitedCalls: true, timeout: 10_000 } as const;

/** ms that an event's acknowledgement waits for the answer's post; with the patience below, still within Slack's 3 s. */
const tellWithin = 400;

/** Connects one workspace. Throws when it is told neither a signing secret nor an app token. */
export function connectSlack(options: SlackOptions): Platform {
  const {
    botToken,
    signingSecret,
    appToken,
    apiUrl,
    command,
    words,
    emojis,
    router,
    scopes = [],
    log,
    acknowledged = () => undefined,
    now = () => new Date(),
  } = options;
  const logger = quiet(log);
  const clientOptions: WebClientOptions = { ...once, logger, ...(apiUrl && { slackApiUrl: apiUrl }) };
  const web = new WebClient(botToken, clientOptions);
  const outside = { web, token: botToken, isSlack: slackHost(apiUrl) };
  const out = sender(outside, words);
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
  const tell = (gesture: Gesture, reply: Parameters<typeof answer>[2], late: boolean): Promise<Ack> => {
    const say = () => answer(outside, gesture.way, reply, late);
    const saying = late ? onceMore(() => call('a late reply', 'once', say)) : say();
    return saying.catch((error: unknown) => {
      log.error({ err: error, late }, 'a reply did not reach Slack');
      return undefined;
    });
  };

  async function listen(body: Payload): Promise<Ack> {
    if (!handle) throw new RetryLater('not started', 1_000);
    const self = out.self();
    const gesture =
      readRoster(body) ??
      read(body, self) ??
      readShortcut(body, self) ??
      (await readReaction(body, self, emojis(), out.message));
    if (!gesture) return undefined;
    const { now: reply, later } = await handle(gesture.request);
    const telling = kept(tell(gesture, reply, false));
    if (later) {
      // Only after the first word, so that the two cannot change places.
      const follow = Promise.all([later, telling]).then(([outcome]) => tell(gesture, outcome, true));
      kept(follow).catch((error: unknown) => log.error({ err: error }, 'no outcome followed'));
    }
    // What is done must not come again because its answer takes long to post: that goes on by itself.
    return body.event ? Promise.race([telling, after(tellWithin, undefined, { ref: false })]) : telling;
  }

  const dispatch = bolt({ botToken, command, clientOptions, logger }, listen);
  const take = (body: Payload): Promise<Ack> => {
    const began = performance.now();
    return kept(
      dispatch(body)
        .catch((error: unknown) => {
          if (error instanceof RetryLater) throw error;
          log.error({ err: error }, 'a gesture failed');
          // Slack repeats an event; to a person it would only show a status.
          if (body.event) throw error;
          return undefined;
        })
        .finally(() => acknowledged(performance.now() - began)),
    );
  };

  const line = appToken === undefined ? undefined : socket({ ...outside, appToken, clientOptions, logger, log }, take);
  if (!line && !signingSecret) throw new Error('Slack over HTTP needs SLACK_SIGNING_SECRET');
  if (!line && signingSecret) mount(router, signingSecret, now, take);

  return {
    facts: factsOf(command),
    send: out.send,
    fetch: (handle) => fetchFile(outside, handle),
    find: out.find,
    person: out.person,
    ...lookout(web, scopes),
    rooms: rooms(web, out.known),
    check: out.check,
    async start(given) {
      handle = given;
      void kept(out.check()).catch((error: unknown) => log.warn({ err: error }, 'Slack does not answer yet'));
      await line?.start();
      return async () => {
        handle = undefined;
        while (busy.size > 0) await Promise.allSettled([...busy]);
        await line?.stop();
      };
    },
  };
}
