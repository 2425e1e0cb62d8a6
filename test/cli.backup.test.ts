// Back-up and restore of the embedded database, and what the command line says to what cannot be done.
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { startServer } from '../src/storage/server.ts';
import { cli, scratch } from './support/cli.ts';
import { execute } from './support/database.ts';

const files = scratch();
const dataDir = () => mkdtempSync(files.path('data-'));
const [first, second, third] = [dataDir(), dataDir(), dataDir()];
afterAll(() => files.remove());
const muster = (directory: string, ...words: string[]) => cli(words, { DATA_DIR: directory });
const archive = files.path('muster.backup');
const sheet = (key: string) =>
  files.file(
    `${key}.csv`,
    `id,title,requester,status\n${key},"${key} \u2028 says ""hi""\n工单 🚒",a@example.com,open\n`,
  );

/** Everything in the database of a directory, by table; sequences, too. */
async function content(directory: string) {
  const server = await startServer({ dataDir: directory });
  try {
    const tables = await execute(
      server.ownerUrl,
      `select tablename as name from pg_tables where schemaname = 'public' and tablename not in ('migration', 'bucket') order by 1`,
    );
    const rows: Record<string, unknown> = {};
    for (const { name } of tables)
      rows[String(name)] = await execute(
        server.ownerUrl,
        `select to_jsonb(t)::text as row from "${name}" t order by 1`,
      );
    rows.sequences = await execute(
      server.ownerUrl,
      `select sequencename, last_value from pg_sequences where sequencename <> 'migration_id_seq' order by 1`,
    );
    return rows;
  } finally {
    await server.stop();
  }
}

/** A file of nine pieces with the first ticket, more than are written at once; and a room of it in which something was said. */
async function addFile(directory: string) {
  const server = await startServer({ dataDir: directory });
  try {
    await execute(
      server.ownerUrl,
      `insert into file (organisation_id, id, ticket_id, seq, person_id, platform, name, size, state, at)
       select organisation_id, id, id, 1, requester_id, 'chat', 'a file', 9, 'kept', now() from ticket limit 1`,
      `insert into room (organisation_id, ticket_id, platform, workspace, name, title, mark, private, state, kind, channel)
       select organisation_id, id, 'chat', 'w', 'room', 'Room', 'mark', false, 'open', 'channel', 'c' from ticket limit 1`,
      `insert into room_message (organisation_id, ticket_id, platform, workspace, channel, message_id, person_id, text, written_at, carried)
       select organisation_id, id, 'chat', 'w', 'c', '1', requester_id, 'over "here"', now(), '["other"]' from ticket limit 1`,
      `update file set seq = null, room_message = (select id from room_message)`,
      `insert into file_piece select organisation_id, id, n, convert_to('\\x ü ' || n, 'utf8') from file, generate_series(0, 8) n`,
    );
  } finally {
    await server.stop();
  }
}

test('back-up, another machine, restore: the same rows, and numbers go on', async () => {
  expect((await muster(first, 'import', sheet('one'))).out).toContain(': INC-1 to INC-1.');
  expect((await muster(first, 'import', sheet('two'))).out).toContain(': INC-2 to INC-2.');
  await addFile(first);
  const said = await muster(first, 'backup', archive);
  expect(said).toMatchObject({ code: 0, out: `Backed up 2 tickets, 2 events, 1 person to ${archive}.\n` });
  expect(statSync(archive).mode & 0o077).toBe(0);
  const before = await content(first);
  rmSync(first, { recursive: true });

  expect((await muster(second, 'restore', archive)).out).toBe(
    `Restored 2 tickets, 2 events, 1 person from ${archive}.\n`,
  );
  expect(await content(second)).toEqual(before);
  expect((await muster(second, 'import', sheet('three'))).out).toContain(': INC-3 to INC-3.');
  expect((await muster(second, 'import', sheet('one'))).out).toContain('1 row had been imported before.');
}, 120_000);

