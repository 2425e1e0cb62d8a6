// What one replica hears of where a chat is reached, the others know too.
import { readFileSync } from 'node:fs';
import { setTimeout as after } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect, type Database } from '../src/storage/database.ts';
import { install, keepRoutes, openDesk } from '../src/storage/organisations.ts';
import { testDatabase } from './support/database.ts';

let home: Awaited<ReturnType<typeof testDatabase>>;
let database: Database;
beforeAll(async () => {
  home = await testDatabase();
  database = await connect(home.appUrl, 2);
});
afterAll(async () => {
  await database.close();
  await home.drop();
});

test('a replica that hears nothing from a chat learns its route from whoever does, a second later at most', async () => {
  const open = async () => (await openDesk(database, readFileSync('policy.yaml', 'utf8'), 'policy.yaml')).desk;
  const [hears, other] = [await open(), await open()];
  const knowRoutes = keepRoutes(database, other);
  await install(database, hears, 'teams', 'T', 'the first');
  await knowRoutes();
  expect(other.routes).toEqual({ teams: 'the first' });
  await install(database, hears, 'teams', 'T', 'the second');
  await after(1_000);
  await Promise.all([knowRoutes(), knowRoutes()]);
  expect(other.routes).toEqual({ teams: 'the second' });
});
