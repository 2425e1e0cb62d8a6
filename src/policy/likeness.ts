// How like two titles are: shared words, with slips forgiven, so that what is known already can be offered.
import { distance } from './spelling.ts';

const FILLERS = new Set(
  `a an the of on in at to for and or is are was were be been it its my our your me i we you he she they this that these
   with from not no does do did has have had can cannot again still since there here very please when`.split(/\s+/u),
);
const HAN = /\p{Script=Han}+/gu;
const HAN_FILLERS = /[的了是在不我们有和也就都很把被吗呢又还]/gu;

/** What a title is about: words without fillers; of Chinese, which has no spaces, each two signs that stand together. */
export function wordsOf(said: string): string[] {
  const text = said.normalize('NFKC').toLowerCase();
  const words = (text.replace(HAN, ' ').match(/[\p{L}\p{N}]+/gu) ?? []).filter(
    (word) => !FILLERS.has(word) && (word.length > 1 || /\p{N}/u.test(word)),
  );
  const runs = text.replace(HAN_FILLERS, ' ').match(HAN) ?? [];
  const pairs = runs.flatMap((run) => Array.from({ length: run.length - 1 }, (_, n) => run.slice(n, n + 2)));
  return [...new Set([...words, ...pairs])];
}

/** Words of where it is: two things on one floor are not one thing. */
const PLACES = /^(?:floors?|rooms?|desks?|buildings?|offices?|levels?|sites?)$|[楼层室号]/u;

const isNumber = (word: string): boolean => /^\p{N}+$/u.test(word);
/** "Floor 3" says more by its number than by its word. */
const weigh = (words: readonly string[]): number => words.reduce((sum, word) => sum + (isNumber(word) ? 2 : 1), 0);

/** The same word, with an ending more, or with a slip or two where it is long enough not to become another. */
function alike(one: string, other: string): boolean {
  if (one === other) return true;
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  const more = long.length - short.length;
  // Most pairs end here: some ten thousand are compared for one report.
  if (short.length < 4 || more > 3 || isNumber(one) || isNumber(other)) return false;
  if (long.startsWith(short)) return true;
  const slips = short.length >= 8 ? 2 : 1;
  return short.length >= 5 && more <= slips && distance(one, other) <= slips;
}

const SERVICE = 0.1; // what the same service adds
const OTHER_NUMBERS = 0.6; // what is left where both name numbers and none is the same: another floor, another desk
const LIKE = 0.5;

export interface Titled {
  readonly title: string;
  readonly service: string | null;
}

/** From 0 to about 1. One shared word is a coincidence, a shared place a neighbourhood: they count nothing. */
export const likeness = (one: Titled, other: Titled): number => likenessOf(wordsOf(one.title), one, other);

function likenessOf(mine: readonly string[], one: Titled, other: Titled): number {
  const theirs = wordsOf(other.title);
  const shared = mine.filter((word) => theirs.some((their) => alike(word, their)));
  if (shared.length < 2 || shared.every((word) => isNumber(word) || PLACES.test(word))) return 0;
  const numbered = [mine, theirs].every((words) => words.some(isNumber));
  const much = (2 * weigh(shared)) / (weigh(mine) + weigh(theirs));
  const same = one.service !== null && one.service === other.service ? SERVICE : 0;
  return (much + same) * (numbered && !shared.some(isNumber) ? OTHER_NUMBERS : 1);
}

/** Reports of one thing, as far as rules go: of one service, or called alike. */
export const isSame = (one: Titled, other: Titled): boolean =>
  (one.service !== null && one.service === other.service) || likeness(one, other) >= LIKE;

/** The likest of `others`, at most `most`; nothing that is merely near. */
export function likest<T extends Titled>(one: Titled, others: readonly T[], most: number): T[] {
  const mine = wordsOf(one.title);
  return others
    .map((other) => ({ other, score: likenessOf(mine, one, other) }))
    .filter(({ score }) => score >= LIKE)
    .sort((a, b) => b.score - a.score)
    .slice(0, most)
    .map(({ other }) => other);
}