test('Muster’s own role in the embedded database may forget somebody, by its one way', async () => {
  const closed = files.file('closed.csv', 'title,requester,status,reported\nx,zed@example.com,closed,2026-01-01\n');
  expect((await muster(second, 'import', closed)).code).toBe(0);
  expect((await muster(second, 'account', 'forget', 'zed@example.com', '--yes')).out).toBe(
    'Erased: zed, 1 ticket reported, what they said in 0 others.\n',
  );
}, 60_000);

test('a desk that is there is not overwritten, nor is a file', async () => {
  expect(await muster(second, 'restore', archive)).toMatchObject({
    code: 1,
    err: 'There is a desk in this database already: restore into a new DATA_DIR.\n',
  });
  expect((await muster(second, 'backup', archive)).err).toBe(`${archive} is there already: name another file.\n`);
}, 60_000);

test('a damaged, cut or foreign file restores nothing, and the right one does afterwards', async () => {
  const whole = readFileSync(archive);
  const lines = gunzipSync(whole).toString().trimEnd().split('\n');
  const wrong: [string, Uint8Array, RegExp][] = [
    ['foreign', Buffer.from('title\nx\n'), /is damaged, or no back-up of Muster's/u],
    ['other-gzip', gzipSync('hello\n'), /is no back-up of Muster's\.$/u],
    ['cut', whole.subarray(0, whole.length - 200), /is damaged, or no back-up/u],
    ['endless', gzipSync(`${lines.slice(0, -1).join('\n')}\n`), /ends before its end/u],
    [
      'missing',
      gzipSync(`${lines.filter((line) => !line.startsWith('person\t')).join('\n')}\n`),
      /should have 1 rows of person, but has 0/u,
    ],
    [
      'newer',
      gzipSync(`{"muster":1,"migrations":["Later99"],"playground":false}\n`),
      /made by a newer Muster \(it knows Later99\)/u,
    ],
  ];
  for (const [name, bytes, words] of wrong) {
    const file = join(files.directory, name);
    writeFileSync(file, bytes);
    const said = await muster(third, 'restore', file);
    expect({ name, code: said.code }).toEqual({ name, code: 1 });
    expect(said.err.trimEnd()).toMatch(words);
  }
  expect((await muster(third, 'restore', archive)).code).toBe(0);
}, 180_000);

test('what is in the wrong place, or not understood, is said in a sentence', async () => {
  expect((await muster(files.path('nowhere'), 'backup', files.path('x'))).err).toMatch(
    /^DATA_DIR: there is no database under/u,
  );
  expect((await muster(first, 'restore', files.path('absent'))).err).toMatch(/absent is not there\.$/mu);
  expect((await cli(['backup', 'x'], { DATABASE_URL: 'postgres://u@127.0.0.1/x' })).err).toMatch(
    /^DATABASE_URL names a server of yours/u,
  );
  expect(await muster(first, 'sing')).toMatchObject({
    code: 2,
    err: expect.stringMatching(/^There is no command "sing"/u),
  });
  expect(await muster(first, 'import')).toMatchObject({
    code: 2,
    err: expect.stringMatching(/^Say: import <file\.csv>/u),
  });
  expect(await muster(first, 'import', 'x', '--loud')).toMatchObject({
    code: 2,
    err: expect.stringContaining("'--loud'"),
  });
  expect(await cli(['export'], { PORT: 'eighty' })).toMatchObject({ code: 1, err: expect.stringMatching(/^PORT: /u) });
  expect((await muster(first, 'help')).out).toContain('account forget <mail|platform:user>');
});

test('policy check names each flaw with line and column', async () => {
  const sound = await muster(first, 'policy', 'check');
  expect(sound).toEqual({ code: 0, err: '', out: 'policy.yaml is sound: Example AG, 5 groups, 5 services.\n' });
  const bad = files.file('bad.yaml', readFileSync('policy.yaml', 'utf8').replace('grace_days: 5', 'grace_days: many'));
  const said = await muster(first, 'policy', 'check', bad);
  expect(said.code).toBe(1);
  expect(said.err).toMatch(/bad\.yaml:\d+:\d+: closure\.grace_days: /u);
});
