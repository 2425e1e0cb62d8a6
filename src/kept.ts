// Plain words of a direct chat that nobody has placed yet: kept, asked about, and never lost.
import { report } from './commands/requester.ts';
import { type Carried, type Context, person, wordsOr } from './commands/verb.ts';
import { clockContext, contextOf, create } from './deciding.ts';
import { Refusal } from './errors.ts';
import { enqueue, planned, take } from './jobs/enqueue.ts';
import type { Reply, Sent } from './port.ts';
import { speakerOf } from './speaking.ts';
import type { Tx } from './storage/database.ts';
import { ticketsOf } from './storage/lists.ts';
import type { Desk } from './storage/organisations.ts';
import type { Task } from './task.ts';
import { joined, lookOf, marked, type Words } from './ticket/marks.ts';
import type { Instant } from './ticket/record.ts';
import { keptCard } from './views/lists.ts';

const KEPT_FOR = 600_000; // ms; then they go to the service desk by themselves
export type KeptTask = Extract<Task, { kind: 'kept' }>;

const keptKey = (context: Context): string => `kept ${person(context).id}`;

/** Keeps words with those that wait already, and asks what they are about. What could not be reported is refused now. */
export async function keep(tx: Tx, desk: Desk, context: Context, said: string): Promise<Reply> {
  const earlier = (await take(tx, desk.organisation, keptKey(context))) as KeptTask | undefined;
  // A file that came alone has no words to follow.
  const now = said === '' ? [] : [{ text: said, ...lookOf(context.said, said), origin: context.origin }];
  const files = [...(earlier?.files ?? []), ...context.files];
  return ask(tx, desk, context, [...(earlier?.words ?? []), ...now], files);
}

/** The message was changed, or is gone (null): what waits of it follows, and is asked about again. */
export async function amendKept(
  tx: Tx,
  desk: Desk,
  context: Context,
  { channel, id }: Sent,
  now: Words | null | undefined,
): Promise<Reply> {
  const key = keptKey(context);
  const isIt = ({ origin }: KeptTask['words'][number]) => origin?.channel === channel && origin.message === id;
  const before = ((await planned(tx, desk.organisation, key)) as KeptTask | undefined)?.words.find(isIt);
  if (!before || now === undefined || now?.text === before.text) return { kind: 'nothing' };
  const task = (await take(tx, desk.organisation, key)) as KeptTask | undefined;
  const words = (task?.words ?? []).flatMap((each) =>
    isIt(each) ? (now ? [{ ...now, origin: each.origin }] : []) : [each],
  );
  const files = task?.files ?? [];
  return words.length + files.length > 0 ? ask(tx, desk, context, words, files) : { kind: 'nothing' };
}

async function ask(
  tx: Tx,
  desk: Desk,
  context: Context,
  words: KeptTask['words'],
  files: readonly Carried[],
): Promise<Reply> {
  if (!context.source) throw new Error('words come from somewhere');
  const all = joined(words);
  // Refused now if they could not be reported.
  wordsOr({ text: all.text }, 'text', report.example, files);
  const carried = files.length > 0 ? { files } : {};
  const task: KeptTask = { kind: 'kept', person: person(context).id, words, source: context.source, ...carried };
  const runAt = new Date(Date.parse(context.now) + KEPT_FOR).toISOString();
  await enqueue(tx, desk.organisation, [{ key: keptKey(context), runAt, task }]);
  const own = await ticketsOf(tx, desk.organisation, task.person, context.now, 5);
  const open = own.filter(({ phase }) => phase !== 'closed');
  const shown = [all.text, ...files.map(({ name }) => `📎 ${name}`)].filter(Boolean).join('\n');
  return { kind: 'card', card: keptCard(context.reader, marked(shown, all.marks ?? []), 'yes', open) };
}

/**
 * The kept words have found their place: they become the verb's text, said where they were said, with their files. Whoever
 * presses takes only their own.
 */
export async function placed(tx: Tx, desk: Desk, context: Context): Promise<Placed> {
  const task = (await take(tx, desk.organisation, keptKey(context))) as KeptTask | undefined;
  if (!task) throw new Refusal('kept-gone');
  return saidIn(task);
}

interface Placed {
  readonly text: string;
  readonly context: Pick<Context, 'said' | 'origin' | 'files'>;
}

/** Of several messages that became one text, none can change it by itself. */
function saidIn({ words, files = [] }: KeptTask): Placed {
  const said = joined(words);
  return { text: said.text, context: { said, origin: words.length === 1 ? (words[0]?.origin ?? null) : null, files } };
}

/** Nobody placed them: they are reported in the name of whoever said them. */
export async function reportKept(tx: Tx, desk: Desk, task: KeptTask, now: Instant): Promise<void> {
  const speaking = await speakerOf(tx, desk, task.source, undefined, now, '');
  const { text: words, context: said } = saidIn(task);
  const context = { ...clockContext(desk, now), ...contextOf(speaking), source: task.source, ...said };
  await create(tx, desk, report, { text: words }, context);
}
