// The counts of the queue equal what counting would say: after any changes, by several at once, before and after they are put together.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { admitting } from '../src/storage/admission.ts';
import { queueCounts } from '../src/storage/counts.ts';
import { connect, type Database, type Tx } from '../src/storage/database.ts';
import { openDesk } from '../src/storage/organisations.ts';
import { addTickets } from '../src/storage/tickets.ts';
import type { Event } from '../src/ticket/facts.ts';
import type { Phase } from '../src/ticket/record.ts';
import { execute, testDatabase } from './support/database.ts';
import { history, policy, policyText, shown } from './support/laws.ts';

const groups = ['service-desk', 'network', 'workplace'];
let home: Awaited<ReturnType<typeof testDatabase>>;
let database: Database;
let organisation: string;
let number = 0;
const person = randomUUID();
const within = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => database.transaction(organisation, work);
beforeAll(async () => {
  home = await testDatabase();
  database = await connect(home.appUrl);
  organisation = (await openDesk(database, policyText, 'policy.yaml')).desk.organisation;
  await within((tx) =>
    tx.query('insert into person (organisation_id, id, name) values ($1, $2, $2::uuid::text)', [organisation, person]),
  );
});
afterAll(async () => {
  await database.close();
  await home.drop();
});

async function reported(count: number): Promise<string[]> {
  const [event] = history() as [Event & { type: 'reported' }];
  const added = Array.from({ length: count }, () => {
    const reports = [{ ...event, id: randomUUID(), number: ++number, requester: person, by: person }];
    return { ticket: shown(reports), events: reports };
  });
  await within((tx) => addTickets(tx, organisation, added));
  return added.map(({ ticket }) => ticket.id);
}

const counted = (among: readonly string[]) =>
  within(async (tx) => {
    const [row] = await tx.query(
      `select count(*) filter (where phase = 'active')::int as actionable,
         count(*) filter (where phase = 'active' and assignee_id is null)::int as unclaimed,
         count(*) filter (where phase = 'scheduled')::int as waiting,
         count(*) filter (where phase = 'paused')::int as held, count(*) filter (where phase = 'done')::int as resolved
       from ticket where organisation_id = $1 and support_group = any ($2)`,
      [organisation, among],
    );
    return row;
  });
const kept = (among: readonly string[]) => within((tx) => queueCounts(tx, organisation, among));
async function expectCounts() {
  for (const among of [groups, ...groups.map((group) => [group])])
    expect(await kept(among)).toEqual(await counted(among));
}
const rows = async () => Number((await within((tx) => tx.query('select count(*) as n from queue_delta')))[0].n);

interface Turn {
  readonly phase: Phase;
  readonly group: string;
  readonly assigned: boolean;
}
const turns = fc.record<Turn>({
  phase: fc.constantFrom<Phase>('active', 'paused', 'scheduled', 'done', 'closed'),
  group: fc.constantFrom(...groups),
  assigned: fc.boolean(),
});
const turn = (tx: Tx, id: string, { phase, group, assigned }: Turn) =>
  tx.query(
    'update ticket set phase = $3, support_group = $4, assignee_id = $5 where organisation_id = $1 and id = $2',
    [...[organisation, id, phase, group, assigned ? person : null]],
  );

test('after any life, also one that several write at once and one of whom is undone', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(turns, turns, turns, fc.boolean()), { minLength: 1, maxLength: 12 }),
      async (life) => {
        const ids = await reported(3);
        const lives = ids.map(async (id, n) => {
          for (const step of life) {
            const undone = step[3] && n === 0;
            const change = within(async (tx) => {
              await turn(tx, id, step[n] as Turn);
              if (undone) throw new Error('undone');
            });
            await (undone ? expect(change).rejects.toThrow('undone') : change);
          }
        });
        await Promise.all(lives);
        await expectCounts();
      },
    ),
    { numRuns: 20 },
  );
});

test('batches over the same groups in opposite order do not wait for each other', async () => {
  const ids = await reported(20);
  const batch = (order: readonly string[]) =>
    within(async (tx) => {
      for (const id of order.slice(0, 10))
        await turn(tx, id, { phase: 'active', group: groups[number++ % 3] ?? '', assigned: true });
    });
  await Promise.all([batch(ids), batch([...ids].reverse())]);
  await expectCounts();
});

test('many are put together by whoever looks, while others go on; nobody sees anything but the truth', async () => {
  const ids = await reported(400);
  // As the engine does it: whoever waits for a connection for seconds takes the database for lost.
  const admitted = admitting(database, 8);
  const writing = ids.map((id, n) =>
    admitted.transaction(organisation, (tx) =>
      turn(tx, id, { phase: 'active', group: groups[n % 3] ?? '', assigned: n % 2 === 0 }),
    ),
  );
  const total = async () => (await kept(groups)).actionable;
  const before = await total();
  const looking = Array.from({ length: 20 }, total);
  for (const seen of await Promise.all(looking)) expect(seen).toBe(before); // they only change hands and groups
  await Promise.all(writing);
  await kept(groups);
  expect(await rows()).toBeLessThan(1_000);
  await expectCounts();
});

test('another organisation’s tickets are not counted, nor can they be seen', async () => {
  const other = (await openDesk(database, policyText.replace('key: example', 'key: other'), 'policy.yaml')).desk
    .organisation;
  expect(await database.transaction(other, (tx) => queueCounts(tx, other, Object.keys(policy.groups)))).toEqual({
    ...{ actionable: 0, unclaimed: 0, waiting: 0, held: 0, resolved: 0 },
  });
  expect(await database.transaction(other, (tx) => tx.query('select from queue_delta'))).toEqual([]);
});

test('what was there before they were kept is counted when the migration comes', async () => {
  const sql = (way: string) => readFileSync(new URL(`../migrations/0012_counts.${way}.sql`, import.meta.url), 'utf8');
  await execute(home.ownerUrl, 'begin', sql('down'), sql('up'), 'commit');
  await expectCounts();
});
