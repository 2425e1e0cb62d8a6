// What people may type: verbs and their other names, references, words as they stand, help, and who may say what.
import { describe, expect, test } from 'vitest';
import { exactCommand, parse } from '../src/commands/parse.ts';
import { offered, table, verbNamed } from '../src/commands/table.ts';
import { type Args, permit, type Verb } from '../src/commands/verb.ts';
import { Refusal } from '../src/errors.ts';
import { parseRef } from '../src/ticket/record.ts';
import { plain } from '../src/views/cards.ts';
import { textsIn } from '../src/views/reader.ts';
import { contextFor, given, type Name, people, refusalOf } from './support/laws.ts';

const read = (said: string) => {
  const command = parse(said, '/desk');
  return command === 'menu' ? 'menu' : { verb: command.verb.name, ...command.args };
};

describe('the grammar', () => {
  test.each([
    ['', 'menu'],
    [' \n ', 'menu'],
    ['queue', { verb: 'queue' }],
    ['  Queue   mine ', { verb: 'queue', view: 'mine' }],
    ['CLAIM inc-12', { verb: 'claim', ref: 'inc-12' }],
    ['claim inc 12', { verb: 'claim', ref: 'inc 12' }],
    ['claim INC-12:', { verb: 'claim', ref: 'INC-12' }],
    ['claim req7,', { verb: 'claim', ref: 'req7' }],
    ['take', { verb: 'claim' }],
    ['认领 INC-12', { verb: 'claim', ref: 'INC-12' }],
    ['报修 三楼打印机卡纸', { verb: 'report', text: '三楼打印机卡纸' }],
    ['note INC-12 the fuser "was" replaced', { verb: 'note', ref: 'INC-12', text: 'the fuser "was" replaced' }],
    ['note INC-12: one\n  two\n\n- three', { verb: 'note', ref: 'INC-12', text: 'one\n  two\n\n- three' }],
    ['note\none', { verb: 'note', text: 'one' }],
    ['tell because of you', { verb: 'tell', text: 'because of you' }],
    ['add INC 12 it costs key=value', { verb: 'add', ref: 'INC 12', text: 'it costs key=value' }],
    ['report INC-12 is back', { verb: 'report', text: 'INC-12 is back' }],
    ['note INC-12b is no reference', { verb: 'note', text: 'INC-12b is no reference' }],
    ['note incident 12', { verb: 'note', text: 'incident 12' }],
    [
      'wait REQ-77 until 3 business days before 20 march because the room is only free then',
      {
        ...{ verb: 'wait', ref: 'REQ-77', until: 'until 3 business days before 20 march' },
        because: 'the room is only free then',
      },
    ],
    ['wait until friday', { verb: 'wait', until: 'until friday' }],
    [
      '等到 INC-12 下周一上午9点 因为零件那时到',
      { verb: 'wait', ref: 'INC-12', until: '下周一上午9点', because: '零件那时到' },
    ],
    ['cancel INC-12 because I found it', { verb: 'cancel', ref: 'INC-12', because: 'I found it' }],
    ['confidential INC-12', { verb: 'confidential', ref: 'INC-12' }],
    [
      'confidential INC-12 off to network because it is an oven',
      { verb: 'confidential', ref: 'INC-12', to: 'off to network', because: 'it is an oven' },
    ],
    ['保密 INC-12 因为涉及个人', { verb: 'confidential', ref: 'INC-12', because: '涉及个人' }],
    ['review INC-12', { verb: 'review', ref: 'INC-12' }],
    ['review cause the certificate ran out', { verb: 'review cause', text: 'the certificate ran out' }],
    ['复盘根因 INC-12 证书过期', { verb: 'review cause', ref: 'INC-12', text: '证书过期' }],
    ['复盘 INC-12', { verb: 'review', ref: 'INC-12' }],
    ['reopen INC-12 it is jammed again', { verb: 'reopen', ref: 'INC-12', because: 'it is jammed again' }],
  ] as const)('%j', (said, meant) => {
    expect(read(said)).toEqual(meant);
  });

  test.each([
    ['inc 12', 'incident', 12],
    ['INC-12', 'incident', 12],
    ['Inc12', 'incident', 12],
    ['req - 7', 'request', 7],
    [' REQ7 ', 'request', 7],
  ] as const)('%j is a reference', (said, kind, number) => {
    expect(parseRef(said)).toEqual({ kind, number });
  });
  test.each(['12', 'INC-', 'INC-12b', 'PRB-3', 'INC-1234567890', 'INC-12 13'])('%j is none', (said) => {
    expect(parseRef(said)).toBeUndefined();
  });

  test.each([
    ['clam', 'claim'],
    ['Qeue', 'queue'],
    ['reprot', 'report'],
    ['resolv', 'resolve'],
    ['xyzzy', undefined],
    ['我要', undefined],
  ])('%j is unknown; meant was %j', (said, near) => {
    const { code, facts } = refusalOf(() => parse(`${said} INC-12`, '/desk'));
    expect({ code, near: facts.near, said: facts.said }).toEqual({ code: 'unknown-verb', near, said });
  });
  test('a verb that takes no words says how it is said', () => {
    expect(refusalOf(() => parse('claim INC-12 and 13', '/desk'))).toMatchObject({
      ...{ code: 'unexpected-words', facts: { verb: 'claim', rest: 'and 13', example: 'claim INC-12' } },
    });
  });

  test.each([
    ['claim INC-12', 'claim'],
    ['status', 'status'],
    ['resolve', 'resolve'],
    ['note INC-12 a word', 'note'],
    ['close the window please', undefined],
    ['confidential things lie on the printer', undefined],
    ['show me the printer', undefined],
    ['status of my laptop?', undefined],
    ['queue at the printer', undefined],
    ['queue network waiting', 'queue'],
    ['queue service desk', 'queue'],
    ['select the right toner', undefined],
    ['wait, it works now', undefined],
    ['review the document please', undefined],
    ['review cause and effect', undefined],
    ['my printer is broken', undefined],
  ])('in a direct chat %j is %j', (said, verb) => {
    expect(exactCommand(said, contextFor('dana'))?.verb.name).toBe(verb);
  });
});

