// The page's HTTP routes: this machine's own browser, this page's own origin, and nobody else.
import { fileURLToPath } from 'node:url';
import express from 'express';
import type { Logger } from 'pino';
import { z } from 'zod';
import { act, type Chats, perform } from './acts.ts';
import { MOST_BYTES, serveAttached } from './attached.ts';
import type { DeskTime } from './clock.ts';
import { search, sought } from './found.ts';
import type { Next } from './next.ts';
import { type Setup, sightOf } from './sight.ts';
import type { StormSight } from './storm/storm.ts';
import { command, entries, exchange, fault } from './wire.ts';

const COALESCE = 60; // ms; one gesture changes a dozen things
const KEEP_ALIVE = 25_000; // ms

export interface PageOptions {
  readonly chats: Chats;
  readonly time: DeskTime;
  readonly setup: Setup;
  readonly log: Logger;
  /** Fills the desk with a week; resolves with a sentence for whoever asked. */
  readonly fill: () => Promise<string>;
  readonly next: () => Promise<readonly Next[]>;
  readonly storms: { start(pace: number): Promise<void>; sight(): Promise<StormSight> };
}

/** `tick` tells every open page to look again; `hangUp` ends their streams. */
export function pageRoutes({ chats, time, setup, log, fill, next, storms }: PageOptions) {
  const router = express.Router();
  const streams = new Set<express.Response>();
  let due: NodeJS.Timeout | undefined;
  const tick = () => {
    due ??= setTimeout(() => {
      due = undefined;
      for (const stream of streams) stream.write('data: changed\n\n');
    }, COALESCE);
  };

  router.use(guard);
  serveFiles(router);
  router.get('/setup', (_request, response) => void response.json(setup));
  router.get('/sight', (request, response) => {
    const { slack, slackPlace, teams, teamsPlace } = looking.parse(request.query);
    const asked = { slack: { user: slack, place: slackPlace }, teams: { user: teams, place: teamsPlace } };
    response.json(sightOf(chats, time, asked));
  });
  router.get('/next', async (_request, response) => void response.json(await next()));
  router.get('/storm', async (_request, response) => void response.json(await storms.sight()));
  router.get('/search', async (request, response) => {
    response.json(await search(chats, sought.parse(request.query)));
  });
  router.get('/ledger', (_request, response) => void response.json(entries(chats, time)));
  router.get('/ledger/:id', (request, response) => {
    const found = exchange(chats, request.params.id);
    if (found) response.json(found);
    else response.status(404).json({ error: 'No such entry.' });
  });
  router.get('/events', (_request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
    response.write('retry: 1000\n\n');
    streams.add(response);
    const alive = setInterval(() => response.write(':\n\n'), KEEP_ALIVE);
    response.on('close', () => {
      clearInterval(alive);
      streams.delete(response);
    });
  });

  router.get('/files', serveAttached(chats));
  const json = express.json({ limit: '128kb', type: 'application/json' });
  // Base64 has a third more signs than bytes.
  const withFiles = express.json({ limit: Math.ceil(MOST_BYTES * 1.34) + 131_072, type: 'application/json' });
  router.post('/act', withFiles, async (request, response) => {
    response.json({ problem: await perform(chats, act.parse(request.body)) });
  });
  router.post('/clock', json, async (request, response) => {
    await time.move(step.parse(request.body).by);
    tick();
    response.json({});
  });
  router.post('/week', json, async (_request, response) => {
    const done = await fill();
    tick();
    response.json({ done });
  });
  router.post('/storm', json, async (request, response) => {
    await storms.start(storming.parse(request.body).pace);
    response.json(await storms.sight());
  });
  router.post('/fault', json, (request, response) => {
    command(chats, fault.parse(request.body));
    response.json({});
  });
  router.use((_request, response) => void response.status(404).json({ error: 'There is nothing here.' }));
  router.use(complain(log));

  const hangUp = () => {
    clearTimeout(due);
    for (const stream of streams) stream.end();
    streams.clear();
  };
  return { router, tick, hangUp };
}

const looking = z.object({
  ...{ slack: z.string(), slackPlace: z.string().optional() },
  ...{ teams: z.string(), teamsPlace: z.string().optional() },
});
/** How many times as fast as people are. */
const storming = z.strictObject({ pace: z.number().min(1).max(20).default(1) });
const DAY = 86_400; // s
const step = z.strictObject({
  by: z.union([
    z
      .number()
      .int()
      .min(1)
      .max(31 * DAY),
    z.literal('morning'),
  ]),
});

/** A page elsewhere must not reach in: not by a name that it points here (Host), nor from its own origin (Origin). */
const guard: express.RequestHandler = (request, response, next) => {
  const { host = '', origin, 'sec-fetch-site': site = 'none' } = request.headers;
  const ours = [`localhost:${request.socket.localPort}`, `127.0.0.1:${request.socket.localPort}`].includes(host);
  const same = origin === undefined || origin === `http://${host}`;
  // A link elsewhere may lead to the page itself, which tells it nothing.
  const page = request.method === 'GET' && request.path === '/';
  const fetched = site === 'same-origin' || site === 'none' || page;
  const written = request.method === 'GET' || (origin !== undefined && request.is('application/json') !== false);
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Referrer-Policy', 'no-referrer');
  response.setHeader('Cache-Control', 'no-store');
  if (ours && same && fetched && written && ['GET', 'POST'].includes(request.method)) next();
  else response.status(403).json({ error: 'Only the playground’s own page may ask this.' });
};

/** The bundle stands beside the compiled file; when the sources run themselves, it is the one in dist. */
const built = new URL(import.meta.url.endsWith('.ts') ? '../dist/playground/page/' : './page/', import.meta.url);

const HTML = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Muster’s playground</title>
<link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Crect width='16' height='16' rx='4' fill='%23403a6b'/%3E%3Cpath d='M4 12V5l4 4 4-4v7' fill='none' stroke='white' stroke-width='1.8'/%3E%3C/svg%3E">
<link rel="stylesheet" href="/playground/main.css">
</head>
<body><div id="page"></div><script type="module" src="/playground/main.js"></script></body>
</html>
`;

/** Styles may stand in attributes: both card libraries set them so. Nothing comes from elsewhere. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

function serveFiles(router: express.Router): void {
  router.get('/', (_request, response) => {
    response.setHeader('Content-Security-Policy', POLICY);
    response.type('html').send(HTML);
  });
  for (const name of ['main.js', 'main.css'])
    router.get(`/${name}`, (_request, response) =>
      response.sendFile(fileURLToPath(new URL(name, built)), { cacheControl: false }),
    );
}

/** What no client would allow is told to the page; what is wrong with us also to the log. */
const complain =
  (log: Logger): express.ErrorRequestHandler =>
  (error: Error & { status?: number }, request, response, _next) => {
    const known = error instanceof z.ZodError ? 400 : error.status;
    log.debug({ err: error, path: request.path }, 'the playground refused a gesture');
    response.status(known ?? 409).json({ error: error instanceof z.ZodError ? z.prettifyError(error) : error.message });
  };
