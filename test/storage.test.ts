// What is remembered: who joins whom, tickets and their pages, receipts, and transactions that are tried again.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nobody, sees } from '../src/people/person.ts';
import type { Profile } from '../src/port.ts';
import { admitting } from '../src/storage/admission.ts';
import { connect, type Database, type Tx } from '../src/storage/database.ts';
import { type Cursor, lastTouched, queuePage, ticketsOf } from '../src/storage/lists.ts';
import { keepReply, openDesk, takeReceipt } from '../src/storage/organisations.ts';
import { type AccountName, accountsOf } from '../src/storage/people.ts';
import { recognise } from '../src/storage/recognising.ts';
import { SEEN, seenBy } from '../src/storage/seeing.ts';
import { tickets } from '../src/storage/tables.ts';
import { findTicket, historyOf, replay, saveTicket } from '../src/storage/tickets.ts';
import type { Event } from '../src/ticket/facts.ts';
import { PAGE, type Priority, type QueueView } from '../src/ticket/record.ts';
import type { Shown } from '../src/views/reader.ts';
import { execute, testDatabase } from './support/database.ts';
import { history, later, NOW, policyText, shown } from './support/laws.ts';

let home: Awaited<ReturnType<typeof testDatabase>>;
let database: Database;
let organisation: string;
const within = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => database.transaction(organisation, work);
beforeAll(async () => {
  home = await testDatabase();
  database = await connect(home.appUrl);
  organisation = (await openDesk(database, policyText, 'policy.yaml')).desk.organisation;
});
afterAll(async () => {
  await database.close();
  await home.drop();
});

describe('who someone is', () => {
  const domains = ['example.com'];
  const profile = (name: string, more: Partial<Profile> = {}): Profile => ({
    ...{ name, mail: `${name}@example.com`, zone: 'Europe/Paris', locale: 'en-GB', guest: false, bot: false },
    ...more,
  });
  const slack = (user: string): AccountName => ({ platform: 'slack', workspace: 'T1', user });
  const teams = (user: string): AccountName => ({ platform: 'teams', workspace: 'tenant', user });
  const meet = (name: AccountName, known: Profile | undefined) =>
    within((tx) => recognise(tx, organisation, name, known, domains, NOW));

  test('a member’s accounts on both chats are one person’s, whatever the case of the address', async () => {
    const here = await meet(slack('U1'), profile('ann'));
    const there = await meet(teams('29:1'), profile('Ann', { mail: 'ANN@Example.COM' }));
    expect(there?.person.id).toBe(here?.person.id);
    const accounts = await within((tx) => accountsOf(tx, organisation, here?.person.id ?? ''));
    expect(accounts.map(({ platform }) => platform).sort()).toEqual(['slack', 'teams']);
  });
  test('two first words at once make one person', async () => {
    const [one, two] = await Promise.all([meet(slack('U2'), profile('two')), meet(teams('29:2'), profile('two'))]);
    expect(one?.person.id).toBe(two?.person.id);
    const both = await Promise.all(
      [1, 2, 3].map(() => meet(slack('U3'), profile('three', { mail: 'three@elsewhere.com' }))),
    );
    expect(new Set(both.map((speaker) => speaker?.person.id)).size).toBe(1);
  });
  test.each<[string, Partial<Profile>]>([
    ['of another domain', { mail: 'far@elsewhere.com' }],
    ['of a domain that only ends like ours', { mail: 'far@notexample.com' }],
    ['of a domain below ours', { mail: 'far@example.com.evil.org' }],
    ['of a guest', { mail: 'far@example.com', guest: true }],
  ])('an address %s joins nobody', async (_what, more) => {
    const member = await meet(slack('U9'), profile('far', { ...more, guest: false }));
    const other = await meet(teams(`29:${more.mail}${more.guest}`), profile('far', more));
    expect(other?.person.id).not.toBe(member?.person.id);
    expect(other?.person.mail).toBeNull();
    expect(other?.account.guest).toBe(more.guest ?? false);
  });
  test('a guest who was met first is not joined by the member who comes later', async () => {
    const guest = await meet(slack('U4'), profile('four', { guest: true }));
    expect((await meet(teams('29:4'), profile('four')))?.person.id).not.toBe(guest?.person.id);
  });
  test('nobody is taken for somebody on no evidence; who was met is known without a profile', async () => {
    expect(await meet(slack('U5'), undefined)).toBeUndefined();
    const met = await meet(slack('U5'), profile('five', { locale: 'zh-CN' }));
    expect(await meet(slack('U5'), undefined)).toMatchObject({ ...met });
    expect(met?.person).toMatchObject({ name: 'five', language: 'zh', zone: 'Europe/Paris', mail: 'five@example.com' });
  });
  test('a member who became a guest loses the proof that the address was', async () => {
    const member = await meet(slack('U6'), profile('six'));
    const guest = await meet(slack('U6'), profile('six', { guest: true }));
    expect(guest).toMatchObject({ person: { id: member?.person.id, mail: null }, account: { guest: true } });
  });
});

