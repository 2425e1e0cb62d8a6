// The door in front of Bolt: how large a request may be, whether Slack signed it, and how old it is.
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Payload } from './read.ts';

export const bodyLimit = 256 * 1024;
/** Seconds. Slack's own verifier takes a whole day of the future; clocks do not differ by more than a minute. */
const oldest = 5 * 60;
const newest = 60;

/** Whether Slack signed exactly this body, not long ago. Replays within that time meet their receipt. */
export function genuine(raw: Buffer, headers: IncomingHttpHeaders, secret: string, now: Date): boolean {
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
export function parse(raw: Buffer, type = ''): Payload & { readonly ssl_check?: string; readonly challenge?: string } {
  const text = raw.toString('utf8');
  if (type.startsWith('application/json')) return JSON.parse(text);
  const form = Object.fromEntries(new URLSearchParams(text));
  return form.payload === undefined ? form : JSON.parse(form.payload);
}
