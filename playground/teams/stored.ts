// Files as people attach them in Teams: in a personal chat behind an address that opens them, pasted, or in a team's SharePoint.
import { randomUUID } from 'node:crypto';
import type { Route } from './listener.ts';
import { Refused } from './refused.ts';
import type { Tenant } from './tenant.ts';
import type { Attachment, Place } from './world.ts';

export interface StoredFile {
  name: string;
  bytes: Buffer;
  /** Whoever asks for the bytes is sent there. */
  redirect?: string;
  /** Where it is in the tenant's SharePoint; what is put there under one name is one file. */
  shared?: string;
}

/** What a person attaches; `pasted`: a picture within the words. */
export interface SharedFile {
  name: string;
  bytes: Uint8Array;
  pasted?: boolean;
  redirect?: string;
}

interface Stage {
  tenant: Tenant;
  serviceUrl: string;
  origin: string;
}

/** How the bot is told of it. https://learn.microsoft.com/microsoftteams/platform/bots/how-to/bots-filesv4 */
export function attach({ tenant, serviceUrl, origin }: Stage, place: Place, shared: SharedFile): Attachment {
  const { name, bytes, pasted, redirect } = shared;
  const id = randomUUID();
  const file: StoredFile = { name, bytes: Buffer.from(bytes) };
  if (redirect !== undefined) file.redirect = redirect;
  tenant.files.set(id, file);
  if (pasted) return { contentType: 'image/*', contentUrl: `${serviceUrl}v3/attachments/${id}/views/original` };
  const contentUrl = `https://example.sharepoint.com/personal/files/${encodeURIComponent(name)}`;
  file.shared = contentUrl;
  if (tenant.conversations.get(place.conversation)?.type !== 'personal')
    return { contentType: 'reference', contentUrl, name };
  const downloadUrl = `${origin}/download/${id}?tempauth=${KEY}`;
  const fileType = name.split('.').at(-1);
  const content = { downloadUrl, uniqueId: id, fileType };
  return { contentType: 'application/vnd.microsoft.teams.file.download.info', contentUrl, name, content };
}

const KEY = randomUUID();

/** Open to whoever has the address, and to nobody who shows a token there: it was not meant for them. */
export function downloads(tenant: Tenant): Route[] {
  return [
    {
      method: 'GET',
      path: /^\/download\/([\da-f-]+)$/,
      answer({ params: [id = ''], query, bearer }) {
        if (query.tempauth !== KEY || bearer !== undefined) throw new Refused(403, 'accessDenied', 'Not for you');
        return bytesOf(tenant, id);
      },
    },
  ];
}

/** Pasted pictures, for the bot's token. */
export function pictures(tenant: Tenant): Route[] {
  const path = /^\/connector\/v3\/attachments\/([\da-f-]+)\/views\/original$/;
  return [{ method: 'GET', path, answer: ({ params: [id = ''] }) => bytesOf(tenant, id) }];
}

function bytesOf({ files }: Tenant, id: string) {
  const file = files.get(id);
  if (!file) throw new Refused(404, 'itemNotFound', 'No such file');
  if (file.redirect !== undefined) return { status: 302, headers: { Location: file.redirect } };
  return { status: 200, bytes: file.bytes };
}
