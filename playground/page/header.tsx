// Above both chats: the desk's clock and what moves it.
import { useEffect, useState } from 'react';
import type { Setup, Sight } from '../sight.ts';
import { WhatIsNext } from './next.tsx';
import { fillWeek, moveClock } from './server.ts';
import { StormButton } from './storm.tsx';
import { cityOf, dayAndTime } from './time.ts';
import type { Storming } from './use-storm.ts';

const STEPS = [
  { label: '+15 min', by: 900 },
  { label: '+1 h', by: 3_600 },
  { label: '+1 day', by: 86_400 },
  { label: 'Next morning', by: 'morning' },
] as const;

interface HeaderProps {
  readonly setup: Setup;
  readonly sight: Sight;
  readonly ledger: boolean;
  readonly changes: number;
  readonly fail: (error: unknown) => void;
  readonly say: (sentence: string) => void;
  readonly storm: Storming;
  readonly swap: () => void;
  readonly toggleLedger: () => void;
  readonly startTour: () => void;
}

export function Header(props: HeaderProps) {
  const { setup, sight, ledger, changes, fail, say, storm, swap, toggleLedger, startTour } = props;
  return (
    <header className="header">
      <h1>
        Muster <span>playground</span>
      </h1>
      <fieldset className="clock" data-tour="clock">
        <legend>The desk’s clock</legend>
        <Clock now={sight.now} zone={setup.zone} />
        {STEPS.map(({ label, by }) => (
          <button key={label} type="button" onClick={() => moveClock(by).catch(fail)}>
            {label}
          </button>
        ))}
        <WhatIsNext zone={setup.zone} now={sight.now} {...{ changes, fail }} />
      </fieldset>
      <nav>
        <StormButton storm={storm} />
        <Fill {...{ fail, say }} />
        <button type="button" onClick={swap} title="Each of the two takes the other’s chat">
          ⇄ Swap<span> people</span>
        </button>
        <button type="button" onClick={toggleLedger} aria-pressed={ledger} data-tour="ledger">
          Ledger
        </button>
        <button type="button" onClick={startTour}>
          Tour
        </button>
      </nav>
    </header>
  );
}

/** An empty desk becomes one at work: 300 tickets of the last seven days. */
function Fill({ fail, say }: Pick<HeaderProps, 'fail' | 'say'>) {
  const [busy, setBusy] = useState(false);
  const fill = async () => {
    setBusy(true);
    await fillWeek().then(say, fail);
    setBusy(false);
  };
  const what = '300 tickets of the last seven days, told by 25 people; the open ones get their cards on both chats';
  return (
    <button type="button" onClick={fill} disabled={busy} title={what}>
      {busy ? 'Filling…' : 'Fill with a week'}
    </button>
  );
}

/** Runs on by itself from the last time that the server told. */
function Clock({ now, zone }: { now: string; zone: string }) {
  const [shown, setShown] = useState(() => new Date(now));
  useEffect(() => {
    const ahead = new Date(now).getTime() - Date.now();
    const run = () => setShown(new Date(Date.now() + ahead));
    run();
    const timer = setInterval(run, 1_000);
    return () => clearInterval(timer);
  }, [now]);
  return (
    <time
      dateTime={shown.toISOString()}
      title={`Time in ${zone}. Moving it moves due times, reminders and waiting tickets.`}
    >
      {dayAndTime(shown, zone)} <small>{cityOf(zone)}</small>
    </time>
  );
}
