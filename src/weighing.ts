// The clock weighs an incident by the policy's rules for major incidents, and gathers the reports of one that was declared.
import { byRule } from './commands/major.ts';
import { link } from './commands/ties.ts';
import { change, clockContext, record } from './deciding.ts';
import { Refusal } from './errors.ts';
import { enqueue } from './jobs/enqueue.ts';
import { tellJoined } from './jobs/spread.ts';
import { isSame } from './policy/likeness.ts';
import type { Policy } from './policy/schema.ts';
import { turnedDown, verdictsOn, windowOf } from './policy/weighing.ts';
import type { Tx } from './storage/database.ts';
import { everyHome } from './storage/home.ts';
import { answersTo, majorOnes, partIn, reportsOfSame, sameOpen } from './storage/majors.ts';
import type { Desk } from './storage/organisations.ts';
import { findTicket, historyOf, lockTicket } from './storage/tickets.ts';
import type { NewJob, Task } from './task.ts';
import { homeJob } from './telling/addresses.ts';
import { gatherJob } from './telling/weighing.ts';
import { isMajor, isProposed } from './ticket/major.ts';
import { type Instant, refOf, type Ticket } from './ticket/record.ts';

type WeighTask = Extract<Task, { kind: 'weigh' }>;
type GatherTask = Extract<Task, { kind: 'gather' }>;

const MINUTE = 60_000;
const RESTS = 5_000; // ms
const GATHERED = 200; // children of one major incident; whoever comes later says "me too"

const isOpen = ({ phase }: Ticket): boolean => phase !== 'done' && phase !== 'closed';
const before = (at: Instant, minutes: number): Instant => new Date(Date.parse(at) - minutes * MINUTE).toISOString();

/** Proposes or declares what a rule asks for: once, and not what somebody said no to. */
export async function weigh(tx: Tx, desk: Desk, { ticket: id, at }: WeighTask, now: Instant): Promise<void> {
  const { organisation, policy } = desk;
  const ticket = await findTicket(tx, organisation, { id });
  if (!ticket || ticket.confidential || ticket.kind !== 'incident' || !isOpen(ticket)) return;
  const standing = [
    ...(await majorOnes(tx, organisation, 'major')),
    ...(await majorOnes(tx, organisation, 'proposed')),
  ];
  if (standing.some((one) => one.id === id || isSame(one, ticket))) return;
  const same = await sameOpen(tx, organisation, ticket);
  const reports = await reportsOfSame(tx, organisation, same, before(at, windowOf(policy)));
  const verdicts = verdictsOn(policy, ticket, reports, at);
  if (verdicts.length === 0) return;
  const others = same.map((one) => one.id).filter((other) => other !== id);
  const [own = [], ...theirs] = await answersTo(tx, organisation, [id, ...others]);
  const verdict = verdicts.find(({ rule }) => !turnedDown({ own, theirs }, rule, now, windowOf(policy)));
  if (!verdict) return;
  const anchor = await lockTicket(tx, organisation, { id: verdict.anchor });
  if (!anchor || anchor.confidential || !isOpen(anchor) || isMajor(anchor) || isProposed(anchor)) return;
  const context = clockContext(desk, now);
  const facts = byRule(anchor, verdict, context);
  await record(tx, desk, anchor, await historyOf(tx, organisation, anchor.id), facts, context);
}

/** Homes that somebody looks at show what is known as it is now: at leisure, and each once however much has changed. */
export async function redraw(tx: Tx, { organisation }: Desk, now: Instant): Promise<void> {
  const homes = await everyHome(tx, organisation, now);
  await enqueue(
    tx,
    organisation,
    homes.map((home) => homeJob(home, { after: now, ms: RESTS })),
  );
}

/** The reports that belong to a major incident are found at once, and become its children one at a time: nobody waits for them. */
export async function gather(tx: Tx, desk: Desk, task: GatherTask, now: Instant): Promise<void> {
  const { organisation } = desk;
  const major = await findTicket(tx, organisation, { id: task.ticket });
  if (!major || major.confidential || !isMajor(major)) return;
  if (task.child) return adopt(tx, desk, major, task.child, now);
  const since = before(major.major?.proposed?.at ?? major.major?.declaredAt ?? now, withinOf(desk.policy, major));
  const same = (await sameOpen(tx, organisation, major)).filter(
    ({ id, reportedAt }) => id !== major.id && reportedAt >= since,
  );
  const jobs = same.slice(0, GATHERED).map(({ id }): NewJob => ({ ...gatherJob(major.id, id), urgency: 4 }));
  await enqueue(tx, organisation, jobs);
}

function withinOf(policy: Policy, { major }: Ticket): number {
  const rule = major?.proposed?.rule;
  return rule?.saw === 'reports' ? rule.within : windowOf(policy);
}

async function adopt(tx: Tx, desk: Desk, major: Ticket, id: string, now: Instant): Promise<void> {
  const child = await findTicket(tx, desk.organisation, { id });
  if (!child || !isOpen(child) || child.confidential || isMajor(child)) return;
  if (child.links.some(({ to }) => to === major.id)) return;
  const known = await partIn(tx, desk.organisation, major.id, child.requester);
  try {
    await tx.transaction((savepoint) =>
      change(savepoint, desk, link, { to: refOf(major), as: 'child' }, clockContext(desk, now), { id }),
    );
    if (!known) await tellJoined(tx, desk, major, child);
  } catch (error) {
    // A family has two generations: what has a parent or children already is left where it is.
    if (!(error instanceof Refusal)) throw error;
  }
}
