// Confidential on every surface: no verb, no way in and no place shows a word of it to whoever may not see it; nor does the log.
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { table } from '../src/commands/table.ts';
import { makeLog } from '../src/log.ts';
import {
  SLACK_DESK,
  SLACK_PEOPLE,
  slackId,
  startDesk,
  TEAMS_DESK,
  TEAMS_PEOPLE,
  type TestDesk,
} from './support/desk.ts';
import { cardOf, last } from './support/eyes.ts';
import { linksIn, opened } from './support/files.ts';
import { moment, sentTo, standsFor } from './support/leaks.ts';
import type { Person } from './support/person.ts';

const GENERAL = { slack: 'C0GENERAL', teams: '19:general@thread.tacv2' };
/** A word for each thing that can be said of a ticket; none is said by anybody else. */
const CANARIES = [
  'Zaphod',
  'Trillian',
  'Slartibart',
  'Magrathea',
  'Vogonpoem',
  'Krikkit',
  'Deepthought',
  'Gargravarr',
  'Betelgeuse',
];
const [TITLE, DETAIL, NOTE, TELL, WHY, LATER, ANSWER, NAME, BYTES] = CANARIES as [
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  string,
];
const FEW = { people: ['alice', 'hana', 'dana'], channels: [SLACK_PEOPLE, TEAMS_PEOPLE] };
const OTHERS = ['bob', 'chen', 'mei', 'eve'];
const OPEN = [SLACK_DESK, TEAMS_DESK, 'C0NETWORK', '19:network@thread.tacv2', GENERAL.slack, GENERAL.teams];

const logged: string[] = [];
let desk: TestDesk;
let ref = '';
let since: ReturnType<typeof moment>;
let links: string[] = [];
const evidence = (about: string) => ({
  name: `${NAME}-${about}.txt`,
  bytes: Buffer.from(`${BYTES} wrote the ${about}`),
});
const answer = (who: Person): string => who.answer()?.text ?? '';
const hana = (words: string) => desk.onSlack('hana').types(words, SLACK_PEOPLE);

beforeAll(async () => {
  desk = await startDesk({ log: makeLog('trace', { write: (line) => void logged.push(line) }) });
  for (const name of [...OTHERS, 'dana', 'hana']) {
    await desk.onSlack(name).types('help', GENERAL.slack);
    await desk.slack.openHome(slackId(name));
  }
  const [alice, bob] = [desk.onTeams('alice'), desk.onSlack('bob')];
  await alice.sends(evidence('letter'), `report ${TITLE} took my badge\n${DETAIL} saw it in the elevator`, 'direct');
  await desk.settled();
  ref = /INC-\d+/u.exec(last(alice.sees('direct')).text)?.[0] ?? '';
  await bob.types(`claim ${ref}`, SLACK_DESK);
  await bob.types(`note ${ref} ${NOTE} was there too`, SLACK_DESK);
  await bob.types(`tell ${ref} was it ${TELL}?`, SLACK_DESK);
  await bob.types(`hold ${ref} for other because ${WHY} is away`, SLACK_DESK);
  await bob.types(`assign ${ref} to chen`, SLACK_DESK);
  await bob.types(`escalate ${ref} up because ${WHY} is away`, SLACK_DESK);
  await desk.pass(90);
  expect(standsFor(desk, 'bob', CANARIES, OPEN)).not.toEqual([]);
  expect(standsFor(desk, 'bob', [BYTES], OPEN)).not.toEqual([]);
  links = linksIn(desk, TEAMS_DESK);
  expect(links).not.toEqual([]);
  await alice.types(`confidential ${ref}`, 'direct');
  await desk.pass(90);
  since = moment(desk);
  await hana(`resume ${ref}`);
  await hana(`claim ${ref}`);
  await hana(`note ${ref} ${LATER} has to hear of it`);
  await hana(`tell ${ref} we ask ${LATER}`);
  await alice.sends(evidence('reply'), `add ${ref} thank you, ${ANSWER}`, 'direct');
  await desk.pass(90);
}, 120_000);
afterAll(() => desk.stop());