describe('the table', () => {
  test('no two verbs answer to one word, and no word looks like a reference', () => {
    const words = table.flatMap(({ name, aliases }) => [name, ...aliases]);
    expect(new Set(words).size).toBe(words.length);
    for (const word of words) expect(parseRef(word)).toBeUndefined();
  });
  test.each(table.map((verb) => [verb.name, verb] as const))(
    '%s is understood, explained and exemplified',
    (name, verb) => {
      for (const word of [name, ...verb.aliases, name.toUpperCase()]) expect(verbNamed(word)).toBe(verb);
      for (const language of ['en', 'zh'] as const) expect(textsIn(language).help.of[name]).toBeTruthy();
      const example = parse(verb.example, '/desk');
      if (example === 'menu') throw new Error('an example says something');
      expect(example.verb).toBe(verb);
      expect(example.args.ref).toBe(verb.ref ? 'INC-12' : undefined);
      if (verb.needs) expect(example.args[verb.needs]).toBeTruthy();
      expect(verb.needs === undefined || verb.form !== undefined).toBe(true);
    },
  );
  test('every verb that changes a ticket is worded where a state forbids it', () => {
    const { acted } = textsIn('en');
    const changes = table.filter(({ does }) => does === 'change').map(({ name }) => name);
    expect(Object.keys(acted).sort()).toEqual(changes.filter((name) => name !== 'confirm').sort());
  });
});

