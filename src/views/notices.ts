// One event, said to a person: a notice in the requester's direct chat, a word in an agent's.
import type { Event } from '../ticket/facts.ts';
import { isProposed } from '../ticket/major.ts';
import { refOf } from '../ticket/record.ts';
import { parentOf } from '../ticket/ties.ts';
import type { Told } from '../ticket/words.ts';
import { type Block, type Button, bold, type Card, type Rich } from './cards.ts';
import { answers, proposalOf } from './declaring.ts';
import { because, quoting, sentenceOf, spoken } from './lines.ts';
import { ruleWords } from './major.ts';
import { act, canBecomeMajor } from './pressed.ts';
import { frontName, groupName, holdName, nameOf, type Reader, type Shown, theirs } from './reader.ts';
import { reviewWord } from './review.ts';
import { runningWord } from './running.ts';
import { toneOf } from './ticket.ts';
import { followed } from './ties.ts';
import { longTime } from './time.ts';

/** What the requester hears of `event`; undefined where the living card alone says it. */
export function noticeOf(reader: Reader, ticket: Shown, event: Told): Card | undefined {
  const { notice, button, mark } = reader.texts;
  const ref = refOf(ticket);
  const who = nameOf(reader, event.by);
  switch (event.type) {
    case 'told': {
      const lead: Rich = [bold(notice.about(who, frontName(reader, ticket), ref)), mark.between];
      const buttons = [act(ticket, button.solved, 'confirm'), act(ticket, button.stillBroken, 'add', { form: true })];
      const over = ticket.phase === 'closed' || event.withdrawn;
      const asking: Block[] = over ? [] : [{ type: 'buttons', buttons }];
      return {
        ...spoken([...lead, event.withdrawn ? reader.texts.words.deleted : event.text]),
        blocks: [...quoting(reader, event, lead), ...asking],
        nonce: `${ticket.id}.${event.seq}`,
      };
    }
    case 'waited':
      return spoken([notice.planned(ref), bold(longTime(reader, event.until)), mark.stop]);
    case 'resumed':
      return event.cause === 'time' ? spoken([notice.woke(ref)]) : undefined;
    case 'resolved': {
      const parent = parentOf(ticket);
      const rich: Rich = [
        bold(event.by === null && parent ? notice.resolvedWith(ref, parent.name) : notice.resolved(who, ref)),
        ...(event.resolution ? [mark.between, event.resolution] : []),
        '\n',
        notice.resolvedRest,
      ];
      const buttons = [
        act(ticket, button.solved, 'confirm', { style: 'primary' }),
        act(ticket, button.stillBroken, 'reopen', { form: true }),
      ];
      return {
        ...spoken(rich, [{ type: 'buttons', buttons }]),
        tone: toneOf(ticket),
        nonce: `${ticket.id}.${event.seq}`,
      };
    }
    case 'escalated':
      // With a supplier it is on hold, which says more.
      return ticket.hold ? undefined : spoken([notice.escalated(ref)]);
    case 'acknowledged':
      return spoken([notice.acknowledged(who, ref)]);
    case 'held':
      return spoken([notice.held(ref, holdName(reader, event.hold)), mark.stop]);
    case 'closed': {
      const rate = act(ticket, button.rate, 'rate', { form: true });
      return event.how === 'requester'
        ? undefined
        : {
            ...spoken([notice.closed(ref)], [{ type: 'buttons', buttons: [rate] }]),
            nonce: `${ticket.id}.${event.seq}`,
          };
    }
    case 'cancelled':
      return event.by === ticket.requester
        ? undefined
        : spoken([notice.cancelled(who, ref), because(reader, event.because)]);
    case 'duplicated':
    case 'settled':
      return ofOriginal(reader, ticket, event);
    case 'converted': {
      const { tie } = reader.texts;
      return spoken([tie.converted(refOf(event.from), tie.kinds[event.into.kind], refOf(event.into))]);
    }
    case 'restricted':
      return spoken([notice.restricted(ref, theirs(reader, { ...ticket, group: event.group }))]);
    case 'unrestricted':
      return spoken([notice.unrestricted(ref, groupName(reader, event.group))]);
    default:
      return changed(reader, ticket, event);
  }
}

/** What is not usually told to the requester, and can be by policy: what changed, without the agents' reasons. */
function changed(reader: Reader, ticket: Shown, event: Event): Card | undefined {
  const { notice, done } = reader.texts;
  const ref = refOf(ticket);
  const who = nameOf(reader, event.by);
  switch (event.type) {
    case 'claimed':
      return spoken([notice.acknowledged(who, ref)]);
    case 'assigned':
      return spoken([notice.acknowledged(nameOf(reader, event.assignee), ref)]);
    case 'released':
      return spoken([notice.released(ref, groupName(reader, ticket.group))]);
    case 'owned':
      return spoken([notice.owned(who, ref)]);
    case 'reopened':
      return spoken([notice.reopened(ref)]);
    case 'prioritised':
      return spoken([done.prioritised(ref, `P${event.priority}`)]);
    case 'classified':
      return spoken([done.classified(ref, `P${event.priority}`)]);
    default:
      return undefined;
  }
}

