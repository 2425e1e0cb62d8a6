// Work waits while people are let in, but not for ever.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { setTimeout as after, setImmediate as turn } from 'node:timers/promises';
import express from 'express';
import { expect, test } from 'vitest';
import { listen } from '../src/http.ts';
import { makeRush } from '../src/rush.ts';
import { admitting } from '../src/storage/admission.ts';
import type { Database } from '../src/storage/database.ts';
import { until } from './support/proof.ts';

test('where nobody comes, nothing waits', () => {
  expect(makeRush().over()).toBeUndefined();
});

test('work goes on in the first turn in which nobody comes', async () => {
  const rush = makeRush();
  const order: string[] = [];
  rush.came();
  const working = Promise.all([rush.over(), rush.over()]).then(() => order.push('work'));
  for (let n = 0; n < 50; n++) {
    rush.came();
    order.push('came');
    await turn();
  }
  await working;
  expect(order.indexOf('work')).toBe(50);
  expect(rush.over()).toBeUndefined();
});

test('all who wait at a real door are let in before work goes on, whenever in a turn it asks', async () => {
  const rush = makeRush();
  let inside = 0;
  const went: Promise<number>[] = [];
  const server = createServer(() => {
    inside += 1;
    rush.came();
    went.push(Promise.resolve(rush.over()).then(() => inside));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const clients = Array.from({ length: 100 }, () => connect(port, '127.0.0.1'));
  await new Promise<void>((called) => process.nextTick(called));
  // All have called by now; here nobody is let in until they stand at the door.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
  while (inside < 100) await turn();
  expect(Math.min(...(await Promise.all(went)))).toBe(100);
  for (const client of clients) client.destroy();
  await new Promise((closed) => server.close(closed));
});

test('no transaction begins while people come in, and all do afterwards', async () => {
  const rush = makeRush();
  let begun = 0;
  const transaction = async () => {
    begun += 1;
    await turn();
  };
  const database = admitting({ transaction } as unknown as Database, 2, rush.over);
  rush.came();
  const all = Promise.all(Array.from({ length: 5 }, () => database.transaction('', async () => undefined)));
  for (let n = 0; n < 20; n++) {
    rush.came();
    await turn();
    expect([begun, database.busy()]).toEqual([0, true]);
  }
  await all;
  expect([begun, database.busy()]).toEqual([5, false]);
});

test('the door says who comes', async () => {
  let came = 0;
  const door = await listen(express(), 0, '127.0.0.1', () => {
    came += 1;
  });
  const client = connect(door.port, '127.0.0.1');
  await once(client, 'connect');
  await until(() => came === 1);
  client.destroy();
  await door.stop();
});

test('whoever does nothing but connect keeps nobody waiting: after a while work goes on, for as long', async () => {
  const rush = makeRush();
  let coming = true;
  const flood = (async () => {
    while (coming) {
      rush.came();
      await turn();
    }
  })();
  const began = performance.now();
  await rush.over();
  expect(performance.now() - began).toBeGreaterThan(2_400);
  expect(rush.over()).toBeUndefined();
  await after(1_000);
  expect(rush.over()).toBeUndefined();
  await after(1_600);
  expect(rush.over()).toBeDefined();
  coming = false;
  await flood;
});
