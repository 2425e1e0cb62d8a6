// The review as Markdown: what people wrote stands in it as they wrote it, and never as markup.
import { sections } from '../ticket/major.ts';
import { refOf } from '../ticket/record.ts';
import { momentsOf, type ReviewFacts } from '../ticket/timeline.ts';
import { nameOf, type Reader, type Shown } from './reader.ts';
import { improvementLine, measuresOf, momentPlace, momentWords } from './review.ts';
import { datedTime, longTime, zoneName } from './time.ts';

/** Every character that can begin markup of CommonMark, GitHub's tables and autolinks, or HTML, made harmless. */
const MARKUP = /[\\`*_{}[\]#|~$]/gu;
/** What makes a list, a heading or a rule at the beginning of a line alone. */
const BEGINS = /^(?:[-+=]|\d+[.)])/u;

function inert(line: string): string {
  const plain = line
    .replace(MARKUP, '\\$&')
    .replace(/&/gu, '&amp;')
    .replace(/</gu, '&lt;')
    .replace(/>/gu, '&gt;')
    .replace(/!(?=\\\[)/gu, '\\!')
    .replace(/:(?=\/\/)/gu, '&#58;')
    .replace(/\bwww\./giu, (www) => `${www.slice(0, 3)}&#46;`)
    .replace(/@/gu, '&#64;');
  // Indented lines would be code.
  const begun = plain.trim();
  return BEGINS.test(begun) ? begun.replace(/^(\d*)(.)/u, '$1\\$2') : begun;
}

/** Words on one line: in a table, a heading, a list. */
export const inLine = (said: string): string => linesOf(said).filter(Boolean).map(inert).join('<br>');
/** Words as paragraphs. */
export const inParagraphs = (said: string): string => linesOf(said).map(inert).join('  \n');

const linesOf = (said: string): string[] => said.replace(/[\r\v\f\u0085\u2028\u2029]/gu, '\n').split('\n');

const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

function table(titles: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return [row(...titles), row(...titles.map(() => '---')), ...rows.map((cells) => row(...cells.map(inLine)))];
}

/** `picture`: the file beside it that shows the timeline. */
export function reviewMarkdown(reader: Reader, ticket: Shown, facts: ReviewFacts, picture: string): string {
  const { review: texts, section: names, mark } = reader.texts;
  const review = ticket.major?.review ?? null;
  const ref = refOf(ticket);
  const column = texts.column;
  const measured = measuresOf(reader, facts).map(({ name, from, length }) => [name, length, from]);
  const moments = momentsOf(facts.readable).map((moment) => [
    String(moment.n),
    datedTime(reader, moment.at),
    nameOf(reader, moment.by),
    momentPlace(reader, moment),
    momentWords(reader, ticket, moment),
  ]);
  const status = [
    ...(review ? [texts.due(longTime(reader, review.due))] : [texts.unopened]),
    ...(review?.publishedAt ? [texts.published(longTime(reader, review.publishedAt))] : []),
    texts.inZone(zoneName(reader.zone)),
  ];
  return [
    `# ${inLine(texts.title(ref) + mark.colon + ticket.title)}`,
    '',
    inLine(status.join(' · ')),
    ...heading(texts.times),
    ...table(['', '', ''], measured),
    ...sections.flatMap((section) => [
      ...heading(names[section]),
      inParagraphs(review?.sections[section] ?? texts.unwritten),
    ]),
    ...heading(texts.improvements),
    ...improvements(reader, ticket, facts),
    ...heading(texts.timeline),
    `![${inLine(texts.picture(ref))}](${picture})`,
    '',
    ...table(['#', column.when, column.who, column.from, column.what], moments),
    '',
  ].join('\n');
}

const heading = (title: string): string[] => ['', `## ${inLine(title)}`, ''];

function improvements(reader: Reader, ticket: Shown, facts: ReviewFacts): string[] {
  const { review: texts } = reader.texts;
  const { improvement, who, when, state } = texts.column;
  const all = (ticket.major?.review?.improvements ?? []).map((each) => improvementLine(reader, each, facts));
  if (all.length === 0) return [texts.noneTracked];
  return table(
    ['#', improvement, who, when, state],
    all.map((one) => [one.ref, one.text, one.who, one.when, one.state]),
  );
}
