// What can happen later: the union of all tasks that the job table holds.

import type { Place } from '../port.ts';
import type { Origin } from '../ticket/events.ts';
import type { Instant, PersonId, Source } from '../ticket/record.ts';

/** Where a delivery goes. `thread`: below the ticket's living card in that place, resolved when it is sent. */
export interface Address {
  readonly place: Exclude<Place, { kind: 'thread' }>;
  readonly thread: boolean;
  /** Whose eyes: a person's language and zone, or the place's own. */
  readonly reader: PersonId | null;
}

export type Task =
  /** The living card: rendered when it is sent, posted once, then edited in place. */
  | { readonly kind: 'card'; readonly ticket: string; readonly to: Address; readonly face: 'desk' | 'requester' }
  /** One event, said once in a thread ('line') or to the requester ('notice'). */
  | { readonly kind: 'line' | 'notice'; readonly ticket: string; readonly seq: number; readonly to: Address }
  /** The first line of an agents' thread. */
  | { readonly kind: 'opening'; readonly ticket: string; readonly to: Address }
  /** A delivery was refused for good: the desk is told in the thread. */
  | { readonly kind: 'undelivered'; readonly ticket: string; readonly to: Address; readonly why: string }
  /** The clock asks for `verb`, in the name of `person` where one left it to the clock. */
  | { readonly kind: 'timer'; readonly verb: 'resume' | 'close'; readonly ticket: string; readonly of: Instant }
  /** Words of a direct chat that nobody has placed yet; in ten minutes they go to the service desk. */
  | {
      readonly kind: 'kept';
      readonly person: PersonId;
      readonly text: string;
      readonly source: Source;
      readonly origin: Origin | null;
    };

export type Delivery = Extract<Task, { readonly to: Address }>;
