// In whose name something is reported: "for @someone" before the words, or the author of the message that was pointed at.
import { Refusal } from '../errors.ts';
import { isAgent, type Rights } from '../people/person.ts';
import type { Request } from '../port.ts';
import type { Tx } from '../storage/database.ts';
import { type Called, findAccount, membersCalled } from '../storage/people.ts';
import type { Command } from './parse.ts';
import type { Args } from './verb.ts';

/** Only before a mention or an address: "report for three days it rains in" is prose. */
const FOR = /^(?:for\s+|替\s*|为\s*)(?:@|(?=[^\s@]+@[^\s@]+\.))/iu;

/**
 * "report for @Alice Moreau the printer is jammed": whom, by id, and what is left. A chat hands over a mention as plain
 * words, so that a name ends where the longest known one does. Refuses who is no agent, and a name that means nobody or several.
 */
export async function onBehalf(tx: Tx, organisation: string, command: Command, rights: Rights): Promise<Command> {
  const { verb, args } = command;
  const { text = '', ...rest } = args;
  const opening = verb.does === 'create' ? FOR.exec(text)?.[0] : undefined;
  if (!opening) return command;
  if (!isAgent(rights)) throw new Refusal('for-agents', { field: 'for' });
  const said = text.slice(opening.length).trim();
  const { person, length } = oneOf(await membersCalled(tx, organisation, said), said.split(/\s/u, 1)[0] ?? '', 'for');
  const words = [...said]
    .slice(length)
    .join('')
    .replace(/^[\s,:;，：；]+/u, '');
  return { verb, args: { ...rest, for: person.id, ...(words ? { text: words } : {}) } };
}

/** The one who was meant. */
export function oneOf(found: readonly Called[], said: string, field: string): Called {
  const [first] = found;
  if (!first) throw new Refusal('nobody-known', { field, said });
  if (found.length > 1)
    throw new Refusal('several-named', { field, said, names: found.map(({ person }) => person.name).join(', ') });
  return first;
}

/** What it says to point at a message. An agent reports it in its author's name, if that is a member. */
export async function pointedAt(
  tx: Tx,
  organisation: string,
  { platform, workspace, said }: Request,
  rights: Rights,
): Promise<Args> {
  const message = said.kind === 'shortcut' || said.kind === 'reaction' ? said.message : undefined;
  if (!message) return {};
  const { text, channel, id, link, user } = message;
  const author = user === undefined ? null : await findAccount(tx, organisation, { platform, workspace, user });
  return {
    text,
    from: `${channel} ${id}`,
    ...(link ? { link } : {}),
    ...(author ? { author: author.person } : {}),
    ...(author && !author.guest && isAgent(rights) ? { for: author.person } : {}),
  };
}
