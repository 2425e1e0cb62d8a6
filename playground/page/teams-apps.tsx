// Muster beside the box where one writes in Teams: what begins from there, and its search.
import { useEffect, useRef, useState } from 'react';
import type { Found } from '../found.ts';
import { Card } from './adaptive-card.tsx';
import { Menu } from './message-tools.tsx';
import { search } from './server.ts';
import type { SideProps } from './side.tsx';
import { useEscape } from './use-escape.ts';

type AppsProps = Pick<SideProps, 'setup' | 'user' | 'act'> & { readonly place: string };

export function TeamsApps({ place, setup, user, act }: AppsProps) {
  const [searching, setSearching] = useState(false);
  const begin = { side: 'teams', user: user.teams, do: 'extension', place } as const;
  return (
    <>
      <Menu
        label="Muster’s message extension"
        sign="M"
        entries={[
          { label: `${setup.menus.report}…`, act: () => act({ ...begin, command: 'report' }) },
          { label: `${setup.menus.find}…`, act: () => setSearching(true) },
        ]}
      />
      {searching && <Search title={setup.menus.find} {...{ place, user }} close={() => setSearching(false)} />}
    </>
  );
}

const REST = 250; // ms without a key before it is searched

interface SearchProps extends Pick<AppsProps, 'place' | 'user'> {
  readonly title: string;
  readonly close: () => void;
}

function Search({ title, place, user, close }: SearchProps) {
  const [typed, setTyped] = useState('');
  const [found, setFound] = useState<Found>();
  const [shown, setShown] = useState<number>();
  const field = useRef<HTMLInputElement>(null);
  useEscape(close);
  useEffect(() => field.current?.focus(), []);
  useEffect(() => {
    let late = false;
    const timer = setTimeout(async () => {
      const answer = await search(user.teams, place, typed).catch((error: Error) => ({
        ...{ results: [], message: error.message },
      }));
      if (late) return;
      setFound(answer);
      setShown(undefined);
    }, REST);
    return () => {
      late = true;
      clearTimeout(timer);
    };
  }, [typed, place, user.teams]);
  const card = shown === undefined ? undefined : found?.results[shown]?.card;
  return (
    <div className="search" role="dialog" aria-label={title}>
      <p>
        <input
          ref={field}
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
          placeholder="Number or words; nothing typed: your own"
          aria-label={title}
        />
        <button type="button" className="close" onClick={close} aria-label="Close the search" title="Close (Esc)">
          ×
        </button>
      </p>
      {found?.message && <p className="hint">{found.message}</p>}
      {card === undefined ? (
        <ul>
          {found?.results.map(({ title: headline, text }, index) => (
            <li key={headline}>
              <button type="button" onClick={() => setShown(index)}>
                <b>{headline}</b>
                <span>{text}</span>
              </button>
            </li>
          ))}
        </ul>
      ) : (
        <>
          <button type="button" className="link" onClick={() => setShown(undefined)}>
            ← All that was found
          </button>
          <Card card={card} execute={async () => undefined} />
          <p className="hint">In Teams this card goes into your message.</p>
        </>
      )}
    </div>
  );
}
