// How late timers are while a million of them are pending, and what that costs while none is due.
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { SLACK_DESK } from '../test/support/desk.ts';
import { ticketAbout, until } from '../test/support/proof.ts';
import { slackPerson } from '../test/support/slack-person.ts';
import { copyTicket, REQUESTERS } from './support/copies.ts';
import { median, percentile, table } from './support/table.ts';
import { type Place, watchProcessors, withTown } from './support/town.ts';

const { values } = parseArgs({
  options: {
    pending: { type: 'string', default: '1000000' },
    timers: { type: 'string', default: '500' },
    idle: { type: 'string', default: '60' },
  },
});
const [pending, timers, idle] = [Number(values.pending), Number(values.timers), Number(values.idle)];
const TARGET = { median: 20, p99: 200, idle: 1 };
const APART = 100; // ms from one timer to the next

await withTown(REQUESTERS, async (place) => {
  const { town, sql } = place;
  await town.start();
  await slackPerson(town.slack, 'UALICE').types('report the scanner hums', 'C0GENERAL');
  await slackPerson(town.slack, 'UBOB').types('wait INC-1 until tomorrow 9am', SLACK_DESK);
  await until(async () => (await ticketAbout(town, 'scanner')).phase === 'scheduled');
  await copyTicket(place, 1, 1, timers);
  await sql(
    `insert into job (organisation_id, scope, key, urgency, task, run_at)
     select '${place.organisation}', 'clock', 'later ' || n, 1 + n % 4,
       jsonb_build_object('kind', 'timer', 'verb', 'resume', 'ticket', md5('later ' || n)::uuid, 'of', '2030-01-01T00:00:00.000Z'),
       now() + interval '1 hour' + n * interval '2 seconds' from generate_series(1, ${pending}) n`,
    'vacuum analyze job',
    `select pg_notify('muster_jobs', '')`,
  );
  const watched = await watchProcessors(place);
  await sleep(idle * 1_000);
  const uses = await watched();
  const share = ((uses.muster + uses.database) / idle) * 100;
  await sql(
    `insert into job (organisation_id, scope, key, urgency, task, run_at)
     select organisation_id, 'clock', 'wake ' || id, priority, jsonb_build_object('kind', 'timer', 'verb', 'resume', 'ticket', id,
         'of', to_char(wake_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')), now() + interval '1 second' + (number - 1000000) * interval '${APART} milliseconds'
       from ticket where number > 1000000`,
    'create table due as select (task ->> $$ticket$$)::uuid as ticket, run_at from job where key like $$wake %$$ and run_at < now() + interval $$1 hour$$',
    `select pg_notify('muster_jobs', '')`,
  );
  const bare = bareTimers();
  await until(
    async () => {
      const [left] = await sql(
        `select count(*)::int as asleep from ticket where phase = 'scheduled' and number > 1000000`,
      );
      await sleep(500);
      return left?.asleep === 0;
    },
    timers * APART + 120_000,
  );
  process.stdout.write(await told(place, share, await bare));
});

/** As many timers of Node's own, in the same seconds: how late each was, ms. */
function bareTimers(): Promise<number[]> {
  const began = performance.now() + 1_000;
  return Promise.all(
    Array.from({ length: timers }, async (_, n) => {
      const due = began + n * APART;
      await sleep(due - performance.now());
      return performance.now() - due;
    }),
  );
}

async function told({ sql }: Place, share: number, bare: readonly number[]): Promise<string> {
  const rows = await sql(
    `select extract(epoch from e.at - d.run_at)::float8 * 1000 as late from due d join event e on e.ticket_id = d.ticket and e.type = 'resumed'`,
  );
  const late = rows.map((row) => Number(row.late));
  const [left] = await sql(`select count(*)::int as jobs from job where key like 'later %'`);
  const met = (is: boolean) => (is ? 'met' : 'missed');
  const [middle, slow] = [median(late), percentile(late, 0.99)];
  return `${table(
    ['', 'Target', 'Measured', ''],
    [
      ['late, median', `${TARGET.median} ms`, `${middle.toFixed(1)} ms`, met(middle < TARGET.median)],
      ['late, 99th percentile', `${TARGET.p99} ms`, `${slow.toFixed(1)} ms`, met(slow < TARGET.p99)],
      ['bare timers of Node, the same', '', `${median(bare).toFixed(1)} / ${percentile(bare, 0.99).toFixed(1)} ms`, ''],
      [`processor while idle, over ${idle} s`, `${TARGET.idle} %`, `${share.toFixed(2)} %`, met(share < TARGET.idle)],
    ],
  )}\n${late.length} of ${timers} timers came, ${left?.jobs} of ${pending} are still pending.\n`;
}
