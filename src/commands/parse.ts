// The grammar: "<verb> [REF] [words]" becomes a verb with its arguments.
import { Refusal } from '../errors.ts';
import type { Rights } from '../people/person.ts';
import { nearest } from '../policy/spelling.ts';
import type { Reader } from '../views/reader.ts';
import { offered, verbNamed, verbWords } from './table.ts';
import type { Args, Verb } from './verb.ts';

export interface Command {
  readonly verb: Verb;
  readonly args: Args;
}

const REF = /^(?:inc|req)\s{0,3}-?\s{0,3}\d{1,9}(?![\p{L}\p{N}])[,:]?/iu;
const BECAUSE = /\bbecause\b|因为/iu;

/** Reads a command; 'menu' when there are no words at all. Refuses what begins with no verb. */
export function parse(said: string, command: string): Command | 'menu' {
  const trimmed = said.trim();
  if (trimmed === '') return 'menu';
  const word = firstWord(trimmed);
  const verb = verbNamed(word.replace(/\s+/u, ' '));
  if (!verb) throw unknown(word, command);
  return { verb, args: argumentsOf(verb, trimmed.slice(word.length).trimStart()) };
}

function unknown(word: string, command: string): Refusal {
  const near = nearest(word.toLowerCase(), verbWords);
  return new Refusal('unknown-verb', { said: word.slice(0, 40), command, ...(near ? { near } : {}) });
}

/** Up to the first blank; a Chinese verb needs none behind it. */
function firstWord(said: string): string {
  const word = /^\S+/u.exec(said)?.[0] ?? '';
  const chinese = verbWords.filter((verb) => /^\p{Script=Han}/u.test(verb) && word.startsWith(verb));
  // 取消订阅 is not 取消 with words behind it.
  const [longest] = chinese.sort((one, other) => other.length - one.length);
  return longest ?? twoWords(said) ?? word;
}

/** Some verbs are two words: "major declare". */
function twoWords(said: string): string | undefined {
  const words = /^\S+\s+\S+/u.exec(said)?.[0];
  return words && verbNamed(words.replace(/\s+/u, ' ')) ? words : undefined;
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
  const why = reason ? rest.slice(reason.index + reason[0].length).trim() : '';
  if (reason && why) {
    args.because = why;
    rest = rest.slice(0, reason.index).trimEnd();
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
 * what is about a ticket has to name it, or to say nothing more. Nor is a verb that is not the speaker's to say. A slip before
 * a reference is no prose: it is refused like any unknown verb.
 */
export function exactCommand(
  said: string,
  { rights, reader }: { readonly rights: Rights; readonly reader: Reader },
): Command | undefined {
  const word = firstWord(said.trim());
  const verb = verbNamed(word.replace(/\s+/u, ' '));
  if (!verb && nearest(word.toLowerCase(), verbWords) && REF.test(said.trim().slice(word.length).trimStart()))
    throw unknown(word, reader.command);
  if (!verb || !offered(verb, rights)) return undefined;
  try {
    const args = argumentsOf(verb, said.trim().slice(word.length).trimStart());
    const bare = Object.keys(args).length === 0;
    if (verb.ref && args.ref === undefined && !bare && !verb.outright) return undefined;
    const words = ((verb.rest && args[verb.rest]) ?? '').trim();
    if (verb.oneWord && /\s/u.test(words)) return undefined;
    if (verb.meant && !verb.meant(words, reader)) return undefined;
    return { verb, args };
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}
