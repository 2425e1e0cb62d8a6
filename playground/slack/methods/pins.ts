// pins.*, bookmarks.*: what stays in sight in a channel.
import type { Args } from '../args.ts';
import type { Workspace } from '../workspace.ts';
import type { Bookmark, Channel } from '../world.ts';
import { newId, SlackError } from '../world.ts';
import { type Method, reachable } from './chat.ts';

/** A channel in which something may be changed. */
function open(workspace: Workspace, id: string): Channel {
  const channel = reachable(workspace, id);
  if (channel.archived) throw new SlackError('is_archived');
  return channel;
}

function pinned(workspace: Workspace, channel: Channel, ts: string, what: 'pin_added' | 'pin_removed'): void {
  workspace.changed({ kind: 'channel', channel: channel.id });
  const user = workspace.world.botUserId;
  const item = { type: 'message', channel: channel.id, message: workspace.message(channel, ts), created_by: user };
  void workspace.tell({ type: what, user, channel_id: channel.id, item, event_ts: workspace.ts() }, channel);
}

function bookmark(workspace: Workspace, args: Args) {
  const channel = open(workspace, args.need('channel_id'));
  const type = args.need('type');
  if (type !== 'link') throw new SlackError('invalid_bookmark_type');
  const link = args.need('link');
  if (!URL.canParse(link)) throw new SlackError('invalid_link');
  const made: Bookmark = { id: newId('Bk'), channel_id: channel.id, title: args.need('title'), link, type };
  channel.bookmarks.push(made);
  workspace.changed({ kind: 'channel', channel: channel.id });
  return { bookmark: made };
}

export const pins: Record<string, Method> = {
  'pins.add': (workspace, args) => {
    const channel = open(workspace, args.need('channel'));
    const { ts } = workspace.message(channel, args.need('timestamp'));
    if (channel.pins.includes(ts)) throw new SlackError('already_pinned');
    channel.pins.push(ts);
    pinned(workspace, channel, ts, 'pin_added');
    return {};
  },
  'pins.list': (workspace, args) => {
    const channel = reachable(workspace, args.need('channel'));
    const items = channel.pins.map((ts) => {
      const message = structuredClone(workspace.message(channel, ts));
      return { type: 'message', channel: channel.id, created_by: workspace.world.botUserId, message };
    });
    return { items };
  },
  'pins.remove': (workspace, args) => {
    const channel = open(workspace, args.need('channel'));
    const { ts } = workspace.message(channel, args.need('timestamp'));
    if (!channel.pins.includes(ts)) throw new SlackError('no_pin');
    channel.pins = channel.pins.filter((each) => each !== ts);
    pinned(workspace, channel, ts, 'pin_removed');
    return {};
  },
  'bookmarks.add': bookmark,
  'bookmarks.list': (workspace, args) => ({
    bookmarks: structuredClone(reachable(workspace, args.need('channel_id')).bookmarks),
  }),
};
