// What a person does on the page, as gestures on the two local chats.
import { z } from 'zod';
import { opened, sent } from './attached.ts';
import type { LocalSlack } from './slack/slack.ts';
import type { LocalTeams } from './teams/teams.ts';
import type { Json } from './teams/world.ts';

const id = z.string().min(1).max(300);
const text = z.string().min(1).max(40_000);
const words = z.string().max(40_000);
const saysSomething = ({ text, files }: { text: string; files: readonly unknown[] }) => text !== '' || files.length > 0;
const EMPTY = { message: 'A message has words or files.' };
const typed = z.union([z.string().max(40_000), z.number(), z.array(z.string()), z.null()]);
const filled = z.record(z.string(), z.record(z.string(), typed));
const data = z.record(z.string(), z.unknown());
const slackWhere = z.union([
  z.strictObject({ channel: id, ts: id }),
  z.strictObject({ ephemeral: id }),
  z.strictObject({ view: id }),
]);

const slackAct = z.discriminatedUnion('do', [
  z
    .strictObject({
      ...{ side: z.literal('slack'), user: id, do: z.literal('say'), place: id, text: words },
      ...{ thread: id.optional(), files: sent },
    })
    .refine(saysSomething, EMPTY),
  z.strictObject({
    ...{ side: z.literal('slack'), user: id, do: z.literal('press'), where: slackWhere },
    ...{ action: id, block: id, choice: typed.default(null), filled: filled.default({}) },
  }),
  z.strictObject({ side: z.literal('slack'), user: id, do: z.literal('submit'), view: id, filled }),
  z.strictObject({ side: z.literal('slack'), user: id, do: z.literal('close'), view: id }),
  z.strictObject({ side: z.literal('slack'), user: id, do: z.literal('dismiss'), ephemeral: id }),
  z.strictObject({ side: z.literal('slack'), user: id, do: z.literal('home') }),
  z.strictObject({ side: z.literal('slack'), user: id, do: z.literal('join'), place: id }),
  z.strictObject({
    ...{ side: z.literal('slack'), user: id, do: z.literal('shortcut'), shortcut: id },
    on: z.strictObject({ channel: id, ts: id }).optional(),
  }),
  z.strictObject({ side: z.literal('slack'), user: id, do: z.literal('react'), place: id, ts: id, emoji: id }),
  z.strictObject({ side: z.literal('slack'), user: id, do: z.literal('edit'), place: id, ts: id, text }),
  z.strictObject({ side: z.literal('slack'), user: id, do: z.literal('remove'), place: id, ts: id }),
]);

const teamsAct = z.discriminatedUnion('do', [
  z
    .strictObject({
      ...{ side: z.literal('teams'), user: id, do: z.literal('say'), place: id, text: words },
      ...{ thread: id.optional(), quote: id.optional(), files: sent },
    })
    .refine(saysSomething, EMPTY),
  z.strictObject({
    ...{ side: z.literal('teams'), user: id, do: z.literal('press'), place: id, message: id },
    action: z.strictObject({
      ...{ type: z.enum(['Action.Execute', 'Action.Submit']), id: z.string().optional() },
      ...{ verb: z.string().optional(), data: data.optional() },
    }),
  }),
  z.strictObject({ side: z.literal('teams'), user: id, do: z.literal('submit'), dialog: id, data }),
  z.strictObject({ side: z.literal('teams'), user: id, do: z.literal('close'), dialog: id }),
  z.strictObject({ side: z.literal('teams'), user: id, do: z.literal('install') }),
  z.strictObject({
    ...{ side: z.literal('teams'), user: id, do: z.literal('extension'), command: id },
    ...{ place: id, message: id.optional() },
  }),
  z.strictObject({ side: z.literal('teams'), user: id, do: z.literal('react'), message: id, type: id }),
  z.strictObject({ side: z.literal('teams'), user: id, do: z.literal('edit'), message: id, text }),
  z.strictObject({ side: z.literal('teams'), user: id, do: z.literal('remove'), message: id }),
]);

export const act = z.discriminatedUnion('side', [slackAct, teamsAct]);
type SlackAct = z.output<typeof slackAct>;
type TeamsAct = z.output<typeof teamsAct>;

export interface Chats {
  readonly slack: LocalSlack;
  readonly teams: LocalTeams;
  /** Such as `/desk`. */
  readonly command: string;
}

/** Does it; resolves, once Muster answered, with a sentence where the chat would show one. Throws on what no client allows. */
export async function perform(chats: Chats, asked: z.output<typeof act>): Promise<string | undefined> {
  return asked.side === 'slack' ? inSlack(chats, asked) : inTeams(chats, asked);
}

