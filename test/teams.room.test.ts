// War rooms on Teams: made once whatever happens to the answer, filled, described, archived; and spoken in from the first moment.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { GAPS } from '../adapters/teams/facts.ts';
import { channelName } from '../adapters/teams/room-channel.ts';
import type { LocalTeams } from '../playground/teams/teams.ts';
import type { TeamsUser } from '../playground/teams/world.ts';
import { Ambiguous, RetryLater, Undeliverable } from '../src/errors.ts';
import type { Handle, MadeRoom, Place, Request, RoomPlan } from '../src/port.ts';
import { say } from './conformance/samples.ts';
import { stageTeams, type TeamsStage, world } from './conformance/teams.ts';

const ALICE = '29:alice';
const [BOB, GUS, OLA] = ['29:bob', '29:gus', '29:ola'];

const user = (name: string, more: Partial<TeamsUser> = {}): TeamsUser => ({
  ...{ id: `29:${name.toLowerCase()}`, aadObjectId: `55555555-5555-4555-8555-${name.padEnd(12, '0')}`, name },
  ...{ email: `${name}@example.com`, userPrincipalName: `${name}@example.com`, locale: 'en-GB', guest: false },
  ...more,
});
/** Bob and the guest Gus are in the team with Alice; Ola is of the tenant alone. */
const people = [user('Bob'), user('Gus', { guest: true }), user('Ola', { outside: true })];

let stage: TeamsStage;
const handle = vi.fn<Handle>();

async function begin(options: Parameters<typeof stageTeams>[0] = {}): Promise<void> {
  const tenant = { ...world(), users: [...world().users, ...people] };
  stage = await stageTeams({ ...options, tenant: { world: tenant, limits: false, ...options.tenant } });
  await stage.listen(handle);
}

beforeEach(() => {
  handle.mockReset();
  handle.mockResolvedValue({ now: { kind: 'nothing' } });
});
afterEach(() => stage?.stop());

const plan = (more: Partial<RoomPlan> = {}): RoomPlan => ({
  ...{ name: 'inc-7-mail-down-x4k2', title: 'INC-7 Mail down x4k2', mark: 'm-7f3a', purpose: 'Mail is down' },
  ...{ private: false, users: [ALICE, BOB], doubtful: false },
  ...more,
});
const make = (more: Partial<RoomPlan> = {}) => stage.platform.rooms.make(plan(more), stage.teams.serviceUrl);
async function made(more: Partial<RoomPlan> = {}): Promise<MadeRoom> {
  const room = await make(more);
  if (room === 'taken') throw new Error('the name is taken');
  return room;
}
const inTenant = (id: string) => stage.teams.conversations().find((each) => each.id === id);
const rooms = () => stage.teams.conversations().filter(({ name }) => name === plan().title);
const fault = (path: RegExp, harm: Parameters<LocalTeams['fault']>[0]['do']) =>
  stage.teams.fault({ match: { method: 'POST', path }, do: harm });
const DROPPED = { kind: 'drop', when: 'after' } as const;

