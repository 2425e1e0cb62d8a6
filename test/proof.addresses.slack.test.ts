// Addresses that Slack hands us, each of them strange: nothing is sent there, no token, no file, no reply, no hello.
import { createHmac } from 'node:crypto';
import { type IncomingMessage, type ServerResponse, validateHeaderValue } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { connectSlack } from '../adapters/slack/slack.ts';
import { Undeliverable } from '../src/errors.ts';
import type { Platform } from '../src/port.ts';
import { say } from './conformance/samples.ts';
import { type Astray, everythingGoesAstray, oracle, strangeAddresses } from './support/strange.ts';

const TOKEN = 'xoxb-canary';
const SECRET = 'signs';
let astray: Astray;
let slack: Awaited<ReturnType<typeof oracle>>;
let addresses: string[];
/** What the chat's server says to a request; by the end of its path. */
let says: (path: string, request: IncomingMessage, response: ServerResponse) => void;
const json = (response: ServerResponse, body: object) =>
  void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
const elsewhere = (response: ServerResponse, location: string, status = 307) =>
  void response.writeHead(status, { location }).end();

beforeAll(async () => {
  astray = await everythingGoesAstray();
  slack = await oracle((request, response) => says((request.url ?? '').split('?')[0] ?? '', request, response));
  addresses = strangeAddresses('slack.com', slack.host, astray.port);
});
afterEach(() => expect(astray.received.splice(0)).toEqual([]));
afterAll(async () => {
  await slack.stop();
  await astray.stop();
});

function connected(more: { appToken?: string } = {}) {
  const router = express.Router();
  const platform = connectSlack({
    ...{ botToken: TOKEN, signingSecret: SECRET, command: '/desk', emojis: () => [], apiUrl: `${slack.origin}/api/` },
    ...{ words: { repeat: '', openChat: '' }, router, log: pino({ level: 'silent' }), ...more },
  });
  return { platform, router };
}

async function fetched(platform: Platform): Promise<void> {
  for await (const _ of await platform.fetch('F1')) expect.unreachable('there was a file');
}
const canBeHeader = (address: string): boolean => {
  try {
    validateHeaderValue('location', address);
    return true;
  } catch {
    return false;
  }
};

test('in this world a strange address leads to the listener, by name or number, with TLS or without', async () => {
  for (const address of ['https://evil.example/', 'http://127.0.0.1/', 'http://[::1]:8080/', 'https://2130706433/'])
    await expect(fetch(address, { redirect: 'manual' })).rejects.toThrow();
  expect(astray.received.map(({ to }) => to)).toEqual([
    'evil.example:443',
    '127.0.0.1:80',
    '::1:8080',
    '127.0.0.1:443',
  ]);
  for (const { bytes } of astray.received.splice(0)) expect(bytes).not.toBe('');
  expect(addresses.length).toBeGreaterThan(80);
});

test.each(['url_private_download', 'url_private'])('a file that is said to be there (%s)', async (field) => {
  const { platform } = connected();
  for (const address of addresses) {
    says = (_path, _request, response) => json(response, { ok: true, file: { id: 'F1', name: 'x', [field]: address } });
    await expect(fetched(platform), address).rejects.toBeInstanceOf(Undeliverable);
  }
});

test.each([301, 302, 303, 307, 308])('a file whose host of Slack’s sends on (%s)', async (status) => {
  const { platform } = connected();
  for (const address of addresses.filter(canBeHeader)) {
    // What is no address of its own is one below the host that it came from.
    if (!URL.canParse(address) && !address.startsWith('//')) continue;
    says = (path, _request, response) =>
      path.endsWith('files.info')
        ? json(response, { ok: true, file: { id: 'F1', name: 'x', url_private: `${slack.origin}/file` } })
        : elsewhere(response, address, status);
    await expect(fetched(platform), address).rejects.toBeInstanceOf(Undeliverable);
  }
});

