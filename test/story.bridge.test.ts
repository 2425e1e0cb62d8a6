// One incident, two chats: what is said in one of its rooms stands in the other, under its author's name, and follows them.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Seen } from './conformance/counterpart.ts';
import { incident, SLACK_ROOM, TEAMS_ROOM } from './support/bridge.ts';
import { startDesk, type TestDesk } from './support/desk.ts';
import { drawnInSlack, drawnInTeams } from './support/drawn.ts';
import { last } from './support/eyes.ts';
import { EXE, linksIn, opened, photo } from './support/files.ts';
import type { Person } from './support/person.ts';
import { eventsOf, query } from './support/proof.ts';

let desk: TestDesk;
let ticket: Awaited<ReturnType<typeof incident>>;
const people: Record<string, Person> = {};
const who = (name: string): Person => people[name] ?? expect.fail(`${name} is not there`);
beforeAll(async () => {
  desk = await startDesk();
  ticket = await incident(desk, 'nobody can send mail');
  await desk.settled();
  for (const name of ['bob', 'chen', 'gus']) people[name] = desk.onSlack(name);
  for (const name of ['mei', 'alice']) people[name] = desk.onTeams(name);
}, 60_000);
afterAll(() => desk.stop());

const slack = (root?: string): readonly Seen[] => who('bob').sees(SLACK_ROOM, root);
const teams = (root?: string): readonly Seen[] => who('mei').sees(TEAMS_ROOM, root);
const found = (seen: readonly Seen[], words: string): Seen =>
  seen.find(({ text }) => text.includes(words)) ?? expect.fail(`nobody sees ${words}`);
const drawnSlack = (id: string) => drawnInSlack(desk.slack.messages(SLACK_ROOM).find(({ ts }) => ts === id)?.blocks);
const drawnTeams = (id: string) =>
  drawnInTeams(
    desk.teams
      .messages(TEAMS_ROOM)
      .find((message) => message.id === id)
      ?.attachments.at(-1)?.content,
  );

test('what is said in one room stands in the other with its look, once, and comes back from nowhere', async () => {
  await who('bob').says('the *relay* is down:\n- `mx1`\n- `mx2`', SLACK_ROOM);
  await who('mei').says('so is the _backup_', TEAMS_ROOM);
  await desk.settled();
  expect(drawnTeams(last(teams()).id)).toBe('*Bob Fischer* (Slack): the *relay* is down:\n- `mx1`\n- `mx2`');
  expect(drawnSlack(last(slack()).id)).toBe('*Mei Lin* (Teams): so is the _backup_');
  await desk.settled();
  expect(slack().filter(({ text }) => text.includes('relay'))).toHaveLength(1);
  expect(teams().filter(({ text }) => text.includes('backup'))).toHaveLength(1);
  // It is conversation: nothing of it is a note on the ticket.
  expect((await eventsOf(desk, ticket.id)).map(({ type }) => type)).not.toContain('noted');
});

test('an answer stands below what it answers, on either side, however often it goes to and fro', async () => {
  await who('bob').says('who restarts it?', SLACK_ROOM);
  await desk.settled();
  const asked = { slack: last(slack()).id, teams: last(teams()).id };
  await who('mei').says('I do', TEAMS_ROOM, asked.teams);
  await desk.settled();
  expect(last(slack(asked.slack)).text).toContain('Mei Lin (Teams): I do');
  await who('chen').says('thank you', SLACK_ROOM, asked.slack);
  await desk.settled();
  expect(last(teams(asked.teams)).text).toContain('Chen Hao (Slack): thank you');
  expect(teams().some(({ text }) => text.includes('thank you'))).toBe(false);
});

test('below the headline it goes below the headline, and below a line of ours below that line', async () => {
  const headline = {
    slack: found(slack(), 'nobody can send mail').id,
    teams: found(teams(), 'nobody can send mail').id,
  };
  await who('mei').says('is there a runbook?', TEAMS_ROOM, headline.teams);
  await desk.settled();
  expect(last(slack(headline.slack)).text).toContain('is there a runbook?');
  await who('bob').types('claim', SLACK_ROOM);
  await desk.settled();
  const line = { slack: found(slack(), 'claimed it').id, teams: found(teams(), 'claimed it').id };
  await who('chen').says('good', SLACK_ROOM, line.slack);
  await desk.settled();
  expect(last(teams(line.teams)).text).toContain('Chen Hao (Slack): good');
  expect((await eventsOf(desk, ticket.id)).map(({ type }) => type)).not.toContain('noted');
});

test('an answer to what does not stand there says whom it answers', async () => {
  await query(desk, `delete from message where key like 'room %'`);
  const asked = found(slack(), 'the relay is down').id;
  await who('chen').says('since when?', SLACK_ROOM, asked);
  await desk.settled();
  expect(last(teams()).text).toMatch(/^to Bob Fischer: “the relay is down:”\n.*Chen Hao \(Slack\): since when\?/su);
});

