// What text may do where it comes from elsewhere: links of a chat's own, names, files, a policy; too long; and on its way out as CSV and log.
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { messageOf } from '../adapters/slack/render.ts';
import { wordsOf } from '../adapters/slack/words.ts';
import { readHtml } from '../adapters/teams/html.ts';
import { renderCard } from '../adapters/teams/render.ts';
import { table } from '../src/commands/table.ts';
import { makeLog } from '../src/log.ts';
import { guarded, unguarded } from '../src/offline/csv.ts';
import type { Card } from '../src/views/cards.ts';
import { worded } from '../src/views/formatted.ts';
import { cli } from './support/cli.ts';
import { testDatabase } from './support/database.ts';
import { SLACK_DESK, slackId, startDesk, type TestDesk } from './support/desk.ts';
import { forgedOnSlack, forgedOnTeams } from './support/forged.ts';
import { faultsInSlack, faultsInTeams, inBlock, inCard, nodesOf } from './support/inert.ts';
import { contextFor } from './support/laws.ts';
import { FORMULAS, LONG, POISON } from './support/poison.ts';
import { ticketAbout, ticketRows, until } from './support/proof.ts';
import { standing } from './support/untouched.ts';

const GENERAL = 'C0GENERAL';
const logged: string[] = [];
let home: Awaited<ReturnType<typeof testDatabase>>;
let desk: TestDesk;

/** People whose names are the attack. */
const NAMES = {
  calls: POISON.calls,
  links: POISON.links,
  markup: POISON.markup,
  unseen: POISON.unseen,
  formula: POISON.formula,
};
const attackers = () =>
  Object.entries(NAMES).map(([name, realName]) => ({
    ...{ id: slackId(name), name, realName: `${realName} ${name}`, email: `${name}@example.com` },
    ...{ tz: 'Europe/Paris', locale: 'en-GB', guest: false },
  }));

beforeAll(async () => {
  home = await testDatabase();
  desk = await startDesk({
    database: home,
    log: makeLog('trace', { write: (line) => void logged.push(line) }),
    workspace: (world) => ({ ...world, users: [...world.users, ...attackers()] }),
    policy: (yaml) =>
      yaml.replace(
        /(reset:.*text: ).*\}/u,
        (_all, key) => `${key}${JSON.stringify(`${POISON.calls} ${POISON.markup}`)} }`,
      ),
  });
  for (const name of ['alice', 'bob', 'dana']) await desk.onSlack(name).types('help', GENERAL);
}, 60_000);
afterAll(async () => {
  await desk.stop();
  await home.drop();
});

const faults = () => [
  ...new Set([
    ...faultsInSlack(desk.slack, { calls: 0, deliveries: 0 }, ['UDANA']),
    ...faultsInTeams(desk.teams, { calls: 0, deliveries: 0 }, ['Dana Silva']),
  ]),
];

describe('a link with a name of its own', () => {
  const hosts = ['bank.test', 'evil.test', 'bank.test@evil.test', 'bank.test.evil.test'];
  const name = fc.oneof(
    fc.constantFrom(
      ...hosts,
      ...hosts.map((host) => `https://${host}`),
      'www.bank.test/login',
      'bank．test',
      'bank。test',
      'the form',
      'https://bank.test (https://bank.test)',
      'it@bank.test',
      ' ',
    ),
    fc.string({ unit: 'grapheme', maxLength: 30 }),
  );
  const href = fc.oneof(
    fc.constantFrom(...hosts).map((host) => `https://${host}/`),
    fc.constantFrom(
      'javascript:alert(1)',
      'data:text/html,x',
      'file:///etc/passwd',
      'mailto:it@evil.test',
      'HTTPS://EVIL.TEST',
      'https://evil.test/)(https://bank.test',
    ),
  );
  const { reader } = contextFor('bob');
  const escaped = (said: string) => said.replace(/&/gu, '&amp;').replace(/</gu, '&lt;').replace(/"/gu, '&quot;');

  test('shows where it leads, if its name could be taken for that', () => {
    fc.assert(
      fc.property(name, href, fc.boolean(), (text, url, slack) => {
        const words = slack
          ? wordsOf('', [
              { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [{ type: 'link', url, text }] }] },
            ])
          : readHtml(`<p><a href="${escaped(url)}">${escaped(text)}</a></p>`);
        const card: Card = { summary: 'x', tone: 'plain', blocks: worded(reader, words) };
        const shown = [messageOf(card, false).blocks, renderCard(card, 'message')];
        expect([
          ...nodesOf(shown[0]).flatMap((node) => inBlock(node, [])),
          ...nodesOf(shown[1]).flatMap((node) => inCard(node, [])),
        ]).toEqual([]);
      }),
      { seed: 5, numRuns: 400 },
    );
  });

  test.each([
    ['bank.test', 'https://evil.test/', 'bank.test (https://evil.test/)'],
    ['the form', 'https://forms.test/', 'the form'],
    ['https://forms.test', 'https://forms.test/', 'https://forms.test'],
  ])('%s, which leads to %s, is shown as %s', (text, url, shown) => {
    const words = readHtml(`<a href="${url}">${text}</a>`);
    expect(worded(reader, words)).toEqual([{ type: 'text', text: [{ type: 'styled', text: shown, href: url }] }]);
  });
});

