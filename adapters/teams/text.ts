// What a person typed, from Teams' HTML and mentions: without the bot's own mention and what was quoted.
import type { Words } from '../../src/ticket/marks.ts';
import type { Activity } from './activity.ts';
import { withoutPictures } from './files.ts';
import { plainText, readHtml } from './html.ts';

export interface Typed {
  readonly words: Words;
  /** The bot was @mentioned. */
  readonly mentioned: boolean;
  /** The id of the message that was quoted. */
  readonly quoted?: string;
}

// Bounded, so that a text full of openings cannot make the search quadratic.
const AT = /<at\b[^<>]{0,200}>([^<]{0,200})<\/at>/gi;
const MENTION_SPAN = /<span\b[^<>]{0,300}schema\.skype\.com\/Mention[^<>]{0,300}>([^<]{0,200})<\/span>/gi;
const QUOTE = /<blockquote\b[^<>]{0,300}schema\.skype\.com\/Reply[^<>]{0,300}>/i;
const LONGEST = 200; // characters of a name
const QUOTE_END = '</blockquote>';

export function wordsOf(activity: Activity): Typed {
  const html = activity.attachments?.find(({ contentType }) => contentType === 'text/html')?.content;
  const { rest: unquoted, id: quoted } = withoutQuote(withoutPictures(typeof html === 'string' ? html : ''));
  const tagged = unquoted.replace(MENTION_SPAN, '<at>$1</at>');
  const ours = mentionsOfBot(activity);
  // Only the HTML tells quoted words apart and what was escaped; without it, or the mention in it, the text has to do.
  const readable = tagged !== '' && (ours.length === 0 || tagged.search(AT) >= 0);
  const { rest, mentioned } = withoutMention(readable ? tagged : (activity.text ?? ''), ours, activity);
  const words = readHtml(rest, peopleIn(activity));
  return quoted === undefined ? { words, mentioned } : { words, mentioned, quoted };
}

/** By the names that the HTML has: whom a name means is told beside it. */
function peopleIn({ entities }: Activity): (name: string) => string | undefined {
  const mentions = (entities ?? []).filter(({ type }) => type === 'mention');
  const known = mentions.flatMap(({ text, mentioned }) =>
    [mentioned?.name, text].map((name) => [nameOf(name), mentioned?.id ?? undefined] as const),
  );
  return (name) => {
    const asked = name.length <= LONGEST ? nameOf(name) : undefined;
    return known.find(([called, id]) => id !== undefined && called === asked)?.[1];
  };
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
  if (ours.length === 0) return { rest: text, mentioned: false };
  const names = new Set([recipient.name, ...ours.map(({ mentioned }) => mentioned?.name)].map(nameOf));
  const spelled = new Set(ours.map((entity) => entity.text));
  const tags = [...text.matchAll(AT)];
  const isOurs = (tag: string, name: string) => spelled.has(tag) || names.has(nameOf(name));
  // An entity may lack both text and name: then the first tag is the bot's.
  const first = tags.find(([tag, name = '']) => isOurs(tag, name)) ?? tags[0];
  if (!first) return { rest: text, mentioned: true };
  const others = (part: string) => part.replace(AT, (tag, name) => (isOurs(tag, name) ? ' ' : tag));
  const after = others(text.slice(first.index + first[0].length));
  return { rest: plainText(after) === '' ? others(text.slice(0, first.index)) : after, mentioned: true };
}

const nameOf = (name: string | null | undefined): string | undefined =>
  name ? plainText(name).replace(/^@/, '').toLowerCase() : undefined;
