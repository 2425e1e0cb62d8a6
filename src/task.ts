// What can happen later: the contract between whoever decides it and the queue that sees to it. Types alone.
import type { Place, Sent } from './port.ts';
import type { Ending, Origin } from './ticket/facts.ts';
import type { Instant, PersonId, Source } from './ticket/record.ts';

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
  /** One event, said once in a thread ('line'), to the requester ('notice') or to an agent in their own chat ('word'). */
  | { readonly kind: 'line' | 'notice' | 'word'; readonly ticket: string; readonly seq: number; readonly to: Address }
  /** The first line of an agents' thread. */
  | { readonly kind: 'opening'; readonly ticket: string; readonly to: Address }
  /** A file that came with words: itself, a link to it, or why it was not taken. */
  | {
      readonly kind: 'file';
      readonly ticket: string;
      readonly file: string;
      readonly to: Address;
      /** The key of what an earlier attempt has begun to show, see `Operation`. */
      readonly begun?: string;
    }
  /** A file is copied from the chat that it came from. */
  | { readonly kind: 'copy'; readonly file: string }
  /** A delivery was refused for good: whom it concerns is told. `channel` is where it should have stood, if in one. */
  | {
      readonly kind: 'undelivered';
      readonly ticket: string;
      readonly to: Address;
      readonly why: string;
      readonly channel: string | null;
      /** It was to be withdrawn from there. */
      readonly left?: true;
    }
  /** The clock asks for `verb`, in the name of `person` where one left it to the clock. */
  | {
      readonly kind: 'timer';
      readonly verb: 'resume' | 'close' | 'nudge';
      readonly ticket: string;
      readonly of: Instant;
      readonly days?: number;
    }
  /** A duplicate follows the end of its original, whose id is `of`. */
  | {
      readonly kind: 'timer';
      readonly verb: 'settle';
      readonly ticket: string;
      readonly of: string;
      readonly how: Ending;
    }
  /** Words of a direct chat that nobody has placed yet; in ten minutes they go to the service desk. */
  | {
      readonly kind: 'kept';
      readonly person: PersonId;
      readonly text: string;
      readonly source: Source;
      readonly origin: Origin | null;
      /** Files that came with them. */
      readonly files?: readonly { readonly id: string; readonly name: string }[];
    }
  /**
   * What stands of a ticket in a place where it does not belong any more: its card (or all that was said there before the
   * event `seq`) becomes one line that says nothing of it. One message a job, so that the budget is kept.
   */
  | {
      readonly kind: 'withdraw';
      readonly ticket: string;
      readonly from: Address;
      readonly seq: number;
      readonly what: 'card' | 'all';
    }
  /** Someone's Home, drawn when it is sent; `left`: the message that it was and is no longer. */
  | { readonly kind: 'home'; readonly home: Extract<Place, { kind: 'direct' }>; readonly left?: Sent };

/** `repeats`: how often it was sent once more without knowing whether what was sent before had arrived. */
export type Delivery = Extract<Task, { readonly to: Address }> & { readonly repeats?: number };

/** A job to be: what, when, and in whose turn. */
export interface NewJob<T = Task> {
  /** Jobs of a lane run one at a time, in the order they were enqueued: a place such as `slack:T1:C123`. Without: no order. */
  readonly lane?: string;
  /** Whose rate budget it spends, such as `slack:T1`. */
  readonly scope?: string;
  /**
   * Names the job until it begins. Enqueueing its key again replaces it, at the end of the order: rescheduling. A job that is
   * tried again has no key any more.
   */
  readonly key?: string;
  /** Replace the task alone: the earlier place, time and urgency stay. */
  readonly coalesce?: boolean;
  /** 0 (a major incident) to 9, 5 when absent: who goes first among lanes and timers, never within a lane. */
  readonly urgency?: number;
  /** ISO, in the desk's time; absent: now. */
  readonly runAt?: string;
  readonly task: T;
}
