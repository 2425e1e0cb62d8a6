// What becomes of words where they were said: their author changes them or takes them back, and every copy follows.

import { followInRoom } from './bridging.ts';
import { titleOf } from './commands/requester.ts';
import { understand } from './commands/understand.ts';
import { type Context, clean, LONGEST } from './commands/verb.ts';
import { record } from './deciding.ts';
import { Refusal } from './errors.ts';
import { takeFiles } from './jobs/remove.ts';
import { retell } from './jobs/retelling.ts';
import { amendKept } from './kept.ts';
import type { Reply, Request, Said, Spoken } from './port.ts';
import type { Tx } from './storage/database.ts';
import { saidAt } from './storage/messages.ts';
import type { Desk } from './storage/organisations.ts';
import { historyOf, lockTicket } from './storage/tickets.ts';
import type { Event, Fact, FactType } from './ticket/facts.ts';
import { lookOf, marked, type Words } from './ticket/marks.ts';
import { isErased, newestOf, wordsIn } from './ticket/words.ts';

const NOTHING: Reply = { kind: 'nothing' };

/** The verbs that a fact's words can have come from; an edit that says another one says nothing. */
const VERBS: Readonly<Partial<Record<FactType, readonly string[]>>> = {
  noted: ['note'],
  told: ['tell'],
  added: ['add'],
  reported: ['report', 'request'],
};

/** Nothing is carried out again, and nobody but the author is listened to. A report can be changed; to end it is `cancel`. */
export async function follow(tx: Tx, desk: Desk, request: Request, context: Context): Promise<Reply> {
  const { said, message } = request;
  if (!message || (said.kind !== 'edited' && said.kind !== 'deleted')) return NOTHING;
  const told = await saidAt(tx, desk.organisation, request, message);
  // A guest has said nothing else that was kept.
  if (!told && (await followInRoom(tx, desk, request, context))) return NOTHING;
  if (context.rights.guest) return NOTHING;
  const now = said.kind === 'edited' ? await reading(tx, desk, { ...request, said: said.now }, context) : undefined;
  if (!told) return amendKept(tx, desk, context, message, said.kind === 'edited' ? now?.words : null);
  const before = await lockTicket(tx, desk.organisation, { id: told.ticket });
  const history = await historyOf(tx, desk.organisation, told.ticket);
  const event = history.find(({ seq }) => seq === told.seq);
  if (!before || !event || event.by !== context.speaker?.id || isErased(history, event.seq)) return NOTHING;
  const fact = said.kind === 'edited' ? amended(history, event, said, now) : withdrawn(history, event);
  if (!fact) return NOTHING;
  await record(tx, desk, before, history, [fact], context);
  await retell(tx, desk.organisation, told.ticket, event.seq);
  if (fact.type === 'withdrawn') await takeFiles(tx, desk.organisation, told.ticket, event);
  return NOTHING;
}

interface Reading {
  readonly verb: string | undefined;
  readonly words: Words;
}

/** What the message would say if it were said now. */
async function reading(
  tx: Tx,
  desk: Desk,
  request: Request & { readonly said: Spoken },
  context: Context,
): Promise<Reading | undefined> {
  const intent = await understand(tx, desk.organisation, request, context);
  const isKept = intent.kind === 'keep';
  if (!isKept && intent.kind !== 'command') return undefined;
  const said = isKept ? intent.text : (intent.command.args.text ?? '');
  const text = clean(said).trim();
  if (text.length > LONGEST) throw new Refusal('too-long', { length: text.length, most: LONGEST });
  const verb = isKept ? undefined : intent.command.verb.name;
  return text === '' ? undefined : { verb, words: { text, ...lookOf(request.said, text) } };
}

function amended(
  history: readonly Event[],
  event: Event,
  { written, back }: Extract<Said, { kind: 'edited' }>,
  now: Reading | undefined,
): Fact | undefined {
  const told = newestOf(history, event);
  const before = wordsIn(told);
  // An edit that arrives late does not bring back what its author has deleted since.
  if (!now || !before || (told.withdrawn && !back)) return undefined;
  if (now.verb !== undefined && !VERBS[event.type]?.includes(now.verb)) return undefined;
  // Edits may arrive in another order than they were made in.
  const late = history.some((each) => each.type === 'amended' && each.of === event.seq && each.written >= written);
  const same = JSON.stringify(marked(before.text, before.marks ?? [])) === JSON.stringify(now.words);
  if (late || (same && !told.withdrawn)) return undefined;
  const title = event.type === 'reported' ? { title: titleOf(now.words.text) } : {};
  return { type: 'amended', of: event.seq, ...now.words, ...title, written };
}

function withdrawn(history: readonly Event[], event: Event): Fact | undefined {
  const { withdrawn: gone } = newestOf(history, event);
  return gone || event.type === 'reported' ? undefined : { type: 'withdrawn', of: event.seq };
}
