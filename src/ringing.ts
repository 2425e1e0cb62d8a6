// What the clock asks of many tickets at one moment: one transaction for all of them, which are read and written together.
import type { Logger } from 'pino';
import { verbNamed } from './commands/table.ts';
import type { Change, Context } from './commands/verb.ts';
import { change, clockContext } from './deciding.ts';
import { Refusal } from './errors.ts';
import { enqueue } from './jobs/enqueue.ts';
import { type Changed, changedBy, tellOf } from './recording.ts';
import { type Database, sent, type Tx } from './storage/database.ts';
import { homesOf } from './storage/home.ts';
import { historiesOf, lockTickets, saveTickets } from './storage/many.ts';
import type { Desk } from './storage/organisations.ts';
import type { Task } from './task.ts';
import { homeJob } from './telling/addresses.ts';
import type { FactType } from './ticket/facts.ts';
import { involved, type Ticket } from './ticket/record.ts';

export type TimerTask = Extract<Task, { kind: 'timer' }>;
export const isTimer = (task: Task): task is TimerTask => task.kind === 'timer';

type Timer = { readonly verb: Change; readonly ticket: string; readonly args: Readonly<Record<string, string>> };

/** Facts of which nothing comes but the row, the history and the jobs that tell of it. */
const ROUTINE: ReadonlySet<FactType> = new Set<FactType>(['resumed', 'nudged', 'reminded', 'closed']);
const HOMES_REST = 5_000; // ms
const LOCK_WAIT = 300; // ms

/** The verb that a timer asks for, with its arguments, as anybody would say them. Throws where only a newer version knows it. */
export function askedBy({ kind, verb: name, ticket, ...rest }: TimerTask): Timer {
  const verb = verbNamed(name);
  const args = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, String(value)]));
  if (verb?.does !== 'change') throw new Error(`this version does not know ${kind} ${name}`);
  return { verb, ticket, args };
}

/**
 * Asks all of it in one transaction, the first first; `finish` marks the jobs within it. What is refused leaves the others as they
 * are. Anything else that goes wrong is thrown, and nothing has happened: the caller asks one at a time, and finds whose fault it is.
 */
export async function ringAll(
  { database, log }: { readonly database: Database; readonly log: Logger },
  desk: Desk,
  tasks: readonly TimerTask[],
  finish: (tx: Tx) => Promise<void>,
): Promise<void> {
  const { organisation } = desk;
  const timers = tasks.map(askedBy);
  await database.transaction(organisation, async (tx, now) => {
    const context = clockContext(desk, now);
    // One that somebody holds would hold up everybody who wants one of the others.
    await sent(tx, `set local lock_timeout = ${LOCK_WAIT}`, []);
    const rows = await lockTickets(tx, organisation, [...new Set(timers.map(({ ticket }) => ticket))]);
    const histories = await historiesOf(tx, organisation, [...rows.keys()]);
    const changes = new Map<string, Changed & { readonly before: Ticket }>();
    const alone: Timer[] = [];
    for (const timer of timers) {
      const before = rows.get(timer.ticket);
      const history = histories.get(timer.ticket) ?? [];
      // The second wish about a ticket finds what the first has made of it.
      if (!before || changes.has(timer.ticket) || !isPlain(timer.verb)) alone.push(timer);
      else {
        const facts = unless(log, timer, () => timer.verb.decide(before, timer.args, context, { history }));
        if (facts.some(({ type }) => !ROUTINE.has(type))) alone.push(timer);
        else if (facts.length > 0)
          changes.set(timer.ticket, { ...changedBy(before, history, facts, { by: null, now }), before });
      }
    }
    await recordAll(tx, desk, [...changes.values()], context);
    for (const timer of alone) await askAlone(tx, desk, timer, context, log);
    await finish(tx);
  });
}

/** Whether nothing but the ticket and its history decides. */
const isPlain = ({ partner, numbers, makes, writes, weighs }: Change): boolean =>
  !(partner || numbers || makes || writes || weighs);

/** What may not be now will not be allowed by asking again. */
function unless<T>(log: Logger, { verb, ticket }: Timer, decide: () => readonly T[]): readonly T[] {
  try {
    return decide();
  } catch (err) {
    if (!(err instanceof Refusal)) throw err;
    log.warn({ err, verb: verb.name, ticket }, 'what the clock asked for was refused');
    return [];
  }
}

async function askAlone(tx: Tx, desk: Desk, timer: Timer, context: Context, log: Logger): Promise<void> {
  const { verb, args, ticket } = timer;
  try {
    await tx.transaction((savepoint) => change(savepoint, desk, verb, args, context, { id: ticket }));
  } catch (err) {
    if (!(err instanceof Refusal)) throw err;
    log.warn({ err, verb: verb.name, ticket }, 'what the clock asked for was refused');
  }
}

async function recordAll(
  tx: Tx,
  desk: Desk,
  changes: readonly (Changed & { readonly before: Ticket })[],
  { now }: Context,
): Promise<void> {
  if (changes.length === 0) return;
  const { organisation } = desk;
  await saveTickets(tx, organisation, changes);
  const jobs = await tellOf(tx, desk, changes, now);
  const concerned = new Set(changes.flatMap(({ before, after }) => [...involved(before), ...involved(after)]));
  const homes = await homesOf(tx, organisation, [...concerned], now);
  await enqueue(tx, organisation, [...jobs, ...homes.map((home) => homeJob(home, { after: now, ms: HOMES_REST }))]);
}
