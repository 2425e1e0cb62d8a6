// A person in the local Teams tenant, as the conformance suite wants one: hands, eyes, and a way to break things.
import type { AddressInfo } from 'node:net';
import express from 'express';
import pino from 'pino';
import { GAPS } from '../../adapters/teams/facts.ts';
import { connectTeams, type TeamsOptions } from '../../adapters/teams/teams.ts';
import { type LocalTeams, startTeams, type TeamsOptions as TenantOptions } from '../../playground/teams/teams.ts';
import type { Message, TeamsWorld } from '../../playground/teams/world.ts';
import type { Handle, Place, Platform } from '../../src/port.ts';
import type { Break, Counterpart, Seen } from './counterpart.ts';

const ALICE = '29:alice';
const CHANNEL = '19:desk@thread.tacv2';

const world = (): TeamsWorld => ({
  tenantId: '11111111-1111-4111-8111-111111111111',
  appId: '22222222-2222-4222-8222-222222222222',
  appPassword: 'a secret',
  botName: 'Muster',
  team: { id: '33333333-3333-4333-8333-333333333333', name: 'IT', threadId: '19:general@thread.tacv2' },
  users: [
    {
      ...{ id: ALICE, aadObjectId: '44444444-4444-4444-8444-444444444444', name: 'Alice Moreau', guest: false },
      ...{ email: 'alice@example.com', userPrincipalName: 'alice@example.com', tz: 'Europe/Paris', locale: 'en-GB' },
    },
  ],
  channels: [{ id: CHANNEL, name: 'service-desk' }],
});

export interface TeamsStage {
  readonly teams: LocalTeams;
  readonly platform: Platform;
  /** Begins to listen; the tenant then adds the bot to the team, as an administrator does. */
  listen(handle: Handle): Promise<void>;
  stop(): Promise<void>;
}