/** Since the last time it was asked. */
const nothingSent = () => {
  const from = since;
  since = moment(desk);
  expect(sentTo(desk, CANARIES, from, FEW)).toEqual([]);
};
const nothingLeaked = () => {
  nothingSent();
  for (const name of OTHERS) expect(standsFor(desk, name, CANARIES, OPEN)).toEqual([]);
};

test('those who may, see it whole; those who may not, nowhere at all', async () => {
  for (const name of ['hana', 'dana']) {
    await desk.onSlack(name).types(`show ${ref}`, SLACK_PEOPLE);
    for (const word of [TITLE, DETAIL, NOTE, TELL, LATER, ANSWER]) expect(answer(desk.onSlack(name))).toContain(word);
    await desk.onTeams(name).types(`find ${TITLE}`, TEAMS_PEOPLE);
    expect(answer(desk.onTeams(name))).toContain(ref);
    expect(await desk.onTeams(name).searches(DETAIL)).toHaveLength(1);
  }
  await desk.onTeams('alice').types('status', 'direct');
  expect(answer(desk.onTeams('alice'))).toContain(TITLE);
  for (const name of ['hana', 'dana']) await desk.slack.openHome(slackId(name));
  await desk.settled();
  expect(standsFor(desk, 'hana', [TITLE], [])).toContain(`${TITLE} in home of hana`);
  nothingLeaked();
});

test('its files open for nobody who has an old link, and stand where it stands now', async () => {
  for (const link of links) expect((await opened(link)).status).toBe(404);
  expect(standsFor(desk, 'hana', [BYTES], [SLACK_PEOPLE])).not.toEqual([]);
  await hana(`files ${ref}`);
  for (const about of ['letter', 'reply']) expect(answer(desk.onSlack('hana'))).toContain(`${NAME}-${about}.txt`);
});

