// The storm that one button starts: told in order, played by real gestures, and ended in the states that it promises.
import { describe, expect, test, vi } from 'vitest';
import type { Sight } from '../playground/sight.ts';
import type { StormFacts } from '../playground/storm/facts.ts';
import { milestonesOf } from '../playground/storm/milestones.ts';
import type { StormSight } from '../playground/storm/storm.ts';
import { ending, reports, talk, update } from '../playground/storm/words.ts';
import { tickets } from '../src/storage/tables.ts';
import { isMajor } from '../src/ticket/major.ts';
import { browserPath, playground, visitor } from './support/playground.ts';

const START = Date.parse('2026-11-25T09:30:00.000Z');
const happened = (...moments: [seconds: number, type: string, data?: object][]): StormFacts['happened'] =>
  moments.map(([seconds, type, data = {}]) => ({ at: START + seconds * 1000, type, data: { ...data } }));
const room = (platform: string) => ({ room: { platform, channel: 'C1' } });

describe('what happened so far', () => {
  const four = [0, 2, 3, 7].map((seconds) => START + seconds * 1000);

  test('is nothing before the first report', () => {
    expect(milestonesOf({ reports: [], ref: undefined, happened: [] })).toEqual([]);
  });

  test('counts the reports until it was proposed, and no others', () => {
    const facts = { reports: four, ref: 'INC-1', happened: happened([4, 'proposed']) };
    expect(milestonesOf(facts)).toEqual([
      { at: 0, what: 'first report' },
      { at: 3, what: 'three reports' },
      { at: 4, what: 'proposed' },
    ]);
  });

  test('names the one room, and then both', () => {
    const one = happened([4, 'declared'], [5, 'roomed', room('teams')]);
    const both = [...one, ...happened([6, 'roomed', room('slack')])];
    const told = (all: StormFacts['happened']) =>
      milestonesOf({ reports: [START], ref: 'INC-1', happened: all }).at(-1);
    expect(told(one)).toEqual({ at: 5, what: 'room on Teams' });
    expect(told(both)).toEqual({ at: 6, what: 'rooms on both chats' });
  });

  test('stands in the order in which it happened', () => {
    const facts = happened([4, 'declared'], [9, 'cast', { person: 'x' }], [12, 'updated'], [20, 'mitigated']);
    const told = milestonesOf({ reports: [START], ref: 'INC-1', happened: facts }, START + 8_000);
    expect(told.map(({ at, what }) => `${at} ${what}`)).toEqual([
      '0 first report',
      '4 declared',
      '8 first words crossed',
      '9 two roles',
      '12 update sent',
      '20 mitigated',
    ]);
  });
});

