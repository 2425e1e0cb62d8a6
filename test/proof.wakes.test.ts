// Many tickets that wake at one moment, when nothing ran at that moment: each wakes once, and one that cannot keeps no other asleep.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { execute } from './support/database.ts';
import { SLACK_DESK, startDesk, type TestDesk } from './support/desk.ts';
import { eventsOf, expectHistoriesToHold, query, ticketAbout, ticketRows, until } from './support/proof.ts';

const COUNT = 6;
let desk: TestDesk;
beforeAll(async () => {
  desk = await startDesk();
});
afterAll(() => desk.stop());

test('all wake together and people are told of each; what is wrong with one is its own', async () => {
  const { organisation } = desk.muster.desk;
  for (let n = 1; n <= COUNT; n++) await desk.onSlack('alice').types(`report kettle ${n} leaks`, 'C0GENERAL');
  for (let n = 1; n <= COUNT; n++) await desk.onSlack('bob').types(`wait INC-${n} until tomorrow 9am`, SLACK_DESK);
  // The number of its next event is taken: whatever is asked of it fails.
  const poisoned = await ticketAbout(desk, 'kettle 4');
  await execute(
    desk.databaseUrl,
    `set muster.organisation = '${organisation}'`,
    `insert into event (organisation_id, ticket_id, seq, at, type, data)
     values ('${organisation}', '${poisoned.id}', ${poisoned.version + 1}, now(), 'nudged', '{}')`,
  );
  await desk.passAsleep(3 * 86_400);
  const others = (await ticketRows(desk)).filter(({ id }) => id !== poisoned.id);
  expect(others).toHaveLength(COUNT - 1);
  for (const { id, phase, version } of others) {
    expect(phase).toBe('active');
    const woken = (await eventsOf(desk, id)).filter(({ type }) => type === 'resumed');
    expect(woken.map(({ seq }) => seq)).toEqual([version]);
    const lines = await query(
      desk,
      'select place from message where ticket_id = $1 and key = $2',
      id,
      `line ${version}`,
    );
    expect(lines).toHaveLength(2);
  }
  await expectHistoriesToHold(desk, others);
  expect((await ticketAbout(desk, 'kettle 4')).phase).toBe('scheduled');
  const left = await query(desk, `select task ->> 'ticket' as ticket from job where task ->> 'verb' = 'resume'`);
  expect(left).toEqual([{ ticket: poisoned.id }]);
}, 60_000);

test('what only a newer version knows waits for it, and is not taken for done', async () => {
  const { organisation } = desk.muster.desk;
  await desk.onSlack('alice').types('report the ladder is loose', 'C0GENERAL');
  await desk.settled();
  const { id } = await ticketAbout(desk, 'the ladder is loose');
  const task = JSON.stringify({ kind: 'timer', verb: 'polish', ticket: id });
  await execute(
    desk.databaseUrl,
    `set muster.organisation = '${organisation}'`,
    `insert into job (organisation_id, task, run_at) values ('${organisation}', '${task}', desk_now())`,
    `select pg_notify('muster_jobs', '')`,
  );
  const tried = () => query(desk, `select error from job where task ->> 'verb' = 'polish' and failures > 0`);
  await until(async () => (await tried()).length === 1, 10_000);
  expect(String((await tried())[0]?.error)).toContain('this version does not know timer polish');
});
