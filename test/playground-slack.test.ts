// Proves that people's gestures in the local Slack reach a real Bolt app, and its answers reach them, over HTTP and Socket Mode.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type App, SocketModeReceiver } from '@slack/bolt';
import { WebSocket } from 'undici';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { LocalSlack } from '../playground/slack/slack.ts';
import * as support from './support/slack-workspace.ts';

const { claim, form, refusal, section, world } = support;

let slack: LocalSlack;
let app: App | undefined;
const bolt = async (teach: (app: App) => void) => {
  app = await support.boltApp(slack, teach);
};

beforeEach(async () => {
  slack = await support.localSlack({ acknowledgeWithin: 500 });
});
afterEach(async () => {
  await app?.stop();
  app = undefined;
  await slack.stop();
});

test('a command arrives signed, with ids for mentions; its answer and response_url are for one pair of eyes', async () => {
  let text = '';
  const statuses: unknown[] = [];
  await bolt((bot) =>
    bot.command('/desk', async ({ command, ack, respond }) => {
      text = command.text;
      await ack('on it');
      for (let i = 0; i < 6; i += 1)
        statuses.push(
          await respond(`part ${i}`).then(
            () => 'ok',
            (error) => error.statusCode ?? error.status,
          ),
        );
      await respond('too late').catch(() => undefined);
    }),
  );
  const answer = await slack.command('UALICE', 'CELSE', 'report @bob & <me> #desk https://a.b/?x&y');
  expect(answer).toMatchObject({ status: 200, body: 'on it' });
  expect(text).toBe('report <@UBOB|bob> &amp; &lt;me&gt; <#CDESK|desk> <https://a.b/?x&amp;y>');
  await expect.poll(() => statuses.length).toBe(6);
  expect(statuses.slice(0, 5)).toEqual(Array(5).fill('ok'));
  expect(statuses[5]).not.toBe('ok');
  expect(slack.ephemerals('UALICE').map((each) => each.text)).toEqual([
    'on it',
    ...[0, 1, 2, 3, 4].map((i) => `part ${i}`),
  ]);
  expect(slack.ephemerals('UBOB')).toEqual([]);
});

test('a button brings its message, replaces it, and its trigger opens one form', async () => {
  const again: unknown[] = [];
  await bolt((bot) =>
    bot.action('claim', async ({ ack, respond, body, client: web }) => {
      await ack();
      if (!('trigger_id' in body) || !('message' in body)) throw new Error('no trigger');
      await respond({ replace_original: true, text: `was ${body.message?.text}` });
      await web.views.open({ trigger_id: body.trigger_id, view: form() });
      again.push(await refusal(web.views.open({ trigger_id: body.trigger_id, view: form() })));
    }),
  );
  const { ts = '' } = await support
    .webClient(slack)
    .chat.postMessage({ channel: 'CDESK', text: 'new', blocks: [{ type: 'actions', elements: [claim] }] });
  expect((await slack.press('UBOB', { channel: 'CDESK', ts }, 'claim')).status).toBe(200);
  await expect.poll(() => again).toEqual(['exchanged_trigger_id']);
  expect(slack.messages('CDESK')[0]).toMatchObject({ ts, text: 'was new', edited: {} });
  expect(slack.views('UBOB')).toMatchObject([{ view: { callback_id: 'report', private_metadata: 'INC-1' } }]);
  await expect(slack.press('UBOB', { channel: 'CDESK', ts }, 'gone')).rejects.toThrow("no 'gone' here");
});

test('a form keeps its field errors, is updated, and closes', async () => {
  const answers = [
    { response_action: 'errors', errors: { what: 'Too vague' } },
    { response_action: 'update', view: form('More') },
  ];
  const seen: unknown[] = [];
  await bolt((bot) => {
    bot.shortcut('report', async ({ ack, shortcut, client: web }) => {
      await web.views.open({ trigger_id: shortcut.trigger_id, view: form() });
      await ack();
    });
    bot.view('report', async ({ ack, view }) => {
      seen.push(view.state.values.how?.urgency?.selected_option?.value, view.state.values.what?.text?.value);
      await ack(answers.shift() as never);
    });
  });
  await slack.shortcut('UALICE', 'report');
  const id = slack.views('UALICE')[0]?.view.id ?? '';
  expect((await slack.submit('UALICE', id)).errors).toEqual({ what: 'Please complete this required field.' });
  const filled = { what: { text: 'it broke' }, how: { urgency: 'high' } };
  expect((await slack.submit('UALICE', id, filled)).errors).toEqual({ what: 'Too vague' });
  expect((await slack.submit('UALICE', id)).errors).toEqual({});
  expect(slack.views('UALICE')[0]?.view).toMatchObject({
    id,
    title: { text: 'More' },
    state: { values: { what: { text: { value: 'it broke' } } } },
  });
  await slack.submit('UALICE', id);
  expect(slack.views('UALICE')).toEqual([]);
  expect(seen).toEqual(['high', 'it broke', 'high', 'it broke', 'high', 'it broke']);
});

