// A major incident with a room on each chat, in channels that there are: as if its rooms had just been made.
import { clockContext, record } from '../../src/deciding.ts';
import type { Desk } from '../../src/storage/organisations.ts';
import { rooms } from '../../src/storage/tables.ts';
import { historyOf, lockTicket } from '../../src/storage/tickets.ts';
import type { Fact } from '../../src/ticket/facts.ts';
import type { Room } from '../../src/ticket/major.ts';
import type { Ticket } from '../../src/ticket/record.ts';
import { slackId, type TestDesk } from './desk.ts';
import { query, ticketAbout } from './proof.ts';

/** A desk, or a process of Muster's with what it has open. */
type Judged = Pick<TestDesk, 'slack' | 'teams'> & { readonly muster: Pick<TestDesk['muster'], 'database' | 'desk'> };

export const SLACK_ROOM = 'C0GENERAL';
export const TEAMS_ROOM = '19:general@thread.tacv2';

/** Alice reports it, and it is declared; no rooms are made for it. */
export async function declared(desk: Judged, words: string): Promise<Ticket> {
  await desk.slack.command(slackId('alice'), SLACK_ROOM, `report ${words}`);
  const { id, ...ticket } = await ticketAbout(desk, words);
  const { desk: open } = desk.muster;
  const due = new Date(Date.now() + 86_400_000).toISOString();
  // As on a desk without chats: nobody is told, and there is nowhere to make a room.
  await facts(desk, id, { ...open, workspaces: {} }, [
    { type: 'declared', how: 'declared', because: null, rule: null, roles: {}, due },
  ]);
  await query(desk, `delete from job where task ->> 'kind' = 'spread'`);
  return { id, ...ticket };
}

async function facts(desk: Judged, id: string, as: Desk, added: readonly Fact[]): Promise<void> {
  const { organisation } = as;
  await desk.muster.database.transaction(organisation, async (tx, now) => {
    const before = await lockTicket(tx, organisation, { id });
    await record(tx, as, before ?? undefined, await historyOf(tx, organisation, id), added, clockContext(as, now));
  });
}

/** A room stands there from now on. */
export async function roomed(desk: Judged, { id }: Ticket, room: Pick<Room, 'platform' | 'channel'> & Partial<Room>) {
  const { database, desk: open } = desk.muster;
  const whole: Room = {
    ...{ kind: 'channel', name: 'room', link: null, private: false, archived: false },
    workspace: open.workspaces[room.platform] ?? '',
    ...room,
  };
  const { platform, workspace, channel, kind, private: closed } = whole;
  await database.transaction(open.organisation, async (tx) => {
    const row = { organisation: open.organisation, ticket: id, platform, workspace, channel, kind, private: closed };
    const intended = { name: 'room', title: 'room', mark: 'room', state: 'open' } as const;
    await tx.upsert(rooms, { ...row, ...intended }, ['organisation', 'ticket', 'platform']);
  });
  await facts(desk, id, open, [{ type: 'roomed', room: whole }]);
}

/** With a room in a channel of each chat. */
export async function incident(desk: Judged, words: string): Promise<Ticket> {
  const ticket = await declared(desk, words);
  await roomed(desk, ticket, { platform: 'slack', channel: SLACK_ROOM });
  await roomed(desk, ticket, { platform: 'teams', channel: TEAMS_ROOM });
  return ticket;
}
