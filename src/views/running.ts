// While a major incident goes on: the forms, what is answered to whoever did something, and the words to those who owe something.
import type { Event } from '../ticket/facts.ts';
import type { MajorTask } from '../ticket/major.ts';
import { refOf, type Ticket } from '../ticket/record.ts';
import { type Block, type Button, bold, type Card, type Field, type Form, italic, type Rich } from './cards.ts';
import { area, choice, form, optionsOf } from './fields.ts';
import type { Standing } from './forms.ts';
import { audienceName, chatName } from './major.ts';
import { act } from './pressed.ts';
import { nameOf, type Reader, type Shown } from './reader.ts';
import { said } from './replies.ts';
import { roleCard, unfilledCard } from './roles.ts';
import { longTime, relative, shortTime } from './time.ts';

const LABEL = 60; // characters; what a button shows
const QUOTED = 300; // characters of the last update where it is only recalled

const line = (name: string, label: string, hint: string, required = false): Field => ({
  ...{ type: 'line', name, label, hint, required, maxLength: 200 },
});

/** When one hears again is preset by the cadence. */
export function updateForm(reader: Reader, args: Form['args'], { ticket }: Standing): Form {
  const { form: texts } = reader.texts;
  const minutes = reader.policy.major.cadence[`p${ticket?.priority ?? 1}`];
  return form(reader, 'update', { again: `${minutes}m`, ...args }, [
    area('text', texts.happened),
    line('affects', texts.affects, texts.affectsHint),
    line('next', texts.isNext, texts.isNextHint),
    line('again', texts.again, texts.againHint, true),
  ]);
}

export function postponeForm(reader: Reader, args: Form['args']): Form {
  const { form: texts } = reader.texts;
  return form(reader, 'postpone', args, [
    line('until', texts.again, texts.untilHint, true),
    line('because', texts.because, texts.postponeHint, true),
  ]);
}

export function taskForm(reader: Reader, args: Form['args']): Form {
  const { form: texts } = reader.texts;
  return form(reader, 'task', args, [
    area('text', texts.toDo),
    line('person', texts.whoDoes, texts.askPersonHint),
    line('due', texts.byWhen, texts.byWhenHint),
  ]);
}

export const decideForm = (reader: Reader, args: Form['args']): Form =>
  form(reader, 'decide', args, [area('text', reader.texts.form.decided)]);

/** To send the form is to be sure: it says whom each audience reaches. */
export function informForm(reader: Reader, args: Form['args']): Form {
  const { form: texts } = reader.texts;
  const { audiences } = reader.policy.major;
  const whole = form(reader, 'inform', { ...args, sure: 'yes' }, [
    choice('audience', texts.audience, optionsOf(reader, audiences)),
    area('text', texts.words),
  ]);
  const reaches = Object.keys(audiences).map((key) => reachOf(reader, key));
  return { ...whole, intro: [reaches.join('\n')] };
}

/** "Everyone: its channel on Slack, …": whom an audience reaches, and where. People know no channel by its id. */
export function reachOf(reader: Reader, audience: string): string {
  const { running, mark } = reader.texts;
  const chats = Object.keys(reader.policy.major.audiences[audience]?.places ?? {});
  const where = chats.map((chat) => running.inChat(chatName(chat)));
  return audienceName(reader, audience) + mark.colon + where.join(mark.comma);
}

/** Before it is sent: whom it reaches, and what they read. Longer words than a button carries are sent by the form. */
export function informSure(reader: Reader, facts: Readonly<Record<string, unknown>>): Card {
  const { running, button } = reader.texts;
  const [audience, words] = [String(facts.audience), String(facts.text)];
  const args = { ref: String(facts.ref), audience };
  const send: Button = facts.carried
    ? { label: button.send, verb: 'inform', args: { ...args, text: words, sure: 'yes' }, style: 'primary' }
    : { label: button.inform, verb: 'inform', args: { ...args, form: 'yes' }, form: true };
  const rich: Rich = [bold(running.sure), '\n', reachOf(reader, audience)];
  const rest: Block[] = facts.carried ? [] : [{ type: 'small', text: [running.long] }];
  return said(rich, [{ type: 'quote', text: [words] }, ...rest, { type: 'buttons', buttons: [send] }]);
}