/** What each verb is asked for, about the ticket where it is about one. */
const asked: Readonly<Record<string, readonly string[]>> = {
  ...{ report: ['report what of it?'], request: ['request the same'], status: ['status'], add: ['add REF more'] },
  ...{ escalate: ['escalate REF to network because x', 'escalate REF up because x'], confirm: ['confirm REF'] },
  ...{ reopen: ['reopen REF because x'], rate: ['rate REF 5'], cancel: ['cancel REF because x'] },
  select: ['select', 'select people-conduct', 'select INC-1'],
  queue: ['', ' mine', ' unclaimed', ' waiting', ' held', ' people-conduct'].map((view) => `queue${view}`),
  find: ['find badge', 'find elevator', 'find REF'],
  ...{ who: ['who'], show: ['show REF', 'show'], history: ['history REF', 'history'], home: ['home'] },
  ...{ claim: ['claim REF', 'claim REF INC-1', 'claim'], release: ['release REF'], own: ['own REF'] },
  ...{ assign: ['assign REF to bob', 'assign REF to me'], classify: ['classify REF service=printing'] },
  ...{ priority: ['priority REF P1 because x'], note: ['note REF x', 'note'], tell: ['tell REF x', 'tell REF :reset'] },
  ...{ ack: ['ack REF'], hold: ['hold REF for other', 'hold REF'], wait: ['wait REF until tomorrow', 'wait REF'] },
  ...{ resume: ['resume REF'], resolve: ['resolve REF x', 'resolve REF'], close: ['close REF'] },
  ...{ handover: ['handover to mei'], help: ['help', 'help all'] },
  ...{ link: ['link REF to CHG-1', 'link INC-1 to REF'], unlink: ['unlink REF from CHG-1', 'unlink INC-1 from REF'] },
  ...{ duplicate: ['duplicate REF of INC-1', 'duplicate INC-1 of REF'], convert: ['convert REF to request'] },
  ...{ account: ['account', 'account join', 'account leave'], setup: ['setup'], audit: ['audit', 'audit REF'] },
  files: ['files REF', 'files'],
  ...{ major: ['major REF', 'major'], known: ['known'] },
  'major propose': ['major propose REF because x', 'major propose'],
  'major accept': ['major accept REF', 'major accept'],
  'major reject': ['major reject REF because x', 'major reject'],
  'major declare': ['major declare REF', 'major declare'],
  'major demote': ['major demote REF because x'],
  confidential: ['confidential REF', 'confidential REF off because x', 'confidential'],
  ...{ subscribe: ['subscribe REF', 'subscribe REF off', 'subscribe'], unsubscribe: ['unsubscribe REF'] },
  copy: ['copy REF @bob', 'copy REF @Bob Fischer', 'copy REF', 'add REF @bob off'],
  ask: ['ask REF network is it up?', 'ask REF @Bob Fischer is it up?', 'ask REF off', 'ask REF'],
  ...{ answer: ['answer REF it is up', 'answer REF', 'answer'], decline: ['decline REF because x', 'decline REF'] },
  ...{ review: ['review REF', 'review'], improve: ['improve REF x @chen by 1 december', 'improve REF'] },
  ...{ 'review summary': ['review summary REF x'], 'review cause': ['review cause REF x', 'review cause REF'] },
  ...{ 'review well': ['review well REF x'], 'review badly': ['review badly REF x'] },
  ...{ 'review publish': ['review publish REF'], 'review export': ['review export REF'] },
  ...{ room: ['room REF', 'room'], role: ['role REF scribe', 'role REF scribe to @chen', 'role REF'] },
  ...{ update: ['update REF x next 30m', 'update REF'], postpone: ['postpone REF 15m because x', 'postpone REF'] },
  ...{ task: ['task REF @chen x by 11:00', 'task REF'], done: ['done REF 1', 'done REF'], decide: ['decide REF x'] },
  ...{ mark: ['mark REF x', 'mark REF'], inform: ['inform REF everyone x', 'inform REF'] },
  ...{ mitigated: ['mitigated REF x', 'mitigated REF'], monitoring: ['monitoring REF x', 'monitoring REF'] },
};

describe.each(OTHERS)('%s', (name) => {
  const about = (said: string) => said.includes('REF');
  test.each(table.filter(({ who }) => who !== 'clock').map((verb) => verb.name))(
    '%s shows nothing, on both chats',
    async (verb) => {
      expect(asked[verb]).toBeDefined();
      for (const said of asked[verb] ?? []) {
        // What earlier ones reported stands by now, and is nobody's last answer later.
        await desk.settled();
        for (const [who, at] of [
          [desk.onSlack(name), GENERAL.slack],
          [desk.onTeams(name), GENERAL.teams],
        ] as const) {
          await who.types(said.replace('REF', ref), at);
          const got = answer(who);
          await who.closes();
          if (!about(said)) expect(got).not.toMatch(new RegExp(`${ref}(?!\\d)`, 'u'));
          if (!about(said) || said.startsWith('find')) continue;
          // The same words as for a ticket that never was.
          await who.types(said.replace('REF', 'INC-999'), at);
          expect(got).toBe(answer(who).replaceAll('INC-999', ref));
          await who.closes();
        }
      }
      nothingSent();
    },
  );

  test('neither does the search of the client, a button that was pressed too late, or the old thread', async () => {
    for (const typed of ['badge', 'elevator', ref]) {
      const found = await desk.onTeams(name).searches(typed);
      expect(found.join().replace(typed, '')).not.toMatch(/badge|elevator|INC-/u);
    }
    if (!['bob', 'mei'].includes(name)) return;
    for (const [who, at] of [
      [desk.onSlack(name), SLACK_DESK],
      [desk.onTeams(name), TEAMS_DESK],
    ] as const) {
      const root = desk.onSlack('bob').sees(SLACK_DESK);
      const left = (at === SLACK_DESK ? root : desk.onTeams('bob').sees(TEAMS_DESK)).find(({ text }) =>
        text.includes(ref),
      );
      await who.says('is there news?', at, left?.id);
      await desk.settled();
    }
    const card = cardOf(desk.onSlack('hana'), SLACK_PEOPLE, ref);
    expect(
      desk
        .onSlack('hana')
        .sees(SLACK_PEOPLE, card.id)
        .map(({ text }) => text)
        .join(),
    ).not.toContain('is there news');
    nothingLeaked();
  });
});

