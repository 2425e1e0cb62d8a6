// What every form is made of: its frame, and the fields that several have.
import type { Named } from '../policy/schema.ts';
import type { Field, Form } from './cards.ts';
import { inWords, type Reader } from './reader.ts';

export const LONG = 3000; // the most that both platforms' text inputs take
type Titled = Exclude<keyof Reader['texts']['form'], Untitled>;
type Untitled = {
  [K in keyof Reader['texts']['form']]: Reader['texts']['form'][K] extends { title: string } ? never : K;
}[keyof Reader['texts']['form']];

export function form(reader: Reader, verb: Titled, args: Form['args'], fields: readonly Field[]): Form {
  const { form: texts } = reader.texts;
  const asked = new Set([...fields.map(({ name }) => name), 'form']);
  const hidden = Object.fromEntries(Object.entries(args).filter(([name]) => !asked.has(name)));
  return {
    verb,
    args: hidden,
    title: texts[verb].title,
    submit: texts[verb].submit,
    cancel: texts.dismiss,
    done: texts.done,
    fields: fields.map((field) => prefilled(field, args[field.name])),
  };
}

/** With what was said already, where the field can take it. */
function prefilled(field: Field, said: string | undefined): Field {
  if (!said) return field;
  if (field.type === 'choices') return { ...field, initial: said };
  if (field.type === 'choice')
    return field.options.some(({ value }) => value === said) ? { ...field, initial: said } : field;
  // What a field begins with already is what was said, as people read it: an address where an id came.
  return { ...field, initial: field.initial ?? said.slice(0, field.maxLength) };
}

export const area = (name: string, label: string, required = true): Field => ({
  type: 'area',
  name,
  label,
  required,
  maxLength: LONG,
});

export const optionsOf = (reader: Reader, table: Readonly<Record<string, { readonly name: Named }>>) =>
  Object.entries(table).map(([value, { name }]) => ({ value, label: inWords(reader, name) }));

export const choice = (
  name: string,
  label: string,
  options: readonly { value: string; label: string }[],
  initial?: string,
  required = true,
): Field => ({
  type: 'choice',
  name,
  label,
  required,
  options: options.slice(0, 100),
  ...(initial && options.some(({ value }) => value === initial) ? { initial } : {}),
});
