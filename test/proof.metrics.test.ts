// What whoever runs Muster is shown: figures for those who may read them, readiness, and lines that name what was done and no word of it.
import { readFileSync } from 'node:fs';
import { request as ask } from 'node:http';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { figures } from '../src/figures.ts';
import { makeApp } from '../src/http.ts';
import { type ClaimedJob, LeaseLost } from '../src/jobs/attempt.ts';
import { makeLog } from '../src/log.ts';
import { makeMetrics, metricsDoor } from '../src/metrics.ts';
import { pulseOf } from '../src/storage/pulse.ts';
import type { Task } from '../src/task.ts';
import { refOf } from '../src/ticket/record.ts';
import { VERSION } from '../src/version.ts';
import { testDatabase } from './support/database.ts';
import { SLACK_DESK, startDesk, type TestDesk } from './support/desk.ts';
import { delivered, query, ticketAbout, until } from './support/proof.ts';
import { startWire, type Wire } from './support/proof-wire.ts';

type Line = Record<string, unknown> & { readonly msg: string };
const lines: string[] = [];
const log = makeLog('debug', { write: (line) => void lines.push(line) });
const read = (): Line[] => lines.map((line) => JSON.parse(line));

let home: Awaited<ReturnType<typeof testDatabase>>;
let wire: Wire;
let desk: TestDesk;
beforeAll(async () => {
  home = await testDatabase();
  wire = await startWire(home.appUrl);
  desk = await startDesk({ database: { ...home, appUrl: wire.url }, log });
});
afterAll(async () => {
  await desk.stop();
  await wire.stop();
  await home.drop();
});

const address = (path: string) => `http://127.0.0.1:${desk.muster.port}${path}`;
const get = (path: string, headers: Record<string, string> = {}) => fetch(address(path), { headers });

/** The value of that series; undefined where there is none. */
async function figure(series: string): Promise<number | undefined> {
  const text = await (await get('/metrics')).text();
  const found = text.split('\n').find((line) => line.startsWith(`${series} `));
  return found === undefined ? undefined : Number(found.slice(series.length));
}

const SECRETS = ['CANARY-crème-7391', 'CANARY-note-7392', 'CANARY-answer-7393'] as const;

test('the lines of a life name request, organisation and ticket, and nobody’s words; so do the figures', async () => {
  const [words, note, answer] = SECRETS;
  const [alice, bob] = [desk.onSlack('alice'), desk.onSlack('bob')];
  await alice.types(`report the ${words} leaks`, 'C0GENERAL');
  const ticket = await ticketAbout(desk, words);
  const ref = refOf(ticket);
  await desk.settled();
  desk.slack.fault({ method: 'chat.update', times: 1, do: { kind: 'status', status: 500 } });
  await bob.types(`claim ${ref}`, SLACK_DESK);
  await bob.types(`note ${ref} ${note}`, SLACK_DESK);
  await bob.types(`tell ${ref} ${answer}`, SLACK_DESK);
  await bob.types(`show ${ref}`, SLACK_DESK);
  await desk.onSlack('alice').types(`claim ${ref}`, 'C0GENERAL');
  await delivered(desk);

  const told = read().filter(({ msg, chat }) => msg === 'a request was answered' && chat === 'slack');
  const about = told.filter(({ tickets }) => (tickets as string[]).includes(ref));
  expect(about.map(({ outcome }) => outcome)).toEqual(['card', 'card', 'card', 'card', 'card']);
  expect(told.filter(({ outcome }) => outcome === 'refused')).toHaveLength(1);
  for (const line of told) {
    expect(line).toMatchObject({ organisation: desk.muster.desk.organisation });
    expect(String(line.request)).toMatch(/^[\w-]{12}$/u);
    expect(line.ms).toEqual(expect.any(Number));
  }
  const [failure] = read().filter(({ msg }) => /tried again|whether a delivery/u.test(msg));
  expect(failure).toMatchObject({ chat: 'slack', kind: 'card', ticket: ticket.id, attempts: 1 });
  const all = lines.join('') + (await (await get('/metrics')).text());
  for (const secret of [...SECRETS, 'crème', 'Alice', 'alice@example.com', 'UALICE']) expect(all).not.toContain(secret);
  expect(await (await get('/metrics')).text()).not.toContain(ref);
});

