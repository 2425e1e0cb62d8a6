// Files on the page: what a visitor attaches, and what is shown of a message's files and given to the browser.
import type { RequestHandler } from 'express';
import { z } from 'zod';
import type { Chats } from './acts.ts';
import type { LocalSlack } from './slack/slack.ts';
import type { LocalTeams } from './teams/teams.ts';
import type { Attachment, Json } from './teams/world.ts';

/** Of one act; the page refuses more before it is sent. */
export const MOST_BYTES = 5 * 1024 * 1024;

/** As JSON has them: the bytes in base64. */
export const sent = z
  .array(z.strictObject({ name: z.string().min(1).max(255), base64: z.base64() }))
  .max(10)
  .default([])
  .refine((files) => files.reduce((sum, { base64 }) => sum + (base64.length * 3) / 4, 0) <= MOST_BYTES, {
    message: 'Files of more than 5 MB together cannot be attached here.',
  });

export const opened = (files: z.output<typeof sent>) =>
  files.map(({ name, base64 }) => ({ name, bytes: Buffer.from(base64, 'base64') }));

/** One file of a message. */
export interface Attached {
  readonly name: string;
  /** In bytes, and where to open it below the page; both null once a restart has forgotten the bytes. */
  readonly size: number | null;
  readonly address: string | null;
  readonly picture: boolean;
}

const PICTURE = /\.(?:png|jpe?g|gif|webp)$/i;
const pictureType = (name: string) => name.split('.').at(-1)?.toLowerCase().replace('jpg', 'jpeg');

function shown(chat: 'slack' | 'teams', at: string, name: string, bytes: Buffer | undefined): Attached {
  const address = bytes ? `files?${new URLSearchParams({ chat, at })}` : null;
  return { name, size: bytes?.length ?? null, address, picture: PICTURE.test(name) };
}

export const filesInSlack = (slack: LocalSlack, files: readonly Json[]): Attached[] =>
  files.map(({ id, name }) => shown('slack', String(id), String(name), slack.file(String(id))?.bytes));

const FILES = ['application/vnd.microsoft.teams.file.download.info', 'reference', 'image/*'];

export const filesInTeams = (teams: LocalTeams, attachments: readonly Attachment[]): Attached[] =>
  attachments
    .filter(({ contentType }) => FILES.includes(contentType))
    .map(({ name, contentUrl = '', content }) => {
      const at = (content as { downloadUrl?: string } | undefined)?.downloadUrl ?? contentUrl;
      const file = teams.file(at);
      return shown('teams', at, name ?? file?.name ?? 'picture', file?.bytes);
    });

const asked = z.object({ chat: z.enum(['slack', 'teams']), at: z.string().max(2_000) });

/** Only pictures are shown in place; anything else is saved, since as a page of this origin it could act for the visitor. */
export const serveAttached =
  (chats: Chats): RequestHandler =>
  (request, response) => {
    const { chat, at } = asked.parse(request.query);
    const file = chats[chat].file(at);
    if (!file) return void response.status(404).json({ error: 'This file was not kept over a restart.' });
    response.setHeader('Content-Security-Policy', "default-src 'none'; sandbox");
    if (PICTURE.test(file.name)) response.type(`image/${pictureType(file.name)}`);
    else response.attachment(file.name).type('application/octet-stream');
    response.send(file.bytes);
  };
