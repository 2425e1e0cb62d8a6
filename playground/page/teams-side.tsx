// The Teams side: one person's channels and chat with Muster, replies below their posts, dialogs above.
import { useState } from 'react';
import type { TeamsDialog, TeamsShown, TeamsSight } from '../sight.ts';
import { Card } from './adaptive-card.tsx';
import { Composer, type SentFile, verbOffers } from './composer.tsx';
import { Day, PersonPicker, Places, Scroll, type SideProps } from './side.tsx';
import { TeamsApps } from './teams-apps.tsx';
import { Quotation, TeamsMessage } from './teams-message.tsx';
import { Headline, Title } from './title.tsx';
import { type Draft, startIn, Tries, useDraft } from './tries.tsx';
import { useEscape } from './use-escape.ts';

export function TeamsSide({ sight, ...side }: SideProps & { sight: TeamsSight }) {
  const { setup, user, choose, go, act } = side;
  const place = sight.places.find(({ id }) => id === sight.place);
  const [draft, type] = useDraft(() => undefined);
  const openLink = (event: React.MouseEvent) => {
    const found = /teams\.microsoft\.com\/l\/(?:message|channel|chat)\/([^/]+)\//.exec(
      (event.target as Element).closest('a')?.href ?? '',
    );
    const id = decodeURIComponent(found?.[1] ?? '');
    if (!sight.places.some((each) => each.id === id)) return;
    event.preventDefault();
    event.stopPropagation();
    go(id);
  };
  return (
    <section className="side teams" aria-label="Microsoft Teams" onClickCapture={openLink}>
      <header>
        <h2>Microsoft Teams</h2>
        <PersonPicker {...{ setup, user, choose }} chat="Teams" />
      </header>
      <Places places={sight.places} place={sight.place} account={user.teams} go={go}>
        <Tries person={user} start={startIn(setup, 'teams', place?.kind === 'direct')} type={type} />
      </Places>
      <div className="talk">
        {!place && <p className="empty">Pick a channel to see what is said there.</p>}
        {place?.kind === 'channel' && <Channel {...side} {...{ sight, place, draft }} />}
        {place?.kind === 'direct' && <Chat {...side} {...{ sight, place, draft }} />}
      </div>
      {sight.dialog && <TeamsDialogBox key={sight.dialog.id} dialog={sight.dialog} {...{ user, act }} />}
    </section>
  );
}

interface PlaceProps extends SideProps {
  readonly sight: TeamsSight;
  readonly place: TeamsSight['places'][number];
  readonly draft: Draft | undefined;
}

const lastOf = (messages: readonly TeamsShown[]) => `${messages.length} ${messages.at(-1)?.id}`;

function Channel({ sight, place, draft, ...side }: PlaceProps) {
  const { setup, user, act, fail } = side;
  const { messages } = sight;
  const known = new Set(messages.map(({ id }) => id));
  const headline = messages.find(({ id }) => id === sight.headline);
  const below = messages.filter(({ root }) => root !== undefined && root === headline?.id);
  const posts = messages.filter(({ root }) => root === undefined || !known.has(root)).filter((one) => one !== headline);
  const say = (text: string, files: readonly SentFile[], thread?: string) =>
    act({
      ...{ side: 'teams', user: user.teams, do: 'say', place: place.id, text },
      ...{ files: [...files], ...(thread ? { thread } : {}) },
    });
  return (
    <>
      <Title
        name={place.private ? place.name : `# ${place.name}`}
        about={place.private ? 'a group chat' : `in ${setup.organisation}`}
        people={setup.people}
        {...{ place, sight }}
      />
      {headline && (
        <Headline>
          <TeamsMessage message={headline} {...side} />
          {below.length > 0 && <Answers post={headline} replies={below} {...{ say }} {...side} />}
        </Headline>
      )}
      <Scroll key={place.id} last={lastOf(messages)} compact={place.room}>
        {posts.length === 0 && !headline && (
          <p className="empty">
            Nothing here yet. Type <code>@Muster report …</code> below, or <code>@Muster help</code>. “Fill with a week”
            above brings a desk at work.
          </p>
        )}
        {posts.map((post, index) => (
          <div key={post.id}>
            <Day at={post.at} before={posts[index - 1]?.at} zone={side.zone} />
            <Post
              {...side}
              post={post}
              flat={place.private}
              replies={messages.filter(({ root }) => root === post.id)}
              say={say}
            />
          </div>
        ))}
      </Scroll>
      <Composer
        key={place.id + user.teams}
        label={place.private ? `Message ${place.name} in Teams` : `Post in # ${place.name} in Teams`}
        placeholder={`${place.private ? 'Type a message' : 'Start a post'}; @Muster and a command to ask Muster`}
        offers={verbOffers(setup, ['@Muster ', '/'])}
        send={(text, files) => say(text, files)}
        fail={fail}
        draft={draft}
      >
        <TeamsApps place={place.id} {...{ setup, user, act }} />
      </Composer>
    </>
  );
}

interface PostProps extends SideProps {
  readonly post: TeamsShown;
  /** A group chat has no threads. */
  readonly flat: boolean;
  readonly replies: readonly TeamsShown[];
  readonly say: (text: string, files: readonly SentFile[], thread: string) => Promise<boolean>;
}