describe('a storm', () => {
  const muster = playground();
  const get = async <T>(path: string) => (await fetch(`${muster().playground}/${path}`)).json() as Promise<T>;
  async function start(body: object): Promise<{ status: number; sight: StormSight & { error?: string } }> {
    const headers = { 'Content-Type': 'application/json', Origin: `http://127.0.0.1:${muster().port}` };
    const answer = await fetch(`${muster().playground}/storm`, { method: 'POST', headers, body: JSON.stringify(body) });
    return { status: answer.status, sight: (await answer.json()) as StormSight };
  }
  const storm = () => get<StormSight>('storm');

  test('has not been until somebody starts one, at a pace that people could have', async () => {
    expect(await storm()).toMatchObject({ nth: 0, running: false, milestones: [] });
    expect((await start({ pace: 1000 })).status).toBe(400);
  });

  test('ends as it promises; who presses again while it runs starts no second one', async () => {
    // Muster has learned where both chats are when it can be started.
    await vi.waitFor(async () => expect((await start({ pace: 6 })).status).toBe(200), 20_000);
    const [again, third] = await Promise.all([start({ pace: 6 }), start({ pace: 6 })]);
    expect([again.sight.nth, third.sight.nth, again.sight.running]).toEqual([1, 1, true]);
    await vi.waitFor(async () => expect((await storm()).running).toBe(false), { timeout: 150_000, interval: 500 });

    const { milestones, end, look } = await storm();
    expect(end).toMatchObject({ well: true });
    expect(milestones.map(({ what }) => what)).toEqual([
      ...['first report', expect.stringMatching(/reports$/), 'proposed', 'declared', 'rooms on both chats'],
      ...['first words crossed', 'four roles', 'update sent', 'mitigated'],
    ]);
    await both(look);
    await rows();
  }, 200_000);

  /** What was said on one side is read on the other, and the headline says who does what. */
  async function both({ slack, teams }: StormSight['look']): Promise<void> {
    const looking = {
      slack: 'U0NADIA',
      teams: '29:bob',
      slackPlace: slack?.place ?? '',
      teamsPlace: teams?.place ?? '',
    };
    const sight = await get<Sight>(`sight?${new URLSearchParams(looking)}`);
    const [left, right] = [JSON.stringify(sight.slack.messages), JSON.stringify(sight.teams.messages)];
    for (const { says } of [...talk, ...ending].filter((line) => !/^(\/desk|@Muster)|\{/u.test(line.says))) {
      expect(left).toContain(says);
      expect(right).toContain(says);
    }
    for (const { messages, headline, places, place } of [sight.slack, sight.teams]) {
      expect(places.find(({ id }) => id === place)?.room).toBe(true);
      const card = JSON.stringify(messages.find((one) => ('ts' in one ? one.ts : one.id) === headline));
      for (const words of ['Dana Silva', 'Chen Hao', 'Bob Fischer', 'Mei Lin', 'mitigated'])
        expect(card).toContain(words);
    }
  }

  async function rows(): Promise<void> {
    const all = await muster().database.transaction(muster().desk.organisation, (tx) =>
      tx.find(tickets, { where: { organisation: muster().desk.organisation } }),
    );
    const majors = all.filter(isMajor);
    expect(majors).toHaveLength(1);
    expect(majors[0]?.major).toMatchObject({ state: 'mitigated', tasks: [{ done: null }] });
    expect(majors[0]?.major?.update?.text).toContain('queue disk is being put back');
    // Whoever said that it is the same has a report too.
    const told = reports.filter(({ says }) => says.startsWith('report '));
    expect(all).toHaveLength(told.length + 1);
    expect(update).toHaveLength(1);
  }

  test('is not started anew while its incident is open: that says what to do', async () => {
    const { status, sight } = await start({ pace: 6 });
    expect(status).toBe(409);
    expect(sight.error).toContain('is still open: as Dana, say “resolve …” in its room');
    expect((await storm()).running).toBe(false);
  });
});

describe.runIf(browserPath)('on the page', () => {
  const muster = playground();
  const { page, slack, teams, fits } = visitor(muster);

  test('the button takes both panes into the rooms, until the viewer goes elsewhere', async () => {
    await page().getByRole('button', { name: 'Start a storm' }).click();
    const strip = page().getByRole('region', { name: 'Storm', exact: true });
    await strip.getByText('first report').waitFor();
    await slack()
      .getByRole('heading', { name: /# inc-/ })
      .waitFor({ timeout: 60_000 });
    await teams().getByRole('heading', { name: /INC-1/ }).waitFor({ timeout: 60_000 });
    for (const side of [slack(), teams()]) await side.getByRole('region', { name: 'Headline' }).waitFor();
    expect(await page().getByRole('button', { name: 'A storm runs' }).isDisabled()).toBe(true);
    expect(await fits()).toBe(true);
    await slack().getByRole('button', { name: 'general' }).click();
    await strip.getByRole('button', { name: 'Follow it again' }).waitFor();
    await strip.getByRole('status').waitFor({ timeout: 90_000 });
    expect(await slack().getByRole('heading', { name: '# general' }).count()).toBe(1);
    expect(await fits()).toBe(true);
  }, 200_000);
});
