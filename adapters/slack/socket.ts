// Socket Mode: Bolt's client, and a loop of our own that brings the connection back.
import { type Logger, SocketModeReceiver } from '@slack/bolt';
import type { WebClientOptions } from '@slack/web-api';
import type { Logger as Pino } from 'pino';
import { Agent } from 'undici';
import type { Outside } from './hosts.ts';
import type { Payload } from './read.ts';

const firstPauseMs = 250;
const longestPauseMs = 30_000;
/** A line that ends sooner than this was no good one. */
const steadyMs = 30_000;

export interface Socket {
  /** Resolves after the first attempt, whether it connected or not. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

interface Envelope {
  readonly body: Payload;
  readonly ack: (answer?: object) => Promise<void>;
}

/** `take` resolves with the acknowledgement's body; when it rejects, nothing is acknowledged and Slack delivers again. */
export function socket(
  options: { appToken: string; clientOptions: WebClientOptions; logger: Logger; log: Pino } & Pick<Outside, 'isSlack'>,
  take: (body: Payload) => Promise<object | undefined>,
): Socket {
  const { appToken, logger, log, isSlack } = options;
  // Its own reconnecting ends the process with an unhandled rejection when Slack cannot be reached at that moment.
  const autoReconnectEnabled = false;
  // Its client would put the dispatcher of the line into these options, which are others', too.
  const installerOptions = { clientOptions: { ...options.clientOptions, fetch } };
  const dispatcher = onlyTo(isSlack);
  const { client } = new SocketModeReceiver({ appToken, autoReconnectEnabled, installerOptions, logger, dispatcher });
  let stopped = false;
  let connectedAt = Number.POSITIVE_INFINITY;
  let pause = firstPauseMs;
  let timer: NodeJS.Timeout | undefined;

  async function connect(): Promise<void> {
    timer = undefined;
    try {
      await client.start();
    } catch (error) {
      log.warn({ err: error }, 'Slack Socket Mode is not connected, trying again');
      again();
    }
  }

  /** Never at once: what accepts a connection and drops it would be called without end. */
  function again(): void {
    if (stopped || timer) return;
    if (Date.now() - connectedAt >= steadyMs) pause = firstPauseMs;
    connectedAt = Number.POSITIVE_INFINITY;
    timer = setTimeout(connect, pause).unref();
    pause = Math.min(pause * 2, longestPauseMs);
  }

  client.on('connected', () => {
    connectedAt = Date.now();
  });
  client.on('disconnected', again);
  client.on('slack_event', async ({ body, ack }: Envelope) => {
    try {
      await ack(await take(body));
    } catch (error) {
      log.debug({ err: error }, 'not acknowledged');
    }
  });

  return {
    start: connect,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      // A client that was never connected, or whose line is cut, does not always say that it ended.
      const patience = new Promise((resolve) => setTimeout(resolve, 2_000).unref());
      await Promise.race([client.disconnect(), patience]);
    },
  };
}

/** The line's address comes with an answer, and all that is said on the line is believed: it leads to Slack or nowhere. */
const onlyTo = (isSlack: Outside['isSlack']) =>
  new Agent().compose((dispatch) => (request, handler) => {
    if (!isSlack(String(request.origin))) throw new Error('the line is not to a host of Slack’s');
    return dispatch(request, handler);
  });
