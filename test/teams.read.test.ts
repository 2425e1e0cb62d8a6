// What people do in Teams, read from activities: mentions, quotes, entities, and who is not listened to.
import { describe, expect, it } from 'vitest';
import { type Activity, activitySchema } from '../adapters/teams/activity.ts';
import { readExtension } from '../adapters/teams/extension.ts';
import { isAllowed } from '../adapters/teams/hosts.ts';
import { read } from '../adapters/teams/read.ts';

const BOT = { id: '28:bot', name: 'Muster' };
const TENANT = 'tenant';
const CHANNEL = '19:desk@thread.tacv2';

function activity(more: Record<string, unknown>): Activity {
  return activitySchema.parse({
    ...{ type: 'message', id: '1700', channelId: 'msteams', serviceUrl: 'https://smba.trafficmanager.net/emea/' },
    ...{ from: { id: '29:alice', aadObjectId: 'aad-alice' }, recipient: BOT },
    conversation: { id: 'a:chat', conversationType: 'personal', tenantId: TENANT },
    ...more,
  });
}

const inChannel = (more: Record<string, unknown>, root = '1700') =>
  activity({
    conversation: { id: `${CHANNEL};messageid=${root}`, conversationType: 'channel', tenantId: TENANT },
    ...more,
  });

const CHAT = '19:room@thread.v2';
const inGroupChat = (more: Record<string, unknown>) =>
  activity({ conversation: { id: CHAT, conversationType: 'groupChat', isGroup: true, tenantId: TENANT }, ...more });

const mention = (more: Record<string, unknown> = {}) => ({ type: 'mention', mentioned: BOT, ...more });
const tag = '<at>Muster</at>';
const html = (content: string) => [{ contentType: 'text/html', content }];
const span = '<span itemtype="http://schema.skype.com/Mention" itemscope="" itemid="0">Muster</span>';

describe('a command after the mention', () => {
  it.each<[string, Record<string, unknown>, string]>([
    ['in front', { text: `${tag} report jam`, entities: [mention({ text: tag })] }, 'report jam'],
    ['without the entity’s text', { text: `${tag} report jam`, entities: [mention()] }, 'report jam'],
    [
      'with no names at all',
      { text: '<at>Desk</at> queue', entities: [{ type: 'mention', mentioned: { id: BOT.id } }] },
      'queue',
    ],
    ['with attributes', { text: '<at id="0">Muster</at>&nbsp;queue', entities: [mention()] }, 'queue'],
    ['in another case', { text: '<at>MUSTER</at> queue', entities: [mention()] }, 'queue'],
    ['twice', { text: `${tag} ${tag} queue`, entities: [mention(), mention()] }, 'queue'],
    ['in the middle', { text: `hello ${tag} queue`, entities: [mention({ text: tag })] }, 'queue'],
    ['at the end', { text: `printer jams ${tag}`, entities: [mention({ text: tag })] }, 'printer jams'],
    ['alone', { text: tag, entities: [mention({ text: tag })] }, ''],
    ['beside another’s', { text: `${tag} assign <at>Bob</at>`, entities: [mention({ text: tag })] }, 'assign @Bob'],
    ['of which no tag is left', { text: 'queue', entities: [mention({ text: tag })] }, 'queue'],
    [
      'in HTML',
      { text: 'x', attachments: html(`<div>${span}&nbsp;a &lt; b &amp;amp;</div>`), entities: [mention()] },
      'a < b &amp;',
    ],
    ['not in its HTML', { text: `${tag} queue`, attachments: html('<p>queue</p>'), entities: [mention()] }, 'queue'],
    ['over lines', { text: `${tag}<br>note one<br/>two`, entities: [mention()] }, 'note one\ntwo'],
    ['before a tag that is none', { text: `${tag} note a <thing> b`, entities: [mention()] }, 'note a <thing> b'],
    [
      'before an escaped mention',
      { text: `${tag} note &lt;at&gt;Muster&lt;/at&gt;`, entities: [mention()] },
      'note <at>Muster</at>',
    ],
  ])('%s', (_, said, text) => {
    expect(read(inChannel(said))?.request.said).toEqual({ kind: 'command', text });
  });

  it('may be a slash command that only its author sees', () => {
    const told = read(inChannel({ text: '/queue', recipient: { ...BOT, isTargeted: true } }));
    expect(told?.request.said).toEqual({ kind: 'command', text: 'queue' });
  });

  it('stands in the channel as its first message, in the thread as an answer', () => {
    const said = { text: `${tag} queue`, entities: [mention()] };
    expect(read(inChannel(said))?.request.place).toMatchObject({ kind: 'channel', channel: CHANNEL });
    const answer = read(inChannel(said, '1600'))?.request;
    expect(answer?.place).toMatchObject({ kind: 'thread', channel: CHANNEL, root: '1600' });
    expect(answer?.message?.link).toBe(
      `https://teams.microsoft.com/l/message/${encodeURIComponent(CHANNEL)}/1700?tenantId=${TENANT}&parentMessageId=1600`,
    );
  });
});