const FEW = 4; // replies shown at once; the others open on demand

function Post({ post, flat, replies, say, ...side }: PostProps) {
  return (
    <div className="post">
      <TeamsMessage message={post} {...side} />
      {!flat && <Answers {...{ post, replies, say }} {...side} />}
    </div>
  );
}

function Answers({ post, replies, say, ...side }: Omit<PostProps, 'flat'>) {
  const [all, setAll] = useState(false);
  const [answering, setAnswering] = useState(false);
  const shown = all ? replies : replies.slice(-FEW);
  const hidden = replies.length - shown.length;
  return (
    <div className="answers">
      {hidden > 0 && (
        <button type="button" className="link" onClick={() => setAll(true)}>
          Show {hidden} earlier {hidden === 1 ? 'reply' : 'replies'}
        </button>
      )}
      {shown.map((reply) => (
        <TeamsMessage key={reply.id} message={reply} {...side} />
      ))}
      {answering ? (
        // biome-ignore lint/a11y/noStaticElementInteractions: Esc closes what was opened here.
        <div onKeyDown={({ key }) => key === 'Escape' && setAnswering(false)}>
          <Composer
            label="Reply in Teams"
            placeholder="Reply…, or @Muster and a command"
            offers={verbOffers(side.setup, ['@Muster ', '/'])}
            send={(text, files) => say(text, files, post.id)}
            fail={side.fail}
            focus
          />
        </div>
      ) : (
        <button type="button" className="link reply" onClick={() => setAnswering(true)}>
          ↩&#xFE0E; Reply
        </button>
      )}
    </div>
  );
}

function Chat({ sight: { messages }, place, draft, ...side }: PlaceProps) {
  const { setup, user, act, fail } = side;
  const [quoting, setQuoting] = useState<TeamsShown>();
  const send = async (text: string, files: readonly SentFile[]) => {
    const quote = quoting ? { quote: quoting.id } : {};
    const said = { text, files: [...files], ...quote };
    const sent = await act({ side: 'teams', user: user.teams, do: 'say', place: place.id, ...said });
    if (sent) setQuoting(undefined);
    return sent;
  };
  if (!place.open) {
    return (
      <div className="empty">
        <p>You have not added Muster yet, so it cannot write to you here.</p>
        <button
          type="button"
          className="primary"
          onClick={() => act({ side: 'teams', user: user.teams, do: 'install' })}
        >
          Add Muster
        </button>
      </div>
    );
  }
  return (
    <>
      <h3 className="title">
        Muster <small>your chat</small>
      </h3>
      <Scroll key={place.id} last={lastOf(messages)}>
        {messages.length === 0 && (
          <p className="empty">
            Nothing here yet. Type <code>report …</code> below, or <code>help</code>.
          </p>
        )}
        {messages.map((message, index) => (
          <div key={message.id}>
            <Day at={message.at} before={messages[index - 1]?.at} zone={side.zone} />
            <TeamsMessage
              {...{ message }}
              {...side}
              chat
              quoted={messages.find(({ id }) => id === message.quote)}
              quote={message.from === setup.bot.teams ? () => setQuoting(message) : undefined}
            />
          </div>
        ))}
      </Scroll>
      {quoting && (
        <div className="quoting">
          <Quotation quoted={quoting} setup={setup} />
          <button type="button" className="close" onClick={() => setQuoting(undefined)} aria-label="Do not quote">
            ×
          </button>
        </div>
      )}
      <Composer
        key={user.teams + (quoting?.id ?? '')}
        label="Message Muster in Teams"
        placeholder={quoting ? 'Your answer' : 'Type a message, or / for commands'}
        offers={verbOffers(setup, ['/'])}
        send={send}
        fail={fail}
        focus={quoting !== undefined}
        draft={draft}
      >
        <TeamsApps place={place.id} {...{ setup, user, act }} />
      </Composer>
    </>
  );
}

function TeamsDialogBox({ dialog, user, act }: { dialog: TeamsDialog } & Pick<SideProps, 'user' | 'act'>) {
  const close = () => act({ side: 'teams', user: user.teams, do: 'close', dialog: dialog.id });
  useEscape(close);
  return (
    <div className="veil inside">
      <div
        className="dialog teams-dialog"
        role="dialog"
        aria-modal="true"
        aria-label={dialog.title}
        tabIndex={-1}
        // The field to begin with is known once the card is drawn.
        ref={(box) =>
          void setTimeout(() => (box?.contains(document.activeElement) ? undefined : firstOf(box)?.focus()))
        }
      >
        <h2>
          {dialog.title}
          <button type="button" className="close" onClick={close} aria-label="Close the dialog" title="Close (Esc)">
            ×
          </button>
        </h2>
        <div className="dialog-body">
          {dialog.message !== undefined && <p>{dialog.message}</p>}
          {dialog.card !== undefined && (
            <Card
              card={dialog.card}
              execute={({ data }) => act({ side: 'teams', user: user.teams, do: 'submit', dialog: dialog.id, data })}
            />
          )}
        </div>
      </div>
    </div>
  );
}

const firstOf = (box: HTMLElement | null) =>
  box?.querySelector<HTMLElement>('.ac-input, .ac-pushButton') ?? box ?? undefined;
