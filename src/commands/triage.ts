// What puts a ticket in its right place: priority, classify, assign; and who has what: find, who.

import { Refusal } from '../errors.ts';
import { isAgent, sees } from '../people/person.ts';
import { itemCalled } from '../policy/items.ts';
import { keyCalled, type NamedTable } from '../policy/naming.ts';
import { foundByWords, workloads } from '../storage/lists.ts';
import { knowing } from '../storage/people.ts';
import { findTicket } from '../storage/tickets.ts';
import { asleep, move, movesFrom, notNow } from '../ticket/lifecycle.ts';
import { involved, type Level, type Priority, parseRef, refOf } from '../ticket/record.ts';
import { assignForm, classifyForm, NONE, priorityForm } from '../views/forms.ts';
import { foundCard } from '../views/lists.ts';
import { act } from '../views/pressed.ts';
import { whoCard } from '../views/queue.ts';
import { groupName, namesIn, type Reader } from '../views/reader.ts';
import { done, doneFor } from '../views/replies.ts';
import { checkRooms, handsOf, restricted, restrictedReply } from './confidential.ts';
import { type Args, type Change, person, type Query, text } from './verb.ts';

export const priority: Change = {
  name: 'priority',
  aliases: ['prio', '优先级'],
  does: 'change',
  who: 'worker',
  ref: true,
  rest: 'to',
  because: true,
  needs: 'to',
  form: priorityForm,
  example: 'priority INC-12 P2 because payroll closes today',
  decide(ticket, args, context) {
    const { reader } = context;
    const level = /^(?:to\s+)?p?([1-4])$/iu.exec((args.to ?? '').trim())?.[1];
    if (!level) throw new Refusal('no-such-priority', { field: 'to', said: args.to ?? '' });
    const wanted = Number(level) as Priority;
    const { groups, manager } = context.rights;
    const { first_level: first, routing } = reader.policy;
    // Nobody else sees it to say so.
    const may = ticket.confidential ? ticket.desks : (routing.override ?? [first]);
    if (!manager && !groups.some((group) => may.includes(group)))
      throw new Refusal('not-to-override', {
        ref: refOf(ticket),
        names: may.map((group) => groupName(reader, group)).join(', '),
      });
    if (ticket.phase === 'closed') throw notNow(reader.policy.workflow, ticket, 'priority');
    if (wanted === ticket.priority)
      throw new Refusal('same-priority', { field: 'to', ref: refOf(ticket), priority: wanted });
    return [
      {
        type: 'prioritised',
        from: ticket.priority,
        priority: wanted,
        because: text(args, 'because', priority.example),
      },
    ];
  },
  reply: (reader, ticket) => done(reader, ticket, (ref) => reader.texts.done.prioritised(ref, `P${ticket.priority}`)),
};

export const classify: Change = {
  name: 'classify',
  aliases: ['分类'],
  does: 'change',
  who: 'worker',
  ref: true,
  keys: ['service', 'category', 'impact', 'urgency'],
  form: classifyForm,
  example: 'classify INC-12 service=printing impact=medium urgency=high',
  weighs: handsOf,
  decide(ticket, args, context) {
    const { reader } = context;
    const { policy } = reader;
    if (ticket.phase === 'closed') throw notNow(policy.workflow, ticket, 'classify');
    const named = reader.texts.level;
    const levels = { high: { name: named.high }, medium: { name: named.medium }, low: { name: named.low } };
    const service = chosen(reader, args, 'service', policy.services, ticket.service);
    const category = chosen(reader, args, 'category', policy.categories, ticket.category);
    const impact = chosen(reader, args, 'impact', levels, ticket.impact) as Level;
    const urgency = chosen(reader, args, 'urgency', levels, ticket.urgency) as Level;
    // A priority that somebody has overridden stays as long as what it was derived from does.
    const same = impact === ticket.impact && urgency === ticket.urgency;
    const kept = service !== null && !ticket.confidential ? policy.services[service] : undefined;
    if (kept?.confidential) checkRooms(ticket);
    return [
      {
        type: 'classified',
        service,
        category,
        impact,
        urgency,
        priority: same ? ticket.priority : policy.priority[impact][urgency],
      },
      ...(kept?.confidential ? [restricted(ticket, kept.group, null, context)] : []),
    ];
  },
  reply(reader, ticket, context, before) {
    if (ticket.confidential && !before.confidential) return restrictedReply(reader, ticket, context);
    const { done: texts, button } = reader.texts;
    const classified = done(reader, ticket, (ref) => texts.classified(ref, `P${ticket.priority}`));
    // Where it belongs follows from the service; whether it goes there already is the first level's to say.
    const group = ticket.service && !ticket.confidential && reader.policy.services[ticket.service]?.group;
    const goes =
      group && group !== ticket.group && movesFrom(reader.policy.workflow, ticket.state).includes('escalate');
    if (!goes) return classified;
    const next = act(ticket, button.escalateTo(groupName(reader, group)), 'escalate', { args: { to: group } });
    return { ...classified, blocks: [...classified.blocks, { type: 'buttons', buttons: [next] }] };
  },
};

