// What is said in a room of a major incident: kept as conversation, taken to the other rooms, followed when its author changes it.
import { takeIn, tieToRoom } from './carrying.ts';
import { roomOf, wordsToCarry } from './commands/rooms.ts';
import { type Context, clean, LONGEST, person } from './commands/verb.ts';
import { enqueue } from './jobs/enqueue.ts';
import { takeRoomFiles } from './jobs/remove.ts';
import type { Request, Spoken } from './port.ts';
import type { Tx } from './storage/database.ts';
import type { Desk } from './storage/organisations.ts';
import { changeRoomMessage, type Heard, keepRoomMessage, roomMessageAt } from './storage/room-messages.ts';
import type { RoomRow } from './storage/tables.ts';
import { shareTicket } from './storage/tickets.ts';
import { otherSides, redrawing, slot } from './telling/bridge.ts';
import { cropped, lookOf, type Words } from './ticket/marks.ts';
import type { Ticket } from './ticket/record.ts';

/** Keeps what somebody said, with what came with it, and lets each other room have one message more. */
export async function hear(tx: Tx, desk: Desk, request: Request, room: RoomRow, said: Words, context: Context) {
  const { message } = request;
  const ticket = message && (await shareTicket(tx, desk.organisation, room.ticket));
  if (!message || !ticket) return;
  const id = await kept(tx, desk, ticket, heard(request, room, wordsOf(said), context));
  // Its author changed it, or took it back, and that was heard first.
  const known = id === undefined ? await roomMessageAt(tx, desk.organisation, request, message) : undefined;
  if (known?.deletedAt) return;
  const files = await takeIn(tx, desk, request, context);
  await enqueue(
    tx,
    desk.organisation,
    await tieToRoom(tx, desk, ticket, files, { platform: room.platform, id: id ?? known?.id ?? '' }),
  );
}

/** Whether this was a message of a room. Its copies follow: newest words, or that its author took it back. */
export async function followInRoom(tx: Tx, desk: Desk, request: Request, context: Context): Promise<boolean> {
  const { said, message } = request;
  if (!message || (said.kind !== 'edited' && said.kind !== 'deleted')) return false;
  const before = await roomMessageAt(tx, desk.organisation, request, message);
  if (!before) return overtaking(tx, desk, request, context);
  if (before.person !== context.speaker?.id) return true;
  const ticket = await shareTicket(tx, desk.organisation, before.ticket);
  const carried = await changeRoomMessage(
    tx,
    before,
    said.kind === 'deleted'
      ? { deletedAt: context.now }
      : { words: wordsOf(newWords(said.now)), editedAt: said.written, back: said.back === true },
  );
  if (!ticket || !carried) return true;
  if (said.kind === 'deleted') await takeRoomFiles(tx, desk.organisation, ticket.id, before.id);
  const sides = otherSides(ticket, before.platform, desk);
  const jobs = sides.flatMap((to) => {
    if (carried.includes(to.place.platform)) return [redrawing(ticket, before.id, to)];
    // What is back, and went nowhere before it was gone, has no place in the lane any more.
    return before.deletedAt && said.kind === 'edited' ? [slot(ticket, to)] : [];
  });
  await enqueue(tx, desk.organisation, jobs);
  return true;
}

/** A change that is heard before what it changes: that will come too late. */
async function overtaking(tx: Tx, desk: Desk, request: Request, context: Context): Promise<boolean> {
  const { said } = request;
  const room = await roomOf(tx, desk.organisation, request.place);
  const ticket = room && (await shareTicket(tx, desk.organisation, room.ticket));
  if (!ticket) return false;
  if (said.kind === 'edited' && said.now.kind === 'message') {
    const first = heard(request, room, wordsOf(said.now), context);
    await kept(tx, desk, ticket, { ...first, editedAt: said.written });
  }
  if (said.kind === 'deleted')
    await keepRoomMessage(tx, desk.organisation, {
      ...heard(request, room, { text: '' }, context),
      deletedAt: context.now,
    });
  return true;
}

/** With a place in the lane of each other room. */
async function kept(tx: Tx, desk: Desk, ticket: Ticket, said: Heard): Promise<string | undefined> {
  const id = await keepRoomMessage(tx, desk.organisation, said);
  const sides = id === undefined ? [] : otherSides(ticket, said.platform, desk);
  await enqueue(
    tx,
    desk.organisation,
    sides.map((to) => slot(ticket, to)),
  );
  return id;
}

function heard({ place, said, message }: Request, room: RoomRow, words: Words, context: Context): Heard {
  if (!message) throw new Error('what is said in a room is a message');
  const spoken = said.kind === 'edited' ? said.now : said;
  const quoted = spoken.kind === 'message' ? spoken.quoted : undefined;
  const thread = place.kind === 'thread' && room.kind === 'channel' ? place.root : undefined;
  const { platform, workspace } = room;
  return {
    ...{ ticket: room.ticket, platform, workspace, channel: message.channel, messageId: message.id },
    ...{ root: quoted ?? thread ?? null, person: person(context).id, text: words.text, marks: words.marks ?? null },
    ...{ writtenAt: message.written ?? context.now, editedAt: null, deletedAt: null, link: message.link ?? null },
  };
}

const newWords = (now: Spoken): Words => (now.kind === 'command' ? (wordsToCarry(now) ?? now) : now);

/** Without what no database stores, with the look that they had, and not endless. */
function wordsOf(said: Words): Words {
  const text = clean(said.text).trim();
  return cropped({ text, ...lookOf(said, text) }, 0, Math.min(text.length, LONGEST));
}
