// Import and export: the spreadsheet that Muster replaces comes in once, whole or not at all, and goes out harmless.
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { guarded, rowsOf, unguarded } from '../src/offline/csv.ts';
import { instantOf } from '../src/offline/values.ts';
import { connect } from '../src/storage/database.ts';
import { organisationId } from '../src/storage/organisations.ts';
import { tickets } from '../src/storage/tables.ts';
import { historyOf, replay } from '../src/storage/tickets.ts';
import { cli, scratch } from './support/cli.ts';
import { execute, testDatabase } from './support/database.ts';

const files = scratch();
const organisation = organisationId('example');
let database: Awaited<ReturnType<typeof testDatabase>>;
let other: Awaited<ReturnType<typeof testDatabase>>;
beforeAll(async () => {
  [database, other] = [await testDatabase(), await testDatabase()];
});
afterAll(async () => {
  await Promise.all([database.drop(), other.drop()]);
  files.remove();
});
/** On this file's first database, as its owner: the wall stands for the owner of the tables, too. */
const muster = (...words: string[]) => cli(words, { DATABASE_URL: database.ownerUrl });
const elsewhere = (...words: string[]) => cli(words, { DATABASE_URL: other.ownerUrl });

async function all(url: string) {
  const open = await connect(url, 2);
  try {
    return await open.transaction(organisation, async (tx) => {
      const rows = await tx.find(tickets, { where: { organisation }, order: { reportedAt: 'ASC', id: 'ASC' } });
      const found = [];
      for (const row of rows) {
        const [fold, events] = [await replay(tx, organisation, row.id), await historyOf(tx, organisation, row.id)];
        found.push({ row, fold, events });
      }
      return found;
    });
  } finally {
    await open.close();
  }
}

const SHEET = `Ticket,Subject,Reported by,Email,Status,Prio,Opened,Closed at,Assigned to,System,Solution,Mood
A-1,Printer is jammed,Alice Moreau,Alice@Example.com,Closed,P2,2026-03-02 09:15,2026-03-03 10:00,bob@example.com,Printing,roller cleaned,happy
A-2,"VPN drops
every hour",Alice Moreau,alice@example.com,In progress,high,5.3.2026,,bob@example.com,Network,,
A-3,申请投影仪,王伟,wang@example.com,挂起,低,2026年3月6日 14:30,,,,,
A-4,Mail is slow,Somebody Else,else@elsewhere.org,open,3,2026-03-07T08:00:00Z,,,,,
`;

test('a dry run says what it would do and every note by line, and creates nothing', async () => {
  const said = await muster('import', files.file('sheet.csv', SHEET), '--dry-run');
  expect(said.out).toBe('Would create 4 tickets (3 not closed) and 4 people.\n');
  expect(said.code).toBe(0);
  expect(said.err).toContain('sheet.csv:6: note: requester: else@elsewhere.org is outside the mail domains');
  expect(said.err).toContain('Not imported: the columns "Mood".');
  expect(await all(database.appUrl)).toEqual([]);
});

test('what comes in has a past that makes its row, and the dates of the spreadsheet', async () => {
  const said = await muster('import', files.path('sheet.csv'));
  expect(said.out).toBe('Created 4 tickets (3 not closed) and 4 people: INC-1 to INC-4.\n');
  const found = await all(database.appUrl);
  for (const { row, fold } of found) expect(row).toMatchObject({ ...fold });
  const [printer, vpn, projector, mail] = found;
  expect(printer?.events.map(({ type, at }) => `${type} ${at}`)).toEqual([
    'reported 2026-03-02T08:15:00.000Z',
    'claimed 2026-03-02T08:15:00.000Z',
    'resolved 2026-03-03T09:00:00.000Z',
    'closed 2026-03-03T09:00:00.000Z',
  ]);
  expect(printer?.row).toMatchObject({
    state: 'closed',
    priority: 2,
    service: 'printing',
    resolution: 'roller cleaned',
  });
  expect(vpn?.row).toMatchObject({ title: 'VPN drops', state: 'in_progress', priority: 2, service: 'network' });
  expect(vpn?.row.requester).toBe(printer?.row.requester);
  expect(projector?.row).toMatchObject({ state: 'on_hold', priority: 4, reportedAt: '2026-03-06T13:30:00.000Z' });
  expect(mail?.row).toMatchObject({ state: 'new', priority: 3, assignee: null });
});