test('requests, acknowledgements, attempts and budgets are counted by chat', async () => {
  const count = 'muster_requests_total{chat="slack",kind="command",outcome="card"}';
  const before = (await figure(count)) ?? 0;
  await desk.onSlack('alice').types('report the blind of room 4 is torn', 'C0GENERAL');
  await desk.settled();
  expect(await figure(count)).toBe(before + 1);
  expect(await figure('muster_acknowledgement_seconds_bucket{le="2.2",chat="slack"}')).toBeGreaterThan(before);
  expect(await figure('muster_acknowledgement_seconds_bucket{le="3",chat="slack"}')).toBeGreaterThan(before);
  expect(await figure('muster_job_attempts_total{chat="slack",kind="card",outcome="done"}')).toBeGreaterThan(0);
  expect(await figure('muster_chat_up{chat="teams"}')).toBe(1);
  expect(await figure('muster_database_up')).toBe(1);
  expect(await figure('muster_rate_budget_tokens{chat="slack",of="left"}')).toBeGreaterThan(0);
  expect(await figure('muster_database_connections{state="total"}')).toBeGreaterThan(0);
  expect(await figure('nodejs_eventloop_lag_p99_seconds')).toBeGreaterThan(0);
  expect(await figure(`muster_info{version="${VERSION}",node="${process.version}"}`)).toBe(1);
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  expect(VERSION).toBe(version);
});

test('the queue is looked at through its indexes, and says what is late, in flight, uncertain and given up', async () => {
  const { organisation } = desk.muster.desk;
  const at = (sql: string) => query(desk, sql, organisation);
  // Homes that rest since the last test.
  await desk.pass(120);
  const before = await pulseOf(desk.muster.database, organisation, []);
  // Far away lanes of nobody's, and half a minute late, so that the worker, who has no budget for that scope, leaves them.
  await at(`insert into job (organisation_id, lane, scope, urgency, task, state, run_at)
    select $1, 'nowhere ' || n % 7, 'nowhere', 2, '{"kind":"card"}', case n when 8 then 'ambiguous' when 9 then 'dead' else 'pending' end,
      desk_now() + case when n = 1 then interval '-30 seconds' else interval '1 hour' end from generate_series(1, 20) n`);
  // A lane whose chat hangs, and timers: one that failed and waits to be tried again, one that was given up.
  await at(`insert into job (organisation_id, lane, scope, urgency, task, state, run_at, first_sent_at, leased_by, leased_until) values
    ($1, 'nowhere hangs', 'nowhere', 1, '{"kind":"card"}', 'sending', desk_now() - interval '40 seconds', clock_timestamp(), 'nobody',
      clock_timestamp() + interval '1 hour'),
    ($1, null, 'nowhere', 1, '{"kind":"weigh"}', 'pending', desk_now() + interval '1 hour', clock_timestamp() - interval '50 seconds', null, null),
    ($1, null, 'nowhere', 1, '{"kind":"weigh"}', 'dead', desk_now(), clock_timestamp(), null, null)`);
  const pulse = await pulseOf(desk.muster.database, organisation, []);
  const pending = before.jobs.delivery.pending + 18;
  expect(pulse.jobs.delivery).toMatchObject({ pending, sending: 1, ambiguous: 1, dead: 1 });
  expect(pulse.jobs.timer).toMatchObject({ pending: before.jobs.timer.pending + 1, ambiguous: 0, dead: 1 });
  const late = (queue: string, urgency: number) =>
    pulse.late.find((one) => one.queue === queue && one.urgency === urgency)?.seconds;
  expect(late('delivery', 2)).toBeGreaterThanOrEqual(30);
  expect(late('delivery', 1)).toBeGreaterThanOrEqual(40);
  expect(late('timer', 1)).toBeGreaterThanOrEqual(50);
  await at(`delete from job where organisation_id = $1 and scope = 'nowhere'`);
});

