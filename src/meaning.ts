// Who and what is meant: a person by a name, a ticket that may be seen, or a choice where the words left it open.
import { oneOf } from './commands/behalf.ts';
import { type Args, type Context, person, type Verb } from './commands/verb.ts';
import { Refusal } from './errors.ts';
import { ID, isAgent, sees } from './people/person.ts';
import type { Reply } from './port.ts';
import { agentsCalled } from './storage/agents.ts';
import type { Tx } from './storage/database.ts';
import { lastTouched, queuePage } from './storage/lists.ts';
import type { Desk } from './storage/organisations.ts';
import { membersCalled } from './storage/people.ts';
import { findTicket, lockTicket, type TicketName } from './storage/tickets.ts';
import { type PersonId, type QueueView, refOf } from './ticket/record.ts';
import { choiceCard } from './views/lists.ts';
import type { Shown } from './views/reader.ts';

const CARRIED = 300; // characters that a button's arguments may have on any platform, in any script

/** The id of whom `verb` means by a name, a mail address or "me": an agent, or any member. */
export async function personMeant(
  tx: Tx,
  desk: Desk,
  { person: field = '', anybody }: Verb,
  said: string,
  context: Context,
): Promise<PersonId> {
  const words = said.trim().replace(/^(?:to\s+)?@?/iu, '');
  if (/^(me|我)$/iu.test(words)) return person(context).id;
  if (anybody) {
    // Before a name is looked up: that somebody is known is not for everyone to find out.
    // An id was found before, by a mention: nobody guesses one.
    if (!isAgent(context.rights) && !ID.test(words)) throw new Refusal('for-agents', { field });
    const called = await membersCalled(tx, desk.organisation, words);
    return oneOf(
      called.filter(({ length }) => length === [...words].length),
      words,
      field,
    ).person.id;
  }
  const found = await agentsCalled(tx, desk, words);
  const [only] = found;
  if (!only) throw new Refusal('nobody-named', { field, said: words });
  if (found.length > 1)
    throw new Refusal('several-named', { field, said: words, names: found.map(({ name }) => name).join(', ') });
  return only.id;
}

/** The ticket that is meant, or the same refusal for one that is not there and one that may not be seen. */
export async function visible(
  tx: Tx,
  desk: Desk,
  name: TicketName,
  { speaker, rights }: Pick<Context, 'speaker' | 'rights'>,
  lock = false,
): Promise<Shown> {
  const found = await (lock ? lockTicket : findTicket)(tx, desk.organisation, name);
  const known = found && (!speaker || !found.confidential || sees(found, speaker.id, rights));
  if (!known) throw new Refusal('not-found', { ref: 'number' in name ? refOf(name) : '' });
  return found;
}

/** The verb was clear, the ticket was not: offers the person's last ones, or what there is to take. */
export async function choose(tx: Tx, desk: Desk, verb: Verb, args: Args, context: Context): Promise<Reply> {
  if (args.ref !== undefined) throw new Refusal('not-found', { ref: args.ref });
  const recent = verb.offers
    ? await mostUrgent(tx, desk, verb.offers, context)
    : await lastTouched(tx, desk.organisation, person(context).id, context.rights.groups);
  if (recent.length === 0) throw new Refusal(verb.offers ? 'none-to-take' : 'needs-ref', { verb: verb.name });
  // A button carries little: longer words are given back, to be said again with the reference.
  const words = Object.values(args).join(' ');
  if (words.length > CARRIED) throw new Refusal('say-again', { verb: verb.name, text: words });
  return { kind: 'card', card: choiceCard(context.reader, verb.name, args, recent) };
}

const OFFERED = 5;

function mostUrgent(tx: Tx, desk: Desk, view: QueueView, context: Context): Promise<readonly Shown[]> {
  const { groups, manager } = context.rights;
  const theirs = groups.length > 0 || !manager ? groups : Object.keys(desk.policy.groups);
  return queuePage(
    tx,
    desk.organisation,
    { view, groups: theirs, person: person(context).id, rights: context.rights },
    OFFERED,
  );
}