/** What the requester of a duplicate hears of its original; nothing more once theirs goes its own way again. */
function ofOriginal(
  reader: Reader,
  ticket: Shown,
  event: Event & { type: 'duplicated' | 'settled' },
): Card | undefined {
  const { tie, button, mark } = reader.texts;
  const following = followed(reader, ticket);
  if (!following) return undefined;
  const reopen = (label: string) => act(ticket, label, 'reopen', { form: true });
  const ref = bold(refOf(ticket));
  const nonce = `${ticket.id}.${event.seq}`;
  if (event.type === 'duplicated') {
    const rich = [ref, mark.colon, ...following];
    return { ...spoken(rich, [{ type: 'buttons', buttons: [reopen(button.reopen)] }]), nonce };
  }
  const solved = event.how === 'resolved' ? [act(ticket, button.solved, 'confirm', { style: 'primary' })] : [];
  const rich: Rich = [...following, '\n', tie.settled[event.how](refOf(ticket))];
  return { ...spoken(rich, [{ type: 'buttons', buttons: [...solved, reopen(button.stillBroken)] }]), nonce };
}

/** What an agent, or an incident manager, is told in their own chat. */
export function wordOf(reader: Reader, ticket: Shown, event: Event): Card | undefined {
  const { word } = reader.texts.notice;
  const ref = refOf(ticket);
  const who = nameOf(reader, event.by);
  const alarm = [bold(`${ref} ${ticket.title}`), ` · P${ticket.priority}`];
  switch (event.type) {
    case 'raised':
      return asked(
        ticket,
        event,
        [bold(word.raised(who, ref)), because(reader, event.because), '\n', ...alarm],
        [...toDeclare(reader, ticket), button(reader, ticket, 'show')],
      );
    case 'pressed': {
      const buttons = [
        act(ticket, reader.texts.button.onIt, 'ack', { style: 'primary' }),
        button(reader, ticket, 'raisePriority'),
        ...toDeclare(reader, ticket),
        button(reader, ticket, 'show'),
      ];
      return asked(
        ticket,
        event,
        [bold(word.pressed(who, ref)), because(reader, event.because), '\n', ...alarm],
        buttons,
      );
    }
    case 'nudged': {
      const buttons = [
        act(ticket, reader.texts.button.resume, 'resume', { style: 'primary' }),
        act(ticket, reader.texts.button.wait, 'wait', { form: true }),
      ];
      return asked(
        ticket,
        event,
        [bold(word.nudged(ref, reader.texts.time.days(event.days))), ' ', ticket.title],
        buttons,
      );
    }
    case 'assigned':
      return asked(
        ticket,
        event,
        [bold(word.assigned(who, ref)), ': ', ticket.title],
        [button(reader, ticket, 'show')],
      );
    case 'resumed': {
      if (event.cause !== 'time') return undefined;
      const why = event.because ? ` (${event.because})` : '';
      return asked(ticket, event, [bold(word.woke(ref)), why, '\n', ...alarm], [button(reader, ticket, 'show')]);
    }
    case 'restricted':
      return spoken([word.released(ref)]);
    case 'proposed':
    case 'rejected':
    case 'declared':
      return ofMajor(reader, ticket, event);
    case 'reviewing':
      return reviewWord(reader, ticket, event);
    default: {
      const own = runningWord(reader, ticket, event);
      if (own || event.type === 'prompted') return own;
      const rich = [...alarm, '\n', ...sentenceOf(reader, ticket, event)];
      return asked(ticket, event, rich, [button(reader, ticket, 'show')]);
    }
  }
}

/** A proposal to whoever answers it, and the answer to whoever made it. */
function ofMajor(reader: Reader, ticket: Shown, event: Event & { type: 'proposed' | 'rejected' | 'declared' }): Card {
  const { word } = reader.texts.declare;
  const ref = refOf(ticket);
  const alarm = ['\n', bold(`${ref} ${ticket.title}`), ` · P${ticket.priority}`];
  const who = nameOf(reader, event.by);
  switch (event.type) {
    case 'proposed':
      // What was answered before it arrived asks for nothing.
      return asked(
        ticket,
        event,
        [...proposalOf(reader, ticket, event), ...alarm],
        [...(isProposed(ticket) ? answers(reader, ticket) : []), button(reader, ticket, 'show')],
      );
    case 'rejected':
      return asked(ticket, event, [bold(word.rejected(who, ref)), because(reader, event.because), ...alarm], []);
    case 'declared': {
      const said = { declared: word.declared(who, ref), accepted: word.accepted(who, ref), rule: word.byRule(ref) };
      const why = event.rule && `${reader.texts.mark.colon}${ruleWords(reader, event.rule)}${reader.texts.mark.stop}`;
      const rich = [bold(said[event.how]), why ?? because(reader, event.because), ...alarm];
      return {
        ...asked(ticket, event, rich, [act(ticket, reader.texts.declare.button.major, 'major')]),
        tone: 'alert',
      };
    }
  }
}

/** An incident that could become a major one. */
const toDeclare = (reader: Reader, ticket: Shown): Button[] =>
  canBecomeMajor(ticket) ? [act(ticket, reader.texts.declare.button.open, 'major')] : [];

function asked(ticket: Shown, event: Event, rich: Rich, buttons: readonly Button[]): Card {
  return { ...spoken(rich, [{ type: 'buttons', buttons }]), tone: toneOf(ticket), nonce: `${ticket.id}.${event.seq}` };
}

function button(reader: Reader, ticket: Shown, what: 'show' | 'raisePriority'): Button {
  const label = reader.texts.button[what];
  return what === 'show' ? act(ticket, label, 'show') : act(ticket, label, 'priority', { form: true });
}
