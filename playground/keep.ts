// Keeps the chats' memory in a file, so that the next start finds the cards that its tickets know of.
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Logger } from 'pino';
import type { Move } from './clock.ts';
import type { SlackMemory } from './slack/memory.ts';
import type { TeamsMemory } from './teams/memory.ts';

export interface Memory {
  readonly slack: SlackMemory;
  readonly teams: TeamsMemory;
  readonly moves: readonly Move[];
  /** When messages were said that were posted later, by their id. */
  readonly said?: Readonly<Record<string, string>>;
}

const REST = 400; // ms between two writings

/** What is kept in `file`; undefined when there is nothing, or nothing that can be read. */
export async function recall(file: string, log: Logger): Promise<Memory | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Memory;
  } catch (err) {
    const missing = (err as { code?: string }).code === 'ENOENT';
    if (!missing) log.warn({ err, file }, 'the playground’s memory cannot be read: its chats begin empty');
    return undefined;
  }
}

/** `changed` writes soon; `stop` writes what is not yet written. A writing that is cut off leaves the one before. */
export function keeper(file: string, memory: () => Memory, log: Logger) {
  let timer: NodeJS.Timeout | undefined;
  let writing = Promise.resolve();
  const write = () => {
    timer = undefined;
    writing = writing.then(async () => {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(`${file}.new`, JSON.stringify(memory()));
      await rename(`${file}.new`, file);
    });
    writing = writing.catch((err: unknown) => log.warn({ err, file }, 'the playground’s memory could not be written'));
  };
  return {
    changed(): void {
      timer ??= setTimeout(write, REST);
    },
    async stop(): Promise<void> {
      if (timer) {
        clearTimeout(timer);
        write();
      }
      await writing;
    },
  };
}
