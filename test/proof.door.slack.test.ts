// The door of Slack: whatever is not signed by Slack, just now and as it stands, is heard by nobody; what comes again does nothing.
import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Handle } from '../src/port.ts';
import { type Connected, connected, world } from './conformance/slack.ts';
import { SLACK_DESK, slackId, startDesk, type TestDesk } from './support/desk.ts';
import { cardOf } from './support/eyes.ts';
import { delivered, query } from './support/proof.ts';

type Headers = readonly (readonly [string, string])[];
interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Sends these very headers, also such as stand there twice. */
function knock(door: string, headers: Headers, body: string | Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const own = [
      ['host', new URL(door).host],
      ['content-length', String(Buffer.byteLength(body))],
    ];
    const sending = request(door, { method: 'POST', headers: [...own, ...headers].flat() }, (response) => {
      let answered = '';
      response.setEncoding('utf8').on('data', (chunk) => {
        answered += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: answered }));
    });
    sending.once('error', reject);
    sending.end(body);
  });
}

const form = 'application/x-www-form-urlencoded';
const payload = (body: object): string => new URLSearchParams({ payload: JSON.stringify(body) }).toString();
const person = {
  user: { id: 'UALICE' },
  team: { id: 'T1' },
  trigger_id: 't',
  response_url: 'https://hooks.slack.com/x',
};
const message = { type: 'message', channel: 'C1', user: 'UALICE', text: 'hello', ts: '1.1' };
const memory = JSON.stringify({ at: ['C1'], args: {}, title: 'Report', done: 'Done' });
const view = { id: 'V1', callback_id: 'report', private_metadata: memory, state: { values: {} } };
/** Everything that comes in has one address; what it is stands in the body. */
const doors: readonly (readonly [name: string, type: string, body: string, heard: boolean])[] = [
  ['an event', 'application/json', JSON.stringify({ type: 'event_callback', team_id: 'T1', event: message }), true],
  ['a command', form, 'command=%2Fdesk&text=queue&user_id=UALICE&channel_id=C1&team_id=T1&trigger_id=t', true],
  ['a press', form, payload({ ...person, type: 'block_actions', actions: [{ value: '{"v":"claim","a":{}}' }] }), true],
  ['a submitted form', form, payload({ ...person, type: 'view_submission', view }), true],
  ['a shortcut', form, payload({ ...person, type: 'shortcut', callback_id: 'report' }), true],
  // Muster offers no menu that asks, so that nobody can ask.
  ['an option search', form, payload({ ...person, type: 'block_suggestion', action_id: 'a', value: 'x' }), false],
];

describe.each(doors)('%s', (_name, type, body, isHeard) => {
  let chat: Connected;
  const handle = vi.fn<Handle>(async () => ({ now: { kind: 'nothing' } }));
  beforeAll(async () => {
    chat = await connected();
    await chat.listen(handle);
  });
  afterAll(() => chat.stop());

  const now = () => Math.floor(Date.now() / 1000);
  const sign = (timestamp: string, signed: string | Buffer = body, secret = world.signingSecret, version = 'v0') =>
    `${version}=${createHmac('sha256', secret).update(`${version}:${timestamp}:`).update(signed).digest('hex')}`;
  const at = (timestamp: string, signature = sign(timestamp)): Headers => [
    ['content-type', type],
    ['x-slack-request-timestamp', timestamp],
    ['x-slack-signature', signature],
  ];
  const without = (name: string): Headers => at(String(now())).filter(([each]) => each !== name);
  const moments = {
    ...{
      stale: now() - 301,
      'a day old': now() - 86_400,
      'of 1970': 0,
      early: now() + 65,
      'a day early': now() + 86_400,
    },
    ...{
      'in milliseconds': Date.now(),
      huge: 999_999_999_999,
      'too huge': '9'.repeat(400),
      negative: -now(),
      half: `${now()}.5`,
    },
    ...{
      'no number': 'NaN',
      endless: 'Infinity',
      'in figures of another kind': '0x69264b80',
      'a power': '1.79e9',
      signed: `+${now()}`,
    },
    ...{ 'a date': new Date().toISOString(), 'two of them': `${now()},${now()}`, 'with words': `${now()}x`, empty: '' },
  };

  test('is let in as Slack signs it, and only then', async () => {
    const good = await knock(chat.address, at(String(now())), body);
    expect(good.status).toBe(200);
    expect(handle).toHaveBeenCalledTimes(isHeard ? 1 : 0);
    handle.mockClear();

    const time = String(now());
    const forged: Record<string, readonly [Headers, (string | Buffer)?]> = {
      ...Object.fromEntries(
        Object.entries(moments).map(([name, moment]) => [`a time that is ${name}`, [at(String(moment))]]),
      ),
      'a changed body': [at(time), body.replace('UALICE', 'UDANA0')],
      'a longer body': [at(time), `${body}&x=1`],
      'no body': [at(time), ''],
      'another secret': [at(time, sign(time, body, 'another'))],
      'no secret': [at(time, sign(time, body, ''))],
      'another version': [at(time, sign(time, body, world.signingSecret, 'v1'))],
      'another version’s name': [at(time, sign(time).replace('v0', 'v1'))],
      'a version’s own': [at(time, sign(time, body, world.signingSecret, 'v1').replace('v1=', 'v0='))],
      'another time': [at(time, sign(String(now() - 1)))],
      'capital letters': [at(time, sign(time).toUpperCase())],
      'a part': [at(time, sign(time).slice(0, -1))],
      'a figure more': [at(time, `${sign(time)}0`)],
      'figures alone': [at(time, sign(time).slice(3))],
      'nothing said': [at(time, '')],
      'a version alone': [at(time, 'v0=')],
      'letters of another script': [at(time, sign(time).replaceAll('a', '\u00e0'))],
      'no signature': [without('x-slack-signature')],
      'no time': [without('x-slack-request-timestamp')],
      neither: [[['content-type', type]]],
      'the signature twice': [[...at(time), ['x-slack-signature', sign(time)]]],
      'two signatures, the first good': [[...at(time), ['x-slack-signature', 'v0=0']]],
      'two signatures, the second good': [[...at(time, 'v0=0'), ['x-slack-signature', sign(time)]]],
      'the time twice': [[...at(time), ['x-slack-request-timestamp', time]]],
      'two times': [[...at(time), ['x-slack-request-timestamp', String(now() - 999)]]],
    };
    for (const [name, [headers, sent = body]] of Object.entries(forged))
      expect([name, (await knock(chat.address, headers, sent)).status]).toEqual([name, 401]);
    const packed = gzipSync(body);
    const zipped: Headers = [...at(time, sign(time, packed)), ['content-encoding', 'gzip']];
    expect((await knock(chat.address, zipped, packed)).status).toBe(415);
    expect(handle).not.toHaveBeenCalled();
  });
});

