// Inside the transaction: decide, apply, save, enqueue; and the private answers that change nothing.
import { randomBytes, randomUUID } from 'node:crypto';
import { keepWritten, tieToFacts } from './carrying.ts';
import { type Args, type Change, type Context, type Creation, permit, type Step } from './commands/verb.ts';
import { Refusal } from './errors.ts';
import { bridged } from './jobs/bridge.ts';
import { enqueue } from './jobs/enqueue.ts';
import { withdrawals } from './jobs/withdraw.ts';
import { visible } from './meaning.ts';
import { nobody } from './people/person.ts';
import type { Titled } from './policy/likeness.ts';
import { intentOf } from './policy/rooms.ts';
import type { Reply, Request } from './port.ts';
import { changedBy, tellOf } from './recording.ts';
import { type Speaking, worded } from './speaking.ts';
import { recordAudit } from './storage/audit.ts';
import type { Tx } from './storage/database.ts';
import { homesOf, openHome } from './storage/home.ts';
import { acquainted, OFFERED, similarOpen } from './storage/linked.ts';
import { majorsLike } from './storage/majors.ts';
import { rememberSaid } from './storage/messages.ts';
import type { Desk } from './storage/organisations.ts';
import { knowing } from './storage/people.ts';
import { intendRooms } from './storage/rooms.ts';
import { rightsOfPeople } from './storage/seeing.ts';
import { findTicket, historyOf, lockTicket, nextNumber, saveTicket, type TicketName } from './storage/tickets.ts';
import type { NewJob } from './task.ts';
import { homeJob, roomJob } from './telling/addresses.ts';
import type { Event, Fact } from './ticket/facts.ts';
import { isMajor } from './ticket/major.ts';
import { lookOf } from './ticket/marks.ts';
import { type Glimpse, type Instant, involved, parseRef, refOf, type Ticket } from './ticket/record.ts';
import { mentionedBy } from './ticket/ties.ts';
import type { Card } from './views/cards.ts';
import { readerFor, type Shown } from './views/reader.ts';
import { batchCard, said } from './views/replies.ts';

const HOME_RESTS = 3_000; // ms; ten changes at once are drawn once, and one who looks still sees them come

/**
 * A new ticket, from whoever the context names; with the open ones that look like it, as they are at this moment: first `same`,
 * which they say it is, and the major incidents that it may be a report of.
 */
export async function create(
  tx: Tx,
  desk: Desk,
  verb: Creation,
  args: Args,
  context: Context,
  same?: Ticket,
): Promise<{ readonly ticket: Shown; readonly like: readonly Glimpse[] }> {
  permit(verb, undefined, context);
  const fresh = { id: randomUUID(), number: await nextNumber(tx, verb.kind) };
  const [first, ...more] = looking(verb.decide(args, context, fresh), context);
  if (first?.type !== 'reported') throw new Error('a ticket begins with "reported"');
  const like = verb.kind === 'incident' && !first.confidential ? await likeOf(tx, desk, first, same) : [];
  const facts = [{ ...first, like: like.map(({ id }) => id) }, ...more];
  return { ticket: await record(tx, desk, undefined, [], facts, context), like };
}

async function likeOf(tx: Tx, { organisation }: Desk, one: Titled, same?: Ticket): Promise<Glimpse[]> {
  const [known, open] = await Promise.all([majorsLike(tx, organisation, one), similarOpen(tx, organisation, one)]);
  const majors = [...(same ? [same] : []), ...known];
  // What belongs to an outage that is offered is not offered beside it.
  const theirs = new Set(majors.flatMap(({ links }) => links.map(({ to }) => to)));
  const others = open.filter(({ id }) => !theirs.has(id));
  const unique = new Map([...majors, ...others].map((other) => [other.id, other]));
  return [...unique.values()].slice(0, OFFERED);
}

