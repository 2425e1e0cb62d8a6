// Whatever a chat's answer was, each message stands once and none is missing: every fault on every kind of post, then whole lives.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FaultAction } from '../playground/slack/faults.ts';
import type { Harm } from '../playground/teams/faults.ts';
import { refOf, type Ticket } from '../src/ticket/record.ts';
import { SLACK_DESK, startDesk, TEAMS_DESK, type TestDesk } from './support/desk.ts';
import {
  clearLedgers,
  delivered,
  eventsOf,
  expectEachMessageOnce,
  expectHistoriesToHold,
  ticketAbout,
} from './support/proof.ts';

let desk: TestDesk;

const slackFaults: Readonly<Record<string, FaultAction>> = {
  '429': { kind: 'rate_limited', retryAfter: 7 },
  '500 before': { kind: 'status', status: 500, when: 'before' },
  '500 after': { kind: 'status', status: 500, when: 'after' },
  'dropped before': { kind: 'drop', when: 'before' },
  'dropped after': { kind: 'drop', when: 'after' },
  'malformed before': { kind: 'malformed', when: 'before' },
  'malformed after': { kind: 'malformed', when: 'after' },
  slow: { kind: 'slow', ms: 150 },
  'internal_error before': { kind: 'error', error: 'internal_error', when: 'before' },
  ...Object.fromEntries(
    ['internal_error', 'fatal_error', 'request_timeout', 'service_unavailable'].map((error) => [
      `${error} after`,
      { kind: 'error', error, when: 'after' },
    ]),
  ),
  ratelimited: { kind: 'error', error: 'ratelimited' },
  token_expired: { kind: 'error', error: 'token_expired' },
};

const teamsFaults: Readonly<Record<string, Harm>> = {
  '429': { kind: 'rate_limited', retryAfter: 7 },
  '500 before': { kind: 'status', status: 500, when: 'before' },
  ...Object.fromEntries(
    [500, 502, 408, 412].map((status) => [`${status} after`, { kind: 'status', status, when: 'after' }]),
  ),
  'dropped before': { kind: 'drop', when: 'before' },
  'dropped after': { kind: 'drop', when: 'after' },
  'malformed after': { kind: 'malformed' },
  slow: { kind: 'slow', ms: 150 },
  '401': { kind: 'error', status: 401, code: 'Unauthorized' },
};

/** The posts of a report and of an answer; what makes each one happen, and where it goes. */
const posts = {
  'desk card': { by: 'report', at: 'desk', thread: false },
  'opening line': { by: 'report', at: 'desk', thread: true },
  'requester card': { by: 'report', at: 'direct', thread: false },
  'thread line': { by: 'tell', at: 'desk', thread: true },
  notice: { by: 'tell', at: 'direct', thread: true },
} as const;
type Post = (typeof posts)[keyof typeof posts];

const breakInSlack =
  (fault: FaultAction) =>
  ({ at, thread }: Post): void =>
    desk.slack.fault({
      ...{ method: 'chat.postMessage', times: 1, do: fault },
      where: ({ channel, thread_ts, metadata }) =>
        Boolean(metadata) &&
        String(channel).startsWith(at === 'desk' ? SLACK_DESK : 'D') &&
        (thread_ts !== undefined) === thread,
    });

const breakInTeams =
  (harm: Harm) =>
  ({ at, thread }: Post): void =>
    desk.teams.fault({
      match: {
        method: 'POST',
        path:
          at === 'desk'
            ? thread
              ? /servicedesk.*;messageid=.*activities$/u
              : /conversations$/u
            : /\/a:.*activities$/u,
        where: (body) => JSON.stringify(body).includes('"muster:'),
      },
      do: harm,
    });

const general = { slack: 'C0GENERAL', teams: '19:general@thread.tacv2' };
const triage = { slack: SLACK_DESK, teams: TEAMS_DESK };
let count = 0;

/** How many calls have met a fault since the ledgers were cleared. */
const struck = () => [...desk.slack.ledger.calls, ...desk.teams.ledger.calls].filter(({ fault }) => fault).length;

