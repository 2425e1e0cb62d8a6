// Work waits while people are let in, but not for ever.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { setTimeout as after, setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { makeRush } from '../src/rush.ts';

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
  await Promise.all(clients.map((client) => once(client, 'connect')));
  while (inside < 100) await turn();
  expect(Math.min(...(await Promise.all(went)))).toBe(100);
  for (const client of clients) client.destroy();
  await new Promise((closed) => server.close(closed));
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
  coming = false;
  await flood;
});
