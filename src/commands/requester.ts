// What whoever needs something may say: report, request, status, add, cancel, confirm, reopen.
import { Refusal } from '../errors.ts';
import { isAgent } from '../people/person.ts';
import { classify, secretBy, termsOf } from '../policy/priority.ts';
import type { Policy } from '../policy/schema.ts';
import { copiedOn } from '../storage/circle.ts';
import { ticketsOf } from '../storage/lists.ts';
import { knowing } from '../storage/people.ts';
import type { Fact } from '../ticket/facts.ts';
import { INITIAL, move, notNow } from '../ticket/lifecycle.ts';
import { involved, type Level, PAGE, refOf, type Ticket } from '../ticket/record.ts';
import { originalOf, tiedTo } from '../ticket/ties.ts';
import { FEW, rateForm, reportForm, textForm } from '../views/forms.ts';
import { statusCard } from '../views/lists.ts';
import { confirmedCard, done, reportedCard } from '../views/replies.ts';
import { nextDue } from './major.ts';
import { knownBefore } from './majors.ts';
import { opensReview } from './review.ts';
import {
  type Args,
  type Beside,
  type Change,
  type Context,
  type Creation,
  carrying,
  type Fresh,
  optionalText,
  person,
  type Query,
  wordsOr,
} from './verb.ts';

const TITLE = 120; // graphemes; what fits a card's headline

/** The first line of what was said, as long as a card's headline takes. */
export function titleOf(description: string): string {
  const line = description.split('\n', 1)[0] ?? description;
  if (line.length <= TITLE) return line;
  const graphemes = [...new Intl.Segmenter().segment(line.slice(0, 4 * TITLE))].map(({ segment }) => segment);
  return graphemes.length > TITLE
    ? `${graphemes
        .slice(0, TITLE - 1)
        .join('')
        .trimEnd()}…`
    : graphemes.join('');
}

function reported(kind: Ticket['kind'], example: string) {
  return (args: Args, context: Context, fresh: Fresh): readonly Fact[] => {
    const { policy, texts } = context.reader;
    if (!context.source) throw new Error('a report needs someone who reports');
    const me = person(context).id;
    const requester = args.for || me;
    if (requester !== me && !isAgent(context.rights)) throw new Refusal('for-agents', { field: 'for' });
    const words = wordsOr(args, 'text', example, context.files) || context.files.map(({ name }) => name).join(', ');
    const asides = [
      [texts.form.stops, optionalText(args, 'stops')],
      [texts.form.since, optionalText(args, 'since')],
    ].flatMap(([label, said]) => (said ? [`${label} ${said}`] : []));
    const description = [words, ...asides].join('\n');
    const guess = classify(policy, description, kind);
    const impact = (['high', 'medium', 'low'] as const).find((level) => level === args.impact);
    const service = args.service && policy.services[args.service] ? args.service : undefined;
    const known = { ...(impact ? { impact } : {}), ...(service ? { service } : {}) };
    const classified = { ...guess, ...known, ...keptBy(policy, service ?? guess.service, args) };
    return [
      {
        type: 'reported',
        ...fresh,
        kind,
        title: titleOf(words),
        description,
        requester,
        ...(context.origin ? { origin: context.origin } : {}),
        source: context.source,
        ...classified,
        priority: policy.priority[classified.impact as Level][classified.urgency],
        guessed: Object.fromEntries(Object.entries(guess.guessed).filter(([name]) => !(name in known))),
        terms: termsOf(policy),
        policyVersion: context.policyVersion,
        to: { state: INITIAL, phase: 'active' },
        ...carrying(context),
      },
    ];
  };
}

/** Whose it is alone, if its service or the one who reports it says so. */
function keptBy(policy: Policy, service: string | null, { confidential: said }: Args): ReturnType<typeof secretBy> {
  const secret = secretBy(policy, service);
  if (secret || said !== FEW) return secret;
  const { confidential } = policy;
  if (confidential === undefined) throw new Refusal('no-confidential', { field: 'confidential' });
  return { group: confidential, confidential: true };
}

export const report: Creation = {
  name: 'report',
  aliases: ['报告', '报修', 'incident'],
  does: 'create',
  kind: 'incident',
  who: 'anyone',
  ref: false,
  rest: 'text',
  needs: 'text',
  unless: 'same',
  person: 'for',
  anybody: true,
  among: knownBefore,
  form: (reader, args, { agent, among }) => reportForm(reader, 'report', args, agent, among),
  carries: true,
  example: 'report the printer on floor 3 is jammed',
  decide: reported('incident', 'report the printer on floor 3 is jammed'),
  reply: reportedCard,
};

export const request: Creation = {
  ...report,
  name: 'request',
  aliases: ['申请'],
  kind: 'request',
  among: async () => [],
  form: (reader, args, { agent }) => reportForm(reader, 'request', args, agent),
  example: 'request a projector for the meeting on 20 March',
  decide: reported('request', 'request a projector for the meeting on 20 March'),
};

