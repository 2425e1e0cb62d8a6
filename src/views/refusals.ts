// An expected "no", worded: what is wrong, what to do, and a button where there is a next step.
import type { Facts, Refusal } from '../errors.ts';
import { type Button, bold, type Card } from './cards.ts';
import { groupName, nameOf, type Reader, stateName } from './reader.ts';
import { said } from './replies.ts';
import { roleName } from './roles.ts';
import { informSure } from './running.ts';
import type { RefusalCode, RefusalFacts } from './text/en.ts';
import { longTime, relative } from './time.ts';

const isInstant = (value: unknown): value is string =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\dT.*Z$/u.test(value);

export function refusalCard(reader: Reader, refusal: Refusal): Card {
  const { texts } = reader;
  const { code, facts } = refusal;
  const sentence = texts.refusal[code as RefusalCode];
  if (!sentence) throw new Error(`no sentence for the refusal ${code}`, { cause: refusal });
  if (code === 'inform-sure') return informSure(reader, facts);
  const buttons = buttonsFor(reader, refusal);
  return said([sentence(readable(reader, refusal))], buttons.length > 0 ? [{ type: 'buttons', buttons }] : []);
}

function readable(reader: Reader, { code, facts }: Refusal): RefusalFacts {
  const { texts } = reader;
  const out: Record<string, string> = { command: reader.command };
  for (const [name, value] of Object.entries(facts))
    out[name] = isInstant(value) ? longTime(reader, value) : String(value);
  if (facts.person) out.name = nameOf(reader, String(facts.person));
  if (facts.group) out.group = groupName(reader, String(facts.group));
  if (facts.since) out.ago = relative(reader, String(facts.since));
  if (facts.role) out.roleName = roleName(reader, String(facts.role));
  if (facts.near && code === 'no-such-role') out.nearName = roleName(reader, String(facts.near));
  if (facts.state) out.stateName = stateName(reader, String(facts.state));
  if (facts.action) out.actionName = texts.acted[String(facts.action)] ?? String(facts.action);
  if (Array.isArray(facts.moves)) out.hint = texts.hint.moves(facts.moves);
  return out;
}

function buttonsFor(reader: Reader, { code, facts }: Refusal): Button[] {
  const { button } = reader.texts;
  const args = facts.ref ? { ref: String(facts.ref) } : {};
  switch (code) {
    case 'already-claimed':
      return [
        { label: button.takeOver, verb: 'claim', args: { ...args, over: String(facts.person) } },
        { label: button.show, verb: 'show', args },
      ];
    case 'not-worker':
      return [{ label: button.show, verb: 'show', args }];
    case 'not-found':
    case 'kept-gone':
      return [{ label: button.status, verb: 'status', args: {} }];
    case 'which-question':
      return choicesOf(facts, args);
    case 'no-such-role':
      return facts.near
        ? [{ label: roleName(reader, String(facts.near)), verb: 'role', args: { ...args, role: String(facts.near) } }]
        : [];
    case 'which-task':
      return tasksOf(facts, args);
    case 'only-copied':
      return [{ label: button.add, verb: 'add', args: { ...args, form: 'yes' }, form: true }];
    case 'subscribed-already':
      return [{ label: button.stop, verb: 'unsubscribe', args }];
    case 'reopen-over':
      return [{ label: button.again, verb: 'report', args: { form: 'yes', text: String(facts.again) }, form: true }];
    case 'unknown-verb':
      return [
        ...(facts.near ? [{ label: String(facts.near), verb: String(facts.near), args: {} }] : []),
        { label: button.help, verb: 'help', args: {} },
      ];
    default:
      return [];
  }
}

/** A button for each question, with the words that wait for one. */
function choicesOf({ of, labels, verb, carried, text }: Facts, args: Readonly<Record<string, string>>): Button[] {
  if (!Array.isArray(of) || !Array.isArray(labels)) return [];
  const word = verb === 'decline' ? 'because' : 'text';
  const rest = verb === 'ask' ? { off: 'yes' } : carried ? { [word]: String(carried) } : { form: 'yes' };
  return of.map((number: string, n) => ({
    label: String(labels[n]),
    verb: String(verb),
    args: { ...args, ...rest, of: number },
    ...(text || (verb !== 'ask' && !carried) ? { form: true } : {}),
  }));
}

const MOST = 5; // tasks to choose from; all of them stand on the headline

function tasksOf({ of, labels }: Facts, args: Readonly<Record<string, string>>): Button[] {
  if (!Array.isArray(of) || !Array.isArray(labels)) return [];
  const all = of.map((task: string, n) => ({ label: String(labels[n]), verb: 'done', args: { ...args, task } }));
  return all.slice(0, MOST);
}

/** A person is told that something could not be delivered for good. */
export function undeliveredCard(
  reader: Reader,
  ref: string,
  { why, channel, left }: { readonly why: string; readonly channel: string | null; readonly left?: true },
): Card {
  const { notice } = reader.texts;
  if (left) return said([bold('⚠️ '), notice.unwithdrawn(ref, channel ?? notice.someChat, why)]);
  return said([bold('⚠️ '), channel ? notice.unplaced(ref, channel, why) : notice.undelivered(ref, why)]);
}
