// Declaring a major incident: proposed by anybody, accepted or turned down by an incident manager, or declared at once.
import { Refusal } from '../errors.ts';
import type { Verdict } from '../policy/weighing.ts';
import type { Fact } from '../ticket/facts.ts';
import { isMajor, isProposed, roomsOf } from '../ticket/major.ts';
import { type Instant, refOf, type Ticket } from '../ticket/record.ts';
import { reasonForm } from '../views/declaring.ts';
import { done } from '../views/replies.ts';
import { type Change, type Context, optionalText, text } from './verb.ts';

const MINUTE = 60_000;

/** When the next update is due if nobody says otherwise. */
export const nextDue = (ticket: Pick<Ticket, 'priority'>, { now, reader }: Context): Instant =>
  new Date(Date.parse(now) + reader.policy.major.cadence[`p${ticket.priority}`] * MINUTE).toISOString();

/** Refuses what is a major incident already, or cannot become one. */
export function checkOrdinary(ticket: Ticket): void {
  // Whoever comes second is told where the others are.
  if (isMajor(ticket))
    throw new Refusal('major-already', {
      ref: refOf(ticket),
      rooms: roomsOf(ticket)
        .map(({ name }) => name)
        .join(', '),
    });
  if (ticket.kind !== 'incident') throw new Refusal('not-an-incident', { ref: refOf(ticket) });
  if (['done', 'closed'].includes(ticket.phase)) throw new Refusal('major-over', { ref: refOf(ticket) });
}

/** Whether this person may declare at once. */
export const mayDeclare = ({ rights, reader }: Pick<Context, 'rights' | 'reader'>): boolean =>
  rights.manager || rights.groups.some((group) => reader.policy.major.declare.includes(group));

function declared(ticket: Ticket, how: 'declared' | 'accepted', because: string | null, context: Context): Fact {
  const { speaker, rights } = context;
  // Whoever declares it leads it, until somebody else does.
  const roles = speaker && rights.manager ? { incident_manager: speaker.id } : {};
  return { type: 'declared', how, because, rule: null, roles, due: nextDue(ticket, context) };
}

/** What a rule of the policy makes of it. */
export function byRule(ticket: Ticket, { rule, does }: Pick<Verdict, 'rule' | 'does'>, context: Context): Fact[] {
  if (does === 'propose') return [{ type: 'proposed', because: null, rule }];
  return [{ type: 'declared', how: 'rule', because: null, rule, roles: {}, due: nextDue(ticket, context) }];
}

const base = { does: 'change', ref: true, aliases: [], rest: 'because', because: true } as const;

export const declare: Change = {
  ...base,
  name: 'major declare',
  who: 'agent',
  wordless: true,
  form: (reader, args) => reasonForm(reader, 'major declare', args),
  example: 'major declare INC-12 because nobody can send mail',
  decide(ticket, args, context) {
    checkOrdinary(ticket);
    if (!mayDeclare(context)) throw new Refusal('not-to-declare', { ref: refOf(ticket) });
    return [declared(ticket, 'declared', optionalText(args, 'because'), context)];
  },
  reply: (reader, ticket) => done(reader, ticket, reader.texts.major.declared),
};

export const propose: Change = {
  ...base,
  name: 'major propose',
  who: 'reader',
  wordless: true,
  form: (reader, args) => reasonForm(reader, 'major propose', args),
  example: 'major propose INC-12 because nobody can send mail',
  decide(ticket, args) {
    checkOrdinary(ticket);
    if (isProposed(ticket)) throw new Refusal('proposed-already', { ref: refOf(ticket) });
    return [{ type: 'proposed', because: optionalText(args, 'because'), rule: null }];
  },
  reply: (reader, ticket) => done(reader, ticket, reader.texts.major.proposed),
};

export const accept: Change = {
  ...base,
  name: 'major accept',
  who: 'manager',
  wordless: true,
  example: 'major accept INC-12',
  decide(ticket, args, context) {
    checkOrdinary(ticket);
    if (!isProposed(ticket)) throw new Refusal('not-proposed', { ref: refOf(ticket) });
    return [declared(ticket, 'accepted', optionalText(args, 'because'), context)];
  },
  reply: (reader, ticket) => done(reader, ticket, reader.texts.major.declared),
};

export const reject: Change = {
  ...base,
  name: 'major reject',
  who: 'manager',
  wordless: true,
  form: (reader, args) => reasonForm(reader, 'major reject', args),
  example: 'major reject INC-12 because it is one printer',
  decide(ticket, args) {
    if (!isProposed(ticket)) throw new Refusal('not-proposed', { ref: refOf(ticket) });
    return [{ type: 'rejected', because: optionalText(args, 'because'), proposer: ticket.major?.proposed?.by ?? null }];
  },
  reply: (reader, ticket) => done(reader, ticket, reader.texts.major.rejected),
};

export const demote: Change = {
  ...base,
  name: 'major demote',
  who: 'manager',
  needs: 'because',
  form: (reader, args) => reasonForm(reader, 'major demote', args),
  example: 'major demote INC-12 because a restart was enough',
  decide(ticket, args) {
    if (!isMajor(ticket)) throw new Refusal('not-major', { ref: refOf(ticket) });
    return [{ type: 'demoted', because: text(args, 'because', demote.example) }];
  },
  reply: (reader, ticket) => done(reader, ticket, reader.texts.major.demoted),
};