test('the same file twice creates nothing twice, and a longer one only what is new', async () => {
  expect((await muster('import', files.path('sheet.csv'))).out).toBe(
    'Created 0 tickets (0 not closed) and 0 people. 4 rows had been imported before.\n',
  );
  const longer = files.file(
    'longer.csv',
    `${SHEET}A-5,New one,Alice Moreau,alice@example.com,open,3,2026-03-08,,,,,\n`,
  );
  expect((await muster('import', longer)).out).toContain(
    'Created 1 ticket (1 not closed) and 0 people: INC-5 to INC-5. 4 rows',
  );
});

test('one grave problem and nothing comes in; each is named with the line on which its row begins', async () => {
  const before = (await all(database.appUrl)).length;
  const said = await muster(
    'import',
    files.file(
      'bad.csv',
      'title;requester;status;reported\n"two\nlines";a@example.com;new;2026-01-01\n\n;a@example.com;new;2026-01-01\nx;;new;2026-01-01\nx;a@example.com;wobbly;2026-01-01\nx;a@example.com;new;03/04/2026\nx;a@example.com;new;2099-01-01\nx;a@example.com;new;2026-02-30\n',
    ),
  );
  expect(said.code).toBe(1);
  expect(said.out).toBe(`6 problems to mend in ${files.path('bad.csv')}. Nothing was imported.\n`);
  expect(
    said.err
      .trimEnd()
      .split('\n')
      .map((line) => line.replace(/^.*bad\.csv:/u, '')),
  ).toEqual([
    '5: there is neither a title nor a description',
    '6: nobody is named who reported it: fill the cell, or say --requester <mail>',
    expect.stringMatching(/^7: status: "wobbly" is no status that is known/u),
    '8: reported: "03/04/2026" can be read in two ways: say --dates dmy or --dates mdy',
    '9: reported: 2098-12-31 lies in the future',
    '10: reported: "2026-02-30" is no day that there is',
  ]);
  expect(await all(database.appUrl)).toHaveLength(before);
});

test.each([
  ['not well-formed', 'title,requester\n"x,a@example.com\n', [], /not well-formed CSV: Quote Not Closed/u],
  ['a header that says nothing', 'foo,bar\n1,2\n', [], /No column is the title\. The header is: foo, bar\./u],
  ['two columns for one field', 'title,subject\n1,2\n', [], /Two columns are the title: "title" and "subject"/u],
  ['a map to nowhere', 'title\n1\n', ['--map', 'title=colour'], /--map: "title=colour" has to be column=field/u],
  ['not UTF-8', Uint8Array.from([0x74, 0x69, 0x74, 0x6c, 0x65, 0x0a, 0xe4, 0x0a]), [], /not UTF-8: save it as/u],
  ['empty', '', [], /The file is empty/u],
  [
    'a key twice',
    'id,title,requester\n7,x,a@example.com\n7,y,a@example.com\n',
    [],
    /:3: key: "7" is that of line 2 already/u,
  ],
])('in clear words it refuses a file that is %s', async (name, content, options, words) => {
  const said = await muster('import', files.file(`${name.replaceAll(' ', '-')}.csv`, content), ...options);
  expect(said.code).toBe(1);
  expect(said.err).toMatch(words);
  expect(said.err).not.toMatch(/\n\s+at /u);
});

test('other names by --map, other characters by --encoding', async () => {
  const gb = Uint8Array.from([
    0xb1, 0xea, 0xcc, 0xe2, 0x2c, 0x77, 0x68, 0x6f, 0x0a, 0xb4, 0xf2, 0xd3, 0xa1, 0xbb, 0xfa, 0x2c, 0x61, 0x40, 0x65,
    0x78, 0x61, 0x6d, 0x70, 0x6c, 0x65, 0x2e, 0x63, 0x6f, 0x6d, 0x0a,
  ]);
  const said = await muster(
    'import',
    files.file('gb.csv', gb),
    '--dry-run',
    '--encoding',
    'gb18030',
    '--map',
    'who=requester',
  );
  expect(said).toMatchObject({ code: 0, err: '' });
  expect(said.out).toContain('Would create 1 ticket');
});

