// What the proofs ask: everything delivered by now, and whether the histories, the rows and the chats' ledgers agree.
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { type Place, placeName } from '../../src/port.ts';
import { moveDeskClock } from '../../src/storage/clock.ts';
import type { Database } from '../../src/storage/database.ts';
import { type MessageRow, messages, tickets } from '../../src/storage/tables.ts';
import { historyOf, replay } from '../../src/storage/tickets.ts';
import type { Event } from '../../src/ticket/facts.ts';
import type { Ticket } from '../../src/ticket/record.ts';
import { SLACK_DESK, slackId, TEAMS_DESK, type TestDesk, teamsId } from './desk.ts';
import { messagesFor, postsOf, rank, whereOf } from './proof-posts.ts';

type Row = Record<string, unknown>;

/** Whom the proofs are about: both chats with their ledgers, and the database behind them. */
export type Judged = Pick<TestDesk, 'slack' | 'teams'> & {
  readonly muster: { readonly database: Database; readonly desk: { readonly organisation: string } };
};

/** Rows of a query, seen as the desk's own organisation. */
export const query = (desk: Judged, sql: string, ...values: unknown[]): Promise<Row[]> =>
  desk.muster.database.transaction(desk.muster.desk.organisation, (tx) => tx.query(sql, values));

/** Waits until `look` finds something, at most `ms` milliseconds. */
export async function until<T>(look: () => T | Promise<T>, ms = 5_000): Promise<NonNullable<T>> {
  const end = Date.now() + ms;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) throw new Error(`nothing after ${ms} ms: ${look}`);
    await sleep(20);
  }
}

/**
 * Moves the desk's clock from retry to retry until no delivery is left; what a chat refuses for good is an error unless `refusals`
 * are allowed.
 */
export async function delivered(desk: TestDesk, { refusals = false } = {}): Promise<void> {
  for (let round = 0; round < 200; round++) {
    await desk.settled();
    // In a lane only the first may go, so it is the first ones' times that count.
    const [left] = await query(
      desk,
      `with first as (
         select distinct on (lane) run_at from job where lane is not null and state <> 'dead' order by lane, (state <> 'sending'), id)
       select (select count(*)::int from job where lane is not null and state <> 'dead') as jobs,
         (select string_agg(error, '; ') from job where state = 'dead') as dead,
         (select array_agg(array[id, attempts]) from job where state = 'sending' and leased_until > clock_timestamp()) as leased,
         greatest(extract(epoch from (select min(run_at) from first) - desk_now()), 0)::float8 as wait`,
    );
    if (left?.dead && !refusals) throw new Error(`refused for good: ${left.dead}`);
    if (left?.jobs === 0) return;
    if (left?.leased) await endLeases(desk, left.leased as [number, number][]);
    await moveDeskClock(desk.muster.database.source, Number(left?.wait) + 0.01);
  }
  throw new Error('deliveries do not come to an end');
}

/** Leases run in real time: those of jobs that nobody is at, since their claim was lost on the way, run out here and now. */
async function endLeases(desk: TestDesk, leased: readonly [id: number, attempts: number][]): Promise<void> {
  await desk.settled();
  for (const values of leased)
    await query(
      desk,
      `update job set leased_until = now() where id = $1 and attempts = $2 and state = 'sending'`,
      ...values,
    );
}

export async function ticketRows(desk: Judged): Promise<Ticket[]> {
  const { organisation } = desk.muster.desk;
  return desk.muster.database.transaction(organisation, (tx) => tx.findBy(tickets, { organisation }));
}

/** Finds the one ticket whose description has these words. */
export async function ticketAbout(desk: Judged, words: string): Promise<Ticket> {
  const found = (await ticketRows(desk)).filter(({ description }) => description.includes(words));
  expect(found.map(({ description }) => description)).toHaveLength(1);
  const [ticket] = found;
  if (!ticket) throw new Error(`no ticket is about ${words}`);
  return ticket;
}

export const eventsOf = (desk: Judged, ticket: string): Promise<Event[]> => {
  const { organisation } = desk.muster.desk;
  return desk.muster.database.transaction(organisation, (tx) => historyOf(tx, organisation, ticket));
};

/** Every history, folded, is its row, and no event is missing from it. */
export async function expectHistoriesToHold(desk: Judged, about?: readonly Ticket[]): Promise<void> {
  const { organisation } = desk.muster.desk;
  for (const row of about ?? (await ticketRows(desk))) {
    const [events, folded] = await desk.muster.database.transaction(organisation, async (tx) => [
      await historyOf(tx, organisation, row.id),
      await replay(tx, organisation, row.id),
    ]);
    expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: row.version }, (_, index) => index + 1));
    expect(row).toMatchObject({ ...folded });
  }
}

/** Forgets what was posted so far, so that the next proof is about what follows. */
export function clearLedgers({ slack, teams }: TestDesk): void {
  slack.ledger.clear();
  teams.ledger.calls.length = 0;
}

