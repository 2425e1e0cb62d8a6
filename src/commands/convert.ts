// Incident or service request: convert, which gives a ticket a reference of the other kind and leaves it the old one.
import { Refusal } from '../errors.ts';
import { notNow } from '../ticket/lifecycle.ts';
import { type Kind, type Ref, refOf, type Ticket } from '../ticket/record.ts';
import { convertedCard } from '../views/tie-replies.ts';
import type { Beside, Change } from './verb.ts';

const other = (kind: Kind): Kind => (kind === 'incident' ? 'request' : 'incident');
const SAID: readonly (readonly [Kind, RegExp])[] = [
  ['incident', /^(?:an?\s+)?(?:incident|inc|故障|事件)$/iu],
  ['request', /^(?:a\s+)?(?:(?:service\s+)?request|req|请求|服务请求)$/iu],
];
/** Back to what it was once called, if it ever was. */
const before = (ticket: Ticket): Ref | undefined => ticket.former.find(({ kind }) => kind === other(ticket.kind));

export const convert: Change = {
  name: 'convert',
  aliases: ['转换'],
  does: 'change',
  who: 'worker',
  ref: true,
  rest: 'to',
  example: 'convert INC-12 to request',
  numbers: (ticket) => (before(ticket) ? undefined : other(ticket.kind)),
  decide(ticket, args, { reader }, { number }: Beside = {}) {
    const said = (args.to ?? '').trim().replace(/^(?:to|into|为|成)\s*/iu, '');
    const wanted = said === '' ? other(ticket.kind) : SAID.find(([, words]) => words.test(said))?.[0];
    const names = Object.values(reader.texts.tie.kinds).join(', ');
    if (!wanted) throw new Refusal('no-such-value', { field: 'to', name: 'kind', said, names });
    if (wanted === ticket.kind)
      throw new Refusal('kind-already', { field: 'to', ref: refOf(ticket), kind: reader.texts.tie.kinds[wanted] });
    if (ticket.phase === 'closed') throw notNow(reader.policy.workflow, ticket, 'convert');
    const into = before(ticket) ?? (number === undefined ? undefined : { kind: wanted, number });
    if (!into) throw new Error('a conversion is given a number');
    return [{ type: 'converted', from: { kind: ticket.kind, number: ticket.number }, into }];
  },
  reply: (reader, ticket, _context, was) => convertedCard(reader, ticket, was),
};
