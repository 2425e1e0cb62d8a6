// Muster put together and running: what main.ts starts for people, and tests start for themselves.
import express from 'express';
import type { Logger } from 'pino';
import { connectSlack } from '../adapters/slack/slack.ts';
import { connectTeams } from '../adapters/teams/teams.ts';
import { scopes } from '../manifest/slack.ts';
import { PIN } from './commands/marking.ts';
import { BadConfig, type Config } from './config.ts';
import { makeEngine } from './engine.ts';
import { fileDoor } from './files/door.ts';
import { furnish } from './furnishing.ts';
import { listen, makeApp } from './http.ts';
import type { ClaimedJob, Outcome } from './jobs/attempt.ts';
import { copyFile } from './jobs/copy.ts';
import { deliver } from './jobs/deliver.ts';
import { deliverHome } from './jobs/home.ts';
import { deliverNews } from './jobs/news.ts';
import { remove } from './jobs/remove.ts';
import { remindOfReview } from './jobs/review.ts';
import { spread } from './jobs/spread.ts';
import { withdraw } from './jobs/withdraw.ts';
import { startWorker, type Worker } from './jobs/worker.ts';
import { asksForSetup, Lookout } from './lookout.ts';
import { type Metrics, makeMetrics, metricsDoor } from './metrics.ts';
import { refuseShut } from './offline/secrets.ts';
import { parsePolicy } from './policy/schema.ts';
import type { Platform } from './port.ts';
import { isTimer, ringAll } from './ringing.ts';
import { Roster } from './roster.ts';
import { makeRush } from './rush.ts';
import { Stopping } from './stopping.ts';
import { hasDeskClock, installDeskClock } from './storage/clock.ts';
import { connect, type Database, migrate, type Tx } from './storage/database.ts';
import { sweepFiles } from './storage/files.ts';
import { type Desk, forgetReceipts, keepRoutes, openDesk, organisationId } from './storage/organisations.ts';
import { pulseOf } from './storage/pulse.ts';
import { startServer } from './storage/server.ts';
import type { Task } from './task.ts';
import { CLOCK } from './telling/timers.ts';
import { tick } from './ticking.ts';
import { VERSION } from './version.ts';
import { textsIn } from './views/reader.ts';
import { ANSWERS, type States, watch } from './watching.ts';

export interface Muster {
  readonly port: number;
  /** The page's address, when nothing else is connected. */
  readonly playground?: string;
  /** Fills the playground with a week; resolves with a sentence for whoever asked. */
  readonly fill?: () => Promise<string>;
  readonly worker: Worker;
  readonly database: Database;
  readonly desk: Desk;
  /** Finishes what is begun, gives back what does not end, closes: within 10 s. Rejects when something was left undone. */
  stop(): Promise<void>;
}

const POOL = 28; // connections: the worker's sixteen hands, as many requests as are admitted at once, and a few to look after both
const JOBS_WITHIN = 4_500; // ms that jobs have to end when Muster stops
const LOOK_WITHIN = 600; // ms of a chat's three seconds; what is known longer is shown with its age

/** Starts everything. What was started before a failure is stopped again. */
export async function startMuster(config: Config, policy: string, log: Logger, name: string): Promise<Muster> {
  const stopping = new Stopping(log);
  const stop = () => stopping.run();
  try {
    return { ...(await start(config, policy, log, name, stopping)), stop };
  } catch (error) {
    await stop().catch((err: unknown) => log.error({ err }, 'what was started could not be stopped'));
    throw error;
  }
}

