// kill -9 between any two steps from a gesture to its last message: nothing is lost, and each message stands once. The moments of the
// database have their names in proof-wire.ts, those of the chats have theirs here.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { slackId, TEAMS_DESK, teamsId } from './support/desk.ts';
import { expectAllToHold, ticketAbout, ticketRows, until } from './support/proof.ts';
import { postsOf } from './support/proof-posts.ts';
import { buildMuster, moveIn, openTown, type Town } from './support/proof-process.ts';
import { type Moment, moments } from './support/proof-wire.ts';

let program: Awaited<ReturnType<typeof buildMuster>>;
beforeAll(async () => {
  program = await buildMuster();
});
afterAll(() => program.remove());

const WORDS = 'the door of room 7 squeaks';
/** The leases of a dead process run out after 20 s; the rest is starting twice, all of these tests at once. */
const PATIENCE = 90_000;

interface Point {
  /** Makes sure that it can come no further; what is returned lets go. */
  readonly stopAt: (town: Town) => Promise<() => Promise<void>>;
  readonly report: (town: Town) => Promise<unknown>;
  /** Resolves when it stands there. */
  readonly there: (town: Town) => Promise<unknown>;
  /** Nobody speaks in the team after the new start: what Muster knows of it is what was stored. */
  readonly silent?: true;
}

const bySlack = ({ slack }: Town) => slack.say(slackId('alice'), slackId('alice'), `report ${WORDS}`);
/** A slash command stands in no message, so that the report itself has none to remember. */
const byCommand = ({ slack }: Town) => slack.command(slackId('alice'), 'C0GENERAL', `report ${WORDS}`);
const byTeams = ({ teams }: Town) => teams.say(teamsId('alice'), 'personal', `report ${WORDS}`);
const freely = async () => {};
const hanging = ({ slack }: Town) => until(() => slack.ledger.calls.some(({ fault }) => fault === 'hang'), 10_000);
const card = (when: 'before' | 'after') => async (town: Town) => {
  const where = (args: Record<string, unknown>) => args.metadata !== undefined;
  town.slack.fault({ method: 'chat.postMessage', times: 1, where, do: { kind: 'hang', when } });
  return freely;
};

const shownEverywhere = (town: Town) => until(() => postsOf(town).length === 3, 10_000).then(() => town.held());

const points: Readonly<Record<string, Point>> = {
  'after the commit, before Slack is told that the event was heard': {
    async stopAt({ slack }) {
      slack.fault({ method: 'chat.postEphemeral', times: 1, do: { kind: 'hang' } });
      return freely;
    },
    report: ({ slack }) => slack.say(slackId('alice'), 'C0GENERAL', `@muster report ${WORDS}`),
    there: hanging,
  },
  'while a message is on its way, before Slack shows it': { stopAt: card('before'), report: bySlack, there: hanging },
  'after Slack shows a message, before it says so': { stopAt: card('after'), report: bySlack, there: hanging },
  'while messages are on their way to Teams, which shows them later': {
    async stopAt({ teams }) {
      const where = (body: unknown) => JSON.stringify(body).includes('"muster:');
      teams.fault({ match: { method: 'POST', where }, times: 2, do: { kind: 'slow', ms: 2_000 } });
      return freely;
    },
    report: byTeams,
    there: ({ teams }) => until(() => teams.ledger.calls.filter(({ fault }) => fault === 'slow').length === 2, 20_000),
  },
  'after both chats said that they show it, before that is remembered, and the team is silent after that': {
    stopAt: (town) => town.hold('lock table message in exclusive mode'),
    report: byCommand,
    there: shownEverywhere,
    silent: true,
  },
};

test.concurrent.each(Object.entries(points))(
  'killed %s',
  async (_name, { stopAt, report, there, silent }) => {
    const town = await openTown(program.main);
    try {
      await moveIn(town);
      // Alice's Home stands: nothing but the report is under way.
      await town.delivered();
      const letGo = await stopAt(town);
      const reported = report(town);
      await there(town);
      await town.kill();
      // The database would end a dead client's statement first, and then notice that nobody is there.
      await town.disconnect();
      await letGo();
      await town.start();
      if (!silent) await town.teams.say(teamsId('bob'), TEAMS_DESK, 'good morning');
      await reported;
      await town.slack.idle();
      await town.delivered();
      await expectOneTicketEverywhere(town);
    } finally {
      await town.stop();
    }
  },
  PATIENCE,
);

/** Minutes by which the clock of the one that takes over is fast: as many as a chat's signature allows. */
const FAST = 4;

test.concurrent.each(Object.keys(moments) as Moment[])(
  'killed %s, and one with another clock takes it over',
  async (moment) => {
    const town = await openTown(program.main);
    try {
      await moveIn(town);
      await town.delivered();
      const there = town.wire.halt(moment);
      const reported = bySlack(town);
      await there;
      await town.kill();
      town.wire.calm();
      town.wire.letGo();
      await town.start({ fast: FAST });
      await town.teams.say(teamsId('bob'), TEAMS_DESK, 'good morning');
      await reported;
      await town.slack.idle();
      await town.delivered();
      await expectOneTicketEverywhere(town);
    } finally {
      await town.stop();
    }
  },
  PATIENCE,
);

async function expectOneTicketEverywhere(town: Town): Promise<void> {
  expect(await ticketRows(town)).toEqual([await ticketAbout(town, WORDS)]);
  await expectAllToHold(town);
  const inTeams = town.teams.messages(TEAMS_DESK).map(({ attachments }) => JSON.stringify(attachments));
  expect(inTeams.some((card) => card.includes(WORDS))).toBe(true);
}
