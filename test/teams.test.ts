// What the Teams adapter says, how often, and where it goes when it cannot be said in private.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Ambiguous, RetryLater } from '../src/errors.ts';
import type { Answer, Handle, Place, Platform } from '../src/port.ts';
import { form, say } from './conformance/samples.ts';
import { stageTeams, type TeamsStage } from './conformance/teams.ts';

const ALICE = '29:alice';
const CHANNEL = '19:desk@thread.tacv2';
const nothing: Answer = { now: { kind: 'nothing' } };

let stage: TeamsStage;
const handle = vi.fn<Handle>();

async function begin(options: Parameters<typeof stageTeams>[0] = {}): Promise<TeamsStage> {
  stage = await stageTeams(options);
  await stage.listen(handle);
  return stage;
}

beforeEach(() => {
  handle.mockReset();
  handle.mockResolvedValue(nothing);
});
afterEach(() => stage?.stop());

const posts = () => stage.teams.ledger.calls.filter(({ method, path }) => method === 'POST' && path.includes('/v3/'));
const channel = (): Place => ({
  kind: 'channel',
  platform: 'teams',
  workspace: stage.teams.world.tenantId,
  channel: CHANNEL,
});
const post = (place: Place = channel()) =>
  stage.platform.send({ do: 'post', key: 'key', place, route: stage.teams.serviceUrl, card: say('hello') });

