// Files cross with the words that they came with: themselves on Slack, by a signed link on Teams.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SLACK_DESK, startDesk, TEAMS_DESK, type TestDesk, teamsId } from './support/desk.ts';
import { cardOf, last } from './support/eyes.ts';
import { linksIn, opened, PDF, PNG, photo, quote } from './support/files.ts';
import { until } from './support/proof.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await startDesk();
}, 60_000);
afterAll(() => desk.stop());

const filesSeen = (who: ReturnType<TestDesk['onSlack']>, at: string, root?: string) =>
  who.sees(at, root).flatMap(({ files = [] }) => files);

test('a requester in Teams sends a photo, an agent in Slack sees it, answers with a PDF, and the requester opens it', async () => {
  const [alice, bob, mei] = [desk.onTeams('alice'), desk.onSlack('bob'), desk.onTeams('mei')];
  await alice.says('report the screen shows stripes', 'direct');
  await desk.settled();
  const card = last(alice.sees('direct').filter(({ text }) => text.includes('INC-1')));
  await alice.sends(photo, 'this is what I see', 'direct', card.id);
  await desk.settled();

  const onSlack = cardOf(bob, SLACK_DESK, 'INC-1');
  const inSlack = bob.sees(SLACK_DESK, onSlack.id);
  expect(inSlack.map(({ text }) => text).join('\n')).toContain('Alice Moreau: this is what I see\n📎 photo.png');
  expect(inSlack.at(-1)).toMatchObject({ files: ['photo.png'], text: '📎 from Alice Moreau' });
  const [shown] = desk.slack.messages(SLACK_DESK, { thread: onSlack.id }).flatMap(({ files = [] }) => files);
  expect(desk.slack.file(String(shown?.id))?.bytes).toEqual(PNG);
  const onTeams = cardOf(mei, TEAMS_DESK, 'INC-1');
  const inTeams = last(mei.sees(TEAMS_DESK, onTeams.id));
  expect(inTeams.text).toMatch(
    /^📎 photo\.png \(\S+ kB\) · from Alice Moreau\nThe link is good until .+; “files INC-1”/u,
  );
  const [link = ''] = linksIn(desk, TEAMS_DESK);
  expect((await opened(link)).bytes).toEqual(PNG);

  await bob.sends(quote, 'tell here is the offer for a new one', SLACK_DESK, onSlack.id, true);
  await desk.settled();
  const words = alice.sees('direct').map(({ text }) => text);
  expect(words.at(-2)).toContain('here is the offer for a new one\n📎 Angebot Größe 1.pdf');
  expect(words.at(-1)).toContain('📎 Angebot Größe 1.pdf');
  const direct = linksIn(desk, desk.teams.personal(teamsId('alice')));
  const { status, bytes, headers } = await opened(direct.at(-1) ?? '');
  expect({ status, bytes }).toEqual({ status: 200, bytes: PDF });
  expect(headers.get('content-disposition')).toContain("filename*=UTF-8''Angebot%20Gr%C3%B6%C3%9Fe%201.pdf");
  expect(Object.fromEntries(headers)).toMatchObject({
    ...{ 'content-type': 'application/pdf', 'x-content-type-options': 'nosniff', 'cache-control': 'private, no-store' },
    ...{ 'content-security-policy': "default-src 'none'; sandbox" },
  });
  // Where it was sent it stands already; the agents of the other chat have it too.
  expect(filesSeen(bob, SLACK_DESK, onSlack.id)).toEqual(['photo.png', 'Angebot Größe 1.pdf']);
  expect(linksIn(desk, TEAMS_DESK)).toHaveLength(2);
});

test('a file with a note stays inside, and crosses to the agents of the other chat, both ways', async () => {
  const [alice, bob, mei] = [desk.onSlack('alice'), desk.onSlack('bob'), desk.onTeams('mei')];
  await alice.types('report the badge reader beeps', 'C0GENERAL');
  await desk.settled();
  const [onSlack, onTeams] = [cardOf(bob, SLACK_DESK, 'INC-2'), cardOf(mei, TEAMS_DESK, 'INC-2')];
  const before = alice.sees('direct').length;
  await mei.sends({ ...photo, name: 'reader.png', pasted: true }, 'seen from behind', TEAMS_DESK, onTeams.id);
  await bob.sends({ ...quote, name: 'manual.pdf' }, '', SLACK_DESK, onSlack.id);
  await desk.settled();
  expect(filesSeen(bob, SLACK_DESK, onSlack.id).sort()).toEqual(['image.png', 'manual.pdf']);
  expect(last(mei.sees(TEAMS_DESK, onTeams.id)).text).toContain('📎 manual.pdf');
  expect(alice.sees('direct')).toHaveLength(before);
});