describe('names', () => {
  test.each(Object.keys(NAMES))(
    'of people that are %s, on every card that says who',
    async (name) => {
      const who = desk.onSlack(name);
      await who.sends(
        { name: `${POISON.markup} ${POISON.unseen.toWellFormed()}.txt`, bytes: Buffer.from('x') },
        `report the lamp of ${name} is dark`,
        'direct',
      );
      await desk.settled();
      const { number } = await ticketAbout(desk, `lamp of ${name}`);
      await desk.onSlack('bob').types(`tell INC-${number} :reset`, SLACK_DESK);
      await desk.onSlack('bob').types(`show INC-${number}`, SLACK_DESK);
      await desk.onSlack('dana').types(`major declare INC-${number} because x`, SLACK_DESK);
      await desk.settled();
      await desk.onSlack('bob').types(`review INC-${number}`, SLACK_DESK);
      await desk.onSlack('bob').types(`queue`, SLACK_DESK);
      await desk.settled();
      expect(faults()).toEqual([]);
      const rooms = desk.slack.channels().filter(({ creator }) => creator === desk.slack.world.botUserId);
      for (const room of rooms.filter(({ kind }) => kind !== 'im')) expect(room.name).toMatch(/^[\p{L}\p{N}-]+$/u);
    },
    30_000,
  );
});

describe('a hundred thousand characters', () => {
  const endless = 'endless '.repeat(LONG / 8);
  const taking = table.filter(({ rest, who }) => rest === 'text' && who !== 'clock');
  test.each(taking.map(({ name, ref }) => [name, ref] as const))(
    '%s refuses them in a sentence, and keeps nothing of them',
    async (verb, ref) => {
      const known = ref ? { ref: 'INC-1' } : {};
      const before = await standing(desk);
      for (const ways of [forgedOnSlack(desk), forgedOnTeams(desk)]) {
        const values = { text: endless, audience: 'everyone', group: 'network', sure: 'yes' };
        const answer = await ways.submits('dana', { verb, args: known }, values);
        expect(answer).not.toMatch(/Something went wrong/u);
        expect(answer).toMatch(
          /is the most|Only|Nobody waits|open questions|Say it like|is over|opens when it is resolved/u,
        );
        expect(answer.length).toBeLessThan(60_000);
      }
      expect(await standing(desk)).toEqual(before);
    },
  );

  test('in a direct chat, as a verb, and as a name to look for', async () => {
    const before = (await ticketRows(desk)).length;
    await desk.onSlack('alice').says(endless, 'direct');
    await until(() => /\d+ characters; 20000 is the most/u.test(desk.onSlack('alice').answer()?.text ?? ''));
    for (const said of [`find ${endless}`, `xyz${'z'.repeat(LONG)}`, `assign INC-1 to ${endless}`, `show ${endless}`]) {
      const { status, body } = await desk.slack.command(slackId('bob'), GENERAL, said);
      expect([status, body.includes('Something went wrong')]).toEqual([200, false]);
    }
    expect(await ticketRows(desk)).toHaveLength(before);
    expect(faults()).toEqual([]);
  });
});

describe('on the way out', () => {
  test('no cell of a CSV is a formula, and each comes back as it was', async () => {
    for (const said of [...FORMULAS, POISON.formula]) await desk.onSlack('alice').says(said, 'direct');
    const ways = forgedOnSlack(desk);
    for (const text of [...FORMULAS, ...Object.values(POISON)])
      await ways.submits('alice', { verb: 'report', args: {} }, { text });
    const { out, code } = await cli(['export'], { DATABASE_URL: home.ownerUrl });
    expect(code).toBe(0);
    const cells = (parse(out) as string[][]).flat();
    expect(cells.length).toBeGreaterThan(100);
    expect(cells.filter((cell) => /^\s*[=+\-@＝＋－＠]/u.test(cell))).toEqual([]);
    fc.assert(
      fc.property(fc.oneof(fc.constantFrom(...FORMULAS), fc.string()), (cell) => {
        expect(guarded(cell)).not.toMatch(/^[=+\-@\t\r＝＋－＠]/u);
        expect(unguarded(guarded(cell))).toBe(cell);
      }),
      { seed: 5, numRuns: 500 },
    );
  });

  test('a line of the log is one line, and nobody’s words', () => {
    for (const line of logged) {
      expect(line.trimEnd()).not.toMatch(/\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u);
      expect(JSON.parse(line)).toHaveProperty('time');
      expect(line).not.toMatch(/endless|bank\.test|lamp of/u);
    }
  });
});
