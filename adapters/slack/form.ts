// A form as Slack's modal, and a card that takes a form's place.
import type { types } from '@slack/bolt';
import { z } from 'zod';
import type { Card, Field, Form } from '../../src/views/cards.ts';
import { limits } from './limits.ts';
import { blocksOf } from './render.ts';
import { cut } from './text.ts';

/** What a modal keeps for its way back. `at`: the channel it was opened in, and the thread's root if any. */
export const memory = z.object({
  args: z.record(z.string(), z.string()),
  title: z.string(),
  done: z.string(),
  at: z.tuple([z.string(), z.string().optional()]),
});
export type Memory = z.infer<typeof memory>;

const plainText = (text: string, max: number) => ({ type: 'plain_text', text: cut(text, max) || '…' }) as const;

const optionOf = ({ value, label }: { value: string; label: string }) => ({
  text: plainText(label, limits.label),
  value,
});

/** More than a hundred options go into groups of a hundred, named by their numbers. */
function optionsOf(options: readonly { value: string; label: string }[]) {
  const all = options.map(optionOf);
  const size = limits.option.count;
  if (all.length <= size) return { options: all };
  const option_groups = Array.from({ length: Math.ceil(all.length / size) }, (_, index) => {
    const some = all.slice(index * size, (index + 1) * size);
    return { label: plainText(`${index * size + 1}–${index * size + some.length}`, limits.label), options: some };
  });
  return { option_groups: option_groups.slice(0, limits.option.groups) };
}

function inputOf(field: Field): types.InputBlockElement {
  if (field.type === 'choice') {
    const initial = field.options.find(({ value }) => value === field.initial);
    const chosen = initial && { initial_option: optionOf(initial) };
    return { type: 'static_select', action_id: 'value', ...optionsOf(field.options), ...chosen };
  }
  if (field.type === 'choices') return severalOf(field);
  const max_length = Math.min(field.maxLength, limits.input.text);
  const typed = field.initial && { initial_value: cut(field.initial, max_length) };
  return { type: 'plain_text_input', action_id: 'value', multiline: field.type === 'area', max_length, ...typed };
}

/** Boxes to tick; more than Slack shows of those go into a menu. */
function severalOf({ options, initial = '' }: Extract<Field, { type: 'choices' }>): types.InputBlockElement {
  const chosen = options.filter(({ value }) => initial.split(',').includes(value)).map(optionOf);
  const initial_options = chosen.length > 0 ? { initial_options: chosen } : {};
  if (options.length <= limits.boxes)
    return { type: 'checkboxes', action_id: 'value', options: options.map(optionOf), ...initial_options };
  return { type: 'multi_static_select', action_id: 'value', ...optionsOf(options), ...initial_options };
}

/** Throws RangeError when the form's own arguments are too many for Slack to carry: a fault of ours, not of a person. */
export function formView(form: Form, at: Memory['at']): types.ModalView {
  const kept: Memory = { args: form.args, title: form.title, done: form.done, at };
  const private_metadata = JSON.stringify(kept);
  if (private_metadata.length > limits.metadata) throw new RangeError(`the form ${form.verb} carries too much`);
  const intro = form.intro && {
    summary: '',
    tone: 'plain' as const,
    blocks: [{ type: 'text' as const, text: form.intro }],
  };
  return {
    type: 'modal',
    callback_id: form.verb,
    private_metadata,
    title: plainText(form.title, limits.title),
    submit: plainText(form.submit, limits.title),
    close: plainText(form.cancel, limits.title),
    blocks: [
      ...(intro ? blocksOf(intro, 'modal', true) : []),
      ...form.fields.map((field) => ({
        type: 'input' as const,
        block_id: field.name,
        label: plainText(field.label, limits.input.label),
        optional: !field.required,
        element: inputOf(field),
        ...(field.hint && { hint: plainText(field.hint, limits.input.hint) }),
      })),
    ],
  };
}

/** The card in the modal where the form was. */
export function cardView(card: Card, kept: Memory): types.ModalView {
  return {
    type: 'modal',
    private_metadata: JSON.stringify({ ...kept, args: {} }),
    title: plainText(kept.title, limits.title),
    // Without a word of ours Slack has its own, in the reader's language.
    ...(kept.done && { close: plainText(kept.done, limits.title) }),
    blocks: blocksOf(card, 'modal', true),
  };
}

/** The answer to a press that stands in no message: the card in a modal of its own. */
export const answerView = (card: Card, at: Memory['at']): types.ModalView =>
  cardView(card, { args: {}, title: card.summary.split('\n')[0] ?? '', done: '', at });

/** A person's Home tab. */
export const homeView = (card: Card): types.HomeView => ({ type: 'home', blocks: blocksOf(card, 'home', false) });

interface Filled {
  readonly value?: string | null;
  readonly selected_option?: { readonly value: string } | null;
  readonly selected_options?: readonly { readonly value: string }[] | null;
}

/** The values of a view by field name; what was left empty is '', several are divided by commas. */
export function valuesOf(values: Record<string, Record<string, Filled>>) {
  return Object.fromEntries(
    Object.entries(values).map(([name, { value: given }]) => [
      name,
      given?.selected_options?.map(({ value }) => value).join(',') ??
        given?.selected_option?.value ??
        given?.value ??
        '',
    ]),
  );
}