export function updatedCard(reader: Reader, ticket: Shown): Card {
  const { done } = reader.texts.running;
  const due = ticket.major?.updateDue;
  return said([done.updated(refOf(ticket)), due ? done.again(shortTime(reader, due)) : done.last]);
}

export function postponedCard(reader: Reader, ticket: Shown): Card {
  const due = ticket.major?.updateDue ?? reader.now;
  return said([reader.texts.running.done.postponed(refOf(ticket), shortTime(reader, due))]);
}

export function taskedCard(reader: Reader, ticket: Shown): Card {
  const { done } = reader.texts.running;
  const tasks = ticket.major?.tasks ?? [];
  const last = tasks.at(-1);
  const whom = last?.person ? nameOf(reader, last.person) : null;
  return said([done.tasked(refOf(ticket), tasks.length, whom)]);
}

/** A task by its number, as far as a button shows it. */
export const taskLabel = (tasks: readonly MajorTask[], task: MajorTask): string =>
  `${tasks.indexOf(task) + 1} ${task.text}`.slice(0, LABEL);

export function finishedCard(reader: Reader, ticket: Shown, _context: unknown, before: Ticket): Card {
  const open = new Set(before.major?.tasks.filter(({ done }) => done === null).map(({ of }) => of));
  const tasks = ticket.major?.tasks ?? [];
  const number = tasks.findIndex(({ of, done }) => open.has(of) && done !== null) + 1;
  const left = tasks.filter(({ done }) => done === null).length;
  return said([reader.texts.running.done.finished(number, left)]);
}

export function informedCard(reader: Reader, ticket: Shown): Card {
  return said([reader.texts.running.done.informed(refOf(ticket))]);
}

/** What somebody is told in their own chat who has something to do now; undefined for what has no card of its own. */
export function runningWord(reader: Reader, ticket: Shown, event: Event): Card | undefined {
  switch (event.type) {
    case 'cast':
      return event.person ? roleCard(reader, ticket, event.role, event.by) : undefined;
    case 'unfilled':
      return unfilledCard(reader, ticket, event.seq, event.roles);
    case 'prompted':
      return promptCard(reader, ticket, event);
    case 'tasked':
      return taskCard(reader, ticket, event);
    default:
      return undefined;
  }
}

function promptCard(reader: Reader, ticket: Shown, event: Event & { type: 'prompted' }): Card | undefined {
  const { running, button } = reader.texts;
  const { major } = ticket;
  // It was written, or put off, before this could be said.
  if (major?.updateDue !== event.due) return undefined;
  const when = `${shortTime(reader, event.due)} (${relative(reader, event.due)})`;
  const lead = (event.late ? running.prompt.late : running.prompt.soon)(when);
  const recalled = major.update?.text ?? '';
  const words = recalled.length > QUOTED ? `${recalled.slice(0, QUOTED)}…` : recalled;
  const last: Rich = recalled ? ['\n', running.prompt.last, italic(words)] : ['\n', running.prompt.none];
  const buttons = [
    act(ticket, button.writeIt, 'update', { form: true, style: 'primary' }),
    act(ticket, button.later, 'postpone', { args: { until: '15m', of: event.due } }),
  ];
  return {
    ...said([bold(`${refOf(ticket)} ${ticket.title}`), '\n', lead, ...last], [{ type: 'buttons', buttons }], 'alert'),
    nonce: `${ticket.id}.${event.seq}`,
  };
}

function taskCard(reader: Reader, ticket: Shown, event: Event & { type: 'tasked' }): Card {
  const { running, button } = reader.texts;
  const tasks = ticket.major?.tasks ?? [];
  const number = tasks.findIndex(({ of }) => of === event.seq) + 1;
  const open = tasks[number - 1]?.done === null;
  const rich: Rich = [
    bold(running.asksYou(nameOf(reader, event.by), refOf(ticket))),
    ` ${event.text}`,
    ...(event.due ? [reader.texts.majorLine.due(longTime(reader, event.due))] : []),
  ];
  const did = open ? [act(ticket, button.taskDone, 'done', { args: { task: String(number) }, style: 'primary' })] : [];
  const buttons = [...did, act(ticket, button.show, 'show')];
  return { ...said(rich, [{ type: 'buttons', buttons }], 'alert'), nonce: `${ticket.id}.${event.seq}` };
}