describe('a room in the team', () => {
  it('is a standard channel with the plan’s title, and a link that opens it', async () => {
    await begin();
    const { channel, link } = await made();
    expect(link).toMatch(/^https:\/\/teams\.microsoft\.com\/l\/channel\//u);
    expect(inTenant(channel)).toMatchObject({ type: 'channel', name: plan().title, members: [ALICE, BOB, GUS] });
    expect(inTenant(channel)?.description).toMatch(/^Mail is down\n/u);
  });

  it('is made once, though the answer was lost: the one with our mark is taken for it', async () => {
    await begin();
    fault(/\/channels$/u, DROPPED);
    await expect(make()).rejects.toBeInstanceOf(Ambiguous);
    const room = await made({ doubtful: true });
    expect(rooms().map(({ id }) => id)).toEqual([room.channel]);
    // Who forgot that it was doubtful finds it, too.
    expect(await made()).toEqual(room);
    expect(rooms()).toHaveLength(1);
  });

  it('is made anew when the lost attempt made none', async () => {
    await begin();
    fault(/\/channels$/u, { kind: 'drop', when: 'before' });
    await expect(make()).rejects.toBeInstanceOf(Ambiguous);
    await made({ doubtful: true });
    expect(rooms()).toHaveLength(1);
  });

  it('is never somebody else’s that has its name', async () => {
    await begin();
    await made({ mark: 'm-other' });
    expect(await make()).toBe('taken');
    expect(await make({ doubtful: true })).toBe('taken');
    // The mark’s beginning is not the mark.
    expect(await make({ mark: 'm-oth', doubtful: true })).toBe('taken');
    expect(rooms()).toHaveLength(1);
  });

  it('says what is missing where it may not be made', async () => {
    await begin({ tenant: { consents: { channels: false } } });
    await expect(make()).rejects.toThrow('Channel.Create.Group');
    await expect(make()).rejects.toBeInstanceOf(Undeliverable);
    await stage.stop();
    await begin({ rooms: false });
    expect(stage.platform.facts.gaps['make-room']).toBe(GAPS['make-room']);
    const findings = await stage.platform.inspect([], stage.teams.serviceUrl);
    expect(findings.find(({ what }) => what === 'rooms')).toMatchObject({ state: 'warning' });
    await expect(make()).rejects.toThrow(GAPS['make-room']);
  });

  it('says whether it is heard: a team may let channels be made, and not be read', async () => {
    await begin();
    expect(await made()).not.toHaveProperty('deaf');
    await stage.stop();
    await begin({ tenant: { consents: { channelMessages: false } } });
    expect(await made()).toMatchObject({ deaf: true });
  });

  it('waits when Teams has had enough', async () => {
    await begin();
    fault(/\/channels$/u, { kind: 'rate_limited', retryAfter: 7 });
    await expect(make()).rejects.toMatchObject({ name: 'RetryLater', afterMs: 7_000 });
    expect(rooms()).toEqual([]);
  });

  it('is described anew and keeps its mark', async () => {
    await begin();
    const { channel } = await made();
    for (let time = 0; time < 2; time += 1)
      await stage.platform.rooms.describe(channel, 'Mail: 2 of 3 sites', 'Find the switch', stage.teams.serviceUrl);
    expect(inTenant(channel)?.description).toBe('Mail: 2 of 3 sites\nFind the switch\nmuster:m-7f3a');
    expect(await make({ doubtful: true })).toMatchObject({ channel });
  });

  it('is archived and opened again, each as often as it is asked', async () => {
    await begin();
    const { channel } = await made();
    const { archive, reopen } = stage.platform.rooms;
    for (let time = 0; time < 2; time += 1) await archive(channel, stage.teams.serviceUrl);
    expect(inTenant(channel)?.archived).toBe(true);
    await expect(post(channel)).rejects.toBeInstanceOf(Undeliverable);
    for (let time = 0; time < 2; time += 1) await reopen(channel, stage.teams.serviceUrl);
    await post(channel);
    stage.teams.consents.archiving = false;
    await expect(archive(channel, stage.teams.serviceUrl)).rejects.toThrow('ChannelSettings.ReadWrite.All');
  });

  it('pins nothing and has no links beside it: both are declared', async () => {
    await begin();
    const { channel } = await made();
    expect(Object.keys(stage.platform.facts.gaps)).toEqual(expect.arrayContaining(['pin', 'bookmark']));
    await expect(stage.platform.rooms.pin({ channel, id: '1' })).rejects.toThrow(GAPS.pin);
    await expect(stage.platform.rooms.bookmark(channel, 'INC-7', 'https://x.test')).rejects.toThrow(GAPS.bookmark);
  });
});

describe('who is brought in', () => {
  const bring = (channel: string, users: readonly string[], add: boolean) =>
    stage.platform.rooms.bring(channel, users, add, stage.teams.serviceUrl);

  it('is there already if they are in the team; others are left out, unless they may be added to it', async () => {
    await begin();
    const { channel } = await made();
    expect(await bring(channel, [ALICE, BOB, GUS], false)).toEqual([]);
    expect(await bring(channel, [BOB, OLA], false)).toEqual([{ user: OLA, why: 'not in the team' }]);
    for (let time = 0; time < 2; time += 1) expect(await bring(channel, [BOB, OLA], true)).toEqual([]);
    expect(inTenant(channel)?.members).toContain(OLA);
  });

  it('is left out, each for a reason, where Teams refuses', async () => {
    await begin({ tenant: { consents: { people: false } } });
    const { channel } = await made();
    const left = await bring(channel, [BOB, OLA, '29:nobody'], true);
    expect(left).toEqual([
      { user: OLA, why: 'Teams has not granted TeamMember.ReadWrite.All' },
      { user: '29:nobody', why: 'the directory does not know them' },
    ]);
  });

  it('is tried again when Teams has no time', async () => {
    await begin();
    const { channel } = await made();
    fault(/\/members$/u, { kind: 'status', status: 503, when: 'before' });
    await expect(bring(channel, [OLA], true)).rejects.toBeInstanceOf(RetryLater);
    expect(await bring(channel, [OLA], true)).toEqual([]);
  });

  it('sees the whole of a group chat', async () => {
    await begin();
    const { channel } = await made({ private: true });
    for (let time = 0; time < 2; time += 1) expect(await bring(channel, [ALICE, GUS, OLA], false)).toEqual([]);
    expect(inTenant(channel)?.members).toEqual([ALICE, BOB, GUS, OLA]);
    const added = stage.teams.ledger.calls.filter(({ path }) => /chats\/.*\/members$/u.test(path));
    expect(added.map(({ body }) => body)).toMatchObject([
      { roles: ['guest'], visibleHistoryStartDateTime: '0001-01-01T00:00:00Z' },
      { roles: ['owner'] },
    ]);
    stage.teams.consents.people = false;
    expect(await bring(channel, ['29:nobody', BOB], false)).toMatchObject([{ user: '29:nobody' }]);
  });
});

describe('who has an address', () => {
  const called = (channel: string | undefined, ...mails: string[]) =>
    stage.platform.rooms.called(mails, channel, stage.teams.serviceUrl);

  it('is found in the roster of the team, if they are a member and no guest', async () => {
    await begin();
    const { channel } = await made();
    const found = await called(channel, 'bob@example.com', 'gus@example.com', 'ola@example.com', 'no@example.com');
    expect(Object.fromEntries(found)).toEqual({ 'bob@example.com': { user: BOB, name: 'Bob' } });
  });

  it('is found for a group chat in which they are not yet, and can be brought into it', async () => {
    await begin();
    const { channel } = await made({ private: true, users: [ALICE] });
    for (const where of [channel, undefined])
      expect([...(await called(where, 'bob@example.com')).keys()]).toEqual(['bob@example.com']);
    expect(await stage.platform.rooms.bring(channel, [BOB], false, stage.teams.serviceUrl)).toEqual([]);
    expect(inTenant(channel)?.members).toEqual([ALICE, BOB]);
  });

  it('cannot be told for a group chat as long as nothing was heard of the team', async () => {
    await begin();
    const { channel } = await made({ private: true });
    const platform = stage.restarted();
    await expect(platform.rooms.called(['bob@example.com'], channel, stage.teams.serviceUrl)).rejects.toThrow('TEAM');
  });
});

describe('a room that only a few may see', () => {
  it('is a group chat of its people, and Muster is in it', async () => {
    await begin();
    const { channel, link } = await made({ private: true });
    expect(link).toContain('/l/chat/');
    expect(inTenant(channel)).toMatchObject({
      type: 'groupChat',
      name: plan().title,
      members: [ALICE, BOB],
      bot: true,
    });
    await post(channel);
  });

  it('is not made again when Muster could not be put into it at once', async () => {
    await begin();
    fault(/\/installedApps$/u, { kind: 'status', status: 500, when: 'after' });
    await expect(make({ private: true })).rejects.toBeInstanceOf(RetryLater);
    const { channel } = await made({ private: true });
    expect(rooms().map(({ id, bot }) => [id, bot])).toEqual([[channel, true]]);
  });

  it('is made once more when its end was not known; the other has no Muster', async () => {
    await begin();
    fault(/\/chats$/u, DROPPED);
    await expect(make({ private: true })).rejects.toBeInstanceOf(Ambiguous);
    const { channel } = await made({ private: true, doubtful: true });
    const bots = Object.fromEntries(rooms().map(({ id, bot }) => [id, bot]));
    expect([Object.keys(bots).length, bots[channel]]).toEqual([2, true]);
    expect(Object.values(bots)).toContain(false);
  });

  it('leaves nothing behind where it may not be made, and says what is missing', async () => {
    await begin({ tenant: { consents: { chats: false } } });
    await expect(make({ private: true })).rejects.toThrow('Chat.Create');
    await stage.stop();
    await begin({ tenant: { consents: { channels: false } } });
    await expect(make({ private: true })).rejects.toThrow('TeamsAppInstallation.Read.Group');
    await expect(make({ private: true, users: [] })).rejects.toBeInstanceOf(Undeliverable);
    expect(rooms()).toEqual([]);
  });

  it('has its name for a topic, and stays when it is archived', async () => {
    await begin();
    const { channel } = await made({ private: true });
    const { describe: describing, archive, reopen } = stage.platform.rooms;
    await describing(channel, 'Mail', 'Find the switch');
    await archive(channel);
    await reopen(channel);
    await post(channel);
    expect(inTenant(channel)).toMatchObject({ name: plan().title, members: [ALICE, BOB] });
  });
});

const placeOf = (channel: string): Place => ({
  ...{ kind: 'channel', platform: 'teams', workspace: stage.teams.world.tenantId, channel },
});
const post = (channel: string, key = 'key') =>
  stage.platform.send({
    ...{ do: 'post', key, place: placeOf(channel), route: stage.teams.serviceUrl },
    card: {
      ...say('Mail is down'),
      blocks: [
        { type: 'call', people: [{ text: 'Bob & Co', user: BOB }, { text: 'Hal' }] },
        { type: 'text', text: ['Mail is down'] },
      ],
    },
  });

describe.each([
  ['channel', false],
  ['group chat', true],
])('in a fresh %s', (_, hidden) => {
  it('a post stands at once, calls people, and is found by its key', async () => {
    await begin();
    const { channel } = await made({ private: hidden });
    const sent = await post(channel);
    const [shown] = stage.teams.messages(channel);
    expect(shown).toMatchObject({
      ...{ id: sent.id, text: '<at>Bob &amp; Co</at>, Hal', textFormat: 'xml' },
      entities: [{ type: 'mention', mentioned: { id: BOB, name: 'Bob & Co' }, text: '<at>Bob &amp; Co</at>' }],
    });
    const find = (key: string, platform = stage.platform) =>
      platform.find(key, placeOf(channel), new Date(0), stage.teams.serviceUrl);
    expect([await find('key'), await find('other')]).toEqual([sent, 'absent']);
    // A new process has heard of no team, and the address is all that was stored.
    expect(await find('key', stage.restarted())).toEqual(sent);
  });

  it('plain words are heard, with files, and again when they change or are gone', async () => {
    await begin();
    const { channel } = await made({ private: hidden });
    handle.mockClear();
    const picture = { name: 'image.png', bytes: new Uint8Array(4), pasted: true };
    const { activity } = await stage.teams.say(BOB, channel, 'db2 is full', { files: [picture] });
    const id = String(activity.id);
    await stage.teams.edit(BOB, id, 'db3 is full');
    await stage.teams.remove(BOB, id);
    const heard = handle.mock.calls.map(([request]): Request => request);
    expect(heard.map(({ said }) => said.kind)).toEqual(['message', 'edited', 'deleted']);
    expect(heard.map(({ place }) => place)).toEqual(Array(3).fill(placeOf(channel)));
    expect(heard[0]).toMatchObject({ user: BOB, said: { text: 'db2 is full', files: [{ name: 'image.png' }] } });
    expect(heard.every(({ message }) => message?.id === id && message.link !== undefined)).toBe(true);
  });
});

it('a name keeps to Teams’ rules, and its end', () => {
  expect(channelName('INC-7 Mail down x4k2')).toBe('INC-7 Mail down x4k2');
  expect(channelName('.. _INC-7: a/b "c", d. x4k2.')).toBe('INC-7 a b c d. x4k2');
  const long = channelName(`INC-7 ${'邮件'.repeat(60)} x4k2`);
  expect(long.length).toBeLessThanOrEqual(50);
  expect(long).toMatch(/ x4k2$/u);
});
