// Import: a spreadsheet's tickets with their past, all of them or none; the same row a second time is the same ticket.
import { Refusal } from '../errors.ts';
import { enqueue } from '../jobs/enqueue.ts';
import { isOurs } from '../policy/roles.ts';
import { directChats } from '../storage/agents.ts';
import { type Database, type Tx, unhurried } from '../storage/database.ts';
import type { Desk } from '../storage/organisations.ts';
import { addTickets, nextNumbers } from '../storage/tickets.ts';
import { tell } from '../telling/telling.ts';
import type { Instant, Kind } from '../ticket/record.ts';
import { columnsOf } from './columns.ts';
import { rowsOf } from './csv.ts';
import { type Draft, draftOf, type Problem } from './draft.ts';
import { type Past, pastOf } from './past.ts';
import { castOf, madeId, type Newcomer, welcome } from './people.ts';
import { Sentence } from './sentence.ts';
import type { DateOrder } from './values.ts';

export interface ImportOptions {
  readonly maps: readonly string[];
  readonly encoding: string | undefined;
  readonly dates: DateOrder | undefined;
  readonly requester: string | undefined;
  readonly dryRun: boolean;
  /** Hears how many of how many tickets are saved. */
  readonly progress: (done: number, all: number) => void;
}

export interface Imported {
  readonly problems: readonly Problem[];
  /** Columns that mean nothing to Muster. */
  readonly ignored: readonly string[];
  /** What was created, or would be. */
  readonly created: readonly Past[];
  readonly people: number;
  /** Rows of an earlier import. */
  readonly known: number;
}

const BATCH = 250; // tickets a statement

/** Reads a file and, unless it is a dry run or a problem is grave, creates its tickets in one transaction. Nothing is announced. */
export async function importTickets(
  database: Database,
  desk: Desk,
  file: Uint8Array,
  options: ImportOptions,
): Promise<Imported> {
  const [header, ...rows] = rowsOf(file, options.encoding);
  if (!header) throw new Sentence('The file is empty.');
  const { columns, ignored } = columnsOf(header.cells, options.maps);
  return database.transaction(desk.organisation, async (tx, now) => {
    await unhurried(tx);
    // Of two imports at once, the second waits and finds what the first has made.
    await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`${desk.organisation} import`]);
    const reading = { policy: desk.policy, columns, now, order: options.dates, requester: options.requester };
    const read = rows.map((row) => draftOf(row, reading));
    const problems = read.flatMap(({ problems: found }) => found);
    const drafts = read.flatMap(({ draft }) => draft ?? []);
    const { pasts, newcomers, known } = await planned(tx, desk, drafts, now, problems);
    const result = {
      problems: problems.sort((a, b) => a.line - b.line),
      ignored,
      created: pasts,
      people: newcomers.length,
      known,
    };
    if (options.dryRun || problems.some(({ grave }) => grave)) return result;
    await welcome(tx, desk.organisation, newcomers);
    return { ...result, created: await saved(tx, desk, pasts, now, options.progress) };
  });
}

interface Plan {
  readonly pasts: Past[];
  readonly newcomers: readonly Newcomer[];
  readonly known: number;
}

/** What is to be created, still without numbers; adds to `problems` what only the desk can tell. */
async function planned(tx: Tx, desk: Desk, drafts: readonly Draft[], now: Instant, problems: Problem[]): Promise<Plan> {
  const { organisation, policy, policyVersion } = desk;
  const named = identified(organisation, drafts, problems);
  const there = await tx.query('select id from ticket where organisation_id = $1 and id = any ($2)', [
    organisation,
    [...named.keys()],
  ]);
  for (const { id } of there) named.delete(id);
  const fresh = [...named.values()];
  const cast = await castOf(tx, organisation, policy, fresh);
  const requesters = new Map(fresh.map((draft) => [draft, cast.requester(draft.requester)]));
  const chats = await directChats(tx, organisation, [...new Set(requesters.values())]);
  const pasts: Past[] = [];
  for (const [id, draft] of named) {
    const requester = requesters.get(draft) ?? '';
    const assignee = cast.assignee(draft);
    if (assignee === undefined)
      note(problems, draft, 'assignee: is no agent of the policy, or not yet known by name; left out');
    const { mail } = draft.requester;
    if (mail && !isOurs(policy, mail))
      note(
        problems,
        draft,
        `requester: ${mail} is outside the mail domains of the policy; its owner will not see the ticket`,
      );
    const { platform, workspace, user } = chats.get(requester) ?? { platform: 'file', workspace: '', user: '' };
    const given = { id, number: 0, requester, assignee: assignee ?? null, policy, policyVersion, now };
    try {
      pasts.push(pastOf(draft, { ...given, source: { platform, workspace, user } }));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      problems.push({
        line: draft.line,
        grave: true,
        what: `status: the policy's workflow has no way to ${draft.standing}`,
      });
    }
  }
  return { pasts, newcomers: cast.newcomers, known: there.length };
}

const note = (problems: Problem[], { line }: Draft, what: string) => void problems.push({ line, grave: false, what });
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;

/**
 * Each draft by the id of its ticket. An id of Muster's own export stays; a key of the spreadsheet's, or all that a row says,
 * gives one that is the same in the next import. Equal rows are told apart by their order.
 */
function identified(organisation: string, drafts: readonly Draft[], problems: Problem[]): Map<string, Draft> {
  const named = new Map<string, Draft>();
  for (const draft of drafts) {
    const { identity } = draft;
    const whole = identity.startsWith('[');
    const idOf = (nth: number) =>
      UUID.test(identity) ? identity : madeId(organisation, 'ticket', identity, ...(nth > 0 ? [String(nth)] : []));
    let nth = 0;
    while (whole && named.has(idOf(nth))) nth++;
    const twin = named.get(idOf(nth));
    if (twin)
      problems.push({ line: draft.line, grave: true, what: `key: "${identity}" is that of line ${twin.line} already` });
    else named.set(idOf(nth), draft);
  }
  return named;
}

async function saved(tx: Tx, desk: Desk, pasts: readonly Past[], now: Instant, progress: ImportOptions['progress']) {
  const numbersOf = async (kind: Kind) =>
    (await nextNumbers(tx, kind, pasts.filter(({ ticket }) => ticket.kind === kind).length)).values();
  const numbers = { incident: await numbersOf('incident'), request: await numbersOf('request') };
  const all = pasts.map((past) => numbered(past, numbers[past.ticket.kind].next().value ?? 0));
  for (let at = 0; at < all.length; at += BATCH) {
    progress(at, all.length);
    await addTickets(tx, desk.organisation, all.slice(at, at + BATCH));
  }
  // Where nothing is connected, only the clocks are told: the grace period, the reminder of a hold.
  // What comes from a file is no outage of this hour: no rule for major incidents looks at it.
  const policy = { ...desk.policy, major: { ...desk.policy.major, rules: [] } };
  const telling = { policy, now, workspaces: {}, chats: new Map(), managers: [] };
  await enqueue(
    tx,
    desk.organisation,
    all.flatMap(({ ticket, events }) => tell(ticket, events, telling)),
  );
  progress(all.length, all.length);
  return all;
}

function numbered({ ticket, events }: Past, number: number): Past {
  return {
    ticket: { ...ticket, number },
    events: events.map((event) => (event.type === 'reported' ? { ...event, number } : event)),
  };
}
