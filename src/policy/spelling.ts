// Forgiving a slip of the fingers: whether two words are one edit apart, or which of several is nearest.

const FAR = 4; // characters; whoever is further off has not slipped

/**
 * Edits between two words, where swapping two neighbours counts as one (optimal string alignment). Of two whose lengths are far
 * apart, at least so many: an endless word is not walked through.
 */
export function distance(a: string, b: string): number {
  const apart = Math.abs(a.length - b.length);
  if (apart > FAR) return apart;
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  const at = (i: number, j: number) => rows[i]?.[j] ?? 0;
  for (let i = 1; i <= a.length; i++) {
    rows.push([i]);
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, at(i - 2, j - 2) + 1);
      rows[i]?.push(best);
    }
  }
  return at(a.length, b.length);
}

/** The candidate that `word` was probably meant to be: at most two edits away, less than half of it, and not all of it. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const ranked = candidates
    .map((candidate) => ({ candidate, edits: distance(word, candidate) }))
    .sort((a, b) => a.edits - b.edits);
  const best = ranked[0];
  const close = best && best.edits <= 2 && best.edits * 2 < Math.max(word.length, 3);
  // Between single letters one edit is everything.
  return close && best.edits < Math.max(word.length, best.candidate.length) ? best.candidate : undefined;
}
