// What people write crosses between the chats with its form: each payload, and what the chats then show of it.
import { describe, expect, it } from 'vitest';
import { read as readSlack } from '../adapters/slack/read.ts';
import { messageOf } from '../adapters/slack/render.ts';
import { type Activity, activitySchema } from '../adapters/teams/activity.ts';
import { read as readTeams } from '../adapters/teams/read.ts';
import { renderCard } from '../adapters/teams/render.ts';
import { spokenIn } from '../src/mentions.ts';
import type { Request } from '../src/port.ts';
import { type Words, withPeople } from '../src/ticket/marks.ts';
import { lineOf } from '../src/views/lines.ts';
import { drawnInSlack, drawnInTeams } from './support/drawn.ts';
import { history, readerFor, shown } from './support/laws.ts';

const text = (words: string, style?: object) => ({ type: 'text', text: words, ...(style && { style }) });
const section = (...elements: object[]) => ({ type: 'rich_text_section', elements });
const list = (style: string, indent: number, ...items: string[]) => ({
  ...{ type: 'rich_text_list', style, indent, border: 0 },
  elements: items.map((item) => section(text(item))),
});

const saidInSlack = (wire: string, elements?: object[]) => {
  const blocks = elements && { blocks: [{ type: 'rich_text', elements }] };
  const event = { type: 'message', channel: 'D1', ts: '1.2', user: 'UALICE', text: wire, ...blocks };
  return readSlack({ team_id: 'T1', event } as never, { user: 'UMUSTER' })?.request;
};

const activity = (content: string, entities: object[] = []): Activity =>
  activitySchema.parse({
    ...{ type: 'message', id: '1700', serviceUrl: 'https://smba.trafficmanager.net/emea/', entities },
    ...{ from: { id: '29:alice' }, recipient: { id: '28:bot', name: 'Muster' }, text: 'x' },
    conversation: { id: 'a:chat', conversationType: 'personal', tenantId: 'tenant' },
    attachments: [{ contentType: 'text/html', content }],
  });
const saidInTeams = (html: string, entities?: object[]) => readTeams(activity(html, entities))?.request;

const known = new Map([
  ['UBOB', { name: 'Bob Fischer', person: 'bob' }],
  ['29:bob', { name: 'Bob Fischer', person: 'bob' }],
]);

/** A line in the agents' thread of each chat; of both, Slack alone knows Bob. */
function shownOf(request: Request | undefined): { words: Words; slack: string; teams: string } {
  const spoken = request && spokenIn(request.said);
  if (!spoken) throw new Error('nothing was said');
  const words = withPeople(spoken, known);
  const events = history(['alice', { type: 'added', ...words, origin: null }]);
  const card = (accounts: ReadonlyMap<string, string>) =>
    lineOf({ ...readerFor(null), accounts }, shown(events), events.at(-1) as never);
  const lead = 'Alice Moreau: ';
  const bare = (drawn: string) =>
    drawn.startsWith(`${lead}\n`) ? drawn.slice(lead.length + 1) : drawn.slice(lead.length);
  return {
    words,
    slack: bare(drawnInSlack(messageOf(card(new Map([['bob', 'UBOB']])), false).blocks)),
    teams: bare(drawnInTeams(renderCard(card(new Map()), 'message'))),
  };
}

type Pair = [what: string, wire: string, elements: object[] | undefined, both: string, teams?: string];

