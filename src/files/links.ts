// Links that open one file for some days: signed with the organisation's key, good for whoever has them, and for nothing else.
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Policy } from '../policy/schema.ts';
import type { Instant, Ticket } from '../ticket/record.ts';

const DAY = 86_400; // seconds

/** Where links lead, and what signs them. */
export interface Linking {
  /** Without a slash at its end; undefined: nobody could reach it. */
  readonly base: string | undefined;
  readonly key: Buffer;
  readonly organisation: string;
}

/** Seconds that a link to a file of this ticket is good for; of a confidential one, a day at most. */
export const lifetimeOf = (policy: Policy, { confidential }: Pick<Ticket, 'confidential'>): number =>
  Math.min(policy.files.link_days, confidential ? 1 : Number.POSITIVE_INFINITY) * DAY;

/** For whom a link was made: it ends when the ticket becomes confidential, and when it is that no more. */
type For = Pick<Ticket, 'confidential'>;

/** A link that is good from `now` for `seconds`; `until` is to the second, since it stands in the link. */
export function linkTo(linking: Linking, file: string, ticket: For, now: Instant, seconds: number): string | undefined {
  const { base } = linking;
  if (base === undefined) return undefined;
  const until = Math.floor(Date.parse(now) / 1000 + seconds);
  return `${base}/files/${file}?until=${until}&signature=${signatureOf(linking, file, ticket, String(until))}`;
}

/** Whether the link is ours, and at `now` still good; compared in constant time. */
export function check(
  linking: Pick<Linking, 'key' | 'organisation'>,
  file: string,
  ticket: For,
  { until, signature }: { readonly until: string; readonly signature: string },
  now: Instant,
): 'good' | 'expired' | 'forged' {
  const expected = Buffer.from(signatureOf(linking, file, ticket, until));
  const given = Buffer.from(signature);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return 'forged';
  return Date.parse(now) / 1000 <= Number(until) ? 'good' : 'expired';
}

function signatureOf(
  { key, organisation }: Pick<Linking, 'key' | 'organisation'>,
  file: string,
  { confidential }: For,
  until: string,
): string {
  return createHmac('sha256', key)
    .update([organisation, file, confidential ? 'few' : 'all', until].join(' '))
    .digest('base64url');
}
