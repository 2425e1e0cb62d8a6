// What a gesture comes to inside its transaction: understood, permitted, carried out once, answered.

import { createHash } from 'node:crypto';
import { act } from './acting.ts';
import { follow } from './amending.ts';
import { hear } from './bridging.ts';
import { carriedWith, leftBehind, offer, takeIn, withOffer } from './carrying.ts';
import { verbNamed } from './commands/table.ts';
import { named, originOf, understand } from './commands/understand.ts';
import { type Args, type Context, MOST, permit, type Verb, works } from './commands/verb.ts';
import { batch, change, clockContext, contextOf, putHome } from './deciding.ts';
import { Refusal } from './errors.ts';
import { keep, placed } from './kept.ts';
import { choose, personMeant, visible } from './meaning.ts';
import { ID, isAgent } from './people/person.ts';
import type { PlatformFacts, Reply, Request } from './port.ts';
import { report, reportedAlready } from './reporting.ts';
import type { Speaking } from './speaking.ts';
import type { Tx } from './storage/database.ts';
import { openHome } from './storage/home.ts';
import { acquainted } from './storage/linked.ts';
import { messageAt } from './storage/messages.ts';
import { type Desk, keepReply, takeReceipt } from './storage/organisations.ts';
import { knowing } from './storage/people.ts';
import type { TicketName } from './storage/tickets.ts';
import { type Instant, involved, refOf } from './ticket/record.ts';
import { mentionedBy } from './ticket/ties.ts';
import type { Trace } from './trace.ts';
import type { Installation } from './views/findings.ts';
import { BACK } from './views/forms.ts';

const NOTHING: Reply = { kind: 'nothing' };

/** Answers one gesture of someone. Throws a `Refusal` for what may not be: the transaction is to be rolled back then. */
export async function answer(
  tx: Tx,
  desk: Desk,
  request: Request,
  speaking: Speaking,
  now: Instant,
  facts: Pick<PlatformFacts, 'gaps'> & { readonly installation: Installation },
  { touched }: Trace,
): Promise<Reply> {
  const { platform, workspace, user } = request;
  const source = { platform, workspace, user, ...(request.message?.link ? { link: request.message.link } : {}) };
  const said = {
    ...clockContext(desk, now),
    ...contextOf(speaking),
    touched,
    source,
    origin: spoken(request) ? originOf(request) : null,
    ...(request.said.kind === 'message' || request.said.kind === 'command' ? { said: request.said } : {}),
  };
  if (request.said.kind === 'edited' || request.said.kind === 'deleted')
    return once(tx, desk, request, () => follow(tx, desk, request, said));
  const intent = await understand(tx, desk.organisation, request, said);
  const context = { ...said, standsIn: intent.kind === 'command' ? intent.about : null };
  if (intent.kind === 'nothing') return NOTHING;
  if (request.said.kind === 'hello') {
    // A guest is refused when they ask for something; a team is met in silence, but its address is known from here on.
    if (speaking.rights.guest || request.place.kind !== 'direct') return NOTHING;
  }
  if (intent.kind === 'room')
    // Whoever is in a room is heard there, a guest too; nobody is answered.
    return once(tx, desk, request, async () => {
      await hear(tx, desk, request, intent.room, intent.words, context);
      return NOTHING;
    });
  if (speaking.rights.guest) throw new Refusal('guest');
  if (intent.kind === 'keep')
    return once(tx, desk, request, async () =>
      keep(tx, desk, { ...context, files: await takeIn(tx, desk, request, context) }, intent.text),
    );
  const { verb, args, about } = intent.kind === 'menu' ? menu() : { ...intent.command, about: intent.about };
  permit(verb, undefined, context);
  const name = verb.ref ? named(args, about) : undefined;
  if (verb.ref && !name && !(verb.alone && args.ref === undefined))
    return choose(tx, desk, verb, await withOffer(tx, desk, request, verb, args, context), context);
  if (verb.name === 'home' && facts.gaps.home)
    return once(tx, desk, request, () => putHome(tx, desk, context, request));
  if (verb.name === 'home') await openHome(tx, desk.organisation, request, now);
  if (verb.does === 'read') return read(tx, desk, verb, args, context, name);
  if (intent.kind === 'command' && intent.form && verb.form) {
    if (verb.carries) await offer(tx, desk, request, context);
    return openForm(tx, desk, verb, args, context, name);
  }
  return once(tx, desk, request, async () => {
    const { kept, more, ...rest } = args;
    const named =
      verb.person && rest[verb.person]
        ? { ...rest, [verb.person]: await meant(tx, desk, verb, rest[verb.person] ?? '', context) }
        : rest;
    const waiting = kept ? await placed(tx, desk, context) : undefined;
    const words = waiting ? { ...named, text: waiting.text } : named;
    const files = verb.carries && !waiting ? await carriedWith(tx, desk, request, rest, context) : [];
    const whole = { ...context, files, ...waiting?.context };
    if (verb.does === 'create') {
      const reply = await report(tx, desk, verb, words, whole);
      // In the direct chat the living card is the answer: saying it twice would be noise. Another's card is elsewhere.
      return request.place.kind === 'direct' && spoken(request) && !words.for ? NOTHING : reply;
    }
    if (verb.does === 'act') {
      const { account } = speaking;
      const direct = request.place.kind === 'direct';
      return act(tx, desk, verb, words, { ...context, account, direct, installation: facts.installation });
    }
    if (verb.does === 'batch')
      return batch(tx, desk, await verb.steps(tx, context, words), context, verb.nothing(context.reader));
    if (more && verb.many) {
      const refs = [words.ref ?? '', ...more.split(',')];
      if (refs.length > MOST) throw new Refusal('too-many', { count: refs.length, most: MOST });
      return batch(
        tx,
        desk,
        refs.map((ref) => ({ verb, args: { ...words, ref } })),
        context,
        '',
      );
    }
    const reply = await change(tx, desk, verb, words, whole, name as TicketName);
    if (!verb.answers && (await speaksForItself(tx, desk, request, about))) return NOTHING;
    return leftBehind(request, verb, context.reader, reply);
  });
}

