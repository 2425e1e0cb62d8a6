// After a major incident, on both chats: its children follow it, its review is written, published, taken away, remembered.
import { DateTime } from 'luxon';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { refOf } from '../src/ticket/record.ts';
import { SLACK_DESK, startDesk, TEAMS_DESK, type TestDesk, teamsId } from './support/desk.ts';
import { cardOf, last } from './support/eyes.ts';
import { linksIn, opened } from './support/files.ts';
import type { Person } from './support/person.ts';
import { eventsOf, expectHistoriesToHold, ticketAbout, typesOf } from './support/proof.ts';

const DAY = 86_400;
/** The first of a December that is to come. */
const DUE = DateTime.now().plus({ years: 1 }).set({ month: 12, day: 1 });
const GENERAL = { slack: 'C0GENERAL', teams: '19:general@thread.tacv2' };
const INCIDENTS = { slack: 'C0INCIDENTS', teams: '19:incidents@thread.tacv2' };
let desk: TestDesk;
beforeAll(async () => {
  desk = await startDesk();
  for (const name of ['bob', 'chen', 'dana', 'mei', 'hana']) await desk.onSlack(name).types('help', GENERAL.slack);
}, 60_000);
afterAll(async () => {
  await expectHistoriesToHold(desk);
  await desk.stop();
});

const answer = (who: Person): string => who.answer()?.text ?? '';
async function report(who: Person, words: string, at: string): Promise<string> {
  await who.types(`report ${words}`, at);
  await desk.settled();
  return refOf(await ticketAbout(desk, words));
}
const told = (who: Person, words: string) => who.sees('direct').filter(({ text }) => text.includes(words));
const published = (ref: string) => ({
  slack: desk
    .onSlack('eve')
    .sees(INCIDENTS.slack)
    .filter(({ text }) => text.includes(`Review of ${ref}`)),
  teams: desk
    .onTeams('eve')
    .sees(INCIDENTS.teams)
    .filter(({ text }) => text.includes(`Review of ${ref}`)),
});

