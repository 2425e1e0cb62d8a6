// What the conformance suite needs of a platform's local counterpart: a person's hands and eyes, and a way to break things.
import type { Ability, Handle, Place, Platform, Sent } from '../../src/port.ts';

import type { Attached } from '../support/person.ts';

/** A message as a person sees it: all of its text, and the labels of what can be pressed. */
export interface Seen {
  readonly id: string;
  readonly text: string;
  readonly buttons: readonly string[];
  /** The names of the files that stand with it. */
  readonly files?: readonly string[];
  /** Who wrote it: the platform's user or bot id. */
  readonly by?: string;
}

export type Break =
  | { readonly kind: 'rate-limited'; readonly retryAfterSeconds: number }
  | { readonly kind: 'error-before' | 'error-after' | 'dropped-after' | 'refused' };

export interface Counterpart {
  readonly platform: Platform;
  readonly gaps: Readonly<Partial<Record<Ability, string>>>;
  readonly channel: Place & { kind: 'channel' };
  readonly direct: Place & { kind: 'direct' };
  /** The user whose hands these are; `direct` is this person's chat. */
  readonly user: string;
  /** Delivers what the person does to `handle`; set once before the first gesture. */
  listen(handle: Handle): Promise<void>;
  /** Types a command in the channel, as the platform has it (slash command, @mention). */
  command(text: string): Promise<void>;
  /** Types plain words in the direct chat, or in the thread under `root` in the channel. */
  say(text: string, root?: Sent): Promise<void>;
  /** Sends a file with words in the direct chat, or in the thread under `root` in the channel. */
  send(file: Attached, text: string, root?: Sent): Promise<void>;
  /** Presses the button with this label, on a posted message or on the last private answer. */
  press(label: string, on?: Sent): Promise<void>;
  /** Begins a report from the client's own menu: of the message, or of none. */
  shortcut(on?: Sent): Promise<void>;
  /** Puts an emoji on a message. */
  react(emoji: string, on: Sent): Promise<void>;
  /** Types into the client's own search; what it offers, or the words that it answers with. */
  search(text: string): Promise<readonly string[]>;
  /** Fills in the open form by field name and sends it. */
  submit(values: Readonly<Record<string, string>>): Promise<void>;
  /** The field names of the form that is open, and its field errors; undefined when none is open. */
  form(): { readonly fields: readonly string[]; readonly errors: readonly string[] } | undefined;
  /** What the person sees in a place, oldest first, thread replies left out unless `root` is given. */
  seen(place: Place, root?: Sent): readonly Seen[];
  /** The last answer that only this person saw (or that stands in their direct chat). */
  answer(): Seen | undefined;
  /** Opens the page for Home, where there is one; what it shows; a press on it. */
  openHome(): Promise<void>;
  home(): Seen | undefined;
  pressHome(label: string): Promise<void>;
  /** Breaks the next post. */
  break(how: Break): void;
  /** Breaks the next time that a file is put into a place, where it can be. */
  breakFile(how: Break): void;
  /** Delivers the last gesture again, as the platform does when it saw no answer. */
  redeliver(): Promise<void>;
  stop(): Promise<void>;
}
