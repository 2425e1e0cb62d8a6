// War rooms on Slack: made once whatever happens, never a stranger's channel, and nobody kept out by those who cannot come.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FaultAction } from '../playground/slack/faults.ts';
import type { SlackUser } from '../playground/slack/world.ts';
import { Ambiguous, RetryLater, Undeliverable } from '../src/errors.ts';
import type { MadeRoom, RoomPlan } from '../src/port.ts';
import { say } from './conformance/samples.ts';
import { type Connected, connected, world } from './conformance/slack.ts';

const plan: RoomPlan = {
  ...{ name: 'inc-7-mail-is-down-k3f9', title: 'INC-7 Mail is down k3f9', mark: 'm1', purpose: 'Mail is down' },
  ...{ private: false, users: ['UALICE'], doubtful: false },
};

const reasons = ['ura_max_channels', 'user_is_restricted', 'no_external_invite_permission', 'cant_invite'];
/** Every thirtieth cannot be brought in, for one reason or another. */
const crowd = Array.from({ length: 300 }, (_, index): SlackUser => {
  const why = index % 30 === 7 ? { uninvitable: reasons[((index / 30) % reasons.length) | 0] ?? '' } : {};
  const base = { tz: 'Europe/Paris', locale: 'en-GB', guest: false, email: `u${index}@acme.test` };
  return { ...base, ...why, id: `UC${index}`, name: `u${index}`, realName: `Person ${index}` };
});

let chat: Connected;
beforeEach(async () => {
  const channels = [
    ...world.channels,
    { id: 'COLD', name: 'inc-7-old-a1b2', members: ['UBOB'], archived: true },
    ...Array.from({ length: 1_000 }, (_, index) => ({ id: `CF${index}`, name: `other-${index}`, members: [] })),
    { id: 'CHIDE', name: 'inc-7-hidden-c3d4', members: ['UBOB'], isPrivate: true },
  ];
  chat = await connected('http', { users: [...world.users, ...crowd], channels });
});
afterEach(() => chat.stop());

const calls = (method: string) => chat.slack.ledger.calls.filter((call) => call.method === method);
const named = (name: string) => chat.slack.channels().filter((each) => each.name === name);
async function made(more: Partial<RoomPlan> = {}): Promise<MadeRoom> {
  const room = await chat.platform.rooms.make({ ...plan, ...more });
  if (room === 'taken') throw new Error('the name is taken');
  return room;
}

