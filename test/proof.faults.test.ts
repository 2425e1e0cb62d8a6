// Whatever a chat's answer was, each message stands once and none is missing: every fault on every kind of post.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FaultAction } from '../playground/slack/faults.ts';
import type { Harm } from '../playground/teams/faults.ts';
import { refOf, type Ticket } from '../src/ticket/record.ts';
import { SLACK_DESK, startDesk, TEAMS_DESK, type TestDesk } from './support/desk.ts';
import { clearLedgers, delivered, expectAllToHold, query, ticketAbout } from './support/proof.ts';
import { slackFaults, slackRefusals, teamsFaults, teamsRefusals } from './support/proof-trouble.ts';

let desk: TestDesk;

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

type Case = readonly [platform: 'slack' | 'teams', name: string, strike: (post: Post) => void];
const casesOf = (
  inSlack: Readonly<Record<string, FaultAction>>,
  inTeams: Readonly<Record<string, Harm>>,
): readonly Case[] => [
  ...Object.entries(inSlack).map(([name, fault]) => ['slack', name, breakInSlack(fault)] as const),
  ...Object.entries(inTeams).map(([name, harm]) => ['teams', name, breakInTeams(harm)] as const),
];

/** A report and an answer to it for each post, which meets what `strike` makes. */
async function lives([platform, name, strike]: Case, some: readonly Post[], refusals: boolean): Promise<Ticket[]> {
  const alice = platform === 'slack' ? desk.onSlack('alice') : desk.onTeams('alice');
  const all: Ticket[] = [];
  clearLedgers(desk);
  for (const post of some) {
    const before = struck();
    if (post.by === 'report') strike(post);
    const words = `the lamp of room ${++count} flickers`;
    await alice.types(`report ${words}`, general[platform]);
    await delivered(desk, { refusals });
    const ticket = await ticketAbout(desk, words);
    all.push(ticket);
    if (post.by === 'tell') {
      strike(post);
      await desk.onSlack('bob').types(`tell ${refOf(ticket)} a new bulb comes, ${name}`, triage.slack);
      await delivered(desk, { refusals });
    }
    expect(struck()).toBe(before + 1);
  }
  return all;
}

describe('one fault', () => {
  beforeAll(async () => {
    desk = await startDesk();
  });
  afterAll(() => desk.stop());
  test.each(casesOf(slackFaults, teamsFaults))('%s: %s, on each kind of post', async (...each) => {
    await expectAllToHold(desk, await lives(each, Object.values(posts), false));
  });
});

describe('one refusal', () => {
  beforeAll(async () => {
    desk = await startDesk();
  });
  afterAll(() => desk.stop());
  test.each(casesOf(slackRefusals, teamsRefusals))('%s: %s, on each kind of line', async (...each) => {
    const { opening, line, notice } = {
      opening: posts['opening line'],
      line: posts['thread line'],
      notice: posts.notice,
    };
    const all = await lives(each, [opening, line, notice], true);
    await expectAllToHold(desk, all);
    for (const { id } of all) {
      const refused = await query(desk, `select from job where state = 'dead' and task ->> 'ticket' = $1`, id);
      expect(refused).toHaveLength(1);
    }
  });
});
