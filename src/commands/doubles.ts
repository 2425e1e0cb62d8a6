// Two reports of one thing: duplicate, which ends the one, and settle, by which it follows the end of the other.
import { Refusal } from '../errors.ts';
import type { Fact } from '../ticket/facts.ts';
import { move, movesFrom, notNow } from '../ticket/lifecycle.ts';
import { parseRef, refOf, type Ticket } from '../ticket/record.ts';
import { originalOf } from '../ticket/ties.ts';
import { done } from '../views/replies.ts';
import { duplicateForm } from '../views/tie-forms.ts';
import { duplicatedCard } from '../views/tie-replies.ts';
import { checkOpenness } from './ties.ts';
import { type Args, type Beside, type Change, text, works } from './verb.ts';

const named = (args: Args) => {
  const said = text(args, 'of', duplicate.example).replace(/^(?:of|之于|是)\s*/iu, '');
  const ref = parseRef(said);
  if (!ref) throw new Refusal('no-such-original', { field: 'of', said: said.slice(0, 80) });
  return ref;
};

/** Refuses an original that could not speak for the duplicate. */
function checkOriginal(ticket: Ticket, other: Ticket): void {
  const [ref, original] = [refOf(ticket), refOf(other)];
  const field = 'of';
  const its = originalOf(other);
  if (its?.to === ticket.id) throw new Refusal('other-way-round', { field, ref, other: original });
  if (its) throw new Refusal('no-original', { field, ref, other: original, original: its.name });
  if (other.kind !== ticket.kind) throw new Refusal('other-kind', { field, ref, other: original });
  if (other.phase === 'closed') throw new Refusal('original-closed', { field, ref, other: original });
}

/** "Me too" is the same, said by the requester: about their own report, of what was offered to them when they made it. */
export const duplicate: Change = {
  name: 'duplicate',
  aliases: ['重复'],
  does: 'change',
  who: 'party',
  ref: true,
  rest: 'of',
  needs: 'of',
  form: duplicateForm,
  example: 'duplicate INC-12 of INC-9',
  partner: (_ticket, args) => named(args),
  decide(ticket, args, context, { other }: Beside = {}) {
    const ref = refOf(named(args));
    // To whoever does not work here, what was not offered does not exist.
    if (!other || !(works(ticket, context) || ticket.like.includes(other.id))) throw new Refusal('not-found', { ref });
    const { workflow } = context.reader.policy;
    const action = movesFrom(workflow, ticket.state).find((one) => one === 'cancel' || one === 'close');
    if (!action) throw notNow(workflow, ticket, 'duplicate');
    checkOpenness(ticket, other, 'of');
    checkOriginal(ticket, other);
    const link = { as: 'duplicate', what: 'ticket', to: other.id, name: refOf(other) } as const;
    return [{ type: 'duplicated', link, to: move(workflow, ticket, action) }];
  },
  echo: (_facts, ticket): readonly Fact[] => [
    { type: 'linked', link: { as: 'original', what: 'ticket', to: ticket.id, name: refOf(ticket) } },
  ],
  reply: duplicatedCard,
};

/** The clock's alone: what became of the original becomes known to whoever reported the duplicate. */
export const settle: Change = {
  name: 'settle',
  aliases: [],
  does: 'change',
  who: 'clock',
  ref: true,
  example: 'settle INC-12',
  decide(ticket, args) {
    const link = originalOf(ticket);
    if (!link || link.to !== args.of) return [];
    return [{ type: 'settled', link, how: args.how === 'cancelled' ? 'cancelled' : 'resolved' }];
  },
  reply: (reader, ticket) => done(reader, ticket, reader.texts.done.cancelled),
};
