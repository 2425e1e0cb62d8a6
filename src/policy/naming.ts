// What the policy gives a name to, found as people say it: by its key or by its name in any language, a slip forgiven.
import { type Named, namesOf } from './schema.ts';
import { nearest } from './spelling.ts';

export type NamedTable = Readonly<Record<string, { readonly name: Named }>>;

/** Everything that something is called, in small letters, with its key. */
const calledIn = (table: NamedTable): readonly (readonly [string, string])[] =>
  Object.entries(table).flatMap(([key, { name }]) =>
    [key, ...namesOf(name)].map((one) => [one.toLowerCase(), key] as const),
  );

/** The key of what `said` means, if it means anything in `table`. */
export function keyCalled(table: NamedTable, said: string): string | undefined {
  return exactKey(table, said) ?? nearestName(table, said);
}

/** The same where nothing is forgiven. */
export const exactKey = (table: NamedTable, said: string): string | undefined =>
  new Map(calledIn(table)).get(said.trim().toLowerCase());

/** What `said` was probably meant to be. */
export function nearestName(table: NamedTable, said: string): string | undefined {
  const keys = new Map(calledIn(table));
  return keys.get(nearest(said.trim().toLowerCase(), [...keys.keys()]) ?? '');
}

/** What `words` begin by naming, the longest name first, and what is left of them. */
export function keyFirst(
  table: NamedTable,
  words: string,
): { readonly key: string; readonly rest: string } | undefined {
  const said = words.trimStart().replace(/^@/u, '');
  const fits = calledIn(table).filter(
    ([name]) =>
      said.toLowerCase().startsWith(name) &&
      // A Chinese name needs no blank behind it.
      (/\p{Script=Han}$/u.test(name) || /^$|^[\s,:;，：；]/u.test(said.slice(name.length))),
  );
  const [longest] = fits.sort(([one], [other]) => other.length - one.length);
  return longest && { key: longest[1], rest: said.slice(longest[0].length).replace(/^[\s,:;，：；、]+/u, '') };
}
