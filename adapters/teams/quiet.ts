// Keeps a library's console.error off the console: what it writes during `work` goes to the log instead.
import { AsyncLocalStorage } from 'node:async_hooks';

type Write = (...words: unknown[]) => void;

const diverted = new AsyncLocalStorage<Write>();
let installed = false;

/** Only what `work` itself causes is diverted; others' console.error, at the same time, is as it was. */
export function quietly<T>(write: Write, work: () => Promise<T>): Promise<T> {
  install();
  return diverted.run(write, work);
}

function install(): void {
  if (installed) return;
  installed = true;
  const { console } = globalThis;
  const original: Write = console.error.bind(console);
  console.error = (...words: unknown[]) => (diverted.getStore() ?? original)(...words);
}