describe('one fault', () => {
  beforeAll(async () => {
    desk = await startDesk();
  });
  afterAll(() => desk.stop());

  const cases = [
    ...Object.entries(slackFaults).map(([name, fault]) => ['slack', name, breakInSlack(fault)] as const),
    ...Object.entries(teamsFaults).map(([name, harm]) => ['teams', name, breakInTeams(harm)] as const),
  ];
  test.each(cases)('%s: %s, on each kind of post', async (platform, name, strike) => {
    const alice = platform === 'slack' ? desk.onSlack('alice') : desk.onTeams('alice');
    const all: Ticket[] = [];
    clearLedgers(desk);
    for (const post of Object.values(posts)) {
      const before = struck();
      if (post.by === 'report') strike(post);
      const words = `the lamp of room ${++count} flickers`;
      await alice.types(`report ${words}`, general[platform]);
      await delivered(desk);
      const ticket = await ticketAbout(desk, words);
      all.push(ticket);
      if (post.by === 'tell') {
        strike(post);
        await desk.onSlack('bob').types(`tell ${refOf(ticket)} a new bulb comes, ${name}`, triage.slack);
        await delivered(desk);
      }
      expect(struck()).toBe(before + 1);
    }
    await expectEachMessageOnce(desk, all);
  });
});

const SEEDS = Number(process.env.TORTURE_SEEDS ?? 20);
const FIRST = Number(process.env.TORTURE_FIRST ?? 1);
/** Of all calls, and at most that many for one ticket. */
const SHARE = 0.25;
const MOST = 40;

/** https://en.wikipedia.org/wiki/Linear_congruential_generator, with the constants of Numerical Recipes. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  for (let warm = 0; warm < 4; warm++) next();
  return next;
}

/** From now on about a quarter of the calls to both chats go wrong, in ways that `random` picks. */
function torment(random: () => number): void {
  let left = MOST;
  const strikes = (all: number) => () => left > 0 && random() < SHARE / all && left-- > 0;
  const kinds = { slack: Object.values(slackFaults), teams: Object.values(teamsFaults) };
  for (const fault of kinds.slack) desk.slack.fault({ do: fault, where: strikes(kinds.slack.length) });
  for (const harm of kinds.teams) {
    const match = { path: /^\/(connector|graph)\//u, where: strikes(kinds.teams.length) };
    desk.teams.fault({ match, times: Number.POSITIVE_INFINITY, do: harm });
  }
}

/** One ticket's life in the words of two people; a step may begin before the last one has reached everyone. */
async function live(words: string, random: () => number): Promise<Ticket> {
  const one = () => (random() < 0.5 ? 'slack' : 'teams');
  const people = { slack: (name: string) => desk.onSlack(name), teams: (name: string) => desk.onTeams(name) };
  const alices = one();
  const say = async (name: 'alice' | 'bob', text: string) => {
    const platform = name === 'alice' ? alices : one();
    await people[platform](name).types(text, (name === 'alice' ? general : triage)[platform]);
    const patience = random();
    if (patience < 0.3) await delivered(desk);
    else if (patience < 0.6) await desk.settled();
  };
  await say('alice', `report ${words}`);
  const { id, ...rest } = await ticketAbout(desk, words);
  const ref = refOf(rest);
  await say('bob', `claim ${ref}`);
  await say('bob', `tell ${ref} could you try another bulb?`);
  await say('alice', `add ${ref} that one flickers too`);
  await say('bob', `note ${ref} it is the socket`);
  await say('bob', `wait ${ref} until in 2 hours because the electrician comes then`);
  await desk.pass(7_300);
  await say('bob', `resolve ${ref} a new socket`);
  await say('alice', `confirm ${ref}`);
  return { id, ...rest };
}

/** A desk for so many seeds, so that a thousand of them do not carry the messages of a thousand tickets along. */
const BATCH = 50;
const LAST = FIRST + SEEDS - 1;

for (let first = FIRST; first <= LAST; first += BATCH) {
  const last = Math.min(first + BATCH - 1, LAST);
  describe(`lives under faults, seeds ${first} to ${last}`, () => {
    beforeAll(async () => {
      desk = await startDesk();
      // Who they are is asked once, before anything fails.
      for (const name of ['alice', 'bob']) await desk.onSlack(name).types('help', general.slack);
    });
    let met = 0;
    afterAll(async () => {
      expect(met).toBeGreaterThan(4 * (last - first));
      await desk.stop();
    });

    test.each(Array.from({ length: last - first + 1 }, (_, n) => first + n))('seed %i', async (seed) => {
      const random = generator(seed);
      const words = `the lamp of desk ${seed} flickers`;
      clearLedgers(desk);
      torment(random);
      await live(words, random);
      await delivered(desk);
      met += struck();
      desk.slack.clearFaults();
      desk.teams.clearFaults();
      const ticket = await ticketAbout(desk, words);
      expect((await eventsOf(desk, ticket.id)).map(({ type }) => type)).toEqual([
        ...['reported', 'claimed', 'told', 'added', 'noted', 'waited', 'resumed', 'resolved', 'closed'],
      ]);
      await expectHistoriesToHold(desk, [ticket]);
      await expectEachMessageOnce(desk, [ticket]);
    });
  });
}
