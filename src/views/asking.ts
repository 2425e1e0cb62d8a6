// The forms of whom to copy and whom to ask, and of the answer.
import type { Group } from '../policy/schema.ts';
import type { Field, Form } from './cards.ts';
import { area, choice, form, optionsOf } from './fields.ts';
import { NONE, type Standing } from './forms.ts';
import { askedName, type Reader } from './reader.ts';
import { datedTime } from './time.ts';

const line = (name: string, label: string, hint: string, required: boolean): Field => ({
  ...{ type: 'line', name, label, hint, required, maxLength: 200 },
});

export function copyForm(reader: Reader, args: Form['args']): Form {
  const { form: texts } = reader.texts;
  return form(reader, 'copy', args, [
    line('person', texts.copyWhom, texts.copyWhomHint, true),
    area('text', texts.copyWords, false),
  ]);
}

/** Groups that have a place where they can be asked. */
export const askable = ({ policy }: Reader): Readonly<Record<string, Group>> =>
  Object.fromEntries(Object.entries(policy.groups).filter(([, { triage }]) => Object.keys(triage).length > 0));

export function askForm(reader: Reader, args: Form['args']): Form {
  const { form: texts } = reader.texts;
  const groups = optionsOf(reader, askable(reader));
  const { person } = args;
  const known = person
    ? {
        person: person
          .split(',')
          .map((id) => calledBy(reader, id))
          .join(', '),
      }
    : {};
  return form(reader, 'ask', { ...args, ...known }, [
    choice('group', texts.askGroup, [{ value: NONE, label: texts.askNobody }, ...groups], undefined, false),
    line('person', texts.askPerson, texts.askPersonHint, false),
    area('text', texts.question),
  ]);
}

/** The mail address means one alone. */
function calledBy({ people }: Reader, id: string): string {
  const known = people.get(id);
  return known ? (known.mail ?? known.name) : id;
}

export function answerForm(reader: Reader, args: Form['args'], { ticket }: Standing): Form {
  const { form: texts, circle } = reader.texts;
  const open = ticket?.questions ?? [];
  const asked = open.find(({ of }) => String(of) === args.of) ?? (open.length === 1 ? open[0] : undefined);
  const whole = form(reader, 'answer', args, [area('text', texts.yourAnswer)]);
  if (!asked) return whole;
  return {
    ...whole,
    intro: [circle.askedAt(askedName(reader, asked), datedTime(reader, asked.at)), asked.text],
  };
}

export const declineForm = (reader: Reader, args: Form['args']): Form =>
  form(reader, 'decline', args, [area('because', reader.texts.form.whyNot, false)]);
