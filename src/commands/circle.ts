// Further people around a ticket: subscribe and unsubscribe for oneself, copy for others.
import { Refusal } from '../errors.ts';
import { isAgent } from '../people/person.ts';
import type { Fact } from '../ticket/facts.ts';
import { notNow } from '../ticket/lifecycle.ts';
import { type PersonId, refOf, type Ticket } from '../ticket/record.ts';
import { copyForm } from '../views/asking.ts';
import { copiedCard, subscribedCard } from '../views/circle.ts';
import { done } from '../views/replies.ts';
import { type Args, type Change, type Context, optionalText, person } from './verb.ts';

/** What ends it, where a person or a question was named before. */
export const OFF = /^(?:off|remove|stop|取消)$/iu;
const MOST_COPIED = 20; // people; a ticket that concerns more is no conversation

export const subscribe: Change = {
  name: 'subscribe',
  aliases: ['follow', '订阅'],
  does: 'change',
  who: 'reader',
  ref: true,
  rest: 'off',
  oneWord: true,
  example: 'subscribe INC-12',
  decide(ticket, args, context) {
    const said = (args.off ?? '').trim();
    if (OFF.test(said)) return leave(ticket, context);
    if (said !== '')
      throw new Refusal('unexpected-words', { verb: 'subscribe', rest: said, example: 'subscribe INC-12 off' });
    if (ticket.phase === 'closed') throw notNow(context.reader.policy.workflow, ticket, 'subscribe');
    if (ticket.subscribers.includes(person(context).id))
      throw new Refusal('subscribed-already', { ref: refOf(ticket) });
    return [{ type: 'subscribed' }];
  },
  reply: (reader, ticket, { speaker, rights }) =>
    ticket.subscribers.includes(speaker?.id ?? '')
      ? subscribedCard(reader, ticket, isAgent(rights))
      : done(reader, ticket, reader.texts.circle.done.unsubscribed),
};

export const unsubscribe: Change = {
  name: 'unsubscribe',
  aliases: ['unfollow', '退订', '取消订阅'],
  does: 'change',
  who: 'reader',
  ref: true,
  example: 'unsubscribe INC-12',
  decide: (ticket, _args, context) => leave(ticket, context),
  reply: subscribe.reply,
};

function leave(ticket: Ticket, context: Context): readonly Fact[] {
  if (!ticket.subscribers.includes(person(context).id)) throw new Refusal('not-subscribed', { ref: refOf(ticket) });
  return [{ type: 'unsubscribed' }];
}

/** Also "add INC-12 @chen": see naming.ts, where the names become ids. */
export const copy: Change = {
  name: 'copy',
  aliases: ['cc', '抄送'],
  does: 'change',
  who: 'reader',
  ref: true,
  rest: 'person',
  person: 'person',
  anybody: true,
  several: true,
  needs: 'person',
  form(reader, args, { agent }) {
    // A form has names typed out, which for others would be a way to find out who is known.
    if (!agent) throw new Refusal('mention-them');
    return copyForm(reader, args);
  },
  example: 'copy INC-12 @chen',
  decide(ticket, args, context) {
    const me = person(context).id;
    const people = named(args);
    const shares = ticket.requester === me || isAgent(context.rights);
    const off = args.off !== undefined;
    // Whoever is copied may end that for themselves.
    if (!shares && !(off && people.every((id) => id === me)))
      throw new Refusal('only-copied', { ref: refOf(ticket), person: ticket.requester, verb: 'copy' });
    return off ? uncopied(ticket, people) : copied(ticket, people, args, context);
  },
  reply(reader, ticket, _context, before) {
    const gone = before.copies.filter((id) => !ticket.copies.includes(id));
    if (gone.length > 0) return copiedCard(reader, ticket, gone, true);
    const fresh = ticket.copies.filter((id) => !before.copies.includes(id));
    return copiedCard(reader, ticket, fresh, false);
  },
};

/** Ids, with commas between. */
const named = ({ person: ids = '' }: Args): readonly PersonId[] => ids.split(',').filter(Boolean);

function copied(ticket: Ticket, people: readonly PersonId[], args: Args, { reader }: Context): readonly Fact[] {
  if (ticket.phase === 'closed') throw notNow(reader.policy.workflow, ticket, 'copy');
  const fresh = people.filter((id) => id !== ticket.requester && !ticket.copies.includes(id));
  const [known] = people;
  if (!known) throw new Refusal('needs-text', { example: copy.example, field: 'person' });
  if (fresh.length === 0) throw new Refusal('hears-already', { field: 'person', ref: refOf(ticket), person: known });
  const count = ticket.copies.length + fresh.length;
  if (count > MOST_COPIED)
    throw new Refusal('too-many-copied', { field: 'person', ref: refOf(ticket), count, most: MOST_COPIED });
  return [{ type: 'copied', people: fresh, text: optionalText(args, 'text') }];
}

function uncopied(ticket: Ticket, people: readonly PersonId[]): readonly Fact[] {
  const gone = people.filter((id) => ticket.copies.includes(id));
  if (gone.length === 0) throw new Refusal('not-copied', { ref: refOf(ticket), person: people[0] ?? '' });
  return [{ type: 'uncopied', people: gone }];
}
