// The port: all that Muster must know of a chat platform, and all that a chat platform must know of Muster.
import type { Words as Formatted } from './ticket/marks.ts';
import type { Card, Form } from './views/cards.ts';
import type { Finding } from './views/findings.ts';

/** Where something was said or is to be said. All ids are the platform's own. */
export type Place =
  | { readonly kind: 'channel'; readonly platform: string; readonly workspace: string; readonly channel: string }
  | {
      readonly kind: 'thread';
      readonly platform: string;
      readonly workspace: string;
      readonly channel: string;
      /** The id of the message that the thread hangs on. */
      readonly root: string;
      /** The thread stands in the direct chat of this user. */
      readonly user?: string;
    }
  /** A person's direct chat with the bot. */
  | { readonly kind: 'direct'; readonly platform: string; readonly workspace: string; readonly user: string };

/** A place as one word: the lane of its deliveries, the key of its messages. A thread counts to what it stands in. */
export function placeName(place: Place): string {
  const inside =
    place.kind === 'direct' ? place.user : place.kind === 'thread' ? (place.user ?? place.channel) : place.channel;
  return [place.platform, place.workspace, inside].join(' ');
}

/** A file that came with words. */
export interface CarriedFile {
  readonly name: string;
  /** Bytes, as the platform says; undefined where it does not. */
  readonly size?: number;
  /** What `fetch` reads it by: opaque, at most 4,000 characters. Absent: it cannot be read, `link` is all there is. */
  readonly handle?: string;
  readonly link?: string;
}

/** A message that somebody points at: from its menu, or with an emoji. */
export interface Pointed {
  readonly channel: string;
  readonly id: string;
  readonly text: string;
  /** Who wrote it; absent when no person did, or the platform does not say. */
  readonly user?: string;
  readonly link?: string;
  /** When, by the chat's clock, ISO; absent where it does not say. */
  readonly written?: string;
  readonly files?: readonly CarriedFile[];
}

/** What a person did. Text is plain: the adapter has undone the platform's escapes; how it looked is in marks over it. */
export type Said =
  | Spoken
  /** A message that was said before, as it reads now; `written`: when, by the chat's clock, ISO; `back`: it was gone. */
  | { readonly kind: 'edited'; readonly now: Spoken; readonly written: string; readonly back?: true }
  /** A message that was said before, and is gone. */
  | { readonly kind: 'deleted' }
  | { readonly kind: 'press'; readonly verb: string; readonly args: Readonly<Record<string, string>> }
  /** A form sent back: the form's own `args` and the fields' values together. */
  | { readonly kind: 'submit'; readonly verb: string; readonly args: Readonly<Record<string, string>> }
  /** A verb begun from the client's own menus, about the message whose menu it was. */
  | { readonly kind: 'shortcut'; readonly verb: string; readonly message?: Pointed }
  /** `emoji` without colons. */
  | { readonly kind: 'reaction'; readonly emoji: string; readonly message: Pointed }
  /** The bot met this person for the first time (it was installed for them). */
  | { readonly kind: 'hello' }
  /** The chat says of `user` that this is nobody any more, or somebody again: Muster looks for itself. */
  | { readonly kind: 'changed' }
  /** Who is in a group of the chat's own has changed. */
  | { readonly kind: 'regrouped' }
  /** Their Home was opened, where the chat has a page for it: the reply is what it shows. */
  | { readonly kind: 'home' };

export type Spoken =
  /** A slash command's text, or what follows the bot's @mention. */
  | ({ readonly kind: 'command' } & Brought & Formatted)
  /** Plain words: in a direct chat, in a thread or in a channel that the bot can read. `quoted`: the id of the message it answers. */
  | ({ readonly kind: 'message'; readonly quoted?: string } & Brought & Formatted);

interface Brought {
  readonly files?: readonly CarriedFile[];
}

export interface Request {
  /**
   * What a second delivery of the same gesture would carry again: the client's message id, else the event's id, else
   * trigger or view id, else card nonce + person + verb. Unique within the workspace; at most 255 characters.
   */
  readonly key: string;
  readonly platform: string;
  /** The Slack team or the Teams tenant that the person was seen in. */
  readonly workspace: string;
  /** The person's id on the platform. */
  readonly user: string;
  readonly place: Place;
  readonly said: Said;
  /**
   * The message this is, or the message whose button was pressed. `link` opens it in the client; `written`: when, by the chat's
   * clock, ISO, as exactly as the chat says it.
   */
  readonly message?: {
    readonly channel: string;
    readonly id: string;
    readonly link?: string;
    readonly written?: string;
  };
  /** How to reach this workspace later, when the platform says so with each activity (Teams: the serviceUrl); opaque. */
  readonly route?: string;
}

