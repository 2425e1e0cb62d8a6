// The timeline of a major incident as a picture: an axis of time, how the incident stood, and numbered marks. SVG, pure.
import { DateTime } from 'luxon';
import { type Instant, refOf } from '../ticket/record.ts';
import { type Band, bandsOf, type Moment, momentsOf, type ReviewFacts } from '../ticket/timeline.ts';
import type { Reader, Shown } from './reader.ts';
import { momentWords } from './review.ts';
import { datedTime, zoneName } from './time.ts';

const WIDTH = 1200;
const EDGE = 48;
const ROW = 26; // px from one row of marks, or of words, to the next
const DOT = 11; // px, the radius of a mark
const DEEP = 6; // rows of marks; what would need more shares the last one
const TAIL = 0.04; // of the whole, for a state that has only begun
const LISTED = 80; // moments; a taller picture is looked at by nobody
const BANDS_AT = 104;
const BAND = 34;
const FONT =
  "system-ui, -apple-system, 'Segoe UI', 'Noto Sans', 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif";

const COLOURS: Readonly<Record<Band['state'], { readonly fill: string; readonly ink: string }>> = {
  reported: { fill: '#d7dbe0', ink: '#3b434b' },
  proposed: { fill: '#f8c98a', ink: '#5a3300' },
  investigating: { fill: '#e5796f', ink: '#4d0d07' },
  mitigated: { fill: '#f3dc7c', ink: '#4f4100' },
  monitoring: { fill: '#9cc7f0', ink: '#0b3a66' },
  resolved: { fill: '#9ed6a4', ink: '#0d4518' },
  demoted: { fill: '#eceff2', ink: '#3b434b' },
};

/** Steps of the axis in minutes: the first that gives at most twelve. */
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10_080, 43_200];

/** As XML has it: no character that it forbids, none that it reads as its own. */
const xml = (said: string): string =>
  said
    .toWellFormed()
    .replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '')
    .replace(/[\u202A-\u202E\u2066-\u2069]/gu, '')
    .replace(/&/gu, '&amp;')
    .replace(/</gu, '&lt;')
    .replace(/>/gu, '&gt;')
    .replace(/"/gu, '&quot;')
    .replace(/'/gu, '&#39;');

const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303F\uFF00-\uFFEF]|\p{Extended_Pictographic}/u;
/** px that one character takes at most, as a part of the size of the letters. */
const wide = (char: string): number => (WIDE.test(char) ? 1 : /[mwMW@%]/u.test(char) ? 0.9 : 0.56);

/** As much of the words as fits, on one line. */
function fitting(said: string, room: number, size: number): string {
  const line = said.replace(/\s+/gu, ' ').trim();
  let used = 0;
  let kept = '';
  for (const { segment } of new Intl.Segmenter().segment(line.slice(0, 1000))) {
    used += Math.max(...[...segment].map(wide)) * size;
    if (used > room - size) return `${kept.trimEnd()}…`;
    kept += segment;
  }
  return kept.length < line.length ? `${kept}…` : kept;
}

interface Scale {
  readonly from: number;
  readonly to: number;
  at(moment: Instant): number;
}

/** How it stands at the end is seen too. */
function drawnOut(bands: readonly Band[]): readonly Band[] {
  const [first, last] = [bands[0], bands.at(-1)];
  if (!first || !last || last.to > last.from) return bands;
  const end = Date.parse(last.to) + Math.max(60_000, (Date.parse(last.to) - Date.parse(first.from)) * TAIL);
  return [...bands.slice(0, -1), { ...last, to: new Date(end).toISOString() }];
}

function scaleOf(bands: readonly Band[]): Scale {
  const from = Date.parse(bands[0]?.from ?? '');
  const to = Math.max(from + 60_000, ...bands.map((band) => Date.parse(band.to)));
  const at = (moment: Instant) => {
    const part = (Date.parse(moment) - from) / (to - from);
    return EDGE + Math.min(1, Math.max(0, part)) * (WIDTH - 2 * EDGE);
  };
  return { from, to, at };
}

const text = (x: number, y: number, words: string, style: string): string =>
  `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${style}>${xml(words)}</text>`;

export function timelinePicture(reader: Reader, ticket: Shown, facts: ReviewFacts): string {
  const { review } = reader.texts;
  const stood = bandsOf(facts.history);
  const bands = drawnOut(stood);
  const scale = scaleOf(bands);
  const until = stood.at(-1)?.to ?? ticket.reportedAt;
  const all = momentsOf(facts.readable).filter(({ at }) => at <= until);
  const moments = all.slice(0, LISTED);
  const marks = marksOf(moments, scale);
  const axis = BANDS_AT + BAND + 14 + marks.rows * ROW + 12;
  const list = axis + 92;
  const rest = all.length > moments.length ? [review.more(all.length - moments.length)] : [];
  const height = list + (moments.length + rest.length) * ROW + 12;
  const zone = review.inZone(zoneName(reader.zone));
  const title = `${refOf(ticket)} · ${ticket.title}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img" font-family="${FONT}" fill="#1d2329">`,
    `<title>${xml(review.picture(refOf(ticket)))}</title>`,
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    text(EDGE, 46, fitting(title, WIDTH - 2 * EDGE, 23), 'font-size="22" font-weight="600"'),
    text(
      EDGE,
      74,
      `${datedTime(reader, new Date(scale.from).toISOString())} – ${datedTime(reader, until)} · ${zone}`,
      SMALL,
    ),
    ...bands.flatMap((band) => bandPart(reader, band, scale)),
    ...marks.drawn,
    ...axisPart(reader, scale, axis),
    ...legend(reader, bands, axis + 60),
    ...moments.flatMap((moment, n) => line(reader, ticket, moment, list + n * ROW)),
    ...rest.map((words) => text(EDGE + 30, list + moments.length * ROW + 5, words, SMALL)),
    '</svg>',
    '',
  ].join('\n');
}