describe('a room', () => {
  it.each([
    [false, 'channel'],
    [true, 'group'],
  ])('is made by the plan, private: %s, and can be opened by its link', async (closed, kind) => {
    const room = await made({ private: closed });
    expect(chat.slack.channel(room.channel)).toMatchObject({ name: plan.name, kind, creator: 'UMUSTER' });
    expect(room.link).toBe(`https://acme.slack.com/archives/${room.channel}`);
  });

  it('has a name that Slack takes, and keeps the random end of one that is too long', async () => {
    const nameOf = async (name: string) => chat.slack.channel((await made({ name })).channel).name;
    expect(await nameOf('INC-7 Mail & Web: down-k3f9')).toBe('inc-7-mail-web-down-k3f9');
    expect(await nameOf('inc-8-邮件-k3f9')).toBe('inc-8-邮件-k3f9');
    expect(await nameOf(`inc-9-${'long'.repeat(30)}-k3f9`)).toMatch(/^inc-9-(?:long)+l?-k3f9$/);
  });

  const cut: FaultAction[] = [
    { kind: 'drop', when: 'after' },
    { kind: 'status', status: 500, when: 'after' },
    { kind: 'error', error: 'internal_error', when: 'after' },
    { kind: 'error', error: 'fatal_error', when: 'after' },
    { kind: 'malformed' },
  ];
  it.each(cut)('is found again, not made twice, when the answer to its making was lost: %o', async (fault) => {
    chat.slack.fault({ method: 'conversations.create', times: 1, do: fault });
    await expect(made()).rejects.toBeInstanceOf(Ambiguous);
    const room = await made({ doubtful: true });
    expect(named(plan.name).map(({ id }) => id)).toEqual([room.channel]);
    expect(calls('conversations.create')).toHaveLength(1);
  });

  it('is made after all when the first attempt came to nothing', async () => {
    chat.slack.fault({ method: 'conversations.create', times: 1, do: { kind: 'drop', when: 'before' } });
    await expect(made({ private: true })).rejects.toBeInstanceOf(Ambiguous);
    const room = await made({ private: true, doubtful: true });
    expect(named(plan.name).map(({ id }) => id)).toEqual([room.channel]);
  });

  it('is found on a later page, and opened again where somebody has archived it', async () => {
    const room = await made({ private: true });
    await chat.platform.rooms.archive(room.channel);
    expect(await made({ private: true, doubtful: true })).toEqual(room);
    expect(calls('conversations.list').map(({ args }) => args.limit)).toEqual(['999', '999']);
    expect(chat.slack.channel(room.channel).archived).toBe(false);
  });

  it('is not somebody else’s channel, open or archived', async () => {
    expect(await chat.platform.rooms.make({ ...plan, name: 'service-desk' })).toBe('taken');
    expect(await chat.platform.rooms.make({ ...plan, name: 'service-desk', doubtful: true })).toBe('taken');
    expect(await chat.platform.rooms.make({ ...plan, name: 'inc-7-old-a1b2' })).toBe('taken');
    expect(chat.slack.channel('COLD').archived).toBe(true);
  });

  it('is not somebody’s private channel, which Slack does not list; after a doubtful attempt it may be ours yet', async () => {
    const hidden = { ...plan, name: 'inc-7-hidden-c3d4' };
    expect(await chat.platform.rooms.make(hidden)).toBe('taken');
    await expect(chat.platform.rooms.make({ ...hidden, doubtful: true })).rejects.toBeInstanceOf(RetryLater);
  });

  it.each(['restricted_action', 'missing_scope', 'user_is_restricted'])(
    'is refused for good with Slack’s word: %s',
    async (error) => {
      if (error === 'restricted_action') chat.slack.restrict(true);
      else chat.slack.fault({ method: 'conversations.create', do: { kind: 'error', error } });
      await expect(made()).rejects.toThrow(new Undeliverable(`conversations.create: ${error}`));
      expect(named(plan.name)).toEqual([]);
    },
  );

  it('waits as long as Slack says', async () => {
    chat.slack.fault({ method: /^conversations\./, do: { kind: 'rate_limited', retryAfter: 7 } });
    const waits = { name: 'RetryLater', afterMs: 7_000, named: true };
    await expect(made()).rejects.toMatchObject(waits);
    await expect(made({ doubtful: true })).rejects.toMatchObject(waits);
    await expect(chat.platform.rooms.bring('C1', ['UC1'], false)).rejects.toMatchObject(waits);
    await expect(chat.platform.rooms.describe('C1', 'a', 'b')).rejects.toMatchObject(waits);
  });
});

describe('who has an address', () => {
  const called = (...mails: string[]) => chat.platform.rooms.called(mails, undefined);

  it('is found if they are a member: no guest, nobody of another workspace, no bot, nobody who has left', async () => {
    const found = await called('alice@acme.test', 'bob@acme.test', 'else@partner.test', 'u1@acme.test', 'no@acme.test');
    expect(Object.fromEntries(found)).toEqual({
      'alice@acme.test': { user: 'UALICE', name: 'Alice Moreau' },
      'u1@acme.test': { user: 'UC1', name: 'Person 1' },
    });
    await chat.slack.deactivate('UC1');
    expect([...(await called('u1@acme.test')).keys()]).toEqual([]);
  });

  it('is asked for later when Slack has no time, and not at all where it was not permitted', async () => {
    const method = 'users.lookupByEmail';
    chat.slack.fault({ method, times: 1, do: { kind: 'status', status: 500 } });
    await expect(called('alice@acme.test')).rejects.toBeInstanceOf(RetryLater);
    chat.slack.fault({ method, times: 1, do: { kind: 'error', error: 'missing_scope' } });
    await expect(called('alice@acme.test')).rejects.toThrow(new Undeliverable(`${method}: missing_scope`));
  });
});

