// A tenant of three people and one channel, a bot that answers as told, and the calls a bot makes; for the tests of the local Teams.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach } from 'vitest';
import { type LocalTeams, startTeams, type TeamsOptions } from '../../playground/teams/teams.ts';
import type { Json, TeamsUser, TeamsWorld } from '../../playground/teams/world.ts';

const user = (name: string, more: Partial<TeamsUser> = {}): TeamsUser => ({
  id: `29:${name.toLowerCase()}`,
  aadObjectId: `aad-${name.toLowerCase()}`,
  name: `${name} Example`,
  email: `${name.toLowerCase()}@example.com`,
  userPrincipalName: `${name.toLowerCase()}@example.com`,
  tz: 'Europe/Berlin',
  locale: 'de-DE',
  guest: false,
  ...more,
});
export const triage = '19:triage@thread.tacv2';
export const world: TeamsWorld = {
  tenantId: '11111111-0000-0000-0000-000000000001',
  appId: '22222222-0000-0000-0000-000000000002',
  appPassword: 'a password',
  botName: 'Muster',
  team: { id: '33333333-0000-0000-0000-000000000003', name: 'Service desk', threadId: '19:team@thread.tacv2' },
  users: [user('Alice'), user('Bob'), user('Gast', { guest: true })],
  channels: [{ id: triage, name: 'Triage' }],
};
export const [alice, bob] = ['29:alice', '29:bob'];
export const card = (...body: Json[]) => ({ type: 'AdaptiveCard', version: '1.5', body });
export const carrying = (content: unknown) => ({
  type: 'message',
  attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content }],
});
export const hello = { type: 'message', text: 'hello' };

export let teams: LocalTeams;
let stops: (() => unknown)[] = [];

export async function begin(options: Partial<TeamsOptions> = {}): Promise<LocalTeams> {
  teams = await startTeams({ world, repeatAfter: 0, ...options });
  stops.push(teams.stop);
  return teams;
}

afterEach(async () => {
  await Promise.all(stops.map((stop) => stop()));
  stops = [];
});

export async function opened(server: Server): Promise<string> {
  await new Promise((done) => server.once('listening', done));
  stops.push(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/messages`;
}

/** A bot that answers as it is told, activity by activity. */
export async function bot(answer: (activity: Json) => { status?: number; body?: unknown } = () => ({})): Promise<void> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { status = 200, body } = answer(JSON.parse(Buffer.concat(chunks).toString()));
    response.writeHead(status).end(body === undefined ? '' : JSON.stringify(body));
  });
  teams.deliverTo(await opened(server.listen(0, '127.0.0.1')));
}

export async function login(scope = 'https://api.botframework.com', more: Json = {}) {
  const { appId: client_id, appPassword: client_secret } = world;
  const form = { grant_type: 'client_credentials', client_id, client_secret, scope: `${scope}/.default`, ...more };
  const body = new URLSearchParams(form);
  const response = await fetch(`${teams.loginUrl}/${world.tenantId}/oauth2/v2.0/token`, { method: 'POST', body });
  return { status: response.status, ...((await response.json()) as { access_token?: string; error?: string }) };
}

interface Answered {
  status: number;
  headers: Headers;
  /** Every field that a test looks at; which of them are there depends on the call. */
  body: {
    id: string;
    activityId: string;
    aadGroupId: string;
    members: Json[];
    conversations: Json[];
    '@odata.nextLink': string;
    value: { id: string; attachments: { content: string }[]; teamsApp: { id: string } }[];
  };
}

/** How long a test waits for an answer, ms; a shorter one for an answer that never comes. */
export const PATIENCE = { usual: 5_000, hanging: 200 };

export async function request(
  base: string,
  token: string | undefined,
  method: string,
  path: string,
  body?: unknown,
  patience = PATIENCE.usual,
) {
  const headers: Record<string, string> = { 'Content-Type': 'application/json' };
  if (token !== undefined) headers.Authorization = `Bearer ${token}`;
  const init = body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) };
  const response = await fetch(`${base}${path}`, { ...init, signal: AbortSignal.timeout(patience) });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
}

/** The connector and Graph, called with good tokens. */
export async function caller() {
  const { access_token: forBot } = await login();
  const { access_token: forGraph } = await login('https://graph.microsoft.com');
  return {
    connector: (method: string, path: string, body?: unknown, patience?: number): Promise<Answered> =>
      request(teams.serviceUrl, forBot, method, path, body, patience),
    graph: (method: string, path: string, body?: unknown): Promise<Answered> =>
      request(`${teams.graphUrl}/v1.0/`, forGraph, method, path, body),
  };
}
export const activities = (conversation: string, id?: string) =>
  `v3/conversations/${encodeURIComponent(conversation)}/activities${id === undefined ? '' : `/${id}`}`;
