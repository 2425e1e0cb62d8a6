// Proves that the local Slack's Web API accepts, refuses, limits and fails as Slack's does, seen by Slack's own client.
import { ErrorCode, type WebClient } from '@slack/web-api';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { FaultAction } from '../playground/slack/faults.ts';
import type { LocalSlack } from '../playground/slack/slack.ts';
import { claim, failure, form, localSlack, plain, refusal, section, webClient } from './support/slack-workspace.ts';

let slack: LocalSlack;
let client: WebClient;

beforeEach(async () => {
  slack = await localSlack();
  client = webClient(slack);
});
afterEach(() => slack.stop());

const faults: [FaultAction, applied: boolean, code: string][] = [
  [{ kind: 'rate_limited', retryAfter: 7 }, false, ErrorCode.RateLimitedError],
  [{ kind: 'status', status: 500 }, false, ErrorCode.HTTPError],
  [{ kind: 'status', status: 500, when: 'after' }, true, ErrorCode.HTTPError],
  [{ kind: 'drop' }, false, ErrorCode.RequestError],
  [{ kind: 'drop', when: 'after' }, true, ErrorCode.RequestError],
  [{ kind: 'hang' }, false, ErrorCode.RequestError],
  [{ kind: 'hang', when: 'after' }, true, ErrorCode.RequestError],
  [{ kind: 'error', error: 'fatal_error' }, false, ErrorCode.PlatformError],
  [{ kind: 'error', error: 'internal_error', when: 'after' }, true, ErrorCode.PlatformError],
  [{ kind: 'malformed' }, true, ErrorCode.PlatformError],
  [{ kind: 'slow', ms: 20 }, true, 'none'],
];
test.each(faults)('fault %j: applied %s, the client sees %s', async (action, applied, code) => {
  slack.fault({ method: /^chat\./, times: 1, where: ({ channel }) => channel === 'CDESK', do: action });
  const error = await failure(client.chat.postMessage({ channel: 'CDESK', text: 'once' }));
  expect(error.code).toBe(code);
  if (action.kind === 'rate_limited') expect(error.retryAfter).toBe(7);
  expect(slack.messages('CDESK')).toHaveLength(applied ? 1 : 0);
  expect(slack.ledger.calls).toMatchObject([{ method: 'chat.postMessage', fault: action.kind, applied }]);
  await client.chat.postMessage({ channel: 'CDESK', text: 'twice' });
  expect(slack.ledger.applied('chat.postMessage')).toHaveLength(applied ? 2 : 1);
});

test('a channel takes a burst and then one a second; another channel and a switched-off limit are free', async () => {
  const post = (channel: string) => client.chat.postMessage({ channel, text: 'x' });
  for (let i = 0; i < 5; i += 1) await post('CDESK');
  expect(await failure(post('CDESK'))).toMatchObject({ code: ErrorCode.RateLimitedError, retryAfter: 1 });
  await post('UALICE');
  slack.limitRates(false);
  await post('CDESK');
});

