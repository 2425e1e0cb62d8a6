// Fills an empty desk with a week: lives it, saves it, and lets Muster post what still stands open on both chats.
import { enqueue } from '../../src/jobs/enqueue.ts';
import { madeId } from '../../src/offline/people.ts';
import { agentNames } from '../../src/policy/roles.ts';
import { placeName } from '../../src/port.ts';
import { directChats, managersOf, peopleNamed } from '../../src/storage/agents.ts';
import { type Database, type Tx, unhurried } from '../../src/storage/database.ts';
import { homesOf } from '../../src/storage/home.ts';
import type { Desk } from '../../src/storage/organisations.ts';

import { addTickets, nextNumbers } from '../../src/storage/tickets.ts';
import type { NewJob } from '../../src/task.ts';
import { homeJob } from '../../src/telling/addresses.ts';
import { type Telling, tell } from '../../src/telling/telling.ts';
import type { Instant, Kind } from '../../src/ticket/record.ts';
import type { Cast } from '../cast.ts';
import { crewOf, met } from './crew.ts';
import { type Lived, live, type Story } from './life.ts';
import { plannedWeek } from './plan.ts';

export interface Week {
  readonly tickets: number;
  /** Those that are not closed: they have cards on both chats. */
  readonly open: number;
  /** When each message that is now to be posted was said: by ticket, place and key, as `message` knows them. */
  readonly said: ReadonlyMap<string, Instant>;
}

const BATCH = 100; // tickets a statement

/** Undefined when the week is there already. Throws a sentence where the policy gives nobody to play it. */
export async function fillWeek(database: Database, desk: Desk, cast: Cast): Promise<Week | undefined> {
  const { organisation, policy } = desk;
  return database.transaction(organisation, async (tx, now) => {
    await unhurried(tx);
    // Of two who ask at once, the second waits and finds what the first has made.
    await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`${organisation} week`]);
    if (await isThere(tx, organisation)) return undefined;
    const crew = crewOf(policy, await met(tx, organisation, policy, cast, now));
    if (crew.requesters.length === 0 || !crew.groups[policy.first_level])
      throw new Error(
        `Nobody of the playground works in the first level (${policy.first_level}) of this policy: add some of them to its members.`,
      );
    const stories = plannedWeek(policy, crew, Date.parse(now));
    const numbers = await numbersFor(tx, stories);
    const lives = stories.map((story, nth) =>
      live(desk, story, { id: idOf(organisation, nth), number: numbers[story.kind].next().value ?? 0 }, now),
    );
    for (let at = 0; at < lives.length; at += BATCH) await addTickets(tx, organisation, lives.slice(at, at + BATCH));
    const open = lives.filter(({ ticket }) => ticket.phase !== 'closed');
    const { jobs, said } = posts(open, await tellingOf(tx, desk, now));
    const homes = await homesOf(
      tx,
      organisation,
      [...crew.requesters, ...Object.values(crew.groups).flat()].map(({ person }) => person.id),
      now,
    );
    await enqueue(tx, organisation, [
      ...lives.flatMap(({ timers }) => timers),
      ...jobs,
      ...homes.map((home) => homeJob(home)),
    ]);
    return { tickets: lives.length, open: open.length, said };
  });
}

const idOf = (organisation: string, nth: number) => madeId(organisation, 'week', String(nth));

async function isThere(tx: Tx, organisation: string): Promise<boolean> {
  const rows = await tx.query('select from ticket where organisation_id = $1 and id = $2', [
    organisation,
    idOf(organisation, 0),
  ]);
  return rows.length > 0;
}

/** Whether the desk has its week. */
export const isFilled = (database: Database, { organisation }: Desk): Promise<boolean> =>
  database.transaction(organisation, (tx) => isThere(tx, organisation));

async function numbersFor(tx: Tx, stories: readonly Story[]) {
  const of = async (kind: Kind) =>
    (await nextNumbers(tx, kind, stories.filter((story) => story.kind === kind).length)).values();
  return { incident: await of('incident'), request: await of('request') };
}

async function tellingOf(tx: Tx, { organisation, policy, workspaces }: Desk, now: Instant): Promise<Telling> {
  const managers = await managersOf(tx, organisation, policy);
  const agents = await peopleNamed(tx, organisation, agentNames(policy));
  const chats = new Map([...(await directChats(tx, organisation, agents)), ...managers]);
  return { policy, now, workspaces, managers: [...managers.keys()], chats };
}

/** What was told of these tickets, in the order in which it happened; a card once, as it stands now. */
function posts(lives: readonly Lived[], telling: Telling): { jobs: NewJob[]; said: Map<string, Instant> } {
  const moments = lives
    .flatMap(({ ticket, events }) => events.map((event) => ({ ticket, event })))
    .sort((one, other) => one.event.at.localeCompare(other.event.at));
  const said = new Map<string, Instant>();
  const jobs = moments.flatMap(({ ticket, event }) => {
    // A card is posted where its ticket had come by then: a group that got it later sees it later.
    const desks = event.type === 'reported' ? [event.group] : ticket.desks;
    return tell({ ...ticket, desks }, [event], telling).filter(({ task }) => {
      if (!('to' in task) || task.kind === 'digest') return false;
      // What is solved waits for its requester alone: its card and the question whether it is.
      const over = ticket.phase === 'done' && !(task.kind === 'notice' && event.type === 'resolved');
      if (over && task.kind !== 'card') return false;
      const key = nameOf(task.ticket, placeName(task.to.place), 'seq' in task ? `${task.kind} ${task.seq}` : task.kind);
      if (said.has(key)) return false;
      said.set(key, event.at);
      return true;
    });
  });
  return { jobs, said };
}

export const nameOf = (ticket: string, place: string, key: string): string => [ticket, place, key].join(' ');
