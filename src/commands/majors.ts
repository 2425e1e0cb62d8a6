// Looking at major incidents: one with what can be done about it, all that there are, and what anybody may know.
import { isAgent } from '../people/person.ts';
import { classify } from '../policy/priority.ts';
import { minutesOf, windowOf } from '../policy/weighing.ts';
import type { Tx } from '../storage/database.ts';
import { majorOnes, majorsLike, reportsOfSame, sameOpen } from '../storage/majors.ts';
import { chatsOf } from '../storage/organisations.ts';
import { knowing } from '../storage/people.ts';
import { isMajor, isProposed } from '../ticket/major.ts';
import { involved } from '../ticket/record.ts';
import type { Card } from '../views/cards.ts';
import {
  askedCard,
  declareCard,
  knownCard,
  majorCard,
  majorsCard,
  outageCard,
  proposedCard,
} from '../views/declaring.ts';
import type { Shown } from '../views/reader.ts';
import { checkOrdinary, mayDeclare } from './major.ts';
import { type Args, type Context, person, type Query } from './verb.ts';

const MINUTE = 60_000;
const SHOWN = 3; // outages above a form: more would hide the form

export const major: Query = {
  name: 'major',
  aliases: ['重大事件'],
  does: 'read',
  who: 'reader',
  ref: true,
  alone: true,
  example: 'major INC-12',
  answer: (tx, context, _args, ticket) => (ticket ? one(tx, context, ticket) : all(tx, context)),
};

async function one(tx: Tx, context: Context, ticket: Shown): Promise<Card> {
  const { reader, rights } = context;
  // What agents say to each other of it, and where, is not for whoever reported it.
  const inside = isAgent(rights);
  if (isMajor(ticket)) return inside ? majorCard(reader, ticket, rights) : outageCard(reader, ticket);
  if (isProposed(ticket)) return inside ? proposedCard(reader, ticket, rights) : askedCard(reader, ticket);
  checkOrdinary(ticket);
  return declareCard(reader, ticket, {
    ...{ declares: mayDeclare(context), manager: rights.manager, me: person(context).id },
    ...(await howMany(tx, context, ticket)),
    chats: await chatsOf(tx, context.organisation),
  });
}

/** How many people reported the same lately; of what only a few may know nothing is counted. */
async function howMany(tx: Tx, { organisation, reader, now }: Context, ticket: Shown) {
  const none = { people: 1, minutes: 1 };
  if (ticket.confidential) return none;
  const since = new Date(Date.parse(now) - windowOf(reader.policy) * MINUTE).toISOString();
  const reports = await reportsOfSame(tx, organisation, await sameOpen(tx, organisation, ticket), since);
  if (reports.length === 0) return none;
  return { people: new Set(reports.map((report) => report.person)).size, minutes: minutesOf(reports) };
}

async function all(tx: Tx, context: Context): Promise<Card> {
  const { organisation, rights } = context;
  if (!isAgent(rights)) return everybody(tx, context);
  const onlooker = { person: person(context).id, rights };
  const majors = await majorOnes(tx, organisation, 'major', onlooker);
  const proposals = await majorOnes(tx, organisation, 'proposed', onlooker);
  const reader = await knowing(tx, organisation, context.reader, [...majors, ...proposals].flatMap(involved));
  return majorsCard(reader, majors, proposals, rights);
}

export const known: Query = {
  name: 'known',
  aliases: ['outages', '已知故障'],
  does: 'read',
  who: 'anyone',
  ref: false,
  example: 'known',
  answer: (tx, context) => everybody(tx, context),
};

async function everybody(tx: Tx, { organisation, reader, rights }: Context): Promise<Card> {
  return knownCard(reader, await majorOnes(tx, organisation, 'major'), isAgent(rights));
}

/** What is shown above the form of a report: what fits the words that are there already, or all. */
export async function knownBefore(tx: Tx, context: Context, args: Args): Promise<readonly Shown[]> {
  const { organisation, reader } = context;
  const words = args.text?.trim();
  const found = words
    ? await majorsLike(tx, organisation, {
        title: words,
        service: classify(reader.policy, words, 'incident').service,
      })
    : await majorOnes(tx, organisation, 'major');
  return found.slice(0, SHOWN);
}