/** The adapter, connected with a local tenant of its own. */
export async function stageTeams(
  options: { tenant?: Partial<TenantOptions>; adapter?: Partial<TeamsOptions> } = {},
): Promise<TeamsStage> {
  const teams = await startTeams({ world: world(), repeatAfter: 20, ...options.tenant });
  const router = express.Router();
  const platform = connectTeams({
    ...{ appId: teams.world.appId, appPassword: teams.world.appPassword, tenantId: teams.world.tenantId },
    ...{ auth: 'token', serviceHosts: [new URL(teams.serviceUrl).host] },
    ...{ loginUrl: teams.loginUrl, openidUrl: teams.openidUrl, graphUrl: teams.graphUrl },
    words: { repeat: 'This may be a repeat.', openChat: 'Open a chat with me.' },
    ...{ router, log: pino({ level: 'silent' }) },
    ...options.adapter,
  });
  const server = express().use(router).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  teams.deliverTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}/teams/messages`);
  let end = async () => {};
  return {
    teams,
    platform,
    async listen(handle) {
      end = await platform.start(handle);
      await teams.install(ALICE, { team: true });
    },
    async stop() {
      await end();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await teams.stop();
    },
  };
}

export async function connectTeamsCounterpart(): Promise<Counterpart> {
  const stage = await stageTeams();
  const { teams } = stage;
  const at = { platform: 'teams', workspace: teams.world.tenantId };
  const eyes = eyesOf(teams);
  return {
    ...eyes,
    platform: withRoute(stage.platform, teams.serviceUrl),
    gaps: {
      'thread-in-direct': GAPS['thread-in-direct'],
      'find-in-direct': GAPS['find-in-direct'],
      'form-from-text': GAPS['form-from-text'],
    },
    channel: { kind: 'channel', ...at, channel: CHANNEL },
    direct: { kind: 'direct', ...at, user: ALICE },
    user: ALICE,
    listen: stage.listen,
    stop: stage.stop,
    async command(text) {
      await teams.say(ALICE, CHANNEL, text, { mention: true });
    },
    async say(text, root) {
      if (root?.channel === CHANNEL) await teams.say(ALICE, { thread: root.id }, text);
      else await teams.say(ALICE, 'personal', text, root ? { quote: root.id } : {});
    },
    async press(label, on) {
      const id = on?.id ?? eyes.answer()?.id ?? '';
      const message = eyes.message(id);
      const action = nodesOf(message).find(({ title }) => title === label);
      if (!action) throw new Error(`nothing is called ${label}`);
      await teams.press(ALICE, message.conversation, id, action as unknown as Parameters<LocalTeams['press']>[3]);
    },
    async submit(values) {
      const [dialog] = teams.dialogs(ALICE);
      const [action] = nodesOf(dialog?.card).filter(({ type }) => type === 'Action.Submit');
      if (!dialog || !action) throw new Error('no form is open');
      await teams.submitDialog(ALICE, dialog.id, action.data as Node, { ...defaultsOf(dialog.card), ...values });
    },
    async redeliver() {
      await teams.redeliver(teams.ledger.deliveries.length - 1);
    },
    break: (how) => teams.fault({ match: { method: 'POST', path: /\/v3\/conversations/ }, do: harmOf(how) }),
  };
}

/** As the engine does it: the route comes with each operation, from what the last activity told. */
function withRoute(platform: Platform, route: string): Platform {
  return {
    ...platform,
    send: (operation) => platform.send({ route, ...operation }),
    find: (key, place, since) => platform.find(key, place, since, route),
    person: (user) => platform.person(user, route),
  };
}

type Node = Record<string, unknown>;

function eyesOf(teams: LocalTeams) {
  const bot = `28:${teams.world.appId}`;
  const all = (conversation: string, thread?: string) =>
    teams.messages(conversation, { user: ALICE, ...(thread === undefined ? {} : { thread }) });
  const conversationOf = (place: Place) => (place.kind === 'direct' ? teams.personal(place.user) : place.channel);
  const answers = () => [...teams.targeted(ALICE), ...all(teams.personal(ALICE))].filter(({ from }) => from === bot);
  return {
    form() {
      const [dialog] = teams.dialogs(ALICE);
      const nodes = nodesOf(dialog?.card);
      const fields = nodes.filter(({ type }) => String(type).startsWith('Input.')).map(({ id }) => String(id));
      if (fields.length === 0) return undefined;
      return { fields, errors: nodes.filter(({ color }) => color === 'attention').map(({ text }) => String(text)) };
    },
    seen: (place: Place, root?: { id: string }): readonly Seen[] =>
      all(conversationOf(place), root?.id)
        .filter((message) => message.from === bot && (root ? message.root === root.id : message.root === undefined))
        .map(seenIn),
    answer(): Seen | undefined {
      const [dialog] = teams.dialogs(ALICE);
      if (dialog) return { id: dialog.id, ...wordsOf(dialog.card) };
      const last = answers()
        .sort((one, other) => Number(one.id) - Number(other.id))
        .at(-1);
      return last && seenIn(last);
    },
    message(id: string): Message {
      const found = [...answers(), ...all(CHANNEL)].find((message) => message.id === id);
      if (!found) throw new Error(`no message ${id}`);
      return found;
    },
  };
}

const seenIn = (message: Message): Seen => ({ id: message.id, ...wordsOf(message) });

/** Lines of runs, labels of actions: what is drawn, and nothing that is not. */
function wordsOf(drawn: unknown): Omit<Seen, 'id'> {
  const nodes = nodesOf(drawn);
  const lines = nodes.filter(({ type }) => type === 'RichTextBlock').map(({ inlines }) => inlines as Node[]);
  const text = lines.map((runs) => runs.map((run) => String(run.text)).join('')).join('\n');
  return { text, buttons: nodes.filter(isAction).map(({ title }) => String(title)) };
}

const isAction = ({ type, title }: Node) => /^Action\.(Submit|Execute)$/.test(String(type)) && title !== undefined;

/** Every object in a card, in the order it is written; what actions carry is not drawn. */
function nodesOf(value: unknown): Node[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(nodesOf);
  const node = value as Node;
  return [node, ...Object.entries(node).flatMap(([name, child]) => (name === 'data' ? [] : nodesOf(child)))];
}

/** What the client sends for inputs that were not touched. */
function defaultsOf(card: unknown): Node {
  const inputs = nodesOf(card).filter(({ type, value }) => String(type).startsWith('Input.') && value !== undefined);
  return Object.fromEntries(inputs.map(({ id, value }) => [String(id), value]));
}

function harmOf(how: Break): Parameters<LocalTeams['fault']>[0]['do'] {
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
      return { kind: 'error', status: 403, code: 'BotDisabledByAdmin' };
  }
}
