// The Slack side: one person's channels, a conversation, its threads in a pane, forms above it.
import { useMemo, useState } from 'react';
import type { SlackPrivate, SlackShown, SlackSight } from '../sight.ts';
import { Composer, type SentFile, verbOffers } from './composer.tsx';
import { Menu } from './message-tools.tsx';
import { Day, PersonPicker, Places, Scroll, type SideProps } from './side.tsx';
import { People } from './slack-blocks.tsx';
import { SlackHome } from './slack-home.tsx';
import { SlackEphemeral, SlackMessage } from './slack-message.tsx';
import { SlackModal } from './slack-modal.tsx';
import { Headline, Title } from './title.tsx';
import { type Draft, startIn, Tries, useDraft } from './tries.tsx';
import { useEscape } from './use-escape.ts';

export function SlackSide({ sight, ...side }: SideProps & { sight: SlackSight }) {
  const { setup, user, choose, go, act } = side;
  const [thread, setThread] = useState<{ place: string; root: string }>();
  const place = sight.places.find(({ id }) => id === sight.place);
  const direct = sight.places.find(({ kind }) => kind === 'direct');
  const [draft, type] = useDraft(() => {
    // Home has nothing to write in.
    if (place?.kind === 'home' && direct) go(direct.id);
  });
  const named = useMemo(
    () => [{ id: setup.bot.slack, name: 'muster' }, ...setup.people.map(({ slack: id, name }) => ({ id, name }))],
    [setup],
  );
  const root = thread?.place === sight.place ? thread.root : undefined;
  const openLink = (event: React.MouseEvent) => {
    const found = /\/archives\/([^/?]+)/.exec((event.target as Element).closest('a')?.href ?? '');
    if (!found || !sight.places.some(({ id }) => id === found[1])) return;
    event.preventDefault();
    go(found[1] ?? '');
  };
  return (
    <People value={named}>
      <section className="side slack" aria-label="Slack" onClickCapture={openLink}>
        <header>
          <h2>Slack</h2>
          <PersonPicker {...{ setup, user, choose }} chat="Slack" />
        </header>
        <Places places={sight.places} place={sight.place} account={user.slack} go={go}>
          <Tries person={user} start={startIn(setup, 'slack', place?.kind !== 'channel')} type={type} />
        </Places>
        <div className="talk">
          {place?.kind === 'home' && <SlackHome home={sight.home} {...{ user, act }} />}
          {place && place.kind !== 'home' && (
            <>
              <Conversation
                {...side}
                {...{ sight, place, draft }}
                openThread={(ts) => setThread({ place: sight.place, root: ts })}
              />
              {root && <Thread {...side} {...{ sight, root }} close={() => setThread(undefined)} />}
            </>
          )}
          {!place && <p className="empty">Pick a channel to see what is said there.</p>}
        </div>
        {sight.view && (
          <SlackModal key={sight.view.view.id + sight.view.view.hash} shown={sight.view} {...{ user, act }} />
        )}
      </section>
    </People>
  );
}

type Line = { message: SlackShown } | { whisper: SlackPrivate };
const atOf = (line: Line) => ('message' in line ? line.message : line.whisper);

/** Messages and whispers of one place or thread, in the order in which they came. */
function linesOf(messages: readonly SlackShown[], whispers: readonly SlackPrivate[]): Line[] {
  const all: Line[] = [...messages.map((message) => ({ message })), ...whispers.map((whisper) => ({ whisper }))];
  return all.sort((a, b) => Number(atOf(a).ts) - Number(atOf(b).ts));
}

interface LinesProps extends SideProps {
  readonly lines: readonly Line[];
  readonly place: string;
  readonly openThread?: (root: string) => void;
}

const Lines = ({ lines, place, openThread, ...side }: LinesProps) =>
  lines.map((line, index) => {
    const { at, ts } = atOf(line);
    const before = lines[index - 1];
    return (
      <div key={'whisper' in line ? line.whisper.id : ts}>
        <Day at={at} before={before && atOf(before).at} zone={side.zone} />
        {'whisper' in line ? (
          <SlackEphemeral shown={line.whisper} {...side} />
        ) : (
          <SlackMessage message={line.message} {...{ place }} {...(openThread && { openThread })} {...side} />
        )}
      </div>
    );
  });

interface ConversationProps extends SideProps {
  readonly sight: SlackSight;
  readonly place: SlackSight['places'][number];
  readonly openThread: (root: string) => void;
  readonly draft: Draft | undefined;
}

