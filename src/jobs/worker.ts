// The worker: takes what is due within the budgets, has it run, and sleeps until there is more.
import { randomBytes } from 'node:crypto';
import { setTimeout as after } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Budget } from '../port.ts';
import type { Database, Tx } from '../storage/database.ts';
import { attempt, attemptTogether, type ClaimedJob, type Outcome, type TakenJob } from './attempt.ts';
import { Bell, listen } from './bell.ts';
import type { Task } from './enqueue.ts';

export interface WorkerOptions<T extends Task> {
  readonly database: Database;
  /** The same database, for the connection that hears of new jobs. */
  readonly listenUrl: string;
  /** Whose jobs to take, asked each time. */
  readonly organisations: () => readonly string[];
  /**
   * Runs one job. A thrown error is logged once with a reference, and the job comes back doubtful, since nobody knows how far
   * it had come: after 1 s, then later each time, up to 5 min; after twenty times it is dead.
   */
  readonly run: (job: ClaimedJob<T>) => Promise<Outcome>;
  /** Jobs of this scope, which have no lane, are done many at a time, each time in one transaction. */
  readonly together?: {
    readonly scope: string;
    run(organisation: string, jobs: readonly TakenJob<T>[], finish: (tx: Tx) => Promise<void>): Promise<void>;
  };
  /** What may be spent on each lane of this scope (`place`) and on all of it (`workspace`); undefined: no limit. */
  readonly budget: (scope: string) => { readonly place: Budget; readonly workspace: Budget } | undefined;
  /** Whether somebody waits for an answer. */
  readonly busy?: () => boolean;
  /** Resolves when nobody waits at the door any more; undefined: nobody does. */
  readonly rush?: () => Promise<void> | undefined;
  readonly log: Logger;
  /** The process, for people who read the table. */
  readonly name: string;
  /** Jobs at one time, 16 unless told; of one scope at most half of them, so that a chat that hangs delays no other. */
  readonly concurrency?: number;
  /** How long after the death of a process its jobs are taken over. Prolonged while a job runs, however long that is. */
  readonly leaseSeconds?: number;
}

export interface Worker {
  /** Takes no more and waits for what runs, for at most so many ms if told; what runs on is given back, and others take it. */
  stop(withinMs?: number): Promise<void>;
  /** Looks for work now. */
  wake(): void;
  /** Resolves when nothing is due or in flight in this process, at the desk's present time. For tests. */
  idle(): Promise<void>;
}

interface Claim<T extends Task> {
  readonly jobs: readonly TakenJob<T>[];
  readonly wait_ms: number | null;
  readonly held: boolean;
  readonly unknown: readonly string[];
}

// Nothing is known that could be missed for longer than this: a lost listening connection is noticed and made again.
const LONGEST_SLEEP_MS = 30_000;
const AFTER_FAILURE_MS = 1_000;
/** Whoever waits for an answer comes first: so long a claim waits while somebody does. */
const GIVES_WAY_MS = 50;
/** What was begun may yet be seen in its chat: whoever takes it next looks for it after that. */
const SEEN_AFTER_MS = 3_000;
/** Jobs that are done together: of more, the transaction is no cheaper, and what waits for its locks waits longer. */
const TOGETHER = 100;
/** How many such transactions at one time: two keep two cores busy, and the other hands are left to messages. */
const HANDS_TOGETHER = 2;