export const status: Query = {
  name: 'status',
  aliases: ['tickets', '状态'],
  does: 'read',
  who: 'anyone',
  ref: false,
  example: 'status',
  async answer(tx, context, args) {
    const before = args.before?.split('|') as [string, string] | undefined;
    const found = await ticketsOf(tx, context.organisation, person(context).id, context.now, PAGE + 1, before);
    const page = found.slice(0, PAGE);
    const last = found.length > PAGE ? page.at(-1) : undefined;
    const reader = await knowing(tx, context.organisation, context.reader, page.flatMap(involved));
    const { organisation, now } = context;
    const copied = before ? [] : await copiedOn(tx, organisation, person(context).id, now, PAGE);
    const knows = await knowing(tx, organisation, reader, copied.flatMap(involved));
    return statusCard(knows, page, last && { before: `${last.reportedAt}|${last.id}` }, copied);
  },
};

export const add: Change = {
  name: 'add',
  aliases: ['补充'],
  does: 'change',
  who: 'writer',
  ref: true,
  rest: 'text',
  needs: 'text',
  form: (reader, args) => textForm(reader, 'add', args),
  carries: true,
  example: 'add INC-12 it happens on floor 4 as well',
  decide(ticket, args, context) {
    const { policy } = context.reader;
    if (ticket.phase === 'closed') throw notNow(policy.workflow, ticket, 'add');
    const words = wordsOr(args, 'text', add.example, context.files);
    const added: Fact = { type: 'added', text: words, origin: context.origin, ...carrying(context) };
    if (ticket.phase !== 'scheduled' || !policy.waiting.wake_on_answer) return [added];
    return [
      added,
      { type: 'resumed', cause: 'answer', because: ticket.waitsBecause, to: move(policy.workflow, ticket, 'resume') },
    ];
  },
  reply: (reader, ticket) => done(reader, ticket, reader.texts.done.added),
};

export const cancel: Change = {
  name: 'cancel',
  aliases: ['取消'],
  does: 'change',
  who: 'party',
  ref: true,
  rest: 'because',
  form: (reader, args) => textForm(reader, 'cancel', args),
  example: 'cancel INC-12',
  decide: (ticket, args, { reader }) => [
    { type: 'cancelled', because: optionalText(args, 'because'), to: move(reader.policy.workflow, ticket, 'cancel') },
  ],
  reply: (reader, ticket) => done(reader, ticket, reader.texts.done.cancelled),
};

export const confirm: Change = {
  name: 'confirm',
  aliases: ['solved', '确认'],
  does: 'change',
  who: 'requester',
  ref: true,
  example: 'confirm INC-12',
  decide(ticket, _args, context) {
    const { workflow } = context.reader.policy;
    if (ticket.phase === 'closed') throw new Refusal('closed-already', { ref: refOf(ticket) });
    if (ticket.phase === 'done') return [{ type: 'closed', how: 'requester', to: move(workflow, ticket, 'close') }];
    const resolved = move(workflow, ticket, 'resolve');
    return [
      { type: 'resolved', resolution: null, to: resolved },
      { type: 'closed', how: 'requester', to: move(workflow, { ...ticket, ...resolved }, 'close') },
      ...opensReview(ticket, context),
    ];
  },
  reply: confirmedCard,
};

const DAY = 86_400_000;

export const reopen: Change = {
  name: 'reopen',
  aliases: ['重开'],
  does: 'change',
  who: 'party',
  ref: true,
  rest: 'because',
  needs: 'because',
  form: (reader, args) => textForm(reader, 'reopen', args),
  example: 'reopen INC-12 it is jammed again',
  partner(ticket) {
    const original = originalOf(ticket);
    return original && { id: original.to };
  },
  decide(ticket, args, context, { other: original }: Beside = {}) {
    const { reader, now } = context;
    const days = reader.policy.closure.reopen_days;
    // A duplicate goes on as its original does: until that has ended nothing is too late.
    const over = !original || original.phase === 'closed';
    if (over && ticket.closedAt && Date.parse(now) > Date.parse(ticket.closedAt) + days * DAY) {
      throw new Refusal('reopen-over', { ref: refOf(ticket), again: ticket.title, when: ticket.closedAt, days });
    }
    const due = ticket.major?.state === 'resolved' ? { due: nextDue(ticket, context) } : {};
    const to = move(reader.policy.workflow, ticket, 'reopen');
    return [{ type: 'reopened', because: optionalText(args, 'because'), ...due, to }];
  },
  /** It is a duplicate no longer. */
  echo(_facts, ticket, original) {
    const link = tiedTo(original, ticket);
    return link?.as === 'original' ? [{ type: 'unlinked', link }] : [];
  },
  reply: (reader, ticket) => done(reader, ticket, reader.texts.done.reopened),
};

export const rate: Change = {
  name: 'rate',
  aliases: ['评分'],
  does: 'change',
  who: 'requester',
  ref: true,
  rest: 'stars',
  needs: 'stars',
  form: rateForm,
  example: 'rate INC-12 5 quick and kind',
  decide(ticket, args) {
    if (ticket.phase !== 'closed' && ticket.phase !== 'done')
      throw new Refusal('not-now', { ref: refOf(ticket), state: ticket.state, action: 'rate' });
    const [, stars, comment] = /^([1-5])(?:\s+([\s\S]+))?$/u.exec((args.stars ?? '').trim()) ?? [];
    if (!stars) throw new Refusal('no-such-stars', { field: 'stars', said: args.stars ?? '' });
    return [
      {
        type: 'rated',
        stars: Number(stars),
        comment: optionalText({ comment: comment ?? args.comment ?? '' }, 'comment'),
      },
    ];
  },
  reply: (reader, ticket) => done(reader, ticket, reader.texts.done.rated),
};