test('a delivery that keeps failing is late since it was first tried, however often it is put off', async () => {
  desk.slack.fault({ method: 'chat.postMessage', do: { kind: 'status', status: 500 } });
  await desk.onSlack('alice').types('report the gate of the yard squeaks', 'C0GENERAL');
  const { id } = await ticketAbout(desk, 'gate of the yard');
  const failing = () =>
    query(
      desk,
      `select urgency, extract(epoch from clock_timestamp() - first_sent_at)::float8 as since from job
        where task ->> 'ticket' = $1 and lane is not null and attempts > 1 and state = 'ambiguous' and run_at > desk_now()`,
      id,
    );
  const [job] = await until(async () => ((await failing()).length > 0 ? await failing() : undefined));
  const { late } = await pulseOf(desk.muster.database, desk.muster.desk.organisation, []);
  const [found] = late.filter(({ queue, urgency }) => queue === 'delivery' && urgency === job?.urgency);
  expect(found?.seconds).toBeGreaterThanOrEqual(Number(job?.since));
  desk.slack.clearFaults();
  await delivered(desk);
});

test('what alarms watch begins at 0; what fails for the last time is dead, and what is done together is counted', async () => {
  expect(await figure('muster_requests_total{chat="teams",kind="submit",outcome="failed"}')).toBe(0);
  expect(await figure('muster_job_attempts_total{chat="slack",kind="file",outcome="dead"}')).toBe(0);
  expect(await figure('muster_jobs{queue="timer",state="dead"}')).toBe(0);
  const own = figuresOf(() => Promise.reject(new Error('away')));
  const job = (failures: number) =>
    ({ failures, scope: 'clock', task: { kind: 'timer' } }) as unknown as ClaimedJob<Task>;
  const fail = (failures: number, error: Error) =>
    own.attempt(job(failures), Promise.reject(error)).catch(() => undefined);
  await fail(18, new Error('no'));
  await fail(19, new Error('no'));
  await fail(19, new LeaseLost(1));
  await own.together([job(0), job(0)], Promise.resolve());
  await expect(own.together([job(0)], Promise.reject(new Error('no')))).rejects.toThrow('no');
  const text = await own.text();
  const counted = (outcome: string) => `muster_job_attempts_total{chat="none",kind="timer",outcome="${outcome}"}`;
  for (const [outcome, count] of Object.entries({ error: 2, dead: 1, done: 2 }))
    expect(text).toContain(`${counted(outcome)} ${count}\n`);
});

