// What one replica hears of where a chat is reached, the others know too.
import { readFileSync } from 'node:fs';
import { setTimeout as after } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect, type Database } from '../src/storage/database.ts';
import { install, keepRoutes, openDesk } from '../src/storage/organisations.ts';
import { testDatabase } from './support/database.ts';
import { startDesk, TEAMS_DESK } from './support/desk.ts';
import { query } from './support/proof.ts';

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
  const routes = keepRoutes(database, other);
  await install(database, hears, 'teams', 'T', 'the first');
  await routes.read();
  expect(other.routes).toEqual({ teams: 'the first' });
  await install(database, hears, 'teams', 'T', 'the second');
  await after(1_000);
  await Promise.all([routes.read(), routes.read()]);
  expect(other.routes).toEqual({ teams: 'the second' });
});

test('the route of a workspace that is not the desk’s any more is not taken for its own', async () => {
  const { desk } = await openDesk(database, readFileSync('policy.yaml', 'utf8'), 'policy.yaml');
  await install(database, desk, 'teams', 'T2', 'the new one');
  await install(database, desk, 'slack', 'S1', 'the old one');
  await install(database, desk, 'slack', 'S2');
  delete desk.routes.slack;
  await keepRoutes(database, desk).read();
  expect(desk.routes).toEqual({ teams: 'the new one' });
});

test('replicas that know different teams write the route until it names all of them, and not for ever', async () => {
  const desk = await startDesk();
  try {
    const stored = async () =>
      JSON.parse(String((await query(desk, `select route from installation where platform = 'teams'`))[0]?.route));
    const report = async (words: string) => {
      await desk.onTeams('bob').types(`report ${words}`, TEAMS_DESK);
      await desk.settled();
    };
    await report('the door sticks');
    const { address, teams } = await stored();
    expect(teams).not.toEqual([]);
    const others = [{ id: '19:other@thread.tacv2' }];
    await query(
      desk,
      `update installation set route = $1 where platform = 'teams'`,
      JSON.stringify({ address, teams: others }),
    );
    await after(1_000);
    await report('the window rattles');
    expect((await stored()).teams).toEqual(others);
    await report('the lamp flickers');
    expect((await stored()).teams).toEqual(expect.arrayContaining([...others, ...teams]));
  } finally {
    await desk.stop();
  }
}, 60_000);
