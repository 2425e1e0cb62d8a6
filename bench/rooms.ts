// From the declaration of a major incident until its room is ready and the first ten people are in: in calls to the chat, and in time.
import { parseArgs } from 'node:util';
import { refOf } from '../src/ticket/record.ts';
import { SLACK_DESK, slackId, startDesk, type TestDesk, teamsId } from '../test/support/desk.ts';
import { clearLedgers, ticketAbout, until } from '../test/support/proof.ts';
import { roomOf } from '../test/support/rooms.ts';
import { withServer } from './support/server.ts';
import { median, table } from './support/table.ts';

/** One call to a chat: when it was carried out, and whether it was for the room. */
interface Call {
  readonly at: number;
  readonly room: boolean;
  readonly headline: boolean;
  readonly ready: boolean;
}
interface Round {
  readonly toHeadline: number;
  readonly toReady: number;
  readonly roomCalls: number;
  readonly allCalls: number;
  readonly floor: number;
}
type Chat = 'slack' | 'teams';

const TEN = Array.from({ length: 10 }, (_, n) => `crowd${n + 1}`);
/** Making it, the headline, and on Slack everybody in one invitation; on Teams the team is in. */
const FEWEST: Readonly<Record<Chat, number>> = { slack: 3, teams: 2 };
const WITHIN = 20_000; // ms for one round

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '9' } } });
const rounds = Math.min(50, Math.max(3, Number(values.rounds) || 9));

await withServer({ durable: false }, async ({ database }) => {
  const desk = await startDesk({
    database: await database(),
    crowd: TEN.length,
    policy: (yaml) => yaml.replace('on_call: [chen@example.com]', `on_call: [${onCall().join(', ')}]`),
    workspace: (world) => ({ ...world, userGroups: [{ id: 'S0TEN', handle: 'ten', users: TEN.map(slackId) }] }),
  });
  try {
    const measured: Record<Chat, Round[]> = { slack: [], teams: [] };
    // The first one warms up.
    for (let n = 0; n <= rounds; n++) {
      const round = await measure(desk, `outlook does not work in hall ${n}`);
      if (n === 0) continue;
      measured.slack.push(round.slack);
      measured.teams.push(round.teams);
    }
    process.stdout.write(tableOf(measured));
  } finally {
    await desk.stop();
  }
});

function onCall(): string[] {
  return ['"slack-group:S0TEN"', ...TEN.map((name) => `"teams:${teamsId(name)}"`)];
}

async function measure(desk: TestDesk, words: string): Promise<Record<Chat, Round>> {
  await desk.onSlack('alice').types(`report ${words}`, 'C0GENERAL');
  await desk.settled();
  const ref = refOf(await ticketAbout(desk, words));
  const floor = { slack: await bare(desk, 'slack'), teams: await bare(desk, 'teams') };
  clearLedgers(desk);
  const pressed = Date.now();
  await desk.onSlack('dana').types(`major declare ${ref}`, SLACK_DESK);
  const calls = await until(async () => {
    const ticket = await ticketAbout(desk, words);
    if (ticket.major?.rooms.length !== 2) return undefined;
    const now = {
      slack: inSlack(desk, roomOf(ticket, 'slack').channel),
      teams: inTeams(desk, roomOf(ticket, 'teams').channel),
    };
    const done = Object.values(now).every(
      (some) => some.some((call) => call.headline) && some.some((call) => call.ready),
    );
    return done ? now : undefined;
  }, WITHIN);
  await desk.settled();
  const round = (chat: Chat): Round => {
    const toHeadline = calls[chat].find(({ headline }) => headline)?.at ?? Number.NaN;
    const ready = Math.max(toHeadline, calls[chat].find((call) => call.ready)?.at ?? Number.NaN);
    const before = calls[chat].filter(({ at }) => at <= ready);
    const roomCalls = before.filter(({ room }) => room).length;
    return {
      ...{ toHeadline: toHeadline - pressed, toReady: ready - pressed, floor: floor[chat] },
      ...{ roomCalls, allCalls: before.length },
    };
  };
  return { slack: round('slack'), teams: round('teams') };
}

function inSlack({ slack }: TestDesk, channel: string): Call[] {
  return slack.ledger.calls.map(({ at, method, args, applied }) => {
    const room = method === 'conversations.create' || args.channel === channel;
    return {
      ...{ at: at.getTime(), room, headline: applied && room && method === 'chat.postMessage' },
      ready:
        applied &&
        room &&
        TEN.every((name) => slack.channel(channel).members.has(slackId(name))) &&
        method === 'conversations.invite',
    };
  });
}

function inTeams({ teams }: TestDesk, channel: string): Call[] {
  return teams.ledger.calls.map(({ at, method, path, body, applied }) => {
    const made = method === 'POST' && /\/teams\/[^/]+\/channels$/u.test(path);
    // A new post in a channel names it in its body.
    const posted = path.endsWith('/conversations') && JSON.stringify(body).includes(`"id":"${channel}"`);
    const room = made || posted || path.includes(channel);
    return {
      ...{
        at: at.getTime(),
        room,
        headline: applied && (posted || (method === 'POST' && room && path.includes('/activities'))),
      },
      // Whoever is in the team is in the channel from its first moment.
      ready: applied && made,
    };
  });
}

/** The same number of bare calls to the local server, one after the other, ms. */
async function bare({ slack, teams }: TestDesk, chat: Chat): Promise<number> {
  const began = performance.now();
  for (let n = 0; n < FEWEST[chat]; n++) {
    const headers = { authorization: `Bearer ${slack.world.botToken}` };
    const answer =
      chat === 'slack'
        ? await fetch(new URL('auth.test', slack.url), { method: 'POST', headers })
        : await fetch(teams.openidUrl);
    await answer.text();
  }
  return performance.now() - began;
}

function tableOf(measured: Readonly<Record<Chat, readonly Round[]>>): string {
  const line = (chat: Chat, name: string): (string | number)[] => {
    const of = (key: keyof Round) => median(measured[chat].map((round) => round[key]));
    const inFloors = (key: 'toHeadline' | 'toReady') =>
      `${of(key)} ms (${median(measured[chat].map((round) => round[key] / round.floor)).toFixed(0)})`;
    return [name, of('roomCalls'), FEWEST[chat], of('allCalls'), inFloors('toHeadline'), inFloors('toReady')];
  };
  return table(
    ['Chat', 'Calls for the room', 'Fewest possible', 'All calls to the chat', 'Headline visible', 'Ten people in'],
    [line('slack', 'Slack'), line('teams', 'Teams')],
  );
}