test('an ephemeral has buttons and menus of its own: searched, picked from, replaced, taken away', async () => {
  const picked: unknown[] = [];
  const menu = {
    ...section('Which?'),
    accessory: { type: 'external_select', action_id: 'ticket', min_query_length: 1 },
  };
  await bolt((bot) => {
    bot.options('ticket', ({ ack, payload }) =>
      ack({ options: [{ text: support.plain('found'), value: payload.value }] }),
    );
    bot.action('ticket', async ({ ack, action, respond }) => {
      await ack();
      picked.push('selected_option' in action && action.selected_option?.value);
      await respond({ replace_original: true, text: 'sure?', blocks: [{ type: 'actions', elements: [claim] }] });
    });
    bot.action('claim', async ({ ack, respond }) => {
      await ack();
      await respond({ delete_original: true });
    });
  });
  const ask = { channel: 'CDESK', user: 'UBOB', text: 'Which?', blocks: [menu] };
  await support.webClient(slack).apiCall('chat.postEphemeral', ask);
  const ephemeral = slack.ephemerals('UBOB')[0]?.id ?? '';
  expect(await slack.suggest('UBOB', { ephemeral }, 'ticket', 'inc-7')).toMatchObject([{ value: 'inc-7' }]);
  await slack.press('UBOB', { ephemeral }, 'ticket', 'inc-7');
  await expect.poll(() => slack.ephemerals('UBOB')).toMatchObject([{ id: ephemeral, text: 'sure?' }]);
  await slack.press('UBOB', { ephemeral }, 'claim');
  await expect.poll(() => slack.ephemerals('UBOB')).toEqual([]);
  expect(picked).toEqual(['inc-7']);
  await expect(slack.press('UALICE', { ephemeral }, 'claim')).rejects.toThrow('UALICE sees no ephemeral');
});

test('forms stack three deep, and closing one is told to the app that asked', async () => {
  const heard: string[] = [];
  const refused: unknown[] = [];
  await bolt((bot) => {
    bot.shortcut('open', async ({ ack, shortcut, client }) => {
      for (const method of ['views.open', 'views.push'])
        heard.push(
          method,
          String(await refusal(client.apiCall(method, { trigger_id: shortcut.trigger_id, view: form() }))),
        );
      await ack();
    });
    bot.view('report', async ({ ack, body, client }) => {
      const view = { ...form('Deeper'), notify_on_close: true };
      const call = client.apiCall('views.push', { trigger_id: 'trigger_id' in body && body.trigger_id, view });
      refused.push(await refusal(call));
      await ack({ response_action: 'errors', errors: { what: 'still open' } });
    });
    bot.view({ type: 'view_closed', callback_id: 'report' }, async ({ ack, view }) => {
      heard.push(`closed ${view.title.text}`);
      await ack();
    });
  });
  await slack.shortcut('UALICE', 'open');
  expect(heard).toEqual(['views.open', 'undefined', 'views.push', 'exchanged_trigger_id']);
  for (let depth = 0; depth < 3; depth += 1) {
    const top = slack.views('UALICE').at(-1)?.view.id ?? '';
    await slack.submit('UALICE', top, { what: { text: 'x' } });
  }
  expect(refused).toEqual([undefined, undefined, 'push_limit_reached']);
  expect(slack.views('UALICE').map(({ view }) => view.previous_view_id !== null)).toEqual([false, true, true]);
  await slack.close('UALICE', slack.views('UALICE').at(-1)?.view.id ?? '');
  expect(slack.views('UALICE')).toHaveLength(2);
  expect(heard.at(-1)).toBe('closed Deeper');
});

test('the app hears direct chats, its channels and its own posts, and nothing from elsewhere', async () => {
  const heard: string[] = [];
  await bolt((bot) => {
    bot.event('app_home_opened', async ({ event, client: web }) => {
      await web.views.publish({ user_id: event.user, view: { type: 'home', blocks: [section('Yours')] } });
    });
    bot.use(async ({ body, next }) => {
      const {
        type,
        subtype,
        channel_type = '',
        reaction = '',
        bot_id = '',
      } = (body as { event?: Record<string, string> }).event ?? {};
      heard.push([type, subtype, channel_type, reaction, bot_id].filter(Boolean).join(' '));
      await next();
    });
  });
  const root = await slack.say('UALICE', 'UALICE', 'printer');
  await slack.say('UALICE', slack.directChannel('UALICE'), 'jammed', { thread_ts: root });
  await slack.say('UALICE', 'CELSE', '@muster unheard');
  const ts = await slack.say('UBOB', 'CDESK', '@muster claim INC-1');
  await slack.react('UALICE', 'CDESK', ts, 'ticket');
  await slack.edit('UBOB', 'CDESK', ts, 'never mind');
  await slack.remove('UBOB', 'CDESK', ts);
  await support.webClient(slack).chat.postMessage({ channel: 'UALICE', text: 'hello' });
  await slack.openHome('UBOB');
  await slack.idle();
  expect(heard.sort()).toEqual(
    [
      ...['message im', 'message im', 'message channel', 'app_mention', 'reaction_added ticket', 'message im B1'],
      ...['message message_changed channel', 'message message_deleted channel', 'app_home_opened'],
    ].sort(),
  );
  expect(slack.messages('UALICE', { thread: root }).map(({ text }) => text)).toEqual(['printer', 'jammed']);
  await expect.poll(() => slack.home('UBOB')).toMatchObject({ type: 'home' });
});