test('a file alone is an addition in the thread of a ticket, and kept with the words at the top of a direct chat', async () => {
  const [alice, bob] = [desk.onSlack('alice'), desk.onSlack('bob')];
  const own = last(alice.sees('direct').filter(({ text }) => text.includes('INC-2')));
  await alice.sends({ ...photo, name: 'alone.png' }, '', 'direct', own.id);
  await desk.settled();
  expect(filesSeen(bob, SLACK_DESK, cardOf(bob, SLACK_DESK, 'INC-2').id)).toContain('alone.png');

  await alice.sends({ ...photo, name: 'first.png' }, '', 'direct');
  await until(() => alice.answer()?.text.includes('📎 first.png'));
  await alice.sends({ ...photo, name: 'second.png' }, 'and this is the other side', 'direct');
  await until(() => alice.answer()?.text.includes('📎 second.png'));
  await alice.presses('New report');
  await desk.settled();
  const card = cardOf(bob, SLACK_DESK, 'INC-3');
  expect(card.text).toContain('and this is the other side');
  expect(filesSeen(bob, SLACK_DESK, card.id).sort()).toEqual(['first.png', 'second.png']);

  // Nobody places them: with the clock they go to the desk, named by what they are.
  await alice.sends({ ...photo, name: 'lonely.png' }, '', 'direct');
  await desk.pass(601);
  const reported = cardOf(bob, SLACK_DESK, 'INC-4');
  expect(reported.text).toContain('INC-4 lonely.png');
  expect(filesSeen(bob, SLACK_DESK, reported.id)).toEqual(['lonely.png']);
});

test('the files of a message go with its report: by the emoji, and from its menu through the form', async () => {
  const [alice, bob, mei] = [desk.onSlack('alice'), desk.onSlack('bob'), desk.onTeams('mei')];
  await alice.sends({ ...photo, name: 'emoji.png' }, 'the lamp flickers', 'C0GENERAL');
  const said = last(alice.sees('C0GENERAL'));
  await alice.reacts('ticket', { at: 'C0GENERAL', id: said.id });
  await desk.settled();
  expect(filesSeen(bob, SLACK_DESK, cardOf(bob, SLACK_DESK, 'INC-5').id)).toEqual(['emoji.png']);

  await alice.sends({ ...photo, name: 'menu.png' }, 'the door squeaks', 'C0GENERAL');
  await alice.shortcut('report', { at: 'C0GENERAL', id: last(alice.sees('C0GENERAL')).id });
  await alice.fills({ text: 'the door squeaks, see the picture' });
  await alice.closes();
  await desk.settled();
  expect(filesSeen(bob, SLACK_DESK, cardOf(bob, SLACK_DESK, 'INC-6').id)).toEqual(['menu.png']);
  // Words and file of a channel in Teams: the file stays in SharePoint, its link does not.
  const onTeams = cardOf(mei, TEAMS_DESK, 'INC-6');
  await mei.sends({ ...quote, name: 'plan.pdf' }, 'this is the plan', TEAMS_DESK, onTeams.id);
  await desk.settled();
  const line = last(bob.sees(SLACK_DESK, cardOf(bob, SLACK_DESK, 'INC-6').id));
  expect(line.text).toContain('It was not copied: it opens where it is');
  expect(JSON.stringify(desk.slack.messages(SLACK_DESK, { thread: cardOf(bob, SLACK_DESK, 'INC-6').id }))).toContain(
    'https://example.sharepoint.com/personal/files/plan.pdf',
  );
});

test('where no ticket is named the files wait with the choice, and go with it', async () => {
  const [alice, bob] = [desk.onSlack('alice'), desk.onSlack('bob')];
  await alice.sends({ ...photo, name: 'chosen.png' }, 'add', 'C0GENERAL', undefined, true);
  expect(alice.answer()?.buttons).toContain('INC-6');
  await alice.presses('INC-6');
  await desk.settled();
  expect(filesSeen(bob, SLACK_DESK, cardOf(bob, SLACK_DESK, 'INC-6').id)).toContain('chosen.png');
});

test('show, history and files give a fresh link each; a requester is given what is theirs, and no note', async () => {
  const [alice, dana] = [desk.onSlack('alice'), desk.onSlack('dana')];
  for (const words of ['show INC-2', 'history INC-2', 'files INC-2']) {
    await dana.types(words, 'C0GENERAL');
    expect(dana.answer()?.text).toMatch(/📎 manual\.pdf \(\S+ kB\)/u);
    const drawn = JSON.stringify(desk.slack.ephemerals('UDANA').at(-1));
    const [link = ''] = /http:[^"\\|>]+\/files\/[^"\\|>]+/u.exec(drawn) ?? [];
    expect((await opened(link.replaceAll('&amp;', '&'))).status).toBe(200);
  }
  await alice.types('files INC-2', 'C0GENERAL');
  expect(alice.answer()?.text).toContain('📎 alone.png');
  expect(alice.answer()?.text).not.toContain('manual.pdf');
  await desk.onSlack('alice').types('files INC-1', 'C0GENERAL');
  expect(alice.answer()?.text).toContain('Angebot Größe 1.pdf');
});