describe('tickets', () => {
  const [bob, eve] = [randomUUID(), randomUUID()];
  let number = 0;
  /** Saves a ticket whose row differs in `row`, with its one event. */
  async function put(row: Partial<Shown>): Promise<Shown> {
    const [event] = history() as [Event & { type: 'reported' }];
    const id = randomUUID();
    const reported = { ...event, id, number: ++number, requester: eve, by: eve };
    const ticket: Shown = { ...shown([reported]), ...row };
    await within((tx) => saveTicket(tx, organisation, undefined, ticket, [reported]));
    return ticket;
  }
  const all: Shown[] = [];
  beforeAll(async () => {
    await within(async (tx) => {
      for (const id of [bob, eve])
        await tx.query('insert into person (organisation_id, id, name) values ($1, $2, $3)', [organisation, id, id]);
    });
    for (let n = 0; n < 25; n++) {
      const due = later(NOW, (n % 5) * 3_600_000); // several share priority and due time: only the id tells them apart
      all.push(
        await put({
          priority: ((n % 2) + 2) as Priority,
          nextDue: due,
          responseDue: due,
          reportedAt: later(NOW, n * 1000),
        }),
      );
    }
  });
  const groups = ['service-desk'];
  const rights = { ...nobody, groups };
  const byOrder = (a: Shown, b: Shown) =>
    a.priority - b.priority || (a.nextDue ?? '').localeCompare(b.nextDue ?? '') || a.id.localeCompare(b.id);
  const page = (view: QueueView, after?: Cursor) =>
    within((tx) => queuePage(tx, organisation, { view, groups, person: bob, rights, ...(after ? { after } : {}) }));

  test('a ticket comes back as it went in, and is what its history makes of it', async () => {
    const [first] = all as [Shown];
    const found = await within((tx) => findTicket(tx, organisation, { kind: 'incident', number: first.number }));
    expect(found).toEqual({ ...first, organisation });
    const events = await within((tx) => historyOf(tx, organisation, first.id));
    expect(events).toMatchObject([{ type: 'reported', seq: 1, number: first.number, at: NOW }]);
    expect(await within((tx) => replay(tx, organisation, first.id))).toMatchObject({ id: first.id, version: 1 });
  });
  test('the queue is read in pages of ten, most urgent first, none twice and none left out', async () => {
    const seen: Shown[] = [];
    for (let after: Cursor; ; ) {
      const found = await page('actionable', after);
      seen.push(...found.slice(0, PAGE));
      const last = seen.at(-1);
      if (found.length <= PAGE || !last) break;
      after = [last.priority, last.nextDue ?? '', last.id];
    }
    expect(seen.map(({ id }) => id)).toEqual([...all].sort(byOrder).map(({ id }) => id));
  });
  test('a waiting ticket is in no queue but its own, first to wake first', async () => {
    const wakes = [3, 1, 2].map((hours) => later(NOW, hours * 3_600_000));
    const waiting = [];
    for (const wakeAt of wakes)
      waiting.push(await put({ phase: 'scheduled', state: 'waiting', wakeAt, nextDue: null, assignee: bob }));
    const first = await page('waiting');
    expect(first.map(({ wakeAt }) => wakeAt)).toEqual([...wakes].sort());
    const [, second] = first;
    const next = await page('waiting', [0, second?.wakeAt ?? '', second?.id ?? '']);
    expect(next.map(({ wakeAt }) => wakeAt)).toEqual([wakes[0]]);
    for (const view of ['actionable', 'unclaimed', 'mine'] as const) {
      const ids = (await page(view)).map(({ id }) => id);
      for (const { id } of waiting) expect(ids).not.toContain(id);
    }
  });
  test('mine are those I am assigned to or own, in whatever group; unclaimed are nobody’s', async () => {
    const mine = await put({ assignee: bob, owner: bob, state: 'in_progress', priority: 1, group: 'network' });
    const theirs = await put({ assignee: eve, owner: bob, state: 'in_progress', priority: 1 });
    const others = await put({ assignee: eve, owner: eve, state: 'in_progress', priority: 1 });
    expect(new Set((await page('mine')).map(({ id }) => id))).toEqual(new Set([mine.id, theirs.id]));
    expect((await page('actionable')).map(({ id }) => id)).toContain(others.id);
    expect((await page('actionable')).map(({ id }) => id)).toContain(theirs.id);
    expect((await page('unclaimed')).every(({ assignee }) => assignee === null)).toBe(true);
    expect(
      await within((tx) =>
        queuePage(tx, organisation, { view: 'actionable', groups: ['network'], person: bob, rights }),
      ),
    ).toHaveLength(1);
  });
  test('what is confidential is read by the rows as `sees` has it, and nothing else is', async () => {
    const rows = await Promise.all(
      [false, true].flatMap((confidential) =>
        [['service-desk'], ['people-conduct'], ['people-conduct', 'network']].flatMap((desks) =>
          [null, bob].flatMap((owner) =>
            [null, eve].map((assignee) =>
              put({ confidential, desks, owner, assignee, requester: owner ?? eve, phase: 'closed' }),
            ),
          ),
        ),
      ),
    );
    for (const person of [bob, eve, randomUUID()])
      for (const theirs of [[], ['service-desk'], ['network', 'people-conduct']])
        for (const manager of [false, true]) {
          const onlooker = { person, rights: { ...nobody, groups: theirs, manager } };
          const read = within((tx) =>
            tx
              .createQueryBuilder(tickets, 't')
              .where(SEEN, seenBy(onlooker))
              .andWhere('t.id in (:...ids)', { ids: rows.map(({ id }) => id) })
              .getMany(),
          );
          const may = rows.filter((row) => !row.confidential || sees(row, person, onlooker.rights));
          expect(new Set((await read).map(({ id }) => id))).toEqual(new Set(may.map(({ id }) => id)));
        }
  });
  test('what someone last touched is offered, newest first, five at most, nothing closed', async () => {
    const touched = await within((tx) => lastTouched(tx, organisation, bob));
    expect(touched.length).toBe(5);
    expect(touched.every(({ phase }) => phase !== 'closed')).toBe(true);
    for (const { owner, assignee, requester } of touched) expect([owner, assignee, requester]).toContain(bob);
    const times = (await within((tx) => lastTouched(tx, organisation, eve))).map(({ reportedAt }) => reportedAt);
    expect(times).toEqual([...times].sort().reverse());
    expect(await within((tx) => lastTouched(tx, organisation, randomUUID()))).toEqual([]);
  });
  test('someone’s own: the open ones and what ended lately, page by page, also those of one moment', async () => {
    for (let n = 0; n < 12; n++) await put({ reportedAt: later(NOW, 4000) });
    const ancient = await put({
      phase: 'closed',
      state: 'closed',
      closedAt: later(NOW, -15 * 86_400_000),
      reportedAt: later(NOW, -9e9),
    });
    const lately = await put({
      phase: 'closed',
      state: 'closed',
      closedAt: later(NOW, -86_400_000),
      reportedAt: later(NOW, -9e8),
    });
    const own = await within((tx) => ticketsOf(tx, organisation, eve, NOW, 100));
    expect(own.map(({ id }) => id)).toContain(lately.id);
    expect(own.map(({ id }) => id)).not.toContain(ancient.id);
    const seen: string[] = [];
    for (let before: [string, string] | undefined; ; ) {
      const found = await within((tx) => ticketsOf(tx, organisation, eve, NOW, PAGE, before));
      seen.push(...found.map(({ id }) => id));
      const last = found.at(-1);
      if (found.length < PAGE || !last) break;
      before = [last.reportedAt, last.id];
    }
    expect(seen).toEqual(own.map(({ id }) => id));
  });
  test('a row cannot be changed behind the back of its version', async () => {
    const [ticket] = all as [Shown];
    const stale = { ...ticket, version: 7 };
    await expect(within((tx) => saveTicket(tx, organisation, stale, { ...stale, version: 8 }, []))).rejects.toThrow(
      'without its lock',
    );
  });
  test('history is append-only, for its owner too', async () => {
    for (const change of ["update event set type = 'x'", 'delete from event', 'truncate event'])
      await expect(within((tx) => tx.query(change))).rejects.toThrow(/append-only|permission denied/u);
    const mine = `select set_config('muster.organisation', '${organisation}', false)`;
    for (const change of ["update event set type = 'x'", 'delete from event', 'truncate event'])
      await expect(execute(home.ownerUrl, mine, change)).rejects.toThrow('append-only');
  });
});