export async function startWorker<T extends Task = Task>(options: WorkerOptions<T>): Promise<Worker> {
  const { log, together, concurrency = 16, leaseSeconds = 60 } = options;
  const { source } = options.database;
  // A process must not take the leases of its predecessor for its own.
  const worker = `${options.name}:${randomBytes(4).toString('hex')}`;
  const bell = new Bell();
  const scopes = new Set<string>(together ? [together.scope] : []);
  const isTogether = (scope: string | undefined) => scope !== undefined && scope === together?.scope;
  const running = new Map<TakenJob<T>, Promise<void>>();
  const idlers: (() => void)[] = [];
  let stopping = false;
  let stopped = false;

  const context = { connection: source, worker, log, ended: () => stopped };

  function start(jobs: readonly TakenJob<T>[], work: Promise<void>): void {
    const end = work.then(() => {
      for (const job of jobs) running.delete(job);
      bell.ring();
    });
    for (const job of jobs) running.set(job, end);
  }

  function startTogether(jobs: readonly TakenJob<T>[], run: NonNullable<typeof together>['run']): void {
    for (const organisation of new Set(jobs.map((job) => job.organisation))) {
      const theirs = jobs.filter((job) => job.organisation === organisation);
      start(
        theirs,
        attemptTogether(theirs, (finish) => run(organisation, theirs, finish), options.run, context),
      );
    }
  }

  /** What is done together is in one hand. */
  const hands = (scope?: string): number =>
    new Set([...running].flatMap(([job, end]) => (scope === undefined || job.scope === scope ? [end] : []))).size;

  /** How many more jobs of this scope may run. */
  function placesOf(scope: string): { readonly places: number; readonly together?: true } {
    if (scope === together?.scope) return { places: hands(scope) < HANDS_TOGETHER ? TOGETHER : 0, together: true };
    return { places: Math.max(0, Math.ceil(concurrency / 2) - hands(scope)) };
  }

  async function claim(): Promise<Claim<T>> {
    const organisations = options.organisations();
    const places = concurrency - hands();
    if (organisations.length === 0 || places <= 0) return { jobs: [], wait_ms: null, held: false, unknown: [] };
    const budgets = Object.fromEntries(
      [...scopes].map((scope) => [scope, { ...options.budget(scope), ...placesOf(scope) }]),
    );
    const values = [worker, organisations, places, leaseSeconds, JSON.stringify(budgets)];
    const rows: [Claim<T>] = await source.query('select * from claim_jobs($1, $2, $3, $4, $5)', values);
    return rows[0];
  }

  /** Starts what can be started. Returns whether nothing is left to do now, how long to sleep, and whether the budgets are spent. */
  async function round(): Promise<{ quiet: boolean; sleepMs: number; spent: boolean }> {
    const { jobs, wait_ms, held, unknown } = await claim();
    // What comes after the end is left to its lease.
    if (stopped) return { quiet: false, sleepMs: 0, spent: false };
    const [alone, shared] = [
      jobs.filter(({ scope }) => !isTogether(scope)),
      jobs.filter(({ scope }) => isTogether(scope)),
    ];
    for (const job of alone) start([job], attempt(job, options.run, context));
    if (together) startTogether(shared, together.run);
    for (const scope of unknown) scopes.add(scope);
    const quiet = running.size === 0 && !held && !bell.rung;
    if (unknown.length > 0) return { quiet, sleepMs: 0, spent: false };
    // With all hands full only an end matters, and that rings.
    const waitMs = hands() < concurrency ? wait_ms : null;
    const spent = held && hands() < concurrency;
    return { quiet, sleepMs: Math.min(waitMs ?? LONGEST_SLEEP_MS, LONGEST_SLEEP_MS), spent };
  }

  async function work(): Promise<void> {
    while (!stopping) {
      bell.hush();
      const asking = idlers.splice(0);
      const began = performance.now();
      const { quiet, sleepMs, spent } = await round().catch((error: unknown) => {
        log.error({ err: error }, 'jobs could not be claimed');
        return { quiet: false, sleepMs: AFTER_FAILURE_MS, spent: false };
      });
      if (quiet) for (const resolve of asking) resolve();
      else idlers.push(...asking);
      const tookMs = performance.now() - began;
      await bell.wait(sleepMs);
      // With the budgets spent there is a token every few ms, and each claim looks through every lane (a thousand: 11 ms): half of
      // the time is enough for that, and then there are several.
      if (spent && !stopping) await after(tookMs);
      if (options.busy?.() && !stopping) await after(GIVES_WAY_MS);
      await options.rush?.();
    }
  }

  async function keep(): Promise<void> {
    const ids = [...running.keys()].map((job) => job.id);
    if (ids.length > 0) await source.query('select keep_jobs($1, $2, $3)', [worker, ids, leaseSeconds]);
  }

  async function giveBack(): Promise<void> {
    const jobs = [...running.keys()].map(({ id, attempts, lane }) => ({ id, attempts, ms: lane ? SEEN_AFTER_MS : 0 }));
    if (jobs.length === 0) return;
    log.warn({ jobs: jobs.map(({ id }) => id) }, 'jobs are given back that did not end in time');
    await source.query(
      `select settle_job(j.id, $1, j.attempts, 'ambiguous', j.ms, 'the process that had begun it was stopped')
         from jsonb_to_recordset($2) as j(id bigint, attempts int, ms float8)`,
      [worker, JSON.stringify(jobs)],
    );
  }

  const stopListening = await listen(options.listenUrl, 'muster_jobs', () => bell.ring(), log);
  const keeping = setInterval(
    () => keep().catch((error: unknown) => log.warn({ err: error }, 'leases could not be prolonged')),
    (leaseSeconds * 1000) / 3,
  );
  const working = work();

  return {
    wake: () => bell.ring(),
    idle: () =>
      new Promise((resolve) => {
        idlers.push(resolve);
        bell.ring();
      }),
    async stop(withinMs) {
      stopping = true;
      bell.ring();
      const ended = working.then(() => Promise.all(running.values()));
      const patience = withinMs === undefined ? [] : [after(withinMs, undefined, { ref: false })];
      await Promise.race([ended, ...patience]);
      stopped = true;
      clearInterval(keeping);
      try {
        await giveBack();
        // The other replicas sleep until our leases would have ended.
        await source
          .query(`select pg_notify('muster_jobs', '')`)
          .catch((error: unknown) => log.warn({ err: error }, 'other replicas were not told that this one stopped'));
      } finally {
        await stopListening();
        for (const resolve of idlers.splice(0)) resolve();
      }
    },
  };
}
