// The REST client: each call is sent once, and its end is one of four: answered, surely not applied, unsure, refused.
import type { z } from 'zod';
import { Ambiguous, RetryLater, Undeliverable } from '../../src/errors.ts';
import { serviceBase } from './hosts.ts';
import { LIMITS } from './limits.ts';
import type { Login, Scope } from './login.ts';

/** Refused with a status of 4xx, or sent elsewhere with 3xx. */
export class Refused extends Undeliverable {
  readonly status: number;
  constructor(message: string, status: number) {
    super(message);
    this.name = 'Refused';
    this.status = status;
  }
}

export interface Call<T> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** From `/v3/…` on. */
  readonly path: string;
  readonly body?: unknown;
  readonly answer: z.ZodType<T>;
  /** Doing it twice is as good as once, so an unsure end may be tried again. All but POST always are. */
  readonly repeatable?: boolean;
}

export interface Client {
  /** Calls the Bot Connector at `route`; throws RetryLater, Ambiguous or Refused. */
  connector<T>(route: string, call: Call<T>): Promise<T>;
  /** Asks Graph at an address below `graphUrl`; reads there unless told. Throws what `connector` throws. */
  graph<T>(url: string, answer: z.ZodType<T>, call?: Omit<Call<T>, 'path' | 'answer'>): Promise<T>;
}

export function createClient(options: { login: Login | undefined; serviceHosts: readonly string[] }): Client {
  const { login, serviceHosts } = options;
  return {
    async connector(route, call) {
      // Checked where it is used: routes also come from storage.
      const base = serviceBase(route, serviceHosts);
      if (base === undefined) throw new Undeliverable('The service address is not on an allowed host');
      return send(login, 'https://api.botframework.com/.default', base + call.path, call);
    },
    graph: (url, answer, call = { method: 'GET' }) =>
      send(login, 'https://graph.microsoft.com/.default', url, { ...call, path: '', answer }),
  };
}

async function send<T>(login: Login | undefined, scope: Scope, url: string, call: Call<T>): Promise<T> {
  const token = await login?.token(scope);
  const repeatable = call.repeatable || call.method !== 'POST';
  const unsure = (why: string, cause?: unknown) =>
    repeatable ? new RetryLater(why, 1_000, { cause }) : new Ambiguous(why, { cause });
  const { status, retryAfter, text } = await exchange(url, call, token).catch((cause: unknown) => {
    throw wasNeverSent(cause)
      ? new RetryLater('Teams cannot be reached', 1_000, { cause })
      : unsure('No answer', cause);
  });
  if (status === 429) throw new RetryLater('Too many requests', waitOf(retryAfter), { named: retryAfter !== null });
  if (status === 401) {
    login?.drop(scope);
    throw new RetryLater('The token was refused', 1_000);
  }
  if (status === 408 || status === 412 || status >= 500) throw unsure(`Teams answered ${status}`);
  if (status >= 300) throw new Refused(`Teams refused with ${status}: ${text.slice(0, 200)}`, status);
  const parsed = call.answer.safeParse(jsonOf(text));
  if (!parsed.success) throw unsure('The answer cannot be read', parsed.error);
  return parsed.data;
}

async function exchange(url: string, { method, body }: Call<unknown>, token: string | undefined) {
  const response = await fetch(url, {
    method,
    // A token is for the host that was checked, not for wherever that one points to.
    redirect: 'manual',
    signal: AbortSignal.timeout(LIMITS.requestTimeoutMs),
    headers: {
      Accept: 'application/json',
      ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'Content-Type': 'application/json; charset=utf-8' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, retryAfter: response.headers.get('retry-after'), text: await response.text() };
}

const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'UND_ERR_CONNECT_TIMEOUT']);

function wasNeverSent(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause && NEVER_SENT.has(String(cause.code));
}

/** `Retry-After` is in seconds or a date; 1 s without it. */
export function waitOf(retryAfter: string | null): number {
  if (retryAfter === null) return 1_000;
  const seconds = Number(retryAfter);
  const ms = Number.isNaN(seconds) ? Date.parse(retryAfter) - Date.now() : seconds * 1_000;
  return Number.isFinite(ms) ? Math.max(ms, 0) : 1_000;
}

/** Undefined for an empty answer and for what is no JSON: the schema says whether that is enough. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
