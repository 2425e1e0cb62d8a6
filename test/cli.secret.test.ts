// The chats' secrets in the database: sealed, bound to their place, opened by their key alone, sealed anew by the next one.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { BadConfig, readConfig } from '../src/config.ts';
import { startMuster } from '../src/muster.ts';
import { withSecrets } from '../src/offline/secrets.ts';
import { backUp, openArchive, restore } from '../src/storage/backup.ts';
import { installDeskClock } from '../src/storage/clock.ts';
import { organisationId } from '../src/storage/organisations.ts';
import { cli, scratch } from './support/cli.ts';
import { execute, testDatabase } from './support/database.ts';
import { policyText } from './support/laws.ts';

const files = scratch();
const policyFile = files.file('policy.yaml', policyText);
const [old, next] = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64')];
const TOKEN = 'xoxb-canary-8c1f0e77';
const ours = organisationId('example');

let database: Awaited<ReturnType<typeof testDatabase>>;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(async () => {
  await database.drop();
  files.remove();
});
beforeEach(() => execute(database.ownerUrl, 'delete from secret'));

const variables = (keys: string, policy = policyFile) => ({
  ...{ DATABASE_URL: database.ownerUrl, POLICY_FILE: policy },
  ...(keys ? { ENCRYPTION_KEY: keys } : {}),
});
const muster = (words: string, keys = old, input = '') => cli(words.split(' '), variables(keys), undefined, input);
const keep = (name: string, value = TOKEN, keys = old) => muster(`secret set ${name}`, keys, `${value}\n`);
/** What is opened at the start. */
const opened = async (keys: string, name = 'SLACK_BOT_TOKEN') => (await withSecrets(variables(keys)))[name];
const complaint = (keys: string) =>
  withSecrets(variables(keys)).then(
    () => expect.unreachable('it was opened'),
    (error: unknown) => {
      expect(error).toBeInstanceOf(BadConfig);
      return (error as BadConfig).message;
    },
  );
/** As it would be found by whoever looks through bytes for it. */
const guises = [TOKEN, Buffer.from(TOKEN).toString('hex'), Buffer.from(TOKEN).toString('base64').slice(0, -3)];

test('what is kept is listed without its value, opened at the start, and forgotten', async () => {
  expect(await keep('SLACK_BOT_TOKEN')).toMatchObject({
    ...{ code: 0, err: '' },
    out: expect.stringMatching(
      /^Sealed SLACK_BOT_TOKEN with the key [0-9a-f]{8}\. Muster opens it when it starts\.\n$/u,
    ),
  });
  expect((await muster('secret list')).out).toMatch(/^SLACK_BOT_TOKEN\t[0-9a-f]{8}\t\d{4}-\d\d-\d\d\n$/u);
  expect((await muster('secret list', next)).out).toContain('(not in ENCRYPTION_KEY)');
  expect(await opened(old)).toBe(TOKEN);
  expect((await withSecrets({ ...variables(old), SLACK_BOT_TOKEN: 'given' })).SLACK_BOT_TOKEN).toBe('given');
  expect((await withSecrets({ ...variables(old), SLACK_BOT_TOKEN: '' })).SLACK_BOT_TOKEN).toBe(TOKEN);
  expect((await muster('secret forget SLACK_BOT_TOKEN')).out).toBe('Forgotten: SLACK_BOT_TOKEN.\n');
  expect(await opened(old)).toBeUndefined();
  expect((await muster('secret list')).out).toBe('Nothing is kept sealed.\n');
  const audited = await execute(
    database.ownerUrl,
    `select type, data::text from audit where type like 'secret%' order by id`,
  );
  expect(audited.map(({ type }) => type)).toEqual(['secret-set', 'secret-forgotten']);
  expect(JSON.stringify(audited)).not.toContain(TOKEN);
});

test('neither the table nor any other, nor a back-up, holds the value; what is restored opens', async () => {
  await keep('SLACK_BOT_TOKEN');
  const archive = files.path('archive');
  expect((await backUp(database.ownerUrl, archive)).secret).toBe(1);
  const dumped = gunzipSync(readFileSync(archive)).toString();
  const [row] = await execute(database.ownerUrl, `select encode(sealed, 'escape') as sealed from secret`);
  for (const guise of guises) {
    expect(dumped).not.toContain(guise);
    expect(row?.sealed).not.toContain(guise);
  }
  expect(dumped).toContain('SLACK_BOT_TOKEN');

  const before = database;
  database = await testDatabase();
  try {
    await restore(database.ownerUrl, await openArchive(archive));
    expect(await opened(old)).toBe(TOKEN);
  } finally {
    await database.drop();
    database = before;
  }
});

test('the same value is sealed otherwise each time', async () => {
  await keep('SLACK_BOT_TOKEN');
  const first = await execute(database.ownerUrl, 'select sealed from secret');
  await keep('SLACK_BOT_TOKEN');
  expect(await execute(database.ownerUrl, 'select sealed from secret')).not.toEqual(first);
});

