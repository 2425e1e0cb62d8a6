// Activity → Request. Pure: what a person did, told in the port's words.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Place, Request, Said, Spoken } from '../../src/port.ts';
import { cropped } from '../../src/ticket/marks.ts';
import type { Form } from '../../src/views/cards.ts';
import { type Activity, isGroupChat, splitConversation } from './activity.ts';
import { filesIn } from './files.ts';
import { formSchema } from './form.ts';
import { LIMITS } from './limits.ts';
import { wordsOf } from './text.ts';

/** How the reply reaches whoever asked: as a message, in the answer to a pressed card, or in a dialog. */
export type Way =
  | { readonly kind: 'message' }
  | { readonly kind: 'card'; readonly replace: boolean }
  /** In the client's own search: each row of the card is something to choose. */
  | { readonly kind: 'search' }
  | { readonly kind: 'dialog'; readonly form?: Form; readonly values: Readonly<Record<string, string>> };

export interface Asked {
  readonly request: Request;
  readonly way: Way;
}

const MESSAGE: Way = { kind: 'message' };

/** Undefined for what is nobody's request: other bots, a message without words, a cancelled dialog. */
export function read(activity: Activity): Asked | undefined {
  const { from, recipient } = activity;
  if (from.role === 'bot' || from.id === recipient.id || from.id.startsWith('28:')) return undefined;
  if (activity.type === 'invoke') return readInvoke(activity);
  if (activity.type === 'message') return readMessage(activity);
  if (activity.type === 'messageUpdate' || activity.type === 'messageDelete') return readAfterwards(activity);
  const removed = activity.type === 'conversationUpdate' ? activity.membersRemoved?.[0]?.id : undefined;
  if (removed && removed !== recipient.id) return changed(activity, removed);
  if (!isMeeting(activity)) return undefined;
  // An installation arrives as two activities, and a person is met once.
  const key = keyOf(['hello', activity.conversation.id]);
  return { request: request(activity, key, { kind: 'hello' }), way: MESSAGE };
}

/** Out of a team is not yet out of the tenant: Muster looks for itself. Of several at once the others are found by the hour. */
function changed(activity: Activity, user: string): Asked {
  const key = keyOf(['changed', activity.conversation.id, activity.id ?? '', user]);
  return { request: { ...request(activity, key, { kind: 'changed' }), user }, way: MESSAGE };
}

function isMeeting({ type, action, membersAdded, recipient }: Activity): boolean {
  if (type === 'installationUpdate') return action === 'add';
  return type === 'conversationUpdate' && (membersAdded ?? []).some(({ id }) => id === recipient.id);
}

function readMessage(activity: Activity): Asked | undefined {
  const pressed = dataOf(activity.value);
  if (pressed) return { request: press(activity, pressed), way: MESSAGE };
  const said = saidBy(activity);
  return (
    said && { request: request(activity, keyOf([activity.conversation.id, activity.id ?? '']), said), way: MESSAGE }
  );
}

function saidBy(activity: Activity, found = filesIn(activity)): Spoken | undefined {
  const { words, mentioned, quoted } = wordsOf(activity);
  const { text } = words;
  const said = { ...words, ...(found.length > 0 ? { files: found } : {}) };
  const silent = text === '' && found.length === 0;
  if (activity.recipient.isTargeted)
    return { kind: 'command', ...said, ...(text.startsWith('/') ? cropped(words, 1) : {}) };
  if (isPersonal(activity)) {
    const answered = quoted ?? activity.replyToId;
    if (silent) return undefined;
    return answered ? { kind: 'message', ...said, quoted: answered } : { kind: 'message', ...said };
  }
  if (mentioned) return { kind: 'command', ...said };
  // A chat of several has no threads: what is answered there is quoted.
  if (quoted && !silent && isGroupChat(activity.conversation.id)) return { kind: 'message', ...said, quoted };
  // At the top of a channel too: which of them is a room, the adapter does not know.
  return silent ? undefined : { kind: 'message', ...said };
}

/** A message that was changed, deleted, or brought back, which is a change too. What came with it stays. */
function readAfterwards(activity: Activity): Asked | undefined {
  const { type, id, conversation, timestamp, channelData } = activity;
  if (!id) return undefined;
  const written = (timestamp ?? new Date(0)).toISOString();
  if (type === 'messageDelete') {
    const key = keyOf(['deleted', conversation.id, id, written]);
    return { request: request(activity, key, { kind: 'deleted' }), way: MESSAGE };
  }
  const now = saidBy(activity, []);
  const back = channelData?.eventType === 'undeleteMessage' ? ({ back: true } as const) : {};
  const key = keyOf(['edited', conversation.id, id, written, digest(now)]);
  return now && { request: request(activity, key, { kind: 'edited', now, written, ...back }), way: MESSAGE };
}

