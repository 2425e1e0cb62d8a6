// What a chat's own payload draws, written with the signs that people type: so that what was said can be compared with what is seen.

type Node = Readonly<Record<string, unknown>>;
const nodes = (value: unknown): Node[] => (Array.isArray(value) ? (value as Node[]) : []);

const SIGNS = [
  ['code', '`'],
  ['strike', '~'],
  ['italic', '_'],
  ['bold', '*'],
] as const;

function signed(text: string, look: Node, href?: unknown): string {
  const words = SIGNS.reduce((inside, [name, sign]) => (look[name] ? sign + inside + sign : inside), text);
  return typeof href !== 'string' || href === text ? words : `[${words}](${href})`;
}

const lines = (text: string, before: string): string =>
  text
    .split('\n')
    .map((line) => before + line)
    .join('\n');

const fenced = (code: string, before: string): string => lines(`\`\`\`\n${code}\n\`\`\``, before);

/** Rich text blocks of a message in Slack; mentions as `<@U1>`. */
export function drawnInSlack(blocks: unknown): string {
  const parts = nodes(blocks).flatMap(({ type, elements }) => (type === 'rich_text' ? nodes(elements) : []));
  return parts.map(partInSlack).join('\n');
}

function partInSlack({ type, elements, border, indent = 0, style, offset = 0 }: Node): string {
  const before = border ? '> ' : '';
  const words = (each: unknown) => nodes(each).map(inlineInSlack).join('');
  if (type === 'rich_text_preformatted') return fenced(words(elements), before);
  if (type === 'rich_text_quote') return lines(words(elements), '> ');
  if (type !== 'rich_text_list') return words(elements);
  const items = nodes(elements).map((item, index) => {
    const sign = style === 'ordered' ? `${Number(offset) + index + 1}.` : '-';
    return `${'  '.repeat(Number(indent))}${sign} ${words(item.elements)}`;
  });
  return lines(items.join('\n'), before);
}

function inlineInSlack({ type, text, url, user_id, style = {} }: Node): string {
  if (type === 'user') return `<@${user_id}>`;
  return signed(String(text), style as Node, url);
}

/** A card in Teams. */
export function drawnInTeams(card: unknown): string {
  return nodes((card as Node).body)
    .filter(({ type }) => type !== 'ActionSet')
    .map((element) => elementInTeams(element))
    .join('\n');
}

function elementInTeams({ type, items, inlines, codeSnippet, fallback }: Node): string {
  if (type === 'CodeBlock') {
    // What stands in for it on clients without it says the same.
    const instead = nodes((fallback as Node).items)
      .map(elementInTeams)
      .join('\n');
    const same = instead.replaceAll('`', '').replaceAll('\u00a0', ' ').trim() === String(codeSnippet).trim();
    return same ? fenced(String(codeSnippet), '') : `not what ${instead} says`;
  }
  if (type === 'Container') return lines(nodes(items).map(elementInTeams).join('\n'), '> ');
  const words = nodes(inlines)
    .map(({ text, weight, italic, strikethrough, fontType, selectAction }) => {
      const look = { bold: weight === 'bolder', italic, strike: strikethrough, code: fontType === 'monospace' };
      return signed(String(text), look, (selectAction as Node | undefined)?.url);
    })
    .join('');
  return words.replace(/^(\u00a0*)[•◦▪] /, '$1- ').replace(/\u00a0{4}/g, '  ');
}
