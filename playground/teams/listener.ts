// The loopback server: finds the route, keeps the ledger, and does harm where it is told to.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Faults, type Harm, isApplied } from './faults.ts';
import type { CallEntry } from './ledger.ts';
import { Refused } from './refused.ts';

export interface Call {
  method: string;
  /** Decoded, without the query; `address` is the same as asked for, with the origin. */
  path: string;
  address: string;
  query: Record<string, string>;
  /** What the route's path captured. */
  params: string[];
  /** The body as sent, for its size. */
  text: string;
  body: unknown;
  bearer: string | undefined;
  contentType: string;
}

export interface Answer {
  status: number;
  body?: unknown;
  /** In place of a body, as they are. */
  bytes?: Buffer;
  headers?: Record<string, string>;
}

export interface Route {
  method: string;
  path: RegExp;
  answer(call: Call): Answer;
}

interface Sent extends Answer {
  headers: Record<string, string>;
}

export interface Listener {
  origin: string;
  /** Routes name the origin in their answers, so they come once it is known. */
  mount(routes: Route[]): void;
  stop(): Promise<void>;
}

export async function listen(options: {
  port: number;
  faults: Faults;
  ledger: CallEntry[];
  changed: () => void;
  now: () => Date;
}): Promise<Listener> {
  const routes: Route[] = [];
  const server = createServer((request, response) => {
    serve(request, response).catch((error: Error) => response.destroy(error));
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = await read(request);
    const harm = options.faults.take(call);
    const entry: CallEntry = {
      ...{ at: options.now(), method: call.method, path: call.path, query: call.query, body: call.body },
      ...{ status: 0, response: undefined, applied: false },
      ...(harm ? { fault: harm.kind } : {}),
    };
    options.ledger.push(entry);
    if (harm?.kind === 'slow') await sleep(harm.ms);
    const answer = isApplied(harm) ? carryOut(routes, call) : undefined;
    entry.applied = answer !== undefined && answer.status < 300;
    respond(response, entry, harm, answer);
    options.changed();
  }

  await new Promise<void>((done, failed) => {
    server.once('error', failed);
    server.listen(options.port, '127.0.0.1', done);
  });
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    mount: (more) => void routes.push(...more),
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

async function read(request: IncomingMessage): Promise<Call> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  const url = new URL(request.url ?? '/', `http://${request.headers.host}`);
  const contentType = request.headers['content-type'] ?? '';
  return {
    method: request.method ?? 'GET',
    path: decodeURIComponent(url.pathname),
    address: url.origin + url.pathname,
    query: Object.fromEntries(url.searchParams),
    params: [],
    text,
    body: parse(text, contentType),
    bearer: /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1],
    contentType,
  };
}

function parse(text: string, contentType: string): unknown {
  if (text === '') return undefined;
  if (contentType.includes('x-www-form-urlencoded')) return Object.fromEntries(new URLSearchParams(text));
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}

function carryOut(routes: Route[], call: Call): Sent {
  try {
    for (const route of routes) {
      const found = route.method === call.method && route.path.exec(call.path);
      if (found) return { headers: {}, ...route.answer({ ...call, params: found.slice(1) }) };
    }
    throw new Refused(404, 'NotFound', `No such resource: ${call.method} ${call.path}`);
  } catch (error) {
    // A defect of ours: the ledger shows it.
    if (!(error instanceof Refused))
      return { status: 500, headers: {}, body: problem('InternalServerError', String(error)) };
    return { status: error.status, headers: error.headers, body: problem(error.code, error.message) };
  }
}

const problem = (code: string, message: string) => ({ error: { code, message } });

/** Answers as the harm wants it; `answer` is absent where the call was not carried out. */
function respond(response: ServerResponse, entry: CallEntry, harm: Harm | undefined, answer: Sent | undefined): void {
  if (harm?.kind === 'hang') return;
  if (harm?.kind === 'drop') {
    response.destroy();
    return;
  }
  const sent = harmed(harm) ?? answer;
  if (!sent) throw new Error(`nothing to answer to ${entry.method} ${entry.path}`);
  entry.status = sent.status;
  entry.response = sent.body;
  if (sent.bytes && !harm) {
    response.writeHead(sent.status, { 'Content-Type': 'application/octet-stream', ...sent.headers }).end(sent.bytes);
    return;
  }
  const text = sent.body === undefined ? '' : JSON.stringify(sent.body);
  response.writeHead(sent.status, { 'Content-Type': 'application/json; charset=utf-8', ...sent.headers });
  response.end(harm?.kind === 'malformed' ? text.slice(0, Math.ceil(text.length / 2)) || '{' : text);
}

function harmed(harm: Harm | undefined): Sent | undefined {
  if (harm?.kind === 'rate_limited') {
    const headers = { 'Retry-After': String(harm.retryAfter) };
    return { status: 429, headers, body: problem('Throttled', 'Too many requests') };
  }
  if (harm?.kind === 'status') {
    return { status: harm.status, headers: {}, body: problem('ServiceError', 'Commanded by a fault') };
  }
  if (harm?.kind === 'error') {
    return { status: harm.status, headers: {}, body: problem(harm.code, 'Commanded by a fault') };
  }
  return undefined;
}
