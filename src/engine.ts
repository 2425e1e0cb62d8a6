// The one path: a request becomes a decision, a decision becomes facts, facts become messages; in one transaction.

import { setTimeout as after } from 'node:timers/promises';
import type { Logger } from 'pino';
import { answer } from './answering.ts';
import { Refusal, RetryLater } from './errors.ts';
import { reference } from './log.ts';
import { mentionedIn, named } from './mentions.ts';
import { isOverheard, isRoomTalk, isTalk } from './overhearing.ts';
import type { Answer, Platform, Profile, Reply, Request } from './port.ts';
import { Profiles, type Speaking, speakerOf, worded } from './speaking.ts';
import { admitting } from './storage/admission.ts';
import { codeOf, type Database, isLost } from './storage/database.ts';
import type { Desk } from './storage/organisations.ts';
import { recognise } from './storage/recognising.ts';
import { type Ending, nameOf, type Trace } from './trace.ts';
import type { Installation } from './views/findings.ts';
import { readerFor, textsIn } from './views/reader.ts';
import { said } from './views/replies.ts';

export interface Parts {
  readonly database: Database;
  /** The desk that a workspace belongs to. */
  readonly deskOf: (platform: string, workspace: string) => Desk | undefined;
  /** Whether any workspace of a platform is known to belong to a desk. */
  readonly knows: (platform: string) => boolean;
  readonly platforms: ReadonlyMap<string, Platform>;
  /** How all stands, as last looked at. */
  readonly installation: () => Installation;
  /** Told of each request when it is answered. */
  readonly answered: (request: Request, ending: Ending) => void;
  /** Resolves when nobody waits at the door any more; undefined: nobody does. */
  readonly rush?: () => Promise<void> | undefined;
  readonly log: Logger;
}

export interface Engine {
  /** Answers one gesture within its platform's patience; what takes longer is confirmed later. */
  handle(request: Request): Promise<Answer>;
  /** Whether a gesture is in the database at this moment. */
  busy(): boolean;
}

const PATIENCE = { gesture: 2200, message: 2200 }; // ms; where a platform says nothing, the shortest of all
const CROWD = 300; // gestures under way that fill the time a chat waits: who comes after them is told at once that the outcome follows
const AT_ONCE = 8; // gestures in the database: with the worker's sixteen hands they fill the pool, and two cores are busy with fewer
const INSISTS = 8000; // ms in which a lost database is tried again; the receipt makes that safe
const QUEUES = 10_000; // ms in which what somebody holds is asked for again
const SHORTEST = 100; // ms between two tries
const LOCKED = '55P03'; // lock_not_available
const NOTHING: Reply = { kind: 'nothing' };

export function makeEngine(parts: Parts): Engine {
  const profiles = new Profiles(parts.platforms, parts.log);
  const database = admitting(parts.database, AT_ONCE, parts.rush);
  const admitted = { ...parts, database };
  let underWay = 0;
  return {
    busy: database.busy,

    async handle(request) {
      const trace: Trace = { touched: new Set() };
      underWay += 1;
      const outcome = insist(admitted, profiles, request, trace).finally(() => {
        underWay -= 1;
      });
      void logEnding(parts, request, trace, outcome);
      const { patience = PATIENCE } = parts.platforms.get(request.platform)?.facts ?? {};
      const ms = isEvent(request) ? patience.message : patience.gesture * Math.max(0, 1 - underWay / CROWD);
      const now = await Promise.race([outcome, after(ms, undefined, { ref: false })]).catch((err: unknown) => {
        parts.answered(request, 'again');
        throw err;
      });
      parts.answered(request, now ? (trace.ending ?? now.kind) : isEvent(request) ? 'again' : 'unconfirmed');
      if (now) return { now };
      // A greeting is no wish: nobody waits for what comes of it.
      if (request.said.kind === 'hello') return { now: NOTHING };
      // An event comes again until it is acknowledged, and then meets its receipt: better than a promise that may break.
      if (isEvent(request)) throw new RetryLater('not committed in time', 1000);
      return {
        now: sorry(parts, request, 'unconfirmed', ''),
        later: outcome.then((reply) => (reply.kind === 'nothing' ? sorry(parts, request, 'confirmed', '') : reply)),
      };
    },
  };
}

/** Performs until it is known what happened. A lost connection is no answer, nor is a lock: the same gesture is tried again. */
async function insist(parts: Parts, profiles: Profiles, request: Request, trace: Trace): Promise<Reply> {
  const begun = Date.now();
  let heldSince: number | undefined;
  let unsure = false;
  for (let pause = SHORTEST; ; ) {
    try {
      return await perform(parts, profiles, request, trace);
    } catch (err) {
      if (err instanceof RetryLater) throw err;
      const lost = isLost(err);
      const locked = codeOf(err) === LOCKED;
      // What was lost may be committed, whatever becomes of the tries after it.
      unsure ||= lost;
      if (locked) heldSince ??= Date.now();
      if ((lost && Date.now() + pause < begun + INSISTS) || (locked && Date.now() < (heldSince ?? 0) + QUEUES)) {
        await after(locked ? SHORTEST : pause);
        if (lost) pause *= 2;
        continue;
      }
      const ref = reference();
      trace.ending = 'failed';
      parts.log.error({ err, reference: ref, request: nameOf(request), chat: request.platform }, 'a request failed');
      if ((unsure || locked) && isEvent(request))
        throw new RetryLater(unsure ? 'the database is away' : 'somebody holds the ticket', 1000, { cause: err });
      return sorry(parts, request, unsure ? 'unsure' : 'unsaved', ref);
    }
  }
}

