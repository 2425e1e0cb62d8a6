// What Muster's process holds: after reports, wakings and deliveries, and with each hundred thousand open tickets more.
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { SLACK_DESK } from '../test/support/desk.ts';
import { ticketAbout, until } from '../test/support/proof.ts';
import { slackPerson } from '../test/support/slack-person.ts';
import { copyTicket, REQUESTERS } from './support/copies.ts';
import { table } from './support/table.ts';
import { musterPid, type Place, residentOf, withTown } from './support/town.ts';

const { values } = parseArgs({
  options: {
    step: { type: 'string', default: '100000' },
    steps: { type: 'string', default: '3' },
    requests: { type: 'string', default: '500' },
    rest: { type: 'string', default: '20' },
  },
});
const [step, steps] = [Number(values.step), Number(values.steps)];
const TARGET = { whole: 250, growth: 5 };
/** So many times as many requests until what they take for themselves is taken. */
const WARM = 6;
const ASKED = ['queue', 'status', 'who', 'home'];

await withTown(REQUESTERS, async (place) => {
  const { town } = place;
  await town.start();
  const idle = residentOf(musterPid());
  await slackPerson(town.slack, 'UALICE').types('report the scanner hums', 'C0GENERAL');
  await slackPerson(town.slack, 'UBOB').types('claim INC-1', SLACK_DESK);
  await until(async () => (await ticketAbout(town, 'scanner')).phase === 'active');
  const held: number[] = [];
  // The first time warms up: what it takes is not for its tickets.
  for (let n = 0; n <= steps; n++) {
    if (n > 0) await copyTicket(place, 1, (n - 1) * step + 1, n * step);
    await work(place, n, n === 0 ? WARM : 1);
    await sleep(Number(values.rest) * 1_000);
    held.push(residentOf(musterPid()));
  }
  process.stdout.write(await told(place, held, idle));
});

/** People report, and look at their lists, eight at a time. */
async function work({ town: { slack } }: Place, round: number, times: number): Promise<void> {
  for (let n = 0; n < Number(values.requests) * times; n += 8) {
    const eight = Array.from({ length: 8 }, async (_, k) => {
      await slack.command(`UCROWD${1 + ((n + k) % REQUESTERS)}`, 'C0GENERAL', `report lamp ${round} ${n + k} is dark`);
      await slack.command('UBOB', SLACK_DESK, ASKED[(n + k) % ASKED.length] ?? 'queue');
    });
    await Promise.all(eight);
  }
}

async function told({ sql }: Place, held: readonly number[], idle: number): Promise<string> {
  const last = held.at(-1) ?? Number.NaN;
  const growth = ((last - (held[0] ?? Number.NaN)) / steps) * (100_000 / step);
  const [open] = await sql(`select count(*)::int as count from ticket where phase = 'active'`);
  const met = (is: boolean) => (is ? 'met' : 'missed');
  return `${table(
    ['', 'Target', 'Measured', ''],
    [
      ['memory of the process at the end', `${TARGET.whole} MB`, `${last.toFixed(0)} MB`, met(last < TARGET.whole)],
      ['the same when it had just started', '', `${idle.toFixed(0)} MB`, ''],
      [
        'growth for each 100,000 open tickets',
        `${TARGET.growth} MB`,
        `${growth.toFixed(1)} MB`,
        met(growth < TARGET.growth),
      ],
    ],
  )}\n${open?.count} open tickets at the end; MB after each ${step.toLocaleString('en')}: ${held.map((each) => each.toFixed(0)).join(', ')}.\n`;
}
