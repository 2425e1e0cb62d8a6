// The forms of what ties tickets together: link, unlink, duplicate.
import { sayable } from '../ticket/ties.ts';
import { type Field, type Form, plain } from './cards.ts';
import { choice, form } from './fields.ts';
import type { Standing } from './forms.ts';
import type { Reader } from './reader.ts';
import { tieName, tieOf } from './ties.ts';

const line = (name: string, label: string, hint: string): Field => ({
  ...{ type: 'line', name, label, hint, required: true, maxLength: 500 },
});

export function linkForm(reader: Reader, args: Form['args']): Form {
  const { form: texts } = reader.texts;
  const kinds = sayable.map((value) => ({ value, label: tieName(reader, value) }));
  return form(reader, 'link', args, [
    line('to', texts.linkTo, texts.linkToHint),
    choice('as', texts.linkAs, kinds, 'related', false),
  ]);
}

export function unlinkForm(reader: Reader, args: Form['args'], { ticket }: Standing): Form {
  const links = (ticket?.links ?? []).filter(({ as }) => as !== 'duplicate' && as !== 'original');
  const options = links.map((link) => ({ value: link.name, label: plain(tieOf(reader, link)) }));
  return form(reader, 'unlink', args, [choice('from', reader.texts.form.unlinkFrom, options)]);
}

export function duplicateForm(reader: Reader, args: Form['args']): Form {
  const { form: texts } = reader.texts;
  return form(reader, 'duplicate', args, [line('of', texts.original, texts.originalHint)]);
}
