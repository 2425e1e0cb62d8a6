// A hundred thousand tickets that wake at one moment, while people go on reporting.
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { SLACK_DESK } from '../test/support/desk.ts';
import { expectHistoriesToHold, ticketAbout, ticketRows, until } from '../test/support/proof.ts';
import { slackPerson } from '../test/support/slack-person.ts';
import { copyTicket, REQUESTERS } from './support/copies.ts';
import { median, percentile, table } from './support/table.ts';
import { musterPid, type Place, residentOf, watchProcessors, withTown } from './support/town.ts';

const { values } = parseArgs({
  options: { wakes: { type: 'string', default: '100000' }, within: { type: 'string', default: '600' } },
});
const count = Number(values.wakes);
const TARGET = { seconds: 30, reportMs: 100 };
const REPORT_EVERY = 100; // ms
/** Due at once, like timers that were set a day ago: what wakes the worker is the commit. */
const RELEASE = `insert into job (organisation_id, scope, key, urgency, task, run_at)
  select organisation_id, 'clock', 'wake ' || id, priority, jsonb_build_object('kind', 'timer', 'verb', 'resume', 'ticket', id,
      'of', to_char(wake_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')), desk_now()
    from ticket where number > 1000000`;

/** What is left of all wakings, their messages and timers apart, as one statement; it is taken back. */
const FLOOR = `with woken as (update ticket set phase = 'active', state = 'in_progress', wake_at = null, version = version + 1
    where number > 1000000 returning organisation_id, id, version)
  insert into event (organisation_id, ticket_id, seq, at, type, data) select organisation_id, id, version, now(), 'resumed', '{}' from woken`;

await withTown(REQUESTERS, async (place) => {
  const { town, sql } = place;
  await town.start();
  const alice = slackPerson(town.slack, 'UALICE');
  const bob = slackPerson(town.slack, 'UBOB');
  await alice.types('report the scanner hums', 'C0GENERAL');
  await bob.types('claim INC-1', SLACK_DESK);
  await bob.types('wait INC-1 until tomorrow 9am', SLACK_DESK);
  await until(async () => (await ticketAbout(town, 'scanner')).phase === 'scheduled');
  await copyTicket(place, 1, 1, count);
  const began = performance.now();
  await sql('begin', FLOOR, 'rollback');
  const floor = (performance.now() - began) / 1_000;
  const before = await reportFor(place, 5_000);
  const watched = await watchProcessors(place);
  await sql(RELEASE);
  const [released] = await sql(`select clock_timestamp() as at, pg_notify('muster_jobs', '')`);
  let over = false;
  const reporting = reportFor(place, Number(values.within) * 1_000, () => over);
  await until(async () => {
    const [left] = await sql(
      `select count(*)::int as asleep from ticket where phase = 'scheduled' and number > 1000000`,
    );
    await sleep(100);
    return left?.asleep === 0;
  }, Number(values.within) * 1_000);
  const uses = await watched();
  over = true;
  const during = await reporting;
  const each = (spent: number) => `${((spent / count) * 1e6).toFixed(0)} µs`;
  const spent = `${each(uses.muster)} of Muster’s processor and ${each(uses.database)} of the database’s a waking`;
  process.stdout.write(await told(place, released?.at as Date, floor, before, during, spent));
});

/** Signed reports through the door, one after the other, until it is over; ms of each acknowledgement. */
async function reportFor({ town: { slack } }: Place, ms: number, over = () => false): Promise<number[]> {
  const times: number[] = [];
  const answers: Promise<void>[] = [];
  const end = Date.now() + ms;
  for (let n = 1; Date.now() < end && !over(); n++) {
    const began = performance.now();
    const asked = slack.command(`UCROWD${1 + (n % REQUESTERS)}`, 'C0GENERAL', `report lamp ${began} is dark`);
    answers.push(asked.then(() => void times.push(performance.now() - began)));
    await sleep(REPORT_EVERY);
  }
  await Promise.all(answers);
  return times;
}

async function told(
  place: Place,
  released: Date,
  floor: number,
  before: number[],
  during: number[],
  spent: string,
): Promise<string> {
  const { sql, town } = place;
  const awake = await sql(
    `select t.priority, count(*)::int as events, count(distinct t.id)::int as tickets,
       extract(epoch from min(e.at) - $$${released.toISOString()}$$)::float8 as first, extract(epoch from max(e.at) - $$${released.toISOString()}$$)::float8 as last
       from event e join ticket t on t.organisation_id = e.organisation_id and t.id = e.ticket_id
      where e.type = 'resumed' and t.number > 1000000 group by 1 order by 1`,
  );
  const sum = (key: string) => awake.reduce((all, row) => all + Number(row[key]), 0);
  const seconds = Math.max(...awake.map(({ last }) => Number(last)));
  const inOrder = awake.every((row, n) => n === 0 || Number(awake[n - 1]?.last) - Number(row.first) < 1);
  const [reported] = await sql(`select count(*)::int as count from ticket where title like 'lamp %'`);
  const [jobs] = await sql('select count(*)::int as count from job');
  const rows = await ticketRows(town).then((all) => all.filter((_, n) => n % 1_000 === 0));
  await expectHistoriesToHold(town, rows);
  const slow = percentile(during, 0.99);
  const met = (is: boolean) => (is ? 'met' : 'missed');
  const of = (numbers: number[]) => `${median(numbers).toFixed(0)} / ${percentile(numbers, 0.99).toFixed(0)} ms`;
  const acknowledged = before.length + during.length;
  return `${table(
    ['', 'Target', 'Measured', ''],
    [
      [
        `${count.toLocaleString('en')} tickets awake`,
        `${TARGET.seconds} s`,
        `${seconds.toFixed(1)} s`,
        met(seconds <= TARGET.seconds),
      ],
      ['times one statement that writes their rows', '', `${(seconds / floor).toFixed(1)} (${floor.toFixed(1)} s)`, ''],
      [
        'woken twice',
        '0',
        String(sum('events') - sum('tickets')),
        met(sum('events') === count && sum('tickets') === count),
      ],
      [
        'last of priority 1, 2, 3, 4',
        'in this order',
        awake.map(({ last }) => `${Number(last).toFixed(1)} s`).join(', '),
        met(inOrder),
      ],
      [
        'reports meanwhile, median / 99th percentile',
        `${TARGET.reportMs} ms`,
        of(during),
        met(slow <= TARGET.reportMs),
      ],
      ['reports before, the same', '', of(before), ''],
    ],
  )}\n${sum('events')} wakings in ${sum('tickets')} histories; ${reported?.count} tickets of ${acknowledged} acknowledged reports; ${jobs?.count} messages wait for the chats; ${spent}; ${residentOf(musterPid()).toFixed(0)} MB.\n`;
}
