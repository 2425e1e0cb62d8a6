// What a person types into either chat's composer, with the signs that it understands: *bold* _italic_ ~strike~ `code`
// [name](address) > quote, - item, 1. item, two blanks for a list in a list, and ``` around lines of code.

export interface Styled {
  readonly text: string;
  readonly bold?: true;
  readonly italic?: true;
  readonly strike?: true;
  readonly code?: true;
  /** The text is the name of a link to here. */
  readonly href?: string;
}

export type Paragraph =
  | { readonly kind: 'words' | 'quote'; readonly lines: readonly (readonly Styled[])[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'item'; readonly depth: number; readonly number?: number; readonly words: readonly Styled[] };

const ITEM = /^( *)(?:[-•]|(\d{1,3})\.) (.+)$/u;

export function paragraphs(typed: string): Paragraph[] {
  const out: Paragraph[] = [];
  const lines = typed.split('\n');
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const end = line.startsWith('```') ? lines.indexOf('```', at + 1) : -1;
    if (end > at) {
      out.push({ kind: 'code', text: lines.slice(at + 1, end).join('\n') });
      at = end;
      continue;
    }
    const [, blanks = '', number, item] = ITEM.exec(line) ?? [];
    if (item !== undefined) {
      const counted = number === undefined ? {} : { number: Number(number) };
      out.push({ kind: 'item', depth: Math.floor(blanks.length / 2), ...counted, words: styled(item) });
      continue;
    }
    const kind = line.startsWith('> ') ? 'quote' : 'words';
    const words = styled(kind === 'quote' ? line.slice(2) : line);
    const last = out.at(-1);
    if (last?.kind === kind) out[out.length - 1] = { kind, lines: [...last.lines, words] };
    else out.push({ kind, lines: [words] });
  }
  return out;
}

const SIGNED =
  /`([^`\n]+)`|(?<![\p{L}\p{N}*_~])([*_~])(?!\2)(?=\S)([^\n]{0,300}?\S)\2(?!\2|[\p{L}\p{N}])|\[([^[\]\n]+)\]\((https?:[^()\s]+)\)/gu;
const LOOKS = { '*': { bold: true }, _: { italic: true }, '~': { strike: true } } as const;

/** A line without its signs. */
export function styled(line: string, look: Omit<Styled, 'text'> = {}): Styled[] {
  const out: Styled[] = [];
  let at = 0;
  const plain = (text: string) => text !== '' && out.push({ text, ...look });
  for (const found of line.matchAll(SIGNED)) {
    const [whole, code, sign = '', inside = '', name, href] = found;
    plain(line.slice(at, found.index));
    at = found.index + whole.length;
    if (code !== undefined) out.push({ text: code, ...look, code: true });
    else if (href !== undefined) out.push({ text: name ?? '', ...look, href });
    else out.push(...styled(inside, { ...look, ...LOOKS[sign as keyof typeof LOOKS] }));
  }
  plain(line.slice(at));
  return out;
}
