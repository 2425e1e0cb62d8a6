// Who may import whom, read from the import lines: rooms see only what they need, and no platform's name gets into src/.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
/** `muster.ts` and `main.ts` put everything together and see both sides. */
const composition = ['src/muster.ts', 'src/main.ts', 'src/cli.ts'];
const pure = ['errors', 'people', 'ticket', 'policy'];
const allowed: Readonly<Record<string, readonly string[]>> = {
  errors: [],
  ticket: ['errors'],
  people: ['errors', 'ticket'],
  policy: ['errors', 'ticket', 'people'],
  views: pure,
  port: ['views', 'ticket'], // the vocabulary of cards, and of what people say
  task: [...pure, 'port', 'views'],
  telling: [...pure, 'port', 'task'],
  storage: [...pure, 'port', 'migrations'],
  files: [...pure, 'views', 'storage'],
  commands: [...pure, 'port', 'views', 'storage', 'files'],
  jobs: [...pure, 'port', 'task', 'views', 'storage', 'telling', 'files'],
  carrying: [...pure, 'port', 'task', 'views', 'storage', 'telling', 'commands', 'jobs'],
  bridging: [...pure, 'port', 'storage', 'telling', 'commands', 'jobs', 'carrying'],
  overhearing: ['port', 'storage', 'commands'],
  log: ['errors'],
  http: [],
  trace: ['port'],
  version: [],
  rush: [],
  stopping: [],
  watching: ['port', 'storage'],
  figures: ['port', 'task'],
  metrics: ['port', 'task', 'storage', 'jobs', 'trace', 'figures'],
  config: [],
  sealing: [],
  speaking: [...pure, 'commands', 'port', 'views', 'storage'],
  meaning: [...pure, 'port', 'views', 'storage', 'commands'],
  recording: [...pure, 'task', 'views', 'storage', 'telling'],
  deciding: [
    ...[...pure, 'port', 'task', 'views', 'storage', 'telling', 'commands', 'jobs', 'speaking', 'carrying', 'meaning'],
    'recording',
  ],
  ringing: [...pure, 'task', 'storage', 'telling', 'commands', 'jobs', 'deciding', 'recording'],
  ticking: [...pure, 'task', 'storage', 'deciding', 'kept', 'parting', 'ringing', 'weighing'],
  kept: [...pure, 'port', 'task', 'views', 'storage', 'commands', 'jobs', 'speaking', 'deciding'],
  reporting: [...pure, 'port', 'views', 'storage', 'commands', 'deciding'],
  mentions: [...pure, 'port', 'storage'],
  amending: [...pure, 'port', 'storage', 'commands', 'jobs', 'deciding', 'kept', 'bridging'],
  acting: [...pure, 'port', 'views', 'storage', 'telling', 'commands', 'jobs', 'deciding'],
  parting: [...pure, 'port', 'task', 'views', 'storage', 'telling', 'commands', 'jobs', 'deciding'],
  weighing: [...pure, 'port', 'task', 'views', 'storage', 'telling', 'commands', 'jobs', 'deciding'],
  furnishing: [...pure, 'port', 'task', 'views', 'storage', 'telling', 'jobs', 'deciding'],
  roster: [...pure, 'port', 'storage', 'parting', 'views'],
  lookout: ['port', 'policy', 'views', 'storage', 'commands', 'roster'],
  answering: [
    ...[...pure, 'port', 'views', 'storage', 'commands', 'speaking', 'carrying', 'deciding', 'kept', 'reporting'],
    ...['meaning', 'acting', 'amending', 'bridging', 'trace'],
  ],
  engine: [
    ...[...pure, 'port', 'views', 'storage', 'commands', 'speaking', 'answering', 'log'],
    ...['mentions', 'overhearing', 'trace'],
  ],
  migrations: [],
  offline: [...pure, 'config', 'sealing', 'task', 'views', 'storage', 'telling', 'jobs', 'commands'],
  'adapters/slack': ['port', 'errors', 'views/cards', 'views/findings', 'ticket/marks', 'ticket/writing'],
  'adapters/teams': ['port', 'errors', 'views/cards', 'views/findings', 'ticket/marks', 'ticket/writing'],
};
const libraries: Readonly<Record<string, readonly string[]>> = {
  people: ['luxon'],
  policy: ['luxon', 'yaml', 'zod'],
  views: ['luxon'],
  commands: ['luxon', 'chrono-node', 'chrono-node/en', 'chrono-node/zh'],
  storage: ['typeorm', 'pg'],
  migrations: ['typeorm'],
  jobs: ['pg', 'pino'],
  files: ['express', 'file-type', 'pino'],
  offline: ['csv-parse/sync', 'csv-stringify/sync', 'luxon'],
  'adapters/slack': ['@slack/bolt', '@slack/web-api', 'express', 'gemoji', 'pino', 'undici', 'zod'],
  'adapters/teams': ['botbuilder', 'express', 'pino', 'zod'],
  ...{
    config: ['zod'],
    http: ['express', 'pino'],
    metrics: ['express', 'pino', 'prom-client'],
    stopping: ['pino'],
    watching: ['pino'],
    log: ['pino'],
    engine: ['pino'],
    speaking: ['pino'],
    roster: ['pino'],
    furnishing: ['pino'],
    ringing: ['pino'],
    ticking: ['pino'],
    lookout: ['pino'],
  },
};

