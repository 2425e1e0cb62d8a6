// What someone means: a gesture becomes a command, words to keep, or nothing. The conversation rules live here.
import { Refusal } from '../errors.ts';
import type { Rights } from '../people/person.ts';
import { isAgent } from '../people/person.ts';
import type { Request } from '../port.ts';
import type { Tx } from '../storage/database.ts';
import { inChannel, isLeft, messageAt } from '../storage/messages.ts';
import type { RoomRow } from '../storage/tables.ts';
import type { Origin } from '../ticket/facts.ts';
import type { Words } from '../ticket/marks.ts';
import { parseRef } from '../ticket/record.ts';
import { onBehalf, pointedAt } from './behalf.ts';
import { PIN, pinnedAt, saidUnder, unpointed } from './marking.ts';
import { addressed } from './naming.ts';
import { type Command, exactCommand, parse } from './parse.ts';
import { roomOf, wordsToCarry } from './rooms.ts';
import { verbNamed } from './table.ts';
import { type Args, type Context, clean } from './verb.ts';

export type Intent =
  /** `about`: the id of the ticket that the place belongs to, for when the words name none. */
  | { readonly kind: 'command'; readonly command: Command; readonly about: string | null; readonly form: boolean }
  | { readonly kind: 'menu' }
  | { readonly kind: 'keep'; readonly text: string }
  /** Conversation in a room of a major incident: for everybody in its rooms. */
  | { readonly kind: 'room'; readonly room: RoomRow; readonly words: Words }
  | { readonly kind: 'nothing' };

/** Reads a request. `tx` is asked which ticket a thread or a quoted message belongs to. */
export async function understand(
  tx: Tx,
  organisation: string,
  request: Request,
  { rights, reader }: Pick<Context, 'rights' | 'reader'>,
): Promise<Intent> {
  const { said } = request;
  switch (said.kind) {
    case 'changed':
    case 'regrouped':
      return { kind: 'nothing' };
    case 'hello':
    case 'home': {
      const verb = verbNamed('home');
      if (!verb) throw new Error('the table has home');
      return { kind: 'command', command: { verb, args: {} }, about: null, form: false };
    }
    case 'press':
    case 'submit': {
      const verb = verbNamed(said.verb);
      if (!verb) throw new Refusal('bad-request');
      const args = verb.name === 'mark' ? unpointed(strings(said.args)) : strings(said.args);
      const form =
        said.kind === 'press' &&
        (args.form === 'yes' ||
          (verb.needs !== undefined &&
            !args[verb.needs] &&
            !args.kept &&
            !args[verb.unless ?? ''] &&
            !(verb.carries && args.from)));
      return { kind: 'command', command: { verb, args }, about: null, form };
    }
    case 'shortcut': {
      const verb = verbNamed(said.verb);
      if (!verb) throw new Refusal('bad-request');
      const args = await pointedAt(tx, organisation, request, rights);
      return { kind: 'command', command: { verb, args }, about: null, form: true };
    }
    case 'reaction': {
      if (said.emoji === PIN) return pinned(tx, organisation, request, rights);
      const verb = verbNamed('report');
      if (!verb || said.emoji !== reader.policy.intake.emoji) return { kind: 'nothing' };
      const args = await pointedAt(tx, organisation, request, rights);
      return { kind: 'command', command: { verb, args }, about: null, form: false };
    }
    case 'command': {
      const words = await forRoom(tx, organisation, request, reader.command);
      if (words) return words;
      const typed = parse(clean(said.text), reader.command);
      if (typed === 'menu') return { kind: 'menu' };
      const naming = { organisation, rights, reader, request };
      const named = await addressed(tx, await onBehalf(tx, organisation, typed, rights), naming);
      const parsed = await pointing(tx, organisation, named, request);
      const standing = await ticketOf(tx, organisation, request);
      if (standing?.left && parsed.verb.ref && !parsed.args.ref) throw new Refusal('left-thread');
      const about = standing && !standing.left ? standing.ticket : null;
      return { kind: 'command', command: parsed, about, form: wantsForm(parsed, said.files) };
    }
    case 'message': {
      const room = await roomOf(tx, organisation, request.place);
      if (room) return { kind: 'room', room, words: said };
      const standing = await ticketOf(tx, organisation, request);
      if (standing && !standing.spread) return conversation(standing, said.text, rights);
      const { place } = request;
      if (place.kind === 'channel' || (place.kind === 'thread' && !place.user)) return { kind: 'nothing' };
      const typed = exactCommand(clean(said.text), { rights, reader });
      const naming = { organisation, rights, reader, request };
      const parsed = typed && (await addressed(tx, await onBehalf(tx, organisation, typed, rights), naming));
      if (parsed) return { kind: 'command', command: parsed, about: null, form: wantsForm(parsed, said.files) };
      const text = clean(said.text).trim();
      return text === '' && !said.files?.length ? { kind: 'menu' } : { kind: 'keep', text };
    }
    case 'edited':
    case 'deleted':
      // Nothing is asked for anew: what was said before follows.
      return { kind: 'nothing' };
  }
}

