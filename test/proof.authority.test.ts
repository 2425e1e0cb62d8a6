// Who may do what: every verb in every part that somebody can play, pressed, opened and sent back, on both chats, with any ticket's name in it.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { table } from '../src/commands/table.ts';
import type { Args } from '../src/commands/verb.ts';
import { organisationId } from '../src/storage/organisations.ts';
import { refOf } from '../src/ticket/record.ts';
import { execute, testDatabase } from './support/database.ts';
import { slackId, startDesk, type TestDesk } from './support/desk.ts';
import {
  type Forged,
  forgedOnSlack,
  forgedOnTeams,
  postPayload,
  submission,
  viewOf,
  type Ways,
} from './support/forged.ts';
import { delivered, expectHistoriesToHold, ticketAbout } from './support/proof.ts';
import { outcomeOf, PARTS, type Part, rights, TOLD } from './support/rights.ts';
import { standing } from './support/untouched.ts';

const GENERAL = 'C0GENERAL';
/** Words of a ticket that anybody in the desk may see, of one that few may, and of another organisation's. */
const WORDS = { open: 'Zaphod', secret: 'Trillian', theirs: 'Magrathea' };

let home: Awaited<ReturnType<typeof testDatabase>>;
let ours: TestDesk;
let theirs: TestDesk;
let refs: Record<keyof typeof WORDS, string>;
let ids: Record<keyof typeof WORDS | 'alice', string>;
let chats: Readonly<Record<'slack' | 'teams', Ways>>;
let before: readonly Record<string, string>[];

beforeAll(async () => {
  home = await testDatabase();
  ours = await startDesk({
    ...{ database: home, crowd: 2 },
    policy: (yaml) =>
      yaml
        .replace(', crowd1@example.com, crowd2@example.com', '')
        .replace(/administrator: \[[^\]]*\]/u, 'administrator: [crowd2@example.com]'),
    workspace: (world) => ({ ...world, users: [...world.users, stranger()] }),
  });
  theirs = await startDesk({
    ...{ database: home, suffix: '2' },
    policy: (yaml) => yaml.replace('key: example', 'key: other').replace('Example AG', 'Other AG'),
  });
  const sequence = `number_incident_${organisationId('other').replaceAll('-', '')}`;
  await execute(home.ownerUrl, `alter sequence ${sequence} restart 1000`);
  for (const name of [...Object.values(PARTS), 'hana']) await ours.onSlack(name).types('help', GENERAL);
  await ours.onSlack('alice').types(`report ${WORDS.open} sits in the printer`, GENERAL);
  await ours.onSlack('alice').types(`report harassment by ${WORDS.secret}`, GENERAL);
  await theirs.onSlack('alice').types(`report ${WORDS.theirs} is gone`, GENERAL);
  const found = {
    open: await ticketAbout(ours, WORDS.open),
    secret: await ticketAbout(ours, WORDS.secret),
    theirs: await ticketAbout(theirs, WORDS.theirs),
  };
  refs = { open: refOf(found.open), secret: refOf(found.secret), theirs: refOf(found.theirs) };
  ids = { open: found.open.id, secret: found.secret.id, theirs: found.theirs.id, alice: found.open.requester };
  await ours.onSlack('alice').types(`copy ${refs.open} @crowd1`, GENERAL);
  await Promise.all([delivered(ours), delivered(theirs)]);
  chats = { slack: forgedOnSlack(ours), teams: forgedOnTeams(ours) };
  // Whoever is met for the first time becomes known: that is no change that anybody made.
  for (const name of [...Object.values(PARTS), 'gus', 'hana']) await chats.teams.types(name, 'help');
  for (const name of ['gus', 'strange']) await chats.slack.types(name, 'help');
  await theirs.onSlack('dana').types('help', GENERAL);
  before = [await standing(ours), await standing(theirs)];
}, 90_000);
afterAll(async () => {
  expect(await standing(theirs)).toEqual(before[1]);
  await expectHistoriesToHold(ours);
  await Promise.all([ours.stop(), theirs.stop()]);
  await home.drop();
});

