// What agents may say: queue, show, claim, release, own, note, tell, resolve, close, history.

import { Refusal } from '../errors.ts';
import { knowing } from '../storage/people.ts';
import { historyOf, queuePage } from '../storage/tickets.ts';
import { peopleIn } from '../ticket/events.ts';
import { move, notNow } from '../ticket/lifecycle.ts';
import { involved, PAGE, queueViews, refOf } from '../ticket/record.ts';
import { textForm } from '../views/forms.ts';
import { historyCard, queueCard, showCard } from '../views/lists.ts';
import type { Shown } from '../views/reader.ts';
import { done, doneFor } from '../views/replies.ts';
import { type Change, optionalText, person, type Query, text } from './verb.ts';

export const queue: Query = {
  name: 'queue',
  aliases: ['q', '队列'],
  does: 'read',
  who: 'agent',
  ref: false,
  rest: 'view',
  oneWord: true,
  example: 'queue',
  async answer(tx, context, args) {
    const { organisation, rights, reader } = context;
    const said = (args.view ?? '').trim().toLowerCase();
    const view = queueViews.find((name) => name === (said || 'actionable'));
    const group = Object.entries(reader.policy.groups).find(([key, { name }]) =>
      [key, name.toLowerCase()].includes(said),
    )?.[0];
    if (!view && !group) throw new Refusal('unexpected-words', { verb: 'queue', rest: said, example: 'queue mine' });
    const groups = group ? [group] : rights.manager ? Object.keys(reader.policy.groups) : rights.groups;
    const after = args.after ? (args.after.split('|') as [string, string, string]) : undefined;
    const found = await queuePage(tx, organisation, {
      view: view ?? 'actionable',
      groups,
      person: person(context).id,
      ...(after ? { after } : {}),
    });
    const page = found.slice(0, PAGE);
    const last = page.at(-1);
    const next =
      found.length > PAGE && last
        ? { view: said, after: [last.priority, last.wakeAt ?? last.nextDue, last.id].join('|') }
        : undefined;
    return queueCard(await knowing(tx, organisation, reader, page.flatMap(involved)), view ?? 'actionable', page, next);
  },
};

export const show: Query = {
  name: 'show',
  aliases: ['查看'],
  does: 'read',
  who: 'agent',
  ref: true,
  example: 'show INC-12',
  async answer(tx, { organisation, reader }, _args, ticket) {
    const events = await historyOf(tx, organisation, named(ticket).id);
    return showCard(await knowing(tx, organisation, reader, peopleIn(events)), named(ticket), events);
  },
};

export const history: Query = {
  name: 'history',
  aliases: ['历史'],
  does: 'read',
  who: 'agent',
  ref: true,
  example: 'history INC-12',
  async answer(tx, { organisation, reader }, _args, ticket) {
    const events = await historyOf(tx, organisation, named(ticket).id);
    return historyCard(await knowing(tx, organisation, reader, peopleIn(events)), named(ticket), events);
  },
};

function named(ticket: Shown | undefined): Shown {
  if (!ticket) throw new Error('a verb about a ticket is called with one');
  return ticket;
}

export const claim: Change = {
  name: 'claim',
  aliases: ['take', '认领'],
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
  does: 'change',
  who: 'worker',
  ref: true,
  example: 'release INC-12',
  decide: (ticket, _args, { reader }) => [
    { type: 'released', to: move(reader.policy.workflow, ticket, 'release', null) },
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
  example: 'note INC-12 the fuser was replaced in May',
  decide: (_ticket, args, { origin }) => [{ type: 'noted', text: text(args, 'text', note.example), origin }],
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
  example: 'tell INC-12 could you use tray 2 for tonight?',
  decide(ticket, args, { reader }) {
    if (ticket.phase === 'closed') throw notNow(reader.policy.workflow, ticket, 'tell');
    return [{ type: 'told', text: text(args, 'text', tell.example) }];
  },
  reply: (reader, ticket) => doneFor(reader, ticket, reader.texts.done.told, ticket.requester),
};

export const resolve: Change = {
  name: 'resolve',
  aliases: ['解决'],
  does: 'change',
  who: 'worker',
  ref: true,
  rest: 'text',
  form: (reader, args) => textForm(reader, 'resolve', args),
  example: 'resolve INC-12 the roller was cleaned',
  decide: (ticket, args, { reader }) => [
    { type: 'resolved', resolution: optionalText(args, 'text'), to: move(reader.policy.workflow, ticket, 'resolve') },
  ],
  reply: (reader, ticket) => doneFor(reader, ticket, reader.texts.done.resolved, ticket.requester),
};

export const close: Change = {
  name: 'close',
  aliases: ['关闭'],
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
