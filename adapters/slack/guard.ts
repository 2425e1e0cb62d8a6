// The door over HTTP, in front of Bolt: how large a request may be, whether Slack signed it, and how old it is.
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import express from 'express';
import { RetryLater } from '../../src/errors.ts';
import type { Ack } from './answer.ts';
import type { Payload } from './read.ts';

/** Bytes. An edit holds a message before and after, as text and as blocks; 12,000 Chinese characters are 72 KB each time. */
const bodyLimit = 1024 * 1024;
/** Seconds. Slack's own verifier takes a whole day of the future; clocks do not differ by more than a minute. */
const oldest = 5 * 60;
const newest = 60;

/** Whether Slack signed exactly this body, not long ago. Replays within that time meet their receipt. */
function genuine(raw: Buffer, headers: IncomingHttpHeaders, secret: string, now: Date): boolean {
  const timestamp = headers['x-slack-request-timestamp'];
  const signature = headers['x-slack-signature'];
  if (typeof timestamp !== 'string' || typeof signature !== 'string' || !/^\d{1,12}$/.test(timestamp)) return false;
  const age = now.getTime() / 1000 - Number(timestamp);
  if (age > oldest || age < -newest) return false;
  const expected = Buffer.from(
    `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:`).update(raw).digest('hex')}`,
  );
  const given = Buffer.from(signature);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** The payload of a genuine request: JSON, a form, or JSON in a form. Throws SyntaxError. */
function parse(raw: Buffer, type = ''): Payload & { readonly ssl_check?: string; readonly challenge?: string } {
  const text = raw.toString('utf8');
  if (type.startsWith('application/json')) return JSON.parse(text);
  const form = Object.fromEntries(new URLSearchParams(text));
  return form.payload === undefined ? form : JSON.parse(form.payload);
}

/** Mounts `POST /slack/events`: 200 when `take` is done, 503 to have an event again, 401, 413 or 400 at the door. */
export function mount(
  router: express.Router,
  secret: string,
  now: () => Date,
  take: (body: Payload) => Promise<Ack>,
): void {
  const raw = express.raw({ type: () => true, limit: bodyLimit, inflate: false });
  router.post('/slack/events', raw, async (req, res) => {
    const bytes = Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0);
    if (!genuine(bytes, req.headers, secret, now())) return void res.sendStatus(401);
    const body = parse(bytes, req.headers['content-type']);
    if (body.type === 'url_verification') return void res.json({ challenge: body.challenge });
    if (body.ssl_check) return void res.end();
    try {
      const ack = await take(body);
      res.status(200);
      if (ack) res.json(ack);
      else res.end();
    } catch (error) {
      res.status(error instanceof RetryLater ? 503 : 500).end();
    }
  });
  router.use('/slack/events', refuse);
}

/** What the body's reader or parser threw: 413 for too large, 400 for unreadable. */
const refuse: express.ErrorRequestHandler = (error: { status?: number }, _req, res, _next) => {
  res.status(error instanceof SyntaxError ? 400 : (error.status ?? 500)).end();
};
