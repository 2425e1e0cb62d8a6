// kill -9 at every step towards a room: after the next start there is one, with its headline and its people, and each is called once.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SLACK_DESK, slackId, TEAMS_DESK, teamsId } from './support/desk.ts';
import { expectHistoriesToHold, query, ticketAbout, typesOf, until } from './support/proof.ts';
import { buildMuster, moveIn, openTown, type Town } from './support/proof-process.ts';
import { madeIn, saidIn, slackRoom } from './support/rooms.ts';

const WORDS = 'the door of hall 7 squeaks';
/** The leases of a dead process run out after 20 s; the rest is starting twice, all of these tests at once. */
const PATIENCE = 240_000;

let program: Awaited<ReturnType<typeof buildMuster>>;
let folder: string;
beforeAll(async () => {
  program = await buildMuster();
  folder = mkdtempSync(join(tmpdir(), 'muster-rooms-'));
  const policy = readFileSync(new URL('../policy.yaml', import.meta.url), 'utf8');
  writeFileSync(join(folder, 'policy.yaml'), policy.replace('declare: []', 'declare: [service-desk]'));
});
afterAll(() => {
  program.remove();
  rmSync(folder, { recursive: true });
});

/** Makes sure that it can come no further; what is returned resolves when it stands there, with what lets go. */
type Point = (town: Town) => () => Promise<() => Promise<void>>;

const freely = async () => {};
const hangs =
  (method: string, when: 'before' | 'after', where?: (args: Record<string, unknown>) => boolean): Point =>
  ({ slack }) => {
    slack.fault({ method, times: 1, ...(where ? { where } : {}), do: { kind: 'hang', when } });
    return async () => {
      await until(() => slack.ledger.calls.some(({ fault }) => fault === 'hang'), 20_000);
      return freely;
    };
  };
/** It was done, and what is to be remembered of it cannot be. */
const unremembered =
  (method: string): Point =>
  (town) => {
    const { slack, teams } = town;
    slack.fault({ method, times: 1, do: { kind: 'slow', ms: 4_000 } });
    teams.fault({ match: { method: 'POST', path: /\/channels$/u }, do: { kind: 'slow', ms: 4_000 } });
    return async () => {
      await until(() => slack.ledger.calls.some(({ fault }) => fault === 'slow'), 20_000);
      const letGo = await town.hold('lock table room in exclusive mode');
      await town.held();
      return letGo;
    };
  };
const inTeams: Point = ({ teams }) => {
  teams.fault({ match: { method: 'POST', path: /\/channels$/u }, do: { kind: 'slow', ms: 2_000 } });
  return async () => {
    await until(() => teams.ledger.calls.some(({ fault }) => fault === 'slow'), 20_000);
    return freely;
  };
};
const says = (words: string) => (args: Record<string, unknown>) => JSON.stringify(args).includes(words);

const points: Readonly<Record<string, Point>> = {
  'before the channel is made': hangs('conversations.create', 'before'),
  'after it is made, before Slack says so': hangs('conversations.create', 'after'),
  'while Teams makes one, which it shows later': inTeams,
  'after both are made, before that is remembered': unremembered('conversations.create'),
  'after people are in, before Slack says so': hangs('conversations.invite', 'after'),
  'after people are in, before that is remembered': unremembered('conversations.invite'),
  'after they are called, before Slack says so': hangs('chat.postMessage', 'after', says('You are called')),
  'between topic and purpose': hangs('conversations.setPurpose', 'before'),
  'after the headline is pinned, before Slack says so': hangs('pins.add', 'after'),
  'after a link is put beside it, before Slack says so': hangs('bookmarks.add', 'after'),
};

async function declared(town: Town): Promise<void> {
  await moveIn(town);
  await town.slack.say(slackId('bob'), slackId('bob'), 'status');
  await town.slack.say(slackId('alice'), slackId('alice'), `report ${WORDS}`);
  await come(town);
}

/** All that has to do with rooms has come; who else is told of it is another proof's. */
const come = (town: Town) =>
  until(async () => {
    const [left] = await query(
      town,
      `select count(*)::int as jobs from job where lane is not null and state <> 'dead'
        and (task ->> 'kind' <> 'home' or run_at <= desk_now())`,
    );
    return left?.jobs === 0;
  }, 60_000);

test.concurrent.each(Object.entries(points))(
  'killed %s',
  async (_name, point) => {
    const town = await openTown(program.main, { settings: { POLICY_FILE: join(folder, 'policy.yaml') } });
    try {
      await declared(town);
      const there = point(town);
      const pressed = town.slack.say(slackId('bob'), slackId('bob'), 'major declare INC-1');
      const letGo = await there();
      await town.kill();
      await town.disconnect();
      await letGo();
      await town.start();
      await town.teams.say(teamsId('bob'), TEAMS_DESK, 'good morning');
      await pressed;
      await town.slack.idle();
      await come(town);
      await expectOneRoomEach(town);
    } finally {
      await town.stop();
    }
  },
  PATIENCE,
);

async function expectOneRoomEach(town: Town): Promise<void> {
  const ticket = await ticketAbout(town, WORDS);
  const types = await typesOf(town, ticket);
  expect(types.filter((type) => type === 'declared')).toHaveLength(1);
  expect(types.filter((type) => type === 'roomed')).toHaveLength(2);
  expect(madeIn(town).slack).toHaveLength(1);
  expect(madeIn(town).teams).toHaveLength(1);
  for (const said of Object.values(saidIn(town, ticket))) {
    expect(said.filter((each) => each.includes(WORDS))).toHaveLength(1);
    expect(said.filter((each) => each.includes('You are called'))).toHaveLength(1);
  }
  const room = slackRoom(town, ticket);
  expect([...room.members].sort()).toEqual(['UBOB', 'UMUSTER']);
  expect(room).toMatchObject({ topic: expect.stringContaining('investigating'), pins: [expect.anything()] });
  expect(room.purpose).toContain('INC-1');
  expect(room.bookmarks.filter(({ title }) => title.includes('Teams'))).toHaveLength(1);
  expect(town.slack.messages(SLACK_DESK).length).toBeGreaterThan(0);
  await expectHistoriesToHold(town);
}
