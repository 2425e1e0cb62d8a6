// What people said in the rooms of major incidents: kept with its newest words, and how far it has been taken to the other rooms.
import { In } from 'typeorm';
import type { Sent } from '../port.ts';
import type { Words } from '../ticket/marks.ts';
import type { Instant, PersonId } from '../ticket/record.ts';
import type { Tx } from './database.ts';
import { aliasesOf } from './people.ts';
import { type RoomMessageRow, roomMessages } from './tables.ts';

export type Heard = Omit<RoomMessageRow, 'id' | 'organisation' | 'heardAt' | 'carried'>;

/** The key of a copy of it in another room. */
export const roomKey = (id: string): string => `room ${id}`;

/** Keeps what was said; undefined where that message is known already. */
export async function keepRoomMessage(tx: Tx, organisation: string, said: Heard): Promise<string | undefined> {
  const { marks, ...rest } = said;
  // As it was written, to the millionth of a second: a Date would make two moments one.
  const [row] = await tx.query(
    `insert into room_message (organisation_id, ticket_id, platform, workspace, channel, message_id, root, person_id, text, marks,
         written_at, edited_at, deleted_at, link)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) on conflict do nothing returning id`,
    [
      ...[organisation, rest.ticket, rest.platform, rest.workspace, rest.channel, rest.messageId, rest.root],
      ...[rest.person, rest.text, marks ? JSON.stringify(marks) : null],
      ...[rest.writtenAt, rest.editedAt, rest.deletedAt, rest.link],
    ],
  );
  return row?.id;
}

/** The message of somebody's own that this is, whoever they are now. */
export async function roomMessageAt(
  tx: Tx,
  organisation: string,
  { platform }: { readonly platform: string },
  { channel, id: messageId }: Sent,
): Promise<RoomMessageRow | undefined> {
  const rows = await tx.findBy(roomMessages, { organisation, platform, channel, messageId });
  return (await today(tx, organisation, rows))[0];
}

/** These messages, in the order in which they were written. */
export async function roomMessagesBy(tx: Tx, organisation: string, ids: readonly string[]): Promise<RoomMessageRow[]> {
  if (ids.length === 0) return [];
  const where = { organisation, id: In([...ids]) };
  return today(tx, organisation, await tx.find(roomMessages, { where, order: { writtenAt: 'asc', id: 'asc' } }));
}

/** Whoever wrote it may be somebody else's account today. */
async function today(tx: Tx, organisation: string, rows: readonly RoomMessageRow[]): Promise<RoomMessageRow[]> {
  const aliases = rows.length > 0 ? await aliasesOf(tx, organisation) : new Map<PersonId, PersonId>();
  return rows.map((row) => ({ ...row, person: aliases.get(row.person) ?? row.person }));
}

/**
 * Gives it other words, or takes it back. Words that are older than what stands come too late, and so do those of a message that is
 * gone, unless it is `back`; then nothing changes. Returns where it has been taken, as that stands from here to the end.
 */
export async function changeRoomMessage(
  tx: Tx,
  { organisation, id }: Pick<RoomMessageRow, 'organisation' | 'id'>,
  change:
    | { readonly words: Words; readonly editedAt: Instant; readonly back: boolean }
    | { readonly deletedAt: Instant },
): Promise<readonly string[] | undefined> {
  const [rows]: [{ carried: readonly string[] }[], number] =
    'words' in change
      ? await tx.query(
          `update room_message set text = $3, marks = $4, edited_at = $5, deleted_at = null
            where organisation_id = $1 and id = $2 and (edited_at is null or edited_at < $5)
              and (deleted_at is null or $6) returning carried`,
          [organisation, id, change.words.text, marksOf(change.words), change.editedAt, change.back],
        )
      : await tx.query(
          `update room_message set deleted_at = $3 where organisation_id = $1 and id = $2 and deleted_at is null
             returning carried`,
          [organisation, id, change.deletedAt],
        );
  return rows[0]?.carried;
}

const marksOf = ({ marks }: Words): string | null => (marks ? JSON.stringify(marks) : null);

/**
 * The oldest `most` messages of these rooms that have not been taken to `platform`: from here on they have. In the order in which
 * they were written, whatever order they were heard in.
 */
export async function takeOldest(
  tx: Tx,
  organisation: string,
  ticket: string,
  { from, to, most }: { readonly from: readonly string[]; readonly to: string; readonly most: number },
): Promise<string[]> {
  // Materialised: looked for anew for each row, the limit would be none.
  const rows: { id: string }[] = await tx.query(
    `with oldest as materialized (
       select id from room_message
        where organisation_id = $1 and ticket_id = $2 and platform = any ($3) and not carried ? $4 and deleted_at is null
        order by written_at, id limit $5 for update),
     taken as (
       update room_message m set carried = carried || to_jsonb($4::text) from oldest
        where m.organisation_id = $1 and m.id = oldest.id returning m.id)
     select id from taken`,
    [organisation, ticket, from, to, most],
  );
  return rows.map(({ id }) => id);
}

/** It was not taken there after all. */
export async function leaveUntaken(
  tx: Tx,
  organisation: string,
  ids: readonly string[],
  platform: string,
): Promise<void> {
  await tx.query('update room_message set carried = carried - $3::text where organisation_id = $1 and id = any ($2)', [
    organisation,
    ids,
    platform,
  ]);
}

/** How many messages of these rooms have not been taken to `platform`. */
export async function untaken(
  tx: Tx,
  organisation: string,
  ticket: string,
  { from, to }: { readonly from: readonly string[]; readonly to: string },
): Promise<number> {
  const [row] = await tx.query(
    `select count(*)::int as count from room_message
      where organisation_id = $1 and ticket_id = $2 and platform = any ($3) and not carried ? $4 and deleted_at is null`,
    [organisation, ticket, from, to],
  );
  return row.count;
}

/**
 * Blanks what was said in the rooms of a ticket, by `person` or by anybody; `forget`: also which messages it was. What has not
 * been taken elsewhere stays where it is. Returns whose words are gone.
 */
export async function eraseRoomMessages(
  tx: Tx,
  organisation: string,
  ticket: string,
  person: PersonId | null,
  forget: boolean,
): Promise<string[]> {
  const [rows]: [{ id: string }[], number] = await tx.query(
    `update room_message set text = '[erased]', marks = null, deleted_at = coalesce(deleted_at, desk_now()),
         link = case when $4 then null else link end, message_id = case when $4 then 'erased ' || id else message_id end
      where organisation_id = $1 and ticket_id = $2 and (text <> '[erased]' or $4) and ($3::uuid is null or person_id in
        (select id from person where organisation_id = $1 and $3 in (id, same_as)))
      returning id`,
    [organisation, ticket, person, forget],
  );
  return rows.map(({ id }) => id);
}