const sourcesIn = (...folders: readonly string[]) =>
  folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/u.test(name))
      .map((name) => join(folder, name)),
  );
const files = sourcesIn('src', 'adapters', 'migrations').filter((file) => !composition.includes(file));
const source = (file: string) => readFileSync(join(root, file), 'utf8');
const importsOf = (file: string) =>
  [...source(file).matchAll(/(?<!')\b(?:from|import|import\()\s*'([^'\n]+)'/gu)].map(([, target = '']) =>
    target.startsWith('.') ? normalize(join(dirname(file), target)) : target,
  );
/** src/views/text/en.ts → views; adapters/slack/read.ts → adapters/slack; src/port.ts → port. */
const roomOf = (file: string) => /^(?:src\/)?((?:adapters\/)?[^/.]+)/u.exec(file)?.[1] ?? file;
const isFile = (target: string) => /^(?:src|adapters|migrations|playground|test)\//u.test(target);

test.each(files)('%s imports only what its room may', (file) => {
  const room = roomOf(file);
  const wrong = importsOf(file).filter((target) => {
    if (!isFile(target)) return !target.startsWith('node:') && !(libraries[room] ?? []).includes(target);
    const within = target.replace(/^src\/|\.ts$/gu, '');
    return roomOf(target) !== room && !(allowed[room] ?? []).some((to) => to === roomOf(target) || to === within);
  });
  expect(wrong).toEqual([]);
});

test('the local servers share nothing with the adapters that they judge', () => {
  const judges = sourcesIn('playground/slack', 'playground/teams');
  const shared = judges.filter((file) => importsOf(file).some((target) => /^(?:adapters|src)\//u.test(target)));
  expect(shared).toEqual([]);
});

test('what rooms may see has no circle', () => {
  const clear = new Set<string>();
  const visit = (room: string, path: readonly string[]): void => {
    expect(path).not.toContain(room);
    if (clear.has(room)) return;
    for (const next of allowed[room] ?? []) visit(next.split('/')[0] ?? next, [...path, room]);
    clear.add(room);
  };
  for (const room of Object.keys(allowed)) visit(room, []);
});

test('the pure rooms know no clock but the one that is passed in', () => {
  const rooms = [...pure, 'telling', 'views', 'commands'];
  const clocks = files.filter(
    (file) =>
      rooms.includes(roomOf(file)) && /Date\.now|new Date\(\)|DateTime\.(?:now|local|utc)\(/u.test(source(file)),
  );
  expect(clocks).toEqual([]);
});

test('no platform has a name in src/, but where it is connected and configured', () => {
  const named = files
    .filter((file) => file.startsWith('src/') && file !== 'src/config.ts')
    .filter((file) => /slack|teams|bolt|botbuilder|adaptivecard/iu.test(withoutComments(source(file))));
  expect(named).toEqual([]);
});

test('an SDK is named where DESIGN.md says, and the environment is read in one place', () => {
  const every = [...files, ...composition, ...sourcesIn('playground')];
  const naming = (what: RegExp) => every.filter((file) => what.test(withoutComments(source(file))));
  expect(naming(/'botbuilder'/u)).toEqual(['adapters/teams/teams.ts']);
  expect(
    naming(/'typeorm'/u)
      .map(roomOf)
      .filter((room) => !['storage', 'migrations'].includes(room)),
  ).toEqual([]);
  // PATH is handed on to PostgreSQL's programs; it configures nothing of ours.
  expect(naming(/process\.env(?!\.PATH\b)/u)).toEqual(['src/config.ts']);
});

const withoutComments = (text: string) => text.replace(/\/\*[\s\S]*?\*\/|(?<![:'"`])\/\/.*$/gmu, '');