describe('transactions', () => {
  test('a gesture has its effect once; a second delivery gets the first one’s reply', async () => {
    const key = randomUUID();
    let effects = 0;
    const gesture = () =>
      within(async (tx) => {
        const receipt = await takeReceipt(tx, organisation, key);
        if (receipt.seen) return receipt.reply;
        await keepReply(tx, organisation, key, { kind: 'card', of: ++effects });
        return { kind: 'card', of: effects };
      });
    const replies = await Promise.all([gesture(), gesture(), gesture()]);
    expect([effects, ...replies]).toEqual([1, ...Array(3).fill({ kind: 'card', of: 1 })]);
    await expect(
      within(async (tx) => {
        await takeReceipt(tx, organisation, 'failed');
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await within((tx) => takeReceipt(tx, organisation, 'failed'))).toEqual({ seen: false });
  });
  test.each(['40001', '40P01'])('%s reruns the whole of it, five times at most', async (code) => {
    let runs = 0;
    const fails = (times: number) => (tx: Tx) =>
      ++runs > times
        ? Promise.resolve('done')
        : tx.query(`do $$ begin raise exception 'again' using errcode = '${code}'; end $$`);
    expect(await within(fails(4))).toBe('done');
    expect(runs).toBe(5);
    runs = 0;
    await expect(within(fails(9))).rejects.toThrow('again');
    expect(runs).toBe(5);
  });
  test('two that wait for each other both end well', async () => {
    const [a, b] = [randomUUID(), randomUUID()];
    let met = 0;
    const lock = (tx: Tx, key: string) => tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [key]);
    const both = (first: string, second: string) =>
      within(async (tx) => {
        await lock(tx, first);
        met++;
        while (met < 2) await new Promise((resolve) => setTimeout(resolve, 5));
        await lock(tx, second);
        return 'done';
      });
    expect(await Promise.all([both(a, b), both(b, a)])).toEqual(['done', 'done']);
    expect(met).toBe(3);
  });
  test('any other failure is thrown as it is, at once', async () => {
    let runs = 0;
    await expect(
      within((tx) => {
        runs++;
        return tx.query('select 1 / 0');
      }),
    ).rejects.toThrow('division by zero');
    expect(runs).toBe(1);
  });
  test('of what was sent together the first failure counts, and nothing stays', async () => {
    const receipt = (tx: Tx, key: string) =>
      tx.query('insert into receipt (organisation_id, key) values ($1, $2)', [organisation, key]);
    const together = within((tx) => Promise.all([receipt(tx, 'sent'), tx.query('select 1 / 0'), receipt(tx, 'also')]));
    await expect(together).rejects.toThrow('division by zero');
    const [left] = await within((tx) =>
      tx.query(`select count(*)::int as rows from receipt where key in ('sent', 'also')`),
    );
    expect(left.rows).toBe(0);
  });
  test('and it is what is told, in whatever order they are asked about', async () => {
    const together = within(async (tx) => {
      const first = tx.query('select 1 / 0');
      first.catch(() => undefined);
      await tx.query('select 1');
      return first;
    });
    await expect(together).rejects.toThrow('division by zero');
  });

  test('what is asked often is prepared once, and asked by its name', async () => {
    const prepared = await within(async (tx) => {
      for (let n = 0; n < 9; n++) await tx.query('select $1::int + 1 as next', [n]);
      return tx.query(`select name from pg_prepared_statements where statement = 'select $1::int + 1 as next'`);
    });
    expect(prepared).toHaveLength(1);
  });
});

describe('admission', () => {
  test('so many at once, the others in their order, and a failure gives its place on', async () => {
    const gate = admitting(database, 2);
    let inside = 0;
    let most = 0;
    const begun: number[] = [];
    const each = Array.from({ length: 8 }, (_, n) =>
      gate.transaction(organisation, async (tx) => {
        begun.push(n);
        most = Math.max(most, ++inside);
        await tx.query('select pg_sleep(0.01)');
        inside--;
        if (n % 3 === 0) throw new Error('no');
      }),
    );
    const ended = await Promise.allSettled(each);
    expect(ended.filter(({ status }) => status === 'rejected')).toHaveLength(3);
    expect(most).toBe(2);
    expect(begun.toSorted((one, other) => one - other)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });
});