const SMALL = 'font-size="14" fill="#57606a"';

const stateWords = ({ texts }: Reader, state: Band['state']): string =>
  state === 'reported' ? texts.review.reported : texts.majorState[state];

function bandPart(reader: Reader, { state, from, to }: Band, { at }: Scale): string[] {
  const [x, width] = [at(from), Math.max(1, at(to) - at(from))];
  const { fill, ink } = COLOURS[state];
  const name = stateWords(reader, state);
  const fits = [...name].reduce((sum, char) => sum + wide(char), 0) * 14 + 16 < width;
  return [
    `<rect x="${x.toFixed(1)}" y="${BANDS_AT}" width="${width.toFixed(1)}" height="${BAND}" fill="${fill}"/>`,
    ...(fits ? [text(x + 8, BANDS_AT + 22, name, `font-size="14" fill="${ink}"`)] : []),
  ];
}

/** Marks that would cover each other stand below each other. */
function marksOf(moments: readonly Moment[], { at }: Scale): { readonly rows: number; readonly drawn: string[] } {
  const ends: number[] = [];
  const placed = moments.map((moment) => {
    const x = at(moment.at);
    const free = ends.findIndex((end) => end <= x - DOT);
    const row = free >= 0 ? free : Math.min(ends.length, DEEP - 1);
    ends[row] = x + DOT + 3;
    return { n: moment.n, x, y: BANDS_AT + BAND + 14 + row * ROW + DOT };
  });
  const stems = placed.map(
    ({ x, y }) => `<path d="M${x.toFixed(1)} ${BANDS_AT + BAND}V${(y - DOT).toFixed(1)}" stroke="#b6bec6"/>`,
  );
  return { rows: Math.max(1, ends.length), drawn: [...stems, ...placed.flatMap(({ n, x, y }) => dot(n, x, y))] };
}

const dot = (n: number, x: number, y: number): string[] => [
  `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${DOT}" fill="#ffffff" stroke="#3b434b" stroke-width="1.5"/>`,
  text(x, y + 4, String(n), 'font-size="11" text-anchor="middle"'),
];

function axisPart(reader: Reader, scale: Scale, y: number): string[] {
  const minutes = (scale.to - scale.from) / 60_000;
  const step = STEPS.find((each) => minutes / each <= 12) ?? Math.ceil(minutes / 12);
  const parts = [`<path d="M${EDGE} ${y}H${WIDTH - EDGE}" stroke="#3b434b"/>`];
  let day = '';
  for (const then of ticks(reader.zone, scale, step)) {
    const local = DateTime.fromMillis(then, { zone: reader.zone }).setLocale(reader.texts.locale);
    const x = scale.at(new Date(then).toISOString());
    const date = local.toLocaleString({ day: 'numeric', month: 'short' });
    parts.push(`<path d="M${x.toFixed(1)} ${y}v6" stroke="#3b434b"/>`);
    const label = step >= 1440 ? date : local.toFormat('HH:mm');
    parts.push(text(x, y + 21, label, 'font-size="13" text-anchor="middle" fill="#3b434b"'));
    if (step < 1440 && date !== day) parts.push(text(x, y + 36, date, `text-anchor="middle" ${TINY}`));
    day = date;
  }
  return parts;
}

const TINY = 'font-size="12" fill="#57606a"';

/** Round moments on the clock of the place. */
function ticks(zone: string, { from, to }: Scale, step: number): number[] {
  const midnight = DateTime.fromMillis(from, { zone }).startOf('day').toMillis();
  const length = step * 60_000;
  const first = midnight + Math.ceil((from - midnight) / length) * length;
  return Array.from({ length: Math.max(0, Math.floor((to - first) / length) + 1) }, (_, n) => first + n * length);
}

function legend(reader: Reader, bands: readonly Band[], y: number): string[] {
  let x = EDGE;
  return [...new Set(bands.map(({ state }) => state))].flatMap((state) => {
    const name = stateWords(reader, state);
    const at = x;
    x += 40 + [...name].reduce((sum, char) => sum + wide(char), 0) * 13;
    return [
      `<rect x="${at.toFixed(1)}" y="${y - 10}" width="12" height="12" fill="${COLOURS[state].fill}"/>`,
      text(at + 18, y, name, 'font-size="13" fill="#3b434b"'),
    ];
  });
}

function line(reader: Reader, ticket: Shown, moment: Moment, y: number): string[] {
  const when = datedTime(reader, moment.at);
  const words = EDGE + 190;
  return [
    ...dot(moment.n, EDGE + DOT, y),
    text(EDGE + 36, y + 5, when, SMALL),
    text(words, y + 5, fitting(momentWords(reader, ticket, moment), WIDTH - EDGE - words, 14), 'font-size="14"'),
  ];
}
