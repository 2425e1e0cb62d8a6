// What a failed call to Slack's Web API means: not applied, refused for good, or not known.
import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError } from '@slack/web-api';
import { Ambiguous, RetryLater, Undeliverable } from '../../src/errors.ts';

/** Slack says of these itself that some of it may have succeeded. */
const unsure = ['internal_error', 'fatal_error', 'request_timeout', 'service_unavailable'];
/** Mended by whoever runs Muster, so what waits must not be lost. */
const token = ['account_inactive', 'invalid_auth', 'not_authed', 'token_expired', 'token_revoked'];
const limited = ['ratelimited', 'rate_limited'];

/** Without a time from Slack, its limits count by the minute: half of one. */
const usualPauseMs = 30_000;

function meaning(error: unknown, what: string): Error {
  const options = { cause: error };
  if (error instanceof WebAPIRateLimitedError)
    return new RetryLater(`${what}: ratelimited`, error.retryAfter * 1000, { ...options, named: true });
  if (error instanceof WebAPIHTTPError && error.statusCode === 429) return new RetryLater(what, usualPauseMs, options);
  // The client has no class for a 429 without a readable Retry-After.
  if (error instanceof Error && error.message.startsWith('Retry header'))
    return new RetryLater(what, usualPauseMs, options);
  if (!(error instanceof WebAPIPlatformError)) return new Ambiguous(what, options);
  const code = error.data.error;
  // Where a proxy answers 200 with a page of its own, the client passes that page off as the error.
  if (!/^[a-z0-9_]+$/.test(code) || unsure.includes(code))
    return new Ambiguous(`${what}: ${code.slice(0, 100)}`, options);
  if (limited.includes(code)) return new RetryLater(`${what}: ${code}`, usualPauseMs, options);
  if (token.includes(code)) return new RetryLater(`${what}: ${code}`, 60_000, options);
  return new Undeliverable(`${what}: ${code}`, options);
}

/** Runs one call. Throws RetryLater, Undeliverable, or Ambiguous; a `repeatable` call is never ambiguous. */
export async function call<T>(what: string, repeatable: 'repeatable' | 'once', run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    const failure = meaning(error, what);
    if (repeatable === 'repeatable' && failure instanceof Ambiguous)
      throw new RetryLater(failure.message, 1_000, { cause: error });
    throw failure;
  }
}

/** Slack's own word for what it refused; undefined where `error` is no refusal of Slack's. */
export function refusalIn(error: unknown): string | undefined {
  const cause = error instanceof Undeliverable ? error.cause : undefined;
  return cause instanceof WebAPIPlatformError ? cause.data.error : undefined;
}

/** What `ask` gives, or undefined where Slack refuses it with one of these words. */
export async function unless<T>(words: readonly string[], ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (words.includes(refusalIn(error) ?? '')) return undefined;
    throw error;
  }
}
