// Form → the Adaptive Card of a dialog, which carries its own form: any replica can draw it again with its errors.
import { z } from 'zod';
import type { Card, Field, Form } from '../../src/views/cards.ts';
import { clean, cut, fitted, type Room } from './fit.ts';
import { LIMITS } from './limits.ts';
import { adaptiveCard } from './render.ts';
import { type Json, linesOf } from './rich.ts';

const span = z.union([
  z.string(),
  z.object({ type: z.enum(['bold', 'italic', 'code']), text: z.string() }),
  z.object({ type: z.literal('link'), text: z.string(), href: z.string() }),
]);

const common = {
  name: z.string().min(1),
  label: z.string(),
  hint: z.string().exactOptional(),
  required: z.boolean(),
  initial: z.string().exactOptional(),
};

const field = z.discriminatedUnion('type', [
  z.object({ ...common, type: z.enum(['line', 'area']), maxLength: z.int().positive() }),
  z.object({
    ...common,
    type: z.enum(['choice', 'choices']),
    options: z.array(z.object({ value: z.string(), label: z.string() })),
  }),
]);

export const formSchema: z.ZodType<Form> = z.object({
  verb: z.string(),
  args: z.record(z.string(), z.string()),
  title: z.string(),
  submit: z.string(),
  cancel: z.string(),
  done: z.string(),
  intro: z.array(span).exactOptional(),
  fields: z.array(field),
});

/** What is shown beside the fields after a submit that was not taken: messages and values, by field name. */
export interface Returned {
  readonly errors: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, string>>;
}

/** `nonce` tells one showing of the dialog from the next. */
export function renderForm(form: Form, nonce: string, returned: Returned = { errors: {}, values: {} }): Json {
  const fields = form.fields.map((each) => {
    const value = returned.values[each.name] ?? each.initial;
    return value === undefined ? each : { ...each, initial: value };
  });
  const whole = { ...form, fields };
  const small = { ...whole, intro: [], fields: fields.slice(0, 1) };
  return (
    fitted(LIMITS.formBytes, (room) => draw(whole, nonce, returned.errors, room)) ??
    draw(small, nonce, {}, { chars: () => 100, count: () => 1 })
  );
}

function draw(form: Form, nonce: string, errors: Readonly<Record<string, string>>, room: Room): Json {
  const fields = form.fields.slice(0, room.count(LIMITS.fields)).map((each) => fitField(each, room));
  const names = new Set(fields.map(({ name }) => name));
  const general = Object.keys(errors).filter((name) => !names.has(name));
  const complaint = (name: string) => linesOf([errors[name] ?? ''], LIMITS.small, room, { color: 'attention' });
  const muster = { v: form.verb, a: form.args, n: nonce, form: { ...form, fields } };
  const submit = { type: 'Action.Submit', title: label(form.submit, room), style: 'positive', data: { muster } };
  // Nothing comes back from a cancel, so that it cannot be taken for a submit.
  const cancel = { type: 'Action.Submit', title: label(form.cancel, room), data: {}, associatedInputs: 'none' };
  const body = [
    ...linesOf(form.intro ?? [], LIMITS.text, room),
    ...general.slice(0, room.count(LIMITS.fields)).flatMap(complaint),
    ...fields.flatMap((each) => [drawField(each), ...(Object.hasOwn(errors, each.name) ? complaint(each.name) : [])]),
    { type: 'ActionSet', actions: [submit, cancel] },
  ];
  return adaptiveCard(body, form.title, room);
}

const label = (text: string, room: Room): string => cut(clean(text), room.chars(LIMITS.label));

function fitField(each: Field, room: Room): Field {
  const words = {
    label: label(each.label, room),
    ...(each.hint === undefined ? {} : { hint: cut(clean(each.hint), room.chars(LIMITS.small)) }),
  };
  if ('maxLength' in each) {
    if (each.initial === undefined) return { ...each, ...words };
    return { ...each, ...words, initial: cut(clean(each.initial), each.maxLength) };
  }
  const options = each.options
    .slice(0, room.count(LIMITS.options))
    .map(({ value, label: text }) => ({ value, label: cut(clean(text), room.chars(LIMITS.label)) }));
  return { ...each, ...words, options };
}

function drawField(each: Field): Json {
  const { name, label: text, hint, required, initial } = each;
  const input = {
    ...{ id: name, label: text, isRequired: required },
    ...(required ? { errorMessage: hint ?? text } : {}),
    ...(hint === undefined ? {} : { placeholder: hint }),
    ...(initial === undefined ? {} : { value: initial }),
  };
  if ('maxLength' in each)
    return { type: 'Input.Text', ...input, maxLength: each.maxLength, isMultiline: each.type === 'area' };
  const choices = each.options.map(({ value, label: title }) => ({ title, value }));
  // Expanded, each of several is a box to tick; their values come back with commas between.
  const look = each.type === 'choices' ? { isMultiSelect: true, style: 'expanded' } : { style: 'compact' };
  return { type: 'Input.ChoiceSet', ...input, ...look, choices };
}

/** Stands where no dialog can open by itself: one button that opens it. */
export function openerOf(form: Form): Card {
  // The press has to ask for the form again, also where all of its fields may be left out.
  const args = { ...form.args, form: 'yes' };
  const button = { label: form.title, verb: form.verb, args, style: 'primary', form: true } as const;
  return {
    summary: form.title,
    tone: 'plain',
    blocks: [
      { type: 'text', text: form.intro ?? [[form.title, form.args.ref].filter(Boolean).join(' · ')] } as const,
      { type: 'buttons', buttons: [button] },
    ],
  };
}
