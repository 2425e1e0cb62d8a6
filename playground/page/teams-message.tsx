// One message in Teams: a bubble in a chat, a post or a reply in a channel.

import { useState } from 'react';
import type { TeamsShown } from '../sight.ts';
import { Card } from './adaptive-card.tsx';
import { Attachments } from './attachments.tsx';
import { Editor, MessageTools } from './message-tools.tsx';
import { Avatar, type SideProps } from './side.tsx';
import { clockTime } from './time.ts';
import { Typed } from './typed.tsx';

const CARD = 'application/vnd.microsoft.card.adaptive';

const LIKES: Readonly<Record<string, string>> = { like: '👍', heart: '❤️' };
const MENTION = /^<at>[^<]*<\/at>\s*/;

interface MessageProps extends Pick<SideProps, 'setup' | 'user' | 'zone' | 'act'> {
  readonly message: TeamsShown;
  /** A chat's own messages stand at the right, without a name. */
  readonly chat?: boolean;
  /** What it answers to. */
  readonly quoted?: TeamsShown | undefined;
  /** Offers to answer to this very message. */
  readonly quote?: (() => void) | undefined;
}

export function TeamsMessage({ message, chat = false, quoted, quote, setup, user, zone, act }: MessageProps) {
  const author = setup.people.find(({ teams }) => teams === message.from);
  const own = chat && author === user;
  const cards = message.attachments.filter(({ contentType }) => contentType === CARD);
  const name = author?.name ?? 'Muster';
  const [editing, setEditing] = useState(false);
  const at = { side: 'teams', user: user.teams, message: message.id } as const;
  const mine = author === user && !message.targeted;
  const report = { do: 'extension', command: 'report_message', place: message.conversation } as const;
  return (
    <article className={`teams-message ${own ? 'own' : ''}`}>
      {!own && <Avatar person={author} />}
      <div>
        <p className="byline">
          {!own && <b>{name}</b>}
          <time>{clockTime(message.at, zone)}</time>
          {message.edited && cards.length === 0 && <small>Edited</small>}
          {message.targeted && <em>👁&#xFE0E; Only visible to you</em>}
        </p>
        <div className={cards.length > 0 ? 'carries' : 'bubble'}>
          {quoted && <Quotation quoted={quoted} setup={setup} />}
          {editing && (
            <Editor
              text={message.text.replace(MENTION, '').trim()}
              keep={(text) => act({ ...at, do: 'edit', text })}
              leave={() => setEditing(false)}
            />
          )}
          {message.text !== '' && !editing && <Words message={message} />}
          <Attachments attached={message.attached} />
          {cards.map(({ content }, index) => (
            <Card
              // biome-ignore lint/suspicious/noArrayIndexKey: a message's cards have no other name.
              key={index}
              card={content}
              execute={(action) =>
                act({
                  ...{ side: 'teams', user: user.teams, do: 'press', place: message.conversation },
                  ...{ message: message.id, action },
                })
              }
            />
          ))}
        </div>
        {message.reactions.length > 0 && (
          <p className="reactions">
            {message.reactions.map(({ type, user: by }) => (
              <span key={type + by}>{LIKES[type] ?? type}</span>
            ))}
          </p>
        )}
      </div>
      <MessageTools
        emoji={[{ sign: '👍', label: 'React with a like', act: () => act({ ...at, do: 'react', type: 'like' }) }]}
        buttons={quote ? [{ sign: '❝', label: 'Quote', act: quote }] : []}
        menu={[
          { label: `${setup.menus.report_message}…`, act: () => act({ ...at, ...report }) },
          ...(mine ? [{ label: 'Edit message', act: () => setEditing(true) }] : []),
          ...(mine ? [{ label: 'Delete message', act: () => act({ ...at, do: 'remove' }) }] : []),
        ]}
      />
    </article>
  );
}

export function Quotation({ quoted, setup }: { quoted: TeamsShown; setup: SideProps['setup'] }) {
  const name = setup.people.find(({ teams }) => teams === quoted.from)?.name ?? 'Muster';
  const card = quoted.attachments.find(({ contentType }) => contentType === CARD)?.content as
    | { fallbackText?: string }
    | undefined;
  return (
    <blockquote>
      <b>{name}</b> {quoted.text || card?.fallbackText || 'a card'}
    </blockquote>
  );
}

/** What a bot says as XML is escaped, and has no signs of a person's. */
function Words({ message: { text, textFormat } }: { message: TeamsShown }) {
  if (textFormat !== 'xml') return <Typed text={text} name={wordsOf} />;
  return (
    <div className="words typed">
      <p>{wordsOf(text, unescaped)}</p>
    </div>
  );
}

const SIGNS: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const unescaped = (text: string) => text.replace(/&(amp|lt|gt|quot|apos);/g, (sign, name) => SIGNS[name] ?? sign);

/** A mention is marked; everything else stays as it was typed. */
function wordsOf(text: string, read = (written: string) => written): React.ReactNode[] {
  return text.split(/(<at>[^<]*<\/at>)/).map((part, index) => {
    const name = /^<at>(.*)<\/at>$/.exec(part)?.[1];
    if (name === undefined) return read(part);
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text never change places.
      <span key={index} className="mention">
        @{read(name)}
      </span>
    );
  });
}