describe('what is written in Slack', () => {
  it.each<Pair>([
    [
      'styles, alone and together',
      '*now* _please_ ~not~ `ls` *_both_*',
      [
        section(
          ...[text('now', { bold: true }), text(' '), text('please', { italic: true }), text(' ')],
          ...[text('not', { strike: true }), text(' '), text('ls', { code: true }), text(' ')],
          text('both', { bold: true, italic: true }),
        ),
      ],
      '*now* _please_ ~not~ `ls` *_both_*',
    ],
    [
      'styles in a text without blocks',
      '*now* _please_ ~not~ `ls` *_both_*',
      undefined,
      '*now* _please_ ~not~ `ls` *_both_*',
    ],
    [
      'signs that style nothing',
      '2 * 3 * 4, file_name_x, a~b, **b**, &lt;b&gt;',
      undefined,
      '2 * 3 * 4, file_name_x, a~b, **b**, <b>',
    ],
    [
      'bullets, one level down, and on',
      '• one\n    ◦ deep\n• two\nend',
      [list('bullet', 0, 'one'), list('bullet', 1, 'deep'), list('bullet', 0, 'two'), section(text('end'))],
      '- one\n  - deep\n- two\nend',
    ],
    [
      'numbers, from where they go on',
      '1. one\n2. two\n3. three',
      [list('ordered', 0, 'one', 'two'), { ...list('ordered', 0, 'three'), offset: 2 }],
      '1. one\n2. two\n3. three',
    ],
    [
      'a quote between words',
      'see\n&gt; it jams\n&gt; again\nso?',
      [section(text('see\n')), { type: 'rich_text_quote', elements: [text('it jams\nagain')] }, section(text('so?'))],
      'see\n> it jams\n> again\nso?',
    ],
    [
      'a quote in a text without blocks',
      'see\n&gt; it jams\n&gt; again\nso?',
      undefined,
      'see\n> it jams\n> again\nso?',
    ],
    [
      'a block of code with its indents',
      'run\n```if (a &lt; b) {\n  *go*();\n}```',
      [section(text('run\n')), { type: 'rich_text_preformatted', elements: [text('if (a < b) {\n  *go*();\n}')] }],
      'run\n```\nif (a < b) {\n  *go*();\n}\n```',
    ],
    [
      'a block of code in a text without blocks',
      'run ```a &lt; b\n  c``` now',
      undefined,
      'run \n```\na < b\n  c\n```\n now',
    ],
    [
      'a list in a quote',
      '',
      [{ ...list('bullet', 0, 'one', 'two'), border: 1 }, section(text('three'))],
      '> - one\n> - two\nthree',
    ],
    [
      'links with and without a name',
      '',
      [
        section(
          ...[{ type: 'link', url: 'https://example.com/a?b=1', text: 'the manual' }, text(' and ')],
          ...[{ type: 'link', url: 'https://example.com' }, text(' by ')],
          { type: 'link', url: 'mailto:a@example.com', text: 'a@example.com' },
        ),
      ],
      '[the manual](https://example.com/a?b=1) and https://example.com by [a@example.com](mailto:a@example.com)',
    ],
    [
      'links in a text without blocks',
      '<https://example.com/?a=1&amp;b=2|the manual> and <https://example.com>',
      undefined,
      '[the manual](https://example.com/?a=1&b=2) and https://example.com',
    ],
    ['a link to nowhere', '', [section({ type: 'link', url: 'javascript:alert(1)', text: 'here' })], 'here'],
    [
      'emoji: by their code points, by name, with a tone, and of the workspace’s own',
      '',
      [
        section(
          ...[
            { type: 'emoji', name: 'tada', unicode: '1f389' },
            { type: 'emoji', name: 'heart', unicode: '2764-fe0f' },
          ],
          ...[
            { type: 'emoji', name: 'wave::skin-tone-3' },
            { type: 'emoji', name: 'party_parrot' },
          ],
        ),
      ],
      '🎉❤️👋🏼:party_parrot:',
    ],
    ['emoji by name', 'done :tada: at 10:30:45 :party_parrot:', undefined, 'done 🎉 at 10:30:45 :party_parrot:'],
    [
      'a mention of somebody whom both chats know, or one, or none',
      '',
      [section({ type: 'user', user_id: 'UBOB' }, text(' and '), { type: 'user', user_id: 'UNEW' }, text('?'))],
      '<@UBOB> and *@UNEW*?',
      '*@Bob Fischer* and *@UNEW*?',
    ],
    ['a mention in a text without blocks', '<@UBOB|bob> look', undefined, '<@UBOB> look', '*@Bob Fischer* look'],
    [
      'what would call everybody: words',
      '<!channel> <!subteam^S1|@network> <#C1|desk>',
      [
        section(
          ...[{ type: 'broadcast', range: 'channel' }, text(' ')],
          ...[{ type: 'usergroup', usergroup_id: 'S1' }, text(' '), { type: 'channel', channel_id: 'C1' }],
        ),
      ],
      '@channel @network #desk',
    ],
    [
      'the same in a text without blocks',
      '<!here> <!subteam^S1|@network> <#C1|desk>',
      undefined,
      '@here @network #desk',
    ],
    [
      'signs of the other chat: words',
      '[x](http://evil) **b** &lt;at&gt;all&lt;/at&gt;',
      [section(text('[x](http://evil) **b** <at>all</at>'))],
      '[x](http://evil) **b** <at>all</at>',
    ],
  ])('crosses with its form: %s', (_, wire, elements, slack, other) => {
    const teams = other ?? slack;
    const seen = shownOf(saidInSlack(wire, elements));
    expect(seen.slack).toBe(slack);
    expect(seen.teams).toBe(teams);
  });

  it('says all of it in plain text too', () => {
    const parts = [
      list('ordered', 0, 'one', 'two'),
      list('bullet', 1, 'deep'),
      section({ type: 'link', url: 'https://example.com', text: 'manual' }),
    ];
    expect(shownOf(saidInSlack('', parts)).words.text).toBe('1. one\n2. two\n  ◦ deep\nmanual (https://example.com)');
  });

  it('does not take long to read, whatever it is', () => {
    const began = performance.now();
    for (const part of ['*', '_a', '`', '```', '<', ':a', '&gt; ', '\n']) saidInSlack(`x${part.repeat(15_000)}`);
    expect(performance.now() - began).toBeLessThan(4_000);
  });
});

