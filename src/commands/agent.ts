// What agents may say: show, claim, release, own, note, tell, resolve, close, history.

import { Refusal } from '../errors.ts';
import { readable } from '../people/past.ts';
import type { Policy } from '../policy/schema.ts';
import { assignedTo } from '../storage/lists.ts';
import { historyOf } from '../storage/tickets.ts';
import type { Fact } from '../ticket/facts.ts';
import { asleep, move, notNow } from '../ticket/lifecycle.ts';
import { isMajor } from '../ticket/major.ts';
import { refOf, type Ticket } from '../ticket/record.ts';
import { parentOf } from '../ticket/ties.ts';
import { BACK, handoverForm, NONE, textForm } from '../views/forms.ts';
import { historyCard, showCard } from '../views/lists.ts';
import type { Shown } from '../views/reader.ts';
import { done, doneFor } from '../views/replies.ts';
import { resolvedCard } from '../views/tie-replies.ts';
import { knowingAll } from './files.ts';
import { opensReview } from './review.ts';
import { assign } from './triage.ts';
import {
  type Args,
  type Batch,
  type Beside,
  type Change,
  carrying,
  optionalText,
  person,
  type Query,
  type Step,
  wordsOr,
} from './verb.ts';

export const show: Query = {
  name: 'show',
  aliases: ['查看'],
  does: 'read',
  who: 'agent',
  ref: true,
  example: 'show INC-12',
  async answer(tx, context, _args, ticket) {
    const { organisation, rights } = context;
    const events = readable(await historyOf(tx, organisation, named(ticket).id), person(context).id, rights);
    return showCard(await knowingAll(tx, context, named(ticket), events), named(ticket), events);
  },
};

export const history: Query = {
  name: 'history',
  aliases: ['历史'],
  does: 'read',
  who: 'agent',
  ref: true,
  example: 'history INC-12',
  async answer(tx, context, _args, ticket) {
    const all = await historyOf(tx, context.organisation, named(ticket).id);
    const events = readable(all, person(context).id, context.rights);
    const kept = all.length - events.length;
    return historyCard(await knowingAll(tx, context, named(ticket), events), named(ticket), events, kept);
  },
};

function named(ticket: Shown | undefined): Shown {
  if (!ticket) throw new Error('a verb about a ticket is called with one');
  return ticket;
}

export const claim: Change = {
  name: 'claim',
  aliases: ['take', '认领'],
  offers: 'unclaimed',
  many: true,
  does: 'change',
  who: 'worker',
  ref: true,
  example: 'claim INC-12',
  decide(ticket, args, context) {
    const me = person(context).id;
    const to = move(context.reader.policy.workflow, ticket, 'claim', me);
    if (ticket.assignee === me) throw new Refusal('already-yours', { ref: refOf(ticket) });
    if (ticket.assignee && args.over !== ticket.assignee) {
      throw new Refusal('already-claimed', { ref: refOf(ticket), ticket: ticket.id, person: ticket.assignee });
    }
    return [{ type: 'claimed', from: ticket.assignee, to }];
  },
  reply: (reader, ticket) => done(reader, ticket, reader.texts.done.claimed),
};

export const release: Change = {
  name: 'release',
  aliases: ['释放'],
  many: true,
  does: 'change',
  who: 'worker',
  ref: true,
  example: 'release INC-12',
  decide: (ticket, _args, { reader }) => [
    { type: 'released', to: asleep(ticket) ?? move(reader.policy.workflow, ticket, 'release', null) },
  ],
  reply: (reader, ticket) => doneFor(reader, ticket, reader.texts.done.released, ticket.group),
};

export const own: Change = {
  name: 'own',
  aliases: [],
  does: 'change',
  who: 'worker',
  ref: true,
  example: 'own INC-12',
  decide(ticket, _args, context) {
    if (ticket.owner === person(context).id) throw new Refusal('owns-already', { ref: refOf(ticket) });
    if (ticket.phase === 'closed') throw notNow(context.reader.policy.workflow, ticket, 'own');
    return [{ type: 'owned', from: ticket.owner }];
  },
  reply: (reader, ticket) => done(reader, ticket, reader.texts.done.owned),
};

export const note: Change = {
  name: 'note',
  aliases: ['备注'],
  does: 'change',
  who: 'agent',
  ref: true,
  rest: 'text',
  needs: 'text',
  form: (reader, args) => textForm(reader, 'note', args),
  carries: true,
  example: 'note INC-12 the fuser was replaced in May',
  decide(_ticket, args, context) {
    const words = wordsOr(args, 'text', note.example, context.files);
    return [{ type: 'noted', text: words, origin: context.origin, ...carrying(context) }];
  },
  reply: (reader, ticket) => done(reader, ticket, reader.texts.done.noted),
};

