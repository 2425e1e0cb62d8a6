// Emoji as signs: by the code points that Slack tells, else by name; a workspace's own stay names.
import { nameToEmoji } from 'gemoji';

const TONES = 0x1f3fb - 2; // Slack counts skin tones from 2

/** `unicode` is code points in hexadecimal, with dashes between them. */
export function emojiOf(name: string, unicode?: string): string {
  const points = unicode?.split('-').map((point) => Number.parseInt(point, 16)) ?? [];
  if (points.length > 0 && points.every((point) => point > 0 && point <= 0x10ffff))
    return String.fromCodePoint(...points);
  const [bare = '', tone] = name.split('::skin-tone-');
  const sign = Object.hasOwn(nameToEmoji, bare) ? nameToEmoji[bare] : undefined;
  if (sign === undefined) return `:${name}:`;
  return tone === undefined ? sign : sign + String.fromCodePoint(TONES + Number(tone));
}
