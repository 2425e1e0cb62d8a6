// The page's way to its server: looking, acting, and hearing that something changed.
import type { z } from 'zod';
import type { act } from '../acts.ts';
import type { Found } from '../found.ts';
import type { Next } from '../next.ts';
import type { Setup, Sight } from '../sight.ts';
import type { StormSight } from '../storm/storm.ts';
import type { Entry, fault } from '../wire.ts';

export type Act = z.input<typeof act>;
export type FaultOrder = z.input<typeof fault>;
export interface Looks {
  readonly slack: { readonly user: string; readonly place?: string };
  readonly teams: { readonly user: string; readonly place?: string };
}

const at = (path: string) => `/playground/${path}`;

async function answer<T>(response: Response): Promise<T> {
  const body = await response.json();
  if (!response.ok) throw new Error(body.error ?? `The playground answered ${response.status}.`);
  return body;
}

const get = async <T>(path: string) => answer<T>(await fetch(at(path)));
const post = async <T>(path: string, body: unknown) => {
  const headers = { 'Content-Type': 'application/json' };
  return answer<T>(await fetch(at(path), { method: 'POST', headers, body: JSON.stringify(body) }));
};

export const getSetup = () => get<Setup>('setup');
export function getSight({ slack, teams }: Looks) {
  const query = new URLSearchParams({ slack: slack.user, teams: teams.user });
  if (slack.place) query.set('slackPlace', slack.place);
  if (teams.place) query.set('teamsPlace', teams.place);
  return get<Sight>(`sight?${query}`);
}
export const getLedger = () => get<Entry[]>('ledger');
export const getExchange = (id: string) => get<{ sent: unknown; answered: unknown }>(`ledger/${id}`);
/** Resolves with the sentence that the chat shows when something failed. */
export const perform = async (asked: Act) => (await post<{ problem?: string }>('act', asked)).problem;
export const getNext = () => get<Next[]>('next');
export const search = (user: string, place: string, text: string) =>
  get<Found>(`search?${new URLSearchParams({ user, place, text })}`);
/** Resolves with the sentence that tells what is there now. */
export const fillWeek = async () => (await post<{ done: string }>('week', {})).done;
export const getStorm = () => get<StormSight>('storm');
/** Starts one, unless one runs. */
export const startStorm = () => post<StormSight>('storm', {});
export const moveClock = (by: number | 'morning') => post('clock', { by });
export const orderFault = (asked: FaultOrder) => post('fault', asked);

/** Calls back whenever something changed, and when the line was lost or is back; the answer ends that. */
export function listen(changed: () => void, connected: (yes: boolean) => void): () => void {
  const events = new EventSource(at('events'));
  events.onmessage = changed;
  events.onopen = () => {
    connected(true);
    changed();
  };
  events.onerror = () => connected(false);
  return () => events.close();
}
