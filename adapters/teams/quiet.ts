// Keeps a library's console.error off the console: what it writes during `work` goes to the log instead.
import { AsyncLocalStorage } from 'node:async_hooks';

type Write = (...words: unknown[]) => void;

const diverted = new AsyncLocalStorage<Write>();
let ours: Write | undefined;

/** Only what `work` itself causes is diverted; others' console.error, at the same time, is as it was. */
export function quietly<T>(write: Write, work: () => Promise<T>): Promise<T> {
  install();
  return diverted.run(write, work);
}

/** Again where somebody has put another in its place. */
function install(): void {
  const { console } = globalThis;
  if (console.error === ours) return;
  const original: Write = console.error.bind(console);
  ours = (...words) => (diverted.getStore() ?? original)(...words);
  console.error = ours;
}
