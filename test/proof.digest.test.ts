// A digest and kill -9: whatever the moment, each thing that waited is told once, in one message.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SLACK_DESK, TEAMS_DESK, teamsId } from './support/desk.ts';
import { query, ticketAbout, until } from './support/proof.ts';
import { buildMuster, moveIn, openTown, type Town } from './support/proof-process.ts';

const WORDS = 'the bridge does not close';
const NOTES = 22;
let program: Awaited<ReturnType<typeof buildMuster>>;
beforeAll(async () => {
  program = await buildMuster();
}, 60_000);
afterAll(() => program.remove());

const isDigest = (args: unknown) => JSON.stringify(args).includes('things happened here');
const inDesk = ({ channel, thread_ts }: Record<string, unknown>) => channel === SLACK_DESK && thread_ts !== undefined;

/** A ticket with more lines than its thread in Slack was told, which the first of them has waited for long enough. */
async function behind(town: Town): Promise<void> {
  await moveIn(town);
  await town.teams.say(teamsId('alice'), 'personal', `report ${WORDS}`);
  await town.delivered();
  town.slack.fault({ method: 'chat.postMessage', where: inDesk, do: { kind: 'rate_limited', retryAfter: 2 } });
  for (let n = 1; n <= NOTES; n++)
    await town.teams.say(teamsId('bob'), TEAMS_DESK, `note INC-1 look ${n}`, { mention: true });
  const lines = `lane like '%${SLACK_DESK}' and task ->> 'kind' = 'line'`;
  await until(async () => (await query(town, `select from job where ${lines}`)).length === NOTES);
  await query(town, `update job set created_at = created_at - interval '10 minutes' where ${lines}`);
}

test.concurrent.each(['before', 'after'] as const)(
  'killed while the digest is on its way, %s Slack shows it',
  async (when) => {
    const town = await openTown(program.main);
    try {
      await behind(town);
      town.slack.clearFaults();
      town.slack.fault({ method: 'chat.postMessage', times: 1, where: isDigest, do: { kind: 'hang', when } });
      await until(() => town.slack.ledger.calls.some(({ fault }) => fault === 'hang'), 20_000);
      await town.kill();
      await town.disconnect();
      await town.start();
      await town.delivered();
      const ticket = await ticketAbout(town, WORDS);
      const told = await query(
        town,
        `select message_id, key from message where ticket_id = $1 and place like '%${SLACK_DESK}' and key like '%line %'`,
        ticket.id,
      );
      expect(told.map(({ key }) => Number(/\d+$/u.exec(String(key)))).sort((a, b) => a - b)).toEqual(
        Array.from({ length: NOTES }, (_, n) => n + 2),
      );
      const shown = town.slack.messages(SLACK_DESK).filter(isDigest);
      expect(shown).toHaveLength(1);
      expect(new Set(told.filter(({ key }) => String(key).startsWith('folded')).map((row) => row.message_id))).toEqual(
        new Set([shown[0]?.ts]),
      );
      expect(JSON.stringify(shown)).toContain(`look ${NOTES}`);
    } finally {
      await town.stop();
    }
  },
  90_000,
);
