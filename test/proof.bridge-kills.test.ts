// kill -9 between hearing something in a room and its standing in the other: it is said there, once.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDesk } from '../src/storage/organisations.ts';
import { incident, SLACK_ROOM, TEAMS_ROOM } from './support/bridge.ts';
import { slackId, teamsId } from './support/desk.ts';
import { query, until } from './support/proof.ts';
import { buildMuster, moveIn, openTown, type Town } from './support/proof-process.ts';

let program: Awaited<ReturnType<typeof buildMuster>>;
beforeAll(async () => {
  program = await buildMuster();
}, 60_000);
afterAll(() => program.remove());

const WORDS = 'the pump stands still';
const policy = readFileSync(new URL('../policy.yaml', import.meta.url), 'utf8');
const freely = async () => {};
const hanging = ({ slack }: Town) => until(() => slack.ledger.calls.some(({ fault }) => fault === 'hang'), 10_000);
const hang = (when: 'before' | 'after') => async (town: Town) => {
  const where = (args: Record<string, unknown>) => JSON.stringify(args).includes(WORDS);
  town.slack.fault({ method: 'chat.postMessage', times: 1, where, do: { kind: 'hang', when } });
  return freely;
};

interface Point {
  /** Makes sure that it can come no further; what is returned lets go. */
  readonly stopAt: (town: Town) => Promise<() => Promise<void>>;
  /** Resolves when it stands there. */
  readonly there: (town: Town) => Promise<unknown>;
}

const points: Readonly<Record<string, Point>> = {
  'after it was heard, before a delivery was begun': {
    stopAt: (town) => town.hold('select pg_advisory_xact_lock(7246002)'),
    there: (town) => until(async () => (await query(town, 'select from room_message')).length > 0, 20_000),
  },
  'while it is on its way, before Slack shows it': { stopAt: hang('before'), there: hanging },
  'after Slack shows it, before it says so': { stopAt: hang('after'), there: hanging },
  'after Slack said that it shows it, before that is remembered': {
    stopAt: (town) => town.hold('lock table message in exclusive mode'),
    there: (town) =>
      until(() => JSON.stringify(town.slack.messages(SLACK_ROOM)).includes(WORDS), 10_000).then(() => town.held()),
  },
};

test.concurrent.each(Object.entries(points))(
  'killed %s',
  async (_name, { stopAt, there }) => {
    const town = await openTown(program.main);
    try {
      await moveIn(town);
      const { database } = town.muster;
      const { desk } = await openDesk(database, policy, 'policy.yaml');
      await incident({ ...town, muster: { database, desk } }, 'the water is cold');
      await town.delivered();
      const letGo = await stopAt(town);
      await town.teams.say(teamsId('bob'), TEAMS_ROOM, WORDS);
      await there(town);
      await town.kill();
      await town.disconnect();
      await letGo();
      await town.start();
      await town.slack.say(slackId('alice'), SLACK_ROOM, 'good morning');
      await town.slack.idle();
      await town.delivered();
      const shown = town.slack.messages(SLACK_ROOM).filter(({ blocks }) => JSON.stringify(blocks).includes(WORDS));
      expect(shown.filter(({ bot_id }) => bot_id)).toHaveLength(1);
      const copies = town.teams.messages(TEAMS_ROOM).filter((each) => JSON.stringify(each).includes('good morning'));
      expect(copies).toHaveLength(1);
    } finally {
      await town.stop();
    }
  },
  120_000,
);
