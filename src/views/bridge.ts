// What was said in one room as it stands in another: who wrote it, on which side, and what became of it since.
import type { Words } from '../ticket/marks.ts';
import type { Instant, PersonId } from '../ticket/record.ts';
import { type Block, bold, type Card, italic, plain, type Rich } from './cards.ts';
import { fileNames } from './files.ts';
import { inline, worded } from './formatted.ts';
import { nameOf, type Reader, type ShownFile } from './reader.ts';
import { shortTime } from './time.ts';

const LONG = 2_500; // characters; a card shows little more of one text on any chat
const QUOTED = 120; // characters of what is answered; who reads on finds it above

/** Something that somebody said in a room, with its newest words. */
export interface Carried extends Words {
  readonly person: PersonId;
  readonly platform: string;
  readonly writtenAt: Instant;
  readonly editedAt: Instant | null;
  readonly deletedAt: Instant | null;
  /** Opens it where it was said. */
  readonly link: string | null;
  readonly files: readonly ShownFile[];
}

const chatName = (platform: string): string => platform.charAt(0).toUpperCase() + platform.slice(1);

/** `answered`: what it answers, where its place does not show that. */
export function carriedCard(reader: Reader, said: Carried, answered?: Carried): Card {
  const { bridge, words } = reader.texts;
  const name = nameOf(reader, said.person);
  const from = bridge.from(chatName(said.platform));
  const lead: Rich = [bold(name), from];
  const above: Block[] = answered ? [{ type: 'small', text: [bridge.answers(...answering(reader, answered))] }] : [];
  if (said.deletedAt) return card(name + from + words.deleted, [...above, line([...lead, italic(words.deleted)])]);
  const blocks = [...worded(reader, said, { lead, tail: tailOf(reader, said) }), ...wholeOf(reader, said)];
  return card(name + from + (said.text || said.files.map((file) => file.name).join(', ')), [...above, ...blocks]);
}

/** Several things that could not be taken over when they were said, in their order. */
export function caughtUpCard(reader: Reader, said: readonly Carried[], nonce: string): Card {
  const { bridge, words } = reader.texts;
  const title = bridge.late(said.length);
  const lines = said.map((each): Block => {
    const head: Rich = [bold(nameOf(reader, each.person)), bridge.at(shortTime(reader, each.writtenAt))];
    if (each.deletedAt) return line([...head, italic(words.deleted)]);
    return line([...head, ...inline(reader, each), ...tailOf(reader, each)]);
  });
  return { ...card(title, [line([bold(title)]), ...lines]), nonce };
}

const answering = (reader: Reader, { person, text, deletedAt }: Carried): [string, string] => [
  nameOf(reader, person),
  deletedAt ? '' : excerpt(text),
];
const excerpt = (text: string): string => {
  const [first = ''] = text.split('\n', 1);
  return first.length > QUOTED ? `${first.slice(0, QUOTED).trimEnd().toWellFormed()}…` : first;
};

/** What is longer than a card shows is read where it was said, by those who may. */
const wholeOf = ({ texts: { bridge } }: Reader, { text, link }: Carried): Block[] =>
  link && text.length > LONG ? [{ type: 'small', text: [{ type: 'link', text: bridge.whole, href: link }] }] : [];

/** Behind the words: that they were changed, and what came with them. */
const tailOf = (reader: Reader, { editedAt, files }: Carried): Rich => [
  ...(editedAt ? [' ', italic(reader.texts.words.edited)] : []),
  ...fileNames(reader, files),
];

/** What people in a room have to know of the way to another. */
export function bridgeCard(
  reader: Reader,
  note: {
    readonly says: 'apart' | 'unheard' | 'silent';
    readonly chat: string;
    readonly since?: Instant;
    readonly waiting: number;
  },
): Card {
  const { bridge } = reader.texts;
  const chat = chatName(note.chat);
  const words = {
    apart: bridge.apart(chat),
    unheard: bridge.unheard(reader.command),
    silent: bridge.silent(chat, note.since ? shortTime(reader, note.since) : '', note.waiting),
  }[note.says];
  return card(words, [{ type: 'small', text: [words] }]);
}

const line = (text: Rich): Block => ({ type: 'text', text });
const card = (summary: string, blocks: readonly Block[]): Card => ({
  summary: plain([summary]),
  tone: 'plain',
  blocks,
});
