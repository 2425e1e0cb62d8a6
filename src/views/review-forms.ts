// What is asked for the review: its sections and its improvements, and what is pressed next.
import { type Section, sections } from '../ticket/major.ts';
import type { Block, Card, Field, Form } from './cards.ts';
import { act } from './pressed.ts';
import { nameOf, type Reader, type Shown } from './reader.ts';
import { said } from './replies.ts';
import { longTime } from './time.ts';

const LONG = 3000; // characters; what both platforms' text inputs take

function asking(
  { texts }: Reader,
  verb: string,
  { title, submit }: Pick<Form, 'title' | 'submit'>,
  args: Form['args'],
  fields: readonly Field[],
): Form {
  const asked = new Set([...fields.map(({ name }) => name), 'form']);
  const rest = Object.fromEntries(Object.entries(args).filter(([name]) => !asked.has(name)));
  const { dismiss: cancel, done } = texts.form;
  return { verb, args: rest, title, submit, cancel, done, fields };
}

/** With what stands there, to be written on. */
export function sectionForm(reader: Reader, section: Section, args: Form['args'], ticket: Shown | undefined): Form {
  const { form, section: labels } = reader.texts.review;
  const initial = args.text ?? ticket?.major?.review?.sections[section] ?? '';
  const field: Field = {
    ...{ type: 'area', name: 'text', label: labels[section], required: true, maxLength: LONG },
    ...(initial ? { initial: initial.slice(0, LONG) } : {}),
  };
  const titled = { title: reader.texts.section[section], submit: form.submit };
  return asking(reader, `review ${section}`, titled, args, [field]);
}

export function improveForm(reader: Reader, args: Form['args']): Form {
  const { form } = reader.texts.review;
  const line = (name: string, label: string, hint: string): Field => ({
    ...{ type: 'line', name, label, hint, required: false, maxLength: 200 },
    ...(args[name] ? { initial: args[name] } : {}),
  });
  const titled = { title: form.improve, submit: form.track };
  return asking(reader, 'improve', titled, args, [
    { type: 'area', name: 'text', label: form.what, required: true, maxLength: LONG },
    line('person', form.whose, form.whoseHint),
    line('due', form.until, form.untilHint),
  ]);
}

/** The review itself, and what of it nobody has written yet. */
export function nextSteps(reader: Reader, ticket: Shown): Block[] {
  const { review: texts, section: names } = reader.texts;
  const next = sections.find((section) => !ticket.major?.review?.sections[section]);
  const write = next ? [act(ticket, texts.edit(names[next]), `review ${next}`, { form: true })] : [];
  return [{ type: 'buttons', buttons: [...write, act(ticket, texts.open, 'review')] }];
}

export function improvedCard(reader: Reader, ticket: Shown): Card {
  const { review: texts, button } = reader.texts;
  const made = ticket.major?.review?.improvements.at(-1);
  if (!made) throw new Error('an improvement stands in the review');
  const name = made.person && nameOf(reader, made.person);
  const buttons = [{ label: button.show, verb: 'show', args: { ref: made.ref } }, act(ticket, texts.open, 'review')];
  return said([texts.improved(made.ref, name, made.due && longTime(reader, made.due))], [{ type: 'buttons', buttons }]);
}
