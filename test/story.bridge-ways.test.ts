// From room to room where it is not plain: a room that is a thread, one that comes later, one that few may read, a chat that is away.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { drawNote } from '../src/jobs/bridge.ts';
import { readerFor } from '../src/views/reader.ts';
import type { Seen } from './conformance/counterpart.ts';
import { declared, incident, roomed, SLACK_ROOM, TEAMS_ROOM } from './support/bridge.ts';
import { startDesk, type TestDesk } from './support/desk.ts';
import { last } from './support/eyes.ts';
import type { Person } from './support/person.ts';
import { delivered, query, until } from './support/proof.ts';

let desk: TestDesk;
let [bob, mei]: Person[] = [];
beforeEach(async () => {
  desk = await startDesk();
  [bob, mei] = [desk.onSlack('bob'), desk.onTeams('mei')];
}, 60_000);
afterEach(() => desk.stop());

const someone = (who: Person | undefined): Person => who ?? expect.fail('nobody is there');
const slack = (root?: string): readonly Seen[] => someone(bob).sees(SLACK_ROOM, root);
const teams = (root?: string): readonly Seen[] => someone(mei).sees(TEAMS_ROOM, root);
const found = (seen: readonly Seen[], words: string): Seen =>
  seen.find(({ text }) => text.includes(words)) ?? expect.fail(`nobody sees ${words}`);
const texts = (seen: readonly Seen[]) => seen.map(({ text }) => text.trim());

test('a room that comes later catches up, in the order in which it was said', async () => {
  const ticket = await declared(desk, 'nobody can print');
  await roomed(desk, ticket, { platform: 'slack', channel: SLACK_ROOM });
  await desk.settled();
  for (const words of ['one', 'two', 'three']) await someone(bob).says(words, SLACK_ROOM);
  await desk.slack.idle();
  await roomed(desk, ticket, { platform: 'teams', channel: TEAMS_ROOM });
  await desk.settled();
  const from = (words: string) => `Bob Fischer (Slack): ${words}`;
  expect(texts(teams()).filter((text) => text.startsWith('Bob'))).toEqual(['one', 'two', 'three'].map(from));
  expect(texts(teams())).not.toContain(expect.stringContaining('mentions me'));
});

test('a room that is a thread: all of it below the headline, saying whom it answers; what is said beside it is not heard', async () => {
  const ticket = await declared(desk, 'nobody can scan');
  await roomed(desk, ticket, { platform: 'slack', channel: SLACK_ROOM });
  await roomed(desk, ticket, { platform: 'teams', channel: TEAMS_ROOM, kind: 'thread' });
  await desk.settled();
  const headline = found(teams(), 'nobody can scan').id;
  await someone(bob).says('is it the driver?', SLACK_ROOM);
  await desk.settled();
  expect(last(teams(headline)).text).toBe('Bob Fischer (Slack): is it the driver?');
  const asked = last(slack()).id;
  await someone(bob).says('or the cable?', SLACK_ROOM, asked);
  await desk.settled();
  expect(last(teams(headline)).text).toBe('to Bob Fischer: “is it the driver?”\nBob Fischer (Slack): or the cable?');
  await someone(mei).says('the cable', TEAMS_ROOM, headline);
  await someone(mei).says('lunch?', TEAMS_ROOM);
  await desk.settled();
  expect(last(slack()).text).toContain('Mei Lin (Teams): the cable');
  expect(JSON.stringify(slack())).not.toContain('lunch');
});

