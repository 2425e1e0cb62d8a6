// The files of a ticket: asked for by name, each with a fresh link; and the reader who knows them.
import { filesIn } from '../files/shown.ts';
import { mayRead, readable } from '../people/past.ts';
import type { Tx } from '../storage/database.ts';
import { filesOf } from '../storage/files.ts';
import { knowing } from '../storage/people.ts';
import { historyOf } from '../storage/tickets.ts';
import { peopleIn } from '../ticket/events.ts';
import { carriedBy, type Event } from '../ticket/facts.ts';
import { filesCard } from '../views/files.ts';
import type { Reader, Shown } from '../views/reader.ts';
import { type Context, person, type Query, works } from './verb.ts';

/** Every file that came with it, those that were sent in its rooms at the end. A requester is given those that they sent and those that were sent to them. */
export const files: Query = {
  name: 'files',
  aliases: ['文件'],
  does: 'read',
  who: 'party',
  ref: true,
  example: 'files INC-12',
  async answer(tx, context, _args, ticket) {
    if (!ticket) throw new Error('a verb about a ticket is called with one');
    const all = await historyOf(tx, context.organisation, ticket.id);
    const theirs = all.filter(({ type, by }) => type === 'told' || by === ticket.requester);
    if (!works(ticket, context)) return filesCard(await knowingAll(tx, context, ticket, theirs), ticket, theirs);
    const { id: me } = person(context);
    const events = readable(all, me, context.rights);
    const inRooms = (await filesOf(tx, context.organisation, ticket.id)).filter(
      ({ roomMessage, person: by, at }) => roomMessage && mayRead(all, { by, at }, me, context.rights),
    );
    const known = await knowingAll(tx, context, ticket, events, inRooms.length > 0);
    const senders = inRooms.map(({ person: sender }) => sender);
    const reader = await knowing(tx, context.organisation, known, senders);
    return filesCard(reader, ticket, events, inRooms);
  },
};

/** The reader, who knows everybody in these events, and each file with a link to it that is good from now on. */
export async function knowingAll(
  tx: Tx,
  context: Context,
  ticket: Shown,
  events: readonly Event[],
  rooms = false,
): Promise<Reader> {
  const { organisation, address } = context;
  const reader = await knowing(tx, organisation, context.reader, peopleIn(events));
  // What was written down for somebody may hold what others may not read.
  const others = events.filter(({ type, by }) => type === 'exported' && by !== context.speaker?.id).flatMap(carriedBy);
  const files = await filesIn(tx, organisation, ticket, events, { reader, address, rooms });
  return { ...reader, files: new Map([...files].filter(([id]) => !others.includes(id))) };
}
