// One message in Slack, or what only its reader sees.

import { useState } from 'react';
import type { SlackPrivate, SlackShown } from '../sight.ts';
import type { Block } from '../slack/world.ts';
import { Attachments } from './attachments.tsx';
import { Editor, MessageTools } from './message-tools.tsx';
import { Avatar, type SideProps } from './side.tsx';
import { SlackBlocks } from './slack-blocks.tsx';
import { clockTime } from './time.ts';

interface MessageProps extends Pick<SideProps, 'setup' | 'user' | 'zone' | 'act'> {
  readonly message: SlackShown;
  readonly place: string;
  /** Opens the message's thread; absent inside one. */
  readonly openThread?: (root: string) => void;
}

export function SlackMessage({ message, place, openThread, setup, user, zone, act }: MessageProps) {
  const [editing, setEditing] = useState(false);
  const { ts, thread_ts, reply_count = 0, latest_reply } = message;
  const author = setup.people.find(({ slack }) => slack === message.user);
  const root = thread_ts ?? ts;
  const at = { side: 'slack', user: user.slack, place, ts } as const;
  return (
    <article className="slack-message">
      <Avatar person={author} />
      <div>
        <Byline name={author?.name ?? 'Muster'} app={!author} at={clockTime(message.at, zone)} />
        {message.pinned && <p className="pinned">📌 Pinned</p>}
        {message.subtype === 'thread_broadcast' && openThread && (
          <button type="button" className="link" onClick={() => openThread(root)}>
            replied to a thread
          </button>
        )}
        {editing ? (
          <Editor
            text={typedOf(message.text, setup)}
            keep={(text) => act({ ...at, do: 'edit', text })}
            leave={() => setEditing(false)}
          />
        ) : (
          <Content
            setup={setup}
            text={message.text}
            blocks={message.blocks}
            edited={message.edited !== undefined && author !== undefined}
            press={(pressed) => {
              const where = { channel: place, ts };
              return act({ ...pressed, side: 'slack', user: user.slack, do: 'press', where });
            }}
          />
        )}
        <Attachments attached={message.attached} />
        <Reactions message={message} people={setup.people} />
        {openThread && reply_count > 0 && (
          <button type="button" className="replies" onClick={() => openThread(root)}>
            {reply_count === 1 ? '1 reply' : `${reply_count} replies`}
            {latest_reply && <small>Open the thread</small>}
          </button>
        )}
      </div>
      <Tools
        {...{ message, place, setup, user, act }}
        {...(openThread && { openThread })}
        edit={() => setEditing(true)}
      />
    </article>
  );
}

const SIGNS: Readonly<Record<string, string>> = { ticket: '🎫', '+1': '👍', eyes: '👀', white_check_mark: '✅' };
const signOf = (emoji: string) => SIGNS[emoji] ?? `:${emoji}:`;

function Tools({
  message,
  place,
  openThread,
  setup,
  user,
  act,
  edit,
}: Omit<MessageProps, 'zone'> & { edit: () => void }) {
  const { ts, thread_ts = ts } = message;
  const at = { side: 'slack', user: user.slack, place, ts } as const;
  const react = (emoji: string) => ({
    sign: signOf(emoji),
    label: emoji === setup.emoji ? `React with :${emoji}:, which reports the message` : `React with :${emoji}:`,
    act: () => act({ ...at, do: 'react', emoji }),
  });
  const own = message.user === user.slack;
  return (
    <MessageTools
      emoji={[setup.emoji, '+1', 'eyes'].map(react)}
      buttons={openThread ? [{ sign: '💬\uFE0E', label: 'Reply in thread', act: () => openThread(thread_ts) }] : []}
      menu={[
        {
          label: `${setup.menus.report_message}…`,
          act: () => {
            const on = { channel: place, ts };
            return act({ side: 'slack', user: user.slack, do: 'shortcut', shortcut: 'report_message', on });
          },
        },
        ...(own ? [{ label: 'Edit message', act: edit }] : []),
        ...(own ? [{ label: 'Delete message', act: () => act({ ...at, do: 'remove' }) }] : []),
      ]}
    />
  );
}

