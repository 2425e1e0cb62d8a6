// The queue's pace: two workers at once, the desk's time, budgets, and stopping.
import { expect, test } from 'vitest';
import type { Outcome } from '../src/jobs/attempt.ts';
import { moveDeskClock } from '../src/storage/clock.ts';
import {
  after,
  desk,
  done,
  newOrganisation,
  note,
  openQueue,
  other,
  put,
  type Run,
  rows,
  stopAll,
  work,
} from './support/queue.ts';

openQueue();

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
  const pair = await Promise.all([work(us, run), work(us, run, { database: other })]);
  while (heard.length < expected.length) await Promise.all(pair.map((worker) => worker.idle()));
  await stopAll();
  expect(clashes).toBe(0);
  expect([...heard].sort()).toEqual([...expected].sort());
  for (let lane = 0; lane < 30; lane++) {
    const ofLane = heard.filter((text) => text.startsWith(`${lane}:`)).map((text) => Number(text.split(':')[1]));
    expect(ofLane).toEqual([...ofLane].sort((a, b) => a - b));
  }
  expect(await rows(us)).toEqual([]);
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
  await put(us, note('wake', { runAt: await after(3_600) }));
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
  const at = await after(0.2);
  await put(us, note('now'), note('soon', { runAt: at }));
  await both;
  expect((ran.get('now') ?? 0) - enqueued).toBeLessThan(5_000);
  expect((ran.get('soon') ?? 0) - enqueued).toBeGreaterThanOrEqual(199);
  expect((ran.get('soon') ?? 0) - enqueued).toBeLessThan(5_000);
});

test('a lane out of tokens is spread in time, and another goes at once', async () => {
  const us = await newOrganisation();
  const budget = () => ({ place: { perSecond: 100, burst: 10 }, workspace: { perSecond: 1_000, burst: 1_000 } });
  const at: Record<string, number[]> = { a: [], b: [] };
  const run: Run = async ({ lane = '' }) => {
    at[lane]?.push(performance.now());
    return done;
  };
  const pair = await Promise.all([work(us, run, { budget }), work(us, run, { budget, database: other })]);
  const began = performance.now();
  const posts = Array.from({ length: 30 }, (_, n) => note(`a${n}`, { lane: 'a', scope: 's' }));
  await put(us, ...posts, note('b', { lane: 'b', scope: 's' }));
  while ((at.a?.length ?? 0) < 30) await Promise.all(pair.map((worker) => worker.idle()));
  await stopAll();
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
  const at = await after(20);
  const later = await after(3_600);
  await put(us, ...['a', 'b', 'c'].map((lane) => note(lane, { lane, scope: 's', urgency: 0, runAt: later })));
  await put(us, note('d', { lane: 'd', scope: 's', runAt: at }));
  const budget = { perSecond: 0.01, burst: 1 };
  const sql = `select wait_ms from claim_jobs('asking', $1, 1, 60, $2)`;
  const [{ wait_ms }] = await desk.source.query(sql, [[us], { s: { place: budget, workspace: budget } }]);
  expect(wait_ms).toBeGreaterThan(10_000);
  expect(wait_ms).toBeLessThanOrEqual(20_000);
});

test('a chat that hangs in every lane does not delay another', async () => {
  const us = await newOrganisation();
  let letGo: (outcome: Outcome) => void = () => {};
  const hanging = new Promise<Outcome>((resolve) => {
    letGo = resolve;
  });
  let hung = 0;
  let mostHung = 0;
  const heard: string[] = [];
  const run: Run = async ({ scope, task }) => {
    if (scope === 'slack T1') {
      heard.push(task.text);
      return done;
    }
    mostHung = Math.max(mostHung, ++hung);
    const outcome = await hanging;
    hung--;
    return outcome;
  };
  const lanes = Array.from({ length: 60 }, (_, n) =>
    note(`t${n}`, { lane: `teams ${n}`, scope: 'teams A', urgency: 0 }),
  );
  await put(us, ...lanes);
  await work(us, run);
  while (hung < 8) await new Promise((resolve) => setTimeout(resolve, 5));
  const began = performance.now();
  for (const text of ['s1', 's2', 's3']) {
    await put(us, note(text, { lane: 'slack C1', scope: 'slack T1' }));
    while (!heard.includes(text)) await new Promise((resolve) => setTimeout(resolve, 5));
  }
  expect(performance.now() - began).toBeLessThan(5_000);
  letGo(done);
  while ((await rows(us)).length > 0) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(mostHung).toBe(8);
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
  expect(await rows(us)).toMatchObject([{ state: 'pending', task: { text: 'a2' } }]);
});