/** Somebody of another workspace, in a channel that is shared with it. */
const stranger = () => ({
  ...{ id: slackId('strange'), name: 'strange', realName: 'Ford Strange', email: 'ford@elsewhere.test', teamId: 'T9' },
  ...{ tz: 'Europe/Paris', locale: 'en-GB', guest: false },
});

const untouched = async () => {
  expect(await standing(ours)).toEqual(before[0]);
};
/** Whatever a verb may ask for. */
const values = {
  text: 'forged',
  because: 'forged',
  until: 'tomorrow',
  to: 'bob',
  person: 'me',
  stars: '5',
  role: 'scribe',
};
const named = (verbs: typeof table) => verbs.map((verb, n) => [verb.name, verb, n] as const);
const aboutOne = table.filter(({ ref, who }) => ref && who !== 'clock');

/** Typing is proved elsewhere. */
const WAYS = [
  (ways: Ways, name: string, verb: string, args: Args) =>
    ways.presses(name, { verb, args: { ...values, ...args, form: 'no' } }),
  (ways: Ways, name: string, verb: string, args: Args) => ways.opens(name, { verb, args }),
  (ways: Ways, name: string, verb: string, args: Args) => ways.submits(name, { verb, args }, values),
];

/** What came of the verb on both chats; `turn`: by which way, so that every verb and every part meets each of them. */
async function tried(turn: number, name: string, verb: string, args: Args): Promise<string[]> {
  const way = WAYS[turn % WAYS.length] ?? (() => Promise.reject(new Error('there are three ways')));
  return [await way(chats.slack, name, verb, args), await way(chats.teams, name, verb, args)];
}
const sayNothing = (answers: readonly string[], ...words: readonly string[]) => {
  for (const answer of answers) for (const word of words) expect(answer).not.toContain(word);
};

test('it is written down of every verb who may say it, and of nothing else', () => {
  expect([...rights.keys()].sort()).toEqual(table.map(({ name }) => name).sort());
});

describe.each(named(table))('%s', (verb, _verb, turn) => {
  const refused = (Object.keys(PARTS) as Part[]).filter((part) => outcomeOf(verb, part) !== 'yes');
  if (refused.length > 0)
    test('changes nothing and shows nothing for whoever may not', async () => {
      for (const [n, part] of refused.entries()) {
        const outcome = outcomeOf(verb, part) as keyof typeof TOLD;
        const answers = await tried(turn + n, PARTS[part], verb, { ref: refs.open });
        for (const answer of answers) expect(answer, part).toMatch(TOLD[outcome]);
        sayNothing(answers, WORDS.open);
      }
      await untouched();
    });

  test('nor for a guest, a stranger in a shared channel, or one of a workspace that is not connected', async () => {
    const answers = await tried(turn, 'gus', verb, { ref: refs.open });
    answers.push(await chats.slack.submits('strange', { verb, args: { ref: refs.open } }, values));
    for (const answer of answers) expect(answer).toMatch(TOLD.guest);
    const elsewhere = {
      ...viewOf(ours, slackId('bob'), { verb, args: { ref: refs.open } }, values),
      team: { id: 'T9' },
    };
    const strange = await (await postPayload(ours, elsewhere)).text();
    expect(strange).toMatch(TOLD.stranger);
    sayNothing([...answers, strange], WORDS.open, 'Alice');
    await untouched();
  });
});