/** One of `known`, or what it was; '-' takes nothing. */
function chosen<T extends string | null>(
  reader: Reader,
  args: Args,
  name: string,
  known: NamedTable,
  was: T,
): string | T {
  const said = args[name]?.trim();
  if (!said || said === NONE) return was;
  const key = keyCalled(known, said);
  if (!key) throw new Refusal('no-such-value', { field: name, name, said, names: namesIn(reader, known) });
  return key;
}

export const assign: Change = {
  name: 'assign',
  aliases: ['指派'],
  does: 'change',
  who: 'worker',
  ref: true,
  rest: 'to',
  person: 'to',
  needs: 'to',
  form: assignForm,
  example: 'assign INC-12 to chen',
  weighs: ({ confidential }, { to = '' }) => (confidential ? [to] : []),
  decide(ticket, args, { reader, others }) {
    const assignee = args.to ?? '';
    if (assignee === ticket.assignee) throw new Refusal('has-already', { ref: refOf(ticket), person: assignee });
    const theirs = others.get(assignee);
    if (ticket.confidential && !(theirs && sees(ticket, assignee, theirs)))
      throw new Refusal('may-not-see', { field: 'to', ref: refOf(ticket), person: assignee, group: ticket.group });
    return [
      {
        type: 'assigned',
        from: ticket.assignee,
        assignee,
        to: asleep(ticket) ?? move(reader.policy.workflow, ticket, 'claim', assignee),
      },
    ];
  },
  reply: (reader, ticket) => doneFor(reader, ticket, reader.texts.done.assigned, ticket.assignee ?? ''),
};

export const find: Query = {
  name: 'find',
  aliases: ['查找'],
  does: 'read',
  who: 'anyone',
  ref: false,
  rest: 'text',
  example: 'find printer floor 3',
  async answer(tx, context, args) {
    const { organisation, reader, rights } = context;
    const words = text(args, 'text', find.example);
    const agent = isAgent(rights);
    const onlooker = { person: person(context).id, rights };
    const service = keyCalled(reader.policy.services, words);
    const item = itemCalled(reader.policy, words);
    const ref = parseRef(words);
    const named = ref && (await findTicket(tx, organisation, ref));
    if (named && sees(named, onlooker.person, rights)) return foundCard(reader, words, [named], agent);
    return foundCard(reader, words, await foundByWords(tx, organisation, words, onlooker, { service, item }), agent);
  },
};

export const who: Query = {
  name: 'who',
  aliases: ['谁'],
  does: 'read',
  who: 'agent',
  ref: false,
  example: 'who',
  async answer(tx, context) {
    const { organisation, reader, rights } = context;
    const groups = rights.manager ? Object.keys(reader.policy.groups) : rights.groups;
    const open = await workloads(tx, organisation, groups, { person: person(context).id, rights });
    return whoCard(await knowing(tx, organisation, reader, open.flatMap(involved)), open);
  },
};
