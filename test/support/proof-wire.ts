// A wire between Muster and its database that can be cut at chosen points of PostgreSQL's protocol.

import type { AddressInfo } from 'node:net';
import { createServer, connect as dial, type Socket } from 'node:net';

/** Where the next change of a ticket loses its connection. */
export type Cut = 'before BEGIN' | 'inside the transaction' | 'after COMMIT, before its answer';

export interface Wire {
  /** The database behind `url`, through the wire. */
  readonly url: string;
  /** Cuts one connection once, as soon as it comes to that point; resolves when it did. */
  cut(at: Cut): Promise<void>;
  /** Cuts every connection and takes no new ones until `up`. */
  down(): void;
  up(): void;
  stop(): Promise<void>;
}

export async function startWire(url: string): Promise<Wire> {
  const target = new URL(url);
  const open = new Set<Socket>();
  let isDown = false;
  const named = new Set<string>();
  /** Whether history is written by it: in so many words, or by the name under which the words were prepared. */
  const writes = (said: string): boolean => {
    for (const [, name = ''] of said.matchAll(/(\w+)\0INSERT INTO "event"/gu)) named.add(`\0${name}\0`);
    return said.includes('INSERT INTO "event"') || [...named].some((name) => said.includes(name));
  };
  let plan: { readonly at: Cut; readonly done: () => void } | undefined;

  const server = createServer((client) => {
    if (isDown) return void client.destroy();
    const database = dial(Number(target.port), target.hostname);
    const cut = () => {
      client.destroy();
      database.destroy();
    };
    const strike = () => {
      plan?.done();
      plan = undefined;
      cut();
    };
    let changes = false;
    let committed = false;
    for (const socket of [client, database]) {
      open.add(socket);
      socket.on('error', cut).on('close', () => {
        open.delete(socket);
        cut();
      });
    }
    client.on('data', (bytes) => {
      const said = bytes.toString('latin1');
      if (said.includes('START TRANSACTION')) changes = false;
      const writing = writes(said);
      if (writing) changes = true;
      if (plan?.at === 'before BEGIN' && said.includes('START TRANSACTION')) return strike();
      if (plan?.at === 'inside the transaction' && writing) return strike();
      committed = changes && said.includes('COMMIT');
      database.write(bytes);
    });
    database.on('data', (bytes) => {
      if (plan?.at === 'after COMMIT, before its answer' && committed) return strike();
      client.write(bytes);
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const through = new URL(url);
  through.hostname = '127.0.0.1';
  through.port = String((server.address() as AddressInfo).port);
  const cutAll = () => {
    for (const socket of open) socket.destroy();
  };
  return {
    url: through.href,
    cut: (at) =>
      new Promise((done) => {
        plan = { at, done };
      }),
    down() {
      isDown = true;
      cutAll();
    },
    up() {
      isDown = false;
    },
    async stop() {
      cutAll();
      await new Promise((closed) => server.close(closed));
    },
  };
}
