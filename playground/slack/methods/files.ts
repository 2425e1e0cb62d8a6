// files.*: what a file is, and the two-step upload; all of it kept in memory.
import { fileObject } from '../stored.ts';
import type { Workspace } from '../workspace.ts';
import type { Json } from '../world.ts';
import { newId, SlackError } from '../world.ts';
import { type Method, reachable } from './chat.ts';

const showing = ({ channels }: Workspace, id: string) =>
  [...channels.values()].flatMap((channel) =>
    channel.messages
      .filter(({ files }) => files?.some((each) => each.id === id))
      .map((message) => ({ channel, message })),
  );

/** Where a file stands: by kind of conversation, then by its id. */
function sharesOf(workspace: Workspace, id: string): Json {
  const shares: Record<'public' | 'private', Record<string, Json[]>> = { public: {}, private: {} };
  for (const { channel, message } of showing(workspace, id)) {
    const { ts, thread_ts } = message;
    const of = shares[channel.kind === 'channel' ? 'public' : 'private'];
    of[channel.id] = [...(of[channel.id] ?? []), { ts, ...(thread_ts ? { thread_ts } : {}) }];
  }
  return shares;
}

export const files = (address: () => string): Record<string, Method> => ({
  'files.info': (workspace, args) => {
    const id = args.need('file');
    if (!workspace.files.get(id)?.done) throw new SlackError('file_not_found');
    return { file: { ...fileObject(workspace, address(), id), shares: sharesOf(workspace, id) } };
  },
  'files.delete': (workspace, args) => {
    const id = args.need('file');
    const file = workspace.files.get(id);
    if (!file) throw new SlackError('file_not_found');
    if (file.user !== workspace.world.botUserId) throw new SlackError('cant_delete_file');
    workspace.files.delete(id);
    // The messages stay, with their words and the mark of a file that was.
    for (const { channel, message } of showing(workspace, id)) {
      const left = (message.files ?? []).map((each): Json => (each.id === id ? { id, mode: 'tombstone' } : each));
      workspace.edit(channel, message.ts, message.user, { files: left }, false);
    }
    return {};
  },
  'files.getUploadURLExternal': (workspace, args) => {
    if (!(Number(args.need('length')) > 0)) throw new SlackError('invalid_arguments', ['length must be more than 0']);
    const id = newId('F');
    const name = args.need('filename');
    const user = workspace.world.botUserId;
    workspace.files.set(id, { name, title: name, bytes: Buffer.alloc(0), done: false, user });
    return { file_id: id, upload_url: `${address()}/upload/${id}` };
  },
  'files.completeUploadExternal': (workspace, args) => {
    const asked = args.json('files');
    if (!Array.isArray(asked) || asked.length === 0)
      throw new SlackError('invalid_arguments', ['missing required field: files']);
    const ready = (asked as { id: string; title?: string }[]).map(({ id, title }): Json => {
      const file = workspace.files.get(id);
      if (!file || file.bytes.length === 0) throw new SlackError('file_not_found');
      Object.assign(file, { done: true, title: title ?? file.name });
      return fileObject(workspace, address(), id);
    });
    const target = args.text('channel_id');
    const thread_ts = args.text('thread_ts');
    const { botUserId: user, botId: bot_id, appId: app_id } = workspace.world;
    if (target)
      workspace.post(reachable(workspace, target), {
        ...{ user, bot_id, app_id, text: args.text('initial_comment') ?? '', files: ready },
        ...(thread_ts && { thread_ts }),
      });
    return { files: ready };
  },
});
