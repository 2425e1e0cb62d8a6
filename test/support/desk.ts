// A whole service desk for one test file: both local chats, Muster between them, and the people of the stories.
import { readFileSync } from 'node:fs';
import { type Logger, pino } from 'pino';
import { type LocalSlack, startSlack } from '../../playground/slack/slack.ts';
import type { SlackWorld } from '../../playground/slack/world.ts';
import { type LocalTeams, startTeams } from '../../playground/teams/teams.ts';
import type { Config } from '../../src/config.ts';
import { type Muster, startMuster } from '../../src/muster.ts';
import { installDeskClock, moveDeskClock } from '../../src/storage/clock.ts';
import { execute, testDatabase } from './database.ts';
import type { Person } from './person.ts';
import { slackPerson } from './slack-person.ts';
import { teamsPerson } from './teams-person.ts';

export const SLACK_DESK = 'C0SERVICEDESK';
export const TEAMS_DESK = '19:servicedesk@thread.tacv2';
/** Where confidential tickets stand. */
export const SLACK_PEOPLE = 'C0PEOPLE';
export const TEAMS_PEOPLE = '19:people@thread.tacv2';

/** name: zone, locale of those who play. */
const cast: Readonly<
  Record<string, { readonly full: string; readonly tz: string; readonly locale: string; readonly guest?: boolean }>
> = {
  alice: { full: 'Alice Moreau', tz: 'Europe/Paris', locale: 'en-GB' },
  bob: { full: 'Bob Fischer', tz: 'Europe/Paris', locale: 'en-GB' },
  mei: { full: 'Mei Lin', tz: 'Asia/Shanghai', locale: 'zh-CN' },
  chen: { full: 'Chen Hao', tz: 'Asia/Shanghai', locale: 'en-GB' },
  dana: { full: 'Dana Silva', tz: 'Europe/Lisbon', locale: 'en-GB' },
  gus: { full: 'Gus Guest', tz: 'Europe/Paris', locale: 'en-GB', guest: true },
  eve: { full: 'Eve Other', tz: 'Europe/Paris', locale: 'en-GB' },
  hana: { full: 'Hana Okafor', tz: 'Europe/Paris', locale: 'en-GB' },
};

type Cast = typeof cast;

function castWith(crowd = 0): Cast {
  const more = Array.from({ length: crowd }, (_, n) => [
    `crowd${n + 1}`,
    { full: `Crowd ${n + 1}`, tz: 'Europe/Paris', locale: 'en-GB' },
  ]);
  return { ...cast, ...Object.fromEntries(more) };
}

export const slackId = (name: string): string => `U${name.toUpperCase()}`;
export const teamsId = (name: string): string => `29:${name}`;

export interface TestDesk {
  readonly slack: LocalSlack;
  readonly teams: LocalTeams;
  readonly databaseUrl: string;
  muster: Muster;
  readonly policy: string;
  onSlack(name: string): Person;
  onTeams(name: string): Person;
  /** Resolves when nothing is left to do at the desk's present time. */
  settled(): Promise<void>;
  /** Moves the desk's clock and lets what is due happen. */
  pass(seconds: number): Promise<void>;
  /** The same while no Muster runs; then one is started. */
  passAsleep(seconds: number): Promise<void>;
  /** Puts a Muster in this one's place that knows nothing: behind the same chats, on a database that has never heard of them. */
  anew(): Promise<void>;
  stop(): Promise<void>;
}

export interface DeskOptions {
  /** Changes the default policy's text. */
  readonly policy?: (yaml: string) => string;
  readonly database?: Awaited<ReturnType<typeof testDatabase>>;
  /** The suffix that keeps the workspaces of two desks on one database apart. */
  readonly suffix?: string;
  readonly rateLimits?: boolean;
  /** So many more agents of the first level, called crowd1, crowd2 … */
  readonly crowd?: number;
  /** Changes Slack's workspace before it begins. */
  readonly workspace?: (world: SlackWorld) => SlackWorld;
  /** Slack by Socket Mode, where it has no address of Muster's. */
  readonly socket?: boolean;
  /** Where the log goes; else it is silent, or as `TEST_LOG` says. */
  readonly log?: Logger;
  /** Other zones than the cast's, by name. */
  readonly zones?: Readonly<Record<string, string>>;
}

