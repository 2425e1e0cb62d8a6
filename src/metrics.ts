// What Muster counts and shows at GET /metrics, for Prometheus: no word of anybody's, no reference, nobody's id in any label.
import { createHash, timingSafeEqual } from 'node:crypto';
import { setTimeout as after } from 'node:timers/promises';
import express, { type Request as Asking } from 'express';
import type { Logger } from 'pino';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { ClaimedJob, Outcome } from './jobs/attempt.ts';
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
  text(): Promise<string>;
}

/** s; a chat waits for 3, Muster answers at 2.2 what has not come to its end. */
const ACKNOWLEDGED = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 1.5, 2.2, 2.5, 3, 5, 10];
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
    ...{ registers, name: 'muster_requests_total', help: 'What people did, by how it was answered.' },
    labelNames: ['chat', 'kind', 'outcome'],
  });
  const heard = new Gauge({
    ...{ registers, name: 'muster_chat_heard_timestamp_seconds', help: 'When the chat was last heard.' },
    labelNames: ['chat'],
  });
  const acknowledged = new Histogram({
    ...{ registers, name: 'muster_acknowledgement_seconds', help: 'From a gesture read to its acknowledgement.' },
    labelNames: ['chat'],
    buckets: ACKNOWLEDGED,
  });
  const attempts = new Counter({
    ...{ registers, name: 'muster_job_attempts_total', help: 'Attempts at deliveries and timers, by how they ended.' },
    labelNames: ['chat', 'kind', 'outcome'],
  });
  new Gauge({
    ...{ registers, name: 'muster_info', help: 'What runs here; always 1.', labelNames: ['version', 'node'] },
  }).set({ version: watched.version, node: process.version }, 1);
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
      const labels = { chat: job.scope?.split(' ', 1)[0] ?? 'none', kind: job.task.kind };
      return running.then(
        (outcome) => {
          attempts.inc({ ...labels, outcome: endOf(outcome) });
          return outcome;
        },
        (error: unknown) => {
          attempts.inc({ ...labels, outcome: 'error' });
          throw error;
        },
      );
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
    ...{
      registers,
      name: 'muster_database_connections',
      help: 'The pool; "waiting" are callers without a connection.',
    },
    labelNames: ['state'],
    collect() {
      for (const [state, count] of Object.entries(database.pool())) this.set({ state }, count);
    },
  });
}

function watchChats(registers: Registry[], { answers }: Watched): void {
  new Gauge({
    ...{ registers, name: 'muster_chat_up', help: 'Whether the chat answered when it was last asked.' },
    labelNames: ['chat'],
    collect() {
      for (const [chat, up] of Object.entries(answers())) this.set({ chat }, up ? 1 : 0);
    },
  });
}

/** Returns how to look: what cannot be seen now is left out, and not shown as it was. */
function watchQueue(registers: Registry[], { pulse, scopes, platforms, log }: Watched): () => Promise<void> {
  const up = new Gauge({
    registers,
    name: 'muster_database_up',
    help: 'Whether the queue could be looked at in time.',
  });
  const late = new Gauge({
    ...{ registers, name: 'muster_job_lag_seconds', help: 'How late the first job is that is due; 0: none is late.' },
    labelNames: ['queue', 'urgency'],
  });
  const deliveries = new Gauge({
    ...{
      registers,
      name: 'muster_deliveries',
      help: 'Deliveries by state, counted up to 10,000.',
      labelNames: ['state'],
    },
  });
  const budget = new Gauge({
    ...{ registers, name: 'muster_rate_budget_tokens', help: 'Calls that the workspace may be sent at once.' },
    labelNames: ['chat', 'of'],
  });
  const show = (seen: Pulse | undefined) => {
    up.set(seen ? 1 : 0);
    for (const gauge of [late, deliveries, budget]) gauge.reset();
    if (!seen) return;
    for (const { queue, urgency, seconds } of seen.late) late.set({ queue, urgency }, seconds);
    for (const [state, count] of Object.entries(seen.deliveries)) deliveries.set({ state }, count);
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