describe.each(['slack', 'teams'] as const)('worked on in %s', (ours) => {
  const theirs = ours === 'slack' ? 'teams' : 'slack';
  const on = (chat: 'slack' | 'teams', name: string) => (chat === 'slack' ? desk.onSlack(name) : desk.onTeams(name));
  const triage = ours === 'slack' ? SLACK_DESK : TEAMS_DESK;
  const dana = () => on(ours, 'dana');
  const says = async (words: string, who = dana()): Promise<string> => {
    await who.types(words, triage);
    // What comes to the direct chat afterwards is no answer.
    const said = answer(who);
    await desk.settled();
    return said;
  };
  let ref = '';
  let children: readonly string[] = [];

  test('resolved, its open children follow with the same words, and “still broken” reopens one alone', async () => {
    ref = await report(on(theirs, 'alice'), `Nobody can send mail, ${ours}`, GENERAL[theirs]);
    children = [
      await report(on(theirs, 'alice'), `the ${ours} calendar of mine is empty`, GENERAL[theirs]),
      await report(on(ours, 'eve'), `scanner ${ours} sends no mail`, GENERAL[ours]),
    ];
    const over = await report(on(ours, 'eve'), `ticket of ${ours} that ends before`, GENERAL[ours]);
    for (const child of [...children, over]) await says(`link ${child} to ${ref} as child`);
    await says(`cancel ${over} it was nothing`);
    await says(`major declare ${ref} because nobody can send mail`);
    await desk.pass(600);
    expect(await says(`review cause ${ref} too early`)).toContain(`The review of ${ref} opens when it is resolved.`);
    const said = await says(`resolve ${ref} a new certificate`);
    expect(said).toContain(`Its 2 children are resolved with it, and each requester is asked: ${children.join(', ')}.`);
    expect(said).toMatch(new RegExp(`The review of ${ref} is open, due .+ 0[78]:30`, 'u'));

    for (const [n, who] of [on(theirs, 'alice'), on(ours, 'eve')].entries()) {
      const asked = last(told(who, `${ref} is solved, and so should ${children[n]} be.`));
      expect(asked.text).toContain('a new certificate');
      expect(asked.buttons).toEqual(['That solved it', 'Still broken…']);
    }
    expect(told(on(ours, 'eve'), `and so should ${over} be`)).toEqual([]);
    const eve = on(ours, 'eve');
    const asked = last(told(eve, `${ref} is solved, and so should ${children[1]} be.`));
    await eve.presses('Still broken…', { at: 'direct', id: asked.id });
    await eve.fills({ because: 'no scan arrives' });
    await eve.closes();
    await desk.settled();
    const bob = on(ours, 'bob');
    expect(cardOf(bob, triage, children[1] ?? '').text).toMatch(/· new/u);
    expect(cardOf(bob, triage, children[0] ?? '').text).toContain('· resolved');
    expect(cardOf(bob, triage, ref).text).toContain('· resolved');
    expect(await typesOf(desk, await ticketAbout(desk, `scanner ${ours}`))).toEqual([
      ...['reported', 'linked', 'resolved', 'reopened'],
    ]);
  });

  test('the review is shown with its measures and timeline, and written by words and by form', async () => {
    const shown = await says(`review ${ref}`);
    for (const words of [
      ...[`Review of ${ref}`, 'To detect', 'To resolve', 'Root cause', 'Nobody has written this yet.'],
      ...['Timeline', 'Dana Silva declared a major incident', 'resolved it: a new certificate'],
    ])
      expect(shown).toContain(words);
    expect(shown).toMatch(/To acknowledge\s+at once/u);
    const written = await says(
      `review cause ${ref} the certificate | ran out\n# and nobody <b>saw</b> it`,
      on(ours, 'bob'),
    );
    expect(written).toContain(`Written into the review of ${ref}: Root cause.`);
    expect(await says(`review ${ref}`)).toContain('the certificate | ran out');
    await dana().presses('Edit What went well…');
    expect(dana().form()?.fields).toEqual(['text']);
    await dana().fills({ text: 'the room stood at once' });
    await dana().closes();
    expect(await says(`review ${ref}`)).toContain('the room stood at once');
    expect(await says(`review ${ref}`, on(ours, 'eve'))).toContain('is for agents of the service desk');
  });

  test('an improvement is a tracked request, with somebody to see to it, a day, and its state in the review', async () => {
    const words = `renew ${ours} certificates by robot`;
    const said = await says(`improve ${ref} ${words} @chen by ${DUE.toFormat('d MMMM yyyy').toLowerCase()}`);
    const day = DUE.toFormat('cccc d MMMM yyyy');
    const made = new RegExp(`(REQ-\\d+) tracks it: Chen Hao sees to it, by ${day}`, 'u').exec(said)?.[1] ?? '';
    expect(made).toMatch(/^REQ-/u);
    const request = await ticketAbout(desk, words);
    expect(request).toMatchObject({ kind: 'request', state: 'in_progress', title: words });
    expect(request.description).toContain(`An improvement from the review of ${ref}.\nDue ${day}`);
    expect(request.links).toMatchObject([{ as: 'related', name: ref }]);
    expect((await ticketAbout(desk, `Nobody can send mail, ${ours}`)).links.map(({ name }) => name)).toContain(made);
    const bob = on(ours, 'bob');
    expect(cardOf(bob, triage, made).text).toContain(words);
    expect(
      [...told(desk.onSlack('chen'), `gave you ${made}`), ...told(desk.onTeams('chen'), `gave you ${made}`)].map(
        ({ text }) => text,
      ),
    ).toEqual([expect.stringContaining(`Dana Silva gave you ${made}`)]);
    await says(`review ${ref}`);
    await dana().presses('Improvement…');
    await dana().fills({ text: `watch ${ours} expiry dates`, person: 'nobody at all' });
    expect(dana().form()?.errors).toEqual([expect.stringContaining('no agent called “nobody at all”')]);
    await dana().fills({ text: `watch ${ours} expiry dates`, person: '', due: 'in 2 weeks' });
    await dana().closes();
    await desk.settled();
    const other = refOf(await ticketAbout(desk, `watch ${ours} expiry dates`));
    await says(`resolve ${made} the robot does it`);
    const shown = await says(`review ${ref}`);
    expect(shown).toMatch(new RegExp(`${made} ${words}\\s+Chen Hao · by Wed 1 Dec, 0\\d:30 · resolved`, 'u'));
    expect(shown).toMatch(new RegExp(`${other} watch ${ours} expiry dates\\s+nobody yet · by .+ · new`, 'u'));
  });

  test('published once in both channels, it is put right there by what is written later', async () => {
    expect(published(ref)).toEqual({ slack: [], teams: [] });
    expect(await says(`review publish ${ref}`, on(ours, 'chen'))).toContain('Only agents of');
    expect(await says(`review publish ${ref}`)).toContain(`The review of ${ref} is published.`);
    for (const seen of Object.values(published(ref))) {
      expect(seen).toHaveLength(1);
      expect(seen[0]?.text).toContain('the room stood at once');
      expect(seen[0]?.text).not.toContain('What went badly');
      expect(seen[0]?.buttons).toEqual([]);
    }
    await says(`review badly ${ref} nobody watched the certificate`);
    for (const seen of Object.values(published(ref))) {
      expect(seen).toHaveLength(1);
      expect(seen[0]?.text).toContain('nobody watched the certificate');
    }
    await says(`review publish ${ref}`);
    expect(published(ref)).toMatchObject({ slack: { length: 2 }, teams: { length: 2 } });
  });

  test('taken away as two files, which come to whoever asked, and to nobody else', async () => {
    const [markdown, picture] = [`${ref.toLowerCase()}-review.md`, `${ref.toLowerCase()}-timeline.svg`];
    expect(await says(`review export ${ref}`)).toContain(`${markdown}, ${picture} come to our direct chat.`);
    const contents: string[] = [];
    if (ours === 'slack') {
      const files = desk.slack.messages(desk.slack.directChannel('UDANA')).flatMap(({ files = [] }) => files);
      for (const name of [markdown, picture]) {
        const file = files.find((one) => one.name === name);
        contents.push(desk.slack.file(String(file?.id))?.bytes.toString() ?? '');
      }
    } else {
      for (const link of linksIn(desk, desk.teams.personal(teamsId('dana'))).slice(-2))
        contents.push((await opened(link)).bytes.toString());
    }
    const [review = '', timeline = ''] = contents.sort();
    const [md, svg] = review.startsWith('<svg') ? [timeline, review] : [review, timeline];
    expect(md).toContain(`# Review of ${ref}: Nobody can send mail, ${ours}`);
    expect(md).toContain('the certificate \\| ran out  \n\\# and nobody &lt;b&gt;saw&lt;/b&gt; it');
    expect(md).toContain(`](${picture})`);
    expect(md).toMatch(
      /^\| \d+ \| .+ \| Dana Silva \| {2}\| 🔴 Dana Silva declared a major incident: nobody can send mail \|$/mu,
    );
    expect(svg).toContain('resolved it: a new certificate</text>');
    const events = await eventsOf(desk, (await ticketAbout(desk, `Nobody can send mail, ${ours}`)).id);
    expect(events.at(-1)).toMatchObject({ type: 'exported', files: [expect.any(String), expect.any(String)] });
    const places: readonly (readonly [Person, string])[] = [
      [desk.onSlack('bob'), SLACK_DESK],
      [desk.onTeams('bob'), TEAMS_DESK],
    ];
    for (const [who, channel] of places)
      for (const at of [channel, 'direct'])
        for (const { id } of who.sees(at)) expect(JSON.stringify(who.sees(at, id))).not.toContain(picture);
  });
});

