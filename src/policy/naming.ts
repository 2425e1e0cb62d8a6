// What the policy gives a name to, found as people say it: by its key or by its name in any language, a slip forgiven.
import { type Named, namesOf } from './schema.ts';
import { nearest } from './spelling.ts';

export type NamedTable = Readonly<Record<string, { readonly name: Named }>>;

/** The key of what `said` means, if it means anything in `table`. */
export function keyCalled(table: NamedTable, said: string): string | undefined {
  const word = said.trim().toLowerCase();
  const keys = new Map(
    Object.entries(table).flatMap(([key, { name }]) =>
      [key, ...namesOf(name)].map((one) => [one.toLowerCase(), key] as const),
    ),
  );
  return keys.get(word) ?? keys.get(nearest(word, [...keys.keys()]) ?? '');
}
