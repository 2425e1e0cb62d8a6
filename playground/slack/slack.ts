// A local Slack workspace on loopback: Slack's protocol on one side, people's hands and eyes on the other.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { administer } from './administer.ts';
import { Api } from './api.ts';
import { Courier, succeeded } from './courier.ts';
import { door } from './door.ts';
import { type Fault, Faults } from './faults.ts';
import { forms } from './forms.ts';
import { interact } from './interact.ts';
import { Ledger } from './ledger.ts';
import { remembered, restore, type SlackMemory } from './memory.ts';
import { channels } from './methods/channels.ts';
import { chat } from './methods/chat.ts';
import { conversations } from './methods/conversations.ts';
import { files } from './methods/files.ts';
import { people } from './methods/people.ts';
import { pins } from './methods/pins.ts';
import { stackOf, views } from './methods/views.ts';
import { RateLimits } from './rates.ts';
import { ResponseUrls } from './response-urls.ts';
import { SocketMode } from './socket-mode.ts';
import type { StoredFile } from './stored.ts';
import { Surfaces } from './surfaces.ts';
import { talk } from './talk.ts';
import { type Change, Workspace } from './workspace.ts';
import type { Channel, Ephemeral, Message, OpenView, SlackWorld, View } from './world.ts';

export interface SlackOptions {
  world: SlackWorld;
  /** The app's request URL, such as `http://127.0.0.1:3000/slack/events`; later by `deliverTo`. */
  target?: string;
  /** The real clock by default: signatures and rate limits must not follow a clock that is moved. */
  now?: () => Date;
  /** 0, the default, takes any free one. */
  port?: number;
  rateLimits?: boolean;
  /** Ms that the app has to answer; 3,000 by default. */
  acknowledgeWithin?: number;
  /** What an earlier workspace remembered. */
  memory?: SlackMemory | undefined;
  /** Ms before each repeat of an unanswered event; `[0, 60_000, 300_000]` by default. */
  retryDelays?: number[];
}

export type LocalSlack = Awaited<ReturnType<typeof startSlack>>;

/** Starts the workspace on 127.0.0.1. Rejects when the port is taken. */
export async function startSlack(options: SlackOptions) {
  const { world, target, now = () => new Date(), port = 0 } = options;
  const { acknowledgeWithin = 3000, retryDelays = [0, 60_000, 300_000] } = options;
  let address = '';
  const workspace = new Workspace(world, now);
  if (options.memory) restore(workspace, options.memory);
  const ledger = new Ledger();
  const faults = new Faults();
  const rates = new RateLimits(now, options.rateLimits ?? true);
  const sockets = new SocketMode(world.appId);
  const courier = new Courier(workspace, ledger, sockets, { acknowledgeWithin, retryDelays });
  courier.target = target;
  workspace.tell = (event, channel) => courier.tell(event, channel);
  const responses = new ResponseUrls(workspace);
  const surfaces = new Surfaces(workspace, responses, () => address);
  const socketMode = { 'apps.connections.open': () => sockets.ticket(address) };
  const talking = { ...chat, ...pins, ...conversations, ...channels };
  const methods = { ...talking, ...people, ...views, ...files(() => address), ...socketMode };
  const api = new Api(workspace, ledger, faults, rates, methods);

  const server = createServer(door(api, workspace, responses, faults));
  server.on('upgrade', (req, socket, head) => sockets.upgrade(req, socket, head));

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    /** The Web API's base, as `SLACK_API_URL` wants it. */
    url: `${address}/api/`,
    world,
    ledger,
    ...talk(workspace, courier, () => address),
    ...interact(workspace, courier, surfaces, responses),
    ...forms(workspace, courier, surfaces),
    ...eyes(workspace),
    ...administer(workspace, courier),

    /** For the next run, as JSON. */
    memory: (): SlackMemory => remembered(workspace),
    /** Takes an ephemeral off the screen, as its reader may. */
    dismiss: (ephemeral: string): void => workspace.hush(ephemeral),
    /** From now on, events and interactions go to this request URL. */
    deliverTo(url: string): void {
      courier.target = url;
    },
    /** Slack's check of a request URL: true when the app answers with the challenge. */
    async verifyUrl(): Promise<boolean> {
      const challenge = crypto.randomUUID();
      const answer = await courier.send('verification', { type: 'url_verification', token: 'verification', challenge });
      return succeeded(answer) && answer.body.includes(challenge);
    },
    /** The same signed event again, with the next `x-slack-retry-num`. */
    redeliver: (index: number) => courier.redeliver(index),
    /** Resolves when no delivery and no retry is under way. */
    idle: () => courier.idle(),
    fault: (fault: Fault): void => faults.add(fault),
    clearFaults: (): void => faults.clear(),
    limitRates(enabled: boolean): void {
      rates.enabled = enabled;
    },
    socketMode: {
      connected: () => sockets.connected,
      /** Asks clients to reconnect (`disconnect` message). */
      recycle: () => sockets.recycle(),
      /** Cuts the lines without a word. */
      cut: () => sockets.cut(),
    },
    /** Calls back after every visible change, call and delivery; the answer ends that. */
    onChange(listener: (change: Change) => void): () => void {
      workspace.listeners.add(listener);
      return () => workspace.listeners.delete(listener);
    },
    async stop(): Promise<void> {
      workspace.listeners.clear();
      sockets.stop();
      await courier.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** What people see; copies, so that nobody changes the workspace by looking. */
function eyes(workspace: Workspace) {
  return {
    /** Channels and direct chats, all of them or those that a user may read. */
    channels: (user?: string): Channel[] =>
      [...workspace.channels.values()].filter(
        ({ kind, members }) =>
          !user || members.has(user) || (kind === 'channel' && workspace.users.get(user)?.guest !== true),
      ),
    channel: (ref: string): Channel => workspace.channel(ref),
    /** A channel's messages, oldest first: the main line with broadcasts, or one thread with its parent. */
    messages(ref: string, { thread }: { thread?: string } = {}): Message[] {
      const { messages } = workspace.channel(ref);
      const shown = messages.filter(({ ts, thread_ts, subtype }) =>
        thread
          ? ts === thread || thread_ts === thread
          : !thread_ts || thread_ts === ts || subtype === 'thread_broadcast',
      );
      return structuredClone(shown);
    },
    ephemerals: (user: string): Ephemeral[] =>
      structuredClone(workspace.ephemerals.filter((each) => each.user === user)),
    /** The user's open forms, the top one last, each with the field errors of its last submit. */
    views: (user: string): OpenView[] => structuredClone(stackOf(workspace, user)),
    /** A file's bytes and names, as whoever may open it has them; undefined when there is none. */
    file: (id: string): Pick<StoredFile, 'name' | 'title' | 'bytes'> | undefined => workspace.files.get(id),
    home: (user: string): View | undefined => structuredClone(workspace.homes.get(user)),
    /** The id of the user's direct chat with the app. */
    directChannel: (user: string): string => workspace.direct(user).id,
  };
}
