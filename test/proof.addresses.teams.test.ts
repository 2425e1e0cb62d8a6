// Addresses that Teams and Graph hand us, each of them strange: nothing is sent there, and no token follows where one points to.
import { type IncomingMessage, type ServerResponse, validateHeaderValue } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { RetryLater, Undeliverable } from '../src/errors.ts';
import type { Handle, Place, RoomPlan } from '../src/port.ts';
import { say } from './conformance/samples.ts';
import { stageTeams, type TeamsStage } from './conformance/teams.ts';
import { type Astray, everythingGoesAstray, oracle, strangeAddresses } from './support/strange.ts';

const ALICE = '29:alice';
const CONNECTOR = 'smba.trafficmanager.net';
let astray: Astray;
/** A server on the list of those that may have a token: the Connector's, Graph's and a file's host at once. */
let listed: Awaited<ReturnType<typeof oracle>>;
let stage: TeamsStage;
let addresses: string[];
let says: (path: string, request: IncomingMessage, response: ServerResponse) => void;
const handle = vi.fn<Handle>(async () => ({ now: { kind: 'nothing' } }));

beforeAll(async () => {
  astray = await everythingGoesAstray();
  listed = await oracle((request, response) => says(request.url ?? '', request, response));
  says = (_path, _request, response) => json(response, {});
  const serviceHosts = [CONNECTOR, listed.host];
  stage = await stageTeams({ adapter: { serviceHosts, graphUrl: listed.origin } });
  // Known only now.
  serviceHosts.push(new URL(stage.teams.serviceUrl).host);
  await stage.listen(handle);
  addresses = strangeAddresses(CONNECTOR, listed.host, astray.port);
});
afterEach(() => expect(astray.received.splice(0)).toEqual([]));
afterAll(async () => {
  await stage.stop();
  await listed.stop();
  await astray.stop();
});

const json = (response: ServerResponse, body: object) =>
  void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
const elsewhere = (response: ServerResponse, location: string, status = 307) =>
  void response.writeHead(status, { location }).end();
const all = (items: readonly string[], each: (item: string) => Promise<void>) => Promise.all(items.map(each));
const place: Place = { kind: 'channel', platform: 'teams', workspace: 'any', channel: '19:desk@thread.tacv2' };
const groupChat: Place = { ...place, channel: '19:room@thread.v2' };
const plan: RoomPlan = {
  ...{
    name: 'inc-7-k3f9',
    title: 'INC-7 k3f9',
    mark: 'm1',
    purpose: 'Mail',
    private: false,
    users: [],
    doubtful: true,
  },
};
const post = (route: string) => stage.platform.send({ do: 'post', key: 'k', place, route, card: say('hello') });

async function fetched(by: 'share' | 'bot', url: string): Promise<void> {
  for await (const _ of await stage.platform.fetch(JSON.stringify({ by, url }))) expect.unreachable('there was a file');
}
const canBeHeader = (address: string): boolean => {
  try {
    validateHeaderValue('location', address);
    // What is no address of its own is one below the host that it came from.
    return URL.canParse(address) || address.startsWith('//');
  } catch {
    return false;
  }
};

describe('the service’s address', () => {
  test('of an activity, though its token names the same', async () => {
    const { activity } = await stage.teams.say(ALICE, 'personal', 'hello');
    expect(handle).toHaveBeenCalled();
    handle.mockClear();
    await all(addresses, async (serviceUrl) => {
      const token = stage.teams.token({ claims: { serviceurl: serviceUrl } });
      const { status } = await stage.teams.post({ ...activity, serviceUrl }, token);
      expect([serviceUrl, [400, 401, 403].includes(Number(status))]).toEqual([serviceUrl, true]);
    });
    expect(handle).not.toHaveBeenCalled();
  });

  test('that was stored, by itself or with its teams', async () => {
    const routes = addresses.flatMap((address) => [address, JSON.stringify({ address, teams: [{ id: '19:t' }] })]);
    const { rooms, inspect } = stage.platform;
    await all(routes, async (route) => {
      await expect(post(route), route).rejects.toBeInstanceOf(Undeliverable);
      await expect(rooms.bring(place.channel, ['29:bob'], true, route)).rejects.toBeInstanceOf(Undeliverable);
      await expect(rooms.called(['bob@example.com'], place.channel, route)).rejects.toBeInstanceOf(Undeliverable);
      expect(await inspect([place.channel], route)).toContainEqual(
        expect.objectContaining({ what: 'place', state: 'bad' }),
      );
    });
  });

  test('in a new process, which knows nothing else', () =>
    all(addresses, async (address) => {
      const fresh = stage.restarted();
      await (await fresh.start(handle, address))();
      await expect(fresh.send({ do: 'post', key: 'k', place, route: address, card: say('x') })).rejects.toThrow();
      await expect(fresh.person(ALICE, address)).rejects.toThrow();
    }));

  test.each([301, 302, 303, 307, 308])('that sends on (%s)', async (status) => {
    says = (_path, _request, response) => elsewhere(response, `http://127.0.0.1:${astray.port}/v3/`, status);
    await expect(post(`${listed.origin}/`)).rejects.toBeInstanceOf(Undeliverable);
  });
});

describe('Graph', () => {
  test('goes on at another page', async () => {
    for (const address of addresses) {
      // Of no name at all: on its own server, where there is nothing.
      if (address === '' || !/[/:]/u.test(address)) continue;
      says = (_path, _request, response) => json(response, { value: [], '@odata.nextLink': address });
      const found = await stage.platform.find('k', groupChat, new Date(), `${listed.origin}/`);
      expect([address, found]).toEqual([address, 'unknown']);
      await expect(stage.platform.rooms.make(plan, `${listed.origin}/`), address).rejects.toBeInstanceOf(Undeliverable);
    }
  });

  test('sends on', async () => {
    says = (_path, _request, response) => elsewhere(response, `http://127.0.0.1:${astray.port}/v1.0/`);
    expect(await stage.platform.find('k', groupChat, new Date(), `${listed.origin}/`)).toBe('unknown');
  });
});

describe('a file', () => {
  test.each(['share', 'bot'] as const)('that is said to be there (%s)', async (by) => {
    for (const address of [...addresses, ...strangeAddresses('sharepoint.com', listed.host, astray.port)])
      await expect(fetched(by, address), address).rejects.toBeInstanceOf(Undeliverable);
  });

  test.each(['share', 'bot'] as const)('whose host sends on (%s)', async (by) => {
    for (const address of addresses.filter(canBeHeader)) {
      says = (_path, _request, response) => elsewhere(response, address, 302);
      await expect(fetched(by, `${listed.origin}/file`), address).rejects.toBeInstanceOf(Undeliverable);
    }
  });
});

describe('who somebody is', () => {
  test('is not asked where a token says that its key can be had', async () => {
    const { activity } = await stage.teams.say(ALICE, 'personal', 'hello');
    handle.mockClear();
    await all(addresses, async (address) => {
      for (const overrides of [{ kid: 'other', head: { jku: address, x5u: address } }, { claims: { iss: address } }])
        expect((await stage.teams.post(activity, stage.teams.token(overrides))).status).toBe(401);
    });
    expect(handle).not.toHaveBeenCalled();
  });

  test('the password does not follow a login that sends on', async () => {
    says = (_path, _request, response) => elsewhere(response, `http://127.0.0.1:${astray.port}/token`);
    const lost = await stageTeams({ adapter: { loginUrl: listed.origin } });
    await expect(lost.platform.check()).rejects.toBeInstanceOf(RetryLater);
    await lost.stop();
  });
});
