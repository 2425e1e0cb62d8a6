// Reading what a person sees: the last message, the card of a ticket.
import type { Seen } from '../conformance/counterpart.ts';
import type { Person } from './person.ts';

export function last(seen: readonly Seen[]): Seen {
  const found = seen.at(-1);
  if (!found) throw new Error('nothing to see');
  return found;
}

/** The living card of `ref` in a place: it begins with a sign and the reference. */
export function cardOf(who: Person, at: string, ref: string): Seen {
  const found = who.sees(at).find(({ text }) => new RegExp(`^\\S+ ${ref} `, 'u').test(text));
  if (!found) throw new Error(`${at} has no card of ${ref}`);
  return found;
}
