// The page: both chats side by side, the desk's clock above, the ledger to look into.
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { Setup } from '../sight.ts';
import type { Direction } from '../storm/script.ts';
import { Header } from './header.tsx';
import { LedgerDrawer } from './ledger.tsx';
import { recall, remember } from './memory.ts';
import { type Act, getSetup, perform } from './server.ts';
import type { SideProps } from './side.tsx';
import { SlackSide } from './slack-side.tsx';
import { StormStrip } from './storm.tsx';
import { TeamsSide } from './teams-side.tsx';
import { Tour } from './tour.tsx';
import { useSight } from './use-sight.ts';
import { useStorm } from './use-storm.ts';

const FIRST = { slack: 'alice', teams: 'bob' };

export function App() {
  const [setup, setSetup] = useState<Setup>();
  const [who, setWho] = useState(() => recall('who', FIRST));
  /** Where each account last looked, by its id. */
  const [places, setPlaces] = useState<Record<string, string>>(() => recall('places', {}));
  const [ledger, setLedger] = useState(false);
  const [front, setFront] = useState<'slack' | 'teams'>('slack');
  const [tour, setTour] = useState(() => !recall('toured', false));
  const { notice, say, fail, clear } = useNotice();

  useEffect(() => void getSetup().then(setSetup, fail), [fail]);
  useEffect(() => remember('who', who), [who]);
  useEffect(() => remember('places', places), [places]);

  const people = setup?.people;
  const slackUser = people?.find(({ handle }) => handle === who.slack) ?? people?.[0];
  const teamsUser = people?.find(({ handle }) => handle === who.teams) ?? people?.[0];
  const looks = useMemo(() => {
    if (!slackUser || !teamsUser) return undefined;
    const lookOf = (user: string) => ({ user, ...(places[user] ? { place: places[user] } : {}) });
    return { slack: lookOf(slackUser.slack), teams: lookOf(teamsUser.teams) };
  }, [slackUser, teamsUser, places]);
  const { sight, online, changes } = useSight(looks, fail);
  const goAlong = (look: Partial<Direction>) => {
    for (const chat of ['slack', 'teams'] as const) {
      const pane = look[chat];
      const account = people?.find(({ handle }) => handle === pane?.who)?.[chat];
      if (!pane || !account) continue;
      setWho((before) => ({ ...before, [chat]: pane.who }));
      setPlaces((before) => ({ ...before, [account]: pane.place }));
    }
  };
  const storm = useStorm(changes, goAlong, fail);

  const act = useCallback(
    async (asked: Act) => {
      try {
        const problem = await perform(asked);
        if (problem) say(problem);
        return problem === undefined;
      } catch (error) {
        fail(error);
        return false;
      }
    },
    [say, fail],
  );

  if (!setup || !slackUser || !teamsUser || !sight) return <p className="opening">Opening the playground…</p>;
  const side = (name: 'slack' | 'teams'): SideProps => {
    const user = name === 'slack' ? slackUser : teamsUser;
    return {
      ...{ setup, user, act, fail, zone: user.zone },
      choose: (handle) => setWho({ ...who, [name]: handle }),
      go: (place) => setPlaces({ ...places, [user[name]]: place }),
    };
  };
  const endTour = () => {
    remember('toured', true);
    setTour(false);
  };
  return (
    <div className="page">
      <Header
        {...{ setup, sight, ledger, changes, fail, say, storm }}
        swap={() => {
          storm.release();
          setWho({ slack: who.teams, teams: who.slack });
        }}
        toggleLedger={() => setLedger(!ledger)}
        startTour={() => setTour(true)}
      />
      <Switch front={front} show={setFront} />
      <StormStrip storm={storm} />
      {/* Whoever does something themselves is not taken along any more. */}
      <main className="sides" data-front={front} onPointerDownCapture={storm.release} onKeyDownCapture={storm.release}>
        <SlackSide key={slackUser.slack} {...side('slack')} sight={sight.slack} />
        <TeamsSide key={teamsUser.teams} {...side('teams')} sight={sight.teams} />
        {ledger && (
          <LedgerDrawer zone={setup.zone} changes={changes} close={() => setLedger(false)} {...{ say, fail }} />
        )}
      </main>
      {!online && <p className="offline">Muster does not answer. This page goes on by itself once it runs again.</p>}
      {notice && (
        <div className="notice" role="status">
          <span>{notice}</span>
          <button type="button" onClick={clear} aria-label="Dismiss">
            ×
          </button>
        </div>
      )}
      {tour && <Tour command={setup.command} end={endTour} storm={storm} />}
    </div>
  );
}

/** Where there is no room for both, one of them is in front. */
function Switch({ front, show }: { front: 'slack' | 'teams'; show: (chat: 'slack' | 'teams') => void }) {
  return (
    <nav className="switch" aria-label="Which chat is in front">
      {(['slack', 'teams'] as const).map((chat) => (
        <button key={chat} type="button" aria-pressed={front === chat} onClick={() => show(chat)}>
          {chat === 'slack' ? 'Slack' : 'Microsoft Teams'}
        </button>
      ))}
    </nav>
  );
}

const NOTICE_FOR = 7_000; // ms

function useNotice() {
  const [notice, setNotice] = useState<string>();
  useEffect(() => {
    if (notice === undefined) return;
    const timer = setTimeout(() => setNotice(undefined), NOTICE_FOR);
    return () => clearTimeout(timer);
  }, [notice]);
  const fail = useCallback((error: unknown) => setNotice(error instanceof Error ? error.message : String(error)), []);
  const clear = useCallback(() => setNotice(undefined), []);
  return { notice, say: setNotice as (sentence: string) => void, fail, clear };
}
