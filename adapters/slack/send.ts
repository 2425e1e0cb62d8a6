// What goes out by itself: posts and edits, each sent once, posts found again by their key, and who people are.
import { RetryLater, Undeliverable } from '../../src/errors.ts';
import type { Operation, Place, Profile, Sent, Words } from '../../src/port.ts';
import type { Card } from '../../src/views/cards.ts';
import { call } from './failures.ts';
import { type FileOptions, type SlackFile, upload } from './files.ts';
import { homeView } from './form.ts';
import { person } from './people.ts';
import type { Message, Self } from './read.ts';
import { takeAway } from './remove.ts';
import { messageOf } from './render.ts';
import { escaped } from './text.ts';

/** Slack makes nothing of a message's words by itself: no names, no previews. */
export const inert = { parse: 'none', link_names: false, unfurl_links: false, unfurl_media: false } as const;

const repeated = (card: Card, words: string): Card => ({
  ...card,
  summary: `${words} ${card.summary}`,
  blocks: [{ type: 'small', text: [words] }, ...card.blocks],
});

interface Page {
  readonly messages?: readonly {
    ts?: string;
    user?: string;
    metadata?: { event_payload?: unknown };
    files?: readonly SlackFile[];
  }[];
  readonly response_metadata?: { readonly next_cursor?: string };
}

export function sender(options: FileOptions, words: Words) {
  const { web } = options;
  let self: (Self & { readonly team: string }) | undefined;
  const chats = new Map<string, string>();

  async function channelOf(place: Place): Promise<string> {
    if (place.kind !== 'direct') return place.channel;
    const known = chats.get(place.user);
    if (known) return known;
    const opened = await call('conversations.open', 'repeatable', () => web.conversations.open({ users: place.user }));
    const channel = opened.channel?.id;
    if (!channel) throw new Undeliverable(`no direct chat with ${place.user}`);
    chats.set(place.user, channel);
    return channel;
  }

  async function identify(): Promise<Self & { readonly team: string }> {
    const { team_id: team, user_id: user, url } = await call('auth.test', 'repeatable', () => web.auth.test());
    if (!team) throw new RetryLater('auth.test named no team', 60_000);
    self = { team, user, url };
    return self;
  }

  async function post(place: Place, key: string, card: Card): Promise<Sent> {
    const channel = await channelOf(place);
    const message = {
      ...{ channel, ...messageOf(card, false), ...inert },
      metadata: { event_type: 'muster', event_payload: { key } },
    };
    // In a direct chat few open threads, so what is said in one is shown in the chat too.
    const posted = await call('chat.postMessage', 'once', () =>
      place.kind === 'thread'
        ? web.chat.postMessage({ ...message, thread_ts: place.root, reply_broadcast: channel.startsWith('D') })
        : web.chat.postMessage(message),
    );
    return { channel: posted.channel ?? channel, id: posted.ts ?? '' };
  }

  async function postFile(place: Place, { file, card, begun, repeat }: Operation & { do: 'file' }): Promise<Sent> {
    const channel_id = await channelOf(place);
    const id = await upload(options, file);
    // Which message shows it is told later, if at all: it goes by the file's own id.
    const sent = { channel: channel_id, id };
    await begun(sent);
    const initial_comment = escaped(repeat ? `${words.repeat} ${card.summary}` : card.summary);
    const shown = { channel_id, files: [{ id, title: file.name }] as [{ id: string; title: string }], initial_comment };
    await call('files.completeUploadExternal', 'once', () =>
      web.files.completeUploadExternal(place.kind === 'thread' ? { ...shown, thread_ts: place.root } : shown),
    );
    return sent;
  }

  return {
    /** What is known of the bot itself, from the last `check`. */
    self: (): Self => self ?? {},
    /** The same, asked of Slack where nobody has yet. */
    known: async (): Promise<Self & { readonly team: string }> => self ?? identify(),
    check: async (): Promise<string> => (await identify()).team,

    async send(operation: Operation): Promise<Sent> {
      if (operation.do === 'post') {
        const { place, key, card, repeat } = operation;
        return post(place, key, repeat ? repeated(card, words.repeat) : card);
      }
      if (operation.do === 'file') return postFile(operation.place, operation);
      if (operation.do === 'home') {
        const published = { user_id: operation.user, view: homeView(operation.card) };
        const { view } = await call('views.publish', 'repeatable', () => web.views.publish(published));
        return { channel: operation.user, id: view?.id ?? '' };
      }
      if (operation.do === 'remove') {
        await takeAway(web, operation.message);
        return operation.message;
      }
      const { channel, id: ts } = operation.message;
      const message = messageOf(operation.card, false);
      await call('chat.update', 'repeatable', () => web.chat.update({ channel, ts, ...message, ...edited }));
      return operation.message;
    },

    async find(key: string, place: Place, since: Date): Promise<Sent | 'absent' | 'unknown'> {
      const { user } = self ?? (await identify());
      const channel = await channelOf(place);
      // A minute earlier: our clock is not Slack's.
      const oldest = String(since.getTime() / 1000 - 60);
      const from = { channel, oldest, include_all_metadata: true, limit: 200 };
      const next = (cursor: string): Promise<Page> =>
        place.kind === 'thread'
          ? web.conversations.replies({ ...from, ts: place.root, cursor })
          : web.conversations.history({ ...from, cursor });
      let cursor = '';
      do {
        const page = await call('conversations', 'repeatable', () => next(cursor)).catch(unreadable);
        if (page === 'unknown') return page;
        const found = page.messages?.find(
          (each) => each.user === user && (keyOf(each.metadata) === key || each.files?.some(({ id }) => id === key)),
        );
        if (found?.ts) return { channel, id: keyOf(found.metadata) === key ? found.ts : key };
        cursor = page.response_metadata?.next_cursor ?? '';
      } while (cursor !== '');
      return 'absent';
    },

    /** The message with this timestamp, of a channel or of a thread in it; undefined when it is gone or may not be read. */
    async message(channel: string, ts: string): Promise<Message | undefined> {
      // Two, since a thread is never told without the message it hangs on.
      const one = { channel, latest: ts, oldest: ts, inclusive: true, limit: 2 };
      for (const ask of [() => web.conversations.history(one), () => web.conversations.replies({ ...one, ts })]) {
        const page = await call('conversations', 'repeatable', ask).catch(unreadable);
        const found = page === 'unknown' ? undefined : page.messages?.find((each) => each.ts === ts);
        // The client's own types of blocks leave every field out that they may.
        if (found) return found as object as Message;
      }
      return undefined;
    },

    async person(user: string): Promise<Profile> {
      return person(web, user, (self ?? (await identify())).team);
    },
  };
}

const edited = { parse: 'none', link_names: false } as const;

const keyOf = (metadata?: { event_payload?: unknown }): unknown =>
  metadata?.event_payload instanceof Object ? Reflect.get(metadata.event_payload, 'key') : undefined;

/** A conversation that may not be read says nothing about what stands in it. */
function unreadable(error: unknown): 'unknown' {
  if (error instanceof Undeliverable) return 'unknown';
  throw error;
}