describe('plain words', () => {
  it('know the message that they quote, and leave its words out', () => {
    const quote = `<blockquote itemscope="" itemtype="http://schema.skype.com/Reply" itemid="1699"><strong>Muster</strong><p>Could you use tray 2?</p></blockquote>`;
    const told = read(
      activity({ text: 'Could you use tray 2? it works', attachments: html(`${quote}<p>it works</p>`) }),
    );
    expect(told?.request.said).toEqual({ kind: 'message', text: 'it works', quoted: '1699' });
  });

  it('know it in a group chat too, which has no threads; when they were written is in their id', () => {
    const quote = `<blockquote itemscope="" itemtype="http://schema.skype.com/Reply" itemid="1699"><p>which one?</p></blockquote>`;
    const told = read(inGroupChat({ text: 'tray 2', attachments: html(`${quote}<p>tray 2</p>`), id: '1795646115773' }));
    expect(told?.request.said).toEqual({ kind: 'message', text: 'tray 2', quoted: '1699' });
    expect(told?.request.message?.written).toBe('2026-11-25T22:35:15.773Z');
  });

  it('are heard in a thread, at the top of a channel and in a group chat, without a mention', () => {
    const message = { kind: 'message', text: 'driver?' };
    const inThread = read(inChannel({ text: 'driver?' }, '1600'))?.request;
    expect([inThread?.said, inThread?.place.kind]).toEqual([message, 'thread']);
    const atTop = read(inChannel({ text: 'driver?' }))?.request;
    expect([atTop?.said, atTop?.place]).toMatchObject([message, { kind: 'channel', channel: CHANNEL }]);
    const inChat = read(inGroupChat({ text: 'driver?' }))?.request;
    expect([inChat?.said, inChat?.place]).toMatchObject([message, { kind: 'channel', channel: CHAT }]);
    expect(inChat?.message?.link).toContain('/l/message/19%3Aroom%40thread.v2/1700?context=');
  });

  it.each([
    ['a channel', inChannel],
    ['a group chat', inGroupChat],
  ])('are heard again in %s when they change, are deleted or come back', (_, at) => {
    const timestamp = '2026-11-02T09:00:00.000Z';
    const change = (more: Record<string, unknown>) => read(at({ text: 'db2', timestamp, ...more }))?.request;
    const now = { kind: 'message', text: 'db2' };
    const edited = change({ type: 'messageUpdate', channelData: { eventType: 'editMessage' } });
    expect(edited).toMatchObject({ place: { kind: 'channel' }, message: { id: '1700' } });
    expect(edited?.said).toEqual({ kind: 'edited', now, written: timestamp });
    expect(change({ type: 'messageDelete' })?.said).toEqual({ kind: 'deleted' });
    const back = change({ type: 'messageUpdate', channelData: { eventType: 'undeleteMessage' } });
    expect(back?.said).toEqual({ kind: 'edited', now, written: timestamp, back: true });
  });

  it.each([
    ['another bot', { from: { id: '28:other' } }],
    ['itself', { from: BOT }],
    ['a bot by its role', { from: { id: '29:x', role: 'bot' } }],
    ['nothing but a picture', { text: '' }],
  ])('are not heard from %s', (_, more) => {
    expect(read(activity({ text: 'hello', ...more }))).toBeUndefined();
  });

  it('do not take long to read, whatever they are', () => {
    const began = performance.now();
    for (const text of ['<at>', '<blockquote ', '<span ', '&#', '<img '].map((part) => part.repeat(20_000)))
      read(inChannel({ text, attachments: html(text), entities: [mention()] }));
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});

describe('presses and forms', () => {
  const execute = (data: unknown, more = {}) =>
    activity({ type: 'invoke', name: 'adaptiveCard/action', replyToId: '1500', value: { action: { data } }, ...more });

  it('are known again by the card’s nonce, the person and the button, whatever the activity is called', () => {
    const muster = { v: 'show', a: { ref: 'INC-1' }, n: 'nonce' };
    const [first, again] = ['f:1', 'f:2'].map((id) => read(execute({ muster }, { id }))?.request);
    expect(again?.key).toBe(first?.key);
    expect(first?.message).toEqual({ channel: 'a:chat', id: '1500' });
    const other = read(execute({ muster: { ...muster, a: { ref: 'INC-2' } } }))?.request;
    const stranger = read(execute({ muster }, { from: { id: '29:bob', aadObjectId: 'aad-bob' } }))?.request;
    expect(new Set([first?.key, other?.key, stranger?.key]).size).toBe(3);
  });

  it('may come as a message without words', () => {
    const told = read(activity({ value: { muster: { v: 'claim', a: {} } }, replyToId: '1500' }));
    expect(told?.request.said).toEqual({ kind: 'press', verb: 'claim', args: {} });
  });

  it('is cancelled by a button that carries nothing', () => {
    expect(read(activity({ type: 'invoke', name: 'task/submit', value: { data: {} } }))).toBeUndefined();
  });

  it.each([undefined, null, 7, { other: 1 }, { muster: 1 }, { muster: { v: 'x', a: { b: 1 } } }])(
    'may be nonsense, which is no verb, and is told so: %j',
    (data) => {
      const nothing = { kind: 'press', verb: '', args: {} };
      expect(read(execute(data))?.request.said).toEqual(nothing);
      const sent = read(activity({ type: 'invoke', name: 'task/submit', value: { data } }));
      expect(sent).toMatchObject({ request: { said: nothing }, way: { kind: 'dialog' } });
    },
  );

  it('keep their keys within 255 characters', () => {
    const conversation = { id: 'a:'.padEnd(400, 'x'), conversationType: 'personal', tenantId: TENANT };
    expect(read(activity({ text: 'hello', conversation }))?.request.key.length).toBeLessThanOrEqual(255);
  });
});

it('meets a person once, though an installation is told twice', () => {
  const one = read(activity({ type: 'installationUpdate', action: 'add' }))?.request;
  const two = read(activity({ type: 'conversationUpdate', id: 'f:9', membersAdded: [{ id: BOT.id }] }))?.request;
  expect(one?.said).toEqual({ kind: 'hello' });
  expect(two?.key).toBe(one?.key);
  expect(read(activity({ type: 'conversationUpdate', membersAdded: [{ id: '29:alice' }] }))).toBeUndefined();
});

describe('the message extension', () => {
  const invoke = (name: string, value: object) => inChannel({ type: 'invoke', id: 'f:1', name, value }, '1600');
  const messagePayload = {
    id: '1650',
    from: { user: { id: 'aad-bob', displayName: 'Bob' } },
    body: { contentType: 'html', content: '<p>a &lt;b&gt;<br>c</p><attachment id="1"></attachment>' },
    linkToMessage: 'https://teams.microsoft.com/l/message/1650',
  };

  it('begins the verb of its command, with the message whose menu it was', () => {
    const asked = readExtension(invoke('composeExtension/fetchTask', { commandId: 'report_message', messagePayload }));
    expect(asked?.request.said).toEqual({
      kind: 'shortcut',
      verb: 'report',
      message: { channel: CHANNEL, id: '1650', text: 'a <b>\nc', link: messagePayload.linkToMessage, user: 'aad-bob' },
    });
    expect(asked?.way).toEqual({ kind: 'dialog', values: {} });
  });

  it('knows no author where an app wrote the message, and no message where it is the compose box', () => {
    const apps = { ...messagePayload, from: { user: null, application: { id: 'x' } }, linkToMessage: null };
    const told = readExtension(
      invoke('composeExtension/fetchTask', { commandId: 'report_message', messagePayload: apps }),
    );
    expect(told?.request.said).toEqual({
      ...{ kind: 'shortcut', verb: 'report' },
      message: { channel: CHANNEL, id: '1650', text: 'a <b>\nc' },
    });
    const empty = readExtension(invoke('composeExtension/fetchTask', { commandId: 'report' }));
    expect(empty?.request.said).toEqual({ kind: 'shortcut', verb: 'report' });
  });

  it('searches by words, and before any shows what is one’s own', () => {
    const typed = (parameters: object[]) =>
      readExtension(invoke('composeExtension/query', { commandId: 'find', parameters }));
    expect(typed([{ name: 'text', value: 'jam' }])?.request.said).toEqual({
      ...{ kind: 'press', verb: 'find' },
      args: { text: 'jam' },
    });
    expect(typed([{ name: 'initialRun', value: 'true' }])?.request.said).toMatchObject({ verb: 'status' });
    expect(typed([])?.way).toEqual({ kind: 'search' });
  });

  it('sends its form back as any dialog does, and is silent about what it does not know', () => {
    const form = { verb: 'report', args: {}, title: 't', submit: 's', cancel: 'c', done: 'd', fields: [] };
    const data = { muster: { v: 'report', a: { from: 'x 1' }, n: 'n1', form } };
    const sent = read(invoke('composeExtension/submitAction', { commandId: 'report_message', data }));
    expect(sent?.request.said).toEqual({ kind: 'submit', verb: 'report', args: { from: 'x 1' } });
    expect(readExtension(invoke('composeExtension/fetchTask', {}))).toBeUndefined();
    expect(readExtension(invoke('composeExtension/selectItem', {}))).toBeUndefined();
  });
});

describe('files', () => {
  const offer = 'https://example-my.sharepoint.com/personal/offer.pdf';
  const download = { downloadUrl: `${offer}?tempauth=x`, uniqueId: '1', fileType: 'pdf' };
  const attachments = [
    ...html('<div>see</div><div><img alt="image" src="x" itemtype="http://schema.skype.com/AMSImage"></div>'),
    {
      contentType: 'application/vnd.microsoft.teams.file.download.info',
      name: 'offer.pdf',
      contentUrl: offer,
      content: download,
    },
    { contentType: 'image/*', contentUrl: 'https://smba.trafficmanager.net/emea/v3/attachments/1/views/original' },
    { contentType: 'reference', name: 'plan.docx', contentUrl: 'https://example.sharepoint.com/plan.docx' },
    { contentType: 'reference', name: 'odd', contentUrl: 'javascript:alert(1)' },
    { contentType: 'application/vnd.microsoft.card.hero', content: {} },
  ];

  it('come with the words that they stand beside; what stands in a team’s SharePoint is a link', () => {
    const said = read(activity({ text: 'see', attachments }))?.request.said;
    expect(said).toMatchObject({ kind: 'message', text: 'see' });
    const files = said?.kind === 'message' ? said.files : [];
    expect(files?.map(({ name, link }) => [name, link])).toEqual([
      ['offer.pdf', undefined],
      ['image.png', undefined],
      ['plan.docx', 'https://example.sharepoint.com/plan.docx'],
      ['odd', undefined],
    ]);
    expect(files?.map(({ handle }) => handle !== undefined)).toEqual([true, true, false, false]);
  });

  it('say enough without a word', () => {
    const [, file] = attachments;
    expect(read(activity({ attachments: [file] }))?.request.said).toMatchObject({ kind: 'message', text: '' });
    expect(read(activity({ attachments: [] }))).toBeUndefined();
    expect(read(inChannel({ attachments: [file], id: '1701' }))?.request.said).toMatchObject({ text: '' });
    for (const at of [inChannel, inGroupChat]) {
      const request = read(at({ attachments: [file] }))?.request;
      expect(request).toMatchObject({ place: { kind: 'channel' }, said: { kind: 'message', text: '' } });
      expect(request?.said.kind === 'message' && request.said.files).toHaveLength(1);
    }
  });

  it('are read from Microsoft’s hosts alone', () => {
    const hosts = ['sharepoint.com', '127.0.0.1:3978'];
    expect(isAllowed(download.downloadUrl, hosts)).toBe(true);
    expect(isAllowed('http://127.0.0.1:3978/x?y', hosts)).toBe(true);
    for (const strange of [
      'http://example.sharepoint.com/x',
      'https://sharepoint.com.evil.test/x',
      'https://evilsharepoint.com/x',
      'https://a@example.sharepoint.com/x',
      'http://127.0.0.1:3979/x',
      'http://169.254.169.254/x',
      'file:///etc/passwd',
      'x',
    ])
      expect([strange, isAllowed(strange, hosts)]).toEqual([strange, false]);
  });
});