const mention = (name: string) =>
  `<span itemscope="" itemtype="http://schema.skype.com/Mention" itemid="0">${name}</span>`;
const bob = { type: 'mention', mentioned: { id: '29:bob', name: 'Bob Fischer' }, text: '<at>Bob Fischer</at>' };

describe('what is written in Teams', () => {
  it.each<[what: string, html: string, both: string, slack?: string]>([
    [
      'styles, alone and together',
      '<p><strong>now</strong> <em>please</em> <s>not</s> <code>ls</code> <strong><em>both</em></strong></p>',
      '*now* _please_ ~not~ `ls` *_both_*',
    ],
    [
      'bullets, one level down, and on',
      '<ul>\n<li>one\n<ul>\n<li>deep</li>\n</ul>\n</li>\n<li>two</li>\n</ul>\n<p>end</p>',
      '- one\n  - deep\n- two\nend',
    ],
    ['a list beside its item', '<ul><li>one</li><ul><li>deep</li></ul><li>two</li></ul>', '- one\n  - deep\n- two'],
    ['numbers, from where they begin', '<ol start="3"><li><p>three</p></li><li>four</li></ol>', '3. three\n4. four'],
    [
      'a quote between words',
      '<p>see</p><blockquote><p>it jams</p><p>again</p></blockquote><p>so?</p>',
      'see\n> it jams\n> again\nso?',
    ],
    [
      'a block of code with its indents',
      '<p>run</p><codeblock class="Json"><code>if (a &lt; b) {<br>&nbsp;&nbsp;*go*();<br>}</code></codeblock>',
      'run\n```\nif (a < b) {\n  *go*();\n}\n```',
    ],
    ['a block of code of older clients', '<pre>a\n  b</pre>so', '```\na\n  b\n```\nso'],
    [
      'links with and without a name',
      '<p><a href="https://example.com/?a=1&amp;b=2" rel="x">the manual</a> and <a href="https://example.com">https://example.com</a></p>',
      '[the manual](https://example.com/?a=1&b=2) and https://example.com',
    ],
    ['a link to nowhere', '<a href="javascript:alert(1)">here</a>', 'here'],
    [
      'emoji',
      '<p>done <img itemtype="http://schema.skype.com/Emoji" alt="🎉" src="x"> <emoji alt="👋🏼"></emoji></p>',
      'done 🎉 👋🏼',
    ],
    [
      'a mention',
      `<p>${mention('Bob Fischer')} look, ${mention('Zoe')}</p>`,
      '*@Bob Fischer* look, @Zoe',
      '<@UBOB> look, @Zoe',
    ],
    ['lines and room between them', '<p>a<br>b</p>\n<p>&nbsp;</p>\n<p>c</p>', 'a\nb\nc', 'a\nb\n\nc'],
    [
      'signs of the other chat: words',
      '<p>*b* &lt;!channel&gt; @here &lt;@UBOB&gt;</p>',
      '*b* <!channel> @here <@UBOB>',
    ],
  ])('crosses with its form: %s', (_, html, teams, other) => {
    const slack = other ?? teams;
    const seen = shownOf(saidInTeams(html, [bob]));
    expect(seen.teams).toBe(teams);
    expect(seen.slack).toBe(slack);
  });

  it('leaves out whom it answers, and keeps what somebody else said', () => {
    const answered = '<blockquote itemtype="http://schema.skype.com/Reply" itemid="1699"><p>tray 2?</p></blockquote>';
    const seen = shownOf(saidInTeams(`${answered}<blockquote><p>it says</p></blockquote><p>works</p>`));
    expect(seen.slack).toBe('> it says\nworks');
  });
});
