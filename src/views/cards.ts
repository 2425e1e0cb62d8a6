// The vocabulary of everything that people see: plain data, which each adapter's render.ts turns into its platform's own.

/**
 * A piece of a line. A bare string is text as it stands: whatever a person wrote goes in here and comes out inert on
 * every platform, it is never parsed as markup.
 */
export type Span =
  | string
  | { readonly type: 'bold' | 'italic' | 'code'; readonly text: string }
  | { readonly type: 'link'; readonly text: string; readonly href: string }
  /** A person's words with all that they looked like at once. `href`: http, https or mailto. */
  | ({ readonly type: 'styled'; readonly text: string; readonly href?: string } & Styles)
  /** Somebody is called: by the chat's own mention of `user`, or in bold where it has none for cards. */
  | { readonly type: 'mention'; readonly text: string; readonly user: string };

export interface Styles {
  readonly bold?: true;
  readonly italic?: true;
  readonly strike?: true;
  readonly code?: true;
}

/** One or more lines of text; '\n' inside a string breaks the line. */
export type Rich = readonly Span[];

/** A pre-typed command. `form: true` when the verb answers with a form (Teams has to know before the press). */
export interface Button {
  readonly label: string;
  readonly verb: string;
  readonly args: Readonly<Record<string, string>>;
  readonly style?: 'primary' | 'danger';
  readonly form?: boolean;
  /** What it stands under in a menu, where the chat's menus have headings (Slack's; those of Teams are in the same order). */
  readonly under?: string;
}

export type Block =
  | { readonly type: 'headline'; readonly text: Rich }
  | { readonly type: 'text'; readonly text: Rich }
  /** Small and subdued: what one may skip. */
  | { readonly type: 'small'; readonly text: Rich }
  /** The words of a person, set apart from ours. */
  | { readonly type: 'quote'; readonly text: Rich }
  /** Lines of code. `quoted`: set apart like a quote, as a part of a person's words. */
  | { readonly type: 'pre'; readonly code: string; readonly quoted?: true }
  | { readonly type: 'list'; readonly items: readonly ListItem[]; readonly quoted?: true }
  | { readonly type: 'facts'; readonly facts: readonly { readonly label: string; readonly value: Rich }[] }
  /** These people are called, by the chat's own mention wherever it has one for `user`; else their names stand there, after `label`. */
  | {
      readonly type: 'call';
      readonly label?: string;
      readonly people: readonly { readonly text: string; readonly user?: string }[];
    }
  /** `more` goes behind a [⋯] menu. */
  | { readonly type: 'buttons'; readonly buttons: readonly Button[]; readonly more?: readonly Button[] }
  /** A list whose rows each may have one button. */
  | { readonly type: 'rows'; readonly rows: readonly Row[] }
  | { readonly type: 'divider' };

/** `depth` is 0 for a list that is in no other; `number` where the list counts. */
export interface ListItem {
  readonly text: Rich;
  readonly depth: number;
  readonly number?: number;
}

export interface Row {
  readonly text: Rich;
  readonly button?: Button;
}

/** What a card is about at a glance; a platform may colour it. */
export type Tone = 'new' | 'active' | 'waiting' | 'alert' | 'done' | 'plain';

/** `summary` is the plain-text fallback: notifications, previews, clients that draw nothing else. */
export interface Card {
  readonly summary: string;
  readonly tone: Tone;
  readonly blocks: readonly Block[];
  /** Distinguishes two renderings of the same card: presses on it carry it back as part of their receipt's key. */
  readonly nonce?: string;
}

export type Field = {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly required: boolean;
} & (
  | { readonly type: 'line' | 'area'; readonly initial?: string; readonly maxLength: number }
  | Choosing<'choice'>
  /** Any number of its options: what is chosen is given, and comes back, as their values with commas between. */
  | Choosing<'choices'>
);

interface Choosing<T extends string> {
  readonly type: T;
  readonly initial?: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
}

/** A form is its verb, waiting for the fields; `args` come back beside the fields' values. */
export interface Form {
  readonly verb: string;
  readonly args: Readonly<Record<string, string>>;
  readonly title: string;
  readonly submit: string;
  readonly cancel: string;
  /** What closes the answer that takes the form's place. */
  readonly done: string;
  readonly intro?: Rich;
  readonly fields: readonly Field[];
}

/** The text of `rich` without any style: for summaries, logs of cards in tests, plain clients. */
export function plain(rich: Rich): string {
  return rich.map((span) => (typeof span === 'string' ? span : span.text)).join('');
}

/** What is wrong with each field of a form, where its fields are not to be seen. */
export function mistaken(errors: Readonly<Record<string, string>>): Card {
  const text = Object.values(errors).join('\n');
  return { summary: text, tone: 'plain', blocks: [{ type: 'text', text: [text] }] };
}

export const bold = (text: string): Span => ({ type: 'bold', text });
export const italic = (text: string): Span => ({ type: 'italic', text });
export const code = (text: string): Span => ({ type: 'code', text });
