// The grammar: "<verb> [REF] [words]" becomes a verb with its arguments.
import { Refusal } from '../errors.ts';
import { nearest } from '../policy/spelling.ts';
import { verbNamed, verbWords } from './table.ts';
import type { Args, Verb } from './verb.ts';

export interface Command {
  readonly verb: Verb;
  readonly args: Args;
}

const REF = /^(?:inc|req)\s*-?\s*\d{1,9}(?![\p{L}\p{N}])[,:]?/iu;
const BECAUSE = /^(.*?)\s*(?:\b(?:because|since)\b|因为)\s*(.+)$/isu;

/** Reads a command; 'menu' when there are no words at all. Refuses what begins with no verb. */
export function parse(said: string, command: string): Command | 'menu' {
  const trimmed = said.trim();
  if (trimmed === '') return 'menu';
  const [word = ''] = /^\S+/u.exec(trimmed) ?? [];
  const verb = verbNamed(word);
  if (!verb) {
    const near = nearest(word.toLowerCase(), verbWords);
    throw new Refusal('unknown-verb', { said: word.slice(0, 40), command, ...(near ? { near } : {}) });
  }
  return { verb, args: argumentsOf(verb, trimmed.slice(word.length).trimStart()) };
}

function argumentsOf(verb: Verb, said: string): Args {
  const args: Record<string, string> = {};
  let rest = said;
  const ref = verb.ref ? REF.exec(rest)?.[0] : undefined;
  if (ref) {
    args.ref = ref.replace(/[,:]$/u, '');
    rest = rest.slice(ref.length).trimStart();
  }
  for (let next = REF.exec(rest)?.[0]; verb.many && ref && next; next = REF.exec(rest)?.[0]) {
    args.more = [args.more, next.replace(/[,:]$/u, '')].filter(Boolean).join(',');
    rest = rest.slice(next.length).trimStart();
  }
  for (const key of verb.keys ?? []) {
    rest = rest.replace(new RegExp(`(?:^|\\s)${key}=("[^"]*"|\\S+)`, 'iu'), (_, value: string) => {
      args[key] = value.replace(/^"|"$/gu, '');
      return '';
    });
  }
  rest = rest.trimStart();
  const reason = verb.because ? BECAUSE.exec(rest) : null;
  if (reason?.[1] !== undefined && reason[2]) {
    args.because = reason[2];
    rest = reason[1];
  }
  if (verb.rest === 'because') rest = rest.replace(/^(?:because|因为)\s*/iu, '');
  if (rest === '') return args;
  if (!verb.rest)
    throw new Refusal('unexpected-words', { verb: verb.name, rest: rest.slice(0, 80), example: verb.example });
  args[verb.rest] = rest;
  return args;
}

/**
 * At the top of a direct chat only an exact verb with legal arguments is a command; "close the window please" is not:
 * what is about a ticket has to name it, or to say nothing more.
 */
export function exactCommand(said: string): Command | undefined {
  const word = /^\S+/u.exec(said.trim())?.[0] ?? '';
  const verb = verbNamed(word);
  if (!verb) return undefined;
  try {
    const args = argumentsOf(verb, said.trim().slice(word.length).trimStart());
    const bare = Object.keys(args).length === 0;
    if (verb.ref && args.ref === undefined && !bare) return undefined;
    if (verb.oneWord && verb.rest && /\s/u.test((args[verb.rest] ?? '').trim())) return undefined;
    return { verb, args };
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}
