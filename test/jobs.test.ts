// The queue: order within a lane, none twice over replicas, doubt after a lost lease, time, budgets and the wall.
import { randomUUID } from 'node:crypto';
import pino from 'pino';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type ClaimedJob, LeaseLost, type Outcome } from '../src/jobs/attempt.ts';
import { cancel, enqueue, type NewJob, take } from '../src/jobs/enqueue.ts';
import { startWorker, type Worker, type WorkerOptions } from '../src/jobs/worker.ts';
import { hasDeskClock, installDeskClock, moveDeskClock } from '../src/storage/clock.ts';
import { connect, type Database } from '../src/storage/database.ts';
import { testDatabase } from './support/database.ts';

type Note = { kind: 'note'; text: string };
type Run = (job: ClaimedJob<Note>) => Promise<Outcome>;

const done: Outcome = { done: true };
let home: Awaited<ReturnType<typeof testDatabase>>;
let desk: Database;
const workers: Worker[] = [];

beforeAll(async () => {
  home = await testDatabase();
  desk = await connect(home.appUrl);
  expect(await hasDeskClock(desk.source)).toBe(false);
  await installDeskClock(home.ownerUrl);
  await installDeskClock(home.ownerUrl); // A second start finds it.
  expect(await hasDeskClock(desk.source)).toBe(true);
});
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.stop()));
});
afterAll(async () => {
  await desk.close();
  await home.drop();
});

async function newOrganisation(): Promise<string> {
  const id = randomUUID();
  await desk.transaction(id, (tx) => tx.query('insert into organisation values ($1, $2, $2)', [id, id]));
  return id;
}

async function work(organisation: string, run: Run, options: Partial<WorkerOptions<Note>> = {}): Promise<Worker> {
  const worker = await startWorker<Note>({
    database: desk,
    listenUrl: home.appUrl,
    organisations: () => [organisation],
    run,
    budget: () => undefined,
    log: pino({ level: 'silent' }),
    name: 'test',
    ...options,
  });
  workers.push(worker);
  return worker;
}

const note = (text: string, job: Omit<NewJob, 'task'> = {}): NewJob<Note> => ({ ...job, task: { kind: 'note', text } });
const put = (organisation: string, ...jobs: NewJob<Note>[]) =>
  desk.transaction(organisation, (tx) => enqueue(tx, organisation, jobs));
const inAnHour = async (): Promise<string> => {
  const rows = await desk.source.query(`select desk_now() + interval '1 hour' as at`);
  return rows[0].at.toISOString();
};
const rows = (organisation: string) =>
  desk.transaction(organisation, (tx) => tx.query('select * from job order by id')) as Promise<
    { state: string; error: string | null; attempts: number; task: Note; key: string | null }[]
  >;
/** A worker that takes one job, and dies. */
const claimAndDie = (organisation: string, leaseSeconds: number) =>
  desk.source.query('select jobs from claim_jobs($1, $2, 1, $3, $4)', ['dead', [organisation], leaseSeconds, '{}']);

test('a lane keeps its order through failures, and delays no other', async () => {
  const us = await newOrganisation();
  const heard: string[] = [];
  await put(us, ...[1, 2, 3].map((n) => note(`a${n}`, { lane: 'a' })), note('b1', { lane: 'b' }), note('free'));
  const worker = await work(us, async ({ task, attempts }) => {
    heard.push(task.text);
    if (task.text === 'a1' && attempts === 1) return { retryAfterMs: 60_000, error: 'busy' };
    if (task.text === 'a2' && attempts === 1) throw new Error('broken');
    return task.text === 'b1' ? { dead: true, error: 'gone' } : done;
  });
  await worker.idle();
  expect([...heard].sort()).toEqual(['a1', 'b1', 'free']);
  await moveDeskClock(desk.source, 61);
  await worker.idle();
  expect(heard.slice(3)).toEqual(['a1', 'a2']);
  await moveDeskClock(desk.source, 2);
  await worker.idle();
  expect(heard.slice(5)).toEqual(['a2', 'a3']);
  expect(await rows(us)).toMatchObject([{ state: 'dead', error: 'gone', task: { text: 'b1' } }]);
  await put(us, note('b2', { lane: 'b' }));
  await worker.idle();
  expect(heard.at(-1)).toBe('b2');
});