test('a message that was reported in confidence is for others as if it had not been', async () => {
  const [alice, bob, eve] = [desk.onSlack('alice'), desk.onSlack('bob'), desk.onSlack('eve')];
  await eve.says('who left this on the printer?', GENERAL.slack);
  const { id } = last(eve.sees(GENERAL.slack));
  await alice.shortcut('report', { at: GENERAL.slack, id });
  await alice.fills({ text: `${TITLE} left it on the printer`, confidential: 'few' });
  const first = /INC-\d+/u.exec(answer(alice))?.[0] ?? '';
  await alice.closes();
  await desk.settled();
  await eve.reacts('ticket', { at: GENERAL.slack, id });
  await desk.settled();
  const second = /INC-\d+/u.exec(last(eve.sees('direct')).text)?.[0] ?? '';
  expect(second).not.toBe(first);
  await bob.reacts('ticket', { at: GENERAL.slack, id });
  await desk.settled();
  expect(answer(bob)).toContain(second);
  await alice.shortcut('report', { at: GENERAL.slack, id });
  expect(answer(alice)).toContain(first);
  await alice.closes();
  nothingLeaked();
});

test('what cannot be delivered is told to nobody else', async () => {
  desk.slack.fault({
    method: 'chat.postMessage',
    where: ({ channel }) => channel === SLACK_PEOPLE,
    times: 3,
    do: { kind: 'error', error: 'channel_not_found' },
  });
  await hana(`note ${ref} ${LATER} again`);
  await hana(`hold ${ref} for other because ${WHY}`);
  await desk.pass(120);
  expect(last(desk.onSlack('dana').sees('direct')).text).toContain(`${ref} cannot be shown`);
  desk.slack.clearFaults();
  nothingLeaked();
});

test('a gesture that has the key of another person’s gets an answer of its own', async () => {
  const says = async (name: string, text: string): Promise<string> => {
    const said = { command: '/desk', text, user_id: slackId(name), team_id: 'T1', channel_id: GENERAL.slack };
    const body = new URLSearchParams({
      ...said,
      trigger_id: 'one.and.the.same',
      response_url: desk.slack.url,
    }).toString();
    const at = String(Math.floor(Date.now() / 1000));
    const mac = createHmac('sha256', desk.slack.world.signingSecret).update(`v0:${at}:${body}`).digest('hex');
    const headers = { 'x-slack-request-timestamp': at, 'x-slack-signature': `v0=${mac}` };
    const url = `http://127.0.0.1:${desk.muster.port}/slack/events`;
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    return (await fetch(url, { method: 'POST', body, headers: { ...headers, ...type } })).text();
  };
  const hers = await says('alice', `report harassment by ${TITLE}`);
  expect(hers).toContain(TITLE);
  expect(await says('alice', `report harassment by ${TITLE}`)).toBe(hers);
  expect(await says('eve', 'report the lamp is dim')).toContain('the lamp is dim');
  await desk.settled();
  nothingLeaked();
});

test('the log has none of its words, whatever happened', () => {
  expect(logged.length).toBeGreaterThan(1);
  expect(logged.filter((line) => CANARIES.some((word) => line.includes(word)))).toEqual([]);
});
