// A person in the local Teams tenant, as the conformance suite wants one: hands, eyes, and a way to break things.
import type { AddressInfo } from 'node:net';
import express from 'express';
import pino from 'pino';
import { GAPS } from '../../adapters/teams/facts.ts';
import { connectTeams, type TeamsOptions } from '../../adapters/teams/teams.ts';
import { type LocalTeams, startTeams, type TeamsOptions as TenantOptions } from '../../playground/teams/teams.ts';
import type { TeamsWorld } from '../../playground/teams/world.ts';
import type { Handle, Platform, Request } from '../../src/port.ts';
import { teamsPerson } from '../support/teams-person.ts';
import type { Break, Counterpart } from './counterpart.ts';

const ALICE = '29:alice';
const CHANNEL = '19:desk@thread.tacv2';

/** A tenant of Alice and one channel, whose team is also the one in which rooms are made. */
export const world = (): TeamsWorld => ({
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
  /** The same connection as a new process has it: nothing has been heard yet. */
  restarted(): Platform;
  /** Begins to listen; the tenant then adds the bot to the team, as an administrator does. */
  listen(handle: Handle, route?: string): Promise<void>;
  stop(): Promise<void>;
}

/** The adapter, connected with a local tenant of its own; `rooms: false`: no team is named in which they are made. */
export async function stageTeams(
  options: { tenant?: Partial<TenantOptions>; adapter?: Partial<TeamsOptions>; rooms?: boolean } = {},
): Promise<TeamsStage> {
  const teams = await startTeams({ world: world(), repeatAfter: 20, ...options.tenant });
  const router = express.Router();
  const connection: TeamsOptions = {
    ...{ appId: teams.world.appId, appPassword: teams.world.appPassword, tenantId: teams.world.tenantId },
    ...{ auth: 'token', serviceHosts: [new URL(teams.serviceUrl).host] },
    ...{ loginUrl: teams.loginUrl, openidUrl: teams.openidUrl, graphUrl: teams.graphUrl },
    ...((options.rooms ?? true) ? { incidentsTeam: teams.world.team.id } : {}),
    words: { repeat: 'This may be a repeat.', openChat: 'Open a chat with me.' },
    ...{ router, log: pino({ level: 'silent' }) },
    ...options.adapter,
  };
  const platform = connectTeams(connection);
  const server = express().use(router).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  teams.deliverTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}/teams/messages`);
  let end = async () => {};
  return {
    teams,
    platform,
    restarted: () => connectTeams({ ...connection, router: express.Router() }),
    async listen(handle, route) {
      // That the bot came to a team is heard too, and is nobody's question.
      const met: Handle = async (request) => (isTeam(request) ? { now: { kind: 'nothing' } } : handle(request));
      end = await platform.start(met, route);
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

const isTeam = ({ said, place }: Request): boolean => said.kind === 'hello' && place.kind !== 'direct';

export async function connectTeamsCounterpart(): Promise<Counterpart> {
  const stage = await stageTeams();
  const { teams } = stage;
  const at = { platform: 'teams', workspace: teams.world.tenantId };
  const alice = teamsPerson(teams, ALICE);
  const bot = `28:${teams.world.appId}`;
  return {
    platform: withRoute(stage.platform, teams.serviceUrl),
    gaps: {
      'thread-in-direct': GAPS['thread-in-direct'],
      'find-in-direct': GAPS['find-in-direct'],
      'form-from-text': GAPS['form-from-text'],
      home: GAPS.home,
      'report-by-reaction': GAPS['report-by-reaction'],
      'members-of-groups': GAPS['members-of-groups'],
      'members-of-channels': GAPS['members-of-channels'],
      'post-file': GAPS['post-file'],
      'read-channel-file': GAPS['read-channel-file'],
      'mention-people': GAPS['mention-people'],
      pin: GAPS.pin,
      bookmark: GAPS.bookmark,
    },
    channel: { kind: 'channel', ...at, channel: CHANNEL },
    direct: { kind: 'direct', ...at, user: ALICE },
    user: ALICE,
    listen: stage.listen,
    stop: stage.stop,
    command: (text) => alice.types(text, CHANNEL),
    edit: (text, root) => alice.edits(text, root?.channel === CHANNEL ? CHANNEL : 'direct', root?.id),
    remove: (root) => alice.deletes(root?.channel === CHANNEL ? CHANNEL : 'direct', root?.id),
    say: (text, root) => alice.says(text, root?.channel === CHANNEL ? CHANNEL : 'direct', root?.id),
    send: (file, text, root) => alice.sends(file, text, root?.channel === CHANNEL ? CHANNEL : 'direct', root?.id),
    press: (label, on) => alice.presses(label, on && { at: on.channel === CHANNEL ? CHANNEL : 'direct', id: on.id }),
    shortcut: (on) => alice.shortcut('report', on && { at: 'direct', id: on.id }),
    react: (emoji, on) => alice.reacts(emoji, { at: 'direct', id: on.id }),
    search: alice.searches,
    submit: alice.fills,
    form: alice.form,
    seen: (place, root) =>
      alice.sees(place.kind === 'direct' ? 'direct' : CHANNEL, root?.id).filter(({ by }) => by === bot),
    answer: alice.answer,
    circles: { group: 'any', private: CHANNEL, open: CHANNEL },
    async leave() {
      await teams.expel(ALICE);
    },
    openHome: async () => undefined,
    home: () => undefined,
    async pressHome(label) {
      throw new Error(`there is no page on which ${label} could stand`);
    },
    breakFile: () => undefined,
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
    inspect: (channels) => platform.inspect(channels, route),
  };
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
