// The roles of a major incident: what they are called, what is expected of whoever has one, and how one is taken.
import type { NamedTable } from '../policy/naming.ts';
import { exactKey } from '../policy/naming.ts';
import type { Policy } from '../policy/schema.ts';
import { ROLES } from '../ticket/major.ts';
import { type PersonId, refOf, type Ticket } from '../ticket/record.ts';
import { type Block, type Button, bold, type Card, type Form, type Rich } from './cards.ts';
import { choice, form, optionsOf } from './fields.ts';
import { act } from './pressed.ts';
import { inWords, nameOf, type Reader, type Shown, textsIn } from './reader.ts';
import { said } from './replies.ts';

/** Every role that this policy has, in the order in which they are shown, by its name in each language. */
export function roleTable({ major }: Policy): NamedTable {
  const [en, zh] = [textsIn('en').role, textsIn('zh').role];
  const own = ROLES.map((key) => [key, { name: { en: en[key]?.name ?? key, zh: zh[key]?.name ?? key } }] as const);
  return { ...Object.fromEntries(own), ...major.roles };
}

export const roleCalled = ({ policy }: Reader, words: string): string | undefined => exactKey(roleTable(policy), words);

export function roleName(reader: Reader, role: string): string {
  const own = reader.policy.major.roles[role];
  return own ? inWords(reader, own.name) : (reader.texts.role[role]?.name ?? role);
}

/** What is expected of whoever has it. */
export function roleExpects(reader: Reader, role: string): string {
  const own = reader.policy.major.roles[role];
  return own ? inWords(reader, own.expects) : (reader.texts.role[role]?.expects ?? '');
}

export function roleForm(reader: Reader, args: Form['args']): Form {
  const { form: texts } = reader.texts;
  return form(reader, 'role', args, [
    choice('role', texts.whichRole, optionsOf(reader, roleTable(reader.policy))),
    {
      type: 'line',
      name: 'person',
      label: texts.whoseRole,
      hint: texts.whoseRoleHint,
      required: false,
      maxLength: 200,
    },
  ]);
}

/** A button that takes a role which nobody has. */
export const takeRole = (ticket: Shown, label: string, role: string): Button =>
  act(ticket, label, 'role', { args: { role } });

/** To whoever has it now, in private: what is expected, and what to press. */
export function roleCard(reader: Reader, ticket: Shown, role: string, by: PersonId | null = null): Card {
  const { running, mark } = reader.texts;
  const name = roleName(reader, role);
  const lead = by ? running.role.given(nameOf(reader, by), name) : running.role.yours(name);
  const rich: Rich = [bold(`${refOf(ticket)} ${ticket.title}`), '\n', lead, mark.between, roleExpects(reader, role)];
  const buttons: Block = { type: 'buttons', buttons: buttonsOf(reader, ticket, role) };
  return { ...said(rich, [buttons], 'alert'), nonce: `${ticket.id}.${ticket.version}.${role}` };
}

function buttonsOf(reader: Reader, ticket: Shown, role: string): Button[] {
  const { button } = reader.texts;
  const form = { form: true };
  const update = act(ticket, button.update, 'update', form);
  const task = act(ticket, button.task, 'task', form);
  const decision = act(ticket, button.decision, 'decide', form);
  const theirs: Readonly<Record<string, readonly Button[]>> = {
    incident_manager: [act(ticket, button.roles, 'role', form), update],
    technical_lead: [task, decision],
    communications_lead: [update, act(ticket, button.inform, 'inform', form)],
    scribe: [decision],
  };
  const back = act(ticket, button.giveBack, 'role', { args: { role, off: 'yes' } });
  return [...(theirs[role] ?? [task]), act(ticket, button.show, 'show'), back];
}

/** What whoever changed a role is answered: their own instructions, or whose it is now. */
export function castReply(
  reader: Reader,
  after: Shown,
  { speaker }: { speaker: { id: PersonId } | null },
  before: Ticket,
) {
  const [then, now] = [before.major?.roles ?? {}, after.major?.roles ?? {}];
  const role = [...Object.keys(then), ...Object.keys(now)].find((key) => then[key] !== now[key]) ?? '';
  const holder = now[role];
  if (holder && holder === speaker?.id) return roleCard(reader, after, role);
  const { done } = reader.texts.running;
  const [ref, name] = [refOf(after), roleName(reader, role)];
  return said([holder ? done.cast(ref, name, nameOf(reader, holder)) : done.uncast(ref, name)]);
}

/** To the incident managers: which roles nobody has, each with a button that takes it. */
export function unfilledCard(reader: Reader, ticket: Shown, seq: number, roles: readonly string[]): Card {
  const { running } = reader.texts;
  const free = roles.filter((role) => !ticket.major?.roles[role]);
  const names = free.map((role) => roleName(reader, role)).join(reader.texts.mark.comma);
  const rich: Rich = [bold(`${refOf(ticket)} ${ticket.title}`), '\n', running.role.unfilled(names)];
  const take = free.slice(0, 4).map((role) => takeRole(ticket, running.role.take(roleName(reader, role)), role));
  const give = act(ticket, reader.texts.button.roles, 'role', { form: true });
  return { ...said(rich, [{ type: 'buttons', buttons: [...take, give] }], 'alert'), nonce: `${ticket.id}.${seq}` };
}
