// A local Slack workspace, a local Teams tenant and the page that shows both, for whoever wants to try Muster.
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Router } from 'express';
import type { Logger } from 'pino';
import { english } from '../manifest/app.ts';
import { table } from '../src/commands/table.ts';
import type { SlackConfig, TeamsConfig } from '../src/config.ts';
import type { Policy } from '../src/policy/schema.ts';
import type { Database } from '../src/storage/database.ts';
import type { Desk } from '../src/storage/organisations.ts';
import { en } from '../src/views/text/en.ts';
import { castFor } from './cast.ts';
import { openDeskTime } from './clock.ts';
import { keeper, recall } from './keep.ts';
import { nextOf } from './next.ts';
import { pageRoutes } from './page.ts';
import { setupOf } from './sight.ts';
import { startSlack } from './slack/slack.ts';
import { Storm } from './storm/storm.ts';
import { type LocalTeams, startTeams } from './teams/teams.ts';
import { fillDesk } from './week/fill.ts';

export interface Playground {
  /** Where Muster finds both chats, with what proves who asks. */
  readonly chats: { readonly slack: SlackConfig; readonly teams: TeamsConfig };
  /** To be mounted at /playground on a server that listens on loopback. */
  readonly router: Router;
  /** Muster runs: from now on the chats talk with it. */
  begin(muster: Running): void;
  /** Fills the desk with a week, once; resolves, when its cards stand, with a sentence for whoever asked. */
  fill(): Promise<string>;
  /** Whether Muster may go faster just now than real chats let it. */
  readonly hurried: () => boolean;
  /** Ends the streams of open pages, which else keep the HTTP server waiting. */
  hangUp(): void;
  stop(): Promise<void>;
}

export interface Running {
  /** Its own address, such as `http://127.0.0.1:3000`. */
  readonly base: string;
  readonly desk: Desk;
  /** Resolves when nothing is left to post. */
  readonly idle: () => Promise<void>;
}

/**
 * Starts both chats on loopback. `command` is the slash command that Muster hears, `/desk` unless told; `keepIn` the
 * folder in which the chats are kept for the next run: without it they begin empty.
 */
export async function openPlayground(options: {
  policy: Policy;
  database: Database;
  log: Logger;
  command?: string;
  keepIn?: string;
}): Promise<Playground> {
  const { policy, database, log, command = '/desk' } = options;
  const cast = castFor(policy);
  const file = options.keepIn && join(options.keepIn, 'playground.json');
  const memory = file ? await recall(file, log) : undefined;
  const time = await openDeskTime(database, policy, memory?.moves, memory?.said);
  const slack = await startSlack({ world: cast.slack, memory: memory?.slack });
  const { installed } = cast;
  const teams = await startTeams({ world: cast.teams, installed, repeatAfter: KNOCK, memory: memory?.teams });
  const verbs = table.map(({ name, example }) => ({ name, example, help: en.help.of[name] ?? '' }));
  const { report, report_message, find } = english.menus;
  const menus = { report: report.title, report_message: report_message.title, find: find.title };
  const setup = setupOf(cast, policy, command, { verbs, menus });
  const chats = { slack, teams, command };
  let running: Promise<Running> | undefined;
  let filling: Promise<string> | undefined;
  let hurried = false;
  const hurry = (yes: boolean) => {
    hurried = yes;
    for (const chat of [slack, teams]) chat.limitRates(!yes);
  };
  const fill = (): Promise<string> => {
    filling ??= (async () => {
      if (!running) throw new Error('Muster is still starting. Try again in a moment.');
      return fillDesk({ ...{ database, cast, chats, time, hurry }, ...(await running) });
    })().finally(() => {
      filling = undefined;
      changed();
    });
    return filling;
  };
  const next = async () => (running ? nextOf(database, (await running).desk) : []);
  const storm = new Storm(
    () => changed(),
    (err) => log.error({ err }, 'a storm went wrong'),
  );
  const storms = {
    async start(pace: number): Promise<void> {
      if (!running) throw new Error('Muster is still starting. Try again in a moment.');
      await storm.start({ ...{ database, cast, chats, time, pace }, desk: (await running).desk });
    },
    sight: () => storm.sight(),
  };
  const page = pageRoutes({ chats, time, setup, log, fill, next, storms });
  const memories = () => ({
    ...{ slack: slack.memory(), teams: teams.memory() },
    ...{ moves: time.moves, said: time.backdated() },
  });
  const kept = file ? keeper(file, memories, log) : undefined;
  // Drawing and writing anew with each of a thousand posts would take longer than the posts.
  const changed = () => {
    if (hurried) return;
    page.tick();
    kept?.changed();
  };
  for (const chat of [slack, teams]) chat.onChange(changed);
  const { botToken, signingSecret } = cast.slack;
  const { appId, appPassword, tenantId } = cast.teams;
  const { loginUrl, openidUrl, graphUrl } = teams;
  const ended = new AbortController();
  return {
    chats: {
      slack: { botToken, signingSecret, apiUrl: slack.url },
      teams: {
        ...{ appId, appPassword, tenantId, auth: 'token', serviceHosts: [new URL(teams.serviceUrl).host] },
        ...{ loginUrl, openidUrl, graphUrl, incidentsTeam: cast.teams.team.id },
      },
    },
    router: page.router,
    fill,
    hurried: () => hurried,
    begin(muster) {
      slack.deliverTo(`${muster.base}/slack/events`);
      teams.deliverTo(`${muster.base}/teams/messages`);
      running = arrive(teams, cast.installed, ended.signal).then(() => muster);
      running.catch((err: unknown) => log.error({ err }, 'nobody could add Muster'));
    },
    hangUp: page.hangUp,
    async stop() {
      ended.abort();
      await storm.stop();
      page.hangUp();
      await Promise.all([slack.stop(), teams.stop()]);
      if (kept) await kept.stop();
    },
  };
}

const KNOCK = 250; // ms; Muster listens a moment before it hears Teams

/** Adds Muster to the people's chats: from that it learns where this tenant is, as from any other. */
async function arrive(teams: LocalTeams, users: readonly string[], ended: AbortSignal): Promise<void> {
  for (const user of users) {
    for (;;) {
      const { status } = await teams.install(user);
      if (status >= 200 && status < 300) break;
      await sleep(KNOCK, undefined, { ref: false });
      if (ended.aborted) return;
    }
  }
}
