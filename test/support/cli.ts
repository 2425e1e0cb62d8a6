// The command line on a test's database: what it says, and how it ends.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../src/offline/run.ts';

export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs one command with these variables. `answer`: what a person says when asked; `input`: what standard input holds. */
export async function cli(
  words: readonly string[],
  variables: Readonly<Record<string, string>>,
  answer?: string,
  input = '',
): Promise<Said> {
  let out = '';
  let err = '';
  const code = await run(
    words,
    { ...variables },
    {
      async out(text) {
        out += text;
      },
      tell(line) {
        err += `${line}\n`;
      },
      hear: async () => input,
      ...(answer === undefined ? {} : { ask: async () => answer }),
    },
  );
  return { code, out, err };
}

/** A directory of files for one test file. */
export function scratch() {
  const directory = mkdtempSync(join(tmpdir(), 'muster-test-'));
  return {
    directory,
    path: (name: string) => join(directory, name),
    file(name: string, content: string | Uint8Array) {
      const path = join(directory, name);
      writeFileSync(path, content);
      return path;
    },
    remove: () => rmSync(directory, { recursive: true, maxRetries: 5 }),
  };
}
