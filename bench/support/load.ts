// Requests made beforehand and sent so many at a time: what generates the load takes as little of the machine as it can.
import { createHmac } from 'node:crypto';
import { Pool } from 'undici';
import type { LocalTeams } from '../../playground/teams/teams.ts';
import { slackId, teamsId } from '../../test/support/desk.ts';
import type { Town } from '../../test/support/proof-process.ts';

export interface Prepared {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Fired {
  /** From the first request sent to the last one answered, ms. */
  readonly ms: number;
  /** Until each was answered, ms. */
  readonly latencies: readonly number[];
  /** Each answer's body. */
  readonly answers: readonly string[];
}

let made = 0;
/** Each about a thing of its own, as if many reported what happens to them; `n` chooses the words. */
function wordsOf(n: number): string {
  const word = (seed: number) => [0, 1, 2, 3].map((k) => SYLLABLES[(seed >> (4 * k)) & 15]).join('');
  return `the ${word(n * 40_503)} at ${word(n * 2_246_822 + 7)} ${n % 97} does not start`;
}
const SYLLABLES = 'ba ce di fo gu ha je ki lo mu na pe ri so tu va'.split(' ');

/** Signed `/desk report …` of a crowd, one after the other from each; unique for ever. */
export function commands({ slack }: Town, count: number, crowd: number, responseUrl: string): Prepared[] {
  const { teamId, appId, signingSecret } = slack.world;
  return Array.from({ length: count }, () => {
    const n = ++made;
    const name = `crowd${(n % crowd) + 1}`;
    const body = new URLSearchParams({
      ...{ token: 'verification', team_id: teamId, team_domain: 'example', api_app_id: appId },
      ...{ channel_id: 'C0GENERAL', channel_name: 'general', user_id: slackId(name), user_name: name },
      ...{ command: '/desk', text: `report ${wordsOf(n)}`, trigger_id: `1.${process.pid}.${n}` },
      response_url: responseUrl,
    }).toString();
    const timestamp = String(Math.floor(Date.now() / 1000));
    const mac = createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex');
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${mac}`,
    };
    return { headers, body };
  });
}

/** The same in each one's direct chat on Teams, with a token that serves for all of them, as Microsoft's do. */
export function activities({ teams }: { readonly teams: LocalTeams }, count: number, crowd: number): Prepared[] {
  const { tenantId, appId, botName } = teams.world;
  const headers = { 'content-type': 'application/json; charset=utf-8', authorization: `Bearer ${teams.token()}` };
  return Array.from({ length: count }, () => {
    const n = ++made;
    const name = `crowd${(n % crowd) + 1}`;
    const user = teams.world.users.find(({ id }) => id === teamsId(name));
    const text = `report ${wordsOf(n)}`;
    const body = JSON.stringify({
      ...{
        type: 'message',
        id: String(Date.now() * 1000 + n),
        timestamp: new Date().toISOString(),
        channelId: 'msteams',
      },
      ...{ serviceUrl: teams.serviceUrl, from: { id: teamsId(name), name, aadObjectId: user?.aadObjectId } },
      conversation: { conversationType: 'personal', tenantId, id: teams.personal(teamsId(name)) },
      ...{
        recipient: { id: `28:${appId}`, name: botName },
        channelData: { tenant: { id: tenantId } },
        locale: 'en-GB',
      },
      ...{ text, textFormat: 'plain', attachments: [{ contentType: 'text/html', content: `<p>${text}</p>` }] },
      entities: [{ type: 'clientInfo', locale: 'en-GB', country: 'GB', platform: 'Web', timezone: 'Europe/Paris' }],
    });
    return { headers, body };
  });
}

/** Sends them all, `at` at a time. Throws if one is not answered with 200. */
export async function fire(url: string, requests: readonly Prepared[], at: number): Promise<Fired> {
  const { origin, pathname: path } = new URL(url);
  const pool = new Pool(origin, { connections: at, headersTimeout: 60_000 });
  const latencies: number[] = [];
  const answers: string[] = [];
  let next = 0;
  const began = performance.now();
  async function sender(): Promise<void> {
    for (let prepared = requests[next++]; prepared; prepared = requests[next++]) {
      const sent = performance.now();
      const { statusCode, body } = await pool.request({ method: 'POST', path, ...prepared });
      answers.push(await body.text());
      latencies.push(performance.now() - sent);
      if (statusCode !== 200) throw new Error(`a request was answered with ${statusCode}`);
    }
  }
  try {
    await Promise.all(Array.from({ length: at }, sender));
    return { ms: performance.now() - began, latencies, answers };
  } finally {
    await pool.close();
  }
}
