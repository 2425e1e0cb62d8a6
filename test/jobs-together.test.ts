// Jobs that are done together: many in one transaction, the most urgent first, none twice, and no one's fault another's.
import { expect, test } from 'vitest';
import { LeaseLost, type TakenJob } from '../src/jobs/attempt.ts';
import type { WorkerOptions } from '../src/jobs/worker.ts';
import type { Tx } from '../src/storage/database.ts';
import {
  after,
  desk,
  done,
  type Note,
  newOrganisation,
  note,
  openQueue,
  other,
  put,
  rows,
  work,
} from './support/queue.ts';

openQueue();

const SCOPE = 'clock';
type Together = NonNullable<WorkerOptions<Note>['together']>;
/** Does them in one transaction, with `within` before its end. */
const together = (within: (jobs: readonly TakenJob<Note>[]) => void | Promise<void>, database = desk): Together => ({
  scope: SCOPE,
  run: (organisation, jobs, finish) =>
    database.transaction(organisation, async (tx: Tx) => {
      await within(jobs);
      await finish(tx);
    }),
});
const many = (count: number) =>
  Array.from({ length: count }, (_, n) => note(`t${n}`, { scope: SCOPE, urgency: n % 4 }));
const textsOf = (jobs: readonly TakenJob<Note>[]) => jobs.map(({ task }) => task.text);

test('what is due at once is done many at a time, the most urgent first', async () => {
  const us = await newOrganisation();
  await put(us, ...many(1_000), note('later', { scope: SCOPE, urgency: 0, runAt: await after(60) }));
  const heard: TakenJob<Note>[][] = [];
  const inside = together(() => undefined);
  // In the order in which they were claimed: of two transactions at once either may begin first.
  const run: Together['run'] = (organisation, jobs, finish) => {
    heard.push([...jobs]);
    return inside.run(organisation, jobs, finish);
  };
  const worker = await work(us, async () => done, { together: { scope: SCOPE, run } });
  await worker.idle();
  expect(heard.flat()).toHaveLength(1_000);
  expect(heard.length).toBeLessThan(20);
  const urgencies = heard.flat().map(({ urgency }) => urgency);
  expect(urgencies).toEqual([...urgencies].sort());
  expect((await rows(us)).map(({ task }) => task.text)).toEqual(['later']);
});

test('two workers: none is done twice', async () => {
  const us = await newOrganisation();
  await put(us, ...many(2_000));
  const heard: string[] = [];
  const hears = (jobs: readonly TakenJob<Note>[]) => void heard.push(...textsOf(jobs));
  const pair = await Promise.all([
    work(us, async () => done, { together: together(hears) }),
    work(us, async () => done, { together: together(hears, other), database: other }),
  ]);
  while (heard.length < 2_000) await Promise.all(pair.map((worker) => worker.idle()));
  expect(new Set(heard).size).toBe(2_000);
  expect(heard).toHaveLength(2_000);
  expect(await rows(us)).toEqual([]);
});

test('one that fails takes no other with it: each is tried by itself', async () => {
  const us = await newOrganisation();
  // Last, so that it is not tried again while the others are.
  await put(us, ...many(100).map((job) => ({ ...job, urgency: job.task.text === 't42' ? 9 : 0 })));
  const alone: string[] = [];
  const worker = await work(
    us,
    async ({ task }) => {
      alone.push(task.text);
      if (task.text === 't42') throw new Error('poisoned');
      return done;
    },
    {
      together: together((jobs) => {
        if (textsOf(jobs).includes('t42')) throw new Error('poisoned');
      }),
    },
  );
  await worker.idle();
  expect(alone).toHaveLength(new Set(alone).size);
  expect(alone).toContain('t42');
  expect(await rows(us)).toMatchObject([{ state: 'ambiguous', task: { text: 't42' } }]);
});

test('messages are not held up by what is done together', async () => {
  const us = await newOrganisation();
  let release: () => void;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const heard: string[] = [];
  await put(us, ...many(2_000), note('message', { lane: 'a', urgency: 9 }));
  const worker = await work(
    us,
    async ({ task }) => {
      heard.push(task.text);
      release();
      return done;
    },
    { together: together(() => held), concurrency: 3 },
  );
  await worker.idle();
  expect(heard).toEqual(['message']);
  expect(await rows(us)).toEqual([]);
});

test('what another has meanwhile is left to that one', async () => {
  const us = await newOrganisation();
  await put(us, ...many(3));
  const errors: unknown[] = [];
  const worker = await work(us, async () => done, {
    together: {
      scope: SCOPE,
      run: (organisation, jobs, finish) =>
        desk.transaction(organisation, async (tx) => {
          if (errors.length === 0)
            await other.transaction(organisation, (their) =>
              their.query(`update job set leased_by = 'another' where id = $1`, [jobs[0]?.id]),
            );
          await finish(tx).catch((error: unknown) => {
            errors.push(error);
            throw error;
          });
        }),
    },
  });
  await worker.idle();
  expect(errors[0]).toBeInstanceOf(LeaseLost);
  expect(await rows(us)).toMatchObject([{ state: 'sending', task: { text: 't0' } }]);
});
