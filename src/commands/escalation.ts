// What brings others in, or puts a ticket on hold: escalate in its three forms, ack, hold, and the clock's nudge.
import { Refusal } from '../errors.ts';
import { keyCalled } from '../policy/naming.ts';
import type { Fact } from '../ticket/facts.ts';
import { move } from '../ticket/lifecycle.ts';
import { refOf, type Ticket } from '../ticket/record.ts';
import { escalateForm, holdForm } from '../views/forms.ts';
import { namesIn, type Reader } from '../views/reader.ts';
import { done, doneFor, pressedCard } from '../views/replies.ts';
import { type Args, type Change, type Context, optionalText, text, works } from './verb.ts';

const UP = 'up';

/** To a group, upwards, or (by the requester) on delay. */
export const escalate: Change = {
  name: 'escalate',
  outright: true,
  aliases: ['升级'],
  does: 'change',
  who: 'party',
  ref: true,
  rest: 'to',
  because: true,
  keys: ['external'],
  form: escalateForm,
  example: 'escalate INC-12 to network because the port flaps',
  decide(ticket, args, context) {
    const said = (args.to ?? '').trim().replace(/^to\s+/iu, '');
    if (ticket.requester === context.speaker?.id && !works(ticket, context)) return [press(ticket, said, args)];
    if (said.toLowerCase() === UP) return [raise(ticket, args)];
    return hand(ticket, said, args, context);
  },
  reply(reader, ticket, context, before) {
    const { done: texts } = reader.texts;
    if (ticket.group !== before.group) return doneFor(reader, ticket, texts.escalated, ticket.group);
    if (ticket.escalatedAt === context.now) return pressedCard(reader, ticket);
    return done(reader, ticket, texts.raised);
  },
};

/** A requester's words may come as "because …" or plainly. */
function press(ticket: Ticket, said: string, args: Args): Fact {
  open(ticket, 'escalate');
  if (ticket.escalatedAt) throw new Refusal('pressed-already', { ref: refOf(ticket), since: ticket.escalatedAt });
  const because = text(
    { because: [said, args.because].filter(Boolean).join(' ') },
    'because',
    'escalate INC-12 payroll closes at 17:00',
  );
  return { type: 'pressed', because };
}

function raise(ticket: Ticket, args: Args): Fact {
  open(ticket, 'escalate');
  return { type: 'raised', because: text(args, 'because', 'escalate INC-12 up because three sites are down') };
}

function hand(ticket: Ticket, said: string, args: Args, { reader }: Context): Fact[] {
  const group = groupNamed(reader, said);
  if (group === ticket.group) throw new Refusal('there-already', { ref: refOf(ticket), group });
  const { workflow, groups, hold_reasons: reasons } = reader.policy;
  const secret = groups[group]?.confidential ?? false;
  if (secret !== ticket.confidential)
    throw new Refusal(secret ? 'confidential-only' : 'confidential-stays', {
      ...{ field: 'to', ref: refOf(ticket), group, names: group },
    });
  const to = move(workflow, ticket, 'escalate', null);
  const because = optionalText(args, 'because');
  const given: Fact = { type: 'escalated', from: ticket.group, group, because, to };
  const reason = groups[group]?.hold;
  if (reason === undefined) return [given];
  const hold = { reason, pauses: reasons[reason]?.pauses ?? false, external: optionalText(args, 'external') };
  return [given, { type: 'held', because, hold, to: move(workflow, { ...ticket, ...to }, 'hold', null) }];
}

/** A group by its key or its name, a slip forgiven. */
export function groupNamed(reader: Reader, said: string): string {
  const { groups } = reader.policy;
  const found = keyCalled(groups, said);
  if (!found) throw new Refusal('no-such-group', { field: 'to', said, names: namesIn(reader, groups) });
  return found;
}

function open(ticket: Ticket, action: string): void {
  if (ticket.phase === 'closed' || ticket.phase === 'done')
    throw new Refusal('not-now', { ref: refOf(ticket), state: ticket.state, action });
}

/** "I'm on it": the requester who escalated hears who. */
export const ack: Change = {
  name: 'ack',
  aliases: [],
  does: 'change',
  who: 'worker',
  ref: true,
  example: 'ack INC-12',
  decide(ticket) {
    if (!ticket.escalatedAt) throw new Refusal('not-pressed', { ref: refOf(ticket) });
    return [{ type: 'acknowledged' }];
  },
  reply: (reader, ticket) => doneFor(reader, ticket, reader.texts.done.acknowledged, ticket.requester),
};

export const hold: Change = {
  name: 'hold',
  aliases: ['挂起'],
  does: 'change',
  who: 'worker',
  ref: true,
  rest: 'for',
  because: true,
  keys: ['external'],
  needs: 'for',
  form: holdForm,
  example: 'hold INC-12 for supplier because they send a technician',
  decide(ticket, args, { reader }) {
    const { policy } = reader;
    const said = (args.for ?? '').trim().replace(/^for\s+/iu, '');
    const reasons = policy.hold_reasons;
    const reason = keyCalled(reasons, said);
    const found = reason === undefined ? undefined : reasons[reason];
    if (reason === undefined || !found)
      throw new Refusal('no-such-reason', { field: 'for', said, names: Object.keys(reasons).join(', ') });
    const { pauses } = found;
    const to = move(policy.workflow, ticket, 'hold');
    return [
      {
        type: 'held',
        because: optionalText(args, 'because'),
        hold: { reason, pauses, external: optionalText(args, 'external') },
        to,
      },
    ];
  },
  reply: (reader, ticket) => done(reader, ticket, reader.texts.done.held),
};

/** The clock's alone: a ticket on hold is remembered after 1, 2, 4 … days, so that nobody forgets it. */
export const nudge: Change = {
  name: 'nudge',
  aliases: [],
  does: 'change',
  who: 'clock',
  ref: true,
  example: 'nudge INC-12',
  decide(ticket, args) {
    if (ticket.hold?.since !== args.of) return [];
    return [{ type: 'nudged', days: Number(args.days) }];
  },
  reply: (reader, ticket) => done(reader, ticket, reader.texts.done.held),
};