/** The messages about a ticket that a chat refused for good, as `messagesFor` names them. */
async function refusedFor(desk: Judged, { id }: Ticket): Promise<string[]> {
  const rows = await query(desk, `select task from job where state = 'dead' and task ->> 'ticket' = $1`, id);
  return rows.map(({ task }) => {
    const { kind, seq, to, channel } = task as { kind: string; seq?: number; channel?: string; to: { place: Place } };
    const key = [kind, seq ?? channel].filter((part) => part != null).join(' ');
    return `${whereOf({ place: placeName(to.place), key })} ${key}`;
  });
}

const isAboutRefusal = (name: string): boolean => / undelivered( |$)/u.test(name);

/**
 * Every message that the histories of `about` ask for stands once, in order within its place, and nothing else was posted
 * since the ledgers were cleared. Where nothing can be looked for, in the direct chats of Teams unless told, further copies are
 * marked as possible repeats. What a chat refused for good stands nowhere, and somebody is told.
 */
export async function expectEachMessageOnce(
  desk: Judged,
  about: readonly Ticket[],
  unsearchable = /^teams .*\/a:/u,
): Promise<void> {
  const { organisation } = desk.muster.desk;
  const rows: MessageRow[] = [];
  for (const ticket of about) {
    const remembered = await desk.muster.database.transaction(organisation, (tx) =>
      tx.findBy(messages, { organisation, ticket: ticket.id }),
    );
    // Where people said it themselves, nothing of ours stands.
    const own = remembered.filter(({ key }) => !key.startsWith('said '));
    const refused = await refusedFor(desk, ticket);
    const wanted = messagesFor(desk, ticket, await eventsOf(desk, ticket.id)).filter((name) => !refused.includes(name));
    const names = own.map((row) => `${whereOf(row)} ${row.key}`);
    expect(names.filter((name) => !isAboutRefusal(name)).sort()).toEqual(wanted.sort());
    expect([...names, ...refused].some(isAboutRefusal)).toBe(refused.length > 0);
    expectOrder(own.filter(({ key }) => !isAboutRefusal(` ${key}`)));
    rows.push(...own);
  }
  for (const { platform, channel, messageId } of rows) expect(stands(desk, platform, channel, messageId)).toBe(true);
  const posts = postsOf(desk);
  expect(new Set(posts.map(({ stamp }) => stamp)).size).toBe(rows.length);
  const seen = new Set<string>();
  for (const { stamp, marked, where } of posts) {
    if (!unsearchable.test(where) && (marked || seen.has(stamp))) throw new Error(`${where} has ${stamp} as a repeat`);
    if (seen.has(stamp) && !marked) throw new Error(`${where} has ${stamp} twice, and the second is not marked`);
    seen.add(stamp);
  }
}

function expectOrder(rows: readonly MessageRow[]): void {
  const sorted = [...rows].sort((one, other) => rank(one) - rank(other));
  for (const place of new Set(rows.map((row) => row.place))) {
    const ids = sorted.filter((row) => row.place === place).map(({ messageId }) => Number(messageId));
    expect(ids).toEqual([...ids].sort((one, other) => one - other));
  }
}

/** Nothing is lost, nothing stands twice, each place has its order, and each history is its row: what is to be so whatever happened. */
export async function expectAllToHold(desk: Judged, about?: readonly Ticket[]): Promise<void> {
  const rows = await ticketRows(desk);
  const all = about ? rows.filter(({ id }) => about.some((one) => one.id === id)) : rows;
  await expectHistoriesToHold(desk, all);
  await expectEachMessageOnce(desk, all);
}

function stands({ slack, teams }: Judged, platform: string, channel: string, id: string): boolean {
  if (platform === 'slack') return slack.channel(channel).messages.some(({ ts }) => ts === id);
  return teams.messages(channel).some((message) => message.id === id);
}

export const typesOf = async (desk: Judged, { id }: Pick<Ticket, 'id'>) =>
  (await eventsOf(desk, id)).map(({ type }) => type);

/** Every private answer that this person has in the channels of either chat, as it is drawn. */
export const answersOf = ({ slack, teams }: Judged, name: string): string[] => [
  ...slack.ephemerals(slackId(name)).map((each) => JSON.stringify(each)),
  ...teams
    .targeted(teamsId(name))
    .filter(({ from }) => from !== teamsId(name))
    .map((each) => JSON.stringify(each)),
];

/** The ticket's card in the agents' channel of that chat. */
export function cardAt(desk: TestDesk, chat: 'onSlack' | 'onTeams', ref: string): { at: string; id: string } {
  const at = chat === 'onSlack' ? SLACK_DESK : TEAMS_DESK;
  const card = desk[chat]('bob')
    .sees(at)
    .find(({ text }) => text.includes(`${ref} `));
  if (!card) throw new Error(`no card of ${ref}`);
  return { at, id: card.id };
}