test('doubt stays until the job is done', async () => {
  const us = await newOrganisation();
  const doubts: boolean[] = [];
  const ends: Outcome[] = [
    { retryAfterMs: 0, error: 'not applied' },
    { ambiguous: true, error: 'timeout', afterMs: 0 },
    { retryAfterMs: 0, error: 'could not look' },
    done,
  ];
  let first: string | undefined;
  const worker = await work(us, async ({ doubtful, attempts, firstSentAt }) => {
    first ??= firstSentAt;
    expect(firstSentAt).toBe(first);
    doubts.push(doubtful);
    return ends[attempts - 1] ?? done;
  });
  await put(us, note('post', { lane: 'a' }));
  await worker.idle();
  expect(doubts).toEqual([false, false, true, true]);
  expect(await rows(us)).toEqual([]);
});

test('a thrown error is logged once, with the reference that the job keeps, and leaves doubt', async () => {
  const us = await newOrganisation();
  const lines: { msg: string; reference?: string }[] = [];
  const log = pino({ level: 'error' }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const worker = await work(us, () => Promise.reject(new Error('broken')), { log });
  await put(us, note('x'));
  await worker.idle();
  expect(lines).toMatchObject([{ msg: 'a job failed' }]);
  expect(await rows(us)).toMatchObject([{ state: 'ambiguous', error: `Error: broken (${lines[0]?.reference})` }]);
});

test('a key replaces, or coalesces, and can be taken back until the job begins', async () => {
  const us = await newOrganisation();
  const later = await inAnHour();
  await put(
    us,
    note('k1', { key: 'k', lane: 'a' }),
    note('between', { lane: 'a' }),
    note('c1', { key: 'c', lane: 'a' }),
  );
  await put(us, note('last', { lane: 'a' }), note('timer', { key: 't', runAt: later }));
  await put(us, note('k2', { key: 'k', lane: 'a' }), note('c2', { key: 'c', lane: 'a', coalesce: true, runAt: later }));
  await put(us, note('t2', { key: 't', runAt: later }), note('t3', { key: 't', coalesce: true }));
  await put(us, note('cancelled', { key: 'x' }));
  await desk.transaction(us, (tx) => cancel(tx, us, 'x'));
  const heard: string[] = [];
  const worker = await work(us, async ({ task }) => {
    heard.push(task.text);
    return done;
  });
  await worker.idle();
  expect(heard.filter((text) => text !== 't3')).toEqual(['between', 'c2', 'last', 'k2']);
  expect(heard).toContain('t3');
  expect(await rows(us)).toEqual([]);
});

test('of two takers one gets the task', async () => {
  const us = await newOrganisation();
  await put(us, note('question', { key: 'q', runAt: await inAnHour() }));
  const taken = await Promise.all([1, 2, 3].map(() => desk.transaction(us, (tx) => take<Note>(tx, us, 'q'))));
  expect(taken.filter((task) => task !== undefined)).toEqual([{ kind: 'note', text: 'question' }]);
});

test('two workers: 2,000 jobs, none twice, lanes in order and one at a time', async () => {
  const us = await newOrganisation();
  const expected = Array.from({ length: 2_000 }, (_, n) => `${n % 50}:${n}`);
  await put(us, ...expected.map((text, n) => note(text, n % 50 < 30 ? { lane: `lane ${n % 50}` } : {})));
  const heard: string[] = [];
  const busy = new Set<string>();
  let clashes = 0;
  const refused = new Set<string>();
  const run: Run = async ({ lane, task }) => {
    if (lane && busy.has(lane)) clashes++;
    if (lane) busy.add(lane);
    await new Promise(setImmediate);
    if (lane) busy.delete(lane);
    if (Number(task.text.split(':')[1]) % 97 === 0 && !refused.has(task.text)) {
      refused.add(task.text);
      return { retryAfterMs: 0, error: 'busy' };
    }
    heard.push(task.text);
    return done;
  };
  const other = await connect(home.appUrl);
  const pair = await Promise.all([work(us, run), work(us, run, { database: other })]);
  while (heard.length < expected.length) await Promise.all(pair.map((worker) => worker.idle()));
  await Promise.all(workers.splice(0).map((worker) => worker.stop()));
  await other.close();
  expect(clashes).toBe(0);
  expect([...heard].sort()).toEqual([...expected].sort());
  for (let lane = 0; lane < 30; lane++) {
    const ofLane = heard.filter((text) => text.startsWith(`${lane}:`)).map((text) => Number(text.split(':')[1]));
    expect(ofLane).toEqual([...ofLane].sort((a, b) => a - b));
  }
  expect(await rows(us)).toEqual([]);
});

test('a job that commits after a younger one of its lane waits for that one', async () => {
  const us = await newOrganisation();
  await desk.transaction(us, async (tx) => {
    await enqueue(tx, us, [note('older', { lane: 'a' })]);
    await put(us, note('younger', { lane: 'a' }));
    expect((await claimAndDie(us, 60))[0].jobs).toMatchObject([{ task: { text: 'younger' } }]);
  });
  expect((await claimAndDie(us, 60))[0].jobs).toEqual([]);
});

test('the jobs of a dead worker come back doubtful when its lease has ended', async () => {
  const us = await newOrganisation();
  await put(us, note('a1', { lane: 'a' }), note('a2', { lane: 'a' }));
  await claimAndDie(us, 0.15);
  const heard: [string, boolean, number][] = [];
  await new Promise<void>((resolve) => {
    void work(us, async ({ task, doubtful, attempts }) => {
      heard.push([task.text, doubtful, attempts]);
      if (heard.length === 2) resolve();
      return done;
    });
  });
  expect(heard).toEqual([
    ['a1', true, 2],
    ['a2', false, 1],
  ]);
});

test('a long run keeps its lease; a lost lease can neither finish nor settle', async () => {
  const us = await newOrganisation();
  await put(us, note('slow', { lane: 'a' }));
  let failure: unknown;
  const kept: boolean[] = [];
  const worker = await work(
    us,
    async (job) => {
      await new Promise((resolve) => setTimeout(resolve, 350));
      kept.push((await claimAndDie(us, 60))[0].jobs.length === 0);
      await desk.transaction(us, (tx) => tx.query(`update job set leased_by = 'another', attempts = attempts + 1`));
      try {
        await desk.transaction(us, async (tx) => {
          await tx.query(`insert into receipt (organisation_id, key) values ($1, 'effect')`, [us]);
          await job.finish(tx);
        });
      } catch (error) {
        failure = error;
        throw error;
      }
      return done;
    },
    { leaseSeconds: 0.25 },
  );
  await worker.idle();
  expect(kept).toEqual([true]);
  expect(failure).toBeInstanceOf(LeaseLost);
  expect(await rows(us)).toMatchObject([{ state: 'sending', attempts: 2, error: null }]);
  expect(await desk.transaction(us, (tx) => tx.query('select * from receipt'))).toEqual([]);
});

test('finish commits with its transaction, and a rolled back one leaves the job', async () => {
  const us = await newOrganisation();
  await put(us, note('effect'));
  const worker = await work(us, async (job) => {
    await desk.transaction(us, async (tx) => {
      await tx.query(`insert into receipt (organisation_id, key) values ($1, $2)`, [us, `effect ${job.attempts}`]);
      await job.finish(tx);
      if (job.attempts === 1) throw new Error('after the mark, before the commit');
    });
    return done;
  });
  await worker.idle();
  expect(await rows(us)).toMatchObject([{ state: 'ambiguous', attempts: 1 }]);
  await moveDeskClock(desk.source, 2);
  await worker.idle();
  expect(await rows(us)).toEqual([]);
  expect(await desk.transaction(us, (tx) => tx.query('select key from receipt'))).toEqual([{ key: 'effect 2' }]);
});

test('a timer waits for the desk time, and moving the clock wakes it', async () => {
  const us = await newOrganisation();
  let ring: () => void;
  const rung = new Promise<void>((resolve) => {
    ring = resolve;
  });
  const worker = await work(us, async () => {
    ring();
    return done;
  });
  await put(us, note('wake', { runAt: await inAnHour() }));
  await worker.idle();
  expect(await rows(us)).toHaveLength(1);
  await moveDeskClock(desk.source, 3_601);
  await rung;
  await worker.idle();
  expect(await rows(us)).toEqual([]);
});

test('an enqueued job is heard of at once, and a timer rings by itself, not early', async () => {
  const us = await newOrganisation();
  const ran = new Map<string, number>();
  let all: () => void;
  const both = new Promise<void>((resolve) => {
    all = resolve;
  });
  const worker = await work(us, async ({ task }) => {
    ran.set(task.text, Date.now());
    if (ran.size === 2) all();
    return done;
  });
  await worker.idle();
  const enqueued = Date.now();
  const [{ at }] = await desk.source.query(`select desk_now() + interval '0.2 s' as at`);
  await put(us, note('now'), note('soon', { runAt: at.toISOString() }));
  await both;
  expect((ran.get('now') ?? 0) - enqueued).toBeLessThan(1_000);
  expect((ran.get('soon') ?? 0) - enqueued).toBeGreaterThanOrEqual(199);
  expect((ran.get('soon') ?? 0) - enqueued).toBeLessThan(1_200);
});

test('nobody sees or takes the jobs of another organisation', async () => {
  const [us, them] = [await newOrganisation(), await newOrganisation()];
  await put(them, note('theirs', { lane: 'a', key: 'k' }));
  await put(us, note('ours', { lane: 'a', key: 'k' }));
  const heard: string[] = [];
  const worker = await work(us, async ({ task }) => {
    heard.push(task.text);
    return done;
  });
  await worker.idle();
  expect(heard).toEqual(['ours']);
  expect(await rows(them)).toHaveLength(1);
  expect(await rows(us)).toEqual([]);
  expect(await desk.source.query('select * from job')).toEqual([]);
  expect(await desk.source.query('select * from bucket')).toEqual([]);
  expect(await desk.transaction(us, (tx) => take(tx, them, 'k'))).toBeUndefined();
  await expect(desk.transaction(us, (tx) => enqueue(tx, them, [note('forged')]))).rejects.toThrow('row-level security');
});

test('a lane out of tokens is spread in time, and another goes at once', async () => {
  const us = await newOrganisation();
  const budget = () => ({ place: { perSecond: 100, burst: 10 }, workspace: { perSecond: 1_000, burst: 1_000 } });
  const at: Record<string, number[]> = { a: [], b: [] };
  const run: Run = async ({ lane = '' }) => {
    at[lane]?.push(performance.now());
    return done;
  };
  const other = await connect(home.appUrl);
  const pair = await Promise.all([work(us, run, { budget }), work(us, run, { budget, database: other })]);
  const began = performance.now();
  const posts = Array.from({ length: 30 }, (_, n) => note(`a${n}`, { lane: 'a', scope: 's' }));
  await put(us, ...posts, note('b', { lane: 'b', scope: 's' }));
  while ((at.a?.length ?? 0) < 30) await Promise.all(pair.map((worker) => worker.idle()));
  await Promise.all(workers.splice(0).map((worker) => worker.stop()));
  await other.close();
  const [a = [], b = []] = [at.a, at.b];
  // Ten at once and twenty at 100 a second, whichever of the two workers sends them.
  expect((a[29] ?? 0) - began).toBeGreaterThanOrEqual(195);
  expect(b[0]).toBeLessThan(a[15] ?? 0);
});

test('the workspace budget is spent on the most urgent first', async () => {
  const us = await newOrganisation();
  const heard: string[] = [];
  const job = (lane: string, urgency: number) => note(lane, { lane, scope: 's', urgency });
  await put(us, job('e', 5), job('c', 3), job('a', 0), job('d', 4), job('b', 1));
  const worker = await work(
    us,
    async ({ task }) => {
      heard.push(task.text);
      return done;
    },
    { budget: () => ({ place: { perSecond: 1_000, burst: 100 }, workspace: { perSecond: 100, burst: 2 } }) },
  );
  await worker.idle();
  expect(heard).toEqual(['a', 'b', 'c', 'd', 'e']);
});

test('a lane that waits for its time is not asked after later because another stands before it', async () => {
  const us = await newOrganisation();
  const [{ at }] = await desk.source.query(`select desk_now() + interval '20 s' as at`);
  const later = await inAnHour();
  await put(us, ...['a', 'b', 'c'].map((lane) => note(lane, { lane, scope: 's', urgency: 0, runAt: later })));
  await put(us, note('d', { lane: 'd', scope: 's', runAt: at.toISOString() }));
  const budget = { perSecond: 0.01, burst: 1 };
  const sql = `select wait_ms from claim_jobs('asking', $1, 1, 60, $2)`;
  const [{ wait_ms }] = await desk.source.query(sql, [[us], { s: { place: budget, workspace: budget } }]);
  expect(wait_ms).toBeGreaterThan(10_000);
  expect(wait_ms).toBeLessThanOrEqual(20_000);
});

test('stop takes no more and waits for what runs', async () => {
  const us = await newOrganisation();
  await put(us, note('a1', { lane: 'a' }), note('a2', { lane: 'a' }));
  let begun: () => void;
  const running = new Promise<void>((resolve) => {
    begun = resolve;
  });
  let end: (outcome: Outcome) => void = () => {};
  const worker = await work(us, () => {
    begun();
    return new Promise((resolve) => {
      end = resolve;
    });
  });
  await running;
  let stopped = false;
  const stopping = worker.stop().then(() => {
    stopped = true;
  });
  await new Promise(setImmediate);
  expect(stopped).toBe(false);
  end(done);
  await stopping;
  workers.length = 0;
  expect(await rows(us)).toMatchObject([{ state: 'pending', task: { text: 'a2' } }]);
});
