// The forms: a verb that waits for its fields. Field names are the verb's argument names.
import type { Field, Form } from './cards.ts';
import type { Reader } from './reader.ts';

const LONG = 3000; // the most that both platforms' text inputs take
const NONE = '-';

type Titled = Exclude<keyof Reader['texts']['form'], Untitled>;
type Untitled = {
  [K in keyof Reader['texts']['form']]: Reader['texts']['form'][K] extends { title: string } ? never : K;
}[keyof Reader['texts']['form']];

function form(reader: Reader, verb: Titled, args: Form['args'], fields: readonly Field[]): Form {
  const { form: texts } = reader.texts;
  const { text: _, until: __, because: ___, form: ____, ...hidden } = args;
  return { verb, args: hidden, title: texts[verb].title, submit: texts[verb].submit, cancel: texts.dismiss, fields };
}

const area = (name: string, label: string, required = true, initial?: string): Field => ({
  type: 'area',
  name,
  label,
  required,
  maxLength: LONG,
  ...(initial ? { initial } : {}),
});

export function reportForm(reader: Reader, kind: 'report' | 'request', args: Form['args']): Form {
  const { form: texts } = reader.texts;
  const services = Object.entries(reader.policy.services).map(([value, { name }]) => ({ value, label: name }));
  const service: Field = {
    type: 'choice',
    name: 'service',
    label: texts.service,
    required: false,
    options: [{ value: NONE, label: texts.unknownService }, ...services].slice(0, 100),
  };
  const fields: Field[] = [area('text', kind === 'report' ? texts.what : texts.need, true, args.text)];
  if (kind === 'report') {
    const impacts = (['low', 'medium', 'high'] as const).map((value) => ({ value, label: texts.impacts[value] }));
    fields.push(
      area('stops', texts.stops, false),
      { type: 'line', name: 'since', label: texts.since, required: false, maxLength: 200 },
      { type: 'choice', name: 'impact', label: texts.impact, required: false, options: impacts },
    );
  }
  return form(reader, kind, args, [...fields, service]);
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
  return form(reader, verb, args, [field]);
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
      ...(args.until ? { initial: args.until } : {}),
    },
    {
      type: 'line',
      name: 'because',
      label: texts.because,
      required: false,
      maxLength: 500,
      ...(args.because ? { initial: args.because } : {}),
    },
  ]);
}
