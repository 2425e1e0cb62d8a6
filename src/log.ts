// The log: what happened to which request, organisation and ticket, never what anybody wrote, never a secret.
import { randomInt } from 'node:crypto';
import { type DestinationStream, type Logger, pino } from 'pino';
import { messageOf } from './errors.ts';

const SECRETS = [
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
];

export function makeLog(level: string, stream?: DestinationStream): Logger {
  const options = {
    level,
    redact: { paths: SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), remove: true },
    serializers: { err: describe },
  };
  return stream ? pino(options, stream) : pino(options);
}

/** An error without what database drivers and HTTP clients hang onto it: parameters, rows, headers, bodies. */
function describe(error: unknown): object {
  if (!(error instanceof Error)) return { message: 'not an error' };
  const { code } = error as { code?: unknown };
  return {
    type: error.name,
    message: messageOf(error),
    stack: error.stack?.replace(error.message, () => messageOf(error)),
    ...(typeof code === 'string' ? { code } : {}),
    ...(error.cause ? { cause: describe(error.cause) } : {}),
  };
}

const LETTERS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'; // none that is mistaken for another when read aloud

/** A short word that a person can say and an administrator can look for. */
export function reference(): string {
  return Array.from({ length: 5 }, () => LETTERS[randomInt(LETTERS.length)]).join('');
}
