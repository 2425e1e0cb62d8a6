// What the bot's answers to invokes do to what a person sees: a card in place of a card, dialogs opened, replaced, closed.
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { checkCard } from './cards.ts';
import type { Delivery } from './ledger.ts';
import type { Tenant } from './tenant.ts';
import type { Dialog, Message } from './world.ts';

const taskSchema = z.object({
  task: z.discriminatedUnion('type', [
    z.object({
      type: z.literal('continue'),
      value: z.looseObject({ title: z.string().optional(), card: z.looseObject({ content: z.unknown() }) }),
    }),
    z.object({ type: z.literal('message'), value: z.string() }),
  ]),
});

const cardSchema = z.object({
  statusCode: z.literal(200),
  type: z.literal('application/vnd.microsoft.card.adaptive'),
  value: z.unknown(),
});

/** The card in an answer to Action.Execute takes the old one's place for whoever pressed; throws if Teams would not draw it. */
export function replaceCard(tenant: Tenant, message: Message, user: string, { body }: Delivery): void {
  const answer = cardSchema.safeParse(body);
  if (!answer.success) return;
  checkCard(answer.data.value);
  message.views[user] = answer.data.value;
  tenant.changed();
}

/** A task in the answer opens a dialog; throws if Teams would not draw its card. */
export function openDialog(tenant: Tenant, { body }: Delivery, opened: Pick<Dialog, 'user' | 'submit'>): void {
  const shown = shownBy(body);
  if (!shown) return;
  const dialog = { id: randomUUID(), ...opened, ...shown };
  tenant.dialogs.set(dialog.id, dialog);
  tenant.changed();
}

const resultsSchema = z.object({
  composeExtension: z.discriminatedUnion('type', [
    z.object({ type: z.literal('message'), text: z.string().min(1) }),
    z.object({
      type: z.literal('result'),
      attachmentLayout: z.enum(['list', 'grid']),
      attachments: z.array(
        z.object({
          contentType: z.literal('application/vnd.microsoft.card.adaptive'),
          content: z.unknown(),
          preview: z.object({
            contentType: z.literal('application/vnd.microsoft.card.thumbnail'),
            content: z.object({ title: z.string().min(1), text: z.string() }),
          }),
        }),
      ),
    }),
  ]),
});

/** Throws if Teams would show nothing of an answer to a search, or not draw what is chosen. */
export function checkResults({ body }: Delivery): void {
  const { composeExtension } = resultsSchema.parse(body);
  if (composeExtension.type === 'result') for (const { content } of composeExtension.attachments) checkCard(content);
}

/** What follows a submit: the next card, the closing words, or the end. A failure leaves the dialog as it is. */
export function followDialog(tenant: Tenant, { id, user, submit }: Dialog, { status, body }: Delivery): void {
  if (status < 200 || status >= 300) return;
  const shown = shownBy(body);
  if (shown) tenant.dialogs.set(id, { id, user, submit, ...shown });
  else tenant.dialogs.delete(id);
  tenant.changed();
}

function shownBy(body: unknown): Pick<Dialog, 'title' | 'card' | 'message'> | undefined {
  const answer = taskSchema.safeParse(body);
  if (!answer.success) return undefined;
  const { task } = answer.data;
  if (task.type === 'message') return { title: '', message: task.value };
  checkCard(task.value.card.content);
  return { title: task.value.title ?? '', card: task.value.card.content };
}
