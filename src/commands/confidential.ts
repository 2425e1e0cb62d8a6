// For a few only: a ticket is made confidential by those who have a part in it, and opened again by those who keep it.
import { Refusal } from '../errors.ts';
import { sees } from '../people/person.ts';
import type { Policy } from '../policy/schema.ts';
import type { Fact } from '../ticket/facts.ts';
import { INITIAL } from '../ticket/lifecycle.ts';
import { isMajor, roomsOf } from '../ticket/major.ts';
import { refOf, type Ticket } from '../ticket/record.ts';
import type { Card } from '../views/cards.ts';
import { confidentialForm, restrictedCard, unrestrictedCard } from '../views/confidential.ts';
import type { Reader, Shown } from '../views/reader.ts';
import { groupNamed } from './escalation.ts';
import { type Args, type Change, type Context, optionalText, text } from './verb.ts';

const OFF = /^off(?![\p{L}\p{N}])\s*/iu;
const TO = /^to\s+/iu;

export const confidential: Change = {
  name: 'confidential',
  aliases: ['保密'],
  does: 'change',
  who: 'party',
  ref: true,
  rest: 'to',
  because: true,
  wordless: true,
  form: confidentialForm,
  example: 'confidential INC-12',
  weighs: handsOf,
  decide(ticket, args, context) {
    const said = (args.to ?? '').trim();
    const off = args.off !== undefined || OFF.test(said);
    const to = said.replace(OFF, '').replace(TO, '').trim();
    if (off) return [unrestricted(ticket, to, args, context)];
    if (ticket.confidential)
      throw new Refusal('confidential-already', { field: 'to', ref: refOf(ticket), group: ticket.group });
    checkRooms(ticket);
    const { reader } = context;
    // "confidential INC-12 it is about my boss": words that name no group are the reason.
    const names = TO.test(said) || args.named !== undefined;
    const because = optionalText(names ? args : { because: [to, args.because].filter(Boolean).join(' ') }, 'because');
    return [
      restricted(ticket, names && to ? among(reader, true, to) : keeperOf(reader.policy, ticket), because, context),
    ];
  },
  reply: (reader, ticket, context) =>
    ticket.confidential ? restrictedReply(reader, ticket, context) : unrestrictedCard(reader, ticket),
};

/** What people in its rooms have read, or are about to, is no secret any more: also in private ones, where not only the few are. */
export function checkRooms(ticket: Ticket): void {
  if (ticket.confidential) return;
  if (isMajor(ticket) || roomsOf(ticket).length > 0) throw new Refusal('rooms-open', { ref: refOf(ticket) });
}

/** To be weighed by whoever makes a ticket confidential: who had it may not be among those who may see it. */
export function handsOf({ owner, assignee, confidential: already }: Ticket): Ticket['owner'][] {
  return already ? [] : [owner, assignee];
}

/** From here on only `group`, its requester and the incident managers know of it; whoever else had it has it no more. */
export function restricted(
  ticket: Ticket,
  group: string,
  because: string | null,
  { others }: Context,
): Extract<Fact, { type: 'restricted' }> {
  const circle = { owner: null, assignee: null, copies: [], questions: [] };
  const kept = { ...ticket, ...circle, confidential: true, desks: [group] };
  const hands = [...new Set([ticket.owner, ticket.assignee])].filter((person) => person !== null);
  const released = hands.filter((person) => {
    const theirs = others.get(person);
    return !(theirs && sees(kept, person, theirs));
  });
  const { state, phase, assignee } = ticket;
  const dropped = assignee !== null && released.includes(assignee);
  const to = dropped && phase === 'active' ? { state: INITIAL, phase } : { state, phase };
  return { type: 'restricted', group, because, released, to };
}

export const restrictedReply = (reader: Reader, ticket: Shown, { speaker, rights }: Context): Card =>
  restrictedCard(reader, ticket, sees(ticket, speaker?.id ?? null, rights));

function unrestricted(ticket: Ticket, said: string, args: Args, { rights, reader }: Context): Fact {
  const ref = refOf(ticket);
  if (!ticket.confidential) throw new Refusal('not-confidential', { ref });
  if (!rights.manager && !ticket.desks.some((group) => rights.groups.includes(group)))
    throw new Refusal('not-keeper', { ref, group: ticket.group });
  if (ticket.phase === 'done' || ticket.phase === 'closed')
    throw new Refusal('confidential-over', { ref, state: ticket.state });
  const { policy } = reader;
  const service = ticket.service === null ? undefined : policy.services[ticket.service];
  const usual = service && !service.confidential ? service.group : policy.first_level;
  return {
    type: 'unrestricted',
    group: said ? among(reader, false, said) : usual,
    because: text(args, 'because', 'confidential INC-12 off to network because nothing in it is private'),
    service: service?.confidential ? null : ticket.service,
    to: { state: INITIAL, phase: 'active' },
  };
}

/** The group that is named, among those that are confidential or among those that are not. */
function among(reader: Reader, secret: boolean, said: string): string {
  const groups = Object.entries(reader.policy.groups).filter(([, group]) => group.confidential === secret);
  return groupNamed({ ...reader, policy: { ...reader.policy, groups: Object.fromEntries(groups) } }, said);
}

/** Whose a ticket becomes where nobody names the group: its service's, else the one that the policy names. */
function keeperOf({ services, groups, confidential: named }: Policy, { service }: Ticket): string {
  const theirs = service === null ? undefined : services[service]?.group;
  if (theirs !== undefined && groups[theirs]?.confidential) return theirs;
  if (named === undefined) throw new Refusal('no-confidential');
  return named;
}
