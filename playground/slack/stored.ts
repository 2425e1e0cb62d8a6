// Files as the workspace holds them, as Slack shows them to apps, and who is given their bytes.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type FaultAction, takesEffect } from './faults.ts';
import type { Workspace } from './workspace.ts';
import { domainOf, type Json, newId } from './world.ts';

export interface StoredFile {
  name: string;
  title: string;
  bytes: Buffer;
  /** Whether it is shared, or only uploaded. */
  done: boolean;
  user: string;
  /** The size that Slack says, where that is not the truth. */
  said?: number;
  /** Whoever asks for the bytes is sent there. */
  redirect?: string;
}

/** What a person attaches. */
export interface SharedFile {
  name: string;
  bytes: Uint8Array;
  size?: number;
  redirect?: string;
}

export function store(workspace: Workspace, user: string, { name, bytes, size, redirect }: SharedFile): string {
  const id = newId('F');
  const file: StoredFile = { name, title: name, bytes: Buffer.from(bytes), done: true, user };
  if (size !== undefined) file.said = size;
  if (redirect !== undefined) file.redirect = redirect;
  workspace.files.set(id, file);
  return id;
}

/** https://docs.slack.dev/reference/objects/file-object */
export function fileObject({ world, files }: Workspace, address: string, id: string): Json {
  const file = files.get(id);
  if (!file) throw new Error(`no file ${id}`);
  const { name, title, user, bytes, said } = file;
  const path = `${id}/${encodeURIComponent(name)}`;
  const filetype = name.split('.').at(-1)?.toLowerCase() ?? '';
  return {
    ...{ id, name, title, user, filetype, mode: 'hosted', is_external: false, size: said ?? bytes.length },
    url_private: `${address}/files/${path}`,
    url_private_download: `${address}/files/${path}?download=1`,
    permalink: `https://${domainOf(world.teamName)}.slack.com/files/${user}/${path}`,
  };
}

/** Bytes for the app's token; everybody else is shown where one signs in, which is a page and no refusal. */
export function serveFile(
  { files, world }: Workspace,
  id: string,
  fault: FaultAction | undefined,
  req: IncomingMessage,
  res: ServerResponse,
): void {
  const file = files.get(id);
  if (fault?.kind === 'status') return void res.writeHead(fault.status).end();
  if (fault?.kind === 'rate_limited') return void res.writeHead(429, { 'retry-after': String(fault.retryAfter) }).end();
  if (!file?.done) return void res.writeHead(404).end();
  if (file.redirect !== undefined) return void res.writeHead(302, { location: file.redirect }).end();
  if (req.headers.authorization !== `Bearer ${world.botToken}`)
    return void res.writeHead(302, { location: '/signin' }).end();
  if (!fault || takesEffect(fault))
    return void res.writeHead(200, { 'content-length': file.bytes.length }).end(file.bytes);
  // Cut off in the middle, or never begun.
  if (fault.kind === 'hang') return;
  res.writeHead(200, { 'content-length': file.bytes.length });
  res.write(file.bytes.subarray(0, Math.ceil(file.bytes.length / 2)), () => res.destroy());
}
