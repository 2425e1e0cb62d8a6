// The lifecycle: one table, state × action → state. The check, the buttons and the refusals are all asked of it.
import { Refusal } from '../errors.ts';
import { type Phase, refOf, type Ticket } from './record.ts';

/** What moves a ticket from one state to another. */
export const actions = [
  'claim',
  'release',
  'wait',
  'resume',
  'resolve',
  'close',
  'reopen',
  'cancel',
  'hold',
  'escalate',
] as const;
export type Action = (typeof actions)[number];

export type Workflow = Readonly<
  Record<string, { readonly phase: Phase; readonly on: Readonly<Partial<Record<Action, string>>> }>
>;

export const INITIAL = 'new';

/** The workflow that a policy starts from. */
export const defaultWorkflow: Workflow = {
  new: {
    phase: 'active',
    on: {
      claim: 'in_progress',
      hold: 'on_hold',
      wait: 'waiting',
      escalate: 'new',
      resolve: 'resolved',
      cancel: 'cancelled',
    },
  },
  in_progress: {
    phase: 'active',
    on: {
      claim: 'in_progress',
      release: 'new',
      hold: 'on_hold',
      wait: 'waiting',
      escalate: 'new',
      resolve: 'resolved',
      cancel: 'cancelled',
    },
  },
  on_hold: {
    phase: 'paused',
    on: {
      hold: 'on_hold',
      resume: 'in_progress',
      wait: 'waiting',
      escalate: 'new',
      resolve: 'resolved',
      cancel: 'cancelled',
    },
  },
  waiting: {
    phase: 'scheduled',
    on: { wait: 'waiting', resume: 'in_progress', resolve: 'resolved', cancel: 'cancelled' },
  },
  resolved: { phase: 'done', on: { close: 'closed', reopen: 'in_progress' } },
  closed: { phase: 'closed', on: { reopen: 'in_progress' } },
  cancelled: { phase: 'closed', on: { reopen: 'in_progress' } },
};

/** The actions that are legal now: what the card offers. */
export function movesFrom(workflow: Workflow, state: string): readonly Action[] {
  return Object.keys(workflow[state]?.on ?? {}) as Action[];
}

/**
 * Where `action` leads from where `ticket` is. A state that someone works in needs someone: without an assignee, what
 * would lead to `in_progress` leads to `new`. Refuses with 'not-now' what the table does not have.
 */
export function move(workflow: Workflow, ticket: Ticket, action: Action, assignee = ticket.assignee): Moved {
  const target = workflow[ticket.state]?.on[action];
  if (target === undefined) throw notNow(workflow, ticket, action);
  const state = target === 'in_progress' && assignee === null ? INITIAL : target;
  const phase = workflow[state]?.phase;
  if (!phase) throw new Error(`workflow has no state ${state}`); // the policy's check has proven that it has
  return { state, phase };
}

/** The refusal of what the ticket's state does not allow, with what it does. */
export function notNow(workflow: Workflow, ticket: Ticket, action: string): Refusal {
  const { state } = ticket;
  return new Refusal('not-now', { ref: refOf(ticket), state, action, moves: movesFrom(workflow, state) });
}

/** Where it is: for what changes hands and not the state, as long as the ticket is on hold or waits. */
export const asleep = ({ state, phase }: Ticket): Moved | undefined =>
  phase === 'paused' || phase === 'scheduled' ? { state, phase } : undefined;

export interface Moved {
  readonly state: string;
  readonly phase: Phase;
}

/** What is wrong with a workflow: unknown targets, states that nothing reaches, active states that nothing ends. */
export function flawsOf(workflow: Workflow): readonly string[] {
  const flaws: string[] = [];
  if (workflow[INITIAL]?.phase !== 'active') flaws.push(`state "${INITIAL}" is missing or not active`);
  for (const [state, { on }] of Object.entries(workflow)) {
    for (const [action, target] of Object.entries(on)) {
      if (!workflow[target]) flaws.push(`state "${state}": ${action} leads to "${target}", which is not a state`);
    }
  }
  const reached = reachable(workflow, INITIAL);
  for (const state of Object.keys(workflow)) {
    if (!reached.has(state)) flaws.push(`nothing leads to state "${state}"`);
    const ends = [...reachable(workflow, state)].some((to) => workflow[to]?.phase === 'closed');
    if (!ends) flaws.push(`state "${state}" is a dead end: nothing leads from it to a closed state`);
  }
  return flaws;
}

function reachable(workflow: Workflow, from: string): Set<string> {
  const seen = new Set([from]);
  for (const state of seen) for (const next of Object.values(workflow[state]?.on ?? {})) seen.add(next);
  return seen;
}
