// The Web API's door: token, commanded faults, rate limits, the method, and a line in the ledger.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { Args } from './args.ts';
import { type FaultAction, type Faults, takesEffect } from './faults.ts';
import type { ApiCall, Ledger } from './ledger.ts';
import type { Method } from './methods/chat.ts';
import type { RateLimits } from './rates.ts';
import type { Workspace } from './workspace.ts';
import type { Json } from './world.ts';
import { SlackError } from './world.ts';

const said = (error: unknown): Json => {
  if (!(error instanceof SlackError)) throw error;
  const messages = error.details.map((detail) => `[ERROR] ${detail}`);
  return {
    ok: false,
    error: error.code,
    ...error.more,
    ...(messages.length > 0 && { response_metadata: { messages } }),
  };
};

export class Api {
  readonly #workspace: Workspace;
  readonly #ledger: Ledger;
  readonly #faults: Faults;
  readonly #rates: RateLimits;
  readonly #methods: Record<string, Method>;

  constructor(
    workspace: Workspace,
    ledger: Ledger,
    faults: Faults,
    rates: RateLimits,
    methods: Record<string, Method>,
  ) {
    this.#workspace = workspace;
    this.#ledger = ledger;
    this.#faults = faults;
    this.#rates = rates;
    this.#methods = methods;
  }

  /** One Web API call; `ok: false` is HTTP 200, as everywhere in Slack. */
  async call(
    method: string,
    { token: inBody, ...args }: Json,
    req: IncomingMessage,
    res: ServerResponse,
  ): Promise<void> {
    const token = /^Bearer (.+)$/.exec(req.headers.authorization ?? '')?.[1] ?? inBody;
    await this.serve(method, args, res, () => {
      this.#authorize(method, token);
      const run = this.#methods[method];
      if (!run) throw new SlackError('unknown_method', [], { req_method: method });
      return run(this.#workspace, new Args(args));
    });
  }

  #authorize(method: string, token: unknown): void {
    const { botToken, appToken } = this.#workspace.world;
    if (token === undefined || token === '') throw new SlackError('not_authed');
    if (token !== botToken && token !== appToken) throw new SlackError('invalid_auth');
    if ((token === appToken) !== (method === 'apps.connections.open')) throw new SlackError('not_allowed_token_type');
  }

  /** Runs `perform` as the standing fault and the rate limits allow, and answers; a refusal's status is `refusedWith`. */
  async serve(method: string, args: Json, res: ServerResponse, perform: () => Json, refusedWith = 200): Promise<void> {
    const fault = this.#faults.meet(method, args);
    const start = { at: this.#workspace.now(), method, args, status: 0, response: null };
    const entry: ApiCall = { ...start, fault: fault?.kind ?? null, applied: false };
    this.#ledger.calls.push(entry);
    if (fault?.kind === 'slow') await delay(fault.ms, undefined, { ref: false });
    const commanded = fault?.kind === 'rate_limited' ? fault.retryAfter : 0;
    const wait = commanded || this.#rates.retryAfter(method, String(args.channel ?? ''));
    if (wait > 0) {
      res.setHeader('retry-after', String(wait));
      return this.#answer(res, entry, 429, { ok: false, error: 'ratelimited' });
    }
    let result: Json | undefined;
    if (takesEffect(fault)) {
      try {
        result = { ok: true, ...perform() };
        entry.applied = true;
      } catch (error) {
        result = said(error);
      }
    }
    if (fault && fault.kind !== 'slow') return this.#fail(res, entry, fault);
    this.#answer(res, entry, entry.applied ? 200 : refusedWith, result ?? {});
  }

  #fail(res: ServerResponse, entry: ApiCall, fault: FaultAction): void {
    if (fault.kind === 'error') this.#answer(res, entry, 200, { ok: false, error: fault.error });
    else if (fault.kind === 'status') this.#send(res, entry, fault.status, 'Something went wrong', 'text/plain');
    else if (fault.kind === 'malformed') this.#send(res, entry, 200, '{"ok":true,"ts":"17', 'application/json');
    else {
      // A hanging call is left without an answer until the caller or `stop` ends it.
      if (fault.kind === 'drop') res.destroy();
      this.#workspace.changed({ kind: 'call' });
    }
  }

  #answer(res: ServerResponse, entry: ApiCall, status: number, body: Json): void {
    // A copy: the ledger keeps what was said, not what became of it later.
    entry.response = structuredClone(body);
    this.#send(res, entry, status, JSON.stringify(body), 'application/json; charset=utf-8');
  }

  #send(res: ServerResponse, entry: ApiCall, status: number, body: string, type: string): void {
    entry.status = status;
    const { scopes } = this.#workspace.world;
    const granted = scopes ? { 'x-oauth-scopes': scopes.join(',') } : {};
    res.writeHead(status, { 'content-type': type, ...granted }).end(body);
    this.#workspace.changed({ kind: 'call' });
  }
}
