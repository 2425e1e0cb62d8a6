// The storm as this page shows it: what happened so far, and both panes taken along until the viewer goes elsewhere.
import { useCallback, useEffect, useRef, useState } from 'react';
import type { StormSight } from '../storm/storm.ts';
import { getStorm, startStorm } from './server.ts';

export interface Storming {
  readonly sight: StormSight | undefined;
  /** Whether the panes go where it is to be seen. */
  readonly followed: boolean;
  readonly start: () => void;
  readonly follow: () => void;
  /** The viewer looks for themselves. */
  readonly release: () => void;
  readonly hide: () => void;
}

type Go = (look: StormSight['look']) => void;

export function useStorm(changes: number, go: Go, fail: (error: unknown) => void): Storming {
  const [sight, setSight] = useState<StormSight>();
  const [followed, setFollowed] = useState(false);
  const [hidden, setHidden] = useState(0);
  const latest = useRef(go);
  latest.current = go;
  // biome-ignore lint/correctness/useExhaustiveDependencies: reads again with each change.
  useEffect(() => {
    getStorm().then(setSight, fail);
  }, [changes, fail]);
  const turn = sight?.look.turn ?? 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: goes along with each turn, and not when the same is read again.
  useEffect(() => {
    if (followed && sight?.running) latest.current(sight.look);
  }, [turn, followed]);
  const start = useCallback(() => {
    setFollowed(true);
    startStorm().then(setSight, fail);
  }, [fail]);
  const follow = useCallback(() => setFollowed(true), []);
  const release = useCallback(() => setFollowed(false), []);
  const shown = sight && sight.nth > hidden ? sight : undefined;
  return { sight: shown, followed, start, follow, release, hide: () => setHidden(sight?.nth ?? 0) };
}