test('what is longer than a card says where all of it is', async () => {
  await incident(desk, 'nobody can read');
  await someone(bob).says('why? '.repeat(900).trim(), SLACK_ROOM);
  await desk.slack.idle();
  await desk.settled();
  const copy = desk.teams.messages(TEAMS_ROOM).at(-1);
  expect(JSON.stringify(copy)).toContain('All of it, where it was said');
  expect(JSON.stringify(copy)).toMatch(/https:\/\/[^"]+\/archives\/C0GENERAL\/p\d+/u);
});

test('between a private room and an open one nothing crosses, and each says so once', async () => {
  const ticket = await declared(desk, 'somebody reads our mail');
  await roomed(desk, ticket, { platform: 'slack', channel: 'C0PEOPLE', private: true });
  await roomed(desk, ticket, { platform: 'teams', channel: TEAMS_ROOM });
  await desk.settled();
  await desk.onSlack('hana').says('it was the postman', 'C0PEOPLE');
  await someone(mei).says('who is it?', TEAMS_ROOM);
  await desk.settled();
  const closed = desk.onSlack('hana').sees('C0PEOPLE');
  expect(JSON.stringify(teams())).not.toContain('postman');
  expect(JSON.stringify(closed)).not.toContain('who is it?');
  const apart = (seen: readonly Seen[]) => seen.filter(({ text }) => text.includes('one of the two is private'));
  expect(apart(closed)).toHaveLength(1);
  expect(apart(teams())).toHaveLength(1);
  await roomed(desk, ticket, { platform: 'teams', channel: TEAMS_ROOM });
  await desk.settled();
  expect(apart(teams())).toHaveLength(1);
});

/** Slack answers nothing that is posted into the room. */
const away = () =>
  desk.slack.fault({
    method: 'chat.postMessage',
    where: ({ channel }) => channel === SLACK_ROOM,
    do: { kind: 'status', status: 500, when: 'before' },
  });
const waiting = async (count: number) =>
  until(async () => {
    const [row] = await query(desk, `select count(*)::int as jobs from job where task ->> 'kind' = 'carry'`);
    return row?.jobs === count;
  });

test('while a chat does not answer the other goes on and is told after a minute, once; many that waited are told together', async () => {
  await incident(desk, 'nobody can pay');
  await desk.settled();
  away();
  for (let n = 1; n <= 25; n++) await someone(mei).says(`step ${n}`, TEAMS_ROOM);
  await waiting(25);
  await someone(mei).edits('step *25*', TEAMS_ROOM);
  for (let n = 0; n < 8; n++) await desk.pass(20);
  const told = () => teams().filter(({ text }) => text.includes('has not answered since'));
  expect(told()).toHaveLength(1);
  expect(told()[0]?.text).toMatch(
    /^Slack has not answered since \d\d:\d\d; 25 messages wait for it and go out by themselves\.$/u,
  );
  for (let n = 0; n < 6; n++) await desk.pass(60);
  expect(told()).toHaveLength(1);
  desk.slack.clearFaults();
  await delivered(desk);
  const shown = texts(slack()).filter((text) => text.includes('step') || text.includes('came late'));
  expect(shown[0]).toContain('Mei Lin (Teams): step 1');
  expect(shown[1]).toMatch(/^20 messages came late: .*step 2\n.*step 21$/su);
  expect(shown[2]).toContain('Mei Lin (Teams): step 22');
  expect(shown).toHaveLength(6);
  expect(shown[0]).toContain('late');
  expect(shown[5]).toContain('step 25');
  await someone(mei).edits('step _25_', TEAMS_ROOM);
  await desk.settled();
  expect(last(slack()).text).toContain('step 25 (edited)');
});

test('what stands in a message with others is put right there, and an answer to all of them is nobody’s in particular', async () => {
  await incident(desk, 'nobody can ship');
  await desk.settled();
  away();
  for (let n = 1; n <= 21; n++) await someone(mei).says(`step ${n}`, TEAMS_ROOM);
  await waiting(21);
  await desk.pass(90);
  desk.slack.clearFaults();
  await delivered(desk);
  const digest = found(slack(), 'came late').id;
  await someone(mei).deletes(TEAMS_ROOM);
  await desk.settled();
  const now = slack().find(({ id }) => id === digest)?.text ?? '';
  expect(now).toMatch(/step 2\n.*step 20\n.*\(deleted by its author\)/su);
  await someone(bob).says('thanks', SLACK_ROOM, digest);
  await desk.settled();
  expect(last(teams()).text).toBe('Bob Fischer (Slack): thanks');
});

test('where a chat lets only mentions be heard its room says so, and how words cross', async () => {
  const ticket = await declared(desk, 'nobody can call');
  const { database, desk: open } = desk.muster;
  const to = {
    place: { kind: 'channel', platform: 'x', workspace: 'y', channel: 'z' },
    thread: false,
    reader: null,
  } as const;
  const note = { kind: 'bridge', ticket: ticket.id, to, says: 'unheard', chat: 'x' } as const;
  const said = (gaps: { 'hear-threads'?: string }) =>
    database.transaction(open.organisation, async (tx, now) => {
      const facts = {
        name: 'x',
        command: '@Muster',
        budget: { place: BUDGET, workspace: BUDGET },
        patience: PATIENCE,
        gaps,
      };
      const { card } = await drawNote(tx, open, { facts }, note);
      return card(readerFor(open.policy, null, now, '@Muster'))?.summary;
    });
  expect(await said({})).toBeUndefined();
  expect(await said({ 'hear-threads': 'it is not granted' })).toContain('Write “@Muster say …”');
});
const BUDGET = { perSecond: 1, burst: 1 };
const PATIENCE = { gesture: 1_000, message: 1_000 };