function readInvoke(activity: Activity): Asked | undefined {
  const { name } = activity;
  if (name === 'adaptiveCard/action') {
    const data = dataOf(executed.safeParse(activity.value).data?.action.data) ?? UNREADABLE;
    return { request: press(activity, data), way: { kind: 'card', replace: data.p === 1 } };
  }
  const submits = name === 'task/submit' || name === 'composeExtension/submitAction';
  if (name !== 'task/fetch' && !submits) return undefined;
  const inputs = dialog.safeParse(activity.value).data?.data;
  // Cancelled: its button carries nothing.
  if (submits && inputs && Object.keys(inputs).length === 0) return undefined;
  const data = dataOf(inputs) ?? UNREADABLE;
  if (submits && data.form) return submitted(activity, data, data.form, inputs ?? {});
  // A dialog may be opened again and again from one card: each time is a gesture of its own.
  const unique = name === 'task/fetch' ? { ...data, n: undefined } : data;
  return { request: press(activity, unique), way: { kind: 'dialog', values: {} } };
}

function submitted(activity: Activity, { n = '', a }: Data, form: Form, inputs: Record<string, unknown>): Asked {
  const named = form.fields.flatMap(({ name }) => (typeof inputs[name] === 'string' ? [[name, inputs[name]]] : []));
  const values: Record<string, string> = Object.fromEntries(named);
  const said: Said = { kind: 'submit', verb: form.verb, args: { ...a, ...values } };
  const key = keyOf(['submit', n, personOf(activity), form.verb]);
  return { request: request(activity, key, said), way: { kind: 'dialog', form, values } };
}

const dataSchema = z.object({
  v: z.string(),
  a: z.record(z.string(), z.string()),
  n: z.string().optional(),
  p: z.literal(1).optional(),
  form: formSchema.optional(),
});
type Data = z.infer<typeof dataSchema>;

/** Of another version, perhaps: no verb has this name, and the refusal says what to do instead. */
const UNREADABLE: Data = { v: '', a: {} };

const wrapped = z.object({ muster: dataSchema });
const executed = z.object({ action: z.object({ data: z.unknown().optional() }) });
const dialog = z.object({ data: z.record(z.string(), z.unknown()) });

const dataOf = (value: unknown): Data | undefined => wrapped.safeParse(value).data?.muster;

function press(activity: Activity, { v: verb, a: args, n }: Data): Request {
  // A card's buttons may share their verb and differ in arguments.
  const parts =
    n === undefined ? [activity.conversation.id, activity.id ?? ''] : [n, personOf(activity), verb, digest(args)];
  const told = request(activity, keyOf(parts), { kind: 'press', verb, args });
  const { message: _gesture, ...rest } = told;
  if (!activity.replyToId) return rest;
  return { ...rest, message: { channel: splitConversation(activity.conversation.id).channel, id: activity.replyToId } };
}

const personOf = ({ from }: Activity): string => from.aadObjectId ?? from.id;
const digest = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('base64url');

/** Unique and never too long: what does not fit is hashed. */
export function keyOf(parts: string[]): string {
  const key = parts.join(':');
  return key.length <= LIMITS.keyLength ? key : digest(parts);
}

export const isPersonal = ({ conversation }: Activity): boolean =>
  (conversation.conversationType ?? 'personal') === 'personal';

/** The first message of a thread is said in the channel, the others in the thread. */
function placeOf(activity: Activity): Place {
  const at = { platform: 'teams', workspace: workspaceOf(activity) };
  if (isPersonal(activity)) return { kind: 'direct', ...at, user: activity.from.id };
  const { channel, root } = splitConversation(activity.conversation.id);
  if (root === undefined || root === activity.id) return { kind: 'channel', ...at, channel };
  return { kind: 'thread', ...at, channel, root };
}

const workspaceOf = ({ conversation, channelData }: Activity): string =>
  conversation.tenantId ?? channelData?.tenant?.id ?? '';

export function request(activity: Activity, key: string, said: Said): Request {
  const { channel, root } = splitConversation(activity.conversation.id);
  const link = activity.id ? linkTo(activity, channel, root, activity.id) : undefined;
  const message = activity.id && activity.type.startsWith('message') ? { channel, id: activity.id } : undefined;
  return {
    ...{ key, platform: 'teams', workspace: workspaceOf(activity), user: activity.from.id },
    ...{ place: placeOf(activity), said },
    ...(message ? { message: { ...message, ...(link ? { link } : {}), ...writtenAt(message.id) } } : {}),
  };
}

/** A message is named by the moment when Teams took it, in ms: an edit's own time is another. */
const writtenAt = (id: string): { readonly written?: string } =>
  /^\d{13}$/u.test(id) ? { written: new Date(Number(id)).toISOString() } : {};

/** https://learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/deep-link-teams */
function linkTo(activity: Activity, channel: string, root: string | undefined, id: string): string | undefined {
  const message = `https://teams.microsoft.com/l/message/${encodeURIComponent(channel)}/${encodeURIComponent(id)}`;
  if (isGroupChat(channel)) return `${message}?${new URLSearchParams({ context: '{"contextType":"chat"}' })}`;
  if (root === undefined) return undefined;
  const group = activity.channelData?.team?.aadGroupId;
  const query = new URLSearchParams({
    tenantId: workspaceOf(activity),
    ...(group ? { groupId: group } : {}),
    parentMessageId: root,
  });
  return `${message}?${query}`;
}
