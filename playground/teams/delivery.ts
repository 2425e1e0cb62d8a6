// Hands activities to the bot as the Bot Connector does: signed, 15 seconds to answer, messages once more if in vain.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Delivery } from './ledger.ts';
import type { Tokens } from './tokens.ts';
import type { Json } from './world.ts';

const ANSWER_WITHIN_MS = 15_000;

export interface Courier {
  /** Resolves with the last attempt, whatever it met; a bot that cannot be reached is status 0. */
  deliver(activity: Json): Promise<Delivery>;
  /** One attempt with a token of the caller's making; `null` sends none. */
  post(activity: Json, token?: string | null): Promise<Delivery>;
}

export function createCourier(options: {
  target: () => string;
  tokens: Tokens;
  auth: 'token' | 'none';
  /** Before a message is repeated, ms. */
  repeatAfter: number;
  ledger: Delivery[];
  changed: () => void;
  now: () => Date;
}): Courier {
  async function attempt(activity: Json, number: number, token: string | null): Promise<Delivery> {
    const at = options.now();
    const started = performance.now();
    const answer = await send(options.target(), activity, token);
    const ms = performance.now() - started;
    const delivery = { at, activity, ...answer, ms, attempt: number };
    options.ledger.push(delivery);
    options.changed();
    return delivery;
  }
  const usual = () => (options.auth === 'none' ? null : options.tokens.sign());
  return {
    post: (activity, token = usual()) => attempt(activity, 1, token),
    async deliver(activity) {
      const first = await attempt(activity, 1, usual());
      // An invoke has somebody waiting for its answer, so it is not repeated.
      if (activity.type === 'invoke' || (first.status >= 200 && first.status < 300)) return first;
      await sleep(options.repeatAfter);
      return attempt(activity, 2, usual());
    },
  };
}

async function send(url: string, activity: Json, token: string | null): Promise<{ status: number; body: unknown }> {
  const authorization: Record<string, string> = token === null ? {} : { Authorization: `Bearer ${token}` };
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json; charset=utf-8', ...authorization },
      body: JSON.stringify(activity),
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    return { status: response.status, body: readable(await response.text()) };
  } catch (error) {
    // Nobody there, or no answer in time: the ledger shows which.
    return { status: 0, body: error instanceof Error ? error.message : String(error) };
  }
}

function readable(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}
