// The local Teams tenant keeps the connector's, the login's and Graph's promises, also when told to fail.
import { beforeEach, describe, expect, test } from 'vitest';
import type { Fault } from '../playground/teams/faults.ts';
import { CHAT_PERMISSIONS, type Json } from '../playground/teams/world.ts';
import {
  activities,
  alice,
  begin,
  bob,
  caller,
  card,
  carrying,
  hello,
  login,
  PATIENCE,
  request,
  teams,
  triage,
  world,
} from './support/teams-tenant.ts';

describe('login', () => {
  beforeEach(() => begin());

  test('gives a token for the connector or for Graph, not for both', async () => {
    const { access_token: token } = await login();
    const path = `v3/teams/${encodeURIComponent(world.team.threadId)}`;
    expect((await request(teams.serviceUrl, token, 'GET', path)).status).toBe(200);
    expect((await request(`${teams.graphUrl}/v1.0/`, token, 'GET', `teams/${world.team.id}/channels`)).status).toBe(
      401,
    );
    teams.expireTokens();
    expect((await request(teams.serviceUrl, token, 'GET', path)).status).toBe(401);
    expect((await request(teams.serviceUrl, undefined, 'GET', path)).status).toBe(401);
  });

  test('refuses as Microsoft does', async () => {
    expect(await login(undefined, { client_secret: 'wrong' })).toMatchObject({ status: 401, error: 'invalid_client' });
    expect(await login(undefined, { client_id: 'x' })).toMatchObject({ status: 400, error: 'unauthorized_client' });
    expect(await login('https://evil.example')).toMatchObject({ status: 400, error: 'invalid_scope' });
  });
});

