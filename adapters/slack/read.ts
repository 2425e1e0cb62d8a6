// Slack's payloads as requests, and the way back to whoever made the gesture. Pure.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { CarriedFile, Place, Request, Said, Spoken } from '../../src/port.ts';
import { cropped, isMention, trimmed } from '../../src/ticket/marks.ts';
import { filesIn, type SlackFile } from './files.ts';
import { type Memory, memory, valuesOf } from './form.ts';
import { limits } from './limits.ts';
import { pressed } from './render.ts';
import { type Node, wordsOf } from './words.ts';

export const platform = 'slack';

/** How to answer. `at`: the channel of the gesture, and its thread's root if any. `trigger` opens a form within 3 s. */
export type Way = { readonly user: string; readonly at: Memory['at']; readonly trigger?: string | undefined } & (
  | { readonly kind: 'chat' }
  /** By response_url: a command's answer is better given as the body of its acknowledgement. */
  | { readonly kind: 'url'; readonly url: string; readonly inBody: boolean; readonly replace: boolean }
  /** In place of a private answer that stands in a direct chat. */
  | { readonly kind: 'message'; readonly ts: string }
  | { readonly kind: 'view'; readonly id: string; readonly submitted: boolean; readonly kept: Memory }
  /** On the Home tab that was opened. */
  | { readonly kind: 'home' }
  /** In a modal: on the Home tab no answer can stand. */
  | { readonly kind: 'modal' }
);

export interface Gesture {
  readonly request: Request;
  readonly way: Way;
}

/** What `auth.test` said: the bot's own user, and the address that links to messages begin with. */
export interface Self {
  readonly user?: string | undefined;
  readonly url?: string | undefined;
}

interface Event {
  readonly type: string;
  readonly subtype?: string;
  readonly bot_id?: string;
  readonly user?: string;
  readonly text?: string;
  readonly channel: string;
  readonly channel_type?: string;
  readonly ts: string;
  readonly thread_ts?: string;
  readonly client_msg_id?: string;
  readonly tab?: string;
  readonly event_ts?: string;
  readonly files?: readonly SlackFile[];
  readonly blocks?: readonly Node[];
  /** What was changed, as it is and as it was. */
  readonly message?: Message;
  readonly previous_message?: Message;
  readonly reaction?: string;
  /** What a reaction was put on. */
  readonly item?: { readonly type: string; readonly channel?: string; readonly ts?: string };
}

/** A message as Slack shows it to apps. */
export interface Message {
  readonly ts?: string;
  readonly thread_ts?: string;
  readonly user?: string;
  readonly bot_id?: string;
  readonly subtype?: string;
  readonly text?: string;
  readonly blocks?: readonly Node[];
  readonly files?: readonly SlackFile[];
  readonly edited?: { readonly ts: string };
}

/** The fields that are read here, of whatever Slack sends: signed, so its types are trusted. */
export interface Payload {
  readonly type?: string;
  readonly event?: Event;
  readonly event_id?: string;
  readonly authorizations?: readonly { readonly team_id?: string; readonly user_id?: string }[];
  readonly context_team_id?: string;
  readonly team_id?: string;
  readonly team?: { readonly id: string } | null;
  readonly command?: string;
  readonly text?: string;
  readonly user_id?: string;
  readonly channel_id?: string;
  readonly trigger_id?: string;
  readonly response_url?: string;
  readonly user?: { readonly id: string };
  readonly channel?: { readonly id: string };
  readonly message?: Message;
  readonly callback_id?: string;
  readonly container?: { message_ts?: string; thread_ts?: string; channel_id?: string; is_ephemeral?: boolean };
  readonly actions?: readonly {
    readonly value?: string;
    readonly selected_option?: { readonly value?: string } | null;
  }[];
  readonly view?: {
    readonly id: string;
    readonly type?: string;
    readonly callback_id: string;
    readonly private_metadata: string;
    readonly app_installed_team_id?: string;
    readonly state: { readonly values: Parameters<typeof valuesOf>[0] };
  };
}

/** Not the sender's own team: in shared channels that is another than the workspace that installed Muster. */
const workspaceOf = (body: Payload): string =>
  body.context_team_id ??
  body.authorizations?.[0]?.team_id ??
  body.view?.app_installed_team_id ??
  body.team?.id ??
  body.team_id ??
  '';

/** A direct chat, by its own id or by the person's. */
export const isDirect = (channel: string): boolean => /^[DUW]/.test(channel);

function placeOf(workspace: string, user: string, [channel, root]: Memory['at']): Place {
  const direct = isDirect(channel);
  if (root !== undefined) return { kind: 'thread', platform, workspace, channel, root, ...(direct && { user }) };
  return direct ? { kind: 'direct', platform, workspace, user } : { kind: 'channel', platform, workspace, channel };
}

