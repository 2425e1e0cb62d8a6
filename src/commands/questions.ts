// Asking a specialist, or a whole group, without giving the ticket away: ask, answer, decline, and the clock's remind.
import { Refusal } from '../errors.ts';
import type { Fact } from '../ticket/facts.ts';
import { notNow } from '../ticket/lifecycle.ts';
import { type Question, refOf, type Ticket } from '../ticket/record.ts';
import { answerForm, askable, askForm, declineForm } from '../views/asking.ts';
import { NONE } from '../views/forms.ts';
import { askedName, namesIn } from '../views/reader.ts';
import { done, doneFor } from '../views/replies.ts';
import { type Args, type Change, type Context, optionalText, person, text, works } from './verb.ts';

const CARRIED = 300; // characters of an answer that a button to choose a question may have
const LABEL = 60; // characters; what a button shows

export const ask: Change = {
  name: 'ask',
  aliases: ['询问'],
  does: 'change',
  who: 'worker',
  ref: true,
  rest: 'text',
  person: 'person',
  several: true,
  form: askForm,
  example: 'ask INC-12 network is sw-3-12 alive?',
  decide(ticket, args, context) {
    if (args.off) return [withdrawn(ticket, args, context)];
    if (ticket.phase === 'closed' || ticket.phase === 'done')
      throw notNow(context.reader.policy.workflow, ticket, 'ask');
    return asked(ticket, args, context);
  },
  reply(reader, ticket, _context, before) {
    const { done: texts } = reader.texts.circle;
    const fresh = ticket.questions.filter(({ of }) => !before.questions.some((one) => one.of === of));
    if (fresh.length === 0) return done(reader, ticket, texts.withdrawn);
    const whom = fresh.map((question) => askedName(reader, question)).join(reader.texts.mark.comma);
    return done(reader, ticket, (ref) => texts.asked(ref, whom));
  },
};

function asked(ticket: Ticket, args: Args, context: Context): readonly Fact[] {
  const groups = askable(context.reader);
  const group = args.group && args.group !== NONE ? args.group : null;
  const people = (args.person ?? '').split(',').filter(Boolean);
  if (group ? !Object.hasOwn(groups, group) : people.length === 0)
    throw new Refusal('ask-whom', { field: 'person', names: namesIn(context.reader, groups) });
  // What a question says of a ticket, its group's whole channel reads.
  if (group && ticket.confidential && !ticket.desks.includes(group))
    throw new Refusal('ask-confidential', { field: 'group', ref: refOf(ticket) });
  if (people.includes(person(context).id)) throw new Refusal('asks-self', { field: 'person', ref: refOf(ticket) });
  const words = text(args, 'text', ask.example);
  return [
    ...(group ? [{ type: 'asked', person: null, group, text: words } as const] : []),
    ...people.map((id) => ({ type: 'asked', person: id, group: null, text: words }) as const),
  ];
}

/** Whoever asked takes their own back; any other may be, by those who work on the ticket, where it is clear which. */
function withdrawn(ticket: Ticket, args: Args, context: Context): Fact {
  const own = ticket.questions.filter(({ by }) => by === context.speaker?.id);
  return { type: 'unasked', of: oneOf(ticket, [own, ticket.questions], args, 'ask'), how: 'withdrawn', because: null };
}

export const answer: Change = {
  name: 'answer',
  aliases: ['回答'],
  does: 'change',
  who: 'agent',
  ref: true,
  rest: 'text',
  needs: 'text',
  form: answerForm,
  example: 'answer INC-12 it is up, port 3 was off',
  decide(ticket, args, context) {
    const { speaker, rights } = context;
    const mine = ticket.questions.filter(({ person: id }) => id === speaker?.id);
    const groups = ticket.questions.filter(({ group }) => group !== null && rights.groups.includes(group));
    // The right to answer comes with being asked; who works on the ticket may also write down what they were told.
    const others = works(ticket, context) ? ticket.questions : [];
    const of = oneOf(ticket, [mine, groups, others], args, 'answer');
    return [{ type: 'answered', of, text: text(args, 'text', answer.example) }];
  },
  reply: (reader, ticket, _context, before) =>
    doneFor(reader, ticket, reader.texts.circle.done.answered, askerOf(before, ticket)),
};

export const decline: Change = {
  name: 'decline',
  aliases: [],
  does: 'change',
  who: 'agent',
  ref: true,
  rest: 'because',
  form: declineForm,
  example: 'decline INC-12 ask Li Wei, who knows that switch',
  decide(ticket, args, { speaker }) {
    const mine = ticket.questions.filter(({ person: id }) => id === speaker?.id);
    const of = oneOf(ticket, [mine], args, 'decline');
    return [{ type: 'unasked', of, how: 'declined', because: optionalText(args, 'because') }];
  },
  reply: (reader, ticket, _context, before) =>
    doneFor(reader, ticket, reader.texts.circle.done.declined, askerOf(before, ticket)),
};

/** Who asked the question that is not open any more. */
const askerOf = (before: Ticket, { questions }: Ticket): string =>
  before.questions.find(({ of }) => !questions.some((one) => one.of === of))?.by ?? '';

/**
 * The number of the question that is meant: the one that is named, if it may be, else the only one of the first of `tiers` that
 * has any. Else a choice.
 */
function oneOf(ticket: Ticket, tiers: readonly (readonly Question[])[], args: Args, verb: string): number {
  const ref = refOf(ticket);
  const named = args.of ? Number(args.of) : undefined;
  if (!ticket.questions.some(({ of }) => named === undefined || of === named))
    throw new Refusal('question-over', { ref });
  const may =
    named === undefined ? tiers.find(({ length }) => length > 0) : tiers.flat().filter(({ of }) => of === named);
  const [question] = may ?? [];
  if (!may || !question) throw new Refusal('not-asked', { ref });
  if (may.length === 1 || named !== undefined) return question.of;
  const words = args.text ?? args.because ?? '';
  throw new Refusal('which-question', {
    ...{ ref, verb, of: may.map(({ of }) => String(of)), labels: may.map((one) => one.text.slice(0, LABEL)) },
    ...(words.length > CARRIED ? { text: words } : { carried: words }),
  });
}

/** The clock's alone: a question that nobody answers is remembered after 4, 8, 16 … hours. */
export const remind: Change = {
  name: 'remind',
  aliases: [],
  does: 'change',
  who: 'clock',
  ref: true,
  example: 'remind INC-12',
  decide(ticket, args) {
    const question = ticket.questions.find(({ of }) => String(of) === args.of);
    return question ? [{ type: 'reminded', of: question.of, hours: Number(args.hours) }] : [];
  },
  reply: (reader, ticket) => done(reader, ticket, reader.texts.circle.done.withdrawn),
};
