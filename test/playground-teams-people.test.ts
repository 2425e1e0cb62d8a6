// The local Teams tenant's people speak as Teams tells it, and botbuilder believes its tokens and no forged ones.
import { CloudAdapter, ConfigurationBotFrameworkAuthentication } from 'botbuilder';
import express from 'express';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { TokenOverrides } from '../playground/teams/tokens.ts';
import type { Json } from '../playground/teams/world.ts';
import {
  activities,
  alice,
  begin,
  bob,
  bot,
  caller,
  card,
  carrying,
  hello,
  opened,
  teams,
  triage,
  world,
} from './support/teams-tenant.ts';

describe('tokens that botbuilder checks', () => {
  let heard: string[];

  beforeEach(async () => {
    await begin();
    vi.spyOn(console, 'error').mockImplementation(() => {});
    heard = [];
    const authentication = new ConfigurationBotFrameworkAuthentication({
      MicrosoftAppId: world.appId,
      MicrosoftAppPassword: world.appPassword,
      MicrosoftAppTenantId: world.tenantId,
      MicrosoftAppType: 'SingleTenant',
      ToBotFromChannelOpenIdMetadataUrl: teams.openidUrl,
      ToBotFromChannelTokenIssuer: 'https://api.botframework.com',
    } as ConstructorParameters<typeof ConfigurationBotFrameworkAuthentication>[0]);
    const adapter = new CloudAdapter(authentication);
    const app = express().use(express.json());
    app.post('/messages', (incoming, response) => {
      void adapter.process(incoming, response, async ({ activity }) => void heard.push(activity.text));
    });
    teams.deliverTo(await opened(app.listen(0, '127.0.0.1')));
  });
  afterEach(() => vi.restoreAllMocks());

  test('a good one is accepted', async () => {
    expect(await teams.say(alice, 'personal', 'hello')).toMatchObject({ status: 200, attempt: 1 });
    expect(heard).toEqual(['hello']);
  });

  const past = Math.floor(Date.now() / 1000) - 3600;
  test.each<[string, TokenOverrides | null]>([
    ['none at all', null],
    ['unsigned', { alg: 'none' }],
    ['signed with the public key as a secret', { alg: 'HS256' }],
    ['signed by a stranger', { stranger: true }],
    ['of an unknown key', { kid: 'another' }],
    ['for another bot', { claims: { aud: 'another' } }],
    ['without an audience', { claims: { aud: undefined } }],
    ['of another issuer', { claims: { iss: 'https://evil.example' } }],
    [
      'of the emulator',
      { claims: { iss: 'https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/', ver: '1.0' } },
    ],
    ['expired', { claims: { nbf: past - 3600, exp: past } }],
    ['not valid yet', { claims: { nbf: past + 7200 } }],
    ['for another service', { claims: { serviceurl: 'https://evil.example/' } }],
    ['for no service', { claims: { serviceurl: undefined } }],
  ])('%s: refused', async (_name, overrides) => {
    await teams.say(alice, 'personal', 'good');
    const { activity } = teams.ledger.deliveries[0] as { activity: Json };
    const forged = overrides === null ? null : teams.token(overrides);
    const { status } = await teams.post({ ...activity, text: 'forged' }, forged);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(heard).toEqual(['good']);
  });
});