const long = (length: number) => 'x'.repeat(length);
const many = <T>(length: number, make: (index: number) => T) => Array.from({ length }, (_, index) => make(index));
const choices = (length: number) => many(length, (i) => ({ text: plain('o'), value: `${i}` }));
const overs: [string, object, string][] = [
  [
    '51 blocks',
    { blocks: many(51, () => ({ type: 'divider' })) },
    'no more than 50 items allowed [json-pointer:/blocks]',
  ],
  [
    'section text',
    { blocks: [section(long(3001))] },
    'must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
  ],
  ['header', { blocks: [{ type: 'header', text: plain(long(151)) }] }, 'must be less than 151 characters'],
  ['fields', { blocks: [{ type: 'section', fields: many(11, () => plain('f')) }] }, 'no more than 10 items allowed'],
  [
    'actions',
    { blocks: [{ type: 'actions', elements: many(26, (i) => ({ ...claim, action_id: `${i}` })) }] },
    'no more than 25 items',
  ],
  ['context', { blocks: [{ type: 'context', elements: many(11, () => plain('c')) }] }, 'no more than 10 items'],
  [
    'overflow',
    { blocks: [{ ...section('s'), accessory: { type: 'overflow', options: choices(6) } }] },
    'no more than 5 items',
  ],
  [
    'options',
    { blocks: [{ ...section('s'), accessory: { type: 'static_select', options: choices(101) } }] },
    'no more than 100',
  ],
  ['button', { blocks: [{ ...section('s'), accessory: { ...claim, text: plain(long(76)) } }] }, 'must be less than 76'],
  ['value', { blocks: [{ ...section('s'), accessory: { ...claim, value: long(2001) } }] }, 'must be less than 2001'],
  ['same action', { blocks: [{ type: 'actions', elements: [claim, claim] }] }, '`action_id` already exists'],
  [
    'empty words',
    {
      blocks: [
        { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: '' }] }] },
      ],
    },
    'must be more than 0 characters [json-pointer:/blocks/0/elements/0/elements/0/text]',
  ],
  ['unknown block', { blocks: [{ type: 'hologram' }] }, 'unsupported type: hologram'],
  ['unknown field', { blocks: [{ type: 'divider', colour: 'red' }] }, 'invalid additional property: colour'],
];
test.each(overs)('refuses too much: %s', async (_name, content, detail) => {
  const error = await failure(client.apiCall('chat.postMessage', { channel: 'CDESK', text: 't', ...content }));
  expect(error.data.error).toBe('invalid_blocks');
  expect(error.data.errors[0]).toContain(detail);
  expect(slack.messages('CDESK')).toEqual([]);
});

test('refuses long texts, long titles and impossible calls in their own words', async () => {
  const post = (args: Record<string, unknown>) => refusal(client.apiCall('chat.postMessage', args));
  expect(await post({ channel: 'CDESK', text: long(40_001) })).toBe('msg_too_long');
  expect(await post({ channel: 'CDESK' })).toBe('no_text');
  expect(await post({ text: 'x' })).toBe('invalid_arguments');
  expect(await post({ channel: 'CELSE', text: 'x' })).toBe('not_in_channel');
  expect(await post({ channel: 'CQUIET', text: 'x' })).toBe('channel_not_found');
  expect(await post({ channel: 'CDESK', text: 'x', thread_ts: '1.000000' })).toBe('thread_not_found');
  expect(await refusal(client.apiCall('chat.sing'))).toBe('unknown_method');
  expect(await refusal(webClient(slack, '').auth.test())).toBe('not_authed');
  expect(await refusal(webClient(slack, 'xoxb-2').auth.test())).toBe('invalid_auth');
  const titled = { user_id: 'UBOB', view: { ...form(long(25)), type: 'home' } };
  const { data } = await failure(client.apiCall('views.publish', titled));
  expect(data).toMatchObject({
    error: 'invalid_arguments',
    response_metadata: { messages: ['[ERROR] must be less than 25 characters [json-pointer:/view/title/text]'] },
  });
});

test('takes every kind of block that is in order, and gives ids to those without', async () => {
  const words = [{ type: 'text', text: 'a', style: { bold: true } }];
  const link = { type: 'link', url: 'https://a.b', text: 'there' };
  const blocks = [
    { type: 'header', text: { ...plain('h'), emoji: true } },
    { type: 'divider' },
    { type: 'section', fields: [plain('f'), { type: 'mrkdwn', text: '*f*' }], accessory: claim },
    { type: 'context', elements: [plain('c'), { type: 'image', image_url: 'https://a.b/c.png', alt_text: 'c' }] },
    { type: 'actions', elements: [claim, { type: 'overflow', action_id: 'more', options: choices(5) }] },
    { type: 'image', image_url: 'https://a.b/c.png', alt_text: 'c', title: plain('t') },
    {
      type: 'rich_text',
      elements: [
        { type: 'rich_text_section', elements: [...words, link] },
        { type: 'rich_text_list', style: 'bullet', elements: [{ type: 'rich_text_section', elements: words }] },
        { type: 'rich_text_quote', elements: words },
      ],
    },
    { type: 'markdown', text: '**m**' },
  ];
  await client.apiCall('chat.postMessage', { channel: 'CDESK', text: 't', blocks });
  const shown = slack.messages('CDESK')[0]?.blocks ?? [];
  expect(shown).toMatchObject(blocks);
  expect(new Set(shown.map(({ block_id }) => block_id)).size).toBe(blocks.length);
});

