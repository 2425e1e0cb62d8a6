// Whom the Teams adapter trusts, and whom it trusts with a token.
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import pino from 'pino';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { serviceBase } from '../adapters/teams/hosts.ts';
import { quietly } from '../adapters/teams/quiet.ts';
import { connectTeams } from '../adapters/teams/teams.ts';
import { OTHER_CHANNEL, type TokenOverrides } from '../playground/teams/tokens.ts';
import { RetryLater, Undeliverable } from '../src/errors.ts';
import type { Handle } from '../src/port.ts';
import { say } from './conformance/samples.ts';
import { stageTeams, type TeamsStage } from './conformance/teams.ts';

const ALICE = '29:alice';
const STRANGE_KEY = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' });

// Spied before the first token is checked, so that what botbuilder complains about would be seen.
const complaint = vi.spyOn(console, 'error').mockImplementation(() => {});

let stage: TeamsStage;
const handle = vi.fn<Handle>();

async function begin(options: Parameters<typeof stageTeams>[0] = {}): Promise<void> {
  stage = await stageTeams(options);
  await stage.listen(handle);
}

beforeEach(() => {
  handle.mockReset();
  handle.mockResolvedValue({ now: { kind: 'nothing' } });
  complaint.mockClear();
});
afterEach(() => stage?.stop());
afterAll(() => complaint.mockRestore());

/** A good activity, for changing. */
async function greeting(): Promise<Record<string, unknown>> {
  const { activity } = await stage.teams.say(ALICE, 'personal', 'hello');
  handle.mockClear();
  return activity;
}

const postTo = (route: string) => {
  const place = { kind: 'direct', platform: 'teams', workspace: stage.teams.world.tenantId, user: ALICE } as const;
  return stage.platform.send({ do: 'post', key: 'key', place, route, card: say('hello') });
};

describe('who is let in', () => {
  const hour = 3_600;
  const now = Math.floor(Date.now() / 1_000);
  const forged: [string, TokenOverrides | null][] = [
    ['no token', null],
    ['no algorithm', { alg: 'none' }],
    ['the key as a secret', { alg: 'HS256' }],
    ['a stranger’s key', { stranger: true }],
    ['an unknown key', { kid: 'other' }],
    ['a key of another channel', { kid: OTHER_CHANNEL }],
    ['a key in its own head', { stranger: true, head: { jwk: STRANGE_KEY, x5c: ['x'] } }],
    ['another audience', { claims: { aud: 'other' } }],
    ['no audience', { claims: { aud: undefined } }],
    ['another issuer', { claims: { iss: 'https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/' } }],
    ['no issuer', { claims: { iss: undefined } }],
    ['another tenant', { claims: { tid: '99999999-9999-4999-8999-999999999999' } }],
    ['no service address', { claims: { serviceurl: undefined } }],
    ['another service address', { claims: { serviceurl: 'https://smba.trafficmanager.net/emea/' } }],
    ['no end', { claims: { exp: undefined } }],
    ['times in words', { claims: { nbf: 'yesterday', exp: 'tomorrow' } }],
    ['an end that is none', { claims: { exp: -1 } }],
    ['an end long ago', { claims: { exp: now - hour } }],
    ['a beginning to come', { claims: { nbf: now + hour, exp: now + 2 * hour } }],
  ];

  it('refuses every forged token, calls nobody and keeps the console clean', async () => {
    await begin();
    const activity = await greeting();
    for (const [name, overrides] of forged) {
      const token = overrides && stage.teams.token(overrides);
      expect([name, (await stage.teams.post(activity, token)).status]).toEqual([name, 401]);
    }
    expect((await stage.teams.post(activity, 'nonsense')).status).toBe(401);
    expect((await stage.teams.post({ ...activity, channelId: 'emulator' })).status).toBe(401);
    expect(handle).not.toHaveBeenCalled();
    expect(complaint).not.toHaveBeenCalled();
    expect((await stage.teams.post(activity)).status).toBe(200);
    expect(handle).toHaveBeenCalledTimes(1);
  });

  it('refuses other tenants', async () => {
    await begin();
    const activity = await greeting();
    const other = '99999999-9999-4999-8999-999999999999';
    const conversation = activity.conversation as object;
    for (const more of [
      { conversation: { ...conversation, tenantId: other } },
      { channelData: { tenant: { id: other } } },
      { conversation: { ...conversation, tenantId: undefined }, channelData: {} },
    ])
      expect((await stage.teams.post({ ...activity, ...more })).status).toBe(403);
    expect(handle).not.toHaveBeenCalled();
  });

  it('asks to come again while the keys cannot be had', async () => {
    await begin({ adapter: { openidUrl: 'http://127.0.0.1:9/none' } });
    expect((await stage.teams.say(ALICE, 'personal', 'hello')).status).toBe(503);
    expect(handle).not.toHaveBeenCalled();
  });

  it('refuses what is too large, what is no JSON and what is no activity', async () => {
    await begin();
    const { activity: _, ...delivery } = await stage.teams.post({ text: 'x'.repeat(300_000) });
    expect(delivery.status).toBe(413);
    expect((await stage.teams.post({ type: 'message' })).status).toBe(400);
  });

  it('needs no token where that was asked for', async () => {
    await begin({ tenant: { auth: 'none' }, adapter: { auth: 'none', appPassword: '' } });
    expect((await stage.teams.say(ALICE, 'personal', 'hello')).status).toBe(200);
    await postTo(stage.teams.serviceUrl);
    expect(stage.teams.ledger.calls.some(({ path }) => path.includes('login'))).toBe(false);
  });

  it('does not connect without an app id: then botbuilder would trust everybody', () => {
    const options = { tenantId: 't', serviceHosts: [], router: express.Router(), log: pino({ level: 'silent' }) };
    const words = { repeat: '', openChat: '' };
    expect(() => connectTeams({ ...options, words, auth: 'token', appId: '', appPassword: 'x' })).toThrow('app id');
  });

  it('does not take others’ words off the console', async () => {
    const diverted = vi.fn();
    const { console: shown } = globalThis;
    await quietly(diverted, async () => shown.error('inside'));
    shown.error('outside');
    expect(diverted).toHaveBeenCalledWith('inside');
    expect(complaint.mock.calls).toEqual([['outside']]);
  });
});

