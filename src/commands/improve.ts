// What a major incident is to make better: an improvement becomes a tracked service request, tied to the incident.
import { Refusal } from '../errors.ts';
import { sees } from '../people/person.ts';
import type { Fact } from '../ticket/facts.ts';
import { INITIAL, move } from '../ticket/lifecycle.ts';
import { type Instant, refOf, type Ticket } from '../ticket/record.ts';
import { type Reader, textsIn } from '../views/reader.ts';
import { improvedCard, improveForm } from '../views/review-forms.ts';
import { longTime } from '../views/time.ts';
import { readTime } from './dates.ts';
import { request } from './requester.ts';
import { openReview } from './review.ts';
import { type Args, type Change, type Context, type Creation, text } from './verb.ts';

/** "… by 1 December", "… 12月1日之前": the words before it, and a day if that is what stands behind. */
const BY = [
  /^([\s\S]+)\s+by\s+(.{1,60})$/iu,
  /^([\s\S]+?)[\s，,]*(?:截止到?|在)\s*(.{1,60}?)(?:之前|以前|前)?$/u,
  /^([\s\S]+)[\s，,]+(\S{1,60}?)(?:之前|以前|前)$/u,
];

interface Wish {
  readonly text: string;
  readonly due: Instant | null;
}

/** The day may be given by itself; in the words, only what can be read as one is one. "by robot" is none. */
function wishOf(args: Args, context: Context): Wish {
  const said = text(args, 'text', improve.example);
  // "… by @chen by 1 December": with the name its "by" went to nobody.
  const words = args.person ? said.replace(/\s+by(?=\s+by\s|\s*$)/iu, '') : said;
  if (args.due?.trim()) return { text: words, due: dayOf(args.due, context) };
  for (const pattern of BY) {
    const [, before = '', day = ''] = pattern.exec(words) ?? [];
    const due = before === '' ? null : readable(day, context);
    if (due) return { text: before.trim(), due };
  }
  return { text: words, due: null };
}

function readable(said: string, context: Context): Instant | null {
  try {
    return dayOf(said, context);
  } catch (error) {
    if (error instanceof Refusal && error.code === 'time-unread') return null;
    throw error;
  }
}

function dayOf(said: string, { now, reader }: Context): Instant {
  const { organisation, calendars } = reader.policy;
  const calendar = calendars[organisation.calendar];
  if (!calendar) throw new Error('a checked policy has its calendar');
  try {
    return readTime(said.replace(/^by\s+/iu, ''), { now, zone: reader.zone, calendar });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new Refusal(error.code, { ...error.facts, field: 'due' });
  }
}

/** The request: with the incident's own group, given to whoever was named, and for no more eyes than the incident. */
function improvement(incident: Ticket, { text: words, due }: Wish, { person: assignee }: Args): Creation {
  const { group, confidential } = incident;
  const link = { as: 'related', what: 'ticket', to: incident.id, name: refOf(incident) } as const;
  return {
    ...request,
    decide(_args, context, fresh): readonly Fact[] {
      const { policy } = context.reader;
      const [made] = request.decide({ text: words }, context, fresh);
      if (made?.type !== 'reported') throw new Error('a ticket begins with "reported"');
      const { confidential: _guessed, ...reported } = made;
      const description = [words, ...asides(context.reader, incident, due)].join('\n');
      const start = { assignee: null, state: INITIAL } as Ticket;
      const to = assignee ? move(policy.workflow, start, 'claim', assignee) : undefined;
      return [
        { ...reported, description, group, ...(confidential ? { confidential } : {}) },
        { type: 'linked', link },
        ...(assignee && to ? [{ type: 'assigned', from: null, assignee, to } as const] : []),
      ];
    },
  };
}

/** In the organisation's language and on its clock, for whoever works on it. */
function asides({ policy, ...reader }: Reader, incident: Ticket, due: Instant | null): string[] {
  const { language, zone } = policy.organisation;
  const shared = { ...reader, policy, zone, texts: textsIn(language) };
  const { review } = shared.texts;
  return [review.origin(refOf(incident)), ...(due ? [review.due(longTime(shared, due))] : [])];
}

/** Also "improve INC-12 … @chen by 1 December": see naming.ts, where the name becomes an id. */
export const improve: Change = {
  name: 'improve',
  aliases: ['改进'],
  does: 'change',
  who: 'agent',
  ref: true,
  rest: 'text',
  needs: 'text',
  person: 'person',
  form: improveForm,
  example: 'improve INC-12 renew certificates by robot @chen by 1 december',
  weighs: ({ confidential }, { person: whom }) => (confidential && whom ? [whom] : []),
  makes(ticket, args, context) {
    openReview(ticket);
    const whom = args.person;
    const theirs = whom ? context.others.get(whom) : undefined;
    // What only a few see is not given to others.
    if (ticket.confidential && whom && !(theirs && sees({ ...ticket, copies: [], questions: [] }, whom, theirs)))
      throw new Refusal('may-not-see', { field: 'person', ref: refOf(ticket), person: whom, group: ticket.group });
    return improvement(ticket, wishOf(args, context), args);
  },
  decide(ticket, args, context, { made } = {}) {
    openReview(ticket);
    if (!made) throw new Error('an improvement is a ticket');
    const { text: words, due } = wishOf(args, context);
    const [to, name] = [made.id, refOf(made)];
    return [
      { type: 'improved', ticket: to, ref: name, text: words, person: made.assignee, due },
      { type: 'linked', link: { as: 'related', what: 'ticket', to, name } },
    ];
  },
  reply: improvedCard,
};