describe('the connector', () => {
  test('opens the same chat each time, and none where the bot is not installed', async () => {
    await begin({ installed: [alice] });
    const { connector } = await caller();
    const asking = (id: string) => ({ isGroup: false, members: [{ id }], tenantId: world.tenantId });
    const first = await connector('POST', 'v3/conversations', asking(alice));
    const second = await connector('POST', 'v3/conversations', { ...asking('aad-alice'), activity: hello });
    expect(first).toMatchObject({ status: 201, body: { id: teams.personal(alice) } });
    expect(second.body).toMatchObject({ id: first.body.id, activityId: teams.messages(first.body.id)[0]?.id });
    expect((await connector('POST', 'v3/conversations', asking(bob))).status).toBe(403);
    expect((await connector('POST', activities(teams.personal(bob)), hello)).status).toBe(403);
    expect((await connector('POST', 'v3/conversations', asking('29:nobody'))).status).toBe(400);
    expect((await connector('POST', activities('19:nowhere@thread.tacv2'), hello)).status).toBe(404);
  });

  test('begins a thread, replies in it, edits and deletes', async () => {
    await begin();
    const { connector } = await caller();
    const channelData = { channel: { id: triage } };
    const begun = await connector('POST', 'v3/conversations', { isGroup: true, channelData, activity: hello });
    const { id: thread, activityId: root } = begun.body;
    expect(thread).toBe(`${triage};messageid=${root}`);
    const reply = await connector('POST', activities(thread), { type: 'message', text: 'reply' });
    await connector('POST', activities(triage, reply.body.id), { type: 'message', text: 'another' });
    await connector('POST', activities(triage), { type: 'message', text: 'a new thread' });
    const texts = () => teams.messages(triage, { thread: root }).map(({ text }) => text);
    expect(texts()).toEqual(['hello', 'reply', 'another']);
    expect((await connector('PUT', activities(thread, root), { type: 'message', text: 'changed' })).body.id).toBe(root);
    expect((await connector('DELETE', activities(thread, reply.body.id))).status).toBe(200);
    expect((await connector('PUT', activities(thread, reply.body.id), hello)).status).toBe(404);
    expect(texts()).toEqual(['changed', 'another']);
    expect(teams.messages(triage)).toHaveLength(3);
  });

  test('shows a targeted message to one person', async () => {
    await begin();
    const { connector } = await caller();
    const only = { ...hello, recipient: { id: bob, isTargeted: true } };
    const sent = await connector('POST', `${activities(triage)}?isTargetedActivity=true`, only);
    expect(teams.targeted(bob).map(({ id }) => id)).toEqual([sent.body.id]);
    expect([teams.targeted(alice), teams.messages(triage)]).toEqual([[], []]);
    const personal = await connector('POST', `${activities(teams.personal(bob))}?isTargetedActivity=true`, only);
    expect(personal.status).toBe(400);
  });

  test('knows the members and the team', async () => {
    await begin();
    const { connector } = await caller();
    const members = `v3/conversations/${triage}/members`;
    const guest = await connector('GET', `${members}/29:gast`);
    expect(guest.body).toMatchObject({ email: 'gast@example.com', tenantId: world.tenantId, userRole: 'guest' });
    expect((await connector('GET', `${members}/29:nobody`)).status).toBe(404);
    expect((await connector('GET', members)).body).toHaveLength(3);
    expect((await connector('GET', `v3/conversations/${triage}/pagedmembers`)).body.members).toHaveLength(3);
    expect((await connector('GET', `v3/teams/${world.team.threadId}`)).body.aadGroupId).toBe(world.team.id);
    const { body } = await connector('GET', `v3/teams/${world.team.threadId}/conversations`);
    expect(body.conversations).toMatchObject([{ id: triage, name: 'Triage' }]);
  });

  const input = { type: 'Input.Text', id: 'same' };
  test.each<[string, unknown, number]>([
    ['a good card', carrying(card({ type: 'ColumnSet', columns: [{ items: [input] }] })), 201],
    ['a version too new', carrying({ ...card(), version: '1.6' }), 400],
    ['an unknown element', carrying(card({ type: 'Container', items: [{ type: 'Chart.Pie' }] })), 400],
    ['an action among elements', carrying(card({ type: 'Action.Submit' })), 400],
    ['an unknown action', carrying({ ...card(), actions: [{ type: 'Action.Http' }] }), 400],
    ['two inputs of one id', carrying(card(input, { type: 'Container', items: [input] })), 400],
    ['nothing', { type: 'message' }, 400],
    ['a mention that is not in the text', { ...hello, entities: [{ type: 'mention', text: '<at>Bob</at>' }] }, 400],
    ['51,100 characters', { type: 'message', text: 'x'.repeat(51_100) }, 201],
    ['more than 100 KB of UTF-16', { type: 'message', text: 'x'.repeat(51_200) }, 413],
  ])('%s', async (_name, activity, status) => {
    await begin();
    const { connector } = await caller();
    expect((await connector('POST', activities(triage), activity)).status).toBe(status);
    expect(teams.messages(triage)).toHaveLength(status === 201 ? 1 : 0);
  });

  test('holds seven a second in a thread, unless told not to', async () => {
    await begin();
    const { connector } = await caller();
    const post = () => connector('POST', activities(triage), hello);
    const answers = await Promise.all(Array.from({ length: 8 }, post));
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(7).fill(201), 429]);
    expect(answers.find(({ status }) => status === 429)?.headers.get('retry-after')).toBe('1');
    expect((await connector('POST', activities(teams.personal(alice)), hello)).status).toBe(201);
    await begin({ limits: false });
    const free = await caller();
    const many = await Promise.all(Array.from({ length: 20 }, () => free.connector('POST', activities(triage), hello)));
    expect(new Set(many.map(({ status }) => status))).toEqual(new Set([201]));
  });

  test('needs no token where there is no authentication', async () => {
    await begin({ auth: 'none' });
    expect((await request(teams.serviceUrl, undefined, 'POST', activities(triage), hello)).status).toBe(201);
  });
});