describe('who may say what about an incident of Alice’s with the service desk', () => {
  const roles: readonly (readonly [string, Name | 'clock', string | null])[] = [
    ['requester', 'alice', null],
    ['somebody', 'eve', null],
    ['its agent', 'bob', null],
    ['other agent', 'chen', null],
    ['its owner', 'chen', 'chen'],
    ['manager', 'dana', null],
    ['guest', 'gus', null],
    ['the clock', 'clock', null],
  ];
  const expected = `
    verb      requester    somebody     its agent      other agent    its owner      manager  guest  the clock
    report    yes          yes          yes            yes            yes            yes      guest  yes
    request   yes          yes          yes            yes            yes            yes      guest  yes
    status    yes          yes          yes            yes            yes            yes      guest  yes
    add       yes          not-found    not-requester  not-requester  not-requester  not-requester  guest  yes
    escalate  yes          not-found    yes            not-worker     yes            yes      guest  yes
    confirm   yes          not-found    not-requester  not-requester  not-requester  not-requester  guest  yes
    reopen    yes          not-found    yes            not-worker     yes            yes      guest  yes
    rate      yes          not-found    not-requester  not-requester  not-requester  not-requester  guest  yes
    cancel    yes          not-found    yes            not-worker     yes            yes      guest  yes
    queue     not-agent    not-agent    yes            yes            yes            yes      guest  yes
    select    not-agent    not-agent    yes            yes            yes            yes      guest  yes
    find      yes          yes          yes            yes            yes            yes      guest  yes
    who       not-agent    not-agent    yes            yes            yes            yes      guest  yes
    show      not-agent    not-agent    yes            yes            yes            yes      guest  yes
    claim     not-agent    not-agent    yes            not-worker     yes            yes      guest  yes
    release   not-agent    not-agent    yes            not-worker     yes            yes      guest  yes
    own       not-agent    not-agent    yes            not-worker     yes            yes      guest  yes
    assign    not-agent    not-agent    yes            not-worker     yes            yes      guest  yes
    classify  not-agent    not-agent    yes            not-worker     yes            yes      guest  yes
    priority  not-agent    not-agent    yes            not-worker     yes            yes      guest  yes
    note      not-agent    not-agent    yes            yes            yes            yes      guest  yes
    tell      not-agent    not-agent    yes            not-worker     yes            yes      guest  yes
    ack       not-agent    not-agent    yes            not-worker     yes            yes      guest  yes
    hold      not-agent    not-agent    yes            not-worker     yes            yes      guest  yes
    wait      not-agent    not-agent    yes            not-worker     yes            yes      guest  yes
    resume    not-agent    not-agent    yes            not-worker     yes            yes      guest  yes
    resolve   not-agent    not-agent    yes            not-worker     yes            yes      guest  yes
    close     not-agent    not-agent    yes            not-worker     yes            yes      guest  yes
    handover  not-agent    not-agent    yes            yes            yes            yes      guest  yes
    history   not-agent    not-agent    yes            yes            yes            yes      guest  yes
    files     yes          not-found    yes            not-worker     yes            yes      guest  yes
    nudge     unknown-verb  unknown-verb  unknown-verb  unknown-verb  unknown-verb  unknown-verb  unknown-verb  yes
    vacate    unknown-verb  unknown-verb  unknown-verb  unknown-verb  unknown-verb  unknown-verb  unknown-verb  yes
    home      yes          yes          yes            yes            yes            yes      guest  yes
    account   yes          yes          yes            yes            yes            yes      guest  yes
    setup     not-administrator  not-administrator  not-administrator  not-administrator  not-administrator  yes  guest  yes
    audit     not-administrator  not-administrator  not-administrator  not-administrator  not-administrator  yes  guest  yes
    link      not-agent    not-agent    yes            yes            yes            yes      guest  yes
    unlink    not-agent    not-agent    yes            yes            yes            yes      guest  yes
    duplicate  yes         not-found    yes            not-worker     yes            yes      guest  yes
    convert   not-agent    not-agent    yes            not-worker     yes            yes      guest  yes
    settle    unknown-verb  unknown-verb  unknown-verb  unknown-verb  unknown-verb  unknown-verb  unknown-verb  yes
    confidential  yes       not-found    yes            not-worker     yes            yes      guest  yes
    major     yes          not-found    yes            yes            yes            yes      guest  yes
    known     yes          yes          yes            yes            yes            yes      guest  yes
    major propose  yes     not-found    yes            yes            yes            yes      guest  yes
    major accept  not-manager  not-manager  not-manager  not-manager  not-manager  yes      guest  yes
    major reject  not-manager  not-manager  not-manager  not-manager  not-manager  yes      guest  yes
    major declare  not-agent  not-agent  yes           yes            yes            yes      guest  yes
    major demote  not-manager  not-manager  not-manager  not-manager  not-manager  yes      guest  yes
    room      not-agent    not-agent    yes            yes            yes            yes      guest  yes
    archive   unknown-verb  unknown-verb  unknown-verb  unknown-verb  unknown-verb  unknown-verb  unknown-verb  yes
    review  not-agent  not-agent  yes  yes  yes  yes  guest  yes
    review summary  not-agent  not-agent  yes  yes  yes  yes  guest  yes
    review cause  not-agent  not-agent  yes  yes  yes  yes  guest  yes
    review well  not-agent  not-agent  yes  yes  yes  yes  guest  yes
    review badly  not-agent  not-agent  yes  yes  yes  yes  guest  yes
    review publish  not-agent  not-agent  yes  not-worker  yes  yes  guest  yes
    review export  not-agent  not-agent  yes  yes  yes  yes  guest  yes
    improve  not-agent  not-agent  yes  yes  yes  yes  guest  yes
    role      not-agent    not-agent    yes            yes            yes            yes      guest  yes
    update    not-agent    not-agent    yes            not-worker     yes            yes      guest  yes
    postpone  not-agent    not-agent    yes            not-worker     yes            yes      guest  yes
    task      not-agent    not-agent    yes            yes            yes            yes      guest  yes
    done      not-agent    not-agent    yes            yes            yes            yes      guest  yes
    decide    not-agent    not-agent    yes            yes            yes            yes      guest  yes
    mark      not-agent    not-agent    yes            yes            yes            yes      guest  yes
    inform    not-agent    not-agent    yes            not-worker     yes            yes      guest  yes
    mitigated  not-agent    not-agent    yes            not-worker     yes            yes      guest  yes
    monitoring  not-agent    not-agent    yes            not-worker     yes            yes      guest  yes
    prompt    unknown-verb  unknown-verb  unknown-verb  unknown-verb  unknown-verb  unknown-verb  unknown-verb  yes
    rolecall  unknown-verb  unknown-verb  unknown-verb  unknown-verb  unknown-verb  unknown-verb  unknown-verb  yes
    subscribe  yes         not-found    yes            yes            yes            yes      guest  yes
    unsubscribe  yes       not-found    yes            yes            yes            yes      guest  yes
    copy      yes          not-found    yes            yes            yes            yes      guest  yes
    ask       not-agent    not-agent    yes            not-worker     yes            yes      guest  yes
    answer    not-agent    not-agent    yes            yes            yes            yes      guest  yes
    decline   not-agent    not-agent    yes            yes            yes            yes      guest  yes
    remind    unknown-verb  unknown-verb  unknown-verb  unknown-verb  unknown-verb  unknown-verb  unknown-verb  yes
    help      yes          yes          yes            yes            yes            yes      guest  yes`;

  test('is this table', () => {
    const rows = table.map((verb) => [
      verb.name,
      ...roles.map(([, who, owner]) => {
        const ticket = { ...given().ticket, owner };
        try {
          permit(verb, verb.ref ? ticket : undefined, contextFor(who));
          return 'yes';
        } catch (error) {
          if (error instanceof Refusal) return error.code;
          throw error;
        }
      }),
    ]);
    const words = expected
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s{2,}/u));
    expect(rows).toEqual(words);
  });
  test('help offers nobody what they may never do', () => {
    const may = (who: Name) => table.filter((verb) => offered(verb, contextFor(who).rights)).map(({ name }) => name);
    expect(may('gus')).toEqual([]);
    expect(may('alice')).toEqual([
      ...[
        'report',
        'request',
        'status',
        'add',
        'escalate',
        'confirm',
        'reopen',
        'rate',
        'cancel',
        'find',
        'files',
        'home',
        'account',
        'duplicate',
        'confidential',
        'major',
        'known',
        'major propose',
        'subscribe',
        'unsubscribe',
        'copy',
        'help',
      ],
    ]);
    const all = table.filter(({ who }) => who !== 'clock').map(({ name }) => name);
    const managing = ['setup', 'audit', ...table.filter(({ who }) => who === 'manager').map(({ name }) => name)];
    expect(may('chen')).toEqual(all.filter((name) => !managing.includes(name)));
    expect(may('dana')).toEqual(all);
  });
  test.each(['alice', 'bob', 'mei'] as const)('the help of %s is six lines and names the rest', async (who) => {
    const { rights, reader } = contextFor(who);
    const mine = table.filter((verb) => offered(verb, rights));
    const line = (verb: Verb) => `/desk ${verb.example} — ${reader.texts.help.of[verb.name]}`;
    const [short, whole] = [await helpOf(who, {}), await helpOf(who, { about: 'all' })];
    expect(short).toContain(people[who].name);
    const [first, others] = [
      mine.filter((verb) => short.includes(line(verb))),
      mine.filter((verb) => !short.includes(line(verb))),
    ];
    expect(first).toHaveLength(6);
    for (const { name } of others) expect(short).toMatch(new RegExp(`\\b${name}[,。.]`, 'u'));
    for (const verb of table) expect(whole.includes(line(verb))).toBe(mine.includes(verb));
    expect(await helpOf(who, { about: 'report' })).toContain('/desk report');
  });
});

async function helpOf(who: Name, args: Args): Promise<string> {
  const help = verbNamed('help');
  if (help?.does !== 'read') throw new Error('help is read');
  const card = await help.answer(undefined as never, contextFor(who), args, undefined);
  return card.blocks.map((block) => ('text' in block ? plain(block.text) : '')).join('\n');
}
