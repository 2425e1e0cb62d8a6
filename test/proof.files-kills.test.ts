// kill -9 while a file goes up to Slack: it stands once, and where nobody could reach Muster no link pretends otherwise.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SLACK_DESK, SLACK_PEOPLE, slackId, TEAMS_DESK, teamsId } from './support/desk.ts';
import { linksIn, photo } from './support/files.ts';
import { until } from './support/proof.ts';
import { buildMuster, moveIn, openTown, type Town } from './support/proof-process.ts';

let program: Awaited<ReturnType<typeof buildMuster>>;
beforeAll(async () => {
  program = await buildMuster();
});
afterAll(() => program.remove());

const filesIn = ({ slack }: Town, at = SLACK_DESK) =>
  slack.messages(at, { thread: slack.messages(at)[0]?.ts ?? '' }).flatMap(({ files = [] }) => files);

test.concurrent.each(['before', 'after'] as const)(
  'killed when the bytes are up, %s Slack shows them',
  async (when) => {
    const town = await openTown(program.main);
    try {
      await moveIn(town);
      await town.delivered();
      town.slack.fault({ method: 'files.completeUploadExternal', times: 1, do: { kind: 'hang', when } });
      await town.slack.say(slackId('alice'), slackId('alice'), 'report the door squeaks', { files: [photo] });
      await until(() => town.slack.ledger.calls.some(({ fault }) => fault === 'hang'), 10_000);
      await town.kill();
      await town.disconnect();
      expect(filesIn(town)).toHaveLength(when === 'after' ? 1 : 0);
      await town.start();
      await town.delivered();
      expect(filesIn(town)).toMatchObject([{ name: 'photo.png' }]);
      // This process was told no PUBLIC_URL.
      expect(JSON.stringify(town.teams.messages(TEAMS_DESK))).toContain('It stays in the other chat');
      expect(linksIn(town, TEAMS_DESK)).toEqual([]);
    } finally {
      await town.stop();
    }
  },
  90_000,
);

test.concurrent.each(['before', 'after'] as const)(
  'killed when the ticket is confidential and its file is to go, %s Slack deletes it',
  async (when) => {
    const town = await openTown(program.main);
    try {
      await town.start();
      await town.teams.install(teamsId('bob'), { team: true });
      await town.delivered();
      await town.slack.say(slackId('alice'), slackId('alice'), 'report the door squeaks', { files: [photo] });
      // Copying is in no lane.
      const shown = await until(() => filesIn(town)[0], 20_000);
      await town.delivered();
      town.slack.fault({ method: 'files.delete', times: 1, do: { kind: 'hang', when } });
      await town.slack.say(slackId('alice'), slackId('alice'), 'confidential INC-1');
      await until(() => town.slack.ledger.calls.some(({ fault }) => fault === 'hang'), 10_000);
      await town.kill();
      await town.disconnect();
      expect(town.slack.file(String(shown.id)) === undefined).toBe(when === 'after');
      await town.start();
      await town.delivered();
      expect(town.slack.file(String(shown.id))).toBeUndefined();
      expect(filesIn(town)).toEqual([]);
      expect(filesIn(town, SLACK_PEOPLE)).toMatchObject([{ name: 'photo.png' }]);
    } finally {
      await town.stop();
    }
  },
  90_000,
);