describe('faults', () => {
  const cases: [Fault['do'], { status: number; applied: boolean }][] = [
    [
      { kind: 'rate_limited', retryAfter: 7 },
      { status: 429, applied: false },
    ],
    [
      { kind: 'status', status: 500, when: 'before' },
      { status: 500, applied: false },
    ],
    [
      { kind: 'status', status: 502, when: 'after' },
      { status: 502, applied: true },
    ],
    [
      { kind: 'drop', when: 'before' },
      { status: 0, applied: false },
    ],
    [
      { kind: 'drop', when: 'after' },
      { status: 0, applied: true },
    ],
    [
      { kind: 'slow', ms: 30 },
      { status: 201, applied: true },
    ],
    [{ kind: 'hang' }, { status: 0, applied: false }],
    [{ kind: 'malformed' }, { status: 201, applied: true }],
    [
      { kind: 'error', status: 403, code: 'Forbidden' },
      { status: 403, applied: false },
    ],
  ];
  test.each(cases)('%o', async (harm, { status, applied }) => {
    await begin();
    const { connector } = await caller();
    const where = (body: unknown) => (body as Json).text === 'hello';
    teams.fault({ match: { method: 'POST', path: /activities$/, where }, do: harm });
    const patience = harm.kind === 'hang' ? PATIENCE.hanging : PATIENCE.usual;
    const attempt = connector('POST', activities(triage), hello, patience);
    const readable = status !== 0 && harm.kind !== 'malformed';
    if (readable) expect(await attempt).toMatchObject({ status });
    else await expect(attempt).rejects.toThrow();
    expect(teams.ledger.calls.at(-1)).toMatchObject({ fault: harm.kind, status, applied, body: hello });
    expect(teams.messages(triage)).toHaveLength(applied ? 1 : 0);
    if (harm.kind === 'rate_limited') expect((await attempt).headers.get('retry-after')).toBe('7');

    expect((await connector('POST', activities(triage), hello)).status).toBe(201);
    expect(teams.ledger.calls.at(-1)).not.toHaveProperty('fault');
  });

  test('and calls are told to listeners', async () => {
    await begin();
    const { connector } = await caller();
    let changes = 0;
    const stop = teams.onChange(() => {
      changes += 1;
    });
    await connector('POST', activities(triage), hello);
    const seen = changes;
    stop();
    await connector('POST', activities(triage), hello);
    expect([seen > 0, changes - seen]).toEqual([true, 0]);
  });

  test('strike as often as told, until cleared', async () => {
    await begin();
    const { connector } = await caller();
    teams.fault({ times: 3, do: { kind: 'error', status: 503, code: 'ServiceUnavailable' } });
    const statuses = [];
    for (let call = 0; call < 2; call += 1) statuses.push((await connector('POST', activities(triage), hello)).status);
    teams.clearFaults();
    expect([...statuses, (await connector('POST', activities(triage), hello)).status]).toEqual([503, 503, 201]);
  });
});

