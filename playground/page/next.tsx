// What comes next at the desk by itself, and the way to that moment.
import { useEffect, useState } from 'react';
import type { Next } from '../next.ts';
import { getNext, moveClock } from './server.ts';
import { dayAndTime } from './time.ts';
import { useEscape } from './use-escape.ts';

const WHAT: Readonly<Record<Next['what'], string>> = {
  resume: 'wakes',
  close: 'closes by itself',
  nudge: 'is remembered, on hold',
  response: 'first answer is due',
  resolution: 'resolution is due',
};

interface NextProps {
  readonly zone: string;
  /** The desk's time now, ISO 8601. */
  readonly now: string;
  /** Grows when there is something new to look at. */
  readonly changes: number;
  readonly fail: (error: unknown) => void;
}

export function WhatIsNext({ zone, now, changes, fail }: NextProps) {
  const [open, setOpen] = useState(false);
  return (
    <span className="next">
      <button type="button" onClick={() => setOpen(!open)} aria-expanded={open} aria-pressed={open}>
        What comes next
      </button>
      {open && <List {...{ zone, now, changes, fail }} close={() => setOpen(false)} />}
    </span>
  );
}

function List({ zone, now, changes, fail, close }: NextProps & { close: () => void }) {
  const [next, setNext] = useState<readonly Next[]>();
  useEscape(close);
  // biome-ignore lint/correctness/useExhaustiveDependencies: reads again with each change.
  useEffect(() => {
    getNext().then(setNext, fail);
  }, [changes, fail]);
  const goTo = (at: string) => {
    const seconds = Math.ceil((Date.parse(at) - Date.parse(now)) / 1000) + 1;
    if (seconds > 0) moveClock(seconds).catch(fail);
  };
  return (
    <section className="next-list" aria-label="What comes next">
      <p>Press one to move the clock there.</p>
      {next?.length === 0 && <p className="hint">Nothing is set: report something, or let a ticket wait.</p>}
      <ol>
        {next?.map(({ at, ref, title, what }) => (
          <li key={ref + what}>
            <button type="button" onClick={() => goTo(at)}>
              <time dateTime={at}>{dayAndTime(new Date(at), zone)}</time>
              <span>
                <b>{ref}</b> {WHAT[what]}
                <small>{title}</small>
              </span>
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}