test('the figures that are shown are those of the table, each with its labels', async () => {
  const text = await (await get('/metrics')).text();
  const shown = [...text.matchAll(/^# TYPE (muster_\w+)/gmu)].map(([, name]) => name);
  expect(shown.sort()).toEqual(Object.keys(figures).sort());
  for (const [name, { labels }] of Object.entries(figures)) {
    const [, found = ''] =
      new RegExp(`^${name}(?:_count)?(?:\\{(.*)\\})? `, 'mu').exec(text) ?? expect.unreachable(name);
    expect([...found.matchAll(/(\w+)="/gu)].map(([, label]) => label).sort()).toEqual(Object.keys(labels).sort());
  }
});

/** Of nothing but this look at the queue. */
const figuresOf = (pulse: () => Promise<never>) =>
  makeMetrics({
    ...{ version: '1', database: desk.muster.database, platforms: new Map(), log, pulse },
    ...{ scopes: () => ({}), answers: () => ({}) },
  });

const statusAs = (headers: Record<string, string>, port: number) =>
  new Promise<number | undefined>((resolve, reject) => {
    ask({ port, path: '/metrics', headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });

test('figures are for this machine, or for whoever has the token; a proxy’s visitors are not of this machine', async () => {
  expect((await get('/metrics')).status).toBe(200);
  for (const name of ['X-Forwarded-For', 'Forwarded', 'X-Real-IP', 'Via'])
    expect((await get('/metrics', { [name]: '127.0.0.1' })).status).toBe(401);
  expect(await statusAs({ host: 'desk.example.com' }, desk.muster.port)).toBe(401);
  const app = makeApp({ database: async () => undefined, stopping: () => false, chats: () => ({}) }, log);
  const own = figuresOf(() => Promise.reject(new Error('away')));
  app.use(metricsDoor(own, 'a long enough token'));
  const server = app.listen(0, '127.0.0.1');
  await until(() => server.address());
  const { port } = server.address() as { port: number };
  const status = (authorization?: string) =>
    statusAs({ 'x-forwarded-for': '192.0.2.1', ...(authorization ? { authorization } : {}) }, port);
  expect(await status()).toBe(401);
  expect(await status('Bearer a long enough tokem')).toBe(401);
  expect(await status('Bearer a')).toBe(401);
  expect(await status('Bearer a long enough token')).toBe(200);
  // What cannot be seen is left out, not shown as zero.
  expect(await own.text()).not.toMatch(/^muster_jobs\{/mu);
  expect(await own.text()).toMatch(/^muster_database_up 0$/mu);
  server.close();
});

test('readiness follows the database; a chat that is away is told and is no failure', async () => {
  const ready = async () => {
    const response = await get('/readyz');
    return { status: response.status, ...(await response.json()) };
  };
  expect(await ready()).toEqual({ status: 200, ready: true, chats: { slack: 'connected', teams: 'connected' } });
  wire.down();
  expect(await until(async () => (await ready()).status === 503)).toBe(true);
  expect(await ready()).toMatchObject({ ready: false, reason: expect.stringContaining('database') });
  // It lives all the same, and whoever looks for the reason still gets the figures.
  expect((await get('/healthz')).status).toBe(200);
  expect((await get('/metrics')).status).toBe(200);
  wire.up();
  expect(await until(async () => (await ready()).status === 200)).toBe(true);
});

test('what is called a secret is not in the log, however deep it lies', () => {
  const said: string[] = [];
  const own = makeLog('info', { write: (line) => void said.push(line) });
  const token = 'xoxb-hidden';
  const at = new Date(0);
  own.info({ token, call: { token, way: [{ text: token, card: { token } }] }, at, refs: ['INC-1'] }, 'kept');
  expect(said.join('')).not.toContain(token);
  expect(JSON.parse(said[0] ?? '')).toMatchObject({
    call: { way: [{}] },
    at: at.toISOString(),
    refs: ['INC-1'],
    msg: 'kept',
  });
});

test('what a database or a parser quotes of the words is not in the log', () => {
  const said: string[] = [];
  const own = makeLog('info', { write: (line) => void said.push(line) });
  const severe = (message: string) => Object.assign(new Error(message), { severity: 'ERROR', code: '22P02' });
  own.warn({ err: severe('invalid input syntax for type uuid: "my "secret" words"') }, 'no');
  own.warn({ err: severe('syntax error in tsquery: "a secret\nline"') }, 'no');
  own.warn({ err: severe('relation "ticket" does not exist') }, 'no');
  try {
    JSON.parse('a secret is no JSON');
  } catch (err) {
    own.warn({ err }, 'no');
  }
  expect(said).toHaveLength(4);
  expect(said.join('')).not.toMatch(/secret|words/u);
  expect(said[2]).toContain('relation ticket does not exist');
  expect(pino.levels.values.warn).toBe(40);
});
