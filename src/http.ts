// One express application on one port: the chats' doors, and what an operator asks.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import type { Logger } from 'pino';

/** How each part is: for /readyz. A chat that cannot be reached is told, and is no reason not to be ready. */
export interface Health {
  /** Throws when it cannot be worked with. */
  readonly database: () => Promise<void>;
  readonly stopping: () => boolean;
  readonly chats: () => Readonly<Record<string, string>>;
}

export function makeApp(health: Health, log: Logger): express.Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.get('/healthz', (_request, response) => {
    response.json({ ok: true });
  });
  app.get('/readyz', async (_request, response) => {
    const chats = health.chats();
    if (health.stopping()) return void response.status(503).json({ ready: false, reason: 'stopping', chats });
    try {
      await health.database();
      response.json({ ready: true, chats });
    } catch (err) {
      log.warn({ err }, 'not ready: the database cannot be worked with');
      response.status(503).json({ ready: false, reason: 'the database does not answer, or can only be read', chats });
    }
  });
  return app;
}

/** Connections that may wait to be taken: of a thousand at one moment Node's own 511 would leave some waiting for a minute. */
const BACKLOG = 4_096;

/** Listens, and says when somebody is let in; resolves with the port and a way to stop that ends idle connections at once and busy ones within 4 s. */
export async function listen(
  app: express.Express,
  port: number,
  host: string,
  came: () => void = () => undefined,
): Promise<{ port: number; stop(): Promise<void> }> {
  const server: Server = createServer(app);
  server.on('connection', came);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host, backlog: BACKLOG }, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise((resolve) => {
        const force = setTimeout(() => server.closeAllConnections(), 4_000);
        // A connection that is kept alive becomes idle after its last answer.
        const idle = setInterval(() => server.closeIdleConnections(), 50);
        server.close(() => {
          clearTimeout(force);
          clearInterval(idle);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}