test('an upload that is to go there, and one that is sent on', async () => {
  const { platform } = connected();
  const file = {
    name: 'x.txt',
    size: 1,
    bytes: async function* () {
      yield Buffer.from('x');
    },
  };
  const place = { kind: 'channel', platform: 'slack', workspace: 'T1', channel: 'C1' } as const;
  const upload = () =>
    platform.send({ do: 'file', place, key: 'k', file, card: say('x'), begun: async () => undefined } as never);
  for (const address of addresses) {
    says = (_path, _request, response) => json(response, { ok: true, upload_url: address, file_id: 'F1' });
    await expect(upload(), address).rejects.toBeInstanceOf(Undeliverable);
  }
  says = (path, _request, response) =>
    path.endsWith('files.getUploadURLExternal')
      ? json(response, { ok: true, upload_url: `${slack.origin}/upload`, file_id: 'F1' })
      : elsewhere(response, 'https://evil.example/');
  await expect(upload()).rejects.toThrow();
});

test('a call of the Web API that is sent on: the token does not follow', async () => {
  const { platform } = connected();
  for (const status of [301, 302, 303, 307, 308]) {
    says = (_path, _request, response) => elsewhere(response, `http://127.0.0.1:${astray.port}/api/`, status);
    await expect(platform.check()).rejects.toThrow();
  }
});

test('a reply by response_url, at once and late, and one that is sent on', async () => {
  const { platform, router } = connected();
  says = (path, _request, response) =>
    path === '/reply' ? elsewhere(response, 'https://evil.example/', 308) : json(response, { ok: true, team_id: 'T1' });
  const card = { kind: 'card', card: say('for her eyes only') } as const;
  const stop = await platform.start(async () => ({ now: card, later: Promise.resolve(card) }));
  const server = express().use(router).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const door = `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`;
  for (const response_url of [...addresses, `${slack.origin}/reply`]) {
    const person = { user: { id: 'U1' }, team: { id: 'T1' }, trigger_id: 't', response_url };
    const press = {
      ...person,
      type: 'block_actions',
      channel: { id: 'C1' },
      actions: [{ value: '{"v":"claim","a":{}}' }],
    };
    const shortcut = { ...person, type: 'shortcut', callback_id: 'report' };
    const command = { command: '/desk', text: 'queue', user_id: 'U1', team_id: 'T1', channel_id: 'C1', response_url };
    for (const body of [
      ...[press, shortcut].map((payload) => new URLSearchParams({ payload: JSON.stringify(payload) })),
      new URLSearchParams({ ...command, trigger_id: 't' }),
    ])
      expect((await fetch(door, signed(body.toString()))).status).toBe(200);
  }
  await stop();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

test('the line of Socket Mode', async () => {
  const asked: string[] = [];
  says = (path, request, response) => {
    if (path.endsWith('apps.connections.open')) asked.push(whereTo(request));
    json(response, { ok: true, team_id: 'T1', url: whereTo(request) });
  };
  // What stands in front of Slack's own name is left out there, and the line is Slack's.
  const strange = addresses.filter((address) => !/^https:\/\/user(?::word)?@slack\.com\/$/u.test(address));
  await Promise.all(
    strange.map(async (address) => {
      const { platform } = connected({ appToken: `xapp-${Buffer.from(address).toString('hex')}` });
      const stop = await platform.start(async () => ({ now: { kind: 'nothing' } }));
      await stop();
    }),
  );
  expect(new Set(asked).size).toBe(new Set(strange.map((address) => address.replace(/^http/u, 'ws'))).size);
});

/** Each line asks by a token of its own, which says where it is to be sent. */
const whereTo = ({ headers }: IncomingMessage): string =>
  Buffer.from(/xapp-(\w*)/u.exec(headers.authorization ?? '')?.[1] ?? '', 'hex')
    .toString()
    .replace(/^http/u, 'ws');

function signed(body: string): RequestInit {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = `v0=${createHmac('sha256', SECRET).update(`v0:${timestamp}:${body}`).digest('hex')}`;
  const type = 'application/x-www-form-urlencoded';
  const headers = { 'content-type': type, 'x-slack-request-timestamp': timestamp, 'x-slack-signature': signature };
  return { method: 'POST', headers, body };
}
