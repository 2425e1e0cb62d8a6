// The log: what happened to which request, organisation and ticket, never what anybody wrote, never a secret.
import { randomInt } from 'node:crypto';
import { type DestinationStream, type Logger, pino } from 'pino';
import { messageOf } from './errors.ts';

const SECRETS = new Set([
  'token',
  'password',
  'secret',
  'authorization',
  'text',
  'card',
  'args',
  'mail',
  'parameters',
  'detail',
]);
const DEEPEST = 5;

export function makeLog(level: string, stream?: DestinationStream): Logger {
  const options = {
    level,
    formatters: { log: (facts: object) => harmless(facts) as Record<string, unknown> },
    serializers: { err: describe },
  };
  return stream ? pino(options, stream) : pino(options);
}

/** Without what is called by one of those names. Measured: pino's own redaction of nested names takes twenty times as long as the line. */
function harmless(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Error || 'toJSON' in value) return value;
  if (depth === DEEPEST) return '…';
  if (Array.isArray(value)) return value.map((each) => harmless(each, depth + 1));
  const kept = Object.entries(value).filter(([name]) => !SECRETS.has(name));
  return Object.fromEntries(kept.map(([name, each]) => [name, harmless(each, depth + 1)]));
}

/** An error without what database drivers and HTTP clients hang onto it: parameters, rows, headers, bodies. */
function describe(error: unknown): object {
  if (!(error instanceof Error)) return { message: 'not an error' };
  const { code } = error as { code?: unknown };
  const message = messageOf(error);
  const frames = error.stack?.slice(Math.max(error.stack.indexOf('\n    at '), 0)) ?? '';
  return {
    type: error.name,
    message,
    stack: `${error.name}: ${message}${frames.startsWith('\n') ? frames : ''}`,
    ...(typeof code === 'string' ? { code } : {}),
    ...(error.cause ? { cause: describe(error.cause) } : {}),
  };
}

const LETTERS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'; // none that is mistaken for another when read aloud

/** A short word that a person can say and an administrator can look for. */
export function reference(): string {
  return Array.from({ length: 5 }, () => LETTERS[randomInt(LETTERS.length)]).join('');
}