async function start(
  config: Config,
  policy: string,
  log: Logger,
  name: string,
  stopping: Stopping,
): Promise<Omit<Muster, 'stop'>> {
  const server = await openDatabase(config);
  stopping.close('the embedded database', server.stop);
  await migrate(server.ownerUrl, undefined, (err) => log.warn({ err }, 'a migration stands back and tries again'));
  const chats = Boolean(config.slack || config.teams);
  if (!chats && server.created) await installDeskClock(server.ownerUrl);
  const database = await connect(server.appUrl, POOL);
  stopping.close('the database’s connections', database.close);
  await refuseShut(config, database, organisationId(parsePolicy(policy, config.policyFile).organisation.key));
  const ours = await hasDeskClock(database.source);
  if (chats && ours && !config.rehearsal)
    throw new BadConfig(
      'DATA_DIR, DATABASE_URL: this database is a playground, its clock can be moved. Give Muster another one for real work.',
    );
  if (!chats && !ours)
    throw new BadConfig(
      'No chat is configured, and this database is no playground: set SLACK_BOT_TOKEN or TEAMS_APP_ID (see .env.example).',
    );
  const overWall = await database.bypassesWall();
  if (overWall) log.warn('the database role may bypass row-level security: give Muster one that cannot');
  const { desk, differs } = await openDesk(database, policy, config.policyFile);
  if (differs)
    log.warn(
      { file: config.policyFile, version: desk.policyVersion },
      'the policy file differs from the version in force, which stays',
    );

  const states: States = {};
  const app = makeApp({ database: database.check, stopping: () => stopping.begun, chats: () => states }, log);
  const playground = chats
    ? undefined
    : await (await import('../playground/playground.ts')).openPlayground({
        ...{ policy: desk.policy, database, log, command: config.command },
        ...(config.databaseUrl ? {} : { keepIn: config.dataDir }),
      });
  if (playground) {
    stopping.close('the playground', playground.stop);
    app.use('/playground', playground.router);
  }
  let { port } = config;
  // On a playground's or a rehearsal's own machine everybody is local; a real chat's people are elsewhere.
  const local = !chats || config.rehearsal !== undefined;
  desk.address = () => config.publicUrl ?? (local ? `http://127.0.0.1:${port}` : undefined);
  const platforms = new Map<string, Platform>();
  const metrics = watched(database, desk, platforms, states, log);
  app.use(metricsDoor(metrics, config.metricsToken));
  const connected = connectAll(playground ? { ...config, ...playground.chats } : config, desk, app, metrics, log);
  for (const platform of connected) platforms.set(platform.facts.name, platform);
  const roster = new Roster({ database, desk, platforms, log });
  const lookout = new Lookout({ desk, platforms, roster, differs, overWall, announces: chats, log });
  const rush = makeRush();
  const engine = makeEngine({
    database,
    rush: rush.over,
    deskOf: deskOf(desk),
    knows: (platform) => platform in desk.workspaces,
    platforms,
    installation: () => lookout.installation(),
    answered: metrics.request,
    log,
  });
  const routes = keepRoutes(database, desk);
  const worker = await startWorker<Task>({
    database,
    listenUrl: server.appUrl,
    organisations: () => [desk.organisation],
    run: (job) => metrics.attempt(job, run(job)),
    busy: engine.busy,
    rush: rush.over,
    together: {
      scope: CLOCK,
      run: (_, jobs, finish) =>
        metrics.together(jobs, ringAll({ database, log }, desk, jobs.map(({ task }) => task).filter(isTimer), finish)),
    },
    budget: (scope) =>
      config.rehearsal?.budgets === false || playground?.hurried()
        ? undefined
        : platforms.get(scope.split(' ')[0] ?? '')?.facts.budget,
    log,
    name,
    leaseSeconds: 20,
  });
  stopping.finish('jobs', () => worker.stop(JOBS_WITHIN));
  const delivering = { database, platforms, log, silences: new Map<string, string>() };
  async function run(job: ClaimedJob<Task>): Promise<Outcome> {
    await routes.read();
    const { task } = job;
    if (task.kind === 'news') return deliverNews(delivering, desk, { ...job, task });
    if (task.kind === 'fetch') return copyFile(delivering, desk, { ...job, task });
    if (task.kind === 'home') return deliverHome(delivering, desk, { ...job, task });
    if (task.kind === 'withdraw') return withdraw(delivering, desk, { ...job, task });
    if (task.kind === 'remove') return remove(delivering, desk, { ...job, task });
    if (task.kind === 'reminder') return remindOfReview(delivering, desk, { ...job, task });
    if (task.kind === 'room') return furnish(delivering, desk, { ...job, task });
    if (task.kind === 'spread') return spread(delivering, desk, { ...job, task });
    if ('to' in task) return deliver(delivering, desk, { ...job, task });
    await tick({ database, log }, desk, task, (tx) => job.finish(tx));
    return { done: true };
  }
  app.use(fileDoor(database, desk, log));
  const listening = await listen(app, config.port, playground ? '127.0.0.1' : config.host, rush.came);
  port = listening.port;
  // First nobody is let in any more, then what the chats had said is answered.
  let shut: Promise<void> | undefined;
  const shutDoor = () => {
    playground?.hangUp();
    shut ??= listening.stop();
    return shut;
  };
  stopping.finish('requests', shutDoor);
  for (const platform of connected) {
    stopping.finish('looking whether a chat answers', await watch(platform, database, desk, states, log));
    const stop = await platform.start(async (request) => {
      const { platform: chat, workspace, route } = request;
      if (route) await routes.write(chat, workspace, route);
      lookout.heard(request.platform);
      if (request.said.kind === 'changed' || request.said.kind === 'regrouped') {
        await roster.heard(request);
        return { now: { kind: 'nothing' } };
      }
      if (asksForSetup(request)) {
        await routes.read();
        await lookout.look(LOOK_WITHIN);
      }
      return engine.handle(request);
    }, desk.routes[platform.facts.name]);
    stopping.finish(`answers to ${platform.facts.name}`, () => shutDoor().then(stop));
  }
  stopping.finish('looking at the chats', await lookout.start());
  const tidy = async (tx: Tx) => {
    await forgetReceipts(tx, desk.organisation);
    await sweepFiles(tx, desk.organisation);
  };
  stopping.finish(
    'tidying',
    hourly(() => database.transaction(desk.organisation, tidy), log),
  );
  const base = `http://127.0.0.1:${listening.port}`;
  playground?.begin({ base, desk, idle: worker.idle });
  const address = playground && { playground: `${base}/playground`, fill: playground.fill };
  return { port: listening.port, worker, database, desk, ...address };
}

