// Whole lives while everything goes wrong at once, as a seed has it: chats and the database. Twenty here, more with `npm run torture`.
import { Client } from 'pg';
import { afterAll, describe, expect, test } from 'vitest';
import { moveDeskClock } from '../src/storage/clock.ts';
import { connect, type Database } from '../src/storage/database.ts';
import { refOf } from '../src/ticket/record.ts';
import { testDatabase } from './support/database.ts';
import { SLACK_DESK, startDesk, TEAMS_DESK, type TestDesk } from './support/desk.ts';
import { answersOf, clearLedgers, delivered, expectAllToHold, ticketAbout, typesOf } from './support/proof.ts';
import { generator, type Strike, scheduleOf, written } from './support/proof-schedule.ts';
import { type Scene, troubles } from './support/proof-trouble.ts';
import { startWire } from './support/proof-wire.ts';

const SEEDS = Number(process.env.TORTURE_SEEDS ?? 20);
const FIRST = Number(process.env.TORTURE_FIRST ?? 1);
/** A desk is for so many lives, so that a thousand of them do not carry the messages of a thousand tickets along. */
const MOST = 50;

const general = { slack: 'C0GENERAL', teams: '19:general@thread.tacv2' };
const triage = { slack: SLACK_DESK, teams: TEAMS_DESK };

/** One ticket's life in the words of two people: who says what, and what that comes to. */
const steps = [
  { name: 'alice', text: (_: string, words: string) => `report ${words}`, becomes: ['reported'] },
  { name: 'bob', text: (ref: string) => `claim ${ref}`, becomes: ['claimed'] },
  { name: 'bob', text: (ref: string) => `tell ${ref} could you try another bulb?`, becomes: ['told'] },
  { name: 'alice', text: (ref: string) => `add ${ref} that one flickers too`, becomes: ['added'] },
  { name: 'bob', text: (ref: string) => `note ${ref} it is the socket`, becomes: ['noted'] },
  {
    ...{ name: 'bob', text: (ref: string) => `wait ${ref} until in 2 hours because the electrician comes then` },
    ...{ becomes: ['waited', 'resumed'], passes: 7_300 },
  },
  { name: 'bob', text: (ref: string) => `resolve ${ref} a new socket`, becomes: ['resolved'] },
  { name: 'alice', text: (ref: string) => `confirm ${ref}`, becomes: ['closed'] },
] as const;

/** The desk as it is seen beside the wire, where nothing goes wrong. */
interface Stage extends Scene {
  readonly judged: TestDesk;
  readonly source: Database['source'];
  lives: number;
  strike(): Promise<void>;
}

async function act(stage: Stage, schedule: readonly Strike[], words: string, random: () => number): Promise<void> {
  const { desk, judged } = stage;
  const one = () => (random() < 0.5 ? 'slack' : 'teams');
  const people = { slack: desk.onSlack, teams: desk.onTeams };
  const alices = one();
  let ref = '';
  for (const [n, step] of steps.entries()) {
    const { name } = step;
    const platform = name === 'alice' ? alices : one();
    const person = people[platform](name);
    const text = step.text(ref, words);
    const isDirect = name === 'alice' && random() < 0.3;
    const patience = random();
    const over = schedule.filter((strike) => strike.step === n).map(({ kind, skip }) => troubles[kind]?.(stage, skip));
    await (isDirect
      ? person.says(text, 'direct')
      : person.types(text, (name === 'alice' ? general : triage)[platform]));
    await Promise.all(over);
    await desk.slack.idle();
    // A step may begin before the last one has reached everyone.
    if (patience < 0.3) await delivered(judged, { refusals: true });
    else if (patience < 0.6 || 'passes' in step) await desk.settled();
    if ('passes' in step) {
      await moveDeskClock(stage.source, step.passes);
      await desk.settled();
    }
    ref ||= refOf(await ticketAbout(judged, words));
  }
}

const met = ({ slack, teams }: TestDesk) => [...slack.ledger.calls, ...teams.ledger.calls].filter(({ fault }) => fault);

async function live(stage: Stage, number: number): Promise<number> {
  const { desk, judged, wire } = stage;
  const random = generator(number);
  const words = `the lamp of desk ${number} flickers`;
  const schedule = scheduleOf(number, random, steps.length);
  const answers = () => ['alice', 'bob'].flatMap((name) => answersOf(desk, name)).join('\n');
  clearLedgers(desk);
  try {
    await act(stage, schedule, words, random);
    desk.slack.clearFaults();
    desk.teams.clearFaults();
    wire.calm();
    await delivered(judged, { refusals: true });
    const ticket = await ticketAbout(judged, words);
    expect(await typesOf(judged, ticket)).toEqual(steps.flatMap(({ becomes }) => becomes));
    await expectAllToHold(judged, [ticket]);
    // All of it was saved, so that nobody was told that it was not.
    expect(answers()).not.toContain('Nothing was saved');
    return met(desk).length;
  } catch (cause) {
    throw new Error(`seed ${number} failed (${cause}) under this schedule:\n${written(schedule)}`, { cause });
  }
}

async function setStage(): Promise<Stage> {
  const home = await testDatabase();
  const wire = await startWire(home.appUrl);
  const owner = new Client({ connectionString: home.ownerUrl });
  await owner.connect();
  const beside = await connect(home.appUrl, 2);
  const desk = await startDesk({ database: { ...home, appUrl: wire.url } });
  // Who they are is asked once, before anything fails.
  for (const name of ['alice', 'bob']) await desk.onSlack(name).types('help', general.slack);
  const judged = { ...desk, muster: { ...desk.muster, database: beside } };
  return {
    ...{ desk, judged, wire, owner, source: beside.source, lives: 0 },
    async strike() {
      await desk.stop();
      await Promise.all([owner.end(), beside.close(), wire.stop()]);
      await home.drop();
    },
  };
}

let count = 0;
afterAll(() => expect(count).toBeGreaterThan(3 * SEEDS));

/** Lives at once, each at a desk of its own: most of such a life is waiting. */
const HANDS = 3;
const seeds = Array.from({ length: SEEDS }, (_, n) => FIRST + n);

for (let hand = 0; hand < HANDS; hand++) {
  describe.concurrent(`desk ${hand + 1}`, () => {
    let stage: Stage | undefined;
    const strike = async () => {
      await stage?.strike();
      stage = undefined;
    };
    afterAll(strike);
    test.sequential.each(seeds.filter((number) => number % HANDS === hand))(
      'seed %i',
      async (number) => {
        stage ??= await setStage();
        try {
          const met = await live(stage, number);
          count += met;
        } catch (error) {
          await strike();
          throw error;
        }
        stage.lives += 1;
        if (stage.lives === MOST) await strike();
      },
      120_000,
    );
  });
}

test('the twenty seeds draw every kind of trouble, and the same ones each time', () => {
  const draw = () => Array.from({ length: 20 }, (_, n) => scheduleOf(n + 1, generator(n + 1), steps.length));
  const drawn = draw().flat();
  expect(Object.keys(troubles).filter((kind) => !drawn.some((strike) => strike.kind === kind))).toEqual([]);
  expect(draw().flat()).toEqual(drawn);
});