test('what was put under another name, or into another organisation, or changed by a bit, does not open', async () => {
  await keep('SLACK_BOT_TOKEN');
  await keep('SLACK_SIGNING_SECRET', 'another');
  await execute(
    database.ownerUrl,
    `update secret a set sealed = b.sealed from secret b where a.name = 'SLACK_BOT_TOKEN' and b.name = 'SLACK_SIGNING_SECRET'`,
  );
  expect(await complaint(old)).toMatch(/^SLACK_BOT_TOKEN in the database is not what was sealed there: .*secret set/u);

  await keep('SLACK_BOT_TOKEN');
  const policy = files.file('other.yaml', policyText.replace('key: example', 'key: other'));
  await cli(['secret', 'list'], variables(old, policy)); // Opens the other organisation's desk.
  await execute(
    database.ownerUrl,
    `insert into secret select '${organisationId('other')}', name, sealed, key_id from secret where organisation_id = '${ours}'`,
  );
  await expect(withSecrets(variables(old, policy))).rejects.toThrow('is not what was sealed there');
  expect(await opened(old)).toBe(TOKEN);

  for (const at of [0, 12, 28])
    await execute(
      database.ownerUrl,
      `update secret set sealed = set_byte(sealed, ${at}, get_byte(sealed, ${at}) # 1)`,
    ).then(async () => expect(await complaint(old)).toContain('is not what was sealed there'));
  await execute(database.ownerUrl, `update secret set sealed = '\\x00'`);
  expect(await complaint(old)).toContain('is not what was sealed there');
});

test('with a new key in front all are sealed anew; then it alone opens them, and the old one says that it does not', async () => {
  await keep('SLACK_BOT_TOKEN');
  await keep('TEAMS_APP_PASSWORD', 'p');
  expect(await opened(`${next},${old}`)).toBe(TOKEN);
  expect(await complaint(next)).toMatch(
    /^ENCRYPTION_KEY: SLACK_BOT_TOKEN is sealed with the key [0-9a-f]{8}, which is not among/u,
  );
  expect((await muster('secret rotate', next)).err).toMatch(/^ENCRYPTION_KEY: SLACK_BOT_TOKEN is sealed with the key/u);
  expect((await muster('secret rotate', `${next},${old}`)).out).toMatch(
    /^Sealed 2 secrets anew with the key [0-9a-f]{8}\.\n$/u,
  );
  expect(await opened(next)).toBe(TOKEN);
  expect(await opened(next, 'TEAMS_APP_PASSWORD')).toBe('p');
  expect(await complaint(old)).toMatch(
    /which is not among them\. Put that key behind the first, or keep SLACK_BOT_TOKEN anew/u,
  );
});

test('without a key Muster does not start as if nothing were kept', async () => {
  await keep('SLACK_BOT_TOKEN');
  const start = startMuster(readConfig(variables('')), policyText, pino({ level: 'silent' }), 'test');
  await expect(start).rejects.toThrow(
    'ENCRYPTION_KEY is not set, and the database keeps SLACK_BOT_TOKEN sealed: set it to the key that sealed them.',
  );
});

test('what cannot be kept is refused in a sentence that does not repeat it', async () => {
  for (const [said, sentence] of [
    [await muster('secret set PORT', old, TOKEN), '"PORT" is none of the secrets that can be kept: SLACK_BOT_TOKEN, '],
    [await muster('secret set SLACK_BOT_TOKEN', old, ' \n'), 'Standard input has to hold the value of SLACK_BOT_TOKEN'],
    [await muster('secret set SLACK_BOT_TOKEN', old, `${TOKEN} x`), 'Standard input has to hold the value'],
    [await muster('secret set SLACK_BOT_TOKEN', '', TOKEN), 'ENCRYPTION_KEY is not set: set it to 32 random bytes'],
    [await muster('secret set SLACK_BOT_TOKEN', TOKEN, TOKEN), 'ENCRYPTION_KEY: has to be 32 random bytes'],
    [await muster('secret rotate', ''), 'ENCRYPTION_KEY is not set'],
    [await muster('secret forget SLACK_BOT_TOKEN'), 'There is no secret "SLACK_BOT_TOKEN" here.'],
  ] as const) {
    expect(said).toMatchObject({ code: 1, out: '', err: expect.stringContaining(sentence) });
    expect(said.err).not.toContain(TOKEN);
    expect(said.err.trimEnd()).toMatch(/^[^\n]{20,}\.$/u);
  }
  expect(await muster(`secret set SLACK_BOT_TOKEN ${TOKEN}`)).toMatchObject({
    code: 2,
    err: 'Say: secret set <NAME>\n',
  });
  expect(await execute(database.ownerUrl, 'select from secret')).toEqual([]);
});

test('a playground keeps none, and a machine without a database gets none by starting', async () => {
  const play = await testDatabase();
  await installDeskClock(play.ownerUrl);
  const said = await cli(
    ['secret', 'set', 'SLACK_BOT_TOKEN'],
    { ...variables(old), DATABASE_URL: play.ownerUrl },
    undefined,
    TOKEN,
  );
  expect(said).toMatchObject({ code: 1, err: expect.stringContaining('this database is a playground') });
  await play.drop();
  const DATA_DIR = files.path('nothing');
  expect(await withSecrets({ DATA_DIR, ENCRYPTION_KEY: old })).toEqual({ DATA_DIR, ENCRYPTION_KEY: old });
});