describe('the very same request again, within five minutes', () => {
  let desk: TestDesk;
  /** What came in, as it came. */
  const heard: { headers: IncomingHttpHeaders; body: string; answer: Answer }[] = [];
  const again = ({ headers, body }: (typeof heard)[0]) => {
    const kept = ['content-type', 'x-slack-request-timestamp', 'x-slack-signature'];
    const same = kept.map((name) => [name, String(headers[name])] as const);
    return knock(`http://127.0.0.1:${desk.muster.port}/slack/events`, same, body);
  };
  /** Stands in front of Muster, and forgets nothing. */
  const eavesdropper = createServer(async (incoming, response) => {
    let body = '';
    for await (const chunk of incoming.setEncoding('utf8')) body += chunk;
    const entry = { headers: incoming.headers, body, answer: { status: 0, body: '' } };
    entry.answer = await again(entry);
    heard.push(entry);
    response.writeHead(entry.answer.status, { 'content-type': 'application/json' }).end(entry.answer.body);
  });
  beforeAll(async () => {
    desk = await startDesk();
    await new Promise<void>((resolve) => eavesdropper.listen(0, '127.0.0.1', resolve));
    desk.slack.deliverTo(`http://127.0.0.1:${(eavesdropper.address() as AddressInfo).port}/slack/events`);
  }, 60_000);
  afterAll(async () => {
    await desk.stop();
    await new Promise((resolve) => eavesdropper.close(resolve));
  });

  /** What opened a form offers it by a button, when it comes again: its trigger is spent. */
  const isNoOffer = (text = '') => text !== 'Report something';
  const everything = async () => ({
    rows: await query(
      desk,
      `select (select count(*)::int from ticket) as tickets, (select count(*)::int from event) as events,
         (select count(*)::int from receipt) as receipts, (select count(*)::int from message) as messages`,
    ),
    said: desk.slack.channels().map(({ id }) => [
      id,
      desk.slack
        .messages(id)
        .map(({ text }) => text)
        .filter(isNoOffer),
    ]),
  });

  test('meets its receipt: the same answer, and nothing twice', async () => {
    const [alice, bob] = [desk.onSlack('alice'), desk.onSlack('bob')];
    await alice.types('report the door jams', 'C0GENERAL');
    await alice.says('report the window jams', 'direct');
    await delivered(desk);
    const { id } = cardOf(bob, SLACK_DESK, 'INC-1');
    await bob.presses('Claim', { at: SLACK_DESK, id });
    await bob.says('@muster tell We are coming.', SLACK_DESK, id);
    await bob.types('report', 'C0GENERAL');
    await bob.fills({ text: 'The lock jams' });
    await bob.closes();
    await alice.says('the hinge jams', 'C0GENERAL');
    await bob.reacts('ticket', { at: 'C0GENERAL', id: desk.slack.messages('C0GENERAL').at(-1)?.ts ?? '' });
    await alice.shortcut('report');
    await alice.closes();
    await desk.slack.openHome(slackId('alice'));
    await delivered(desk);
    const before = await everything();
    expect(before.rows[0]).toMatchObject({ tickets: 4 });
    const kinds = heard.map(({ body }) =>
      /command=|block_actions|view_submission|"shortcut"|%22shortcut%22|"event":\{"type":"(\w+)"/u.exec(body),
    );
    for (const kind of [
      'command=',
      'block_actions',
      'view_submission',
      '%22shortcut%22',
      'message',
      'app_mention',
      'reaction_added',
    ])
      expect(kinds.flatMap((found) => found ?? [])).toContain(kind);

    for (const entry of [...heard]) {
      const answers = await Promise.all([again(entry), again(entry), again(entry)]);
      const { command } = Object.fromEntries(new URLSearchParams(entry.body));
      for (const { status, body } of answers) {
        expect([entry.body, status]).toEqual([entry.body, 200]);
        if (command && entry.answer.body) expect(body).toBe(entry.answer.body);
      }
    }
    await delivered(desk);
    expect(await everything()).toEqual(before);
  }, 60_000);
});
