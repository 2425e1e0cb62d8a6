// Any life that a ticket can have: words of several people and of the clock, as the engine takes them one after the other.
import fc from 'fast-check';
import { table, verbNamed } from '../../src/commands/table.ts';
import { type Args, permit } from '../../src/commands/verb.ts';
import { Refusal } from '../../src/errors.ts';
import { apply, fold } from '../../src/ticket/events.ts';
import type { Event, Fact } from '../../src/ticket/facts.ts';
import type { Ticket } from '../../src/ticket/record.ts';
import { contextFor, history, later, type Name, NOW } from './laws.ts';

/** One word of somebody, some time after the one before. */
interface Step {
  readonly verb: string;
  readonly args: Args;
  readonly who: Name | 'clock';
  readonly after: number;
}
const verbs = table.filter(({ does }) => does === 'change').map(({ name }) => name);
/** What is done while a major incident goes on, and what begins or ends one. */
const running = [
  ...['role', 'update', 'postpone', 'task', 'done', 'decide', 'mark', 'inform', 'mitigated', 'monitoring'],
  ...['prompt', 'rolecall', 'resolve', 'reopen', 'major demote', 'major declare'],
];
const stepsOf = (said: readonly string[]): fc.Arbitrary<Step> =>
  fc.record({
    verb: fc.constantFrom(...said),
    args: fc.record(
      {
        text: fc.constantFrom('a word', 'another', 'we wait next 20m', 'over now next none'),
        until: fc.constantFrom('in 2 hours', 'tomorrow', 'in 3 weeks'),
        over: fc.constantFrom('bob', 'mei'),
        person: fc.constantFrom('eve', 'chen', 'chen,eve'),
        group: fc.constantFrom('network', 'workplace'),
        role: fc.constantFrom('scribe', 'technical lead', '沟通负责人'),
        task: fc.constantFrom('1', '2'),
        because: fc.constant('it takes longer'),
        off: fc.constant('yes'),
        sure: fc.constant('yes'),
        audience: fc.constant('everyone'),
      },
      { requiredKeys: ['text', 'until', 'over', 'person', 'group'] },
    ),
    who: fc.constantFrom<Name | 'clock'>('alice', 'bob', 'mei', 'dana', 'clock'),
    after: fc.integer({ min: 1, max: 400 * 60 }).map((seconds) => seconds * 1000),
  });

/** The ticket that two verbs need beside it: an open one. */
const ANOTHER: Ticket = { ...(fold(history()) as Ticket), id: 'ticket-2', number: 9 };
/** What an improvement has become. */
const MADE: Ticket = { ...ANOTHER, id: 'ticket-3', kind: 'request', number: 3 };
const ABOUT_ANOTHER: Readonly<Record<string, Args>> = {
  link: { to: 'INC-9' },
  unlink: { from: 'INC-9' },
  duplicate: { of: 'INC-9' },
  settle: { of: ANOTHER.id },
};

export interface Life {
  readonly events: readonly Event[];
  /** After each change: its row, and its events. */
  readonly changes: readonly { readonly ticket: Ticket; readonly events: readonly Event[] }[];
}

/** What becomes of a ticket when these are said one after the other, as the engine does it; what is refused is left out. */
function live(said: readonly Step[], first = history()): Life {
  let events = first;
  let ticket = fold(first) as Ticket;
  let now = NOW;
  const changes = [{ ticket, events: first }];
  for (const { verb, args, who, after } of said) {
    now = later(now, after);
    const due = ticket.major?.updateDue;
    const clock = { prompt: due, postpone: due, rolecall: ticket.major?.declaredAt }[verb];
    const of = clock ?? ticket.wakeAt ?? ticket.resolvedAt ?? '';
    const facts = decided(ticket, verb, { ...args, of, ...ABOUT_ANOTHER[verb] }, who, now);
    const by = who === 'clock' ? null : who;
    const added = facts.map((fact, n): Event => ({ ...fact, seq: ticket.version + n + 1, at: now, by }));
    if (added.length === 0) continue;
    ticket = added.reduce<Ticket>((row, event) => apply(row, event), ticket);
    events = [...events, ...added];
    changes.push({ ticket, events: added });
  }
  return { events, changes };
}

const CLOCKED = ['resume', 'close', 'settle', 'prompt', 'rolecall'];

function decided(ticket: Ticket, name: string, args: Args, who: Name | 'clock', now: string) {
  const verb = verbNamed(name);
  if (verb?.does !== 'change' || (who === 'clock' && !CLOCKED.includes(name))) return [];
  const context = contextFor(who, now);
  try {
    permit(verb, ticket, context);
    return verb.decide(ticket, args, context, { other: ANOTHER, number: 100 + ticket.version, made: MADE });
  } catch (error) {
    if (error instanceof Refusal) return [];
    throw error;
  }
}
export const lives = fc.array(stepsOf(verbs), { maxLength: 25 }).map((said) => live(said));

/** The life of a major incident, from its declaration on. */
const declared: Fact = {
  ...{ type: 'declared', how: 'declared', because: null, rule: null, roles: { incident_manager: 'dana' } },
  due: later(NOW, 1_800_000),
};
export const incidents = fc
  .array(stepsOf(running), { minLength: 10, maxLength: 40, size: 'max' })
  .map((said) => live(said, history(['dana', declared])));
