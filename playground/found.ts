// Searching with Muster where one writes in Teams: what the client would list.
import { z } from 'zod';
import type { Chats } from './acts.ts';

export const sought = z.object({ user: z.string(), place: z.string(), text: z.string().max(200).default('') });

export interface Found {
  readonly results: readonly {
    readonly title: string;
    readonly text: string;
    /** The card that the message would carry. */
    readonly card: unknown;
  }[];
  /** What is said when there is nothing to list. */
  readonly message?: string;
}

const answer = z.object({
  composeExtension: z.discriminatedUnion('type', [
    z.object({ type: z.literal('message'), text: z.string() }),
    z.object({
      type: z.literal('result'),
      attachments: z.array(
        z.object({
          content: z.unknown(),
          preview: z.object({ content: z.object({ title: z.string(), text: z.string().default('') }) }),
        }),
      ),
    }),
  ]),
});

export async function search({ teams }: Chats, { user, place, text }: z.output<typeof sought>): Promise<Found> {
  const { status, body } = await teams.search(user, 'find', place, text);
  const read = answer.safeParse(body);
  if (status !== 200 || !read.success) return { results: [], message: 'Muster could not be reached. Try again.' };
  const { composeExtension: found } = read.data;
  if (found.type === 'message') return { results: [], message: found.text };
  return { results: found.attachments.map(({ content, preview }) => ({ ...preview.content, card: content })) };
}