/** What whoever asked gets at once. Private wherever the platform can; the adapter sends it once and never queues it. */
export type Reply =
  | { readonly kind: 'nothing' }
  /** `fleeting`: what it says is kept nowhere, so a repeat of the gesture is answered with nothing. */
  | { readonly kind: 'card'; readonly card: Card; readonly fleeting?: true }
  | { readonly kind: 'form'; readonly form: Form }
  /** The form stays open; messages by field name. */
  | { readonly kind: 'errors'; readonly errors: Readonly<Record<string, string>> };

/** `later` is there when the platform's patience ended before the outcome: `now` says so, and the outcome follows. */
export interface Answer {
  readonly now: Reply;
  readonly later?: Promise<Reply>;
}

/** Throws `RetryLater` when the gesture must be delivered again (the adapter answers 503, or does not acknowledge). */
export type Handle = (request: Request) => Promise<Answer>;

/** `key` is opaque, at most 64 characters, stamped where `find` can see it and people do not. `route`: see `Request`. */
export type Operation = { readonly place: Place; readonly route?: string } & (
  | {
      readonly do: 'post';
      readonly key: string;
      readonly card: Card;
      /** Sent once already with an unknown end, and it cannot be looked for: the reader is told it may be a repeat. */
      readonly repeat?: boolean;
    }
  /** A file has nothing to say but itself: it is taken away. */
  | { readonly do: 'edit'; readonly message: Sent; readonly card: Card }
  /** Takes away a message of our own, or a file with what shows it there; what is gone already is. It may be repeated freely. */
  | { readonly do: 'remove'; readonly message: Sent }
  /** Puts a file's bytes into the place, with `card`'s summary as its caption. Where that is a gap it is Undeliverable. */
  | {
      readonly do: 'file';
      readonly file: PostedFile;
      readonly card: Card;
      /** Called and awaited before anything can be seen, with what this attempt will have shown: `find` knows it by its id. */
      readonly begun: (shown: Sent) => Promise<void>;
      readonly repeat?: boolean;
    }
  /** Puts `card` on the Home of `user`, where the chat has a page for it; `place` is their direct chat. */
  | { readonly do: 'home'; readonly user: string; readonly card: Card }
);

export interface PostedFile {
  readonly name: string;
  /** Bytes, exactly as many as `bytes` gives. */
  readonly size: number;
  readonly bytes: () => AsyncIterable<Uint8Array>;
}

/** A message as its platform knows it: the conversation it stands in and its id there. */
export interface Sent {
  readonly channel: string;
  readonly id: string;
}

export interface Profile {
  readonly name: string;
  readonly mail?: string;
  /** IANA name. */
  readonly zone?: string;
  /** BCP 47. */
  readonly locale?: string;
  /** A guest of the workspace, or a person of a workspace that is not installed. */
  readonly guest: boolean;
  readonly bot: boolean;
  /** The account is nobody's any more: deactivated, deleted, removed. */
  readonly left?: boolean;
}

/** Whom a policy may name together: a group of the chat's own, or everybody in a channel. */
export interface Circle {
  readonly kind: 'group' | 'channel';
  readonly id: string;
}

/** A token bucket: `perSecond` on average, `burst` at once. */
export interface Budget {
  readonly perSecond: number;
  readonly burst: number;
}

export interface PlatformFacts {
  /** The name used in places and policy: 'slack', 'teams'. */
  readonly name: string;
  /** What people put before a verb: '/desk', '@Muster'. */
  readonly command: string;
  /** Spent before the platform has to refuse: for each conversation and for the whole workspace. */
  readonly budget: { readonly place: Budget; readonly workspace: Budget };
  /**
   * How long `handle` may take, in ms, with enough left to tell within what the platform waits: a `gesture` is then
   * answered with 'not confirmed yet', a `message` is given back, to be delivered again.
   */
  readonly patience: { readonly gesture: number; readonly message: number };
  /** What this platform cannot do, each with its reason; shown by the conformance suite and the README. */
  readonly gaps: Readonly<Partial<Record<Ability, string>>>;
}

export type Ability =
  /** A reply in a channel that only its reader sees. */
  | 'private-in-channel'
  /** Threads inside a direct chat; without them a direct thread is the chat itself. */
  | 'thread-in-direct'
  /** A form opens from a typed command. */
  | 'form-from-text'
  /** A post can be looked for by its key, in channels and in direct chats. */
  | 'find-in-channel'
  | 'find-in-direct'
  /** Plain words in a channel's thread are heard without an @mention. */
  | 'hear-threads'
  /** An emoji on anybody's message is heard. */
  | 'report-by-reaction'
  /** What the client's own search or compose box finds. */
  | 'search-in-client'
  /** Groups of the chat's own, by which a policy may name people. */
  | 'members-of-groups'
  /** Who is in a private channel, so that a policy may trust it. */
  | 'members-of-channels'
  /** A file's bytes are put into the chat itself, in channels and in direct chats; without it a link to them is posted. */
  | 'post-file'
  /** What is attached in a channel can be read; without it the file's name and its link there are all that is kept. */
  | 'read-channel-file'

  /** Whoever is mentioned in words that crossed is called by it, as by a mention of the chat's own. */
  | 'mention-people'
  /** A page of the chat's own for each person's Home; without it Home is a message in their direct chat. */
  | 'home'
  /** A channel of its own is made for a major incident; without it the room is a thread in a channel that there is. */
  | 'make-room'
  /** Whoever is to be in a room is brought in; without it those who are not there already are sent a link. */
  | 'bring-people'
  /** A message stays in sight at the top of a channel, and links stand beside it. */
  | 'pin'
  | 'bookmark';

