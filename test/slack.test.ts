// What is Slack's alone: the signed door, the two events of a mention, what each failure means, Socket Mode's line.
import { createHmac } from 'node:crypto';
import express from 'express';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { connectSlack } from '../adapters/slack/slack.ts';
import { startSlack } from '../playground/slack/slack.ts';
import { Ambiguous, RetryLater, Undeliverable } from '../src/errors.ts';
import type { Answer, Place, Request } from '../src/port.ts';
import { claim, form, say } from './conformance/samples.ts';
import { type Connected, connected, world } from './conformance/slack.ts';

const nothing: Answer = { now: { kind: 'nothing' } };
const card = (text: string): Answer => ({ now: { kind: 'card', card: say(text, claim) } });
const channel: Place = { kind: 'channel', platform: 'slack', workspace: 'T1', channel: 'C1' };
const direct: Place = { kind: 'direct', platform: 'slack', workspace: 'T1', user: 'UALICE' };

let chat: Connected;
let heard: Request[];
let reply: (request: Request) => Answer | Promise<Answer>;

async function begin(by: 'http' | 'socket'): Promise<void> {
  heard = [];
  reply = () => nothing;
  chat = await connected(by);
  await chat.listen(async (request) => {
    heard.push(request);
    return reply(request);
  });
}

const post = (place: Place, key = 'k1', shown = say('INC-12', claim)) =>
  chat.platform.send({ do: 'post', place, key, card: shown });
const calls = (method: string) => chat.slack.ledger.calls.filter((call) => call.method === method);
const last = () => chat.slack.ledger.deliveries.at(-1);

