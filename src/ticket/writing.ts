// Words as an adapter writes them down from its chat's own markup: the text grows, and with it the marks over it.
import { type Look, type Mark, marked, trimmed, type Words } from './marks.ts';

const SIGNS = ['•', '◦', '▪'];
const LINKED = /^(?:https?|mailto):/iu;

export class Writing {
  #text = '';
  #marks: Mark[] = [];
  #broken = false;
  readonly #most: number;

  /** `blankLines`: at most so many of them together. */
  constructor(blankLines = Number.POSITIVE_INFINITY) {
    this.#most = blankLines + 1;
  }

  write(text: string): void {
    if (text === '') return;
    this.open();
    const kept = this.#most === Number.POSITIVE_INFINITY ? text : this.#fewer(text);
    this.#text += kept;
  }

  #fewer(text: string): string {
    const few = text.replace(/\n+/gu, (breaks) => breaks.slice(0, this.#most));
    const before = /\n*$/u.exec(this.#text.slice(-this.#most))?.[0].length ?? 0;
    const here = /^\n*/u.exec(few)?.[0].length ?? 0;
    return few.slice(Math.max(0, before + here - this.#most));
  }

  /** What follows stands on a line of its own. */
  line(): void {
    this.#broken ||= !this.begins;
  }

  /** Whether what follows would begin a line. */
  get begins(): boolean {
    return this.#broken || this.#text === '' || this.#text.endsWith('\n');
  }

  /** Where what follows will begin, for `mark`. */
  open(): number {
    if (this.#broken) this.#text += '\n';
    this.#broken = false;
    return this.#text.length;
  }

  /** What was written since `from`. */
  since(from: number): string {
    return this.#text.slice(from);
  }

  /** All that was written since `from` looked like this. */
  mark(from: number, look: Look): void {
    if (from < this.#text.length) this.#marks.push({ from, to: this.#text.length, ...look });
  }

  /** Begins a line of a list; `number` where it counts. To be closed by `mark(…, { is: 'item' })`. */
  item(depth: number, number?: number): number {
    this.line();
    const from = this.open();
    this.write(`${'  '.repeat(depth)}${number === undefined ? (SIGNS[depth] ?? SIGNS.at(-1)) : `${number}.`} `);
    return from;
  }

  /** Closes a link that was opened at `from`: an address that its name does not tell is written behind it. */
  link(from: number, href: string): void {
    if (!LINKED.test(href)) return;
    const address = href.replace(/^mailto:/iu, '');
    const name = this.since(from);
    if (name === '') this.write(address);
    else if (name !== href && name !== address && `${name}/` !== href) this.write(` (${href})`);
    this.mark(from, { is: 'link', href });
  }

  /** Everything, without blanks around it. */
  words(): Words {
    return trimmed(marked(this.#text, this.#marks));
  }
}
