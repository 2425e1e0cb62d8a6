// A person in the local Teams tenant: hands to type and press with, eyes to read what is on the screen.
import type { LocalTeams } from '../../playground/teams/teams.ts';
import type { Message } from '../../playground/teams/world.ts';
import type { Seen } from '../conformance/counterpart.ts';
import type { Person } from './person.ts';

type Node = Record<string, unknown>;

/** A card's words below what stands beside it; a mention of somebody is their name, with the sign that clients show. */
const seenIn = (message: Message): Seen => {
  const drawn = wordsOf(message);
  const beside = message.textFormat === 'xml' ? message.text.replace(/<at>([^<]*)<\/at>/gu, '@$1') : '';
  const text = [beside, drawn.text].filter((words) => words !== '').join('\n');
  return { id: message.id, by: message.from, ...drawn, text: text || message.text };
};

/** Lines of runs, labels of actions: what is drawn, and nothing that is not. */
function wordsOf(drawn: unknown): Pick<Seen, 'text' | 'buttons'> {
  const nodes = nodesOf(drawn);
  const lines = nodes.flatMap(({ type, inlines, codeSnippet }) =>
    type === 'CodeBlock'
      ? [String(codeSnippet)]
      : type === 'RichTextBlock'
        ? [(inlines as Node[]).map(textOf).join('')]
        : [],
  );
  const text = lines.join('\n');
  return { text, buttons: nodes.filter(isAction).map(({ title }) => String(title)) };
}

const isAction = ({ type, title }: Node) => /^Action\.(Submit|Execute)$/.test(String(type)) && title !== undefined;

const textOf = ({ text }: Node): string => String(text);

/** Every object in a card, in the order it is written; what actions carry, and what stands in for another, is not drawn. */
function nodesOf(value: unknown): Node[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(nodesOf);
  const node = value as Node;
  return [
    node,
    ...Object.entries(node).flatMap(([name, child]) => (name === 'data' || name === 'fallback' ? [] : nodesOf(child))),
  ];
}

/** What the client sends for inputs that were not touched. */
function defaultsOf(card: unknown): Node {
  const inputs = nodesOf(card).filter(({ type, value }) => String(type).startsWith('Input.') && value !== undefined);
  return Object.fromEntries(inputs.map(({ id, value }) => [String(id), value]));
}

/** What the client lists: each preview, or the words that stand for none. */
function offered({ body }: { body: unknown }): { results?: string[]; message?: string } {
  const { type, text, attachments } = (body as { composeExtension: Node }).composeExtension;
  if (type === 'message') return { message: String(text) };
  const previews = (attachments as { preview: { content: { title: string; text: string } } }[]).map(
    ({ preview }) => preview.content,
  );
  return { results: previews.map(({ title, text: more }) => `${title}\n${more}`) };
}

export function teamsPerson(teams: LocalTeams, user: string): Person {
  const bot = `28:${teams.world.appId}`;
  const conversation = (at: string) => (at === 'direct' ? teams.personal(user) : at);
  const all = (at: string, thread?: string) =>
    teams.messages(conversation(at), { user, ...(thread === undefined ? {} : { thread }) });
  const answers = () => [...teams.targeted(user), ...all('direct')].filter(({ from }) => from === bot);
  const last = () =>
    answers()
      .sort((one, other) => Number(one.id) - Number(other.id))
      .at(-1);
  function own(at: string, root?: string): string {
    const found = all(at, root).findLast(({ from }) => from === user);
    if (!found) throw new Error(`${user} has said nothing there`);
    return found.id;
  }
  return {
    async types(text, at) {
      await teams.say(user, conversation(at), text, { mention: at !== 'direct' });
    },
    async says(text, at, root) {
      if (at !== 'direct' && root !== undefined) await teams.say(user, { thread: root }, text);
      else await teams.say(user, at === 'direct' ? 'personal' : at, text, root === undefined ? {} : { quote: root });
    },
    async sends({ name, bytes, pasted, redirect }, text, at, root, named = false) {
      const file = { name, bytes, ...(pasted ? { pasted } : {}), ...(redirect ? { redirect } : {}) };
      const where = at === 'direct' ? 'personal' : root === undefined ? at : { thread: root };
      const quote = at === 'direct' && root !== undefined ? { quote: root } : {};
      await teams.say(user, where, text, { files: [file], mention: named, ...quote });
    },
    async edits(text, at, root) {
      await teams.edit(user, own(at, root), text);
    },
    async deletes(at, root) {
      await teams.remove(user, own(at, root));
    },
    async presses(label, on) {
      const message = on
        ? [...all(on.at), ...(on.root ? all(on.at, on.root) : [])].find(({ id }) => id === on.id)
        : last();
      const action = nodesOf(message).find(({ title }) => title === label);
      if (!message || !action) throw new Error(`nothing is called ${label}`);
      await teams.press(
        user,
        message.conversation,
        message.id,
        action as unknown as Parameters<LocalTeams['press']>[3],
      );
    },
    async shortcut(verb, on) {
      if (on) await teams.messageAction(user, `${verb}_message`, on.id);
      else await teams.composeAction(user, verb, 'personal');
    },
    async reacts(emoji, on) {
      await teams.react(user, on.id, emoji);
    },
    async searches(text) {
      const { results, message } = offered(await teams.search(user, 'find', 'personal', text));
      return results ?? [message ?? ''];
    },
    async fills(values) {
      const [dialog] = teams.dialogs(user);
      const [action] = nodesOf(dialog?.card).filter(({ type }) => type === 'Action.Submit');
      if (!dialog || !action) throw new Error('no form is open');
      await teams.submitDialog(user, dialog.id, action.data as Node, { ...defaultsOf(dialog.card), ...values });
    },
    async closes() {
      const [dialog] = teams.dialogs(user);
      if (dialog) teams.closeDialog(user, dialog.id);
    },
    form() {
      const [dialog] = teams.dialogs(user);
      const nodes = nodesOf(dialog?.card);
      const fields = nodes.filter(({ type }) => String(type).startsWith('Input.')).map(({ id }) => String(id));
      if (fields.length === 0) return undefined;
      return { fields, errors: nodes.filter(({ color }) => color === 'attention').map(({ text }) => String(text)) };
    },
    sees: (at, root) =>
      all(at, root)
        .filter((message) => (root === undefined ? message.root === undefined : message.root === root))
        .map(seenIn),
    answer() {
      const [dialog] = teams.dialogs(user);
      if (dialog) return { id: dialog.id, ...wordsOf(dialog.card) };
      const found = last();
      return found && seenIn(found);
    },
  };
}
