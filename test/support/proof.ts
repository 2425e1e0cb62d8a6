// What the proofs ask: everything delivered by now, and whether the histories, the rows and the chats' ledgers agree.
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { moveDeskClock } from '../../src/storage/clock.ts';
import type { Database } from '../../src/storage/database.ts';
import type { MessageRow } from '../../src/storage/tables.ts';
import { messages, tickets } from '../../src/storage/tables.ts';
import { historyOf, replay } from '../../src/storage/tickets.ts';
import type { Event } from '../../src/ticket/facts.ts';
import type { Ticket } from '../../src/ticket/record.ts';
import { textsIn } from '../../src/views/reader.ts';
import { SLACK_DESK, slackId, TEAMS_DESK, type TestDesk, teamsId } from './desk.ts';

type Row = Record<string, unknown>;

/** Whom the proofs are about: both chats with their ledgers, and the database behind them. */
export type Judged = Pick<TestDesk, 'slack' | 'teams'> & {
  readonly muster: { readonly database: Database; readonly desk: { readonly organisation: string } };
};

export const REPEAT = textsIn('en').adapter.repeat;

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

/** Moves the desk's clock from retry to retry until no delivery is left; refused ones are an error. */
export async function delivered(desk: TestDesk): Promise<void> {
  for (let round = 0; round < 200; round++) {
    await desk.settled();
    // In a lane only the first may go, so it is the first ones' times that count.
    const [left] = await query(
      desk,
      `with first as (
         select distinct on (lane) run_at from job where lane is not null and state <> 'dead' order by lane, (state <> 'sending'), id)
       select (select count(*)::int from job where lane is not null) as jobs,
         (select string_agg(error, '; ') from job where state = 'dead') as dead,
         greatest(extract(epoch from (select min(run_at) from first) - desk_now()), 0)::float8 as wait`,
    );
    if (left?.dead) throw new Error(`refused for good: ${left.dead}`);
    if (left?.jobs === 0) return;
    await moveDeskClock(desk.muster.database.source, Number(left?.wait) + 0.01);
  }
  throw new Error('deliveries do not come to an end');
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

/** A message of ours that a chat was made to show, by the key it was stamped with. */
interface Post {
  readonly where: string;
  readonly stamp: string;
  /** As a possible repeat. */
  readonly marked: boolean;
}

/** What the ledgers say was posted, whatever Muster was told. */
export function postsOf({ slack, teams }: Pick<TestDesk, 'slack' | 'teams'>): Post[] {
  const inSlack = slack.ledger.applied('chat.postMessage').map(({ args }) => ({
    ...{ where: `slack ${args.channel}`, marked: JSON.stringify(args).includes(REPEAT) },
    stamp: /"key\\?":\\?"(\w+)/u.exec(JSON.stringify(args.metadata ?? ''))?.[1] ?? '',
  }));
  const inTeams = teams.ledger.calls
    .filter(
      ({ method, applied, body }) => applied && method === 'POST' && !JSON.stringify(body ?? '').includes('"n":"home.'),
    )
    .map(({ path, body = '' }) => ({
      ...{ where: `teams ${path}`, marked: JSON.stringify(body).includes(REPEAT) },
      stamp: /"muster:(\w+)"/u.exec(JSON.stringify(body))?.[1] ?? '',
    }));
  // What has no key is an answer to somebody, sent once and never queued; a Home is no ticket's.
  return [...inSlack, ...inTeams].filter(({ stamp }) => stamp !== '');
}

const told: Readonly<Partial<Record<Event['type'], (event: Event) => boolean>>> = {
  told: () => true,
  waited: () => true,
  resolved: () => true,
  resumed: (event) => event.type === 'resumed' && event.cause === 'time',
  closed: (event) => event.type === 'closed' && event.how !== 'requester',
  cancelled: () => true,
  duplicated: () => true,
  settled: () => true,
  converted: () => true,
};

/** Place and key of every message that this history must have led to, in the order in which each place has them. */
/** An agent hears in whichever of their chats they were last heard. */
const AGENT = 'an agent';
const wakesSomeone = (event: Event): boolean => event.type === 'resumed' && event.cause === 'time';
const whereOf = ({ place, key }: MessageRow): string => (key.startsWith('word ') ? AGENT : place);

function messagesFor(desk: Judged, ticket: Ticket, events: readonly Event[]): string[] {
  const { teamId } = desk.slack.world;
  const { tenantId } = desk.teams.world;
  const { platform, workspace, user } = ticket.source;
  const triage = [`slack ${teamId} ${SLACK_DESK}`, `teams ${tenantId} ${TEAMS_DESK}`];
  const lines = (place: string) =>
    events
      .slice(1)
      .filter((event) => !('origin' in event && event.origin && place.endsWith(` ${event.origin.channel}`)))
      .map(({ seq }) => `line ${seq}`);
  const notices = events
    .filter((event) => event.by !== ticket.requester && told[event.type]?.(event))
    .map(({ seq }) => `notice ${seq}`);
  return [
    ...triage.flatMap((place) => ['card', 'opening', ...lines(place)].map((key) => `${place} ${key}`)),
    ...['card', ...notices].map((key) => `${platform} ${workspace} ${user} ${key}`),
    ...events
      .filter((event) => ticket.assignee !== null && wakesSomeone(event))
      .map(({ seq }) => `${AGENT} word ${seq}`),
  ];
}

const rank = ({ key }: MessageRow): number =>
  key === 'card' ? -1 : key === 'opening' ? 0 : Number(key.replace(/\D+/u, ''));

/** Forgets what was posted so far, so that the next proof is about what follows. */
export function clearLedgers({ slack, teams }: TestDesk): void {
  slack.ledger.clear();
  teams.ledger.calls.length = 0;
}

/**
 * Every message that the histories of `about` ask for stands once, in order within its place, and nothing else was posted
 * since the ledgers were cleared. Where nothing can be looked for, in the direct chats of Teams unless told, further copies are
 * marked as possible repeats.
 */
export async function expectEachMessageOnce(
  desk: Judged,
  about: readonly Ticket[],
  unsearchable = /^teams .*\/a:/u,
): Promise<void> {
  const { organisation } = desk.muster.desk;
  const rows: MessageRow[] = [];
  for (const ticket of about) {
    const own = await desk.muster.database.transaction(organisation, (tx) =>
      tx.findBy(messages, { organisation, ticket: ticket.id }),
    );
    own.sort((one, other) => rank(one) - rank(other));
    const wanted = messagesFor(desk, ticket, await eventsOf(desk, ticket.id));
    expect(own.map((row) => `${whereOf(row)} ${row.key}`).sort()).toEqual(wanted.sort());
    for (const place of new Set(own.map((row) => row.place))) {
      const ids = own.filter((row) => row.place === place).map(({ messageId }) => Number(messageId));
      expect(ids).toEqual([...ids].sort((one, other) => one - other));
    }
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
