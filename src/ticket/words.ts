// What is left of words that were changed or taken back: history keeps every fact, people are shown the newest.
import type { Event } from './facts.ts';
import type { Words } from './marks.ts';

/** A fact as it is to be told now: with the newest of its words. */
export type Told<E extends Event = Event> = E & { readonly edited?: true; readonly withdrawn?: true };

/** Every fact with its newest words. */
export function newest(history: readonly Event[]): Told[] {
  return history.map((event) => newestOf(history, event));
}

export function newestOf(history: readonly Event[], event: Event): Told {
  const last = history.findLast(
    (later) => (later.type === 'amended' || later.type === 'withdrawn') && later.of === event.seq,
  );
  if (last?.type === 'withdrawn') return { ...event, withdrawn: true };
  if (last?.type !== 'amended') return event;
  const { marks: _then, ...rest } = event as Event & Partial<Words>;
  const marks = last.marks ? { marks: last.marks } : {};
  if (event.type === 'reported') return { ...rest, description: last.text, ...marks, edited: true } as Told;
  return { ...rest, text: last.text, ...marks, edited: true } as Told;
}

/** The words of a fact that can be changed or taken back where they were said. */
export function wordsIn(event: Event): Words | undefined {
  switch (event.type) {
    case 'noted':
    case 'told':
    case 'added':
      return event;
    case 'reported':
      return { text: event.description, ...(event.marks ? { marks: event.marks } : {}) };
    default:
      return undefined;
  }
}

/** Whether somebody had to forget it: then nothing of it comes back. */
export const isErased = (history: readonly Event[], seq: number): boolean =>
  history.some((event) => event.type === 'erased' && event.of.includes(seq));
