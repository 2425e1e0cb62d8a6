// Files in words: named where they came, linked where they can be opened, and why one was not taken.
import { carriedBy, type Event } from '../ticket/facts.ts';
import { type Instant, type PersonId, refOf } from '../ticket/record.ts';
import { type Block, bold, type Card, plain, type Rich } from './cards.ts';
import { nameOf, type Reader, type Shown, type ShownFile } from './reader.ts';
import { datedTime, shortTime } from './time.ts';

/** A file that came with no fact: who sent it in a room, and when. */
export interface FromRoom {
  readonly id: string;
  readonly person: PersonId;
  readonly at: Instant;
}

/** Below someone's words: each file that came with them, on a line of its own. One that was erased is not named. */
export function filesOf(reader: Reader, event: Event): Rich {
  return fileNames(reader, shownIn(reader, event));
}

export const fileNames = (reader: Reader, files: readonly ShownFile[]): Rich =>
  files.flatMap((file): Rich => ['\n📎 ', ...named(reader, file)]);

/** All files of a ticket as rows, each with who sent it, and a link to each that can be opened. */
export function filesCardBlocks(
  reader: Reader,
  events: readonly Event[],
  inRooms: readonly FromRoom[] = [],
): readonly Block[] {
  const row = (file: ShownFile, by: PersonId | null, at: Instant) => ({
    text: ['📎 ', ...named(reader, file), ` · ${nameOf(reader, by)}, ${shortTime(reader, at)}`] as Rich,
  });
  const rows = [
    ...events.flatMap((event) => shownIn(reader, event).map((file) => row(file, event.by, event.at))),
    ...inRooms.flatMap(({ id, person, at }) => {
      const file = reader.files?.get(id);
      return file ? [row(file, person, at)] : [];
    }),
  ];
  return rows.length > 0 ? [{ type: 'rows', rows }] : [];
}

/** What the files of a ticket are, asked for by name. */
export function filesCard(
  reader: Reader,
  ticket: Shown,
  events: readonly Event[],
  inRooms: readonly FromRoom[] = [],
): Card {
  const { files } = reader.texts;
  const blocks = filesCardBlocks(reader, events, inRooms);
  const title = files.title(refOf(ticket));
  return {
    summary: title,
    tone: 'plain',
    blocks: [
      { type: 'headline', text: [bold(title)] },
      ...(blocks.length > 0 ? blocks : [{ type: 'text', text: [files.none] } as const]),
    ],
  };
}

/** Above a file that is posted itself. */
export function fileCaption(reader: Reader, ticket: Shown, from: FileSource): Card {
  return told(['📎 ', sourceOf(reader, ticket, from)]);
}

/** Who sent it; `written`: Muster wrote it down for them. */
export interface FileSource {
  readonly by: PersonId | null;
  readonly written: boolean;
}

const sourceOf = (reader: Reader, ticket: Shown, { by, written }: FileSource): string =>
  written ? reader.texts.review.title(refOf(ticket)) : reader.texts.files.from(nameOf(reader, by));

/** In place of a file that is not posted itself: a link to it, where it is, or why it was not taken. */
export function fileCard(
  reader: Reader,
  ticket: Shown,
  source: FileSource,
  file: ShownFile & { readonly until?: string },
): Card {
  const { files } = reader.texts;
  const from = sourceOf(reader, ticket, source);
  const head: Rich = ['📎 ', ...named(reader, file), ` · ${from}`];
  switch (file.state) {
    case 'kept':
      return file.until
        ? told(head, files.until(datedTime(reader, file.until), `files ${refOf(ticket)}`))
        : told(head, files.elsewhere);
    case 'linked':
      return told(head, files.linked);
    case 'refused':
      return told(['⚠️ ', refused(reader, file)]);
    case 'coming':
    case 'lost':
      return told(['⚠️ ', files.lost(file.name)]);
  }
}

function shownIn(reader: Reader, event: Event): ShownFile[] {
  return carriedBy(event).flatMap((id) => reader.files?.get(id) ?? []);
}

function named(reader: Reader, { name, size, href, state }: ShownFile): Rich {
  const { files, mark } = reader.texts;
  const label = href ? ({ type: 'link', text: name, href } as const) : name;
  const fate = state === 'refused' || state === 'lost' ? files.notTaken : size === null ? '' : sized(reader, size);
  return fate === '' ? [label] : [label, mark.aside(fate)];
}

function refused(reader: Reader, { name, why }: ShownFile): string {
  const [code = '', ...rest] = (why ?? '').split(' ');
  const what = rest.join(' ');
  const { refusal } = reader.texts.files;
  const say = refusal[code as keyof typeof refusal];
  if (!say) throw new Error(`no sentence for a file that is ${code}`);
  return say(name, what);
}

/** 12 kB, 2.1 MB: as people's own systems say it. */
function sized({ texts: { locale } }: Reader, bytes: number): string {
  const [amount, unit] = bytes < 1_000_000 ? [Math.max(1, bytes / 1_000), 'kB'] : [bytes / 1_000_000, 'MB'];
  const digits = unit === 'MB' && amount < 10 ? 1 : 0;
  return `${new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(amount)} ${unit}`;
}

const told = (text: Rich, more?: string): Card => ({
  summary: plain(text),
  tone: 'plain',
  blocks: [{ type: 'text', text }, ...(more ? [{ type: 'small', text: [more] } as const] : [])],
});