describe('how often something is said', () => {
  it.each([
    ['500', { kind: 'status', status: 500, when: 'after' }],
    ['502', { kind: 'status', status: 502, when: 'before' }],
    ['408', { kind: 'status', status: 408, when: 'before' }],
    ['412', { kind: 'status', status: 412, when: 'before' }],
    ['dropped', { kind: 'drop', when: 'after' }],
    ['half an answer', { kind: 'malformed' }],
  ] as const)('a post with an unsure end once: %s', async (_, harm) => {
    await begin();
    stage.teams.fault({ match: { method: 'POST', path: /\/v3\// }, do: harm });
    await expect(post()).rejects.toBeInstanceOf(Ambiguous);
    expect(posts()).toHaveLength(1);
  });

  it('an edit once, too, and it may be tried again', async () => {
    await begin();
    const message = await post();
    for (const harm of [
      { kind: 'drop', when: 'after' },
      { kind: 'status', status: 500, when: 'before' },
    ] as const) {
      stage.teams.fault({ match: { method: 'PUT' }, do: harm });
      const edit = { do: 'edit', place: channel(), message, route: stage.teams.serviceUrl, card: say('new') } as const;
      await expect(stage.platform.send(edit)).rejects.toBeInstanceOf(RetryLater);
    }
    expect(stage.teams.ledger.calls.filter(({ method }) => method === 'PUT')).toHaveLength(2);
  });

  it('nothing with a token that is refused; the next one is new, and asked for once by all', async () => {
    await begin();
    await Promise.all([post(), post(), post()]);
    const logins = () => stage.teams.ledger.calls.filter(({ path }) => path.includes('/login/')).length;
    expect(logins()).toBe(1);
    stage.teams.expireTokens();
    await expect(post()).rejects.toBeInstanceOf(RetryLater);
    await Promise.all([post(), post()]);
    expect(logins()).toBe(2);
  });

  it('nothing when nobody is there', async () => {
    await begin();
    const { serviceUrl } = stage.teams;
    await stage.teams.stop();
    await expect(
      stage.platform.send({ do: 'post', key: 'k', place: channel(), card: say('x'), route: serviceUrl }),
    ).rejects.toBeInstanceOf(RetryLater);
  });

  it('with a word of warning when it may be a repeat', async () => {
    await begin();
    await stage.platform.send({
      do: 'post',
      key: 'k',
      place: channel(),
      card: say('x'),
      route: stage.teams.serviceUrl,
      repeat: true,
    });
    expect(JSON.stringify(stage.teams.messages(CHANNEL))).toContain('This may be a repeat.');
  });
});

describe('a private answer in a channel', () => {
  const ask = async () => {
    handle.mockResolvedValue({ now: { kind: 'card', card: say('only you') } });
    await stage.teams.say(ALICE, CHANNEL, 'queue', { mention: true });
  };
  const personal = () => stage.teams.messages(stage.teams.personal(ALICE));
  const spoken = () => stage.teams.messages(CHANNEL).filter(({ from }) => from !== ALICE);
  const refuseAside = () =>
    stage.teams.fault({
      match: { path: /;messageid=.*activities/ },
      do: { kind: 'error', status: 400, code: 'BadArgument' },
    });

  it('is a message that only its reader sees', async () => {
    await begin();
    await ask();
    expect([stage.teams.targeted(ALICE).length, personal().length, spoken().length]).toEqual([1, 0, 0]);
  });

  it('calls nobody', async () => {
    await begin();
    const call = { type: 'call', people: [{ text: 'Alice', user: ALICE }] } as const;
    handle.mockResolvedValue({ now: { kind: 'card', card: { ...say('only you'), blocks: [call] } } });
    await stage.teams.say(ALICE, CHANNEL, 'queue', { mention: true });
    expect(stage.teams.targeted(ALICE)).toMatchObject([{ text: '', entities: [] }]);
    expect(JSON.stringify(stage.teams.targeted(ALICE))).toContain('"Alice"');
  });

  it('goes to the 1:1 chat where that is refused, or switched off', async () => {
    await begin();
    refuseAside();
    await ask();
    expect([stage.teams.targeted(ALICE).length, personal().length, spoken().length]).toEqual([0, 1, 0]);
    await stage.stop();
    await begin({ adapter: { targeted: false } });
    await ask();
    expect([stage.teams.targeted(ALICE).length, personal().length, spoken().length]).toEqual([0, 1, 0]);
  });

  it('is a public line without its words where there is no chat yet', async () => {
    await begin({ tenant: { installed: [] } });
    refuseAside();
    await ask();
    expect(spoken().map(({ text, attachments }) => [text, attachments.length])).toEqual([['Open a chat with me.', 0]]);
    expect(spoken()[0]?.root).toBeDefined();
  });

  it('is not tried another way when its end is unsure', async () => {
    await begin();
    stage.teams.fault({ match: { path: /;messageid=.*activities/ }, do: { kind: 'drop', when: 'after' } });
    await ask();
    expect([stage.teams.targeted(ALICE).length, personal().length, spoken().length]).toEqual([1, 0, 0]);
  });
});

describe('a conversation', () => {
  it('waits for its last words before it stops, and takes no more', async () => {
    await begin();
    let finish = (_: Answer['now']): void => {};
    const later = new Promise<Answer['now']>((resolve) => {
      finish = resolve;
    });
    handle.mockResolvedValue({ ...nothing, later });
    await stage.teams.say(ALICE, 'personal', 'slow');
    setTimeout(finish, 50, { kind: 'card', card: say('done') });
    await stage.stop();
    expect(posts()).toHaveLength(1);
    await begin();
  });

  it('says an outcome once more that came when Teams took no more for a second', async () => {
    await begin();
    stage.teams.fault({ match: { method: 'POST', path: /\/v3\// }, do: { kind: 'rate_limited', retryAfter: 1 } });
    handle.mockResolvedValue({ ...nothing, later: Promise.resolve({ kind: 'card', card: say('INC-14 is recorded') }) });
    await stage.teams.say(ALICE, 'personal', 'slow');
    await vi.waitFor(() => expect(posts().map(({ fault }) => Boolean(fault))).toEqual([true, false]), 5_000);
  });

  it('follows no search with an outcome: whoever searches types on', async () => {
    await begin();
    const reply = { kind: 'card', card: say('not yet') } as const;
    handle.mockResolvedValue({ now: reply, later: Promise.resolve(reply) });
    await stage.teams.search(ALICE, 'find', CHANNEL, 'printer');
    await stage.stop();
    expect(posts()).toEqual([]);
    await begin();
  });

  it('knows people by what they said last, and guests and strangers by the roster', async () => {
    await begin();
    await stage.teams.say(ALICE, 'personal', 'hello');
    expect(await stage.platform.person(ALICE)).toEqual({
      ...{ name: 'Alice Moreau', mail: 'alice@example.com', zone: 'Europe/Paris', locale: 'en-GB' },
      ...{ guest: false, bot: false },
    });
  });

  it('looks through page after page', async () => {
    await begin({ tenant: { limits: false } });
    const first = await post();
    for (let count = 0; count < 60; count += 1) await stage.teams.say(ALICE, CHANNEL, 'lunch?');
    expect(await stage.platform.find('key', channel(), new Date(0), stage.teams.serviceUrl)).toEqual(first);
    expect(await stage.platform.find('ke', channel(), new Date(0), stage.teams.serviceUrl)).toBe('absent');
    const thread: Place = { ...channel(), kind: 'thread', channel: CHANNEL, root: first.id };
    expect(await stage.platform.find('key', thread, new Date(0), stage.teams.serviceUrl)).toBe('absent');
    const reply = await post(thread);
    expect(await stage.platform.find('key', thread, new Date(0), stage.teams.serviceUrl)).toEqual(reply);
  });

  it('looks in a channel after a restart, though nobody has spoken since', async () => {
    await begin({ rooms: false });
    const sent = await post();
    await stage.teams.say(ALICE, 'personal', 'hello');
    const { route = '' } = handle.mock.lastCall?.[0] ?? {};
    const find = (platform: Platform, given?: string) => platform.find('key', channel(), new Date(0), given);
    // As it was stored before it carried teams.
    expect(await find(stage.restarted(), stage.teams.serviceUrl)).toBe('unknown');
    expect(await find(stage.restarted(), route)).toEqual(sent);
    const again = stage.restarted();
    await again.start(handle, route);
    expect(await find(again)).toEqual(sent);
  });

  it('loses nothing of what was stored when it hears something new', async () => {
    const elsewhere = [{ id: '19:elsewhere@thread.tacv2', group: 'g' }];
    stage = await stageTeams();
    const stored = JSON.stringify({ address: stage.teams.serviceUrl, teams: elsewhere });
    await stage.listen(handle, stored);
    await stage.teams.say(ALICE, 'personal', 'hello');
    const { route = '' } = handle.mock.lastCall?.[0] ?? {};
    const team = stage.teams.world.team;
    expect(JSON.parse(route)).toEqual({
      address: stage.teams.serviceUrl,
      teams: [...elsewhere, { id: team.threadId, group: team.id }],
    });
    await stage.teams.say(ALICE, 'personal', 'again');
    expect(handle.mock.lastCall?.[0].route).toBe(route);
  });

  it('looks for nothing without consent', async () => {
    await begin({ tenant: { consents: { channelMessages: false } } });
    await post();
    expect(await stage.platform.find('key', channel(), new Date(), stage.teams.serviceUrl)).toBe('unknown');
  });

  it('closes a form that is cancelled, and asks nobody', async () => {
    await begin();
    handle.mockResolvedValue({ now: { kind: 'form', form } });
    const button = { label: 'Report', verb: 'report', args: {}, form: true };
    const sent = await stage.platform.send({
      do: 'post',
      key: 'k',
      place: channel(),
      route: stage.teams.serviceUrl,
      card: say('x', button),
    });
    const data = { muster: { v: 'report', a: {} }, msteams: { type: 'task/fetch' } };
    await stage.teams.press(ALICE, CHANNEL, sent.id, { type: 'Action.Submit', data });
    const [dialog] = stage.teams.dialogs(ALICE);
    handle.mockClear();
    await stage.teams.submitDialog(ALICE, dialog?.id ?? '', {});
    expect(stage.teams.dialogs(ALICE)).toEqual([]);
    expect(handle).not.toHaveBeenCalled();
  });
});