function Conversation({ sight, place, openThread, draft, ...side }: ConversationProps) {
  const { setup, user, act, fail } = side;
  const headline = place.room ? sight.messages.find(({ ts }) => ts === sight.headline) : undefined;
  const main = sight.messages.filter(
    ({ ts, thread_ts, subtype }) =>
      ts !== headline?.ts && (!thread_ts || thread_ts === ts || subtype === 'thread_broadcast'),
  );
  const lines = linesOf(
    main,
    sight.ephemerals.filter((each) => !each.thread_ts),
  );
  const direct = place.kind === 'direct';
  const title = direct ? 'Muster' : `# ${place.name}`;
  const last = lines.at(-1);
  const here = { side: 'slack', user: user.slack, place: place.id } as const;
  return (
    <>
      <Title name={title} about={aboutOf(place)} people={setup.people} {...{ place, sight }} />
      {sight.bookmarks.length > 0 && <Bookmarks bookmarks={sight.bookmarks} />}
      {headline && (
        <Headline>
          <SlackMessage message={headline} {...{ openThread }} place={place.id} {...side} />
        </Headline>
      )}
      <Scroll key={place.id} last={last ? JSON.stringify(atOf(last)).length + atOf(last).ts : ''} compact={place.room}>
        {lines.length === 0 && !headline && (
          <p className="empty">
            Nothing here yet. Type <code>{setup.command} report …</code> below, or <code>{setup.command} help</code>.
            “Fill with a week” above brings a desk at work.
          </p>
        )}
        <Lines {...side} {...{ lines, openThread }} place={place.id} />
      </Scroll>
      {!place.open && <Join title={title} join={() => act({ ...here, do: 'join' })} />}
      {place.open && (
        <Composer
          key={place.id + user.slack}
          label={`Message ${title} in Slack`}
          placeholder={`Message ${title}, or type / for commands`}
          offers={verbOffers(setup, direct ? [`${setup.command} `] : [`${setup.command} `, '@muster '])}
          send={(text, files) => act({ ...here, do: 'say', text, files: [...files] })}
          fail={fail}
          draft={draft}
        >
          <Menu
            label="Shortcuts"
            sign={'⚡\uFE0E'}
            entries={[
              {
                label: `${setup.menus.report}…`,
                act: () => act({ side: 'slack', user: user.slack, do: 'shortcut', shortcut: 'report' }),
              },
            ]}
          />
        </Composer>
      )}
    </>
  );
}

/** Who only looks into a channel writes there once they are in it. */
const Join = ({ title, join }: { title: string; join: () => void }) => (
  <p className="join">
    You are not in {title}.{' '}
    <button type="button" onClick={join}>
      Join channel
    </button>
  </p>
);

const Bookmarks = ({ bookmarks }: Pick<SlackSight, 'bookmarks'>) => (
  <nav className="bookmarks" aria-label="Bookmarks">
    {bookmarks.map(({ id, title, link }) => (
      <a key={id} href={link} target="_blank" rel="noreferrer">
        {title}
      </a>
    ))}
  </nav>
);

function aboutOf({ kind, private: hidden }: SlackSight['places'][number]): string {
  if (kind === 'direct') return 'your direct chat';
  return hidden ? 'private: only those who are in it' : 'everyone';
}

interface ThreadProps extends SideProps {
  readonly sight: SlackSight;
  readonly root: string;
  readonly close: () => void;
}

function Thread({ sight, root, close, ...side }: ThreadProps) {
  const { setup, user, act, fail } = side;
  useEscape(close);
  const lines = linesOf(
    sight.messages.filter(({ ts, thread_ts }) => ts === root || thread_ts === root),
    sight.ephemerals.filter(({ thread_ts }) => thread_ts === root),
  );
  const say = (text: string, files: readonly SentFile[]) =>
    act({
      ...{ side: 'slack', user: user.slack, do: 'say', place: sight.place, text },
      ...{ thread: root, files: [...files] },
    });
  return (
    <aside className="thread" aria-label="Thread">
      <h3 className="title">
        Thread
        <button type="button" className="close" onClick={close} aria-label="Close the thread" title="Close (Esc)">
          ×
        </button>
      </h3>
      <Scroll key={root} last={`${lines.length}`}>
        <Lines {...side} lines={lines} place={sight.place} />
      </Scroll>
      <Composer
        label="Reply in the thread in Slack"
        placeholder="Reply…, or @muster and a command"
        offers={verbOffers(setup, ['@muster '])}
        send={say}
        fail={fail}
        focus
      />
    </aside>
  );
}
