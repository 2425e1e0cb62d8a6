// What is told late says so: nobody is to take a message for news that is none.
import type { Instant } from '../ticket/record.ts';
import type { Block, Card } from './cards.ts';
import type { Reader } from './reader.ts';
import { span } from './time.ts';

const LATE = 300_000; // ms; what a rate limit or a short hiccup takes is nobody's business

/** A chat that did not answer, by its name, and when that was last so. */
export interface Silence {
  readonly chat: string;
  readonly at: Instant;
}

/** The line that says how late `reader.now` is for what was to be told at `due`, if that matters, and why if that is known. */
export function lateLine(reader: Reader, due: Instant, silence: Silence | undefined): Block[] {
  const late = Date.parse(reader.now) - Date.parse(due);
  if (late < LATE) return [];
  const chat = silence && silence.at >= due ? silence.chat : null;
  return [{ type: 'small', text: [reader.texts.digest.late(span(reader, late), chat)] }];
}

export const withLateness = (
  reader: Reader,
  card: Card | undefined,
  due: Instant,
  silence: Silence | undefined,
): Card | undefined => card && { ...card, blocks: [...card.blocks, ...lateLine(reader, due, silence)] };