describe('the door', () => {
  beforeEach(() => begin('http'));
  afterEach(() => chat.stop());

  const command = new URLSearchParams({
    command: '/desk',
    text: 'queue',
    user_id: 'UALICE',
    channel_id: 'C1',
    trigger_id: 't',
    response_url: 'http://127.0.0.1:1/',
  });
  /** Posts `body` as Slack would at `seconds` from now. */
  function knock(
    body: string,
    { seconds = 0, secret = world.signingSecret, type = 'application/x-www-form-urlencoded' } = {},
  ) {
    const timestamp = String(Math.floor(Date.now() / 1000) + seconds);
    const signature = `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
    const headers = { 'content-type': type, 'x-slack-request-timestamp': timestamp, 'x-slack-signature': signature };
    return fetch(chat.address, { method: 'POST', headers, body });
  }

  it.each([
    ['genuine', {}, 200],
    ['forged', { secret: 'another' }, 401],
    ['stale', { seconds: -301 }, 401],
    ['a little early', { seconds: 55 }, 200],
    ['from the future', { seconds: 65 }, 401],
  ])('answers a request that is %s', async (_, how, status) => {
    expect((await knock(command.toString(), how)).status).toBe(status);
    expect(heard).toHaveLength(status === 200 ? 1 : 0);
  });

  it('refuses what is not signed at all, too large, or no JSON', async () => {
    expect((await fetch(chat.address, { method: 'POST', body: command })).status).toBe(401);
    expect((await fetch(chat.address, { method: 'POST' })).status).toBe(401);
    expect((await knock('x'.repeat(1024 * 1024 + 1))).status).toBe(413);
    expect((await knock('{', { type: 'application/json' })).status).toBe(400);
    expect(heard).toEqual([]);
  });

  it('answers Slack’s own checks', async () => {
    expect(await chat.slack.verifyUrl()).toBe(true);
    expect((await knock('ssl_check=1')).status).toBe(200);
    expect(heard).toEqual([]);
  });

  it('answers an event only when it is done: 503 to have it again, 500 when we failed', async () => {
    reply = () => {
      throw new RetryLater('busy', 1_000);
    };
    await chat.slack.say('UALICE', 'UALICE', 'hello');
    await chat.slack.idle();
    reply = () => {
      throw new Error('a bug');
    };
    await chat.slack.say('UALICE', 'UALICE', 'again');
    await chat.slack.idle();
    expect(chat.slack.ledger.deliveries.map(({ status }) => status)).toEqual([503, 503, 500, 500]);
    await chat.slack.command('UALICE', 'C1', 'queue');
    expect(last()).toMatchObject({ status: 200, body: '' });
  });

  it('answers an event that is done, however long its answer takes to post, and waits for that when it stops', async () => {
    chat.slack.fault({ method: 'chat.postMessage', do: { kind: 'slow', ms: 2_000 } });
    reply = () => card('done');
    await chat.slack.say('UALICE', 'UALICE', 'hello');
    await chat.slack.idle();
    expect(chat.slack.ledger.deliveries.map(({ status }) => status)).toEqual([200]);
    await chat.stop();
    expect(chat.slack.messages('UALICE').map(({ text }) => text)).toEqual(['hello', 'done']);
    await begin('http');
  });
});

describe('what is heard', () => {
  beforeEach(() => begin('http'));
  afterEach(() => chat.stop());

  it('takes a mention once, as a command, where it stands', async () => {
    const root = await post(channel);
    await chat.slack.say('UALICE', 'C1', 'well <@UMUSTER> claim  this', { thread_ts: root.id });
    await chat.slack.say('UALICE', 'C1', '<@UMUSTER> queue');
    await chat.slack.idle();
    expect(heard.map(({ said }) => said)).toEqual([
      { kind: 'command', text: 'claim  this' },
      { kind: 'command', text: 'queue' },
    ]);
    expect(heard[0]?.place).toEqual({ ...channel, kind: 'thread', root: root.id });
    expect(heard[1]?.place).toEqual(channel);
    expect(heard[0]?.message?.link).toMatch(/^https:\/\/acme\.slack\.com\/archives\/C1\/p\d+\?thread_ts=/);
  });

  it('hears what is said in a channel without a mention, and what becomes of it, where it stands', async () => {
    const ts = await chat.slack.say('UALICE', 'C1', 'lunch?');
    await chat.slack.say('UBOB', 'C1', 'yes', { thread_ts: ts });
    await chat.slack.edit('UALICE', 'C1', ts, 'dinner?');
    await chat.slack.remove('UALICE', 'C1', ts);
    await chat.slack.idle();
    const at = { place: channel, message: { channel: 'C1', id: ts } };
    expect(heard).toMatchObject([
      { ...at, said: { kind: 'message', text: 'lunch?' } },
      { place: { kind: 'thread', root: ts }, said: { kind: 'message', text: 'yes' } },
      { ...at, said: { kind: 'edited', now: { kind: 'message', text: 'dinner?' } } },
      { ...at, said: { kind: 'deleted' } },
    ]);
  });

  it('does not hear bots or itself', async () => {
    await chat.slack.say('UALICE', 'UALICE', 'one');
    await post(channel);
    const ours = await post(direct);
    await chat.platform.send({ do: 'edit', place: direct, message: ours, card: say('something else') });
    await chat.slack.idle();
    expect(heard).toHaveLength(1);
  });

  it('opens a form from a mention by a button, and keeps the thread as its place', async () => {
    const root = await post(channel);
    reply = ({ said }) => (said.kind === 'submit' ? card('done') : { now: { kind: 'form', form } });
    await chat.slack.say('UALICE', 'C1', '<@UMUSTER> report', { thread_ts: root.id });
    const ephemeral = chat.slack.ephemerals('UALICE').at(-1);
    expect(ephemeral?.thread_ts).toBe(root.id);
    await chat.slack.press('UALICE', { ephemeral: ephemeral?.id ?? '' }, 'a0');
    const open = chat.slack.views('UALICE')[0]?.view;
    await chat.slack.submit('UALICE', open?.id ?? '', { summary: { value: 'It jams' } });
    expect(heard.at(-1)?.said).toMatchObject({
      kind: 'submit',
      args: { summary: 'It jams', urgency: 'low', details: '' },
    });
    expect(heard.at(-1)?.place).toEqual({ ...channel, kind: 'thread', root: root.id });
  });

  it('offers the form again when the trigger is spent', async () => {
    chat.slack.fault({ method: 'views.open', times: 1, do: { kind: 'error', error: 'expired_trigger_id' } });
    reply = () => ({ now: { kind: 'form', form } });
    await chat.slack.command('UALICE', 'C1', 'report');
    expect(JSON.stringify(chat.slack.ephemerals('UALICE').at(-1)?.blocks)).toContain(form.title);
  });

  it('edits a private answer in a direct chat, and leaves what was delivered there', async () => {
    await post(direct);
    reply = ({ said }) => card(said.kind === 'press' ? 'claimed' : 'Sure?');
    await chat.slack.say('UALICE', 'UALICE', 'claim');
    const texts = () => chat.slack.messages('UALICE').map(({ text }) => text);
    const press = (ts = '') => chat.slack.press('UALICE', { channel: chat.slack.directChannel('UALICE'), ts }, 'a0');
    await press(chat.slack.messages('UALICE').at(-1)?.ts);
    expect(texts()).toEqual(['INC-12', 'claim', 'claimed']);
    await press(chat.slack.messages('UALICE')[0]?.ts);
    expect(texts()).toEqual(['INC-12', 'claim', 'claimed', 'claimed']);
  });

  it('brings an outcome elsewhere when the form was closed before it came', async () => {
    let finish = (): void => undefined;
    const waiting = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const later = waiting.then(() => ({ kind: 'card' as const, card: say('INC-14 is recorded') }));
    reply = ({ said }) =>
      said.kind === 'submit' ? { ...card('Not confirmed yet'), later } : { now: { kind: 'form', form } };
    await chat.slack.command('UALICE', 'C1', 'report');
    const id = chat.slack.views('UALICE')[0]?.view.id ?? '';
    await chat.slack.submit('UALICE', id, { summary: { value: 'It jams' } });
    await chat.slack.close('UALICE', id);
    finish();
    await vi.waitFor(() => expect(chat.slack.ephemerals('UALICE').at(-1)?.text).toBe('INC-14 is recorded'));
  });
});

describe('what is sent', () => {
  beforeEach(() => begin('http'));

  it('says an outcome once more that came when Slack took no more for a second', async () => {
    const posted = {
      method: 'chat.postMessage',
      where: ({ text }: { text?: unknown }) => text === 'INC-14 is recorded',
    };
    chat.slack.fault({ ...posted, times: 1, do: { kind: 'rate_limited', retryAfter: 1 } });
    const later = Promise.resolve({ kind: 'card' as const, card: say('INC-14 is recorded') });
    reply = () => ({ ...card('Not confirmed yet'), later });
    await chat.slack.say('UALICE', 'UALICE', 'report slow');
    const texts = () => chat.slack.messages('UALICE').map(({ text }) => text);
    await vi.waitFor(() => expect(texts().slice(-2)).toEqual(['Not confirmed yet', 'INC-14 is recorded']), 5_000);
  });
  afterEach(() => chat.stop());

  it('carries its key where people do not see it, and nothing for Slack to parse', async () => {
    await chat.platform.send({ do: 'post', place: channel, key: 'k9', card: say('<!channel> & co'), repeat: true });
    const args = calls('chat.postMessage')[0]?.args ?? {};
    expect(args).toMatchObject({ parse: 'none', link_names: 'false', unfurl_links: 'false' });
    expect(args.text).toBe('Perhaps a repeat: &lt;!channel&gt; &amp; co');
    expect(JSON.parse(String(args.metadata))).toEqual({ event_type: 'muster', event_payload: { key: 'k9' } });
  });

  it('shows a reply in a direct chat’s thread in the chat too, and opens that chat once', async () => {
    const root = await post(direct);
    await post(direct, 'k2');
    await post({ ...channel, kind: 'thread', channel: root.channel, root: root.id }, 'k3');
    expect(chat.slack.messages('UALICE').map(({ subtype }) => subtype)).toEqual([
      undefined,
      undefined,
      'thread_broadcast',
    ]);
    expect(calls('conversations.open')).toHaveLength(1);
  });

  it.each([
    [{ kind: 'status', status: 500 }, Ambiguous],
    [{ kind: 'status', status: 429 }, RetryLater],
    [{ kind: 'drop', when: 'after' }, Ambiguous],
    [{ kind: 'malformed' }, Ambiguous],
    [{ kind: 'error', error: 'fatal_error', when: 'after' }, Ambiguous],
    [{ kind: 'error', error: 'internal_error' }, Ambiguous],
    [{ kind: 'error', error: 'request_timeout' }, Ambiguous],
    [{ kind: 'error', error: 'service_unavailable' }, Ambiguous],
    [{ kind: 'error', error: 'ratelimited' }, RetryLater],
    [{ kind: 'error', error: 'token_revoked' }, RetryLater],
    [{ kind: 'error', error: 'is_archived' }, Undeliverable],
  ] as const)('calls once, whatever happens, and says what it means: %o', async (fault, kind) => {
    chat.slack.fault({ method: 'chat.postMessage', do: fault });
    await expect(post(channel)).rejects.toBeInstanceOf(kind);
    expect(calls('chat.postMessage')).toHaveLength(1);
  });

  it('may repeat an edit whose end is not known, but not one of a message that is gone', async () => {
    const message = await post(channel);
    const edit = (id: string) =>
      chat.platform.send({ do: 'edit', place: channel, message: { ...message, id }, card: say('new') });
    chat.slack.fault({ method: 'chat.update', times: 1, do: { kind: 'drop', when: 'after' } });
    await expect(edit(message.id)).rejects.toMatchObject({ name: 'RetryLater', afterMs: 1_000 });
    await expect(edit('1.000001')).rejects.toBeInstanceOf(Undeliverable);
  });

  it('finds its post in a thread, on a later page, and knows when it may not look', async () => {
    const root = await post(channel, 'root');
    const since = new Date();
    const place: Place = { ...channel, kind: 'thread', root: root.id };
    chat.slack.limitRates(false);
    const sent = await post(place, 'sought');
    for (let index = 0; index < 210; index++) await chat.slack.say('UBOB', 'C1', 'noise', { thread_ts: root.id });
    const later = await post(place, 'late');
    expect(await chat.platform.find('sought', place, since)).toEqual(sent);
    expect(await chat.platform.find('late', place, since)).toEqual(later);
    expect(await chat.platform.find('other', place, since)).toBe('absent');
    chat.slack.fault({ method: 'conversations.replies', times: 1, do: { kind: 'error', error: 'missing_scope' } });
    expect(await chat.platform.find('sought', place, since)).toBe('unknown');
    chat.slack.fault({ method: 'conversations.replies', times: 1, do: { kind: 'drop' } });
    await expect(chat.platform.find('sought', place, since)).rejects.toBeInstanceOf(RetryLater);
  });

  it('knows guests', async () => {
    expect(await chat.platform.person('UBOB')).toEqual({
      name: 'Bob',
      mail: 'bob@acme.test',
      zone: 'Europe/Paris',
      locale: 'en-GB',
      guest: true,
      bot: false,
    });
  });

  it('takes nobody of another workspace for a member, unless their Enterprise Grid has both', async () => {
    const guests = () => Promise.all(['USTRANGE', 'UCONNECT', 'USISTER'].map((user) => chat.platform.person(user)));
    expect((await guests()).map(({ guest }) => guest)).toEqual([true, true, false]);
  });
});

describe('Socket Mode', () => {
  afterEach(() => chat.stop());

  it('does not acknowledge what it could not take, and comes back when the line is cut', async () => {
    await begin('socket');
    reply = () => {
      if (heard.length === 1) throw new RetryLater('busy', 1_000);
      return nothing;
    };
    await chat.slack.say('UALICE', 'UALICE', 'hello');
    await chat.slack.idle();
    expect(chat.slack.ledger.deliveries.map(({ status }) => status)).toEqual([0, 200]);
    chat.slack.socketMode.cut();
    await vi.waitFor(async () => {
      await chat.slack.command('UALICE', 'C1', 'queue');
      expect(heard.at(-1)?.said).toEqual({ kind: 'command', text: 'queue' });
    });
  });

  it('pauses longer and longer while each line is cut at once', async () => {
    await begin('socket');
    await vi.waitFor(() => expect(chat.slack.socketMode.connected()).toBe(true));
    const cutting = setInterval(() => chat.slack.socketMode.cut(), 10);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    clearInterval(cutting);
    // At 0, 250 and 750 ms.
    expect(calls('apps.connections.open').length).toBeLessThanOrEqual(3);
    await vi.waitFor(() => expect(chat.slack.socketMode.connected()).toBe(true), { timeout: 3_000 });
  });

  it('starts without Slack, and connects when it is there', async () => {
    await begin('socket');
    const probe = await startSlack({ world });
    await probe.stop();
    const { botToken, appToken } = world;
    const words = { repeat: '', openChat: '' };
    const emojis = () => ['ticket'];
    const options = {
      botToken,
      appToken,
      apiUrl: probe.url,
      words,
      emojis,
      command: '/desk',
      router: express.Router(),
    };
    const stop = await connectSlack({ ...options, log: pino({ level: 'silent' }) }).start(async () => nothing);
    const slack = await startSlack({ world, port: Number(new URL(probe.url).port) });
    await vi.waitFor(() => expect(slack.socketMode.connected()).toBe(true), { timeout: 4_000 });
    await stop();
    await vi.waitFor(() => expect(slack.socketMode.connected()).toBe(false));
    await slack.stop();
  });
});
