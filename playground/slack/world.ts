// What a workspace starts from, and the wire shapes it keeps: users, channels, messages, views, as Slack spells them.
import { randomBytes } from 'node:crypto';

export interface SlackWorld {
  teamId: string;
  teamName: string;
  botUserId: string;
  /** The handle that people mention; `muster` by default. */
  botName?: string;
  botId: string;
  appId: string;
  /** `xoxb-…`, what the Web API asks for. */
  botToken: string;
  /** `xapp-…`, what Socket Mode's `apps.connections.open` asks for. */
  appToken: string;
  signingSecret: string;
  users: SlackUser[];
  channels: SlackChannel[];
  userGroups?: { id: string; handle: string; users: string[] }[];
  /** What the app was granted, as each answer's `x-oauth-scopes` says; without, no answer says it. */
  scopes?: string[];
  /** Only administrators make channels: the app is refused (`restricted_action`). */
  restricted?: boolean;
}

export interface SlackUser {
  id: string;
  /** The handle, as in `@alice`; also what a mention is typed with. */
  name: string;
  realName: string;
  email: string;
  /** IANA zone. */
  tz: string;
  /** Such as `en-US`, `zh-CN`. */
  locale: string;
  /** A guest is `is_restricted`. */
  guest: boolean;
  isBot?: boolean;
  /** Deactivated. */
  deleted?: boolean;
  /** Another workspace's id: a stranger, or someone who came by a shared channel. */
  teamId?: string;
  /** On Enterprise Grid: every workspace of the organisation that this person is in. */
  enterpriseTeams?: string[];
  /** Nobody brings this person into a channel; why, in Slack's word: `user_is_restricted`, `ura_max_channels`, … */
  uninvitable?: string;
}

export interface SlackChannel {
  id: string;
  name: string;
  /** User ids; the bot hears a channel only while its own user id is here. */
  members: string[];
  isPrivate?: boolean;
  /** Shared with another organisation (`is_ext_shared`). */
  isShared?: boolean;
  archived?: boolean;
  topic?: string;
  purpose?: string;
}

/** A channel or direct chat as the workspace holds it. */
export interface Channel {
  id: string;
  name: string;
  kind: 'channel' | 'group' | 'im';
  members: Set<string>;
  shared: boolean;
  archived: boolean;
  created: number;
  creator: string;
  topic: string;
  purpose: string;
  messages: Message[];
  /** Timestamps of the messages that are pinned, in that order. */
  pins: string[];
  bookmarks: Bookmark[];
}

export interface Bookmark {
  id: string;
  channel_id: string;
  title: string;
  link: string;
  type: 'link';
}

export type Json = Record<string, unknown>;

export interface Text {
  type: 'plain_text' | 'mrkdwn';
  text: string;
  [field: string]: unknown;
}

export interface Option {
  text: Text;
  value?: string;
  [field: string]: unknown;
}

export interface Element {
  type: string;
  action_id?: string;
  [field: string]: unknown;
}

export interface Block {
  type: string;
  block_id: string;
  elements?: Element[];
  accessory?: Element;
  element?: Element;
  [field: string]: unknown;
}

/** A message exactly as `conversations.history` shows it (metadata only when asked for). */
export interface Message {
  type: 'message';
  ts: string;
  user: string;
  text: string;
  team: string;
  subtype?: string;
  client_msg_id?: string;
  bot_id?: string;
  app_id?: string;
  blocks?: Block[];
  attachments?: Json[];
  files?: Json[];
  metadata?: { event_type: string; event_payload: Json };
  thread_ts?: string;
  parent_user_id?: string;
  reply_count?: number;
  reply_users?: string[];
  latest_reply?: string;
  edited?: { user: string; ts: string };
  reactions?: { name: string; users: string[]; count: number }[];
}

/** What only one user sees; `by` is the app, or Slack itself when a command failed. */
export interface Ephemeral {
  id: string;
  ts: string;
  user: string;
  channel: string;
  text: string;
  by: 'app' | 'slackbot';
  blocks?: Block[];
  attachments?: Json[];
  thread_ts?: string;
}

export interface View {
  id: string;
  team_id: string;
  app_installed_team_id: string;
  type: 'modal' | 'home';
  blocks: Block[];
  callback_id: string;
  external_id: string;
  private_metadata: string;
  title?: Text;
  submit?: Text | null;
  close?: Text | null;
  clear_on_close: boolean;
  notify_on_close: boolean;
  state: { values: Record<string, Record<string, Json>> };
  hash: string;
  root_view_id: string;
  previous_view_id: string | null;
  app_id: string;
  bot_id: string;
}

/** A view on someone's screen, with the field errors that the last submit brought (block id → sentence). */
export interface OpenView {
  user: string;
  view: View;
  errors: Record<string, string>;
}

/** The workspace's name in its addresses. */
export const domainOf = (teamName: string): string => teamName.toLowerCase().replace(/[^a-z0-9]+/g, '-');

export const newId = (prefix: string): string => prefix + randomBytes(5).toString('hex').toUpperCase();

/** Slack's way to say no: `{ ok: false, error }`, always with HTTP 200. */
export class SlackError extends Error {
  readonly code: string;
  readonly details: string[];
  readonly more: Json;
  constructor(code: string, details: string[] = [], more: Json = {}) {
    super(details.length > 0 ? `${code}: ${details.join('; ')}` : code);
    this.code = code;
    this.details = details;
    this.more = more;
  }
}
