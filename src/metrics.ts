// What Muster counts and shows at GET /metrics, for Prometheus: no word of anybody's, no reference, nobody's id in any label.
import { createHash, timingSafeEqual } from 'node:crypto';
import { setTimeout as after } from 'node:timers/promises';
import express, { type Request as Asking } from 'express';
import type { Logger } from 'pino';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { figure, saidKinds, taskKinds } from './figures.ts';
import { type ClaimedJob, isLast, type Outcome, type TakenJob } from './jobs/attempt.ts';
import type { Platform, Request } from './port.ts';
import type { Database } from './storage/database.ts';
import type { Pulse } from './storage/pulse.ts';
import type { Task } from './task.ts';
import type { Ending } from './trace.ts';

export interface Watched {
  readonly version: string;
  readonly database: Pick<Database, 'pool'>;
  /** How the queue stands, and the scope of each chat's workspace within it. */
  readonly pulse: () => Promise<Pulse>;
  readonly scopes: () => Readonly<Record<string, string>>;
  readonly platforms: ReadonlyMap<string, Platform>;
  /** Whether each chat answered when it was last asked. */
  readonly answers: () => Readonly<Record<string, boolean>>;
  readonly log: Logger;
}

export interface Metrics {
  request(request: Request, ending: Ending): void;
  /** An acknowledgement went to the chat after so many ms. */
  acknowledged(chat: string): (ms: number) => void;
  /** Counts how an attempt at a job ends. */
  attempt(job: ClaimedJob<Task>, running: Promise<Outcome>): Promise<Outcome>;
  /** Counts jobs that are done together; of a failure nothing, since each is then attempted alone. */
  together(jobs: readonly TakenJob<Task>[], running: Promise<void>): Promise<void>;
  text(): Promise<string>;
}

/** s; Slack waits for 3, and is answered at 2.2 what has not come to its end, Teams at 3.5. */
const ACKNOWLEDGED = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 1.5, 2.2, 2.5, 3, 3.5, 5, 10];
const LOOK_EVERY = 5_000; // ms; the queue is asked no more often, whoever scrapes
const LOOK_WITHIN = 2_000; // ms; a database that is away must not keep the figures from whoever looks for the reason

// The process has one heap and one event loop, however many Musters run in it.
const ofProcess = new Registry();
let begun = false;

export function makeMetrics(watched: Watched): Metrics {
  if (!begun) collectDefaultMetrics({ register: ofProcess, eventLoopMonitoringPrecision: 20 });
  begun = true;
  const own = new Registry();
  const registers = [own];
  const requests = new Counter({
    ...{ registers, ...figure('muster_requests_total') },
    // What an alarm watches begins at 0: of a series that begins at 1, no rate sees the first.
    collect() {
      for (const chat of watched.platforms.keys())
        for (const kind of saidKinds) this.inc({ chat, kind, outcome: 'failed' }, 0);
    },
  });
  const heard = new Gauge({ registers, ...figure('muster_chat_heard_timestamp_seconds') });
  const acknowledged = new Histogram({
    ...{ registers, buckets: ACKNOWLEDGED, ...figure('muster_acknowledgement_seconds') },
  });
  const attempts = new Counter({
    ...{ registers, ...figure('muster_job_attempts_total') },
    collect() {
      for (const chat of [...watched.platforms.keys(), 'none'])
        for (const kind of taskKinds) this.inc({ chat, kind, outcome: 'dead' }, 0);
    },
  });
  const ended = ({ scope, task: { kind } }: TakenJob<Task>, outcome: string) => {
    const [chat = ''] = scope?.split(' ', 1) ?? [];
    attempts.inc({ chat: watched.platforms.has(chat) ? chat : 'none', kind, outcome });
  };
  new Gauge({ registers, ...figure('muster_info') }).set({ version: watched.version, node: process.version }, 1);
  watchPool(registers, watched);
  watchChats(registers, watched);
  const look = watchQueue(registers, watched);
  return {
    request({ platform: chat, said: { kind } }, outcome) {
      requests.inc({ chat, kind, outcome });
      heard.setToCurrentTime({ chat });
    },
    acknowledged: (chat) => (ms) => acknowledged.observe({ chat }, ms / 1000),
    attempt(job, running) {
      return running.then(
        (outcome) => {
          ended(job, endOf(outcome));
          return outcome;
        },
        (error: unknown) => {
          ended(job, isLast(job, error) ? 'dead' : 'error');
          throw error;
        },
      );
    },
    async together(jobs, running) {
      await running;
      for (const job of jobs) ended(job, 'done');
    },
    async text() {
      await look();
      return `${await ofProcess.metrics()}\n${await own.metrics()}`;
    },
  };
}

