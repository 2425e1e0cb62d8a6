// Whom the words after a reference begin by naming: "add INC-12 @chen …", "ask INC-12 network …".
import { Refusal } from '../errors.ts';
import { isAgent, type Rights } from '../people/person.ts';
import { keyCalled, keyFirst } from '../policy/naming.ts';
import type { Request } from '../port.ts';
import { agentsCalled } from '../storage/agents.ts';
import type { Tx } from '../storage/database.ts';
import { accountsOf, membersCalled } from '../storage/people.ts';
import { isMention } from '../ticket/marks.ts';
import type { PersonId } from '../ticket/record.ts';
import { askable } from '../views/asking.ts';
import { namesIn, type Reader } from '../views/reader.ts';
import { roleTable } from '../views/roles.ts';
import { oneOf } from './behalf.ts';
import { OFF } from './circle.ts';
import type { Command } from './parse.ts';
import { verbNamed } from './table.ts';
import type { Args } from './verb.ts';

/** A mention typed by hand, or a mail address: what nobody writes who does not mean a person. */
const NAMED = /^(?:@(?=[^\s@])|(?=[^\s@,;:]+@[^\s@]+\.[^\s@]))/u;
const BETWEEN = /^[\s,:;，：；、]+(?:(?:and|和)\s+(?=@))?/u;

interface Naming {
  readonly organisation: string;
  readonly rights: Rights;
  readonly reader: Reader;
  readonly request: Request;
}

/** A typed command, with the people or the group that its words begin with as arguments. */
export async function addressed(tx: Tx, command: Command, naming: Naming): Promise<Command> {
  const { verb, args } = command;
  // A guest is told what holds for guests, whatever they name.
  if (naming.rights.guest) return command;
  if (verb.name === 'add') {
    const { text = '', ...rest } = args;
    const copy = verbNamed('copy');
    if (!copy || !NAMED.test(text)) return command;
    return { verb: copy, args: { ...rest, ...(await copying(tx, text, naming)) } };
  }
  if (verb.name === 'copy' && args.person) {
    const { person: words, ...rest } = args;
    return { verb, args: { ...rest, ...(await copying(tx, words, naming)) } };
  }
  if (verb.name === 'improve' && args.text && isAgent(naming.rights)) {
    const { text: words, ...rest } = args;
    return { verb, args: { ...rest, ...(await entrusted(tx, words, naming)) } };
  }
  // Whoever may not ask is told so before anybody is looked up.
  if (verb.name === 'ask' && args.text && isAgent(naming.rights)) {
    const { text: words, ...rest } = args;
    return { verb, args: { ...rest, ...(await asking(tx, words, naming)) } };
  }
  if (verb.name === 'role' && args.role) return { verb, args: { ...args, ...casting(naming, args.role) } };
  if (verb.name === 'task' && args.text && isAgent(naming.rights)) {
    const { text: words, ...rest } = args;
    return { verb, args: { ...rest, ...(await tasking(tx, words, naming)) } };
  }
  // An audience without words asks for them.
  if (verb.name === 'inform' && args.text) {
    const found = keyFirst(naming.reader.policy.major.audiences, args.text);
    const { text: _, ...rest } = args;
    if (found?.rest === '') return { verb, args: { ...rest, audience: found.key } };
  }
  return command;
}

async function copying(tx: Tx, words: string, naming: Naming): Promise<Args> {
  const { people, rest } = await namedFirst(tx, words, naming, true);
  const named = { person: people.join(',') };
  if (OFF.test(rest)) return { ...named, off: 'yes' };
  return rest === '' ? named : { ...named, text: rest };
}

/** Whoever is named somewhere in the words sees to it; what is left is what it is. */
async function entrusted(tx: Tx, words: string, naming: Naming): Promise<Args> {
  const at = /(?:^|\s)(?=@[^\s@])/u.exec(words);
  const named = at ? words.slice(at.index + at[0].length) : '';
  const found = at ? await oneNamed(tx, named, naming, false) : undefined;
  if (!at || !found) return { text: words };
  const rest = [...named].slice(found.length).join('').trim();
  return { person: found.person, text: `${words.slice(0, at.index)} ${rest}`.trim() };
}