describe('in a room', () => {
  let room: string;
  beforeEach(async () => {
    room = (await made({ private: true })).channel;
  });
  const inRoom = () => chat.slack.channel(room);

  it('all but those who cannot come are brought in, by the hundred; a repeat says the same', async () => {
    const users = crowd.map(({ id }) => id);
    const impossible = crowd.flatMap(({ id, uninvitable }) => (uninvitable ? [{ user: id, why: uninvitable }] : []));
    expect(impossible).toHaveLength(10);
    expect(new Set(impossible.map(({ why }) => why)).size).toBe(4);
    expect(await chat.platform.rooms.bring(room, ['UMUSTER', ...users, ...users], false)).toEqual(impossible);
    expect(inRoom().members.size).toBe(291);
    expect(calls('conversations.invite')).toHaveLength(4);
    expect(await chat.platform.rooms.bring(room, users, false)).toEqual(impossible);
    expect(inRoom().members.size).toBe(291);
    expect(await chat.platform.rooms.bring(room, [], false)).toEqual([]);
  });

  it('nobody unknown or of another workspace holds the others up', async () => {
    expect(await chat.platform.rooms.bring(room, ['UNOBODY', 'UALICE', 'USTRANGE'], false)).toEqual([
      { user: 'UNOBODY', why: 'user_not_found' },
      { user: 'USTRANGE', why: 'no_external_invite_permission' },
    ]);
    expect([...inRoom().members]).toEqual(['UMUSTER', 'UALICE']);
  });

  it('whom Slack refuses without a name is found by asking for fewer', async () => {
    const some = crowd.slice(0, 7).map(({ id }) => id);
    const where = ({ users }: Record<string, unknown>) => String(users).split(',').includes('UC3');
    const error = 'user_is_restricted';
    chat.slack.fault({ method: 'conversations.invite', where, do: { kind: 'error', error } });
    expect(await chat.platform.rooms.bring(room, some, false)).toEqual([{ user: 'UC3', why: error }]);
    expect(inRoom().members.size).toBe(7);
  });

  it('nobody can be brought in where the channel itself refuses', async () => {
    await expect(chat.platform.rooms.bring('COLD', ['UALICE'], false)).rejects.toThrow('not_in_channel');
    await chat.platform.rooms.archive(room);
    const bringing = chat.platform.rooms.bring(room, ['UALICE'], false);
    await expect(bringing).rejects.toThrow(new Undeliverable('conversations.invite: is_archived'));
  });

  it('topic and purpose fit, and hold nothing that Slack could read as a mention', async () => {
    await chat.platform.rooms.describe(room, 'P1 · <!channel> is down', 'x'.repeat(400));
    expect(inRoom()).toMatchObject({ topic: 'P1 · ＜!channel> is down', purpose: `${'x'.repeat(249)}…` });
    await chat.platform.rooms.describe(room, 'P2', 'Mail');
    expect(inRoom()).toMatchObject({ topic: 'P2', purpose: 'Mail' });
  });

  it('one message is pinned once, and one that is gone not at all', async () => {
    const place = { kind: 'channel', platform: 'slack', workspace: 'T1', channel: room } as const;
    const sent = await chat.platform.send({ do: 'post', place, key: 'k1', card: say('INC-7') });
    await chat.platform.rooms.pin(sent);
    await chat.platform.rooms.pin(sent);
    await chat.platform.rooms.pin({ ...sent, id: '1.000001' });
    expect(inRoom().pins).toEqual([sent.id]);
  });

  it('one link stands there once, another beside it', async () => {
    const bridge = 'https://meet.acme.test/7?a=1&b=2';
    await chat.platform.rooms.bookmark(room, 'Bridge', bridge);
    await chat.platform.rooms.bookmark(room, 'Bridge', bridge);
    await chat.platform.rooms.bookmark(room, 'Teams', 'https://teams.acme.test/7');
    expect(inRoom().bookmarks).toMatchObject([
      { title: 'Bridge', link: bridge },
      { title: 'Teams', link: 'https://teams.acme.test/7' },
    ]);
  });

  it('a bookmark whose answer was lost is not doubled', async () => {
    chat.slack.fault({ method: 'bookmarks.add', times: 1, do: { kind: 'drop', when: 'after' } });
    const adding = () => chat.platform.rooms.bookmark(room, 'Bridge', 'https://meet.acme.test/7');
    await expect(adding()).rejects.toBeInstanceOf(RetryLater);
    await adding();
    expect(inRoom().bookmarks).toHaveLength(1);
  });

  it('is archived and opened again, each as often as one likes', async () => {
    for (const archived of [true, true, false, false, true]) {
      if (archived) await chat.platform.rooms.archive(room);
      else await chat.platform.rooms.reopen(room);
      expect(inRoom().archived).toBe(archived);
    }
  });

  it('what Slack itself says there is not heard, what people say is', async () => {
    const heard: unknown[] = [];
    await chat.listen(async ({ user, place, said }) => {
      heard.push([user, place.kind, said.kind]);
      return { now: { kind: 'nothing' } };
    });
    await chat.platform.rooms.bring(room, ['UALICE'], false);
    await chat.platform.rooms.describe(room, 'P1', 'Mail');
    await chat.slack.say('UALICE', room, 'I look at the mail server');
    await chat.slack.idle();
    expect(heard).toEqual([['UALICE', 'channel', 'message']]);
  });
});
