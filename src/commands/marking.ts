// Which message is meant to be marked: the one that has the emoji, or the one under which "mark" is said.
import type { Request } from '../port.ts';
import type { Tx } from '../storage/database.ts';
import { saidInRoom } from '../storage/room-words.ts';
import type { Args } from './verb.ts';

/** The emoji that marks what it is put on, in a room. */
export const PIN = 'pushpin';

/** The message in whose thread it was said, if somebody said that in a room. */
export async function saidUnder(tx: Tx, organisation: string, { place, said }: Request): Promise<Args> {
  const root = place.kind === 'thread' ? place.root : undefined;
  const under = ('quoted' in said ? said.quoted : undefined) ?? root;
  if (place.kind === 'direct' || under === undefined) return {};
  const { platform, workspace, channel } = place;
  return wordsAt(tx, organisation, { platform, workspace }, { channel, id: under });
}

/** A press points at no message: what a client says of one, and of whose it is, is not believed. */
export function unpointed(args: Args): Args {
  const { ref, text } = args;
  return { ...(ref === undefined ? {} : { ref }), ...(text === undefined ? {} : { text }) };
}

/** The message that has the emoji: as the chat hands it over, or as it was said in another room, where ours stands for it. */
export async function pinnedAt(tx: Tx, organisation: string, request: Request, pointed: Args): Promise<Args> {
  const { platform, workspace, said } = request;
  if (said.kind !== 'reaction') return {};
  const { message } = said;
  const known = await wordsAt(tx, organisation, { platform, workspace }, message);
  const { for: _nobody, ...own } = pointed;
  const written = message.written ? { written: message.written } : {};
  // What Muster wrote itself, but for somebody's words, is nothing that anybody said.
  const args = known.text !== undefined ? known : message.user === undefined ? {} : { ...own, ...written };
  return args.text === undefined ? {} : { ...args, pinned: 'yes' };
}

async function wordsAt(
  tx: Tx,
  organisation: string,
  at: { readonly platform: string; readonly workspace: string },
  { channel, id }: { readonly channel: string; readonly id: string },
): Promise<Args> {
  const found = await saidInRoom(tx, organisation, at, { channel, id });
  if (!found) return {};
  const { text, person, writtenAt, link, platform } = found;
  return { text, author: person, written: writtenAt, platform, from: `${channel} ${id}`, ...(link ? { link } : {}) };
}
