// response_url: five uses in thirty minutes, to answer a command or an interaction in private, in public or in place.

import { named } from './blocks.ts';
import type { Workspace } from './workspace.ts';
import { checkContent } from './workspace.ts';
import type { Block, Channel, Ephemeral, Json } from './world.ts';
import { newId, SlackError } from './world.ts';

const uses = 5;
const lifetimeMs = 30 * 60_000;

/** Whom an answer belongs to, and the message or ephemeral (`original`) that it may replace. */
export interface AnswerTo {
  user: string;
  channel: Channel;
  original?: { ts: string } | { ephemeral: string };
}

interface Answer {
  text?: string;
  blocks?: Block[];
  attachments?: Json[];
  response_type?: 'ephemeral' | 'in_channel';
  replace_original?: boolean;
  delete_original?: boolean;
  thread_ts?: string;
}

export class ResponseUrls {
  readonly #workspace: Workspace;
  readonly #open = new Map<string, { to: AnswerTo; used: number; at: number }>();

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  /** A path below the server's address. */
  create(to: AnswerTo): string {
    const id = `${newId('R')}${newId('')}`;
    this.#open.set(id, { to, used: 0, at: this.#workspace.now().getTime() });
    return `/respond/${id}`;
  }

  /** What the app posted to a response URL takes effect. */
  use(id: string, body: Json): Json {
    const entry = this.#open.get(id);
    if (!entry || this.#workspace.now().getTime() - entry.at > lifetimeMs) throw new SlackError('expired_url');
    if (entry.used >= uses) throw new SlackError('used_url');
    this.answer(entry.to, body);
    entry.used += 1;
    return {};
  }

  /** Shows an answer: in place of the original, to everyone, or (unless told) to the one who asked. */
  answer(to: AnswerTo, body: Json): void {
    const {
      response_type,
      replace_original,
      delete_original,
      thread_ts,
      text = '',
      blocks,
      attachments,
    } = body as Answer;
    const { original, channel, user } = to;
    if (delete_original && original) {
      if ('ephemeral' in original) this.#workspace.hush(original.ephemeral);
      else this.#workspace.remove(channel, original.ts);
      return;
    }
    checkContent({ text, blocks, attachments });
    const content = { text, blocks: blocks && named(blocks), attachments };
    const given = Object.fromEntries(Object.entries(content).filter(([, value]) => value !== undefined)) as {
      text: string;
    };
    const { botUserId, botId: bot_id, appId: app_id } = this.#workspace.world;
    const thread = thread_ts ? { thread_ts } : {};
    if (replace_original && original && 'ts' in original)
      this.#workspace.edit(channel, original.ts, botUserId, content);
    else if (replace_original && original && 'ephemeral' in original) this.#replace(original.ephemeral, content);
    else if (response_type === 'in_channel')
      this.#workspace.post(channel, { user: botUserId, bot_id, app_id, ...given, ...thread });
    else this.#workspace.whisper({ user, channel: channel.id, by: 'app', ...given, ...thread });
  }

  #replace(id: string, content: { [K in 'text' | 'blocks' | 'attachments']: Ephemeral[K] | undefined }): void {
    const shown = this.#workspace.ephemerals.find((ephemeral) => ephemeral.id === id);
    if (!shown) throw new SlackError('message_not_found');
    Object.assign(shown, content);
    this.#workspace.changed({ kind: 'ephemeral', user: shown.user, channel: shown.channel });
  }
}