/** A war room to be: `rooms.make` is asked for it again with the same plan until its end is known. */
export interface RoomPlan {
  /** Small letters of any script, digits, '-': ends in a few random ones, so that no two plans share it. At most 80 characters. */
  readonly name: string;
  /** For chats that have proper names: ends in the same random ones. At most 50 characters, without ~#%&*{}+/\\:<>?|'", . */
  readonly title: string;
  /** Opaque, at most 64 characters; stands where the chat lets us find it again and people do not mind. */
  readonly mark: string;
  readonly purpose: string;
  /** Nobody but whoever is brought in sees it. */
  readonly private: boolean;
  /** User ids of the first people; some chats make no private room without. */
  readonly users: readonly string[];
  /** An earlier attempt may have made it: it is looked for first. */
  readonly doubtful: boolean;
}

/** A room that stands. `link` opens it in the client. */
export interface MadeRoom {
  readonly channel: string;
  readonly link?: string;
  /** What people see there, where it is not the plan's `name`. */
  readonly name?: string;
}

/** Who could not be brought in, and why, in the chat's own word. */
export interface LeftOut {
  readonly user: string;
  readonly why: string;
}

/**
 * War rooms. Each may throw RetryLater, Ambiguous (`make` alone) or Undeliverable: what the chat does not grant. All but `make`
 * may be repeated freely: what is so already is as good as done.
 */
export interface Rooms {
  /**
   * Makes the room, or finds the one that an earlier attempt has made: it is ours only if we made it and its name (or its mark) is
   * the plan's. 'taken': somebody else's channel has that name; another plan is needed.
   */
  make(plan: RoomPlan, route?: string): Promise<MadeRoom | 'taken'>;
  /** At most 250 characters each. */
  describe(channel: string, topic: string, purpose: string, route?: string): Promise<void>;
  pin(message: Sent, route?: string): Promise<void>;
  bookmark(channel: string, title: string, href: string, route?: string): Promise<void>;
  /** Brings people in, as many as can be; `add`: also into what the room is part of, where that is granted. Never Undeliverable for single people. */
  bring(channel: string, users: readonly string[], add: boolean, route?: string): Promise<readonly LeftOut[]>;
  archive(channel: string, route?: string): Promise<void>;
  /** Opens what was archived again. */
  reopen(channel: string, route?: string): Promise<void>;
}

/** One connected chat. Every method but `start` may throw RetryLater, Ambiguous or Undeliverable, and nothing else. */
export interface Platform {
  readonly facts: PlatformFacts;
  /**
   * Begins to listen; resolves when requests can arrive. The returned function stops listening and ends what is open.
   * `route`: the last `Request.route` that was stored for the workspace.
   */
  start(handle: Handle, route?: string): Promise<() => Promise<void>>;
  readonly rooms: Rooms;
  /** Posts or edits, once, without retrying. */
  send(operation: Operation): Promise<Sent>;
  /**
   * The bytes behind a `CarriedFile.handle`, as they come; `RetryLater` too may come while they do. Whoever has enough ends
   * the iteration. It is no `send`: nothing is shown, it may be repeated freely, and what it gives is a stream.
   */
  fetch(handle: string, route?: string): Promise<AsyncIterable<Uint8Array>>;
  /** The post stamped with `key` in `place` since `since`, or that there is none, or that this cannot be known. */
  find(key: string, place: Place, since: Date, route?: string): Promise<Sent | 'absent' | 'unknown'>;
  /** Who someone is. */
  person(user: string, route?: string): Promise<Profile>;
  /** Who is in it, by user id; 'open' for a channel that is not private, or shared with others. */
  members(of: Circle, route?: string): Promise<readonly string[] | 'open'>;
  /** Looks at all that has to be right, and at each of these channels. What could not be asked is a finding too. */
  inspect(channels: readonly string[], route?: string): Promise<readonly Finding[]>;
  /** The id of the workspace this connection is installed in, asked of the chat itself: so also whether it answers. */
  check(): Promise<string>;
}

/** The few sentences that an adapter says without a card, in the organisation's language. */
export interface Words {
  /** Put in front of a message that may be a repeat. */
  readonly repeat: string;
  /** The one public line where a private answer is impossible. */
  readonly openChat: string;
}
