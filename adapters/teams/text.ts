// From Teams' HTML and mentions to the plain words that a person typed.
import type { Activity } from './activity.ts';
import { withoutPictures } from './files.ts';

export interface Typed {
  readonly text: string;
  /** The bot was @mentioned. */
  readonly mentioned: boolean;
  /** The id of the message that was quoted. */
  readonly quoted?: string;
}

// Bounded, so that a text full of openings cannot make the search quadratic.
const AT = /<at\b[^<>]{0,200}>([^<]{0,200})<\/at>/gi;
const MENTION_SPAN = /<span\b[^<>]{0,300}schema\.skype\.com\/Mention[^<>]{0,300}>([^<]{0,200})<\/span>/gi;
const QUOTE = /<blockquote\b[^<>]{0,300}schema\.skype\.com\/Reply[^<>]{0,300}>/i;
const QUOTE_END = '</blockquote>';

export function wordsOf(activity: Activity): Typed {
  const html = activity.attachments?.find(({ contentType }) => contentType === 'text/html')?.content;
  const { rest: unquoted, id: quoted } = withoutQuote(withoutPictures(typeof html === 'string' ? html : ''));
  const tagged = unquoted.replace(MENTION_SPAN, '<at>$1</at>');
  const ours = mentionsOfBot(activity);
  // Only the HTML tells quoted words apart and what was escaped; without it, or the mention in it, the text has to do.
  const readable = tagged !== '' && (ours.length === 0 || tagged.search(AT) >= 0);
  const { rest, mentioned } = withoutMention(readable ? tagged : (activity.text ?? ''), ours, activity);
  const text = plainText(rest);
  return quoted === undefined ? { text, mentioned } : { text, mentioned, quoted };
}

const mentionsOfBot = ({ entities, recipient }: Activity) =>
  (entities ?? []).filter(({ type, mentioned }) => type === 'mention' && mentioned?.id === recipient.id);

function withoutQuote(html: string): { rest: string; id?: string | undefined } {
  const head = QUOTE.exec(html);
  if (!head) return { rest: html };
  const end = html.indexOf(QUOTE_END, head.index);
  const after = end < 0 ? '' : html.slice(end + QUOTE_END.length);
  return { rest: html.slice(0, head.index) + after, id: /itemid="([^"]+)"/i.exec(head[0])?.[1] };
}

/** Removes the mentions of the bot and keeps what follows the first, or what stands before it when nothing follows. */
function withoutMention(
  text: string,
  ours: ReturnType<typeof mentionsOfBot>,
  { recipient }: Activity,
): { rest: string; mentioned: boolean } {
  if (ours.length === 0) return { rest: withNames(text), mentioned: false };
  const names = new Set([recipient.name, ...ours.map(({ mentioned }) => mentioned?.name)].map(nameOf));
  const spelled = new Set(ours.map((entity) => entity.text));
  const tags = [...text.matchAll(AT)];
  const isOurs = (tag: string, name: string) => spelled.has(tag) || names.has(nameOf(name));
  // An entity may lack both text and name: then the first tag is the bot's.
  const first = tags.find(([tag, name = '']) => isOurs(tag, name)) ?? tags[0];
  if (!first) return { rest: text, mentioned: true };
  const others = (part: string) => withNames(part.replace(AT, (tag, name) => (isOurs(tag, name) ? ' ' : tag)));
  const after = others(text.slice(first.index + first[0].length));
  return { rest: plainText(after) === '' ? others(text.slice(0, first.index)) : after, mentioned: true };
}

const nameOf = (name: string | null | undefined): string | undefined =>
  name ? plainText(name).toLowerCase() : undefined;

const withNames = (text: string): string => text.replace(AT, (_, name: string) => `@${name}`);

const BREAK = /<br\s*\/?>|<\/(?:p|div|li|blockquote|h[1-6]|pre|tr)>/gi;
const PICTURE = /<(?:img|emoji)\b[^<>]{0,500}\balt="([^"<>]*)"[^<>]{0,500}>/gi;
// Only tags that Teams writes: "a <thing> of mine" is somebody's text.
const TAG =
  /<\/?(?:at|a|b|i|u|s|p|em|br|hr|li|ol|ul|td|th|tr|pre|div|img|sub|sup|code|span|font|strong|strike|del|emoji|table|tbody|thead|h[1-6]|blockquote|attachment|codeblock)(?:\s[^<>]*)?\/?>/gi;
const ENTITY = /&(?:#(\d{1,7})|#x([\da-f]{1,6})|(amp|lt|gt|quot|apos|nbsp));/gi;
const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** Undoes tags first and entities last, so that what was typed as text is never taken for a tag. */
export function plainText(html: string): string {
  return html
    .replace(/\r\n?/g, '\n')
    .replace(BREAK, '\n')
    .replace(PICTURE, '$1')
    .replace(TAG, '')
    .replace(ENTITY, (whole, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return NAMED[name.toLowerCase()] ?? whole;
      const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    })
    .replace(/\u00a0/g, ' ')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
