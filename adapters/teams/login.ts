// Tokens by client credentials, for the connector and for Graph. https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
import { z } from 'zod';
import { RetryLater } from '../../src/errors.ts';
import { LIMITS } from './limits.ts';

export type Scope = 'https://api.botframework.com/.default' | 'https://graph.microsoft.com/.default';

export interface Login {
  /** Throws RetryLater: without a token nothing was sent. */
  token(scope: Scope): Promise<string>;
  /** The token was refused: ask for a new one the next time. */
  drop(scope: Scope): void;
}

const EARLY_MS = 5 * 60_000;
// A wrong secret is set right by people.
const REFUSED_MS = 30_000;

const answered = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number() });

export function createLogin(options: { url: string; appId: string; appPassword: string; now: () => Date }): Login {
  const { url, appId, appPassword, now } = options;
  const held = new Map<Scope, { value: Promise<string>; until: number }>();

  async function ask(scope: Scope): Promise<z.infer<typeof answered>> {
    const parameters = { grant_type: 'client_credentials', client_id: appId, client_secret: appPassword, scope };
    try {
      const response = await fetch(url, {
        method: 'POST',
        body: new URLSearchParams(parameters),
        redirect: 'manual',
        signal: AbortSignal.timeout(LIMITS.requestTimeoutMs),
      });
      if (!response.ok) throw new RetryLater(`The login answered ${response.status}`, REFUSED_MS);
      return answered.parse(await response.json());
    } catch (error) {
      if (error instanceof RetryLater) throw error;
      throw new RetryLater('The login cannot be reached', 1_000, { cause: error });
    }
  }

  async function refresh(scope: Scope, entry: { until: number }): Promise<string> {
    try {
      const { access_token, expires_in } = await ask(scope);
      // A token that lives shorter than the margin is used for half of its life.
      entry.until = now().getTime() + Math.max(expires_in * 1000 - EARLY_MS, expires_in * 500);
      return access_token;
    } catch (error) {
      entry.until = 0;
      throw error;
    }
  }

  return {
    drop: (scope) => void held.delete(scope),
    token(scope) {
      const current = held.get(scope);
      if (current && current.until > now().getTime()) return current.value;
      // Good for ever while it is being asked for: whoever comes meanwhile waits for the same one.
      const entry = { value: Promise.resolve(''), until: Number.POSITIVE_INFINITY };
      entry.value = refresh(scope, entry);
      held.set(scope, entry);
      return entry.value;
    },
  };
}
