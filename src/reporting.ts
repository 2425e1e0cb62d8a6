// What comes in: recorded in somebody's name, with where it stood; a message is reported once, whoever points at it.
import { duplicate } from './commands/doubles.ts';
import { type Args, type Context, type Creation, person } from './commands/verb.ts';
import { change, create } from './deciding.ts';
import { ID, isAgent, sees } from './people/person.ts';
import type { Reply, Sent } from './port.ts';
import type { Tx } from './storage/database.ts';
import { partIn } from './storage/majors.ts';
import { rememberReport, reportsOf } from './storage/messages.ts';
import type { Desk } from './storage/organisations.ts';
import { accountsOf, knowing, peopleOf } from './storage/people.ts';
import { findTicket, lockTicket } from './storage/tickets.ts';
import { isMajor } from './ticket/major.ts';
import { involved, parseRef, refOf, type Source } from './ticket/record.ts';
import { countedCard } from './views/declaring.ts';
import type { Shown } from './views/reader.ts';
import { alreadyCard } from './views/replies.ts';

/** A new ticket, or the one that was made of the same message before. */
export async function report(tx: Tx, desk: Desk, verb: Creation, said: Args, context: Context): Promise<Reply> {
  const known = await reportedAlready(tx, desk, said, context);
  if (known) return known;
  const same = verb.kind === 'incident' ? await sameAs(tx, desk, said) : undefined;
  const mine = same && (await partIn(tx, desk.organisation, same.id, said.for || person(context).id));
  if (same && mine) return { kind: 'card', card: countedCard(context.reader, same, mine) };
  // Who says no more than that it is the same says what that says.
  const args = same ? { ...said, text: said.text?.trim() || same.title } : said;
  const at = sourceOf(context);
  const source = await sourceFor(tx, desk, args, context);
  const { ticket, like } = await create(tx, desk, verb, args, { ...context, source }, same);
  const message = messageIn(args);
  if (message) await rememberReport(tx, desk.organisation, ticket.id, at, message);
  if (same && !ticket.confidential && ticket.requester === person(context).id)
    return change(tx, desk, duplicate, { of: refOf(same) }, { ...context, origin: null }, { id: ticket.id });
  const people = [...involved(ticket), ...like.map(({ assignee }) => assignee)];
  const reader = await knowing(tx, desk.organisation, context.reader, people);
  const others = new Map(like.map((glimpse) => [glimpse.id, glimpse]));
  return { kind: 'card', card: verb.reply({ ...reader, others }, ticket) };
}

/**
 * The open major incident that somebody says theirs is the same as, locked before anything else is: whoever changes it next waits
 * for them, and they for nobody who waits for them.
 */
async function sameAs(tx: Tx, desk: Desk, { same = '' }: Args): Promise<Shown | undefined> {
  const name = parseRef(same);
  const found = name && (await lockTicket(tx, desk.organisation, name));
  return found && isMajor(found) && !found.confidential ? found : undefined;
}

/** The answer to whoever points at a message of which there is a ticket. */
export async function reportedAlready(tx: Tx, desk: Desk, args: Args, context: Context): Promise<Reply | undefined> {
  const message = messageIn(args);
  const me = person(context).id;
  for (const id of message ? await reportsOf(tx, desk.organisation, sourceOf(context), message) : []) {
    const ticket = await findTicket(tx, desk.organisation, { id });
    if (!ticket) continue;
    const may = sees(ticket, me, context.rights);
    // Whoever may not know of a confidential report makes another, as if there were none.
    if (ticket.confidential && !may) continue;
    const as = !may ? 'nobody' : isAgent(context.rights) ? 'agent' : 'requester';
    return { kind: 'card', card: alreadyCard(context.reader, ticket, as) };
  }
  return undefined;
}

/** `from`: the channel's id and the message's, as a form carries them there and back. */
function messageIn({ from = '' }: Args): Sent | undefined {
  const [channel, id, more] = from.split(' ');
  return channel && id && more === undefined && from.length <= 300 ? { channel, id } : undefined;
}

function sourceOf({ source }: Context): Source {
  if (!source) throw new Error('a report needs someone who reports');
  return source;
}

/** Where the requester hears of it, and what stood where: forms have carried it through a client, so it is checked. */
async function sourceFor(tx: Tx, desk: Desk, args: Args, context: Context): Promise<Source> {
  const { link: here, ...source } = sourceOf(context);
  const me = person(context).id;
  const requester = args.for || me;
  const link = args.link && URL.canParse(args.link) && /^https:/iu.test(args.link) ? args.link : here;
  const author = args.author && ID.test(args.author) && args.author !== requester ? args.author : undefined;
  const known = author && (await peopleOf(tx, desk.organisation, [author])).has(author);
  const more = { ...(link ? { link } : {}), ...(author && known ? { author } : {}) };
  if (requester === me) return { ...source, ...more };
  const accounts = (await accountsOf(tx, desk.organisation, requester)).filter(({ guest }) => !guest);
  const lately = accounts.toSorted((one, other) => other.fetchedAt.localeCompare(one.fetchedAt));
  // Whoever wrote the message hears where they wrote it, others where they were last heard.
  const wrote = lately.find(({ platform }) => requester === args.author && platform === source.platform);
  const { platform, workspace, user } = wrote ?? lately[0] ?? source;
  return { platform, workspace, user, ...more, reporter: me };
}
