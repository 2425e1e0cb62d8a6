// files.*: what a file is, the two-step upload, and its end; all of it kept in memory.
import { fileObject } from '../stored.ts';
import type { Json } from '../world.ts';
import { newId, SlackError } from '../world.ts';
import { type Method, reachable } from './chat.ts';

export const files = (address: () => string): Record<string, Method> => ({
  'files.info': (workspace, args) => {
    const id = args.need('file');
    if (!workspace.files.get(id)?.done) throw new SlackError('file_not_found');
    return { file: fileObject(workspace, address(), id) };
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
  // Where it was shown, a tombstone is left. https://docs.slack.dev/reference/methods/files.delete
  'files.delete': (workspace, args) => {
    const id = args.need('file');
    const file = workspace.files.get(id);
    if (!file) throw new SlackError('file_not_found');
    if (file.user !== workspace.world.botUserId) throw new SlackError('cant_delete_file');
    workspace.files.delete(id);
    for (const channel of workspace.channels.values())
      for (const message of channel.messages.filter(({ files }) => files?.some((one) => one.id === id))) {
        message.files = message.files?.map((one) => (one.id === id ? { id, mode: 'tombstone' } : one)) ?? [];
        workspace.changed({ kind: 'message', channel: channel.id });
      }
    return {};
  },
});
