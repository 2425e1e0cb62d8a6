// What may be pressed on a ticket's card: the agents' buttons and their menu, and who may make it confidential.
import { movesFrom } from '../ticket/lifecycle.ts';
import { isMajor, isProposed } from '../ticket/major.ts';
import { refOf, type Ticket } from '../ticket/record.ts';
import type { Block, Button } from './cards.ts';
import type { Reader, Shown } from './reader.ts';
import { offersOf } from './ties.ts';

/** A button on a ticket. One that opens a form says so in its arguments too, where the form's fields may all be left out. */
export function act(ticket: Shown, label: string, verb: string, more: Partial<Button> = {}): Button {
  return { label, verb, ...more, args: { ref: refOf(ticket), ...(more.form ? { form: 'yes' } : {}), ...more.args } };
}

export const canBecomeMajor = (ticket: Pick<Ticket, 'kind' | 'phase' | 'major'>): boolean =>
  ticket.kind === 'incident' && !['done', 'closed'].includes(ticket.phase) && !isMajor(ticket) && !isProposed(ticket);

/** What the agents may press, by the state of the ticket. */
export function deskButtons(reader: Reader, ticket: Shown): Block {
  const { button } = reader.texts;
  const can = new Set<string>(movesFrom(reader.policy.workflow, ticket.state));
  const open = ticket.phase !== 'closed';
  const form = { form: true };
  const offered: (Button | false)[] = [
    ticket.escalatedAt !== null && open && act(ticket, button.onIt, 'ack', { style: 'primary' }),
    can.has('claim') && !ticket.assignee && act(ticket, button.claim, 'claim', { style: 'primary' }),
    can.has('resume') && act(ticket, button.resume, 'resume', { style: 'primary' }),
    open && act(ticket, button.tell, 'tell', form),
    can.has('wait') && act(ticket, ticket.phase === 'scheduled' ? button.change : button.wait, 'wait', form),
    can.has('resolve') && act(ticket, button.resolve, 'resolve', form),
    can.has('escalate') && act(ticket, button.escalate, 'escalate', form),
    can.has('close') && act(ticket, button.close, 'close', { style: 'primary' }),
    can.has('reopen') && act(ticket, button.reopen, 'reopen', form),
  ];
  return { type: 'buttons', buttons: offered.filter((b) => b !== false), more: deskMenu(reader, ticket, can) };
}

/** Up to eighteen: under headings, what is done daily first, what ends the ticket last. */
function deskMenu(reader: Reader, ticket: Shown, can: ReadonlySet<string>): Button[] {
  const { button, declare, menu, tie } = reader.texts;
  const open = ticket.phase !== 'closed';
  const form = { form: true };
  // Said in full: of two who press it at once, the second does not turn it back.
  const [convert, to] = ticket.kind === 'incident' ? [tie.toRequest, 'request'] : [tie.toIncident, 'incident'];
  const parts: Record<keyof typeof menu, (Button | false)[]> = {
    work: [
      open && act(ticket, button.note, 'note', form),
      can.has('hold') && act(ticket, button.hold, 'hold', form),
      can.has('claim') && act(ticket, button.assign, 'assign', form),
      open && act(ticket, button.own, 'own'),
      can.has('release') && act(ticket, button.release, 'release'),
    ],
    people: [
      open && ticket.phase !== 'done' && act(ticket, button.ask, 'ask', form),
      open && act(ticket, button.copy, 'copy', form),
      open && act(ticket, button.subscribe, 'subscribe'),
    ],
    kind: [
      isMajor(ticket) || isProposed(ticket)
        ? act(ticket, declare.button.major, 'major')
        : canBecomeMajor(ticket) && act(ticket, declare.button.open, 'major'),
      open && act(ticket, button.classify, 'classify', form),
      open && act(ticket, button.priority, 'priority', form),
      open && act(ticket, convert, 'convert', { args: { to } }),
      ...privacy(reader, ticket),
    ],
    ties: tieButtons(reader, ticket),
    ticket: [act(ticket, button.history, 'history'), can.has('cancel') && act(ticket, button.cancel, 'cancel', form)],
  };
  return Object.entries(parts).flatMap(([part, buttons]) =>
    buttons.flatMap((each) => (each ? [{ ...each, under: menu[part as keyof typeof menu] }] : [])),
  );
}

/** To the agents: everything that ties it to others. */
function tieButtons(reader: Reader, ticket: Shown): Button[] {
  const { tie } = reader.texts;
  const form = { form: true };
  const open = ticket.phase !== 'closed';
  const loose = ticket.links.some(({ as }) => as !== 'duplicate' && as !== 'original');
  return [
    ...offersOf(reader, ticket).map((other) =>
      act(ticket, tie.duplicateOf(refOf(other)), 'duplicate', { args: { of: refOf(other) } }),
    ),
    ...(open ? [act(ticket, tie.link, 'link', form)] : []),
    ...(loose ? [act(ticket, tie.unlink, 'unlink', form)] : []),
    ...(open ? [act(ticket, tie.duplicate, 'duplicate', form)] : []),
  ];
}

/** For a few only, or for others again; where the policy has nobody for it, not offered. */
export function privacy(reader: Reader, ticket: Shown): Button[] {
  const { button } = reader.texts;
  const args = { off: 'yes' };
  if (ticket.phase === 'closed') return [];
  if (ticket.confidential)
    return ticket.phase === 'done' ? [] : [act(ticket, button.unrestrict, 'confidential', { form: true, args })];
  return reader.policy.confidential ? [act(ticket, button.restrict, 'confidential', { form: true })] : [];
}