test('whoever owes a review hears of it the working day before and when it is due, and no more once it is published', async () => {
  const bob = desk.onSlack('dana');
  const says = async (words: string) => {
    await bob.types(words, SLACK_DESK);
    await desk.settled();
  };
  const two = [
    await report(desk.onSlack('alice'), 'the lift of the tower hangs', GENERAL.slack),
    await report(desk.onSlack('alice'), 'the gate of the yard is stuck', GENERAL.slack),
  ];
  for (const ref of two) {
    await says(`major declare ${ref}`);
    // Who spoke for it has done so: the review is for whoever led it.
    await says(`role ${ref} communications_lead to bob`);
    await says(`resolve ${ref} by hand`);
    await says(`review cause ${ref} a bolt`);
  }
  await says(`review publish ${two[1]}`);
  const words = (ref = '') =>
    [...told(desk.onSlack('dana'), `The review of ${ref}`), ...told(desk.onTeams('dana'), `The review of ${ref}`)]
      .map(({ text }) => text)
      .filter((text) => text.includes('not published yet'));
  expect(words(two[0])).toEqual([]);
  for (let day = 0; day < 12; day++) await desk.pass(DAY);
  expect(words(two[0])).toEqual([
    expect.stringMatching(
      new RegExp(`^The review of ${two[0]} is due \\w+day .+, and not published yet\\.\\s+the lift`, 'u'),
    ),
    expect.stringContaining(`The review of ${two[0]} is due now, and not published yet`),
  ]);
  expect(words(two[1])).toEqual([]);
});