test('cells that a spreadsheet would take for a formula are said, not run, and come back as they were', () => {
  for (const cell of ['=1+1', '+1', '-1', '@x', '\tx', '\rx', '＝1', "'=1", "''@x"]) {
    expect(guarded(cell)).toBe(`'${cell}`);
    expect(unguarded(guarded(cell))).toBe(cell);
  }
  for (const cell of ['', 'x=1', "it's", "'quoted'"]) expect([guarded(cell), unguarded(cell)]).toEqual([cell, cell]);
});

test.each([
  ['2026-03-05', '2026-03-04T23:00:00.000Z'],
  ['2026-07-05 14:30:15', '2026-07-05T12:30:15.000Z'],
  ['2026/3/5 2:30 pm', '2026-03-05T13:30:00.000Z'],
  ['25/12/2026', '2026-12-24T23:00:00.000Z'],
  ['2026-03-05T14:30:00+08:00', '2026-03-05T06:30:00.000Z'],
  ['5.3.26 0:05', '2026-03-04T23:05:00.000Z'],
])('%s is a moment', (said, at) => {
  expect(instantOf(said, 'Europe/Paris', undefined)).toBe(at);
});

test('5,000 hostile rows come in within seconds, go out, and come into another desk as the same', async () => {
  const nasty = [
    '=HYPERLINK("http://x","y")',
    '+1',
    "'=1",
    'a "quoted", comma',
    'line one\nline two',
    '<@U1> *b*',
    '工单 🚒',
  ];
  const rows = Array.from({ length: 5000 }, (_, n) => {
    const words = `${nasty[n % nasty.length]} ${n}`;
    const day = `2025-${String((n % 12) + 1).padStart(2, '0')}-10`;
    const cells = [
      words,
      `Person ${n % 300} <p${n % 300}@example.com>`,
      ['open', 'closed', 'resolved'][n % 3],
      day,
      day,
    ];
    return cells.map((cell) => `"${guarded(cell ?? '').replaceAll('"', '""')}"`).join(',');
  });
  const sheet = files.file('many.csv', `title,requester,status,reported,closed\n${rows.join('\n')}\n`);
  const begun = Date.now();
  expect((await muster('import', sheet)).out).toContain('Created 5,000 tickets');
  expect(Date.now() - begun).toBeLessThan(30_000);

  const written = files.path('out.csv');
  await muster('export', written, '--excel', '--to', '2025-12-31');
  const text = readFileSync(written, 'utf8');
  expect(text.charCodeAt(0)).toBe(0xfeff);
  const exported: string[][] = parse(text, { bom: true });
  expect(exported).toHaveLength(5001);
  expect(exported.flat().filter((cell) => /^[=+\-@\t\r]/u.test(cell))).toEqual([]);

  expect((await elsewhere('import', written)).out).toContain('Created 5,000 tickets');
  expect((await muster('import', written)).out).toContain('5,000 rows had been imported before.');
  const same = (url: string) =>
    execute(
      url,
      `select id, title, description, state, priority, service, reported_at, closed_at, resolution from ticket
        where reported_at < '2026-01-01' order by id`,
    );
  expect(await same(other.ownerUrl)).toEqual(await same(database.ownerUrl));
}, 90_000);

test('export goes to standard output in pieces, by the days of the report', async () => {
  const said = await muster('export', '--from', '2026-03-02', '--to', '2026-03-02');
  expect(said.code).toBe(0);
  const [header, ...rows] = rowsOf(Buffer.from(said.out), undefined);
  expect(header?.cells.slice(0, 4)).toEqual(['id', 'reference', 'kind', 'title']);
  expect(rows.map(({ cells }) => cells[1])).toEqual(['INC-1']);
  expect((await muster('export', '--from', 'monday')).err).toMatch(/^"monday" is no date; write it like/u);
});

test('what is confidential comes in so, and goes out only if it is said', async () => {
  const sheet = files.file(
    'private.csv',
    'title,group,reported\nbullying in hall 3,,2024-05-02\na badge photo,People & Conduct,2024-05-02\n',
  );
  expect((await muster('import', sheet, '--requester', 'p1@example.com')).out).toContain('Created 2 tickets');
  const day = ['--from', '2024-05-02', '--to', '2024-05-02'];
  const titles = async (...more: string[]) =>
    rowsOf(Buffer.from((await muster('export', ...day, ...more)).out), undefined)
      .slice(1)
      .map(({ cells }) => cells[3]);
  expect(await titles()).toEqual([]);
  expect((await titles('--confidential')).sort()).toEqual(['a badge photo', 'bullying in hall 3']);
});
