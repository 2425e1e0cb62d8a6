// Keeps what the page shows in step with the server: one look at a time, and one more if something changed meanwhile.
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Sight } from '../sight.ts';
import { getSight, type Looks, listen } from './server.ts';

export function useSight(looks: Looks | undefined, failed: (message: string) => void) {
  const [sight, setSight] = useState<Sight>();
  const [online, setOnline] = useState(true);
  /** Grows with every change heard of, for what is looked at beside the sight. */
  const [changes, setChanges] = useState(0);
  const latest = useRef(looks);
  const busy = useRef(false);
  const again = useRef(false);
  latest.current = looks;

  const look = useCallback(async () => {
    again.current = true;
    if (busy.current) return;
    busy.current = true;
    try {
      while (again.current && latest.current) {
        again.current = false;
        setSight(await getSight(latest.current));
      }
    } catch (error) {
      failed(error instanceof Error ? error.message : String(error));
    } finally {
      busy.current = false;
    }
  }, [failed]);

  useEffect(() => {
    const changed = () => {
      setChanges((count) => count + 1);
      void look();
    };
    return listen(changed, setOnline);
  }, [look]);

  const key = JSON.stringify(looks);
  // biome-ignore lint/correctness/useExhaustiveDependencies: looks again when someone looks elsewhere.
  useEffect(() => void look(), [look, key]);
  return { sight, online, changes };
}
