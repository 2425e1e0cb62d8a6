// The command line: finds the command, reads its options, and says in one sentence what went wrong.
import { parseArgs } from 'node:util';
import { BadConfig, readWithoutChats } from '../config.ts';
import { BadPolicy } from '../policy/schema.ts';
import { BadArchive } from '../storage/backup.ts';
import { codeOf, isLost } from '../storage/database.ts';
import type { Command, Terminal } from './command.ts';
import { exporting, importing, policyCheck } from './file-commands.ts';
import { backup, forget, restore, retention } from './keeping-commands.ts';
import { reviewing } from './review-command.ts';
import { secretForget, secretList, secretRotate, secretSet } from './secret-commands.ts';
import { Sentence } from './sentence.ts';

const keeping = [forget, retention, backup, restore];
const secrets = [secretSet, secretList, secretRotate, secretForget];
const commands: readonly Command[] = [policyCheck, importing, exporting, reviewing, ...keeping, ...secrets];

const nameOf = ({ usage }: Command): string[] => (/^[a-z ]+/u.exec(usage)?.[0] ?? '').trim().split(' ');
const help = (): string => `${commands.map(({ usage, does }) => `  ${usage}\n      ${does}`).join('\n')}\n`;

/** Runs what `words` say, in this environment. Returns the exit code: 0, 1 (refused or failed), 2 (not understood). */
export async function run(
  words: readonly string[],
  environment: NodeJS.ProcessEnv,
  terminal: Terminal,
): Promise<number> {
  if (['help', '--help', '-h'].includes(words[0] ?? '')) {
    await terminal.out(help());
    return 0;
  }
  const command = commands.find((one) => nameOf(one).every((word, n) => words[n] === word));
  if (!command) {
    terminal.tell(
      `${words.length > 0 ? `There is no command "${words.join(' ')}". ` : ''}These are the commands:\n${help()}`,
    );
    return 2;
  }
  try {
    const options = { options: command.options ?? {}, allowPositionals: true, strict: true };
    const { positionals, values } = parseArgs({ args: words.slice(nameOf(command).length), ...options });
    const [least, most] = command.takes;
    if (positionals.length < least || positionals.length > most) {
      terminal.tell(`Say: ${command.usage}`);
      return 2;
    }
    return await command.run(readWithoutChats(environment), positionals, values as never, terminal);
  } catch (error) {
    const misread = codeOf(error)?.startsWith('ERR_PARSE_ARGS') === true;
    terminal.tell(misread ? `${(error as Error).message}\nSay: ${command.usage}` : sentence(error));
    return misread ? 2 : 1;
  }
}

/** What a person can do something about in one sentence; everything else with its stack, since it is ours to mend. */
function sentence(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ([BadConfig, BadPolicy, BadArchive, Sentence].some((kind) => error instanceof kind)) return error.message;
  const { syscall, path } = error as { syscall?: string; path?: string };
  if (syscall && path) return `${path}: ${error.message}.`;
  if (isLost(error) || codeOf(error)?.startsWith('28') || codeOf(error) === '3D000')
    return `DATABASE_URL: the database cannot be reached (${codeOf(error) ?? ''} ${error.message}). Check the address, the password and that it is running.`;
  return error.name === 'Error' ? error.message : (error.stack ?? error.message);
}