async function openDatabase({ databaseUrl, ownerUrl = databaseUrl, dataDir }: Config) {
  if (!databaseUrl || !ownerUrl) return startServer({ dataDir });
  return { ownerUrl, appUrl: databaseUrl, created: false, stop: async () => undefined };
}

const deskOf = (desk: Desk) => (platform: string, workspace: string) =>
  desk.workspaces[platform] === workspace ? desk : undefined;

function connectAll(
  chats: Pick<Config, 'slack' | 'teams' | 'command'>,
  desk: Desk,
  app: express.Express,
  metrics: Metrics,
  log: Logger,
): Platform[] {
  const words = textsIn(desk.policy.organisation.language).adapter;
  const router = express.Router();
  app.use(router);
  const { slack, teams, command } = chats;
  const platforms: Platform[] = [];
  if (slack)
    platforms.push(
      connectSlack({
        ...slack,
        command,
        words,
        scopes: Object.keys(scopes),
        emojis: () => [desk.policy.intake.emoji, PIN],
        router,
        log: log.child({ platform: 'slack' }),
        acknowledged: metrics.acknowledged('slack'),
      }),
    );
  if (teams)
    platforms.push(
      connectTeams({
        ...{ ...teams, words, router, log: log.child({ platform: 'teams' }) },
        acknowledged: metrics.acknowledged('teams'),
      }),
    );
  return platforms;
}

/** What is counted, and where it is looked up. */
function watched(
  database: Database,
  desk: Desk,
  platforms: ReadonlyMap<string, Platform>,
  states: Readonly<States>,
  log: Logger,
): Metrics {
  const scopes = () =>
    Object.fromEntries(Object.entries(desk.workspaces).map(([chat, workspace]) => [chat, `${chat} ${workspace}`]));
  return makeMetrics({
    ...{ version: VERSION, database, platforms, scopes, log },
    pulse: () => pulseOf(database, desk.organisation, Object.values(scopes())),
    answers: () => Object.fromEntries(Object.entries(states).map(([chat, state]) => [chat, state === ANSWERS])),
  });
}

function hourly(work: () => Promise<void>, log: Logger): () => Promise<void> {
  const timer = setInterval(() => {
    work().catch((err: unknown) => log.warn({ err }, 'what is done every hour failed'));
  }, 3_600_000);
  return async () => clearInterval(timer);
}