test('text alone takes the place of blocks and shows as edited; only own messages change, by a channel id', async () => {
  const blocks = [section('card')];
  const { ts = '' } = await client.chat.postMessage({ channel: 'UALICE', text: 'card', blocks });
  const channel = slack.directChannel('UALICE');
  await client.chat.update({ channel, ts, text: 'card', blocks: [section('new card')] });
  expect(slack.messages(channel)[0]).not.toHaveProperty('edited');
  await client.chat.update({ channel, ts, text: 'words' });
  expect(slack.messages(channel)[0]).toMatchObject({ text: 'words', edited: { user: 'UBOT' } });
  expect(slack.messages(channel)[0]).not.toHaveProperty('blocks');
  expect(await refusal(client.chat.update({ channel: 'UALICE', ts, text: 'x' }))).toBe('channel_not_found');
  const theirs = await slack.say('UALICE', 'UALICE', 'mine');
  expect(await refusal(client.chat.update({ channel, ts: theirs, text: 'x' }))).toBe('cant_update_message');
  expect(await refusal(client.chat.delete({ channel, ts: '1.000000' }))).toBe('message_not_found');
  await client.chat.delete({ channel, ts });
  expect(slack.messages(channel).map(({ text }) => text)).toEqual(['mine']);
});

test('a message is found again by its metadata, page by page, in the channel and in a thread', async () => {
  slack.limitRates(false);
  const metadata = { event_type: 'key', event_payload: { key: 'k7' } };
  const { ts = '' } = await client.chat.postMessage({ channel: 'CDESK', text: '0', metadata });
  for (let i = 1; i < 5; i += 1) await client.chat.postMessage({ channel: 'CDESK', text: `${i}` });
  await client.chat.postMessage({ channel: 'CDESK', text: 'inside', thread_ts: ts, metadata });
  await client.chat.postMessage({ channel: 'CDESK', text: 'loud', thread_ts: ts, reply_broadcast: true });
  const texts: (string | undefined)[] = [];
  for await (const { messages } of client.paginate('conversations.history', {
    channel: 'CDESK',
    limit: 4,
  }) as AsyncIterable<{ messages: { text: string }[] }>)
    texts.push(...messages.map(({ text }) => text));
  expect(texts).toEqual(['loud', '4', '3', '2', '1', '0']);
  const one = { channel: 'CDESK', oldest: ts, latest: ts, inclusive: true };
  expect((await client.conversations.history({ ...one, include_all_metadata: true })).messages).toMatchObject([
    { metadata, reply_count: 2 },
  ]);
  expect((await client.conversations.history(one)).messages?.[0]).not.toHaveProperty('metadata');
  const { messages } = await client.conversations.replies({ channel: 'CDESK', ts, include_all_metadata: true });
  expect(messages?.map(({ text }) => text)).toEqual(['0', 'inside', 'loud']);
  expect(messages?.[1]).toMatchObject({ metadata, parent_user_id: 'UBOT' });
});

