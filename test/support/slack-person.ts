// A person in the local Slack workspace: hands to type and press with, eyes to read what is on the screen.
import type { LocalSlack } from '../../playground/slack/slack.ts';
import type { Block, Element } from '../../playground/slack/world.ts';
import type { Seen } from '../conformance/counterpart.ts';
import type { Person } from './person.ts';

/** The words of anything made of blocks, in the order in which they stand. */
function wordsOf(node: unknown): string {
  if (Array.isArray(node)) return node.map(wordsOf).join('');
  if (!(node instanceof Object)) return '';
  const { type, text, elements, fields, accessory, element, label, hint } = node as Record<string, unknown>;
  if (type === 'user') return `<@${(node as { user_id: string }).user_id}>`;
  if (type === 'emoji') return emojiIn(node as { name: string; unicode?: string });
  if (type === 'mrkdwn') return `${unmarked(String(text))}\n`;
  if (typeof text === 'string') return type === 'plain_text' ? `${text}\n` : text;
  const own = [text, fields, label, hint, elements, accessory, element].map(wordsOf).join('');
  return type === 'text' || type === 'link' ? own : `${own}\n`;
}

const emojiIn = ({ name, unicode }: { name: string; unicode?: string }): string =>
  unicode ? String.fromCodePoint(...unicode.split('-').map((point) => Number.parseInt(point, 16))) : `:${name}:`;

const unmarked = (text: string): string =>
  text
    .replace(/<([^<>|]+)\|([^<>]*)>/g, '$2')
    .replace(/([*_`])(.+?)\1/g, '$2')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');

interface Pressable {
  readonly label: string;
  readonly block_id: string;
  readonly action_id: string;
  /** An option of a menu. */
  readonly choice?: string;
}

const labelOf = ({ text }: Element): string => String((text as { text?: string } | undefined)?.text ?? '');

interface Picked {
  readonly text: { readonly text: string };
  readonly value: string;
}

function pressables(blocks: readonly Block[]): Pressable[] {
  return blocks.flatMap(({ block_id, elements = [], accessory }) =>
    [...elements, ...(accessory ? [accessory] : [])].flatMap((each: Element) => {
      const { type, action_id = '' } = each;
      if (type === 'button') return [{ label: labelOf(each), block_id, action_id }];
      const groups = (each.option_groups ?? [{ options: each.options ?? [] }]) as { options: Picked[] }[];
      return groups
        .flatMap(({ options }) => options)
        .map((option) => ({ label: option.text.text, block_id, action_id, choice: option.value }));
    }),
  );
}

const see = (
  id: string,
  { blocks, text, files }: { blocks?: Block[]; text?: string; files?: Record<string, unknown>[] },
): Seen => ({
  id,
  ...(files ? { files: files.map(({ name, mode }) => String(mode === 'tombstone' ? mode : name)) } : {}),
  text: blocks
    ? wordsOf(
        blocks.map(({ elements, ...block }) => ({ ...block, elements: block.type === 'actions' ? [] : elements })),
      )
    : (text ?? ''),
  buttons: pressables(blocks ?? []).map(({ label }) => label),
});

export function slackPerson(slack: LocalSlack, user: string): Person {
  const topView = () => slack.views(user).at(-1);
  const isForm = (blocks: readonly Block[]) => blocks.some((block) => block.type === 'input');
  const conversation = (at: string) => (at === 'direct' ? user : at);

  function own(at: string, root?: string): string {
    const all = slack.messages(conversation(at), root === undefined ? undefined : { thread: root });
    const found = all.findLast((message) => message.user === user);
    if (!found) throw new Error(`${user} has said nothing there`);
    return found.ts;
  }

  /** Where the last private answer is: a form's place, an ephemeral, or the end of the direct chat. */
  function last() {
    const view = topView();
    if (view)
      return isForm(view.view.blocks)
        ? undefined
        : { where: { view: view.view.id }, shown: view.view, id: view.view.id };
    const ephemeral = slack.ephemerals(user).at(-1);
    const direct = slack
      .messages(user)
      .filter((message) => message.bot_id)
      .at(-1);
    if (ephemeral && !(direct && direct.ts > ephemeral.ts))
      return { where: { ephemeral: ephemeral.id }, shown: ephemeral, id: ephemeral.id };
    return direct && { where: { channel: slack.directChannel(user), ts: direct.ts }, shown: direct, id: direct.ts };
  }

  return {
    async types(text, at) {
      await slack.command(user, conversation(at), text);
    },
    async says(text, at, root) {
      await slack.say(user, conversation(at), text, root === undefined ? undefined : { thread_ts: root });
    },
    async sends(file, text, at, root, named = false) {
      const { pasted: _, ...shared } = file;
      const typed = named ? `<@${slack.world.botUserId}> ${text}` : text;
      const options = { files: [shared], ...(root === undefined ? {} : { thread_ts: root }) };
      await slack.say(user, conversation(at), typed, options);
    },
    async edits(text, at, root) {
      await slack.edit(user, conversation(at), own(at, root), text);
    },
    async deletes(at, root) {
      await slack.remove(user, conversation(at), own(at, root));
    },
    async presses(label, on) {
      const at = on && conversation(on.at);
      const all =
        at === undefined ? [] : [...slack.messages(at), ...(on?.root ? slack.messages(at, { thread: on.root }) : [])];
      const message = on && all.find(({ ts }) => ts === on.id);
      const target = on
        ? message && { where: { channel: slack.channel(at ?? '').id, ts: on.id }, shown: message }
        : last();
      const found = target && pressables(target.shown.blocks ?? []).find((each) => each.label === label);
      if (!target || !found) throw new Error(`nothing to press is called ${label}`);
      await slack.press(user, target.where, found, found.choice);
    },
    async shortcut(verb, on) {
      const at = on && { channel: slack.channel(conversation(on.at)).id, ts: on.id };
      await slack.shortcut(user, at ? `${verb}_message` : verb, at);
    },
    async reacts(emoji, on) {
      await slack.react(user, conversation(on.at), on.id, emoji);
    },
    searches: () => Promise.reject(new Error('no app answers in the search of Slack')),
    async fills(values) {
      const open = topView();
      if (!open) throw new Error('no form is open');
      const filled = Object.entries(values).map(([name, value]) => [name, { value }]);
      await slack.submit(user, open.view.id, Object.fromEntries(filled));
    },
    async closes() {
      const open = topView();
      if (open) await slack.close(user, open.view.id);
    },
    form() {
      const open = topView();
      if (!open || !isForm(open.view.blocks)) return undefined;
      const fields = open.view.blocks.filter(({ type }) => type === 'input').map(({ block_id }) => block_id);
      return { fields, errors: Object.values(open.errors) };
    },
    sees: (at, root) =>
      slack
        .messages(conversation(at), root === undefined ? undefined : { thread: root })
        .map((message) => see(message.ts, message)),
    answer() {
      const found = last();
      return found && see(found.id, found.shown);
    },
  };
}

/** What the person's Home tab shows; undefined while it has never been opened. */
export function slackHome(slack: LocalSlack, user: string): Seen | undefined {
  const view = slack.home(user);
  return view && see(view.id, view);
}

/** Presses the `nth` button with this label on the Home tab. */
export async function pressHome(slack: LocalSlack, user: string, label: string, nth = 0): Promise<void> {
  const view = slack.home(user);
  const found = pressables(view?.blocks ?? []).filter((each) => each.label === label)[nth];
  if (!view || !found) throw new Error(`nothing on Home is called ${label}`);
  await slack.press(user, { view: view.id }, found, found.choice);
}
