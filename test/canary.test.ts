// The canary against a real Muster between the local chats: it sees its card and cleans up, and says what it did not see.
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listen, makeApp } from '../src/http.ts';
import { cli, scratch } from './support/cli.ts';
import { testDatabase } from './support/database.ts';
import { slackId, startDesk, type TestDesk } from './support/desk.ts';
import { playground } from './support/playground.ts';
import { query, ticketRows } from './support/proof.ts';

const root = join(import.meta.dirname, '..');
let desk: TestDesk;
let built: string;
const play = playground();
beforeAll(async () => {
  const cache = join(root, 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  built = mkdtempSync(join(cache, 'muster-canary-'));
  await build({
    ...{ entryPoints: [join(root, 'canary', 'canary.ts')], outfile: join(built, 'canary.mjs') },
    ...{ bundle: true, packages: 'external', platform: 'node', format: 'esm' },
  });
  desk = await startDesk();
});
afterAll(async () => {
  await desk.stop();
  rmSync(built, { recursive: true });
});

interface Ended {
  readonly code: number;
  readonly said: string;
}

function canary(variables: Readonly<Record<string, string>> = {}, ...options: readonly string[]): Promise<Ended> {
  const { world, url } = desk.slack;
  const env = {
    ...{ PATH: process.env.PATH ?? '', PORT: String(desk.muster.port) },
    ...{ SLACK_BOT_TOKEN: world.botToken, SLACK_SIGNING_SECRET: world.signingSecret, SLACK_API_URL: url },
    ...variables,
  };
  return new Promise((resolve) => {
    execFile(process.execPath, [join(built, 'canary.mjs'), ...options], { cwd: built, env }, (error, out, err) =>
      resolve({ code: Number(error?.code ?? 0), said: `${out}${err}`.trim() }),
    );
  });
}

const ME = ['--user', slackId('alice')] as const;
const open = async () => (await ticketRows(desk)).filter(({ phase }) => phase !== 'closed');

test('reports, sees its card, cancels it, and leaves nothing in a queue', async () => {
  const { code, said } = await canary({}, ...ME);
  expect(said).toMatch(
    /^INC-\d+ was reported in \d+ ms, its card was seen after \d+ ms, and as cancelled after \d+ ms\.$/u,
  );
  expect(code).toBe(0);
  await desk.settled();
  const [ticket] = await ticketRows(desk);
  expect(ticket).toMatchObject({ state: 'cancelled', title: expect.stringMatching(/^Canary: an automatic check/u) });
  const counts = await query(
    desk,
    'select view, sum(delta)::int as n from queue_delta group by view having sum(delta) <> 0',
  );
  expect(counts).toEqual([]);
});

test('says what it did not see when Slack takes no posts, within its time, and takes the report back', async () => {
  desk.slack.fault({ method: 'chat.postMessage', do: { kind: 'status', status: 500 } });
  const began = performance.now();
  const { code, said } = await canary({}, ...ME, '--within', '2');
  desk.slack.clearFaults();
  expect(code).toBe(1);
  expect(said).toMatch(
    /^INC-\d+ was reported in \d+ ms, but its card was not seen in the direct chat within 2000 ms; it was taken back\.$/u,
  );
  expect(performance.now() - began).toBeLessThan(15_000);
  expect(await open()).toEqual([]);
});

test('says in one sentence what is wrong with how it was started, or that nobody answers', async () => {
  const wrong: [Record<string, string>, readonly string[], RegExp][] = [
    [{}, [], /^--user is missing/u],
    [{ SLACK_SIGNING_SECRET: 'another secret' }, ME, /the signature was refused/u],
    [{ PORT: '9' }, ME, /^Muster does not answer at http:\/\/127\.0\.0\.1:9 /u],
    [
      { SLACK_BOT_TOKEN: '', SLACK_SIGNING_SECRET: '' },
      [],
      /^No chat is configured here, and no playground runs there/u,
    ],
  ];
  for (const [variables, options, sentence] of wrong) {
    const { code, said } = await canary(variables, ...options);
    expect(said).toMatch(sentence);
    expect(said).not.toContain('\n');
    expect(code).toBe(1);
  }
  expect(await open()).toEqual([]);
});

test('opens the secrets that the database keeps sealed, as Muster does', async () => {
  const [files, database] = [scratch(), await testDatabase()];
  const sealed = {
    ...{ DATABASE_URL: database.ownerUrl, POLICY_FILE: files.file('policy.yaml', desk.policy) },
    ENCRYPTION_KEY: randomBytes(32).toString('base64'),
  };
  const kept = await cli(['secret', 'set', 'SLACK_BOT_TOKEN'], sealed, undefined, desk.slack.world.botToken);
  expect(kept).toMatchObject({ err: '', code: 0 });
  const { code, said } = await canary({ ...sealed, SLACK_BOT_TOKEN: '' }, ...ME);
  expect(said).toMatch(/^INC-\d+ was reported in /u);
  expect(code).toBe(0);
  files.remove();
  await database.drop();
});

test('over Socket Mode it says that it made no report, and how Slack is; a signing secret beside it opens no door', async () => {
  for (const SLACK_SIGNING_SECRET of ['', desk.slack.world.signingSecret]) {
    const { code, said } = await canary({ SLACK_SIGNING_SECRET, SLACK_APP_TOKEN: 'xapp-test' });
    expect(said).toMatch(/^Muster is ready\. Slack: connected; .* no report was made\.$/u);
    expect(code).toBe(0);
  }
  const chats = () => ({ slack: 'does not answer' });
  const app = makeApp({ database: async () => undefined, stopping: () => false, chats }, pino({ level: 'silent' }));
  const { port, stop } = await listen(app, 0, '127.0.0.1');
  const { code, said } = await canary({ SLACK_APP_TOKEN: 'xapp-test', PORT: String(port) });
  expect(said).toContain('Slack: does not answer;');
  expect(code).toBe(1);
  await stop();
});

test('plays a colleague in a playground, where nothing is configured', async () => {
  const none = { SLACK_BOT_TOKEN: '', SLACK_SIGNING_SECRET: '', PORT: String(play().port) };
  const { code, said } = await canary(none);
  expect(said).toMatch(
    /^INC-\d+ was reported in \d+ ms, its card was seen after \d+ ms, and as cancelled after \d+ ms\.$/u,
  );
  expect(code).toBe(0);
});