export function requestOf(body: Payload, key: string, user: string, at: Memory['at'], said: Said): Request {
  const workspace = workspaceOf(body);
  return { key: key.slice(0, limits.id), platform, workspace, user, place: placeOf(workspace, user, at), said };
}

/** The message, and the address that opens it. */
export function messageAt({ url }: Self, channel: string, id: string, root?: string) {
  const inThread = root === undefined ? '' : `?thread_ts=${root}&cid=${channel}`;
  const link = url && `${url}archives/${channel}/p${id.replace('.', '')}${inThread}`;
  return { channel, id, ...(link && { link }) };
}

const linked = (request: Request, self: Self, channel: string, id: string, root?: string): Request => ({
  ...request,
  message: { ...messageAt(self, channel, id, root), ...writtenAt(id) },
});

/** Slack names its messages by the moment, to the millionth of a second. */
function writtenAt(ts: string): { readonly written?: string } {
  const [seconds = '', millionths = ''] = ts.split('.');
  const at = new Date(Number(seconds) * 1000);
  if (!/^\d{1,11}$/u.test(seconds)) return {};
  return { written: at.toISOString().replace('000Z', `${millionths.padEnd(6, '0').slice(0, 6)}Z`) };
}

/** The words of a message as they were typed. */
export const typedIn = ({ text = '', blocks }: Pick<Message, 'text' | 'blocks'>) => trimmed(wordsOf(text, blocks));

/** The files that came with a message, where there are any. */
export function carried(files: readonly SlackFile[] | undefined): { readonly files?: readonly CarriedFile[] } {
  const found = filesIn(files);
  return found.length > 0 ? { files: found } : {};
}

/** The gesture in `body`, or undefined when it is none of Muster's business. */
export function read(body: Payload, self: Self): Gesture | undefined {
  if (body.command !== undefined) return readCommand(body);
  if (body.event?.type === 'app_mention' || body.event?.type === 'message') return readMessage(body, body.event, self);
  if (body.event?.type === 'app_home_opened') return readHome(body, body.event);
  if (body.type === 'block_actions') return readPress(body, self);
  if (body.type === 'view_submission') return readSubmit(body);
  return undefined;
}

function readCommand(body: Payload): Gesture {
  const { text = '', user_id = '', channel_id = '', trigger_id = '', response_url = '' } = body;
  const at: Memory['at'] = [channel_id];
  const request = requestOf(body, trigger_id, user_id, at, { kind: 'command', ...wordsOf(text) });
  return {
    request,
    way: { kind: 'url', url: response_url, inBody: true, replace: false, user: user_id, at, trigger: trigger_id },
  };
}

/** Joins and the like are no words to Muster; these are. */
const spoken = [undefined, 'file_share', 'thread_broadcast'];

function readMessage(body: Payload, event: Event, self: Self): Gesture | undefined {
  if (event.subtype === 'message_changed' || event.subtype === 'message_deleted')
    return readAfterwards(body, event, self);
  const { channel, ts, thread_ts, user } = event;
  const me = meIn(body, self);
  if (!user || user === me || event.bot_id || !spoken.includes(event.subtype)) return undefined;
  const said = saidIn(event, channel, me);
  // Of a message that names the bot, Slack sends two events: app_mention is the one that counts.
  if ((said.kind === 'command') !== (event.type === 'app_mention')) return undefined;
  const at: Memory['at'] = thread_ts === undefined ? [channel] : [channel, thread_ts];
  const request = requestOf(body, event.client_msg_id ?? `${channel}:${ts}`, user, at, said);
  return { request: linked(request, self, channel, ts, thread_ts), way: { kind: 'chat', user, at } };
}

const meIn = (body: Payload, self: Self): string | undefined => self.user ?? body.authorizations?.[0]?.user_id;

/** What a message says to Muster: in a channel what follows its mention, where it has one; else all. */
function saidIn(message: Message, channel: string, me: string | undefined): Spoken {
  const words = typedIn(message);
  const mention = me && (words.marks ?? []).filter(isMention).find(({ user }) => user === me);
  const direct = channel.startsWith('D');
  const named = mention && (!direct || mention.from === 0);
  const rest = named ? trimmed(cropped(words, mention.to)) : words;
  return { kind: mention && !direct ? 'command' : 'message', ...rest, ...carried(message.files) };
}

