// What both chats share on the page: whose side it is, the places to look at, faces and days.
import { useEffect, useRef, useState } from 'react';
import type { PlaceShown, Setup } from '../sight.ts';
import { recall, remember } from './memory.ts';
import type { Act } from './server.ts';
import { dayOf } from './time.ts';

export type Person = Setup['people'][number];

export interface SideProps {
  readonly setup: Setup;
  readonly user: Person;
  readonly zone: string;
  /** Does something; whether it went well. What went wrong is shown. */
  readonly act: (asked: Act) => Promise<boolean>;
  /** Shows what went wrong before anything was done. */
  readonly fail: (error: unknown) => void;
  readonly choose: (handle: string) => void;
  readonly go: (place: string) => void;
}

const HUES = [262, 205, 340, 20, 150, 45, 300, 180];

/** Initials on a colour that stays with the person; Muster has its own. */
export function Avatar({ person }: { person: Person | undefined }) {
  if (!person) return <span className="avatar bot">M</span>;
  const letters = person.name.split(' ').map(([letter]) => letter);
  const hue = HUES[[...person.handle].reduce((sum, char) => sum + char.charCodeAt(0), 0) % HUES.length];
  return (
    <span className="avatar" style={{ background: `hsl(${hue} 42% 46%)` }}>
      {letters.slice(0, 2).join('')}
    </span>
  );
}

export function PersonPicker({
  setup,
  user,
  choose,
  chat,
}: Pick<SideProps, 'setup' | 'user' | 'choose'> & { chat: string }) {
  return (
    <label className="picker">
      <span className="you">You are</span>
      <Avatar person={user} />
      <select
        value={user.handle}
        onChange={(event) => choose(event.target.value)}
        aria-label={`Who you are in ${chat}`}
      >
        {teamsOf(setup.people).map(([team, people]) => (
          <optgroup key={team} label={team}>
            {people.map(({ handle, name, role }) => (
              <option key={handle} value={handle}>
                {name} · {role}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
    </label>
  );
}

/** Whoever needs something first, then who helps them, as one would tell it. */
function teamsOf(people: Setup['people']): [string, Person[]][] {
  const parts = ['requester', 'first', 'further', 'manager', 'guest'];
  const sorted = [...people].sort((one, other) => parts.indexOf(one.part) - parts.indexOf(other.part));
  const teams = new Map<string, Person[]>();
  for (const person of sorted) teams.set(person.team, [...(teams.get(person.team) ?? []), person]);
  return [...teams];
}

/** Channels and the chat with Muster; a dot where something new stands. */
export function Places({
  places,
  place,
  account,
  go,
  children,
}: {
  places: readonly PlaceShown[];
  place: string;
  account: string;
  go: (id: string) => void;
  children: React.ReactNode;
}) {
  const unread = useUnread(places, place, account);
  const rooms = places.filter(({ room }) => room);
  const entry = ({ id, name, kind, private: hidden, room }: PlaceShown) => (
    <button
      key={id}
      type="button"
      aria-current={id === place}
      onClick={() => go(id)}
      data-unread={unread.has(id)}
      data-room={room}
      title={room ? name : undefined}
    >
      {kind === 'direct' ? <Avatar person={undefined} /> : <i>{room ? '' : signOf(kind, hidden)}</i>}
      <span>{name}</span>
      {unread.has(id) && <b title="Something new" />}
    </button>
  );
  return (
    <nav className="places" data-tour="places">
      {rooms.length > 0 && <h3>Major incidents</h3>}
      {rooms.map(entry)}
      <h3>Channels</h3>
      {places.filter(({ kind, room }) => kind === 'channel' && !room).map(entry)}
      <h3>Direct chat</h3>
      {places.filter(({ kind }) => kind !== 'channel').map(entry)}
      {children}
    </nav>
  );
}

function signOf(kind: PlaceShown['kind'], hidden: boolean): string {
  if (kind === 'home') return '⌂';
  return hidden ? '🔒\uFE0E' : '#';
}

/** Ids of the places in which something stands that this account has not looked at. */
function useUnread(places: readonly PlaceShown[], place: string, account: string): Set<string> {
  const [read, setRead] = useState<Record<string, number>>(() => recall(`read.${account}`, {}));
  const latest = places.find(({ id }) => id === place)?.latest ?? 0;
  useEffect(() => {
    setRead((before) => {
      if ((before[place] ?? 0) >= latest) return before;
      const after = { ...before, [place]: latest };
      remember(`read.${account}`, after);
      return after;
    });
  }, [place, latest, account]);
  return new Set(
    places.filter(({ id, latest: newest }) => id !== place && newest > (read[id] ?? 0)).map(({ id }) => id),
  );
}

/** A list that stays at its end, unless the reader has gone up. */
export function Scroll({
  last,
  compact = false,
  children,
}: {
  last: string;
  /** Short lines stand close together. */
  compact?: boolean;
  children: React.ReactNode;
}) {
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const top = useRef(0);
  const height = useRef(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: goes to the end when the last thing is another.
  useEffect(() => {
    const { current } = box;
    if (!current) return;
    const down = () => {
      if (atEnd.current) current.scrollTop = current.scrollHeight;
    };
    down();
    // Cards grow after they are drawn, and the ledger takes room.
    const grown = new ResizeObserver(down);
    for (const each of [current, ...current.children]) grown.observe(each);
    return () => grown.disconnect();
  }, [last]);
  const moved = ({ currentTarget: { scrollHeight, scrollTop, clientHeight } }: React.UIEvent) => {
    // What grew since the last scroll is no reader who went up: only a smaller scrollTop is, unless a card drawn anew shrank.
    if (scrollHeight - scrollTop - clientHeight < 60) atEnd.current = true;
    else if (scrollTop < top.current && scrollHeight >= height.current) atEnd.current = false;
    top.current = scrollTop;
    height.current = scrollHeight;
  };
  return (
    <div className="scroll" ref={box} onScroll={moved}>
      <div className={compact ? 'list compact' : 'list'}>{children}</div>
    </div>
  );
}

export const Day = ({ at, before, zone }: { at: string; before: string | undefined; zone: string }) =>
  before !== undefined && dayOf(before, zone) === dayOf(at, zone) ? null : <p className="day">{dayOf(at, zone)}</p>;
