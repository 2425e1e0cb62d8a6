// Words on their way in and out: Slack's escapes undone and done, and cuts that never split what the eye sees as one sign.
import type { Mention } from '../../src/port.ts';

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>' };
const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

const decode = (text: string): string => text.replace(/&(amp|lt|gt);/g, (_, name: string) => entities[name] ?? '');

/** A `<…>` of Slack's as the words that a reader sees. */
function reference(inside: string): string {
  const bar = inside.indexOf('|');
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? '' : inside.slice(bar + 1);
  if (target.startsWith('@') || target.startsWith('#')) return target[0] + (label || target.slice(1));
  if (target.startsWith('!')) return label || `@${target.slice(1).split('^')[0]}`;
  if (/^(mailto|tel):/.test(target)) return label || target.slice(target.indexOf(':') + 1);
  return label && label !== target ? `${label} (${target})` : target;
}

/** What a person typed, from what Slack sends: names instead of mention ids, no entities; formatting stays as typed. */
export const plainWords = (wire: string): string =>
  wire.replace(/<([^<>]+)>|&(?:amp|lt|gt);/g, (found, inside?: string) => decode(inside ? reference(inside) : found));

/** The people whom `wire` mentions, by the words that `plainWords` makes of it. */
export const mentionsIn = (wire: string): readonly Mention[] =>
  [...wire.matchAll(/<@(\w+)(?:\|([^<>]*))?>/g)].map(([, user = '', label]) => ({
    said: decode(`@${label || user}`),
    user,
  }));

/** Inert as a message's `text` or in `mrkdwn`, but for formatting signs. */
export const escaped = (text: string): string => text.replace(/[&<>]/g, (sign) => escapes[sign] ?? sign);

/** At most `max` UTF-16 units, ending in `…` when cut; half a surrogate pair, which no JSON reader likes, becomes `�`. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text.replace(/\p{Surrogate}/gu, '\uFFFD');
  const end = max - 1;
  const start = Math.max(0, end - 200);
  const at = graphemes.segment(text.slice(start, end + 200)).containing(end - start)?.index ?? 0;
  return `${text.slice(0, at > 0 ? start + at : end).replace(/\p{Surrogate}/gu, '\uFFFD')}…`;
}
