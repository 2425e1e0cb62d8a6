// Plain words of a direct chat that nobody has placed yet: kept, asked about, and never lost.
import { report } from './commands/requester.ts';
import { type Args, type Carried, type Context, person, wordsOr } from './commands/verb.ts';
import { clockContext, contextOf, create } from './deciding.ts';
import { Refusal } from './errors.ts';
import { enqueue, take } from './jobs/enqueue.ts';
import type { Reply } from './port.ts';
import { speakerOf } from './speaking.ts';
import type { Tx } from './storage/database.ts';
import type { Desk } from './storage/organisations.ts';
import { ticketsOf } from './storage/tickets.ts';
import type { Task } from './task.ts';
import type { Instant } from './ticket/record.ts';
import { keptCard } from './views/lists.ts';

const KEPT_FOR = 600_000; // ms; then they go to the service desk by themselves
export type KeptTask = Extract<Task, { kind: 'kept' }>;

const keptKey = (context: Context): string => `kept ${person(context).id}`;

/** Keeps words with those that wait already, and asks what they are about. What could not be reported is refused now. */
export async function keep(tx: Tx, desk: Desk, context: Context, said: string): Promise<Reply> {
  if (!context.source) throw new Error('words come from somewhere');
  const key = keptKey(context);
  const earlier = (await take(tx, desk.organisation, key)) as KeptTask | undefined;
  const files = [...(earlier?.files ?? []), ...context.files];
  const both = [earlier?.text, said].filter(Boolean).join('\n');
  const words = wordsOr({ text: both }, 'text', report.example, files);
  const task: KeptTask = {
    kind: 'kept',
    person: person(context).id,
    text: words,
    source: context.source,
    origin: context.origin,
    ...(files.length > 0 ? { files } : {}),
  };
  await enqueue(tx, desk.organisation, [
    { key, runAt: new Date(Date.parse(context.now) + KEPT_FOR).toISOString(), task },
  ]);
  const own = await ticketsOf(tx, desk.organisation, task.person, context.now, 5);
  const open = own.filter(({ phase }) => phase !== 'closed');
  return {
    kind: 'card',
    card: keptCard(context.reader, [words, ...files.map(({ name }) => `📎 ${name}`)].join('\n').trim(), 'yes', open),
  };
}

/** The kept words have found their place: they become the verb's, with their files. Whoever presses takes only their own. */
export async function placed(
  tx: Tx,
  desk: Desk,
  context: Context,
  args: Args,
): Promise<{ readonly args: Args; readonly files: readonly Carried[] }> {
  const task = (await take(tx, desk.organisation, keptKey(context))) as KeptTask | undefined;
  if (!task) throw new Refusal('kept-gone');
  return { args: { ...args, text: task.text }, files: task.files ?? [] };
}

/** Nobody placed them: they are reported in the name of whoever said them. */
export async function reportKept(tx: Tx, desk: Desk, task: KeptTask, now: Instant): Promise<void> {
  const speaking = await speakerOf(tx, desk, task.source, undefined, now, '');
  const { source, origin, files = [] } = task;
  const context = { ...clockContext(desk, now), ...contextOf(speaking), source, origin, files };
  await create(tx, desk, report, { text: task.text }, context);
}
