// What is to be done and who does it: the queue in its views, and everybody's hands.
import { type QueueCounts, type QueueView, queueViews, refOf } from '../ticket/record.ts';
import { type Button, bold, type Card, type Rich } from './cards.ts';
import { listed } from './lists.ts';
import { act } from './pressed.ts';
import { groupName, nameOf, type Reader, type Shown } from './reader.ts';
import { signOf } from './ticket.ts';
import { relative, shortTime } from './time.ts';

/** What is looked at, and how many there are in each view of it. */
export interface Looking {
  readonly view: QueueView;
  /** One group alone. */
  readonly group?: string;
  readonly counts: QueueCounts;
}

/** `next` continues where this page ends. A view goes with its group from page to page, and from tab to tab. */
export function queueCard(reader: Reader, looking: Looking, page: readonly Shown[], next: string | undefined): Card {
  const { queue, button } = reader.texts;
  const { view, group } = looking;
  const words = (other: QueueView) => [group, other].filter(Boolean).join(' ');
  const more: Button[] = next ? [{ label: button.next, verb: 'queue', args: { view: words(view), after: next } }] : [];
  const tabs: Button[] = queueViews
    .filter((other) => other !== view)
    .map((other) => ({ label: tabName(reader, looking, other), verb: 'queue', args: { view: words(other) } }));
  const among = page.map(refOf).join(',');
  const select: Button[] =
    page.length > 0 ? [{ label: button.select, verb: 'select', args: { among, form: 'yes' }, form: true }] : [];
  const rows = page.map((ticket) => {
    const claimable = ticket.state === 'new' && !ticket.assignee;
    return {
      text: queueRow(reader, ticket),
      button: claimable ? act(ticket, button.claim, 'claim') : act(ticket, button.show, 'show'),
    };
  });
  const count = view === 'mine' ? '' : queue.count(view, looking.counts[view]);
  const title = [queue.title[view], group && groupName(reader, group), count].filter(Boolean).join(' · ');
  return listed(title, [
    rows.length > 0 ? { type: 'rows', rows } : { type: 'text', text: [queue.empty[view]] },
    { type: 'buttons', buttons: [...more, ...select, ...tabs] },
  ]);
}

/** "Waiting 3": what somebody finds there before they look. */
function tabName({ texts: { button } }: Reader, { counts }: Looking, view: QueueView): string {
  const names: Record<QueueView, string> = {
    actionable: button.queue,
    mine: button.mine,
    unclaimed: button.unclaimed,
    held: button.held,
    waiting: button.waiting,
    resolved: button.resolved,
  };
  return view === 'mine' ? names.mine : `${names[view]} ${counts[view]}`;
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

/** Each assignee with their tickets, the busiest first; how many of them wait or are on hold. */
export function whoCard(reader: Reader, open: readonly Shown[]): Card {
  const { who } = reader.texts;
  const hands = new Map<string, Shown[]>();
  for (const ticket of open) hands.set(ticket.assignee ?? '', [...(hands.get(ticket.assignee ?? '') ?? []), ticket]);
  const text = [...hands]
    .sort(([, one], [, other]) => other.length - one.length)
    .flatMap(([person, tickets]): Rich => {
      const count = (phase: Shown['phase']) => tickets.filter((ticket) => ticket.phase === phase).length;
      const has = who.has(count('active'), count('scheduled'), count('paused'));
      return [bold(nameOf(reader, person)), ` · ${has} · ${inHand(tickets)}\n`];
    });
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
