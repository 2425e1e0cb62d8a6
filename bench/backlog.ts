// Killed with a hundred thousand undelivered messages: how soon the first goes out after the start, and whether the limits are used up.
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { factsOf } from '../adapters/slack/facts.ts';
import { LIMITS } from '../adapters/teams/limits.ts';
import { SLACK_DESK, teamsId } from '../test/support/desk.ts';
import { until } from '../test/support/proof.ts';
import { postsOf } from '../test/support/proof-posts.ts';
import { slackPerson } from '../test/support/slack-person.ts';
import { copyTicket } from './support/copies.ts';
import { table } from './support/table.ts';
import { musterPid, type Place, residentOf, watchProcessors, withTown } from './support/town.ts';

const { values } = parseArgs({
  options: {
    messages: { type: 'string', default: '100000' },
    places: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '120' },
  },
});
const places = Number(values.places);
const each = Math.ceil(Number(values.messages) / places);
const seconds = Number(values.seconds);
const BUDGETS = { slack: factsOf('').budget.workspace, teams: LIMITS.workspaceBudget };
const perSecond = BUDGETS.slack.perSecond + BUDGETS.teams.perSecond;
/** As many places of each chat as it takes for both to end at the same time. */
const onSlack = Math.round((places * BUDGETS.slack.perSecond) / perSecond);
const TARGET = { firstMs: 2_000, times: 1.1 };

await withTown(places, async (place) => {
  const { town, sql } = place;
  await town.start();
  await slackPerson(town.slack, 'UALICE').types('report the scanner hums', 'C0GENERAL');
  await slackPerson(town.slack, 'UBOB').types('claim INC-1', SLACK_DESK);
  // Whoever has never met Muster on Teams cannot be written to; whoever has, has a Home.
  await town.teams.install(teamsId('bob'), { team: true });
  for (let n = onSlack + 1; n <= places; n++) await town.teams.install(teamsId(`crowd${n}`));
  await until(async () => (await sql(`select from job where task ->> 'kind' = 'home'`)).length === 0, 300_000);
  await copyTicket(place, 1, 1, each);
  const before = postsOf(town).length;
  await sql(MESSAGES(place));
  await sql(`select pg_notify('muster_jobs', '')`);
  // In the midst of it.
  await until(() => postsOf(town).length >= before + 20, 60_000);
  await town.kill();
  await town.disconnect();
  const sent = postsOf(town).length;
  const began = Date.now();
  await town.start();
  const readyMs = Date.now() - began;
  await until(() => postsOf(town).length > sent, 60_000);
  const firstMs = Date.now() - began;
  const watched = await watchProcessors(place);
  const [from, start] = [postsOf(town).length, Date.now()];
  await sleep(seconds * 1_000);
  const [count, took] = [postsOf(town).length - from, (Date.now() - start) / 1_000];
  const uses = await watched();
  const memory = residentOf(musterPid());
  await town.kill();
  const share = (spent: number) => `${((spent / took) * 100).toFixed(0)} %`;
  const spent = `${share(uses.muster)} of a processor for Muster, ${share(uses.database)} for its database`;
  process.stdout.write(await told(place, { before, readyMs, firstMs, count, took, memory, spent }));
});

/** To each place a line about each of the copies: nothing that could be told together. */
function MESSAGES({ organisation, town }: Place): string {
  const teams = town.teams.world.tenantId;
  return `insert into job (organisation_id, lane, scope, urgency, task, run_at)
    select '${organisation}', concat_ws(' ', platform, workspace, usr), concat_ws(' ', platform, workspace), 3,
      jsonb_build_object('kind', 'line', 'ticket', md5('copy ' || n)::uuid, 'seq', 2, 'to', jsonb_build_object('thread', false, 'reader', null,
        'place', jsonb_build_object('kind', 'direct', 'platform', platform, 'workspace', workspace, 'user', usr))), desk_now()
      from generate_series(1, ${each}) n cross join (
        select case when p <= ${onSlack} then 'slack' else 'teams' end as platform, case when p <= ${onSlack} then 'T1' else '${teams}' end as workspace,
          case when p <= ${onSlack} then 'UCROWD' || p else '29:crowd' || p end as usr from generate_series(1, ${places}) p) as w order by n`;
}

interface Measured {
  readonly before: number;
  readonly readyMs: number;
  readonly firstMs: number;
  readonly count: number;
  readonly took: number;
  readonly memory: number;
  readonly spent: string;
}

async function told({ town, sql }: Place, measured: Measured): Promise<string> {
  const { before, readyMs, firstMs, count, took, memory, spent } = measured;
  const [left] = await sql(
    `select count(*)::int as jobs, count(*) filter (where state in ('sending', 'ambiguous'))::int as begun, count(*) filter (where state = 'dead')::int as dead from job where task ->> 'kind' = 'line'`,
  );
  const posts = postsOf(town).slice(before);
  // What Teams cannot be asked about is posted again, and says so.
  const marked = posts.filter((post) => post.marked).length;
  const twice = posts.length - marked - new Set(posts.filter((post) => !post.marked).map(({ stamp }) => stamp)).size;
  // A message in flight when Muster was killed has been posted, or not, and is still in the table.
  const lost = each * places - new Set(posts.map(({ stamp }) => stamp)).size - Number(left?.jobs);
  const allowed = perSecond * took;
  const times = allowed / count;
  const met = (is: boolean) => (is ? 'met' : 'missed');
  const minutes = ((each * places) / perSecond / 60).toFixed(0);
  return `${table(
    ['', 'Target', 'Measured', ''],
    [
      [
        'first message after the start',
        `${TARGET.firstMs} ms`,
        `${firstMs} ms (ready after ${readyMs} ms)`,
        met(firstMs <= TARGET.firstMs),
      ],
      [
        `times the minimum, over ${took.toFixed(0)} s`,
        String(TARGET.times),
        times.toFixed(2),
        met(times <= TARGET.times),
      ],
      ['lost', '0', String(Math.max(0, lost)), met(lost <= 0)],
      ['posted twice unmarked', '0', String(twice), met(twice === 0)],
    ],
  )}\n${each * places} messages for ${places} places, which ${perSecond} a second make ${minutes} minutes of; ${posts.length} posted, ${left?.jobs} left, of which ${left?.begun} were in flight and ${left?.dead} refused, ${marked} marked as a possible repeat; ${spent}; ${memory.toFixed(0)} MB.\n`;
}
