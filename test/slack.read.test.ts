// Slack's payloads as Muster reads them, and the words in them as they were typed.
import { describe, expect, it } from 'vitest';
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

  it('is no business of Muster’s when another bot says it, or something else is pressed', () => {
    expect(heardAs({ bot_id: 'B2' })).toBeUndefined();
    expect(heardAs({ subtype: 'channel_join' })).toBeUndefined();
    expect(read({ ...body, type: 'block_actions', actions: [{ value: 'theirs' }] }, {})).toBeUndefined();
    expect(read({ ...body, type: 'view_closed' }, {})).toBeUndefined();
  });

  it('names the files that were sent along', () => {
    const files = [{ name: 'screen.png', permalink: 'https://acme.slack.com/files/1' }];
    const text = 'hello\nscreen.png (https://acme.slack.com/files/1)';
    expect(heardAs({ subtype: 'file_share', files })?.said).toEqual({ kind: 'message', text });
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
