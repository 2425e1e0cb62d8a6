// What is remembered of one request until it is answered, for the log and the figures: no word of anybody's, nobody's id.
import { createHash } from 'node:crypto';
import type { Request } from './port.ts';

/** How a request ended: the kind of its reply, or why it has another one than it asked for; `again`: the chat delivers it anew. */
export type Ending = 'nothing' | 'card' | 'form' | 'errors' | 'refused' | 'failed' | 'unconfirmed' | 'again';

export interface Trace {
  /** References of the tickets that it read or changed. */
  readonly touched: Set<string>;
  /** Set where the reply alone does not say it. */
  ending?: 'refused' | 'failed';
}

/** The request's key, which may name people, as a word by which its lines are found. */
export const nameOf = ({ platform, workspace, key }: Request): string =>
  createHash('sha256').update([platform, workspace, key].join(' ')).digest('base64url').slice(0, 12);
