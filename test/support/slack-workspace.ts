// The small workspace and the quiet clients with which the tests of the local Slack work.
import { App, type Logger, LogLevel, type Receiver } from '@slack/bolt';
import { WebClient } from '@slack/web-api';
import { type LocalSlack, type SlackOptions, startSlack } from '../../playground/slack/slack.ts';
import type { SlackUser, SlackWorld } from '../../playground/slack/world.ts';

const person = (id: string, name: string, more: Partial<SlackUser> = {}): SlackUser => ({
  ...{ id, name, realName: name, email: `${name}@example.com`, tz: 'Europe/Paris', locale: 'en-US', guest: false },
  ...more,
});

export const world: SlackWorld = {
  ...{ teamId: 'T1', teamName: 'Acme', botUserId: 'UBOT', botId: 'B1', appId: 'A1' },
  ...{ botToken: 'xoxb-1', appToken: 'xapp-1', signingSecret: 'secret' },
  users: [
    person('UALICE', 'alice'),
    person('UBOB', 'bob', { tz: 'Asia/Shanghai' }),
    person('UGUEST', 'gus', { guest: true }),
  ],
  channels: [
    { id: 'CDESK', name: 'desk', members: ['UBOB', 'UALICE', 'UBOT'] },
    { id: 'CELSE', name: 'elsewhere', members: ['UALICE'], isShared: true },
    { id: 'CQUIET', name: 'quiet', members: ['UBOB'], isPrivate: true },
  ],
};

const nothing = () => {};
export const logger: Logger = {
  ...{ debug: nothing, info: nothing, warn: nothing, error: nothing, setLevel: nothing, setName: nothing },
  getLevel: () => LogLevel.ERROR,
};

export const localSlack = (options: Partial<SlackOptions> = {}): Promise<LocalSlack> =>
  startSlack({ world, retryDelays: [0, 5, 5], ...options });

/** One attempt a call, as Muster's own clients make. */
export const once = (slack: Pick<LocalSlack, 'url'>) => ({
  slackApiUrl: slack.url,
  retryConfig: { retries: 0 },
  logger,
});

export const webClient = (slack: LocalSlack, token = world.botToken): WebClient =>
  new WebClient(token, { ...once(slack), rejectRateLimitedCalls: true, timeout: 400 });

/** A small Bolt app over HTTP that hears the workspace; `teach` gives it its listeners. */
export async function boltApp(slack: LocalSlack, teach: (app: App) => void): Promise<App> {
  const { botToken: token, signingSecret } = world;
  const app = new App({ token, signingSecret, logger, clientOptions: once(slack), ignoreSelf: false });
  teach(app);
  const server = await app.start({ port: 0, host: '127.0.0.1' });
  const address = server.address();
  slack.deliverTo(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/slack/events`);
  return app;
}

/** The same app over Socket Mode. */
export async function socketApp(slack: LocalSlack, receiver: Receiver, teach: (app: App) => void): Promise<App> {
  const app = new App({ token: world.botToken, receiver, logger, clientOptions: once(slack), ignoreSelf: false });
  teach(app);
  await app.start();
  return app;
}

export const failure = (call: Promise<unknown>) =>
  call.then(
    () => ({ code: 'none' }),
    (error) => error,
  );
export const refusal = async (call: Promise<unknown>): Promise<unknown> => (await failure(call)).data?.error;

export const plain = (text: string) => ({ type: 'plain_text' as const, text });
export const section = (text: string) => ({ type: 'section' as const, text: plain(text) });
export const claim = { type: 'button' as const, action_id: 'claim', text: plain('Claim'), value: 'INC-1' };
export const form = (title = 'Report') => ({
  ...{ type: 'modal' as const, callback_id: 'report', private_metadata: 'INC-1' },
  ...{ title: plain(title), submit: plain('Send') },
  blocks: [
    {
      ...{ type: 'input' as const, block_id: 'what', label: plain('What?') },
      element: { type: 'plain_text_input' as const, action_id: 'text' },
    },
    {
      ...{ type: 'input' as const, block_id: 'how', label: plain('How bad?'), optional: true },
      element: {
        ...{ type: 'static_select' as const, action_id: 'urgency' },
        options: ['low', 'high'].map((value) => ({ text: plain(value.toUpperCase()), value })),
      },
    },
  ],
});
