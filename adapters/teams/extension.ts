// The message extension: a verb begun from a message's menu or the compose box, and the client's own search.
import { z } from 'zod';
import type { Pointed } from '../../src/port.ts';
import { type Activity, splitConversation } from './activity.ts';
import { linksIn } from './files.ts';
import { type Asked, keyOf, request } from './read.ts';
import { plainText } from './text.ts';

/** A message as its menu hands it over. https://learn.microsoft.com/graph/api/resources/chatmessage */
const payload = z.object({
  id: z.string().min(1),
  from: z.object({ user: z.object({ id: z.string().min(1) }).nullish() }).nullish(),
  body: z.object({ contentType: z.string().nullish(), content: z.string().nullish() }).nullish(),
  attachments: z
    .array(
      z.object({ contentType: z.string().nullish(), contentUrl: z.string().nullish(), name: z.string().nullish() }),
    )
    .nullish(),
  linkToMessage: z.string().nullish(),
});

const action = z.object({ commandId: z.string().min(1), messagePayload: payload.nullish() });

const query = z.object({
  commandId: z.string().min(1),
  parameters: z.array(z.object({ name: z.string(), value: z.unknown() })).nullish(),
});

/** `commandId` is the verb, with `_message` where it stands in a message's menu. Undefined for what is none of these. */
export function readExtension(activity: Activity): Asked | undefined {
  if (activity.type !== 'invoke') return undefined;
  const key = keyOf([activity.conversation.id, activity.id ?? '']);
  if (activity.name === 'composeExtension/fetchTask') {
    const { commandId, messagePayload } = action.safeParse(activity.value).data ?? {};
    if (commandId === undefined) return undefined;
    const about = messagePayload ? { message: pointedAt(activity, messagePayload) } : {};
    const said = { kind: 'shortcut', verb: commandId.replace(/_message$/, ''), ...about } as const;
    return { request: request(activity, key, said), way: { kind: 'dialog', values: {} } };
  }
  if (activity.name !== 'composeExtension/query') return undefined;
  const { commandId, parameters } = query.safeParse(activity.value).data ?? {};
  if (commandId === undefined) return undefined;
  const text = parameters?.find(({ name }) => name === 'text')?.value;
  // Before a word is typed, what there is to see of one's own.
  const said =
    typeof text === 'string' && text.trim() !== ''
      ? ({ kind: 'press', verb: commandId, args: { text } } as const)
      : ({ kind: 'press', verb: 'status', args: {} } as const);
  return { request: request(activity, key, said), way: { kind: 'search' } };
}

/** The author goes by the directory's id here, and by the roster's everywhere else: see `whoWrote`. */
function pointedAt(activity: Activity, said: z.infer<typeof payload>): Pointed {
  const { id, from, body, linkToMessage } = said;
  const { content } = body ?? {};
  const author = from?.user?.id;
  // A message is handed over as Graph tells it: with links to its files, whatever chat it stands in.
  const files = linksIn(said);
  return {
    channel: splitConversation(activity.conversation.id).channel,
    id,
    text: plainText((content ?? '').replace(/<attachment\b[^<>]*><\/attachment>/gi, '')),
    ...(linkToMessage ? { link: linkToMessage } : {}),
    ...(author ? { user: author } : {}),
    ...(files.length > 0 ? { files } : {}),
  };
}
