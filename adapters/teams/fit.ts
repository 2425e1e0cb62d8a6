// Cutting texts and counts so that a card fits, whatever is in it.

/** How much of each limit is used: `chars` shrinks from the first step on, `count` only when cutting texts was not enough. */
export interface Room {
  chars(limit: number): number;
  count(limit: number): number;
}

const SCALES = [1, 1 / 2, 1 / 4, 1 / 8, 1 / 16, 1 / 64];

/** The first drawing that fits in `bytes` of UTF-8 JSON; undefined when even the tightest does not. */
export function fitted<T>(bytes: number, draw: (room: Room) => T): T | undefined {
  for (const scale of SCALES) {
    const drawn = draw({
      chars: (limit) => Math.max(1, Math.floor(limit * scale)),
      count: (limit) => Math.max(1, Math.floor(limit * Math.min(1, 4 * scale))),
    });
    if (sizeOf(drawn) <= bytes) return drawn;
  }
  return undefined;
}

export const sizeOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** At most `max` UTF-16 units, cut between graphemes and ended with … */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  let end = 0;
  // Whether two units belong together shows in what follows them, so a little more than `max` is looked at.
  for (const { index, segment } of graphemes.segment(text.slice(0, max + 2))) {
    if (index + segment.length >= max) break;
    end = index + segment.length;
  }
  return `${text.slice(0, end)}…`;
}

/** Without what JSON would blow up sixfold (control characters, halves of pairs) or a card would take for a date function. */
export function clean(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/\p{Surrogate}/gu, '\uFFFD')
    .replace(/(?!\n)\p{Cc}/gu, ' ')
    .replace(/\{\{(?=\s*(?:DATE|TIME))/gi, '{\u2060{');
}