/** The pin, put by an agent on what was said in a room; anywhere else it is nobody's business. */
async function pinned(tx: Tx, organisation: string, request: Request, rights: Rights): Promise<Intent> {
  const verb = verbNamed('mark');
  const room = isAgent(rights) && (await roomOf(tx, organisation, request.place));
  const pointed = room ? await pointedAt(tx, organisation, request, rights) : {};
  const args = await pinnedAt(tx, organisation, request, pointed);
  if (!verb || !room || args.text === undefined) return { kind: 'nothing' };
  return { kind: 'command', command: { verb, args }, about: room.ticket, form: false };
}

/** "mark" without words means the message that it is said under. */
async function pointing(tx: Tx, organisation: string, command: Command, request: Request): Promise<Command> {
  if (command.verb.name !== 'mark' || command.args.text) return command;
  return { ...command, args: { ...command.args, ...(await saidUnder(tx, organisation, request)) } };
}

/** Typed without the words that the verb's form would ask for, and without a file that says as much. */
function wantsForm({ verb, args }: Command, files: readonly unknown[] = []): boolean {
  if (verb.form === undefined || verb.wordless || (verb.carries && files.length > 0)) return false;
  if (verb.rest === undefined) return (verb.keys ?? []).every((key) => !args[key]);
  return !args[verb.rest] && !args.off;
}

interface Standing {
  readonly ticket: string;
  /** In the requester's own chat, not in the agents' thread. */
  readonly direct: boolean;
  /** It is the card of the question with this number. */
  readonly question?: string;
  /** The ticket does not stand there any more. */
  readonly left: boolean;
  /** It is news of a major incident, told to many whose ticket it is not: what they answer is about something of their own. */
  readonly spread?: true;
}

/** Plain words: the requester's go to the desk, an agent's in the agents' thread stay inside or answer the question there, a bystander's are not ours. */
function conversation(standing: Standing, text: string, rights: Rights): Intent {
  const { question } = standing;
  const name = question ? 'answer' : standing.direct ? 'add' : 'note';
  const verb = verbNamed(name);
  if (!verb || (name !== 'add' && !isAgent(rights))) return { kind: 'nothing' };
  if (standing.left) throw new Refusal('left-thread');
  const args = { text, ...(question ? { of: question } : {}) };
  return { kind: 'command', command: { verb, args }, about: standing.ticket, form: false };
}

async function ticketOf(
  tx: Tx,
  organisation: string,
  { place, said, message }: Request,
): Promise<Standing | undefined> {
  const quoted = said.kind === 'message' ? said.quoted : undefined;
  const root = quoted ?? (place.kind === 'thread' ? place.root : undefined);
  const channel = place.kind === 'direct' ? message?.channel : place.channel;
  const row = root === undefined ? null : await messageAt(tx, organisation, place, root, channel);
  const room = row ? undefined : await roomOf(tx, organisation, place);
  if (room) return { ticket: room.ticket, direct: false, left: false };
  const question = row && /^question (\d+)$/u.exec(row.key)?.[1];
  if (!row) return undefined;
  const spread = row.key.startsWith('update ') ? { spread: true as const } : {};
  return {
    ticket: row.ticket,
    direct: !inChannel(row),
    left: isLeft(row),
    ...(question ? { question } : {}),
    ...spread,
  };
}

/**
 * An @mention in a room that is words for everybody there: "say …", or what begins with no verb and nothing that looks like one.
 * Where a chat lets a bot hear nothing else, there is no other way; a slash command stands in no message, and stays one.
 */
async function forRoom(
  tx: Tx,
  organisation: string,
  { place, said, message }: Request,
  command: string,
): Promise<Intent | undefined> {
  if (said.kind !== 'command' || !message) return undefined;
  const meant = wordsToCarry(said);
  const words = meant ?? (beginsWithVerb(said.text, command) ? undefined : said);
  const room = words && (await roomOf(tx, organisation, place));
  // Where plain words are heard nobody has to mention Muster to be heard: it was meant as a command, and is refused as one.
  return room && (meant || room.deaf) ? { kind: 'room', room, words } : undefined;
}

function beginsWithVerb(text: string, command: string): boolean {
  try {
    parse(clean(text), command);
    return true;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return error.code !== 'unknown-verb' || error.facts.near !== undefined;
  }
}

/** Where the words were said, so that they are not said there again. */
export function originOf({ platform, workspace, message }: Request): Origin | null {
  return message ? { platform, workspace, channel: message.channel, message: message.id } : null;
}

/** What came in from outside as arguments: only short strings by short names, whatever a client may have sent. */
function strings(args: Readonly<Record<string, unknown>>): Args {
  return Object.fromEntries(
    Object.entries(args).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[0].length <= 40,
    ),
  );
}

export const named = (args: Args, about: string | null) =>
  args.ref === undefined ? (about ? { id: about } : undefined) : parseRef(args.ref);
