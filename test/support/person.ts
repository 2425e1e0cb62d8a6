// What a person can do and see in a chat, the same on every platform: the stories and the conformance suite act through this.
import type { Seen } from '../conformance/counterpart.ts';

/** `size`: what the chat is made to say of it. `pasted`: a picture within the words, where the chat tells that apart. */
export interface Attached {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly size?: number;
  readonly pasted?: boolean;
  /** Whoever asks the chat for the bytes is sent there. */
  readonly redirect?: string;
}

/** `at`: a channel's id, or 'direct' for the person's chat with Muster. `root`: the message that a thread hangs on. */
export interface Person {
  /** Types a command as the platform has it: a slash command, or an @mention. */
  types(text: string, at: string): Promise<void>;
  /** Says plain words. In a chat without threads, `root` is quoted. */
  says(text: string, at: string, root?: string): Promise<void>;
  /** Sends a file with words, or with an @mention of Muster and words (`named`). */
  sends(file: Attached, text: string, at: string, root?: string, named?: boolean): Promise<void>;
  /** Presses what has this label: on a message, or on the last private answer. */
  presses(label: string, on?: { at: string; id: string; root?: string }): Promise<void>;
  /** Begins a verb from the client's own menu: of a message, or of none. */
  shortcut(verb: string, on?: { at: string; id: string }): Promise<void>;
  /** Puts an emoji, named without colons, on a message. */
  reacts(emoji: string, on: { at: string; id: string }): Promise<void>;
  /** Types into the client's own search; what it offers, or the words that it answers with. */
  searches(text: string): Promise<readonly string[]>;
  /** Fills in the open form by field name and sends it. */
  fills(values: Readonly<Record<string, string>>): Promise<void>;
  /** Closes the form, or the answer that took its place. */
  closes(): Promise<void>;
  form(): { readonly fields: readonly string[]; readonly errors: readonly string[] } | undefined;
  sees(at: string, root?: string): readonly Seen[];
  /** The last answer that only this person sees. */
  answer(): Seen | undefined;
}