export async function startDesk(options: DeskOptions = {}): Promise<TestDesk> {
  let database = options.database ?? (await testDatabase());
  await installDeskClock(database.ownerUrl);
  const suffix = options.suffix ?? '';
  const people = castWith(options.crowd);
  const mails = Object.keys(people).filter((name) => name.startsWith('crowd'));
  const written = readFileSync(new URL('../../policy.yaml', import.meta.url), 'utf8')
    .replace(
      'mei@example.com]',
      ['mei', ...mails]
        .map((name) => `${name}@example.com`)
        .join(', ')
        .concat(']'),
    )
    .replaceAll('slack:U0DANA', 'slack:UDANA');
  const policy = (options.policy ?? ((yaml) => yaml))(written);
  const slack = await startSlack({
    world: (options.workspace ?? ((world) => world))(slackWorld(suffix, people, options.zones)),
    retryDelays: [0, 50, 200],
    rateLimits: options.rateLimits ?? false,
  });
  const teams = await startTeams({
    world: teamsWorld(suffix, people, options.zones),
    repeatAfter: 50,
    limits: options.rateLimits ?? false,
  });
  let config: Config = {
    ...{
      port: 0,
      host: '127.0.0.1',
      dataDir: '',
      policyFile: 'policy.yaml',
      command: '/desk',
      logLevel: 'silent',
      rehearsal: { budgets: options.rateLimits ?? false },
    },
    databaseUrl: database.appUrl,
    ownerUrl: database.ownerUrl,
    slack: {
      ...{ botToken: slack.world.botToken, apiUrl: slack.url },
      ...(options.socket ? { appToken: slack.world.appToken } : { signingSecret: slack.world.signingSecret }),
    },
    teams: {
      ...{
        appId: teams.world.appId,
        appPassword: teams.world.appPassword,
        tenantId: teams.world.tenantId,
        auth: 'token',
      },
      ...{
        serviceHosts: [new URL(teams.serviceUrl).host],
        loginUrl: teams.loginUrl,
        openidUrl: teams.openidUrl,
        graphUrl: teams.graphUrl,
        incidentsTeam: teams.world.team.id,
      },
    },
  };
  const log = options.log ?? pino({ level: process.env.TEST_LOG ?? 'silent' });
  const start = () => startMuster(config, policy, log, `test${suffix}`);
  const listen = () => {
    if (!options.socket) slack.deliverTo(`http://127.0.0.1:${desk.muster.port}/slack/events`);
    teams.deliverTo(`http://127.0.0.1:${desk.muster.port}/teams/messages`);
  };
  const desk: TestDesk = {
    ...{ slack, teams, policy, databaseUrl: database.appUrl },
    muster: await start(),
    onSlack: (name) => slackPerson(slack, slackId(name)),
    onTeams: (name) => teamsPerson(teams, teamsId(name)),
    settled: () => desk.muster.worker.idle(),
    async pass(seconds) {
      await desk.settled();
      await moveDeskClock(desk.muster.database.source, seconds);
      await desk.settled();
    },
    async passAsleep(seconds) {
      await desk.settled();
      await desk.muster.stop();
      await execute(database.ownerUrl, `update desk_clock set shift = shift + interval '${seconds} seconds'`);
      desk.muster = await start();
      listen();
      await desk.settled();
    },
    async anew() {
      await desk.muster.stop();
      if (!options.database) await database.drop();
      database = await testDatabase();
      await installDeskClock(database.ownerUrl);
      config = { ...config, databaseUrl: database.appUrl, ownerUrl: database.ownerUrl };
      desk.muster = await start();
      listen();
    },
    async stop() {
      await desk.muster.stop();
      await Promise.all([slack.stop(), teams.stop()]);
      if (!options.database) await database.drop();
    },
  };
  listen();
  await teams.install(teamsId('bob'), { team: true });
  for (const name of Object.keys(people)) await teams.install(teamsId(name));
  // The first Homes stand before anybody says anything.
  await desk.settled();
  return desk;
}

function slackWorld(suffix: string, cast: Cast, zones: DeskOptions['zones'] = {}) {
  const all = Object.keys(cast).map(slackId);
  return {
    ...{ teamId: `T1${suffix}`, teamName: 'Example', botUserId: 'UMUSTER', botId: 'BMUSTER', appId: 'A1' },
    ...{ botToken: `xoxb-test${suffix}`, appToken: 'xapp-test', signingSecret: `a secret${suffix}` },
    users: Object.entries(cast).map(([name, { full, tz, locale, guest = false }]) => ({
      ...{ id: slackId(name), name, realName: full, email: `${name}@example.com`, locale, guest },
      tz: zones[name] ?? tz,
    })),
    channels: [
      { id: SLACK_DESK, name: 'service-desk', members: ['UBOB', 'UMEI', 'UDANA', 'UMUSTER'] },
      { id: 'C0NETWORK', name: 'network', members: ['UCHEN', 'UDANA', 'UMUSTER'] },
      { id: SLACK_PEOPLE, name: 'people-conduct', members: ['UHANA', 'UDANA', 'UMUSTER'], isPrivate: true },
      { id: 'C0INCIDENTS', name: 'incidents', members: [...all, 'UMUSTER'] },
      { id: 'C0GENERAL', name: 'general', members: [...all, 'UMUSTER'] },
    ],
  };
}

function teamsWorld(suffix: string, cast: Cast, zones: DeskOptions['zones'] = {}) {
  return {
    tenantId: `11111111-1111-4111-8111-1111111111${suffix === '' ? '11' : '22'}`,
    appId: `22222222-2222-4222-8222-2222222222${suffix === '' ? '11' : '22'}`,
    ...{ appPassword: 'a secret', botName: 'Muster' },
    team: { id: '33333333-3333-4333-8333-333333333333', name: 'IT', threadId: '19:general@thread.tacv2' },
    users: Object.entries(cast).map(([name, { full, tz, locale, guest = false }], n) => ({
      ...{
        id: teamsId(name),
        aadObjectId: `44444444-4444-4444-8444-4444444444${String(n).padStart(2, '0')}`,
        name: full,
        // A client that tells no zone, where another one is given.
        ...(zones[name] ? {} : { tz }),
        locale,
        guest,
      },
      ...{ email: `${name}@example.com`, userPrincipalName: `${name}@example.com` },
    })),
    channels: [
      { id: TEAMS_DESK, name: 'service-desk' },
      { id: '19:network@thread.tacv2', name: 'network' },
      { id: TEAMS_PEOPLE, name: 'people-conduct', members: [teamsId('hana'), teamsId('dana')] },
      { id: '19:incidents@thread.tacv2', name: 'incidents' },
      { id: '19:general@thread.tacv2', name: 'General' },
    ],
  };
}
