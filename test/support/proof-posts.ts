// What the chats were made to show, by their ledgers, and what a ticket's history asks them to show.
import type { MessageRow } from '../../src/storage/tables.ts';
import type { Event } from '../../src/ticket/facts.ts';
import type { Ticket } from '../../src/ticket/record.ts';
import { textsIn } from '../../src/views/reader.ts';
import { SLACK_DESK, TEAMS_DESK, type TestDesk } from './desk.ts';

export type Chats = Pick<TestDesk, 'slack' | 'teams'>;

export const REPEAT = textsIn('en').adapter.repeat;

/** A message of ours that a chat was made to show, by the key it was stamped with. */
export interface Post {
  readonly where: string;
  readonly stamp: string;
  /** As a possible repeat. */
  readonly marked: boolean;
}

/** What the ledgers say was posted, whatever Muster was told. */
export function postsOf({ slack, teams }: Chats): Post[] {
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

/** An agent hears in whichever of their chats they were last heard. */
const AGENT = 'an agent';
const wakesSomeone = (event: Event): boolean => event.type === 'resumed' && event.cause === 'time';
export const whereOf = ({ place, key }: Pick<MessageRow, 'place' | 'key'>): string =>
  key.startsWith('word ') ? AGENT : place;

/** Place and key of every message that this history must have led to, in the order in which each place has them. */
export function messagesFor(desk: Chats, ticket: Ticket, events: readonly Event[]): string[] {
  const { teamId } = desk.slack.world;
  const { tenantId } = desk.teams.world;
  const { platform, workspace, user } = ticket.source;
  const triage = [`slack ${teamId} ${SLACK_DESK}`, `teams ${tenantId} ${TEAMS_DESK}`];
  const lines = (place: string) =>
    events
      .slice(1)
      .filter(
        (event) =>
          !('origin' in event && event.origin && !event.origin.elsewhere && place.endsWith(` ${event.origin.channel}`)),
      )
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

export const rank = ({ key }: MessageRow): number =>
  key === 'card' ? -1 : key === 'opening' ? 0 : Number(key.replace(/\D+/u, ''));