test('a confidential review is published nowhere, its improvements stay with its few, and who was promised to see it does', async () => {
  const hana = desk.onSlack('hana');
  const says = async (words: string, who = hana) => {
    await who.types(words, 'C0PEOPLE');
    const said = answer(who);
    await desk.settled();
    return said;
  };
  await desk.onSlack('alice').types('report bullying in the whole tower', GENERAL.slack);
  await desk.settled();
  const ref = refOf(await ticketAbout(desk, 'bullying in the whole tower'));
  await says(`major declare ${ref}`, desk.onSlack('dana'));
  await says(`resolve ${ref} we talked`);
  await says(`review cause ${ref} a floor lead`);
  expect(await says(`publish ${ref}`)).toContain(`${ref} is confidential: its review is published nowhere.`);
  expect(await says(`improve ${ref} train the leads @bob`)).toContain('Bob Fischer');
  // As the empty review says it: the word in front of the name goes with the name.
  await says(`improve ${ref} an alarm on the queue disk by @hana by ${DUE.toFormat('d MMMM yyyy').toLowerCase()}`);
  expect((await ticketAbout(desk, 'an alarm on the queue disk')).title).toBe('an alarm on the queue disk');
  expect(await says(`improve ${ref} train the leads @hana`)).toContain('Hana Okafor sees to it');
  expect(await ticketAbout(desk, 'train the leads')).toMatchObject({ confidential: true, group: 'people-conduct' });
  expect(await says(`review ${ref}`)).toContain('train the leads');
  expect(await says(`review ${ref}`, desk.onSlack('bob'))).toContain(`There is no ${ref} that you can see.`);
});

test('what somebody took away is listed for them alone: it may hold what others may not read', async () => {
  const [dana, bob] = [desk.onSlack('dana'), desk.onSlack('bob')];
  await desk.onSlack('alice').types('report bullying about the oven', GENERAL.slack);
  await desk.settled();
  const ref = refOf(await ticketAbout(desk, 'bullying about the oven'));
  for (const words of [
    `major declare ${ref}`,
    `decide ${ref} Quentin has to go`,
    `confidential ${ref} off because it is about the oven`,
    `resolve ${ref} it was turned down`,
    `review export ${ref}`,
  ]) {
    await dana.types(words, 'C0PEOPLE');
    await desk.settled();
  }
  const name = `${ref.toLowerCase()}-review.md`;
  await dana.types(`files ${ref}`, SLACK_DESK);
  expect(answer(dana)).toContain(name);
  for (const verb of ['files', 'show', 'history']) {
    await bob.types(`${verb} ${ref}`, SLACK_DESK);
    expect(answer(bob)).toContain(ref);
    expect(answer(bob)).not.toContain(name);
  }
});

test('what was published is withdrawn with everything else when only a few may see it', async () => {
  // As long as its rooms stand, it is too late for that.
  await desk.stop();
  const soon = (yaml: string) =>
    yaml.replace('archive_days: 14', 'archive_days: 1').replace('grace_days: 5', 'grace_days: 60');
  desk = await startDesk({ policy: soon });
  const says = async (words: string) => {
    await desk.onSlack('dana').types(words, SLACK_DESK);
    await desk.settled();
  };
  const ref = await report(desk.onSlack('alice'), 'somebody opened every locker', GENERAL.slack);
  for (const [verb, rest] of [
    ['major declare', ''],
    ['resolve', 'new locks'],
    ['review cause', 'a master key of Bob'],
    ['review publish', ''],
  ])
    await says(`${verb} ${ref} ${rest}`.trim());
  expect(published(ref).slack[0]?.text).toContain('a master key of Bob');
  await says(`confidential ${ref}`);
  expect(desk.onSlack('dana').answer()?.text).toContain('cannot be taken back');
  await desk.pass(86_400);
  await says(`confidential ${ref}`);
  for (const seen of [desk.onSlack('eve').sees(INCIDENTS.slack), desk.onTeams('eve').sees(INCIDENTS.teams)])
    expect(JSON.stringify(seen)).not.toMatch(/master key|every locker/u);
});