/** A change of one ticket, locked from here to the end. The clock's stale wishes change nothing. */
export async function change(
  tx: Tx,
  desk: Desk,
  verb: Change,
  args: Args,
  said: Context,
  name: TicketName,
): Promise<Reply> {
  const { before, other } = await locked(tx, desk, verb, args, said, name);
  const context = { ...said, others: await rightsOfPeople(tx, desk, verb.weighs?.(before, args) ?? []) };
  // Words said elsewhere have yet to be said in the ticket's own thread.
  const origin =
    context.origin && context.standsIn !== before.id ? { ...context.origin, elsewhere: true as const } : context.origin;
  const kind = verb.numbers?.(before);
  const made = verb.makes && (await create(tx, desk, verb.makes(before, args, context), args, fresh(context))).ticket;
  const history = await historyOf(tx, desk.organisation, before.id);
  const beside = {
    ...(other ? { other } : {}),
    ...(kind ? { number: await nextNumber(tx, kind) } : {}),
    ...(made ? { made } : {}),
    history,
  };
  const files = verb.writes
    ? await keepWritten(tx, desk, context, await verb.writes(tx, before, context))
    : context.files;
  const facts = looking(verb.decide(before, args, { ...context, origin, files }, beside), context);
  if (facts.length === 0) return { kind: 'nothing' };
  const after = await record(tx, desk, before, history, facts, context);
  const echoes = (other && verb.echo?.(facts, after, other)) ?? [];
  if (other && echoes.length > 0)
    await record(tx, desk, other, await historyOf(tx, desk.organisation, other.id), echoes, context);
  const known = await knowing(tx, desk.organisation, context.reader, [...involved(after), ...involved(before)]);
  const reader = await acquainted(tx, desk.organisation, known, mentionedBy(after));
  return { kind: 'card', card: verb.reply(reader, after, context, before) };
}

/** What was said about one ticket is not where another one was reported. */
function fresh({ said: _words, ...context }: Context): Context {
  return { ...context, origin: null, files: [], standsIn: null };
}

/** The ticket, and the other one that the verb is about, locked and permitted. */
async function locked(
  tx: Tx,
  desk: Desk,
  verb: Change,
  args: Args,
  context: Context,
  name: TicketName,
): Promise<{ readonly before: Shown; readonly other?: Shown }> {
  const found = await visible(tx, desk, name, context, !verb.partner);
  // Before anything else is looked up: that there is another ticket is not for everyone to find out.
  permit(verb, found, context);
  if (!verb.partner) return { before: found };
  const wanted = verb.partner(found, args);
  // What the ticket itself is tied to was not asked for by anybody: it is locked, whoever may see it.
  const partner =
    wanted &&
    ('id' in wanted ? await findTicket(tx, desk.organisation, wanted) : await visible(tx, desk, wanted, context));
  if (partner?.id === found.id) throw new Refusal('itself', { ref: refOf(found) });
  const rows = new Map<string, Shown>();
  for (const { id } of [found, ...(partner ? [partner] : [])].sort((one, two) => inOrder(refOf(one), refOf(two))))
    rows.set(id, (await lockTicket(tx, desk.organisation, { id })) as Shown);
  const before = rows.get(found.id) ?? found;
  const other = partner && rows.get(partner.id);
  // Until it was locked, somebody else may have tied it to another one.
  const moved = JSON.stringify(verb.partner(before, args)) !== JSON.stringify(wanted);
  if (moved) return locked(tx, desk, verb, args, context, name);
  permit(verb, before, context);
  return { before, ...(other ? { other } : {}) };
}

/** One order for everybody: two who lock several tickets never wait for each other in a circle. */
const inOrder = (one: string, other: string): number => one.localeCompare(other, 'en', { numeric: true });

/** Several changes, each in a savepoint of its own: what one is refused does not undo the others. */
export async function batch(
  tx: Tx,
  desk: Desk,
  steps: readonly Step[],
  context: Context,
  nothing: string,
): Promise<Reply> {
  const refused: Card[] = [];
  const ordered = [...steps].sort((one, other) => inOrder(one.args.ref, other.args.ref));
  for (const { verb, args } of ordered) {
    try {
      await tx.transaction(async (savepoint) => change(savepoint, desk, verb, args, context, nameOf(args.ref)));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refused.push(await worded(tx, desk, context.reader, error));
    }
  }
  const card = steps.length === 0 ? said([nothing]) : batchCard(context.reader, steps.length - refused.length, refused);
  return { kind: 'card', card };
}

function nameOf(ref: string): TicketName {
  const name = parseRef(ref);
  if (!name) throw new Refusal('not-found', { ref });
  return name;
}

/** The facts whose words stand in what was said keep the look that they had there. */
function looking(facts: readonly Fact[], { said }: Context): readonly Fact[] {
  return facts.map((fact) => {
    if (fact.type === 'reported') return { ...fact, ...lookOf(said, fact.description) };
    return isQuoting(fact) ? { ...fact, ...lookOf(said, fact.text) } : fact;
  });
}

