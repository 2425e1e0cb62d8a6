// Slack's counterpart for the conformance suite: the local workspace, one person's hands, and what is on her screen.
import type { AddressInfo } from 'node:net';
import express from 'express';
import { pino } from 'pino';
import { connectSlack } from '../../adapters/slack/slack.ts';
import type { FaultAction } from '../../playground/slack/faults.ts';
import { type LocalSlack, startSlack } from '../../playground/slack/slack.ts';
import type { Block, Element, SlackWorld } from '../../playground/slack/world.ts';
import type { Handle, Platform } from '../../src/port.ts';
import type { Break, Counterpart, Seen } from './counterpart.ts';

const user = 'UALICE';
export const world: SlackWorld = {
  ...{ teamId: 'T1', teamName: 'Acme', botUserId: 'UMUSTER', botId: 'BMUSTER', appId: 'A1' },
  ...{ botToken: 'xoxb-test', appToken: 'xapp-test', signingSecret: 'a secret of the local workspace' },
  users: [
    {
      id: user,
      name: 'alice',
      realName: 'Alice Moreau',
      email: 'alice@acme.test',
      tz: 'Europe/Paris',
      locale: 'fr-FR',
      guest: false,
    },
    {
      id: 'UBOB',
      name: 'bob',
      realName: 'Bob',
      email: 'bob@acme.test',
      tz: 'Europe/Paris',
      locale: 'en-GB',
      guest: true,
    },
  ],
  channels: [{ id: 'C1', name: 'service-desk', members: [user, 'UBOB', 'UMUSTER'] }],
};

export interface Connected {
  readonly slack: LocalSlack;
  readonly platform: Platform;
  /** Where the app listens, over HTTP. */
  readonly address: string;
  listen(handle: Handle): Promise<void>;
  stop(): Promise<void>;
}

/** The adapter beside a local workspace, over HTTP or by Socket Mode. Unanswered events come again at once, and only once. */
export async function connected(by: 'http' | 'socket' = 'http'): Promise<Connected> {
  const slack = await startSlack({ world: structuredClone(world), retryDelays: [0], acknowledgeWithin: 1_500 });
  const router = express.Router();
  const server = express().use(router).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`;
  if (by === 'http') slack.deliverTo(address);
  const { botToken, signingSecret, appToken } = world;
  const platform = connectSlack({
    ...{ botToken, router, command: '/desk', apiUrl: slack.url, log: pino({ level: 'silent' }) },
    ...{ words: { repeat: 'Perhaps a repeat:', openChat: 'Open a chat with me.' } },
    ...(by === 'http' ? { signingSecret } : { appToken }),
  });
  let end = async (): Promise<void> => undefined;
  return {
    ...{ slack, platform, address },
    async listen(handle) {
      end = await platform.start(handle);
    },
    async stop() {
      await end();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await slack.stop();
    },
  };
}

/** The words of anything made of blocks, in the order in which they stand. */
function wordsOf(node: unknown): string {
  if (Array.isArray(node)) return node.map(wordsOf).join('');
  if (!(node instanceof Object)) return '';
  const { type, text, elements, fields, accessory, element, label, hint } = node as Record<string, unknown>;
  if (type === 'mrkdwn') return `${unmarked(String(text))}\n`;
  if (typeof text === 'string') return type === 'plain_text' ? `${text}\n` : text;
  const own = [text, fields, label, hint, elements, accessory, element].map(wordsOf).join('');
  return type === 'text' || type === 'link' ? own : `${own}\n`;
}

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

function pressables(blocks: readonly Block[]): Pressable[] {
  return blocks.flatMap(({ block_id, elements = [], accessory }) =>
    [...elements, ...(accessory ? [accessory] : [])].flatMap((each: Element) => {
      const { type, action_id = '' } = each;
      if (type === 'button') return [{ label: labelOf(each), block_id, action_id }];
      const options = (each.options ?? []) as { text: { text: string }; value: string }[];
      return options.map((option) => ({ label: option.text.text, block_id, action_id, choice: option.value }));
    }),
  );
}

const see = (id: string, { blocks, text }: { blocks?: Block[]; text?: string }): Seen => ({
  id,
  text: blocks
    ? wordsOf(
        blocks.map(({ elements, ...block }) => ({ ...block, elements: block.type === 'actions' ? [] : elements })),
      )
    : (text ?? ''),
  buttons: pressables(blocks ?? []).map(({ label }) => label),
});

/** What a commanded failure is to the local workspace. */
function faultOf(how: Break): FaultAction {
  switch (how.kind) {
    case 'rate-limited':
      return { kind: 'rate_limited', retryAfter: how.retryAfterSeconds };
    case 'error-before':
      return { kind: 'status', status: 500, when: 'before' };
    case 'error-after':
      return { kind: 'status', status: 500, when: 'after' };
    case 'dropped-after':
      return { kind: 'drop', when: 'after' };
    case 'refused':
      return { kind: 'error', error: 'channel_not_found' };
  }
}

export async function slackCounterpart(by: 'http' | 'socket' = 'http'): Promise<Counterpart> {
  const { slack, platform, listen, stop } = await connected(by);
  const workspace = world.teamId;
  const refOf = (place: { kind: string; channel?: string }): string =>
    place.kind === 'direct' ? user : (place.channel ?? '');
  const topView = () => slack.views(user).at(-1);
  const isForm = (blocks: readonly Block[]) => blocks.some((block) => block.type === 'input');

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
    ...{ platform, user, listen, stop, gaps: {} },
    channel: { kind: 'channel', platform: 'slack', workspace, channel: 'C1' },
    direct: { kind: 'direct', platform: 'slack', workspace, user },
    async command(text) {
      await slack.command(user, 'C1', text);
    },
    async say(text, root) {
      await slack.say(user, root?.channel ?? user, text, root && { thread_ts: root.id });
    },
    async press(label, on) {
      const message = on && slack.messages(on.channel).find(({ ts }) => ts === on.id);
      const target = on ? message && { where: { channel: on.channel, ts: on.id }, shown: message } : last();
      const found = target && pressables(target.shown.blocks ?? []).find((each) => each.label === label);
      if (!target || !found) throw new Error(`nothing to press is called ${label}`);
      await slack.press(user, target.where, found, found.choice);
    },
    async submit(values) {
      const open = topView();
      if (!open) throw new Error('no form is open');
      const filled = Object.entries(values).map(([name, value]) => [name, { value }]);
      await slack.submit(user, open.view.id, Object.fromEntries(filled));
    },
    form() {
      const open = topView();
      if (!open || !isForm(open.view.blocks)) return undefined;
      const fields = open.view.blocks.filter(({ type }) => type === 'input').map(({ block_id }) => block_id);
      return { fields, errors: Object.values(open.errors) };
    },
    seen: (place, root) =>
      slack.messages(refOf(place), root && { thread: root.id }).map((message) => see(message.ts, message)),
    answer() {
      const found = last();
      return found && see(found.id, found.shown);
    },
    break: (how) => slack.fault({ method: 'chat.postMessage', times: 1, do: faultOf(how) }),
    async redeliver() {
      await slack.redeliver(slack.ledger.deliveries.length - 1);
    },
  };
}
