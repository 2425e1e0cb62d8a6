// What is to be done and who does it: the queue in its views, and everybody's hands.
import { type QueueView, queueViews, refOf } from '../ticket/record.ts';
import { type Button, bold, type Card, type Rich } from './cards.ts';
import { listed } from './lists.ts';
import { groupName, nameOf, type Reader, type Shown } from './reader.ts';
import { act, signOf } from './ticket.ts';
import { relative, shortTime } from './time.ts';

/** `next` continues where this page ends. */
export function queueCard(
  reader: Reader,
  view: QueueView,
  page: readonly Shown[],
  next: Readonly<Record<string, string>> | undefined,
): Card {
  const { queue, button } = reader.texts;
  const tabs: Button[] = queueViews
    .filter((other) => other !== view)
    .map((other) => ({
      label: {
        actionable: button.queue,
        mine: button.mine,
        unclaimed: button.unclaimed,
        held: button.held,
        waiting: button.waiting,
      }[other],
      verb: 'queue',
      args: { view: other },
    }));
  if (next) tabs.unshift({ label: button.next, verb: 'queue', args: { view, ...next } });
  const rows = page.map((ticket) => {
    const claimable = ticket.state === 'new' && !ticket.assignee;
    return {
      text: queueRow(reader, ticket),
      button: claimable ? act(ticket, button.claim, 'claim') : act(ticket, button.show, 'show'),
    };
  });
  return listed(queue.title[view], [
    rows.length > 0 ? { type: 'rows', rows } : { type: 'text', text: [queue.empty[view]] },
    { type: 'buttons', buttons: tabs },
  ]);
}

/** Its sign, reference and title; who has it and what is due. */
export function queueRow(reader: Reader, ticket: Shown): Rich {
  const { queue } = reader.texts;
  const when = ticket.wakeAt ?? ticket.nextDue;
  const due =
    when &&
    (ticket.wakeAt ? queue.wakes : queue.due)(
      shortTime(reader, when) + reader.texts.mark.aside(relative(reader, when)),
    );
  const late = !ticket.wakeAt && when && when < reader.now ? '🔴 ' : '';
  const who = ticket.assignee ? nameOf(reader, ticket.assignee) : queue.nobody;
  return [
    `${late}${signOf(ticket)} `,
    bold(refOf(ticket)),
    ` ${ticket.title}\n`,
    [`P${ticket.priority}`, groupName(reader, ticket.group), who, due].filter(Boolean).join(' · '),
  ];
}

/** Each assignee with their tickets, the busiest first. */
export function whoCard(reader: Reader, open: readonly Shown[]): Card {
  const { who } = reader.texts;
  const hands = new Map<string, Shown[]>();
  for (const ticket of open) hands.set(ticket.assignee ?? '', [...(hands.get(ticket.assignee ?? '') ?? []), ticket]);
  const text = [...hands]
    .sort(([, one], [, other]) => other.length - one.length)
    .flatMap(([person, tickets]): Rich => [bold(nameOf(reader, person)), ` (${tickets.length})  ${inHand(tickets)}\n`]);
  return listed(who.title, [{ type: 'text', text: text.length > 0 ? text : [who.empty] }]);
}

/** A sign and the references that it stands for: what is being done before what is put away. */
function inHand(tickets: readonly Shown[]): string {
  const signs = new Map<string, string[]>();
  const asleep = ({ phase }: Shown) => Number(phase !== 'active');
  for (const ticket of tickets.toSorted((one, other) => asleep(one) - asleep(other)))
    signs.set(signOf(ticket), [...(signs.get(signOf(ticket)) ?? []), refOf(ticket)]);
  return [...signs].map(([sign, refs]) => `${sign} ${refs.join(', ')}`).join('  ');
}
