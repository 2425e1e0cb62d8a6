// How words looked where they were written: stretches of a plain text, which says everything without them too.
import type { PersonId } from './record.ts';

/** `from` and `to` in UTF-16 units of the text. */
export type Mark = { readonly from: number; readonly to: number } & Look;

export type Look =
  | { readonly is: 'bold' | 'italic' | 'strike' | 'code' }
  /** Whole lines of code, or of what somebody else said. */
  | { readonly is: 'pre' | 'quote' }
  /** One line of a list; in the text it begins with its sign or its number. `depth` is 0 for a list that is in no other. */
  | { readonly is: 'item'; readonly depth: number }
  /** In the text, a link with a name of its own is 'name (address)'. http, https or mailto. */
  | { readonly is: 'link'; readonly href: string }
  /** In the text, '@name'. `user` is the chat's id as it was said, `person` whom Muster knows by it. */
  | { readonly is: 'mention'; readonly user?: string; readonly person?: PersonId };

export interface Words {
  readonly text: string;
  readonly marks?: readonly Mark[];
}

export const marked = (text: string, marks: readonly Mark[]): Words => (marks.length > 0 ? { text, marks } : { text });

/** The words between two places of the text. */
export function cropped({ text, marks = [] }: Words, from: number, to = text.length): Words {
  const inside = marks
    .map((mark) => ({ ...mark, from: Math.max(mark.from, from) - from, to: Math.min(mark.to, to) - from }))
    .filter((mark) => mark.from < mark.to);
  return marked(text.slice(from, to), inside);
}

/** Without blanks around it. */
export function trimmed(words: Words): Words {
  const begin = words.text.length - words.text.trimStart().length;
  return cropped(words, begin, Math.max(begin, words.text.trimEnd().length));
}

/** The look that `kept` had as a part of what was said; none when it is not there as it stands. */
export function lookOf(said: Words | undefined, kept: string): Pick<Words, 'marks'> {
  // From the end: what is kept of a command is its rest.
  const at = said?.marks && kept !== '' ? said.text.lastIndexOf(kept) : -1;
  if (!said || at < 0) return {};
  const { marks } = cropped(said, at, at + kept.length);
  return marks ? { marks } : {};
}

/** Several words, one below the other. */
export function joined(all: readonly Words[]): Words {
  const [first = { text: '' }, ...rest] = all;
  return rest.reduce((before, { text, marks = [] }) => {
    const shift = before.text.length + 1;
    const moved = marks.map((mark) => ({ ...mark, from: mark.from + shift, to: mark.to + shift }));
    return marked(`${before.text}\n${text}`, [...(before.marks ?? []), ...moved]);
  }, first);
}

export type Mention = Extract<Mark, { is: 'mention' }>;
export const isMention = (mark: Mark): mark is Mention => mark.is === 'mention';

/** Whoever is mentioned, as the persons they are known to be. */
export const personsIn = (marks: readonly Mark[] = []): PersonId[] =>
  marks.filter(isMention).flatMap(({ person }) => person ?? []);

/** The words with each mentioned account under its person's name; `known` by the chat's user id. */
export function withPeople(
  { text, marks = [] }: Words,
  known: ReadonlyMap<string, { readonly name: string; readonly person?: PersonId }>,
): Words {
  let words = text;
  let all = marks;
  // From the end, so that what comes before stays where it is.
  for (const mention of marks.filter(isMention).sort((one, other) => other.from - one.from)) {
    const found = mention.user === undefined ? undefined : known.get(mention.user);
    if (!found) continue;
    const { from, to } = mention;
    const name = `@${found.name}`;
    const longer = name.length - (to - from);
    words = words.slice(0, from) + name + words.slice(to);
    const after = (at: number) => (at >= to ? at + longer : at);
    all = all.map((mark) => ({ ...mark, from: after(mark.from), to: after(mark.to) }));
    const { user: _said, ...rest } = mention;
    const named = { ...rest, to: to + longer, ...(found.person ? { person: found.person } : {}) };
    all = all.map((mark) => (isMention(mark) && mark.from === from ? named : mark));
  }
  return marked(words, all);
}