describe('Graph', () => {
  test('makes channels by the rules for their names', async () => {
    await begin();
    const { connector, graph } = await caller();
    const path = `teams/${world.team.id}/channels`;
    const made = await graph('POST', path, { displayName: 'INC-1 mail is down', description: 'mark 42' });
    expect(made).toMatchObject({ status: 201, body: { displayName: 'INC-1 mail is down', description: 'mark 42' } });
    for (const displayName of ['inc-1 MAIL is down', 'a:b', '_a', 'x'.repeat(51)])
      expect((await graph('POST', path, { displayName })).status).toBe(400);
    const { body } = await graph('GET', path);
    expect(body.value.map((each) => each.id)).toEqual([triage, made.body.id]);
    await graph('POST', `${path}/${made.body.id}/archive`);
    expect((await connector('POST', activities(made.body.id), hello)).status).toBe(403);
    expect((await graph('POST', `${path}/${made.body.id}/archive`)).status).toBe(400);
    await graph('POST', `${path}/${made.body.id}/unarchive`);
    expect((await connector('POST', activities(made.body.id), hello)).status).toBe(201);
    teams.consents.channels = false;
    expect((await graph('GET', path)).status).toBe(403);
  });

  test('shows messages where consent allows', async () => {
    let clock = new Date('2026-12-01T08:00:00Z');
    await begin({ now: () => clock });
    const { connector, graph } = await caller();
    const root = (await connector('POST', activities(triage), carrying(card()))).body.id;
    const thread = `${triage};messageid=${root}`;
    const reply = (await connector('POST', activities(thread), hello)).body.id;
    await connector('POST', activities(teams.personal(alice)), hello);
    const path = `teams/${world.team.id}/channels/${triage}/messages`;
    const { value } = (await graph('GET', path)).body;
    expect(value).toMatchObject([{ id: root, from: { application: { id: world.appId } } }]);
    expect(JSON.parse(value[0]?.attachments[0]?.content ?? '')).toEqual(card());
    expect((await graph('GET', `${path}/${root}/replies`)).body.value).toMatchObject([{ id: reply, replyToId: root }]);
    const second = (await connector('POST', activities(triage), hello)).body.id;
    const ids = async () => (await graph('GET', path)).body.value.map((each) => each.id);
    expect(await ids()).toEqual([second, root]);
    clock = new Date(clock.getTime() + 1000);
    await connector('PUT', activities(triage, root), hello);
    expect(await ids()).toEqual([root, second]);
    const chat = `chats/19:aad-alice_${world.appId}@unq.gbl.spaces/messages`;
    expect((await graph('GET', chat)).status).toBe(403);
    teams.consents.personalMessages = true;
    expect((await graph('GET', chat)).body.value).toMatchObject([{ body: { content: 'hello' } }]);
  });

  test('lets people of the tenant into the team, and so into its channels and those made later', async () => {
    const outsider = { ...world, users: world.users.map((user) => ({ ...user, outside: user.id === bob })) };
    await begin({ world: outsider });
    const { graph } = await caller();
    const path = `teams/${world.team.id}`;
    const make = async (displayName: string) => (await graph('POST', `${path}/channels`, { displayName })).body.id;
    const membersOf = (id: string) => teams.conversations().find((each) => each.id === id)?.members;
    const first = await make('first');
    expect([membersOf(triage), membersOf(first)]).toEqual([
      [alice, '29:gast'],
      [alice, '29:gast'],
    ]);
    const body = { roles: [], 'user@odata.bind': `https://graph/v1.0/users('aad-bob')` };
    expect((await graph('POST', `${path}/members`, body)).status).toBe(201);
    for (const id of [triage, first, await make('second')]) expect(membersOf(id)).toContain(bob);
    expect((await graph('GET', `${path}/members`)).body.value).toHaveLength(3);
    teams.consents.people = false;
    expect((await graph('POST', `${path}/members`, body)).status).toBe(403);
  });

  test('makes group chats, which the bot enters by being installed', async () => {
    await begin();
    const { connector, graph } = await caller();
    const members = [alice, bob].map((id) => ({ 'user@odata.bind': `https://graph/v1.0/users('aad-${id.slice(3)}')` }));
    const { id } = (await graph('POST', 'chats', { chatType: 'group', topic: 'INC-1', members })).body;
    expect((await connector('POST', activities(id), hello)).status).toBe(403);
    expect((await graph('GET', `chats/${id}/messages`)).status).toBe(403);
    const [app] = (await graph('GET', `teams/${world.team.id}/installedApps`)).body.value;
    const resourceSpecificPermissions = CHAT_PERMISSIONS.map((permissionValue) => ({ permissionValue }));
    const installing = (consented = resourceSpecificPermissions) => ({
      'teamsApp@odata.bind': `https://graph/v1.0/appCatalogs/teamsApps/${app?.teamsApp.id}`,
      consentedPermissionSet: { resourceSpecificPermissions: consented },
    });
    expect((await graph('POST', `chats/${id}/installedApps`, installing([]))).status).toBe(400);
    expect((await graph('POST', `chats/${id}/installedApps`, installing())).status).toBe(201);
    expect((await graph('POST', `chats/${id}/installedApps`, installing())).status).toBe(409);
    for (let count = 0; count < 3; count += 1) await connector('POST', activities(id), hello);
    const page = (await graph('GET', `chats/${id}/messages?$top=2`)).body;
    const rest = page['@odata.nextLink'].slice(`${teams.graphUrl}/v1.0/`.length);
    expect([page.value.length, (await graph('GET', rest)).body.value.length]).toEqual([2, 1]);
    expect(teams.conversations().find((each) => each.id === id)?.members).toEqual([alice, bob]);
  });
});