/** The ids of whom a verb's argument means, with commas between where there may be several. */
async function meant(tx: Tx, desk: Desk, verb: Verb, said: string, context: Context): Promise<string> {
  if (said === BACK) return BACK;
  if (!verb.several) return personMeant(tx, desk, verb, said, context);
  const ids: string[] = [];
  for (const name of said.split(/[,，、]/u).filter((one) => one.trim() !== ''))
    ids.push(await personMeant(tx, desk, verb, name, context));
  return [...new Set(ids)].join(',');
}

/** Said in so many words, which stand where they were said; a button or a form leaves none there. */
const spoken = ({ said }: Request): boolean => said.kind === 'message' || said.kind === 'command';

/** Plain conversation goes on without "you said something", and a card that changes under the finger is its own answer. */
async function speaksForItself(tx: Tx, desk: Desk, request: Request, about: string | null): Promise<boolean> {
  const { said, place, message } = request;
  if (said.kind === 'message') return about !== null;
  if (said.kind !== 'press' || !message || place.kind === 'direct') return false;
  return (await messageAt(tx, desk.organisation, request, message.id, message.channel)) !== null;
}

function menu() {
  const verb = verbNamed('help');
  if (!verb) throw new Error('the table has help');
  return { verb, args: {} as Args, about: null };
}

async function read(
  tx: Tx,
  desk: Desk,
  verb: Extract<Verb, { does: 'read' }>,
  args: Args,
  context: Context,
  name: TicketName | undefined,
): Promise<Reply> {
  const ticket = name && (await visible(tx, desk, name, context));
  permit(verb, ticket, context);
  if (ticket) context.touched.add(refOf(ticket));
  const known = await knowing(tx, desk.organisation, context.reader, ticket ? involved(ticket) : []);
  const reader = await acquainted(tx, desk.organisation, known, ticket ? mentionedBy(ticket) : []);
  return { kind: 'card', card: await verb.answer(tx, { ...context, reader }, args, ticket) };
}

async function openForm(
  tx: Tx,
  desk: Desk,
  verb: Verb,
  args: Args,
  context: Context,
  name: TicketName | undefined,
): Promise<Reply> {
  const ticket = name && (await visible(tx, desk, name, context));
  permit(verb, ticket, context);
  if (!verb.form) throw new Error(`${verb.name} has no form`);
  const known = verb.does === 'create' && (await reportedAlready(tx, desk, args, context));
  if (known) return known;
  const mine = ticket?.requester === context.speaker?.id && !(ticket && works(ticket, context));
  const among = verb.among ? await verb.among(tx, context, args) : [];
  const standing = { ticket, mine, agent: isAgent(context.rights), among };
  const said = [args.for ?? '', ...(args.person ?? '').split(',')].filter((id) => ID.test(id));
  const named = [...said, ...(ticket ? involved(ticket) : [])];
  const reader = await knowing(tx, desk.organisation, context.reader, named);
  return { kind: 'form', form: verb.form(reader, ticket ? { ...args, ref: refOf(ticket) } : args, standing) };
}

/** Its effect once, however often the gesture is delivered: the receipt is in the effect's own transaction. */
async function once(tx: Tx, desk: Desk, request: Request, effect: () => Promise<Reply>): Promise<Reply> {
  const receipt = await receiptOf(tx, desk, request);
  if (receipt.seen) return receipt.reply;
  const reply = await effect();
  const kept = reply.kind === 'card' && reply.fleeting ? NOTHING : reply;
  await keepReply(tx, desk.organisation, receiptName(request), kept);
  return reply;
}

/**
 * Of this person: whatever a chat takes for one gesture, nobody gets another's answer. Who it is can be read from it by nobody,
 * nor what the chat's client was trusted with to answer it.
 */
const receiptName = ({ platform, workspace, user, key }: Request): string =>
  [
    platform,
    workspace,
    createHash('sha256')
      .update(JSON.stringify([user, key]))
      .digest('base64url'),
  ].join(' ');
const receiptOf = (tx: Tx, desk: Desk, request: Request) =>
  takeReceipt<Reply>(tx, desk.organisation, receiptName(request));