describe('where tokens go', () => {
  const hosts = ['smba.trafficmanager.net', '127.0.0.1:3978', 'localhost:4000'];
  it.each([
    ['https://smba.trafficmanager.net/emea/', 'https://smba.trafficmanager.net/emea'],
    ['https://SMBA.trafficmanager.net/emea/', 'https://smba.trafficmanager.net/emea'],
    ['https://eu.smba.trafficmanager.net', 'https://eu.smba.trafficmanager.net'],
    ['http://127.0.0.1:3978/connector/', 'http://127.0.0.1:3978/connector'],
    ['http://localhost:4000/', 'http://localhost:4000'],
    ['http://smba.trafficmanager.net/', undefined],
    ['https://evilsmba.trafficmanager.net/', undefined],
    ['https://smba.trafficmanager.net.evil.example/', undefined],
    ['https://smba.trafficmanager.net@evil.example/', undefined],
    ['https://evil.example\\@smba.trafficmanager.net/', undefined],
    ['https://user@smba.trafficmanager.net/', undefined],
    ['https://smba.trafficmanager.net:8443/', undefined],
    ['https://smba.trafficmanager.net./', undefined],
    ['https://smba.traffic\tmanager.net/', undefined],
    ['https://smba.trafficmanager.net/?x', undefined],
    ['https://smba.trafficmanager.net#/', undefined],
    ['http://127.0.0.1/', undefined],
    ['http://2130706433:3978/', undefined],
    ['http://0x7f.1:3978/', undefined],
    ['http://[::1]:3978/', undefined],
    ['http://[::ffff:127.0.0.1]:3978/', undefined],
    ['https://x.127.0.0.1:3978/', undefined],
    ['http://x.localhost:4000/', undefined],
    ['ftp://smba.trafficmanager.net/', undefined],
    ['file:///etc/passwd', undefined],
    ['nonsense', undefined],
    ['', undefined],
  ])('%s → %s', (serviceUrl, base) => {
    expect(serviceBase(serviceUrl, hosts)).toBe(base);
  });

  it('not to a strange service that an activity names, though its token says the same', async () => {
    await begin();
    const activity = await greeting();
    for (const serviceurl of ['https://evil.example/', 'http://2130706433:1/', 'http://user@127.0.0.1:1/']) {
      const token = stage.teams.token({ claims: { serviceurl } });
      expect((await stage.teams.post({ ...activity, serviceUrl: serviceurl }, token)).status).toBe(403);
    }
    expect(handle).not.toHaveBeenCalled();
    await expect(postTo('https://evil.example/')).rejects.toBeInstanceOf(Undeliverable);
  });

  it('not to a strange service that was stored, whatever stands beside it', async () => {
    stage = await stageTeams();
    const route = JSON.stringify({ address: 'https://evil.example/', teams: [] });
    await stage.listen(handle, route);
    await expect(postTo(route)).rejects.toBeInstanceOf(Undeliverable);
    const again = stage.restarted();
    await again.start(handle, route);
    // The first of the allowed hosts stands in for it.
    await expect(again.person(ALICE)).rejects.toBeInstanceOf(RetryLater);
  });

  it('not where a redirect points to', async () => {
    let elsewhere = '';
    const pointer = createServer((_request, response) => response.writeHead(307, { Location: elsewhere }).end());
    await new Promise<void>((resolve) => pointer.listen(0, '127.0.0.1', resolve));
    const host = `127.0.0.1:${(pointer.address() as AddressInfo).port}`;
    await begin({ adapter: { serviceHosts: [host] } });
    elsewhere = `${stage.teams.serviceUrl}v3/conversations`;
    await expect(postTo(`http://${host}/`)).rejects.toBeInstanceOf(Undeliverable);
    expect(stage.teams.ledger.calls.filter(({ path }) => path.includes('/v3/'))).toEqual([]);
    pointer.close();
  });
});
