// The past of an imported ticket, as the facts that lead to where its row says it is: the history makes the row, as for any other.
import { Refusal } from '../errors.ts';
import { clocksOf, deadlinesOf } from '../policy/clocks.ts';
import { classify, secretBy, termsOf } from '../policy/priority.ts';
import type { Policy } from '../policy/schema.ts';
import { apply } from '../ticket/events.ts';
import type { Event, Fact } from '../ticket/facts.ts';
import { type Action, INITIAL, move } from '../ticket/lifecycle.ts';
import type { Instant, PersonId, Source, Ticket } from '../ticket/record.ts';
import type { Shown } from '../views/reader.ts';
import type { Draft } from './draft.ts';

export interface Past {
  readonly ticket: Shown;
  readonly events: readonly Event[];
}

/** Who is meant by the names in a row, and what the desk gives to it. */
export interface Given {
  readonly id: string;
  readonly number: number;
  readonly requester: PersonId;
  readonly assignee: PersonId | null;
  readonly source: Source;
  readonly policy: Policy;
  readonly policyVersion: number;
  readonly now: Instant;
}

/** Throws `Refusal` 'not-now' where the policy's workflow does not lead there. */
export function pastOf(draft: Draft, given: Given): Past {
  const { policy, assignee, now } = given;
  const events: Event[] = [];
  let ticket: Ticket | undefined;
  const happened = (fact: Fact, at: Instant, by: PersonId | null) => {
    const last = events.at(-1)?.at ?? at;
    const event: Event = { ...fact, seq: events.length + 1, at: at < last ? last : at, by };
    events.push(event);
    ticket = apply(ticket, event);
    return ticket;
  };
  const begun = happened(reported(draft, given), draft.reportedAt, given.requester);
  const to = (action: Action) => move(policy.workflow, ticket ?? begun, action, assignee);
  const { standing, resolution, reportedAt } = draft;
  const ended = draft.resolvedAt ?? draft.closedAt ?? reportedAt;
  // The spreadsheet knows that somebody had it, seldom since when.
  const claims = assignee && standing !== 'new' && standing !== 'cancelled';
  if (claims) happened({ type: 'claimed', from: null, to: to('claim') }, draft.answeredAt ?? reportedAt, assignee);
  if (standing === 'on_hold')
    happened({ type: 'held', because: null, hold: holdOf(policy), to: to('hold') }, now, null);
  if (standing === 'resolved' || standing === 'closed')
    happened({ type: 'resolved', resolution, to: to('resolve') }, ended, assignee);
  if (standing === 'closed')
    happened({ type: 'closed', how: 'desk', to: to('close') }, draft.closedAt ?? ended, assignee);
  if (standing === 'cancelled')
    happened({ type: 'cancelled', because: resolution, to: to('cancel') }, draft.closedAt ?? ended, null);
  const row = ticket ?? begun;
  return { events, ticket: { ...row, ...deadlinesOf(clocksOf(events, row.terms, now)) } };
}

function reported(draft: Draft, { id, number, requester, source, policy, policyVersion }: Given): Fact {
  const { kind, title, description } = draft;
  const guess = classify(policy, `${title}\n${description}`, kind);
  const said = Object.fromEntries(
    (['impact', 'urgency', 'service', 'category'] as const).flatMap((name) =>
      draft[name] ? [[name, draft[name]]] : [],
    ),
  ) as Partial<Pick<typeof guess, 'impact' | 'urgency' | 'service' | 'category'>>;
  const { impact, urgency, service, category } = { ...guess, ...said };
  const named = draft.group && policy.groups[draft.group]?.confidential ? draft.group : undefined;
  const secret = named ? { group: named, confidential: true as const } : secretBy(policy, service);
  return {
    ...{ type: 'reported', id, number, kind, title, description, requester, source, policyVersion },
    ...{ impact, urgency, service, category },
    priority: draft.priority ?? policy.priority[impact][urgency],
    group: draft.group ?? policy.first_level,
    ...secret,
    guessed: Object.fromEntries(Object.entries(guess.guessed).filter(([name]) => !(name in said))),
    terms: termsOf(policy),
    to: { state: INITIAL, phase: 'active' },
  };
}

/** The policy's reason for what has no other. */
function holdOf({ hold_reasons: reasons }: Policy): { reason: string; pauses: boolean; external: null } {
  const reason = reasons.other ? 'other' : Object.keys(reasons)[0];
  const found = reason === undefined ? undefined : reasons[reason];
  if (reason === undefined || !found) throw new Refusal('not-now', { action: 'hold' });
  return { reason, pauses: found.pauses, external: null };
}