test('makes rooms, names and invites as Slack does; knows people, zones and guests; takes files', async () => {
  const { channel } = await client.conversations.create({ name: 'inc-1', is_private: true });
  const room = channel?.id ?? '';
  expect(await refusal(client.conversations.create({ name: 'inc-1' }))).toBe('name_taken');
  expect(await refusal(client.conversations.create({ name: 'Inc 1' }))).toBe('invalid_name_specials');
  const invite = await failure(client.conversations.invite({ channel: room, users: 'UALICE,UNOBODY', force: true }));
  expect(invite.data).toMatchObject({ error: 'user_not_found', errors: [{ user: 'UNOBODY' }] });
  expect((await client.conversations.members({ channel: room })).members).toEqual(['UBOT', 'UALICE']);
  expect((await client.users.info({ user: 'UBOB', include_locale: true })).user).toMatchObject({
    tz: 'Asia/Shanghai',
    locale: 'en-US',
  });
  expect((await client.users.info({ user: 'UGUEST' })).user?.is_restricted).toBe(true);
  await client.conversations.create({ name: 'open-to-members' });
  const seenBy = (user: string) => slack.channels(user).map(({ name }) => name);
  expect(seenBy('UALICE')).toContain('open-to-members');
  expect(seenBy('UGUEST')).not.toContain('open-to-members');
  expect((await client.users.lookupByEmail({ email: 'bob@example.com' })).user?.id).toBe('UBOB');
  await client.files.uploadV2({
    channel_id: room,
    filename: 'plot.svg',
    file: Buffer.from('<svg/>'),
    initial_comment: 'a plot',
  });
  const [file] = slack.messages(room)[0]?.files ?? [];
  const headers = { authorization: `Bearer ${slack.world.botToken}` };
  expect(await (await fetch(String(file?.url_private), { headers })).text()).toBe('<svg/>');
  expect(await (await fetch(String(file?.url_private))).text()).toContain('Sign in');
  expect(slack.file(String(file?.id))?.bytes.toString()).toBe('<svg/>');
  const { ts } = slack.messages(room)[0] ?? {};
  const info = await client.files.info({ file: String(file?.id) });
  expect(info.file?.shares?.private?.[room]).toEqual([{ ts }]);
  await client.files.delete({ file: String(file?.id) });
  expect(slack.messages(room)[0]).toMatchObject({ text: 'a plot', files: [{ id: file?.id, mode: 'tombstone' }] });
  expect((await fetch(String(file?.url_private), { headers })).status).toBe(404);
  expect(await refusal(client.files.delete({ file: String(file?.id) }))).toBe('file_not_found');
  await slack.say('UBOB', 'CDESK', 'mine', { files: [{ name: 'a.txt', bytes: Buffer.from('a') }] });
  const { files: hers } = slack.messages('CDESK').at(-1) ?? {};
  expect(await refusal(client.files.delete({ file: String(hers?.[0]?.id) }))).toBe('cant_delete_file');
  await client.conversations.archive({ channel: room });
  expect(await refusal(client.chat.postMessage({ channel: room, text: 'x' }))).toBe('is_archived');
});

test('rooms are kept as in Slack: pins and links once read again, archived and opened, refused where it is so', async () => {
  const { channel } = await client.conversations.create({ name: 'inc-2' });
  const room = channel?.id ?? '';
  const { ts = '' } = await client.chat.postMessage({ channel: room, text: 'the state' });
  const pin = { channel: room, timestamp: ts };
  await client.pins.add(pin);
  expect(await refusal(client.pins.add(pin))).toBe('already_pinned');
  expect((await client.pins.list({ channel: room })).items).toMatchObject([{ message: { text: 'the state' } }]);
  await client.pins.remove(pin);
  expect(await refusal(client.pins.remove(pin))).toBe('no_pin');
  await client.pins.add(pin);
  await client.chat.delete({ channel: room, ts });
  expect(slack.channel(room).pins).toEqual([]);
  await client.bookmarks.add({ channel_id: room, title: 'Bridge', link: 'https://meet.test', type: 'link' });
  expect((await client.bookmarks.list({ channel_id: room })).bookmarks).toMatchObject([{ title: 'Bridge' }]);
  expect(await refusal(client.conversations.unarchive({ channel: room }))).toBe('not_archived');
  await client.conversations.archive({ channel: room });
  expect(await refusal(client.conversations.archive({ channel: room }))).toBe('already_archived');
  expect(await refusal(client.conversations.setTopic({ channel: room, topic: 'x' }))).toBe('is_archived');
  expect(await refusal(client.conversations.create({ name: 'inc-2' }))).toBe('name_taken');
  await client.conversations.unarchive({ channel: room });
  await client.conversations.setTopic({ channel: room, topic: 'x' });
  slack.restrict(true);
  expect(await refusal(client.conversations.create({ name: 'inc-3' }))).toBe('restricted_action');
  slack.restrict(false);
  expect(await refusal(client.conversations.create({ name: 'quiet' }))).toBe('name_taken');
  const first = slack.ledger.deliveries.filter(({ attempt }) => attempt === 1);
  const told = first.map(({ payload }) => payload.event as { type: string; subtype?: string });
  expect(told.map(({ type, subtype }) => subtype ?? type)).toEqual([
    ...['channel_created', 'message', 'pin_added', 'pin_removed', 'pin_added', 'message_deleted'],
    ...['channel_archive', 'channel_unarchive', 'channel_topic'],
  ]);
});
