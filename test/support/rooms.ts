// A major incident with a room on each chat, in channels that there are: as if its rooms had just been made.
import { clockContext, record } from '../../src/deciding.ts';
import { rooms } from '../../src/storage/tables.ts';
import { historyOf, lockTicket } from '../../src/storage/tickets.ts';
import type { Room } from '../../src/ticket/major.ts';
import { refOf, type Ticket } from '../../src/ticket/record.ts';
import { SLACK_DESK, type TestDesk } from './desk.ts';
import { ticketAbout } from './proof.ts';

export const SLACK_ROOM = 'C0GENERAL';
export const TEAMS_ROOM = '19:general@thread.tacv2';

/** Alice reports it and Dana declares it; it has no rooms yet. */
export async function declared(desk: TestDesk, words: string): Promise<Ticket> {
  await desk.onSlack('alice').types(`report ${words}`, 'C0INCIDENTS');
  await desk.settled();
  const { id, ...ticket } = await ticketAbout(desk, words);
  await desk.onSlack('dana').types(`major declare ${refOf(ticket)} because nobody can work`, SLACK_DESK);
  await desk.settled();
  return { id, ...ticket };
}

/** A room stands there from now on. */
export async function roomed(desk: TestDesk, { id }: Ticket, room: Pick<Room, 'platform' | 'channel'> & Partial<Room>) {
  const { database, desk: open } = desk.muster;
  const whole: Room = {
    ...{ kind: 'channel', name: 'room', link: null, private: false, archived: false },
    workspace: open.workspaces[room.platform] ?? '',
    ...room,
  };
  const { platform, workspace, channel, kind, private: closed } = whole;
  await database.transaction(open.organisation, async (tx, now) => {
    const row = { organisation: open.organisation, ticket: id, platform, workspace, channel, kind, private: closed };
    const intended = { name: 'room', title: 'room', mark: 'room', state: 'open' } as const;
    await tx.upsert(rooms, { ...row, ...intended }, ['organisation', 'ticket', 'platform']);
    const before = await lockTicket(tx, open.organisation, { id });
    const history = await historyOf(tx, open.organisation, id);
    const fact = { type: 'roomed', room: whole } as const;
    await record(tx, open, before ?? undefined, history, [fact], clockContext(open, now));
  });
  await desk.settled();
}

/** With a room in a channel of each chat. */
export async function incident(desk: TestDesk, words: string): Promise<Ticket> {
  const ticket = await declared(desk, words);
  await roomed(desk, ticket, { platform: 'slack', channel: SLACK_ROOM });
  await roomed(desk, ticket, { platform: 'teams', channel: TEAMS_ROOM });
  return ticket;
}
