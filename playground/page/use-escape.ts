// Esc closes what was opened last, wherever the focus is.
import { useLayoutEffect, useRef } from 'react';

const open: { close: () => void }[] = [];

document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && !event.isComposing) open.at(-1)?.close();
});

export function useEscape(close: () => void): void {
  const latest = useRef(close);
  latest.current = close;
  // As soon as it stands there: a key may come before it is painted.
  useLayoutEffect(() => {
    const own = { close: () => latest.current() };
    open.push(own);
    return () => void open.splice(open.indexOf(own), 1);
  }, []);
}
