// CSV as spreadsheets write it: which characters, which delimiter, which line; and cells that no spreadsheet takes for a formula.
import { CsvError, parse } from 'csv-parse/sync';
import { Sentence } from './sentence.ts';

export interface Row {
  /** Where it begins in the file, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** The rows of a CSV file, the header first. Throws `Sentence` where it is no CSV, with the line. */
export function rowsOf(bytes: Uint8Array, encoding: string | undefined): Row[] {
  const text = decoded(bytes, encoding);
  try {
    const found = parse(text, {
      ...{ bom: true, delimiter: delimiterOf(text), info: true, raw: true },
      ...{ relax_column_count: true, skip_empty_lines: true, relax_quotes: false },
    }) as unknown as { info: { lines: number }; record: string[]; raw: string }[];
    return found
      .map(({ info, record, raw }) => ({
        line: info.lines - newlines(raw.replace(/^(?:\r?\n)+|(?:\r?\n)+$/gu, '')),
        cells: record.map((cell) => unguarded(cell.trim())),
      }))
      .filter(({ cells }) => cells.some((cell) => cell !== ''));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new Sentence(`This is not well-formed CSV: ${error.message}.`);
  }
}

const newlines = (text: string): number => text.match(/\r\n|\n|\r/gu)?.length ?? 0;

function decoded(bytes: Uint8Array, encoding: string | undefined): string {
  // Excel's "Unicode text" begins with this mark.
  const marked = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8';
  let decoder: TextDecoder;
  try {
    decoder = new TextDecoder(encoding ?? marked, { fatal: true });
  } catch {
    throw new Sentence(`--encoding: "${encoding}" is not known. Try utf-8, gb18030, big5 or windows-1252.`);
  }
  try {
    return decoder.decode(bytes);
  } catch {
    throw new Sentence(
      encoding
        ? `The file is not ${encoding}.`
        : 'The file is not UTF-8: save it as "CSV UTF-8", or name its encoding, such as --encoding gb18030 or windows-1252.',
    );
  }
}

/** A header has commas, semicolons (Excel where the comma is decimal) or tabs, whichever is there most. */
function delimiterOf(text: string): string {
  const header = text.split(/\r|\n/u, 1)[0] ?? '';
  const count = (mark: string) => header.split(mark).length;
  return [',', ';', '\t'].reduce((best, mark) => (count(mark) > count(best) ? mark : best));
}

/**
 * A cell that a spreadsheet shows as it stands: one that would begin a formula gets an apostrophe before it, and so does one
 * that begins with apostrophes and would then, so that `unguarded` gives back exactly what was there.
 */
export const guarded = (cell: string): string => (/^'*[=+\-@\t\r＝＋－＠]/u.test(cell) ? `'${cell}` : cell);
export const unguarded = (cell: string): string => (/^''*[=+\-@\t\r＝＋－＠]/u.test(cell) ? cell.slice(1) : cell);
