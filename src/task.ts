// What can happen later: the contract between whoever decides it and the queue that sees to it. Types alone.
import type { Place, Sent } from './port.ts';
import type { Ending, Origin } from './ticket/facts.ts';
import type { Words } from './ticket/marks.ts';
import type { Parting } from './ticket/parting.ts';
import type { Instant, PersonId, Source } from './ticket/record.ts';
import type { News, Returned } from './views/news.ts';

/** Where a delivery goes. `thread`: below the ticket's living card in that place, resolved when it is sent. */
export interface Address {
  readonly place: Exclude<Place, { kind: 'thread' }>;
  readonly thread: boolean;
  /** Whose eyes: a person's language and zone, or the place's own. */
  readonly reader: PersonId | null;
}

export type Task =
  /** The living card: rendered when it is sent, posted once, then edited in place. */
  | {
      readonly kind: 'card';
      readonly ticket: string;
      readonly to: Address;
      /** `room`: the headline of a major incident, in its room. */
      readonly face: 'desk' | 'requester' | 'copy' | 'room';
    }
  /** One event, said once in a thread ('line'), to the requester ('notice') or to an agent in their own chat ('word'). */
  | {
      readonly kind: Saying;
      readonly ticket: string;
      readonly seq: number;
      readonly to: Address;
      /** The end of the reader's quiet hours, until which it was kept. */
      readonly due?: Instant;
      /** It may be told together with others when they have to wait. */
      readonly folds?: true;
      /** It was said there, or is about to be: what stands there is drawn anew, and nothing is posted. */
      readonly again?: true;
    }
  /** What was to be said one by one, told together because it had to wait: in the reader's quiet hours, or for the chat. */
  | {
      readonly kind: 'digest';
      readonly of: readonly Told[];
      readonly because: 'quiet' | 'behind';
      readonly to: Address;
    }
  /** The living card of a question, where it was asked: who answered stands there. `seq`: the fact that asked. */
  | { readonly kind: 'question'; readonly ticket: string; readonly seq: number; readonly to: Address }
  /**
   * One event, said once to someone who is copied ('copy'), to a follower ('moment'), or what became of a question to whoever
   * asked, and its reminder to whoever was asked ('echo').
   */
  | {
      readonly kind: 'copy' | 'moment' | 'echo';
      readonly ticket: string;
      readonly seq: number;
      readonly to: Address;
      readonly again?: true;
    }
  /** One event of a major incident, said once to those concerned: a reporter, a follower, a channel that the policy names. */
  | {
      readonly kind: 'update';
      readonly ticket: string;
      readonly seq: number;
      readonly to: Address;
      readonly again?: true;
    }
  /** Those concerned are looked up, some at a time, and each is told of event `seq`; `after`: how far it has come. */
  | { readonly kind: 'spread'; readonly ticket: string; readonly seq: number; readonly after: string | null }
  /** A step towards a room on that chat, and those that follow it. */
  | {
      readonly kind: 'room';
      readonly ticket: string;
      readonly platform: string;
      readonly step: RoomStep;
      readonly then: readonly RoomStep[];
    }
  /** The first line in a room, which calls its people by what they are to it. */
  | { readonly kind: 'call'; readonly ticket: string; readonly to: Address }
  /** The review of a major incident as fact `seq` published it: posted once, then edited as it is written on. */
  | { readonly kind: 'review'; readonly ticket: string; readonly seq: number; readonly to: Address }
  /** Whoever owes the review that fact `seq` opened is reminded of it, unless it is published by then. */
  | { readonly kind: 'reminder'; readonly ticket: string; readonly seq: number }
  /**
   * What was said in one room of a major incident, taken into another: the oldest that has not been, until an attempt fixes it
   * in `said`; `more`: what is told together with it. `again`: what stands there is drawn anew.
   */
  | {
      readonly kind: 'carry';
      readonly ticket: string;
      readonly to: Address;
      readonly said?: string;
      readonly more?: readonly string[];
      readonly again?: true;
    }
  /**
   * What people in a room have to know of the way to the room on `chat`, said once: that there is none ('apart'), that their own
   * chat lets only mentions be heard ('unheard'), that it has not answered since `since`, as long as `job` waits for it ('silent').
   */
  | {
      readonly kind: 'bridge';
      readonly ticket: string;
      readonly to: Address;
      readonly says: 'apart' | 'unheard' | 'silent';
      readonly chat: string;
      readonly since?: Instant;
      readonly job?: number;
    }
  /** The first line of an agents' thread. */
  | { readonly kind: 'opening'; readonly ticket: string; readonly to: Address }
  /** A file that came with words: itself, a link to it, or why it was not taken. */
  | {
      readonly kind: 'file';
      readonly ticket: string;
      readonly file: string;
      readonly to: Address;
      /** What an earlier attempt has begun to show, see `Operation`. */
      readonly begun?: Sent;
    }
  /** A file is copied from the chat that it came from. */
  | { readonly kind: 'fetch'; readonly file: string }
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
      readonly verb: 'resume' | 'close' | 'nudge' | 'remind' | 'prompt' | 'rolecall' | 'archive' | 'resolve';
      readonly ticket: string;
      /** What it was set for: a moment, the number of a fact, or the ticket that this one follows. */
      readonly of: string;
      readonly days?: number;
      readonly hours?: number;
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
      /** Each message with its words and where it stands. */
      readonly words: readonly (Words & { readonly origin: Origin | null })[];
      readonly source: Source;
      /** Files that came with them. */
      readonly files?: readonly { readonly id: string; readonly name: string }[];
    }
  /** Something that is about no ticket, said once in a place. */
  | { readonly kind: 'news'; readonly news: News; readonly at: Address }
  /** Somebody is no agent any more: what is theirs goes back, fifty at a time, and then it is told. `returned`: what went so far. */
  | {
      readonly kind: 'parting';
      readonly person: PersonId;
      readonly cause: Parting;
      readonly after: string | null;
      readonly returned: readonly Returned[];
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
  /** A file whose words their author took back goes from a place where Muster put it. */
  | { readonly kind: 'remove'; readonly ticket: string; readonly file: string; readonly from: Address['place'] }
  /** What became of a ticket at that moment is weighed by the policy's rules for major incidents. */
  | { readonly kind: 'weigh'; readonly ticket: string; readonly at: Instant }
  /** The open reports of the same become children of a major incident; `child`: one of them, by id. */
  | { readonly kind: 'gather'; readonly ticket: string; readonly child: string | null }
  /** Every Home that is looked at is drawn anew: what is known to everybody has changed. */
  | { readonly kind: 'homes' }
  /** Someone's Home, drawn when it is sent; `left`: the message that it was and is no longer. */
  | { readonly kind: 'home'; readonly home: Extract<Place, { kind: 'direct' }>; readonly left?: Sent };

/** All but `make` are garnish, of which what fails is left out. */
export type RoomStep = 'make' | 'bring' | 'describe' | 'pin' | 'bookmark' | 'archive';

export type Saying = 'line' | 'notice' | 'word';
/** One of the things that a digest tells. */
export type Told = Pick<Extract<Task, { kind: Saying }>, 'kind' | 'ticket' | 'seq' | 'due'>;

/**
 * `repeats`: how often it was sent once more without knowing whether what was sent before had arrived. `silentSince`: its chat has
 * not answered since then.
 */
export type Delivery = Extract<Task, { readonly to: Address }> & {
  readonly repeats?: number;
  readonly silentSince?: Instant;
};

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
