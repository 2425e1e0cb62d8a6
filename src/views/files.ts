// Files in words: named where they came, linked where they can be opened, and why one was not taken.
import { carriedBy, type Event } from '../ticket/facts.ts';
import { refOf } from '../ticket/record.ts';
import { type Block, bold, type Card, plain, type Rich } from './cards.ts';
import { nameOf, type Reader, type Shown, type ShownFile } from './reader.ts';
import { datedTime, shortTime } from './time.ts';

/** Below someone's words: each file that came with them, on a line of its own. One that was erased is not named. */
export function filesOf(reader: Reader, event: Event): Rich {
  return shownIn(reader, event).flatMap((file): Rich => ['\n📎 ', ...named(reader, file)]);
}

/** All files of a ticket as rows, each with who sent it, and a link to each that can be opened. */
export function filesCardBlocks(reader: Reader, events: readonly Event[]): readonly Block[] {
  const rows = events.flatMap((event) =>
    shownIn(reader, event).map((file) => ({
      text: ['📎 ', ...named(reader, file), ` · ${nameOf(reader, event.by)}, ${shortTime(reader, event.at)}`] as Rich,
    })),
  );
  return rows.length > 0 ? [{ type: 'rows', rows }] : [];
}

/** What the files of a ticket are, asked for by name. */
export function filesCard(reader: Reader, ticket: Shown, events: readonly Event[]): Card {
  const { files } = reader.texts;
  const blocks = filesCardBlocks(reader, events);
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
export function fileCaption(reader: Reader, ticket: Shown, event: Event): Card {
  return told(['📎 ', origin(reader, ticket, event)]);
}

/** Who sent it, or what Muster wrote down in it. */
const origin = (reader: Reader, ticket: Shown, event: Event): string =>
  event.type === 'exported'
    ? reader.texts.review.title(refOf(ticket))
    : reader.texts.files.from(nameOf(reader, event.by));

/** In place of a file that is not posted itself: a link to it, where it is, or why it was not taken. */
export function fileCard(
  reader: Reader,
  ticket: Shown,
  event: Event,
  file: ShownFile & { readonly until?: string },
): Card {
  const { files } = reader.texts;
  const from = origin(reader, ticket, event);
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