function Reactions({
  message: { reactions = [] },
  people,
}: {
  message: SlackShown;
  people: SideProps['setup']['people'];
}) {
  if (reactions.length === 0) return null;
  const nameOf = (id: string) => people.find(({ slack }) => slack === id)?.name ?? 'Muster';
  return (
    <p className="reactions">
      {reactions.map(({ name, users, count }) => (
        <span key={name} title={users.map(nameOf).join(', ')}>
          {signOf(name)} {count}
        </span>
      ))}
    </p>
  );
}

type PrivateProps = Pick<SideProps, 'setup' | 'user' | 'zone' | 'act'> & { readonly shown: SlackPrivate };

export function SlackEphemeral({ shown, setup, user, zone, act }: PrivateProps) {
  return (
    <article className="slack-message private">
      <Avatar person={undefined} />
      <div>
        <p className="only">
          <span>👁&#xFE0E; Only visible to you</span>
          <button
            type="button"
            className="link"
            onClick={() => act({ side: 'slack', user: user.slack, do: 'dismiss', ephemeral: shown.id })}
          >
            Dismiss
          </button>
        </p>
        <Byline name={shown.by === 'app' ? 'Muster' : 'Slackbot'} app at={clockTime(shown.at, zone)} />
        <Content
          setup={setup}
          text={shown.text}
          blocks={shown.blocks}
          press={(pressed) => {
            const where = { ephemeral: shown.id };
            return act({ ...pressed, side: 'slack', user: user.slack, do: 'press', where });
          }}
        />
      </div>
    </article>
  );
}

const Byline = ({ name, app, at }: { name: string; app: boolean; at: string }) => (
  <p className="byline">
    <b>{name}</b>
    {app && <i>APP</i>}
    <time>{at}</time>
  </p>
);

interface ContentProps {
  readonly setup: SideProps['setup'];
  readonly text: string;
  readonly blocks: readonly Block[] | undefined;
  readonly edited?: boolean;
  readonly press: React.ComponentProps<typeof SlackBlocks>['press'];
}

/** Blocks stand in place of the text, as in Slack. */
function Content({ setup, text, blocks, edited = false, press }: ContentProps) {
  if (blocks && blocks.length > 0)
    return (
      <>
        <SlackBlocks blocks={blocks} press={press} />
        {edited && <small className="edited">(edited)</small>}
      </>
    );
  if (text === '') return null;
  return (
    <p className="words">
      {wordsOf(text, setup)}
      {edited && <small> (edited)</small>}
    </p>
  );
}

const entities: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&amp;': '&' };
const unescaped = (text: string) => text.replace(/&(?:lt|gt|amp);/g, (entity) => entities[entity] ?? entity);

/** As it was typed, to be typed again: people and channels by name, addresses without their brackets. */
function typedOf(text: string, { people, bot }: SideProps['setup']): string {
  const plain = text.replace(
    /<([@#!]?)([^|<>]+)(?:\|([^<>]*))?>/g,
    (_all, sign: string, id: string, label?: string) => {
      if (sign === '') return label === undefined ? id : `[${label}](${id})`;
      if (sign !== '@') return (sign === '#' ? '#' : '@') + (label ?? id);
      return `@${id === bot.slack ? 'muster' : (people.find(({ slack }) => slack === id)?.handle ?? label ?? id)}`;
    },
  );
  return unescaped(plain);
}

/** Slack's text: people, channels and addresses in angle brackets, signs escaped; its styles stay as they were typed. */
function wordsOf(text: string, { people, bot }: SideProps['setup']): React.ReactNode[] {
  return text.split(/(<[^<>]+>)/).map((part, index) => {
    const [, sign, id = '', label] = /^<([@#!]?)([^|>]+)(?:\|([^>]*))?>$/.exec(part) ?? [];
    if (sign === undefined) return unescaped(part);
    const key = `${index} ${part}`;
    if (sign === '') {
      return (
        <a key={key} href={unescaped(id)} target="_blank" rel="noreferrer">
          {unescaped(label ?? id)}
        </a>
      );
    }
    const name = id === bot.slack ? 'muster' : (people.find(({ slack }) => slack === id)?.name ?? label ?? id);
    return (
      <span key={key} className="mention">
        {sign === '#' ? '#' : '@'}
        {name}
      </span>
    );
  });
}