const QUOTING = ['noted', 'told', 'added', 'updated', 'decided', 'marked'] as const;
const isQuoting = (fact: Fact): fact is Extract<Fact, { type: (typeof QUOTING)[number] }> =>
  QUOTING.some((type) => type === fact.type);

/** Facts become events, events the next row; both are saved, and the jobs that tell of them go with them. */
export async function record(
  tx: Tx,
  desk: Desk,
  before: Ticket | undefined,
  history: readonly Event[],
  facts: readonly Fact[],
  context: Context,
): Promise<Shown> {
  const by = context.speaker?.id ?? null;
  const changed = changedBy(before, history, facts, { by, now: context.now });
  const { events, after } = changed;
  const concerned = [by, ...involved(after), ...(before ? involved(before) : [])];
  const [homes] = await Promise.all([
    homesOf(tx, desk.organisation, concerned, context.now),
    saveTicket(tx, desk.organisation, before, after, events),
  ]);
  for (const event of events)
    if ('origin' in event && event.origin) await rememberSaid(tx, desk.organisation, after.id, event.seq, event.origin);
  if (events.some(({ type }) => type === 'restricted'))
    await recordAudit(tx, desk.organisation, { type: 'confidential', ref: refOf(after) }, { by, about: null });
  context.touched.add(refOf(after));
  const jobs = await tellOf(tx, desk, [changed], context.now);
  const rooms = events.some((event) => beginsWork(event, after)) ? await houses(tx, desk, after, context) : [];
  const bridges = await bridged(tx, desk, after, events);
  const settled = await tieToFacts(tx, desk, after, events);
  await enqueue(tx, desk.organisation, [
    ...jobs,
    ...(before ? await withdrawals(tx, desk, before, after, events) : []),
    ...settled,
    ...rooms,
    ...bridges,
    ...homes.map((home) => homeJob(home, { after: context.now, ms: HOME_RESTS })),
  ]);
  return after;
}

/** Whether people are to meet: it is a major incident from now on, or again. */
const beginsWork = ({ type }: Event, ticket: Ticket): boolean =>
  type === 'declared' || (type === 'reopened' && isMajor(ticket));

/** A major incident is to have a room on every chat: that it is to be made is remembered with what it is made for. */
async function houses(tx: Tx, desk: Desk, ticket: Ticket, { now }: Context): Promise<NewJob[]> {
  const intent = intentOf(desk.policy, ticket, now, randomBytes(16).toString('hex'));
  const wanted = Object.entries(desk.workspaces).map(([platform, workspace]) => ({
    ...{ ticket: ticket.id, platform, workspace, ...intent },
    private: ticket.confidential || desk.policy.major.room.private,
  }));
  await intendRooms(tx, desk.organisation, wanted);
  return wanted.map(({ platform }) => roomJob(ticket.id, platform, 'make'));
}

/** Home becomes a message at the end of the person's chat; the one that it was says so. */
export async function putHome(tx: Tx, desk: Desk, context: Context, request: Request): Promise<Reply> {
  const { platform, workspace, user } = request;
  const home = { kind: 'direct', platform, workspace, user } as const;
  const left = await openHome(tx, desk.organisation, home, context.now);
  const job = homeJob(home);
  const { key, coalesce, ...plain } = job;
  const leaving = left ? [{ ...plain, task: { kind: 'home', home, left } } satisfies NewJob] : [];
  await enqueue(tx, desk.organisation, [...leaving, job]);
  if (request.place.kind === 'direct') return { kind: 'nothing' };
  return { kind: 'card', card: said([context.reader.texts.home.there]) };
}

/** What the clock may depend on: nobody speaks, and what is drawn is drawn for the organisation. */
export function clockContext(desk: Desk, now: Instant): Context {
  return {
    now,
    speaker: null,
    rights: nobody,
    others: new Map(),
    source: null,
    origin: null,
    files: [],
    address: desk.address?.() ?? null,
    standsIn: null,
    touched: new Set(),
    policyVersion: desk.policyVersion,
    organisation: desk.organisation,
    reader: readerFor(desk.policy, null, now, ''),
  };
}

export function contextOf({
  person: speaker,
  rights,
  reader,
}: Speaking): Pick<Context, 'speaker' | 'rights' | 'reader'> {
  return { speaker, rights, reader };
}
