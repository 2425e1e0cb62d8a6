// Socket Mode: Bolt's client, and a loop of our own that brings the connection back.
import { type Logger, SocketModeReceiver } from '@slack/bolt';
import type { WebClientOptions } from '@slack/web-api';
import type { Logger as Pino } from 'pino';
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
  options: { appToken: string; clientOptions: WebClientOptions; logger: Logger; log: Pino },
  take: (body: Payload) => Promise<object | undefined>,
): Socket {
  const { appToken, clientOptions, logger, log } = options;
  // Its own reconnecting ends the process with an unhandled rejection when Slack cannot be reached at that moment.
  const autoReconnectEnabled = false;
  const installerOptions = { clientOptions };
  const { client } = new SocketModeReceiver({ appToken, autoReconnectEnabled, installerOptions, logger });
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
