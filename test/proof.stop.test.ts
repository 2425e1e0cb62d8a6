// SIGTERM at an inconvenient moment: what is begun is finished or handed on, within ten seconds, and nothing is lost or said twice.
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { slackId, teamsId } from './support/desk.ts';
import { expectEachMessageOnce, expectHistoriesToHold, ticketAbout, ticketRows, until } from './support/proof.ts';
import { buildMuster, moveIn, openTown, type Town } from './support/proof-process.ts';

let program: Awaited<ReturnType<typeof buildMuster>>;
beforeAll(async () => {
  program = await buildMuster();
});
afterAll(() => program.remove());
vi.setConfig({ testTimeout: 90_000, hookTimeout: 60_000 }); // Each has two starts of a process.

/** What container platforms allow. */
const ALLOWED = 10_000;
const WORDS = 'the lift of house 3 is stuck';

async function inTown(
  play: (town: Town) => Promise<void>,
  settings: Readonly<Record<string, string>> = {},
): Promise<void> {
  const town = await openTown(program.main, { settings });
  try {
    await moveIn(town);
    await play(town);
  } finally {
    await town.stop();
  }
}

const say = ({ slack }: Town, words: string) => slack.say(slackId('alice'), slackId('alice'), `report ${words}`);
const hangs = ({ slack }: Town) => until(() => slack.ledger.calls.some(({ fault }) => fault === 'hang'), 20_000);

test.concurrent('while reports are answered and told on both chats', () =>
  inTown(async (town) => {
    const all = Array.from({ length: 12 }, (_, n) =>
      n % 2 === 0 ? say(town, `${WORDS} ${n}.`) : town.teams.say(teamsId('alice'), 'personal', `report ${WORDS} ${n}.`),
    );
    await until(async () => (await ticketRows(town)).length > 3, 20_000);
    const { code, ms } = await town.end();
    expect(code).toBe(0);
    expect(ms).toBeLessThan(ALLOWED);
    await town.start();
    await Promise.all(all);
    await town.slack.idle();
    await town.delivered();
    for (let n = 0; n < 12; n++) await ticketAbout(town, `${WORDS} ${n}.`);
    expect(await ticketRows(town)).toHaveLength(12);
    await expectHistoriesToHold(town);
    await expectEachMessageOnce(town, await ticketRows(town));
  }));

test.concurrent('while a chat hangs that has shown what it was sent: another takes the job over long before its lease ends', () =>
  inTown(async (town) => {
    const where = (args: Record<string, unknown>) => args.metadata !== undefined;
    town.slack.fault({ method: 'chat.postMessage', times: 1, where, do: { kind: 'hang', when: 'after' } });
    await say(town, WORDS);
    await hangs(town);
    const { code, ms } = await town.end();
    expect(code).toBe(0);
    expect(ms).toBeLessThan(ALLOWED);
    const [left] = await town.muster.database.transaction(town.muster.desk.organisation, (tx) =>
      tx.query(`select state, error from job where state in ('sending', 'ambiguous') and scope like 'slack %'`),
    );
    expect(left).toEqual({ state: 'ambiguous', error: 'the process that had begun it was stopped' });
    await town.start();
    await town.delivered();
    await expectEachMessageOnce(town, await ticketRows(town));
  }));

test.concurrent('while the database is away: it ends in time, and what was said comes again', () =>
  inTown(async (town) => {
    void town.wire.down();
    const said = say(town, WORDS);
    await until(async () => (await fetch(town.address('/readyz'))).status === 503);
    const { ms } = await town.end();
    expect(ms).toBeLessThan(ALLOWED);
    town.wire.up();
    await town.start();
    await said;
    await town.slack.idle();
    await town.delivered();
    await ticketAbout(town, WORDS);
    await expectEachMessageOnce(town, await ticketRows(town));
  }));

test.concurrent('while a transaction waits for a lock, over Socket Mode', () =>
  inTown(
    async (town) => {
      const letGo = await town.hold('lock table event in share mode');
      const said = say(town, WORDS);
      await town.held();
      const { ms } = await town.end();
      expect(ms).toBeLessThan(ALLOWED);
      await town.disconnect();
      await letGo();
      await town.start();
      await said;
      await town.slack.idle();
      await town.delivered();
      await ticketAbout(town, WORDS);
      await expectEachMessageOnce(town, await ticketRows(town));
    },
    { SLACK_APP_TOKEN: 'xapp-test', SLACK_SIGNING_SECRET: '' },
  ));
