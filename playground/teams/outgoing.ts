// What the bot sends, read and checked as the connector does: its shape, its size, its cards and mentions.
import { z } from 'zod';
import { checkCard } from './cards.ts';
import type { Call } from './listener.ts';
import { Refused } from './refused.ts';
import type { Said } from './tenant.ts';

const MAX_BYTES = 100 * 1024;
const CARD = 'application/vnd.microsoft.card.adaptive';

export const activitySchema = z.looseObject({
  type: z.string(),
  text: z.string().optional(),
  textFormat: z.string().optional(),
  attachments: z.array(z.looseObject({ contentType: z.string(), content: z.unknown() })).optional(),
  entities: z.array(z.looseObject({ type: z.string() })).optional(),
  recipient: z.looseObject({ id: z.string() }).optional(),
});
export type Outgoing = z.infer<typeof activitySchema>;

/** The activity of a call, refused with 400 or 413 if Teams would not take it. */
export function outgoing(call: Call): Outgoing {
  const activity = parsed(activitySchema, call);
  if (activity.type !== 'typing') checkContent(activity);
  return activity;
}

export function checkContent(activity: Outgoing): void {
  const { type, text, attachments = [], entities = [] } = activity;
  // Teams counts two bytes a character (UTF-16).
  if (JSON.stringify(activity).length * 2 > MAX_BYTES)
    throw new Refused(413, 'MessageSizeTooBig', 'Message size too large.');
  if (type !== 'message') throw new Refused(400, 'BadSyntax', `Unknown activity type ${type}`);
  if (!text && attachments.length === 0) throw new Refused(400, 'BadSyntax', 'Message is empty');
  for (const { contentType, content } of attachments) if (contentType === CARD) checkCard(content);
  for (const entity of entities) {
    if (entity.type === 'mention' && typeof entity.text === 'string' && !text?.includes(entity.text))
      throw new Refused(400, 'BadArgument', `The mention ${entity.text} is not in the text`);
  }
}

export const contentOf = ({ text, textFormat, attachments, entities }: Outgoing): Omit<Said, 'from'> => ({
  ...{ text, textFormat, attachments, entities },
});

export function parsed<T>(schema: z.ZodType<T>, { body }: Call): T {
  const result = schema.safeParse(body);
  if (!result.success) throw new Refused(400, 'BadSyntax', z.prettifyError(result.error));
  return result.data;
}
