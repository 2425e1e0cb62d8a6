// Somebody who can say a command to a running Muster and look into their direct chat with it: what the canary sings with.
import { createHmac, randomUUID } from 'node:crypto';
import { WebClient } from '@slack/web-api';
import type { SlackConfig } from '../src/config.ts';

/** What a person sees, as the chat holds it. */
type Seen = string;

export interface Person {
  /** Says it after the slash command; resolves with the private answer. Throws when the door is shut. */
  says(words: string): Promise<Seen>;
  /** The messages of the direct chat with Muster, the newest first. */
  direct(): Promise<readonly Seen[]>;
}

const NOWHERE = 'C00CANARY'; // no channel: what is answered privately comes back as the body, and stands nowhere
const ACKNOWLEDGED = 3_000; // ms that Slack waits

/** A member of a Slack workspace, by a request signed as Slack signs them; what Muster posts is read with the bot's token. */
export async function onSlack(url: string, slack: SlackConfig, command: string, user: string): Promise<Person> {
  const { botToken, signingSecret = '', apiUrl } = slack;
  const web = new WebClient(botToken, {
    ...{ retryConfig: { retries: 0 }, rejectRateLimitedCalls: true, timeout: 10_000 },
    ...(apiUrl ? { slackApiUrl: apiUrl } : {}),
  });
  const { team_id } = await web.auth.test();
  const { channel } = await web.conversations.open({ users: user });
  if (!team_id || !channel?.id) throw new Error('Slack names no workspace, or no direct chat');
  const { id } = channel;
  return {
    async says(words) {
      const body = new URLSearchParams({
        ...{ command, text: words, user_id: user, channel_id: NOWHERE, team_id, trigger_id: randomUUID() },
      }).toString();
      const time = String(Math.floor(Date.now() / 1000));
      const signature = createHmac('sha256', signingSecret).update(`v0:${time}:${body}`).digest('hex');
      const response = await fetch(new URL('/slack/events', url), {
        method: 'POST',
        headers: {
          'Content-Type': 'application/x-www-form-urlencoded',
          'X-Slack-Request-Timestamp': time,
          'X-Slack-Signature': `v0=${signature}`,
        },
        body,
        signal: AbortSignal.timeout(ACKNOWLEDGED),
      });
      if (response.status === 401)
        throw new Error('the signature was refused: is SLACK_SIGNING_SECRET the same as Muster’s?');
      if (!response.ok) throw new Error(`the door answered ${response.status}`);
      return response.text();
    },
    async direct() {
      const { messages = [] } = await web.conversations.history({ channel: id, limit: 20 });
      return messages.map((message) => JSON.stringify(message));
    },
  };
}

interface Sight {
  readonly slack: {
    readonly places: readonly { readonly id: string; readonly kind: string }[];
    readonly messages: readonly unknown[];
    readonly ephemerals: readonly unknown[];
  };
}

/** The first colleague of the playground that runs there, on its Slack, by the page's own routes; undefined where none runs. */
export async function inPlayground(url: string, command: string): Promise<Person | undefined> {
  const get = async <T>(path: string): Promise<T | undefined> => {
    const response = await fetch(new URL(`/playground/${path}`, url), { signal: AbortSignal.timeout(ACKNOWLEDGED) });
    return response.ok ? ((await response.json()) as T) : undefined;
  };
  const setup = await get<{ people: { slack: string; teams: string; part: string }[] }>('setup');
  const who = setup?.people.find(({ part }) => part === 'requester');
  if (!who) return undefined;
  const { slack: user, teams } = who;
  const look = async (place?: string) => {
    const query = new URLSearchParams({ slack: user, teams, ...(place ? { slackPlace: place } : {}) });
    const sight = await get<Sight>(`sight?${query}`);
    if (!sight) throw new Error('the playground does not show what its people see');
    return sight.slack;
  };
  const place = async (kind: string) => (await look()).places.find((each) => each.kind === kind)?.id ?? '';
  return {
    async says(words) {
      const channel = await place('channel');
      const headers = { 'Content-Type': 'application/json', Origin: new URL(url).origin };
      const body = JSON.stringify({ side: 'slack', user, do: 'say', place: channel, text: `${command} ${words}` });
      const signal = AbortSignal.timeout(10_000);
      const response = await fetch(new URL('/playground/act', url), { method: 'POST', headers, body, signal });
      if (!response.ok) throw new Error(`the playground answered ${response.status}`);
      return JSON.stringify((await look(channel)).ephemerals.at(-1) ?? '');
    },
    direct: async () => (await look(await place('direct'))).messages.toReversed().map((each) => JSON.stringify(each)),
  };
}
