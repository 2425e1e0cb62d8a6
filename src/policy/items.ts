// Configuration items: what the policy's services are made of, found as people say it.
import { namesOf, type Policy } from './schema.ts';

type Item = Policy['services'][string]['items'][string];

const itemsOf = ({ services }: Policy): [string, Item][] =>
  Object.values(services).flatMap(({ items }) => Object.entries(items));

export const itemNamed = (policy: Policy, key: string): Item | undefined =>
  itemsOf(policy).find(([own]) => own === key)?.[1];

/** The key of the item with this key, name or word. No slip is forgiven: one sign away stands another printer. */
export function itemCalled(policy: Policy, said: string): string | undefined {
  const word = said.trim().toLowerCase();
  const called = ([key, { name, words }]: [string, Item]) =>
    [key, ...namesOf(name), ...words].some((one) => one.toLowerCase() === word);
  return itemsOf(policy).find(called)?.[0];
}
