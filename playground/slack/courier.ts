// Carries what happens to the app: signed over HTTP or through Socket Mode, noted in the ledger, events retried.
import { createHmac } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Agent, request } from 'undici';
import type { Delivery, DeliveryKind, Ledger } from './ledger.ts';
import type { SocketMode } from './socket-mode.ts';
import type { Workspace } from './workspace.ts';
import type { Channel, Json } from './world.ts';
import { newId } from './world.ts';

export interface CourierOptions {
  /** How long the app may take to answer, in ms; Slack's 3,000. */
  acknowledgeWithin: number;
  /** Before the second, third and fourth attempt, in ms; Slack's are at once, a minute, five minutes. */
  retryDelays: number[];
}

interface Answer {
  status: number;
  body: string;
  noRetry: boolean;
}

export class Courier {
  target: string | undefined;
  readonly #workspace: Workspace;
  readonly #ledger: Ledger;
  readonly #sockets: SocketMode;
  readonly #options: CourierOptions;
  readonly #agent = new Agent({ keepAliveTimeout: 2000 });
  readonly #stopping = new AbortController();
  readonly #busy = new Set<Promise<unknown>>();

  constructor(workspace: Workspace, ledger: Ledger, sockets: SocketMode, options: CourierOptions) {
    this.#workspace = workspace;
    this.#ledger = ledger;
    this.#sockets = sockets;
    this.#options = options;
    // Any number of repeats may be waiting.
    setMaxListeners(0, this.#stopping.signal);
  }

  /** Delivers an event if the app may hear it; resolves after the first attempt, the others follow by themselves. */
  tell(event: Json, channel?: Channel): Promise<Delivery | undefined> {
    const { world } = this.#workspace;
    if (channel && !channel.members.has(world.botUserId)) return Promise.resolve(undefined);
    const authorization = { enterprise_id: null, team_id: world.teamId, user_id: world.botUserId };
    const envelope = {
      ...{ token: 'verification', team_id: world.teamId, context_team_id: world.teamId, context_enterprise_id: null },
      ...{ api_app_id: world.appId, event: structuredClone(event), type: 'event_callback', event_id: newId('Ev') },
      event_time: Math.floor(this.#workspace.now().getTime() / 1000),
      authorizations: [{ ...authorization, is_bot: true, is_enterprise_install: false }],
      is_ext_shared_channel: channel?.shared ?? false,
      event_context: newId('4-'),
    };
    const first = this.send('event', envelope);
    this.#keep(first.then((delivery) => this.#retry(delivery, 0)));
    return first;
  }

  /** One attempt at one delivery; never rejects, what went wrong is in the ledger. */
  async send(kind: DeliveryKind, payload: Json, attempt = 1, reason = ''): Promise<Delivery> {
    const via = kind !== 'verification' && this.#sockets.connected ? 'socket' : 'http';
    const at = this.#workspace.now();
    const index = this.#ledger.deliveries.length;
    const entry: Delivery = { index, at, kind, via, payload, attempt, status: null, body: '', ms: 0 };
    this.#ledger.deliveries.push(entry);
    const started = performance.now();
    const answer = this.#keep(via === 'socket' ? this.#overSocket(entry, reason) : this.#overHttp(entry, reason));
    const { status, body, noRetry } = await answer;
    Object.assign(entry, { status, body, ms: performance.now() - started });
    if (noRetry) this.#final.add(entry);
    this.#workspace.changed({ kind: 'delivery' });
    return entry;
  }
  /** Deliveries that the app asked, by `x-slack-no-retry`, not to repeat. */
  readonly #final = new WeakSet<Delivery>();

  async #retry(delivery: Delivery, round: number): Promise<void> {
    const wait = this.#options.retryDelays[round];
    if (succeeded(delivery) || this.#final.has(delivery) || wait === undefined) return;
    const stopped = await delay(wait, false, { signal: this.#stopping.signal, ref: false }).catch(() => true);
    if (stopped) return;
    const reason = delivery.status === 0 ? 'http_timeout' : 'http_error';
    await this.#retry(await this.send(delivery.kind, delivery.payload, delivery.attempt + 1, reason), round + 1);
  }

  /** The same delivery again, signed afresh as Slack does, with the next retry number. */
  redeliver(index: number): Promise<Delivery> {
    const entry = this.#ledger.deliveries[index];
    if (!entry) throw new Error(`no delivery ${index}`);
    return this.send(entry.kind, entry.payload, entry.attempt + 1, 'http_timeout');
  }

  async #overSocket({ kind, payload, attempt }: Delivery, reason: string): Promise<Answer> {
    if (kind === 'verification') throw new Error('an address is verified over HTTP');
    const answer = await this.#sockets.send(kind, payload, attempt, reason, this.#options.acknowledgeWithin);
    const body = answer === undefined || Object.keys(answer).length === 0 ? '' : JSON.stringify(answer);
    return { status: answer === undefined ? 0 : 200, body, noRetry: false };
  }

  async #overHttp({ kind, payload, attempt }: Delivery, reason: string): Promise<Answer> {
    if (!this.target) return { status: 0, body: 'nobody listens', noRetry: false };
    const json = kind === 'event' || kind === 'verification';
    const form = kind === 'command' ? (payload as Record<string, string>) : { payload: JSON.stringify(payload) };
    const body = json ? JSON.stringify(payload) : new URLSearchParams(form).toString();
    const timestamp = String(Math.floor(this.#workspace.now().getTime() / 1000));
    const mac = createHmac('sha256', this.#workspace.world.signingSecret).update(`v0:${timestamp}:${body}`);
    const headers = {
      'content-type': json ? 'application/json' : 'application/x-www-form-urlencoded',
      'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${mac.digest('hex')}`,
      ...(attempt > 1 && { 'x-slack-retry-num': String(attempt - 1), 'x-slack-retry-reason': reason }),
    };
    const signal = AbortSignal.any([AbortSignal.timeout(this.#options.acknowledgeWithin), this.#stopping.signal]);
    try {
      const response = await request(this.target, { method: 'POST', headers, body, signal, dispatcher: this.#agent });
      const text = await response.body.text();
      return { status: response.statusCode, body: text, noRetry: response.headers['x-slack-no-retry'] === '1' };
    } catch (error) {
      return {
        status: 0,
        body: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
        noRetry: false,
      };
    }
  }

  #keep<T>(work: Promise<T>): Promise<T> {
    this.#busy.add(work);
    void work.finally(() => this.#busy.delete(work));
    return work;
  }

  /** Resolves when no delivery and no retry is under way. */
  async idle(): Promise<void> {
    while (this.#busy.size > 0) await Promise.allSettled([...this.#busy]);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#agent.destroy();
    await this.idle();
  }
}

/** Whether the app took a delivery. */
export const succeeded = ({ status }: Delivery): boolean => status !== null && status >= 200 && status < 300;