/** Carries out one gesture. Refusals are replies; whatever is thrown has left nothing behind but, perhaps, a commit. */
async function perform(
  parts: Parts,
  profiles: Profiles,
  request: Request,
  trace: Trace,
  waited = false,
): Promise<Reply> {
  const desk = parts.deskOf(request.platform, request.workspace);
  if (!desk) {
    // Before a chat has said which workspace it is, nobody is a stranger yet.
    if (!parts.knows(request.platform)) throw new RetryLater('the chat has not answered yet', 1000);
    // Strangers who speak to each other have asked for nothing.
    if (isTalk(request)) return NOTHING;
    return { kind: 'card', card: said([textsIn('en').refusal.stranger()]) };
  }
  if (await isOverheard(parts.database, desk.organisation, request)) return NOTHING;
  const facts = parts.platforms.get(request.platform)?.facts ?? { command: '', gaps: {} };
  const author = authorOf(request);
  const mentioned = mentionedIn(request).map((user) => ({ ...request, user }));
  const [profile, theirs, ...others] = await Promise.all([
    profiles.of(request),
    author && profiles.of(author),
    ...mentioned.map((other) => profiles.of(other)),
  ]);
  if (profile?.bot) return NOTHING;
  const all: [Request, Profile | undefined][] = mentioned.map((other, n) => [other, others[n]]);
  if (author) all.push([author, theirs]);
  const met = all.flatMap(([other, known]): [Request, Profile][] => (known && !known.bot ? [[other, known]] : []));
  let speaking: Speaking | undefined;
  try {
    const reply = await parts.database.transaction(desk.organisation, async (tx, now) => {
      speaking = await speakerOf(tx, desk, request, profile, now, facts.command);
      for (const [other, known] of met) {
        const { platform, workspace, user } = other;
        const { mail_domains } = desk.policy.organisation;
        await recognise(tx, desk.organisation, { platform, workspace, user }, known, mail_domains, now);
      }
      const names = new Map(others.flatMap((known, n) => (known ? [[mentioned[n]?.user ?? '', known]] : [])));
      const saying = await named(tx, desk.organisation, request, names);
      return answer(tx, desk, saying, speaking, now, { ...facts, installation: parts.installation() }, trace);
    });
    if (profile) profiles.learned(request);
    for (const [other] of met) profiles.learned(other);
    return reply;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    // Somebody erased them meanwhile, or they came back, or are a member again: the chat is asked again.
    if (['unknown-person', 'left', 'guest'].includes(error.code) && profiles.unlearned(request))
      return perform(parts, profiles, request, trace);
    // Their chat is slow to say who they are: what they asked for is not lost, its outcome follows.
    if (error.code === 'unknown-person' && !waited && (await profiles.late(request)))
      return perform(parts, profiles, request, trace, true);
    // Whoever they are, they said it in a room: it comes again, until their chat has told who that is.
    if (error.code === 'unknown-person' && (await isRoomTalk(parts.database, desk.organisation, request)))
      throw new RetryLater('who speaks in a room is not known yet', 1000);
    // Whoever puts a message of theirs right asked for nothing; only what cannot be kept of it is said.
    if (isAfterwards(request) && error.code !== 'too-long') return NOTHING;
    trace.ending = 'refused';
    const card = await parts.database.transaction(desk.organisation, (tx, now) =>
      worded(tx, desk, speaking?.reader ?? readerFor(desk.policy, null, now, facts.command), error),
    );
    const { field } = error.facts;
    // Only a field that the form had can say what is wrong with it.
    if (request.said.kind === 'submit' && typeof field === 'string' && field in request.said.args)
      return { kind: 'errors', errors: { [field]: card.summary } };
    return { kind: 'card', card };
  }
}

/** One line a request, when its outcome is known: what asked for nothing and got nothing is for whoever looks closely. */
async function logEnding(parts: Parts, request: Request, trace: Trace, reply: Promise<Reply>): Promise<void> {
  const began = performance.now();
  const outcome = await reply.then(
    ({ kind }): Ending => trace.ending ?? kind,
    (): Ending => 'again',
  );
  const { platform: chat, workspace, said } = request;
  parts.log[outcome === 'nothing' && trace.touched.size === 0 ? 'debug' : 'info'](
    {
      ...{ request: nameOf(request), chat, kind: said.kind, outcome },
      organisation: parts.deskOf(chat, workspace)?.organisation,
      tickets: [...trace.touched],
      ms: Math.round(performance.now() - began),
    },
    'a request was answered',
  );
}

/** Nobody waits for the answer to an event: it comes again until it is taken. */
const isEvent = (request: Request): boolean =>
  request.said.kind === 'message' || request.said.kind === 'reaction' || isAfterwards(request);

const isAfterwards = ({ said }: Request): boolean => said.kind === 'edited' || said.kind === 'deleted';

/** Who wrote the message that was pointed at, as if they had said something themselves. */
function authorOf(request: Request): Request | undefined {
  const { said, user } = request;
  const author = said.kind === 'shortcut' || said.kind === 'reaction' ? said.message?.user : undefined;
  return author === undefined || author === user ? undefined : { ...request, user: author };
}

function sorry(
  parts: Parts,
  request: Request,
  code: 'unconfirmed' | 'confirmed' | 'unsaved' | 'unsure',
  ref: string,
): Reply {
  const desk = parts.deskOf(request.platform, request.workspace);
  const { text = '' } = 'text' in request.said ? request.said : 'args' in request.said ? request.said.args : {};
  const texts = textsIn(desk?.policy.organisation.language ?? 'en');
  return { kind: 'card', card: said([texts.refusal[code]({ reference: ref, text: text.slice(0, 500) })]) };
}
