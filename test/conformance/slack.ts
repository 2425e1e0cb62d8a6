// Slack's counterpart for the conformance suite: the local workspace, one person's hands, and what is on her screen.
import type { AddressInfo } from 'node:net';
import express from 'express';
import { pino } from 'pino';
import { GAPS } from '../../adapters/slack/facts.ts';
import { connectSlack } from '../../adapters/slack/slack.ts';
import type { FaultAction } from '../../playground/slack/faults.ts';
import { type LocalSlack, startSlack } from '../../playground/slack/slack.ts';
import type { SlackWorld } from '../../playground/slack/world.ts';
import type { Handle, Platform } from '../../src/port.ts';
import { pressHome, slackHome, slackPerson } from '../support/slack-person.ts';
import type { Break, Counterpart } from './counterpart.ts';

const user = 'UALICE';
/** Someone of another workspace. */
const elsewhere = {
  ...{ teamId: 'T2', realName: 'Else Where', email: 'else@partner.test', tz: 'Europe/Paris', locale: 'en-GB' },
  guest: false,
};
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
    { ...elsewhere, id: 'USTRANGE', name: 'stranger' },
    { ...elsewhere, id: 'UCONNECT', name: 'connected' },
    { ...elsewhere, id: 'USISTER', name: 'sister', enterpriseTeams: ['T1', 'T2'] },
  ],
  userGroups: [{ id: 'S1', handle: 'desk', users: [user] }],
  channels: [
    { id: 'C1', name: 'service-desk', members: [user, 'UBOB', 'UMUSTER'] },
    { id: 'C2', name: 'partners', members: ['UCONNECT', 'USISTER', 'UMUSTER'], isShared: true },
    { id: 'C3', name: 'inner-circle', members: [user, 'UMUSTER'], isPrivate: true },
  ],
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
export async function connected(by: 'http' | 'socket' = 'http', more: Partial<SlackWorld> = {}): Promise<Connected> {
  const begun = structuredClone({ ...world, ...more });
  const slack = await startSlack({ world: begun, retryDelays: [0], acknowledgeWithin: 1_500 });
  const router = express.Router();
  const server = express().use(router).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`;
  if (by === 'http') slack.deliverTo(address);
  const { botToken, signingSecret, appToken } = world;
  const platform = connectSlack({
    ...{
      botToken,
      router,
      command: '/desk',
      emojis: () => ['ticket'],
      apiUrl: slack.url,
      log: pino({ level: 'silent' }),
    },
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
  const alice = slackPerson(slack, user);
  const at = (place: { kind: string; channel?: string }): string =>
    place.kind === 'direct' ? 'direct' : (place.channel ?? '');
  return {
    ...{ platform, user, listen, stop, gaps: { 'search-in-client': GAPS['search-in-client'] } },
    channel: { kind: 'channel', platform: 'slack', workspace, channel: 'C1' },
    direct: { kind: 'direct', platform: 'slack', workspace, user },
    command: (text) => alice.types(text, 'C1'),
    edit: (text, root) => alice.edits(text, root?.channel ?? 'direct', root?.id),
    remove: (root) => alice.deletes(root?.channel ?? 'direct', root?.id),
    say: (text, root) => alice.says(text, root?.channel ?? 'direct', root?.id),
    send: (file, text, root) => alice.sends(file, text, root?.channel ?? 'direct', root?.id),
    press: (label, on) => alice.presses(label, on && { at: on.channel, id: on.id }),
    shortcut: (on) => alice.shortcut('report', on && { at: on.channel, id: on.id }),
    react: (emoji, on) => alice.reacts(emoji, { at: on.channel, id: on.id }),
    search: alice.searches,
    submit: alice.fills,
    form: alice.form,
    seen: (place, root) => alice.sees(at(place), root?.id),
    answer: alice.answer,
    circles: { group: 'S1', private: 'C3', open: 'C1' },
    leave: () => slack.deactivate(user),
    openHome: () => slack.openHome(user),
    home: () => slackHome(slack, user),
    pressHome: (label) => pressHome(slack, user, label),
    break: (how) => slack.fault({ method: 'chat.postMessage', times: 1, do: faultOf(how) }),
    breakFile: (how) => slack.fault({ method: 'files.completeUploadExternal', times: 1, do: faultOf(how) }),
    async redeliver() {
      await slack.redeliver(slack.ledger.deliveries.length - 1);
    },
  };
}