test('what is not acknowledged comes again, the same and numbered; a failing command is said to fail', async () => {
  const heard: unknown[] = [];
  const server = createServer((req, res) => {
    heard.push(req.headers['x-slack-retry-num']);
    if (heard.length < 4) res.writeHead(503).end();
    else setTimeout(() => res.end(), heard.length === 4 ? 600 : 0);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  slack.deliverTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  expect((await slack.command('UBOB', 'CDESK', 'help')).problem).toBe('/desk failed with the error "dispatch_failed"');
  await slack.say('UBOB', 'CDESK', 'hello');
  await slack.idle();
  expect(heard).toEqual([undefined, undefined, '1', '2', '3']);
  const [first, ...others] = slack.ledger.deliveries.filter(({ kind }) => kind === 'event');
  expect(others.map(({ status, payload }) => [status, payload.event_id])).toEqual(
    [503, 0, 200].map((status) => [status, first?.payload.event_id]),
  );
  await slack.redeliver(first?.index ?? -1);
  expect(heard.at(-1)).toBe('1');
  server.closeAllConnections();
  server.close();
  await slack.command('UBOB', 'CDESK', 'help');
  expect(slack.ephemerals('UBOB').map(({ by }) => by)).toEqual(['slackbot', 'slackbot']);
});

test('Socket Mode: the same gestures, answers in acknowledgements, and the client comes back', async () => {
  const heard: unknown[] = [];
  const receiver = new SocketModeReceiver({
    ...{ appToken: world.appToken, logger: support.logger, clientPingTimeout: 150 },
    installerOptions: { clientOptions: support.once(slack) },
  });
  const listen = (bot: App) => {
    bot.command('/desk', async ({ ack, body, client }) => {
      await client.views.open({ trigger_id: body.trigger_id, view: form() });
      await ack({ text: 'fill this in', response_type: 'ephemeral' });
    });
    bot.view('report', ({ ack }) => ack({ response_action: 'errors', errors: { what: 'Too vague' } }));
    bot.message(async ({ message }) => void heard.push(message.ts));
  };
  app = await support.socketApp(slack, receiver, listen);
  expect((await slack.command('UALICE', 'CDESK', 'report')).status).toBe(200);
  expect(slack.ephemerals('UALICE')).toMatchObject([{ text: 'fill this in' }]);
  const id = slack.views('UALICE')[0]?.view.id ?? '';
  // Two thousand two-byte characters do not fit into a short frame.
  const long = { what: { text: '长'.repeat(2000) } };
  expect((await slack.submit('UALICE', id, long)).errors).toEqual({ what: 'Too vague' });
  for (const interrupt of [slack.socketMode.cut, slack.socketMode.recycle]) {
    interrupt();
    await expect.poll(() => slack.socketMode.connected()).toBe(false);
    await expect.poll(() => slack.socketMode.connected(), { timeout: 4000 }).toBe(true);
  }
  expect(heard).toEqual([await slack.say('UBOB', 'CDESK', 'hello again')].slice(0, heard.length));
  expect(heard).toHaveLength(1);
  expect(slack.ledger.deliveries.every(({ via }) => via === 'socket')).toBe(true);
});

test('Socket Mode: an envelope that nobody acknowledges comes again, numbered; a ticket serves once', async () => {
  const { url = '' } = await support.webClient(slack, world.appToken).apps.connections.open();
  const envelopes: { retry_attempt?: number; payload: { event_id: string } }[] = [];
  const socket = new WebSocket(url);
  socket.addEventListener('message', ({ data }) => {
    const { type, envelope_id, ...rest } = JSON.parse(String(data));
    if (type === 'hello') return;
    envelopes.push(rest);
    if (envelopes.length === 2) socket.send(JSON.stringify({ envelope_id }));
  });
  await expect.poll(() => slack.socketMode.connected()).toBe(true);
  await slack.say('UBOB', 'CDESK', 'anyone?');
  await slack.idle();
  expect(envelopes.map(({ retry_attempt }) => retry_attempt)).toEqual([0, 1]);
  expect(envelopes[0]?.payload.event_id).toBe(envelopes[1]?.payload.event_id);
  socket.close();
  const late = new WebSocket(url);
  await new Promise((resolve) => late.addEventListener('error', resolve));
  expect(await refusal(support.webClient(slack).apps.connections.open())).toBe('not_allowed_token_type');
});