const endOf = (outcome: Outcome): string =>
  'retryAfterMs' in outcome ? 'later' : 'ambiguous' in outcome ? 'ambiguous' : 'dead' in outcome ? 'dead' : 'done';

function watchPool(registers: Registry[], { database }: Watched): void {
  new Gauge({
    ...{ registers, ...figure('muster_database_connections') },
    collect() {
      for (const [state, count] of Object.entries(database.pool())) this.set({ state }, count);
    },
  });
}

function watchChats(registers: Registry[], { answers }: Watched): void {
  new Gauge({
    ...{ registers, ...figure('muster_chat_up') },
    collect() {
      for (const [chat, up] of Object.entries(answers())) this.set({ chat }, up ? 1 : 0);
    },
  });
}

/** Returns how to look: what cannot be seen now is left out, and not shown as it was. */
function watchQueue(registers: Registry[], { pulse, scopes, platforms, log }: Watched): () => Promise<void> {
  const up = new Gauge({ registers, ...figure('muster_database_up') });
  const late = new Gauge({ registers, ...figure('muster_job_lag_seconds') });
  const jobs = new Gauge({ registers, ...figure('muster_jobs') });
  const budget = new Gauge({ registers, ...figure('muster_rate_budget_tokens') });
  const show = (seen: Pulse | undefined) => {
    up.set(seen ? 1 : 0);
    for (const gauge of [late, jobs, budget]) gauge.reset();
    if (!seen) return;
    for (const queue of Object.keys(seen.jobs))
      for (let urgency = 0; urgency <= 9; urgency++) late.set({ queue, urgency }, 0);
    for (const { queue, urgency, seconds } of seen.late) late.set({ queue, urgency }, seconds);
    for (const [queue, counts] of Object.entries(seen.jobs))
      for (const [state, count] of Object.entries(counts)) jobs.set({ queue, state }, count);
    for (const [chat, platform] of platforms) {
      const { perSecond, burst } = platform.facts.budget.workspace;
      const missing = (seen.untilFull[scopes()[chat] ?? ''] ?? 0) * perSecond;
      budget.set({ chat, of: 'left' }, Math.max(0, burst - missing));
      budget.set({ chat, of: 'burst' }, burst);
    }
  };
  let looked = Number.NEGATIVE_INFINITY;
  let looking: Promise<void> | undefined;
  return () => {
    if (performance.now() - looked > LOOK_EVERY) {
      looked = performance.now();
      const seen = pulse().catch((err: unknown) => {
        log.debug({ err }, 'the queue could not be looked at');
        return undefined;
      });
      looking = Promise.race([seen, after(LOOK_WITHIN, undefined, { ref: false })]).then(show);
    }
    return looking ?? Promise.resolve();
  };
}

const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
const LOOPBACK = /^(?:::ffff:)?127\.|^::1$/u;

const LOOPBACK_NAME = /^(?:localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?$/u;

/**
 * Behind a proxy on this machine everybody comes from loopback: whoever is sent on from elsewhere is not local, nor is a page that
 * points a name of its own here.
 */
function isLocal({ socket, headers }: Asking): boolean {
  const sentOn = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'].some((name) => headers[name] !== undefined);
  return !sentOn && LOOPBACK_NAME.test(headers.host ?? '') && LOOPBACK.test(socket.remoteAddress ?? '');
}

/** GET /metrics, for this machine, and with the token for any other. */
export function metricsDoor(metrics: Metrics, token: string | undefined): express.Router {
  const router = express.Router();
  router.get('/metrics', async (request, response) => {
    const [, given = ''] = /^Bearer (.+)$/u.exec(request.headers.authorization ?? '') ?? [];
    // Hashes have one length, so that nothing is learned from how long it took.
    const known = token !== undefined && timingSafeEqual(hash(given), hash(token));
    if (!known && !isLocal(request)) return void response.set('WWW-Authenticate', 'Bearer').sendStatus(401);
    response
      .type(ofProcess.contentType)
      .set('Cache-Control', 'no-store')
      .send(await metrics.text());
  });
  return router;
}
