// Prioritisation: impact × urgency gives the priority; words give a first guess of both, of the service and the category.
import type { Kind, Level, Priority, Terms } from '../ticket/record.ts';
import type { Policy } from './schema.ts';
import { distance } from './spelling.ts';

export interface Classification {
  readonly impact: Level;
  readonly urgency: Level;
  readonly priority: Priority;
  readonly service: string | null;
  readonly category: string | null;
  readonly group: string;
  readonly guessed: Readonly<Record<string, string>>;
}

/** Reads what it can from a report's words. New tickets go to the first level (F2: triage), unless the policy routes at once. */
export function classify(policy: Policy, text: string, kind: Kind): Classification {
  const guessed: Record<string, string> = {};
  const said = wordsIn(text);
  const pick = <T extends string>(
    name: string,
    table: readonly (readonly [T, readonly string[] | undefined])[],
  ): T | null => {
    const found = table.flatMap(([value, words = []]) =>
      words.filter((word) => contains(said, word)).map((word) => ({ value, word })),
    );
    // "not urgent" is not "urgent": of two phrases, one within the other, the longer is what was said.
    const first = found.find(({ word }) => !found.some((other) => other.word !== word && other.word.includes(word)));
    if (!first) return null;
    guessed[name] = first.word;
    return first.value;
  };
  const levels = (table: Policy['guess']['impact']) =>
    [
      ['high', table.high],
      ['medium', table.medium],
      ['low', table.low],
    ] as const;
  const impact = pick('impact', levels(policy.guess.impact)) ?? 'low';
  const urgency = pick('urgency', levels(policy.guess.urgency)) ?? (kind === 'incident' ? 'medium' : 'low');
  const service = pick(
    'service',
    Object.entries(policy.services).map(([name, { words }]) => [name, words] as const),
  );
  const category = pick(
    'category',
    Object.entries(policy.categories).map(([name, { words }]) => [name, words] as const),
  );
  const served = service && policy.routing.direct ? policy.services[service]?.group : undefined;
  return {
    impact,
    urgency,
    priority: policy.priority[impact][urgency],
    service,
    category,
    group: served ?? policy.first_level,
    guessed,
  };
}

/** Whose alone it is, where its service is confidential. */
export function secretBy(
  { services }: Policy,
  service: string | null,
): { group: string; confidential: true } | undefined {
  const kept = service === null ? undefined : services[service];
  return kept?.confidential ? { group: kept.group, confidential: true } : undefined;
}

const LONG_ENOUGH = 6; // one edit in a shorter word often makes another word: mail and main, floor and flour

/** What was said, in lower case: as it stands, and by words. Taken apart once, for a policy has a hundred words to look for. */
interface Said {
  readonly lower: string;
  readonly words: readonly string[];
  readonly line: string;
}

function wordsIn(text: string): Said {
  const lower = text.toLowerCase();
  const words = lower.match(/[\p{L}\p{N}-]+/gu) ?? [];
  return { lower, words, line: ` ${words.join(' ')} ` };
}

/** Whole words where the script has them (a long one forgives one slip), anywhere in the text where it has not (Chinese). */
function contains({ lower, words, line }: Said, phrase: string): boolean {
  if (!/^[\p{Script=Latin}\p{N}]/u.test(phrase)) return lower.includes(phrase);
  if (line.includes(` ${phrase.toLowerCase()} `)) return true;
  if (phrase.length < LONG_ENOUGH || phrase.includes(' ')) return false;
  return words.some((word) => Math.abs(word.length - phrase.length) <= 1 && distance(word, phrase) <= 1);
}

/** The targets of today, to be frozen onto a ticket. */
export function termsOf(policy: Policy): Terms {
  const { p1, p2, p3, p4 } = policy.targets;
  if (!p1 || !p2 || !p3 || !p4) throw new Error('a checked policy has all four targets');
  return { targets: { 1: p1, 2: p2, 3: p3, 4: p4 } };
}