describe('people', () => {
  test('speak as Teams tells it', async () => {
    await begin({ now: () => new Date('2026-12-01T08:00:00Z') });
    await bot();
    const { activity } = await teams.say(alice, triage, 'claim <b>', { mention: true });
    const id = String(new Date('2026-12-01T08:00:00Z').getTime());
    expect(activity).toMatchObject({
      ...{ type: 'message', id, channelId: 'msteams', serviceUrl: teams.serviceUrl, text: '<at>Muster</at> claim <b>' },
      localTimestamp: '2026-12-01T09:00:00.000+01:00',
      from: { id: alice, name: 'Alice Example', aadObjectId: 'aad-alice' },
      conversation: { id: `${triage};messageid=${id}`, conversationType: 'channel', tenantId: world.tenantId },
      channelData: { tenant: { id: world.tenantId }, teamsChannelId: triage, team: { id: world.team.threadId } },
      entities: [
        { type: 'mention', text: '<at>Muster</at>' },
        { type: 'clientInfo', timezone: 'Europe/Berlin' },
      ],
    });
    const answer = await teams.say(bob, { thread: id }, 'me too', { quote: id });
    expect(answer.activity).toMatchObject({ replyToId: id, conversation: { id: `${triage};messageid=${id}` } });
    const [{ content }] = answer.activity.attachments as [{ content: string }];
    expect(content).toContain(`itemtype="http://schema.skype.com/Reply" itemid="${id}"`);
    expect(content).toContain('claim &lt;b&gt;');
    expect(content).toContain('Alice Example</strong>');
    const slash = await teams.slash(alice, triage, 'queue');
    expect(slash.activity).toMatchObject({ text: 'queue', recipient: { isTargeted: true } });
    expect(teams.messages(triage).map(({ text }) => text)).toEqual(['<at>Muster</at> claim <b>', 'me too']);
  });

  test('change, take back, react and install', async () => {
    await begin({ installed: [] });
    await bot();
    await expect(async () => teams.say(alice, 'personal', 'hi')).rejects.toThrow('has not installed');
    expect((await teams.install(alice)).activity).toMatchObject({ type: 'installationUpdate', action: 'add' });
    expect(teams.ledger.deliveries[0]?.activity).toMatchObject({ membersAdded: [{ id: `28:${world.appId}` }] });
    const said = await teams.say(alice, 'personal', 'hi');
    const id = String(said.activity.id);
    expect((await teams.edit(alice, id, 'ho')).activity).toMatchObject({ type: 'messageUpdate', id, text: 'ho' });
    expect((await teams.react(bob, (await teams.say(bob, triage, 'x')).activity.id as string, 'like')).attempt).toBe(0);
    expect((await teams.remove(alice, id)).activity).toMatchObject({ type: 'messageDelete', id });
    expect(teams.messages(teams.personal(alice))).toEqual([]);
    const { connector } = await caller();
    const { body } = await connector('POST', activities(triage), hello);
    const reaction = await teams.react(bob, body.id, 'like');
    expect(reaction.activity).toMatchObject({ reactionsAdded: [{ type: 'like' }], replyToId: body.id });
  });

  test('are heard without a mention only where the bot may', async () => {
    await begin({ consents: { channelMessages: false, chatMessages: false } });
    await bot();
    expect((await teams.say(alice, triage, 'among us')).attempt).toBe(0);
    expect((await teams.say(alice, triage, 'you', { mention: true })).attempt).toBe(1);
    expect(teams.ledger.deliveries).toHaveLength(1);
  });

  test('are repeated once with the same id when not answered well', async () => {
    await begin();
    let calls = 0;
    await bot(() => ({ status: ++calls === 1 ? 503 : 200 }));
    expect(await teams.say(alice, 'personal', 'hi')).toMatchObject({ status: 200, attempt: 2 });
    const [first, second] = teams.ledger.deliveries;
    expect(second?.activity).toEqual(first?.activity);
    await teams.redeliver(0);
    expect(teams.ledger.deliveries[2]?.activity).toEqual(first?.activity);
    teams.deliverTo('http://127.0.0.1:1/');
    expect(await teams.say(alice, 'personal', 'hi')).toMatchObject({ status: 0, attempt: 2 });
  });

  test('press a button: the answer is theirs alone, an update everyone’s', async () => {
    await begin();
    const mine = card({ type: 'TextBlock', text: 'mine' });
    const type = 'application/vnd.microsoft.card.adaptive';
    await bot(({ name }) => (name ? { body: { statusCode: 200, type, value: mine } } : {}));
    const { connector } = await caller();
    const { id } = (await connector('POST', activities(triage), carrying(card()))).body;
    const action = { type: 'Action.Execute', verb: 'claim', data: { ref: 'INC-1' } };
    const pressed = await teams.press(alice, triage, id, action, { why: 'me' });
    expect(pressed.activity).toMatchObject({
      ...{ type: 'invoke', name: 'adaptiveCard/action', replyToId: id },
      value: { action: { verb: 'claim', data: { ref: 'INC-1', why: 'me' } }, trigger: 'manual' },
    });
    const shown = (who: string) => teams.messages(triage, { user: who })[0]?.attachments[0]?.content;
    expect([shown(alice), shown(bob)]).toEqual([mine, card()]);
    await connector('PUT', activities(triage, id), carrying(card({ type: 'TextBlock', text: 'all' })));
    expect(shown(alice)).toEqual(shown(bob));
    const submitted = await teams.press(bob, triage, id, { type: 'Action.Submit', data: { verb: 'show' } });
    expect(submitted.activity).toMatchObject({ type: 'message', value: { verb: 'show' }, replyToId: id });
    expect(submitted.activity).not.toHaveProperty('text');
  });

  test('fill in dialogs', async () => {
    await begin();
    const form = (text: string) => ({ contentType: 'card', content: card({ type: 'TextBlock', text }) });
    const next = (text: string) => ({
      body: { task: { type: 'continue', value: { title: 'Report', card: form(text) } } },
    });
    const done = { body: { task: { type: 'message', value: 'Thank you' } } };
    await bot(({ name, value }) => {
      if (name === 'task/fetch' || name === 'composeExtension/fetchTask') return next('form');
      return (value as { data?: Json })?.data?.title ? done : next('a title is missing');
    });
    const { connector } = await caller();
    const { id } = (await connector('POST', activities(teams.personal(alice)), carrying(card()))).body;
    const data = { verb: 'report', msteams: { type: 'task/fetch' } };
    await teams.press(alice, teams.personal(alice), id, { type: 'Action.Submit', data });
    const dialog = teams.dialogs(alice)[0]?.id ?? '';
    expect(teams.dialogs(alice)).toMatchObject([{ title: 'Report', card: form('form').content }]);
    await teams.submitDialog(alice, dialog, { verb: 'report' }, { title: '' });
    expect(teams.dialogs(alice)).toMatchObject([{ id: dialog, card: form('a title is missing').content }]);
    const last = await teams.submitDialog(alice, dialog, { verb: 'report' }, { title: 'broken' });
    expect(last.activity).toMatchObject({ name: 'task/submit', value: { data: { verb: 'report', title: 'broken' } } });
    expect(teams.dialogs(alice)).toMatchObject([{ id: dialog, message: 'Thank you' }]);
    teams.closeDialog(alice, dialog);
    const menu = await teams.messageAction(alice, 'report', id);
    expect(menu.activity.value).toMatchObject({ commandId: 'report', messagePayload: { id } });
    expect(teams.dialogs(alice)).toHaveLength(1);
  });
});