describe("a name that is not one's to say", () => {
  test.each(named(aboutOne))('%s, of a confidential ticket or of another organisation’s', async (verb, _verb, turn) => {
    const which = turn % 2 === 0 ? 'secret' : 'theirs';
    const ref = refs[which];
    // As many digits: where an answer is cut, it is cut alike.
    const never = ref.replace(/\d/gu, '8');
    const answers = await tried(turn, 'bob', verb, { ref });
    const said = await tried(turn, 'bob', verb, { ref: never });
    expect(answers).toEqual(said.map((answer) => answer.replaceAll(never, ref)));
    sayNothing(answers, WORDS[which]);
    await untouched();
  });

  /** Arguments that forms and buttons carry, with somebody else's in them. */
  const swapped: readonly (readonly [string, string, () => Forged, RegExp | null])[] = [
    ['a tie to a confidential ticket', 'bob', () => with_('link', { ref: refs.open, to: refs.secret }), TOLD.none],
    ['a tie to another organisation’s', 'bob', () => with_('link', { ref: refs.open, to: refs.theirs }), TOLD.none],
    [
      'the end of a tie to a confidential ticket',
      'bob',
      () => with_('unlink', { ref: refs.open, from: refs.secret }),
      TOLD.none,
    ],
    [
      'a duplicate of a confidential ticket',
      'alice',
      () => with_('duplicate', { ref: refs.open, of: 'INC-888' }),
      TOLD.none,
    ],
    [
      'a duplicate of what was never offered',
      'alice',
      () => with_('duplicate', { ref: refs.open, of: refs.secret }),
      TOLD.none,
    ],
    ['the id of a ticket for its number', 'bob', () => with_('claim', { ref: ids.secret }), /There is no /u],
    ['the id of another organisation’s', 'bob', () => with_('claim', { ref: ids.theirs }), /There is no /u],
    [
      'a confidential one among several',
      'bob',
      () => with_('release', { ref: refs.secret, more: refs.theirs }),
      TOLD.none,
    ],
    ['the clock’s own words', 'bob', () => with_('settle', { ref: refs.open, of: ids.secret }), TOLD.unknown],
    [
      'a report in somebody’s name',
      'eve',
      () => with_('report', { text: 'forged', for: ids.alice }),
      /Only agents of the service desk report for somebody else/u,
    ],
    [
      'words of somebody else that wait',
      'eve',
      () => with_('report', { kept: 'yes', form: 'no' }),
      /is with the service desk already/u,
    ],
    ['a verb that there is none of', 'bob', () => with_('__proto__', { ref: refs.open }), /from an older version/u],
    ['a name of what every object has', 'bob', () => with_('constructor', {}), /from an older version/u],
  ];
  const with_ = (verb: string, args: Args): Forged => ({ verb, args });
  test.each(swapped)('%s, by %s', async (_what, name, forged, told) => {
    for (const ways of Object.values(chats)) {
      const answers = [await ways.presses(name, forged()), await ways.submits(name, forged(), {})];
      for (const answer of answers) if (told) expect(answer).toMatch(told);
      sayNothing(answers, WORDS.secret, WORDS.theirs);
    }
    await untouched();
  });
});

describe('what a form kept for its way back', () => {
  test.each([
    ['nothing', ''],
    ['no JSON', '{"args":'],
    ['no memory of ours', '{"args":{"ref":7},"title":[]}'],
    ['a place that is none', JSON.stringify({ args: { ref: 'INC-1' }, title: 'x', done: 'x', at: [] })],
  ])('%s: on Slack it says that it is not understood', async (_what, metadata) => {
    const sent = viewOf(ours, slackId('bob'), { verb: 'resolve', args: {} }, values, metadata);
    expect(await (await postPayload(ours, sent)).text()).toMatch(/from an older version/u);
    await untouched();
  });

  test.each([
    ['nothing', {}],
    ['no arguments', { muster: { v: 'resolve' } }],
    ['arguments of another kind', { muster: { v: 'resolve', a: { ref: 7 } } }],
    ['no form', { muster: { v: 'resolve', a: {}, form: { verb: 'resolve' } } }],
  ])('%s: on Teams too', async (_what, data) => {
    const { status, body } = await ours.teams.post(submission(ours, 'bob', { ...data, text: 'forged' }));
    expect(status).toBe(200);
    expect(JSON.stringify(body)).toMatch(/from an older version/u);
    await untouched();
  });
});