test('words are put right where they stand, are taken back, and what Teams brings back is there again', async () => {
  await who('mei').says('restart mx1', TEAMS_ROOM);
  await desk.settled();
  const copy = last(slack()).id;
  await who('mei').edits('restart *mx2*', TEAMS_ROOM);
  await desk.settled();
  expect(last(slack()).id).toBe(copy);
  expect(drawnSlack(copy)).toBe('*Mei Lin* (Teams): restart *mx2* _(edited)_');
  await who('mei').deletes(TEAMS_ROOM);
  await desk.settled();
  expect(drawnSlack(copy)).toBe('*Mei Lin* (Teams): _(deleted by its author)_');
  expect(JSON.stringify(desk.slack.messages(SLACK_ROOM))).not.toContain('mx2 ');
  const gone = desk.teams.ledger.deliveries.findLast(({ activity }) => activity.type === 'messageDelete');
  await desk.teams.restore('29:mei', String(gone?.activity.id));
  await desk.settled();
  expect(last(slack())).toMatchObject({ id: copy });
  expect(last(slack()).text).toContain('restart mx2');

  await who('bob').says('never mind', SLACK_ROOM);
  await desk.settled();
  await who('bob').deletes(SLACK_ROOM);
  await desk.settled();
  expect(last(teams()).text).toBe('Bob Fischer (Slack): (deleted by its author)');
});

test('a guest is heard like anybody who is there, and is answered nothing; their words follow them too', async () => {
  await who('gus').says('our line is down as well', SLACK_ROOM);
  await desk.settled();
  expect(last(teams()).text).toBe('Gus Guest (Slack): our line is down as well');
  await who('gus').edits('our line is down too', SLACK_ROOM);
  await desk.settled();
  expect(last(teams()).text).toBe('Gus Guest (Slack): our line is down too (edited)');
  expect(who('gus').answer()).toBeUndefined();
});

test('whoever is mentioned is called by it where the chat can', async () => {
  await who('mei').says('@Bob Fischer can you look?', TEAMS_ROOM);
  await who('bob').says('I can, and <@UCHEN> too', SLACK_ROOM);
  await desk.settled();
  expect(drawnSlack(found(slack(), 'can you look?').id)).toBe('*Mei Lin* (Teams): <@UBOB> can you look?');
  expect(found(teams(), 'I can, and').text).toBe('Bob Fischer (Slack): I can, and @Chen Hao too');
});

test('a file follows the words: itself to Slack, a link to Teams, and why not to both', async () => {
  await who('mei').sends(photo, 'look at this', TEAMS_ROOM, undefined, false);
  await desk.settled();
  expect(found(slack(), 'look at this').text).toContain('photo.png');
  await who('bob').sends(photo, 'and this', SLACK_ROOM);
  await desk.settled();
  expect(found(teams(), 'and this').text).toContain('photo.png');
  const link = linksIn(desk, TEAMS_ROOM).find((one) => one.startsWith('http://127')) ?? '';
  expect((await opened(link)).status).toBe(200);
  await who('bob').types('files', SLACK_ROOM);
  expect(who('bob').answer()?.text).toContain('photo.png');
  await who('bob').deletes(SLACK_ROOM);
  await desk.settled();
  expect((await opened(link)).status).toBe(404);
  await who('bob').sends({ name: 'cure.exe', bytes: EXE }, 'try this', SLACK_ROOM);
  await desk.settled();
  for (const room of [slack(), teams()]) expect(found(room, 'cure.exe was not taken').text).toContain('⚠️');
});

test('a command in a room stays one, also one that is none; “say” crosses, and where only mentions are heard every mention', async () => {
  const before = teams().length;
  await who('bob').says('@muster status', SLACK_ROOM);
  await desk.settled();
  expect(teams()).toHaveLength(before);
  await who('bob').says('@muster say it is the power supply', SLACK_ROOM);
  await who('chen').says('@muster everybody can go home', SLACK_ROOM);
  await desk.settled();
  expect(found(teams(), 'power supply').text).toBe('Bob Fischer (Slack): it is the power supply');
  expect(teams().filter(({ text }) => text.includes('go home'))).toEqual([]);
  expect(who('chen').answer()?.text).toContain('I do not know “everybody”.');
  await query(desk, `update room set deaf = true where platform = 'slack'`);
  await who('chen').says('@muster everybody can go home', SLACK_ROOM);
  await desk.settled();
  await query(desk, 'update room set deaf = false');
  expect(found(teams(), 'go home').text).toBe('Chen Hao (Slack): everybody can go home');
});

test('in a channel that is no room nothing is asked, kept or acknowledged', async () => {
  const rows = () =>
    query(desk, 'select (select count(*) from receipt) as receipts, (select count(*) from room_message) as said');
  const before = await rows();
  const asked = desk.slack.ledger.calls.length;
  await desk.onSlack('eve').says('lunch?', 'C0INCIDENTS');
  await desk.onSlack('eve').edits('lunch!', 'C0INCIDENTS');
  await desk.onTeams('eve').says('lunch?', '19:incidents@thread.tacv2');
  await desk.settled();
  expect(await rows()).toEqual(before);
  expect(desk.slack.ledger.calls.slice(asked).map(({ method }) => method)).not.toContain('users.info');
});