export const tell: Change = {
  name: 'tell',
  aliases: ['reply', '告诉'],
  does: 'change',
  who: 'worker',
  ref: true,
  rest: 'text',
  needs: 'text',
  form: (reader, args) => textForm(reader, 'tell', args),
  carries: true,
  example: 'tell INC-12 could you use tray 2 for tonight?',
  decide(ticket, args, context) {
    const { reader, origin, files } = context;
    if (ticket.phase === 'closed') throw notNow(reader.policy.workflow, ticket, 'tell');
    const words = wordsOr({ text: canned(args, reader.policy) }, 'text', tell.example, files);
    // A canned reply stands nowhere yet but by its name.
    return [
      { type: 'told', text: words, origin: words === (args.text ?? '').trim() ? origin : null, ...carrying(context) },
    ];
  },
  reply: (reader, ticket) => doneFor(reader, ticket, reader.texts.done.told, ticket.requester),
};

/** The words of a canned reply, chosen in the form or named like `:reset`, with what was typed below them. */
function canned({ text: typed = '', canned: chosen }: Args, { replies }: Policy): string {
  const key = chosen && chosen !== NONE ? chosen : /^:([a-z][a-z0-9_-]*)$/u.exec(typed.trim())?.[1];
  const reply = key === undefined ? undefined : replies[key];
  if (!reply) return typed;
  return [reply.text.trim(), chosen ? typed.trim() : ''].filter(Boolean).join('\n\n');
}

/** Still a child of it, still open, and no major incident with people of its own; the parent may be open again. */
const follows = (ticket: Ticket, parent: Ticket, { of }: Args): boolean =>
  parent.id === of && parent.resolvedAt !== null && !['done', 'closed'].includes(ticket.phase) && !isMajor(ticket);

/** With the same words, which its requester is asked about. */
const followed = (ticket: Ticket, { resolution }: Ticket, workflow: Policy['workflow']): readonly Fact[] => [
  { type: 'resolved', resolution, to: move(workflow, ticket, 'resolve') },
];

export const resolve: Change = {
  name: 'resolve',
  aliases: ['解决'],
  many: true,
  does: 'change',
  who: 'worker',
  ref: true,
  rest: 'text',
  form: (reader, args) => textForm(reader, 'resolve', args),
  example: 'resolve INC-12 the roller was cleaned',
  // The clock's own wish is that a child follows its parent.
  partner(ticket, args) {
    const parent = args.of === undefined ? undefined : parentOf(ticket);
    return parent && { id: parent.to };
  },
  decide(ticket, args, context, { other: parent }: Beside = {}) {
    const { workflow } = context.reader.policy;
    if (!context.speaker) return parent && follows(ticket, parent, args) ? followed(ticket, parent, workflow) : [];
    return [
      { type: 'resolved', resolution: optionalText(args, 'text'), to: move(workflow, ticket, 'resolve') },
      ...opensReview(ticket, context),
    ];
  },
  reply: resolvedCard,
};

export const close: Change = {
  name: 'close',
  aliases: ['关闭'],
  many: true,
  does: 'change',
  who: 'worker',
  ref: true,
  example: 'close INC-12',
  decide(ticket, args, { reader, speaker }) {
    // The clock's own wish is stale when the ticket was reopened since it was set.
    if (!speaker && (ticket.phase !== 'done' || ticket.resolvedAt !== args.of)) return [];
    return [{ type: 'closed', how: speaker ? 'desk' : 'grace', to: move(reader.policy.workflow, ticket, 'close') }];
  },
  reply: (reader, ticket) => done(reader, ticket, reader.texts.done.closed),
};

/** The end of a shift: all that is mine goes to someone, or back to its group. */
export const handover: Batch = {
  name: 'handover',
  aliases: ['交班'],
  does: 'batch',
  who: 'agent',
  ref: false,
  rest: 'to',
  person: 'to',
  form: handoverForm,
  example: 'handover to mei',
  async steps(tx, context, { to = '' }) {
    const mine = await assignedTo(tx, context.organisation, person(context).id);
    const step = (ticket: Ticket): Step =>
      to === BACK
        ? { verb: release, args: { ref: refOf(ticket) } }
        : { verb: assign, args: { ref: refOf(ticket), to } };
    return mine.map(step);
  },
  nothing: (reader) => reader.texts.batch.nothingMine,
};
