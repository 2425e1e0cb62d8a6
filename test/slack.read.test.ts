// Slack's payloads as Muster reads them, and the words in them as they were typed.
import { describe, expect, it, vi } from 'vitest';
import { readReaction, readShortcut } from '../adapters/slack/pointing.ts';
import { read } from '../adapters/slack/read.ts';
import { cut, plainWords } from '../adapters/slack/text.ts';

describe('what Slack sends', () => {
  const event = { type: 'message', channel: 'D1', ts: '1.2', user: 'U1', text: 'hello' };
  const body = { team_id: 'T2', context_team_id: 'T1', authorizations: [{ team_id: 'T3', user_id: 'UMUSTER' }] };
  const heardAs = (more: object) => read({ ...body, event: { ...event, ...more } }, {})?.request;

  it('belongs to the workspace that installed Muster, and has a key of its own', () => {
    expect(heardAs({})).toMatchObject({ workspace: 'T1', key: 'D1:1.2', message: { channel: 'D1', id: '1.2' } });
    expect(heardAs({ client_msg_id: 'c1' })?.key).toBe('c1');
    expect(read({ ...body, command: '/desk', trigger_id: 't'.repeat(300) }, {})?.request.key).toHaveLength(255);
  });

  it('is words in a channel too, with their files, their edits and their end', () => {
    const said = { channel: 'C1', ts: '1.2', user: 'U1' };
    const place = { kind: 'channel', workspace: 'T1', channel: 'C1' };
    const files = [{ id: 'F1', name: 'screen.png', size: 12, mode: 'hosted' }];
    expect(heardAs({ ...said, subtype: 'file_share', files })).toMatchObject({
      ...{ place, key: 'C1:1.2', message: { channel: 'C1', id: '1.2' } },
      said: { kind: 'message', text: 'hello', files: [{ name: 'screen.png', handle: 'F1' }] },
    });
    const before = { ...said, text: 'hello', thread_ts: '1.2' };
    const after = { ...before, text: 'hello there', edited: { ts: '1.5' } };
    const changed = { channel: 'C1', user: undefined, subtype: 'message_changed' };
    expect(heardAs({ ...changed, message: after, previous_message: before })).toMatchObject({
      ...{ place, key: 'edited:C1:1.2:1.5', message: { channel: 'C1', id: '1.2' } },
      said: { kind: 'edited', now: { kind: 'message', text: 'hello there' } },
    });
    const stone = { ...said, user: 'USLACKBOT', subtype: 'tombstone' };
    const gone = { place, key: 'deleted:C1:1.2', said: { kind: 'deleted' } };
    expect(heardAs({ ...changed, message: stone, previous_message: before })).toMatchObject(gone);
    const deleted = { channel: 'C1', user: undefined, subtype: 'message_deleted' };
    expect(heardAs({ ...deleted, previous_message: before })).toMatchObject(gone);
  });

  it('counts once where it mentions Muster in a channel', () => {
    const mention = { channel: 'C1', text: '<@UMUSTER> queue' };
    expect(heardAs(mention)).toBeUndefined();
    expect(heardAs({ ...mention, type: 'app_mention' })?.said).toMatchObject({ kind: 'command', text: 'queue' });
  });

  it('is no business of Muster’s when another bot says it, or something else is pressed', () => {
    expect(heardAs({ bot_id: 'B2' })).toBeUndefined();
    expect(heardAs({ channel: 'C1', bot_id: 'B2' })).toBeUndefined();
    expect(heardAs({ channel: 'C1', user: 'UMUSTER' })).toBeUndefined();
    expect(heardAs({ subtype: 'channel_join' })).toBeUndefined();
    expect(read({ ...body, type: 'block_actions', actions: [{ value: 'theirs' }] }, {})).toBeUndefined();
    expect(read({ ...body, type: 'view_closed' }, {})).toBeUndefined();
  });

  it('names the files that were sent along', () => {
    const permalink = 'https://acme.slack.com/files/1';
    const files = [
      { id: 'F1', name: 'screen.png', size: 12, mode: 'hosted', permalink },
      { id: 'F2', name: 'Sheet', mode: 'external', is_external: true, permalink },
      { id: 'F3', name: 'Notes', mode: 'space', permalink },
      { id: 'F4', name: 'deleted.png', mode: 'tombstone' },
      { id: 'F5', name: 'old.png', mode: 'hidden_by_limit' },
    ];
    expect(heardAs({ subtype: 'file_share', files })?.said).toEqual({
      ...{ kind: 'message', text: 'hello' },
      files: [
        { name: 'screen.png', size: 12, handle: 'F1' },
        { name: 'Sheet', link: permalink },
        { name: 'Notes', link: permalink },
      ],
    });
  });
});

