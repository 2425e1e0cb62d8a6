// The queue: order within a lane, keys, doubt after a lost lease, marks that commit with their effect, and the wall.
import pino from 'pino';
import { expect, test } from 'vitest';
import { LeaseLost, type Outcome } from '../src/jobs/attempt.ts';
import { cancel, enqueue, take } from '../src/jobs/enqueue.ts';
import { hasDeskClock, moveDeskClock } from '../src/storage/clock.ts';
import { connect } from '../src/storage/database.ts';
import { testDatabase } from './support/database.ts';
import {
  after,
  claimAndDie,
  desk,
  done,
  type Note,
  newOrganisation,
  note,
  openQueue,
  put,
  type Run,
  rows,
  work,
} from './support/queue.ts';

openQueue();

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
    { retryAfterMs: 0, named: true, error: 'could not look' },
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

test('what cannot be done yet is tried again later each time, unless the platform named the time', async () => {
  const us = await newOrganisation();
  const tries: Record<string, number> = { free: 0, named: 0 };
  const worker = await work(us, async ({ task: { text }, attempts }) => {
    tries[text] = attempts;
    if (text === 'named' && attempts === 6) return done;
    return { retryAfterMs: 0, error: 'busy', ...(text === 'named' && { named: true }) };
  });
  await put(us, note('free'), note('named'));
  await worker.idle();
  expect(tries).toEqual({ free: 2, named: 6 });
  for (const [seconds, after] of [
    [0.1, 2],
    [1.2, 3],
    [0.3, 3],
    [2.3, 4],
  ] as const) {
    await moveDeskClock(desk.source, seconds);
    await worker.idle();
    expect(tries.free).toBe(after);
  }
});

test('what fails for the twentieth time is dead, logged, and holds its lane no more', async () => {
  const us = await newOrganisation();
  const lines: { msg: string; job?: number }[] = [];
  const log = pino({ level: 'error' }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  let failures = 0;
  const heard: string[] = [];
  const run: Run = async ({ task, attempts }) => {
    // What the platform asked to wait for is no failure.
    if (task.text === 'broken' && attempts <= 5) return { retryAfterMs: 0, named: true, error: 'busy' };
    if (task.text === 'broken') throw new Error(`broken ${++failures}`);
    heard.push(task.text);
    return done;
  };
  const worker = await work(us, run, { log });
  await put(us, note('broken', { lane: 'a' }), note('behind', { lane: 'a' }));
  for (let round = 0; round < 25; round++) {
    await worker.idle();
    await moveDeskClock(desk.source, 301);
  }
  expect(failures).toBe(20);
  expect(heard).toEqual(['behind']);
  expect(await rows(us)).toMatchObject([{ state: 'dead', error: expect.stringContaining('broken 20'), attempts: 25 }]);
  expect(lines.filter(({ msg }) => msg === 'a job failed')).toHaveLength(20);
  expect(lines.at(-1)?.msg).toBe('a job failed too often and is given up');
});

test('a key replaces, or coalesces, and can be taken back until the job begins', async () => {
  const us = await newOrganisation();
  const later = await after(3_600);
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
  await put(us, note('question', { key: 'q', runAt: await after(3_600) }));
  const taken = await Promise.all([1, 2, 3].map(() => desk.transaction(us, (tx) => take<Note>(tx, us, 'q'))));
  expect(taken.filter((task) => task !== undefined)).toEqual([{ kind: 'note', text: 'question' }]);
});

test('a job that commits after a younger one of its lane waits for that one', async () => {
  const us = await newOrganisation();
  await desk.transaction(us, async (tx) => {
    await enqueue(tx, us, [note('older', { lane: 'a' })]);
    await put(us, note('younger', { lane: 'a' }));
    expect(await claimAndDie(us, 60)).toMatchObject([{ task: { text: 'younger' } }]);
  });
  expect(await claimAndDie(us, 60)).toEqual([]);
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
      await new Promise((resolve) => setTimeout(resolve, 1_400));
      kept.push((await claimAndDie(us, 60)).length === 0);
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
    { leaseSeconds: 1 },
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

test('only a database for play or tests has a movable clock', async () => {
  expect(await hasDeskClock(desk.source)).toBe(true);
  const real = await testDatabase();
  const there = await connect(real.appUrl, 1);
  expect(await hasDeskClock(there.source)).toBe(false);
  await expect(moveDeskClock(there.source, 60)).rejects.toThrow('desk_clock');
  await there.close();
  await real.drop();
});
