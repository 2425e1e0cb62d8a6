// What a file is said to be and what it is: by its bytes, by its name, and by what is packed into it.
import { describe, expect, test } from 'vitest';
import { judge } from '../src/files/kinds.ts';
import { check, linkTo } from '../src/files/links.ts';
import { namesIn } from '../src/files/zip.ts';
import { REFUSED } from '../src/policy/refused.ts';
import { parsePolicy } from '../src/policy/schema.ts';
import { textsIn } from '../src/views/reader.ts';
import { archiveOf, EXE, HTML, PDF, PNG, SVG } from './support/files.ts';
import { policyText } from './support/laws.ts';

const text = (words: string) => Buffer.from(words);
const JPEG = Buffer.from('ffd8ffe000104a46494600010101004800480000ffdb', 'hex');

describe('is taken', () => {
  test.each([
    ['photo.png', PNG, 'image/png'],
    ['PHOTO.PNG', PNG, 'image/png'],
    // Renamed among pictures: a phone does that, and nothing is hidden by it.
    ['photo.png', JPEG, 'image/jpeg'],
    ['offer.pdf', PDF, 'application/pdf'],
    ['no extension', PDF, 'application/pdf'],
    ['system.log', text('12:01 the fan stopped < 3 times'), 'application/octet-stream'],
    ['数据.csv', text('一,二\n1,2'), 'application/octet-stream'],
    ['settings.xml', text('<?xml version="1.0"?><settings/>'), 'application/xml'],
    ['papers.zip', archiveOf('a.pdf', 'b/c.txt'), 'application/zip'],
  ])('%s', async (name, bytes, mediaType) => {
    expect(await judge(name, bytes, REFUSED)).toEqual({ taken: true, mediaType });
  });
});

describe('is not taken', () => {
  test.each([
    ['setup.exe', EXE, 'kind', 'exe'],
    ['invoice.pdf.exe', EXE, 'kind', 'exe'],
    ['setup.EXE', PNG, 'kind', 'exe'],
    ['photo.png', EXE, 'lie', 'exe'],
    ['readme', EXE, 'lie', 'exe'],
    ['photo.png', PDF, 'lie', 'pdf'],
    ['photo.png', text('no picture at all'), 'lie', ''],
    ['offer.pdf', HTML, 'lie', 'html'],
    ['page.html', HTML, 'kind', 'html'],
    ['notes.txt', HTML, 'lie', 'html'],
    ['drawing.svg', SVG, 'kind', 'svg'],
    ['drawing.xml', SVG, 'lie', 'svg'],
    ['notes.txt', text('#!/bin/sh\nrm -rf /'), 'lie', 'sh'],
    ['macro.docm', archiveOf('word/vbaProject.bin'), 'kind', 'docm'],
    ['tools.zip', archiveOf('readme.txt', 'bin/run.bat'), 'archive', 'bin/run.bat'],
    ['nested.zip', archiveOf('inner.zip'), 'archive', 'inner.zip'],
    ['broken.zip', archiveOf('a.txt').subarray(0, 60), 'archive', ''],
    ['all.7z', text('7z\xbc\xaf\x27\x1c'), 'kind', '7z'],
    ['nothing.txt', Buffer.alloc(0), 'empty', ''],
  ])('%s', async (name, bytes, why, what) => {
    expect(await judge(name, bytes, REFUSED)).toEqual({ taken: false, why, what });
  });

  test('whatever the policy names, and then nothing else', async () => {
    expect(await judge('offer.pdf', PDF, ['pdf'])).toMatchObject({ taken: false, why: 'kind', what: 'pdf' });
    expect(await judge('tool.exe', EXE, ['pdf'])).toMatchObject({ taken: true });
    const own = parsePolicy(policyText.replace('files: {', 'files: { refuse: [pdf],'));
    expect(own.files).toEqual({ refuse: ['pdf'], max_mb: 20, link_days: 7 });
    expect(() => parsePolicy(policyText.replace('max_mb: 20', 'max_mb: 21'))).toThrow(/files\.max_mb/u);
    expect(() => parsePolicy(policyText.replace('files: {', 'files: { refuse: [.Exe],'))).toThrow(/files\.refuse\.0/u);
  });
});

test('the names of an archive are those of its directory, however it is damaged', () => {
  const whole = archiveOf('a.txt', 'ü/b.txt');
  expect(namesIn(whole)?.[0]).toBe('a.txt');
  expect(namesIn(Buffer.concat([Buffer.from('before'), whole]))).toBeUndefined();
  for (let length = 0; length < whole.length; length++) expect(namesIn(whole.subarray(0, length))).toBeUndefined();
  expect(namesIn(Buffer.alloc(200_000))).toBeUndefined();
});

test('every reason has its sentence in both languages, and says what to do instead', () => {
  for (const language of ['en', 'zh'] as const) {
    const { refusal } = textsIn(language).files;
    expect(Object.keys(refusal).sort()).toEqual(['archive', 'empty', 'kind', 'large', 'lie']);
    for (const say of Object.values(refusal)) {
      expect(say('a.png', 'exe')).toMatch(/^(?:未接收 )?a\.png/u);
      expect(say('a.png', '')).toMatch(/[Ss]end|发/u);
    }
  }
});

describe('a link', () => {
  const now = '2026-11-23T09:04:00.000Z';
  const open = { confidential: false };
  const linking = { base: 'https://desk.example.com', key: Buffer.alloc(32, 7), organisation: 'o' };
  const link = linkTo(linking, 'file-1', open, now, 3600) ?? '';
  const { searchParams, pathname } = new URL(link);
  const given = { until: searchParams.get('until') ?? '', signature: searchParams.get('signature') ?? '' };

  test('is good for its file until its time, and for nothing else', () => {
    expect(pathname).toBe('/files/file-1');
    expect(check(linking, 'file-1', open, given, now)).toBe('good');
    expect(check(linking, 'file-1', open, given, '2026-11-23T10:04:00.000Z')).toBe('good');
    expect(check(linking, 'file-1', open, given, '2026-11-23T10:04:01.000Z')).toBe('expired');
    expect(check(linking, 'file-2', open, given, now)).toBe('forged');
    // Whoever had it while all agents saw the ticket has it no more.
    expect(check(linking, 'file-1', { confidential: true }, given, now)).toBe('forged');
    expect(check({ ...linking, organisation: 'p' }, 'file-1', open, given, now)).toBe('forged');
    expect(check({ ...linking, key: Buffer.alloc(32, 8) }, 'file-1', open, given, now)).toBe('forged');
    expect(check(linking, 'file-1', open, { ...given, until: `${Number(given.until) + 1}` }, now)).toBe('forged');
    for (const signature of ['', 'x', given.signature.slice(1), `${given.signature}=`])
      expect(check(linking, 'file-1', open, { ...given, signature }, now)).toBe('forged');
  });
  test('is none where nobody could reach Muster', () => {
    expect(linkTo({ ...linking, base: undefined }, 'file-1', open, now, 3600)).toBeUndefined();
  });
});
