// What a command is at the command line, and all that it knows of the terminal.
import type { parseArgs } from 'node:util';
import type { Config } from '../config.ts';

/** The terminal, or what stands for it. */
export interface Terminal {
  /** Results. Resolves when there is room for more. */
  out(text: string): Promise<void>;
  /** What a person is told beside them, a line each. */
  tell(line: string): void;
  /** Draws over the last line; absent: nobody watches. */
  readonly draw?: (line: string) => void;
  /** Absent: nobody is there to answer. */
  readonly ask?: (question: string) => Promise<string>;
  /** All of standard input; where a person types it, one line that nobody sees. */
  readonly hear: (question: string) => Promise<string>;
}

export type Values = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

export interface Command {
  /** As it is typed: `import <file> [--dry-run]`. Words in front of the first < [ or - are its name. */
  readonly usage: string;
  readonly does: string;
  readonly options?: NonNullable<NonNullable<Parameters<typeof parseArgs>[0]>['options']>;
  /** How many words it takes at least and at most. */
  readonly takes: readonly [number, number];
  /** Returns the exit code. Throws `Sentence` for what the person can mend. */
  run(config: Config, words: readonly string[], values: Values, terminal: Terminal): Promise<number>;
}

export const text = (values: Values, name: string): string | undefined =>
  typeof values[name] === 'string' ? values[name] : undefined;

/** "1 ticket", "5,000 tickets". */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