/** A message that was changed or deleted. Slack changes messages too, to show where a link leads: the words stay then. */
function readAfterwards(body: Payload, event: Event, self: Self): Gesture | undefined {
  const { channel, message, previous_message: before } = event;
  // Where others have answered, a stone stands in its place.
  const gone = event.subtype === 'message_deleted' || message?.subtype === 'tombstone';
  const told = gone ? before : message;
  const me = meIn(body, self);
  if (!told?.ts || !told.user || told.user === me || told.bot_id || !spoken.includes(told.subtype)) return undefined;
  if (!gone && (!told.edited || told.text === before?.text)) return undefined;
  // What came with it stays, whatever becomes of its words.
  const { files: _, ...words } = told;
  const now = saidIn(words, channel, me);
  const { ts, user, edited, thread_ts } = told;
  // What a thread hangs on has its own time for the thread's, and was said in the channel.
  const root = thread_ts === ts ? undefined : thread_ts;
  const at: Memory['at'] = root === undefined ? [channel] : [channel, root];
  const moment = edited?.ts ?? '';
  const written = new Date(Number(moment) * 1000).toISOString();
  const said: Said = gone ? { kind: 'deleted' } : { kind: 'edited', now, written };
  const key = [said.kind, channel, ts, ...(gone ? [] : [moment])].join(':');
  const request = requestOf(body, key, user, at, said);
  return { request: linked(request, self, channel, ts, root), way: { kind: 'chat', user, at } };
}

/** The same event is sent for the tab with the messages, which has been read already. */
function readHome(body: Payload, { tab, user, event_ts = '' }: Event): Gesture | undefined {
  if (tab !== 'home' || !user) return undefined;
  const at: Memory['at'] = [user];
  const request = requestOf(body, `home:${user}:${event_ts}`, user, at, { kind: 'home' });
  return { request, way: { kind: 'home', user, at } };
}

const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'not JSON' });
    return z.NEVER;
  }
});
const pressedValue = json.pipe(pressed);
const memoryValue = json.pipe(memory);

/** What a view kept; undefined for one of another version, whose words must not vanish without a word. */
const keptIn = ({ private_metadata }: { readonly private_metadata: string }): Memory | undefined =>
  memoryValue.safeParse(private_metadata).data;
const nothingKept = (user: string): Memory => ({ args: {}, title: '', done: '', at: [user] });
/** No verb has this name: the refusal says what to do instead. */
const NO_VERB = '';

function readPress(body: Payload, self: Self): Gesture | undefined {
  const [action] = body.actions ?? [];
  const value = pressedValue.safeParse(action?.selected_option?.value ?? action?.value);
  // Not a button of ours: someone's choice in a form that is still open.
  if (!value.success) return undefined;
  const { v: verb, a: args, p: secret } = value.data;
  const { trigger_id: trigger = '', response_url: url, container = {}, view } = body;
  const user = body.user?.id ?? '';
  const said: Said = { kind: 'press', verb, args };
  if (view?.type === 'home') {
    const request = requestOf(body, trigger, user, [user], said);
    return { request, way: { kind: 'modal', user, at: [user], trigger } };
  }
  if (view) {
    const kept = keptIn(view) ?? nothingKept(user);
    const request = requestOf(body, trigger, user, kept.at, said);
    return { request, way: { kind: 'view', id: view.id, submitted: false, kept, user, at: kept.at, trigger } };
  }
  const ts = container.message_ts ?? '';
  const channel = body.channel?.id ?? container.channel_id ?? '';
  const thread = body.message?.thread_ts ?? container.thread_ts;
  const root = thread === ts ? undefined : thread;
  const at: Memory['at'] = root === undefined ? [channel] : [channel, root];
  const request = requestOf(body, trigger, user, at, said);
  const replace = container.is_ephemeral === true;
  if (url && (replace || !channel.startsWith('D'))) {
    const way: Way = { kind: 'url', url, inBody: false, replace, user, at, trigger };
    return { request: replace ? request : linked(request, self, channel, ts, root), way };
  }
  const way: Way = secret ? { kind: 'message', ts, user, at, trigger } : { kind: 'chat', user, at, trigger };
  return { request: linked(request, self, channel, ts, root), way };
}

function readSubmit(body: Payload): Gesture | undefined {
  const { view, user } = body;
  if (!view || !user) return undefined;
  const kept = keptIn(view) ?? nothingKept(user.id);
  const verb = keptIn(view) ? view.callback_id : NO_VERB;
  const values = valuesOf(view.state.values);
  // One view is sent several times when its fields had errors, so what it says is part of the key.
  const digest = createHash('sha256')
    .update(JSON.stringify([view.callback_id, values]))
    .digest('base64url');
  const said: Said = { kind: 'submit', verb, args: { ...kept.args, ...values } };
  const request = requestOf(body, `${view.id}:${digest}`, user.id, kept.at, said);
  return { request, way: { kind: 'view', id: view.id, submitted: true, kept, user: user.id, at: kept.at } };
}
