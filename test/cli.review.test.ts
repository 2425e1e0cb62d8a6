// The review at the command line: two files that belong together, in either language, and nothing confidential unless it is said.
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cli, scratch } from './support/cli.ts';
import { testDatabase } from './support/database.ts';
import { SLACK_DESK, startDesk, type TestDesk } from './support/desk.ts';

const files = scratch();
let database: Awaited<ReturnType<typeof testDatabase>>;
let desk: TestDesk;
beforeAll(async () => {
  database = await testDatabase();
  desk = await startDesk({ database });
  await desk.onSlack('alice').types('report nobody | can <send> mail', 'C0GENERAL');
  const says = async (name: string, words: string, at = SLACK_DESK) => {
    await desk.onSlack(name).types(words, at);
    await desk.settled();
  };
  await says('dana', 'major declare INC-1 because of mail');
  await desk.pass(3_600);
  await says('dana', 'resolve INC-1 更换了证书');
  await says('bob', 'review cause INC-1 the [certificate] ran | out, see https://evil.example');
  await says('alice', 'report the kettle is cold', 'C0GENERAL');
  await says('alice', 'report harassment on floor 3', 'C0GENERAL');
  await says('dana', 'major declare INC-3', 'C0PEOPLE');
}, 60_000);
afterAll(async () => {
  await desk.stop();
  await database.drop();
  files.remove();
});
const muster = (...words: string[]) => cli(words, { DATABASE_URL: database.ownerUrl });

test('writes the review, which refers to the picture beside it', async () => {
  const folder = files.path('new/folder');
  const said = await muster('review', 'inc 1', '--out', folder);
  expect(said).toEqual({ code: 0, err: '', out: `${folder}/inc-1-review.md\n${folder}/inc-1-timeline.svg\n` });
  expect(readdirSync(folder)).toEqual(['inc-1-review.md', 'inc-1-timeline.svg']);
  const markdown = readFileSync(`${folder}/inc-1-review.md`, 'utf8');
  expect(markdown).toContain('# Review of INC-1: nobody \\| can &lt;send&gt; mail\n');
  expect(markdown).toContain('](inc-1-timeline.svg)');
  expect(markdown).toContain('the \\[certificate\\] ran \\| out, see https&#58;//evil.example');
  expect(markdown).toMatch(/^\| To resolve \| \d+ min \| from the first report until it was resolved for good \|$/mu);
  const picture = readFileSync(`${folder}/inc-1-timeline.svg`, 'utf8');
  expect(picture).toContain('INC-1 · nobody | can &lt;send&gt; mail</text>');
  expect(picture).toContain('Dana Silva resolved it: 更换了证书</text>');
});

test('in Chinese', async () => {
  await muster('review', 'INC-1', '--out', files.path('zh'), '--language', 'zh');
  expect(readFileSync(files.path('zh/inc-1-review.md'), 'utf8')).toContain('# INC-1 的复盘：nobody');
  expect(readFileSync(files.path('zh/inc-1-timeline.svg'), 'utf8')).toContain('调查中</text>');
});

test.each([
  [['INC-99'], 'There is no INC-99.'],
  [['twelve'], '"twelve" is no reference. Say it like INC-12.'],
  [['INC-2'], 'INC-2 was never a major incident.'],
  [['INC-3'], 'INC-3 is confidential: say --confidential if its review may leave Muster.'],
  [['INC-1', '--language', 'fr'], '--language: say en or zh.'],
])('says of %j what is wrong', async (words, sentence) => {
  const out = files.path('none');
  expect(await muster('review', ...words, '--out', out)).toEqual({ code: 1, out: '', err: `${sentence}\n` });
  expect(() => readdirSync(out)).toThrow();
});

test('a confidential one, when it is said', async () => {
  expect((await muster('review', 'INC-3', '--confidential', '--out', files.path('few'))).code).toBe(0);
  expect(readFileSync(files.path('few/inc-3-review.md'), 'utf8')).toContain('harassment on floor 3');
});