async function inSlack({ slack, command }: Chats, asked: SlackAct): Promise<string | undefined> {
  const { user } = asked;
  switch (asked.do) {
    case 'say':
      return sayInSlack(slack, command, asked);
    case 'press': {
      const which = { action_id: asked.action, block_id: asked.block };
      return (await slack.press(user, asked.where, which, asked.choice, asked.filled)).problem;
    }
    case 'submit':
      return (await slack.submit(user, asked.view, asked.filled)).problem;
    case 'close':
      await slack.close(user, asked.view);
      return undefined;
    case 'dismiss':
      slack.dismiss(asked.ephemeral);
      return undefined;
    case 'home':
      await slack.openHome(user);
      return undefined;
    case 'join':
      await slack.join(user, asked.place);
      return undefined;
    case 'shortcut':
      return (await slack.shortcut(user, asked.shortcut, asked.on)).problem;
    case 'react':
      await slack.react(user, asked.place, asked.ts, asked.emoji);
      return undefined;
    case 'edit':
      await slack.edit(user, asked.place, asked.ts, asked.text);
      return undefined;
    case 'remove':
      await slack.remove(user, asked.place, asked.ts);
      return undefined;
  }
}

async function sayInSlack(slack: LocalSlack, command: string, asked: SlackAct & { do: 'say' }) {
  const [, rest] = splitCommand(asked.text, command) ?? [];
  if (rest === undefined) {
    const files = asked.files.length > 0 ? { files: opened(asked.files) } : {};
    await slack.say(asked.user, asked.place, asked.text, {
      ...files,
      ...(asked.thread && { thread_ts: asked.thread }),
    });
    return undefined;
  }
  if (asked.files.length > 0)
    return `${command} takes no files, as in Slack itself. Attach them to a message, or in the ticket’s thread.`;
  if (asked.thread)
    return `${command} is not supported in threads, as in Slack itself. Say “@muster ${rest || 'help'}” instead.`;
  await slack.command(asked.user, asked.place, rest, command);
  return undefined;
}

async function inTeams({ teams, command }: Chats, asked: TeamsAct): Promise<string | undefined> {
  const { user } = asked;
  switch (asked.do) {
    case 'say': {
      const where = asked.thread ? { thread: asked.thread } : asked.place;
      const slash = /^\/\S/.exec(asked.text);
      if (slash && asked.files.length > 0)
        return 'A command takes no files, as in Teams itself. Mention Muster, or write to it in the direct chat.';
      if (slash) {
        const [, rest] = splitCommand(asked.text, command) ?? [];
        return trouble(await teams.slash(user, where, rest === undefined ? asked.text : `/${rest || 'help'}`));
      }
      const [mention, words] = splitCommand(asked.text, `@${teams.world.botName}`) ?? [];
      const quote = asked.quote ? { quote: asked.quote } : {};
      const said = { ...(mention && { mention: true }), ...quote, files: opened(asked.files) };
      return trouble(await teams.say(user, where, words ?? asked.text, said));
    }
    case 'press':
      return trouble(
        await teams.press(user, asked.place, asked.message, asked.action as { type: string; data?: Json }),
      );
    case 'submit':
      return trouble(await teams.submitDialog(user, asked.dialog, asked.data));
    case 'close':
      teams.closeDialog(user, asked.dialog);
      return undefined;
    case 'install':
      return trouble(await teams.install(user));
    case 'extension': {
      const { command: extension, place, message } = asked;
      if (message) return trouble(await teams.messageAction(user, extension, message));
      return trouble(await teams.composeAction(user, extension, place));
    }
    case 'react':
      return trouble(await teams.react(user, asked.message, asked.type));
    case 'edit':
      return trouble(await teams.edit(user, asked.message, asked.text));
    case 'remove':
      return trouble(await teams.remove(user, asked.message));
  }
}

/** `[word, what follows]` of a text that begins with the word. */
function splitCommand(said: string, word: string): [string, string] | undefined {
  const begins = said.slice(0, word.length).toLowerCase() === word.toLowerCase();
  if (!begins || /^\S/.test(said.slice(word.length))) return undefined;
  return [word, said.slice(word.length).trim()];
}

/** Attempt 0 is a message that bots do not hear. */
const trouble = ({ attempt, status }: { attempt: number; status: number }) =>
  attempt === 0 || (status >= 200 && status < 300) ? undefined : 'Muster could not be reached. Try again.';
