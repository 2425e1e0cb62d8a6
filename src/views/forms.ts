// The forms: a verb that waits for its fields. Field names are the verb's argument names.
import { refOf } from '../ticket/record.ts';
import type { Field, Form } from './cards.ts';
import { knownIntro } from './declaring.ts';
import { area, choice, form, optionsOf } from './fields.ts';
import { groupName, nameOf, type Reader, type Shown } from './reader.ts';

/** What a form may depend on: the ticket, and whether it is the reader's own report. */
export interface Standing {
  readonly ticket: Shown | undefined;
  readonly mine: boolean;
  /** Whether the reader is one. */
  readonly agent: boolean;
  /** The tickets among which one may choose. */
  readonly among: readonly Shown[];
}

/** The choice of none. */
export const NONE = '-';
/** The choice of those who keep what is confidential. */
export const FEW = 'few';
/** Back to the group, where a person could be named. */
export const BACK = 'back';

/** Agents may say for whom; of `args.for`, a person's id, they see the mail address, which means one alone. */
function forWhom(reader: Reader, said = ''): Field {
  const { form: texts } = reader.texts;
  const known = reader.people.get(said);
  const initial = known ? (known.mail ?? known.name) : said;
  return {
    ...{ type: 'line', name: 'for', label: texts.forWhom, hint: texts.forWhomHint, required: false, maxLength: 200 },
    ...(initial ? { initial } : {}),
  };
}

/** `known`: the major incidents that it may be a report of; whoever says so needs to say no more. */
export function reportForm(
  reader: Reader,
  kind: 'report' | 'request',
  args: Form['args'],
  agent = false,
  known: readonly Shown[] = [],
): Form {
  const { form: texts } = reader.texts;
  const services = optionsOf(reader, reader.policy.services);
  const service: Field = {
    type: 'choice',
    name: 'service',
    label: texts.service,
    required: false,
    options: [{ value: NONE, label: texts.unknownService }, ...services].slice(0, 100),
  };
  const what = area('text', kind === 'report' ? texts.what : texts.need, known.length === 0);
  const fields: Field[] = [...(known.length > 0 ? [sameField(reader, known)] : []), what];
  if (kind === 'report') {
    const impacts = (['low', 'medium', 'high'] as const).map((value) => ({ value, label: texts.impacts[value] }));
    fields.push(
      area('stops', texts.stops, false),
      { type: 'line', name: 'since', label: texts.since, required: false, maxLength: 200 },
      { type: 'choice', name: 'impact', label: texts.impact, required: false, options: impacts },
    );
  }
  const whole = form(reader, kind, args, [
    ...fields,
    service,
    ...eyes(reader),
    ...(agent ? [forWhom(reader, args.for)] : []),
  ]);
  return known.length > 0 ? { ...whole, intro: knownIntro(reader, known) } : whole;
}

function sameField(reader: Reader, known: readonly Shown[]): Field {
  const { declare } = reader.texts;
  const options = known.map((major) => ({ value: refOf(major), label: `${refOf(major)} ${major.title}`.slice(0, 75) }));
  const none = { value: NONE, label: declare.something };
  return { ...choice('same', declare.same, [none, ...options], NONE, false), hint: declare.sameHint };
}

/** Who may see what is reported; asked where the policy has somebody for what not everybody may. */
function eyes(reader: Reader): Field[] {
  const { form: texts } = reader.texts;
  const { confidential } = reader.policy;
  if (confidential === undefined) return [];
  const few = { value: FEW, label: texts.few(groupName(reader, confidential)).slice(0, 75) };
  return [choice('confidential', texts.eyes, [{ value: NONE, label: texts.desk }, few], undefined, false)];
}

/** Forms of one text. */
export function textForm(
  reader: Reader,
  verb: 'add' | 'note' | 'tell' | 'resolve' | 'cancel' | 'reopen',
  args: Form['args'],
): Form {
  const { form: texts } = reader.texts;
  const field: Field = {
    add: area('text', texts.details),
    note: area('text', texts.words),
    tell: area('text', texts.words),
    resolve: area('text', texts.resolution, false),
    cancel: area('because', texts.because, false),
    reopen: area('because', texts.stillWrong),
  }[verb];
  const replies = optionsOf(reader, reader.policy.replies);
  if (verb !== 'tell' || replies.length === 0) return form(reader, verb, args, [field]);
  const none = { value: NONE, label: texts.noReply };
  const ready: Field = {
    type: 'choice',
    name: 'canned',
    label: texts.ready,
    required: false,
    options: [none, ...replies].slice(0, 100),
  };
  return form(reader, verb, args, [ready, { ...field, required: false }]);
}

export function waitForm(reader: Reader, args: Form['args']): Form {
  const { form: texts } = reader.texts;
  return form(reader, 'wait', args, [
    {
      type: 'line',
      name: 'until',
      label: texts.until,
      hint: texts.untilHint,
      required: true,
      maxLength: 200,
    },
    {
      type: 'line',
      name: 'because',
      label: texts.because,
      required: false,
      maxLength: 500,
    },
  ]);
}