describe('what is pointed at', () => {
  const self = { user: 'UMUSTER', url: 'https://acme.slack.com/' };
  const menu = { team: { id: 'T1' }, user: { id: 'U1' }, trigger_id: 't1' };
  const message = { ts: '1.2', user: 'U2', text: 'a &lt;b&gt;' };

  it('is a message with words, author and link, begun by the verb that its menu names', () => {
    const body = { ...menu, type: 'message_action', callback_id: 'report_message', response_url: 'https://r.test' };
    const gesture = readShortcut({ ...body, channel: { id: 'C1' }, message: { ...message, thread_ts: '1.0' } }, self);
    const link = 'https://acme.slack.com/archives/C1/p12?thread_ts=1.0&cid=C1';
    const pointed = { channel: 'C1', id: '1.2', link, text: 'a <b>', user: 'U2' };
    expect(gesture?.request).toMatchObject({ key: 't1', workspace: 'T1', place: { kind: 'direct', user: 'U1' } });
    expect(gesture?.request.said).toEqual({ kind: 'shortcut', verb: 'report', message: pointed });
    expect(gesture?.way).toMatchObject({ kind: 'url', trigger: 't1', inBody: false });
    const bots = { ...body, channel: { id: 'C1' }, message: { ...message, bot_id: 'B1' } };
    expect(readShortcut(bots, {})?.request.said).toEqual({
      ...{ kind: 'shortcut', verb: 'report' },
      message: { channel: 'C1', id: '1.2', text: 'a <b>' },
    });
  });

  it('may be nothing: a menu that belongs to no message', () => {
    const gesture = readShortcut({ ...menu, type: 'shortcut', callback_id: 'report' }, self);
    expect(gesture?.request.said).toEqual({ kind: 'shortcut', verb: 'report' });
    expect(gesture?.way).toEqual({ kind: 'chat', user: 'U1', at: ['U1'], trigger: 't1' });
    expect(readShortcut({ ...menu, type: 'block_actions' }, self)).toBeUndefined();
  });

  const item = { type: 'message', channel: 'C1', ts: '1.2' };
  const event = { type: 'reaction_added', user: 'U1', reaction: 'ticket', item, channel: '', ts: '' };
  const reacted = (more: object, found: object | undefined = message) => {
    const find = vi.fn(async () => found);
    const body = { event_id: 'Ev1', context_team_id: 'T1', event: { ...event, ...more } };
    return readReaction(body, self, ['ticket', 'pushpin'], find).then((gesture) => ({
      gesture,
      asked: find.mock.calls.length,
    }));
  };

  it('is what the ticket emoji stands on, once it was asked what that says', async () => {
    const { gesture } = await reacted({});
    const link = 'https://acme.slack.com/archives/C1/p12';
    const written = '1970-01-01T00:00:01.200Z';
    const pointed = { channel: 'C1', id: '1.2', link, text: 'a <b>', user: 'U2', written };
    expect(gesture?.request).toMatchObject({ key: 'Ev1', user: 'U1', place: { kind: 'channel', channel: 'C1' } });
    expect(gesture?.request.said).toEqual({ kind: 'reaction', emoji: 'ticket', message: pointed });
    const inThread = await reacted({}, { ...message, thread_ts: '1.0' });
    expect(inThread.gesture?.request.place).toMatchObject({ kind: 'thread', root: '1.0' });
  });

  it.each([
    ['another emoji', { reaction: 'eyes' }],
    ['Muster’s own hand', { user: 'UMUSTER' }],
    ['a file', { item: { type: 'file' } }],
  ])('is not asked for: %s', async (_, more) => {
    expect(await reacted(more)).toEqual({ gesture: undefined, asked: 0 });
  });

  it('is no report when it is gone, or Muster’s own', async () => {
    expect((await reacted({}, { ...message, user: 'UMUSTER' })).gesture).toBeUndefined();
    // A pin may stand on words that came from another chat.
    const pinned = await reacted({ reaction: 'pushpin' }, { ...message, user: 'UMUSTER', bot_id: 'B1' });
    expect(pinned.gesture?.request.said).toMatchObject({ emoji: 'pushpin' });
    expect(pinned.gesture?.request.said).not.toHaveProperty('message.user');
    const gone = vi.fn(async () => undefined);
    expect(await readReaction({ event }, self, ['ticket'], gone)).toBeUndefined();
  });
});

describe('words', () => {
  it.each([
    ['a &lt;b&gt; &amp;amp; c', 'a <b> &amp; c'],
    ['<@U1|bob> and <@U2>, see <#C1|desk> <#C2>', '@bob and @U2, see #desk #C2'],
    ['<!here> <!subteam^S1|@network> <!date^1^{date}|today>', '@here @network today'],
    [
      '<https://a.test/?x=1&amp;y=2> <https://a.test|site> <https://a.test|https://a.test>',
      'https://a.test/?x=1&y=2 site (https://a.test) https://a.test',
    ],
    ['<mailto:a@b.test|a@b.test> *bold* :tada: &lt;!channel&gt;', 'a@b.test *bold* :tada: <!channel>'],
  ])('arrive as they were typed: %s', (wire, typed) => expect(plainWords(wire)).toBe(typed));

  it('are cut between what the eye sees as signs', () => {
    expect(cut('ab👩‍👩‍👧‍👦cd', 6)).toBe('ab…');
    expect(cut('short', 5)).toBe('short');
    expect(cut(`${'x'.repeat(99_999)}👍`, 3_000)).toHaveLength(3_000);
    expect(cut('a\ud800b', 10)).toBe('a\uFFFDb');
  });
});