/** A group by its key or its name stands before a person of that name: groups are few, and known to whoever asks. */
async function asking(tx: Tx, words: string, naming: Naming): Promise<Args> {
  if (OFF.test(words)) return { off: 'yes' };
  const group = groupFirst(naming.reader, words);
  if (group) return group;
  const { people, rest } = await namedFirst(tx, words, naming, false);
  if (people.length > 0) {
    await mustBeAgents(tx, people, naming);
    return { person: people.join(','), text: rest };
  }
  const [slip = ''] = words.split(/\s/u, 1);
  const near = keyCalled(askable(naming.reader), slip);
  if (near) return { group: near, text: words.slice(slip.length).trim() };
  throw new Refusal('ask-whom', { names: namesIn(naming.reader, askable(naming.reader)) });
}

function groupFirst(reader: Reader, words: string): Args | undefined {
  const found = keyFirst(askable(reader), words);
  return found && { group: found.key, text: found.rest.replace(BETWEEN, '') };
}

/** "technical lead to @chen": which role, and whose it is to be. What is no role's name stays as it was said. */
function casting({ reader, request }: Naming, words: string): Args {
  const found = keyFirst(roleTable(reader.policy), words);
  if (!found) return { role: words };
  const rest = found.rest.replace(/^(?:to|给|交给)(?=\s|@|\p{Script=Han})\s*/iu, '');
  if (rest === '') return { role: found.key };
  if (OFF.test(rest)) return { role: found.key, off: 'yes' };
  return { role: found.key, person: mentionFirst(rest, request)?.person ?? rest };
}

/** "@chen check mx-2": who is to do it, if somebody is named, and what. */
async function tasking(tx: Tx, words: string, naming: Naming): Promise<Args> {
  const { people, rest } = await namedFirst(tx, words, naming, false);
  const [first] = people;
  if (!first) return { text: words };
  await mustBeAgents(tx, people, naming);
  return { person: first, text: rest };
}

/** The people whom `words` begin by naming, one after the other, and what is left; `must`: the first may be a bare name too. */
async function namedFirst(
  tx: Tx,
  words: string,
  naming: Naming,
  must: boolean,
): Promise<{ readonly people: readonly PersonId[]; readonly rest: string }> {
  const people: PersonId[] = [];
  let rest = words.trim();
  for (;;) {
    const found = await oneNamed(tx, rest, naming, must && people.length === 0);
    if (!found) return { people: [...new Set(people)], rest };
    people.push(found.person);
    rest = [...rest].slice(found.length).join('').replace(BETWEEN, '').trim();
  }
}

/**
 * One person, by how many characters of the words. What the chat handed over as a mention proves that the speaker was offered
 * that person; a name that is typed out proves nothing, so it is looked up for agents alone: nobody else is to find out by
 * guessing who is known here.
 */
async function oneNamed(tx: Tx, words: string, { organisation, rights, request }: Naming, bare: boolean) {
  const mention = mentionFirst(words, request);
  if (mention) {
    const { person } = mention;
    const accounts = person ? await accountsOf(tx, organisation, person) : [];
    if (!person || accounts.every(({ guest }) => guest))
      throw new Refusal('copy-guest', { said: mention.said.slice(1) });
    return { person, length: [...mention.said].length };
  }
  const sign = NAMED.exec(words)?.[0];
  if (words === '' || (sign === undefined && !bare)) return undefined;
  if (!isAgent(rights)) throw new Refusal('mention-them');
  const said = words.slice(sign?.length ?? 0);
  const { person, length } = oneOf(
    await membersCalled(tx, organisation, said),
    said.split(/\s/u, 1)[0] ?? '',
    'person',
  );
  return { person: person.id, length: length + (sign?.length ?? 0) };
}

/** What the words begin with, if the chat itself handed it over as somebody's mention. */
function mentionFirst(words: string, { said }: Request) {
  const { text, marks = [] } = said.kind === 'command' || said.kind === 'message' ? said : { text: '' };
  const mentions = marks.filter(isMention).map(({ from, to, person }) => ({ said: text.slice(from, to), person }));
  const fits = mentions.filter(
    ({ said: name }) => words.startsWith(name) && !/^[\p{L}\p{N}]/u.test(words.slice(name.length)),
  );
  return fits.sort((one, other) => other.said.length - one.said.length)[0];
}

async function mustBeAgents(tx: Tx, people: readonly PersonId[], { organisation, reader }: Naming): Promise<void> {
  for (const id of people) {
    const found = await agentsCalled(tx, { organisation, policy: reader.policy }, id);
    if (found.length === 0) throw new Refusal('asked-no-agent', { person: id });
  }
}