export function escalateForm(reader: Reader, args: Form['args'], { mine, ticket }: Standing): Form {
  const { form: texts } = reader.texts;
  if (mine) return form(reader, 'escalate', args, [area('because', texts.pressing)]);
  const suggested = ticket?.service ? reader.policy.services[ticket.service]?.group : undefined;
  const groups = Object.entries(reader.policy.groups).filter(
    ([, { confidential }]) => confidential === (ticket?.confidential ?? false),
  );
  const to = [...optionsOf(reader, Object.fromEntries(groups)), { value: 'up', label: texts.up }].filter(
    ({ value }) => value !== ticket?.group,
  );
  return form(reader, 'escalate', args, [
    choice('to', texts.whereTo, to, suggested),
    area('because', texts.because, false),
    ...external(
      reader,
      Object.values(reader.policy.groups).some(({ hold }) => hold !== undefined),
    ),
  ]);
}

/** A supplier's own reference, where there may be one. */
const external = ({ texts }: Reader, asked = true): readonly Field[] =>
  asked ? [{ type: 'line', name: 'external', label: texts.form.external, required: false, maxLength: 100 }] : [];

export function holdForm(reader: Reader, args: Form['args']): Form {
  const { form: texts } = reader.texts;
  return form(reader, 'hold', args, [
    choice('for', texts.reason, optionsOf(reader, reader.policy.hold_reasons)),
    { ...area('because', texts.because, false), type: 'line', maxLength: 500 } as Field,
    ...external(reader),
  ]);
}

export function priorityForm(reader: Reader, args: Form['args'], { ticket }: Standing): Form {
  const { form: texts } = reader.texts;
  const all = ['1', '2', '3', '4'].map((value) => ({ value: `P${value}`, label: `P${value}` }));
  return form(reader, 'priority', args, [
    choice('to', texts.priority.title, all, ticket && `P${ticket.priority}`),
    area('because', texts.because),
  ]);
}

export function classifyForm(reader: Reader, args: Form['args'], { ticket }: Standing): Form {
  const { form: texts, level } = reader.texts;
  const { services, categories } = reader.policy;
  const none = { value: NONE, label: texts.unknownService };
  const levels = (['high', 'medium', 'low'] as const).map((value) => ({ value, label: level[value] }));
  return form(reader, 'classify', args, [
    choice('service', texts.service, [none, ...optionsOf(reader, services)], ticket?.service ?? NONE, false),
    choice('category', texts.category, [none, ...optionsOf(reader, categories)], ticket?.category ?? NONE, false),
    choice('impact', texts.impact, levels, ticket?.impact, false),
    choice('urgency', texts.urgency, levels, ticket?.urgency, false),
  ]);
}

export function assignForm(reader: Reader, args: Form['args'], { ticket }: Standing): Form {
  const initial = ticket?.assignee ? { initial: nameOf(reader, ticket.assignee) } : {};
  return form(reader, 'assign', args, [
    { type: 'line', name: 'to', label: reader.texts.form.whom, required: true, maxLength: 100, ...initial },
  ]);
}

/** What is done with several tickets; that is suggested which all of them can take next. */
export function selectForm(reader: Reader, args: Form['args'], { among }: Standing): Form {
  const { form: texts, card } = reader.texts;
  const options = among.map((ticket) => {
    const who = ticket.assignee ? nameOf(reader, ticket.assignee) : card.new;
    return { value: refOf(ticket), label: `${refOf(ticket)} ${ticket.title} · P${ticket.priority} · ${who}` };
  });
  const next = (ticket: Shown) => (ticket.phase === 'done' ? 'close' : ticket.assignee ? 'resolve' : 'claim');
  const nexts = new Set(among.map(next));
  const doings = Object.entries(texts.doings).map(([value, label]) => ({ value, label }));
  return form(reader, 'select', args, [
    { type: 'choices', name: 'picked', label: texts.picked, required: true, options },
    choice('doing', texts.doing, doings, nexts.size === 1 ? [...nexts][0] : undefined),
    { type: 'line', name: 'to', label: texts.toWhom, required: false, maxLength: 100 },
    area('text', texts.howResolved, false),
  ]);
}

export function rateForm(reader: Reader, args: Form['args']): Form {
  const { form: texts } = reader.texts;
  const stars = [5, 4, 3, 2, 1].map((n) => ({ value: String(n), label: '★'.repeat(n) }));
  return form(reader, 'rate', args, [choice('stars', texts.stars, stars), area('comment', texts.comment, false)]);
}

export function handoverForm(reader: Reader, args: Form['args']): Form {
  const { form: texts } = reader.texts;
  return form(reader, 'handover', args, [
    { type: 'line', name: 'to', label: texts.whomOrBack, required: true, maxLength: 100 },
  ]);
}
