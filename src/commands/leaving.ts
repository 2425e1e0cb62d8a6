// The clock's alone: what somebody had in hand goes back when they are no agent any more.
import type { Fact } from '../ticket/facts.ts';
import { asleep, type Moved, move } from '../ticket/lifecycle.ts';
import type { Ticket } from '../ticket/record.ts';
import { done } from '../views/replies.ts';
import type { Change } from './verb.ts';

/** `person`, by id, is neither assignee nor owner from now on, and has no role in a major incident; what they asked for themselves stays theirs. */
export const vacate: Change = {
  name: 'vacate',
  aliases: [],
  does: 'change',
  who: 'clock',
  ref: true,
  example: 'vacate INC-12',
  decide(ticket, { person = '', cause }, { reader }) {
    const parts = (['assignee', 'owner'] as const).filter((part) => ticket[part] === person);
    if (ticket.phase === 'closed') return [];
    const roles = Object.entries(ticket.major?.roles ?? {}).filter(([, holder]) => holder === person);
    const freed = roles.map(([role]): Fact => ({ type: 'cast', role, person: null, from: person }));
    if (parts.length === 0) return freed;
    const to = parts.includes('assignee') ? released(ticket, reader.policy.workflow) : stay(ticket);
    return [{ type: 'vacated', person, parts, cause: cause === 'gone' ? 'gone' : 'role', to }, ...freed];
  },
  reply: (reader, ticket) => done(reader, ticket, reader.texts.done.noted),
};

/** A policy's own states may know no release: then it stays where it is, without anybody. */
function released(ticket: Ticket, workflow: Parameters<typeof move>[0]): Moved {
  const known = workflow[ticket.state]?.on.release !== undefined;
  return asleep(ticket) ?? (known ? move(workflow, ticket, 'release', null) : stay(ticket));
}

const stay = ({ state, phase }: Ticket): Moved => ({ state, phase });
