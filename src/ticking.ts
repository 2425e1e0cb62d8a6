// What the clock asks for, one thing at a time: with the same commands that people use, in a transaction that ends its job.
import type { Logger } from 'pino';
import { change, clockContext } from './deciding.ts';
import { Refusal } from './errors.ts';
import { reportKept } from './kept.ts';
import { part } from './parting.ts';
import { askedBy } from './ringing.ts';
import { type Database, sent, type Tx } from './storage/database.ts';
import type { Desk } from './storage/organisations.ts';
import type { Task } from './task.ts';
import type { Instant } from './ticket/record.ts';
import { gather, redraw, weigh } from './weighing.ts';

const LOCK_WAIT = 1_500; // ms

export type ClockTask = Extract<Task, { kind: 'timer' | 'kept' | 'parting' | 'weigh' | 'gather' | 'homes' }>;

/** `finish` marks the job within the same transaction. */
export async function tick(
  { database, log }: { readonly database: Database; readonly log: Logger },
  desk: Desk,
  task: ClockTask,
  finish: (tx: Tx) => Promise<void>,
): Promise<void> {
  const { organisation } = desk;
  try {
    await database.transaction(organisation, async (tx, now) => {
      // One that somebody holds is asked again later: there are few hands for what the clock wants.
      await sent(tx, `set local lock_timeout = ${LOCK_WAIT}`, []);
      await carryOut(tx, desk, task, now);
      await finish(tx);
    });
  } catch (err) {
    // Words are never lost: what cannot be reported stays, as a job that failed.
    if (!(err instanceof Refusal) || task.kind === 'kept') throw err;
    // What may not be now will not be allowed by asking again.
    log.warn({ err, kind: task.kind, organisation }, 'what the clock asked for was refused');
    await database.transaction(organisation, finish);
  }
}

async function carryOut(tx: Tx, desk: Desk, task: ClockTask, now: Instant): Promise<void> {
  if (task.kind === 'kept') return reportKept(tx, desk, task, now);
  if (task.kind === 'parting') return part(tx, desk, task, now);
  if (task.kind === 'weigh') return weigh(tx, desk, task, now);
  if (task.kind === 'gather') return gather(tx, desk, task, now);
  if (task.kind === 'homes') return redraw(tx, desk, now);
  const timer = askedBy(task);
  await change(tx, desk, timer.verb, timer.args, clockContext(desk, now), { id: timer.ticket });
}
